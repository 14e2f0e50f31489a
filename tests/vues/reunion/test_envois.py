"""«Qui envoie quoi» : la ligne d'une coordination nomme ses rapports en retard, le plus ancien d'abord."""

import datetime as dt

from requetes.qualite.envois import Envoi
from vues.reunion.terrain import dire_envois


def _rapport(periode, echeance, retard):
    return Envoi(
        code_zone="GAO",
        coordination="Gao",
        nature="rapport",
        feuille="Rapports",
        objet="rapport",
        periode=periode,
        date_echeance=echeance,
        retard_jours=retard,
        nombre=1,
        ordre=1,
    )


def test_les_retards_sont_nommes_et_la_suite_aussi():
    envois = [
        _rapport("2024-07", dt.date(2024, 8, 10), None),
        _rapport("2024-06", dt.date(2024, 7, 10), None),
        *(_rapport(f"2024-0{mois}", dt.date(2024, mois + 1, 10), jours) for mois, jours in ((4, 51), (1, 142), (5, 0))),
        _rapport("2023-12", dt.date(2024, 1, 10), 173),
    ]
    dits = [c.replace("\u00a0", " ") for c in dire_envois("Gao", envois)]
    retards = "décembre 2023 (173 jours), janvier 2024 (142 jours), avril 2024 (51 jours), et 1 autre"
    assert dits == ["Gao", retards, "juin 2024, le 10/07/2024", "–", "–"]


def test_une_coordination_a_jour_n_a_que_des_tirets():
    assert dire_envois("Gao", []) == ("Gao", *["–"] * 4)
