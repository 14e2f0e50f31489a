"""Les programmes du système que les essais demandent : les trouver, sinon les installer quand c'est permis.

Bibliothèque standard seulement, comme `gerer.py`, qui s'en sert avant toute installation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


class Arret(Exception):
    """Une condition qui empêche de continuer ; le message dit quoi faire."""


@dataclass(frozen=True)
class Outil:
    """Un programme du système.

    Attributes:
        variable: variable d'environnement qui donne son chemin ; posée, elle seule compte.
        noms: noms cherchés dans le PATH.
        chemins: emplacements habituels hors du PATH.
        paquets: groupes de paquets Debian, essayés l'un après l'autre.
        essais: les essais qui le demandent, avec leur article.
    """

    nom: str
    variable: str
    noms: tuple[str, ...]
    chemins: tuple[str, ...]
    paquets: tuple[tuple[str, ...], ...]
    essais: str


CHROMIUM = Outil(
    "Chromium",
    "CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ),
    (("chromium", "fonts-dejavu-core"),),
    "les essais de navigateur",
)
LIBREOFFICE = Outil(
    "LibreOffice",
    "LIBREOFFICE",
    ("soffice", "libreoffice", "localc"),
    (
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.com",
    ),
    # Sans interface graphique là où la distribution le livre ainsi : moins de cent mégaoctets.
    (("libreoffice-calc-nogui",), ("libreoffice-calc",)),
    "les essais de LibreOffice",
)


def dire(texte: str) -> None:
    """Écrit une ligne tout de suite, même quand la sortie est redirigée."""
    print(texte, flush=True)


def en_fond(commande: list[str], dossier: Path) -> None:
    """Lance une commande à part, sans l'attendre ni la montrer : son échec n'empêche rien."""
    env = os.environ | {"PYTHONUTF8": "1"}
    muet = subprocess.DEVNULL
    subprocess.Popen(commande, cwd=dossier, env=env, stdin=muet, stdout=muet, stderr=muet, start_new_session=True)


def duree(secondes: float) -> str:
    """Une durée, telle qu'elle se lit : «8 min 07 s»."""
    minutes, reste = divmod(round(secondes), 60)
    return f"{minutes} min {reste:02d} s" if minutes else f"{reste} s"


def exige() -> bool:
    """Vrai en intégration continue, où aucun essai ne se saute faute d'outil."""
    return os.environ.get("CI", "").lower() == "true"


def apt(*paquets: str) -> bool:
    """Installe des paquets Debian quand on est root ; attente bornée. Rend vrai si c'est fait."""
    root = getattr(os, "geteuid", lambda: 1)() == 0
    if not root or shutil.which("apt-get") is None:
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-q", "-y", "-o", "DPkg::Lock::Timeout=60", "-o", "Acquire::Retries=2"]
    dire(f"Installation par apt-get : {', '.join(paquets)}…")
    try:
        subprocess.run(["apt-get", *options, "update"], env=env, capture_output=True, timeout=240)
        commande = ["apt-get", *options, "install", "--no-install-recommends", *paquets]
        fait = subprocess.run(commande, env=env, capture_output=True, text=True, timeout=900)
    except subprocess.TimeoutExpired:
        dire("apt-get n'a pas fini à temps.")
        return False
    if fait.returncode != 0:
        dire((fait.stderr or fait.stdout).strip()[-1000:])
    return fait.returncode == 0


def trouver(outil: Outil) -> Path | None:
    """Le programme : sa variable d'environnement, sinon le PATH, sinon les dossiers habituels ; `None` s'il manque."""
    voulu = os.environ.get(outil.variable, "").strip()
    if voulu:
        return Path(voulu) if Path(voulu).is_file() else None
    for nom in outil.noms:
        trouve = shutil.which(nom)
        if trouve:
            return Path(trouve)
    return next((Path(c) for c in outil.chemins if Path(c).is_file()), None)


def motif_absence(outil: Outil) -> str:
    """Pourquoi ses essais sont sautés, et quoi faire."""
    return (
        f"aucun {outil.nom} trouvé : installez-le, ou donnez son chemin par la variable {outil.variable}, "
        f"pour faire {outil.essais}"
    )


def assurer(outil: Outil) -> None:
    """Trouve ou installe l'outil ; sans lui, échec en intégration continue, ses essais sautés ailleurs.

    Raises:
        Arret: l'outil manque et l'intégration continue l'exige.
    """
    if trouver(outil) is None and not os.environ.get(outil.variable):
        any(apt(*paquets) for paquets in outil.paquets)
    if trouver(outil) is not None:
        return
    if exige():
        raise Arret(f"{outil.nom} n'est ni trouvé ni installable : {outil.essais} sont exigés ici (CI=true).")
    dire(f"{motif_absence(outil)[0].upper()}{motif_absence(outil)[1:]}. Ils seront sautés.")
