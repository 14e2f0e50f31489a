"""Ce que pèse et dure la carte, contre une boucle de `folium.Marker`, dans une seule exécution.

`python -m bench.carte [--points N]` : la démonstration, ses points remplacés par N points inventés ; un vrai serveur
par façon de faire, un vrai Chromium, un relais qui compte les octets après compression. Les scripts de Streamlit sont
déjà dans le navigateur (une page sans carte les a chargés) ; ceux de la carte comptent comme fichiers, à part.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.mesure import RACINE
from bench.points import peupler
from bench.relais import Relais
from bench.service import navigateur, serveur

_CADRE = "iframe[title='streamlit_folium.st_folium']"
_NOTRE = "window.SocleCarte && SocleCarte.carte && Object.values(SocleCarte.carte._layers).some((l) => l._cibles)"
_NOTRES = """(n) => { const t = Object.values(SocleCarte.carte._layers).find((l) => l._cibles);
  return t && [...t._etat.statuts].filter((s) => s !== ".").length !== n; }"""
_MARQUEURS = "document.querySelectorAll('.leaflet-marker-icon').length"


@dataclass(frozen=True)
class Mesure:
    """Une façon de faire : octets de données et de fichiers, secondes jusqu'au dessin ; vue d'ouverture puis filtre."""

    donnees_ouverture: int
    fichiers_ouverture: int
    s_ouverture: float
    donnees_filtre: int
    s_filtre: float


def principal(arguments: list[str] | None = None) -> int:
    """Mesure les deux façons et imprime les rapports."""
    analyseur = argparse.ArgumentParser(prog="python -m bench.carte")
    analyseur.add_argument("--points", type=int, default=5000)
    nombre = analyseur.parse_args(arguments).points
    with tempfile.TemporaryDirectory() as dossier, navigateur() as chromium:
        donnees = Path(dossier)
        commande = [sys.executable, "-m", "etl", "demo", "--progression", "aucune"]
        subprocess.run(commande, cwd=RACINE, env=os.environ | {"SOCLE_DONNEES": dossier}, check=True)
        peupler(donnees, nombre)
        notre = _mesurer(chromium, donnees, "serveur.py", "/carte-des-services", "/aide", _jouer_la_notre)
        naive = _mesurer(chromium, donnees, _poser_la_naive(donnees), "/", "", _jouer_la_naive)
    _imprimer(nombre, notre, naive)
    return 0


def _poser_la_naive(dossier: Path) -> str:
    """Streamlit sert `static/` à côté du script : il lui faut les mêmes bibliothèques qu'à nous."""
    script = dossier / "naive.py"
    script.write_text('import runpy\n\nrunpy.run_module("bench.carte_naive")\n', encoding="utf-8")
    (dossier / "static").symlink_to(RACINE / "static")
    return str(script)


def _mesurer(
    chromium: Any, donnees: Path, script: str, adresse: str, avant: str, jouer: Callable[[Any, Relais, str], Mesure]
) -> Mesure:
    """Ouvre d'abord une page sans carte (les scripts de Streamlit s'y chargent), puis joue la mesure."""
    with serveur(donnees, script) as port, Relais(port) as relais:
        contexte = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
        contexte.set_default_timeout(180_000)
        page = contexte.new_page()
        racine = f"http://127.0.0.1:{relais.port}"
        if avant:
            page.goto(racine + avant)
            page.get_by_role("heading").first.wait_for()
            page.wait_for_timeout(2000)
        mesure = jouer(page, relais, racine + adresse)
        contexte.close()
    return mesure


def _jouer_la_notre(page: Any, relais: Relais, adresse: str) -> Mesure:
    donnees, fichiers, debut = relais.donnees, relais.fichiers, time.perf_counter()
    page.goto(adresse)
    cadre = page.wait_for_selector(_CADRE).content_frame()
    cadre.wait_for_function(_NOTRE)
    duree = time.perf_counter() - debut
    page.wait_for_timeout(3000)
    ouverture = (relais.donnees - donnees, relais.fichiers - fichiers, duree)
    visibles = cadre.evaluate("SocleCarte.carte && [...Object.values(SocleCarte.carte._layers).find((l) => l._cibles)"
                              "._etat.statuts].filter((s) => s !== '.').length")  # fmt: skip
    page.get_by_label("Points montrés").click()
    donnees, debut = relais.donnees, time.perf_counter()
    page.get_by_role("option", name="Pleinement fonctionnel").click()
    cadre.wait_for_function(_NOTRES, arg=visibles)
    duree = time.perf_counter() - debut
    page.wait_for_timeout(3000)
    return Mesure(*ouverture, relais.donnees - donnees, duree)


def _jouer_la_naive(page: Any, relais: Relais, adresse: str) -> Mesure:
    donnees, fichiers, debut = relais.donnees, relais.fichiers, time.perf_counter()
    page.goto(adresse)
    cadre = page.wait_for_selector(_CADRE).content_frame()
    nombre = _attendre_stable(page, cadre, 0)
    duree = time.perf_counter() - debut
    page.wait_for_timeout(3000)
    ouverture = (relais.donnees - donnees, relais.fichiers - fichiers, duree)
    page.get_by_label("Points montrés").click()
    donnees, debut = relais.donnees, time.perf_counter()
    page.get_by_role("option", name="pleinement fonctionnel", exact=True).click()
    # Sans clé, streamlit-folium refait le cadre : c'est un autre que celui d'avant.
    while True:
        cadre = page.wait_for_selector(_CADRE).content_frame()
        if 0 < _compter(cadre) < nombre:
            break
        page.wait_for_timeout(50)
    duree = time.perf_counter() - debut
    page.wait_for_timeout(3000)
    return Mesure(*ouverture, relais.donnees - donnees, duree)


def _compter(cadre: Any) -> int:
    try:
        return int(cadre.evaluate(_MARQUEURS))
    except Exception as erreur:  # Playwright n'a pas d'erreur plus précise pour un cadre qui se refait
        if "detached" in str(erreur) or "destroyed" in str(erreur):
            return 0
        raise


def _attendre_stable(page: Any, cadre: Any, plancher: int) -> int:
    """Le nombre de marqueurs, quand il y en a et qu'il ne change plus : la boucle les pose d'un seul tenant."""
    while True:
        nombre = _compter(cadre)
        if nombre > plancher:
            return nombre
        page.wait_for_timeout(50)


def _imprimer(nombre: int, notre: Mesure, naive: Mesure) -> None:
    print(f"Carte, {nombre} points ; octets après compression ; secondes jusqu’au dessin")
    for titre, octets, secondes in (
        ("ouverture", "donnees_ouverture", "s_ouverture"),
        ("filtre", "donnees_filtre", "s_filtre"),
    ):
        o, n = getattr(notre, octets), getattr(naive, octets)
        so, sn = getattr(notre, secondes), getattr(naive, secondes)
        print(f"  {titre:10} données {o / 1000:8.0f} ko contre {n / 1000:8.0f} ko : rapport {o / n:.3f}", end="")
        print(f"   temps {so:6.2f} s contre {sn:6.2f} s : rapport {so / sn:.3f}")
    print(f"  fichiers de la carte, une fois : {notre.fichiers_ouverture / 1000:.0f} ko")


if __name__ == "__main__":
    raise SystemExit(principal())
