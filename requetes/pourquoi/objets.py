"""Ce que sont les choses qui manquent à un chiffre : leur nom, ce qui leur est arrivé, le motif, qui s'en charge.

Une requête par source de calcul (`domaine.sources`), qui rend `identifiant, objet, nature, nom, motif, responsable`
pour chaque entité de la table `manquante` (ses colonnes : `id_entite`, `code_zone`, `quand`), jugée à `borne.jour`.
Et ce qui est à exécuter pour elles.
"""

from __future__ import annotations

from typing import Final

_POINT: Final = """
    SELECT manquante.id_entite, point.id_point AS identifiant, 'point' AS objet, {nature} AS nature, point.nom,
           visite.motif, coalesce(point.operateur, projet.operateur) AS responsable
    FROM manquante JOIN point_service point ON point.id_point = manquante.id_entite CROSS JOIN borne
    LEFT JOIN projet_service projet ON projet.id_projet = point.id_projet
    LEFT JOIN (SELECT id_point, arg_max_null(motif, date) AS motif, max(date) AS date,
                      arg_max(tests_reunis(local, agent, moyens, prestation), date) AS tests,
                      arg_max_null(statut_fonctionnel, date) AS statut
               FROM visite, borne WHERE visite.date <= borne.jour GROUP BY id_point) visite
        ON visite.id_point = point.id_point
"""
#: Retombé avant non revu : une panne constatée il y a longtemps reste une panne (règle V3).
_TOMBE: Final = "CASE WHEN est_en_panne(visite.tests, visite.statut) THEN 'retombé' ELSE 'non revu depuis 90 jours' END"
_CHANTIER: Final = """
    SELECT manquante.id_entite, chantier.id_chantier AS identifiant, 'chantier' AS objet,
           -- ni bloqué, ni en retard : reçu, il ne manque plus que par son dernier relevé
           CASE WHEN chantier.date_reception <= borne.jour THEN 'réceptionné à moins de 100 %'
                WHEN chantier_bloque(chantier.date_reception, releve.incident, borne.jour) THEN 'bloqué'
                WHEN jours_de_retard(chantier.date_fin_prevue, chantier.date_reception, borne.jour) > 0 THEN 'en retard'
                ELSE etat_du_chantier(chantier.date_debut, chantier.date_reception, releve.date, borne.jour)
                END AS nature,
           coalesce(chantier.nom, chantier.ouvrage) AS nom,
           CASE WHEN chantier_bloque(chantier.date_reception, releve.incident, borne.jour) THEN releve.incident
                END AS motif,
           chantier.entreprise AS responsable
    FROM manquante JOIN chantier ON chantier.id_chantier = manquante.id_entite CROSS JOIN borne
    LEFT JOIN (SELECT id_chantier, arg_max_null(incident, date) AS incident, max(date) AS date
               FROM chantier_avancement, borne WHERE chantier_avancement.date <= borne.jour GROUP BY id_chantier) releve
        ON releve.id_chantier = chantier.id_chantier
"""
_PROJET: Final = """
    SELECT manquante.id_entite, projet.id_projet AS identifiant, 'projet' AS objet, {nature} AS nature,
           projet.intitule AS nom, projet.statut AS motif, projet.operateur AS responsable
    FROM manquante JOIN projet_service projet ON projet.id_projet = manquante.id_entite
"""
#: Celles dont chaque chose pèse son montant : ce qu'elle retire est de l'argent.
EN_FCFA: Final = frozenset({"avancement_travaux", "execution_ptba"})
#: Un compte de choses perdues : celles qui y sont comptées sont celles à regarder, et elles l'augmentent.
EN_TROP: Final = "points_retombes"
#: Le texte de la décision ouverte la plus urgente qui concerne une chose, une seule fois lue : `prise(objet, cle)`.
#: D'un point, c'est aussi celle de son projet ; sous l'objet «zone», celle qui y vise l'indicateur, sans rien nommer.
#: Paramètres : `code` et `jour`.
PRISES: Final = """
    ouverte AS (
        SELECT decision.*, coalesce(decision.code_zone, reunion.code_zone, 'SOCLE') AS zone_lue
        FROM decisions_au($jour::DATE) decision LEFT JOIN reunion USING (id_reunion) WHERE decision.ouverte
    ), prise AS (
        SELECT objet, cle, arg_min(texte, coalesce(echeance, DATE '9999-12-31')) AS decision
        FROM (
            SELECT 'point' AS objet, lien.id_point AS cle, texte, echeance
            FROM ouverte JOIN points_des_decisions() lien USING (id_decision)
            UNION ALL
            SELECT 'projet', id_projet, texte, echeance FROM ouverte
            UNION ALL
            SELECT 'point', point.id_point, texte, echeance
            FROM ouverte JOIN point_service point USING (id_projet) WHERE ouverte.id_point IS NULL
            UNION ALL
            SELECT 'zone', zone_lue, texte, echeance FROM ouverte
            WHERE code_indicateur = $code AND id_point IS NULL AND id_projet IS NULL
        ) GROUP BY ALL
    )
"""
OBJETS: Final[dict[str, str]] = {
    "points_fonctionnels": _POINT.format(nature=_TOMBE),
    "points_retombes": _POINT.format(nature="'retombé'"),
    "points_restaures": _POINT.format(nature="'visité, pas encore restauré'"),
    "ouvrages_receptionnes": _CHANTIER,
    "avancement_travaux": _CHANTIER,
    "projets_valides": _PROJET.format(nature="'pas encore validé'"),
    "projets_note": _PROJET.format(nature="'noté sous 12/20'"),
    "tournees_realisees": """
        SELECT manquante.id_entite, tournee.id_tournee AS identifiant, 'tournée' AS objet,
               -- telle que la date des données la trouve, fût-ce après la période (règle S13)
               etat_de_la_tournee(tournee.statut, tournee.date_prevue_debut, tournee.date_prevue_fin,
                   arrete.date_donnees) AS nature,
               'départ prévu le ' || strftime(tournee.date_prevue_debut, '%d/%m/%Y') AS nom, tournee.motif,
               NULL AS responsable
        FROM manquante JOIN spi_tournee tournee ON tournee.id_tournee = manquante.id_entite CROSS JOIN arrete
    """,
    "presence_representants": """
        SELECT manquante.id_entite, manquante.id_entite AS identifiant, 'poste' AS objet, presence.etat AS nature,
               presence.poste AS nom, presence.lieu_effectif AS motif, presence.fonction AS responsable
        FROM manquante JOIN presence_etat presence
            ON presence.code_zone || ' · ' || presence.poste = manquante.id_entite AND presence.date = manquante.quand
    """,
    "reunions_tenues": """
        SELECT manquante.id_entite, reunion.id_reunion AS identifiant, 'réunion' AS objet, 'non tenue' AS nature,
               reunion.instance AS nom, 'prévue le ' || strftime(reunion.date_prevue, '%d/%m/%Y') AS motif,
               NULL AS responsable
        FROM manquante JOIN reunion ON reunion.id_reunion = manquante.id_entite
    """,
    "decisions_executees": """
        SELECT manquante.id_entite, decision.id_decision AS identifiant, 'décision' AS objet,
               CASE WHEN decision_ouverte(decision.statut, decision.date_execution, borne.jour) THEN 'non exécutée'
                    WHEN decision.statut = 'abandonnée' THEN decision.statut
                    WHEN decision.date_execution IS NULL THEN 'exécutée sans date' ELSE 'exécutée en retard'
                    END AS nature,
               decision.texte AS nom, 'échéance le ' || strftime(decision.echeance, '%d/%m/%Y') AS motif,
               decision.responsable
        FROM manquante JOIN decision ON decision.id_decision = manquante.id_entite CROSS JOIN borne
    """,
    "execution_ptba": """
        SELECT manquante.id_entite, activite.code_activite || ' · ' || activite.code_zone AS identifiant,
               'activité' AS objet,
               situation_de_l_activite(activite.statut, activite.debut_prevu, activite.fin_prevue, activite.debut,
                   activite.fin, activite.avancement_pct, activite.blocage, borne.jour) AS nature,
               activite.libelle AS nom, activite.blocage AS motif, activite.responsable
        FROM manquante JOIN activite_ptba activite
            ON activite.code_activite || ' · ' || activite.code_zone = manquante.id_entite
           AND activite.date = manquante.quand CROSS JOIN borne
    """,
    "produits_valides": """
        SELECT manquante.id_entite, produit.id_produit AS identifiant, 'produit' AS objet,
               'pas encore validé' AS nature, produit.titre AS nom, produit.theme AS motif, NULL AS responsable
        FROM manquante JOIN capitalisation produit ON produit.id_produit = manquante.id_entite
    """,
}
