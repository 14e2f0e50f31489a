"""Changer de diapositive, contre un passage vide de Streamlit : le processeur d'un tour, par AppTest.

`python -m bench.reunion DONNEES` : prépare une réunion sur une copie de DONNEES, passe d'une diapositive à l'autre, et
rend le rapport au passage d'une application d'un seul bouton, médiane de tous les tours.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import uuid
from dataclasses import asdict
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bench.mesure import Chrono
from domaine.reglages import RACINE
from etl.reunions import journal
from requetes.edition.ouverture import edition_a_lire
from vues.reunion.seance import ordre_propose

TOURS = 3
#: Une application d'un seul bouton : ce qu'un passage coûte à Streamlit même.
_VIDE = "import streamlit as st\nst.button('tour', key='tour')"


def principal(arguments: list[str]) -> int:
    """Rend 0 ; écrit les deux médianes et leur rapport."""
    with tempfile.TemporaryDirectory() as temporaire:
        donnees = Path(temporaire) / "donnees"
        shutil.copytree(arguments[0], donnees)
        os.environ["SOCLE_DONNEES"] = str(donnees)
        edition = edition_a_lire(donnees)
        assert edition is not None
        ordre = [asdict(p) for p in ordre_propose(edition, "SOCLE")]
        reunion = journal.preparer(
            donnees,
            cle=uuid.uuid4().hex,
            instance="Réunion de coordination",
            code_zone="SOCLE",
            date=edition.id[:4] + "-01-10",
            ordre=ordre,
        )
        vide = AppTest.from_string(_VIDE, default_timeout=60).run()
        essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
        essai.query_params |= {"mode": "presentation", "reunion": reunion.id_reunion}
        essai.switch_page("pages/suivi/reunion.py").run()
        durees: dict[str, list[float]] = {"vide": [], "diapositive": []}
        for tour in range(TOURS):
            for _ in range(len(ordre) - 1):
                durees["vide"].append(_passer(vide, "tour"))
                touche = "reunion_suivante" if tour % 2 == 0 else "reunion_precedente"
                durees["diapositive"].append(_passer(essai, touche))
                assert not essai.exception
    vide_s, diapo_s = (statistics.median(d) for d in durees.values())
    print(f"passage vide {1000 * vide_s:.0f} ms · diapositive {1000 * diapo_s:.0f} ms · rapport {diapo_s / vide_s:.1f}")
    return 0


def _passer(essai: AppTest, touche: str) -> float:
    chrono = Chrono()
    bouton = essai.button(key=touche)
    with chrono.mesurer("tour"):
        bouton.click().run()
    return chrono.processeur["tour"]


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
