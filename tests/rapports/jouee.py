"""Une réunion jouée sur la démonstration : son journal, écrit ligne à ligne comme l'écrivain le fait."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from domaine import chemins
from domaine.journal import (
    A_FAIRE,
    ABANDONNEE,
    CLOSE,
    CREATION,
    DEPUIS_CLASSEUR,
    EXECUTEE,
    OUVERTE,
    DecisionPrise,
    Journal,
    Point,
    Reunion,
    en_colonnes,
    table_de,
)
from requetes.accueil.ecarts import ecarts_a_regarder
from requetes.edition.ouverture import Base, edition_a_lire, ouvrir
from requetes.registres.commun import Etendue
from requetes.registres.decisions import Decision
from requetes.registres.vivantes import lire_decisions

NUMERO, JOUR = "COO-30", dt.date(2024, 7, 4)
PRESENTS = ("chef de projet", "coordination de Gao", "coordination de Ménaka", "coordination de Douentza")


def journal_joue(donnees: Path, **change: Any) -> Journal:
    """La réunion COO-30, ses trois décisions, et ce qu'elle fait de trois décisions de l'édition."""
    edition = edition_a_lire(donnees)
    assert edition is not None
    base = ouvrir(edition)
    try:
        anciennes = [d for d in lire_decisions(base, Etendue("SOCLE", JOUR)) if d.situation == "en retard"]
        ecarts = ecarts_a_regarder(base, "cumul", "2024-T2")
        cibles = [f"{e.code_indicateur}|{e.code_zone}" for e in ecarts]
        points = _points(base)
    finally:
        base.fermer()
    ordre = (
        Point(genre="ouverture", minutes=5),
        Point(genre="echues", minutes=15),
        Point(genre="bouge", minutes=10),
        *(Point(genre="ecart", minutes=10, cible=c) for c in cibles),
        Point(genre="blocages", minutes=15),
        Point(genre="envois", minutes=5),
        Point(genre="libre", titre="Sécurité sur l’axe Gao–Ansongo", minutes=5),
        Point(genre="relecture", minutes=5),
    )
    ouverte = Reunion(
        rang=0,
        cle="r1",
        inscrit_le="2024-07-04T09:00:00Z",
        id_reunion=NUMERO,
        version=1,
        instance="Réunion de coordination",
        code_zone="SOCLE",
        date=JOUR.isoformat(),
        lieu="à distance, Bamako et trois coordinations",
        edition=edition.id,
        edition_precedente="",
        ordre=ordre,
        presents=PRESENTS,
        etat=OUVERTE,
    )
    close = dataclasses.replace(ouverte, cle="r2", inscrit_le="2024-07-04T11:00:00Z", version=2, etat=CLOSE, **change)
    return Journal((ouverte, close), (*_prises(cibles[0], points), *_gestes(anciennes)))


def ecrire_journal(donnees: Path, journal: Journal) -> None:
    """Pose le journal dans le dossier de données."""
    with closing(sqlite3.connect(chemins.journal_des_reunions(donnees))) as connexion, connexion:
        connexion.executescript(CREATION)
        for x in (*journal.reunions, *journal.decisions):
            colonnes = en_colonnes(x)
            noms, trous = ", ".join(colonnes), ", ".join(f":{n}" for n in colonnes)
            connexion.execute(f"INSERT INTO {table_de(type(x))} ({noms}) VALUES ({trous})", colonnes)


def decision(rang: int, **change: Any) -> DecisionPrise:
    """Une décision de la réunion, changée de ceci."""
    prise = DecisionPrise(
        rang=0,
        cle=f"d{rang}",
        inscrit_le=f"2024-07-04T10:{rang:02d}:00Z",
        id_decision=f"{NUMERO}-D{rang}",
        version=1,
        id_reunion=NUMERO,
        date=JOUR.isoformat(),
        texte="Envoyer le calendrier des tournées de juillet aux trois coordinations",
        responsable="suivi-évaluation",
        echeance="2024-07-19",
        date_execution=None,
        statut=A_FAIRE,
        code_indicateur=None,
        code_zone=None,
        points=(),
        id_projet=None,
        motif="",
        reunion_du_geste=NUMERO,
    )
    return dataclasses.replace(prise, **change)


def _points(base: Base) -> tuple[str, ...]:
    lus = base.lire("SELECT id_point FROM point_service WHERE code_zone LIKE 'ML%' ORDER BY id_point LIMIT 2")
    return tuple(lus["id_point"])


def _prises(cible: str, points: tuple[str, ...]) -> tuple[DecisionPrise, ...]:
    code, _, zone = cible.partition("|")
    return (
        decision(1, code_indicateur=code, code_zone=zone, texte="Relancer l’entreprise et réceptionner deux ouvrages"),
        decision(2, points=points, texte="Visiter les deux points, dire pourquoi ils sont arrêtés", code_zone="GAO"),
        decision(3, responsable="chef de projet", echeance="2024-08-03"),
    )


def _gestes(anciennes: list[Decision]) -> tuple[DecisionPrise, ...]:
    """Exécutée, reportée, abandonnée : la version du classeur, puis celle de la réunion."""
    executee, reportee, abandonnee = anciennes[:3]
    faites: list[DecisionPrise] = []
    for rang, (d, change) in enumerate(
        (
            (executee, {"statut": EXECUTEE, "date_execution": "2024-07-02"}),
            (reportee, {"echeance": "2024-09-30", "motif": "piste coupée par la crue jusqu’en septembre"}),
            (abandonnee, {"statut": ABANDONNEE, "motif": "reprise dans une autre décision"}),
        ),
        10,
    ):
        venue = decision(
            rang,
            id_decision=d.identifiant,
            id_reunion=d.id_reunion or "",
            date=d.date.isoformat(),
            texte=d.texte,
            responsable=d.responsable or "",
            echeance=d.echeance.isoformat() if d.echeance else "",
            motif=DEPUIS_CLASSEUR,
            code_zone=d.code_zone,
        )
        faites += [venue, dataclasses.replace(venue, **{"cle": f"g{rang}", "version": 2, "motif": "", **change})]
    return tuple(faites)
