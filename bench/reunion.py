"""Changer de diapositive, contre un passage vide de Streamlit : le processeur d'un tour, par AppTest.

`python -m bench.reunion DONNEES` : prépare une réunion sur une copie de DONNEES, passe d'une diapositive à l'autre, et
rend le rapport à deux passages vides, médiane de tous les tours : une application d'un seul bouton, et la nôtre devant
une page fermée au profil (menu, garde, refus, rien d'autre).
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
        os.environ["SOCLE_PROFIL"] = "interne"
        essai.switch_page("pages/suivi/reunion.py").run()
        fermee = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
        os.environ["SOCLE_PROFIL"] = "bailleur"
        fermee.run()
        durees: dict[str, list[float]] = {"bouton": [], "page fermée": [], "diapositive": []}
        for tour in range(TOURS):
            for _ in range(len(ordre) - 1):
                durees["bouton"].append(_passer(vide, "tour"))
                os.environ["SOCLE_PROFIL"] = "bailleur"
                durees["page fermée"].append(_passer(fermee))
                os.environ["SOCLE_PROFIL"] = "interne"
                touche = "reunion_suivante" if tour % 2 == 0 else "reunion_precedente"
                durees["diapositive"].append(_passer(essai, touche))
                assert not essai.exception
    bouton, fermee_s, diapo = (1000 * statistics.median(d) for d in durees.values())
    print(f"un bouton {bouton:.0f} ms · page fermée {fermee_s:.0f} ms · diapositive {diapo:.0f} ms")
    print(f"diapositive : {diapo / bouton:.1f} × un bouton, {diapo / fermee_s:.1f} × une page fermée")
    return 0


def _passer(essai: AppTest, touche: str = "") -> float:
    chrono = Chrono()
    geste = essai.button(key=touche).click() if touche else essai
    with chrono.mesurer("tour"):
        geste.run()
    return chrono.processeur["tour"]


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
