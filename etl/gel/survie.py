"""Ce qui tient après 3, 6 et 12 mois, compté sur l'édition que l'on fige : une édition remise n'a pas les visites."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from domaine.survie import a_l_echeance
from etl.edition import dossier


@dataclass(frozen=True)
class _Suivi:
    jours: int
    rechute: bool
    jours_ecoules: int


def inscrire_la_survie(source: Path, connexion: duckdb.DuckDBPyConnection, jour: dt.date) -> None:
    """Écrit dans la base que l'on fige les comptes de la source à ce jour ; rien quand aucun point n'est restauré.

    Des comptes de points du projet entier, jamais de personnes (règle E24).
    """
    with dossier.ouvrir(source) as base:
        lues = base.execute("SELECT jours, rechute, jours_ecoules FROM suivi_des_restaures(?)", [jour]).fetchall()
    if lues:
        echeances = a_l_echeance([_Suivi(*ligne) for ligne in lues])
        noms = "mois, survie_pct, bas_pct, haut_pct, a_risque, tiennent, connus, non_revus, trop_tot"
        connexion.executemany(
            f"INSERT INTO survie ({noms}) VALUES ({', '.join('?' * 9)})",  # constantes
            [astuple(e) for e in echeances],
        )
