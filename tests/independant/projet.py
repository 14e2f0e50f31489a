"""Ce qui a été reçu : des dépôts dans leur ordre, et la dernière ligne reçue pour chaque clé (règle Q3).

Les valeurs sont déjà canoniques (codes, libellés de période, `datetime.date`, `bool`, nombres) ; une cellule vide
est absente ou `None`. Les lignes sont supposées saines : ce second calcul ne refait pas les contrôles.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from tests.independant.calendrier import lire

Ligne = dict[str, Any]
Tables = dict[str, list[Ligne]]

CLES: dict[str, tuple[str, ...]] = {
    "Valeurs": ("code_indicateur", "code_zone", "periode", "dimension", "modalite"),
    "Projets": ("id_projet",),
    "Points": ("id_point",),
    "Étapes": ("id_point", "etape"),
    "Visites": ("id_point", "date"),
    "SPI tournées": ("id_tournee",),
    "SPI étapes": ("id_tournee", "code_zone", "site"),
    "SPI actes": ("id_tournee", "site", "date", "service", "acte"),
    "Chantiers": ("id_chantier",),
    "Avancement": ("id_chantier", "date"),
    "Présence": ("code_zone", "poste", "date"),
    "Activités": ("code_activite", "code_zone", "date"),
    "Formations": ("id_formation",),
    "Participants": ("id_formation", "id_personne"),
    "Rapports": ("code_zone", "periode"),
    "Réunions": ("id_reunion",),
    "Décisions": ("id_decision",),
    "Capitalisation": ("id_produit",),
    "Projet": ("cle",),
    "Résultats": ("code",),
    "Indicateurs": ("code",),
    "Cibles": ("code_indicateur", "code_zone", "periode", "nature_cible"),
    "Références": ("code_indicateur", "code_zone"),
    "Collecte": ("code_indicateur", "code_zone", "depuis"),
    "Seuils": ("jeu",),
}

#: Les dates réalisées nommées par la règle P4 : liste prise au mot.
DATES_REALISEES = (
    ("Étapes", "date_reelle"),
    ("Visites", "date"),
    ("Avancement", "date"),
    ("Présence", "date"),
    ("Formations", "debut"),
    ("Formations", "fin"),
    ("Activités", "date"),
)


@dataclass
class Depot:
    """Un fichier reçu : son nom, son jour de réception, ses feuilles."""

    nom: str
    feuilles: Tables
    recu_le: dt.date = dt.date(2026, 1, 1)


@dataclass
class Projet:
    """Les dépôts dans l'ordre de leur réception ; le cadre logique est un dépôt comme un autre."""

    depots: list[Depot] = field(default_factory=list)


def fusionner(projet: Projet) -> Tables:
    """La dernière ligne reçue de chaque clé (règle Q3) ; une isolée rend sa place à la précédente (règle P4)."""
    return _dernieres(projet, _isolees(_dernieres(projet, frozenset())))


def _dernieres(projet: Projet, sans: frozenset[int]) -> Tables:
    derniere: dict[str, dict[tuple[Any, ...], Ligne]] = {nom: {} for nom in CLES}
    for depot in projet.depots:
        for feuille, lignes in depot.feuilles.items():
            for ligne in lignes:
                if id(ligne) in sans:
                    continue
                cle = tuple(ecriture(c, ligne.get(c)) for c in CLES[feuille])
                derniere[feuille][cle] = ligne
    return {feuille: list(lignes.values()) for feuille, lignes in derniere.items()}


def ecriture(colonne: str, valeur: Any) -> Any:
    """Ce qu'une cellule de clé désigne : un site se compare sans accents, casse, espaces ni traits (règle Z9), un
    pseudonyme sans casse ni espaces (règle Q20) ; sans ventilation, c'est le total.
    """
    if colonne == "site":
        nu = unicodedata.normalize("NFKD", valeur).lower()
        return "".join(c for c in nu if c.isascii() and c.isalnum())
    if colonne == "id_personne":
        return "".join(valeur.split()).upper()
    return valeur or "" if colonne in ("dimension", "modalite") else valeur


def a_une_valeur(ligne: Ligne, nature: str) -> bool:
    """Une ligne de `Valeurs` porte-t-elle une valeur ? Un ratio a ses deux termes, le reste sa valeur."""
    if nature == "ratio":
        return ligne.get("numerateur") is not None and ligne.get("denominateur") is not None
    return ligne.get("valeur") is not None


def _dates_realisees(tables: Tables) -> list[dt.date]:
    dates = [ligne.get(colonne) for feuille, colonne in DATES_REALISEES for ligne in tables[feuille]]
    dates += [ligne.get("date") for ligne in tables["SPI étapes"] if ligne.get("tenue")]
    return [jour for jour in dates if jour is not None]


def _jour(ligne: Ligne, feuille: str, natures: dict[str, str]) -> dt.date | None:
    """Le jour jusqu'où une ligne fait savoir : la plus tardive de ses dates réalisées, la fin de sa période."""
    if feuille == "Valeurs":
        return lire(ligne["periode"]).fin if a_une_valeur(ligne, natures[ligne["code_indicateur"]]) else None
    if feuille == "SPI étapes":
        return ligne.get("date") if ligne.get("tenue") else None
    jours = [ligne[c] for f, c in DATES_REALISEES if f == feuille and ligne.get(c) is not None]
    return max(jours, default=None)


def _isolees(tables: Tables) -> frozenset[int]:
    """Les lignes, cinq au plus, que plus de 200 jours séparent des autres, cinquante au moins (règle P4)."""
    natures = {i["code"]: i["nature"] for i in tables["Indicateurs"]}
    datees = [(_jour(ligne, feuille, natures), ligne) for feuille in tables for ligne in tables[feuille]]
    jours = sorted(jour for jour, _ in datees if jour is not None)
    for rang in range(max(50, len(jours) - 5), len(jours)):
        if (jours[rang] - jours[rang - 1]).days > 200:
            return frozenset(id(ligne) for jour, ligne in datees if jour is not None and jour >= jours[rang])
    return frozenset()


def date_des_donnees(tables: Tables) -> dt.date | None:
    """La plus tardive des fins de périodes de `Valeurs` et des dates réalisées ; jamais une ligne sans valeur."""
    natures = {i["code"]: i["nature"] for i in tables["Indicateurs"]}
    fins = [
        lire(ligne["periode"]).fin
        for ligne in tables["Valeurs"]
        if a_une_valeur(ligne, natures[ligne["code_indicateur"]])
    ]
    toutes = fins + _dates_realisees(tables)
    return max(toutes) if toutes else None


def jour_de_depart(tables: Tables) -> dt.date | None:
    """`date_debut` du projet, sinon le premier jour de la plus ancienne période ou date réalisée reçue (règle P3)."""
    for ligne in tables["Projet"]:
        if ligne["cle"] == "date_debut" and ligne.get("valeur"):
            return ligne["valeur"]
    toutes = [lire(ligne["periode"]).debut for ligne in tables["Valeurs"]]
    toutes += [jour for jour in _dates_realisees(tables) if jour.year >= 1990]
    return min(toutes) if toutes else None
