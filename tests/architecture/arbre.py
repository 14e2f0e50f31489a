"""Le code du projet, lu comme un arbre : ce que les essais d'architecture parcourent."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
PIECES = ("domaine", "geo", "tableurs", "etl", "requetes", "figures", "vues", "web", "rapports", "pages")
SEULS = ("app.py", "serveur.py", "gerer.py", "outils_systeme.py")


@cache
def sources() -> tuple[Path, ...]:
    """Les modules du produit, essais et mesures exclus."""
    trouves = [f for piece in PIECES for f in sorted((RACINE / piece).rglob("*.py"))]
    return (*trouves, *(RACINE / nom for nom in SEULS if (RACINE / nom).is_file()))


@cache
def essais() -> tuple[Path, ...]:
    """Les modules des essais ; `tests/reel`, qui lit des données hors du dépôt, en est."""
    return tuple(sorted((RACINE / "tests").rglob("*.py")))


def nom(fichier: Path) -> str:
    return fichier.relative_to(RACINE).as_posix()


def piece(fichier: Path) -> str:
    """La pièce d'un module : son premier dossier, ou son nom sans extension à la racine."""
    return fichier.relative_to(RACINE).parts[0].removesuffix(".py")


@cache
def lire(fichier: Path) -> ast.Module:
    return ast.parse(fichier.read_text(encoding="utf-8"), str(fichier))


def imports(fichier: Path) -> Iterator[tuple[int, str]]:
    """(ligne, premier nom du module importé), à toute profondeur : un import caché dans une fonction compte."""
    for noeud in ast.walk(lire(fichier)):
        if isinstance(noeud, ast.Import):
            yield from ((noeud.lineno, alias.name.split(".")[0]) for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            yield noeud.lineno, piece(fichier) if noeud.level else (noeud.module or "").split(".")[0]


def dossier(fichier: Path) -> str:
    """Le dossier d'un module, comme on l'importe : «vues.carte»."""
    return ".".join(fichier.relative_to(RACINE).parts[:-1]) or piece(fichier)


@cache
def _modules() -> dict[str, str]:
    """Nom importable de chaque module → son dossier ; d'un paquet, lui-même."""
    noms = {}
    for fichier in sources():
        parties = fichier.relative_to(RACINE).with_suffix("").parts
        noms[".".join(parties).removesuffix(".__init__")] = dossier(fichier)
    return noms


def modules_importes(fichier: Path) -> Iterator[str]:
    """Le dossier de chaque module du projet qu'un fichier importe."""
    connus = _modules()
    for noeud in ast.walk(lire(fichier)):
        if isinstance(noeud, ast.ImportFrom) and noeud.module:
            for alias in noeud.names:
                nom_complet = f"{noeud.module}.{alias.name}"
                if trouve := connus.get(nom_complet if nom_complet in connus else noeud.module):
                    yield trouve


def fichiers_suivis() -> list[Path]:
    """Les fichiers que le dépôt porte ou va porter (suivis, ou nouveaux et non ignorés)."""
    commande = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    fait = subprocess.run(commande, cwd=RACINE, capture_output=True, text=True, check=True)
    return [f for f in (RACINE / chemin for chemin in set(fait.stdout.split("\0")) if chemin) if f.is_file()]
