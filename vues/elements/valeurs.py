"""La vraie valeur derrière une cellule écrite en français : ce qui range une colonne.

Un tableau qui a des valeurs typées les donne (`grille.Colonne`) ; les autres ont des textes que `domaine.francais` a
écrits, et que ce module relit. Une colonne se range par ses valeurs si toutes se relisent de la même façon, sinon par
ses lettres.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from domaine import francais
from domaine.periodes import MOIS

#: Ce qui dit une absence, motif compris : à la fin. Un mot qui manquerait ici rangerait sa colonne par lettres.
_ABSENCES = (
    *(francais.ND, francais.SO, francais.NE, "masqué", "zone inaccessible", "complétude inconnue"),
    *("aucune remontée attendue", "sans échéance"),
)
_ABSENCES_ENTIERES = frozenset({"", "–", "—", "jamais"})
_SIGNES = str.maketrans({francais.FINE: "", francais.MOINS: "-", "+": ""})
#: Un nombre, puis rien, une unité (après une espace insécable) ou une réserve entre parenthèses.
_NOMBRE = re.compile(r"([+\u2212-]?\d[\d\u202f]*(?:,\d+)?)(?=\u00a0| \(|$)")
_FRACTION = re.compile(r"([\d\u202f]+)/([\d\u202f]+)(?=[ \u00a0]|$)")
_MULTIPLES = (("\u00a0Md\u00a0", 1e9), ("\u00a0M\u00a0", 1e6))
_JOUR = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_EN_LETTRES = re.compile(rf"(\d{{1,2}})?(?:er)?[ \u00a0]?({'|'.join(MOIS)})[ \u00a0](\d{{4}})")
_PERIODE = re.compile(r"([TS])(\d)[ \u00a0](\d{4})")

#: Une date ou un nombre ; la lettre empêche d'en mêler deux sortes dans une colonne.
Vraie = tuple[str, float]


def relire(ecrit: str) -> Vraie | None:
    r"""La vraie valeur d'un texte ; `None` quand ce n'en est pas une.

    >>> relire("1\u202f234,5\u00a0%"), relire("\u22123\u00a0jours (p)"), relire("7,5\u00a0Md\u00a0FCFA")
    (('n', 1234.5), ('n', -3.0), ('n', 7500000000.0))
    >>> relire("22/130")[1] < relire("5/9 reçues (p)")[1], relire("3 rue du Marché")
    (True, None)
    >>> relire("01/02/2024") == relire("1er\u00a0février\u00a02024") < relire("T2\u00a02024") < relire("mai\u00a02024")
    True
    """
    texte = ecrit.strip()
    if trouve := _JOUR.match(texte):
        jour, mois, annee = map(int, trouve.groups())
        return _date(annee, mois, jour)
    if trouve := _EN_LETTRES.match(texte):
        return _date(int(trouve[3]), MOIS.index(trouve[2]) + 1, int(trouve[1] or 1))
    if trouve := _PERIODE.match(texte):
        return _date(int(trouve[3]), (int(trouve[2]) - 1) * (3 if trouve[1] == "T" else 6) + 1, 1)
    if trouve := _FRACTION.match(texte):
        # Rien sur rien se range avec le plus petit.
        return "n", _lire(trouve[1]) / (_lire(trouve[2]) or 1)
    if trouve := _NOMBRE.match(texte):
        return "n", _lire(trouve[1]) * next((n for unite, n in _MULTIPLES if unite in texte), 1.0)
    return None


def _lire(chiffres: str) -> float:
    return float(chiffres.translate(_SIGNES).replace(",", "."))


def _date(annee: int, mois: int, jour: int) -> Vraie | None:
    try:
        return "d", float(dt.date(annee, mois, jour).toordinal())
    except ValueError:
        return None


def absent(ecrit: str) -> bool:
    """Vrai pour ce qui n'est pas une valeur : «n. d.», «s. o.», vide."""
    return ecrit in _ABSENCES_ENTIERES or ecrit.startswith(_ABSENCES)


def cles(ecrits: Sequence[str]) -> list[float | None] | None:
    r"""Ce qui range une colonne de textes : un nombre par cellule (`None` : absente), ou rien si ce sont des mots.

    >>> cles(["12\u00a0jours", "n.\u00a0d.", "3\u00a0jours"]), cles(["Gao", "12\u00a0jours"]), cles(["n.\u00a0d."])
    ([12.0, None, 3.0], None, None)
    >>> cles(["12\u00a0%", "zone inaccessible"]), cles(["–", "01/02/2024", "jamais"])
    ([12.0, None], [None, 738917.0, None])
    """
    lues = [None if absent(e) else relire(e) for e in ecrits]
    sortes = {lue[0] for lue in lues if lue}
    if len(sortes) != 1 or any(lue is None and not absent(e) for lue, e in zip(lues, ecrits, strict=True)):
        return None
    return [None if lue is None else lue[1] for lue in lues]
