"""Les repères d'une édition, qu'elle en ait, n'en ait pas, ou vienne d'avant qu'il y en ait."""

from requetes.carte.reperes import reperes
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.requetes.fabrique import Fabrique

_TABLE = "genre VARCHAR, nom VARCHAR, geojson VARCHAR, lon DOUBLE, lat DOUBLE, source VARCHAR, credit VARCHAR"


def _lire(donnees):
    base = ouvrir(edition_a_lire(donnees))
    try:
        return reperes(base)
    finally:
        base.fermer()


def test_edition_d_avant_les_reperes(tmp_path):
    assert _lire(Fabrique(tmp_path).publier()) == ()


def test_reperes_dans_l_ordre(tmp_path):
    fabrique = Fabrique(tmp_path)
    fabrique.base.execute(f"CREATE TABLE repere ({_TABLE})")
    for genre, nom in (("voisines", "Mopti"), ("fleuve", "Niger"), ("voisines", "Kidal")):
        fabrique.ajouter("repere", genre=genre, nom=nom, geojson="{}", lon=1.5, lat=16.0, source="s", credit="c")
    lus = _lire(fabrique.publier())
    assert [(r.genre, r.nom) for r in lus] == [("fleuve", "Niger"), ("voisines", "Kidal"), ("voisines", "Mopti")]
    assert {(r.lon, r.lat, r.credit) for r in lus} == {(1.5, 16.0, "c")}


def test_table_vide(tmp_path):
    fabrique = Fabrique(tmp_path)
    fabrique.base.execute(f"CREATE TABLE repere ({_TABLE})")
    assert _lire(fabrique.publier()) == ()
