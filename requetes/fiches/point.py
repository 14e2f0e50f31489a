"""La fiche d'un point de service : tout ce que l'édition sait de lui à une date."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from requetes.edition.ouverture import Base


def point(base: Base, id_point: str, jour: dt.date) -> dict[str, Any]:
    """L'identité du point, son projet, son état à une date ; vide quand l'édition ne le connaît pas.

    Returns:
        Les colonnes de `point_service`, `commune, cercle, region` ; du projet : `intitule, budget_fcfa,
        date_validation, note_formulation, statut_projet, operateur_projet, fichier_projet, feuille_projet,
        ligne_projet` ; de l'état : `statut, restaure, fonctionnel, retombe, tests, derniere_visite, age_jours, etape,
        date_restauration`.
    """
    lignes = base.lire(
        """
        SELECT p.*, c.nom AS commune, k.nom AS cercle, r.nom AS region, j.intitule, j.budget_fcfa, j.date_validation,
               j.note_formulation, j.statut AS statut_projet, j.operateur AS operateur_projet,
               j.fichier AS fichier_projet, j.feuille AS feuille_projet, j.ligne AS ligne_projet,
               coalesce(e.statut, 'inconnu') AS statut, coalesce(e.restaure, false) AS restaure,
               coalesce(e.restaure AND e.fonctionnel, false) AS fonctionnel,
               coalesce(e.restaure AND e.retombe, false) AS retombe, e.tests, e.derniere_visite, e.age_jours, e.etape,
               e.date_restauration
        FROM point_service p
        LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour
        LEFT JOIN projet_service j ON j.id_projet = p.id_projet
        LEFT JOIN zone c ON c.code = p.code_zone
        LEFT JOIN zone k ON k.code = c.parent
        LEFT JOIN zone r ON r.code = c.region
        WHERE p.id_point = $id
        """,
        {"id": id_point, "jour": jour},
    )
    return {} if lignes.empty else {str(c): lignes[c].iloc[0] for c in lignes.columns}


def etapes_du_point(base: Base, id_point: str, jour: dt.date) -> pd.DataFrame:
    """Les étapes, de 0 à 9 puis suspendu ou abandonné ; une date réelle d'après `jour` n'est pas encore connue.

    Returns:
        `etape, date_prevue, date_reelle, retard_jours` (réel moins prévu)`, en_retard` (prévue avant ce jour et pas
        faite)`, motif_blocage, commentaire, fichier, feuille, ligne`.
    """
    return base.lire(
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


def visites_du_point(base: Base, id_point: str, jour: dt.date) -> pd.DataFrame:
    """Les visites jusqu'à une date, la plus récente d'abord.

    Returns:
        `date, mode, local, agent, moyens, prestation, tests` (réunis, sur quatre)`, perimee, statut_fonctionnel,
        usagers_hommes, usagers_femmes, motif, niveau_preuve, fichier, feuille, ligne`.
    """
    return base.lire(
        """
        SELECT date, mode, local, agent, moyens, prestation,
               tests_reunis(local, agent, moyens, prestation) AS tests, visite_perimee($jour - date) AS perimee,
               statut_fonctionnel, usagers_hommes, usagers_femmes, motif, niveau_preuve, fichier, feuille, ligne
        FROM visite WHERE id_point = $id AND date <= $jour ORDER BY date DESC
        """,
        {"id": id_point, "jour": jour},
    )


def revisions_du_point(base: Base, id_point: str) -> pd.DataFrame:
    """Ce qu'un dépôt a changé de la fiche, des étapes ou des visites du point, cellule par cellule.

    Returns:
        `nom_table, cle, colonne, ancien, nouveau, fichier` (celui qui a changé la cellule)`, feuille, ligne`.
    """
    return base.lire(
        """
        WITH cles AS (
            SELECT 'point_service' AS nom_table, $id AS cle
            UNION SELECT 'visite', $id || ' · ' || date FROM visite WHERE id_point = $id
            UNION SELECT 'etape_restauration', $id || ' · ' || etape FROM etape_restauration WHERE id_point = $id
        )
        SELECT r.nom_table, r.cle, r.colonne, r.ancien, r.nouveau, c.nom_fichier AS fichier, r.feuille, r.ligne
        FROM revision r JOIN cles USING (nom_table, cle)
        LEFT JOIN chargement c ON c.id_chargement = r.id_chargement_nouveau
        ORDER BY r.id_chargement_nouveau DESC, r.nom_table, r.cle, r.colonne
        """,
        {"id": id_point},
    )
