"""Où en est la validation de chaque coordination, période par période (règles A10 et A11) : table `validation_suivie`.

Ne s'écrit que si quelqu'un a soumis, retourné ou validé quelque chose : sans geste, le circuit n'est pas employé.
"""

from __future__ import annotations

import duckdb

from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.declaration import Feuille
from domaine.preuve.validation import A_REVALIDER, A_SOUMETTRE, VALIDE
from etl.controles.reserves import jour_de, zone_de
from etl.lignes.tampon import Tampon

#: Ce que le pilotage écrit, ou qui ne dit rien d'une période de collecte.
_AUTRES = frozenset({"validation", "rapport_activite", "reunion", "decision", "evenement", "capitalisation"})
#: Le dernier geste de chaque période ; son instant, à défaut d'heure, est celui de la réception. Un dépôt de la même
#: seconde est tenu pour venu après : mieux vaut revalider une fois de trop.
_SUIVRE = f"""
    INSERT INTO validation_suivie BY NAME
    WITH geste AS (
        SELECT validation.*, try_cast(heure AS TIME) AS a_heure, chargement.origine = 'reunions' AS du_journal,
               coalesce(CASE WHEN du_journal THEN date + a_heure END, chargement.recu_le) AS instant
        FROM validation JOIN chargement USING (id_chargement)
    ), dernier AS (
        FROM geste QUALIFY row_number() OVER (PARTITION BY code_zone, periode
            ORDER BY date DESC, a_heure DESC NULLS LAST, id_chargement DESC, ligne DESC) = 1
    ), suivie AS (
        SELECT rapport.code_zone, rapport.periode, periode.debut, rapport.fin
        FROM rapport_suivi rapport JOIN periode_nommee periode ON periode.libelle = rapport.periode
        WHERE rapport.attendu_au_calcul
    )
    SELECT suivie.code_zone, suivie.periode, suivie.fin, dernier.date, dernier.par, dernier.motif,
           CASE WHEN dernier.statut IS NULL THEN '{A_SOUMETTRE}'
                WHEN dernier.statut = '{VALIDE}' AND EXISTS (
                    SELECT 1 FROM apport JOIN chargement USING (id_chargement)
                    WHERE apport.region = suivie.code_zone AND apport.jour BETWEEN suivie.debut AND suivie.fin
                      AND CASE WHEN dernier.du_journal THEN chargement.recu_le >= dernier.instant
                               ELSE apport.id_chargement > dernier.id_chargement END)
                THEN '{A_REVALIDER}' ELSE dernier.statut END AS statut
    FROM suivie LEFT JOIN dernier USING (code_zone, periode) ORDER BY suivie.fin, suivie.code_zone
"""


def ecrire_validations(connexion: duckdb.DuckDBPyConnection, tampon: Tampon) -> None:
    """Remplit `validation_suivie` ; les tables provisoires des contrôles et les vues de l'édition y sont encore."""
    if not connexion.execute("SELECT 1 FROM validation LIMIT 1").fetchone():
        return
    recues = {segment.table.feuille.nom for segment in tampon.segments}
    connexion.execute("CREATE TEMP TABLE apport (region VARCHAR, jour DATE, id_chargement INTEGER)")
    for feuille in FEUILLES_COORDINATION:
        if feuille.nom in recues and feuille.table not in _AUTRES:
            connexion.execute(_sql_apports(feuille))
    connexion.execute(_SUIVRE)
    connexion.execute("DROP TABLE apport")


def _sql_apports(feuille: Feuille) -> str:
    """Les lignes qui ont dit quelque chose de neuf : la première de sa clé, ou celle qui en change une cellule."""
    zone, jointure = zone_de(feuille)
    cle = ", ".join(feuille.cle_effective)
    periode = "calendrier.libelle = lue.periode" if "periode" in feuille.noms else "false"
    contenu = ", ".join(f"{n}::VARCHAR" for n in feuille.noms)
    return f"""
        INSERT INTO apport
        SELECT DISTINCT zone.region, {jour_de(feuille)}, lue.id_chargement
        FROM (SELECT *, [{contenu}] AS contenu, lag(contenu) OVER (PARTITION BY {cle} ORDER BY id_ligne) AS avant
              FROM t_{feuille.table} WHERE id_ligne NOT IN (FROM jamais_entree)) lue
        {jointure} LEFT JOIN calendrier ON {periode}
        JOIN zone ON zone.code = {zone} WHERE lue.avant IS NULL OR lue.avant <> lue.contenu
    """
