"""Les formes comparables d'un identifiant : ce qui reste quand on ôte ce qui ne change pas de quoi l'on parle."""

from __future__ import annotations

import re
from functools import lru_cache

#: Espaces de toutes largeurs, traits de toutes longueurs, signe moins, trait d'union conditionnel, souligné.
_SEPARATEURS = re.compile("[\\s_\\-\u00ad\u200b\u2010-\u2015\u2212\ufe58\ufe63\uff0d]+")
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
#: Un nombre où une lettre tient la place d'un chiffre : «OO1», «l2».
_NOMBRE_MAL_TAPE = re.compile(r"(?<![A-Z\d])[OIL]*\d[OIL\d]*(?![A-Z\d])")
_CHIFFRES = str.maketrans("OIL", "011")
_BARRE = re.compile(r"(?<!\\)\|")


@lru_cache(maxsize=16_384)
def forme_identifiant(texte: str) -> str:
    """Sans casse, tout espace, trait ou souligné valant un même trait (règle Q20).

    >>> forme_identifiant("gao_pt 001 "), forme_identifiant("GAO–PT–001"), forme_identifiant("GAO-PT-1")
    ('GAO-PT-001', 'GAO-PT-001', 'GAO-PT-1')
    """
    return _SEPARATEURS.sub("-", texte).strip("-").upper() or texte


def forme_pseudonyme(texte: str) -> str:
    """Sans casse ni aucun espace ; les traits restent, car «P-1-1» et «P-11» sont deux personnes (règle Q20).

    >>> forme_pseudonyme("p 9901"), forme_pseudonyme("P9901"), forme_pseudonyme("P-9901")
    ('P9901', 'P9901', 'P-9901')
    """
    return "".join(texte.split()).upper() or texte


@lru_cache(maxsize=16_384)
def forme_suggeree(texte: str) -> str:
    """Celle d'un identifiant dont les nombres n'ont ni zéros devant, ni lettre prise pour un chiffre.

    Elle suggère, elle ne lit pas.

    >>> forme_suggeree("GAO-PT-1"), forme_suggeree("gao-pt-OO1"), forme_suggeree("GAO-PT-100")
    ('GAO-PT-1', 'GAO-PT-1', 'GAO-PT-100')
    """
    chiffree = _NOMBRE_MAL_TAPE.sub(lambda n: n[0].translate(_CHIFFRES), forme_identifiant(texte))
    return _ZEROS.sub("", chiffree)


def parties_de_cle(cle: str, nombre: int) -> list[str]:
    r"""Les parties d'une clé écrite dans une cellule : «a | b», ou «a · b» comme l'écrit l'application.

    >>> parties_de_cle("R1.6 | GAO | 2024-T1", 5), parties_de_cle("R1.6 · GAO", 5), parties_de_cle("PT|1", 1)
    (['R1.6', 'GAO', '2024-T1'], ['R1.6', 'GAO'], ['PT|1'])
    >>> parties_de_cle(r"a\|b | c", 2)  # une barre du texte lui-même se note «\|»
    ['a|b', 'c']
    """
    if nombre == 1:
        return [cle.strip()]
    if "|" not in cle:
        return [p.strip() for p in cle.split(" · ")]
    return [p.replace("\\|", "|").strip() for p in _BARRE.split(cle)]
