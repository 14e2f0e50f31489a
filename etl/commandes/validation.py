"""`validation` : soumettre, retourner, valider ce qu'une coordination a envoyé pour une période (règle A10)."""

from __future__ import annotations

import argparse
import uuid
from dataclasses import asdict
from typing import Any, Final

from domaine.chemins import journal_des_reunions
from domaine.journal import lire
from domaine.preuve.validation import GESTES
from domaine.reglages import dossier_donnees
from etl.commandes.analyseur import Analyseur
from etl.commandes.reunion import repondre
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.reunions import validations
from geo.rapprochement import Rapprocheur

AIDE: Final = "la validation d'une coordination, période par période : soumettre, retourner, valider, lister"
_SUIVIES: Final = "SELECT code_zone, periode, statut, date, par, motif FROM validation_suivie ORDER BY fin, code_zone"


def decrire(analyseur: Analyseur) -> None:
    """Les arguments de la commande."""
    actions = (*GESTES, "lister")
    aide = f"{', '.join(actions)} ; un geste compte à la publication suivante"
    analyseur.add_argument("action", choices=actions, metavar="ACTION", help=aide)
    analyseur.add_argument("--zone", default="", help="la coordination : GAO, MENAKA, DOUENTZA")
    analyseur.add_argument("--periode", default="", help="une période de ses rapports : 2024-05, «mai 2024»…")
    analyseur.add_argument("--par", default="", metavar="FONCTION", help="la fonction de qui le fait, jamais son nom")
    analyseur.add_argument("--motif", default="", help="pour retourner : pourquoi")
    analyseur.add_argument("--format", choices=("texte", "json"), default="texte", help="forme de la réponse")


def faire_validation(args: argparse.Namespace) -> int:
    """Fait le geste, ou dit où en est chaque période."""
    if args.action == "lister":
        return _lister(args.format)
    return repondre(args.format, lambda: _inscrire(args))


def _inscrire(args: argparse.Namespace) -> dict[str, Any]:
    if not args.zone or not args.periode:
        raise DemandeInvalide("Dites la coordination et la période : --zone GAO --periode 2024-05.")
    lue = Rapprocheur().lire(args.zone, "region")
    ligne = validations.faire(
        dossier_donnees(),
        args.action,
        cle=uuid.uuid4().hex,
        code_zone=lue.code or args.zone,
        periode=args.periode,
        par=args.par,
        motif=args.motif,
    )
    return {"validation": asdict(ligne)}


def _lister(forme: str) -> int:
    """Ce que dit l'édition en vigueur, puis les gestes qui l'ont suivie."""
    donnees = dossier_donnees()
    with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
        noms = ("code_zone", "periode", "statut", "date", "par", "motif")
        suivies = [
            dict(zip(noms, (str(x) if x is not None else "" for x in ligne), strict=True))
            for ligne in connexion.execute(_SUIVIES).fetchall()
        ]
    gestes = [asdict(v) for v in lire(journal_des_reunions(donnees)).dernieres_validations().values()]

    def en_texte() -> dict[str, Any]:
        return {"suivies": suivies, "gestes": gestes}

    if forme == "json":
        return repondre(forme, en_texte)
    for ligne in suivies:
        print("  ".join(x for x in ligne.values() if x))
    if not suivies:
        print("Aucune période n'est encore soumise, retournée ni validée dans l'édition en vigueur.")
    return 0
