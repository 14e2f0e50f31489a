"""Ce qui manque à une commune : saisies attendues et non reçues, rapports dus, points à compléter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from domaine.niveaux import NIVEAUX
from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class PointACompleter:
    """Ce qui manque à un point.

    Attributes:
        manque: jamais visité, non visité depuis 90 jours, sans position, étape échue sans date.
        depuis: date de la dernière visite, ou date prévue de l'étape.
        etape: `None` hors des étapes.
    """

    id_point: str
    nom: str
    manque: str
    depuis: dt.date | None
    etape: str | None
    fichier: str
    feuille: str
    ligne: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaisieManquante:
    """Les périodes d'un indicateur qu'une zone devait saisir ; `motif`, le dernier déclaré, est `None` sans ligne."""

    code_indicateur: str
    libelle_court: str
    zone: str
    niveau: str
    manquantes: int
    premiere_periode: str
    derniere_periode: str
    motif: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RapportManquant:
    """Un rapport d'activités dû et non reçu ; `retard_jours` va de l'échéance à la date lue."""

    zone: str
    periode: str
    date_echeance: dt.date
    retard_jours: int


@dataclass(frozen=True)
class Manques:
    """Tout ce qui manque à une commune à une date."""

    points: tuple[PointACompleter, ...]
    saisies: tuple[SaisieManquante, ...]
    rapports: tuple[RapportManquant, ...]

    @property
    def nombre(self) -> int:
        """Combien de lignes, des trois genres."""
        return len(self.points) + len(self.saisies) + len(self.rapports)

    @property
    def points_par_manque(self) -> dict[str, int]:
        """Manque → points à qui il manque, dans l'ordre de la lecture."""
        return dict(Counter(p.manque for p in self.points))


def manques_de_commune(base: Base, commune: str, jour: dt.date) -> Manques:
    """Les trois genres de manque, à une date."""
    lieu = (base, commune, jour)
    return Manques(points_a_completer(*lieu), saisies_manquantes(*lieu), rapports_manquants(*lieu))


def saisies_manquantes(base: Base, commune: str, jour: dt.date) -> tuple[SaisieManquante, ...]:
    """Ce qui devait être saisi pour la commune, ou pour une zone qui la contient, et ne l'est pas à cette date.

    Une ligne par indicateur et par zone, la plus proche de la commune d'abord.
    """
    return base.rangees(
        SaisieManquante,
        """
        SELECT v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, z.nom AS zone, z.niveau,
               count(*) AS manquantes, arg_min(v.periode, r.fin) AS premiere_periode,
               arg_max(v.periode, r.fin) AS derniere_periode, arg_max(s.motif_absence, r.fin) AS motif
        FROM indicateur i JOIN zone_ascendance a ON a.code = $commune AND a.niveau_ancetre = i.niveau_collecte
        JOIN periode_calculee r ON r.code_indicateur = i.code AND r.type_periode = type_de_base(i.frequence)
        JOIN valeurs v ON v.code_indicateur = i.code AND v.type_periode = r.type_periode AND v.periode = r.periode
            AND v.code_zone = a.ancetre AND v.dimension IS NULL
        JOIN zone z ON z.code = a.ancetre
        LEFT JOIN saisie_recue s
            ON s.code_indicateur = i.code AND s.code_zone = a.ancetre AND s.periode = v.periode
        WHERE i.source_calcul = 'saisie' AND r.finie AND r.fin <= $jour AND v.attendues > coalesce(v.recues, 0)
        GROUP BY v.code_indicateur, i.libelle_court, i.libelle, z.nom, z.niveau, i.ordre
        ORDER BY list_position($niveaux, z.niveau) DESC, i.ordre
        """,
        {"commune": commune, "jour": jour, "niveaux": list(NIVEAUX)},
    )


def rapports_manquants(base: Base, commune: str, jour: dt.date) -> tuple[RapportManquant, ...]:
    """Les rapports d'activités dus à cette date, et non reçus, des zones qui contiennent la commune.

    Les plus anciens d'abord.
    """
    return base.rangees(
        RapportManquant,
        """
        SELECT z.nom AS zone, r.periode, r.echeance AS date_echeance, r.retard_jours
        FROM rapports_au($jour) r JOIN zone z ON z.code = r.code_zone
        JOIN zone_ascendance a ON a.code = $commune AND a.ancetre = r.code_zone
        WHERE r.du AND NOT r.recu
        ORDER BY r.echeance, z.ordre
        """,
        {"commune": commune, "jour": jour},
    )


def points_a_completer(base: Base, commune: str, jour: dt.date) -> tuple[PointACompleter, ...]:
    """Ce qui manque point par point, rangé par manque puis par nom.

    Une étape manque de date quand elle devait être faite à cette date, ou n'en a aucune ; ni une étape à venir, ni
    celles d'un point suspendu ou abandonné (règle V14).
    """
    return base.rangees(
        PointACompleter,
        """
        WITH ici AS (
            SELECT p.*, e.derniere_visite, e.age_jours, e.etape AS rang FROM point_service p
            LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour WHERE p.code_zone = $commune
        )
        SELECT * FROM (
            SELECT id_point, nom, 'jamais visité' AS manque, NULL::DATE AS depuis, NULL AS etape,
                   fichier, feuille, ligne
            FROM ici WHERE derniere_visite IS NULL
            UNION ALL
            SELECT id_point, nom, statut_non_revu(), derniere_visite, NULL, fichier, feuille, ligne
            FROM ici WHERE visite_perimee(age_jours)
            UNION ALL
            SELECT id_point, nom, 'sans position', NULL, NULL, fichier, feuille, ligne
            FROM ici WHERE latitude IS NULL OR longitude IS NULL
            UNION ALL
            SELECT i.id_point, i.nom, 'étape échue sans date', e.date_prevue, e.etape, e.fichier, e.feuille, e.ligne
            FROM ici i JOIN etape_restauration e ON e.id_point = i.id_point
            WHERE e.date_reelle IS NULL AND (e.date_prevue IS NULL OR e.date_prevue <= $jour)
              AND coalesce(i.rang, '') NOT IN ('suspendu', 'abandonné')
        ) ORDER BY list_position(
            ['jamais visité', statut_non_revu(), 'sans position', 'étape échue sans date'], manque),
            nom, id_point, etape
        """,
        {"commune": commune, "jour": jour},
    )
