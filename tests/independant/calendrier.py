"""Les périodes et les zones du second calcul, réécrites à part : rien ici ne vient de `domaine` ni de `geo`.

Une période est un petit n-uplet (type, libellé, début, fin) ; une zone est un code, et `ANCETRES` dit qui la contient.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from functools import cache
from pathlib import Path
from typing import NamedTuple

DUREES = {"mois": 1, "trimestre": 3, "semestre": 6, "annee": 12}
TYPE_DE_BASE = {"M": "mois", "T": "trimestre", "S": "semestre", "A": "annee"}
NIVEAUX = ("SOCLE", "region", "cercle", "commune")


class P(NamedTuple):
    """Une période : son type, son libellé, son premier et son dernier jour."""

    type: str
    libelle: str
    debut: dt.date
    fin: dt.date


def dernier_jour(annee: int, mois: int) -> dt.date:
    return dt.date(annee, mois, calendar.monthrange(annee, mois)[1])


def periode_du(genre: str, jour: dt.date) -> P:
    """La période de ce type où tombe le jour."""
    duree = DUREES[genre]
    rang = (jour.month - 1) // duree + 1
    if genre == "mois":
        libelle = f"{jour.year}-{rang:02d}"
    elif genre == "annee":
        libelle = f"{jour.year}"
    else:
        libelle = f"{jour.year}-{'T' if genre == 'trimestre' else 'S'}{rang}"
    return P(genre, libelle, dt.date(jour.year, (rang - 1) * duree + 1, 1), dernier_jour(jour.year, rang * duree))


@cache
def lire(libelle: str) -> P:
    """La période d'un libellé canonique (`2023-05`, `2023-T2`, `2023-S1`, `2023`)."""
    annee, _, reste = libelle.partition("-")
    if not reste:
        return periode_du("annee", dt.date(int(annee), 1, 1))
    if reste[0] == "T":
        return periode_du("trimestre", dt.date(int(annee), int(reste[1]) * 3, 1))
    if reste[0] == "S":
        return periode_du("semestre", dt.date(int(annee), int(reste[1]) * 6, 1))
    return periode_du("mois", dt.date(int(annee), int(reste), 1))


def suivante(periode: P) -> P:
    return periode_du(periode.type, periode.fin + dt.timedelta(days=1))


def periodes_dues(genre: str, depart: dt.date, arret: dt.date) -> list[P]:
    """Les périodes de base dues : de celle qui contient le départ à la dernière finie à la date des données."""
    dues = []
    periode = periode_du(genre, depart)
    while periode.fin <= arret:
        dues.append(periode)
        periode = suivante(periode)
    return dues


def age_en_mois(ancienne: dt.date, recente: dt.date) -> float:
    """Mois d'écart : (année × 12 + mois + jour / jours du mois), de l'une à l'autre."""

    def rang(jour: dt.date) -> float:
        return jour.year * 12 + jour.month + jour.day / calendar.monthrange(jour.year, jour.month)[1]

    return rang(recente) - rang(ancienne)


def _lire_zones() -> tuple[dict[str, str], dict[str, list[str]]]:
    dossier = Path(__file__).resolve().parents[2] / "data" / "reference"

    def lignes(nom: str) -> list[dict[str, str]]:
        with (dossier / nom).open(encoding="utf-8", newline="") as fichier:
            return list(csv.DictReader(fichier))

    niveau = {"SOCLE": "SOCLE"}
    ancetres = {"SOCLE": ["SOCLE"]}
    for region in lignes("regions.csv"):
        niveau[region["code"]] = "region"
        ancetres[region["code"]] = [region["code"], "SOCLE"]
    for cercle in lignes("cercles.csv"):
        niveau[cercle["code"]] = "cercle"
        ancetres[cercle["code"]] = [cercle["code"], cercle["region"], "SOCLE"]
    for commune in lignes("communes.csv"):
        niveau[commune["code"]] = "commune"
        ancetres[commune["code"]] = [commune["code"], commune["cercle"], commune["region"], "SOCLE"]
    return niveau, ancetres


NIVEAU, ANCETRES = _lire_zones()


def zones_du_niveau(niveau: str, dans: str = "SOCLE") -> list[str]:
    """Les zones de ce niveau contenues dans une zone, elle-même comprise."""
    return [z for z in NIVEAU if NIVEAU[z] == niveau and dans in ANCETRES[z]]


def region_de(zone: str) -> str | None:
    for z in ANCETRES[zone]:
        if NIVEAU[z] == "region":
            return z
    return None
