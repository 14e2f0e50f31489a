"""Ce que des fichiers changent : l'édition bâtie à blanc, comparée à celle en vigueur (règle E11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from domaine.feuilles.cadre import FEUILLES
from domaine.feuilles.declaration import Feuille
from domaine.schema.complement import Releve, vues_completes
from etl.edition import dossier as edition
from etl.edition.renommages import lire_liens, renommer
from etl.edition.revisions import attachee
from etl.sql import DOSSIER_SQL, est_remplie, executer_sql, lire_sql

#: Les anomalies de ce qui a été reçu et n'est pas lu.
_IGNORES = ("feuille_inconnue", "colonne_inconnue")
Rangee = dict[str, Any]


@dataclass(frozen=True)
class Effet:
    """Ce que change l'édition bâtie, de celle en vigueur ; les dates et périodes en texte, `None` = absent.

    Attributes:
        dates: date des données, avant et après.
        lignes: par dépôt et feuille, les lignes nouvelles, revues (même clé, autre contenu), redites, à part.
        sorties: par feuille, les lignes dont la clé n'est plus là : soumission supprimée, rejetée, modifiée (règle K5).
        redites: de quel dépôt : `id_chargement`, `fichier`, `lignes`.
        phares: dernier cumul de tout le projet : code, libellé, unité ; période, valeur et état, avant et après.
        chiffres: nombre de chiffres changés, par genre (règle E6), et «rangée apparue».
        points: geste («créé», «déplacé», «position», «état»), point, avant, après.
        ignores: feuilles et colonnes non lues, avec ce à quoi elles ressemblent.
    """

    dates: tuple[str | None, str | None]
    lignes: list[Rangee]
    sorties: list[Rangee]
    redites: list[Rangee]
    phares: list[Rangee]
    chiffres: dict[str, int]
    points: list[Rangee]
    ignores: list[Rangee]


def mesurer(avant: Path | None, apres: Path, rangs: Sequence[int]) -> Effet:
    """Compare la base bâtie à blanc à celle en vigueur.

    Args:
        avant: la base en vigueur ; `None` quand rien n'est publié : tout est nouveau.
        apres: la base bâtie à blanc.
        rangs: les numéros qu'y ont les dépôts dont on veut l'effet.

    Raises:
        SchemaIllisible: le schéma de l'édition en vigueur n'est pas de ceux que ce programme lit.
    """
    with duckdb.connect() as connexion, attachee(connexion, apres, "edition"), _en_vigueur(connexion, avant):
        executer_sql(connexion, DOSSIER_SQL / "calendrier.sql")
        renommer(connexion, "avant", lire_liens(connexion, ("avant", "edition")))
        _noter_entrees(connexion, rangs)
        dites = {"rangs": list(rangs)}
        ignores = "SELECT DISTINCT feuille, colonne, code, constat, suggestion FROM edition.anomalie"
        return Effet(
            (_date(avant), _date(apres)),
            _lire(connexion, lire_sql("comparaison/effet_lignes.sql"), dites),
            _lire_sorties(connexion),
            _lire(connexion, "FROM ligne_redite"),
            _lire(connexion, lire_sql("comparaison/effet_phares.sql")),
            _compter(connexion),
            _lire(connexion, lire_sql("comparaison/effet_points.sql")),
            _lire(
                connexion,
                f"{ignores} WHERE list_contains($rangs, id_chargement) AND list_contains($codes, code) ORDER BY ALL",
                dites | {"codes": list(_IGNORES)},
            ),
        )


@contextmanager
def _en_vigueur(connexion: duckdb.DuckDBPyConnection, base: Path | None) -> Iterator[None]:
    """Attache l'édition en vigueur sous le nom `avant` ; sans elle, des tables vides."""
    if base is not None:
        with attachee(connexion, base, "avant"):
            yield
        return
    connexion.execute("ATTACH ':memory:' AS avant")
    for instruction in vues_completes(Releve("avant", {}, frozenset()), "avant"):
        connexion.execute(instruction)
    yield


def _noter_entrees(connexion: duckdb.DuckDBPyConnection, rangs: Sequence[int]) -> None:
    """`ligne_entree` : une ligne par ligne entrée de ces dépôts, et ce qu'elle fait de celle de même clé d'avant."""
    connexion.execute(
        "CREATE TEMP TABLE ligne_entree (id_chargement INTEGER, feuille VARCHAR, sort VARCHAR, depot_avant INTEGER)"
    )
    for feuille in FEUILLES:
        if est_remplie(connexion, [f"edition.{feuille.table}"]):
            connexion.execute(_sql_entrees(feuille), {"rangs": list(rangs)})
    connexion.execute(
        "CREATE TEMP TABLE ligne_redite AS SELECT depot_avant AS id_chargement, depot.nom_fichier AS fichier, "
        "count(*) AS lignes FROM ligne_entree JOIN edition.chargement depot ON depot.id_chargement = depot_avant "
        "WHERE sort = 'redite' GROUP BY ALL ORDER BY ALL"
    )


def _sql_entrees(feuille: Feuille) -> str:
    cle = " AND ".join(f"ancienne.{c} IS NOT DISTINCT FROM neuve.{c}" for c in feuille.cle_effective)
    pareilles = " AND ".join(f"ancienne.{c} IS NOT DISTINCT FROM neuve.{c}" for c in feuille.noms)
    return f"""
        INSERT INTO ligne_entree
        SELECT neuve.id_chargement, neuve.feuille,
               CASE WHEN ancienne.id_chargement IS NULL THEN 'nouvelle' WHEN {pareilles} THEN 'redite' ELSE 'revue' END,
               ancienne.id_chargement
        FROM edition.{feuille.table} neuve LEFT JOIN avant.{feuille.table} ancienne ON {cle}
        WHERE list_contains($rangs, neuve.id_chargement)
    """


def _lire_sorties(connexion: duckdb.DuckDBPyConnection) -> list[Rangee]:
    sorties: list[Rangee] = []
    for feuille in FEUILLES:
        if est_remplie(connexion, [f"avant.{feuille.table}"]):
            cle = " AND ".join(f"neuve.{c} IS NOT DISTINCT FROM ancienne.{c}" for c in feuille.cle_effective)
            manquent = f"SELECT 1 FROM edition.{feuille.table} neuve WHERE {cle}"
            sortent = f"FROM avant.{feuille.table} ancienne WHERE NOT EXISTS ({manquent})"
            [rangee] = _lire(connexion, f"SELECT count(*)::INTEGER AS lignes {sortent}")
            sorties += [{"feuille": feuille.nom, **rangee}] if rangee["lignes"] else []
    return sorties


def _compter(connexion: duckdb.DuckDBPyConnection) -> dict[str, int]:
    apparues = lire_sql("comparaison/apparues.sql").strip().removesuffix(";")
    connexion.execute("CREATE TEMP VIEW revision_chiffre AS FROM edition.revision_chiffre")
    comptes = connexion.execute(
        f"SELECT genre, count(*) FROM (SELECT genre FROM revision_chiffre UNION ALL SELECT genre FROM ({apparues})) "
        "GROUP BY genre ORDER BY genre"
    ).fetchall()
    return {str(genre): int(nombre) for genre, nombre in comptes}


def _date(base: Path | None) -> str | None:
    """La date des données qu'a dite le manifeste de cette édition ; `None` sans édition, ou sans ligne qui la date."""
    return edition.lire_manifeste(base.parent)["date_donnees"] or None if base else None


def _lire(connexion: duckdb.DuckDBPyConnection, sql: str, parametres: Rangee | None = None) -> list[Rangee]:
    lues = connexion.execute(sql, parametres)
    noms = [c[0] for c in lues.description or ()]
    return [dict(zip(noms, rangee, strict=True)) for rangee in lues.fetchall()]
