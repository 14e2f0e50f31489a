"""`edition purger` : les éditions publiées d'avant que plus rien ne demande (règle E28)."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from dataclasses import asdict

from domaine import francais
from domaine.reglages import dossier_donnees, reglages
from etl.sauvegardes.purge import purger


def faire_purger(args: argparse.Namespace) -> int:
    """Dit ce qui partirait et la place gagnée ; avec `--appliquer`, l'efface."""
    sorts = purger(dossier_donnees(), reglages(), dt.datetime.now(), appliquer=args.appliquer)
    if args.format == "json":
        print(json.dumps([asdict(s) for s in sorts], ensure_ascii=False, indent=1))
        return 0
    for sort in sorts:
        dit = f"reste : {sort.gardee}" if sort.gardee else ("effacée" if args.appliquer else "partirait")
        print(f"{sort.identifiant}  {_mo(sort.octets)}  {dit}")
    parties = [s for s in sorts if not s.gardee]
    compte = francais.compte(len(parties), "édition publiée", "éditions publiées")
    octets = sum(s.octets for s in parties)
    if not parties:
        print("Rien à effacer.")
    elif args.appliquer:
        print(f"{compte} effacée(s), {_mo(octets)} rendus.")
    else:
        print(f"{compte}, {_mo(octets)} à rendre : ajoutez --appliquer. Rien n'est effacé.")
    return 0


def _mo(octets: int) -> str:
    return f"{francais.nombre(octets / 1_000_000)}\u00a0Mo"
