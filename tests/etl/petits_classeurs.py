"""De petits classeurs aux feuilles déclarées : assez pour publier en un instant."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from etl.commandes.chargement import charger
from etl.progression import Progression

Tableau = list[dict[str, Any]]


def ecrire(chemin: Path, **feuilles: Tableau) -> Path:
    """Écrit un classeur, une feuille par nom ; une clé absente d'une ligne est une cellule vide."""
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        colonnes = list(dict.fromkeys(c for ligne in lignes for c in ligne))
        feuille.append(colonnes)
        for ligne in lignes:
            feuille.append([ligne.get(c) for c in colonnes])
    chemin.parent.mkdir(parents=True, exist_ok=True)
    classeur.save(chemin)
    return chemin


def indicateur(code: str, nature: str = "flux", **ecarts: Any) -> dict[str, Any]:
    """Un indicateur mensuel, saisi par région."""
    base = {"code": code, "libelle": f"Indicateur {code}", "resultat": "R1", "unite": "nb", "nature": nature}
    return base | {"sens": "hausse", "frequence": "M", "niveau_collecte": "region"} | ecarts


def ecrire_cadre(chemin: Path, *indicateurs: dict[str, Any]) -> Path:
    """Un cadre logique : un résultat, les indicateurs donnés (par défaut un flux et un ratio)."""
    liste = list(indicateurs) or [indicateur("F1"), indicateur("P1", "ratio", unite="%", regle_temps="derniere")]
    return ecrire(
        chemin,
        Projet=[{"cle": "intitule", "valeur": "Essai"}, {"cle": "date_debut", "valeur": "01/01/2023"}],
        Résultats=[{"code": "R1", "libelle": "Résultat 1", "niveau": "produit"}],
        Indicateurs=liste,
    )


def valeurs(mois: int, **par_zone: float) -> Tableau:
    """Une ligne de l'indicateur F1 par zone, pour un mois de 2023."""
    return [
        {"code_indicateur": "F1", "code_zone": zone, "periode": f"2023-{mois:02d}", "valeur": valeur}
        for zone, valeur in par_zone.items()
    ]


def base_publiee(dossier: Path) -> Path:
    """Un dossier de données avec le cadre et un mois, publiés."""
    donnees = dossier / "donnees"
    cadre = ecrire_cadre(dossier / "cadre_logique.xlsx")
    janvier = ecrire(dossier / "janvier.xlsx", Valeurs=valeurs(1, GAO=10, MENAKA=4.1))
    bilan = charger(donnees, [cadre, janvier], Progression(muet=True))
    assert bilan.publication is not None
    return donnees


def copier(donnees: Path, vers: Path) -> Path:
    """Une copie du dossier de données, où l'essai peut écrire."""
    shutil.copytree(donnees, vers)
    return vers
