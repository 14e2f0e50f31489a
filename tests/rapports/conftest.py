"""La démonstration rapportée une fois par séance, et une copie réduite comme pour un public."""

from __future__ import annotations

import dataclasses
import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pypdf
import pytest

from rapports import produire
from requetes.edition import ouverture

PERIODE = "2024-T2"
IDENTITE = {
    "numero": "E2024-T2-1",
    "public": "interne",
    "titre": "Rapport du deuxième trimestre 2024",
    "periode": PERIODE,
    "type_periode": "trimestre",
    "note": "Arrêté avant la réunion de juillet.",
    "empreinte": "ab" * 32,
    "commentaires": {"R2": "Deux tournées annulées par la crue.", "OS": ""},
}


@dataclasses.dataclass(frozen=True)
class Rapport:
    """Un rapport produit, et l'édition d'où il vient."""

    dossier: Path
    base: ouverture.Base

    @property
    def html(self) -> str:
        return (self.dossier / "rapport.html").read_text(encoding="utf-8")

    @functools.cached_property
    def pdf(self) -> str:
        return texte_du_pdf(self.dossier / "rapport.pdf")


def texte_du_pdf(chemin: Path) -> str:
    """Le texte d'un PDF, dans l'ordre de lecture ; par pypdf, qui s'installe partout."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(str(chemin)).pages)


@pytest.fixture(scope="session")
def base_demo(edition_demo: Path) -> Iterator[ouverture.Base]:
    edition = ouverture.edition_a_lire(edition_demo)
    assert edition is not None
    base = ouverture.ouvrir(edition)
    yield base
    base.fermer()


@pytest.fixture(scope="session")
def rapport_demo(base_demo: ouverture.Base, tmp_path_factory: pytest.TempPathFactory) -> Rapport:
    """Le rapport de la démonstration, les trois sorties, figée sous un numéro."""
    dossier = tmp_path_factory.mktemp("rapport")
    produire(base_demo, dossier, identite=IDENTITE)
    return Rapport(dossier, base_demo)


@pytest.fixture
def alterer(edition_demo: Path, tmp_path: Path) -> Iterator[Callable[..., ouverture.Base]]:
    """`alterer(sql, …)` : la démonstration copiée, changée par ces instructions, rouverte en lecture seule."""
    ouvertes: list[ouverture.Base] = []

    def faire(*instructions: str) -> ouverture.Base:
        edition = ouverture.edition_a_lire(edition_demo)
        assert edition is not None
        copie = tmp_path / f"edition{len(ouvertes)}.duckdb"
        shutil.copyfile(edition.base, copie)
        with duckdb.connect(str(copie)) as connexion:
            for instruction in instructions:
                connexion.execute(instruction)
        base = ouverture.ouvrir(ouverture.Edition("copie", copie))
        ouvertes.append(base)
        return base

    yield faire
    for base in ouvertes:
        base.fermer()


def rapporter(base: ouverture.Base, dossier: Path, sorties: tuple[str, ...] = ("html",), **identite: Any) -> Rapport:
    """Le rapport d'une base, avec l'identité d'essai et ce qui la change."""
    produire(base, dossier, sorties, IDENTITE | identite)
    return Rapport(dossier, base)
