"""La porte du fond de carte, avec les vraies commandes : contrôler à l'essai, refuser en français, retirer."""

import json

import pytest

from geo.limites import fichier_des_limites, limites_par_defaut
from vues.actions import fonds
from vues.actions.fonds import Fond
from vues.actions.processus import ActionImpossible

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


def _muet(message, part):
    assert message and 0 <= part <= 1


def test_des_cercles_se_controlent_sans_rien_changer(socle_donnees):
    contenu = limites_par_defaut().cercles[["geometry"]].to_json().encode()
    recu = fonds.recevoir("cercles.geojson", contenu)
    rapport = fonds.verifier(recu, Fond(fonds.LIMITES, credit="crédit d’essai"))
    assert rapport.convient
    assert any("8\u00a0cercles" in message for _, message in rapport.remarques)
    assert not fichier_des_limites(socle_donnees, "cercle").exists()


def test_un_topojson_est_refuse_et_nomme(socle_donnees):
    recu = fonds.recevoir("carte.topojson", json.dumps({"type": "Topology", "arcs": []}).encode())
    rapport = fonds.verifier(recu, Fond(fonds.LIMITES))
    assert not rapport.convient
    ((gravite, message),) = rapport.remarques
    assert gravite == "bloquante" and "est un TopoJSON" in message


def test_un_autre_format_n_est_pas_meme_pose(socle_donnees):
    with pytest.raises(ActionImpossible, match="GeoJSON"):
        fonds.recevoir("carte.exe", b"MZ")


def test_rien_a_retirer_ne_publie_rien(socle_donnees):
    assert not fonds.retirer("cercle", _muet)
    assert not fonds.retirer("fleuve", _muet)
