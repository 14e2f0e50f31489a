"""La publication : tous les dépôts, dans leur ordre, font une édition neuve, vérifiée, puis courante (règle E1)."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from domaine import chemins
from domaine.catalogue import est_bloquant
from domaine.feuilles.cadre import FEUILLES
from domaine.feuilles.corrections import FEUILLE_CORRECTIONS
from domaine.preuve import empreinte_fichier
from domaine.reglages import reglages
from domaine.schema.edition import CLE_NUMERO, NUMERO, TABLES
from etl.controles.assemblage import Assemblage, assembler
from etl.controles.redaction import Redacteur
from etl.controles.reserves import ecrire_reserves
from etl.controles.validations import ecrire_validations
from etl.edition import dossier as edition
from etl.edition import reunions
from etl.edition.revisions import ecrire_revisions
from etl.fichiers.a_lire import a_lire
from etl.fichiers.depots import Depot, Depots, en_dict
from etl.progression import Progression
from etl.sql import DOSSIER_SQL, creer_tables, est_remplie, executer_sql, garder_lectures, inserer
from geo.limites import Limites, geojson_par_zone, limites_en_vigueur
from geo.reperes import Reperes, lignes_des_reperes, reperes_en_vigueur
from geo.zones import DECOUPAGE

VERSION = "0.1.0"
_INSTANT = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Publication:
    """Une édition publiée.

    Attributes:
        codes: le code de sortie que vaut chaque dépôt (0 à 3).
        apports: ce que chaque dépôt a donné : lignes nouvelles, revues, inchangées, en quarantaine.
    """

    identifiant: str
    manifeste: dict[str, Any]
    codes: dict[int, int]
    apports: dict[int, dict[str, int]]


def publier(donnees: Path, progression: Progression, bati: Callable[[Path], Publication] | None = None) -> Publication:
    """Rebâtit l'édition courante à partir de tous les dépôts. L'appelant tient le verrou.

    Args:
        bati: ce qui met dans un dossier l'édition de ces mêmes dépôts, déjà bâtie ; à défaut, elle se bâtit.

    Raises:
        edition.EditionFausse: l'édition bâtie ne passe pas sa vérification ; la courante reste.
    """
    depots = Depots(donnees)
    reunions.deposer(donnees, depots)
    depots.nettoyer()
    edition.nettoyer(donnees)
    en_cours = chemins.dossier_editions(donnees) / f"{chemins.PREFIXE_EN_COURS}{os.getpid()}-{time.time_ns()}"
    try:
        en_cours.mkdir(parents=True)
        publication = bati(en_cours) if bati else batir(donnees, en_cours, depots, progression)
        progression.etape("bascule", "Mise en service de l'édition")
        edition.basculer(donnees, en_cours, publication.identifiant)
    except BaseException:
        # Disque plein : ce qui est à moitié bâti ne doit pas l'occuper jusqu'à la prochaine publication.
        shutil.rmtree(en_cours, ignore_errors=True)
        raise
    return publication


def batir(donnees: Path, en_cours: Path, depots: Depots, progression: Progression) -> Publication:
    """Écrit, vérifie et décrit l'édition de ces dépôts dans un dossier provisoire ; rien d'autre n'est écrit."""
    liste = depots.lister()
    progression.etape("lecture", f"Lecture et contrôle de {len(liste)} dépôt(s)")
    publie_le = dt.datetime.now().replace(microsecond=0)
    chemin = en_cours / chemins.BASE
    with duckdb.connect(str(chemin)) as connexion:
        # Un dépôt retiré garde son rang et son fichier ; ses lignes ne sont pas lues.
        actifs = [a_lire(depots, d) for d in liste if not d.retire]
        limites = limites_en_vigueur(donnees)
        assemblage = assembler(connexion, actifs, reglages(), limites)
        progression.etape("calcul", "Calcul des indicateurs")
        # Un seul fil : à plusieurs, l'ordre des additions change, et avec lui la dernière décimale publiée.
        connexion.execute("SET threads = 1")
        calculer(connexion)
        codes = _ecrire_confiance(connexion, assemblage, liste)
        apports = _lire_apports(connexion)
        empreinte = edition.empreinte_logique(connexion)
        identifiant = nommer(donnees, publie_le, empreinte)
        demonstration = any(d.origine == "demo" for d in liste)
        revisions = ecrire_revisions(connexion, donnees, [en_dict(d) for d in liste], empreinte)
        creer_tables(connexion)
        infos = _ecrire_infos(connexion, identifiant, publie_le, empreinte, limites, demonstration=demonstration)
        _ecrire_reperes(connexion, reperes_en_vigueur(donnees))
        inserer(connexion, "info", list(revisions.items()))
        for index in ("periode_calculee", "periodes_nommees"):
            executer_sql(connexion, DOSSIER_SQL / f"{index}.sql")
        garder_lectures(connexion)
        ecrire_validations(connexion, assemblage.tampon)
        connexion.execute("CHECKPOINT")
    progression.etape("verification", "Vérification de l'édition")
    comptes = edition.verifier_base(chemin)
    progression.etape("manifeste", "Écriture du manifeste")
    manifeste = _manifeste(infos, liste, comptes, empreinte_fichier(chemin), demonstration=demonstration)
    edition.ecrire_manifeste(en_cours, manifeste)
    return Publication(identifiant, manifeste, codes, apports)


def calculer(connexion: duckdb.DuckDBPyConnection) -> None:
    """Joue les étapes SQL du calcul, dans l'ordre de leurs noms, puis écrit les tables de l'édition."""
    for chemin in sorted((DOSSIER_SQL / "calcul").glob("*.sql")):
        executer_sql(connexion, chemin)
    connexion.execute(f"CREATE TABLE revision ({TABLES['revision'].definition})")
    for feuille in FEUILLES:
        connexion.execute(_sql_table_saine(feuille.table, ", ".join(feuille.noms)))
        if feuille.cle and _plusieurs_depots(connexion, feuille.table):
            connexion.execute(_sql_revisions(feuille.table, feuille.cle, feuille.noms))
    executer_sql(connexion, DOSSIER_SQL / "edition.sql")


def _sql_table_saine(table: str, colonnes: str) -> str:
    return (
        f"CREATE TABLE {table} AS SELECT {colonnes}, id_chargement, reception.fichier, saine.feuille, saine.ligne "
        f"FROM s_{table} saine JOIN reception USING (id_chargement) ORDER BY saine.id_ligne"
    )


def _plusieurs_depots(connexion: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Faux si un seul dépôt remplit la table : personne n'a pu y revoir la ligne d'un autre."""
    bornes = f"SELECT min(id_chargement) < max(id_chargement) FROM t_{table}"
    return est_remplie(connexion, [f"t_{table}"]) and connexion.execute(bornes).fetchone() == (True,)


def _sql_revisions(table: str, cle: tuple[str, ...], noms: tuple[str, ...]) -> str:
    """Ce qu'une ligne d'un dépôt a changé de la ligne de même clé d'un dépôt précédent, colonne par colonne."""
    suivies = [n for n in noms if n not in cle]
    paires = ", ".join(
        f"{{'colonne': '{n}', 'ancien': (lag({n}) OVER suite)::VARCHAR, 'nouveau': {n}::VARCHAR}}" for n in suivies
    )
    return f"""
        INSERT INTO revision
        WITH suite AS (
            SELECT concat_ws(' · ', {", ".join(cle)}) AS cle, id_chargement, feuille, ligne,
                   lag(id_chargement) OVER suite AS avant, [{paires}] AS colonnes
            FROM t_{table} WHERE id_ligne NOT IN (FROM jamais_entree)
            WINDOW suite AS (PARTITION BY {", ".join(cle)} ORDER BY id_ligne)
        ), ecart AS (
            SELECT cle, id_chargement, feuille, ligne, avant, unnest(colonnes) AS suivie FROM suite
            WHERE avant <> id_chargement
        )
        SELECT '{table}' AS nom_table, cle, suivie.colonne, suivie.ancien, suivie.nouveau,
               avant AS id_chargement_ancien,
               id_chargement AS id_chargement_nouveau, feuille, ligne
        FROM ecart WHERE suivie.ancien IS DISTINCT FROM suivie.nouveau
    """


def _ecrire_confiance(
    connexion: duckdb.DuckDBPyConnection, assemblage: Assemblage, liste: list[Depot]
) -> dict[int, int]:
    Redacteur(assemblage).ecrire(connexion)
    ecrire_reserves(connexion, assemblage.tampon)
    lignes: dict[int, int] = {d.rang: 0 for d in liste}
    for segment in assemblage.tampon.segments:
        if segment.table.origine is None:
            lignes[segment.rang_depot] += len(segment.table.lignes)
    colonnes = {
        "id_chargement": pa.array([d.rang for d in liste], pa.int32()),
        "sha256": pa.array([d.sha256 for d in liste], pa.string()),
        "nom_fichier": pa.array([d.nom for d in liste], pa.string()),
        "genre": pa.array([d.genre for d in liste], pa.string()),
        "taille": pa.array([d.taille for d in liste], pa.int64()),
        "recu_le": pa.array([d.recu for d in liste], pa.timestamp("us")),
        "par": pa.array([d.par for d in liste], pa.string()),
        "origine": pa.array([d.origine for d in liste], pa.string()),
        "lignes": pa.array([lignes[d.rang] for d in liste], pa.int32()),
        "refuse": pa.array([d.rang in assemblage.refuses for d in liste], pa.bool_()),
        "retire": pa.array([d.retire for d in liste], pa.bool_()),
        "motif_retrait": pa.array([d.motif_retrait or None for d in liste], pa.string()),
    }
    connexion.register("depots_lus", pa.table(colonnes))
    _compter_entrees(connexion)
    executer_sql(connexion, DOSSIER_SQL / "chargement.sql")
    connexion.unregister("depots_lus")
    codes = {d.rang: 0 for d in liste}
    for rang, code in connexion.execute("SELECT DISTINCT id_chargement, code FROM anomalie").fetchall():
        codes[rang] = max(codes[rang], 2 if est_bloquant(code) else 1)
    return codes | dict.fromkeys(assemblage.refuses, 3)


def _compter_entrees(connexion: duckdb.DuckDBPyConnection) -> None:
    """Par dépôt : `premiere`, les clés qu'il est le premier à donner ; `entree_depot`, les lignes qu'il fait entrer."""
    connexion.execute("CREATE TEMP TABLE premiere (id_chargement INTEGER, nombre BIGINT)")
    connexion.execute("CREATE TEMP TABLE entree_depot (id_chargement INTEGER, nombre BIGINT)")
    connexion.execute("INSERT INTO entree_depot SELECT id_chargement, count(*) FROM intacte GROUP BY id_chargement")
    for feuille in FEUILLES:
        # Une correction compte par la ligne qu'elle change.
        if feuille is FEUILLE_CORRECTIONS or not est_remplie(connexion, [f"t_{feuille.table}"]):
            continue
        saines = f"FROM t_{feuille.table} WHERE id_ligne NOT IN (FROM jamais_entree)"
        connexion.execute(f"INSERT INTO entree_depot SELECT id_chargement, count(*) {saines} GROUP BY id_chargement")
        cle = ", ".join(feuille.cle_effective)
        connexion.execute(
            "INSERT INTO premiere SELECT premier, count(*) FROM ("
            f"SELECT min(id_chargement) AS premier {saines} GROUP BY {cle}) GROUP BY premier"
        )


def _lire_apports(connexion: duckdb.DuckDBPyConnection) -> dict[int, dict[str, int]]:
    noms = ("nouvelles", "revues", "inchangees", "quarantaine")
    lus = connexion.execute(f"SELECT id_chargement, {', '.join(noms)} FROM chargement").fetchall()
    return {int(rang): dict(zip(noms, nombres, strict=True)) for rang, *nombres in lus}


def nommer(donnees: Path, publie_le: dt.datetime, empreinte: str) -> str:
    """Un identifiant dont l'ordre des lettres est celui des publications, même à l'horloge reculée ou trop rapides."""
    instant = publie_le
    if existants := edition.identifiants(donnees):
        with contextlib.suppress(ValueError):  # un dossier nommé à la main n'a pas d'instant
            instant = max(instant, dt.datetime.strptime(existants[-1][:15], _INSTANT) + dt.timedelta(seconds=1))
    return f"{instant:{_INSTANT}}-{empreinte[:8]}"


def _ecrire_infos(
    connexion: duckdb.DuckDBPyConnection,
    identifiant: str,
    publie_le: dt.datetime,
    empreinte: str,
    limites: Limites,
    *,
    demonstration: bool,
) -> dict[str, str]:
    borne = connexion.execute("SELECT debut, date_donnees FROM borne").fetchone() or (None, None)
    infos = {
        "id_edition": identifiant,
        "date_donnees": borne[1].isoformat() if borne[1] else "",
        "date_fixee": fixee.isoformat() if (fixee := reglages().date_donnees) else "",
        "debut": borne[0].isoformat() if borne[0] else "",
        "publie_le": publie_le.isoformat(),
        "decoupage": DECOUPAGE,
        "demonstration": "1" if demonstration else "0",
        "empreinte": empreinte,
        "version_application": VERSION,
        CLE_NUMERO: str(NUMERO),
        "limites": limites.genre,
        "credit_limites": limites.credit,
        "source_limites": limites.source,
        "avertissement_limites": limites.avertissement,
    }
    inserer(connexion, "info", list(infos.items()))
    inserer(connexion, "limite", [(*dessin, limites.source) for dessin in geojson_par_zone(limites)])
    return infos


def _ecrire_reperes(connexion: duckdb.DuckDBPyConnection, reperes: list[Reperes]) -> None:
    """Le fleuve et les voisines importés ; la table est vide quand il n'y en a pas, et ce qui n'a pas servi se dit."""
    inserer(connexion, "repere", lignes_des_reperes(reperes))
    avertissement = " ".join(r.avertissement for r in reperes if r.avertissement)
    connexion.execute("INSERT INTO info VALUES ('avertissement_reperes', ?)", [avertissement])


def _manifeste(
    infos: dict[str, str], liste: list[Depot], comptes: dict[str, int], sha256_base: str, *, demonstration: bool
) -> dict[str, Any]:
    return {
        "id": infos["id_edition"],
        "publie_le": infos["publie_le"],
        "date_donnees": infos["date_donnees"],
        "demonstration": demonstration,
        CLE_NUMERO: NUMERO,
        "decoupage": infos["decoupage"],
        "limites": infos["limites"],
        "empreinte": infos["empreinte"],
        "sha256_base": sha256_base,
        "depots": [en_dict(d) for d in liste],
        "comptes": comptes,
        "versions": {"python": platform.python_version(), "duckdb": duckdb.__version__, "application": VERSION},
    }
