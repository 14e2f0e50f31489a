"""Le glossaire : un mot n'y est qu'une fois, une ligne par mot. Toute page écrite : ce qu'elle cite existe."""

import re
from collections import Counter
from functools import cache

import pytest

from tests.architecture import arbre

PAGE = arbre.RACINE / "docs" / "GLOSSAIRE.md"
#: Ce qui s'écrit pour être lu : la documentation, et l'en-tête de chaque dossier, où elle renvoie.
PAGES = [
    *sorted((arbre.RACINE / "docs").glob("*.md")),
    arbre.RACINE / "README.md",
    *(f for f in arbre.sources() if f.name == "__init__.py"),
]
CASES = 4
#: Entre apostrophes inverses, d'un seul tenant, ce qui a une barre («etl/gel/») ou l'extension d'un fichier du code.
CHEMIN = re.compile(r"`([\w./-]*/[\w./-]*|\w[\w.-]*\.(?:py|sql|js|md|css))`")
#: Un bloc donne des commandes et des dessins : leurs chemins sont ceux de qui les tape.
BLOC = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def _lignes(texte):
    """Les cases de chaque mot ; les deux premières lignes d'un tableau sont son en-tête."""
    for ligne in texte.splitlines():
        if ligne.startswith("| ") and not ligne.startswith("| mot |"):
            yield [case.strip() for case in ligne.strip("|").split("|")]


def _mots(case):
    """Les mots d'une première case : «rang», «restauré, fonctionnel, retombé», «point (de service)»."""
    return [re.sub(r"[()]", "", mot).strip() for mot in case.split(",")]


def _fautes(texte):
    lignes = list(_lignes(texte))
    yield from (f"{c[0]} : {len(c)} cases" for c in lignes if len(c) != CASES or not all(c))
    comptes = Counter(mot for cases in lignes for mot in _mots(cases[0]))
    yield from (f"«{mot}» est {n} fois" for mot, n in comptes.items() if n > 1)


@cache
def _connus():
    """Ce que le dépôt porte : chemins de ses fichiers et de leurs dossiers, premiers dossiers, noms de fichiers."""
    fichiers = [f.relative_to(arbre.RACINE) for f in arbre.fichiers_suivis()]
    dossiers = {d for f in fichiers for d in f.parents}
    premiers = {f.parts[0] for f in fichiers if len(f.parts) > 1}
    return {c.as_posix() for c in (*fichiers, *dossiers)}, premiers, {f.name for f in fichiers}


def _chemins_perdus(texte):
    """Les chemins du dépôt qui n'y sont pas ; un nom seul («`regles.sql`») doit être celui d'un de ses fichiers.

    Un chemin qui ne part pas d'un dossier du dépôt (`figees/`, `jj/mm/aaaa`) est d'ailleurs : des données, une forme.
    """
    chemins, premiers, noms = _connus()
    for cite in CHEMIN.findall(BLOC.sub("", texte)):
        premier, barre, _ = cite.partition("/")
        if premier in premiers and barre:
            perdu = cite.rstrip("/") not in chemins
        else:
            # `domaine.sql` est un paquet, comme on l'importe.
            perdu = not barre and cite not in noms and cite.replace(".", "/") not in chemins
        if perdu:
            yield cite


@pytest.mark.parametrize("page", PAGES, ids=arbre.nom)
def test_tout_chemin_cite_existe(page):
    assert not list(_chemins_perdus(page.read_text(encoding="utf-8")))


def test_un_mot_une_fois():
    texte = PAGE.read_text(encoding="utf-8")
    assert len(list(_lignes(texte))) > 100
    assert not list(_fautes(texte))


def test_reconnaitre_une_faute():
    bonne = "| rang | une place | `domaine/` | l'indice |\n"
    assert not list(_fautes(bonne))
    for mauvaise in (bonne + bonne, "| rang | une place | `domaine/` |\n"):
        assert list(_fautes(mauvaise)), mauvaise


def test_reconnaitre_un_chemin_perdu():
    for perdu in ("`domaine/rien.py`", "`etl/rien/`", "`vues/page/cadre`", "`rien.sql`"):
        assert list(_chemins_perdus(perdu)), perdu
    for permis in ("`domaine/`", "`etl/gel`", "`regles.sql`", "`courant.json`", "`editions/`", "```\n`etl/rien/`\n```"):
        assert not list(_chemins_perdus(permis)), permis
