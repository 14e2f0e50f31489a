"""Un état, dit par un mot et un symbole, sans écran : le tableau, le rapport et la légende écrivent le même.

La couleur s'y ajoute, jamais seule : ici son fond et son encre pour un document, dans
`vues.elements.etats` celle de l'écran.
"""

from __future__ import annotations

from typing import Final

from domaine import francais
from domaine.figees import MASQUE

#: État d'une rangée (règle J8) → symbole, ce qu'il veut dire.
ETATS: Final[dict[str, tuple[str, str]]] = {
    "atteint": ("★", "la cible due est atteinte ou dépassée"),
    "vert": ("●", "en bonne voie : au-dessus du seuil vert"),
    "orange": ("▲", "à surveiller : entre les deux seuils"),
    "rouge": ("■", "hors trajectoire : sous le seuil orange"),
    "à maintenir": ("◆", "la limite à tenir est tenue"),
    "non échu": ("○", "aucune cible n’est encore due"),
    "périmée": ("◷", "la donnée la plus récente est trop ancienne"),
    "sans cible": ("–", "aucune cible ne s’applique à ce chiffre"),
    "sans donnée": ("∅", "rien n’a été reçu : n.\u00a0d., jamais zéro"),
    MASQUE: ("▨", "effectif de personnes inférieur à 5, ou qui permettrait d’en retrouver un : non publié"),
}
#: Fond et encre d'un état dans un document imprimé : contraste AA, gris distincts une fois photocopiés.
COULEURS: Final[dict[str, tuple[str, str]]] = {
    "atteint": ("#CFE3F5", "#0B3A6F"),
    "vert": ("#D3EFDD", "#0B4A2B"),
    "orange": ("#FDE6C8", "#6B3B00"),
    "rouge": ("#F9D3CF", "#7A1410"),
    "à maintenir": ("#CFE3F5", "#0B3A6F"),
    "périmée": ("#E7DDF2", "#4A2C73"),
}
NEUTRE: Final = ("#EDF0F3", "#3B4650")


def connu(etat: object) -> str:
    """L'état, ou «sans donnée» quand il manque ou n'est pas de la liste."""
    return "sans donnée" if francais.absente(etat) or etat not in ETATS else str(etat)


#: Du plus grave au meilleur : ce qui est faux d'abord, puis ce qui ne se sait pas, puis ce qui va.
_GRAVITE: Final = (
    *("rouge", "orange", "périmée"),
    *("sans donnée", MASQUE, "non échu", "sans cible"),
    *("vert", "à maintenir", "atteint"),
)


def gravite(etat: object) -> int:
    """Le rang d'un état : 0 pour le plus grave.

    >>> sorted(["atteint", "vert", None, "rouge"], key=gravite)
    ['rouge', None, 'vert', 'atteint']
    """
    return _GRAVITE.index(connu(etat))


def mot(etat: object) -> str:
    r"""Symbole et mot, insécables.

    >>> mot("rouge"), mot(None)
    ('■\xa0rouge', '∅\xa0sans\xa0donnée')
    """
    nom = connu(etat)
    return f"{ETATS[nom][0]}{francais.INSECABLE}{nom.replace(' ', francais.INSECABLE)}"


def couleurs(etat: object) -> tuple[str, str]:
    """Fond et encre."""
    return COULEURS.get(connu(etat), NEUTRE)
