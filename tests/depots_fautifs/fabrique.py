"""Des petits tableaux écrits en YAML aux classeurs .xlsx, et les fichiers qu'aucun tableau ne peut décrire."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import yaml

ICI = Path(__file__).parent
Feuilles = dict[str, list[list[Any]]]
SIGNATURE_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Attendue:
    """Une anomalie attendue ; `ligne` vide pour un constat de feuille."""

    code: str
    feuille: str
    ligne: int | None
    colonne: str


@dataclass(frozen=True)
class Cas:
    """Un dépôt fautif : ses feuilles et toutes ses anomalies ; `groupe` : le fichier YAML d'où il vient."""

    code: str
    groupe: str
    feuilles: Feuilles
    attendues: list[Attendue] = field(default_factory=list)
    date_donnees: str = ""


class EnPourcentage(float):
    """Un nombre enregistré comme le fait un tableur quand on y tape «12 %» : 0,12, au format 0%."""


def _cellule(texte: str) -> Any:
    if texte.startswith("'"):
        return texte[1:]
    if texte.endswith("[%]"):
        return EnPourcentage(float(texte[:-3]) / 100)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", texte):
        return dt.date.fromisoformat(texte)
    if re.fullmatch(r"-?\d+(\.\d+)?", texte):
        return float(texte) if "." in texte else int(texte)
    return texte.removeprefix("erreur:") or None


def lire_tableau(texte: str) -> list[list[Any]]:
    """Un tableau à barres verticales : une ligne par ligne du tableur, en-têtes comprises."""
    return [[_cellule(c.strip()) for c in ligne.split("|")] for ligne in texte.splitlines() if ligne.strip()]


def _attendue(ligne: str) -> Attendue:
    code, feuille, numero, colonne = (c.strip() for c in ligne.split("|"))
    return Attendue(code, feuille, int(numero) if numero else None, colonne)


def lire_cas() -> dict[str, Cas]:
    """Tous les cas écrits en YAML ; le nom d'un cas est le code qu'il doit déclencher."""
    lus: dict[str, Cas] = {}
    for chemin in sorted(ICI.glob("*.yml")):
        if chemin.name in ("projet_sain.yml", "justes.yml"):
            continue
        for code, brut in yaml.safe_load(chemin.read_text(encoding="utf-8")).items():
            assert code not in lus, f"{code} : deux cas du même nom"
            feuilles = {nom: lire_tableau(texte) for nom, texte in brut["feuilles"].items()}
            attendues = [_attendue(li) for li in brut["attendu"].splitlines() if li.strip()]
            lus[code] = Cas(code, chemin.stem, feuilles, attendues, str(brut.get("date_donnees", "")))
    return lus


def projet_sain() -> dict[str, Feuilles]:
    """Les deux classeurs sains : nom → feuilles."""
    brut = yaml.safe_load((ICI / "projet_sain.yml").read_text(encoding="utf-8"))
    return {nom: {f: lire_tableau(t) for f, t in feuilles.items()} for nom, feuilles in brut.items()}


def feuilles_justes() -> Feuilles:
    """Le classeur qui est à la limite de chaque contrôle, sans la passer."""
    brut = yaml.safe_load((ICI / "justes.yml").read_text(encoding="utf-8"))
    return {nom: lire_tableau(texte) for nom, texte in brut.items()}


def ecrire_classeur(chemin: Path, feuilles: Feuilles) -> Path:
    """Le même classeur, dans un fichier."""
    chemin.write_bytes(octets_classeur(feuilles))
    return chemin


def octets_classeur(feuilles: Feuilles) -> bytes:
    """Un classeur en octets, écrit par openpyxl : un autre chemin que celui qui lit."""
    tampon = io.BytesIO()
    classeur = openpyxl.Workbook()
    classeur.remove(classeur.worksheets[0])
    for nom, lignes in feuilles.items():
        page = classeur.create_sheet(nom)
        for ligne in lignes:
            page.append(ligne)
            for rang, valeur in enumerate(ligne, 1):
                if isinstance(valeur, EnPourcentage):
                    page.cell(page.max_row, rang).number_format = "0%"
    classeur.save(tampon)
    return tampon.getvalue()


def _chiffre() -> bytes:
    """Le début d'un classeur protégé : un conteneur OLE dont un flux s'appelle EncryptedPackage."""
    return SIGNATURE_OLE + bytes(1016) + "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le")


def _ecrire(chemin: Path, octets: bytes) -> Path:
    chemin.write_bytes(octets)
    return chemin


def _gros(dossier: Path) -> Path:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    return _ecrire(dossier / "fichier.xlsx", tampon.getvalue())


#: Code de refus → fichier qui le provoque. `taille_decompressee_max_mo` est réglé à 2 pour ces essais.
REFUS: dict[str, Callable[[Path], Path]] = {
    "fichier_vide": lambda d: _ecrire(d / "fichier.xlsx", b""),
    "fichier_trop_gros": _gros,
    "fichier_chiffre": lambda d: _ecrire(d / "fichier.xlsx", _chiffre()),
    "fichier_illisible": lambda d: _ecrire(d / "fichier.xlsx", octets_classeur(projet_sain()["cadre"])[:-900]),
    "fichier_format": lambda d: _vide(d / "fichier"),
    "rien_reconnu": lambda d: ecrire_classeur(
        d / "fichier.xlsx", {"Compte rendu": [["Commune", "Points restaurés"], ["Gao", 3]], "Notes": [["rien"]]}
    ),
    "fichier_absent": lambda d: d / "nulle part" / "fichier.xlsx",
}


def _vide(dossier: Path) -> Path:
    dossier.mkdir()
    (dossier / "notes.txt").write_text("rien", encoding="utf-8")
    return dossier
