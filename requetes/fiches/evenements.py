"""Ce qui s'est passé dans une commune, daté : services, visites, contexte, chantiers, services itinérants."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base

#: Une commune, un cercle et une région portent souvent le même nom. Alias : `zone`.
_NOM_DE_ZONE = """
    CASE WHEN zone.niveau IS NULL OR zone.niveau = 'SOCLE' THEN 'SOCLE'
         ELSE zone.nom || ' (' || replace(zone.niveau, 'region', 'région') || ')' END
"""
#: Visite par visite : les tests, si le point avait déjà été restauré, et s'il est retombé depuis. Une visite «retombée»
#: est jugée comme à la publication.
_VISITES = """
    SELECT visite.*, point.nom, point.type_service,
           tests_reunis(visite.local, visite.agent, visite.moyens, visite.prestation) AS tests,
           coalesce(bool_or(est_restauration(tests)) OVER avant, false) AS deja_restaure,
           est_en_panne(tests, visite.statut_fonctionnel) AS en_panne,
           coalesce(lag(en_panne) OVER suite, false) AS en_panne_avant
    FROM visite JOIN point_service point ON point.id_point = visite.id_point AND point.code_zone = $commune
    WHERE visite.date <= $jour
    WINDOW suite AS (PARTITION BY visite.id_point ORDER BY visite.date),
           avant AS (PARTITION BY visite.id_point ORDER BY visite.date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""
_FAITS_DES_VISITES = f"""
    SELECT date, CASE WHEN deja_restaure AND en_panne AND NOT en_panne_avant THEN 'rechute constatée'
                      WHEN NOT deja_restaure AND est_restauration(tests) THEN 'restauration constatée'
                      ELSE 'visite' END AS genre,
           nom AS sujet, concat_ws(', ', tests || CASE WHEN tests < 2 THEN ' test' ELSE ' tests' END || ' sur 4',
                                   statut_fonctionnel, motif) AS detail,
           id_point, fichier, feuille, ligne
    FROM ({_VISITES})
"""  # noqa: S608
_FAITS_DES_ETAPES = """
    SELECT etape.date_reelle, CASE etape.etape WHEN '7' THEN 'remise en service'
                                           WHEN 'suspendu' THEN 'restauration suspendue'
                                       ELSE 'restauration abandonnée' END,
           point.nom, concat_ws(', ', etape.motif_blocage, etape.commentaire), etape.id_point, etape.fichier,
           etape.feuille, etape.ligne
    FROM etape_restauration etape JOIN point_service point ON point.id_point = etape.id_point
        AND point.code_zone = $commune
    WHERE etape.date_reelle <= $jour AND etape.etape IN ('7', 'suspendu', 'abandonné')
"""
_FAITS_DU_CONTEXTE = f"""
    SELECT evenement.date, 'contexte : ' || evenement.nature, {_NOM_DE_ZONE}, evenement.texte, NULL, evenement.fichier,
           evenement.feuille, evenement.ligne
    FROM evenement LEFT JOIN zone ON zone.code = evenement.code_zone
    WHERE evenement.date <= $jour AND coalesce(evenement.code_zone, 'SOCLE') IN (
        SELECT ancetre FROM zone_ascendance WHERE code = $commune)
"""  # noqa: S608
#: La commune et ce qui la contient, projet exclu : un chantier de préfecture est celui de tout le cercle.
_CHANTIERS = """
    chantier JOIN zone_ascendance ascendance ON ascendance.code = $commune AND ascendance.ancetre = chantier.code_zone
    AND ascendance.niveau_ancetre <> 'SOCLE'
"""
_FAITS_DES_CHANTIERS = f"""
    SELECT chantier.date_debut, 'chantier ouvert', chantier.nom, chantier.ouvrage, NULL, chantier.fichier,
           chantier.feuille, chantier.ligne
    FROM {_CHANTIERS} WHERE chantier.date_debut <= $jour
    UNION ALL
    SELECT chantier.date_reception, 'chantier réceptionné', chantier.nom, chantier.ouvrage, NULL, chantier.fichier,
           chantier.feuille, chantier.ligne
    FROM {_CHANTIERS} WHERE chantier.date_reception <= $jour
    UNION ALL
    SELECT avancement.date, 'incident de chantier', chantier.nom, avancement.incident, NULL, avancement.fichier,
           avancement.feuille, avancement.ligne
    FROM {_CHANTIERS} JOIN (
        -- un arrêt redit chaque mois est un seul incident
        SELECT *, lag(incident) OVER (PARTITION BY id_chantier ORDER BY date) AS incident_avant
        FROM chantier_avancement
    ) avancement ON avancement.id_chantier = chantier.id_chantier
    WHERE avancement.date <= $jour AND nullif(avancement.incident, '') IS NOT NULL
        AND avancement.incident IS DISTINCT FROM avancement.incident_avant
"""  # noqa: S608
#: Ce qui est passé à la date des données seulement : une tournée à venir dirait où l'équipe sera.
_FAITS_DES_TOURNEES = """
    SELECT etape.date, CASE WHEN etape.tenue THEN 'étape SPI tenue' ELSE 'étape SPI non tenue' END, etape.site,
           concat_ws(', ', etape.type_population,
                     compte.actes || CASE WHEN compte.actes < 2 THEN ' acte' ELSE ' actes' END, etape.motif),
           NULL, etape.fichier, etape.feuille, etape.ligne
    FROM spi_etape etape LEFT JOIN spi_tournee tournee USING (id_tournee)
    LEFT JOIN (
        SELECT id_tournee, site, date, sum(hommes_et_femmes(hommes, femmes))::BIGINT AS actes
        FROM spi_prestation GROUP BY ALL
    ) compte ON compte.id_tournee = etape.id_tournee AND compte.site = etape.site AND compte.date = etape.date
    WHERE etape.code_zone = $commune AND etape.date <= $jour AND etape_spi_dite(etape.tenue, tournee.statut)
      AND etape.date <= (SELECT date_donnees FROM arrete)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fait:
    """Un fait daté ; `id_point` est `None` hors des points, `detail` quand rien de plus n'est dit."""

    date: dt.date
    genre: str
    sujet: str
    detail: str | None
    id_point: str | None
    fichier: str
    feuille: str
    ligne: int


def evenements_de_commune(base: Base, commune: str, jour: dt.date) -> tuple[Fait, ...]:
    """Les faits datés de la commune jusqu'à une date, les plus récents d'abord.

    Une rechute est constatée à la première visite qui trouve un point restauré fermé, ou à moins de deux tests ; une
    restauration, à la première visite qui réunit les quatre.
    """
    faits = (_FAITS_DES_VISITES, _FAITS_DES_ETAPES, _FAITS_DU_CONTEXTE, _FAITS_DES_CHANTIERS, _FAITS_DES_TOURNEES)
    return base.rangees(
        Fait,
        f"SELECT * FROM ({' UNION ALL '.join(faits)}) ORDER BY date DESC, genre, sujet, ligne",  # noqa: S608
        {"commune": commune, "jour": jour},
    )
