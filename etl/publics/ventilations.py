"""Les ventilations qu'un public lit (règles M5 et M14)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from domaine.niveaux import jusqu_a
from domaine.sources import DIMENSIONS, NON_PRECISE

#: La présence par poste, ou sous la région, désigne une personne : un préfet par cercle.
SOURCE_NOMINATIVE, NIVEAUX_NOMINATIFS = "presence_representants", jusqu_a("region")
_FERMEES = frozenset(nom for nom, dimension in DIMENSIONS.items() if dimension.fermee)
_OUVERTES = frozenset(DIMENSIONS) - _FERMEES


def niveaux_de_fonction(zones: pd.DataFrame) -> tuple[str, ...]:
    """Les niveaux où une ventilation par fonction ne désigne personne : ceux dont chaque zone a deux cercles au moins.

    La région d'un seul cercle est ce cercle : «préfet : 1 tournée» y est ce qu'a fait le préfet, et la taire seule ne
    suffirait pas, une soustraction la rendrait.

    Args:
        zones: code, niveau, parent.
    """
    cercles = zones[zones["niveau"] == "cercle"]
    regions = zones.loc[zones["niveau"] == "region", "code"]
    par_region = cercles["parent"].value_counts()
    peuplees = len(regions) > 0 and all(par_region.get(code, 0) > 1 for code in regions)
    return NIVEAUX_NOMINATIFS if peuplees else NIVEAUX_NOMINATIFS[:1] if len(cercles) > 1 else ()


def ventilation_lue(
    lignes: pd.DataFrame, sources: Mapping[str, str], resultats: Collection[str], fonctions: Collection[str]
) -> pd.Series:
    """Vrai pour un total, et pour une ventilation dont les modalités sont celles d'une liste.

    Args:
        lignes: code_indicateur, niveau, dimension, modalite.
        sources: la source de calcul de chaque indicateur.
        resultats: les codes de résultat du cadre : une activité peut en citer un autre, écrit librement.
        fonctions: les niveaux où une fonction ne désigne personne (`niveaux_de_fonction`, règle M5).
    """
    source, dimension = lignes["code_indicateur"].map(sources), lignes["dimension"]
    saisie = (source == "saisie") & ~dimension.isin(_OUVERTES)
    registre = dimension.isin(_FERMEES) & (source != SOURCE_NOMINATIVE)
    libre = (dimension == "resultat") & ~lignes["modalite"].isin([*resultats, NON_PRECISE])
    personnelle = (dimension == "fonction") & ~lignes["niveau"].isin(fonctions)
    return dimension.isna() | ((saisie | registre) & ~libre & ~personnelle)
