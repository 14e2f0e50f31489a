"""«Ce qui manque» : rapports dus et non reçus, zones qui n'ont rien transmis, données trop anciennes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import LIGNES_LUES

#: Paramètres : $zone, $jour.
_EN_ATTENTE = """
    SELECT rapport.code_zone, zone.nom AS zone, zone.ordre, rapport.periode, rapport.fin,
           rapport.echeance AS date_echeance, rapport.retard_jours
    FROM rapports_au($jour::DATE) rapport JOIN zone ON zone.code = rapport.code_zone
    JOIN zone_ascendance ascendance ON ascendance.code = rapport.code_zone AND ascendance.ancetre = $zone
    WHERE rapport.du AND NOT rapport.recu
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retard:
    """Les rapports d'activités dus et non reçus d'une zone, comptés.

    Attributes:
        premiere_periode, derniere_periode: libellés de la plus ancienne et de la plus récente.
        retard_max_jours: depuis l'échéance, à défaut la fin de la période.
    """

    code_zone: str
    zone: str
    rapports_nb: int
    premiere_periode: str
    derniere_periode: str
    retard_max_jours: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trou:
    """Un indicateur phare à qui il manque des zones de collecte : `sans_nb` sur `total_nb`, nommées dans `zones`."""

    code_indicateur: str
    libelle_court: str
    niveau: str
    zones: str
    sans_nb: int
    total_nb: int


def retards_par_zone(base: Base, zone: str, jour: dt.date) -> tuple[Retard, ...]:
    """Les rapports en retard ce jour-là, par zone : du plus grand nombre au plus petit, puis du plus ancien."""
    return base.rangees(
        Retard,
        f"""
        SELECT code_zone, zone, count(*) AS rapports_nb, first(periode ORDER BY fin) AS premiere_periode,
               last(periode ORDER BY fin) AS derniere_periode, max(retard_jours) AS retard_max_jours
        FROM ({_EN_ATTENTE}) GROUP BY code_zone, zone, ordre ORDER BY rapports_nb DESC, min(fin), ordre
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"zone": zone, "jour": jour},
    )


def zones_sans_donnee(base: Base, zone: str, type_periode: str, periode: str) -> tuple[Trou, ...]:
    """Les zones de collecte attendues qui n'ont rien, par indicateur phare, du plus troué au moins troué.

    Une zone dont tout ce qui est attendu est reçu, mais qui n'a rien à compter (aucun ouvrage, aucun point restauré),
    ne manque pas.
    """
    return base.rangees(
        Trou,
        f"""
        SELECT code_indicateur, any_value(libelle_court) AS libelle_court, any_value(niveau) AS niveau,
               string_agg(nom, ', ' ORDER BY ordre) FILTER (manque) AS zones,
               count(*) FILTER (manque) AS sans_nb, count(*) AS total_nb
        FROM (
            SELECT chiffre.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
                   chiffre.niveau, zone.nom, zone.ordre,
                   chiffre.valeur IS NULL AND coalesce(chiffre.recues, 0) < chiffre.attendues
                       AND chiffre.denominateur IS DISTINCT FROM 0 AS manque
            FROM {LIGNES_LUES} JOIN zone_ascendance ascendance ON ascendance.code = chiffre.code_zone
                AND ascendance.ancetre = $zone
            WHERE choisie.libelle = $periode AND indicateur.phare AND chiffre.niveau = indicateur.niveau_collecte
                AND chiffre.attendues > 0
        )
        GROUP BY code_indicateur
        HAVING sans_nb > 0
        ORDER BY sans_nb / total_nb DESC, code_indicateur
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
