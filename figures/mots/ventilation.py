"""Une dimension et ses modalités, telles qu'elles se lisent ; les fichiers emportés gardent le nom et le code reçus."""

from __future__ import annotations

from domaine.chiffre import Chiffre
from domaine.sources import DIMENSIONS

_MODALITES = {("sexe", "F"): "femmes", ("sexe", "H"): "hommes"}


def dimension(nom: str) -> str:
    """Le nom d'une dimension, avec ses accents.

    >>> dimension("type_population"), dimension("âge")
    ('type de population', 'âge')
    """
    return DIMENSIONS[nom].libelle if nom in DIMENSIONS else nom


def modalite(x: Chiffre) -> str:
    """La modalité d'un chiffre, ce que la feuille abrège étant écrit en entier."""
    return en_entier(str(x.dimension), str(x.modalite))


def en_entier(nom: str, recue: str) -> str:
    """Une modalité reçue, écrite en entier.

    >>> en_entier("sexe", "F"), en_entier("service", "eau")
    ('femmes', 'eau')
    """
    return _MODALITES.get((nom, recue), recue)
