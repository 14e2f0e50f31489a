"""Ce que l'édition dit d'elle-même : informations, zones, indicateurs, périodes, seuils."""

from __future__ import annotations

import pandas as pd

from requetes.edition.ouverture import Base


def informations(base: Base) -> dict[str, str]:
    """Les lignes de la table `info` : clé → valeur ; une clé sans valeur n'y est pas."""
    lignes = base.lire("SELECT cle, valeur FROM info WHERE nullif(valeur, '') IS NOT NULL")
    return dict(zip(lignes["cle"], lignes["valeur"], strict=True))


def zones(base: Base) -> pd.DataFrame:
    """Toutes les zones, dans l'ordre d'affichage : `code, niveau, nom, parent, region, ordre`."""
    return base.lire("SELECT code, niveau, nom, parent, region, ordre FROM zone ORDER BY ordre, code")


def indicateurs(base: Base) -> pd.DataFrame:
    """Le dictionnaire : une ligne par indicateur, dans l'ordre du cadre logique.

    Returns:
        Les colonnes de la feuille `Indicateurs`, avec `libelle_court` toujours rempli, `libelle_resultat`,
        et les seuils de son jeu (`vert, orange, peremption, plancher_completude`).
    """
    return base.lire("""
        SELECT i.* REPLACE (coalesce(i.libelle_court, i.libelle) AS libelle_court, coalesce(i.phare, false) AS phare),
               r.libelle AS libelle_resultat,
               coalesce(s.vert, d.vert) AS vert, coalesce(s.orange, d.orange) AS orange,
               coalesce(s.peremption, d.peremption) AS peremption,
               coalesce(s.plancher_completude, d.plancher_completude) AS plancher_completude
        FROM indicateur i
        LEFT JOIN resultat r ON r.code = i.resultat
        LEFT JOIN seuil s ON s.jeu = i.jeu_seuils
        LEFT JOIN (SELECT * FROM seuil WHERE jeu = 'defaut') d ON true
        ORDER BY i.ordre, i.code
    """)


def periodes_calculees(base: Base) -> pd.DataFrame:
    """Les périodes qui ont des lignes dans `valeurs`.

    Returns:
        `code_indicateur, frequence, phare, type_periode, periode`, une ligne chacune, sans ordre.
    """
    return base.lire("""
        SELECT p.code_indicateur, i.frequence, coalesce(i.phare, false) AS phare, p.type_periode, p.periode
        FROM periode_calculee p JOIN indicateur i ON i.code = p.code_indicateur
    """)


def services(base: Base) -> list[str]:
    """Les types de service qui ont au moins un point, par ordre alphabétique."""
    lignes = base.lire("SELECT DISTINCT type_service FROM point_service WHERE type_service IS NOT NULL ORDER BY 1")
    return [str(s) for s in lignes["type_service"]]


def completude_des_rapports(base: Base, zone: str = "SOCLE") -> tuple[int, int]:
    """Rapports reçus et rapports dus, à la date des données, dans une zone et ce qu'elle contient.

    Un rapport est dû quand son échéance, ou à défaut la fin de sa période, est passée ; il est reçu quand il
    l'est à cette date.

    Returns:
        `(reçus, dus)` ; `(0, 0)` quand aucun rapport n'est attendu.
    """
    lignes = base.lire(
        """
        SELECT count(*) AS dus, count(*) FILTER (r.recu) AS recus
        FROM rapport_suivi r JOIN zone_ascendance a ON a.code = r.code_zone AND a.ancetre = $zone
        WHERE r.du
    """,
        {"zone": zone},
    )
    return int(lignes["recus"].iloc[0]), int(lignes["dus"].iloc[0])


def seuils_par_defaut(base: Base) -> tuple[float, float]:
    """Les seuils vert et orange du jeu `defaut`, en pourcentage de la cible due."""
    ligne = base.lire("SELECT vert, orange FROM seuil WHERE jeu = 'defaut'").iloc[0]
    return float(ligne["vert"]), float(ligne["orange"])


def seuils(base: Base) -> pd.DataFrame:
    """Les jeux de seuils, `defaut` d'abord : `jeu, vert, orange, peremption, plancher_completude`."""
    return base.lire(
        "SELECT jeu, vert, orange, peremption, plancher_completude FROM seuil ORDER BY jeu <> 'defaut', jeu"
    )


def projet(base: Base) -> pd.DataFrame:
    """L'identité du projet : `cle, valeur`, telle que le cadre logique la donne."""
    return base.lire("SELECT cle, valeur FROM projet WHERE valeur IS NOT NULL ORDER BY ligne")
