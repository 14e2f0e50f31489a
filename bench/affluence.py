"""Le travail d'une page contre son SQL nu, vingt lecteurs contre un, cinquante pendant des publications.

De vraies sessions, sans navigateur. `python -m bench.affluence DONNEES` : la foule seule.
"""

from __future__ import annotations

import asyncio
import math
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.lecteur import Lecteur
from bench.mesure import RACINE
from bench.pages import lire_a_la_main
from bench.service import memoire_max_mio, processeur_s, serveur, serveur_suivi
from requetes.edition.ouverture import edition_a_lire, ouvrir

#: Page de `bench.pages` → adresse, boîtes dont on change le choix.
PAGES = {
    "Vue d'ensemble": ("", ("Période", "Région")),
    "Tendances": ("tendances", ("Période", "Région")),
    "Comparaisons": ("comparaisons", ("Période", "Région")),
    "Carte": ("carte-des-services", ("Service", "Région")),
    "Qualité": ("qualite", ("Région",)),
}
LECTEURS, PAUSE_S = 20, 5.0
_GESTES, _SALVES, _PASSAGES = 6, 4, 8


@dataclass
class Travail:
    """Moyennes par passage, en millisecondes de processeur : hors cache, en cache, le SQL nu."""

    neuf: float
    garde: float
    sql: float


@dataclass
class Affluence:
    """95e centile d'un changement de filtre, en secondes : un lecteur, vingt à leur allure, vingt au même instant."""

    seul: float
    ensemble: float
    salve: float


def mesurer_le_travail(donnees: Path) -> dict[str, Travail]:
    """Chaque page, un serveur neuf pour toutes ; le SQL nu alterne avec les passages, dans ce processus."""
    with serveur_suivi(donnees) as (port, processus):
        return {page: asyncio.run(_travail(donnees, page, port, processus)) for page in PAGES}


async def _travail(donnees: Path, page: str, port: int, processus: int) -> Travail:
    edition = edition_a_lire(donnees)
    assert edition is not None
    base = ouvrir(edition)
    libelles = base.lire("SELECT DISTINCT periode FROM valeurs WHERE type_periode = 'cumul' ORDER BY 1 DESC LIMIT 2")
    periode, avant = (str(p) for p in libelles["periode"])
    adresse, boites = PAGES[page]
    lecteur = Lecteur(adresse)
    await lecteur.ouvrir(port)
    couts = {"neuf": 0.0, "garde": 0.0, "sql": 0.0}
    gestes = _gestes(lecteur, boites)
    for libelle, choix in gestes:
        for genre in ("neuf", "garde"):
            debut = processeur_s(processus)
            await (lecteur.choisir(libelle, choix) if genre == "neuf" else lecteur.relire())
            # Le ramassage de Streamlit suit la fin annoncée du passage : il en fait partie.
            await asyncio.sleep(0.1)
            couts[genre] += processeur_s(processus) - debut
        debut = time.process_time()
        lire_a_la_main(base, page, periode, avant)
        couts["sql"] += time.process_time() - debut
    await lecteur.fermer()
    base.fermer()
    return Travail(**{genre: 1000 * cout / len(gestes) for genre, cout in couts.items()})


def _gestes(lecteur: Lecteur, boites: tuple[str, ...]) -> list[tuple[str, str]]:
    """Des choix jamais faits encore : chaque valeur de la première boîte, puis chaque région sous elle."""
    gestes: list[tuple[str, str]] = []
    regions = lecteur.boites["Région"][1]
    if len(boites) == 1:
        return [("Région", r) for r in regions[1:]]
    for rang, choix in enumerate(lecteur.boites[boites[0]][1][-4:-1]):
        gestes.append((boites[0], choix))
        tournees = regions[1:] if rang % 2 == 0 else regions[-2::-1]
        gestes += [("Région", r) for r in tournees]
    return gestes[:_PASSAGES]


def mesurer_l_affluence(donnees: Path) -> Affluence:
    """Un lecteur fait seul tous les gestes ; vingt font les mêmes, chacun sa part. Un serveur neuf par allure."""
    with serveur(donnees) as port:
        seul = asyncio.run(_jouer(port, 1, 0.0))
    with serveur(donnees) as port:
        ensemble = asyncio.run(_jouer(port, LECTEURS, PAUSE_S))
        salve = asyncio.run(_salves(port))
    return Affluence(*(centile(durees, 95) for durees in (seul, ensemble, salve)))


async def _jouer(port: int, nombre: int, pause: float) -> list[float]:
    """Les gestes de vingt lecteurs, faits par `nombre` sessions ; tout est tiré à graine fixe."""
    listes: list[list[int]] = [list(range(max(LECTEURS, nombre)))[rang::nombre] for rang in range(nombre)]
    durees = await asyncio.gather(*(_suivre(port, rangs, pause) for rangs in listes))
    return [d for liste in durees for d in liste]


async def _suivre(port: int, rangs: list[int], pause: float) -> list[float]:
    durees = []
    for rang in rangs:
        alea = random.Random(rang)
        adresse, boites = list(PAGES.values())[rang % len(PAGES)]
        lecteur = Lecteur(adresse)
        await lecteur.ouvrir(port)
        for _ in range(_GESTES):
            await asyncio.sleep(alea.expovariate(1 / pause) if pause else 0)
            libelle = alea.choice(boites)
            durees.append(await lecteur.choisir(libelle, alea.choice(lecteur.boites[libelle][1])))
        await lecteur.fermer()
    return durees


async def _salves(port: int) -> list[float]:
    lecteurs = [Lecteur(list(PAGES.values())[rang % len(PAGES)][0]) for rang in range(LECTEURS)]
    for lecteur in lecteurs:
        await lecteur.ouvrir(port)
    durees: list[float] = []
    for salve in range(_SALVES):
        choix = lecteurs[0].boites["Région"][1]
        durees += await asyncio.gather(*(x.choisir("Région", choix[salve % len(choix)]) for x in lecteurs))
    for lecteur in lecteurs:
        await lecteur.fermer()
    return durees


def centile(durees: list[float], rang: int) -> float:
    """Le centile au rang le plus proche.

    >>> centile([3, 1, 2, 4], 95), centile([3, 1, 2, 4], 50)
    (4, 2)
    """
    return sorted(durees)[max(0, math.ceil(len(durees) * rang / 100) - 1)]


#: Une réunion élargie : autant de postes à la fois, autant de publications pendant qu'ils lisent.
FOULE, PUBLICATIONS = 50, 20
_MEMOIRE_MIO, _PAR_LECTEUR_MIO = 250, 3


@dataclass
class Foule:
    """95e centile d'un geste d'un lecteur seul, puis de la foule pendant les publications ; mémoire et fautes."""

    seul: float
    ensemble: float
    memoire_mio: float
    gestes: int


def mesurer_la_foule(donnees: Path) -> Foule:
    """Sur une copie de ce dossier : un lecteur seul, puis la foule pendant que des éditions se publient.

    Raises:
        RuntimeError: une page a levé une erreur, ou une publication a échoué.
    """
    with tempfile.TemporaryDirectory() as dossier:
        copie = Path(shutil.copytree(donnees, Path(dossier) / "donnees"))
        with serveur(copie) as port:
            seul = asyncio.run(_jouer(port, 1, 0.0))
        with serveur_suivi(copie) as (port, processus):
            durees = asyncio.run(_publier_devant(copie, port))
            memoire = memoire_max_mio(processus)
    return Foule(centile(seul, 95), centile(durees, 95), memoire, len(durees))


async def _publier_devant(donnees: Path, port: int) -> list[float]:
    lecture = asyncio.create_task(_jouer(port, FOULE, PAUSE_S))
    for _ in range(PUBLICATIONS):
        commande = [sys.executable, "-m", "etl", "publier", "--progression", "aucune"]
        processus = await asyncio.create_subprocess_exec(
            *commande, cwd=RACINE, env={**os.environ, "SOCLE_DONNEES": str(donnees)}, stdout=asyncio.subprocess.DEVNULL
        )
        if await processus.wait():
            raise RuntimeError("Une publication a échoué.")
    return await lecture


def principal(donnees: Path) -> int:
    """Imprime chaque mesure de la foule à côté de son but."""
    lue = mesurer_la_foule(donnees)
    but = _MEMOIRE_MIO + _PAR_LECTEUR_MIO * FOULE
    print(f"{FOULE} lecteurs, {lue.gestes} gestes, {PUBLICATIONS} publications, sans erreur")
    rapport = lue.ensemble / lue.seul
    print(f"  95e centile d'un geste : {lue.ensemble:.2f} s contre {lue.seul:.2f} s seul, {rapport:.1f} × (but 4)")
    print(f"  mémoire du serveur : {lue.memoire_mio:.0f} Mio (but {but})")
    return 0


if __name__ == "__main__":
    sys.exit(principal(Path(sys.argv[1])))
