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
        SELECT c.code, c.nom, k.nom AS cercle, r.nom AS region, p.population, p.annee, p.source
        FROM zone c LEFT JOIN zone k ON k.code = c.parent LEFT JOIN zone r ON r.code = c.region
        LEFT JOIN population p ON p.code_zone = c.code
        WHERE c.code = $code AND c.niveau = 'commune' ORDER BY p.annee DESC LIMIT 1
        """,
        {"code": code},
    )
    return lues[0] if lues else None


def points_de_commune(base: Base, commune: str, jour: dt.date) -> tuple[PointDeCommune, ...]:
    """Les points de la commune et leur état à une date, rangés par service puis par nom."""
    return base.rangees(
        PointDeCommune,
        """
        SELECT p.id_point, p.nom, p.type_service, p.localite, coalesce(e.statut, 'inconnu') AS statut,
               coalesce(e.restaure, false) AS restaure, coalesce(e.restaure AND e.fonctionnel, false) AS fonctionnel,
               coalesce(e.restaure AND e.retombe, false) AS retombe, e.tests, e.derniere_visite, e.age_jours, e.etape,
               e.date_restauration, p.operateur, p.gestionnaire, p.id_projet, p.fichier, p.feuille, p.ligne
        FROM point_service p LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour
        WHERE p.code_zone = $commune ORDER BY p.type_service, p.nom, p.id_point
        """,
        {"commune": commune, "jour": jour},
    )


def comptes_par_service(base: Base, commune: str, jour: dt.date) -> tuple[ComptesDeService, ...]:
    """Les comptes de la commune, service par service, le plus suivi d'abord."""
    return base.rangees(
        ComptesDeService,
        """
        SELECT p.type_service, count(*) AS suivis, count(*) FILTER (e.restaure) AS restaures,
               count(*) FILTER (e.restaure AND e.fonctionnel) AS fonctionnels,
               count(*) FILTER (e.restaure AND e.retombe) AS retombes,
               count(*) FILTER (est_non_vu(e.restaure, e.retombe, e.age_jours)) AS non_vus,
               count(*) FILTER (e.derniere_visite IS NULL) AS jamais_visites
        FROM point_service p LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour
        WHERE p.code_zone = $commune GROUP BY p.type_service ORDER BY suivis DESC, p.type_service
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
        SELECT e.date, count(*) AS suivis, count(*) FILTER (e.restaure) AS restaures,
               count(*) FILTER (e.restaure AND e.fonctionnel) AS fonctionnels,
               count(*) FILTER (e.restaure AND e.retombe) AS retombes
        FROM etat_point e WHERE e.code_zone = $commune AND e.date <= $jour GROUP BY e.date ORDER BY e.date
        """,
        {"commune": commune, "jour": jour},
    )


def chantiers_de_commune(base: Base, commune: str, jour: dt.date) -> tuple[ChantierDeCommune, ...]:
    """Les chantiers de la commune, de son cercle et de sa région, les plus proches d'abord."""
    return base.rangees(
        ChantierDeCommune,
        """
        SELECT c.id_chantier, c.nom, c.ouvrage, z.nom AS zone, z.niveau, c.entreprise, c.montant_fcfa,
               CASE WHEN c.date_debut <= $jour THEN c.date_debut END AS date_debut, c.date_fin_prevue,
               CASE WHEN c.date_reception <= $jour THEN c.date_reception END AS date_reception,
               v.date AS situation_au, v.physique_pct, v.financier_pct, v.incident, c.fichier, c.feuille, c.ligne
        FROM chantier c JOIN zone z ON z.code = c.code_zone
        JOIN zone_ascendance a ON a.code = $commune AND a.ancetre = c.code_zone AND a.niveau_ancetre <> 'SOCLE'
        LEFT JOIN (SELECT id_chantier, max(date) AS date FROM chantier_avancement WHERE date <= $jour GROUP BY ALL) d
            ON d.id_chantier = c.id_chantier
        LEFT JOIN chantier_avancement v ON v.id_chantier = d.id_chantier AND v.date = d.date
        ORDER BY list_position($niveaux, z.niveau) DESC, c.id_chantier
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
        SELECT v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, v.periode, v.valeur,
               v.numerateur, v.denominateur, v.recues, v.attendues, v.date_plus_ancienne, v.provisoire, v.cible_due,
               v.etat
        FROM periode_calculee r JOIN indicateur i ON i.code = r.code_indicateur
        JOIN valeurs v ON v.code_indicateur = r.code_indicateur AND v.type_periode = 'cumul' AND v.periode = r.periode
            AND v.code_zone = $commune AND v.dimension IS NULL
        WHERE r.type_periode = 'cumul' AND r.fin <= $jour AND $jour < r.fin_suivante ORDER BY i.ordre, i.code
        """,
        {"commune": commune, "jour": jour},
    )
