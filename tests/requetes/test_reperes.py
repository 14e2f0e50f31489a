"""Les repères d'une édition, qu'elle en ait ou non."""

from requetes.carte.reperes import reperes
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.requetes.fabrique import Fabrique

COLONNES = ["genre", "nom", "geojson", "lon", "lat", "credit"]


def _lire(donnees):
    base = ouvrir(edition_a_lire(donnees))
    try:
        return reperes(base)
    finally:
        base.fermer()


def test_sans_repere(tmp_path):
    lus = _lire(Fabrique(tmp_path).publier())
    assert lus.empty
    assert list(lus.columns) == COLONNES


def test_reperes_dans_l_ordre(tmp_path):
    fabrique = Fabrique(tmp_path)
    for genre, nom in (("voisines", "Mopti"), ("fleuve", "Niger"), ("voisines", "Kidal")):
        fabrique.ajouter("repere", genre=genre, nom=nom, geojson="{}", lon=1.5, lat=16.0, source="s", credit="c")
    lus = _lire(fabrique.publier())
    assert list(lus.columns) == COLONNES
    assert lus["nom"].tolist() == ["Niger", "Kidal", "Mopti"]
