"""La validation d'une coordination, période par période : soumis, retourné, validé (règles A10 à A12).

Bibliothèque standard seulement : `etl.reunions` inscrit le geste au journal, la publication en tire
`validation_suivie`, et `requetes` marque les chiffres qu'elle ne couvre pas.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from domaine.periodes import lire_periode

#: Ce qu'un geste fait d'une période ; ce sont les modalités de la liste `statut_validation`.
SOUMIS, RETOURNE, VALIDE = "soumis", "retourné", "validé"
#: Ce qu'elle est de plus, sans geste : rien n'est encore soumis, ou des lignes sont venues depuis.
A_SOUMETTRE, A_REVALIDER = "à soumettre", "à revalider"
#: Le geste, tel que la commande le nomme → ce qu'il fait d'une période, et ce qu'elle doit être pour qu'il ait un sens.
GESTES: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "soumettre": (SOUMIS, frozenset({A_SOUMETTRE, SOUMIS, RETOURNE, VALIDE})),
    "retourner": (RETOURNE, frozenset({SOUMIS, VALIDE})),
    "valider": (VALIDE, frozenset({SOUMIS, VALIDE})),
}
MOTIF_MAX: Final = 200
TABLE: Final = f"""
CREATE TABLE IF NOT EXISTS validation (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    cle TEXT NOT NULL UNIQUE,
    inscrit_le TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    code_zone TEXT NOT NULL,
    periode TEXT NOT NULL,
    statut TEXT NOT NULL CHECK (statut IN ('{SOUMIS}', '{RETOURNE}', '{VALIDE}')),
    par TEXT NOT NULL,
    motif TEXT NOT NULL CHECK (length(motif) <= {MOTIF_MAX} AND (statut <> '{RETOURNE}' OR motif <> '')),
    UNIQUE (code_zone, periode, version)
) STRICT;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """Un geste sur une période d'une coordination ; instants en UTC.

    Attributes:
        version: le rang du geste, pour cette coordination et cette période.
        code_zone: la région.
        par: une fonction de la liste `responsable`, jamais un nom.
        motif: pourquoi elle est retournée ; vide sinon.
    """

    rang: int
    cle: str
    inscrit_le: str
    version: int
    code_zone: str
    periode: str
    statut: str
    par: str
    motif: str = ""

    @property
    def sujet(self) -> tuple[str, str]:
        """Ce dont il parle : coordination, période."""
        return (self.code_zone, self.periode)


class NonValidees:
    """Les périodes de coordination qui ne sont pas validées, et les chiffres qu'elles touchent (règle A12).

    Args:
        periodes: (région, dernier jour) de chacune.
        regions: code de zone → sa région ; une zone qui n'en a pas est tout le projet.
    """

    def __init__(self, periodes: Iterable[tuple[str, dt.date]], regions: Mapping[str, str | None]) -> None:
        self._regions = regions
        self._fins: dict[str, list[dt.date]] = {}
        for region, fin in sorted(periodes):
            self._fins.setdefault(region, []).append(fin)

    def __bool__(self) -> bool:
        return bool(self._fins)

    def touchent(self, code_zone: str | None, type_periode: str | None, periode: str | None) -> bool:
        """Vrai quand une période non validée entre dans ce chiffre ; faux d'un chiffre dont on ne sait pas la zone.

        >>> non = NonValidees([("GAO", dt.date(2024, 6, 30))], {"SOCLE": None, "GAO": "GAO", "MENAKA": "MENAKA"})
        >>> non.touchent("SOCLE", "trimestre", "2024-T2"), non.touchent("MENAKA", "trimestre", "2024-T2")
        (True, False)
        >>> non.touchent("GAO", "mois", "2024-05"), non.touchent("GAO", "cumul", "2024-06")
        (False, True)
        """
        lue = lire_periode(periode) if periode else None
        if lue is None or code_zone is None or code_zone not in self._regions:
            return False
        region = self._regions[code_zone]
        debut = dt.date.min if type_periode == "cumul" else lue.debut
        fins = self._fins.get(region, []) if region else [f for siennes in self._fins.values() for f in siennes]
        return any(debut <= fin <= lue.fin for fin in fins)
