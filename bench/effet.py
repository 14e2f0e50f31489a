"""Ce que coûte de dire l'effet d'un classeur avant de le confirmer, contre le publier sans l'avoir dit.

`python -m bench.effet DONNEES [PASSES]` : sur des copies de DONNEES, le dernier classeur reçu, changé d'une feuille,
est vérifié avec son effet puis confirmé ; et chargé sans vérification. Rapports de temps de processeur.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import openpyxl

from bench.mesure import Chrono
from etl.commandes.chargement import charger
from etl.commandes.effet import mesurer_effet
from etl.fichiers.depots import Depots
from etl.progression import Progression

MUET = Progression(muet=True)
PASSES = 3


def principal(arguments: list[str]) -> int:
    """Rend 0 ; écrit ce que coûte chaque geste, et son rapport à un chargement sans vérification."""
    passes, chrono = int(arguments[1]) if len(arguments) > 1 else PASSES, Chrono()
    for _ in range(passes):
        with tempfile.TemporaryDirectory() as temporaire:
            _passer(Path(arguments[0]), Path(temporaire), chrono)
    for nom, secondes in chrono.processeur.items():
        print(f"{nom:<10} {secondes / passes:6.2f} s   {secondes / chrono.processeur['charger']:.2f} × charger")
    return 0


def _passer(donnees: Path, dossier: Path, chrono: Chrono) -> None:
    sans, avec, bati = dossier / "sans", dossier / "avec", dossier / "avec" / "bati"
    for copie in (sans, avec):
        shutil.copytree(donnees, copie)
    fichier = _ecrire_classeur(sans, dossier / "envoi.xlsx")
    os.environ["SOCLE_DONNEES"] = str(sans)
    with chrono.mesurer("charger"):
        charger(sans, [fichier], MUET)
    os.environ["SOCLE_DONNEES"] = str(avec)
    with chrono.mesurer("effet"):
        mesurer_effet(avec, [fichier], MUET, en_cours=bati)
    with chrono.mesurer("confirmer"):
        charger(avec, [fichier], MUET, a_blanc=bati)


def _ecrire_classeur(donnees: Path, vers: Path) -> Path:
    """Le dernier .xlsx reçu, avec une feuille de plus : un fichier que personne n'a déposé."""
    depots = Depots(donnees)
    dernier = [d for d in depots.lister() if d.genre == "xlsx"][-1]
    classeur = openpyxl.load_workbook(depots.chemin(dernier))
    classeur.create_sheet("Notes").append(["mesure"])
    classeur.save(vers)
    return vers


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
