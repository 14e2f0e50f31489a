"""Un petit projet où se réunir : deux points, un projet, une réunion et une décision reçues par classeur."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from etl.commandes.chargement import charger
from etl.progression import Progression
from etl.reunions import journal
from tests.etl.petits_classeurs import ecrire, ecrire_cadre, indicateur, valeurs

MUET = Progression(muet=True)
JOUR = "2023-03-10"
CLASSEUR = {"id_decision": "BKO-COO-29-D1", "date": "2023-02-10", "id_reunion": "BKO-COO-29", "texte": "Relire le plan"}
_cles = itertools.count(1)


def cle() -> str:
    """Une clé neuve."""
    return f"cle-d-essai-{next(_cles)}"


def publier_le_projet(dossier: Path) -> Path:
    """Publie le projet ; les données vont jusqu'au 30 juin 2023."""
    registres = {"unite": "%", "frequence": "T", "niveau_collecte": "SOCLE"}
    cadre = ecrire_cadre(
        dossier / "cadre.xlsx",
        indicateur("F1"),
        indicateur("R3.2", "ratio", source_calcul="reunions_tenues", **registres),
        indicateur("R3.3", "ratio", source_calcul="decisions_executees", **registres),
    )
    points = [
        {"id_point": f"P{n}", "nom": f"Forage {n}", "type_service": "eau", "code_zone": zone, "id_projet": "PR1"}
        for n, zone in ((1, "ML070303"), (2, "ML070301"))
    ]
    coordination = ecrire(
        dossier / "coordination.xlsx",
        Valeurs=valeurs(6, GAO=10),
        Points=points,
        Projets=[{"id_projet": "PR1", "intitule": "Eau", "code_zone": "ML070303"}],
        Réunions=[
            {"id_reunion": "BKO-COO-29", "instance": "Réunion de coordination", "date_prevue": "2023-02-10"}
            | {"date": "2023-02-10"},
            {"id_reunion": "GAO-SUI-11", "instance": "Comité régional de suivi", "code_zone": "GAO"},
        ],
        Décisions=[
            CLASSEUR | {"responsable": "Monsieur X", "echeance": "2023-04-01", "statut": "en cours"},
            {"id_decision": "L1", "date": "2023-02-11", "texte": "Long " * 60, "date_execution": "2023-02-12"},
            {"id_decision": "L2", "date": "2023-02-11", "texte": "Rien", "statut": "abandonnée", "id_point": "P1 ; P2"},
        ],
    )
    donnees = dossier / "donnees"
    # «à vérifier» : aucune cible n'est donnée.
    assert charger(donnees, [cadre, coordination], MUET).code == 1
    return donnees


def preparer(donnees: Path, **ecarts: Any) -> journal.Reunion:
    """Une réunion de coordination préparée."""
    base = {"cle": cle(), "instance": "Réunion de coordination", "code_zone": "SOCLE", "date": JOUR}
    return journal.preparer(donnees, **base | ecarts)


def decider(donnees: Path, id_reunion: str, **ecarts: Any) -> journal.DecisionPrise:
    """Une décision d'une réunion."""
    base = {"cle": cle(), "texte": "Envoyer le rapport", "responsable": "chef de projet", "echeance": "2023-05-01"}
    return journal.decider(donnees, id_reunion=id_reunion, **base | ecarts)


def changer(donnees: Path, id_decision: str, version: int, statut: str, **ecarts: Any) -> journal.DecisionPrise:
    """Une décision exécutée, reportée ou abandonnée."""
    base = {"cle": cle(), "id_decision": id_decision, "version_lue": version, "statut": statut}
    return journal.changer_decision(donnees, **base | ecarts)


def passer(donnees: Path, reunion: journal.Reunion, etat: str) -> journal.Reunion:
    """La réunion, passée à cet état."""
    lue = {"id_reunion": reunion.id_reunion, "version_lue": reunion.version}
    return journal.changer_reunion(donnees, cle=cle(), etat=etat, **lue)
