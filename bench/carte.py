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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.mesure import RACINE
from bench.points import peupler
from bench.relais import Relais
from bench.service import navigateur, serveur

_CADRE = "iframe[title='Carte']"
_COUCHE = "Object.values(SocleCarte.carte._layers).find((l) => l._cibles)"
_NOTRE = f"window.SocleCarte && SocleCarte.carte && {_COUCHE}"
_VISIBLES = f"[...{_COUCHE}?._etat.statuts ?? ''].filter((s) => s !== '.').length"
_MARQUEURS = "document.querySelectorAll('.leaflet-marker-icon').length"


@dataclass
class Mesure:
    """Une façon de faire, à l'ouverture puis à un changement de filtre.

    Attributes:
        donnees: octets de WebSocket sur la liaison, compressés ; `brut` : les mêmes, décompressés.
        fichiers: octets HTTP.
        secondes: jusqu'à ce que tous les points soient dessinés.
    """

    donnees: list[int] = field(default_factory=list)
    brut: list[int] = field(default_factory=list)
    fichiers: list[int] = field(default_factory=list)
    secondes: list[float] = field(default_factory=list)

    @contextmanager
    def prendre(self, page: Any, relais: Relais, compteur: list[int]) -> Iterator[None]:
        """Mesure ce qui suit, jusqu'au dessin ; les octets encore trois secondes après, pour n'en oublier aucun."""
        avant, debut = (relais.donnees, compteur[0], relais.fichiers), time.perf_counter()
        yield
        self.secondes.append(time.perf_counter() - debut)
        page.wait_for_timeout(3000)
        for liste, lu, depart in zip(
            (self.donnees, self.brut, self.fichiers), (relais.donnees, compteur[0], relais.fichiers), avant, strict=True
        ):
            liste.append(lu - depart)


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
    mesure, compteur = Mesure(), _compter_les_trames(page)
    with mesure.prendre(page, relais, compteur):
        page.goto(adresse)
        cadre = page.wait_for_selector(_CADRE).content_frame()
        cadre.wait_for_function(_NOTRE)
    visibles = cadre.evaluate(_VISIBLES)
    page.get_by_role("button", name="☰ Calques").click()
    page.get_by_label("Points montrés").click()
    with mesure.prendre(page, relais, compteur):
        page.get_by_role("option", name="Pleinement fonctionnel").click()
        cadre.wait_for_function(f"(n) => {{ const v = {_VISIBLES}; return v > 0 && v !== n; }}", arg=visibles)
    return mesure


def _jouer_la_naive(page: Any, relais: Relais, adresse: str) -> Mesure:
    mesure, compteur = Mesure(), _compter_les_trames(page)
    with mesure.prendre(page, relais, compteur):
        page.goto(adresse)
        nombre = _attendre_les_marqueurs(page, lambda n: n > 0)
    page.get_by_label("Points montrés").click()
    with mesure.prendre(page, relais, compteur):
        page.get_by_role("option", name="pleinement fonctionnel", exact=True).click()
        _attendre_les_marqueurs(page, lambda n: 0 < n < nombre)
    return mesure


def _compter_les_trames(page: Any) -> list[int]:
    compteur = [0]

    def ajouter(trame: str | bytes) -> None:
        compteur[0] += len(trame)

    page.on("websocket", lambda prise: prise.on("framereceived", ajouter))
    return compteur


def _attendre_les_marqueurs(page: Any, bons: Callable[[int], bool]) -> int:
    """Le nombre de marqueurs, quand c'est celui qu'on attend : la boucle les pose d'un seul tenant."""
    while True:
        # Sans clé, streamlit-folium refait le cadre à chaque filtre : on relit celui du moment.
        nombre = _compter(page.wait_for_selector(_CADRE).content_frame())
        if bons(nombre):
            return nombre
        page.wait_for_timeout(50)


def _compter(cadre: Any) -> int:
    if cadre is None:
        # Le cadre vient d'être défait.
        return 0
    try:
        return int(cadre.evaluate(_MARQUEURS))
    except Exception as erreur:  # Playwright n'a pas d'erreur plus précise pour un cadre qui se refait
        if "detached" in str(erreur) or "destroyed" in str(erreur):
            return 0
        raise


def _imprimer(nombre: int, notre: Mesure, naive: Mesure) -> None:
    print(
        f"\nCarte, {nombre} points, contre une boucle de folium.Marker (ko et secondes : nous / elle, puis le rapport)"
    )
    for rang, titre in enumerate(("ouverture", "filtre")):
        lignes = (
            ("sur la liaison", notre.donnees, naive.donnees, 1000),
            ("décompressé", notre.brut, naive.brut, 1000),
            ("secondes", notre.secondes, naive.secondes, 1),
        )
        for nom, a, b, unite in lignes:
            rapport = a[rang] / b[rang]
            print(f"  {titre:10} {nom:15} {a[rang] / unite:8.1f} / {b[rang] / unite:9.1f}   {rapport:.3f}")
    print(f"  scripts et styles de la carte, une fois : {notre.fichiers[0] / 1000:.0f} ko")


if __name__ == "__main__":
    raise SystemExit(principal())
