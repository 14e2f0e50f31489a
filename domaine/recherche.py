"""Trouver un indicateur par des mots tapés sans accents, majuscules ni ordre ; trouver ce qui ressemble à un mot.

Fonctions pures : elles ne connaissent que des textes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from domaine.periodes import sans_accent

_MOT = re.compile(r"[a-z0-9]+(?:\.[0-9]+)*")
#: Mots trop courts pour dire quelque chose, qu'on tape sans y penser.
_VIDES = frozenset("a au aux d de des du en et l la le les ou par sur un une".split())
#: Sous cette longueur, un «s» ou un «x» final n'est pas un pluriel (ans, prix).
_PLURIEL_DES = 5


def trouver(fiches: Sequence[tuple[str, Sequence[str]]], cherche: str) -> list[str]:
    """Les codes des fiches qui répondent à tous les mots, les plus parlantes d'abord.

    Un mot répond quand il commence un mot de la fiche : «eau» ne trouve pas «réseau». Une fiche vaut ce que vaut son
    texte le moins parlant qui soit nécessaire ; à valeur égale, l'ordre reçu reste.

    Args:
        fiches: code et ses textes, du plus parlant (libellé) au moins parlant (ventilations).
        cherche: ce qui est tapé ; sans un seul mot, toutes les fiches répondent.

    >>> fiches = [("R2.1", ["Points d’eau réparés"]), ("R2.4", ["Écoles rouvertes", "éducation, eau"])]
    >>> trouver(fiches, "EAU"), trouver(fiches, "ecole eau"), trouver(fiches, "r2.4"), trouver(fiches, "zébu")
    (['R2.1', 'R2.4'], ['R2.4'], ['R2.4'], [])
    """
    mots = [_singulier(m) for m in _mots(cherche) if m not in _VIDES]
    if not mots:
        return [code for code, _ in fiches]
    notes = {code: _note(code, textes, mots) for code, textes in fiches}
    return sorted((code for code, note in notes.items() if note is not None), key=lambda code: notes[code] or 0)


def proches(forme: str, connues: Mapping[str, str], seuil: float = 0.6) -> list[str]:
    """Les valeurs, trois au plus, dont une forme connue ressemble à celle-ci ; la plus ressemblante d'abord.

    Args:
        forme: le texte reçu, dans l'écriture des clés de `connues` (sans accents, minuscules).
        connues: forme → valeur ; plusieurs formes peuvent mener à une même valeur.
        seuil: ressemblance demandée, de 0 à 1.

    >>> proches("gounzouray", {"gounzoureye": "ML070304", "gounzourey": "ML070304", "gao": "GAO"})
    ['ML070304']
    """
    ressemblantes = difflib.get_close_matches(forme, connues, n=3, cutoff=seuil)
    return list(dict.fromkeys(connues[r] for r in ressemblantes))


def _note(code: str, textes: Sequence[str], mots: Sequence[str]) -> int | None:
    """Le rang du texte le moins parlant qu'il a fallu lire ; `None` quand un mot ne répond nulle part."""
    rangs = [{sans_accent(code)}, *({_singulier(m) for m in _mots(texte)} for texte in textes)]
    notes = []
    for mot in mots:
        trouves = [rang for rang, connus in enumerate(rangs) if any(c.startswith(mot) for c in connus)]
        if not trouves:
            return None
        # Le code entier passe devant les codes qu'il commence : R2.1 avant R2.10.
        notes.append(-1 if mot == sans_accent(code) else trouves[0])
    return max(notes)


def _mots(texte: str) -> list[str]:
    return _MOT.findall(sans_accent(texte))


def _singulier(mot: str) -> str:
    return mot[:-1] if len(mot) >= _PLURIEL_DES and mot[-1] in "sx" else mot


def textes_d_un_indicateur(indicateur: Mapping[str, object], modalites: Mapping[str, Sequence[str]]) -> list[str]:
    """Les textes d'un indicateur où chercher, du plus parlant au moins parlant.

    Args:
        indicateur: une ligne du dictionnaire.
        modalites: ventilation → ses modalités, que le cadre ne nomme pas («service» → eau, santé…).
    """
    ventilations = _texte(indicateur.get("desagregations"))
    nommees = [m for nom in _mots(ventilations) for m in modalites.get(nom, ())]
    return [
        f"{_texte(indicateur.get('libelle'))} {_texte(indicateur.get('libelle_court'))}",
        " ".join(_texte(indicateur.get(c)) for c in ("definition", "numerateur", "denominateur", "libelle_resultat")),
        " ".join([ventilations, *nommees]),
    ]


def _texte(valeur: object) -> str:
    return valeur if isinstance(valeur, str) else ""
