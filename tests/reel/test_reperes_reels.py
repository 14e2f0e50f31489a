"""Le fleuve et les régions du Mali, lus hors du dépôt : légers, nommés, et cousus aux limites officielles."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geo.importer import importer_limites
from geo.importer_reperes import importer_reperes
from geo.limites import limites_en_vigueur
from geo.projection import superficies_km2
from geo.reperes import FLEUVE, POIDS_MAX, VOISINES, fichier_des_reperes, reperes_en_vigueur
from tests.reel.source import GEO as FONDS
from tests.reel.source import exiger

pytestmark = exiger(FONDS / "fond_fleuve_niger.geojson")


@pytest.fixture(params=["officielles", "generalisees"])
def donnees(request, tmp_path):
    if request.param == "officielles":
        assert importer_limites(FONDS / "limites_communes.geojson", dossier=tmp_path).code_de_sortie == 0
    return tmp_path


def _importer(donnees, fichier, genre, **options):
    bilan = importer_reperes(FONDS / fichier, genre, credit="essai", dossier=donnees, **options)
    assert bilan.code_de_sortie == 0, bilan.remarques
    assert fichier_des_reperes(donnees, genre).stat().st_size <= POIDS_MAX
    (lus,) = [r for r in reperes_en_vigueur(donnees) if r.genre == genre]
    assert not lus.avertissement
    return lus.traces


def test_fleuve(donnees):
    (trace,) = _importer(donnees, "fond_fleuve_niger.geojson", FLEUVE, nom="Niger")
    entites = json.loads((FONDS / "fond_fleuve_niger.geojson").read_text(encoding="utf-8"))["features"]
    origine = shapely.union_all([shape(e["geometry"]) for e in entites])
    # Un tronçon de 700 m, isolé au bord de la source, est seul laissé de côté.
    assert origine.difference(shapely.buffer(trace.dessin, 0.005)).length < 0.01
    assert shapely.buffer(origine, 0.005).contains(trace.dessin)
    assert 15 < trace.lat < 17.1


def test_voisines(donnees):
    traces = {t.nom: t for t in _importer(donnees, "fond_mali_regions.geojson", VOISINES)}
    # Le fond est celui du pays : les régions du projet n'en sont pas, Kayes est hors du cadre.
    assert list(traces) == ["Kidal", "Koulikoro", "Mopti", "Sikasso", "Ségou", "Tombouctou"]
    limites = limites_en_vigueur(donnees)
    regions = shapely.union_all(limites.regions.geometry.to_numpy())
    for trace in traces.values():
        assert trace.dessin.contains(shapely.Point(trace.lon, trace.lat))
        assert superficies_km2(np.array([trace.dessin.intersection(regions)]))[0] < 60
    if not limites.schematique:
        for nom in ("Kidal", "Mopti", "Tombouctou"):
            # Les deux bords n'en font plus qu'un : rien ne reste entre la voisine et nous.
            dessin = traces[nom].dessin
            entre = shapely.buffer(dessin, 0.01).intersection(shapely.buffer(regions, 0.01)) - dessin - regions
            assert superficies_km2(np.array([entre]))[0] < 60
