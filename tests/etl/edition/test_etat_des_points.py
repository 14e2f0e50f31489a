"""L'état de chaque point, mois par mois : statut, étape, restauré, fonctionnel, retombé."""

from __future__ import annotations

import duckdb
import pytest

from etl.commandes.chargement import charger
from etl.edition import dossier as editions
from etl.progression import Progression
from tests.etl.petits_classeurs import ecrire, ecrire_cadre

#: point, date, tests réunis (local, agent, moyens, prestation), statut écrit
VISITES = [
    ("P1", "2023-01-10", "oooo", None),
    ("P1", "2023-02-10", "onnn", "pleinement fonctionnel"),
    ("P1", "2023-03-10", "ooon", None),
    ("P2", "2023-01-10", "oonn", None),
    ("P3", "2023-02-10", "oooo", "fermé temporairement"),
]
#: point, étape, date réelle
ETAPES = [
    ("P1", "5", "2023-01-05"),
    ("P1", "suspendu", "2023-02-05"),
    ("P1", "7", "2023-03-05"),
    ("P2", "1", "2023-01-05"),
    ("P2", "2", "2023-01-05"),
    ("P2", "3", None),
]


@pytest.fixture(scope="module")
def etats(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[object, ...]]:
    """(point, date) → statut, étape, restauré, fonctionnel, retombé."""
    dossier = tmp_path_factory.mktemp("points")
    classeur = ecrire(
        dossier / "points.xlsx",
        Points=[
            {"id_point": point, "nom": point, "type_service": "eau", "code_zone": "ML070303"}
            for point in ("P1", "P2", "P3", "P4")
        ],
        Visites=[
            {"id_point": point, "date": date}
            | dict(zip(("local", "agent", "moyens", "prestation"), tests, strict=True))
            | {"statut_fonctionnel": statut}
            for point, date, tests, statut in VISITES
        ],
        Étapes=[{"id_point": p, "etape": e, "date_reelle": d, "date_prevue": "2023-04-01"} for p, e, d in ETAPES],
        # Un état de présence date les données au-delà de la dernière visite.
        Présence=[
            {"code_zone": "GAO", "poste": "Gouverneur", "fonction": "gouverneur"}
            | {"date": "2023-05-12", "etat": "au poste"}
        ],
    )
    cadre = ecrire_cadre(dossier / "cadre.xlsx")
    assert charger(dossier / "donnees", [cadre, classeur], Progression(muet=True)).publication is not None
    with duckdb.connect(str(editions.chemin_base(dossier / "donnees")), read_only=True) as connexion:
        lues = connexion.execute(
            "SELECT id_point, date::VARCHAR, statut, etape, restaure, fonctionnel, retombe FROM etat_point"
        ).fetchall()
    return {(point, date): (*autres,) for point, date, *autres in lues}


def test_une_situation_par_fin_de_mois_finie_et_a_la_date_des_donnees(etats) -> None:
    """Règle V4."""
    dates = ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-12"]
    assert sorted(etats) == [(f"P{n}", date) for n in range(1, 5) for date in dates]


@pytest.mark.parametrize(
    ("point", "date", "statut"),
    [
        ("P1", "2023-01-31", "pleinement fonctionnel"),
        ("P1", "2023-02-28", "non fonctionnel"),
        ("P1", "2023-03-31", "partiellement fonctionnel"),
        ("P2", "2023-03-31", "partiellement fonctionnel"),
        ("P2", "2023-04-30", "non visité depuis 90 jours"),
        ("P3", "2023-01-31", "inconnu"),
        ("P3", "2023-05-12", "fermé temporairement"),
        ("P4", "2023-05-12", "inconnu"),
    ],
)
def test_le_premier_statut_qui_s_applique(etats, point, date, statut) -> None:
    """Les tests l'emportent sur le mot écrit, la fermeture sur l'âge de la visite (règle V4)."""
    assert etats[point, date][0] == statut


@pytest.mark.parametrize(
    ("point", "date", "etape"),
    [
        ("P1", "2023-01-31", "5"),
        ("P1", "2023-02-28", "suspendu"),
        ("P1", "2023-03-31", "7"),
        ("P2", "2023-05-12", "2"),
        ("P3", "2023-05-12", None),
    ],
)
def test_l_etape_atteinte_est_la_derniere_datee(etats, point, date, etape) -> None:
    """Le même jour, la plus haute ; une étape sans date réelle n'en est pas une (règle V5)."""
    assert etats[point, date][1] == etape


@pytest.mark.parametrize(
    ("point", "date", "restaure", "fonctionnel", "retombe"),
    [
        ("P1", "2023-01-31", True, True, False),
        ("P1", "2023-02-28", True, False, True),
        ("P1", "2023-03-31", True, True, False),
        ("P1", "2023-05-12", True, True, False),
        ("P2", "2023-01-31", False, True, False),
        ("P2", "2023-04-30", False, False, False),
        ("P3", "2023-02-28", True, False, True),
        ("P4", "2023-05-12", False, False, False),
    ],
)
def test_restaure_fonctionnel_retombe_releve(etats, point, date, restaure, fonctionnel, retombe) -> None:
    """Règles V1, V2 et V3."""
    assert etats[point, date][2:] == (restaure, fonctionnel, retombe)
