"""Un projet écrit en classeurs `.xlsx`, tels qu'une coordination et le chef de projet les enverraient."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.independant.projet import Ligne, Projet

FEUILLES_DU_CADRE = ("Projet", "Résultats", "Indicateurs", "Cibles", "Références", "Collecte", "Seuils")


def _cellule(valeur: Any) -> Any:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return valeur


def _colonnes(lignes: list[Ligne]) -> list[str]:
    return list(dict.fromkeys(nom for ligne in lignes for nom in ligne))


def ecrire_classeur(feuilles: dict[str, list[Ligne]], chemin: Path) -> Path:
    """Écrit un classeur : une feuille par nom, les en-têtes déclarés, une ligne par ligne ; vide = cellule vide."""
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    for nom, lignes in feuilles.items():
        if not lignes:
            continue
        feuille = classeur.create_sheet(nom)
        colonnes = _colonnes(lignes)
        feuille.append(colonnes)
        for ligne in lignes:
            feuille.append([_cellule(ligne.get(colonne)) for colonne in colonnes])
    classeur.save(chemin)
    return chemin


def ecrire_classeurs(projet: Projet, dossier: Path) -> list[Path]:
    """Un classeur par dépôt, dans l'ordre des dépôts ; le cadre logique est un classeur à part."""
    dossier.mkdir(parents=True, exist_ok=True)
    return [
        ecrire_classeur(depot.feuilles, dossier / f"{rang:02d}_{depot.nom}.xlsx")
        for rang, depot in enumerate(projet.depots)
        if any(depot.feuilles.values())
    ]
