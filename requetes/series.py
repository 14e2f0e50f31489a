"""Un indicateur dans le temps : séries, ventilations, contexte, cibles."""

from __future__ import annotations

import pandas as pd

from requetes.ouverture import Base


def serie(base: Base, code: str, zones: tuple[str, ...], type_periode: str) -> pd.DataFrame:
    """Toutes les périodes d'un indicateur pour une ou plusieurs zones, total seulement.

    Returns:
        Les colonnes de `valeurs`, plus `zone` (nom), `debut`, `fin`, `motif_absence` (déclaré pour cette période
        même, sinon absent) ; zones dans l'ordre d'affichage, périodes dans l'ordre du temps.
    """
    return base.lire(
        """
        SELECT v.*, z.nom AS zone, p.debut, p.fin, s.motif_absence
        FROM valeurs v
        JOIN periode p ON p.libelle = v.periode
        JOIN zone z ON z.code = v.code_zone
        LEFT JOIN saisie_recue s
            ON s.code_indicateur = v.code_indicateur AND s.code_zone = v.code_zone AND s.periode = v.periode
        WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.dimension IS NULL
          AND list_contains($zones, v.code_zone)
        ORDER BY z.ordre, p.fin
        """,
        {"code": code, "type_periode": type_periode, "zones": list(zones)},
    )


def ventilations(base: Base, code: str, zone: str, type_periode: str) -> pd.DataFrame:
    """Les ventilations d'un indicateur dans le temps : `dimension, modalite`, et les colonnes de `valeurs`."""
    return base.lire(
        """
        SELECT v.*, p.debut, p.fin
        FROM valeurs v JOIN periode p ON p.libelle = v.periode
        WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.code_zone = $zone
          AND v.dimension IS NOT NULL
        ORDER BY v.dimension, v.modalite, p.fin
        """,
        {"code": code, "type_periode": type_periode, "zone": zone},
    )


def evenements(base: Base, zone: str) -> pd.DataFrame:
    """Le contexte qui touche une zone : ses événements, ceux de ses ancêtres et de ses parties, et les généraux.

    Returns:
        `date, code_zone, zone, nature, texte`, dans l'ordre du temps ; `zone` est absent pour un événement général.
    """
    return base.lire(
        """
        SELECT DISTINCT e.date, e.code_zone, z.nom AS zone, e.nature, e.texte
        FROM evenement e LEFT JOIN zone z ON z.code = e.code_zone
        WHERE e.code_zone IS NULL
           OR EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = e.code_zone AND a.ancetre = $zone)
           OR EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = $zone AND a.ancetre = e.code_zone)
        ORDER BY e.date, e.texte
        """,
        {"zone": zone},
    )


def cibles(base: Base, code: str, zone: str) -> pd.DataFrame:
    """Les cibles propres d'une zone, dans l'ordre du temps : `periode, fin, valeur, nature_cible, due`.

    `due` est vrai quand la période de la cible est finie à la date des données.
    """
    return base.lire(
        """
        SELECT c.periode, p.fin, c.valeur, c.nature_cible, p.finie AS due
        FROM cible c LEFT JOIN periode p ON p.libelle = c.periode
        WHERE c.code_indicateur = $code AND c.code_zone = $zone
        ORDER BY p.fin NULLS LAST, c.periode
        """,
        {"code": code, "zone": zone},
    )


def parties(base: Base, zone: str, code: str) -> list[str]:
    """Les zones juste sous une zone qui ont des lignes pour cet indicateur, dans l'ordre d'affichage."""
    lignes = base.lire(
        """
        SELECT z.code FROM zone z
        WHERE z.parent = $zone
          AND EXISTS (SELECT 1 FROM valeurs v WHERE v.code_indicateur = $code AND v.code_zone = z.code)
        ORDER BY z.ordre
        """,
        {"zone": zone, "code": code},
    )
    return [str(c) for c in lignes["code"]]
