"""Les tableaux d'une page, tels qu'ils se lisent, tels qu'ils se rangent ; un nom reçu n'y est jamais une balise."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

_BALISES = {"div", "table", "thead", "tbody", "tr", "th", "td", "button", "a"}
_ATTRIBUTS = {"class", "data-cle", "data-n", "data-t", "data-v", "data-vue", "tabindex", "role", "aria-label", "scope",
              "type", "href"}  # fmt: skip


@dataclass
class Tableau(HTMLParser):
    """`value` : ses textes ; `cles` : ce qui range (`None` : ses lettres) ; `liens` : ce qu'ouvre chaque ligne."""

    cle: str = ""
    titres: list[str] = field(default_factory=list)
    lignes: list[list[str]] = field(default_factory=list)
    rangs: list[list[str | None]] = field(default_factory=list)
    liens: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._dans = ""

    def handle_starttag(self, balise: str, attributs: list[tuple[str, str | None]]) -> None:
        dits = dict(attributs)
        assert balise in _BALISES and dits.keys() <= _ATTRIBUTS, (balise, dits)
        if balise == "div":
            self.cle = dits.get("data-cle") or ""
        elif balise == "th":
            self.titres.append("")
            self._dans = "th"
        elif balise == "tr" and self.titres:
            self.lignes.append([])
            self.rangs.append([])
            self.liens.append("")
        elif balise == "td":
            self.lignes[-1].append("")
            self.rangs[-1].append(dits.get("data-v"))
            self._dans = "td"
        elif balise == "a":
            self.liens[-1] = dits.get("href") or ""
            assert self.liens[-1].startswith(("?", "./")), "une ligne n'ouvre que ce site"

    def handle_endtag(self, balise: str) -> None:
        self._dans = "" if balise in ("th", "td") else self._dans

    def handle_data(self, texte: str) -> None:
        if self._dans:
            (self.titres if self._dans == "th" else self.lignes[-1])[-1] += texte

    @property
    def value(self) -> pd.DataFrame:
        return pd.DataFrame(self.lignes, columns=self.titres, dtype=object)

    @property
    def cles(self) -> pd.DataFrame:
        return pd.DataFrame(self.rangs, columns=self.titres, dtype=object)


def lire_tableaux(essai: AppTest) -> list[Any]:
    """Tous ceux de la page : ceux qui se rangent, puis ceux de Streamlit (des grilles de couleurs)."""
    lus = []
    for morceau in essai.get("html"):
        corps = morceau.proto.body
        if corps.startswith('<div class="socle-tableau"'):
            tableau = Tableau()
            tableau.feed(corps)
            lus.append(tableau)
    return [*lus, *essai.table]
