"""Ce que la page Qualité lit, en une fois : ce qu'elle montre toujours, puis ce que certains onglets y ajoutent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from requetes.edition import referentiel
from requetes.edition.ouverture import Base
from requetes.qualite import bilans, depots, envois


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureQualite:
    """Ce que la page montre toujours.

    Attributes:
        plancher: du jeu de seuils d'origine, en pourcentage : sous cette complétude, un chiffre est provisoire.
        recente: la complétude de chaque région à la dernière période ; vide quand rien n'est attendu.
        rapports_en_retard: échus au jour lu, pas reçus ; `None` si aucun n'a jamais été annoncé (règle S4).
        ecartees: lignes mises de côté, de toutes les régions ; `a_verifier`, anomalies des lignes entrées, de même.
    """

    plancher: float
    recente: tuple[bilans.Completude, ...]
    a_envoyer: envois.AEnvoyer
    rapports_en_retard: int | None
    ecartees: int
    a_verifier: int

    @property
    def recues(self) -> int:
        """Couples indicateur × zone reçus à la dernière période ; `attendues` : ceux qui l'étaient."""
        return sum(c.recues for c in self.recente)

    @property
    def attendues(self) -> int:
        return sum(c.attendues for c in self.recente)


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureCompletude:
    """L'onglet «Complétude»."""

    cases: tuple[bilans.Completude, ...]
    perimees: tuple[bilans.Perimee, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LecturePonctualite:
    """L'onglet «Ponctualité»."""

    bilan: tuple[bilans.Ponctualite, ...]
    rapports: tuple[bilans.Rapport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LecturePreuves:
    """L'onglet «Niveaux de preuve»."""

    preuves: tuple[bilans.Preuve, ...]
    par_indicateur: tuple[bilans.Repartition, ...]
    par_coordination: tuple[bilans.Repartition, ...]
    photos_attendues: tuple[bilans.PhotoAttendue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureAnomalies:
    """L'onglet «Anomalies» ; `touches` : les dépôts qui en ont, les plus graves d'abord."""

    touches: tuple[depots.Depot, ...]
    anomalies: pd.DataFrame


def lire_qualite(base: Base, region: str, jour: dt.date) -> LectureQualite:
    """La réponse et le résumé, d'une région ou de toutes (vide) ; `jour` : celui où les retards se comptent."""
    comptes = base.lire("""
        SELECT (SELECT count(*) FROM quarantaine) AS ecartees,
               (SELECT count(*) FROM anomalie WHERE gravite <> 'bloquante') AS a_verifier
    """)
    attendus = bilans.rapports(base, region, jour)
    return LectureQualite(
        plancher=referentiel.seuils(base)[0].plancher_completude,
        recente=bilans.completude_recente(base, region),
        a_envoyer=envois.lire_envois(base, region, jour),
        rapports_en_retard=sum(r.situation == "en retard" for r in attendus) if attendus else None,
        ecartees=int(comptes["ecartees"].iloc[0]),
        a_verifier=int(comptes["a_verifier"].iloc[0]),
    )


def lire_completude(base: Base, niveau: str, type_periode: str, region: str) -> LectureCompletude:
    """La complétude zone par période, et ce qui n'a rien de récent."""
    return LectureCompletude(
        cases=bilans.completude_des_valeurs(base, niveau, type_periode, region),
        perimees=bilans.valeurs_perimees(base, region),
    )


def lire_ponctualite(base: Base, region: str, jour: dt.date) -> LecturePonctualite:
    """Les rapports attendus, et leur bilan par coordination."""
    return LecturePonctualite(
        bilan=bilans.ponctualite(base, region, jour), rapports=bilans.rapports(base, region, jour)
    )


def lire_preuves(base: Base, region: str) -> LecturePreuves:
    """Les lignes reçues de chaque indicateur, par niveau de preuve."""
    preuves = bilans.niveaux_de_preuve(base, region)
    return LecturePreuves(
        preuves=preuves,
        par_indicateur=bilans.repartir(preuves),
        par_coordination=bilans.repartir(preuves, par_coordination=True),
        photos_attendues=bilans.photos_attendues(base, region),
    )


def lire_anomalies(base: Base) -> LectureAnomalies:
    """Les anomalies, et les dépôts qui en ont."""
    return LectureAnomalies(
        touches=depots.touches_par_une_anomalie(depots.depots(base)), anomalies=depots.anomalies(base)
    )
