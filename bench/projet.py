"""Un projet inventé, toujours le même pour une taille donnée : le cadre, les lignes saisies, les classeurs.

Toutes les natures que la saisie permet d'agréger : flux, stock, ratio à numérateurs sommés, ratio à dernière valeur,
score. Collecte mensuelle par commune ; 5 % des formulaires manquent, 3 % portent un motif d'absence.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import xlsxwriter

from geo.zones import descendants, par_code

NATURES = (("flux", "somme"), ("stock", "derniere"), ("ratio", "somme"), ("ratio", "derniere"), ("score", "somme"))
DIMENSIONS = ("sexe", "service", "age", "statut_occupation")
COLONNES_VALEURS = (
    "code_indicateur", "code_zone", "periode", "valeur", "numerateur", "denominateur", "effectif", "dimension",
    "modalite", "statut", "motif_absence",
)  # fmt: skip
PREMIERE_ANNEE = 2021


@dataclass(frozen=True)
class Taille:
    """Une taille de projet ; `valeurs` compte les lignes avant les manques."""

    nom: str
    indicateurs: int = 30
    mois: int = 36
    modalites: int = 4
    communes: int = 38

    @property
    def valeurs(self) -> int:
        return self.communes * self.indicateurs * self.mois * (1 + self.modalites)

    @property
    def detail(self) -> str:
        return (
            f"{self.communes} communes × {self.indicateurs} indicateurs × {self.mois} mois × "
            f"(1 total + {self.modalites} modalités)"
        )


TAILLES = {
    t.nom: t
    for t in (
        Taille("essai", indicateurs=5, mois=6, modalites=2, communes=4),
        Taille("reel"),
        # Dix et cinquante fois plus de modalités : le reste du projet ne grandit pas ainsi, une ventilation oui.
        Taille("x10", modalites=49),
        Taille("10m", modalites=243),
    )
}


def communes(taille: Taille) -> list[str]:
    """Les communes suivies, dans l'ordre d'affichage."""
    return list(descendants("SOCLE", "commune"))[: taille.communes]


def mois(taille: Taille) -> list[str]:
    """Les libellés des mois, dans l'ordre du temps."""
    return [f"{PREMIERE_ANNEE + i // 12}-{i % 12 + 1:02d}" for i in range(taille.mois)]


def ventilations(taille: Taille) -> list[tuple[str | None, str | None, int, int]]:
    """Le total, puis chaque modalité : `dimension, modalite, rang dans sa dimension, taille de sa dimension`."""
    nombre = min(len(DIMENSIONS), max(1, taille.modalites // 2))
    tailles = [len(range(d, taille.modalites, nombre)) for d in range(nombre)]
    modalites = [(DIMENSIONS[d], f"m{r:03d}", r, n) for d, n in enumerate(tailles) for r in range(n)]
    return [(None, None, 0, 1), *modalites]


def indicateurs(taille: Taille) -> list[dict[str, str]]:
    """Les lignes de la feuille `Indicateurs`."""
    lignes = []
    for i in range(taille.indicateurs):
        nature, regle = NATURES[i % len(NATURES)]
        lignes.append(
            {
                "code": f"I{i + 1:02d}", "libelle": f"Indicateur {i + 1}", "resultat": "R1",
                "unite": "%" if nature == "ratio" else "nb", "nature": nature, "regle_temps": regle,
                "sens": "baisse" if i % 7 == 6 else "hausse", "frequence": "M", "niveau_collecte": "commune",
                "phare": "oui" if i < 9 else "non",
            }
        )  # fmt: skip
    return lignes


def ecrire_cadre(taille: Taille, dossier: Path) -> Path:
    """Le cadre logique, en dossier de CSV : indicateurs, une cible par an et par région, des références."""
    dossier.mkdir(parents=True, exist_ok=True)
    codes = [i["code"] for i in indicateurs(taille)]
    zones = ("SOCLE", "GAO", "MENAKA", "DOUENTZA")
    annees = range(PREMIERE_ANNEE, PREMIERE_ANNEE + 3)
    cibles = [
        {"code_indicateur": c, "code_zone": z, "periode": str(a), "valeur": str(60 + 5 * (a - PREMIERE_ANNEE)),
         "nature_cible": "cumul"}
        for c in codes for z in zones for a in annees
    ]  # fmt: skip
    references = [{"code_indicateur": c, "code_zone": z, "valeur": "10"} for c in codes for z in zones]
    projet = [{"cle": "intitule", "valeur": "Mesures"}, {"cle": "date_debut", "valeur": f"01/01/{PREMIERE_ANNEE}"}]
    resultats = [{"code": "R1", "libelle": "Résultat 1", "niveau": "produit"}]
    feuilles = {
        "Projet": projet,
        "Résultats": resultats,
        "Indicateurs": indicateurs(taille),
        "Cibles": cibles,
        "Références": references,
    }
    for nom, lignes in feuilles.items():
        _ecrire_csv(dossier / f"{nom}.csv", lignes)
    return dossier


def ecrire_amorce(taille: Taille, dossier: Path) -> Path:
    """Une feuille `Valeurs` d'une ligne : elle ouvre le chemin que `bench.publication` remplit depuis Arrow."""
    dossier.mkdir(parents=True, exist_ok=True)
    ligne = {"code_indicateur": "I01", "code_zone": communes(taille)[0], "periode": mois(taille)[0], "valeur": "1"}
    _ecrire_csv(dossier / "Valeurs.csv", [ligne])
    return dossier


def _ecrire_csv(chemin: Path, lignes: list[dict[str, str]]) -> None:
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.DictWriter(flux, list(lignes[0]))
        ecrivain.writeheader()
        ecrivain.writerows(lignes)


def saisies(taille: Taille) -> pa.Table:
    """Les lignes saisies, aux colonnes de `Valeurs` (sans les deux dernières, vides), dans l'ordre des mois.

    Sans faute : les modalités somment au total, un stock ne descend pas, un motif explique chaque absence. Un projet
    réel est surtout sain ; les anomalies se mesurent ailleurs.
    """
    alea = np.random.default_rng(20240630)
    couples = ventilations(taille)
    formulaires = taille.mois * taille.communes * taille.indicateurs
    i_mois, i_zone, i_indicateur = np.unravel_index(
        np.arange(formulaires), (taille.mois, taille.communes, taille.indicateurs)
    )
    nature = i_indicateur % len(NATURES)
    total = np.where(nature == 1, 100 + 7 * i_zone + 30 * i_mois, alea.integers(600, 1000, formulaires))
    ecart, effectif = alea.integers(1, 200, formulaires), alea.integers(1, 60, formulaires)
    absent, provisoire = alea.random(formulaires) < 0.03, alea.random(formulaires) < 0.1
    sans_objet = alea.random(formulaires) < 0.3
    garde = np.flatnonzero(alea.random(formulaires) >= 0.05)
    f = np.repeat(garde, len(couples))
    v = np.tile(np.arange(len(couples)), len(garde))
    rang, parts = (np.array([c[k] for c in couples])[v] for k in (2, 3))
    part = (total[f] // parts + (rang < total[f] % parts)).astype(np.float64)
    ratio, score, vide = np.isin(nature, (2, 3))[f], (nature == 4)[f], absent[f]
    return pa.table(
        {
            "code_indicateur": _textes(i_indicateur[f], [i["code"] for i in indicateurs(taille)]),
            "code_zone": _textes(i_zone[f], communes(taille)),
            "periode": _textes(i_mois[f], mois(taille)),
            "valeur": pa.array(part, mask=ratio | vide),
            "numerateur": pa.array(part, mask=~ratio | vide),
            "denominateur": pa.array(part + ecart[f], mask=~ratio | vide),
            "effectif": pa.array(effectif[f].astype(np.float64), mask=~score | vide),
            "dimension": _textes(v, [c[0] for c in couples]),
            "modalite": _textes(v, [c[1] for c in couples]),
            "statut": _textes(provisoire[f].astype(np.int32), ["validée", "provisoire"]),
            "motif_absence": _textes(sans_objet[f].astype(np.int32), ["non collecté", "sans objet"], masque=~vide),
        }
    )


def _textes(rangs: np.ndarray, mots: list[str | None], masque: np.ndarray | None = None) -> pa.Array:
    vides = np.isin(rangs, [i for i, mot in enumerate(mots) if mot is None])
    masque = vides if masque is None else masque | vides
    return pa.DictionaryArray.from_arrays(pa.array(rangs, mask=masque), pa.array([m or "" for m in mots], pa.string()))


def ecrire_classeurs(taille: Taille, dossier: Path) -> list[Path]:
    """Les mêmes lignes en classeurs .xlsx, un par région et par trimestre, comme les coordinations les envoient."""
    dossier.mkdir(parents=True, exist_ok=True)
    region = {c: par_code()[c].region for c in communes(taille)}
    rangs = {m: i for i, m in enumerate(mois(taille))}
    lots: dict[tuple[int, str], list[tuple[object, ...]]] = {}
    colonnes = saisies(taille).to_pydict()
    for ligne in zip(*(colonnes[c] for c in COLONNES_VALEURS), strict=True):
        lots.setdefault((rangs[ligne[2]] // 3, str(region[ligne[1]])), []).append(ligne)
    return [ecrire_classeur(dossier / f"{r}_T{t:02d}.xlsx", lignes) for (t, r), lignes in sorted(lots.items())]


def ecrire_classeur(chemin: Path, lignes: list[tuple[object, ...]]) -> Path:
    """Une feuille `Valeurs`, cellules typées."""
    with xlsxwriter.Workbook(str(chemin), {"constant_memory": True}) as classeur:
        feuille = classeur.add_worksheet("Valeurs")
        feuille.write_row(0, 0, COLONNES_VALEURS)
        for i, ligne in enumerate(lignes, start=1):
            feuille.write_row(i, 0, ligne)
    return chemin
