"""Ce que pèse et dure une séance, en une exécution, sur la démonstration : `python -m bench.sessions`.

Octets sur la liaison (navigateur, relais) ; travail d'une page contre son SQL nu, première page et changement de
filtre contre la façon naïve, vingt lecteurs contre un (sessions WebSocket). Les durées ne se lisent qu'en rapports.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import affluence, page_naive, poids
from bench.lecteur import Lecteur
from bench.mesure import RACINE
from bench.service import navigateur, serveur
from requetes.accueil import situation
from requetes.edition.ouverture import edition_a_lire, ouvrir

PREMIERE_MAX, SUIVANTE_MAX = 3_000_000, 150_000
TRAVAIL_MAX, REVUE_MAX, NAIVE_MAX, AFFLUENCE_MAX = 2.0, 0.3, 0.3, 4.0
_TOURS = 3


def principal(arguments: list[str] | None = None) -> int:
    """Mesure et imprime ; rend 0 même quand un but n'est pas tenu : c'est un constat, pas un essai."""
    analyseur = argparse.ArgumentParser(prog="python -m bench.sessions")
    analyseur.add_argument(
        "--donnees", type=Path, help="dossier de données déjà publié (sinon, une démonstration neuve)"
    )
    demande = analyseur.parse_args(arguments).donnees
    with tempfile.TemporaryDirectory() as dossier:
        donnees = demande or _demonstration(Path(dossier) / "demo")
        _verifier_la_naive(donnees)
        with navigateur() as chromium, serveur(donnees) as port:
            _dire_les_octets(poids.peser(chromium, port))
        _dire_le_travail(affluence.mesurer_le_travail(donnees))
        _dire_la_naive(donnees, Path(dossier))
        _dire_l_affluence(affluence.mesurer_l_affluence(donnees))
    return 0


def _demonstration(dossier: Path) -> Path:
    environnement = os.environ | {"SOCLE_DONNEES": str(dossier)}
    subprocess.run(
        [sys.executable, "-m", "etl", "demo", "--progression", "aucune"], cwd=RACINE, env=environnement, check=True
    )
    return dossier


def _verdict(tenu: bool) -> str:
    return "tenu" if tenu else "NON TENU"


def _dire_les_octets(pesees: dict[str, dict[str, poids.Pesee]]) -> None:
    print("\nOctets sur la liaison (ko), compression comprise : fichiers + WebSocket")
    print(f"  {'page':26} {'1re visite':>11} {'d’avance':>9} {'suivante':>9} {'filtre':>7}")
    for titre, p in pesees.items():
        ko = {nom: f"{x.total / 1000:.0f}" for nom, x in p.items()}
        ligne = (ko["première"], ko["avance"], ko["suivante"], ko.get("filtre", "–"))
        print(f"  {titre:26} {ligne[0]:>11} {ligne[1]:>9} {ligne[2]:>9} {ligne[3]:>7}")
    moteurs = [p["première"].moteur + p["avance"].moteur for p in pesees.values()]
    print(f"  dont le moteur de graphiques, une fois par navigateur : {max(moteurs) / 1000:.0f} ko")
    premiere = max(p["première"].total + p["avance"].total for p in pesees.values())
    suivante = max(p["suivante"].total for p in pesees.values())
    print(
        f"  première visite, ce qui vient d'avance compris : {premiere / 1000:.0f} ko au plus (but : 3000) — ", end=""
    )
    print(_verdict(premiere <= PREMIERE_MAX))
    print(f"  page suivante : {suivante / 1000:.0f} ko au plus (but : 150) — {_verdict(suivante <= SUIVANTE_MAX)}")


def _dire_le_travail(pages: dict[str, affluence.Travail]) -> None:
    print("\nTravail d'une page (ms de processeur par passage, moyennes) contre le SQL nu des mêmes questions")
    print(f"  {'page':18} {'SQL nu':>7} {'hors cache':>11} {'rapport':>8} {'revue':>9} {'rapport':>8}")
    for page, t in pages.items():
        rapport = t.neuf / t.sql
        revue = t.garde / t.sql
        print(f"  {page:18} {t.sql:7.0f} {t.neuf:11.0f} {rapport:8.2f} {t.garde:9.0f} {revue:8.2f}   ", end="")
        print(f"(buts : {TRAVAIL_MAX:.0f} et {REVUE_MAX}) — {_verdict(rapport <= TRAVAIL_MAX and revue <= REVUE_MAX)}")


def _verifier_la_naive(donnees: Path) -> None:
    """Les neuf phares, cibles comprises, du projet et des régions, à la dernière fin de trimestre.

    Raises:
        RuntimeError: un chiffre diffère ; la comparaison ne vaudrait rien.
    """
    edition = edition_a_lire(donnees)
    assert edition is not None
    base = ouvrir(edition)
    tables = page_naive.lire(base)
    finis = tables["periode"][(tables["periode"]["type"] == "trimestre") & tables["periode"]["finie"]]
    dernier = finis.sort_values("fin").iloc[-1]
    compares = 0
    for zone in ("SOCLE", "GAO", "MENAKA", "DOUENTZA"):
        for phare in situation.situation(base, zone, "cumul", str(dernier["libelle"])):
            for sien, calcul in ((phare.valeur, page_naive.calculer), (phare.cible_due, page_naive.cible_due)):
                lu = calcul(tables, phare.code_indicateur, zone, dernier["fin"])
                if (lu is None) != (sien is None) or (lu is not None and sien is not None and abs(lu - sien) > 1e-6):
                    raise RuntimeError(f"{phare.code_indicateur}, {zone} : {lu} et non {sien}.")
                compares += 1
    base.fermer()
    print(f"Page naïve et produit : {compares} chiffres comparés, aucun écart.")


def _dire_la_naive(donnees: Path, dossier: Path) -> None:
    """Streamlit cherche `static/` et les modules à côté du script : la naïve est servie d'un dossier à elle."""
    script = dossier / "naive.py"
    script.write_text("from bench import page_naive\n\npage_naive.afficher()\n", encoding="utf-8")
    if not (dossier / ".streamlit").exists():
        shutil.copytree(RACINE / ".streamlit", dossier / ".streamlit")
    mesures = {}
    for nom, chemin in (("nous", "serveur.py"), ("elle", str(script))):
        with serveur(donnees, chemin) as port:
            mesures[nom] = asyncio.run(_ouvrir_et_filtrer(port))
    print("\nVue d'ensemble contre la façon naïve (secondes : nous / elle, médianes)")
    for rang, titre in enumerate(("toute première page", "première page d'un lecteur", "changement de filtre")):
        a, b = mesures["nous"][rang], mesures["elle"][rang]
        print(f"  {titre:27} {a:6.3f} / {b:6.3f}   rapport {a / b:.2f} (but : 0,3) — {_verdict(a / b <= NAIVE_MAX)}")


async def _ouvrir_et_filtrer(port: int) -> tuple[float, float, float]:
    ouvertures, filtres = [], []
    for _ in range(_TOURS + 1):
        lecteur = Lecteur()
        ouvertures.append(await lecteur.ouvrir(port))
        for region in lecteur.boites["Région"][1][1:]:
            filtres.append(await lecteur.choisir("Région", region))
        await lecteur.fermer()
    return ouvertures[0], statistics.median(ouvertures[1:]), statistics.median(filtres)


def _dire_l_affluence(a: affluence.Affluence) -> None:
    n, pause = affluence.LECTEURS, affluence.PAUSE_S
    print(f"\n{n} lecteurs contre un : 95e centile d'un changement de filtre, les mêmes gestes")
    print(f"  un seul, sans pause                        {a.seul:6.2f} s")
    rapport = a.ensemble / a.seul
    print(
        f"  {n}, un geste toutes les {pause:.0f} s   {a.ensemble:6.2f} s   rapport {rapport:.1f} (but : 4) — ",
        end="",
    )
    print(_verdict(rapport <= AFFLUENCE_MAX))
    print(f"  {n}, tous au même instant                  {a.salve:6.2f} s   rapport {a.salve / a.seul:.1f} (sans but)")


if __name__ == "__main__":
    raise SystemExit(principal())
