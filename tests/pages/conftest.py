"""Les pages par AppTest, à travers app.py."""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import vues
from domaine.reglages import RACINE
from vues import tableaux


@pytest.fixture(autouse=True)
def _caches_vides() -> Iterator[None]:
    """Les caches de Streamlit vivent dans le processus : chaque essai repart de rien."""
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def ouvrir() -> Callable[..., AppTest]:
    """`ouvrir("pages/suivi/tendances.py", indicateur="R2.4")` : la page, ouverte par app.py avec cette adresse."""

    def ouvrir_(page: str, **adresse: str) -> AppTest:
        essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
        essai.run()
        essai.switch_page(page)
        for nom, valeur in adresse.items():
            essai.query_params[nom] = valeur
        return essai.run()

    return ouvrir_


@pytest.fixture
def emportes(monkeypatch) -> dict[str, pd.DataFrame]:
    """Clé → le CSV relu de chaque tableau de la page, tel que son bouton le donnerait."""
    pris: dict[str, pd.DataFrame] = {}

    def prendre(emporte, titre, *, cle, filtres=""):
        pris[cle] = pd.read_csv(io.BytesIO(tableaux._csv(emporte)))
        pris[cle].attrs["filtres"] = filtres

    vrai = tableaux.telecharger
    for piece in pkgutil.iter_modules(vues.__path__):
        module = importlib.import_module(f"vues.{piece.name}")
        if getattr(module, "telecharger", None) is vrai:
            monkeypatch.setattr(module, "telecharger", prendre)
    return pris


def textes(essai: AppTest) -> str:
    """Tout ce qui se lit sur la page, en un texte."""
    genres = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(e.value) for genre in genres for e in getattr(essai, genre))
