"""Un point de service : tout ce que l'édition sait de lui à une date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Qui est un point, le projet qui le restaure, son état à une date.

    Attributes:
        operateur: le sien, à défaut celui de son projet.
        precision_m: de la position, en mètres.
        intitule: celui du projet ; `None` sans projet connu, comme tout ce qui en vient.
        note_formulation: sur 20.
        restaure: les quatre tests ont été réunis au moins une fois.
        retombe: restauré, puis moins de deux tests à la dernière visite, ou fermé.
        perime: sa dernière visite ne dit plus son état (règle V2).
    """

    id_point: str
    nom: str
    type_service: str
    commune: str
    region: str
    localite: str | None
    gestionnaire: str | None
    operateur: str | None
    population_desservie: int | None
    latitude: float | None
    longitude: float | None
    precision_m: float | None
    id_projet: str | None
    intitule: str | None
    statut_projet: str | None
    budget_fcfa: float | None
    date_validation: dt.date | None
    note_formulation: float | None
    statut: str
    restaure: bool
    retombe: bool
    perime: bool
    date_restauration: dt.date | None
    fichier: str
    feuille: str
    ligne: int
    fichier_projet: str | None
    feuille_projet: str | None
    ligne_projet: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """Une étape d'un point.

    Attributes:
        date_reelle: `None` tant qu'elle n'est pas faite.
        retard_jours: date réelle moins date prévue ; `None` quand l'une manque.
        en_retard: prévue avant la date lue, et pas faite.
    """

    etape: str
    date_prevue: dt.date | None
    date_reelle: dt.date | None
    retard_jours: int | None
    en_retard: bool
    motif_blocage: str | None
    commentaire: str | None
    fichier: str
    feuille: str
    ligne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visite:
    """Une visite ; `tests` compte les quatre qui le précèdent, un nombre d'usagers absent n'est pas zéro."""

    date: dt.date
    mode: str | None
    local: bool
    agent: bool
    moyens: bool
    prestation: bool
    tests: int
    statut_fonctionnel: str | None
    usagers_hommes: int | None
    usagers_femmes: int | None
    motif: str | None
    niveau_preuve: str | None
    fichier: str
    feuille: str
    ligne: int

    @property
    def reunis(self) -> dict[str, bool]:
        """Test → vrai s'il est passé."""
        return {"local": self.local, "agent": self.agent, "moyens": self.moyens, "prestation": self.prestation}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Une cellule qu'un dépôt a changée ; `fichier, feuille, ligne` sont ceux de la nouvelle."""

    nom_table: str
    cle: str
    colonne: str
    ancien: str | None
    nouveau: str | None
    fichier: str
    feuille: str
    ligne: int


def point(base: Base, id_point: str, jour: dt.date) -> Point | None:
    """Le point à une date ; `None` quand l'édition ne le connaît pas."""
    lus = base.rangees(
        Point,
        """
        SELECT point.id_point, point.nom, point.type_service, commune.nom AS commune, region.nom AS region,
               point.localite, point.gestionnaire, coalesce(point.operateur, projet.operateur) AS operateur,
               point.population_desservie, point.latitude, point.longitude, point.precision_m, point.id_projet,
               projet.intitule, projet.statut AS statut_projet, projet.budget_fcfa, projet.date_validation,
               projet.note_formulation, coalesce(etat.statut, 'inconnu') AS statut,
               coalesce(etat.restaure, false) AS restaure, coalesce(etat.restaure AND etat.retombe, false) AS retombe,
               coalesce(visite_perimee(etat.age_jours), false) AS perime, etat.date_restauration, point.fichier,
               point.feuille, point.ligne, projet.fichier AS fichier_projet, projet.feuille AS feuille_projet,
               projet.ligne AS ligne_projet
        FROM point_service point
        LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
        LEFT JOIN projet_service projet ON projet.id_projet = point.id_projet
        LEFT JOIN zone commune ON commune.code = point.code_zone
        LEFT JOIN zone region ON region.code = commune.region
        WHERE point.id_point = $id
        """,
        {"id": id_point, "jour": jour},
    )
    return lus[0] if lus else None


def etapes_du_point(base: Base, id_point: str, jour: dt.date) -> tuple[Etape, ...]:
    """Les étapes, de 0 à 9 puis suspendu ou abandonné ; une date réelle d'après `jour` n'est pas encore connue."""
    return base.rangees(
        Etape,
        """
        SELECT etape, date_prevue, faite AS date_reelle, date_diff('day', date_prevue, faite) AS retard_jours,
               coalesce(faite IS NULL AND date_prevue < $jour, false) AS en_retard, motif_blocage, commentaire,
               fichier, feuille, ligne
        FROM (SELECT *, CASE WHEN date_reelle <= $jour THEN date_reelle END AS faite
              FROM etape_restauration WHERE id_point = $id)
        ORDER BY length(etape) > 1, etape
        """,
        {"id": id_point, "jour": jour},
    )


def visites_du_point(base: Base, id_point: str, jour: dt.date) -> tuple[Visite, ...]:
    """Les visites jusqu'à une date, la plus récente d'abord."""
    return base.rangees(
        Visite,
        """
        SELECT date, mode, local, agent, moyens, prestation,
               tests_reunis(local, agent, moyens, prestation) AS tests,
               statut_fonctionnel, usagers_hommes, usagers_femmes, motif, niveau_preuve, fichier, feuille, ligne
        FROM visites_prouvees() WHERE id_point = $id AND date <= $jour ORDER BY date DESC
        """,
        {"id": id_point, "jour": jour},
    )


def revisions_du_point(base: Base, id_point: str) -> tuple[Revision, ...]:
    """Ce qu'un dépôt a changé de la fiche, des étapes ou des visites du point, cellule par cellule."""
    return base.rangees(
        Revision,
        """
        WITH cles AS (
            SELECT 'point_service' AS nom_table, $id AS cle
            UNION SELECT 'visite', $id || ' · ' || date FROM visite WHERE id_point = $id
            UNION SELECT 'etape_restauration', $id || ' · ' || etape FROM etape_restauration WHERE id_point = $id
        )
        SELECT revision.nom_table, revision.cle, revision.colonne, revision.ancien, revision.nouveau,
               depot.nom_fichier AS fichier, revision.feuille, revision.ligne
        FROM revision JOIN cles USING (nom_table, cle)
        LEFT JOIN chargement depot ON depot.id_chargement = revision.id_chargement_nouveau
        ORDER BY revision.id_chargement_nouveau DESC, revision.nom_table, revision.cle, revision.colonne
        """,
        {"id": id_point},
    )
