"""Les programmes et la norme que les essais demandent : les trouver, sinon les installer quand c'est permis.

Bibliothèque standard seulement, comme `gerer.py`, qui s'en sert avant toute installation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
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


#: La norme IATI 2.03 (schémas, listes, règles), telle que son paquet d'origine la livre ; rien d'autre de lui ne sert.
PAQUET_IATI = "pyIATI==0.4.1"
_SHA256_IATI = "b6f8f0d596746bd774ed3e84cdad50dfa7dd501ac70e6399f2bb0244bfd5b0ef"
_NORME = "pyIATI-0.4.1/iati/resources/standard/2-03/"
MOTIF_IATI = f"la norme IATI manque : «python gerer.py tester» la prend de {PAQUET_IATI}, s'il a du réseau"


def norme_iati(venv: Path) -> Path | None:
    """Le dossier de la norme IATI ; `None` s'il n'y est pas."""
    dossier = venv / "norme-iati"
    return dossier if (dossier / "codelist-mapping.xml").is_file() else None


def assurer_norme(venv: Path, python: Path) -> None:
    """Prend la norme IATI au registre des paquets, son empreinte vérifiée ; sans elle, comme `assurer`.

    Raises:
        Arret: elle manque et l'intégration continue l'exige.
    """
    if norme_iati(venv) is None:
        with tempfile.TemporaryDirectory() as lieu:
            voulu = Path(lieu) / "voulu.txt"
            voulu.write_text(f"{PAQUET_IATI} --hash=sha256:{_SHA256_IATI}\n", encoding="utf-8")
            commande = [str(python), "-m", "pip", "download", "-qq", "--disable-pip-version-check", "--no-deps"]
            commande += ["--no-binary", PAQUET_IATI.partition("=")[0], "--require-hashes", "-d", lieu, "-r", str(voulu)]
            subprocess.run(commande, capture_output=True)
            for archive in Path(lieu).glob("*.tar.gz"):
                _etaler(archive, venv / "norme-iati")
    if norme_iati(venv) is not None:
        return
    if exige():
        raise Arret(f"{MOTIF_IATI[0].upper()}{MOTIF_IATI[1:]} : ses essais sont exigés ici (CI=true).")
    dire(f"{MOTIF_IATI[0].upper()}{MOTIF_IATI[1:]}. Ses essais seront sautés.")


def _etaler(archive: Path, vers: Path) -> None:
    """Écrit les fichiers de la norme, sans rien d'autre du paquet ; le dernier écrit est celui qui la dit présente."""
    with tarfile.open(archive) as lue:
        membres = [m for m in lue if m.isfile() and m.name.startswith(_NORME) and ".." not in m.name]
        for membre in sorted(membres, key=lambda m: m.name.endswith("codelist-mapping.xml")):
            fichier, contenu = vers / membre.name.removeprefix(_NORME), lue.extractfile(membre)
            fichier.parent.mkdir(parents=True, exist_ok=True)
            if contenu is not None:
                fichier.write_bytes(contenu.read())
