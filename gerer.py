"""Installer, lancer, essayer : `python gerer.py lancer`, sur Linux, macOS et Windows.

Bibliothèque standard seulement : ce fichier tourne avec le Python du système, avant toute installation. Il crée
l'environnement `.venv` du projet, y installe les versions fixées, et fait le reste avec lui.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from outils_systeme import CHROMIUM, LIBREOFFICE, Arret, apt, assurer, assurer_norme, dire, duree, en_fond

RACINE = Path(__file__).resolve().parent
VENV = RACINE / ".venv"
PYTHON_MIN = (3, 11)
PORT = 8501
WINDOWS = os.name == "nt"

#: Fichiers dont le contenu décide de réinstaller, par usage.
FICHIERS = {
    "lancer": ("contraintes.txt", "requirements.txt"),
    "tester": ("contraintes.txt", "requirements.txt", "requirements-dev.txt"),
}


def verifier_python(version: tuple[int, ...] = sys.version_info[:3]) -> None:
    """Arrête si ce Python est trop ancien."""
    if version[:2] < PYTHON_MIN:
        voulu, lu = ".".join(map(str, PYTHON_MIN)), ".".join(map(str, version))
        remede = f"Relancez avec un autre : python{voulu} gerer.py … (ou : make PYTHON=python{voulu} …)."
        raise Arret(f"Python {voulu} ou plus récent est nécessaire ; celui-ci est {lu} ({sys.executable}).\n{remede}")


def python_du_projet() -> Path:
    """L'interpréteur de `.venv`."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def empreinte(usage: str) -> str:
    """L'empreinte de ce qui doit être installé : les fichiers de versions et le Python qui les reçoit."""
    somme = hashlib.sha256(repr((sys.version_info[:2], sys.platform)).encode())
    for nom in FICHIERS[usage]:
        # Les fins de ligne de Windows ne changent pas ce qui est installé.
        somme.update(nom.encode() + (RACINE / nom).read_bytes().replace(b"\r\n", b"\n"))
    return somme.hexdigest()


def _marque(usage: str) -> Path:
    return VENV / f".installe-{usage}"


def _venv_sain() -> bool:
    """Vrai si l'interpréteur de `.venv` répond, avec pip, à la version de celui-ci."""
    verification = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return subprocess.run([str(python_du_projet()), "-c", verification], capture_output=True).returncode == 0
    except OSError:
        return False


def est_installe(usage: str) -> bool:
    """Vrai si `.venv` répond et porte la marque des versions d'aujourd'hui."""
    return _marque(usage).is_file() and _marque(usage).read_text(encoding="utf-8") == empreinte(usage) and _venv_sain()


def installer(usage: str) -> None:
    """Crée `.venv` s'il manque et y met les versions fixées ; sans effet quand c'est déjà fait.

    La marque s'écrit en dernier : une installation interrompue recommence.
    """
    if est_installe(usage):
        return
    dire("Installation des bibliothèques (quelques minutes la première fois)…")
    for ancien in FICHIERS:
        _marque(ancien).unlink(missing_ok=True)
    _creer_venv()
    liste = FICHIERS[usage][-1]
    commande = [str(python_du_projet()), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    commande += ["--progress-bar", "off", "-c", "contraintes.txt", "-r", liste]
    if subprocess.run(commande, cwd=RACINE).returncode != 0:
        raise Arret("L'installation a échoué (voir ci-dessus). Vérifiez l'accès à Internet, puis relancez.")
    for couvert in FICHIERS if usage == "tester" else ("lancer",):
        _marque(couvert).write_text(empreinte(couvert), encoding="utf-8")


def _creer_venv() -> None:
    if _venv_sain():
        return
    commande = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    fait = subprocess.run(commande, capture_output=True, text=True)
    if fait.returncode != 0 and apt("python3-venv", f"python3.{sys.version_info[1]}-venv"):
        # Debian livre « venv » à part de Python.
        fait = subprocess.run(commande, capture_output=True, text=True)
    if fait.returncode != 0:
        remede = "Sous Debian ou Ubuntu : sudo apt install python3-venv, puis relancez."
        raise Arret(f"Impossible de créer l'environnement :\n{fait.stdout}{fait.stderr}\n{remede}")


def _projet(*args: str, dits: int | None = None) -> int:
    """Lance un module du projet, depuis sa racine, et en garde le compilé ; rend son code. `dits` : ses sorties."""
    env = {nom: valeur for nom, valeur in os.environ.items() if nom != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONUTF8": "1"}
    commande = [str(python_du_projet()), "-m", *args]
    return subprocess.run(commande, cwd=RACINE, env=env, stdout=dits, stderr=dits).returncode


def _copier_bibliotheques() -> None:
    if _projet("figures.bibliotheques") != 0:
        raise Arret("Les bibliothèques de cartes n'ont pas pu être copiées (voir ci-dessus).")


def preparer_donnees() -> None:
    """Publie une première édition : les dépôts reçus, ou la démonstration (jamais dans un dossier choisi)."""
    from domaine import chemins  # bibliothèque standard seulement, eux aussi
    from domaine.reglages import dossier_donnees

    donnees = dossier_donnees()
    if chemins.pointeur(donnees).is_file() and not _edition_ancienne(donnees):
        return
    commande = "publier" if (chemins.dossier_depots(donnees) / chemins.JOURNAL).is_file() else "demo"
    if commande == "demo" and os.environ.get("SOCLE_DONNEES", "").strip():
        return  # la page « Qualité » y reçoit le premier classeur
    dire("Publication " + ("de la démonstration…" if commande == "demo" else "des dépôts reçus…"))
    if _projet("etl", commande) != 0:
        raise Arret(f"« python -m etl {commande} » a échoué (voir ci-dessus).")
    if commande == "demo":  # avec du réseau, la carte aura bientôt les limites officielles ; rien ne l'attend
        en_fond([str(python_du_projet()), "-m", "geo", "installer", "--publier"], RACINE)


def _edition_ancienne(donnees: Path) -> bool:
    """Vrai si l'édition en vigueur a été bâtie par une version d'avant : elle se lit, avec des tables vides."""
    from domaine import chemins
    from domaine.schema.edition import CLE_NUMERO, NUMERO, SANS_NUMERO

    try:
        identifiant = json.loads(chemins.pointeur(donnees).read_text(encoding="utf-8"))["edition"]
        manifeste = (chemins.dossier_editions(donnees) / identifiant / chemins.MANIFESTE).read_text("utf-8")
        return bool(json.loads(manifeste).get(CLE_NUMERO, SANS_NUMERO) < NUMERO)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False  # abîmée : l'écran le dit, mieux qu'ici


def lancer(arguments: list[str]) -> int:
    """Installe, prépare les données, ouvre l'application ; les arguments en plus vont à Streamlit."""
    return _servir(arguments, preparer=True)


def _servir(arguments: list[str], *, preparer: bool) -> int:
    options = ["--server.headless=true"]  # sinon Streamlit demande une adresse électronique
    if not any(a.startswith("--server.port") for a in arguments):
        _verifier_port()
        options.append(f"--server.port={PORT}")
    installer("lancer")
    _copier_bibliotheques()
    if preparer:
        preparer_donnees()
    dire("Démarrage du tableau de bord (Ctrl+C pour l'arrêter)…")
    commande = [str(python_du_projet()), "-m", "streamlit", "run", "serveur.py", *options, *arguments]
    env = os.environ | {"PYTHONUTF8": "1"}
    os.chdir(RACINE)
    if not WINDOWS:
        os.execve(commande[0], commande, env)  # noqa: S606  # le même processus : arrêter gerer.py arrête l'écran
    try:
        return subprocess.run(commande, env=env).returncode
    except KeyboardInterrupt:
        return 0


def lire(arguments: list[str]) -> int:
    """Sert une édition figée, en lecture seule : `make lire EDITION=E2024-T2-1`."""
    from domaine import chemins
    from domaine.figees import est_numero
    from domaine.reglages import dossier_donnees

    numero = arguments[0] if arguments and not arguments[0].startswith("-") else os.environ.get("EDITION", "")
    reste = arguments[1:] if arguments and arguments[0] == numero else arguments
    if not est_numero(numero):
        raise Arret("Dites quelle édition figée : make lire EDITION=E2024-T2-1 (python -m etl edition lister les dit).")
    if not (chemins.dossier_edition(dossier_donnees(), numero) / chemins.BASE).is_file():
        raise Arret(f"L'édition figée {numero} n'est pas dans {chemins.dossier_figees(dossier_donnees())}.")
    os.environ["SOCLE_EDITION"] = numero
    return _servir(reste, preparer=False)


def _verifier_port() -> None:
    with socket.socket() as prise:
        libre = prise.connect_ex(("127.0.0.1", PORT)) != 0
    if not libre:
        remede = f"Pour un autre port : python gerer.py lancer --server.port={PORT + 1}"
        raise Arret(f"Le port {PORT} est déjà pris ; voyez http://localhost:{PORT}, c'est peut-être lui.\n{remede}")


def tester(arguments: list[str], *, vite: bool = False) -> int:
    """Règles d'écriture, types, puis tous les essais (`vite` : sans navigateur, LibreOffice ni essais lents).

    Les trois passent même si l'un échoue. Les types se vérifient pendant les essais et se disent après eux ; la
    dernière ligne dit ce qui a échoué, et ce qu'a duré chacun.
    """
    installer("tester")
    if not vite:
        assurer(CHROMIUM)
        assurer(LIBREOFFICE)
        assurer_norme(VENV, python_du_projet())
    _copier_bibliotheques()
    # Série entière : un ouvrier de plus que de cœurs, car certains attendent un navigateur. Un fichier entier à chacun.
    ouvriers = str(min((os.cpu_count() or 2) + (not vite), 6))
    choix = ["-q", "-n", ouvriers, "--dist", "loadfile", "--no-loadscope-reorder"]
    if vite:
        # Les plus longs se nomment : passé deux secondes, un essai devrait porter la marque `lent`.
        choix += ["-m", "not navigateur and not lent", "--durations=10", "--durations-min=2"]
    dire("— ruff (règles d’écriture)")
    ruff = _passer("ruff", "check", "--output-format=concise", ".")
    with tempfile.TemporaryFile() as dits, ThreadPoolExecutor(1) as a_cote:
        types = a_cote.submit(_passer, "mypy", dits=dits.fileno())
        dire("— pytest (essais)")
        essais, mypy = _passer("pytest", *choix, *arguments), types.result()
        dits.seek(0)
        dire(f"— mypy (types)\n{dits.read().decode('utf-8', 'replace').strip()}")
    dire("Durées : " + " · ".join(dit for _, dit in (ruff, essais, mypy)))
    return essais[0] or max(ruff[0], mypy[0])


def _passer(outil: str, *options: str, dits: int | None = None) -> tuple[int, str]:
    """Le code d'un outil, et ce qui s'en dit à la fin : ce qu'il a duré, s'il a échoué."""
    debut = time.monotonic()
    code = _projet(outil, *options, dits=dits)
    return code, f"{outil} {duree(time.monotonic() - debut)}{' (échec)' if code else ''}"


def bench(arguments: list[str]) -> int:
    """Mesures de temps et de mémoire (dossier `bench/`)."""
    installer("tester")
    return _projet("bench", *arguments)


def installer_tout(_arguments: list[str]) -> int:
    """De quoi lancer et essayer."""
    installer("tester")
    return 0


def propre(_arguments: list[str]) -> int:
    """Retire l'environnement et les caches ; ne touche jamais aux données."""
    for nom in (".venv", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "static/bibliotheques"):
        shutil.rmtree(RACINE / nom, ignore_errors=True)
    dire("Environnement et caches retirés ; les données sont intactes.")
    return 0


COMMANDES: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "lancer": (lancer, "installe, prépare les données et ouvre http://localhost:8501"),
    "lire": (lire, "sert une édition figée, en lecture seule : lire E2024-T2-1"),
    "tester": (tester, "installe, trouve Chromium et LibreOffice, passe tous les essais"),
    "tester-vite": (partial(tester, vite=True), "les essais sans navigateur (moins d'une minute)"),
    "installer": (installer_tout, "installe seulement"),
    "bench": (bench, "mesures de temps et de mémoire"),
    "propre": (propre, "retire l'environnement et les caches, jamais les données"),
}


def aide() -> str:
    """Le mode d'emploi."""
    lignes = [f"  {nom:<12} {texte}" for nom, (_, texte) in COMMANDES.items()]
    return "\n".join(["python gerer.py COMMANDE [arguments passés à Streamlit ou à pytest]", "", *lignes])


def main(arguments: list[str]) -> int:
    """Lit la commande, la fait, rend son code."""
    for flux in (sys.stdout, sys.stderr):
        flux.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # vrais flux de texte
    commande, reste = (arguments or ["aide"])[0], arguments[1:]
    if commande in ("aide", "-h", "--help"):
        dire(aide())
        return 0
    if commande not in COMMANDES:
        print(f"Commande inconnue : {commande}\n{aide()}", file=sys.stderr)
        return 2
    try:
        verifier_python()
        return COMMANDES[commande][0](reste)
    except Arret as arret:
        print(arret, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
