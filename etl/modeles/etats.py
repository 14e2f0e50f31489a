"""Ce qu'une période attend de nouveau des registres : une ligne par objet suivi, son dernier état rappelé (règle L17).

Chaque ligne est à compléter : ce qui ne change pas est écrit, ce qui est à dire est vide. Renvoyée telle quelle, elle
n'est pas une donnée. `$zone`, `$debut` et `$fin` sont la zone et les bornes de la période ; `{zones}` en dit les zones.
"""

from __future__ import annotations

#: Table → les colonnes qu'une coordination y remplit, pour un état nouveau.
A_SAISIR: dict[str, tuple[str, ...]] = {
    "presence_etat": ("date", "etat"),
    "activite_ptba": ("date", "avancement_pct", "engage_fcfa", "decaisse_fcfa", "statut"),
    "chantier_avancement": ("date", "physique_pct", "financier_pct"),
    "visite": ("date", "local", "agent", "moyens", "prestation", "usagers_hommes", "usagers_femmes"),
    "spi_tournee": ("date_debut", "date_fin", "statut", "motif"),
    "spi_etape": ("code_zone", "site", "date", "tenue", "motif"),
    "spi_prestation": ("date", "acte", "hommes", "femmes"),
    "etape_restauration": ("date_reelle",),
    "rapport_activite": ("date_reception",),
    "decision": ("date_execution", "statut"),
}
#: Tables dont l'état est celui d'un jour : le dernier de la période, s'il est passé.
DATEES = ("presence_etat", "activite_ptba", "chantier_avancement")
#: Les tournées dont le compte rendu est encore attendu, à la fin de la période.
TOURNEE_OUVERTE = "statut = 'planifiée' AND coalesce(date_prevue_debut, $fin) <= $fin"
_JOUR = "strftime({}, '%d/%m/%Y')"
_AU = f"' au ' || {_JOUR.format('date')}"
_POURCENT = "replace(round({}, 1)::VARCHAR, '.0', '') || ' %'"

#: Table → ses lignes à compléter : les colonnes déclarées connues, et `rappel`.
A_COMPLETER: dict[str, str] = {
    "presence_etat": f"""
        SELECT code_zone, poste, fonction,
               etat || {_AU} || coalesce(' (' || lieu_effectif || ')', '') AS rappel
        FROM presence_etat WHERE date <= $fin AND code_zone IN {{zones}}
        QUALIFY row_number() OVER (PARTITION BY code_zone, poste ORDER BY date DESC) = 1 AND date < $debut
    """,
    "activite_ptba": f"""
        SELECT code_activite, libelle, resultat, code_zone, responsable, debut_prevu, fin_prevue, debut, fin,
               budget_fcfa, concat_ws(', ', coalesce({_POURCENT.format("avancement_pct")}, 'avancement non dit'),
                                      statut, blocage) || {_AU} AS rappel
        FROM activite_ptba WHERE date <= $fin AND code_zone IN {{zones}}
        QUALIFY row_number() OVER (PARTITION BY code_activite, code_zone ORDER BY date DESC) = 1
            AND date < $debut AND coalesce(statut, '') NOT IN ('réalisée', 'annulée')
    """,
    "chantier_avancement": f"""
        SELECT id_chantier, CASE WHEN date IS NULL THEN 'aucun relevé'
               ELSE concat_ws(', ', {_POURCENT.format("physique_pct")} || ' physique',
                              {_POURCENT.format("financier_pct")} || ' financier') || {_AU} END AS rappel
        FROM chantier LEFT JOIN (SELECT * FROM chantier_avancement WHERE date <= $fin) releve USING (id_chantier)
        WHERE code_zone IN {{zones}} AND date_reception IS NULL AND coalesce(date_debut, date) <= $fin
        QUALIFY row_number() OVER (PARTITION BY id_chantier ORDER BY date DESC NULLS LAST) = 1
            AND coalesce(date < $debut, true)
    """,
    "visite": f"""
        WITH vu AS (SELECT *, tests_reunis(local, agent, moyens, prestation) AS reunis FROM visite WHERE date <= $fin),
        etape AS (
            SELECT id_point, max(etape) FILTER (length(etape) = 1) AS etape, bool_or(etape = 'abandonné') AS abandonne
            FROM etape_restauration WHERE date_reelle <= $fin GROUP BY id_point)
        SELECT id_point, concat_ws(' ; ', localite,
                   coalesce('vu le ' || {_JOUR.format("date")} || ', ' || reunis || '/4 tests', 'jamais visité'),
                   statut_fonctionnel) AS rappel
        FROM point_service LEFT JOIN vu USING (id_point) LEFT JOIN etape USING (id_point)
        WHERE code_zone IN {{zones}} AND (date IS NOT NULL OR etape BETWEEN '6' AND '8')
            AND NOT coalesce(abandonne, false)
        QUALIFY row_number() OVER (PARTITION BY id_point ORDER BY date DESC NULLS LAST) = 1
            AND coalesce(date < $debut, true) AND statut_fonctionnel IS DISTINCT FROM 'fermé définitivement'
    """,
    "spi_etape": f"""
        SELECT id_tournee, 'prévue du ' || coalesce({_JOUR.format("date_prevue_debut")}, '?') || ' au '
               || coalesce({_JOUR.format("date_prevue_fin")}, '?') || ' : une ligne par arrêt' AS rappel
        FROM spi_tournee ANTI JOIN spi_etape USING (id_tournee) WHERE code_zone IN {{zones}} AND {TOURNEE_OUVERTE}
    """,
    "spi_prestation": f"""
        SELECT id_tournee, site, any_value(zone.nom || coalesce(', ' || {_JOUR.format("arret.date")}, '')) AS rappel
        FROM spi_etape arret JOIN spi_tournee tournee USING (id_tournee) JOIN zone ON zone.code = arret.code_zone
        ANTI JOIN spi_prestation USING (id_tournee, site)
        WHERE tournee.code_zone IN {{zones}} AND (arret.tenue OR tournee.statut = 'planifiée')
          AND (tournee.{TOURNEE_OUVERTE} OR arret.date BETWEEN $debut AND $fin)
        GROUP BY id_tournee, site
    """,
}
#: Colonne → nom de chaque identifiant, et où le trouver en tournée.
NOMS: dict[str, str] = {
    "id_projet": "SELECT id_projet AS code, intitule AS nom, code_zone, '' AS lieu FROM projet_service",
    "id_point": "SELECT id_point AS code, nom, code_zone, coalesce(localite, '') AS lieu FROM point_service",
    "id_chantier": "SELECT id_chantier AS code, nom, code_zone, '' AS lieu FROM chantier",
    "id_tournee": (
        "SELECT id_tournee AS code, coalesce(zone.nom, '') || coalesce(' ' || "
        f"{_JOUR.format('coalesce(date_debut, date_prevue_debut)')}, '') AS nom, code_zone, '' AS lieu "
        "FROM spi_tournee LEFT JOIN zone ON zone.code = code_zone"
    ),
    "id_formation": "SELECT id_formation AS code, intitule AS nom, code_zone, '' AS lieu FROM formation",
    "id_reunion": (
        f"SELECT id_reunion AS code, instance || coalesce(' du ' || {_JOUR.format('coalesce(date, date_prevue)')}, '') "
        "AS nom, code_zone, '' AS lieu FROM reunion"
    ),
    "code_indicateur": (
        "SELECT code, coalesce(libelle_court, libelle) AS nom, NULL AS code_zone, '' AS lieu FROM indicateur"
    ),
}
