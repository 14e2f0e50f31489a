"""Lire une édition d'un schéma d'avant : ce qu'elle n'a pas apparaît vide, sans que son fichier change.

Une édition figée ne se refait pas. Ce module dit quelles vues et quelles macros créer à côté d'elle ; `requetes` et
`etl` les créent, provisoires, sur leur connexion. Il ne connaît pas DuckDB : on lui passe de quoi lire.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domaine.schema.declaration import Table
from domaine.schema.edition import CLE_MACROS, CLE_NUMERO, NUMERO, SANS_NUMERO, TABLES
from domaine.schema.vues import VUES
from domaine.sql import definitions

#: Exécute une lecture sur la connexion et rend ses lignes.
Lire = Callable[[str], Sequence[tuple[Any, ...]]]


class SchemaIllisible(Exception):
    """L'édition est d'un schéma que ce programme ne lit pas ; le message finit une phrase, avec le remède."""


@dataclass(frozen=True)
class Releve:
    """Ce qu'une édition contient.

    Attributes:
        catalogue: le nom sous lequel la connexion la connaît.
        colonnes: table ou vue → colonne → type.
        macros: leurs noms.
    """

    catalogue: str
    colonnes: Mapping[str, Mapping[str, str]]
    macros: frozenset[str]


def relever(lire: Lire, catalogue: str) -> Releve:
    """Ce que contient une édition ouverte.

    Raises:
        SchemaIllisible: son numéro est plus grand que celui de ce programme, ou il lui manque ce que toute édition de
            son numéro a.
    """
    voulues = f"SELECT cle, valeur FROM \"{catalogue}\".info WHERE cle IN ('{CLE_NUMERO}', '{CLE_MACROS}')"
    dites = {str(cle): valeur for cle, valeur in lire(voulues)}
    numero = _numero(dites.get(CLE_NUMERO))
    if numero > NUMERO:
        raise SchemaIllisible(
            f"son schéma est le n° {numero}, cette application lit jusqu'au n° {NUMERO}. Mettez l'application à jour."
        )
    colonnes = colonnes_presentes(lire, catalogue)
    if manquantes := sorted(t.nom for t in TABLES.values() if t.depuis <= numero and t.nom not in colonnes):
        raise SchemaIllisible(
            f"une version plus ancienne de l'application l'a bâtie, sans {', '.join(manquantes)} : publiez à nouveau."
        )
    macros = dites[CLE_MACROS].split() if CLE_MACROS in dites else _macros(lire, catalogue)
    return Releve(catalogue, colonnes, frozenset(macros))


def colonnes_presentes(lire: Lire, catalogue: str) -> dict[str, dict[str, str]]:
    """Table ou vue → colonne → type, dans l'ordre de l'édition."""
    colonnes: dict[str, dict[str, str]] = {}
    for table, colonne, type_ in lire(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        f"WHERE database_name = '{catalogue}' AND NOT internal ORDER BY table_name, column_index"
    ):
        colonnes.setdefault(table, {})[colonne] = type_
    return colonnes


def _macros(lire: Lire, catalogue: str) -> list[str]:
    """Celles d'une édition d'avant, qui ne les nomme pas."""
    lues = lire(f"SELECT function_name FROM duckdb_functions() WHERE database_name = '{catalogue}' AND NOT internal")
    return [str(nom) for (nom,) in lues]


def _numero(dit: str | None) -> int:
    try:
        return SANS_NUMERO if dit is None else int(dit)
    except ValueError:
        raise SchemaIllisible(f"son numéro de schéma, «{dit}», ne se lit pas.") from None


def complements(releve: Releve) -> list[str]:
    """De quoi lire l'édition comme une neuve : les instructions qui créent, provisoirement, ce qu'elle n'a pas.

    Returns:
        Dans l'ordre : les tables, puis les macros et les vues, qui s'en servent. Aucune pour une édition d'aujourd'hui.
    """
    crees = [_provisoire(t, releve) for t in TABLES.values() if _incomplete(t, releve)]
    crees += [d.provisoire for d in definitions() if d.nom not in releve.macros and d.nom not in releve.colonnes]
    return crees + [_provisoire(v, releve) for v in VUES if v.nom in releve.colonnes and _incomplete(v, releve)]


def vues_completes(releve: Releve, catalogue: str) -> list[str]:
    """De quoi lire toutes les tables de l'édition, complètes, sous le nom d'un autre catalogue."""
    return [f"CREATE VIEW {catalogue}.{t.nom} AS {_selection(t, releve)}" for t in TABLES.values()]


def _incomplete(table: Table, releve: Releve) -> bool:
    presentes = releve.colonnes.get(table.nom, {})
    return any(presentes.get(c.nom) != c.type for c in table.colonnes)


def _provisoire(table: Table, releve: Releve) -> str:
    return f"CREATE TEMP VIEW {table.nom} AS {_selection(table, releve)}"


def _selection(table: Table, releve: Releve) -> str:
    """Les colonnes déclarées, dans l'ordre ; NULL à la place de celles que l'édition n'a pas."""
    presentes = releve.colonnes.get(table.nom, {})
    voulues = ", ".join(f"{c.nom if c.nom in presentes else 'NULL'}::{c.type} AS {c.nom}" for c in table.colonnes)
    if not presentes:
        return f"SELECT {voulues} WHERE false"
    return f'SELECT {voulues} FROM "{releve.catalogue}".main.{table.nom}'
