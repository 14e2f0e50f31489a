"""Un classeur de 40 000 lignes : le vérifier et le charger, contre le lire avec calamine seul, même processus."""

from __future__ import annotations

import cProfile
import datetime as dt
import io
import pstats
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import python_calamine

from bench import mesure
from bench.projet import COLONNES_VALEURS, TAILLES, ecrire_cadre, ecrire_classeur, saisies
from domaine.reglages import reglages
from etl.controles.assemblage import FichierALire, assembler
from etl.controles.redaction import Redacteur
from etl.fichiers.recu import lire_recu
from geo.limites import limites_en_vigueur

LIGNES = 40_000


def preparer(dossier: Path, lignes: int = LIGNES) -> tuple[Path, Path]:
    """Le cadre et un classeur de `lignes` lignes saines."""
    taille = TAILLES["reel"]
    cadre = ecrire_cadre(taille, dossier / "cadre")
    colonnes = saisies(taille).slice(0, lignes).to_pydict()
    gros = ecrire_classeur(dossier / "gros.xlsx", list(zip(*(colonnes[c] for c in COLONNES_VALEURS), strict=True)))
    return cadre, gros


def lire_seul(contenu: bytes) -> int:
    """Toutes les cellules du classeur, par calamine."""
    classeur = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(contenu))
    return sum(len(classeur.get_sheet_by_name(nom).to_python()) for nom in classeur.sheet_names)


def verifier_et_charger(cadre: bytes, contenu: bytes, donnees: Path) -> int:
    """Lire, convertir, contrôler, rédiger les anomalies, ranger : tout ce qui précède le calcul. Rend leur nombre."""
    aujourd_hui = dt.date.today()
    a_lire = [
        FichierALire(1, "cadre", aujourd_hui, lambda: cadre),
        FichierALire(2, "gros.xlsx", aujourd_hui, lambda: contenu),
    ]
    with duckdb.connect() as connexion:
        assemblage = assembler(connexion, a_lire, reglages(), limites_en_vigueur(donnees))
        return sum(1 for _ in Redacteur(assemblage).anomalies())


def mesurer(dossier: Path, passes: int, lignes: int = LIGNES) -> dict[str, Any]:
    """Médianes, en alternance, de `calamine`, `vide` (le cadre seul, coût fixe), `produit` : (horloge, processeur)."""
    cadre, gros = preparer(dossier, lignes)
    contenu, cadre_lu = gros.read_bytes(), lire_recu(cadre, reglages()).contenu
    petit = ecrire_classeur(dossier / "petit.xlsx", [("I01", "ML070303", "2021-01", 700.0)]).read_bytes()
    temps: dict[str, list[tuple[float, float]]] = {"calamine": [], "vide": [], "produit": []}
    for _ in range(passes + 1):
        for nom, travail in (
            ("calamine", lambda: lire_seul(contenu)),
            ("vide", lambda: verifier_et_charger(cadre_lu, petit, dossier)),
            ("produit", lambda: verifier_et_charger(cadre_lu, contenu, dossier)),
        ):
            debut, processeur = time.perf_counter(), time.process_time()
            travail()
            temps[nom].append((time.perf_counter() - debut, time.process_time() - processeur))
    return {n: [statistics.median(x[k] for x in t[1:]) for k in (0, 1)] for n, t in temps.items()} | {"lignes": lignes}


def profiler(dossier: Path) -> None:
    """Où part le temps : les vingt fonctions les plus chères."""
    cadre, gros = preparer(dossier)
    contenu, cadre_lu = gros.read_bytes(), lire_recu(cadre, reglages()).contenu
    with cProfile.Profile() as profil:
        verifier_et_charger(cadre_lu, contenu, dossier)
    pstats.Stats(profil).sort_stats("tottime").print_stats(20)


if __name__ == "__main__":
    if "--profil" in sys.argv:
        profiler(Path(sys.argv[1]))
    else:
        mesure.rendre(mesurer(Path(sys.argv[1]), int(sys.argv[2])))
