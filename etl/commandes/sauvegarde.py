"""`sauvegarde` : créer, vérifier, répéter, restaurer ; et `edition purger`, qui rend la place (règles E25 et E28)."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

from domaine import francais
from domaine.reglages import dossier_donnees, reglages
from etl.commandes.analyseur import Analyseur
from etl.demande import DemandeInvalide
from etl.sauvegardes import archive
from etl.sauvegardes.purge import purger
from etl.sauvegardes.repetition import repeter

AIDE = "une archive de ce qui ne se refait pas : la créer, la vérifier, répéter sa restauration, la rendre"
_ALTEREE = 1


def construire(analyseur: Analyseur) -> None:
    """Les arguments de la commande."""
    actions = ("creer", "verifier", "repeter", "restaurer")
    analyseur.add_argument("action", choices=actions, metavar="ACTION", help=", ".join(actions))
    analyseur.add_argument("archive", type=Path, metavar="ARCHIVE", help="l'archive .zip, à écrire ou à lire")
    aide = "pour restaurer : le dossier des données à faire, absent ou vide"
    analyseur.add_argument("--vers", type=Path, metavar="DOSSIER", help=aide)


def faire_sauvegarde(args: argparse.Namespace) -> int:
    """`sauvegarde creer|verifier|repeter|restaurer` ; 1 quand l'archive n'est plus ce qui fut écrit."""
    try:
        if args.action == "creer":
            _dire("Sauvegarde écrite", archive.creer(dossier_donnees(), args.archive))
            print("La clé de signature, s'il y en a une, n'y est pas : gardez-la à part.")
        elif args.action == "verifier":
            _dire("Sauvegarde intacte", archive.verifier(args.archive))
        elif args.action == "repeter":
            _dire("Restauration répétée, mêmes chiffres", repeter(args.archive))
        elif args.vers is None:
            raise DemandeInvalide("Dites où la rendre : --vers DOSSIER, absent ou vide.")
        else:
            _dire("Sauvegarde rendue", archive.restaurer(args.archive, args.vers))
            print("Vérifiez-la : SOCLE_DONNEES=… python -m etl edition verifier")
    except archive.ArchiveFausse as erreur:
        print(f"ALTÉRÉE : {erreur}")
        return _ALTEREE
    return 0


def _dire(tete: str, contenu: archive.Contenu) -> None:
    fichiers = francais.compte(len(contenu.fichiers), "fichier")
    print(f"{tete} : {fichiers}, {francais.nombre(contenu.octets // 1_000_000)} Mo, faite le {contenu.faite_le}.")
    if contenu.edition:
        print(f"Édition en vigueur : {contenu.edition} (empreinte {contenu.empreinte[:12]}…).")


def faire_purger(args: argparse.Namespace) -> int:
    """Dit ce qui partirait et la place gagnée ; avec `--appliquer`, l'efface."""
    sorts = purger(dossier_donnees(), reglages(), dt.datetime.now(), appliquer=args.appliquer)
    if args.format == "json":
        print(json.dumps([asdict(s) for s in sorts], ensure_ascii=False, indent=1))
        return 0
    for sort in sorts:
        dit = f"reste : {sort.gardee}" if sort.gardee else ("effacée" if args.appliquer else "partirait")
        print(f"{sort.identifiant}  {_mo(sort.octets)}  {dit}")
    parties = [s for s in sorts if not s.gardee]
    compte = francais.compte(len(parties), "édition publiée", "éditions publiées")
    octets = sum(s.octets for s in parties)
    if not parties:
        print("Rien à effacer.")
    elif args.appliquer:
        print(f"{compte} effacée(s), {_mo(octets)} rendus.")
    else:
        print(f"{compte}, {_mo(octets)} à rendre : ajoutez --appliquer. Rien n'est effacé.")
    return 0


def _mo(octets: int) -> str:
    return f"{francais.nombre(octets / 1_000_000)}\u00a0Mo"
