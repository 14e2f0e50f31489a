"""Des limites synthétiques pour les essais : les cellules schématiques, avec des faits accordés à leurs superficies."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import geopandas as gpd
import pytest

from geo.limites import limites_par_defaut
from geo.projection import superficies_km2
from geo.zones import par_code


@pytest.fixture
def communes() -> gpd.GeoDataFrame:
    """Les 38 polygones, sans autre colonne que leur code (que l'import ne lit pas)."""
    return limites_par_defaut().communes[["code", "geometry"]].copy()


@pytest.fixture
def accordees(communes: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch) -> Iterator[gpd.GeoDataFrame]:
    """Les mêmes polygones, avec des faits dont les superficies sont les leurs : un fichier sans reproche."""
    aires = dict(zip(communes["code"], superficies_km2(communes.geometry), strict=True))
    faits = {c: dataclasses.replace(z, superficie_km2=aires.get(c, z.superficie_km2)) for c, z in par_code().items()}
    monkeypatch.setattr("geo.controle.par_code", lambda: faits)
    yield communes


@pytest.fixture(autouse=True)
def donnees(tmp_path, monkeypatch: pytest.MonkeyPatch):
    """Un dossier de données neuf : aucun essai ne touche celui du poste."""
    dossier = tmp_path / "donnees"
    monkeypatch.setenv("SOCLE_DONNEES", str(dossier))
    return dossier
