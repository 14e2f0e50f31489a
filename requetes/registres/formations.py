"""Les formations : les sessions, les personnes qui y sont venues, ce qu'en disent les tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from domaine.sources import NON_PRECISE
from requetes.edition.ouverture import Base
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, SOURCE, Etendue, Inscription

#: Où se rangent les sessions dont aucune liste de participants n'est venue (règle S15).
SANS_LISTE = "sans liste de participants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(Inscription):
    """Une session de formation.

    Attributes:
        date: le jour où elle compte, sa fin, à défaut son début (règle G17) ; `None` : elle n'est d'aucune période.
        hommes, femmes: ceux de sa ligne ; `None` quand la case est vide.
        inscrits: les personnes de sa liste ; `None` sans liste, qui n'est pas zéro (règle S15).
        effectif: ce qu'elle pèse (règle G18) ; `None` quand rien ne le dit.
        gain: la note de sortie moins celle d'entrée, en points de leur échelle ; `None` si l'une manque.
        contredite: vrai quand hommes et femmes ne font pas la liste (règle S16) ; `None` quand rien ne se compare.
    """

    intitule: str
    module: str | None
    debut: dt.date | None
    fin: dt.date | None
    date: dt.date | None
    hommes: int | None
    femmes: int | None
    inscrits: int | None
    effectif: int | None
    score_avant: float | None
    score_apres: float | None
    gain: float | None
    contredite: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Formes:
    """Ceux que des sessions ont formés, dans un groupe.

    Attributes:
        par: «sexe», «fonction», «region», «module» ; vide : tous ensemble.
        groupe: «non précisé» quand personne ne le dit, `SANS_LISTE` quand les personnes sont inconnues.
        personnes: distinctes dans ce groupe ; `None` sans aucune liste. Une personne peut être dans deux groupes.
        participations: lignes des listes ; `None` sans aucune liste.
        sessions, sans_liste: celles du groupe ; celles dont aucune liste n'est venue.
    """

    par: str
    groupe: str
    personnes: int | None
    participations: int | None
    sessions: int
    sans_liste: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Le gain moyen de plusieurs sessions (règles C7 et S17).

    Attributes:
        sessions: celles qui ont leurs deux notes.
        sans_effectif: celles d'entre elles que rien ne pèse.
        participants: ce que pèsent les autres ; `None` sans elles.
        avant, apres, points: moyennes pondérées ; `None` sans test, ou quand une session testée ne se pèse pas.
    """

    sessions: int
    sans_effectif: int
    participants: int | None
    avant: float | None
    apres: float | None
    points: float | None


def lire_sessions(base: Base, etendue: Etendue) -> tuple[Session, ...]:
    """Les sessions de l'étendue, la plus récente d'abord ; une session sans date n'est d'aucune période."""
    return base.rangees(
        Session,
        f"""
        WITH liste AS (SELECT id_formation, count(*) AS inscrits FROM formation_participant GROUP BY id_formation)
        SELECT inscrit.id_formation AS identifiant, {LIEU}, {SOURCE}, inscrit.intitule, inscrit.module, inscrit.debut,
               inscrit.fin, date_de_la_formation(inscrit.debut, inscrit.fin) AS date, inscrit.hommes::BIGINT AS hommes,
               inscrit.femmes::BIGINT AS femmes, liste.inscrits,
               effectif_de_la_session(inscrit.hommes, inscrit.femmes, liste.inscrits)::BIGINT AS effectif,
               inscrit.score_avant, inscrit.score_apres, inscrit.score_apres - inscrit.score_avant AS gain,
               contredit_sa_liste(inscrit.hommes, inscrit.femmes, liste.inscrits) AS contredite
        FROM formation inscrit {JOINDRE_LE_LIEU} LEFT JOIN liste USING (id_formation)
        WHERE date_de_la_formation(inscrit.debut, inscrit.fin)
                  BETWEEN coalesce($debut::DATE, DATE '0001-01-01') AND $jour
           OR (date_de_la_formation(inscrit.debut, inscrit.fin) IS NULL AND $debut::DATE IS NULL)
        ORDER BY date DESC NULLS LAST, lieu.ordre, inscrit.id_formation
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": etendue.zone, "jour": etendue.jour, "debut": etendue.debut},
    )


def lire_formes(base: Base, sessions: tuple[str, ...]) -> tuple[Formes, ...]:
    """Qui ces sessions ont formé : tous ensemble, puis par sexe, par fonction, par région et par module.

    Une session sans date n'y est pas : ses personnes ne sont d'aucune période (règle G17).
    """
    return base.rangees(
        Formes,
        f"""
        WITH venue AS (
            SELECT formation.id_formation, participant.id_personne,
                   CASE WHEN participant.id_personne IS NULL THEN '{SANS_LISTE}'
                        ELSE coalesce(participant.sexe, '{NON_PRECISE}') END
                   AS sexe,
                   CASE WHEN participant.id_personne IS NULL THEN '{SANS_LISTE}'
                        ELSE coalesce(participant.fonction, '{NON_PRECISE}') END
                   AS fonction,
                   coalesce(region.nom, 'Ensemble du projet') AS region,
                   coalesce(formation.module, '{NON_PRECISE}') AS module
            FROM formation JOIN zone lieu ON lieu.code = formation.code_zone
            LEFT JOIN zone region ON region.code = lieu.region
            LEFT JOIN formation_participant participant USING (id_formation)
            WHERE formation.id_formation IN (SELECT unnest($ids))
                AND date_de_la_formation(formation.debut, formation.fin) IS NOT NULL
        )
        SELECT CASE WHEN grouping(sexe) = 0 THEN 'sexe' WHEN grouping(fonction) = 0 THEN 'fonction'
                    WHEN grouping(region) = 0 THEN 'region' WHEN grouping(module) = 0 THEN 'module' ELSE '' END AS par,
               coalesce(sexe, fonction, region, module, '') AS groupe,
               nullif(count(DISTINCT id_personne), 0) AS personnes, nullif(count(id_personne), 0) AS participations,
               count(DISTINCT id_formation) AS sessions,
               count(DISTINCT id_formation) FILTER (id_personne IS NULL) AS sans_liste
        FROM venue GROUP BY GROUPING SETS ((), (sexe), (fonction), (region), (module)) HAVING sessions > 0
        ORDER BY par, personnes DESC NULLS LAST, groupe
        """,  # noqa: S608
        {"ids": list(sessions)},
    )


def gain_moyen(sessions: Sequence[Session]) -> Gain:
    """Le gain des sessions datées, chacune pesée par son effectif.

    Une session testée que rien ne pèse laisse l'ensemble sans moyenne (règle C7) ; seule, elle est la sienne.
    """
    testees = [s for s in sessions if s.gain is not None and s.date is not None]
    connus = [s.effectif for s in testees if s.effectif is not None]
    seule = len(testees) == 1 and not connus
    total = len(testees) if seule else sum(connus)
    pesable = bool(total) and (seule or len(connus) == len(testees))

    def moyenne(note: str) -> float | None:
        if not pesable:
            return None
        return sum(getattr(s, note) * (1 if seule else s.effectif) for s in testees) / total

    return Gain(
        sessions=len(testees),
        sans_effectif=len(testees) - len(connus),
        participants=sum(connus) if connus else None,
        avant=moyenne("score_avant"),
        apres=moyenne("score_apres"),
        points=moyenne("gain"),
    )
