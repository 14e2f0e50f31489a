"""Des dépôts aux tables saines : lit chaque fichier reçu, convertit, contrôle, dans l'ordre de réception.

Rend de quoi rédiger les anomalies et tenir la quarantaine. N'écrit rien hors de la connexion qu'on lui donne.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from domaine.feuilles.cadre import FEUILLES, FEUILLES_CADRE, PAR_TABLE, SEUILS_PAR_DEFAUT
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.corrections import FEUILLE_CORRECTIONS
from domaine.feuilles.declaration import Feuille
from domaine.feuilles.passerelles import FEUILLE_FORMULAIRES
from domaine.periodes import TYPE_PAR_FREQUENCE
from domaine.reglages import Reglages
from domaine.sources import REGLE_PAR_NATURE, SOURCES
from etl.controles.codes import dire_codes_en_nombre
from etl.controles.lecture import Lecture
from etl.controles.lignes import (
    controler,
    numeroter_lignes,
    oublier_retirees,
    preparer,
    retenir,
    signaler_avant_debut,
    verifier_coherence,
)
from etl.controles.positions import situer_points
from etl.controles.reconnus import reconnaitre
from etl.controles.suggestions import garder_la_region, nommer_absences, suggerer
from etl.fichiers.a_lire import FichierALire
from etl.lignes.corrections import Corrections
from etl.lignes.entetes import TableBrute
from etl.lignes.gardees import SignalementFichier
from etl.lignes.milliers import noter_milliers
from etl.lignes.pourcentages import noter_pourcentages
from etl.lignes.renommes import lire_renommes
from etl.lignes.reprises import oublier_reprises
from etl.lignes.tampon import Tampon
from etl.soumissions.suivi import suivre
from etl.sql import DOSSIER_SQL, executer_sql
from geo.limites import Limites
from geo.rapprochement import Rapprocheur
from geo.zones import ancetres, charger_zones


def _d_un_classeur(feuille: Feuille) -> bool:
    """Une feuille «Pièces» n'en est pas : un classeur ne porte pas de fichier, seul le journal les a."""
    return feuille.classeur == "coordination"


def _du_journal(feuille: Feuille) -> bool:
    return feuille.classeur in ("coordination", "journal")


@dataclass
class Assemblage:
    """Ce que la lecture a donné."""

    tampon: Tampon
    fichiers: list[FichierALire]
    signalements: list[SignalementFichier] = field(default_factory=list)
    gardees: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    refuses: set[int] = field(default_factory=set)


def assembler(
    connexion: duckdb.DuckDBPyConnection, fichiers: list[FichierALire], reglages: Reglages, limites: Limites
) -> Assemblage:
    """Lit et contrôle tous les fichiers.

    Crée `zone`, `zone_ascendance` et les tables provisoires `s_<table>`, `borne`, `attendu`.
    """
    # Un seul fil : un dépôt tient dans un groupe de lignes (122 880), qui ne se partage pas ; à plusieurs fils, DuckDB
    # recopie chaque table en l'écrivant.
    connexion.execute("SET threads = 1")
    # En dernier, ses lignes sont les plus récentes ; les autres gardent leur ordre.
    fichiers = sorted(fichiers, key=lambda f: f.prevaut)
    assemblage = Assemblage(Tampon(connexion), fichiers)
    preparer(connexion, reglages.date_donnees)
    _ecrire_zones(connexion)
    numeroter_lignes(connexion, [f.table for f in FEUILLES])
    connexion.execute(
        "CREATE TEMP TABLE reception (id_chargement INTEGER, fichier VARCHAR, recu DATE, prevaut BOOLEAN)"
    )
    for fichier in fichiers:
        recue = [fichier.rang, fichier.nom, fichier.recu, fichier.prevaut]
        connexion.execute("INSERT INTO reception VALUES (?, ?, ?, ?)", recue)
    lecture = Lecture(assemblage.tampon, reglages)
    tables = lecture.lire(fichiers)
    corrections = Corrections(assemblage.tampon, [(r, t) for r, t in tables if t.feuille is FEUILLE_CORRECTIONS])
    _entrer_cadre(assemblage, tables, corrections)
    tables += lecture.lire_dhis2()
    lecture.rendre(assemblage)
    for fichier in fichiers:
        _ajouter(assemblage, fichier, tables, corrections, _du_journal if fichier.prevaut else _d_un_classeur)
    reconnaitre(assemblage.tampon)
    assemblage.signalements += suivre(assemblage.tampon, lecture.exports)
    for feuille in FEUILLES[len(FEUILLES_CADRE) :]:
        if feuille is not FEUILLE_FORMULAIRES:
            controler(connexion, feuille)
    _poser_bornes(connexion)
    situer_points(connexion, limites)
    _signaler(assemblage, corrections)
    return assemblage


def _signaler(assemblage: Assemblage, corrections: Corrections) -> None:
    """Ce qui est à vérifier une fois toutes les tables saines, puis ce qui n'est plus à dire."""
    connexion = assemblage.tampon.connexion
    noter_pourcentages(connexion, assemblage.tampon.segments)
    noter_milliers(assemblage.tampon)
    verifier_coherence(connexion)
    nommer_absences(connexion)
    garder_la_region(connexion)
    suggerer(connexion)
    dire_codes_en_nombre(assemblage.tampon)
    corrections.signaler_effacees()
    # Une soumission modifiée qui reste de côté n'a rien remplacé.
    connexion.execute("DELETE FROM signalement WHERE code = 'soumission_modifiee' AND id_ligne IN (FROM bloquee)")
    oublier_reprises(assemblage.tampon, assemblage.fichiers)
    oublier_retirees(connexion)
    # Ce qui reste d'une ligne intacte n'est que ce qu'une autre, reçue avant elle, a déjà fait dire.
    connexion.execute("DELETE FROM signalement WHERE id_ligne IN (SELECT id_ligne FROM intacte)")


def _ajouter(
    assemblage: Assemblage,
    fichier: FichierALire,
    tables: list[tuple[FichierALire, TableBrute]],
    corrections: Corrections,
    concerne: Callable[[Feuille], bool],
) -> None:
    """Les feuilles retenues d'un dépôt, puis ses corrections : elles portent sur ce qui est reçu jusque-là."""
    for autre, table in tables:
        if autre is fichier and concerne(table.feuille):
            assemblage.tampon.ajouter(table, fichier.rang, fichier.recu)
    if any(autre is fichier and table.feuille is FEUILLE_CORRECTIONS for autre, table in tables):
        # La clé d'une correction est écrite comme l'application la montre.
        reconnaitre(assemblage.tampon)
    corrections.appliquer(fichier.rang, concerne)


def _entrer_cadre(
    assemblage: Assemblage, tables: list[tuple[FichierALire, TableBrute]], corrections: Corrections
) -> None:
    """Le cadre d'abord : ses alias et ses indicateurs servent à lire le reste."""
    tampon, connexion = assemblage.tampon, assemblage.tampon.connexion
    alias = PAR_TABLE["zone_alias"]
    for fichier in assemblage.fichiers:
        _ajouter(assemblage, fichier, tables, corrections, lambda f: f is alias)
    controler(connexion, alias)
    alias_recus = connexion.execute("SELECT nom, code_zone FROM s_zone_alias ORDER BY id_ligne").fetchall()
    tampon.rapprocheur = Rapprocheur((str(nom), str(code)) for nom, code in alias_recus)
    # Un indicateur renommé : toute colonne d'indicateur, du cadre ou d'un registre, se lit au travers (règle Q18).
    codes = (PAR_TABLE["indicateur"], PAR_TABLE["correspondance"])
    for fichier in assemblage.fichiers:
        _ajouter(assemblage, fichier, tables, corrections, lambda f: f in codes)
    tampon.renommes = lire_renommes(connexion)
    autres = [f for f in FEUILLES_CADRE if f is not alias and f not in codes]
    for fichier in assemblage.fichiers:
        _ajouter(assemblage, fichier, tables, corrections, lambda f: f in autres)
    for feuille in FEUILLES_CADRE:
        if feuille is not alias:
            controler(connexion, feuille)
        if feuille.table == "indicateur":
            _completer_indicateurs(connexion)
            anciens = list(tampon.renommes.codes)
            connexion.execute("DELETE FROM s_indicateur WHERE list_contains(?::VARCHAR[], code)", [anciens])
    lus = connexion.execute("SELECT code, niveau_collecte, frequence FROM s_indicateur").fetchall()
    tampon.niveaux = {str(code): str(niveau) for code, niveau, _ in lus}
    tampon.types_periode = {str(code): TYPE_PAR_FREQUENCE[str(frequence)] for code, _, frequence in lus}
    for ancien, nouveau in tampon.renommes.codes.items():
        tampon.niveaux[ancien] = tampon.niveaux.get(nouveau, "")
        tampon.types_periode[ancien] = tampon.types_periode.get(nouveau, "")
    _completer_seuils(connexion)


def _completer_indicateurs(connexion: duckdb.DuckDBPyConnection) -> None:
    connexion.execute(
        "UPDATE s_indicateur SET source_calcul = coalesce(source_calcul, 'saisie'), "
        "jeu_seuils = coalesce(jeu_seuils, 'defaut')"
    )
    regles = [[*SOURCES], [r.nature for r in SOURCES.values()], [r.regle_temps for r in SOURCES.values()]]
    connexion.execute(
        "UPDATE s_indicateur SET nature = calcul.nature, regle_temps = coalesce(nullif(calcul.regle, ''), regle_temps) "
        "FROM (SELECT unnest(?::VARCHAR[]) AS source, unnest(?::VARCHAR[]) AS nature, unnest(?::VARCHAR[]) AS regle) "
        "calcul WHERE source_calcul = calcul.source",
        regles,
    )
    # La règle d'un jalon, d'un délai ou d'un compte de personnes ne se choisit pas.
    imposees = [nature in {"flux", "stock", "distinct", "delai", "jalon"} for nature in REGLE_PAR_NATURE]
    connexion.execute(
        "UPDATE s_indicateur SET regle_temps = connue.regle "
        "FROM (SELECT unnest(?::VARCHAR[]) AS nature, unnest(?::VARCHAR[]) AS regle, unnest(?::BOOL[]) AS imposee) "
        "connue WHERE s_indicateur.nature = connue.nature AND (regle_temps IS NULL OR connue.imposee)",
        [[*REGLE_PAR_NATURE], [*REGLE_PAR_NATURE.values()], imposees],
    )


def _completer_seuils(connexion: duckdb.DuckDBPyConnection) -> None:
    colonnes = ", ".join(f"{valeur} AS {nom}" for nom, valeur in SEUILS_PAR_DEFAUT.items())
    connexion.execute(f"CREATE TEMP TABLE seuil_metier AS SELECT {colonnes}")
    executer_sql(connexion, DOSSIER_SQL / "seuils.sql")


def _ecrire_zones(connexion: duckdb.DuckDBPyConnection) -> None:
    zones = charger_zones()
    noms = ("code", "niveau", "nom", "parent", "region", "lon", "lat", "superficie_km2", "ordre")
    connexion.register("zones_lues", pa.table({n: [getattr(z, n) for z in zones] for n in noms}))
    connexion.execute("CREATE TABLE zone AS SELECT * REPLACE (ordre::INTEGER AS ordre) FROM zones_lues ORDER BY ordre")
    couples = [(z.code, a) for z in zones for a in ancetres(z.code)]
    connexion.register("couples", pa.table({"code": [c for c, _ in couples], "ancetre": [a for _, a in couples]}))
    connexion.execute(
        "CREATE TABLE zone_ascendance AS SELECT couples.code, couples.ancetre, zone.niveau AS niveau_ancetre "
        "FROM couples JOIN zone ON zone.code = couples.ancetre ORDER BY ALL"
    )
    connexion.unregister("zones_lues")
    connexion.unregister("couples")


def _poser_bornes(connexion: duckdb.DuckDBPyConnection) -> None:
    """`borne` : début et date des données ; `attendu` : zones attendues, entre deux dates."""
    faits = [
        f"SELECT id_ligne, {c.nom} AS jour FROM s_{f.table} WHERE {c.nom} IS NOT NULL"
        for f in FEUILLES_COORDINATION
        for c in f.colonnes
        if c.datante
    ]
    faits.append("SELECT id_ligne, date FROM s_spi_etape WHERE tenue AND date IS NOT NULL")
    connexion.execute(f"CREATE TEMP VIEW fait AS {' UNION ALL '.join(faits)}")
    executer_sql(connexion, DOSSIER_SQL / "isolees.sql")
    for feuille in FEUILLES_COORDINATION:
        if connexion.execute(f"SELECT 1 FROM s_{feuille.table} SEMI JOIN isolee USING (id_ligne) LIMIT 1").fetchone():
            retenir(connexion, feuille)
    executer_sql(connexion, DOSSIER_SQL / "bornes.sql")
    signaler_avant_debut(connexion, FEUILLES_COORDINATION)
