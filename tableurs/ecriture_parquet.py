"""Le Parquet du produit, pour les programmes d'analyse : les types restent ceux du tableau."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from tableurs.ecriture_csv import texte_csv
from tableurs.sortie import Destination, ouvrir_sortie


def ecrire_parquet(df: pd.DataFrame | pa.Table, dest: Destination) -> None:
    """Écrit un tableau ; l'index n'est pas écrit, une valeur absente est NULL.

    Args:
        df: le tableau ; donné en Arrow, il garde ses types (une date reste une date, une colonne vide son genre).
            Une colonne aux types mêlés, que Parquet ne sait pas porter, est écrite comme texte.
        dest: chemin ou tampon binaire.
    """
    if isinstance(df, pa.Table):
        with ouvrir_sortie(dest) as sortie:
            pq.write_table(df, sortie, compression="zstd")
        return
    noms = [str(nom) for nom in df.columns]
    table = pa.Table.from_arrays([_colonne(df.iloc[:, i]) for i in range(df.shape[1])], names=noms)
    with ouvrir_sortie(dest) as sortie:
        pq.write_table(table, sortie, compression="zstd")


def _colonne(colonne: pd.Series) -> pa.Array:
    try:
        return pa.array(colonne, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        return pa.array([texte_csv(x) or None for x in colonne], type=pa.string())
