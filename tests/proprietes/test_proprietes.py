"""Les propriétés, sur des projets que hypothesis choisit : beaucoup par le second calcul, quelques-uns par le moteur.

Une publication coûte deux processus : la partie vite en fait moins d'une douzaine, le reste est `lent`.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.independant.classeurs import ecrire_classeur, ecrire_classeurs
from tests.independant.passerelle import calculer_par_le_moteur, differences, exporter, lancer
from tests.independant.projet import Depot, Projet
from tests.independant.projets_hasard import tirer_projet
from tests.independant.reference import calculer
from tests.proprietes.proprietes import PROPRIETES

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

GRAINES = st.integers(min_value=0, max_value=100_000)
PEU = settings(max_examples=2, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
BEAUCOUP = settings(PEU, max_examples=10)
SANS_MOTEUR = settings(PEU, max_examples=8)


def _verifier_tout(projet: Projet, dossier: Path) -> None:
    table = calculer_par_le_moteur(projet, dossier)
    for propriete in PROPRIETES:
        propriete(projet, table)


@SANS_MOTEUR
@given(GRAINES)
def test_proprietes_du_second_calcul(graine: int) -> None:
    projet = tirer_projet(graine, registres=False)
    table = calculer(projet)
    for propriete in PROPRIETES:
        propriete(projet, table)


@settings(PEU, max_examples=1)
@given(GRAINES)
def test_proprietes_du_moteur(graine: int) -> None:
    with tempfile.TemporaryDirectory() as dossier:
        _verifier_tout(tirer_projet(graine, registres=False), Path(dossier))


@pytest.mark.lent
@BEAUCOUP
@given(GRAINES)
def test_proprietes_du_moteur_plus_longuement(graine: int) -> None:
    with tempfile.TemporaryDirectory() as dossier:
        _verifier_tout(tirer_projet(graine), Path(dossier))


def _melanger(projet: Projet, alea: random.Random) -> Projet:
    """Les lignes de chaque fichier dans un autre ordre, et les envois aux clés disjointes permutés entre eux."""
    depots = [
        Depot(d.nom, {feuille: alea.sample(lignes, len(lignes)) for feuille, lignes in d.feuilles.items()})
        for d in projet.depots
    ]
    # Dépôt 0 : le cadre ; 1 à 3 : les envois, sans clé commune ; la suite corrige, son rang compte.
    envois = depots[1:4]
    alea.shuffle(envois)
    return Projet([depots[0], *envois, *depots[4:]])


def _ordre_indifferent(graine: int, alea: random.Random) -> None:
    projet = tirer_projet(graine)
    with tempfile.TemporaryDirectory() as un, tempfile.TemporaryDirectory() as autre:
        avant = calculer_par_le_moteur(projet, Path(un))
        apres = calculer_par_le_moteur(_melanger(projet, alea), Path(autre))
    assert not differences(avant, apres), "\n".join(differences(avant, apres)[:10])


@SANS_MOTEUR
@given(GRAINES, st.randoms(use_true_random=False))
def test_l_ordre_est_indifferent_au_second_calcul(graine: int, alea: random.Random) -> None:
    projet = tirer_projet(graine)
    assert not differences(calculer(projet), calculer(_melanger(projet, alea)))


@pytest.mark.lent
@settings(PEU, max_examples=5)
@given(GRAINES, st.randoms(use_true_random=False))
def test_l_ordre_des_lignes_et_des_fichiers_est_indifferent(graine: int, alea: random.Random) -> None:
    _ordre_indifferent(graine, alea)


def test_charger_deux_fois_ne_change_rien(tmp_path: Path) -> None:
    projet = tirer_projet(7, registres=True)
    avant = calculer_par_le_moteur(projet, tmp_path)
    donnees = tmp_path / "donnees"
    pointeur = (donnees / "courant.json").read_bytes()
    fichiers = sorted((tmp_path / "recus").glob("*.xlsx"))

    encore = lancer(donnees, "charger", *fichiers)
    assert encore.returncode in (0, 1), encore.stderr
    assert (donnees / "courant.json").read_bytes() == pointeur, "les mêmes octets ont publié une autre édition"

    # Les mêmes lignes dans un autre fichier : d'autres octets, les mêmes chiffres.
    recopie = ecrire_classeur(dict(reversed(projet.depots[-1].feuilles.items())), tmp_path / "recopie.xlsx")
    assert lancer(donnees, "charger", recopie).returncode in (0, 1)
    assert not differences(avant, exporter(donnees))


@pytest.mark.lent
def test_charger_en_une_ou_plusieurs_fois_donne_les_memes_chiffres(tmp_path: Path) -> None:
    projet = tirer_projet(11, registres=False)
    ensemble = calculer_par_le_moteur(projet, tmp_path / "ensemble")
    donnees = tmp_path / "donnees"
    for fichier in ecrire_classeurs(projet, tmp_path / "recus"):
        sortie = lancer(donnees, "charger", fichier)
        assert sortie.returncode in (0, 1), sortie.stdout + sortie.stderr
    assert not differences(ensemble, exporter(donnees))
