"""Pourquoi un chiffre bouge, en une phrase : «−21 pts depuis T1 2024 : 9 points non revus, 1 retombé»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domaine import francais
from domaine.sources import SOURCES
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
_FEMININS = frozenset({"tournée", "réunion", "décision", "activité", "zone"})
_NATURES_MONTREES, _NATURES_EN_BREF = 3, 2
#: Ce qui s'accorde dans une nature : participes et adjectifs.
_ACCORDES = re.compile(r"\b(\w*(?:é|ée|revu|reçue|sortie|partielle|vacant|suspendue|tenue))\b")


def accorder(nature: str, nombre: int) -> str:
    """Une nature au nombre de ce qu'elle qualifie.

    >>> accorder("non revu depuis 90 jours", 2), accorder("annulée", 1), accorder("nommé non installé", 3)
    ('non revus depuis 90 jours', 'annulée', 'nommés non installés')
    >>> accorder("en retard", 5), accorder("non tenue", 2), accorder("noté sous 12/20", 13)
    ('en retard', 'non tenues', 'notés sous 12/20')
    """
    return nature if nombre < 2 else _ACCORDES.sub(r"\1s", nature)


def compter(raisons: Sequence[Raison], natures: int = _NATURES_MONTREES) -> str:
    """Combien de quoi, du plus fréquent au moins fréquent ; le nom de l'objet n'est dit qu'une fois."""
    dits, dernier = [], ""
    comptes = Pourquoi.compter(raisons)
    for objet, nature, nombre in comptes[:natures]:
        nom = "" if objet == dernier else f" {NOMS[objet][nombre > 1]}"
        dits.append(f"{francais.nombre(nombre)}{nom} {accorder(nature, nombre)}")
        dernier = objet
    if reste := sum(nombre for *_, nombre in comptes[natures:]):
        dits.append(f"{francais.nombre(reste)} autres" if reste > 1 else "1 autre")
    return ", ".join(dits)


def dire(lu: Pourquoi, unite: str, sens: str, *, bref: bool = False) -> str:
    """La phrase ; vide quand rien ne se nomme.

    Args:
        lu: ce qui fait le chiffre.
        unite, sens: ceux de l'indicateur ; un progrès se dit «malgré» ce qui s'est perdu.
        bref: deux natures au plus, et sans ce qui n'est pas venu, pour une page qui le dit déjà à côté.
    """
    natures = _NATURES_EN_BREF if bref else _NATURES_MONTREES
    non_recus = {(m.code_zone, m.periode) for m in lu.manques}
    suite = f"{francais.compte(len(non_recus), 'remontée manque', 'remontées manquent')}" if non_recus else ""
    if lu.nouvelles and lu.ecart:
        progres = (lu.ecart > 0) == (sens != "baisse")
        depuis = f"{ecriture.ecart(lu.ecart, unite)} depuis {francais.periode(lu.periode_avant)}"
        perdues = compter(lu.nouvelles, natures) + _dire_les_entrees(lu.nouvelles)
        tete = f"{depuis}, malgré {perdues}" if progres else f"{depuis}\u00a0: {perdues}"
    else:
        tete = compter(lu.raisons, natures)
    return " ; ".join(morceau for morceau in (tete, "" if bref else suite) if morceau)


def _dire_les_entrees(nouvelles: Sequence[Raison]) -> str:
    """Celles qui n'étaient pas là à la période d'avant, comptées avec les autres."""
    entrees = [r for r in nouvelles if r.nouvelle is None]
    if not entrees:
        return ""
    feminin, nombre = entrees[0].objet in _FEMININS, len(entrees)
    entre = accorder("entrée" if feminin else "entré", nombre)
    if nombre < len(nouvelles):
        return f", dont {francais.nombre(nombre)} {entre} depuis"
    tous = f"{'toutes' if feminin else 'tous'} " if nombre > 1 else ""
    return f", {tous}{entre} depuis"


def dire_rien(lu: Pourquoi, source_calcul: str) -> str:
    """Pourquoi rien ne se nomme : rien n'est venu, rien ne se compare, ou rien ne manque."""
    source = SOURCES.get(source_calcul)
    if lu.facon == "inconnu":
        return "L’édition ne connaît pas ce chiffre à cette période."
    if lu.valeur is None and source is not None:
        feuilles = francais.enumerer([f"«\u00a0{feuille}\u00a0»" for feuille in source.registres], "et")
        return f"Aucune ligne reçue n’entre dans ce chiffre ({feuilles}) : il n’y a rien à expliquer."
    if lu.facon == "choses":
        verbe = "n’ajoute" if lu.ajoute else "ne retire"
        return f"Rien, dans les registres, {verbe} quoi que ce soit à ce chiffre."
    if lu.facon == "rien":
        return "Ce chiffre ne se fait pas de ce qu’apportent ses zones : aucune ne l’explique."
    if lu.valeur is None:
        return "Aucune valeur reçue n’entre dans ce chiffre : il n’y a rien à expliquer."
    if lu.periode_avant is None:
        return "C’est la première période de ce chiffre : il ne se compare à aucune autre."
    avant = francais.periode(lu.periode_avant)
    if not lu.comparable:
        return f"Cette période court encore : elle ne se compare pas à {avant}."
    return f"Aucune zone n’a {'augmenté' if lu.ajoute else 'baissé'} depuis {avant}."
