"""Bâtit l'édition figée d'essai de chaque public avec le code du dossier où l'on se tient.

    python …/tests/editions_figees/batir.py

À lancer une fois par numéro de schéma, depuis la racine du code de ce numéro. Une édition gardée ne se rebâtit jamais
(`LISEZMOI.md`) : le programme refuse d'en remplacer une. Seule la ligne de commande du code est employée, et les
classeurs sont écrits par openpyxl : rien ici ne dépend de la disposition de ce code.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import openpyxl
import yaml

ICI = Path(__file__).resolve().parent
#: Public → rang du numéro donné à la période gelée.
PUBLICS = ("interne", "partenaires", "bailleur")
TRIMESTRES = (("2024-T1", ("cadre", "trimestre_1")), ("2024-T2", ("cadre_revu", "trimestre_2", "corrections")))
#: La date des fichiers du zip : ses octets ne dépendent que de ce qu'il contient.
_INSTANT = (1980, 1, 1, 0, 0, 0)


def _cellule(texte: str) -> object:
    if texte.startswith("'"):
        return texte[1:]
    if re.fullmatch(r"-?\d+", texte):
        return int(texte)
    if re.fullmatch(r"-?\d+\.\d+", texte):
        return float(texte)
    return texte.replace("\\", "") or None


def _ecrire_classeur(chemin: Path, feuilles: dict[str, str]) -> Path:
    classeur = openpyxl.Workbook()
    classeur.remove(classeur.worksheets[0])
    for nom, tableau in feuilles.items():
        page = classeur.create_sheet(nom)
        for ligne in tableau.splitlines():
            page.append([_cellule(c.strip()) for c in re.split(r"(?<!\\)\|", ligne)])
    classeur.save(chemin)
    return chemin


def _lancer(donnees: Path, *arguments: str, permis: tuple[int, ...] = (0,)) -> None:
    env = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("SOCLE_")}
    commande = [sys.executable, "-m", "etl", *arguments, "--progression", "aucune"]
    fait = subprocess.run(
        commande,
        env=env | {"SOCLE_DONNEES": str(donnees), "PYTHONUTF8": "1", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if fait.returncode not in permis:
        raise SystemExit(f"{' '.join(arguments[:2])} a rendu {fait.returncode} :\n{fait.stdout}{fait.stderr}")


def deposer(donnees: Path, noms: tuple[str, ...]) -> None:
    """Écrit et charge, en une fois, des classeurs de `projet.yml`."""
    projet = yaml.safe_load((ICI / "projet.yml").read_text(encoding="utf-8"))
    classeurs = [_ecrire_classeur(donnees.parent / f"{nom}.xlsx", projet[nom]) for nom in noms]
    # 1 et 2 : une ligne est signalée, une autre bloquée, et c'est voulu.
    _lancer(donnees, "charger", *map(str, classeurs), permis=(0, 1, 2))


def _figer(donnees: Path, public: str, periode: str) -> None:
    demande = ("--public", public, "--titre", f"Comité d'essai, {public}", "--periode", periode)
    textes = ("--note", "Édition d'essai.", "--commentaire", "R1=Deux points de plus (fictif).")
    _lancer(donnees, "edition", "figer", *demande, *textes)


def _emballer(figees: Path, numero: str, cible: Path) -> None:
    """Un zip : le dossier figé et le journal, tels qu'ils se posent dans `figees/`."""
    cible.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(cible, "x", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for fichier in (*sorted((figees / numero).iterdir()), figees / "journal.jsonl"):
            entree = zipfile.ZipInfo(fichier.relative_to(figees).as_posix(), _INSTANT)
            archive.writestr(entree, fichier.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def principal() -> None:
    """Tout : déposer, figer chaque trimestre pour chaque public, emballer le dernier."""
    with tempfile.TemporaryDirectory() as dossier:
        donnees = Path(dossier) / "donnees"
        donnees.mkdir()
        for periode, noms in TRIMESTRES:
            deposer(donnees, noms)
            for public in PUBLICS:
                _figer(donnees, public, periode)
        figees = donnees / "figees"
        for rang, public in enumerate(PUBLICS, 1):
            numero = f"E{TRIMESTRES[-1][0]}-{rang}"
            manifeste = json.loads((figees / numero / "manifeste.json").read_text(encoding="utf-8"))
            cible = ICI / f"schema_{manifeste.get('schema', 1)}" / f"{public}.zip"
            if cible.exists():
                raise SystemExit(f"{cible} existe : une édition gardée ne se rebâtit pas.")
            _emballer(figees, numero, cible)
            print(cible.relative_to(ICI), cible.stat().st_size // 1024, "Ko")


if __name__ == "__main__":
    principal()
