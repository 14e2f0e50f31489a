"""`modele --xlsform` : le classeur XLSForm d'un registre et d'une zone, prêt pour Kobo ou ODK (règles K1 à K3)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import Final

import pandas as pd

from domaine.feuilles.passerelles import FORMULAIRES, MARQUE
from domaine.formulaires.question import LANGUE, Question, calculer
from domaine.formulaires.questionnaires import QUESTIONNAIRES
from etl.demande import DemandeInvalide
from etl.formulaires.choix import COLONNES, Choix, lire_choix
from geo.rapprochement import Rapprocheur
from geo.zones import nom_et_code
from tableurs import ecrire_xlsx

#: Les colonnes d'une question qu'un XLSForm écrit par langue.
_TRADUITES: Final = ("label", "hint", "constraint_message")
#: La date inscrite au fichier : les mêmes données font les mêmes octets.
_CREE_LE: Final = dt.datetime(2000, 1, 1)


def ecrire_formulaire(donnees: Path, nom: str, zone: str, sortie: Path) -> None:
    """Écrit le formulaire d'un registre pour une zone.

    Args:
        nom: celui d'un formulaire (`FORMULAIRES`).
        zone: son code ou son nom ; les points, postes, chantiers et tournées connus en sont.

    Raises:
        DemandeInvalide: zone qui ne se lit pas.
    """
    lue = Rapprocheur().lire(zone)
    if lue.code is None:
        proche = f" Proche : {lue.suggestion}." if lue.suggestion else " Donnez GAO, MENAKA ou DOUENTZA."
        raise DemandeInvalide(f"La zone «{zone}» ne se lit pas.{proche}")
    formulaire = FORMULAIRES[nom]
    questions = [calculer(MARQUE, f"'{nom} {lue.code}'"), *QUESTIONNAIRES[nom](lue.code)]
    listes = dict.fromkeys(q.type.removeprefix("select_one ") for q in questions if q.type.startswith("select_one "))
    choix = lire_choix(donnees, lue.code, listes)
    if vide := next((x for x, offerts in choix.items() if not offerts), ""):
        manque = "chantier en cours" if vide == "chantier" else vide
        raise DemandeInvalide(
            f"Aucun {manque} n'est connu dans cette zone : déposez d'abord la feuille qui les déclare."
        )
    feuilles = {"survey": _survey(questions), "choices": _choices(choix)}
    titre = f"SOCLE : {formulaire.titre}, {nom_et_code(lue.code)}"
    feuilles["settings"] = pd.DataFrame(
        [
            {
                "form_title": titre,
                "form_id": re.sub(r"[^a-z0-9]+", "_", f"socle_{nom}_{lue.code}".lower()),
                "version": _version(feuilles),
                "default_language": LANGUE,
                "style": "pages",
            }
        ]
    )
    ecrire_xlsx(feuilles, sortie, cree_le=_CREE_LE)


def _survey(questions: list[Question]) -> pd.DataFrame:
    lignes = pd.DataFrame([dataclasses.asdict(q) for q in questions])
    return lignes.rename(columns={nom: f"{nom}::{LANGUE}" for nom in _TRADUITES})


def _choices(choix: dict[str, list[Choix]]) -> pd.DataFrame:
    noms = ["name", "label", *COLONNES]
    lignes = [[liste, *(x.get(nom, "") for nom in noms)] for liste, offerts in choix.items() for x in offerts]
    return pd.DataFrame(lignes, columns=["list_name", "name", f"label::{LANGUE}", *COLONNES])


def _version(feuilles: dict[str, pd.DataFrame]) -> str:
    """La même tant que ni les questions ni les choix ne changent : un serveur ne redéploie que ce qui a changé."""
    return hashlib.sha256("".join(df.to_csv() for df in feuilles.values()).encode()).hexdigest()[:10]
