"""Les imports vont dans un seul sens, et chaque bibliothèque n'a qu'une entrée."""

import graphlib
import sys

import pytest

from tests.architecture import arbre

#: Pièce → pièces du projet qu'elle peut importer (elle-même comprise). Toute autre est une erreur.
PERMIS = {
    "domaine": set(),
    "geo": {"domaine"},
    "tableurs": {"domaine"},
    "etl": {"domaine", "geo", "tableurs"},
    "requetes": {"domaine"},
    "figures": {"domaine", "requetes"},
    "rapports": {"domaine", "requetes", "figures", "tableurs"},
    "vues": {"domaine", "requetes", "figures", "tableurs"},
    "pages": {"domaine", "requetes", "figures", "vues"},  # les questions seulement, posées par `vues.donnees`
    "web": {"domaine", "requetes", "figures", "vues"},
    "app": {"domaine", "vues"},
    "serveur": {"vues", "web"},
    "gerer": {"domaine", "outils_systeme"},
    "outils_systeme": set(),
}
#: Bibliothèque → seules pièces qui peuvent l'importer.
RESERVEES = {
    "streamlit": {"vues", "web", "pages", "app", "serveur"},
    "streamlit_folium": {"vues"},
    "plotly": {"figures"},
    "folium": {"figures"},
    "branca": {"figures"},
    "xstatic": {"figures"},
    "duckdb": {"etl", "requetes"},
    "python_calamine": {"etl"},
    "xlrd": {"etl"},
    "xlsxwriter": {"tableurs", "etl"},
    "geopandas": {"geo", "etl"},
    "pyogrio": {"geo"},
    "shapely": {"geo", "etl"},
    "typst": {"figures"},
    "docx": {"rapports"},
    "lxml": {"rapports"},
    "cryptography": {"etl"},
    "PIL": {"etl"},
    "jinja2": {"rapports", "vues", "web"},
    "markupsafe": {"rapports"},
    "pyarrow": {"tableurs", "etl", "requetes"},
}
PROJET = set(PERMIS)
ESSAIS = {"pytest", "hypothesis", "playwright", "openpyxl", "pypdf", "yaml", "tests", "bench"}


def _fautes(fautive):
    return [
        f"{arbre.nom(fichier)}:{ligne} importe {importe}"
        for fichier in arbre.sources()
        for ligne, importe in arbre.imports(fichier)
        if fautive(arbre.piece(fichier), importe)
    ]


def test_les_imports_vont_dans_un_seul_sens():
    assert not _fautes(lambda piece, m: m in PROJET and m != piece and m not in PERMIS[piece])


def test_chaque_bibliotheque_n_entre_que_par_sa_piece():
    assert not _fautes(lambda piece, m: m in RESERVEES and piece not in RESERVEES[m])


@pytest.mark.parametrize("piece", ["domaine", "gerer", "outils_systeme"])
def test_bibliotheque_standard_seulement(piece):
    permis = set(sys.stdlib_module_names) | {piece} | PERMIS[piece]
    assert not _fautes(lambda lue, m: lue == piece and m not in permis)


#: Dossiers de `vues` qui servent à toutes les pages ; chacun des autres est une page, et n'en connaît aucune autre.
PARTAGES = (
    "vues",
    "vues.filtres",
    "vues.elements",
    "vues.page",
    "vues.actions",
    "vues.fiches",
    "vues.depot",
    "vues.courriel",
)


def _liens_de_dossiers():
    """(dossier, dossier importé) dans une même pièce, avec un exemple."""
    for fichier in arbre.sources():
        for importe in arbre.modules_importes(fichier):
            if (de := arbre.dossier(fichier)) != importe and de.split(".")[0] == importe.split(".")[0]:
                yield de, importe, arbre.nom(fichier)


def test_une_page_ne_connait_aucune_autre_page():
    assert not [
        f"{nom} importe {vers}"
        for de, vers, nom in _liens_de_dossiers()
        if de.startswith("vues") and vers not in PARTAGES
    ]


def test_aucun_cercle_entre_les_dossiers_d_une_piece():
    voisins = {}
    for de, vers, _ in _liens_de_dossiers():
        # La racine d'une pièce porte ses entrées (`__main__`, `production`) et ce que tous ses dossiers partagent.
        if "." in de and "." in vers:
            voisins.setdefault(de, set()).add(vers)
    ordre = list(graphlib.TopologicalSorter(voisins).static_order())
    assert len(ordre) > 20


def test_le_produit_n_importe_aucun_outil_d_essai():
    assert not _fautes(lambda _piece, m: m in ESSAIS)


def test_l_essai_lui_meme_voit_une_faute(tmp_path, monkeypatch):
    fautif = tmp_path / "domaine" / "x.py"
    fautif.parent.mkdir()
    fautif.write_text("def f():\n    import streamlit\n    from etl.x import y\n", encoding="utf-8")
    monkeypatch.setattr(arbre, "RACINE", tmp_path)
    monkeypatch.setattr(arbre, "sources", lambda: (fautif,))
    with pytest.raises(AssertionError, match="importe etl"):
        test_les_imports_vont_dans_un_seul_sens()
    with pytest.raises(AssertionError, match="importe streamlit"):
        test_chaque_bibliotheque_n_entre_que_par_sa_piece()
