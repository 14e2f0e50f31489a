"""La ligne de commande : `python -m etl …`. Aide, messages et codes de sortie, tous publics."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from domaine.feuilles.passerelles import FORMULAIRES
from domaine.figees import PUBLICS
from domaine.reglages import ReglageInvalide
from domaine.schema.complement import SchemaIllisible
from etl.commandes import acces, courriel, entrees, iati, piece, reunion, sauvegarde, suivi, validation
from etl.commandes.analyseur import CODE_USAGE, GARDE, Analyseur, disque_en_francais, est_du_disque
from etl.commandes.chargement import DepotsReels
from etl.commandes.exports import REQUETES
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.fichiers.depots import DepotAltere, JournalIllisible
from tableurs import TableauTropGrand

#: Les commandes qui bâtissent une édition : arrêtées par le disque, elles disent ce qui est gardé et quoi faire.
_QUI_PUBLIENT = ("charger", "publier", "demo", "depot")
#: Ce qu'une commande sait dire en français à la personne.
_PREVUES = (
    ReglageInvalide,
    DepotsReels,
    DepotAltere,
    DemandeInvalide,
    JournalIllisible,
    TableauTropGrand,
    dossier.EditionAbsente,
    dossier.EditionFausse,
    SchemaIllisible,
)


def _construire() -> Analyseur:
    analyseur = Analyseur(prog="python -m etl", description="SOCLE : des classeurs reçus au tableau de bord.")
    sous_commandes = analyseur.add_subparsers(title="commandes", dest="commande", required=True, metavar="COMMANDE")

    def ajouter(nom: str, aide: str, agir: Callable[[argparse.Namespace], int]) -> Analyseur:
        sous: Analyseur = sous_commandes.add_parser(nom, help=aide, description=aide)
        sous.set_defaults(agir=agir)
        return sous

    c = ajouter("verifier", "lire et contrôler des fichiers, sans rien changer", entrees.faire_verifier)
    c.add_argument(
        "fichiers", nargs="+", type=Path, metavar="FICHIER", help="classeur .xlsx ou .xls, ou dossier de .csv"
    )
    c.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")
    c.add_argument("--nom", default="", help="nom d'origine du fichier, s'il est rangé sous un autre")
    aide = "dire aussi ce qu'ils changeraient : lignes, phares, date des données, points (une publication à blanc)"
    c.add_argument("--effet", action="store_true", help=aide)
    aide = "avec --effet : où garder l'édition bâtie, pour que «charger --a-blanc» n'ait pas à la refaire"
    c.add_argument("--a-blanc", type=Path, metavar="DOSSIER", help=aide)
    _progression(c)
    c = ajouter("charger", "garder des fichiers, charger ce qui est sain, publier une édition", entrees.faire_charger)
    c.add_argument(
        "fichiers", nargs="+", type=Path, metavar="FICHIER", help="classeur .xlsx ou .xls, ou dossier de .csv"
    )
    c.add_argument("--par", default="", help="qui dépose")
    c.add_argument("--nom", default="", help="nom d'origine du fichier")
    aide = "l'édition que «verifier --effet --a-blanc» a bâtie de ces fichiers, si rien n'a changé depuis"
    c.add_argument("--a-blanc", type=Path, metavar="DOSSIER", help=aide)
    _progression(c)
    _progression(ajouter("publier", "rebâtir l'édition courante à partir de tous les dépôts", entrees.faire_publier))
    _progression(ajouter("demo", "écrire et publier la démonstration", entrees.faire_demo))
    c = ajouter("etat", "édition courante, dépôts, anomalies, rapports attendus et manquants", entrees.faire_etat)
    c.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")
    _construire_sorties(ajouter)
    _construire_suivi(ajouter)
    reunion.decrire(ajouter("reunion", reunion.AIDE, reunion.faire_reunion))
    sauvegarde.construire(ajouter("sauvegarde", sauvegarde.AIDE, sauvegarde.faire_sauvegarde))
    acces.construire_acces(ajouter("acces", acces.AIDE_ACCES, acces.faire_acces))
    acces.construire_lien(ajouter("lien", acces.AIDE_LIEN, acces.faire_lien))
    return analyseur


def _construire_sorties(ajouter: Callable[[str, str, Callable[[argparse.Namespace], int]], Analyseur]) -> None:
    """Les commandes qui écrivent un fichier ou lisent les éditions."""
    c = ajouter("modele", "écrire le classeur à remplir d'une coordination", entrees.faire_modele)
    c.add_argument("--zone", default="", help="GAO, MENAKA, DOUENTZA")
    c.add_argument("--periode", default="", help="2023-05, 2023-T2, «mai 2023»…")
    c.add_argument("--cadre", action="store_true", help="plutôt le classeur du cadre logique")
    c.add_argument("--exemple", action="store_true", help="du cadre : partir de celui de la démonstration")
    c.add_argument("--corrections", action="store_true", help="plutôt le classeur des corrections")
    aide = f"plutôt un formulaire de téléphone (Kobo, ODK), pour --zone : {', '.join(FORMULAIRES)}"
    c.add_argument("--xlsform", choices=list(FORMULAIRES), default="", metavar="FEUILLE", help=aide)
    c.add_argument("-o", "--sortie", required=True, type=Path, metavar="FICHIER", help="classeur à écrire")
    c = ajouter("rejets", "écrire les lignes en quarantaine d'un dépôt, à corriger et à renvoyer", entrees.faire_rejets)
    c.add_argument("--depot", required=True, type=int, metavar="N", help="numéro du dépôt")
    c.add_argument("-o", "--sortie", required=True, type=Path, metavar="FICHIER", help="classeur à écrire")
    aide = "écrire une table de l'édition, ou le fichier IATI d'une édition remise"
    c = ajouter("exporter", aide, entrees.faire_exporter)
    tables = sorted((*REQUETES, iati.NOM))
    c.add_argument("table", choices=tables, metavar="TABLE", help=", ".join(tables))
    aide = "format du fichier, csv par défaut ; un fichier IATI est en XML"
    c.add_argument("--format", choices=("csv", "xlsx", "parquet"), help=aide)
    c.add_argument("-o", "--sortie", required=True, type=Path, metavar="FICHIER", help="fichier à écrire")
    aide = "édition lue ; par défaut la courante, et pour iati la dernière figée pour le bailleur"
    c.add_argument("--edition", metavar="ID", help=aide)
    c.add_argument("--hxl", action="store_true", help="ajouter une ligne d'étiquettes HXL sous les en-têtes")
    c = ajouter(
        "expliquer", "dire d'où vient un chiffre : règle, termes, zones, lignes sources", entrees.faire_expliquer
    )
    c.add_argument("code", metavar="CODE", help="code de l'indicateur")
    c.add_argument("zone", metavar="ZONE", help="code ou nom de la zone")
    c.add_argument("periode", metavar="PERIODE", help="2023-05, 2023-T2, 2023-S1, 2023")
    types = ("mois", "trimestre", "semestre", "annee", "cumul")
    c.add_argument("--type", choices=types, default="", help="type de période")
    c.add_argument("--dimension", default="", metavar="NOM=MODALITE", help="ventilation, par exemple sexe=F")


def _construire_suivi(ajouter: Callable[[str, str, Callable[[argparse.Namespace], int]], Analyseur]) -> None:
    """Les commandes qui suivent les éditions et les dépôts."""
    c = ajouter("edition", "les éditions publiées", suivi.faire_edition)
    aide = (
        "lister, figer, verifier, comparer (ce qui change de l'une à l'autre, et par quel fichier), envoyer (par "
        "courriel), envois (ce qui est parti), cle (qui signe), purger (effacer les publiées d'avant que plus rien ne "
        "demande)"
    )
    actions = ("lister", "figer", "verifier", "comparer", "envoyer", "envois", "cle", "purger")
    c.add_argument("action", choices=actions, metavar="ACTION", help=aide)
    aide = "pour purger : effacer pour de bon ; sans elle, dire seulement ce qui partirait"
    c.add_argument("--appliquer", action="store_true", help=aide)
    aide = (
        "pour comparer : AVANT APRÈS ; à défaut, la courante et celle qui la précède. Pour verifier : une édition, un "
        "document, un reçu ou une copie de dossier ; à défaut, tout. Pour envoyer, envois : une figée. Pour cle : creer"
    )
    c.add_argument("editions", nargs="*", metavar="ID", help=aide)
    c.add_argument("--edition", metavar="ID", help="pour verifier, ou figer (la courante par défaut)")
    aide = "pour verifier : la clé publique que l'on tient du projet, ou son fichier"
    c.add_argument("--cle-publique", default="", metavar="CLE", help=aide)
    _construire_gel(c)
    courriel.construire(c)
    c.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")
    aide = "pour comparer : les chiffres dans ce .csv, les définitions dans un second à côté"
    c.add_argument("-o", "--sortie", type=Path, metavar="FICHIER", help=aide)
    _progression(c)

    validation.decrire(ajouter("validation", validation.AIDE, validation.faire_validation))
    c = ajouter("depot", "les fichiers reçus : lister, sortir des chiffres, y remettre", suivi.faire_depot)
    aide = "lister, retirer (des chiffres, jamais du disque), remettre"
    c.add_argument("action", choices=("lister", "retirer", "remettre"), metavar="ACTION", help=aide)
    c.add_argument("--depot", type=int, metavar="N", help="numéro du dépôt")
    c.add_argument("--motif", default="", help="pourquoi il est retiré")
    c.add_argument("--par", default="", help="qui le demande")
    c.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la liste")
    _progression(c)
    courriel.construire_relancer(ajouter("relancer", courriel.AIDE_RELANCER, courriel.faire_relancer))
    piece.decrire(ajouter("piece", piece.AIDE, piece.faire_piece))


def _construire_gel(c: Analyseur) -> None:
    """Les options de `edition figer`."""
    c.add_argument("--public", choices=PUBLICS, default="", help="pour figer : qui la lira")
    c.add_argument("--titre", default="", help="pour figer : une ligne, sur la page de garde")
    c.add_argument("--periode", default="", help="pour figer : 2024-T2, «T2 2024», 2024-S1…")
    c.add_argument("--note", default="", help="pour figer : ce que le lecteur doit savoir")
    aide = (
        "pour figer, à un minuteur : rien si c'est déjà fait pour ce public et cette période, ou si les données ne "
        "vont pas jusqu'à sa fin ; sans --periode, le trimestre qui vient de finir. Pour envoyer : l'édition "
        "figée de ce trimestre, aux destinataires automatiques de son public, une fois"
    )
    c.add_argument("--si-due", action="store_true", help=aide)
    c.add_argument("--sans-rapport", action="store_true", help="pour figer : la base seule")
    aide = "pour figer : un commentaire par résultat, autant de fois qu'il faut"
    c.add_argument("--commentaire", action="append", default=[], metavar="CODE=TEXTE", help=aide)
    aide = 'pour figer : les commentaires, en JSON : {"R1": "texte"}'
    c.add_argument("--commentaires", type=Path, metavar="FICHIER", help=aide)
    aide = (
        'pour figer : rubriques et commentaires gardés, en JSON : {"rubriques": {"risques": ["…"]}, "chiffres": [{…}]}'
    )
    c.add_argument("--redaction", type=Path, metavar="FICHIER", help=aide)
    aide = "pour figer ou envoyer : un passage que la relecture trouve, et que l'on garde ; autant de fois qu'il faut"
    c.add_argument("--garder", action="append", default=[], metavar="PASSAGE", help=aide)
    aide = "pour figer : montrer d'abord, dans ce dossier, les premières pages ; rien n'est figé"
    c.add_argument("--apercu", type=Path, metavar="DOSSIER", help=aide)


def _progression(analyseur: Analyseur) -> None:
    aide = "forme de l'avancement ; json : une ligne par étape sur la sortie standard"
    analyseur.add_argument("--progression", choices=("texte", "json", "aucune"), default="texte", help=aide)


def principal(arguments: Sequence[str] | None = None) -> int:
    """Point d'entrée ; rend le code de sortie."""
    args = _construire().parse_args(arguments)
    try:
        code: int = args.agir(args)
    except _PREVUES as erreur:
        print(f"Erreur : {erreur}", file=sys.stderr)
        return CODE_USAGE
    except BrokenPipeError:
        # La personne a coupé la sortie («| head») : rien à dire, et plus personne à qui le dire.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, duckdb.Error) as erreur:
        if not est_du_disque(erreur):
            raise
        suite = GARDE if args.commande in _QUI_PUBLIENT else "L'édition courante n'a pas changé."
        print(f"Erreur : {disque_en_francais(erreur)} {suite}", file=sys.stderr)
        return CODE_USAGE
    return code
