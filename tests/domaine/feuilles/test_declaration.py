"""La déclaration des feuilles tient ses promesses : lecteur, modèle, base et export s'y fient."""

import re

import pytest

from domaine.feuilles.cadre import FEUILLES, PAR_NOM, PAR_TABLE
from domaine.feuilles.declaration import normaliser_entete
from etl.lignes.conversions import LECTEURS

TYPES = {*LECTEURS, "zone", "liste", "indicateur"}


@pytest.mark.parametrize("feuille", FEUILLES, ids=lambda f: f.table)
def test_feuille(feuille):
    assert len(set(feuille.noms)) == len(feuille.noms)
    assert set(feuille.cle) <= set(feuille.noms)
    assert feuille.aide and feuille.aide.endswith(".")
    for colonne in feuille.colonnes:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", colonne.nom)
        assert colonne.type in TYPES
        assert bool(colonne.liste) == (colonne.type == "liste")
        assert not (colonne.datante and not colonne.realisee)
        assert not (colonne.requise and colonne.tolerante), "une cellule requise ne peut pas être laissée vide"
        if colonne.reference:
            table, cible = colonne.reference.split(".")
            assert cible in PAR_TABLE[table].noms


@pytest.mark.parametrize("feuille", FEUILLES, ids=lambda f: f.table)
def test_deux_colonnes_ne_repondent_pas_au_meme_en_tete(feuille):
    vus: dict[str, str] = {}
    for colonne in feuille.colonnes:
        for nom in (colonne.nom, *colonne.autres_noms):
            assert vus.setdefault(normaliser_entete(nom), colonne.nom) == colonne.nom


def test_noms_uniques():
    assert len(PAR_NOM) == len(PAR_TABLE) == len({f.export for f in FEUILLES}) == len(FEUILLES)


def test_une_reference_est_controlee_apres_sa_source():
    ordre = {f.table: i for i, f in enumerate(FEUILLES)}
    for feuille in FEUILLES:
        for colonne in feuille.colonnes:
            if colonne.reference:
                assert ordre[colonne.reference.split(".")[0]] < ordre[feuille.table]


def test_forme_des_en_tetes():
    assert normaliser_entete(" Numéro d’ordre (n°) ") == "numero_d_ordre_n"
    assert normaliser_entete("x" * 100_000) == "x" * 200
