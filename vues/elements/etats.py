"""Un état, toujours dit par un mot, un symbole et une couleur (jamais la couleur seule)."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.figees import MASQUE
from figures.mots import etats as communs
from requetes.edition.referentiel import Seuils

Couleur = Literal["red", "orange", "yellow", "blue", "green", "violet", "gray"]

_COULEURS: dict[str, Couleur] = {
    "atteint": "blue",
    "vert": "green",
    "orange": "orange",
    "rouge": "red",
    "à maintenir": "blue",
    "périmée": "violet",
}
#: État d'une rangée (règle J8) → symbole, couleur du thème, ce qu'il veut dire.
ETATS: dict[str, tuple[str, Couleur, str]] = {
    nom: (symbole, _COULEURS.get(nom, "gray"), sens) for nom, (symbole, sens) in communs.ETATS.items() if nom != MASQUE
}
#: L'état qu'une édition remise peut avoir de plus ; hors d'`ETATS`, la légende des éditions vivantes ne le nomme pas.
_MASQUE: tuple[str, Couleur, str] = (communs.ETATS[MASQUE][0], "gray", communs.ETATS[MASQUE][1])
#: Tous les états, celui d'une édition remise compris.
TOUS = ETATS | {MASQUE: _MASQUE}


def _connu(etat: object) -> str:
    return "sans donnée" if francais.absente(etat) or etat not in TOUS else str(etat)


def symbole(etat: object) -> str:
    """Le symbole d'un caractère."""
    return TOUS[_connu(etat)][0]


def mot(etat: object) -> str:
    r"""Symbole et mot, insécables, en texte simple, pour un tableau ou un export.

    >>> mot("rouge"), mot(None)
    ('■\xa0rouge', '∅\xa0sans donnée')
    """
    return f"{symbole(etat)}{francais.INSECABLE}{_connu(etat)}"


def couleur(etat: object) -> Couleur:
    """Couleur du thème Streamlit."""
    return TOUS[_connu(etat)][1]


def reserves(chiffre: Chiffre) -> str:
    """Ce qui se dit d'un chiffre à côté de son état : provisoire, pas encore validé."""
    dites = {"provisoire": chiffre.provisoire, "n.\u00a0v.": chiffre.non_valide}
    return "".join(f" :gray-badge[{dite}]" for dite, vraie in dites.items() if vraie)


def marque(etat: object) -> str:
    """L'état en Markdown, sur son fond de couleur ; aucun texte reçu n'y entre."""
    return f":{couleur(etat)}-badge[{mot(etat)}]"


def absence(etat: object) -> str:
    """Ce qui s'écrit à la place d'une valeur absente : «masqué» quand elle existe et ne se publie pas, sinon «n. d.».

    >>> absence("masqué"), absence("sans donnée") == francais.ND
    ('masqué', True)
    """
    return MASQUE if etat == MASQUE else francais.ND


def dire_masque() -> str:
    """L'état masqué et ce qu'il veut dire, en Markdown."""
    return f"{marque(MASQUE)} {_MASQUE[2]}"


def afficher_legende(seuils: Seuils, *, masque: bool = False) -> None:
    """La légende des états, avec les seuils imprimés ; `masque` : dans une édition remise, où un chiffre se masque."""
    vert, orange = francais.pourcentage(seuils.vert, 0), francais.pourcentage(seuils.orange, 0)
    parts = {"vert": f"{vert} et plus", "orange": f"de {orange} à {vert}", "rouge": f"moins de {orange}"}
    morceaux = [f"{marque(nom)} {parts.get(nom, '')}".strip() for nom in ETATS]
    morceaux += [dire_masque()] if masque else []
    st.caption("États (part de la cible due) : " + " · ".join(morceaux))
