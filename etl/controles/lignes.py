"""Ce qui entre et ce qui est mis de côté : clés, identifiants, règles de chaque feuille.

Les règles propres à une feuille sont en SQL dans `sql/controles/<table>.sql`, les vérifications sans blocage dans
`sql/coherence/*.sql` ; chacune insère dans `signalement`. Une feuille est contrôlée après celles dont elle dépend.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from domaine.feuilles.cadre import PAR_NOM, PAR_TABLE
from domaine.feuilles.declaration import SEPARATEUR, Colonne, Feuille, normaliser_entete
from domaine.niveaux import NIVEAUX, rang
from domaine.periodes import MOIS_PAR_FREQUENCE, TYPE_PAR_FREQUENCE
from domaine.sources import SOURCES
from etl.soumissions.completer import completer
from etl.sql import DOSSIER_SQL, est_remplie, executer_sql, garder_regles, inserer

_TABLE_SAINE = re.compile(r"\bs_[a-z_]+")


def preparer(connexion: duckdb.DuckDBPyConnection, date_fixee: dt.date | None) -> None:
    """Crée les vues et fonctions dont les fichiers SQL se servent."""
    garder_regles(connexion)
    executer_sql(connexion, DOSSIER_SQL / "calendrier.sql")
    executer_sql(connexion, DOSSIER_SQL / "preparation.sql")
    connexion.execute("INSERT INTO parametre VALUES (?)", [date_fixee])
    frequences = [(f, t, MOIS_PAR_FREQUENCE[f]) for f, t in TYPE_PAR_FREQUENCE.items()]
    inserer(connexion, "frequence_type", frequences)
    ventilees = [(nom, dimension) for nom, source in SOURCES.items() for dimension in source.dimensions]
    inserer(connexion, "source_dimension", ventilees)
    inserer(connexion, "rang_niveau", [(n, rang(n)) for n in NIVEAUX])


def controler(connexion: duckdb.DuckDBPyConnection, feuille: Feuille) -> None:
    """Contrôle une feuille puis crée sa table saine `s_<table>` : la dernière ligne saine de chaque clé (règle Q3)."""
    if not est_remplie(connexion, [f"t_{feuille.table}"]):
        # Rien reçu, rien à contrôler : un petit fichier se vérifie deux fois plus vite.
        connexion.execute(f"CREATE TEMP TABLE s_{feuille.table} AS FROM t_{feuille.table}")
        return
    completer(connexion, feuille, lambda: _jouer(connexion, feuille))
    _jouer(connexion, feuille)
    retenir(connexion, feuille)


def _jouer(connexion: duckdb.DuckDBPyConnection, feuille: Feuille) -> None:
    """Les contrôles d'une feuille : ce qui est tardif, redit, inconnu, puis ses règles propres."""
    _ecarter_tardives(connexion, feuille)
    _trouver_doublons(connexion, feuille)
    _verifier_references(connexion, feuille)
    propre = DOSSIER_SQL / "controles" / f"{feuille.table}.sql"
    if propre.exists():
        executer_sql(connexion, propre)
    encore = propre.with_suffix(".encore.sql")
    if encore.exists():
        _rejouer(connexion, encore)


def retenir(connexion: duckdb.DuckDBPyConnection, feuille: Feuille) -> None:
    """Crée `s_<table>`, ou la refait quand des lignes viennent d'être laissées de côté."""
    cle = ", ".join(feuille.cle_effective)
    # Un regroupement, non une fenêtre : rien à trier, et la plupart des clés n'ont qu'une ligne.
    connexion.execute(
        f"CREATE OR REPLACE TEMP TABLE s_{feuille.table} AS FROM t_{feuille.table} WHERE id_ligne IN ("
        f"SELECT max(id_ligne) FROM t_{feuille.table} WHERE id_ligne NOT IN (SELECT id_ligne FROM bloquee) "
        "AND id_ligne NOT IN (SELECT id_ligne FROM tardive) AND id_ligne NOT IN (SELECT id_ligne FROM retiree) "
        f"GROUP BY {cle})"
    )


def signaler_avant_debut(connexion: duckdb.DuckDBPyConnection, feuilles: Iterable[Feuille]) -> None:
    """Les dates réalisées qui précèdent le début du projet : elles entrent, signalées (règle Q13)."""
    for feuille in feuilles:
        for colonne in feuille.colonnes:
            if colonne.realisee:
                connexion.execute(
                    f"INSERT INTO signalement SELECT id_ligne, 'date_avant_debut', ?, strftime(lue.{colonne.nom}, "
                    f"'%d/%m/%Y'), strftime(borne.debut, '%d/%m/%Y'), '' FROM s_{feuille.table} lue, borne "
                    f"WHERE lue.{colonne.nom} < borne.debut",
                    [colonne.nom],
                )


def _rejouer(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    """Rejoue un contrôle jusqu'à ce qu'il ne trouve rien ; chaque tour bloque une ligne au moins : il finit."""
    avant = -1
    while (nombre := _compter_signalements(connexion)) != avant:
        avant = nombre
        executer_sql(connexion, chemin)


def _compter_signalements(connexion: duckdb.DuckDBPyConnection) -> int:
    ligne = connexion.execute("SELECT count(*) FROM signalement").fetchone()
    return int(ligne[0]) if ligne else 0


def oublier_retirees(connexion: duckdb.DuckDBPyConnection) -> None:
    """Une ligne corrigée, retirée ou reprise n'est plus en faute : c'est celle qui la remplace qui compte."""
    connexion.execute("INSERT INTO oubliee SELECT id_ligne, id_ligne IN (SELECT id_ligne FROM bloquee) FROM retiree")
    connexion.execute("DELETE FROM signalement WHERE id_ligne IN (SELECT id_ligne FROM oubliee)")
    # Ce qui n'est jamais entré : ni dans les comptes d'un dépôt, ni dans les révisions.
    connexion.execute(
        "CREATE TEMP VIEW jamais_entree AS "
        "SELECT id_ligne FROM bloquee UNION SELECT id_ligne FROM oubliee WHERE bloquee UNION FROM tardive"
    )


def verifier_coherence(connexion: duckdb.DuckDBPyConnection) -> None:
    """Les signalements «à vérifier», une fois toutes les tables saines ; sans objet là où rien n'est reçu."""
    _noter_sources(connexion)
    for chemin in sorted((DOSSIER_SQL / "coherence").glob("*.sql")):
        if est_remplie(connexion, sorted(set(_TABLE_SAINE.findall(chemin.read_text(encoding="utf-8"))))):
            executer_sql(connexion, chemin)


def _noter_sources(connexion: duckdb.DuckDBPyConnection) -> None:
    """`source_remplie` : les calculs sur registres qui ont de quoi compter ; un point que rien ne suit n'en est pas."""
    connexion.execute("CREATE TEMP TABLE source_remplie (source_calcul VARCHAR)")
    for (nom,) in connexion.execute("SELECT DISTINCT source_calcul FROM s_indicateur").fetchall():
        registres = SOURCES[nom].registres if nom in SOURCES else ()
        tables = [PAR_NOM[normaliser_entete(r)].table for r in registres if r != "Points"]
        if est_remplie(connexion, [f"s_{table}" for table in tables]):
            connexion.execute("INSERT INTO source_remplie VALUES (?)", [nom])


def _ecarter_tardives(connexion: duckdb.DuckDBPyConnection, feuille: Feuille) -> None:
    """Ce qui est postérieur à la date des données fixée reste dans les dépôts, hors des chiffres."""
    dates = [c.nom for c in feuille.colonnes if c.datante]
    conditions = [f"lue.{nom} > date_fixee" for nom in dates]
    if feuille.table == "spi_etape":
        conditions = ["lue.tenue AND lue.date > date_fixee"]
    jointure = ""
    if feuille.table == "valeur":
        jointure = "JOIN calendrier ON calendrier.libelle = lue.periode"
        conditions = ["calendrier.fin > date_fixee"]
    if not conditions:
        return
    connexion.execute(
        f"INSERT INTO tardive SELECT lue.id_ligne FROM t_{feuille.table} lue {jointure}, parametre "
        f"WHERE date_fixee IS NOT NULL AND ({' OR '.join(conditions)})"
    )
    connexion.execute(
        "INSERT INTO signalement SELECT id_ligne, 'lignes_hors_date', '', '', strftime(date_fixee, '%d/%m/%Y'), '' "
        f"FROM tardive JOIN t_{feuille.table} USING (id_ligne), parametre"
    )


def _trouver_doublons(connexion: duckdb.DuckDBPyConnection, feuille: Feuille) -> None:
    """Dans un même fichier (règle Q4) : lignes identiques, signalées, et contradictoires, toutes bloquées."""
    cle = ", ".join(feuille.cle_effective)
    remplies = " AND ".join(
        f"{c.nom} IS NOT NULL" for c in feuille.colonnes if c.requise and c.nom in feuille.cle_effective
    )
    filtre = (
        f"FROM t_{feuille.table} WHERE {remplies or 'true'} AND id_ligne NOT IN (FROM retiree) "
        f"GROUP BY id_chargement, {cle} HAVING count(*) > 1"
    )
    if connexion.execute(f"SELECT 1 {filtre} LIMIT 1").fetchone() is None:
        return
    dites = ", ".join(
        ["array_to_string(list(DISTINCT ligne ORDER BY ligne)[1:5], ' et ')"]
        + [_sql_ecart(colonne) for colonne in feuille.colonnes if colonne.nom not in feuille.cle_effective]
    )
    connexion.execute(
        f"""
        INSERT INTO signalement
        WITH groupe AS (
            SELECT list(id_ligne ORDER BY id_ligne) AS lignes, min(ligne) AS premiere,
                   count(DISTINCT hash({", ".join(feuille.noms)})) AS formes, concat_ws(' · ', {cle}) AS texte_cle,
                   left(concat_ws(' ; ', {dites}), 300) AS ecart
            {filtre}
        ), membre AS (
            SELECT unnest(lignes) AS id_ligne, lignes[1] AS premier, premiere, formes, texte_cle, ecart FROM groupe
        )
        SELECT id_ligne, 'cle_contradictoire', '', texte_cle, ecart, '' FROM membre WHERE formes > 1
        UNION ALL
        SELECT id_ligne, 'doublon', '', texte_cle, premiere::VARCHAR, '' FROM membre
        WHERE formes = 1 AND id_ligne <> premier
        """
    )


def _sql_ecart(colonne: Colonne) -> str:
    """Ce que des lignes de même clé disent d'une colonne, si elles ne disent pas la même chose ; sinon rien."""
    ecritures = {"BOOLEAN": "if({}, 'oui', 'non')", "DATE": "strftime({}, '%d/%m/%Y')", "DOUBLE": "nb({})"}
    dit = f"coalesce({ecritures.get(colonne.type_sql, 'left({}, 40)').format(colonne.nom)}, 'vide')"
    return (
        f"CASE WHEN count(DISTINCT {dit}) > 1 THEN '{colonne.nom} «' || "
        f"array_to_string(list(DISTINCT {dit} ORDER BY {dit})[1:3], '», «') || '»' END"
    )


def _verifier_references(connexion: duckdb.DuckDBPyConnection, feuille: Feuille) -> None:
    for colonne in feuille.colonnes:
        if colonne.type == "indicateur":
            code, table, cible, detail = "indicateur_inconnu", "indicateur", "code", ""
        elif colonne.reference:
            table, cible = colonne.reference.split(".")
            code, detail = "identifiant_inconnu", PAR_TABLE[table].nom
        else:
            continue
        lues = f"t_{feuille.table}"
        if colonne.plusieurs:
            lues = (
                f"(SELECT id_ligne, unnest(string_split({colonne.nom}, '{SEPARATEUR}')) AS {colonne.nom} FROM {lues})"
            )
        # L'identifiant d'une ligne en quarantaine existe : qui le nomme n'est pas mis de côté, mais le dit (règle Q21).
        recus = f"SELECT {cible} FROM t_{table} WHERE {cible} IS NOT NULL AND id_ligne NOT IN (FROM retiree)"
        sains = f"{recus} AND id_ligne NOT IN (FROM bloquee)"
        noter = (
            f"INSERT INTO signalement SELECT id_ligne, ?, ?, {colonne.nom}, ?, '' FROM {lues} "
            f"WHERE {colonne.nom} IS NOT NULL AND {colonne.nom}"
        )
        connexion.execute(f"{noter} NOT IN ({recus if colonne.reference else sains})", [code, colonne.nom, detail])
        if colonne.reference:
            en_quarantaine = f"{noter} IN ({recus}) AND {colonne.nom} NOT IN ({sains})"
            connexion.execute(en_quarantaine, ["identifiant_en_quarantaine", colonne.nom, detail])


def numeroter_lignes(connexion: duckdb.DuckDBPyConnection, tables: list[str]) -> None:
    """Crée la vue `ligne_depot` : d'où vient chaque `id_ligne`, toutes feuilles réunies."""
    union = " UNION ALL ".join(f"SELECT id_ligne, id_chargement, feuille, ligne FROM t_{t}" for t in tables)
    connexion.execute(f"CREATE TEMP VIEW ligne_depot AS {union}")
