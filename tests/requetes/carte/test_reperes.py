"""Les repères d'une édition, qu'elle en ait ou non."""

from requetes.carte.reperes import reperes
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.requetes.fabrique import Fabrique


def _lire(donnees):
    base = ouvrir(edition_a_lire(donnees))
    try:
        return reperes(base)
    finally:
        base.fermer()


def test_sans_repere(tmp_path):
    assert _lire(Fabrique(tmp_path).publier()) == ()


def test_reperes_dans_l_ordre(tmp_path):
    fabrique = Fabrique(tmp_path)
    for genre, nom in (("voisines", "Mopti"), ("fleuve", "Niger"), ("voisines", "Kidal")):
        fabrique.ajouter("repere", genre=genre, nom=nom, geojson="{}", lon=1.5, lat=16.0, source="s", credit="c")
    lus = _lire(fabrique.publier())
    assert [(r.genre, r.nom) for r in lus] == [("fleuve", "Niger"), ("voisines", "Kidal"), ("voisines", "Mopti")]
    assert {(r.lon, r.lat, r.credit) for r in lus} == {(1.5, 16.0, "c")}
