"""Le glossaire : un mot n'y est qu'une fois, une ligne par mot, et ce qu'il cite existe."""

import re
from collections import Counter

from tests.architecture import arbre

PAGE = arbre.RACINE / "docs" / "GLOSSAIRE.md"
CASES = 4
#: Un chemin du dépôt entre apostrophes inverses : un dossier («etl/gel/») ou un fichier qui a une extension.
CHEMIN = re.compile(r"`([\w./]+/|[\w./]+/[\w]+\.\w+)`")


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
    yield from (f"{c} n'existe pas" for c in CHEMIN.findall(texte) if not (arbre.RACINE / c).exists())


def test_un_mot_une_fois_et_des_chemins_qui_existent():
    texte = PAGE.read_text(encoding="utf-8")
    assert len(list(_lignes(texte))) > 100
    assert not list(_fautes(texte))


def test_reconnaitre_une_faute():
    bonne = "| rang | une place | `domaine/` | l'indice |\n"
    assert not list(_fautes(bonne))
    for mauvaise in (bonne + bonne, "| rang | une place | `domaine/` |\n", "| a | b | `domaine/rien.py` | c |\n"):
        assert list(_fautes(mauvaise)), mauvaise
