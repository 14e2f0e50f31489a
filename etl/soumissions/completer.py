"""Ce qu'une ligne ne dit pas garde la dernière valeur saine d'avant, de la même clé (règle K6).

Les contrôles se jouent d'abord à blanc : ce qu'ils mettraient de côté ne sert pas à compléter.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from domaine.feuilles.declaration import Feuille


def completer(connexion: duckdb.DuckDBPyConnection, feuille: Feuille, controles: Callable[[], None]) -> None:
    """Complète les lignes d'une feuille, dépôt après dépôt ; bloque celles à qui il manque encore une obligatoire.

    Args:
        controles: joue les contrôles de la feuille ; rien n'en reste ici.
    """
    table = f"t_{feuille.table}"
    tues = f"FROM tue_par JOIN {table} USING (id_ligne)"
    depots = connexion.execute(f"SELECT DISTINCT id_chargement {tues} ORDER BY 1").fetchall()
    if not depots:
        return
    if feuille.cle:
        connexion.execute("BEGIN")
        controles()
        lues = connexion.execute(f"SELECT id_ligne FROM {table} SEMI JOIN bloquee USING (id_ligne)").fetchall()
        connexion.execute("ROLLBACK")
        for (depot,) in depots:
            connexion.execute(_sql_completer(feuille), {"depot": depot, "bloquees": [i for (i,) in lues]})
    for colonne in (c.nom for c in feuille.colonnes if c.requise):
        connexion.execute(
            f"INSERT INTO signalement SELECT id_ligne, 'colonne_non_demandee', $colonne, '', $colonne, '' {tues} "
            f"WHERE colonne = $colonne AND {table}.{colonne} IS NULL",
            {"colonne": colonne},
        )


def _sql_completer(feuille: Feuille) -> str:
    """La dernière ligne saine d'avant, de même clé et d'une autre soumission, donne ce qui est tu."""
    table = f"t_{feuille.table}"
    autres = [nom for nom in feuille.noms if nom not in feuille.cle]
    cle = " AND ".join(f"avant.{nom} IS NOT DISTINCT FROM neuve.{nom}" for nom in feuille.cle)
    cellules = ", ".join(f"'{nom}': avant.{nom}" for nom in autres)
    prises = ", ".join(
        f"{nom} = if(list_contains(connue.tues, '{nom}'), connue.dites.{nom}, {table}.{nom})" for nom in autres
    )
    return f"""
        UPDATE {table} SET {prises} FROM (
            SELECT neuve.id_ligne, any_value(neuve.tues) AS tues, max_by({{{cellules}}}, avant.id_ligne) AS dites
            FROM (
                SELECT lue.*, tue.tues, tue.soumission FROM {table} lue JOIN (
                    SELECT id_ligne, list(colonne) AS tues, any_value(soumission) AS soumission FROM tue_par GROUP BY 1
                ) tue USING (id_ligne) WHERE lue.id_chargement = $depot
            ) neuve
            JOIN {table} avant ON {cle} AND avant.id_ligne < neuve.id_ligne AND avant.id_chargement <> $depot
            LEFT JOIN (SELECT DISTINCT id_ligne, soumission FROM tue_par WHERE soumission <> '') sienne
                   ON sienne.id_ligne = avant.id_ligne
            WHERE sienne.soumission IS DISTINCT FROM neuve.soumission AND NOT list_contains($bloquees, avant.id_ligne)
              AND avant.id_ligne NOT IN (FROM retiree)
            GROUP BY neuve.id_ligne
        ) connue WHERE connue.id_ligne = {table}.id_ligne
    """
