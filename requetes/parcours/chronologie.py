"""L'histoire d'un projet ou d'un point : ses étapes prévues et faites, ses visites."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Projet:
    """Un projet, tel que la feuille «Projets» le dit ; `note_formulation` est sur 20."""

    id_projet: str
    intitule: str
    operateur: str | None
    date_soumission: dt.date | None
    date_validation: dt.date | None
    note_formulation: float | None
    budget_fcfa: float | None
    statut: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointDuProjet:
    """Un point d'un projet et sa place ; cercle et région absents quand sa commune n'est pas connue."""

    id_point: str
    nom: str
    code_zone: str
    commune: str | None
    code_cercle: str | None
    code_region: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EtapeRecue:
    """Une étape d'un point, telle que reçue.

    Attributes:
        sautee: sans date réelle, alors qu'une étape plus haute est faite, ou que le point est abandonné ; elle
            n'attend plus rien.
    """

    id_point: str
    nom: str
    etape: str
    date_prevue: dt.date | None
    date_reelle: dt.date | None
    motif_blocage: str | None
    commentaire: str | None
    sautee: bool
    fichier: str | None
    feuille: str | None
    ligne: int | None

    def ecart_jours(self, jour: dt.date) -> int | None:
        """Jours après la date prévue, à la date où elle est faite, sinon à `jour` ; `None` si rien n'est prévu."""
        return None if self.date_prevue is None else ((self.date_reelle or jour) - self.date_prevue).days


@dataclass(frozen=True, slots=True, kw_only=True)
class VisiteRecue:
    """Une visite d'un point.

    Attributes:
        tests: combien sont passés, de 0 à 4.
        quatre_tests: tous (règle V1) ; `en_panne`, moins de deux, ou fermé ; `ferme`, déclaré fermé (règles V2 et V3).
    """

    id_point: str
    nom: str
    date: dt.date
    tests: int
    quatre_tests: bool
    en_panne: bool
    ferme: bool
    local: bool
    agent: bool
    moyens: bool
    prestation: bool
    statut_fonctionnel: str | None
    motif: str | None
    mode: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


def projets(base: Base, choix: Selection) -> dict[str, str]:
    """Les projets qui ont un point choisi, par intitulé : identifiant → intitulé."""
    lus = base.lire(
        f"""
        WITH {POINTS_CHOISIS}
        SELECT choisi.id_projet, any_value(choisi.intitule) AS intitule
        FROM choisi JOIN projet_service projet ON projet.id_projet = choisi.id_projet
        GROUP BY choisi.id_projet ORDER BY intitule, choisi.id_projet
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.sans_jour(),
    )
    return dict(zip(lus["id_projet"], lus["intitule"], strict=True))


def identifiants(base: Base) -> list[str]:
    """Les identifiants de tous les projets, choisis ou non."""
    return [str(i) for i in base.lire("SELECT id_projet FROM projet_service ORDER BY id_projet")["id_projet"]]


def projet(base: Base, id_projet: str) -> Projet:
    """Un projet.

    Raises:
        ValueError: aucun projet ne porte cet identifiant.
    """
    (lu,) = base.rangees(
        Projet,
        """
        SELECT id_projet, intitule, operateur, date_soumission, date_validation, note_formulation, budget_fcfa, statut
        FROM projet_service WHERE id_projet = $id
        """,
        {"id": id_projet},
    )
    return lu


def points_du_projet(base: Base, id_projet: str) -> tuple[PointDuProjet, ...]:
    """Tous les points d'un projet, choisis ou non."""
    return base.rangees(
        PointDuProjet,
        """
        SELECT point.id_point, point.nom, point.code_zone, zone.nom AS commune, zone.parent AS code_cercle,
               zone.region AS code_region
        FROM point_service point LEFT JOIN zone ON zone.code = point.code_zone WHERE point.id_projet = $id
        ORDER BY point.id_point
        """,
        {"id": id_projet},
    )


def etapes(base: Base, points: tuple[str, ...]) -> tuple[EtapeRecue, ...]:
    """Les étapes reçues des points, dans l'ordre du parcours."""
    return base.rangees(
        EtapeRecue,
        """
        SELECT etape.id_point, point.nom, etape.etape, etape.date_prevue, etape.date_reelle,
               nullif(trim(etape.motif_blocage), '') AS motif_blocage, etape.commentaire,
               etape.date_reelle IS NULL AND length(etape.etape) = 1
                   AND coalesce(etape.etape < parcours.haute OR parcours.abandonne, false) AS sautee,
               etape.fichier, etape.feuille, etape.ligne
        FROM etape_restauration etape JOIN point_service point USING (id_point)
        LEFT JOIN (
            SELECT id_point, max(etape) FILTER (length(etape) = 1) AS haute,
                   bool_or(etape = 'abandonné') AS abandonne
            FROM etape_restauration WHERE date_reelle IS NOT NULL GROUP BY id_point
        ) parcours USING (id_point)
        WHERE list_contains($points, etape.id_point) ORDER BY etape.id_point, length(etape.etape), etape.etape
        """,
        {"points": list(points)},
    )


def visites(base: Base, points: tuple[str, ...]) -> tuple[VisiteRecue, ...]:
    """Les visites des points, dans l'ordre du temps."""
    return base.rangees(
        VisiteRecue,
        """
        SELECT visite.id_point, point.nom, visite.date,
               tests_reunis(visite.local, visite.agent, visite.moyens, visite.prestation) AS tests,
               est_restauration(tests) AS quatre_tests, est_en_panne(tests, visite.statut_fonctionnel) AS en_panne,
               est_ferme(visite.statut_fonctionnel) AS ferme, visite.local, visite.agent, visite.moyens,
               visite.prestation, visite.statut_fonctionnel, visite.motif, visite.mode, visite.fichier, visite.feuille,
               visite.ligne
        FROM visite JOIN point_service point USING (id_point)
        WHERE list_contains($points, visite.id_point) ORDER BY visite.id_point, visite.date
        """,
        {"points": list(points)},
    )
