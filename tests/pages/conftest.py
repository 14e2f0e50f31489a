"""Les pages par AppTest, à travers app.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from domaine.reglages import RACINE


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


def textes(essai: AppTest) -> str:
    """Tout ce qui se lit sur la page, en un texte."""
    genres = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(e.value) for genre in genres for e in getattr(essai, genre))
