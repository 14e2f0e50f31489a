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


def ventilation_lue(lignes: pd.DataFrame, sources: Mapping[str, str], resultats: Collection[str]) -> pd.Series:
    """Vrai pour un total, et pour une ventilation dont les modalités sont celles d'une liste.

    Sous la région, une fonction désigne une personne : «préfet : 1 tournée» dans un cercle est ce qu'a fait le préfet.

    Args:
        lignes: code_indicateur, niveau, dimension, modalite.
        sources: la source de calcul de chaque indicateur.
        resultats: les codes de résultat du cadre : une activité peut en citer un autre, écrit librement.
    """
    source, dimension = lignes["code_indicateur"].map(sources), lignes["dimension"]
    saisie = (source == "saisie") & ~dimension.isin(_OUVERTES)
    registre = dimension.isin(_FERMEES) & (source != SOURCE_NOMINATIVE)
    libre = (dimension == "resultat") & ~lignes["modalite"].isin([*resultats, NON_PRECISE])
    personnelle = (dimension == "fonction") & ~lignes["niveau"].isin(NIVEAUX_NOMINATIFS)
    return dimension.isna() | ((saisie | registre) & ~libre & ~personnelle)
