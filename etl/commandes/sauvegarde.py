"""La commande `sauvegarde` : créer, vérifier, répéter la restauration, restaurer."""

from __future__ import annotations

import argparse
from pathlib import Path

from domaine import francais
from domaine.reglages import dossier_donnees
from etl.commandes.analyseur import Analyseur
from etl.demande import DemandeInvalide
from etl.sauvegardes import archive
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
