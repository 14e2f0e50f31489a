"""La ligne de commande : `python -m etl …`. Aide et messages en français ; les codes de sortie du contrat, §3."""

from __future__ import annotations

import argparse
import errno
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import duckdb

from domaine.reglages import ReglageInvalide, dossier_donnees
from etl import edition
from etl.chargement import DepotsReels, charger, charger_demonstration, republier
from etl.depots import DepotAltere, JournalIllisible
from etl.etat import etat, etat_en_texte
from etl.explication import alias_connus, expliquer, lire_demande
from etl.exports import REQUETES, exporter
from etl.modele import DemandeInvalide, ecrire_cadre, ecrire_modele
from etl.progression import Progression
from etl.rejets import ecrire_rejets
from etl.verification import verifier
from tableurs import TableauTropGrand

#: Ce qu'une commande sait dire en français à la personne.
_PREVUES = (
    ReglageInvalide,
    DepotsReels,
    DepotAltere,
    DemandeInvalide,
    JournalIllisible,
    TableauTropGrand,
    edition.EditionAbsente,
    edition.EditionFausse,
)
_DISQUE = {
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EDQUOT: "il n'y a plus de place sur le disque",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOENT: "fichier ou dossier introuvable",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EISDIR: "c'est un dossier, il faut un fichier",
}
#: Les phrases d'argparse que ces commandes peuvent rencontrer.
_ANGLAIS = (
    (r"'([^']*)'", r"«\1»"),
    ("the following arguments are required: ", "il manque : "),
    ("unrecognized arguments: ", "arguments inconnus : "),
    ("invalid choice: ", "choix impossible : "),
    ("choose from", "choisissez parmi"),
    ("expected one argument", "une valeur est attendue"),
    ("expected at least one argument", "une valeur au moins est attendue"),
    ("invalid int value: ", "ce n'est pas un nombre entier : "),
    ("ignored explicit argument ", "cette option ne prend pas de valeur : "),
    (r"^argument ([^:]+): ", r"argument \1 : "),
)
#: Erreur d'usage ou de réglage : ni un code d'anomalie (0 à 3), ni un arrêt imprévu (1).
CODE_USAGE = 64
#: Faute du programme : jamais confondue avec «à vérifier» (1).
CODE_IMPREVU = 70


class _Aide(argparse.HelpFormatter):
    """L'aide d'argparse, en français."""

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        return super().add_usage(usage, actions, groups, "Usage : " if prefix is None else prefix)


class Analyseur(argparse.ArgumentParser):
    """Un analyseur dont l'aide et les erreurs sont en français."""

    def __init__(self, **reglages: Any) -> None:
        super().__init__(**{"formatter_class": _Aide, "add_help": False, "allow_abbrev": False, **reglages})
        self.add_argument("-h", "--aide", "--help", action="help", help="montrer cette aide")
        self._positionals.title = "arguments"
        self._optionals.title = "options"

    def error(self, message: str) -> NoReturn:
        traduit = message
        for anglais, francais in _ANGLAIS:
            traduit = re.sub(anglais, francais, traduit)
        self.print_usage(sys.stderr)
        self.exit(CODE_USAGE, f"{self.prog} : {traduit}. Essayez « --aide ».\n")


def _construire() -> Analyseur:
    analyseur = Analyseur(prog="python -m etl", description="SOCLE : des classeurs reçus au tableau de bord.")
    commandes = analyseur.add_subparsers(title="commandes", dest="commande", required=True, metavar="COMMANDE")

    def ajouter(nom: str, aide: str, agir: Callable[[argparse.Namespace], int]) -> Analyseur:
        sous: Analyseur = commandes.add_parser(nom, help=aide, description=aide)
        sous.set_defaults(agir=agir)
        return sous

    c = ajouter("verifier", "lire et contrôler des fichiers, sans rien changer", _verifier)
    c.add_argument(
        "fichiers", nargs="+", type=Path, metavar="FICHIER", help="classeur .xlsx ou .xls, ou dossier de .csv"
    )
    c.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")
    c.add_argument("--nom", default="", help="nom d'origine du fichier, s'il est rangé sous un autre")
    c = ajouter("charger", "garder des fichiers, charger ce qui est sain, publier une édition", _charger)
    c.add_argument(
        "fichiers", nargs="+", type=Path, metavar="FICHIER", help="classeur .xlsx ou .xls, ou dossier de .csv"
    )
    c.add_argument("--par", default="", help="qui dépose")
    c.add_argument("--nom", default="", help="nom d'origine du fichier")
    _progression(c)
    _progression(ajouter("publier", "rebâtir l'édition courante à partir de tous les dépôts", _publier))
    _progression(ajouter("demo", "écrire et publier la démonstration", _demo))
    c = ajouter("etat", "édition courante, dépôts, anomalies, rapports attendus et manquants", _etat)
    c.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")
    _construire_sorties(ajouter)
    return analyseur


def _construire_sorties(ajouter: Callable[[str, str, Callable[[argparse.Namespace], int]], Analyseur]) -> None:
    """Les commandes qui écrivent un fichier ou lisent les éditions."""
    c = ajouter("modele", "écrire le classeur à remplir d'une coordination", _modele)
    c.add_argument("--zone", default="", help="GAO, MENAKA, DOUENTZA")
    c.add_argument("--periode", default="", help="2023-05, 2023-T2, «mai 2023»…")
    c.add_argument("--cadre", action="store_true", help="plutôt le classeur du cadre logique")
    c.add_argument("-o", "--sortie", required=True, type=Path, metavar="FICHIER", help="classeur à écrire")
    c = ajouter("rejets", "écrire les lignes en quarantaine d'un dépôt, à corriger et à renvoyer", _rejets)
    c.add_argument("--depot", required=True, type=int, metavar="N", help="numéro du dépôt")
    c.add_argument("-o", "--sortie", required=True, type=Path, metavar="FICHIER", help="classeur à écrire")
    c = ajouter("exporter", "écrire une table de l'édition", _exporter)
    c.add_argument("table", choices=sorted(REQUETES), metavar="TABLE", help=", ".join(sorted(REQUETES)))
    c.add_argument("--format", choices=("csv", "xlsx", "parquet"), default="csv", help="format du fichier")
    c.add_argument("-o", "--sortie", required=True, type=Path, metavar="FICHIER", help="fichier à écrire")
    c.add_argument("--edition", metavar="ID", help="édition lue ; la courante par défaut")
    c.add_argument("--hxl", action="store_true", help="ajouter une ligne d'étiquettes HXL sous les en-têtes")
    c = ajouter("expliquer", "dire d'où vient un chiffre : règle, termes, zones, lignes sources", _expliquer)
    c.add_argument("code", metavar="CODE", help="code de l'indicateur")
    c.add_argument("zone", metavar="ZONE", help="code ou nom de la zone")
    c.add_argument("periode", metavar="PERIODE", help="2023-05, 2023-T2, 2023-S1, 2023")
    c.add_argument("--type", choices=("mois", "trimestre", "semestre", "annee", "cumul"), default="", help="lecture")
    c.add_argument("--dimension", default="", metavar="NOM=MODALITE", help="ventilation, par exemple sexe=F")
    c = ajouter("edition", "les éditions publiées", _edition)
    c.add_argument("action", choices=("lister", "verifier"), metavar="ACTION", help="lister, verifier")
    c.add_argument("--edition", metavar="ID", help="édition ; la courante par défaut")


def _progression(analyseur: Analyseur) -> None:
    aide = "forme de l'avancement ; json : une ligne par étape sur la sortie standard"
    analyseur.add_argument("--progression", choices=("texte", "json", "aucune"), default="texte", help=aide)


def _suivi(args: argparse.Namespace) -> Progression:
    return Progression(format_json=args.progression == "json", muet=args.progression == "aucune")


def _verifier(args: argparse.Namespace) -> int:
    resultat = verifier(dossier_donnees(), args.fichiers, args.nom)
    if args.format == "json":
        print(json.dumps([a.en_dict() for a in resultat.anomalies], ensure_ascii=False, indent=1))
        return resultat.code
    for anomalie in resultat.anomalies:
        print(f"[{anomalie.gravite}] {anomalie.message}")
    bloquantes = sum(a.gravite == "bloquante" for a in resultat.anomalies)
    print(f"{bloquantes} anomalie(s) bloquante(s), {len(resultat.anomalies) - bloquantes} à vérifier.")
    return resultat.code


def _charger(args: argparse.Namespace) -> int:
    suivi = _suivi(args)
    bilan = charger(dossier_donnees(), args.fichiers, suivi, par=args.par, nom=args.nom)
    contenu: dict[str, object] = {
        "code": bilan.code,
        "depots": [{"rang": d.rang, "nom": d.nom, "sha256": d.sha256} for d in bilan.deposes],
        "deja": bilan.deja,
        "refus": [a.en_dict() for a in bilan.refus],
        "edition": bilan.publication.identifiant if bilan.publication else None,
    }
    suivi.resultat(contenu)
    if not suivi.format_json:
        for anomalie in bilan.refus:
            print(f"[refusé] {anomalie.message}")
        for nom in bilan.deja:
            print(f"«{nom}» est déjà déposé, à l'octet près : sans effet.")
        for depot in bilan.deposes:
            code = bilan.publication.codes[depot.rang] if bilan.publication else 0
            suite = ("sain", "des lignes à vérifier", "des lignes en quarantaine", "refusé")[code]
            print(f"Dépôt n° {depot.rang} «{depot.nom}» : {suite}.")
        if bilan.publication:
            print(f"Édition publiée : {bilan.publication.identifiant}")
    return bilan.code


def _publier(args: argparse.Namespace) -> int:
    suivi = _suivi(args)
    publication = republier(dossier_donnees(), suivi)
    suivi.resultat({"edition": publication.identifiant})
    if not suivi.format_json:
        print(f"Édition publiée : {publication.identifiant}")
    return 0


def _demo(args: argparse.Namespace) -> int:
    suivi = _suivi(args)
    publication = charger_demonstration(dossier_donnees(), suivi)
    suivi.resultat({"edition": publication.identifiant})
    if not suivi.format_json:
        print(f"Démonstration publiée : {publication.identifiant}")
    return 0


def _etat(args: argparse.Namespace) -> int:
    contenu = etat(dossier_donnees())
    print(json.dumps(contenu, ensure_ascii=False, indent=1) if args.format == "json" else etat_en_texte(contenu))
    return 0


def _modele(args: argparse.Namespace) -> int:
    if args.cadre:
        ecrire_cadre(dossier_donnees(), args.sortie)
    elif args.zone and args.periode:
        ecrire_modele(dossier_donnees(), args.zone, args.periode, args.sortie)
    else:
        raise DemandeInvalide("Donnez --zone et --periode, ou --cadre.")
    print(f"Modèle écrit : {args.sortie}")
    return 0


def _rejets(args: argparse.Namespace) -> int:
    nombre = ecrire_rejets(dossier_donnees(), args.depot, args.sortie)
    print(f"{nombre} ligne(s) en quarantaine écrite(s) : {args.sortie}")
    return 0


def _exporter(args: argparse.Namespace) -> int:
    nombre = exporter(dossier_donnees(), args.table, args.format, args.sortie, identifiant=args.edition, hxl=args.hxl)
    print(f"{nombre} ligne(s) écrite(s) : {args.sortie}")
    return 0


def _expliquer(args: argparse.Namespace) -> int:
    alias = alias_connus(dossier_donnees())
    demande = lire_demande(args.code, args.zone, args.periode, args.type, args.dimension, alias)
    print(expliquer(dossier_donnees(), demande))
    return 0


def _edition(args: argparse.Namespace) -> int:
    donnees = dossier_donnees()
    if args.action == "lister":
        courante = edition.courante(donnees)
        for identifiant in edition.identifiants(donnees):
            fiche = edition.manifeste(donnees, identifiant)
            marque = "courante" if identifiant == courante else ""
            date_donnees = fiche["date_donnees"] or "n. d."
            texte = f"{identifiant}  données arrêtées au {date_donnees}  {len(fiche['depots'])} dépôt(s)  {marque}"
            print(texte.rstrip())
        return 0
    chemin = edition.chemin_base(donnees, args.edition)
    attendue = edition.manifeste(donnees, chemin.parent.name)["sha256_base"]
    entiere = edition.empreinte_fichier(chemin) == attendue
    constat = "intacte" if entiere else "ALTÉRÉE : le fichier n'est plus celui qui a été publié"
    print(f"Édition {chemin.parent.name} : {constat}.")
    return 0 if entiere else 1


def _disque_en_francais(erreur: Exception) -> str:
    if isinstance(erreur, duckdb.OutOfMemoryException):
        return "la mémoire ou le disque ne suffit pas pour bâtir l'édition."
    if "No space left" in str(erreur):
        return "il n'y a plus de place sur le disque."
    if not isinstance(erreur, OSError) or erreur.errno not in _DISQUE:
        return f"le disque refuse ({erreur})."
    chemin = Path(str(erreur.filename or ""))
    # Un nom qui commence par un point est le nôtre, provisoire : la personne connaît le dossier.
    chemin = chemin.parent if chemin.name.startswith(".") else chemin
    lieu = f" ({chemin})" if erreur.filename else ""
    return f"{_DISQUE[erreur.errno]}{lieu}."


def principal(arguments: Sequence[str] | None = None) -> int:
    """Point d'entrée ; rend le code de sortie."""
    args = _construire().parse_args(arguments)
    try:
        code: int = args.agir(args)
    except _PREVUES as erreur:
        print(f"Erreur : {erreur}", file=sys.stderr)
        return CODE_USAGE
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as erreur:
        print(f"Erreur : {_disque_en_francais(erreur)} L'édition courante n'a pas changé.", file=sys.stderr)
        return CODE_USAGE
    return code
