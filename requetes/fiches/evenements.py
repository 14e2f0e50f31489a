"""Ce qui s'est passé dans une commune, daté : services, visites, contexte, chantiers, services itinérants."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from requetes.edition.ouverture import Base

#: Une commune, un cercle et une région portent souvent le même nom. Alias : `z`.
_NOM_DE_ZONE = """
    CASE WHEN z.niveau IS NULL OR z.niveau = 'SOCLE' THEN 'SOCLE'
         ELSE z.nom || ' (' || replace(z.niveau, 'region', 'région') || ')' END
"""
#: Visite par visite : les tests, si le point avait déjà été restauré, et s'il est retombé depuis. Une visite «retombée»
#: est jugée comme à la publication.
_VISITES = """
    SELECT v.*, p.nom, p.type_service,
           tests_reunis(v.local, v.agent, v.moyens, v.prestation) AS tests,
           coalesce(bool_or(est_restauration(tests)) OVER avant, false) AS deja_restaure,
           est_en_panne(tests, v.statut_fonctionnel) AS en_panne,
           coalesce(lag(en_panne) OVER suite, false) AS en_panne_avant
    FROM visite v JOIN point_service p ON p.id_point = v.id_point AND p.code_zone = $commune
    WHERE v.date <= $jour
    WINDOW suite AS (PARTITION BY v.id_point ORDER BY v.date),
           avant AS (PARTITION BY v.id_point ORDER BY v.date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
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
    SELECT e.date_reelle, CASE e.etape WHEN '7' THEN 'remise en service' WHEN 'suspendu' THEN 'restauration suspendue'
                                       ELSE 'restauration abandonnée' END,
           p.nom, concat_ws(', ', e.motif_blocage, e.commentaire), e.id_point, e.fichier, e.feuille, e.ligne
    FROM etape_restauration e JOIN point_service p ON p.id_point = e.id_point AND p.code_zone = $commune
    WHERE e.date_reelle <= $jour AND e.etape IN ('7', 'suspendu', 'abandonné')
"""
_FAITS_DU_CONTEXTE = f"""
    SELECT e.date, 'contexte : ' || e.nature, {_NOM_DE_ZONE}, e.texte, NULL, e.fichier, e.feuille, e.ligne
    FROM evenement e LEFT JOIN zone z ON z.code = e.code_zone
    WHERE e.date <= $jour AND coalesce(e.code_zone, 'SOCLE') IN (
        SELECT ancetre FROM zone_ascendance WHERE code = $commune)
"""  # noqa: S608
#: La commune et ce qui la contient, projet exclu : un chantier de préfecture est celui de tout le cercle.
_CHANTIERS = """
    chantier c JOIN zone_ascendance a ON a.code = $commune AND a.ancetre = c.code_zone AND a.niveau_ancetre <> 'SOCLE'
"""
_FAITS_DES_CHANTIERS = f"""
    SELECT c.date_debut, 'chantier ouvert', c.nom, c.ouvrage, NULL, c.fichier, c.feuille, c.ligne
    FROM {_CHANTIERS} WHERE c.date_debut <= $jour
    UNION ALL
    SELECT c.date_reception, 'chantier réceptionné', c.nom, c.ouvrage, NULL, c.fichier, c.feuille, c.ligne
    FROM {_CHANTIERS} WHERE c.date_reception <= $jour
    UNION ALL
    SELECT v.date, 'incident de chantier', c.nom, v.incident, NULL, v.fichier, v.feuille, v.ligne
    FROM {_CHANTIERS} JOIN (
        -- un arrêt redit chaque mois est un seul incident
        SELECT *, lag(incident) OVER (PARTITION BY id_chantier ORDER BY date) AS incident_avant
        FROM chantier_avancement
    ) v ON v.id_chantier = c.id_chantier
    WHERE v.date <= $jour AND nullif(v.incident, '') IS NOT NULL AND v.incident IS DISTINCT FROM v.incident_avant
"""  # noqa: S608
#: Ce qui est passé à la date des données seulement : une tournée à venir dirait où l'équipe sera.
_FAITS_DES_TOURNEES = """
    SELECT s.date, CASE WHEN s.tenue THEN 'étape SPI tenue' ELSE 'étape SPI non tenue' END, s.site,
           concat_ws(', ', s.type_population, b.actes || CASE WHEN b.actes < 2 THEN ' acte' ELSE ' actes' END,
                     s.motif),
           NULL, s.fichier, s.feuille, s.ligne
    FROM spi_etape s LEFT JOIN spi_tournee t USING (id_tournee)
    LEFT JOIN (
        SELECT id_tournee, site, date, sum(hommes_et_femmes(hommes, femmes))::BIGINT AS actes
        FROM spi_prestation GROUP BY ALL
    ) b ON b.id_tournee = s.id_tournee AND b.site = s.site AND b.date = s.date
    WHERE s.code_zone = $commune AND s.date <= $jour AND etape_spi_dite(s.tenue, t.statut)
      AND s.date <= (SELECT date_donnees FROM arrete)
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
