"""Les lignes reprises d'un classeur de rejets : devenues saines, elles font sortir les anciennes de la quarantaine."""

from __future__ import annotations

import re

from etl.conversions import texte_de
from etl.tampon import Tampon

#: Ce que le classeur de rejets écrit au début de sa dernière colonne (`etl.rejets`).
_ORIGINE = re.compile(r"\(dépôt n° (\d{1,9}), feuille «(.{1,200}?)», ligne (\d{1,9})\)")


def noter_reprises(tampon: Tampon) -> None:
    """Efface les constats des lignes bloquées qu'un dépôt plus récent a rendues corrigées et saines."""
    couples = _couples(tampon)
    if not couples:
        return
    connexion = tampon.connexion
    connexion.execute("CREATE TEMP TABLE reprise (ancienne BIGINT, nouvelle BIGINT)")
    connexion.executemany("INSERT INTO reprise VALUES (?, ?)", couples)
    connexion.execute(
        "CREATE TEMP TABLE repris AS SELECT ancienne FROM reprise WHERE ancienne IN (SELECT id_ligne FROM bloquee) "
        "AND nouvelle NOT IN (SELECT id_ligne FROM bloquee)"
    )
    connexion.execute("DELETE FROM constat WHERE id_ligne IN (FROM repris)")


def _couples(tampon: Tampon) -> list[tuple[int, int]]:
    """Ligne d'origine, ligne reprise : d'après la dernière colonne d'un classeur de rejets."""
    reprises = [s for s in tampon.segments if s.table.aides]
    if not reprises:
        return []
    origines = {
        (s.rang_depot, s.table.nom, numero): s.premier + i
        for s in tampon.segments
        for i, numero in enumerate(s.table.numeros)
    }
    couples = []
    for segment in reprises:
        for i, ligne in enumerate(segment.table.lignes):
            for rang in segment.table.aides:
                lue = _ORIGINE.search(texte_de(ligne[rang])) if rang < len(ligne) else None
                if lue is None or int(lue[1]) >= segment.rang_depot:
                    continue
                ancienne = origines.get((int(lue[1]), lue[2], int(lue[3])))
                if ancienne is not None:
                    couples.append((ancienne, segment.premier + i))
    return couples
