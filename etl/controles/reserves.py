"""Ce que les lignes mises de côté, ou signalées, pourraient changer : combien, de quoi, où et de quand (règle Q24).

La quarantaine garde les lignes entières, pour l'équipe ; `reserve` n'en garde que des comptes, qu'un rapport peut
dire à tous : la feuille, l'indicateur quand la ligne en nomme un du cadre, la région et le jour dont elle parle.
"""

from __future__ import annotations

import duckdb

from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.declaration import Feuille
from domaine.genres import BLOQUANTE
from domaine.schema.edition import TABLES
from etl.lignes.tampon import Tampon

#: Les lignes qui ont une anomalie, et si elles sont restées dehors ; une ligne renvoyée saine n'en a plus.
_JUGEES = """
    CREATE TEMP TABLE ligne_douteuse AS
    SELECT id_ligne, bool_or(genre.gravite = $bloquante) AS bloquee
    FROM signalement JOIN genre_signalement genre USING (code) WHERE id_ligne NOT IN (FROM renvoyee) GROUP BY id_ligne
"""


def ecrire_reserves(connexion: duckdb.DuckDBPyConnection, tampon: Tampon) -> None:
    """Crée la table `reserve` de l'édition ; les tables provisoires des contrôles y sont encore."""
    connexion.execute(f"CREATE TABLE reserve ({TABLES['reserve'].definition})")
    connexion.execute(_JUGEES, {"bloquante": BLOQUANTE})
    recues = {segment.table.feuille.nom for segment in tampon.segments}
    for feuille in (f for f in FEUILLES_COORDINATION if f.nom in recues):
        connexion.execute(_sql_reserves(feuille))
    connexion.execute("DROP TABLE ligne_douteuse")


def _sql_reserves(feuille: Feuille) -> str:
    zone, jointure = zone_de(feuille)
    jour = jour_de(feuille)
    nomme = "lue.code_indicateur" if feuille.table == "valeur" else "NULL"
    return f"""
        INSERT INTO reserve
        SELECT ligne_douteuse.bloquee, '{feuille.nom}', indicateur.code, zone.region, {jour} AS jour, count(*)
        FROM ligne_douteuse JOIN t_{feuille.table} lue USING (id_ligne) {jointure}
        LEFT JOIN s_indicateur indicateur ON indicateur.code = {nomme}
        LEFT JOIN calendrier ON {"calendrier.libelle = lue.periode" if "periode" in feuille.noms else "false"}
        LEFT JOIN zone ON zone.code = {zone}
        GROUP BY ALL ORDER BY ALL
    """


def zone_de(feuille: Feuille) -> tuple[str, str]:
    """La zone d'une ligne : la sienne, à défaut celle de ce qu'elle nomme, un point ou un chantier sain."""
    if "code_zone" in feuille.noms:
        return "lue.code_zone", ""
    cle = next(c for c in feuille.colonnes if c.reference)
    table, colonne = cle.reference.split(".")
    return "nommee.code_zone", f"LEFT JOIN s_{table} nommee ON nommee.{colonne} = lue.{cle.nom}"


def jour_de(feuille: Feuille) -> str:
    """Le jour dont une ligne parle : la fin de sa période, à défaut le premier de ses faits ; jamais du prévu."""
    faits = [f"lue.{c.nom}" for c in feuille.colonnes if c.type == "date" and (c.realisee or c.nom == "date")]
    if "periode" in feuille.noms:
        return "calendrier.fin"
    return f"least({', '.join(faits)})" if faits else "NULL::DATE"
