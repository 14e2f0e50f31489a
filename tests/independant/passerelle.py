"""Le vrai chemin : classeurs → `python -m etl charger` → `exporter valeurs`, puis la comparaison cellule à cellule.

Le moteur n'est connu que par sa ligne de commande : des arguments, un code de sortie, un CSV. Elle est appelée ici sans
processus à part, dont le démarrage coûtait plus que le calcul ; `tests/etl/commandes` essaie la commande entière.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from etl.commandes.cli import principal
from tests.independant.classeurs import ecrire_classeurs
from tests.independant.projet import Projet
from tests.independant.reference import CLE, COLONNES, Cle

NOMBRES = (
    "numerateur",
    "denominateur",
    "valeur",
    "recues",
    "attendues",
    "cible_due",
    "valeur_reference",
    "taux_realisation",
    "taux_progression",
)
#: Les règles à relire quand une colonne diffère.
REGLES = {
    "numerateur": "règle C4",
    "denominateur": "règle C4",
    "valeur": "règles C3 à C11, G1 à G23",
    "recues": "règles A2 à A6",
    "attendues": "règles A1 à A6",
    "date_plus_ancienne": "règle A8",
    "provisoire": "règle A5",
    "cible_due": "règles J1 à J4",
    "nature_cible": "règles J2 à J4",
    "valeur_reference": "règles J1 et J12",
    "taux_realisation": "règle J5",
    "taux_progression": "règle J6",
    "etat": "règles J7 à J11",
}
Table = dict[Cle, dict[str, Any]]


@dataclass(frozen=True)
class Sortie:
    """Ce qu'une commande a rendu : son code, ce qu'elle a dit, ses erreurs."""

    code: int
    dits: str
    erreurs: str


def lancer(donnees: Path, *arguments: str | Path) -> Sortie:
    """`python -m etl …`, l'état sous `donnees` et sans aucun réglage."""
    dits, erreurs = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as moment,
        contextlib.redirect_stdout(dits),
        contextlib.redirect_stderr(erreurs),
    ):
        moment.setenv("SOCLE_DONNEES", str(donnees))
        code = principal([str(a) for a in arguments])
    return Sortie(code, dits.getvalue(), erreurs.getvalue())


def charger(donnees: Path, *fichiers: Path) -> None:
    """Charge des classeurs ; toute ligne bloquée est une faute du générateur ou des contrôles, et se dit."""
    sortie = lancer(donnees, "charger", *fichiers)
    if sortie.code not in (0, 1):
        detail = lancer(donnees, "exporter", "anomalies", "--format", "csv", "-o", donnees / "anomalies.csv")
        texte = (donnees / "anomalies.csv").read_text(encoding="utf-8") if detail.code == 0 else detail.erreurs
        bloquantes = "\n".join(ligne for ligne in texte.splitlines() if "bloquante" in ligne)[:3000]
        raise AssertionError(
            f"« charger » a rendu le code {sortie.code}\n{sortie.dits[-2000:]}\n{sortie.erreurs[-3000:]}\n{bloquantes}"
        )


def exporter(donnees: Path) -> Table:
    """La table `valeurs` de l'édition en vigueur, relue du CSV exporté."""
    chemin = donnees / "valeurs_exportees.csv"
    sortie = lancer(donnees, "exporter", "valeurs", "--format", "csv", "-o", chemin)
    assert sortie.code == 0, f"« exporter » a rendu le code {sortie.code}\n{sortie.erreurs[-3000:]}"
    return relire_csv(chemin)


def relire_csv(chemin: Path) -> Table:
    """Relit un export : vide = absent, booléens 0/1, dates AAAA-MM-JJ."""
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        lecteur = csv.DictReader(fichier)
        assert tuple(lecteur.fieldnames or ()) == COLONNES, f"colonnes de l'export : {lecteur.fieldnames}"
        table: Table = {}
        for brute in lecteur:
            ligne = {nom: _lire(nom, texte) for nom, texte in brute.items()}
            cle = tuple(ligne[c] for c in CLE)
            assert cle not in table, f"deux lignes de `valeurs` ont la même clé : {cle}"
            table[cle] = ligne
    return table


def _lire(nom: str, texte: str) -> Any:
    if nom in CLE:
        return texte
    if texte == "":
        return None
    if nom in NOMBRES:
        return float(texte)
    if nom == "date_plus_ancienne":
        return dt.date.fromisoformat(texte[:10])
    if nom == "provisoire":
        return {"0": False, "1": True}[texte]
    return texte


def calculer_par_le_moteur(projet: Projet, dossier: Path) -> Table:
    """Écrit les classeurs, les charge d'un coup, exporte."""
    fichiers = ecrire_classeurs(projet, dossier / "recus")
    charger(dossier / "donnees", *fichiers)
    return exporter(dossier / "donnees")


def egales(a: Any, b: Any) -> bool:
    """Égalité d'une cellule : les nombres à 1e-9 près (relatif), le reste exactement."""
    if a is None or b is None:
        return a is b
    if isinstance(a, (int, float)) and not isinstance(a, bool):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    return a == b


def differences(attendue: Table, obtenue: Table) -> list[str]:
    """Les différences, une phrase chacune : la règle à relire, la ligne, ce que chacun trouve."""
    phrases = []
    for cle in sorted(set(attendue) | set(obtenue)):
        nom = " · ".join(partie for partie in cle if partie)
        if cle not in obtenue:
            phrases.append(f"[règle P7] ligne absente du moteur : {nom} (second calcul : {_resume(attendue[cle])})")
        elif cle not in attendue:
            phrases.append(f"[règle P7] ligne en trop dans le moteur : {nom} ({_resume(obtenue[cle])})")
        else:
            for colonne in COLONNES[len(CLE) :]:
                a, b = attendue[cle][colonne], obtenue[cle][colonne]
                if not egales(a, b):
                    phrases.append(f"[{REGLES[colonne]}] {nom} : {colonne} = {b!r}, second calcul {a!r}")
    return phrases


def _resume(ligne: dict[str, Any]) -> str:
    return ", ".join(f"{c}={ligne[c]}" for c in ("valeur", "recues", "attendues", "etat"))


def exiger_accord(attendue: Table, obtenue: Table, titre: str) -> None:
    """Échoue en montrant les dix premières différences."""
    phrases = differences(attendue, obtenue)
    if phrases:
        dix = "\n".join(_variees(phrases, 10))
        raise AssertionError(f"{titre} : {len(phrases)} différences ; les premières :\n{dix}")


def _variees(phrases: Iterable[str], nombre: int) -> list[str]:
    """Les premières, sans plus de deux par règle tant qu'il y en a d'autres."""
    vues: dict[str, int] = {}
    debut, reste = [], []
    for phrase in phrases:
        regle = phrase.partition("]")[0]
        vues[regle] = vues.get(regle, 0) + 1
        (debut if vues[regle] <= 2 else reste).append(phrase)
    return (debut + reste)[:nombre]
