"""Ce qui se dit des limites d'une édition, d'après ce que sa publication en a noté (`info.limites`)."""

from __future__ import annotations

from collections.abc import Mapping

#: Ce que l'édition note → ce qui s'en dit. «schematiques» est d'une édition d'avant les contours généralisés.
_DITES = {
    # Des communes sont importées ; si elles sont les officielles, c'est le crédit écrit sous la carte qui le dit.
    "officielles": "limites importées",
    "cercles": "cercles et régions importés, communes schématiques",
    "regions": "régions importées, cercles généralisés (environ 5 km), communes schématiques",
    "generalisees": "limites généralisées (environ 5 km), communes schématiques",
    "schematiques": "limites schématiques",
}


def dire_limites(info: Mapping[str, str]) -> str:
    """Les limites de l'édition en quelques mots ; vide quand elle n'en dit rien.

    >>> dire_limites({"limites": "generalisees"})
    'limites généralisées (environ 5 km), communes schématiques'
    """
    return _DITES.get(info.get("limites", ""), "")


def reserve_sur_les_limites(info: Mapping[str, str]) -> str:
    """La réserve à écrire sous une carte ; vide quand tout ce qu'elle montre est importé."""
    return "" if info.get("limites") == "officielles" else dire_limites(info)
