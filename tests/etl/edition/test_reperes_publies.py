"""Les repères dans l'édition : les faits du projet, le fleuve importé à leur place, un fichier abîmé n'empêche rien."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.commandes.chargement import republier
from etl.progression import Progression
from geo.importer_reperes import importer_reperes
from geo.reperes import FLEUVE, fichier_des_reperes
from requetes.carte.reperes import reperes
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.etl.atelier import lire_edition
from tests.etl.petits_classeurs import base_publiee

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

_AVIS = "SELECT valeur FROM info WHERE cle = 'avertissement_reperes'"
_EMPREINTE = "SELECT valeur FROM info WHERE cle = 'empreinte'"


def _lus(donnees: Path):
    edition = edition_a_lire(donnees)
    assert edition is not None
    base = ouvrir(edition)
    try:
        return reperes(base)
    finally:
        base.fermer()


def test_les_faits_puis_un_fichier_puis_un_fichier_abime(tmp_path: Path) -> None:
    donnees = base_publiee(tmp_path)
    faits = _lus(donnees)
    assert {r.genre for r in faits} == {"fleuve", "villes"} and not any("<b>" in r.nom for r in faits)
    assert lire_edition(donnees, _AVIS) == [("",)]
    empreinte = lire_edition(donnees, _EMPREINTE)

    recu = tmp_path / "recu.geojson"
    trait = {"type": "LineString", "coordinates": [[-1, 17], [1, 15.5]]}
    recu.write_text(json.dumps({"type": "Feature", "properties": {"nom": "<b>Niger</b>"}, "geometry": trait}))
    assert importer_reperes(recu, FLEUVE, credit="crédit", source="essai", dossier=donnees).code_de_sortie == 0
    republier(donnees, Progression(muet=True))
    (ligne,) = lire_edition(donnees, "SELECT genre, nom, source, credit FROM repere WHERE genre = 'fleuve'")
    assert ligne == ("fleuve", "<b>Niger</b>", "essai", "crédit")
    (lu,) = (r for r in _lus(donnees) if r.genre == "fleuve")
    assert json.loads(lu.geojson)["coordinates"] == [[-1, 17], [1, 15.5]]
    assert (lu.lon, lu.lat) == (0, 16.25)
    assert lire_edition(donnees, _EMPREINTE) == empreinte

    fichier_des_reperes(donnees, FLEUVE).write_text("{", encoding="utf-8")
    republier(donnees, Progression(muet=True))
    assert {r.genre for r in _lus(donnees)} == {"villes"}
    assert "reperes_fleuve.geojson n'a pas servi" in lire_edition(donnees, _AVIS)[0][0]
    assert lire_edition(donnees, _EMPREINTE) == empreinte
