"""Ce qu'une ligne ne dit pas, parce qu'on ne le lui a pas demandé : elle garde ce que l'on savait (règle K6)."""

from __future__ import annotations

from typing import Final

import duckdb
import pyarrow as pa

from etl.lignes.entetes import TableBrute

#: Une rangée par cellule tue ; `soumission` : d'où vient la ligne, vide si rien ne l'identifie.
CREER_TUE: Final = "CREATE TEMP TABLE tue_par (id_ligne BIGINT, colonne VARCHAR, soumission VARCHAR)"


def noter_tues(connexion: duckdb.DuckDBPyConnection, table: TableBrute, premier: int) -> None:
    """Note, des lignes tout juste ajoutées, les colonnes dont elles ne disent rien."""
    lignes, colonnes, soumissions = [], [], []
    for i, tues in enumerate(table.tues):
        lignes += [premier + i] * len(tues)
        colonnes += sorted(tues)
        soumissions += [table.soumissions[i] if table.soumissions else ""] * len(tues)
    notees = {"id_ligne": pa.array(lignes, pa.int64()), "colonne": pa.array(colonnes, pa.string())}
    connexion.register("notees", pa.table(notees | {"soumission": pa.array(soumissions, pa.string())}))
    connexion.execute("INSERT INTO tue_par FROM notees")
    connexion.unregister("notees")
