"""L'écriture d'un chiffre du rapport : valeur, fraction, provisoire, masqué ; la même dans toutes les parties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domaine import francais
from domaine.figees import MASQUE
from figures.mots import ecriture

#: Unité qui ne se lit pas derrière un nombre : «3 rang».
_SANS_NOM = "rang"
Ligne = Mapping[Any, Any]


def valeur(ligne: Ligne, unite: str, *, nue: bool = False) -> str:
    """La valeur d'une ligne de `valeurs`.

    Args:
        ligne: `valeur, numerateur, denominateur, provisoire, etat`.
        unite: unité du cadre logique.
        nue: sans le nom de l'unité, quand la colonne la dit déjà.

    >>> valeur({"valeur": None, "etat": "masqué"}, "personnes")
    'masqué'
    """
    if ligne.get("etat") == MASQUE:
        return MASQUE
    chiffre = ligne.get("valeur")
    if (nue or unite == _SANS_NOM) and unite != "%":
        texte = ecriture.nombre(chiffre, unite)
    else:
        texte = ecriture.valeur(chiffre, unite, ligne.get("numerateur"), ligne.get("denominateur"))
    return texte + provisoire(ligne)


def provisoire(ligne: Ligne) -> str:
    """« (p) » derrière un chiffre provisoire ; rien derrière une absence, qui n'est pas un chiffre."""
    marque = ligne.get("provisoire") is True and not francais.absente(ligne.get("valeur"))
    return f"{francais.INSECABLE}(p)" if marque else ""


def completude(ligne: Ligne) -> str:
    """Reçues sur attendues ; «n. d.» quand rien n'est compté, «s. o.» quand rien n'était attendu."""
    recues, attendues = ligne.get("recues"), ligne.get("attendues")
    if francais.absente(recues) or francais.absente(attendues):
        return francais.ND
    return francais.fraction(recues, attendues) if attendues else francais.SO


def taux(ligne: Ligne) -> str:
    """Le taux qui fait l'état, jamais plafonné ; «s. o.» quand aucun taux n'a de sens, «masqué» avec sa valeur."""
    if ligne.get("etat") == MASQUE:
        return MASQUE
    if francais.absente(ligne.get("taux")):
        return francais.ND if francais.absente(ligne.get("valeur")) else francais.SO
    return francais.pourcentage(ligne["taux"])


def nombre(x: object, unite: str = "") -> str:
    """Un nombre nu, «n. d.» quand il manque."""
    return ecriture.nombre(x, unite)
