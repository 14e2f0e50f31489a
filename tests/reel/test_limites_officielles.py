"""Les limites officielles des communes, lues hors du dépôt : l'import les reconnaît toutes, sans une réserve."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from figures.svg.carte import dessiner_carte
from geo.importer import importer_limites
from geo.limites import geojson_par_zone, limites_en_vigueur
from geo.projection import superficies_km2
from geo.zones import CREDIT_OFFICIEL, par_code
from requetes.carte.lecture import ZoneValuee
from tests.figures import objets
from tests.reel.source import GEO as OFFICIELLES
from tests.reel.source import exiger

pytestmark = exiger(OFFICIELLES / "limites_communes.geojson")


@pytest.fixture
def importees(tmp_path):
    bilan = importer_limites(OFFICIELLES / "limites_communes.geojson", dossier=tmp_path)
    assert bilan.code_de_sortie == 0, bilan.remarques
    return limites_en_vigueur(tmp_path)


def test_communes_reconnues_par_leur_point_comme_par_leur_code(importees):
    officielles = gpd.read_file(OFFICIELLES / "limites_communes.geojson").set_index("commune_pcode").geometry
    assert not importees.schematique
    assert importees.credit == CREDIT_OFFICIEL
    for code, dessin in zip(importees.communes["code"], importees.communes.geometry, strict=True):
        ecart = superficies_km2(gpd.GeoSeries([dessin.symmetric_difference(officielles[code])]))[0]
        assert ecart < 0.01 * par_code()[code].superficie_km2


def test_cercles_et_regions_reunis_comme_les_officiels(importees):
    for couche, fichier, cle in (
        (importees.cercles, "limites_cercles.geojson", "cercle_pcode"),
        (importees.regions, "limites_regions.geojson", "region"),
    ):
        attendues = gpd.read_file(OFFICIELLES / fichier).set_index(cle).geometry
        for code, nom, dessin in zip(couche["code"], couche["nom"], couche.geometry, strict=True):
            officielle = attendues[code if cle == "cercle_pcode" else nom]
            ecart = superficies_km2(gpd.GeoSeries([dessin.symmetric_difference(officielle)]))[0]
            assert ecart < 0.005 * par_code()[code].superficie_km2


def test_arrondies_elles_se_joignent_toujours(importees):
    assert shapely.coverage_is_valid(importees.communes.geometry.to_numpy())
    assert sum(len(texte) for _, _, texte, _ in geojson_par_zone(importees)) < 200_000


@pytest.mark.parametrize("niveau", ["region", "cercle", "commune"])
def test_la_petite_carte_reste_legere(importees, niveau):
    tracees = [(code, texte) for code, n, texte, _ in geojson_par_zone(importees) if n == niveau]
    zones = [
        ZoneValuee(objets.zone(code, nom="Zone"), texte, objets.valeur(code, 5.0, provisoire=True))
        for code, texte in tracees
    ]
    dessin = dessiner_carte(zones, objets.indicateur(), precision="au 30 juin 2024")
    assert dessin.count("<path d=") >= len(tracees)
    assert len(dessin.encode()) <= 30_000


@pytest.mark.parametrize(
    ("fichier", "genre"),
    [("limites_cercles", "cercles"), ("limites_regions", "regions"), ("fond_mali_regions", "regions")],
)
def test_un_autre_niveau_est_en_vigueur_par_lui_meme(fichier, genre, tmp_path):
    """Règle Z6 : le fond du pays entier convient aussi, et les niveaux plus fins se dessinent dedans."""
    bilan = importer_limites(OFFICIELLES / f"{fichier}.geojson", dossier=tmp_path)
    assert bilan.code_de_sortie == 0, bilan.remarques
    limites = limites_en_vigueur(tmp_path)
    assert limites.genre == genre
    assert shapely.coverage_is_valid(limites.communes.geometry.to_numpy())
    for code, dessin in zip(limites.communes["code"], limites.communes.geometry, strict=True):
        assert dessin.contains(shapely.Point(par_code()[code].lon, par_code()[code].lat))


def test_le_fleuve_n_est_pas_une_limite(tmp_path):
    assert importer_limites(OFFICIELLES / "fond_fleuve_niger.geojson", dossier=tmp_path).code_de_sortie == 2


def test_autre_projection_et_geopackage(tmp_path):
    officielles = gpd.read_file(OFFICIELLES / "limites_communes.geojson")[["geometry"]]
    officielles.sample(frac=1, random_state=1).to_crs("EPSG:32631").to_file(tmp_path / "c.gpkg", driver="GPKG")
    bilan = importer_limites(tmp_path / "c.gpkg", dossier=tmp_path)
    assert bilan.code_de_sortie == 0, bilan.remarques
