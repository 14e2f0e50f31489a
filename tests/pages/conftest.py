"""Les pages par AppTest, à travers app.py."""

from __future__ import annotations

import importlib
import io
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import vues
from domaine.chemins import dossier_depots
from etl.commandes.chargement import charger
from etl.edition import dossier as edition
from etl.progression import Progression
from tests.pages.ouverture import ouvrir_page, vider_les_caches
from vues.elements import tableaux


@pytest.fixture(scope="module", autouse=True)
def _caches_du_fichier() -> Iterator[None]:
    """Les caches de Streamlit vivent dans le processus : chaque fichier repart de rien.

    D'un essai à l'autre ils restent, comme d'une visite à l'autre : leur clé est le chemin d'une édition, que rien ne
    change, et une copie a le sien. Un essai qui met un double à la place d'une action les vide (`caches_vides`).
    """
    yield
    vider_les_caches()


@pytest.fixture
def caches_vides() -> Iterator[None]:
    """Rien de ce que cet essai a fait lire ne sert au suivant."""
    yield
    vider_les_caches()


@pytest.fixture
def ouvrir() -> Callable[..., AppTest]:
    """`ouvrir("pages/suivi/tendances.py", indicateur="R2.4")` : la page, ouverte par app.py avec cette adresse."""
    return ouvrir_page


#: État → les classeurs de la démonstration qui le font ; `None` : rien n'est publié, ou toute la démonstration.
CLASSEURS = {
    "cadre": ("cadre_logique.xlsx",),
    "partiel": ("cadre_logique.xlsx", "gao_2022-T1.xlsx"),
    "tardif": (
        *("cadre_logique.xlsx", "gao_2022-T1.xlsx", "menaka_2022-T1.xlsx", "douentza_2022-T1.xlsx"),
        "gao_2024-06.xlsx",
    ),
}


@pytest.fixture(scope="session")
def etats_publies(edition_demo: Path, partager: Callable[..., Path]) -> Callable[[str], Path]:
    """`etats_publies("partiel")` : le dossier de données de cet état, à lire seulement."""

    def publier(etat: str) -> Path:
        def remplir(donnees: Path) -> None:
            envoi = donnees.with_name(f"envoi_{etat}")
            envoi.mkdir()
            charger(donnees, _classeurs(edition_demo, envoi, CLASSEURS[etat]), Progression(muet=True))

        return partager(etat, remplir)

    return publier


def _classeurs(demo: Path, envoi: Path, noms: tuple[str, ...]) -> list[Path]:
    """Les dépôts de la démonstration sous leur nom d'origine, dans cet ordre."""
    manifeste = edition.manifeste(demo, edition.courante(demo) or "")
    empreintes = {d["nom"]: d["sha256"] for d in manifeste["depots"]}
    return [shutil.copy(next(dossier_depots(demo).glob(f"{empreintes[nom]}*")), envoi / nom) for nom in noms]


@pytest.fixture
def emportes(monkeypatch) -> dict[str, pd.DataFrame]:
    """Clé → le CSV relu de chaque tableau de la page, tel que son bouton le donnerait."""
    pris: dict[str, pd.DataFrame] = {}

    def prendre(emporte, titre, *, cle, filtres="", nombre=None):
        table = emporte() if callable(emporte) else emporte
        assert nombre in (None, len(table)), titre
        pris[cle] = pd.read_csv(io.BytesIO(tableaux._csv(table)))
        pris[cle].attrs["filtres"] = filtres

    # Tous importés avant le premier remplacement : un module lu après lierait pour toujours le nom remplacé.
    modules = [importlib.import_module(piece.name) for piece in pkgutil.walk_packages(vues.__path__, "vues.")]
    vrai = tableaux.telecharger
    for module in modules:
        if getattr(module, "telecharger", None) is vrai:
            monkeypatch.setattr(module, "telecharger", prendre)
    return pris


def textes(essai: AppTest) -> str:
    """Tout ce qui se lit sur la page, en un texte."""
    genres = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(e.value) for genre in genres for e in getattr(essai, genre))
