"""Les repères : des lignes et des polygones reçus d'ailleurs, découpés à la carte, cousus aux limites, ou refusés."""

from __future__ import annotations

import json
import zipfile

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, box

from geo.__main__ import main
from geo.attributs import LONGUEUR_MAX
from geo.controle import A_VERIFIER, BLOQUANTE
from geo.decoupe import MARGE
from geo.importer import importer_limites
from geo.importer_reperes import REPERES_MAX, importer_reperes, retirer_reperes
from geo.limites import geojson_de, limites_en_vigueur, limites_par_defaut
from geo.ouverture import Bornes
from geo.projection import superficies_km2
from geo.reperes import FLEUVE, GENRES, POIDS_MAX, VOISINES, fichier_des_reperes, lignes_des_reperes, reperes_en_vigueur

#: Un fleuve d'un bout à l'autre du cadre, et au-delà.
COURS = LineString([(-20, 15.9), (-4, 16.2), (0, 16.8), (1, 15.5), (3, 12), (8, 5)])


def _geojson(tmp_path, entites, nom: str = "recu.geojson", **ailleurs):
    """Un GeoJSON écrit à la main : des couples (propriétés, géométrie)."""
    features = [
        {"type": "Feature", "properties": proprietes, "geometry": shapely.geometry.mapping(dessin)}
        for proprietes, dessin in entites
    ]
    fichier = tmp_path / nom
    fichier.write_text(json.dumps({"type": "FeatureCollection", "features": features, **ailleurs}), encoding="utf-8")
    return fichier


def _importer(fichier, genre=FLEUVE, **options):
    return importer_reperes(fichier, genre, **({"credit": "crédit d'essai"} | options))


def _un(donnees, genre=FLEUVE):
    (reperes,) = [r for r in reperes_en_vigueur(donnees) if r.genre == genre]
    return reperes


def _messages(bilan, gravite: str) -> str:
    return "\n".join(c.message for c in bilan.remarques if c.gravite == gravite)


def _voisines():
    """Une région au nord qui mord de 0,02° sur les nôtres, une au loin, une qui est des nôtres."""
    regions = limites_par_defaut().regions
    ouest, _, est, _ = regions.total_bounds
    haut = float(regions.geometry[0].bounds[3])
    return [
        ({"ADM1_FR": "Nord"}, box(ouest, haut - 0.02, est, haut + 3)),
        ({"ADM1_FR": "Loin"}, box(-12, 10, -10, 12)),
        ({"ADM1_FR": "Gao"}, regions.geometry[0]),
    ]


def test_fleuve_decoupe_nomme_et_place(tmp_path, donnees):
    bilan = _importer(_geojson(tmp_path, [({"name": "Niger"}, COURS)]))
    assert bilan.code_de_sortie == 0, bilan.remarques
    reperes = _un(donnees)
    (trace,) = reperes.traces
    assert (trace.nom, reperes.credit) == ("Niger", "crédit d'essai")
    ouest, sud, est, nord = limites_par_defaut().regions.total_bounds
    emprise = shapely.box(ouest - MARGE, sud - MARGE, est + MARGE, nord + MARGE)
    assert shapely.hausdorff_distance(trace.dessin, COURS.intersection(emprise)) < 0.01
    assert shapely.box(ouest, sud, est, nord).contains(shapely.Point(trace.lon, trace.lat))
    assert trace.dessin.distance(shapely.Point(trace.lon, trace.lat)) < 0.001


def test_troncons_de_meme_nom_reunis_et_bouts_isoles_otes(tmp_path, donnees):
    a, b = LineString([(-1, 16), (0, 16.5)]), LineString([(0, 16.5), (1, 16)])
    bras = LineString([(2, 15), (2.001, 15.001)])
    fichier = _geojson(tmp_path, [({"NAME": "Niger"}, a), ({"NAME": "Niger"}, b), ({"NAME": "Bras"}, bras)])
    assert _importer(fichier).code_de_sortie == 0
    (trace,) = _un(donnees).traces
    assert (trace.nom, trace.dessin.geom_type) == ("Niger", "LineString")


def test_sans_nom_dit_et_nommable(tmp_path, donnees):
    fichier = _geojson(tmp_path, [({}, COURS)])
    assert "1\u00a0repère sans nom" in _messages(_importer(fichier), "information")
    assert _un(donnees).traces[0].nom == ""
    _importer(fichier, nom="Le Niger")
    assert _un(donnees).traces[0].nom == "Le Niger"


def test_voisines_cousues_au_bord_des_limites(tmp_path, donnees):
    bilan = _importer(_geojson(tmp_path, _voisines()), VOISINES)
    assert bilan.code_de_sortie == 0, bilan.remarques
    assert "1\u00a0polygone laissés" in _messages(bilan, "information")
    (nord,) = _un(donnees, VOISINES).traces
    regions = shapely.union_all(limites_par_defaut().regions.geometry.to_numpy())
    assert nord.nom == "Nord"
    assert superficies_km2(np.array([nord.dessin.intersection(regions)]))[0] < 30
    assert nord.dessin.contains(shapely.Point(nord.lon, nord.lat))
    assert nord.dessin.distance(regions) < 0.01


def test_vide_etroit_donne_a_la_voisine_qui_le_borde(tmp_path, donnees):
    gao = limites_par_defaut().regions.geometry[0]
    bord = shapely.buffer(gao, 1.0).difference(shapely.buffer(gao, 0.01))
    assert _importer(_geojson(tmp_path, [({"nom": "Autour"}, bord)]), VOISINES).code_de_sortie == 0
    (trace,) = _un(donnees, VOISINES).traces
    regions = shapely.union_all(limites_par_defaut().regions.geometry.to_numpy())
    couloir = shapely.buffer(gao, 0.01).difference(gao).difference(regions)
    assert trace.dessin.intersection(couloir).area > 0.75 * couloir.area


def test_voisines_a_refaire_quand_les_limites_changent(tmp_path, donnees, accordees):
    _importer(_geojson(tmp_path, _voisines()), VOISINES)
    assert not _un(donnees, VOISINES).avertissement
    importer_limites(_geojson(tmp_path, [({}, g) for g in accordees.geometry], "limites.geojson"))
    assert "limites ont changé" in _un(donnees, VOISINES).avertissement
    assert _un(donnees, VOISINES).traces


def test_bords_communs_restes_communs(tmp_path, donnees):
    bord = [(1 + 0.05 * (i % 2), 19 + i * 0.02) for i in range(50)]
    gauche = shapely.Polygon([(-3, 19), *bord, (-3, 19.98)])
    droite = shapely.Polygon([(4, 19), *bord, (4, 19.98)])
    _importer(_geojson(tmp_path, [({"nom": "A"}, gauche), ({"nom": "B"}, droite)]), VOISINES)
    a, b = _un(donnees, VOISINES).traces
    assert a.dessin.intersection(b.dessin).area < 1e-6


@pytest.mark.parametrize(
    ("proprietes", "attendu"),
    [
        ({"nom": "Fleuve", "name": "River"}, "Fleuve"),
        ({"name": "Niger", "name_fr": None, "region": "Afrique"}, "Niger"),
        ({"shapeName": "Mopti"}, "Mopti"),
        ({"nom": 12, "name": ["x"]}, ""),
        (None, ""),
        ({"nom": "<img src=x onerror=alert(1)>"}, "<img src=x onerror=alert(1)>"),
        ({"nom": "=HYPERLINK(1)"}, "=HYPERLINK(1)"),
        ({"nom": "a\u202eb\u0000c\ud800\r\nd"}, "abc d"),
        ({"nom": "é" * 5000}, "é" * (LONGUEUR_MAX - 1) + "…"),
    ],
)
def test_un_nom_est_un_texte_borne(tmp_path, donnees, proprietes, attendu):
    assert _importer(_geojson(tmp_path, [(proprietes, COURS)])).code_de_sortie == 0
    assert _un(donnees).traces[0].nom == attendu


@pytest.mark.parametrize("crs", ["EPSG:32630", "EPSG:3857"])
@pytest.mark.parametrize("encodage", ["UTF-8", "ISO-8859-1"])
def test_shapefile_zippe_avec_ses_noms(tmp_path, donnees, crs, encodage):
    lignes = [LineString([(-3, 15), (-2, 15.5)]), LineString([(0, 16), (1, 15)])]
    noms = {"autre": [1, 2], "NAME": ["Bani", "Fleuve Sénégal"]}
    cadre = gpd.GeoDataFrame(noms, geometry=lignes, crs="EPSG:4326")
    (tmp_path / "shp").mkdir()
    cadre.to_crs(crs).to_file(tmp_path / "shp" / "cours.shp", encoding=encodage)
    archive = tmp_path / "cours.zip"
    with zipfile.ZipFile(archive, "w") as z:
        for membre in (tmp_path / "shp").iterdir():
            z.write(membre, f"d/{membre.name}")
    bilan = _importer(archive)
    assert bilan.code_de_sortie == 0, bilan.remarques
    assert [t.nom for t in _un(donnees).traces] == ["Bani", "Fleuve Sénégal"]
    assert shapely.hausdorff_distance(_un(donnees).traces[0].dessin, cadre.geometry[0]) < 0.01


def test_dbf_hostile_refuse(tmp_path, donnees):
    gpd.GeoDataFrame({"nom": ["x"]}, geometry=[COURS], crs="EPSG:4326").to_file(tmp_path / "c.shp")
    dbf = tmp_path / "c.dbf"
    for octets in (b"\x03" * 10, dbf.read_bytes()[:4] + b"\xff" * 60, dbf.read_bytes()[:8] + b"\x41\x00\x01\x00" * 40):
        with zipfile.ZipFile(tmp_path / "c.zip", "w") as z:
            for suffixe in (".shp", ".shx", ".prj"):
                z.write(tmp_path / f"c{suffixe}", f"c{suffixe}")
            z.writestr("c.dbf", octets)
        assert ".dbf" in _refus(tmp_path / "c.zip", donnees)


def test_geopackage_avec_ses_noms(tmp_path, donnees):
    cadre = gpd.GeoDataFrame({"ADM1_FR": ["Nord"]}, geometry=[_voisines()[0][1]], crs="EPSG:4326")
    cadre.to_file(tmp_path / "v.gpkg", layer="adm1", driver="GPKG")
    assert _importer(tmp_path / "v.gpkg", VOISINES).code_de_sortie == 0
    assert [t.nom for t in _un(donnees, VOISINES).traces] == ["Nord"]
    cadre.to_file(tmp_path / "v.gpkg", layer="adm2", driver="GPKG")
    assert "une seule couche" in _messages(_importer(tmp_path / "v.gpkg", VOISINES), BLOQUANTE)


@pytest.mark.lent
def test_trop_de_sommets_simplifies_jusqu_au_poids_permis(tmp_path, donnees):
    x = np.linspace(-4, 4, 60_000)
    dense = LineString(np.column_stack([x, 16 + 0.05 * np.sin(x * 300)]))
    bilan = _importer(_geojson(tmp_path, [({"nom": "Niger"}, dense)]))
    assert bilan.code_de_sortie == 0, bilan.remarques
    assert fichier_des_reperes(donnees, FLEUVE).stat().st_size <= POIDS_MAX


# --- Refus -------------------------------------------------------------------------------------------------------


def _refus(fichier, donnees, genre=FLEUVE, **options) -> str:
    bilan = _importer(fichier, genre, **options)
    assert bilan.code_de_sortie == 2, bilan.remarques
    assert not fichier_des_reperes(donnees, genre).exists()
    return _messages(bilan, BLOQUANTE)


@pytest.mark.parametrize("genre", GENRES)
@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "ni un GeoJSON"),
        (b"<svg onload=alert(1)>", "ni un GeoJSON"),
        (b'{"a":' * 200_000, "tronqué"),
        (b'{"type":"Point","coordinates":[0,0]}', "lisible"),
        (b'{"type":"LineString","coordinates":[["a",0],[0,1]]}', "tronqué"),
        (b'{"type":"FeatureCollection","features":[1]}', "tronqué"),
        (b"PK\x03\x04reste", "abîmé"),
        (b"SQLite format 3\x00" + b"\x00" * 600, "GeoPackage"),
    ],
)
def test_contenus_hostiles(tmp_path, donnees, genre, contenu, attendu):
    fichier = tmp_path / "recu.geojson"
    fichier.write_bytes(contenu)
    assert attendu in _refus(fichier, donnees, genre)


@pytest.mark.parametrize("valeur", ["NaN", "1e300", "Infinity"])
def test_coordonnees_impossibles(tmp_path, donnees, valeur):
    fichier = tmp_path / "recu.geojson"
    fichier.write_text(f'{{"type":"LineString","coordinates":[[0,16],[{valeur},17]]}}')
    assert "impossibles" in _refus(fichier, donnees)


def test_projection_hostile_fausse_ou_tue(tmp_path, donnees):
    lien = {"type": "link", "properties": {"href": "http://127.0.0.1:1/crs"}}
    assert "EPSG" in _refus(_geojson(tmp_path, [({}, COURS)], crs=lien), donnees)
    metres = shapely.transform(COURS, lambda xy: xy * 111_000)
    assert "impossibles" in _refus(_geojson(tmp_path, [({}, metres)]), donnees)
    inverse = shapely.transform(COURS, lambda xy: xy[:, ::-1] + [20, 30])
    assert "ne paraît sur la carte" in _refus(_geojson(tmp_path, [({}, inverse)]), donnees)


@pytest.mark.lent
def test_trop_gros_trop_nombreux_ou_trop_detaille(tmp_path, donnees):
    fichier = _geojson(tmp_path, [({}, COURS)])
    assert "trop gros" in _refus(fichier, donnees, bornes=Bornes(100, 100))
    with zipfile.ZipFile(tmp_path / "bombe.zip", "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.geojson", b"0" * 5_000_000)
    assert "trop gros" in _refus(tmp_path / "bombe.zip", donnees, bornes=Bornes(1_000_000, 1_000_000))
    ruisseaux = [({"nom": f"n{i}"}, LineString([(0, 15 + i / 99), (1, 15 + i / 99)])) for i in range(REPERES_MAX + 1)]
    assert str(REPERES_MAX + 1) in _refus(_geojson(tmp_path, ruisseaux), donnees)
    peigne = [({}, LineString([(x - 0.3, 13.1111), (x, 14.5), (x + 0.001, 18)])) for x in np.linspace(-3, 4, 990)]
    assert "sommets sur la carte" in _refus(_geojson(tmp_path, [*peigne, *peigne]), donnees)
    assert "Trop de détails" in _refus(_geojson(tmp_path, peigne), donnees)


def test_pas_le_bon_genre(tmp_path, donnees):
    assert "aucune ligne" in _refus(_geojson(tmp_path, _voisines()), donnees, FLEUVE)
    assert "aucun polygone" in _refus(_geojson(tmp_path, [({}, COURS)]), donnees, VOISINES)
    assert "ne paraît sur la carte" in _refus(_geojson(tmp_path, _voisines()[1:]), donnees, VOISINES)


def test_un_refus_ne_change_rien_et_ne_laisse_rien(tmp_path, donnees):
    _importer(_geojson(tmp_path, [({"nom": "Niger"}, COURS)]))
    avant = fichier_des_reperes(donnees, FLEUVE).read_bytes()
    assert _importer(_geojson(tmp_path, _voisines())).code_de_sortie == 2
    assert fichier_des_reperes(donnees, FLEUVE).read_bytes() == avant
    assert [f.name for f in fichier_des_reperes(donnees, FLEUVE).parent.iterdir()] == ["reperes_fleuve.geojson"]


def test_noeud_papillon_repare(tmp_path, donnees):
    papillon = shapely.Polygon([(-3, 18.6), (3, 20), (3, 18.6), (-3, 20)])
    assert _importer(_geojson(tmp_path, [({"nom": "P"}, papillon)]), VOISINES).code_de_sortie == 0
    assert all(t.dessin.is_valid for t in _un(donnees, VOISINES).traces)


def test_projection_absente_dite(tmp_path, donnees):
    gpd.GeoDataFrame(geometry=[COURS], crs="EPSG:4326").to_file(tmp_path / "c.shp")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as z:
        for suffixe in (".shp", ".shx"):
            z.write(tmp_path / f"c{suffixe}", f"c{suffixe}")
    bilan = _importer(tmp_path / "c.zip")
    assert bilan.code_de_sortie == 1
    assert "lu en degrés" in _messages(bilan, A_VERIFIER)


# --- En place ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "abimer",
    [
        lambda t: t[:200],
        lambda t: t.replace("Niger", "Nigel"),
        lambda t: t.replace('"genre": "fleuve"', '"genre": "voisines"'),
        lambda t: t.replace('"importe_le"', '"importe"'),
        lambda t: t + " " * 2 * POIDS_MAX,
        lambda t: "[]",
    ],
)
def test_fichier_abime_dit_et_sans_effet(tmp_path, donnees, abimer):
    _importer(_geojson(tmp_path, [({"nom": "Niger"}, COURS)]))
    fichier = fichier_des_reperes(donnees, FLEUVE)
    fichier.write_text(abimer(fichier.read_text(encoding="utf-8")), encoding="utf-8")
    reperes = _un(donnees)
    assert reperes.traces == ()
    assert "reperes_fleuve.geojson n'a pas servi" in reperes.avertissement


def test_ce_que_l_edition_emporte(tmp_path, donnees):
    avant = lignes_des_reperes(reperes_en_vigueur(donnees))
    assert {ligne[1] for ligne in avant if ligne[0] == "villes"} >= {"Gao", "Ménaka", "Douentza"}
    assert [ligne[1] for ligne in avant if ligne[0] == "fleuve"] == ["Niger"]
    _importer(_geojson(tmp_path, [({"nom": "Niger"}, COURS)]), source="essai")
    (ligne,) = (x for x in lignes_des_reperes(reperes_en_vigueur(donnees)) if x[0] != "villes")
    trace = _un(donnees).traces[0]
    assert ligne[:2] == ("fleuve", "Niger")
    assert json.loads(ligne[2]) == geojson_de(trace.dessin)
    assert ligne[3:] == (trace.lon, trace.lat, "essai", "crédit d'essai")


def test_commandes(tmp_path, donnees, capsys):
    fichier = str(_geojson(tmp_path, [({"nom": "Niger"}, COURS)]))
    assert main(["etat"]) == 0
    assert "Natural Earth" in capsys.readouterr().out
    for faute in (
        ["--genre", "fleuve"],
        [fichier, "--genre", "fleuve"],
        [fichier, "--credit", "c"],
        [fichier, "--genre", "lac", "--credit", "c"],
        [fichier, "--genre", "fleuve", "--credit", "c", "--retirer"],
    ):
        with pytest.raises(SystemExit) as arret:
            main(["reperes", *faute])
        assert arret.value.code == 2
    assert "Commande mal écrite" in capsys.readouterr().err
    assert main(["reperes", fichier, "--genre", "fleuve", "--credit", "c", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["importe"] is True
    assert main(["etat", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["reperes"][-1]["noms"] == ["Niger"]
    assert main(["etat"]) == 0
    assert "«\u00a0fleuve\u00a0» importés le" in capsys.readouterr().out
    assert main(["reperes", fichier, "--genre", "voisines", "--credit", "c"]) == 2
    assert main(["reperes", "--genre", "fleuve", "--retirer"]) == 0
    assert "retirés" in capsys.readouterr().out
    assert not any(r.importe_le for r in reperes_en_vigueur(donnees))
    assert not retirer_reperes(FLEUVE)
    assert limites_en_vigueur(donnees).schematique
