"""De l'édition interne à celle d'un public : un fichier neuf, fait de ce qui est nommé ici et de rien d'autre.

Règles M1 à M5, M10 et M14 à M16.

Toutes les tables du schéma y existent ; `sql/publics/` y verse les colonnes qu'il nomme, et le reste est vide : les
mêmes requêtes et les mêmes écrans servent. `domaine.schema` déclare ce que chaque public lit, `etl.publics.lectures`
vérifie que rien d'autre n'y est. Les révisions viennent de la précédente édition figée (`etl.gel.suite`). Aucune donnée
interdite n'est jamais écrite dans le fichier, même pour en être ôtée ensuite : DuckDB garderait ses pages libres.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pandas as pd

from domaine import francais
from domaine.chemins import BASE
from domaine.figees import MASQUE
from domaine.niveaux import NIVEAUX, jusqu_a
from domaine.sources import SOURCES_EN_ARGENT
from etl.publics.masquage import VIDEES, masquer, references_a_taire
from etl.publics.ventilations import NIVEAUX_NOMINATIFS, SOURCE_NOMINATIVE, niveaux_de_fonction, ventilation_lue
from etl.sql import DOSSIER_SQL, creer_tables, executer_sql, garder_lectures, garder_regles

_SQL = DOSSIER_SQL / "publics"
#: Niveaux que chaque public lit.
LUS = {"partenaires": NIVEAUX, "bailleur": jusqu_a("cercle")}
#: Jusqu'où un public lit les montants eux-mêmes (des activités, à la région ; des chantiers, au cercle), et donc les
#: termes des ratios qu'ils pèsent ; un public qui n'y est pas n'en lit aucun (règle M16).
ARGENT_LU = {"bailleur": {"execution_ptba": jusqu_a("region"), "avancement_travaux": jusqu_a("cercle")}}
#: Clés d'`info` qui passent telles quelles ; les autres (noms de fichiers, éditions internes) ne passent pas.
_INFOS = ("debut", "decoupage", "demonstration", "version_application", "schema", "limites", "credit_limites")
_CLE = ["code_indicateur", "code_zone", "type_periode", "periode", "dimension", "modalite"]


class MasquesIllisibles(ValueError):
    """Une édition déjà figée ne dit plus ce qu'elle a masqué ; le message dit laquelle, et le remède."""


def reduire(source: Path, cible: Path, public: str, numero: str, fin: dt.date, figees: Path | None = None) -> None:
    """Écrit la base d'un public.

    Args:
        source: base d'une édition interne, lue seulement.
        cible: fichier à créer.
        public: partenaires ou bailleur.
        numero: numéro de l'édition figée ; il entre dans l'ordre des identifiants neufs.
        fin: dernier jour de la période figée : ce qui est d'après n'y est pas.
        figees: dossier des éditions déjà figées : ce qui y est masqué pour un public le reste, sinon deux éditions
            se soustrairaient.

    Raises:
        MasquesIllisibles: une édition déjà figée ne s'ouvre plus.
    """
    with duckdb.connect() as connexion:
        connexion.execute(f"ATTACH '{_texte_sql(source)}' AS source (READ_ONLY)")
        connexion.execute(f"ATTACH '{_texte_sql(cible)}' AS cible")
        arrete = min(fin, dt.date.fromisoformat(_informations(connexion)["date_donnees"]))
        for nom, valeur in (("public", public), ("numero", numero), ("fin", fin), ("arrete", arrete)):
            connexion.execute(f"SET VARIABLE {nom} = $v", {"v": valeur})
        connexion.execute("USE cible")
        creer_tables(connexion)
        garder_regles(connexion)
        _admettre(connexion, public)
        executer_sql(connexion, _SQL / "reduction.sql")
        _ecrire_valeurs(connexion, public, _deja_masquees(figees) if figees else set())
        executer_sql(connexion, DOSSIER_SQL / "periode_calculee.sql")
        _ecrire_informations(connexion, numero, arrete)
        garder_lectures(connexion)
        connexion.execute("CHECKPOINT cible")


def _texte_sql(chemin: Path) -> str:
    # ATTACH ne prend pas de paramètre lié.
    return str(chemin).replace("'", "''")


def _admettre(connexion: duckdb.DuckDBPyConnection, public: str) -> None:
    """`niveau_admis` : les couples indicateur × zone que ce public lit."""
    connexion.execute(
        """
        CREATE TEMP TABLE niveau_admis AS
        SELECT indicateur.code AS code_indicateur, zone.code AS code_zone
        FROM source.indicateur CROSS JOIN source.zone
        WHERE list_contains($niveaux, zone.niveau)
          AND (indicateur.source_calcul <> $nominative OR list_contains($nominatifs, zone.niveau))
        """,
        {
            "nominative": SOURCE_NOMINATIVE,
            "niveaux": list(LUS[public]),
            "nominatifs": list(NIVEAUX_NOMINATIFS),
        },
    )


def _deja_masquees(figees: Path) -> set[tuple[str, ...]]:
    """Les clés masquées dans une édition déjà figée pour un public, quel qu'il soit."""
    cles: set[tuple[str, ...]] = set()
    for base in sorted(figees.glob(f"E*/{BASE}")):
        try:
            with duckdb.connect(str(base), read_only=True) as ancienne:
                cles |= {
                    _cle(ligne)
                    for ligne in ancienne.execute(f"SELECT {', '.join(_CLE)} FROM valeur_masquee").fetchall()
                }
        except duckdb.CatalogException:
            continue  # une édition interne ne masque rien
        except duckdb.Error as erreur:
            # Sans ce qu'elle a masqué, deux éditions se soustrairaient.
            raise MasquesIllisibles(
                f"L'édition figée «{base.parent.name}» ne s'ouvre plus, et ce qu'elle a masqué doit le rester : rendez "
                "son dossier depuis une sauvegarde avant de figer."
            ) from erreur
    return cles


def _cle(ligne: Iterable[object]) -> tuple[str, ...]:
    return tuple("" if francais.absente(v) else str(v) for v in ligne)


def _ecrire_valeurs(connexion: duckdb.DuckDBPyConnection, public: str, deja: set[tuple[str, ...]]) -> None:
    """La table `valeurs`, déjà masquée quand elle touche le fichier, et les clés de ce qui l'est."""
    lues = connexion.execute("""
        SELECT chiffre.* FROM source.valeurs chiffre
        JOIN niveau_admis USING (code_indicateur, code_zone)
        JOIN source.periode_nommee nommee ON nommee.libelle = chiffre.periode
        WHERE nommee.fin <= getvariable('fin')
        ORDER BY code_indicateur, chiffre.niveau, code_zone, type_periode, periode, dimension, modalite
    """).df()
    indicateurs = connexion.execute("SELECT * FROM source.indicateur").df()
    zones = connexion.execute("SELECT code, niveau, parent FROM source.zone").df()
    periodes = connexion.execute("SELECT libelle, type, debut, fin FROM source.periode_nommee").df()
    sources = dict(zip(indicateurs["code"], indicateurs["source_calcul"], strict=True))
    resultats = [code for (code,) in connexion.execute("SELECT code FROM source.resultat").fetchall()]
    lues = lues[ventilation_lue(lues, sources, resultats, niveaux_de_fonction(zones))].reset_index(drop=True)
    masquees = masquer(lues, indicateurs, zones, periodes)
    lues_avant = [_cle(c) in deja for c in masquees[_CLE].itertuples(index=False)] if deja else False
    redites = pd.Series(lues_avant, index=masquees.index, dtype=bool)
    masquees.loc[redites, [*VIDEES, "etat"]] = [float("nan")] * len(VIDEES) + [MASQUE]
    masquees["masque"] |= redites
    masquees.loc[argent_tu(lues, sources, public), ["numerateur", "denominateur"]] = None
    _taire_references(connexion, references_a_taire(lues, masquees["masque"].to_numpy(), indicateurs))
    cles = masquees.loc[masquees["masque"], _CLE]
    montrees = masquees.drop(columns="masque")
    _verser(connexion, "valeurs", montrees)
    _verser(connexion, "valeur_masquee", cles)


def argent_tu(lignes: pd.DataFrame, sources: Mapping[str, str], public: str) -> pd.Series:
    """Vrai où les termes d'un ratio sont des montants que ce public ne lit pas à ce niveau (règle M16).

    Args:
        lignes: code_indicateur, niveau.
        sources: la source de calcul de chaque indicateur.
        public: partenaires ou bailleur.
    """
    lus = ARGENT_LU.get(public, {})
    paires = zip(lignes["code_indicateur"].map(sources), lignes["niveau"], strict=True)
    tus = [source in SOURCES_EN_ARGENT and niveau not in lus.get(source, ()) for source, niveau in paires]
    return pd.Series(tus, index=lignes.index, dtype=bool)


def _taire_references(connexion: duckdb.DuckDBPyConnection, tues: pd.DataFrame) -> None:
    """Une référence petite, ou égale à une valeur masquée, ne sort pas : sa ligne n'est pas dans le fichier."""
    connexion.execute("CREATE TEMP TABLE reference_tue (code_indicateur VARCHAR, code_zone VARCHAR)")
    if len(tues):
        connexion.executemany("INSERT INTO reference_tue VALUES (?, ?)", tues.astype(str).values.tolist())
    executer_sql(connexion, _SQL / "references.sql")


def _verser(connexion: duckdb.DuckDBPyConnection, table: str, lignes: pd.DataFrame) -> None:
    connexion.register("lignes_a_verser", lignes)
    connexion.execute(f"INSERT INTO cible.{table} BY NAME SELECT * FROM lignes_a_verser")
    connexion.unregister("lignes_a_verser")


def _informations(connexion: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connexion.execute("SELECT cle, valeur FROM source.info").fetchall())


def _ecrire_informations(connexion: duckdb.DuckDBPyConnection, numero: str, arrete: dt.date) -> None:
    lues = _informations(connexion)
    gardees = {cle: lues[cle] for cle in _INFOS if cle in lues}
    infos = {
        "id_edition": numero,
        "date_donnees": arrete.isoformat(),
        "connu_au": lues["date_donnees"],
        "date_fixee": "",
    }
    infos["publie_le"] = lues["publie_le"]
    connexion.executemany("INSERT INTO cible.info VALUES (?, ?)", list((infos | gardees).items()))
