"""Chaque citation d'une règle mène à `docs/REGLES.md`, et chaque règle est tenue par un essai au moins.

Une citation est «règle C4», «règles J5 et J6», «règles A1 à A5» ; dans un cas doré, la rubrique `regle`. Les bornes
d'une étendue («A1 à A5») doivent exister, mais elle ne dit pas qu'un essai tient chacune de ses règles.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture import arbre

ICI = Path(__file__)
PAGE = arbre.RACINE / "docs" / "REGLES.md"
LUS = {".py", ".sql", ".js", ".css", ".yml", ".typ", ".md", ".toml"}
TITRE = re.compile(r"^### ([A-Z]\d+) — \S", re.MULTILINE)
NUMERO = r"[A-Z]\d{1,2}\b"
#: Une citation peut courir sur deux lignes d'un commentaire : les débuts de ligne y valent une espace.
DEBUT_DE_LIGNE = re.compile(r"\s*\n\s*(?:#:?|--|//|\*)?\s*")
CITATION = re.compile(rf"\b(?:r[èe]gles?)\b:?\s+({NUMERO}(?:(?:, | et | ou | à ){NUMERO})*)", re.IGNORECASE)
ETENDUE = re.compile(rf"({NUMERO}) à ({NUMERO})")
#: Ce qui renverrait à un écrit que le dépôt n'a pas : un paragraphe, une règle par son rang nu.
ABSENTS = re.compile(r"(?i)\b(?:contrat|métier|écrans|technique)\b[ ,(]*§|\(métier[,)]|\br[èe]gles? \d|§ ?\d+(?!\.)")


def _regles() -> list[str]:
    return TITRE.findall(PAGE.read_text(encoding="utf-8"))


def _citees(texte: str, *, etendues: bool = True) -> Iterator[str]:
    """Les numéros cités ; sans les bornes des étendues si l'on ne veut que ce qui est nommé une à une."""
    for liste in CITATION.findall(DEBUT_DE_LIGNE.sub(" ", texte)):
        yield from re.findall(NUMERO, liste if etendues else ETENDUE.sub("", liste))


def _textes(dossier: str = "") -> Iterator[tuple[Path, str]]:
    for fichier in arbre.fichiers_suivis():
        if fichier.suffix in LUS and arbre.nom(fichier).startswith(dossier):
            yield fichier, fichier.read_text(encoding="utf-8")


def test_les_numeros_sont_uniques_et_se_suivent_par_chapitre() -> None:
    """Un trou reste permis : une règle retirée ne rend pas son numéro. L'ordre, lui, est celui de la page."""
    regles = _regles()
    assert len(regles) == len(set(regles))
    rangs = [(numero[0], int(numero[1:])) for numero in regles]
    for avant, apres in itertools.pairwise(rangs):
        assert avant[0] != apres[0] or avant[1] < apres[1], f"{apres[0]}{apres[1]} vient après {avant[0]}{avant[1]}"


def test_chaque_regle_a_sa_raison_et_son_exemple() -> None:
    corps = re.split(r"(?m)^(?=###? )", PAGE.read_text(encoding="utf-8"))
    regles = [c for c in corps if c.startswith("### ")]
    assert not [c.split(" — ")[0] for c in regles if "\n- Raison : " not in c or "\n- Exemple : " not in c]


def test_toute_citation_mene_a_une_regle() -> None:
    regles = set(_regles())
    perdues = {arbre.nom(f): sorted(set(_citees(texte)) - regles) for f, texte in _textes()}
    assert not {fichier: numeros for fichier, numeros in perdues.items() if numeros}


def test_chaque_regle_est_citee_par_un_essai() -> None:
    textes = [texte for fichier, texte in _textes("tests/") if fichier != ICI]
    citees = {numero for texte in textes for numero in _citees(texte, etendues=False)}
    assert not [numero for numero in _regles() if numero not in citees]


def test_aucun_ecrit_absent_du_depot_n_est_cite() -> None:
    assert not [
        f"{arbre.nom(fichier)} : {trouve.group()}"
        for fichier, texte in _textes()
        if fichier != ICI
        for trouve in ABSENTS.finditer(texte)
    ]


@pytest.mark.parametrize(
    ("texte", "numeros"),
    [
        ("la règle C4 suffit", ["C4"]),
        ("(règles J5, J6 et J10)", ["J5", "J6", "J10"]),
        ("regle: G2, V1\n", ["G2", "V1"]),
        ("# Règles A1\n# à A3.", ["A1", "A3"]),
        ("R2.4 ou OS1, au T2, cellule C12, la règle du jeu", []),
    ],
)
def test_reconnaitre_une_citation(texte: str, numeros: list[str]) -> None:
    assert list(_citees(texte)) == numeros


@pytest.mark.parametrize("texte", ["(règle 8)", "contrat, §4", "(métier, §7)", "écrans §2", "§5"])
def test_reconnaitre_un_ecrit_absent(texte: str) -> None:
    assert ABSENTS.search(texte)


def test_un_mot_ou_une_norme_n_est_pas_un_ecrit_absent() -> None:
    assert not ABSENTS.search("GeoPackage 1.3, §2.1.3 ; leur contrat est SCHEMA.md ; la règle C4")
