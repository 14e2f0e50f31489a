"""`modele --corrections` : le classeur où s'écrivent les corrections, vide, avec les clés des feuilles."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from domaine.feuilles.cadre import FEUILLES_CADRE
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.corrections import FEUILLE_CORRECTIONS
from etl.modeles.ecriture import ClasseurARemplir, Tableau


def ecrire_corrections(sortie: Path) -> None:
    """Écrit le classeur des corrections, vide : une ligne par cellule à changer, ou par ligne à retirer."""
    corrigeables = (*FEUILLES_COORDINATION, *FEUILLES_CADRE)
    with ClasseurARemplir(sortie, dt.datetime(2000, 1, 1)) as classeur:
        cles = [(f.nom, " | ".join(f.cle) or "la ligne entière, colonne par colonne") for f in corrigeables]
        tableau = Tableau("La clé de chaque feuille", ("Feuille", "Clé"), cles)
        classeur.ecrire_mode_d_emploi("Corrections", _MODE_D_EMPLOI_CORRECTIONS, [tableau])
        classeur.ecrire_feuille(FEUILLE_CORRECTIONS, [], choix={"feuille_visee": [f.nom for f in corrigeables]})


_MODE_D_EMPLOI_CORRECTIONS = [
    "1. Une ligne par cellule à changer : feuille, clé de la ligne, colonne, ancienne valeur, nouvelle valeur.",
    "2. La clé nomme la ligne ; ses parties sont séparées par « | », dans l'ordre ci-dessous : R1.6 | GAO | 2024-T1.",
    "3. L'ancienne valeur doit être celle qui est en place : sinon, rien n'est changé et la correction vous revient.",
    "4. Pour retirer une ligne entière : action « retirer », sans nouvelle valeur.",
    "5. Dites pourquoi et qui. Seul le statut « validée » s'applique ; « proposée » se garde et se rappelle.",
    "6. Déposez ce classeur comme les autres : les fichiers reçus restent intacts, chaque correction garde son auteur.",
]
