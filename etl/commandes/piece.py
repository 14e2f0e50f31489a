"""`piece` : les pièces de preuve, remises, importées d'un serveur de formulaires, listées, vérifiées, retirées."""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from domaine import francais
from domaine.chemins import journal_des_reunions
from domaine.preuve.pieces import DECISION, DOCUMENT, PHOTO, RECEPTION, VISITE, Piece, dernieres, lire
from domaine.reglages import dossier_donnees, reglages
from etl.commandes.analyseur import CODE_USAGE, Analyseur
from etl.demande import DemandeInvalide
from etl.edition.dossier import EditionAbsente
from etl.pieces import coffre, envoi, gestes

AIDE: Final = "les pièces de preuve : ajouter, importer, lister, verifier, retirer"
#: Une pièce manque, a changé, ou n'est pas gardée : dit, et le code de sortie le dit aussi.
CODE_FAUTES: Final = 2
_OBJETS: Final = {"visite": VISITE, "reception": RECEPTION, "decision": DECISION}
Reponse = tuple[int, dict[str, Any], str]


def decrire(analyseur: Analyseur) -> None:
    """Les arguments de la commande."""
    analyseur.add_argument("action", choices=list(_ACTIONS), metavar="ACTION", help=", ".join(_ACTIONS))
    aide = "pour ajouter, le fichier ; pour importer, l'archive ; pour retirer, l'empreinte ou son début"
    analyseur.add_argument("cible", nargs="?", default="", metavar="FICHIER", help=aide)
    analyseur.add_argument(
        "--visite", default="", metavar="POINT", help="ce que prouve la pièce : la visite d'un point"
    )
    analyseur.add_argument("--reception", default="", metavar="CHANTIER", help="ou la réception d'un chantier")
    analyseur.add_argument("--decision", default="", metavar="DECISION", help="ou une décision")
    analyseur.add_argument("--date", default="", metavar="AAAA-MM-JJ", help="le jour de la visite, ou du relevé")
    analyseur.add_argument("--genre", choices=("", PHOTO, DOCUMENT), default="", help="photo ou document")
    analyseur.add_argument("--nom", default="", help="nom d'origine du fichier")
    analyseur.add_argument("--par", default="", metavar="FONCTION", help="fonction de qui la remet, jamais un nom")
    analyseur.add_argument("--motif", default="", help="pour retirer : pourquoi")
    analyseur.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")


def faire_piece(args: argparse.Namespace) -> int:
    """Fait le geste, et dit la pièce inscrite, ou le refus."""
    try:
        code, contenu, texte = _ACTIONS[args.action](args)
    except (DemandeInvalide, EditionAbsente) as refus:
        print(f"Erreur : {refus}", file=sys.stderr)
        return CODE_USAGE
    except sqlite3.Error as faute:
        print(f"Erreur : le journal ne se lit ou ne s'écrit pas ({faute}). Rien n'est inscrit.", file=sys.stderr)
        return CODE_USAGE
    print(json.dumps(contenu, ensure_ascii=False) if args.format == "json" else texte)
    return code


def _ajouter(args: argparse.Namespace) -> Reponse:
    objet, identifiant = _objet(args, exige=True)
    chemin = Path(args.cible or ".")
    regles = reglages()
    if not chemin.is_file():
        raise DemandeInvalide(f"«{chemin.name}» n'est pas un fichier : donnez la photo ou le PDF à garder.")
    with chemin.open("rb") as flux:
        contenu = flux.read(regles.piece_max_mo * 1024 * 1024 + 1)
    piece, neuve = gestes.ajouter(
        dossier_donnees(),
        regles,
        contenu,
        args.nom or chemin.name,
        objet=objet,
        id_objet=identifiant,
        date=args.date,
        par=args.par,
        genre=args.genre,
    )
    suite = "Elle comptera au niveau de preuve à la prochaine publication." if neuve else "Elle l'était déjà."
    return 0, {"piece": asdict(piece), "neuve": neuve}, f"Gardée : {_dire(piece)}. {suite}"


def _importer(args: argparse.Namespace) -> Reponse:
    if not args.cible:
        raise DemandeInvalide("Dites l'archive : piece importer ARCHIVE.zip.")
    bilan = envoi.importer(dossier_donnees(), reglages(), Path(args.cible), args.par)
    lignes = [f"Gardée : {_dire(p)}" for p in bilan.ajoutees] + [f"Déjà là : {_dire(p)}" for p in bilan.deja]
    lignes += [f"Pas gardé : {nom} : {pourquoi}" for nom, pourquoi in bilan.refuses]
    compte = f"{len(bilan.ajoutees)} gardée(s), {len(bilan.deja)} déjà là, {len(bilan.refuses)} pas gardé(s)."
    return CODE_FAUTES if bilan.refuses else 0, asdict(bilan), "\n".join([*lignes, compte])


def _lister(_: argparse.Namespace) -> Reponse:
    toutes = dernieres(lire(journal_des_reunions(dossier_donnees())))
    lignes = [
        f"{p.sha256[:16]}  {_dire(p)}" + (f", retirée : {p.motif_retrait}" if p.motif_retrait else "") for p in toutes
    ]
    return 0, {"pieces": [asdict(p) for p in toutes]}, "\n".join(lignes) or "Aucune pièce de preuve n'est gardée ici."


def _verifier(_: argparse.Namespace) -> Reponse:
    donnees = dossier_donnees()
    fichiers = {p.sha256: p for p in lire(journal_des_reunions(donnees))}.values()
    fautes = {p.sha256: faute for p in fichiers if (faute := coffre.verifier(donnees, p))}
    lignes = [f"{sha256[:16]}  {faute}" for sha256, faute in fautes.items()]
    lignes.append(f"{len(fichiers) - len(fautes)} fichier(s) sur {len(fichiers)} tels que reçus.")
    return CODE_FAUTES if fautes else 0, {"fautes": fautes, "fichiers": len(fichiers)}, "\n".join(lignes)


def _retirer(args: argparse.Namespace) -> Reponse:
    objet, identifiant = _objet(args, exige=False)
    piece = gestes.retirer(dossier_donnees(), args.cible, args.motif, args.par, objet=objet, id_objet=identifiant)
    return 0, {"piece": asdict(piece)}, f"Retirée : {_dire(piece)}. Ses octets restent ; elle ne se montre plus."


def _objet(args: argparse.Namespace, *, exige: bool) -> tuple[str, str]:
    dits = [(objet, getattr(args, nom)) for nom, objet in _OBJETS.items() if getattr(args, nom)]
    if len(dits) > 1 or (exige and not dits):
        raise DemandeInvalide("Dites ce que la pièce prouve, et une seule chose : --visite, --reception ou --decision.")
    return dits[0] if dits else ("", "")


def _dire(piece: Piece) -> str:
    quand = f" du {piece.date}" if piece.date else ""
    poids = f"{francais.nombre(-(-piece.octets // 1024))} Ko"
    return f"{piece.nom} ({piece.genre}, {poids}), {piece.objet} {piece.id_objet}{quand}"


_ACTIONS: Final[dict[str, Callable[[argparse.Namespace], Reponse]]] = {
    "ajouter": _ajouter,
    "importer": _importer,
    "lister": _lister,
    "verifier": _verifier,
    "retirer": _retirer,
}
