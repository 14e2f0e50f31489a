"""Ce qu'une édition figée change de la précédente du même public : gardé dans sa base, dit dans son rapport."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl.edition import dossier
from etl.edition.comparaison import comparer_bases
from etl.gel.sceau import lister
from etl.sql import DOSSIER_SQL


def inscrire_la_suite(donnees: Path, base: Path, contenu: dict[str, Any], source: Path) -> None:
    """Écrit dans la base les révisions depuis la précédente édition figée de ce public ; sans effet s'il n'y en a pas.

    Args:
        donnees: dossier de données.
        base: la base que l'on fige, encore inscriptible.
        contenu: ce que dira son manifeste (`id`, `public`, `periode`, `depots`).
        source: l'édition interne d'où elle vient, qui sait ce qui a été reçu depuis (règle E7).

    Raises:
        edition.EditionFausse: la précédente est illisible.
    """
    avant = _precedente(donnees, contenu)
    if avant is None:
        return
    ancienne = dossier.chemin_base(donnees, avant["id"])
    comparaison = comparer_bases((avant["id"], contenu["id"]), [ancienne, base], [avant, contenu])
    changes = comparaison.changes.reset_index(drop=True)
    if contenu["public"] != "interne":
        changes["cause"] = _causer(changes, source, dt.datetime.fromisoformat(avant["figee_le"]))
    _ecrire(base, avant["id"], changes, comparaison.definitions)


def _causer(changes: pd.DataFrame, source: Path, depuis: dt.datetime) -> pd.Series:
    """La sorte de cause de chaque chiffre changé, d'après ce que la source a reçu depuis le gel d'avant."""
    with duckdb.connect() as connexion:
        # ATTACH ne prend pas de paramètre lié.
        connexion.execute("ATTACH '{}' AS source (READ_ONLY)".format(str(source).replace("'", "''")))
        connexion.execute("SET VARIABLE depuis = $depuis", {"depuis": depuis})
        connexion.register("changee", changes.assign(rang=range(len(changes))))
        lues = connexion.execute((DOSSIER_SQL / "comparaison" / "cause_datee.sql").read_text(encoding="utf-8")).df()
    return lues["cause"]


def _precedente(donnees: Path, contenu: dict[str, Any]) -> dict[str, Any] | None:
    lisibles = [f for f in lister(donnees) if not f.get("illisible") and f["public"] == contenu["public"]]
    return lisibles[-1] if lisibles else None


def _ecrire(base: Path, avant: str, changes: pd.DataFrame, definitions: pd.DataFrame) -> None:
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("DELETE FROM revision_chiffre")
        for table, lignes in (("revision_chiffre", changes), ("revision_definition", definitions)):
            if len(lignes):
                connexion.register("lignes", lignes)
                connexion.execute(f"INSERT INTO {table} BY NAME SELECT * FROM lignes")
                connexion.unregister("lignes")
        connexion.execute("DELETE FROM info WHERE cle IN ('edition_precedente', 'note_revisions')")
        connexion.execute("INSERT INTO info VALUES ('edition_precedente', ?), ('note_revisions', '')", [avant])
        connexion.execute("CHECKPOINT")
