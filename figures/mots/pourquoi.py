"""Pourquoi un chiffre bouge, en une phrase : «−21 pts depuis T1 2024 : 9 points non revus, 1 retombé»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domaine import francais
from figures.mots import ecriture
from requetes.pourquoi.lecture import Pourquoi, Raison

#: Objet → (un, plusieurs).
NOMS = {
    "point": ("point", "points"),
    "chantier": ("chantier", "chantiers"),
    "projet": ("projet", "projets"),
    "tournée": ("tournée", "tournées"),
    "poste": ("poste", "postes"),
    "réunion": ("réunion", "réunions"),
    "décision": ("décision", "décisions"),
    "activité": ("activité", "activités"),
    "produit": ("produit", "produits"),
    "zone": ("zone", "zones"),
}
_NATURES_MONTREES = 3
#: Ce qui s'accorde dans une nature : participes et adjectifs.
_ACCORDES = re.compile(r"\b(\w*(?:é|ée|revu|reçue|sortie|partielle|vacant|suspendue))\b")


def accorder(nature: str, nombre: int) -> str:
    """Une nature au nombre de ce qu'elle qualifie.

    >>> accorder("non revu depuis 90 jours", 2), accorder("annulée", 1), accorder("nommé non installé", 3)
    ('non revus depuis 90 jours', 'annulée', 'nommés non installés')
    >>> accorder("en retard", 5)
    'en retard'
    """
    return nature if nombre < 2 else _ACCORDES.sub(r"\1s", nature)


def compter(raisons: Sequence[Raison]) -> str:
    """Combien de quoi, du plus fréquent au moins fréquent ; le nom de l'objet n'est dit qu'une fois."""
    dits, dernier = [], ""
    comptes = Pourquoi.compter(raisons)
    for objet, nature, nombre in comptes[:_NATURES_MONTREES]:
        nom = "" if objet == dernier else f" {NOMS[objet][nombre > 1]}"
        dits.append(f"{francais.nombre(nombre)}{nom} {accorder(nature, nombre)}")
        dernier = objet
    if reste := sum(nombre for *_, nombre in comptes[_NATURES_MONTREES:]):
        dits.append(f"{francais.nombre(reste)} autres" if reste > 1 else "1 autre")
    return ", ".join(dits)


def dire(lu: Pourquoi, unite: str, sens: str) -> str:
    """La phrase ; vide quand rien ne se nomme.

    Args:
        lu: ce qui fait le chiffre.
        unite, sens: ceux de l'indicateur ; un progrès se dit «malgré» ce qui s'est perdu.
    """
    perdues = compter(lu.nouvelles)
    manquent = compter(lu.raisons)
    non_recus = {(m.code_zone, m.periode) for m in lu.manques}
    suite = f"{francais.compte(len(non_recus), 'remontée manque', 'remontées manquent')}" if non_recus else ""
    if perdues and lu.ecart:
        progres = (lu.ecart > 0) == (sens != "baisse")
        depuis = f"{ecriture.ecart(lu.ecart, unite)} depuis {francais.periode(lu.periode_avant)}"
        tete = f"{depuis}, malgré {perdues}" if progres else f"{depuis}\u00a0: {perdues}"
    else:
        tete = manquent
    return " ; ".join(morceau for morceau in (tete, suite) if morceau)
