"""Une seule façon d'écrire un nombre ou une date à l'écran, et des boîtes qui parlent français."""

import ast
import re

from tests.architecture import arbre

PIECES = {"vues", "pages", "app", "figures"}
#: Des dessins dont les nombres sont des coordonnées, pas des textes.
DESSINS = {
    "figures/svg/carte.py",
    "figures/svg/partage.py",
    "figures/svg/partage_legende.py",
    "figures/svg/zones.py",
    "figures/svg/carte_legende.py",
    "figures/svg/multiples.py",
    "figures/svg/papier.py",
    "figures/svg/barres.py",
    "figures/svg/courbe.py",
}
#: Décimales, milliers ou pourcentage à l'anglaise, date : `domaine.francais` et `figures.mots.ecriture` les écrivent.
FORMATS = re.compile(r"[,%]|\.\d+[feg]|^[feg]$")
#: Un format de d3 dans un graphique Plotly : «%{y:.1f}» s'écrirait à l'anglaise.
D3 = re.compile(r"%\{\w+:")
BOITES = {"selectbox", "multiselect"}


def _ecarts(source, module):
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.FormattedValue) and noeud.format_spec is not None:
            texte = "".join(str(v.value) for v in noeud.format_spec.values if isinstance(v, ast.Constant))
            if FORMATS.search(texte):
                yield f"{source}:{noeud.lineno} format «{texte}»"
        elif isinstance(noeud, ast.Attribute) and noeud.attr == "strftime":
            yield f"{source}:{noeud.lineno} strftime"
        elif isinstance(noeud, ast.Constant) and isinstance(noeud.value, str) and D3.search(noeud.value):
            yield f"{source}:{noeud.lineno} format de d3"
        elif isinstance(noeud, ast.keyword) and noeud.arg in ("tickformat", "hoverformat"):
            yield f"{source}:{noeud.value.lineno} {noeud.arg}"


def _boites_muettes(source, module):
    for noeud in ast.walk(module):
        boite = isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute) and noeud.func.attr in BOITES
        if boite and not any(k.arg == "placeholder" for k in noeud.keywords):
            yield f"{source}:{noeud.lineno}"


def _modules():
    return [(arbre.nom(f), arbre.lire(f)) for f in arbre.sources() if arbre.piece(f) in PIECES]


def test_les_nombres_et_les_dates_passent_par_l_ecriture_commune():
    assert not [e for nom, module in _modules() if nom not in DESSINS for e in _ecarts(nom, module)]


def test_une_boite_vide_parle_francais():
    # Sans invite, Streamlit écrit «Choose an option».
    assert not [e for nom, module in _modules() for e in _boites_muettes(nom, module)]


def test_reconnaitre_un_ecart():
    fautes = ('f"{x:.1f}"', 'f"{x:,}"', 'f"{d:%d/%m}"', "d.strftime('x')", '"%{y:.1f}"', "f(tickformat='.0%')")
    for faute in fautes:
        assert list(_ecarts("essai", ast.parse(faute))), faute
    for permis in ('f"{rang:02d}"', 'f"{x}"', '"%{y} : %{customdata}"'):
        assert not list(_ecarts("essai", ast.parse(permis))), permis
    assert list(_boites_muettes("essai", ast.parse("st.selectbox('a', b)")))
