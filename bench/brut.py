"""Le témoin : le même chargement et les mêmes sommes, en SQL écrit à la main (`brut.sql`), dans DuckDB seul."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bench import mesure
from bench.projet import TAILLES, Taille, communes, indicateurs
from geo.zones import ancetres, charger_zones

SQL = Path(__file__).with_suffix(".sql")


def calculer(taille: Taille, parquet: Path, sortie: Path) -> dict[str, Any]:
    """Charge et calcule dans un fichier neuf ; rend `total`, `recues`, `valeurs`."""
    cadre = indicateurs(taille)
    suivies = set(communes(taille))
    couples = [(z.code, a) for z in charger_zones() if z.niveau == "commune" for a in ancetres(z.code)]
    chrono = mesure.Chrono()
    with chrono.mesurer("total"), duckdb.connect(str(sortie)) as connexion:
        connexion.register(
            "indicateur", pa.table({n: [i[n] for i in cadre] for n in ("code", "nature", "regle_temps")})
        )
        # Toutes les communes du périmètre sont attendues, suivies ou non par le projet inventé.
        connexion.register(
            "ascendance", pa.table({"code": [c for c, _ in couples], "ancetre": [a for _, a in couples]})
        )
        connexion.register("commune", pa.table({"code": sorted(suivies | {c for c, _ in couples})}))
        for instruction in connexion.extract_statements(SQL.read_text(encoding="utf-8")):
            connexion.execute(instruction, {"parquet": str(parquet)} if "$parquet" in instruction.query else None)
        connexion.execute("CHECKPOINT")
        comptes = [int(connexion.execute(f"SELECT count(*) FROM {t}").fetchone()[0]) for t in ("saisie", "valeurs")]
    return {
        "total": chrono.durees["total"],
        "total_cpu": chrono.processeur["total"],
        "recues": comptes[0],
        "valeurs": comptes[1],
    }


if __name__ == "__main__":
    mesure.rendre(calculer(TAILLES[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])))
