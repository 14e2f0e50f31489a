"""`python -m bench.calcul [--taille reel|x10|10m]` : publication, pages et lecture d'un gros classeur, en rapports.

Un rapport se prend dans une seule exécution, les deux côtés l'un après l'autre (A B A B), par médianes ; chaque côté
dans un processus neuf, pour sa mémoire. Le rapport principal est en temps de processeur : il bouge peu sur une machine
partagée.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from bench import mesure, projet
from domaine.reglages import Reglages
from etl.fichiers.depots import Depots
from etl.fichiers.recu import lire_recu

PASSES = {"essai": 1, "reel": 3, "x10": 1, "10m": 1}


def deposer(donnees: Path, chemins: list[Path]) -> Path:
    """Un dossier de données neuf qui contient ces dépôts, rien de publié."""
    shutil.rmtree(donnees, ignore_errors=True)
    depots = Depots(donnees)
    for chemin in chemins:
        depots.deposer(lire_recu(chemin, Reglages()))
    return donnees


def comparer(brut: Path, base: Path) -> dict[str, float]:
    """Rangées d'un seul côté, comptes différents, plus grand écart relatif entre le témoin et le produit."""
    with duckdb.connect() as c:
        c.execute(f"ATTACH '{brut}' AS brut (READ_ONLY)")
        c.execute(f"ATTACH '{base}' AS produit (READ_ONLY)")
        ligne = c.execute("""
            SELECT count(*) FILTER (b.code_indicateur IS NULL OR p.code_indicateur IS NULL) AS seules,
                   count(*) FILTER (b.recues IS DISTINCT FROM p.recues OR b.attendues IS DISTINCT FROM p.attendues
                                    OR (b.valeur IS NULL) <> (p.valeur IS NULL)) AS comptes,
                   coalesce(max(abs(b.valeur - p.valeur) / greatest(1, abs(b.valeur))), 0) AS ecart
            FROM brut.valeurs b FULL JOIN produit.valeurs p
              ON p.code_indicateur = b.code_indicateur AND p.code_zone = b.code_zone AND p.type_periode = b.type_periode
             AND p.periode = b.periode AND coalesce(p.dimension, '') = coalesce(b.dimension, '')
             AND coalesce(p.modalite, '') = coalesce(b.modalite, '')""").fetchone() or (0, 0, 0)
    return dict(zip(("seules", "comptes", "ecart"), map(float, ligne), strict=True))


def mesurer_publication(taille: projet.Taille, dossier: Path, passes: int, memoire: str = "") -> dict[str, Any]:
    """Le témoin puis le produit, `passes` fois ; rend les deux listes et la concordance (pas à «10m»)."""
    parquet = dossier / "saisies.parquet"
    pq.write_table(projet.saisies(taille), parquet)
    recus = [projet.ecrire_cadre(taille, dossier / "cadre"), projet.ecrire_amorce(taille, dossier / "amorce")]
    brut: list[dict[str, Any]] = []
    produit: list[dict[str, Any]] = []
    sortie = dossier / "brut.duckdb"
    for _ in range(passes):
        sortie.unlink(missing_ok=True)
        brut.append(mesure.lancer("bench.brut", taille.nom, str(parquet), str(sortie)))
        donnees = deposer(dossier / "donnees", recus)
        produit.append(mesure.lancer("bench.publication", str(donnees), str(parquet), memoire))
    concordance = comparer(sortie, Path(produit[-1]["base"])) if taille.nom != "10m" else None
    return {"brut": brut, "produit": produit, "concordance": concordance}


def dire_publication(mesures: dict[str, Any]) -> None:
    """Secondes, rapports, mémoire, étapes."""
    brut, produit = mesures["brut"], mesures["produit"]
    un = produit[-1]
    print(f"  lignes reçues {un['recues']}, rangées de `valeurs` {un['valeurs']} (témoin : {brut[-1]['valeurs']})")
    for nom, cle in (("rangement provisoire → valeurs", "calcul"), ("publication entière", "total")):
        rapports = [mesure.mediane(produit, cle + c) / mesure.mediane(brut, "total" + c) for c in ("_cpu", "")]
        print(
            f"  {nom} : {mesure.mediane(produit, cle):.1f} s "
            f"(processeur {mesure.mediane(produit, cle + '_cpu'):.1f} s) ; "
            f"témoin {mesure.mediane(brut, 'total'):.1f} s ({mesure.mediane(brut, 'total_cpu'):.1f} s) ; "
            f"RAPPORT {rapports[0]:.2f} (horloge {rapports[1]:.2f})"
        )
    memoires = [mesure.mediane(m, "memoire_mo") for m in (produit, brut)]
    print(f"  mémoire la plus haute : produit {memoires[0]:.0f} Mo, témoin {memoires[1]:.0f} Mo")
    if mesures["concordance"] is not None:
        c = mesures["concordance"]
        print(
            f"  concordance : {c['seules']:.0f} rangée d'un seul côté, {c['comptes']:.0f} compte différent, "
            f"écart ≤ {c['ecart']:.1e}"
        )
    for nom, (horloge, processeur) in sorted(un["etapes"].items(), key=lambda e: -e[1][1])[:12]:
        print(f"    {nom:32s} {horloge:8.2f} s   processeur {processeur:8.2f} s")


def dire_pages(pages: dict[str, Any]) -> None:
    """Une ligne par page ; temps d'horloge, rapports d'horloge et de processeur, par médianes."""
    for page, facons in pages["pages"].items():
        (produit, produit_cpu), (main, main_cpu) = facons["produit"], facons["main"]
        naif = f" ; naïf / produit {facons['naif'][0] / produit:.1f}" if "naif" in facons else ""
        print(
            f"  {page:16s} produit {produit:7.1f} ms, SQL à la main {main:7.1f} ms ; "
            f"RAPPORT {produit_cpu / main_cpu:.2f} en temps de processeur ({produit / main:.2f} à l'horloge){naif}"
        )
    print(f"  mémoire la plus haute : {pages['memoire_mo']:.0f} Mo")


def dire_classeur(lu: dict[str, Any]) -> None:
    """Le rapport du classeur, avec et sans le coût fixe (le cadre et les tables vides)."""
    (c, cc), (v, vc), (p, pc) = lu["calamine"], lu["vide"], lu["produit"]
    print(f"  {lu['lignes']} lignes : calamine {c:.2f} s, vérifier et charger {p:.2f} s (dont {v:.2f} s de coût fixe)")
    print(
        f"  RAPPORT {pc / cc:.2f} en temps de processeur ({p / c:.2f} à l'horloge) ; "
        f"sans le coût fixe {(pc - vc) / cc:.2f}"
    )


def mesurer_vrai_chemin(dossier: Path) -> dict[str, Any]:
    """La taille réelle par de vrais classeurs : 36 .xlsx et le cadre, déposés puis publiés."""
    taille = projet.TAILLES["reel"]
    recus = [projet.ecrire_cadre(taille, dossier / "cadre"), *projet.ecrire_classeurs(taille, dossier / "classeurs")]
    return mesure.lancer("bench.publication", str(deposer(dossier / "vrai", recus)))


def principal(arguments: list[str] | None = None) -> int:
    """Mesure une taille et écrit les rapports sur la sortie standard."""
    analyseur = argparse.ArgumentParser(prog="python -m bench.calcul", description=(__doc__ or "").split("\n", 1)[0])
    analyseur.add_argument("--taille", choices=tuple(projet.TAILLES), default="reel")
    analyseur.add_argument("--passes", type=int, help="passes alternées ; 3 à la taille réelle, 1 au-delà")
    analyseur.add_argument(
        "--dossier", type=Path, help="où écrire les fichiers (gros) ; un dossier temporaire par défaut"
    )
    analyseur.add_argument("--edition", type=Path, help="ne mesurer que les pages, sur ce fichier d'édition déjà bâti")
    analyseur.add_argument("--memoire", default="", help="borne de mémoire de DuckDB pendant la publication, ex. 8GB")
    args = analyseur.parse_args(arguments)
    taille, passes = projet.TAILLES[args.taille], args.passes or PASSES[args.taille]
    print(f"{platform.system()}, {os.cpu_count()} cœurs, charge {os.getloadavg()[0]:.1f} ; DuckDB {duckdb.__version__}")
    if args.edition:
        dire_pages(mesure.lancer("bench.pages", str(args.edition.resolve()), str(2 * passes + 1)))
        return 0
    print(f"Taille «{taille.nom}» : {taille.detail} = {taille.valeurs} valeurs ; {passes} passe(s)")
    with tempfile.TemporaryDirectory(dir=args.dossier) as temporaire:
        dossier = Path(temporaire)
        os.environ["SOCLE_DONNEES"] = str(dossier / "reglages")
        print("Publication, depuis le rangement provisoire (rempli de Parquet) :", flush=True)
        publication = mesurer_publication(taille, dossier, passes, args.memoire)
        dire_publication(publication)
        print("Pages :", flush=True)
        dire_pages(mesure.lancer("bench.pages", publication["produit"][-1]["base"], str(2 * passes + 1)))
        if taille.nom == "reel":
            print("Publication de 37 dépôts (.xlsx), du fichier à l'édition :", flush=True)
            vrai = mesurer_vrai_chemin(dossier)
            print(
                f"  {vrai['total']:.1f} s (processeur {vrai['total_cpu']:.1f} s), {vrai['recues']} lignes, "
                f"{vrai['memoire_mo']:.0f} Mo"
            )
            print("Vérifier et charger un classeur, contre le lire :", flush=True)
            dire_classeur(mesure.lancer("bench.classeur", str(dossier), str(passes)))
    return 0


if __name__ == "__main__":
    raise SystemExit(principal())
