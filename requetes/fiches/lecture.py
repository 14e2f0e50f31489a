"""Ce que montre la fiche d'une commune, d'un point, d'un indicateur, lu en une fois."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domaine.chiffre import Chiffre
from domaine.commune import SituationCommune
from requetes.edition.ouverture import Base
from requetes.fiches import commune as communes
from requetes.fiches import decisions, evenements, manques
from requetes.fiches import point as points
from requetes.tendances import series


@dataclass(frozen=True)
class LectureCommune:
    """La fiche d'une commune à une date ; les décisions, elles, sont jugées à la date des données."""

    commune: communes.Commune
    jour: dt.date
    situation: SituationCommune
    points: tuple[communes.PointDeCommune, ...]
    services: tuple[communes.ComptesDeService, ...]
    histoire: tuple[communes.Mois, ...]
    chantiers: tuple[communes.ChantierDeCommune, ...]
    faits: tuple[evenements.Fait, ...]
    manques: manques.Manques
    decisions: tuple[decisions.Decision, ...]
    chiffres: tuple[Chiffre, ...]

    @property
    def jamais_visites(self) -> int:
        """De tous les points de la commune."""
        return sum(s.jamais_visites for s in self.services)


@dataclass(frozen=True)
class LecturePoint:
    """La fiche d'un point à une date ; les décisions, elles, sont jugées à la date des données."""

    point: points.Point
    jour: dt.date
    etapes: tuple[points.Etape, ...]
    visites: tuple[points.Visite, ...]
    decisions: tuple[decisions.Decision, ...]
    revisions: tuple[points.Revision, ...]

    @property
    def jours_sans_visite(self) -> int | None:
        """Depuis la dernière ; `None` quand aucune n'a eu lieu."""
        return (self.jour - self.visites[0].date).days if self.visites else None


@dataclass(frozen=True)
class LectureIndicateur:
    """Ce que la fiche d'un indicateur ajoute au dictionnaire : ses cibles et ses références, dans toutes les zones."""

    cibles: tuple[series.Cible, ...]
    references: tuple[series.Reference, ...]

    def cibles_de(self, zone: str) -> tuple[series.Cible, ...]:
        return tuple(c for c in self.cibles if c.code_zone == zone)


def lire_commune(base: Base, code: str, jour: dt.date) -> LectureCommune | None:
    """La fiche d'une commune ; `None` quand l'édition n'a aucune commune de ce code."""
    commune = communes.commune(base, code)
    if commune is None:
        return None
    lieu = (base, code, jour)
    suivis, services = communes.points_de_commune(*lieu), communes.comptes_par_service(*lieu)
    return LectureCommune(
        commune=commune,
        jour=jour,
        situation=communes.situation_de_commune(suivis, services, *lieu),
        points=suivis,
        services=services,
        histoire=communes.histoire_de_commune(*lieu),
        chantiers=communes.chantiers_de_commune(*lieu),
        faits=evenements.evenements_de_commune(*lieu),
        manques=manques.manques_de_commune(*lieu),
        decisions=decisions.decisions_de_commune(base, code),
        chiffres=communes.indicateurs_de_commune(*lieu),
    )


def lire_point(base: Base, id_point: str, jour: dt.date) -> LecturePoint | None:
    """La fiche d'un point ; `None` quand l'édition ne le connaît pas."""
    point = points.point(base, id_point, jour)
    if point is None:
        return None
    return LecturePoint(
        point=point,
        jour=jour,
        etapes=points.etapes_du_point(base, id_point, jour),
        visites=points.visites_du_point(base, id_point, jour),
        decisions=decisions.decisions_du_point(base, id_point),
        revisions=points.revisions_du_point(base, id_point),
    )


def lire_indicateur(base: Base, code: str) -> LectureIndicateur:
    """Les cibles et les références d'un indicateur."""
    return LectureIndicateur(series.cibles(base, code), series.references(base, code))
