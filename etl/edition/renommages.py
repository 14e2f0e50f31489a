"""Deux éditions qui ne nomment pas un indicateur de même se comparent sous son code en vigueur (règle E12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.renommages import suivre
from etl.lignes.renommes import LIENS

#: Table → la colonne de l'indicateur, et ce qui distingue deux rangées du même.
_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "valeurs": ("code_indicateur", ("code_zone", "type_periode", "periode", "dimension", "modalite")),
    "valeur": ("code_indicateur", PAR_TABLE["valeur"].cle[1:]),
    "cible": ("code_indicateur", PAR_TABLE["cible"].cle[1:]),
    "valeur_reference": ("code_indicateur", PAR_TABLE["valeur_reference"].cle[1:]),
    "collecte": ("code_indicateur", PAR_TABLE["collecte"].cle[1:]),
    "indicateur": ("code", ()),
    "composante": ("code_indicateur", ()),
}


def lire_liens(connexion: duckdb.DuckDBPyConnection, bases: Iterable[str]) -> dict[str, str]:
    """Ancien code → code en vigueur, d'après les correspondances de ces éditions, la plus récente en dernier."""
    lus: list[tuple[str, str]] = []
    for base in bases:
        lignes = connexion.execute(f"{LIENS.format(table=f'{base}.correspondance')} ORDER BY ALL").fetchall()
        lus += [(str(ancien), str(nouveau)) for ancien, nouveau, _ in lignes]
    return suivre(lus)


def renommer(connexion: duckdb.DuckDBPyConnection, base: str, codes: Mapping[str, str]) -> None:
    """Refait les vues d'une édition attachée, les anciens codes remplacés.

    Une édition qui a les deux codes (le nouveau déclaré avant d'être lié) en a deux rangées : celle qui a une valeur
    l'emporte, et à défaut celle du nouveau code. Les lignes d'un registre gardent chacune la sienne.
    """
    if not codes:
        return
    connexion.execute("CREATE OR REPLACE TEMP TABLE renomme (ancien VARCHAR, nouveau VARCHAR)")
    connexion.executemany("INSERT INTO renomme VALUES (?, ?)", list(codes.items()))
    for table, (colonne, cle) in _TABLES.items():
        connexion.execute(f"ALTER VIEW {base}.{table} RENAME TO {table}_recue")
        valeur = "valeur IS NULL, " if table == "valeurs" else ""
        unique = (
            ""
            if table == "composante"
            else f"QUALIFY row_number() OVER (PARTITION BY {', '.join((f'lue.{colonne}', *(f'lue.{c}' for c in cle)))} "
            f"ORDER BY {valeur}ancien IS NOT NULL) = 1"
        )
        connexion.execute(
            f"CREATE VIEW {base}.{table} AS SELECT lue.* EXCLUDE (ancien) FROM ("
            f"SELECT recue.* REPLACE (coalesce(renomme.nouveau, recue.{colonne}) AS {colonne}), renomme.ancien "
            f"FROM {base}.{table}_recue recue LEFT JOIN renomme ON renomme.ancien = recue.{colonne}) lue {unique}"
        )
