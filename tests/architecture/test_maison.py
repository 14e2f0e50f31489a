"""Les règles de la maison que l'arbre du code peut vérifier : tailles, pages, tournures interdites."""

import ast
import re

from tests.architecture import arbre

MODULE_MAX, PAGE_MAX, FONCTION_MAX, DOSSIER_MAX = 300, 60, 40, 20
#: La première partie de ARCHITECTURE.md : ses lignes, et leur largeur.
ECRAN_MAX, LARGEUR_MAX = 45, 160
SQL = re.compile(
    r"\b(select\b.+\bfrom\b|insert\s+into\b|delete\s+from\b|update\s+\w+\s+set\b"
    r"|(create|alter|drop)\s+(or\s+replace\s+)?(temp\s+)?(table|view|schema)\b|with\s+\w+\s+as\s*\()",
    re.IGNORECASE | re.DOTALL,
)
#: Les deux façons d'ouvrir une page ; l'une et l'autre vérifient le profil.
OUVERTURES = {"entree.ouvrir_page", "entree.ouvrir_page_sans_edition"}
SANS_SQL = {"pages", "vues", "app", "figures", "rapports"}
FONCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _noeuds(*types):
    for fichier in arbre.sources():
        for noeud in ast.walk(arbre.lire(fichier)):
            if isinstance(noeud, types):
                yield fichier, noeud


def _ou(fichier, noeud):
    return f"{arbre.nom(fichier)}:{noeud.lineno}"


def _pages():
    return [f for f in arbre.sources() if arbre.piece(f) == "pages" and f.name != "__init__.py"]


# Tailles


def test_taille_des_modules_et_des_pages():
    trop_longs = {}
    for fichier in arbre.sources():
        maximum = PAGE_MAX if arbre.piece(fichier) == "pages" else MODULE_MAX
        lignes = len(fichier.read_text(encoding="utf-8").splitlines())
        if lignes > maximum:
            trop_longs[arbre.nom(fichier)] = lignes
    assert not trop_longs


def _lignes_de_code(fonction):
    """Longueur d'une fonction, sans sa docstring (qui doit pouvoir tout dire)."""
    longueur = fonction.end_lineno - fonction.lineno + 1
    if ast.get_docstring(fonction, clean=False) is not None:
        doc = fonction.body[0]
        longueur -= doc.end_lineno - doc.lineno + 1
    return longueur


def test_taille_des_fonctions():
    trop_longues = {
        f"{_ou(fichier, f)} {f.name}": _lignes_de_code(f)
        for fichier, f in _noeuds(*FONCTIONS)
        if _lignes_de_code(f) > FONCTION_MAX
    }
    assert not trop_longues


# Dossiers


def _dossiers():
    return {f.parent for f in arbre.sources() if f.parent != arbre.RACINE and arbre.piece(f) != "pages"}


def test_un_dossier_tient_sous_le_regard():
    nombreux = {arbre.nom(d): n for d in _dossiers() if (n := len(list(d.glob("[!_]*.py")))) > DOSSIER_MAX}
    assert not nombreux


def test_tout_dossier_dit_ce_qu_il_tient():
    muets = [
        arbre.nom(d)
        for d in _dossiers()
        if not (d / "__init__.py").is_file() or not ast.get_docstring(arbre.lire(d / "__init__.py"))
    ]
    assert not muets


def test_la_maison_tient_sur_un_ecran():
    page = (arbre.RACINE / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    ecran = page.split("\n# Le détail\n")[0].splitlines()
    assert len(ecran) <= ECRAN_MAX
    assert max(map(len, ecran)) <= LARGEUR_MAX


# Pages


def test_aucune_page_directement_dans_pages():
    # Un lien profond la lancerait sans app.py après un redémarrage, donc sans sa garde.
    assert not [arbre.nom(f) for f in (arbre.RACINE / "pages").glob("*.py")]


def _premiere_instruction(module):
    corps = module.body[1:] if ast.get_docstring(module) is not None else module.body
    return next((i for i in corps if not isinstance(i, ast.Import | ast.ImportFrom)), None)


def _ouvre_la_page(instruction):
    appel = instruction.value if isinstance(instruction, ast.Expr | ast.Assign | ast.AnnAssign) else None
    return isinstance(appel, ast.Call) and ast.unparse(appel.func) in OUVERTURES


def test_toute_page_commence_par_ouvrir_page():
    assert not [arbre.nom(f) for f in _pages() if not _ouvre_la_page(_premiere_instruction(arbre.lire(f)))]


def test_reconnaitre_une_page_sans_garde():
    assert _ouvre_la_page(_premiere_instruction(ast.parse('"""D."""\nimport a\nentree.ouvrir_page("x")\n')))
    assert _ouvre_la_page(_premiere_instruction(ast.parse("from a import b\nc = entree.ouvrir_page()\n")))
    assert not _ouvre_la_page(_premiere_instruction(ast.parse("import a\nst.write(1)\nentree.ouvrir_page()\n")))


# Tournures interdites


def test_aucun_sql_hors_de_requetes_et_etl():
    fautes = [
        _ou(fichier, noeud)
        for fichier, noeud in _noeuds(ast.Constant)
        if arbre.piece(fichier) in SANS_SQL and isinstance(noeud.value, str) and SQL.search(noeud.value)
    ]
    assert not fautes


def test_reconnaitre_du_sql():
    assert SQL.search("SELECT a\nFROM b")
    assert SQL.search("with x as (")
    assert not SQL.search("Sélectionnez une région ; mise à jour le 3 mai.")


def _lettres_seules(sql):
    """Les mots d'une lettre d'un texte SQL, hors textes et commentaires."""
    return re.findall(r"\b[A-Za-z]\b", re.sub(r"--[^\n]*|'[^'\n]*'", "", sql))


#: Un morceau de requête : une fonction les assemble, aucun n'est une requête entière.
_MORCEAU = re.compile(r"\b(SELECT|FROM|JOIN|WHERE|ORDER BY)\b|^\s*[a-z]\.[a-z_]+(,| AS )")


def _noms_d_une_lettre(texte):
    """Dans un texte SQL écrit en Python : ce qui qualifie une colonne, ou ce qu'un FROM et un JOIN nomment."""
    sql = re.sub(r"--[^\n]*|'[^'\n]*'", "''", texte)
    return re.findall(r"(?<![\w.'{])[a-z]\.[a-z_*]|\b(?:FROM|JOIN)\s+[\w.{}()$]+\s+(?:AS\s+)?[a-z]\b", sql)


def _texte(noeud):
    """Le texte d'une chaîne, ses trous en `{}`."""
    if isinstance(noeud, ast.JoinedStr):
        return "".join(str(morceau.value) if isinstance(morceau, ast.Constant) else "{}" for morceau in noeud.values)
    return noeud.value if isinstance(noeud.value, str) else ""


def test_le_sql_nomme_par_des_mots():
    fichiers = [f for f in arbre.fichiers_suivis() if f.suffix == ".sql" and arbre.piece(f) in arbre.PIECES]
    assert fichiers
    assert not [arbre.nom(f) for f in fichiers if _lettres_seules(f.read_text(encoding="utf-8"))]


def test_le_sql_des_modules_aussi():
    fautes = []
    for fichier, noeud in _noeuds(ast.JoinedStr, ast.Constant):
        texte = _texte(noeud)
        if _MORCEAU.search(texte) and _noms_d_une_lettre(texte):
            fautes.append(_ou(fichier, noeud))
    assert not fautes


def test_reconnaitre_un_nom_d_une_lettre():
    assert _lettres_seules("SELECT v.code FROM valeur v")
    assert not _lettres_seules("SELECT chiffre.code -- l'a\nFROM valeurs chiffre WHERE niveau = 'z'")
    for faute in ("SELECT v.code FROM valeurs v", "x.code_zone, lieu.nom", "SELECT 1 FROM decisions_au({}) d"):
        assert _noms_d_une_lettre(faute), faute
    assert not _noms_d_une_lettre("SELECT inscrit.code FROM {} inscrit WHERE niveau = 'l.a'")


def test_aucun_html_a_la_main():
    assert not [_ou(f, n) for f, n in _noeuds(ast.keyword) if n.arg == "unsafe_allow_html"]


def _remplit_par_zero(appel):
    if not (isinstance(appel.func, ast.Attribute) and appel.func.attr == "fillna"):
        return False
    donnees = [*appel.args[:1], *(k.value for k in appel.keywords if k.arg == "value")]
    return any(isinstance(d, ast.Constant) and d.value in (0, 0.0) and d.value is not False for d in donnees)


def test_aucun_zero_invente():
    assert not [_ou(f, n) for f, n in _noeuds(ast.Call) if _remplit_par_zero(n)]


def test_aucune_erreur_avalee():
    muettes = [
        _ou(f, n)
        for f, n in _noeuds(ast.ExceptHandler)
        if n.type is None or (len(n.body) == 1 and isinstance(n.body[0], ast.Pass))
    ]
    assert not muettes


def test_aucune_locale_du_poste():
    assert not [_ou(f, n) for f, n in _noeuds(ast.Attribute) if n.attr == "setlocale"]
