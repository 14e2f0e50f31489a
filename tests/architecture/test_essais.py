"""Les essais ont leurs règles : rangés comme la maison, jugés sur ce qui arrive et jamais sur le temps passé."""

import ast

import pytest

from tests.architecture import arbre

#: Suites qui regardent plusieurs pièces, et ce qu'elles tiennent ; tout autre dossier de `tests/` est une pièce.
SUITES = {
    "architecture": "le code lui-même : imports, tailles, tournures, dépôt",
    "bench": "les mesures tournent et s'accordent",
    "cas": "cas dorés, lisibles, par les deux calculs puis à l'écran",
    "deploiement": "les fichiers d'installation, jugés par les programmes qui les lisent",
    "depots_fautifs": "chaque faute d'un classeur, et ce qui s'en dit",
    "editions_figees": "les éditions figées par une version d'avant s'ouvrent encore",
    "independant": "le second calcul, écrit sans rien emprunter au premier",
    "navigateur": "un vrai Chromium sur un vrai serveur",
    "outils": "gerer.py et les programmes du système",
    "proprietes": "ce qui est vrai de tout projet",
    "reel": "des données hors du dépôt, à la demande",
}
#: Le seul endroit où un essai se saute : un programme du système manque, et l'essai le dit.
SAUTS = "tests/lancement.py"
HORLOGES = {"monotonic", "perf_counter", "process_time", "time", "monotonic_ns", "perf_counter_ns", "process_time_ns"}


def _appel(noeud):
    """«time.sleep» pour un appel `time.sleep(…)`, «sleep» pour `sleep(…)` ; vide pour tout autre nœud."""
    if not isinstance(noeud, ast.Call):
        return ""
    return ast.unparse(noeud.func) if isinstance(noeud.func, ast.Attribute | ast.Name) else ""


def _attentes_fixes(module):
    """Les temps passés à ne rien regarder ; dans un `while`, l'attente guette une condition."""
    guettees = {id(n) for boucle in ast.walk(module) if isinstance(boucle, ast.While) for n in ast.walk(boucle)}
    for noeud in ast.walk(module):
        appel = _appel(noeud)
        if appel.endswith("wait_for_timeout") or (appel in ("time.sleep", "sleep") and id(noeud) not in guettees):
            yield noeud.lineno


def _jugements_d_horloge(module):
    horloges = {f"time.{nom}" for nom in HORLOGES}
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.Assert) and any(_appel(n) in horloges for n in ast.walk(noeud)):
            yield noeud.lineno


def _imports_d_essais(module):
    """Ce qui sert à deux essais a son module, qui n'est pas un essai."""
    for noeud in ast.walk(module):
        lus = [a.name for a in noeud.names] if isinstance(noeud, ast.Import) else []
        if isinstance(noeud, ast.ImportFrom) and noeud.module:
            lus = [f"{noeud.module}.{a.name}" for a in noeud.names]
        if any(p.startswith("test_") for nom in lus if nom.startswith("tests.") for p in nom.split(".")[1:]):
            yield noeud.lineno


def _sauts(module):
    """Les sauts, sauf `skipif` sur ce que le système d'exploitation n'a pas."""
    for noeud in ast.walk(module):
        if _appel(noeud) in ("pytest.skip", "pytest.importorskip", "pytest.mark.skip", "pytest.xfail"):
            yield noeud.lineno
        elif _appel(noeud) == "pytest.mark.skipif":
            noms = {n.id for n in ast.walk(noeud.args[0]) if isinstance(n, ast.Name)}
            if not noms <= {"os", "signal", "sys", "hasattr"}:
                yield noeud.lineno


REGLES = {
    "aucune attente d'un temps fixe": _attentes_fixes,
    "aucun jugement sur l'horloge": _jugements_d_horloge,
    "aucun essai n'en importe un autre": _imports_d_essais,
    "aucun saut hors du seul endroit permis": _sauts,
}


@pytest.mark.parametrize("regle", REGLES)
def test_regle(regle):
    fautes = [
        f"{arbre.nom(fichier)}:{ligne}"
        for fichier in arbre.essais()
        if arbre.nom(fichier) != SAUTS and not arbre.nom(fichier).startswith("tests/reel/")
        for ligne in REGLES[regle](arbre.lire(fichier))
    ]
    assert not fautes


@pytest.mark.parametrize(
    ("regle", "fautes", "permis"),
    [
        (_attentes_fixes, ["time.sleep(1)", "page.wait_for_timeout(200)"], ["while x:\n    time.sleep(1)"]),
        (_jugements_d_horloge, ["assert time.monotonic() - debut < 3"], ["fin = time.monotonic() + 3"]),
        (
            _imports_d_essais,
            ["from tests.pages.test_carte import A", "from tests.pages import test_carte", "import tests.pages.test_x"],
            ["from tests.pages.conftest import textes", "from tests.requetes.fabrique import Fabrique"],
        ),
        (
            _sauts,
            ["pytest.skip('x')", "y = pytest.importorskip('x')", "@pytest.mark.skipif(LENT, reason='x')\ndef t(): 0"],
            ["@pytest.mark.skipif(os.name == 'nt', reason='x')\ndef t(): 0"],
        ),
    ],
    ids=REGLES,
)
def test_reconnaitre_une_faute(regle, fautes, permis):
    for faute in fautes:
        assert list(regle(ast.parse(faute))), faute
    for source in permis:
        assert not list(regle(ast.parse(source))), source


# L'arbre


def _dossiers(racine):
    return {d.name for d in racine.iterdir() if d.is_dir() and any(d.rglob("test_*.py"))}


def test_chaque_dossier_d_essais_est_une_piece_ou_une_suite_declaree():
    assert _dossiers(arbre.RACINE / "tests") <= set(arbre.PIECES) | set(SUITES)


def test_dans_une_piece_les_essais_suivent_ses_dossiers():
    egares = {
        f"tests/{piece}/{dossier}"
        for piece in arbre.PIECES
        if (arbre.RACINE / "tests" / piece).is_dir()
        for dossier in _dossiers(arbre.RACINE / "tests" / piece)
        if not (arbre.RACINE / piece / dossier).is_dir()
    }
    assert not egares


def _dossiers_essayes(module, piece):
    """Les dossiers de la pièce dont un essai importe ; la pièce elle-même, pour un module de son entrée."""
    for noeud in ast.walk(module):
        if isinstance(noeud, ast.ImportFrom) and (noeud.module or "").split(".")[0] == piece:
            for chemin in (f"{noeud.module}.{a.name}".split(".") for a in noeud.names):
                dossier = len(chemin) > 1 and (arbre.RACINE / piece / chemin[1]).is_dir()
                yield chemin[1] if dossier else piece


def test_un_essai_d_un_seul_dossier_est_dans_ce_dossier():
    egares = {}
    for piece in arbre.PIECES:
        for fichier in (arbre.RACINE / "tests" / piece).glob("test_*.py"):
            # `pages` : une page s'essaie entière, par son fichier.
            essayes = set(_dossiers_essayes(arbre.lire(fichier), piece)) if piece != "pages" else set()
            if len(essayes) == 1 and essayes != {piece}:
                egares[arbre.nom(fichier)] = essayes
    assert not egares


def test_le_navigateur_ne_s_ouvre_que_dans_sa_suite():
    fautes = []
    for fichier in arbre.essais():
        sien = arbre.nom(fichier).startswith("tests/navigateur/")
        if not sien and "playwright" in {importe for _, importe in arbre.imports(fichier)}:
            fautes.append(f"{arbre.nom(fichier)} importe playwright")
        if sien and fichier.name.startswith("test_") and "mark.navigateur" not in fichier.read_text(encoding="utf-8"):
            fautes.append(f"{arbre.nom(fichier)} n'est pas marqué")
    assert not fautes
