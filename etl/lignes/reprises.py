"""Ce qui sort de la quarantaine (règle Q16) : une ligne reprise d'un classeur de rejets, ou renvoyée saine."""

from __future__ import annotations

import re
from collections import defaultdict

from domaine.feuilles.cadre import FEUILLES
from domaine.feuilles.declaration import Feuille
from etl.fichiers.a_lire import FichierALire
from etl.lignes.conversions import texte_de
from etl.lignes.tampon import Tampon
from etl.sql import est_remplie

#: Ce que le classeur de rejets écrit au début de sa dernière colonne (`etl.modeles.rejets`). Une empreinte suivait
#: le rang dans ceux d'avant, qui se lisent encore.
_ORIGINE = re.compile(r"\(dépôt n° (\d{1,9})(?: ([0-9a-f]{12}))?, feuille «(.{1,200}?)», ligne (\d{1,9})\)")


def depot_cite(rang: int, sha256: str) -> str:
    """Un dépôt, tel que la feuille d'aide d'un classeur de rejets le note : le rang seul peut être celui d'ailleurs."""
    return f"{rang} {sha256[:12]}"


def oublier_reprises(tampon: Tampon, fichiers: list[FichierALire]) -> None:
    """Note comme oubliées les lignes bloquées qu'il n'y a plus à corriger.

    Une ligne reprise d'un classeur de rejets l'est même si elle est encore fautive : elle est alors elle-même en
    quarantaine, et la garder deux fois ferait corriger deux fois. Une ligne dont la clé est portée par une ligne
    saine plus récente sort de la quarantaine aussi (la coordination a renvoyé la bonne) ; ses anomalies restent dites.
    """
    connexion = tampon.connexion
    if not connexion.execute("SELECT 1 FROM bloquee LIMIT 1").fetchall():
        return
    connexion.execute("CREATE TEMP TABLE reprise (ancienne BIGINT)")
    if anciennes := _anciennes(tampon, {r.rang: r.sha256 for r in fichiers}):
        connexion.executemany("INSERT INTO reprise VALUES (?)", [(ancienne,) for ancienne in anciennes])
    connexion.execute(
        "INSERT INTO oubliee SELECT DISTINCT ancienne, true FROM reprise "
        "WHERE ancienne IN (SELECT id_ligne FROM bloquee)"
    )
    for feuille in FEUILLES:
        if feuille.cle and est_remplie(connexion, [f"s_{feuille.table}"]):
            connexion.execute(_sql_renvoyees(feuille))


def _sql_renvoyees(feuille: Feuille) -> str:
    """Les lignes bloquées dont la clé se lit et qu'une ligne saine plus récente porte."""
    memes = " AND ".join(f"saine.{n} IS NOT DISTINCT FROM lue.{n}" for n in feuille.cle)
    return (
        f"INSERT INTO renvoyee SELECT DISTINCT lue.id_ligne FROM t_{feuille.table} lue JOIN s_{feuille.table} saine "
        f"ON {memes} AND saine.id_ligne > lue.id_ligne WHERE lue.id_ligne IN (SELECT id_ligne FROM bloquee) "
        "AND lue.id_ligne NOT IN (SELECT id_ligne FROM oubliee)"
    )


def _anciennes(tampon: Tampon, empreintes: dict[int, str]) -> list[int]:
    """Les lignes d'origine, d'après la dernière colonne d'un classeur de rejets de cette installation."""
    reprises = [s for s in tampon.segments if s.table.aides]
    if not reprises:
        return []
    # Une correction a deux lignes de même origine : la sienne, et celle qu'elle fait.
    origines: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for segment in tampon.segments:
        for i, numero in enumerate(segment.table.numeros):
            origines[(segment.rang_depot, segment.table.nom, numero)].append(segment.premier + i)
    anciennes: list[int] = []
    for segment in reprises:
        for ligne in segment.table.lignes:
            for rang in segment.table.aides:
                lue = _ORIGINE.search(texte_de(ligne[rang])) if rang < len(ligne) else None
                if lue is None or not int(lue[1]) < segment.rang_depot:
                    continue
                cites = {f"{lue[1]} {lue[2]}"} if lue[2] else segment.table.depots_d_origine
                if depot_cite(int(lue[1]), empreintes.get(int(lue[1]), "")) in cites:
                    anciennes += origines.get((int(lue[1]), lue[3], int(lue[4])), [])
    return anciennes
