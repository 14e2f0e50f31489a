"""Ce que partagent les récits de la démonstration : lignes datées, régions, aléa à graine fixe, CSV d'entrée.

Une ligne porte le jour où la coordination la connaît : c'est lui qui décide du dépôt où elle part.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from dataclasses import dataclass
from functools import cache

from domaine.reglages import RACINE

Valeur = str | float | int | bool | dt.date | None
Cellules = dict[str, Valeur]

DOSSIER_DEMO = RACINE / "data" / "demo"
DEBUT, FIN = dt.date(2022, 1, 1), dt.date(2024, 6, 30)
#: La crise fictive de Ménaka : tournées annulées, zone inaccessible, représentants repliés.
CRISE = (dt.date(2023, 5, 15), dt.date(2023, 11, 15))
REGIONS = ("GAO", "MENAKA", "DOUENTZA")
#: Le bureau de Bamako, qui envoie ce qui vaut pour tout le projet.
BAMAKO = "SOCLE"
CERCLES = {
    "GAO": ("ML0701", "ML0702", "ML0703"),
    "MENAKA": ("ML1001", "ML1002", "ML1003", "ML1004"),
    "DOUENTZA": ("ML0504",),
}
#: Préfixe des identifiants de chaque région.
PREFIXE = {"GAO": "GAO", "MENAKA": "MEN", "DOUENTZA": "DOU", BAMAKO: "BKO"}


@dataclass(frozen=True)
class Ligne:
    """Une ligne d'une feuille.

    Attributes:
        table: table de l'édition où elle entre (`domaine.feuilles.cadre.PAR_TABLE`).
        source: région ou bureau qui l'envoie.
        connue: jour où la source la connaît ; elle part dans le premier dépôt clos ce jour-là ou après.
        cellules: colonne déclarée → valeur ; `None` ou absente = cellule vide.
    """

    table: str
    source: str
    connue: dt.date
    cellules: Cellules


def alea(nom: str) -> random.Random:
    """Un tirage reproductible, propre à un récit : changer un récit ne déplace pas les autres."""
    return random.Random(f"socle-demonstration-{nom}")


def jours(nombre: float) -> dt.timedelta:
    """Une durée en jours entiers."""
    return dt.timedelta(days=int(nombre))


def fin_de_mois(annee: int, mois: int) -> dt.date:
    """Dernier jour d'un mois ; `mois` peut dépasser 12.

    >>> fin_de_mois(2022, 14)
    datetime.date(2023, 2, 28)
    """
    annee, mois = annee + mois // 12, mois % 12 + 1
    return dt.date(annee, mois, 1) - dt.timedelta(days=1)


def fins_de_mois() -> list[dt.date]:
    """Les trente fins de mois de la démonstration."""
    return [fin_de_mois(2022, m) for m in range(1, 31)]


def fins_de_trimestre() -> list[dt.date]:
    """Les dix fins de trimestre de la démonstration."""
    return fins_de_mois()[2::3]


def en_crise(region: str, jour: dt.date) -> bool:
    """Vrai pour Ménaka pendant la crise fictive."""
    return region == "MENAKA" and CRISE[0] <= jour <= CRISE[1]


@cache
def lire_entrees(nom: str) -> tuple[dict[str, str], ...]:
    """Les lignes d'un CSV de `data/demo`, en texte.

    Raises:
        FileNotFoundError: le fichier n'est pas dans le dépôt de code.
    """
    with (DOSSIER_DEMO / nom).open(encoding="utf-8", newline="") as fichier:
        return tuple(csv.DictReader(fichier))


@cache
def communes() -> dict[str, dict[str, str]]:
    """Les communes de référence, par code : nom, cercle, region, longitude, latitude, superficie_km2."""
    with (RACINE / "data" / "reference" / "communes.csv").open(encoding="utf-8", newline="") as fichier:
        return {ligne["code"]: ligne for ligne in csv.DictReader(fichier)}


@cache
def noms_des_zones() -> dict[str, str]:
    """Nom de chaque zone de référence, par code."""
    noms = {code: ligne["nom"] for code, ligne in communes().items()}
    for fichier in ("cercles.csv", "regions.csv"):
        with (RACINE / "data" / "reference" / fichier).open(encoding="utf-8", newline="") as flux:
            noms |= {ligne["code"]: ligne["nom"] for ligne in csv.DictReader(flux)}
    return noms


def date_de(texte: str) -> dt.date | None:
    """Une date ISO des CSV d'entrée ; `None` si la case est vide."""
    return dt.date.fromisoformat(texte) if texte else None
