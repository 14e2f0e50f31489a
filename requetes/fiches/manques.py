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
        SELECT chiffre.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               zone.nom AS zone, zone.niveau, count(*) AS manquantes,
               arg_min(chiffre.periode, lue.fin) AS premiere_periode,
               arg_max(chiffre.periode, lue.fin) AS derniere_periode, arg_max(saisie.motif_absence, lue.fin) AS motif
        FROM indicateur JOIN zone_ascendance ascendance ON ascendance.code = $commune
            AND ascendance.niveau_ancetre = indicateur.niveau_collecte
        JOIN periode_calculee lue ON lue.code_indicateur = indicateur.code
            AND lue.type_periode = type_de_base(indicateur.frequence)
        JOIN valeurs chiffre ON chiffre.code_indicateur = indicateur.code AND chiffre.type_periode = lue.type_periode
            AND chiffre.periode = lue.periode
            AND chiffre.code_zone = ascendance.ancetre AND chiffre.dimension IS NULL
        JOIN zone ON zone.code = ascendance.ancetre
        LEFT JOIN saisie_recue saisie
            ON saisie.code_indicateur = indicateur.code AND saisie.code_zone = ascendance.ancetre
            AND saisie.periode = chiffre.periode
        WHERE indicateur.source_calcul = 'saisie' AND lue.finie AND lue.fin <= $jour
            AND chiffre.attendues > coalesce(chiffre.recues, 0)
        GROUP BY chiffre.code_indicateur, indicateur.libelle_court, indicateur.libelle, zone.nom, zone.niveau,
            indicateur.ordre
        ORDER BY list_position($niveaux, zone.niveau) DESC, indicateur.ordre
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
        SELECT zone.nom AS zone, rapport.periode, rapport.echeance AS date_echeance, rapport.retard_jours
        FROM rapports_au($jour) rapport JOIN zone ON zone.code = rapport.code_zone
        JOIN zone_ascendance ascendance ON ascendance.code = $commune AND ascendance.ancetre = rapport.code_zone
        WHERE rapport.du AND NOT rapport.recu
        ORDER BY rapport.echeance, zone.ordre
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
            SELECT point.*, etat.derniere_visite, etat.age_jours, etat.etape AS rang FROM point_service point
            LEFT JOIN etat_point etat ON etat.id_point = point.id_point AND etat.date = $jour
                WHERE point.code_zone = $commune
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
            SELECT ici.id_point, ici.nom, 'étape échue sans date', etape.date_prevue, etape.etape, etape.fichier,
                   etape.feuille, etape.ligne
            FROM ici JOIN etape_restauration etape ON etape.id_point = ici.id_point
            WHERE etape.date_reelle IS NULL AND (etape.date_prevue IS NULL OR etape.date_prevue <= $jour)
              AND coalesce(ici.rang, '') NOT IN ('suspendu', 'abandonné')
        ) ORDER BY list_position(
            ['jamais visité', statut_non_revu(), 'sans position', 'étape échue sans date'], manque),
            nom, id_point, etape
        """,
        {"commune": commune, "jour": jour},
    )
