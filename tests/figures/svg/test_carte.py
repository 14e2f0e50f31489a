"""La petite carte : un XML bien formé, léger, sans rien d'exécutable, aux classes de la grande."""

import json
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from figures.carte import classes
from figures.svg import carte
from figures.svg.carte import dessiner_carte
from figures.svg.zones import echapper_xml
from requetes.carte.lecture import ZoneValuee
from tests.figures import objets

SVG = "{http://www.w3.org/2000/svg}"
TAUX = objets.indicateur(libelle_court="Points qui fonctionnent", classes_carte="20;40;60;80")
COMPTE = objets.indicateur(libelle_court="Ouvrages", unite="ouvrages", nature="stock", classes_carte="1;2;4;8")
HOSTILES = [
    "<script>alert(1)</script>",
    '"/><image href="http://exemple.org/x.png"/>',
    "Gao & <Ménaka> 'à' ]]> &#x3c;",
    "nul\x00 cloche\x07 \ufffe",
]


def _carre(ouest, sud, cote=1.0):
    est, nord = ouest + cote, sud + cote
    return json.dumps(
        {"type": "Polygon", "coordinates": [[[ouest, sud], [est, sud], [est, nord], [ouest, nord], [ouest, sud]]]}
    )


def _zones(valeurs, noms=None, **colonnes):
    """Des carrés côte à côte ; une colonne donne un champ de la zone, de sa limite ou de sa valeur."""
    n = len(valeurs)
    base = {"lon": [i + 0.5 for i in range(n)], "lat": [16.5] * n, "geojson": [_carre(i, 16) for i in range(n)]}
    lignes = [dict(zip(base | colonnes, ligne, strict=True)) for ligne in zip(*(base | colonnes).values(), strict=True)]
    return [
        ZoneValuee(
            objets.zone(f"Z{i}", nom=noms[i] if noms else f"Zone {i}", lon=x.pop("lon"), lat=x.pop("lat")),
            x.pop("geojson"),
            objets.valeur(f"Z{i}", valeur, **x),
        )
        for i, (valeur, x) in enumerate(zip(valeurs, lignes, strict=True))
    ]


def _lire(dessin):
    return ET.fromstring(dessin)  # notre propre dessin, et c'est ce que l'essai vérifie


def _textes(racine):
    return ["".join(t.itertext()) for t in racine.iter(f"{SVG}text")]


def test_bien_forme_autonome_et_accessible():
    racine = _lire(dessiner_carte(_zones([10.0, None, 85.0]), TAUX, precision="au 30 juin 2024"))
    assert racine.get("role") == "img"
    assert {e.get("id") for e in racine if e.get("id")} == set(racine.get("aria-labelledby").split())
    assert racine.findtext(f"{SVG}title") == "Points qui fonctionnent (%)"
    assert racine.findtext(f"{SVG}desc") == (
        "au 30 juin 2024. Zone 0\u00a0: 10\u00a0% ; Zone 1\u00a0: sans donnée ; Zone 2\u00a0: 85\u00a0%"
    )
    permises = {"svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "circle", "text"}
    assert {e.tag.removeprefix(SVG) for e in racine.iter()} <= permises
    assert not any(a.startswith("on") or a in ("href", "style", "class") for e in racine.iter() for a in e.attrib)


@pytest.mark.parametrize("hostile", HOSTILES)
def test_un_nom_recu_reste_du_texte(hostile):
    indicateur = replace(TAUX, libelle_court=hostile)
    dessin = dessiner_carte(_zones([50.0], [hostile]), indicateur, precision=hostile)
    racine = _lire(dessin)
    assert {e.tag.removeprefix(SVG) for e in racine.iter()} & {"script", "image"} == set()
    lisible = "".join(c for c in hostile if c >= " " and c != "\ufffe")
    assert lisible in _textes(racine)


def test_une_moitie_de_caractere_ne_casse_pas_le_document():
    assert echapper_xml("a\ud800b") == "ab"


@pytest.mark.parametrize("valeur", [0.0, 19.9, 20.0, 59.0, 80.0, 140.0])
def test_la_teinte_est_celle_de_la_grande_carte(valeur):
    bornes = classes.lire_bornes(TAUX.classes_carte, "%")
    attendue = classes.teinte(classes.rang_classe(valeur, bornes), 5)
    racine = _lire(dessiner_carte(_zones([valeur]), TAUX))
    assert [p.get("fill") for p in racine.iter(f"{SVG}path") if p.get("d").endswith("z")] == [attendue]


def test_trois_absences_differentes_et_jamais_zero():
    zones = _zones([0.0, None, None], inaccessible=[False, False, True])
    racine = _lire(dessiner_carte(zones, TAUX))
    fonds = [p.get("fill") for p in racine.iter(f"{SVG}path") if p.get("d").endswith("z")]
    assert fonds == [classes.TEINTES[0], "url(#socle-hachures)", "url(#socle-croisillons)"]
    motifs = {p.get("id") for p in racine.iter(f"{SVG}pattern")}
    assert motifs == {"socle-hachures", "socle-croisillons"}
    ecrits = _textes(racine)
    assert ecrits.count("0\u00a0%") == 1
    # Une fois sur la zone, une fois en légende.
    assert (ecrits.count("sans donnée"), ecrits.count("zone inaccessible")) == (2, 2)


def test_un_compte_se_dit_par_un_cercle_et_un_taux_par_un_aplat():
    cercles = list(_lire(dessiner_carte(_zones([3.0, 9.0, None]), COMPTE)).iter(f"{SVG}circle"))
    assert len(cercles) == 2
    assert float(cercles[1].get("r")) > float(cercles[0].get("r"))
    assert not list(_lire(dessiner_carte(_zones([3.0]), TAUX)).iter(f"{SVG}circle"))


def test_la_legende_porte_les_bornes_et_le_provisoire_se_voit():
    ecrits = _textes(_lire(dessiner_carte(_zones([55.0], provisoire=[True]), TAUX)))
    assert {f"{b}\u00a0%" for b in (20, 40, 60, 80)} <= set(ecrits)
    assert "55\u00a0% (p)" in ecrits


def test_le_titre_se_cache_sans_se_perdre():
    racine = _lire(dessiner_carte(_zones([5.0]), TAUX, titre_visible=False))
    assert "Points qui fonctionnent (%)" not in _textes(racine)
    assert racine.findtext(f"{SVG}title") == "Points qui fonctionnent (%)"


def test_les_encres_changent_sur_fond_sombre_pas_les_teintes():
    clair, sombre = (dessiner_carte(_zones([5.0, 90.0]), TAUX, sombre=s) for s in (False, True))
    assert clair != sombre
    teintes = set(classes.TEINTES)
    assert teintes & set(re.findall("#[0-9a-f]{6}", clair)) == teintes & set(re.findall("#[0-9a-f]{6}", sombre))


@pytest.mark.parametrize("cote", [0.01, 1.0, 30.0])
def test_la_projection_garde_les_proportions(cote):
    latitude = 60.0
    zone = _zones([5.0], geojson=[_carre(0, latitude - cote / 2, cote)])
    chemin = next(p.get("d") for p in _lire(dessiner_carte(zone, TAUX)).iter(f"{SVG}path") if p.get("d").endswith("z"))
    nombres = [int(n) for n in re.findall(r"-?\d+", chemin)][2:]
    large, haut = max(map(abs, nombres[0::2])), max(map(abs, nombres[1::2]))
    assert large / haut == pytest.approx(math.cos(math.radians(latitude)), abs=0.01)


def test_une_limite_tres_detaillee_reste_legere_et_sans_jour():
    """Deux voisines qui partagent 20 000 sommets : même grille, donc même frontière."""
    frontiere = [[1 + 0.02 * math.sin(i / 7), 16 + i / 20_000] for i in range(20_001)]
    gauche = [[0, 16], *frontiere, [0, 17], [0, 16]]
    droite = [[2, 17], *frontiere[::-1], [2, 16], [2, 17]]
    formes = [json.dumps({"type": "MultiPolygon", "coordinates": [[anneau]]}) for anneau in (gauche, droite)]
    dessin = dessiner_carte(_zones([5.0, 90.0], geojson=formes), TAUX)
    assert len(dessin.encode()) < 30_000
    chemins = [p.get("d") for p in _lire(dessin).iter(f"{SVG}path") if p.get("d").endswith("z")]
    sommets = [_sommets(c) for c in chemins]
    assert len(sommets[0] & sommets[1]) > 50
    assert len(sommets[0] ^ sommets[1]) <= 6


def _sommets(chemin):
    depart, _, reste = chemin[1:-1].partition("l")
    x, y = map(int, depart.split())
    places = {(x, y)}
    ecarts = [int(n) for n in reste.split()]
    for dx, dy in zip(ecarts[::2], ecarts[1::2], strict=True):
        x, y = x + dx, y + dy
        places.add((x, y))
    return places


def test_trop_de_zones_se_taisent_mais_restent_decrites():
    racine = _lire(dessiner_carte(_zones([5.0] * 38), TAUX))
    assert "Zone 3" not in _textes(racine)
    assert "Zone 37\u00a0: 5\u00a0%" in racine.findtext(f"{SVG}desc")


def test_sans_limite_la_carte_le_dit_et_garde_les_valeurs():
    racine = _lire(dessiner_carte(_zones([5.0, 6.0], geojson=[None, '{"type": "Point", "coordinates": [0, 0]}']), TAUX))
    assert any("Aucune limite" in t for t in _textes(racine))
    assert "Zone 1\u00a0: 6\u00a0%" in racine.findtext(f"{SVG}desc")


def test_sans_position_le_nom_va_au_milieu():
    racine = _lire(dessiner_carte(_zones([5.0], lon=[None], lat=[None]), TAUX))
    assert "Zone 0" in _textes(racine)


def test_une_zone_sans_rangee_est_sans_donnee():
    racine = _lire(dessiner_carte([ZoneValuee(objets.zone("A", nom="a"), _carre(0, 16), None)], TAUX))
    assert racine.findtext(f"{SVG}desc") == "a\u00a0: sans donnée"


def test_aucune_bibliotheque_de_carte_n_est_chargee():
    assert not {"folium", "plotly", "streamlit"} & set(vars(carte))
