"""Les cartes ne demandent rien au-dehors : chaque adresse est relative et son fichier existe."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import folium
import pytest

from figures import bibliotheques

RACINE = Path(__file__).resolve().parents[2]


@pytest.fixture
def dossier(tmp_path):
    bibliotheques.copier_bibliotheques(tmp_path)
    return tmp_path


def _carte() -> folium.Map:
    carte = folium.Map([16.3, 0.0], zoom_start=6, tiles=None, min_zoom=4, max_zoom=12)
    point = {"type": "Feature", "properties": {"nom": "Gao"}, "geometry": {"type": "Point", "coordinates": [0, 16]}}
    geojson = {"type": "FeatureCollection", "features": [point]}
    folium.GeoJson(geojson, tooltip=folium.GeoJsonTooltip(["nom"])).add_to(carte)
    folium.CircleMarker([16, 0]).add_to(carte)
    return carte


def test_toutes_les_adresses_sont_relatives_et_leurs_fichiers_existent(dossier):
    bibliotheques.servir_localement()
    html = _carte().get_root().render()
    adresses = re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', html)
    assert len(adresses) == 2  # leaflet, script et style
    for adresse in adresses:
        assert adresse.startswith(bibliotheques.PREFIXE + "/")
        assert (dossier / adresse.removeprefix(bibliotheques.PREFIXE + "/")).stat().st_size > 100
    attribution = re.compile(r"https?://(?:leafletjs\.com|www\.w3\.org)")
    ailleurs = [a for a in re.findall(r"(?:https?:)?//[\w.-]+\.\w+", html) if not attribution.match(a)]
    assert not ailleurs


def test_aucune_classe_de_folium_ne_garde_une_adresse_du_dehors():
    bibliotheques.servir_localement()
    for classe in bibliotheques._sous_classes(bibliotheques.JSCSSMixin):
        for _, adresse in [*classe.default_js, *classe.default_css]:
            assert adresse.startswith("../../app/static/"), classe


def test_servir_deux_fois_revient_au_meme():
    bibliotheques.servir_localement()
    avant = list(folium.Map.default_js)
    bibliotheques.servir_localement()
    assert folium.Map.default_js == avant
    assert [nom for nom, _ in avant] == ["leaflet"]


def test_la_copie_ne_recommence_pas_et_repare_un_fichier_tronque(dossier):
    assert bibliotheques.copier_bibliotheques(dossier) == []
    assert bibliotheques.bibliotheques_presentes(dossier)
    abime = next(dossier.glob("leaflet-*/leaflet.js"))
    abime.write_bytes(b"")
    assert bibliotheques.copier_bibliotheques(dossier) == [abime]
    abime.unlink()
    assert not bibliotheques.bibliotheques_presentes(dossier)


def test_deux_copies_a_la_fois(tmp_path):
    with ThreadPoolExecutor(4) as ouvriers:
        list(ouvriers.map(lambda _: bibliotheques.copier_bibliotheques(tmp_path), range(4)))
    assert bibliotheques.bibliotheques_presentes(tmp_path)
    assert not [f for f in tmp_path.rglob(".*") if f.is_file()]  # aucun fichier provisoire ne reste


def test_les_images_que_nomme_la_feuille_de_style_sont_la(dossier):
    for feuille in dossier.rglob("*.css"):
        for image in re.findall(r"url\(([^)]+)\)", feuille.read_text(encoding="utf-8")):
            if not image.startswith("#"):
                assert (feuille.parent / image).is_file(), image


def test_la_commande_copie():
    fait = subprocess.run([sys.executable, "-m", "figures.bibliotheques"], cwd=RACINE, capture_output=True, text=True)
    assert fait.returncode == 0, fait.stderr
    assert bibliotheques.bibliotheques_presentes()
