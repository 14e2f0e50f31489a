"""Deux dates de la carte l'une contre l'autre : quels points ont changé, de combien chaque zone a bougé."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from requetes.carte import services
from requetes.edition.ouverture import Base


def points_changes(base: Base, avant: dt.date, apres: dt.date, zone: str = "SOCLE", service: str = "") -> pd.DataFrame:
    """Les points de la sélection dont le statut ou la restauration diffère d'une date à l'autre.

    Args:
        base: l'édition.
        avant: première date, une de `services.dates_d_etat` ; `apres` : seconde date.
        zone: la sélection s'y limite, descendance comprise.
        service: type de service ; vide = tous.

    Returns:
        `id_point, nom, type_service, commune, cercle, region, statut_avant, statut, restaure_avant, restaure,
        mouvement, derniere_visite, fichier, feuille, ligne`. `mouvement` est le plus grave (règle V15) :
        «retombé», «non revu», «restauré», «remis en marche», «autre changement». Un point inconnu d'une date y est
        «inconnu».
    """
    return base.lire(
        """
        WITH deux AS (
            SELECT p.id_point, p.nom, p.type_service, c.nom AS commune, k.nom AS cercle, r.nom AS region,
                   coalesce(a.statut, 'inconnu') AS statut_avant, coalesce(b.statut, 'inconnu') AS statut,
                   coalesce(a.restaure, false) AS restaure_avant, coalesce(b.restaure, false) AS restaure,
                   coalesce(a.retombe, false) AS retombe_avant, coalesce(b.retombe, false) AS retombe,
                   coalesce(a.fonctionnel, false) AS fonctionnel_avant, coalesce(b.fonctionnel, false) AS fonctionnel,
                   b.derniere_visite, p.fichier, p.feuille, p.ligne
            FROM point_service p
            JOIN zone_ascendance s ON s.code = p.code_zone AND s.ancetre = $zone
            JOIN zone c ON c.code = p.code_zone
            LEFT JOIN zone k ON k.code = c.parent
            LEFT JOIN zone r ON r.code = c.region
            LEFT JOIN etat_point a ON a.id_point = p.id_point AND a.date = $avant
            LEFT JOIN etat_point b ON b.id_point = p.id_point AND b.date = $apres
            WHERE $service = '' OR p.type_service = $service
        )
        SELECT id_point, nom, type_service, commune, cercle, region, statut_avant, statut, restaure_avant, restaure,
               CASE WHEN retombe AND NOT retombe_avant THEN 'retombé'
                    WHEN statut = statut_non_revu() AND fonctionnel_avant THEN 'non revu'
                    WHEN restaure AND NOT restaure_avant THEN 'restauré'
                    WHEN fonctionnel AND NOT fonctionnel_avant AND restaure_avant THEN 'remis en marche'
                    ELSE 'autre changement' END AS mouvement,
               derniere_visite, fichier, feuille, ligne
        FROM deux
        WHERE statut <> statut_avant OR restaure <> restaure_avant
        ORDER BY list_position(['retombé', 'non revu', 'restauré', 'remis en marche', 'autre changement'], mouvement),
                 region, commune, nom, id_point
        """,
        {"avant": avant, "apres": apres, "zone": zone, "service": service},
    )


def valeurs_des_deux_dates(
    base: Base, indicateur: str, niveau: str, avant: dt.date, apres: dt.date, service: str = ""
) -> pd.DataFrame:
    """La situation cumulée d'un indicateur à deux dates, et sa différence.

    Returns:
        Les colonnes de `services.valeurs_de_carte` à `apres`, puis `periode_avant, valeur_avant, numerateur_avant,
        denominateur_avant, recues_avant, attendues_avant, ecart` (dans l'unité ; en points pour un pourcentage).
        L'écart est absent quand une des deux valeurs l'est, ou quand les deux dates lisent la même période : rien n'y a
        bougé, faute de mesure.
    """
    b = services.valeurs_de_carte(base, indicateur, niveau, apres, service)
    a = services.valeurs_de_carte(base, indicateur, niveau, avant, service)
    colonnes = ["periode", "valeur", "numerateur", "denominateur", "recues", "attendues"]
    a = a[["code_zone", *colonnes]].rename(columns={c: f"{c}_avant" for c in colonnes})
    deux = b.merge(a, on="code_zone", how="left")
    ecart = deux["valeur"].astype("float64") - deux["valeur_avant"].astype("float64")
    return deux.assign(ecart=ecart.where(deux["periode"] != deux["periode_avant"]))
