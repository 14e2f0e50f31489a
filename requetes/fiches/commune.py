"""Une commune : ses points, ses services, son histoire, ses chantiers, ses chiffres.

Partout, `jour` est une date de `requetes.carte.services.dates_d_etat` : rien de postérieur n'est rendu.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.commune import SituationCommune
from domaine.niveaux import NIVEAUX
from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """Une commune et sa dernière population chargée, `None` quand aucune ne l'est."""

    code: str
    nom: str
    cercle: str
    region: str
    population: int | None
    annee: int | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointDeCommune:
    """Un point et son état à une date ; absent de cette date, il est «inconnu», sans visite ni étape.

    Attributes:
        fonctionnel, retombe: d'un point restauré seulement.
        tests: réunis à la dernière visite, sur quatre.
        age_jours: jours depuis la dernière visite.
    """

    id_point: str
    nom: str
    type_service: str
    localite: str | None
    statut: str
    restaure: bool
    fonctionnel: bool
    retombe: bool
    tests: int | None
    derniere_visite: dt.date | None
    age_jours: int | None
    etape: str | None
    date_restauration: dt.date | None
    operateur: str | None
    gestionnaire: str | None
    id_projet: str | None
    fichier: str
    feuille: str
    ligne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComptesDeService:
    """Les points d'un service dans la commune ; les trois comptes après `restaures` (déjà passés 4/4) en font la somme.

    Attributes:
        non_vus: depuis 90 jours, sans être retombés (règle V2).
        jamais_visites: de tous les points suivis.
    """

    type_service: str
    suivis: int
    restaures: int
    fonctionnels: int
    retombes: int
    non_vus: int
    jamais_visites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mois:
    """Les points de la commune à la fin d'un mois ; `fonctionnels` et `retombes` sont pris parmi les restaurés."""

    date: dt.date
    suivis: int
    restaures: int
    fonctionnels: int
    retombes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChantierDeCommune:
    """Un chantier de la commune, de son cercle ou de sa région.

    Attributes:
        niveau: celui de sa zone.
        situation_au: date du dernier relevé connu, qui donne les deux avancements (0 à 100) et l'incident.
    """

    id_chantier: str
    nom: str | None
    ouvrage: str
    zone: str
    niveau: str
    entreprise: str | None
    montant_fcfa: float | None
    date_debut: dt.date | None
    date_fin_prevue: dt.date | None
    date_reception: dt.date | None
    situation_au: dt.date | None
    physique_pct: float | None
    financier_pct: float | None
    incident: str | None
    fichier: str
    feuille: str
    ligne: int


def commune(base: Base, code: str) -> Commune | None:
    """La commune ; `None` quand ce code n'en est pas une."""
    lues = base.rangees(
        Commune,
        """
        SELECT commune.code, commune.nom, cercle.nom AS cercle, region.nom AS region, recensee.population,
               recensee.annee, recensee.source
        FROM zone commune LEFT JOIN zone cercle ON cercle.code = commune.parent
        LEFT JOIN zone region ON region.code = commune.region
        LEFT JOIN population recensee ON recensee.code_zone = commune.code
        WHERE commune.code = $code AND commune.niveau = 'commune' ORDER BY recensee.annee DESC LIMIT 1
        """,
        {"code": code},
    )
    return lues[0] if lues else None


def points_de_commune(base: Base, commune: str, jour: dt.date) -> tuple[PointDeCommune, ...]:
    """Les points de la commune et leur état à une date, rangés par service puis par nom."""
    return base.rangees(
        PointDeCommune,
        """
        SELECT point.id_point, point.nom, point.type_service, point.localite,
               coalesce(etat.statut, 'inconnu') AS statut, coalesce(etat.restaure, false) AS restaure,
               coalesce(etat.restaure AND etat.fonctionnel, false) AS fonctionnel,
               coalesce(etat.restaure AND etat.retombe, false) AS retombe, etat.tests, etat.derniere_visite,
               etat.age_jours, etat.etape, etat.date_restauration, point.operateur, point.gestionnaire, point.id_projet,
               point.fichier, point.feuille, point.ligne
        FROM point_service point LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
        WHERE point.code_zone = $commune ORDER BY point.type_service, point.nom, point.id_point
        """,
        {"commune": commune, "jour": jour},
    )


def comptes_par_service(base: Base, commune: str, jour: dt.date) -> tuple[ComptesDeService, ...]:
    """Les comptes de la commune, service par service, le plus suivi d'abord."""
    return base.rangees(
        ComptesDeService,
        """
        SELECT point.type_service, count(*) AS suivis, count(*) FILTER (etat.restaure) AS restaures,
               count(*) FILTER (etat.restaure AND etat.fonctionnel) AS fonctionnels,
               count(*) FILTER (etat.restaure AND etat.retombe) AS retombes,
               count(*) FILTER (est_non_vu(etat.restaure, etat.retombe, etat.age_jours)) AS non_vus,
               count(*) FILTER (etat.derniere_visite IS NULL) AS jamais_visites
        FROM point_service point LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
        WHERE point.code_zone = $commune GROUP BY point.type_service ORDER BY suivis DESC, point.type_service
        """,
        {"commune": commune, "jour": jour},
    )


def situation_de_commune(
    points: Sequence[PointDeCommune], services: Sequence[ComptesDeService], base: Base, commune: str, jour: dt.date
) -> SituationCommune:
    """Les comptes que `domaine.commune.expliquer` met en phrase.

    Args:
        points, services: `points_de_commune` et `comptes_par_service`, aux mêmes lieu et date.
    """
    autres = [p for p in points if not p.restaure]
    return SituationCommune(
        suivis=len(points),
        restaures=sum(s.restaures for s in services),
        fonctionnels=sum(s.fonctionnels for s in services),
        retombes=sum(s.retombes for s in services),
        non_vus=sum(s.non_vus for s in services),
        jamais_visites=sum(p.derniere_visite is None for p in autres),
        etapes=tuple(sorted(Counter(p.etape or "" for p in autres).items())),
        inaccessible_depuis=_inaccessible_depuis(base, commune, jour),
    )


def _inaccessible_depuis(base: Base, commune: str, jour: dt.date) -> str:
    """La période, en clair, depuis laquelle la commune est inaccessible (règle Z7) ; vide quand elle est ouverte."""
    lignes = base.lire(
        "SELECT depuis FROM zones_inaccessibles($jour::DATE, NULL) WHERE code_zone = $commune",
        {"commune": commune, "jour": jour},
    )
    return francais.periode(lignes["depuis"].iloc[0]) if len(lignes) else ""


def histoire_de_commune(base: Base, commune: str, jour: dt.date) -> tuple[Mois, ...]:
    """La commune mois par mois, jusqu'à une date ; sans point, aucun mois, plutôt que des zéros."""
    return base.rangees(
        Mois,
        """
        SELECT etat.date, count(*) AS suivis, count(*) FILTER (etat.restaure) AS restaures,
               count(*) FILTER (etat.restaure AND etat.fonctionnel) AS fonctionnels,
               count(*) FILTER (etat.restaure AND etat.retombe) AS retombes
        FROM etat_point etat WHERE etat.code_zone = $commune AND etat.date <= $jour
        GROUP BY etat.date ORDER BY etat.date
        """,
        {"commune": commune, "jour": jour},
    )


def chantiers_de_commune(base: Base, commune: str, jour: dt.date) -> tuple[ChantierDeCommune, ...]:
    """Les chantiers de la commune, de son cercle et de sa région, les plus proches d'abord."""
    return base.rangees(
        ChantierDeCommune,
        """
        SELECT chantier.id_chantier, chantier.nom, chantier.ouvrage, zone.nom AS zone, zone.niveau, chantier.entreprise,
               chantier.montant_fcfa,
               CASE WHEN chantier.date_debut <= $jour THEN chantier.date_debut END AS date_debut,
               chantier.date_fin_prevue,
               CASE WHEN chantier.date_reception <= $jour THEN chantier.date_reception END AS date_reception,
               avancement.date AS situation_au, avancement.physique_pct, avancement.financier_pct, avancement.incident,
               chantier.fichier, chantier.feuille, chantier.ligne
        FROM chantier JOIN zone ON zone.code = chantier.code_zone
        JOIN zone_ascendance ascendance ON ascendance.code = $commune AND ascendance.ancetre = chantier.code_zone
            AND ascendance.niveau_ancetre <> 'SOCLE'
        LEFT JOIN (SELECT id_chantier, max(date) AS date FROM chantier_avancement WHERE date <= $jour GROUP BY ALL
        ) dernier ON dernier.id_chantier = chantier.id_chantier
        LEFT JOIN chantier_avancement avancement ON avancement.id_chantier = dernier.id_chantier
            AND avancement.date = dernier.date
        ORDER BY list_position($niveaux, zone.niveau) DESC, chantier.id_chantier
        """,
        {"commune": commune, "jour": jour, "niveaux": list(NIVEAUX)},
    )


def indicateurs_de_commune(base: Base, commune: str, jour: dt.date) -> tuple[Chiffre, ...]:
    """La situation cumulée des indicateurs suivis par commune, à leur dernière période finie à cette date.

    Dans l'ordre du cadre logique.
    """
    return base.rangees(
        Chiffre,
        """
        SELECT chiffre.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               indicateur.unite, chiffre.periode, chiffre.valeur, chiffre.numerateur, chiffre.denominateur,
               chiffre.recues, chiffre.attendues, chiffre.date_plus_ancienne, chiffre.provisoire, chiffre.cible_due,
               chiffre.etat
        FROM periode_calculee lue JOIN indicateur ON indicateur.code = lue.code_indicateur
        JOIN valeurs chiffre ON chiffre.code_indicateur = lue.code_indicateur AND chiffre.type_periode = 'cumul'
            AND chiffre.periode = lue.periode AND chiffre.code_zone = $commune AND chiffre.dimension IS NULL
        WHERE lue.type_periode = 'cumul' AND lue.fin <= $jour AND $jour < lue.fin_suivante
        ORDER BY indicateur.ordre, indicateur.code
        """,
        {"commune": commune, "jour": jour},
    )
