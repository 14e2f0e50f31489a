"""La première visite et le filtre, en rapports à une page vide de Streamlit, d'une seule exécution.

`python -m bench.visite DONNEES [PASSES]` : un serveur de l'application et un serveur d'une page vide, dans le même
navigateur, l'un après l'autre à chaque passe. Une première visite a un contexte neuf (rien en mémoire) et finit quand
le titre de la page est dessiné, la carte posée, et que rien ne se redessine ; un filtre, quand la page a fini. Les
octets sont ceux qui passent la liaison, compression comprise.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.poids import PAGES
from bench.relais import Relais
from bench.service import navigateur, serveur

_VIDE = "import streamlit as st\nst.title('Vide')\nst.selectbox('Région', ['a', 'b', 'c'])\n"
_FINI = (
    "() => document.querySelector('[data-test-script-state]')?.dataset.testScriptState === 'notRunning' && "
    "!document.querySelector('[data-stale=true], [data-testid=stStatusWidget], [data-testid=stSkeleton]')"
)
#: La page de la carte, et ce qui dit qu'elle est posée.
_CARTE = ("Carte des services", "path.leaflet-interactive")
#: But de chaque page, contre la page vide, puis en octets de la première visite.
_BUTS = {"Vue d’ensemble": (1.5, 1_200_000)}
_BUT_AUTRES = (2.0, 2_600_000)
_BUT_FILTRE_OCTETS = 40_000


@dataclass
class Visite:
    """Une passe : secondes et octets de la première visite, puis du filtre (0 s'il n'y en a pas)."""

    premiere_s: float
    premiere_o: int
    filtre_s: float = 0.0
    filtre_o: int = 0


def visiter(chromium: Any, relais: Relais, adresse: str, titre: str, boite: str) -> Visite:
    """Ouvre une page dans un navigateur neuf, puis change le choix d'une boîte."""
    contexte = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    page = contexte.new_page()
    try:

        def ouvrir() -> None:
            page.goto(f"http://127.0.0.1:{relais.port}/{adresse}")
            page.get_by_role("heading", name=titre, exact=True).first.wait_for()
            page.wait_for_function(_FINI, polling=20)
            if titre == _CARTE[0]:
                page.frame_locator("iframe").locator(_CARTE[1]).first.wait_for()

        visite = Visite(*_mesurer(relais, ouvrir))
        if boite:
            page.get_by_role("combobox", name=boite).first.click()
            options = page.get_by_role("option")
            options.first.wait_for()
            choisie = next(o for o in options.all() if o.get_attribute("aria-selected") != "true")

            def filtrer() -> None:
                choisie.click()
                # Le passage commence après le clic : sans ce délai, la page d'avant passerait pour la nouvelle.
                page.wait_for_timeout(60)
                page.wait_for_function(_FINI, polling=20)

            visite.filtre_s, visite.filtre_o = _mesurer(relais, filtrer)
        return visite
    finally:
        contexte.close()


def _mesurer(relais: Relais, geste: Callable[[], None]) -> tuple[float, int]:
    avant, debut = relais.fichiers + relais.donnees, time.perf_counter()
    geste()
    return time.perf_counter() - debut, relais.fichiers + relais.donnees - avant


def principal(donnees: Path, passes: int) -> int:
    """Mesure, et imprime chaque rapport à côté de son but."""
    with tempfile.TemporaryDirectory() as dossier:
        vide = Path(dossier, "vide.py")
        vide.write_text(_VIDE, encoding="utf-8")
        with (
            serveur(donnees) as port,
            serveur(donnees, str(vide)) as port_vide,
            navigateur() as chromium,
            Relais(port) as relais,
            Relais(port_vide) as relais_vide,
        ):
            # Le premier lecteur d'un serveur paie ses imports et les questions de l'accueil.
            visiter(chromium, relais, "", "Vue d’ensemble", "")
            temoins = [visiter(chromium, relais_vide, "", "Vide", "Région") for _ in range(passes)]
            lues = {
                titre: [visiter(chromium, relais, adresse, titre, boite) for _ in range(passes)]
                for titre, (adresse, boite) in PAGES.items()
            }
    _imprimer(temoins, lues)
    return 0


def _imprimer(temoins: list[Visite], lues: dict[str, list[Visite]]) -> None:
    vide_s, vide_f = median(v.premiere_s for v in temoins), median(v.filtre_s for v in temoins)
    print(f"page vide : {vide_s:.2f} s, {temoins[0].premiere_o / 1e6:.2f} Mo ; filtre {vide_f:.2f} s")
    print(f"{'page':26} {'× vide':>7} {'but':>5} {'Mo':>6} {'but':>5} {'filtre × vide':>14} {'ko':>6} {'but':>4}")
    for titre, visites in lues.items():
        but, but_o = _BUTS.get(titre, _BUT_AUTRES)
        rapport, octets = median(v.premiere_s for v in visites) / vide_s, max(v.premiere_o for v in visites)
        filtre, filtre_o = median(v.filtre_s for v in visites) / vide_f, max(v.filtre_o for v in visites)
        print(
            f"{titre:26} {rapport:7.2f} {but:5.1f} {octets / 1e6:6.2f} {but_o / 1e6:5.1f} {filtre:14.2f} "
            f"{filtre_o / 1e3:6.0f} {_BUT_FILTRE_OCTETS / 1e3:4.0f}"
        )


if __name__ == "__main__":
    sys.exit(principal(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3))
