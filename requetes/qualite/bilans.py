"""Les questions de la page Qualité : dépôts, anomalies, quarantaine, complétude, rapports attendus."""

from __future__ import annotations

import pandas as pd

from requetes.edition.ouverture import Base


def depots(base: Base) -> pd.DataFrame:
    """Les fichiers reçus, du plus récent au plus ancien.

    Returns:
        Les colonnes de `chargement`, et `bloquantes, signalees` : anomalies du fichier dans cette édition.
    """
    return base.lire("""
        SELECT c.*, coalesce(a.bloquantes, 0) AS bloquantes, coalesce(a.signalees, 0) AS signalees
        FROM chargement c LEFT JOIN (
            SELECT id_chargement, count(*) FILTER (gravite = 'bloquante') AS bloquantes,
                   count(*) FILTER (gravite <> 'bloquante') AS signalees
            FROM anomalie GROUP BY id_chargement
        ) a ON a.id_chargement = c.id_chargement
        ORDER BY c.recu_le DESC, c.id_chargement DESC
    """)


def corrections(base: Base) -> pd.DataFrame:
    """Les corrections reçues et lisibles, les plus récentes d'abord.

    Returns:
        Les colonnes de la feuille `Corrections`, `fichier, ligne, recu_le`, et `en_vigueur` : validée, donc appliquée.
    """
    return base.lire("""
        SELECT c.*, d.recu_le, c.statut = 'validée' AS en_vigueur
        FROM correction c JOIN chargement d USING (id_chargement)
        ORDER BY c.id_chargement DESC, c.ligne
    """)


def anomalies(base: Base) -> pd.DataFrame:
    """Toutes les anomalies, les bloquantes d'abord : les colonnes de la table.

    Une édition bâtie avant `constat` et `remede` les a vides : son `message` les dit.
    """
    return base.lire("""
        FROM anomalie ORDER BY gravite <> 'bloquante', id_chargement DESC, feuille, ligne, colonne
    """)


def lignes_en_quarantaine(base: Base) -> pd.DataFrame:
    """Les lignes mises de côté, entières : `id_chargement, fichier, feuille, ligne, cellules, motifs`."""
    return base.lire("""
        SELECT id_chargement, fichier, feuille, ligne, cellules, motifs
        FROM quarantaine ORDER BY id_chargement DESC, feuille, ligne
    """)


_RAPPORTS = """
    SELECT r.code_zone, z.nom, r.periode, r.debut, r.fin, r.echeance AS date_echeance, r.date_reception, r.situation,
           r.retard_jours, r.du, r.recu
    FROM rapport_suivi r LEFT JOIN zone z ON z.code = r.code_zone ORDER BY r.debut, z.ordre
"""


def rapports(base: Base) -> pd.DataFrame:
    """Les rapports d'activités attendus, zone par zone et période par période.

    Returns:
        `code_zone, nom, periode, debut, fin, date_echeance, date_reception, situation, retard_jours`. `situation` :
        «reçu», «reçu en retard», «en retard» (échéance passée à la date des données) ou «à venir». Sans échéance,
        la fin de la période en tient lieu. `retard_jours` est NaN sans retard.
    """
    return base.lire(f"SELECT * EXCLUDE (du, recu) FROM ({_RAPPORTS})")  # noqa: S608  # une constante du module


def ponctualite(base: Base, region: str = "") -> pd.DataFrame:
    """La ponctualité de chaque coordination, depuis le début.

    Args:
        base: l'édition.
        region: se limite à cette coordination ; vide = toutes.

    Returns:
        `code_zone, coordination, dus_nb, recus_nb, a_temps_nb, en_retard_nb, manquants_nb, delai_median_jours` (de la
        fin de la période à la réception, rapports reçus), `retard_median_jours` (des seuls rapports reçus en retard),
        `retard_max_jours` (des reçus en retard et des manquants). Ce qui est à venir n'est pas dû.
    """
    return base.lire(
        f"""
        SELECT code_zone, nom AS coordination, count(*) AS dus_nb,
               count(*) FILTER (recu) AS recus_nb,
               count(*) FILTER (situation = 'reçu') AS a_temps_nb,
               count(*) FILTER (situation = 'reçu en retard') AS en_retard_nb,
               count(*) FILTER (situation = 'en retard') AS manquants_nb,
               median(date_diff('day', fin, date_reception)) FILTER (recu) AS delai_median_jours,
               median(retard_jours) FILTER (situation = 'reçu en retard') AS retard_median_jours,
               max(retard_jours) AS retard_max_jours
        FROM ({_RAPPORTS}) WHERE du AND ($region = '' OR code_zone = $region)
        GROUP BY code_zone, nom ORDER BY any_value((SELECT ordre FROM zone z WHERE z.code = code_zone))
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"region": region},
    )


def completude_des_valeurs(base: Base, niveau: str, type_periode: str, region: str = "") -> pd.DataFrame:
    """Zones reçues sur attendues, tous indicateurs réunis, zone par période.

    Args:
        base: l'édition.
        niveau: region, cercle ou commune.
        type_periode: mois, trimestre, semestre ou annee.
        region: se limite à ses zones ; vide = toutes.

    Returns:
        `code_zone, nom, ordre, periode, fin, recues, attendues` ; une zone dont rien n'est attendu n'a pas de ligne.
    """
    return base.lire(
        """
        SELECT v.code_zone, z.nom, z.ordre, v.periode, p.fin, v.recues, v.attendues
        -- sommer avant de joindre : quelques centaines de lignes au lieu de toutes les rangées
        FROM (
            SELECT code_zone, periode, sum(recues) AS recues, sum(attendues) AS attendues FROM valeurs
            WHERE dimension IS NULL AND niveau = $niveau AND type_periode = $type_periode AND attendues > 0
            GROUP BY code_zone, periode
        ) v JOIN zone z ON z.code = v.code_zone JOIN periode p ON p.libelle = v.periode
        WHERE $region = '' OR z.region = $region
        ORDER BY p.fin, z.ordre
        """,
        {"niveau": niveau, "type_periode": type_periode, "region": region},
    )


def niveaux_de_preuve(base: Base, region: str = "") -> pd.DataFrame:
    """Sur quoi reposent les chiffres : les lignes reçues de chaque indicateur, par coordination et niveau de preuve.

    Args:
        base: l'édition.
        region: se limite à cette région ; vide = toutes, et le projet.

    Returns:
        `code_indicateur, libelle_court, code_zone, nom, niveau_preuve` (0 à 3, absent quand il n'est pas dit),
        `lignes_nb` : lignes de `Valeurs` du total (une ventilation a la preuve de son total) et visites qui entrent
        dans l'indicateur. Une ligne sans valeur n'a pas de preuve à donner. Les autres registres n'ont pas de niveau
        de preuve : leurs indicateurs n'ont pas de ligne.
    """
    return base.lire(
        """
        WITH ligne AS (
            SELECT code_indicateur, code_zone, niveau_preuve, fichier, feuille, ligne, id_chargement FROM valeur
            WHERE dimension IS NULL AND (valeur IS NOT NULL OR numerateur IS NOT NULL)
            UNION ALL
            SELECT c.code_indicateur, c.code_zone, v.niveau_preuve, v.fichier, v.feuille, v.ligne, v.id_chargement
            FROM composante c
            JOIN visite v ON v.id_chargement = c.id_chargement AND v.fichier = c.fichier
                 AND v.feuille = c.feuille AND v.ligne = c.ligne
            WHERE c.table_source = 'visite' AND c.dimension IS NULL
        )
        SELECT l.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, r.code AS code_zone, r.nom,
               l.niveau_preuve, count(DISTINCT (l.id_chargement, l.fichier, l.feuille, l.ligne)) AS lignes_nb
        FROM ligne l JOIN indicateur i ON i.code = l.code_indicateur
        JOIN zone z ON z.code = l.code_zone JOIN zone r ON r.code = coalesce(z.region, 'SOCLE')
        WHERE $region = '' OR r.code = $region
        GROUP BY i.ordre, l.code_indicateur, 2, r.ordre, r.code, r.nom, l.niveau_preuve
        ORDER BY i.ordre, r.ordre, l.niveau_preuve
        """,
        {"region": region},
    )


def valeurs_perimees(base: Base, region: str = "") -> pd.DataFrame:
    """Les indicateurs par région dont la donnée la plus récente est trop ancienne, ou qui n'en ont aucune.

    Args:
        base: l'édition.
        region: se limite à elle ; vide = toutes.

    Returns:
        `code_indicateur, libelle_court, source_calcul, code_zone, nom, ordre, periode, etat, date_plus_ancienne,
        recues, attendues`, à la dernière situation cumulée.
    """
    return base.lire(
        """
        WITH dernieres AS (
            SELECT code_indicateur, periode FROM periode_calculee WHERE type_periode = 'cumul'
            QUALIFY fin = max(fin) OVER (PARTITION BY code_indicateur)
        )
        SELECT v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.source_calcul, v.code_zone,
               z.nom, z.ordre, v.periode, v.etat, v.date_plus_ancienne, v.recues, v.attendues
        FROM valeurs v
        JOIN dernieres d ON d.code_indicateur = v.code_indicateur AND d.periode = v.periode
        JOIN indicateur i ON i.code = v.code_indicateur
        JOIN zone z ON z.code = v.code_zone
        WHERE v.niveau = 'region' AND v.type_periode = 'cumul' AND v.dimension IS NULL
              AND v.etat IN ('périmée', 'sans donnée') AND ($region = '' OR v.code_zone = $region)
        ORDER BY v.etat, i.ordre, z.ordre
        """,
        {"region": region},
    )
