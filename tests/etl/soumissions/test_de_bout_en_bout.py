"""Du formulaire écrit par le produit à ses visites sur la carte, par un script qui parle comme l'export de Kobo."""

from __future__ import annotations

import pytest

from etl.formulaires.ecriture import ecrire_formulaire
from tests.depots_fautifs.fabrique import octets_classeur
from tests.etl.atelier import charger_fichiers, lire_edition
from tests.etl.soumissions.serveurs import kobo
from tests.etl.soumissions.telephone import Telephone

TESTS = {"local": "oui", "agent": "oui", "moyens": "oui", "prestation": "oui", "niveau_preuve": "1"}


@pytest.mark.parametrize("libelles", [False, True])
def test_un_formulaire_rempli_se_lit_et_ses_visites_sont_sur_la_carte(projet, tmp_path, libelles):
    """Règles K1 à K9 : trois soumissions, puis une modifiée, une supprimée ; un point nouveau."""
    ecrit = tmp_path / "formulaire.xlsx"
    ecrire_formulaire(projet, "visites", "GAO", ecrit)
    telephone = Telephone(ecrit)
    connu = {"cercle": "ML0703", "commune": "ML070303", "point_choisi": telephone.choix("point", "P2")}
    lieu = {"cercle": "ML0703", "commune": "ML070303", "point_choisi": "autre", "nom": "Puits du marché"}
    envois = [
        telephone.remplir(1, **connu, **TESTS, date="2023-05-02", mode="", photo="p2.jpg"),
        telephone.remplir(2, **connu, **TESTS, date="2023-05-03", mode=""),
        telephone.remplir(3, **lieu, **TESTS, date="2023-05-04", type_service="eau", position="16.2717 -0.0447 250 5"),
    ]
    avant, apres = tmp_path / "avant.xlsx", tmp_path / "apres.xlsx"
    formulaire = telephone.formulaire(libelles=libelles)
    avant.write_bytes(octets_classeur(kobo(formulaire, envois)))
    modifie = telephone.remplir(1, **connu, **TESTS, date="2023-05-12", photo="p2.jpg")
    modifie.uuid, modifie.racine = "u1b", "u1"
    apres.write_bytes(octets_classeur(kobo(formulaire, [modifie, envois[2]])))
    assert charger_fichiers(projet, avant).code == 1
    assert lire_edition(projet, "SELECT count(*) FROM visite") == [(4,)]
    assert charger_fichiers(projet, apres).code == 1
    assert lire_edition(projet, "SELECT id_point, date::VARCHAR, niveau_preuve FROM visite ORDER BY date") == [
        ("P1", "2023-03-01", None),
        ("GAO-PT-Nabc12345", "2023-05-04", "1"),
        ("P2", "2023-05-12", "2"),
    ]
    codes = lire_edition(projet, "SELECT DISTINCT code FROM anomalie ORDER BY ALL")
    assert codes == [("colonnes_de_soumission",), ("soumission_modifiee",), ("soumissions_disparues",)]
    (point,) = lire_edition(
        projet, "SELECT nom, latitude, longitude FROM point_service WHERE id_point LIKE 'GAO-PT-N%'"
    )
    assert point == ("Puits du marché", 16.2717, -0.0447)
