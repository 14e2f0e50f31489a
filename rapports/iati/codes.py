"""Les codes de la norme IATI 2.03, et ce qui du cadre logique mène à chacun ; les essais les comparent à ses listes."""

from __future__ import annotations

import datetime as dt
from typing import Final

VERSION: Final = "2.03"
LANGUE: Final = "fr"
DEVISE: Final = "EUR"
PAYS: Final = "ML"
#: Niveau d'un résultat → genre (liste ResultType) ; tout autre niveau est «autre».
RESULTATS: Final = {"impact": "3", "effet": "2", "produit": "1"}
AUTRE_RESULTAT: Final = "9"
#: Ce qui se mesure (liste IndicatorMeasure).
_UNITE, _POURCENTAGE, _RANG = "1", "2", "4"
#: Natures dont les chiffres s'additionnent d'une activité à l'autre ; une personne comptée deux fois n'en est pas deux.
ADDITIVES: Final = ("flux", "stock")
#: Listes ActivityDateType, OrganisationRole.
DEBUT_PREVU, DEBUT_REEL, FIN_PREVUE, FIN_REELLE = "1", "2", "3", "4"
FINANCE, EXECUTE = "1", "4"
#: Liste OrganisationType, que le cadre cite tel quel.
ORGANISATIONS: Final = ("10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90")
#: Liste DescriptionType : générale, objectifs.
GENERALE, OBJECTIFS = "1", "2"
#: Liste GeographicVocabulary : le code ISO d'un pays. Aucun des siens n'est celui des p-codes d'OCHA (règle X3).
ISO: Final = "A4"
#: Listes GeographicLocationReach (où l'on agit), GeographicExactness (approché), GeographicLocationClass (une région).
OU_L_ON_AGIT, APPROCHE, ADMINISTRATIF = "1", "2", "1"
#: Listes IndicatorVocabulary (celui qui publie), SectorVocabulary (CAD : cinq chiffres, trois chiffres).
DE_QUI_PUBLIE: Final = "99"
CAD_PAR_LONGUEUR: Final = {5: "1", 3: "2"}
#: Liste DocumentCategory : les résultats.
DES_RESULTATS: Final = "A08"


def mesure(nature: str, unite: str) -> str:
    """Ce qui se mesure : un rang, un pourcentage, sinon un nombre.

    >>> mesure("jalon", "rang"), mesure("ratio", "%"), mesure("stock", "%"), mesure("delai", "jours")
    ('4', '2', '2', '1')
    """
    if nature == "jalon":
        return _RANG
    return _POURCENTAGE if nature == "ratio" or unite.strip() == "%" else _UNITE


def statut(debut: dt.date, fin: dt.date | None, suspension: dt.date | None, jour: dt.date) -> str:
    """Où en est le projet un jour (liste ActivityStatus) : en préparation, suspendu, achevé, en cours.

    >>> d = dt.date
    >>> [statut(d(2022, 1, 1), d(2024, 12, 31), s, j) for s, j in ((None, d(2021, 1, 1)), (None, d(2023, 1, 1)),
    ...     (None, d(2025, 1, 1)), (d(2023, 5, 1), d(2023, 6, 1)), (d(2023, 5, 1), d(2023, 4, 1)))]
    ['1', '2', '3', '6', '2']
    """
    if jour < debut:
        return "1"
    if suspension is not None and suspension <= jour:
        return "6"
    return "3" if fin is not None and fin <= jour else "2"
