"""Les lignes reprises d'un classeur de rejets : renvoyées, elles prennent la place des anciennes en quarantaine."""

from __future__ import annotations

import re

from etl.conversions import texte_de
from etl.tampon import Tampon

#: Ce que le classeur de rejets écrit au début de sa dernière colonne (`etl.rejets`).
_ORIGINE = re.compile(r"\(dépôt n° (\d{1,9}), feuille «(.{1,200}?)», ligne (\d{1,9})\)")


def noter_reprises(tampon: Tampon) -> None:
    """Note comme oubliées les lignes bloquées qu'un dépôt plus récent reprend, saines ou encore fautives.

    Encore fautive, la ligne reprise est elle-même en quarantaine : la garder deux fois ferait corriger deux fois.
    """
    anciennes = _anciennes(tampon)
    if not anciennes:
        return
    connexion = tampon.connexion
    connexion.execute("CREATE TEMP TABLE reprise (ancienne BIGINT)")
    connexion.executemany("INSERT INTO reprise VALUES (?)", [(ancienne,) for ancienne in anciennes])
    connexion.execute(
        "INSERT INTO oubliee SELECT DISTINCT ancienne FROM reprise WHERE ancienne IN (SELECT id_ligne FROM bloquee)"
    )


def _anciennes(tampon: Tampon) -> list[int]:
    """Les lignes d'origine, d'après la dernière colonne d'un classeur de rejets."""
    reprises = [s for s in tampon.segments if s.table.aides]
    if not reprises:
        return []
    origines = {
        (s.rang_depot, s.table.nom, numero): s.premier + i
        for s in tampon.segments
        for i, numero in enumerate(s.table.numeros)
    }
    anciennes = []
    for segment in reprises:
        for ligne in segment.table.lignes:
            for rang in segment.table.aides:
                lue = _ORIGINE.search(texte_de(ligne[rang])) if rang < len(ligne) else None
                if lue is None or int(lue[1]) >= segment.rang_depot:
                    continue
                ancienne = origines.get((int(lue[1]), lue[2], int(lue[3])))
                if ancienne is not None:
                    anciennes.append(ancienne)
    return anciennes
