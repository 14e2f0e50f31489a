"""`exporter` : une table de l'édition en CSV, XLSX ou Parquet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from domaine.feuilles.cadre import FEUILLES
from etl.edition import dossier
from etl.edition.etiquettes import etiqueter
from etl.sql import lire_sql
from tableurs import ecrire_csv, ecrire_parquet, ecrire_xlsx

#: Nom d'export → requête. Les feuilles s'ajoutent d'elles-mêmes sous leur nom d'export.
REQUETES: dict[str, str] = {
    "valeurs": "SELECT * FROM valeurs",
    "points": "SELECT * FROM point_complet",
    "parcours": "SELECT * FROM parcours_point",
    "etat_points": "SELECT * FROM etat_point",
    "anomalies": "SELECT * FROM anomalie",
    "quarantaine": "SELECT * FROM quarantaine",
    "cellules_gardees": "SELECT * FROM cellule_gardee",
    "revisions": "SELECT * FROM revision_nommee",
    "revisions_chiffres": "SELECT * FROM revision_chiffre",
    "depots": "SELECT * FROM chargement",
    "zones": "SELECT * FROM zone",
    "periodes": "SELECT * FROM periode",
    "composantes": "SELECT * FROM composante",
    "lignes_sources": "SELECT * FROM ligne_source ORDER BY ALL",
    "informations": "SELECT * FROM info",
    "3w": lire_sql("exports/3w.sql"),
    "correspondances_resultats": lire_sql("exports/correspondances_resultats.sql"),
}
REQUETES |= {f.export: f"SELECT * FROM {f.table}" for f in FEUILLES if f.export not in REQUETES}


def lire_table(donnees: Path, table: str, identifiant: str | None = None) -> pd.DataFrame:
    """Une table de l'édition, dans un ordre fixe.

    Raises:
        KeyError: nom inconnu.
        edition.EditionAbsente: pas d'édition.
    """
    requete = REQUETES[table]
    with dossier.ouvrir(dossier.chemin_base(donnees, identifiant)) as connexion:
        return connexion.execute(requete).df()


def exporter(
    donnees: Path, table: str, format_: str, sortie: Path, *, identifiant: str | None = None, hxl: bool = False
) -> int:
    """Écrit une table de l'édition ; rend son nombre de lignes."""
    if format_ == "parquet":
        with dossier.ouvrir(dossier.chemin_base(donnees, identifiant)) as connexion:
            rangees = connexion.sql(REQUETES[table]).to_arrow_table()
        ecrire_parquet(rangees, sortie)
        return int(rangees.num_rows)
    df = lire_table(donnees, table, identifiant)
    etiquettes = etiqueter(table, map(str, df.columns)) if hxl else None
    if format_ == "xlsx":
        ecrire_xlsx({table: df}, sortie, hxl=etiquettes)
    else:
        ecrire_csv(df, sortie, hxl=etiquettes)
    return len(df)
