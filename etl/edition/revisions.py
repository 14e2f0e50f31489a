"""Ce qui change d'une édition à l'autre : quel chiffre, de quoi à quoi, par quel fichier (règles E6 et E7).

À la publication, l'édition neuve se compare à la dernière qui dit autre chose et garde le résultat dans
`revision_chiffre` ; `etl.edition.comparaison` fait le même travail entre deux éditions quelconques.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from domaine.feuilles.cadre import FEUILLES, FEUILLES_CADRE, PAR_NOM
from domaine.feuilles.declaration import Feuille, normaliser_entete
from domaine.schema.complement import SchemaIllisible, relever, vues_completes
from domaine.sources import SOURCES
from etl.edition import dossier
from etl.edition.renommages import lire_liens, renommer
from etl.sql import DOSSIER_SQL, est_remplie, executer_sql, inserer

_SQL = DOSSIER_SQL / "comparaison"
#: Un dépôt d'un manifeste : rang, empreinte du fichier.
Cle = tuple[int, str]


def _actifs(depots: Iterable[dict[str, Any]]) -> dict[Cle, str]:
    """Les dépôts d'un manifeste qui comptent : rang et empreinte → nom."""
    return {(int(d["rang"]), str(d["sha256"])): str(d["nom"]) for d in depots if not d.get("retire")}


def precedente(donnees: Path, depots: list[dict[str, Any]], empreinte: str, avant: str = "") -> str | None:
    """La dernière édition publiée qui n'a pas les mêmes dépôts et les mêmes chiffres ; `None` s'il n'y en a pas.

    Publier deux fois les mêmes dépôts redit ainsi les mêmes révisions.

    Args:
        avant: ne chercher que parmi les éditions publiées avant celle-ci ; vide = toutes.
    """
    for identifiant in reversed([i for i in dossier.identifiants(donnees) if not avant or i < avant]):
        try:
            manifeste = dossier.manifeste(donnees, identifiant)
        except dossier.EditionFausse:
            continue  # un manifeste abîmé ne peut servir de point de comparaison ; `edition verifier` le dit
        if manifeste.get("empreinte") != empreinte or _actifs(manifeste["depots"]) != _actifs(depots):
            return identifiant
    return None


def ecrire_revisions(
    connexion: duckdb.DuckDBPyConnection, donnees: Path, depots: list[dict[str, Any]], empreinte: str
) -> dict[str, str]:
    """Écrit `revision_chiffre` dans l'édition en construction (catalogue `edition`), s'il y en a une d'avant.

    Returns:
        De quoi compléter `info` : `edition_precedente` (vide s'il n'y en a pas) et `note_revisions`.
    """
    avant = precedente(donnees, depots, empreinte)
    note = ""
    if avant is not None:
        manifeste = dossier.manifeste(donnees, avant)
        try:
            with attachee(connexion, dossier.chemin_base(donnees, avant), "avant"):
                renommer(connexion, "avant", lire_liens(connexion, ("avant", "edition")))
                noter_ecarts(connexion, manifeste["depots"], depots)
                executer_sql(connexion, _SQL / "revision_chiffre.sql")
                return {"edition_precedente": avant, "note_revisions": ""}
        except (duckdb.Error, SchemaIllisible) as erreur:
            # Une édition d'un autre âge ou altérée n'empêche pas de publier : les révisions manquent, et c'est dit.
            note = f"L'édition précédente «{avant}» ne se compare pas ({str(erreur).splitlines()[0][:200]})."
    return {"edition_precedente": "", "note_revisions": note}


@contextmanager
def attachee(connexion: duckdb.DuckDBPyConnection, base: Path, nom: str) -> Iterator[None]:
    """Attache une édition en lecture seule, le temps de la comparaison ; d'un schéma d'avant, elle est complétée.

    Raises:
        SchemaIllisible: son schéma n'est pas de ceux que ce programme lit.
    """
    chemin, fichier = str(base).replace("'", "''"), f"{nom}_fichier"
    connexion.execute(f"ATTACH '{chemin}' AS {fichier} (READ_ONLY)")
    try:
        # Les requêtes lisent des vues sur le fichier : ce qu'il n'a pas y apparaît, vide.
        connexion.execute(f"ATTACH ':memory:' AS {nom}")
        try:
            for instruction in vues_completes(relever(dossier.lecteur(connexion), fichier), nom):
                connexion.execute(instruction)
            yield
        finally:
            connexion.execute(f"DETACH {nom}")
    finally:
        connexion.execute(f"DETACH {fichier}")


def noter_ecarts(
    connexion: duckdb.DuckDBPyConnection, avant: list[dict[str, Any]], apres: list[dict[str, Any]]
) -> None:
    """Crée les tables provisoires `ecart` et `cause` ; les éditions `avant` et `edition` sont attachées."""
    connexion.execute("CREATE TEMP TABLE depot_change (id_chargement INTEGER, nom VARCHAR, geste VARCHAR)")
    inserer(connexion, "depot_change", _depots_changes(avant, apres))
    _noter_tables_touchees(connexion)
    executer_sql(connexion, _SQL / "ecarts.sql")


#: Registres dont une ligne change la valeur ou la zone des lignes d'un autre.
_PARENTS = ("point_service", "chantier", "formation", "spi_tournee", "spi_etape", "formation_participant")


def _noter_tables_touchees(connexion: duckdb.DuckDBPyConnection) -> None:
    """`table_touchee` : les dépôts dont une ligne n'est vraiment pas la même des deux côtés ; une ligne redite, non."""
    connexion.execute("CREATE TEMP TABLE table_touchee (nom_table VARCHAR, id_chargement INTEGER)")
    connexion.execute("CREATE TEMP TABLE table_du_cadre (nom_table VARCHAR)")
    inserer(connexion, "table_du_cadre", [(f.table,) for f in FEUILLES_CADRE])
    connexion.execute(
        "CREATE TEMP TABLE registre_de (source_calcul VARCHAR, nom_table VARCHAR, parent BOOLEAN, ventile BOOLEAN)"
    )
    couples: list[tuple[str, str, bool, bool]] = []
    for source, regle in SOURCES.items():
        tables = [PAR_NOM[normaliser_entete(registre)].table for registre in regle.registres]
        # La table dont viennent les lignes elles-mêmes n'est pas une parente.
        couples += [(source, t, t in _PARENTS and len(tables) > 1, False) for t in tables]
        couples += [(source, PAR_NOM[normaliser_entete(r)].table, True, True) for r in regle.pour_ventiler]
    inserer(connexion, "registre_de", couples)
    for feuille in FEUILLES:
        if est_remplie(connexion, [f"edition.{feuille.table}", f"avant.{feuille.table}"]):
            connexion.execute(_sql_touchee(feuille))


def _sql_touchee(feuille: Feuille) -> str:
    contenu = f"hash({', '.join(feuille.noms)})"
    return f"""
        INSERT INTO table_touchee
        SELECT '{feuille.table}', id_chargement FROM edition.{feuille.table}
        WHERE id_chargement IN (SELECT id_chargement FROM depot_change WHERE geste <> 'retiré')
          AND {contenu} NOT IN (SELECT {contenu} FROM avant.{feuille.table})
        UNION
        SELECT '{feuille.table}', id_chargement FROM avant.{feuille.table}
        WHERE id_chargement IN (SELECT id_chargement FROM depot_change WHERE geste = 'retiré')
    """


def _depots_changes(avant: list[dict[str, Any]], apres: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    """Les dépôts qui comptent d'un côté seulement : rang, nom, geste («nouveau», «remis», «retiré»)."""
    anciens, nouveaux, connus = _actifs(avant), _actifs(apres), {(int(d["rang"]), str(d["sha256"])) for d in avant}
    entres = [
        (cle, nom, "remis" if cle in connus else "nouveau") for cle, nom in nouveaux.items() if cle not in anciens
    ]
    sortis = [(cle, nom, "retiré") for cle, nom in anciens.items() if cle not in nouveaux]
    return [(rang, nom, geste) for (rang, _), nom, geste in [*entres, *sortis]]
