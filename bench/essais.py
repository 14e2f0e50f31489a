"""Ce que coûte chaque dossier d'essais, au processeur : `python -m bench.essais [options de pytest]`, sous Linux.

Ce module est aussi le greffon que cette commande donne à pytest : à la fin de chaque essai, il relève le temps de
l'ouvrier et de tous ses descendants, serveurs et navigateurs encore en marche compris. Ce que deux essais partagent
(la démonstration, un serveur) se compte à celui qui l'a demandé le premier ; le relevé lui-même, deux millièmes de
seconde par essai, à chacun.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Où les ouvriers écrivent ; absente, le greffon ne fait rien.
DOSSIER = "BENCH_ESSAIS"
_TICS = os.sysconf("SC_CLK_TCK")
_COLLECTE = "(lire et trier les essais)"
_dernier = 0.0


def _processus() -> dict[int, list[tuple[int, float]]]:
    """Parent → (enfant, secondes de processeur, celles de ses enfants finis comprises)."""
    enfants: dict[int, list[tuple[int, float]]] = {}
    for dossier in Path("/proc").glob("[0-9]*"):
        try:
            lu = (dossier / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        champs = lu[lu.rindex(")") + 2 :].split()
        enfants.setdefault(int(champs[1]), []).append((int(dossier.name), sum(map(int, champs[11:15])) / _TICS))
    return enfants


def _releve() -> float:
    """Les secondes de processeur de ce processus et de tous ses descendants."""
    enfants, total = _processus(), sum(os.times()[:4])
    pile = list(enfants.get(os.getpid(), ()))
    while pile:
        numero, secondes = pile.pop()
        total += secondes
        pile += enfants.get(numero, ())
    return total


def _noter(quoi: str) -> None:
    global _dernier
    if dossier := os.environ.get(DOSSIER):
        avant, _dernier = _dernier, _releve()
        with (Path(dossier) / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as fichier:
            # Un navigateur qui se ferme emporte le temps de ses fils, que personne n'attend : il a été compté avant.
            fichier.write(json.dumps([quoi, max(0.0, _dernier - avant)]) + "\n")


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.items:
        _noter(_COLLECTE)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    try:
        return (yield)
    finally:
        _noter(item.nodeid)


def _table(dossier: Path) -> None:
    lignes = [json.loads(x) for f in dossier.iterdir() for x in f.read_text(encoding="utf-8").splitlines()]
    for titre, rang in (("Par dossier", 2), ("Par fichier", 9)):
        couts, nombres = Counter[str](), Counter[str]()
        for quoi, secondes in lignes:
            nom = "/".join(quoi.split("::")[0].split("/")[:rang])
            couts[nom] += secondes
            nombres[nom] += 1
        print(f"\n{titre} : {sum(couts.values()):.0f} s de processeur")
        for nom, secondes in couts.most_common(30):
            print(f"{secondes:8.1f} s {nombres[nom]:6} {nom}")


def principal(arguments: list[str]) -> int:
    """Passe ces essais, puis dit ce que chacun a coûté."""
    with tempfile.TemporaryDirectory() as dossier:
        commande = [sys.executable, "-m", "pytest", "-q", "-p", "bench.essais", *arguments]
        code = subprocess.run(commande, env=os.environ | {DOSSIER: dossier}).returncode
        _table(Path(dossier))
    return code


if __name__ == "__main__":
    raise SystemExit(principal(sys.argv[1:]))
