"""L'import : retrouver les communes sans leur nom, dire ce qui cloche, ne rien changer quand on refuse."""

from __future__ import annotations

import json
import sqlite3
import zipfile

import geopandas as gpd
import pytest
import shapely
from shapely.affinity import translate
from shapely.geometry import Polygon, box

from geo.__main__ import main
from geo.controle import A_VERIFIER, BLOQUANTE
from geo.importer import POIDS_MAX, Bilan, importer_limites
from geo.limites import fichier_des_limites, limites_en_vigueur, limites_par_defaut
from geo.ouverture import Bornes
from geo.zones import CREDIT_OFFICIEL, par_code


def _geojson(tmp_path, cadre: gpd.GeoDataFrame, nom: str = "recu.geojson"):
    fichier = tmp_path / nom
    cadre[["geometry"]].to_file(fichier, driver="GeoJSON")
    return fichier


def _shapefile(tmp_path, cadre: gpd.GeoDataFrame, nom: str = "recu.zip", sans: tuple[str, ...] = ()):
    dossier = tmp_path / "shp"
    dossier.mkdir(exist_ok=True)
    cadre.to_file(dossier / "communes.shp")
    archive = tmp_path / nom
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        for membre in sorted(dossier.iterdir()):
            if membre.suffix not in sans:
                z.write(membre, f"mli_adm/{membre.name}")
    return archive


def _messages(bilan: Bilan, gravite: str) -> str:
    return "\n".join(c.message for c in bilan.remarques if c.gravite == gravite)


def _memes(donnees, communes) -> None:
    limites = limites_en_vigueur(donnees)
    assert not limites.schematique, limites.avertissement
    attendues = dict(zip(communes["code"], communes.geometry, strict=True))
    for code, dessin in zip(limites.communes["code"], limites.communes.geometry, strict=True):
        assert dessin.symmetric_difference(attendues[code]).area < 1e-5


def test_polygones_melanges_et_sans_nom(tmp_path, donnees, accordees):
    """Règle Z6."""
    bilan = importer_limites(_geojson(tmp_path, accordees.sample(frac=1, random_state=3)))
    assert bilan.code_de_sortie == 0, bilan.remarques
    _memes(donnees, accordees)
    assert limites_en_vigueur(donnees).credit == CREDIT_OFFICIEL


def test_credit_d_une_source_inconnue_n_est_pas_celui_de_l_ocha(tmp_path, donnees, communes):
    assert importer_limites(_geojson(tmp_path, communes)).code_de_sortie == 1
    assert limites_en_vigueur(donnees).credit == "Limites\u00a0: recu.geojson"


@pytest.mark.parametrize("crs", ["EPSG:32631", "EPSG:3857", "ESRI:54034"])
def test_shapefile_zippe_dans_une_autre_projection(tmp_path, donnees, accordees, crs):
    bilan = importer_limites(_shapefile(tmp_path, accordees.to_crs(crs)))
    assert bilan.code_de_sortie == 0, bilan.remarques
    _memes(donnees, accordees)


def test_geopackage_de_plusieurs_couches(tmp_path, donnees, accordees):
    fichier = tmp_path / "recu.gpkg"
    limites = limites_en_vigueur(donnees)
    limites.regions.to_file(fichier, layer="adm1", driver="GPKG")
    limites.cercles.to_file(fichier, layer="adm2", driver="GPKG")
    accordees.to_crs("EPSG:32630").to_file(fichier, layer="adm3", driver="GPKG")
    bilan = importer_limites(fichier)
    assert bilan.code_de_sortie == 0, bilan.remarques
    assert "adm3" in _messages(bilan, "information")
    _memes(donnees, accordees)


def test_geopackage_zippe(tmp_path, donnees, accordees):
    accordees.to_file(tmp_path / "mli.gpkg", layer="mli_adm3", driver="GPKG")
    with zipfile.ZipFile(tmp_path / "mli.gpkg.zip", "w") as z:
        z.write(tmp_path / "mli.gpkg", "mli.gpkg")
    assert importer_limites(tmp_path / "mli.gpkg.zip").code_de_sortie == 0
    _memes(donnees, accordees)


def test_le_pays_entier_garde_les_seules_communes_du_projet(tmp_path, donnees, accordees):
    ailleurs = [box(-8 + i * 0.1, 11, -7.95 + i * 0.1, 11.05) for i in range(20)]
    pays = gpd.GeoDataFrame(geometry=[*ailleurs, *accordees.geometry], crs="EPSG:4326")
    bilan = importer_limites(_geojson(tmp_path, pays))
    assert bilan.code_de_sortie == 0
    assert "20\u00a0polygones hors du périmètre" in _messages(bilan, "information")


def test_commune_absente_refusee_et_rien_ne_change(tmp_path, donnees, accordees):
    importer_limites(_geojson(tmp_path, accordees))
    avant = fichier_des_limites(donnees).read_bytes()
    bilan = importer_limites(_geojson(tmp_path, accordees[accordees["code"] != "ML070303"], "b.geojson"))
    assert bilan.code_de_sortie == 2
    assert "Gao (ML070303)" in _messages(bilan, BLOQUANTE)
    assert fichier_des_limites(donnees).read_bytes() == avant
    assert [f.name for f in fichier_des_limites(donnees).parent.iterdir()] == ["limites.geojson"]


def test_deux_polygones_pour_une_commune(tmp_path, donnees, accordees):
    zone = par_code()["ML100101"]
    doublon = gpd.GeoDataFrame(
        {"code": ["x"]}, geometry=[shapely.Point(zone.lon, zone.lat).buffer(0.05)], crs="EPSG:4326"
    )
    bilan = importer_limites(_geojson(tmp_path, gpd.pd.concat([accordees, doublon])))
    assert bilan.code_de_sortie == 2
    assert "revendiquent Ménaka (ML100101)" in _messages(bilan, BLOQUANTE)
    assert not fichier_des_limites(donnees).exists()


@pytest.mark.parametrize(
    ("niveau", "couche", "genre", "communes"),
    [
        ("cercle", "cercles", "cercles", "Communes schématiques"),
        ("region", "regions", "regions", "Cercles généralisés"),
    ],
)
def test_cercles_ou_regions_seuls(tmp_path, donnees, niveau, couche, genre, communes):
    """Règle Z6 : chaque niveau importé est en vigueur par lui-même ; les plus fins se dessinent dedans."""
    tracees = getattr(limites_par_defaut(), couche)
    tracees = tracees.assign(geometry=tracees.geometry.buffer(0.01, join_style="mitre"))
    bilan = importer_limites(_geojson(tmp_path, tracees), credit="crédit d'essai")
    assert bilan.code_de_sortie == 1, bilan.remarques  # élargies : elles se recouvrent, et c'est dit
    assert bilan.fichier == fichier_des_limites(donnees, niveau)
    limites = limites_en_vigueur(donnees)
    assert (limites.importe, limites.genre, limites.schematique) == (niveau, genre, True)
    assert [limites.dessinee(n) for n in ("region", "cercle", "commune")] == [False, niveau != "cercle", True]
    assert limites.credit.startswith(f"crédit d'essai · {communes}")
    assert (getattr(limites, couche).geometry.symmetric_difference(tracees.geometry).area < 1e-3).all()
    assert main(["retirer", "--niveau", niveau]) == 0
    assert limites_en_vigueur(donnees).genre == "generalisees"


def test_les_regions_d_un_autre_decoupage_sont_refusees(tmp_path, donnees):
    """Mopti entoure les communes de Douentza, et rien d'autre du projet : sa superficie dit qu'elle n'est pas elle."""
    regions = limites_par_defaut().regions
    autres = regions.geometry.where(
        regions["code"] != "DOUENTZA", shapely.box(-5, 13, -1, 16).difference(regions.geometry[0])
    )
    bilan = importer_limites(_geojson(tmp_path, regions.assign(geometry=autres)))
    assert bilan.code_de_sortie == 2
    assert "découpage de 2021" in _messages(bilan, BLOQUANTE)


def test_superficie_fausse_signalee(tmp_path, accordees):
    rang = accordees.index[accordees["code"] == "ML100401"][0]
    zone = par_code()["ML100401"]
    accordees.loc[rang, "geometry"] = shapely.Point(zone.lon, zone.lat).buffer(0.3)
    bilan = importer_limites(_geojson(tmp_path, accordees))
    assert bilan.code_de_sortie == 1
    assert "Tidermène (ML100401)\u00a0:" in _messages(bilan, A_VERIFIER)
    assert "tolérance 15\u00a0%" in _messages(bilan, A_VERIFIER)


def test_recouvrement_signale(tmp_path, accordees):
    rang = accordees.index[accordees["code"] == "ML100301"][0]
    accordees.loc[rang, "geometry"] = translate(accordees.geometry[rang], xoff=-0.1)
    bilan = importer_limites(_geojson(tmp_path, accordees))
    assert bilan.code_de_sortie == 1
    assert "se recouvrent sur" in _messages(bilan, A_VERIFIER)


def test_vide_signale_avec_ses_voisines(tmp_path, accordees):
    # Un trou creusé au milieu de Ménaka, loin de son point.
    rang = accordees.index[accordees["code"] == "ML100101"][0]
    trou = shapely.Point(2.6, 15.9).buffer(0.1)
    accordees.loc[rang, "geometry"] = accordees.geometry[rang].difference(trou)
    bilan = importer_limites(_geojson(tmp_path, accordees))
    assert bilan.code_de_sortie == 1
    assert "Vide de" in _messages(bilan, A_VERIFIER)
    assert "Ménaka (ML100101)" in _messages(bilan, A_VERIFIER)


def test_noeud_papillon_repare_et_dit(tmp_path, donnees, accordees):
    rang = accordees.index[accordees["code"] == "ML100301"][0]
    zone = par_code()["ML100301"]
    x, y = zone.lon, zone.lat
    papillon = Polygon([(x - 0.5, y - 0.2), (x + 0.6, y + 0.4), (x + 0.6, y - 0.4), (x - 0.5, y + 0.2)])
    assert not papillon.is_valid
    accordees.loc[rang, "geometry"] = papillon
    bilan = importer_limites(_geojson(tmp_path, accordees))
    assert bilan.code_de_sortie == 1
    assert f"Polygone n°\u00a0{rang + 1}\u00a0: le tracé se recoupe" in _messages(bilan, A_VERIFIER)
    assert limites_en_vigueur(donnees).communes.geometry.is_valid.all()


def test_coordonnees_inversees_expliquees(tmp_path, accordees):
    inverses = accordees.set_geometry(
        shapely.transform(accordees.geometry.to_numpy(), lambda xy: xy[:, ::-1]), crs="EPSG:4326"
    )
    bilan = importer_limites(_geojson(tmp_path, inverses))
    assert bilan.code_de_sortie == 2
    assert "inversées" in _messages(bilan, BLOQUANTE)


def test_projection_absente_lue_en_degres_et_dite(tmp_path, accordees):
    bilan = importer_limites(_shapefile(tmp_path, accordees, sans=(".prj",)))
    assert bilan.code_de_sortie == 1
    assert "lu en degrés" in _messages(bilan, A_VERIFIER)


def test_projection_absente_et_metres_refuse(tmp_path, accordees):
    bilan = importer_limites(_shapefile(tmp_path, accordees.to_crs("EPSG:32631"), sans=(".prj",)))
    assert bilan.code_de_sortie == 2
    assert ".prj absent" in _messages(bilan, BLOQUANTE)


@pytest.mark.lent
def test_traces_lourds_simplifies_sans_ouvrir_de_vide(tmp_path, donnees, accordees):
    denses = accordees.set_geometry(shapely.segmentize(accordees.geometry.to_numpy(), 0.001), crs="EPSG:4326")
    fichier = _geojson(tmp_path, denses)
    assert fichier.stat().st_size > POIDS_MAX
    bilan = importer_limites(fichier)
    assert bilan.code_de_sortie == 0, bilan.remarques
    assert "simplifiés" in _messages(bilan, "information")
    assert fichier_des_limites(donnees).stat().st_size <= POIDS_MAX
    assert shapely.coverage_is_valid(limites_en_vigueur(donnees).communes.geometry.to_numpy(), gap_width=0)


def test_commandes(tmp_path, donnees, accordees, capsys):
    assert main(["etat"]) == 0
    assert "communes schématiques" in capsys.readouterr().out
    assert main(["importer", str(_geojson(tmp_path, accordees))]) == 0
    assert main(["etat", "--format", "json"]) == 0
    sortie = capsys.readouterr().out
    etat = json.loads(sortie[sortie.index("{") :])
    assert etat["schematique"] is False
    assert main(["importer", str(tmp_path / "absent.geojson")]) == 2
    assert "n'existe pas" in capsys.readouterr().out
    with pytest.raises(SystemExit) as arret:
        main(["importer"])
    assert arret.value.code == 2
    erreur = capsys.readouterr().err
    assert "Commande mal écrite" in erreur
    assert "required" not in erreur


def test_a_l_essai_rien_n_est_ecrit(tmp_path, donnees, accordees):
    bilan = importer_limites(_geojson(tmp_path, accordees), essai=True)
    assert bilan.code_de_sortie == 0
    assert not fichier_des_limites(donnees).exists()


@pytest.mark.parametrize(
    ("nom", "contenu", "dit"),
    [
        ("a.json", b'{"type":"Topology","objects":{},"arcs":[]}', "est un TopoJSON"),
        ("a.json", b'{"geometryType":"esriGeometryPolygon","features":[]}', "est un Esri JSON"),
        ("a.pdf", b"%PDF-1.7", "est un PDF"),
        ("a.kml", b"<?xml version='1.0'?><kml/>", "est un KML"),
    ],
)
def test_un_format_non_recu_est_nomme(tmp_path, donnees, nom, contenu, dit):
    (tmp_path / nom).write_bytes(contenu)
    assert dit in _refus(tmp_path / nom, donnees)


def test_un_zip_dans_un_zip_est_nomme(tmp_path, donnees):
    dedans = tmp_path / "communes.zip"
    with zipfile.ZipFile(dedans, "w") as archive:
        archive.writestr("a.geojson", "{}")
    dehors = tmp_path / "livraison.zip"
    with zipfile.ZipFile(dehors, "w") as archive:
        archive.write(dedans, "communes.zip")
    assert "communes.zip" in (dit := _refus(dehors, donnees)) and "est un zip dans un zip" in dit


# --- Fichiers hostiles -------------------------------------------------------------------------------------------


def _refus(fichier, donnees, bornes: Bornes | None = None) -> str:
    bilan = importer_limites(fichier, bornes=bornes)
    assert bilan.code_de_sortie == 2, bilan.remarques
    assert not fichier_des_limites(donnees).exists()
    return _messages(bilan, BLOQUANTE)


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "ni un GeoJSON"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "ni un GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [', "tronqué"),
        (b'{"a":' * 200_000, "tronqué"),
        (b"{}", "tronqué"),
        (b'{"type":"Point","coordinates":[0,0]}', "aucun polygone"),
        (b'{"type":"Polygon","coordinates":[[[0,0],[NaN,1],[1,1],[0,0]]]}', "impossibles"),
        (b'{"type":"Polygon","coordinates":[[[0,0],[1e300,1],[1,1],[0,0]]]}', "impossibles"),
        (b'{"type":"Polygon","coordinates":[[["a",0],[0,1],[1,1],["a",0]]]}', "tronqué"),
        (b"PK\x03\x04reste", "abîmé"),
        (b"SQLite format 3\x00" + b"\x00" * 600, "GeoPackage"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 200, "zippé"),
    ],
)
def test_contenus_hostiles_refuses_en_francais(tmp_path, donnees, contenu, attendu):
    fichier = tmp_path / "recu.geojson"
    fichier.write_bytes(contenu)
    assert attendu in _refus(fichier, donnees)


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1:1/crs", "type": "proj4"}},
        {"type": "name", "properties": {"name": "+proj=longlat +nadgrids=/etc/passwd"}},
        {"type": "name", "properties": {"name": "http://127.0.0.1:1/"}},
        "EPSG:4326",
    ],
)
def test_geojson_qui_renvoie_ailleurs_pour_sa_projection(tmp_path, donnees, communes, crs):
    contenu = json.loads(communes.to_json())
    contenu["crs"] = crs
    fichier = tmp_path / "recu.geojson"
    fichier.write_text(json.dumps(contenu))
    _refus(fichier, donnees)


def test_prj_avec_grille_refuse(tmp_path, donnees, communes):
    dossier = tmp_path / "shp"
    archive = _shapefile(tmp_path, communes)
    (dossier / "communes.prj").write_text("+proj=longlat +nadgrids=/etc/passwd +no_defs")
    with zipfile.ZipFile(archive, "w") as z:
        for membre in dossier.iterdir():
            z.write(membre, membre.name)
    assert "non admis" in _refus(archive, donnees)


def test_fichier_trop_gros(tmp_path, donnees, communes):
    assert "trop gros" in _refus(_geojson(tmp_path, communes), donnees, Bornes(1000, 1000))


def test_bombe_zip(tmp_path, donnees):
    archive = tmp_path / "bombe.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("a.geojson", b"0" * 5_000_000)
    assert "trop gros" in _refus(archive, donnees, Bornes(1_000_000, 1_000_000))


@pytest.mark.parametrize("nom", ["../a.geojson", "/a.geojson", "b/../../a.geojson", "..\\a.geojson", "C:a.geojson"])
def test_zip_qui_veut_sortir_de_son_dossier(tmp_path, donnees, nom):
    archive = tmp_path / "recu.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr(nom, b"{}")
    assert "sort de son dossier" in _refus(archive, donnees)


def test_zip_avec_un_lien(tmp_path, donnees):
    archive = tmp_path / "recu.zip"
    lien = zipfile.ZipInfo("a.geojson")
    lien.external_attr = 0o120777 << 16
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr(lien, b"/etc/passwd")
    assert "lien" in _refus(archive, donnees)


def test_zip_de_trop_de_fichiers(tmp_path, donnees):
    archive = tmp_path / "recu.zip"
    with zipfile.ZipFile(archive, "w") as z:
        for i in range(400):
            z.writestr(f"{i}.txt", b"")
    assert "400" in _refus(archive, donnees)


def test_zip_sans_rien_d_utile_ou_shapefile_incomplet(tmp_path, donnees, communes):
    archive = tmp_path / "recu.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("lisez-moi.txt", b"bonjour")
    assert "ne contient ni" in _refus(archive, donnees)
    assert ".shx" in _refus(_shapefile(tmp_path, communes, "b.zip", sans=(".shx",)), donnees)


def test_shapefile_tronque(tmp_path, donnees, communes):
    archive = _shapefile(tmp_path, communes)
    shp = tmp_path / "shp" / "communes.shp"
    shp.write_bytes(shp.read_bytes()[:3000])
    with zipfile.ZipFile(archive, "w") as z:
        for membre in (tmp_path / "shp").iterdir():
            z.write(membre, membre.name)
    _refus(archive, donnees)


def test_geopackage_dont_la_couche_est_une_vue_sans_fin(tmp_path, donnees, communes):
    fichier = tmp_path / "recu.gpkg"
    communes.to_file(fichier, layer="adm3", driver="GPKG")
    base = sqlite3.connect(fichier)
    base.execute(
        "CREATE VIEW piege AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS geom FROM n"
    )
    base.execute(
        "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) VALUES ('piege','features','piege',4326)"
    )
    base.execute("INSERT INTO gpkg_geometry_columns VALUES ('piege','geom','POLYGON',4326,0,0)")
    base.commit()
    base.close()
    assert "n'est pas une table" in _refus(fichier, donnees)


def test_geopackage_au_contenu_abime(tmp_path, donnees, communes):
    fichier = tmp_path / "recu.gpkg"
    communes.to_file(fichier, layer="adm3", driver="GPKG")
    base = sqlite3.connect(fichier)
    for declencheur in [n for (n,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:
        base.execute(f'DROP TRIGGER "{declencheur}"')
    base.execute("UPDATE adm3 SET geom = x'47500001ffffffff'")
    base.commit()
    base.close()
    _refus(fichier, donnees)
