"""Les propriétés, sur des projets que hypothesis choisit : beaucoup par le second calcul, quelques-uns par le moteur.

Celles de la table du moteur se vérifient où il a déjà calculé : `tests/independant/test_accord.py`.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.independant.classeurs import ecrire_classeur, ecrire_classeurs
from tests.independant.passerelle import calculer_par_le_moteur, differences, exporter, lancer
from tests.independant.projet import Depot, Projet
from tests.independant.projets_hasard import projets, reglages_hypothesis, tirer_projet
from tests.independant.reference import calculer
from tests.proprietes.proprietes import PROPRIETES


@pytest.mark.lent
@reglages_hypothesis(15)
@given(projets())
def test_proprietes_du_second_calcul(projet: Projet) -> None:
    table = calculer(projet)
    for propriete in PROPRIETES:
        propriete(projet, table)


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


@pytest.mark.lent
@reglages_hypothesis(10)
@given(projets(), st.randoms(use_true_random=False))
def test_l_ordre_est_indifferent_au_second_calcul(projet: Projet, alea: random.Random) -> None:
    assert not differences(calculer(projet), calculer(_melanger(projet, alea)))


@pytest.mark.lent
@reglages_hypothesis(2)
@given(projets(), st.randoms(use_true_random=False))
def test_l_ordre_des_lignes_et_des_fichiers_est_indifferent(projet: Projet, alea: random.Random) -> None:
    with tempfile.TemporaryDirectory() as un, tempfile.TemporaryDirectory() as autre:
        avant = calculer_par_le_moteur(projet, Path(un))
        apres = calculer_par_le_moteur(_melanger(projet, alea), Path(autre))
    assert not differences(avant, apres), "\n".join(differences(avant, apres)[:10])


@pytest.mark.lent
def test_charger_deux_fois_ne_change_rien(tmp_path: Path) -> None:
    projet = tirer_projet(random.Random(7), registres=True)
    avant = calculer_par_le_moteur(projet, tmp_path)
    donnees = tmp_path / "donnees"
    pointeur = (donnees / "courant.json").read_bytes()
    fichiers = sorted((tmp_path / "recus").glob("*.xlsx"))

    encore = lancer(donnees, "charger", *fichiers)
    assert encore.code in (0, 1), encore.erreurs
    assert (donnees / "courant.json").read_bytes() == pointeur, "les mêmes octets ont publié une autre édition"

    # Les mêmes lignes dans un autre fichier : d'autres octets, les mêmes chiffres.
    recopie = ecrire_classeur(dict(reversed(projet.depots[-1].feuilles.items())), tmp_path / "recopie.xlsx")
    assert lancer(donnees, "charger", recopie).code in (0, 1)
    assert not differences(avant, exporter(donnees))


@pytest.mark.lent
def test_charger_en_une_ou_plusieurs_fois_donne_les_memes_chiffres(tmp_path: Path) -> None:
    projet = tirer_projet(random.Random(11), registres=False)
    ensemble = calculer_par_le_moteur(projet, tmp_path / "ensemble")
    donnees = tmp_path / "donnees"
    for fichier in ecrire_classeurs(projet, tmp_path / "recus"):
        sortie = lancer(donnees, "charger", fichier)
        assert sortie.code in (0, 1), sortie.dits + sortie.erreurs
    assert not differences(ensemble, exporter(donnees))
