"""Les noms de fichiers et de dossiers de l'état ne s'écrivent que dans `domaine/chemins.py`."""

import ast

from domaine import chemins
from tests.architecture import arbre

SEUL = "domaine/chemins.py"
FICHIERS = (
    chemins.BASE,
    chemins.MANIFESTE,
    chemins.POINTEUR,
    chemins.JOURNAL,
    chemins.RETRAITS,
    chemins.ERREURS,
    chemins.VERROU,
    chemins.PREFIXE_EN_COURS,
    chemins.LIMITES_IMPORTEES,
    *chemins.SORTIES,
    *chemins.RECUS,
    chemins.CLE_SIGNATURE,
)
DOSSIERS = (chemins.EDITIONS, chemins.FIGEES, chemins.DEPOTS, chemins.LIMITES, chemins.RECEPTION)


def _docstrings(module):
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            corps = noeud.body[0] if noeud.body else None
            if isinstance(corps, ast.Expr):
                yield corps.value


def _ecarts(module):
    """Les textes du code, docstrings exceptées, qui nomment un fichier de l'état, ou un de ses dossiers en chemin."""
    docstrings = set(_docstrings(module))
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and noeud not in docstrings:
            morceaux = (*FICHIERS, *(f"{d}/" for d in DOSSIERS))
            if any(morceau in noeud.value for morceau in morceaux):
                yield noeud.lineno, noeud.value
        elif isinstance(noeud, ast.BinOp) and isinstance(noeud.op, ast.Div):
            segment = noeud.right.value if isinstance(noeud.right, ast.Constant) else None
            if segment in DOSSIERS:
                yield noeud.lineno, segment


def test_un_nom_de_fichier_ne_s_ecrit_que_dans_chemins():
    assert not [
        f"{arbre.nom(fichier)}:{ligne} «{texte[:60]}»"
        for fichier in arbre.sources()
        if arbre.nom(fichier) != SEUL
        for ligne, texte in _ecarts(arbre.lire(fichier))
    ]


def test_reconnaitre_un_nom_de_fichier():
    for faute in ('d / "editions" / x', 'f"{d}/edition.duckdb"', 'x = "figees/E1"', 'open("courant.json")'):
        assert list(_ecarts(ast.parse(faute))), faute
    for permis in ('"""Lit `edition.duckdb`."""', 'fiche["depots"]', '{"editions": 1}', "d / chemins.EDITIONS"):
        assert not list(_ecarts(ast.parse(permis))), permis
