"""Un indicateur dans le temps : séries, ventilations, contexte, cibles."""

from __future__ import annotations

import pandas as pd

from requetes.edition.ouverture import Base
from requetes.edition.revisions import DU_PASSE


def serie(base: Base, code: str, zones: tuple[str, ...], type_periode: str) -> pd.DataFrame:
    """Toutes les périodes d'un indicateur pour une ou plusieurs zones, total seulement.

    Returns:
        Les colonnes de `valeurs`, plus `zone` (nom), `debut`, `fin`, `finie`, `motif_absence` (déclaré pour cette
        période même, sinon absent), `revision` (genre, quand l'édition a revu ce chiffre du passé) et `valeur_avant` ;
        zones dans l'ordre d'affichage, périodes dans l'ordre du temps.
    """
    return base.lire(
        """
        SELECT v.*, z.nom AS zone, p.debut, p.fin, p.finie, s.motif_absence, x.genre AS revision, x.valeur_avant
        FROM valeurs v
        JOIN periode p ON p.libelle = v.periode
        JOIN zone z ON z.code = v.code_zone
        LEFT JOIN saisie_recue s
            ON s.code_indicateur = v.code_indicateur AND s.code_zone = v.code_zone AND s.periode = v.periode
        LEFT JOIN revision_chiffre x
            ON x.code_indicateur = v.code_indicateur AND x.code_zone = v.code_zone AND x.periode = v.periode
            AND x.type_periode = v.type_periode AND x.dimension IS NULL AND list_contains($genres, x.genre)
        WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.dimension IS NULL
          AND list_contains($zones, v.code_zone)
        ORDER BY z.ordre, p.fin
        """,
        {"code": code, "type_periode": type_periode, "zones": list(zones), "genres": list(DU_PASSE)},
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


def repartition(base: Base, code: str, zone: str, type_periode: str, periode: str) -> pd.DataFrame:
    """Les modalités d'un chiffre, et ce qu'elles font du total.

    Returns:
        `dimension, modalite, valeur, numerateur, denominateur, recues, attendues, provisoire, etat, part, somme,
        total`, une ligne par modalité reçue à une période ou à une autre ; celle qui manque à cette période a une
        valeur absente. `part` (du total, en pourcentage) et `somme` (des modalités de la dimension) sont absentes pour
        ce qui ne s'additionne pas : seuls un flux et un stock en ont.
    """
    return base.lire(
        """
        WITH m AS (SELECT DISTINCT dimension, modalite FROM valeurs
                   WHERE code_indicateur = $code AND code_zone = $zone AND type_periode = $type_periode
                     AND dimension IS NOT NULL),
             prises AS (SELECT * FROM valeurs WHERE code_indicateur = $code AND code_zone = $zone
                        AND type_periode = $type_periode AND periode = $periode),
             total AS (SELECT max(valeur) AS valeur FROM prises WHERE dimension IS NULL),
             nature AS (SELECT bool_or(nature IN ('flux', 'stock')) AS additive FROM indicateur WHERE code = $code)
        SELECT m.dimension, m.modalite, v.valeur, v.numerateur, v.denominateur, v.recues, v.attendues, v.provisoire,
               v.etat, CASE WHEN n.additive THEN 100 * v.valeur / nullif(t.valeur, 0) END AS part,
               CASE WHEN n.additive THEN sum(v.valeur) OVER (PARTITION BY m.dimension) END AS somme, t.valeur AS total
        FROM m CROSS JOIN total t CROSS JOIN nature n
        LEFT JOIN prises v ON v.dimension = m.dimension AND v.modalite = m.modalite
        ORDER BY m.dimension, m.modalite
        """,
        {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode},
    )


def cibles(base: Base, code: str, zone: str = "") -> pd.DataFrame:
    """Les cibles propres d'une zone, ou de toutes (zone vide), dans l'ordre d'affichage, puis du temps.

    Returns:
        `code_zone, zone, periode, type, debut, fin, valeur, nature_cible, due` ; `due` est vrai quand la période de la
        cible est finie à la date des données. La période peut être d'après le calendrier de l'édition.
    """
    return base.lire(
        """
        SELECT c.code_zone, z.nom AS zone, c.periode, p.type, p.debut, p.fin, c.valeur, c.nature_cible,
               coalesce(p.fin <= (SELECT date_donnees FROM arrete), false)
                   AS due
        FROM cible c JOIN zone z ON z.code = c.code_zone LEFT JOIN periode_nommee p ON p.libelle = c.periode
        WHERE c.code_indicateur = $code AND ($zone = '' OR c.code_zone = $zone)
        ORDER BY z.ordre, p.fin NULLS LAST, c.periode
        """,
        {"code": code, "zone": zone},
    )


def references(base: Base, code: str) -> pd.DataFrame:
    """Les valeurs de référence d'un indicateur, zone par zone : `code_zone, zone, date, valeur`."""
    return base.lire(
        """
        SELECT r.code_zone, z.nom AS zone, r.date, r.valeur
        FROM valeur_reference r JOIN zone z ON z.code = r.code_zone WHERE r.code_indicateur = $code ORDER BY z.ordre
        """,
        {"code": code},
    )


def zones_dessous(base: Base, zone: str, code: str) -> pd.DataFrame:
    """Les zones sous une zone qui ont des lignes pour cet indicateur, dans l'ordre d'affichage : `niveau, code`."""
    return base.lire(
        """
        SELECT z.niveau, z.code FROM zone z JOIN zone_ascendance a ON a.code = z.code
        WHERE a.ancetre = $zone AND z.code <> $zone
          AND EXISTS (SELECT 1 FROM valeurs v WHERE v.code_indicateur = $code AND v.code_zone = z.code)
        ORDER BY z.ordre
        """,
        {"zone": zone, "code": code},
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
