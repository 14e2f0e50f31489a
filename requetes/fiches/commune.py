"""La fiche d'une commune : ses points, ses services, son histoire, ce qui la concerne à une date.

Ce qui lui manque se lit dans `fiches_manques`, la fiche d'un point dans `fiches_point`. Partout, `jour` est une date de
`services.dates_d_etat` : rien de postérieur n'est rendu, et une tournée à venir jamais.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from domaine import francais
from domaine.commune import SituationCommune
from domaine.niveaux import NIVEAUX
from requetes.edition.ouverture import Base

#: Une commune, un cercle et une région portent souvent le même nom. Alias : `z`.
NOM_DE_ZONE = """
    CASE WHEN z.niveau IS NULL OR z.niveau = 'SOCLE' THEN 'SOCLE'
         ELSE z.nom || ' (' || replace(z.niveau, 'region', 'région') || ')' END
"""
#: Une décision, sa situation à la date des données, et de quoi la ranger. Alias : `d`.
_DECISIONS = """
    SELECT d.id_decision, d.date, d.texte, d.responsable, d.echeance, d.date_execution, d.statut, d.id_point,
           d.id_projet, coalesce(d.code_zone, u.code_zone) AS code_zone, u.instance,
           CASE WHEN d.statut = 'abandonnée' THEN 'abandonnée'
                WHEN d.date_execution <= arrete.date_donnees OR d.statut = 'exécutée' THEN 'exécutée'
                WHEN d.echeance < arrete.date_donnees THEN 'en retard'
                ELSE 'ouverte' END AS situation,
           CASE WHEN situation = 'en retard' THEN date_diff('day', d.echeance, arrete.date_donnees) END AS retard_jours,
           d.fichier, d.feuille, d.ligne
    FROM decision d LEFT JOIN reunion u USING (id_reunion)
    CROSS JOIN arrete
"""
_RANG_DECISION = "list_position(['en retard', 'ouverte', 'exécutée', 'abandonnée'], situation)"


def commune(base: Base, code: str) -> dict[str, Any]:
    """La commune : `code, nom, cercle, region, population, annee, source` ; vide quand ce n'en est pas une.

    La population est la dernière chargée ; sans elle, ses trois valeurs sont absentes.
    """
    lignes = base.lire(
        """
        SELECT c.code, c.nom, k.nom AS cercle, r.nom AS region, p.population, p.annee, p.source
        FROM zone c LEFT JOIN zone k ON k.code = c.parent LEFT JOIN zone r ON r.code = c.region
        LEFT JOIN population p ON p.code_zone = c.code
        WHERE c.code = $code AND c.niveau = 'commune' ORDER BY p.annee DESC LIMIT 1
        """,
        {"code": code},
    )
    return {} if lignes.empty else {str(c): lignes[c].iloc[0] for c in lignes.columns}


def points_de_commune(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """Les points de la commune et leur état à une date, rangés par service puis par nom.

    Returns:
        `id_point, nom, type_service, localite, statut, restaure, fonctionnel, retombe, non_vu` (restauré, et que sa
        dernière visite ne dit plus)`, tests, derniere_visite,
        age_jours, etape, date_restauration, operateur, gestionnaire, id_projet, fichier, feuille, ligne`. Un point
        absent de cette date est «inconnu», sans visite ni étape.
    """
    return base.lire(
        """
        SELECT p.id_point, p.nom, p.type_service, p.localite, coalesce(e.statut, 'inconnu') AS statut,
               coalesce(e.restaure, false) AS restaure, coalesce(e.restaure AND e.fonctionnel, false) AS fonctionnel,
               coalesce(e.restaure AND e.retombe, false) AS retombe,
               coalesce(e.restaure AND visite_perimee(e.age_jours), false) AS non_vu, e.tests, e.derniere_visite,
               e.age_jours, e.etape, e.date_restauration, p.operateur, p.gestionnaire, p.id_projet, p.fichier,
               p.feuille, p.ligne
        FROM point_service p LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour
        WHERE p.code_zone = $commune ORDER BY p.type_service, p.nom, p.id_point
        """,
        {"commune": commune, "jour": jour},
    )


def comptes_par_service(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """Les comptes de la commune, service par service.

    Returns:
        `type_service, suivis, restaures` (déjà passés 4/4), `fonctionnels, retombes, non_vus` (des restaurés ; non vus
        depuis 90 jours, retombés compris), `jamais_visites`.
    """
    return base.lire(
        """
        SELECT p.type_service, count(*) AS suivis, count(*) FILTER (e.restaure) AS restaures,
               count(*) FILTER (e.restaure AND e.fonctionnel) AS fonctionnels,
               count(*) FILTER (e.restaure AND e.retombe) AS retombes,
               count(*) FILTER (e.restaure AND visite_perimee(e.age_jours)) AS non_vus,
               count(*) FILTER (e.derniere_visite IS NULL) AS jamais_visites
        FROM point_service p LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour
        WHERE p.code_zone = $commune GROUP BY p.type_service ORDER BY suivis DESC, p.type_service
        """,
        {"commune": commune, "jour": jour},
    )


def situation_de_commune(base: Base, commune: str, jour: dt.date) -> SituationCommune:
    """Les comptes que `domaine.commune.expliquer` met en phrase."""
    lignes = base.lire(
        """
        SELECT coalesce(e.etape, '') AS etape, coalesce(e.restaure, false) AS restaure, count(*) AS suivis,
               count(*) FILTER (e.fonctionnel) AS fonctionnels, count(*) FILTER (e.retombe) AS retombes,
               count(*) FILTER (NOT e.fonctionnel AND NOT e.retombe) AS non_vus,
               count(*) FILTER (e.derniere_visite IS NULL) AS jamais_visites
        FROM point_service p LEFT JOIN etat_point e ON e.id_point = p.id_point AND e.date = $jour
        WHERE p.code_zone = $commune GROUP BY ALL ORDER BY etape
        """,
        {"commune": commune, "jour": jour},
    )
    restaures, autres = lignes[lignes["restaure"]], lignes[~lignes["restaure"].astype(bool)]
    return SituationCommune(
        suivis=int(lignes["suivis"].sum()),
        restaures=int(restaures["suivis"].sum()),
        fonctionnels=int(restaures["fonctionnels"].sum()),
        retombes=int(restaures["retombes"].sum()),
        non_vus=int(restaures["non_vus"].sum()),
        jamais_visites=int(autres["jamais_visites"].sum()),
        etapes=tuple((str(e), int(n)) for e, n in zip(autres["etape"], autres["suivis"], strict=True)),
        inaccessible_depuis=_inaccessible_depuis(base, commune, jour),
    )


def _inaccessible_depuis(base: Base, commune: str, jour: dt.date) -> str:
    """La période, en clair, depuis laquelle toutes les saisies disent la zone fermée ; vide quand elle est ouverte.

    La commune d'abord ; si rien n'est saisi pour elle, le cercle qui la contient (comme sur la carte).
    """
    lignes = base.lire(
        """
        WITH recues AS (
            SELECT a.ancetre, s.periode, s.fin, s.inaccessible,
                   max(s.fin) FILTER (NOT s.inaccessible) OVER (PARTITION BY a.ancetre, s.code_zone) AS ouverte_le,
                   max(s.fin) OVER (PARTITION BY a.ancetre, s.code_zone) AS derniere
            FROM saisie_recue s JOIN zone_ascendance a ON a.code = s.code_zone
            WHERE s.fin <= $jour
              AND (a.ancetre = $commune OR a.ancetre = (SELECT parent FROM zone WHERE code = $commune))
        )
        SELECT bool_and(coalesce(ouverte_le < derniere, true)) AS fermee,
               arg_min(periode, fin) FILTER (fin > coalesce(ouverte_le, DATE '0001-01-01')) AS periode
        FROM recues GROUP BY ancetre ORDER BY ancetre <> $commune LIMIT 1
        """,
        {"commune": commune, "jour": jour},
    )
    return francais.periode(lignes["periode"].iloc[0]) if len(lignes) and lignes["fermee"].iloc[0] else ""


def histoire_de_commune(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """La commune mois par mois, jusqu'à une date : `date, suivis, restaures, fonctionnels, retombes`.

    Une commune sans point n'a aucune ligne, plutôt que des zéros.
    """
    return base.lire(
        """
        SELECT e.date, count(*) AS suivis, count(*) FILTER (e.restaure) AS restaures,
               count(*) FILTER (e.restaure AND e.fonctionnel) AS fonctionnels,
               count(*) FILTER (e.restaure AND e.retombe) AS retombes
        FROM etat_point e WHERE e.code_zone = $commune AND e.date <= $jour GROUP BY e.date ORDER BY e.date
        """,
        {"commune": commune, "jour": jour},
    )


def chantiers_de_commune(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """Les chantiers de la commune, de son cercle et de sa région, les plus proches d'abord.

    Returns:
        `id_chantier, nom, ouvrage, zone, niveau, entreprise, montant_fcfa, date_debut, date_fin_prevue,
        date_reception`, et la dernière situation connue à cette date : `situation_au, physique_pct, financier_pct,
        incident` ; puis `fichier, feuille, ligne`.
    """
    return base.lire(
        """
        SELECT c.id_chantier, c.nom, c.ouvrage, z.nom AS zone, z.niveau, c.entreprise, c.montant_fcfa,
               CASE WHEN c.date_debut <= $jour THEN c.date_debut END AS date_debut, c.date_fin_prevue,
               CASE WHEN c.date_reception <= $jour THEN c.date_reception END AS date_reception,
               v.date AS situation_au, v.physique_pct, v.financier_pct, v.incident, c.fichier, c.feuille, c.ligne
        FROM chantier c JOIN zone z ON z.code = c.code_zone
        JOIN zone_ascendance a ON a.code = $commune AND a.ancetre = c.code_zone AND a.niveau_ancetre <> 'SOCLE'
        LEFT JOIN (SELECT id_chantier, max(date) AS date FROM chantier_avancement WHERE date <= $jour GROUP BY ALL) d
            ON d.id_chantier = c.id_chantier
        LEFT JOIN chantier_avancement v ON v.id_chantier = d.id_chantier AND v.date = d.date
        ORDER BY list_position($niveaux, z.niveau) DESC, c.id_chantier
        """,
        {"commune": commune, "jour": jour, "niveaux": list(NIVEAUX)},
    )


def decisions_de_commune(base: Base, commune: str) -> pd.DataFrame:
    """Les décisions qui concernent la commune, jugées à la date des données : en retard, ouvertes, puis les autres.

    Une décision la concerne par sa zone, par un de ses points ou par un de ses projets. Prise pour une zone plus large,
    elle ne la concerne pas quand elle nomme un point ou un projet d'ailleurs ; sans zone, elle prend celle de sa
    réunion, à défaut tout le projet (règle V12).

    Returns:
        `id_decision, date, texte, responsable, echeance, date_execution, statut, situation` (en retard, ouverte,
        exécutée, abandonnée)`, retard_jours, portee` (nom du point, identifiant du projet ou nom de la zone)`,
        instance, id_point, id_projet, fichier, feuille, ligne`.
    """
    return base.lire(
        f"""
        SELECT d.* EXCLUDE (code_zone), coalesce(p.nom, j.id_projet, {NOM_DE_ZONE}) AS portee
        FROM ({_DECISIONS}) d
        LEFT JOIN point_service p ON p.id_point = d.id_point AND p.code_zone = $commune
        LEFT JOIN projet_service j ON j.id_projet = d.id_projet AND (j.code_zone = $commune OR EXISTS (
            SELECT 1 FROM point_service x WHERE x.id_projet = j.id_projet AND x.code_zone = $commune))
        LEFT JOIN zone z ON z.code = d.code_zone
        WHERE p.id_point IS NOT NULL OR j.id_projet IS NOT NULL OR d.code_zone = $commune
           OR (d.id_point IS NULL AND d.id_projet IS NULL AND coalesce(d.code_zone, 'SOCLE') IN (
                SELECT ancetre FROM zone_ascendance WHERE code = $commune))
        ORDER BY {_RANG_DECISION}, p.id_point IS NULL AND j.id_projet IS NULL,
                 list_position($niveaux, coalesce(z.niveau, 'SOCLE')) DESC,
                 d.echeance NULLS LAST, d.date DESC, d.id_decision
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"commune": commune, "niveaux": list(NIVEAUX)},
    )


def decisions_du_point(base: Base, id_point: str) -> pd.DataFrame:
    """Les décisions qui nomment le point, ou son projet sans nommer un autre point ; mêmes colonnes et même ordre."""
    return base.lire(
        f"""
        SELECT d.* EXCLUDE (code_zone), CASE WHEN d.id_point = $id THEN p.nom ELSE d.id_projet END AS portee
        FROM ({_DECISIONS}) d JOIN point_service p ON p.id_point = $id
        WHERE d.id_point = $id OR (d.id_point IS NULL AND d.id_projet = p.id_projet)
        ORDER BY {_RANG_DECISION}, d.echeance NULLS LAST, d.date DESC, d.id_decision
        """,  # noqa: S608
        {"id": id_point},
    )


def indicateurs_de_commune(base: Base, commune: str, jour: dt.date) -> pd.DataFrame:
    """La situation cumulée des indicateurs suivis par commune, à leur dernière période finie à cette date.

    Returns:
        `code_indicateur, libelle_court, unite, periode, valeur, numerateur, denominateur, recues, attendues,
        date_plus_ancienne, provisoire, cible_due, etat`, dans l'ordre du cadre logique ; une valeur absente le reste.
    """
    return base.lire(
        """
        SELECT v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, v.periode, v.valeur,
               v.numerateur, v.denominateur, v.recues, v.attendues, v.date_plus_ancienne, v.provisoire, v.cible_due,
               v.etat
        FROM periode_calculee r JOIN indicateur i ON i.code = r.code_indicateur
        JOIN valeurs v ON v.code_indicateur = r.code_indicateur AND v.type_periode = 'cumul' AND v.periode = r.periode
            AND v.code_zone = $commune AND v.dimension IS NULL
        WHERE r.type_periode = 'cumul' AND r.fin <= $jour AND $jour < r.fin_suivante ORDER BY i.ordre, i.code
        """,
        {"commune": commune, "jour": jour},
    )
