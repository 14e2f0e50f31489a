"""Les écoles et les faits publics, mis en classeurs de nos feuilles sans rien y corriger.

Les noms restent ceux de la source : c'est au produit de les reconnaître ou de dire pourquoi non.
`python -m tests.reel.ecoles DOSSIER` charge tout dans DOSSIER et imprime le compte rendu.
"""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.reel.compte_rendu import compte_rendu
from tests.reel.source import FAITS, GEO, motif_absence

RACINE = Path(__file__).resolve().parents[2]
LIMITES = GEO / "limites_communes.geojson"
#: Ce que lit cet essai.
FICHIERS = (FAITS / "ecoles.csv", FAITS / "faits_publics.csv", LIMITES)
Ligne = dict[str, Any]


@dataclass(frozen=True)
class Mesure:
    """Un indicateur de la source, et sa place dans le cadre logique de l'essai."""

    code: str
    libelle: str
    nature: str
    frequence: str
    niveau: str
    sens: str = "hausse"


MESURES = {
    "prefets_presents": Mesure("PREF", "Préfets présents à leur poste", "ratio", "T", "region"),
    "sous_prefets_presents": Mesure("SPREF", "Sous-préfets présents à leur poste", "ratio", "T", "region"),
    "presence_autorites_etat": Mesure("AUTOR", "Autorités présentes à leur poste", "ratio", "T", "region"),
    "taux_ecoles_fermees": Mesure("TXF", "Part des écoles fermées", "ratio", "M", "region", "baisse"),
    "ecoles_fermees": Mesure("ECF", "Écoles fermées", "stock", "M", "region", "baisse"),
    "ecoles_total": Mesure("ETOT", "Écoles recensées", "stock", "A", "commune"),
    "enseignants_presents": Mesure("ENS", "Enseignants présents", "ratio", "A", "cercle"),
    "personnel_sante_present": Mesure("SANTE", "Agents de santé présents", "ratio", "M", "commune"),
}
#: Le cas doré n° 8 porte sur le Nord et le Centre, qui ne sont pas des zones du projet : pour essayer le calcul, et
#: lui seul, un indicateur à part les pose sur deux régions. Ses lignes disent leur vrai périmètre.
ESSAI = Mesure("ESSAI8", "Essai de calcul : Nord et Centre posés sur deux régions", "ratio", "T", "region")
POSES = {"Nord (ensemble)": "GAO", "Centre (ensemble)": "DOUENTZA"}


def lire(nom: str) -> list[dict[str, str]]:
    """Les lignes d'un fichier de la source ; la première est la ligne 2 du fichier."""
    with (FAITS / nom).open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


def points() -> list[Ligne]:
    """Une ligne de `Points` par école, dans l'ordre de la source ; cellules vides comprises."""
    return [
        {
            "id_point": e["code_etablissement"],
            "nom": e["nom"],
            "type_service": "éducation",
            "code_zone": e["commune"],
            "latitude": e["lat"],
            "longitude": e["lon"],
            "gestionnaire": e["statut"],
            "cycle": e["cycle"],
        }
        for e in lire("ecoles.csv")
    ]


def zone_ecrite(fait: dict[str, str]) -> str:
    """La zone comme la source la nomme, à son niveau le plus fin.

    Un cercle et une région disent qu'ils en sont : la source le sait par sa colonne, et «Gao» en désigne trois.
    """
    if fait["commune"]:
        return fait["commune"]
    if fait["cercle"]:
        return f"cercle de {fait['cercle']}"
    seule = fait["region"].isalpha() and fait["region"] != "National"
    return f"région de {fait['region']}" if seule else fait["region"]


def periode_de(date: str, frequence: str) -> str:
    """La période qui contient la date ; la date telle quelle quand elle n'est pas assez précise."""
    annee, _, reste = date.partition("-")
    if frequence == "A" or not reste:
        return annee
    mois = int(reste[:2])
    return f"{annee}-T{(mois + 2) // 3}" if frequence == "T" else f"{annee}-{mois:02d}"


def valeur(fait: dict[str, str], numero: int, mesure: Mesure) -> Ligne:
    """La ligne de `Valeurs` d'un fait : les deux termes d'un ratio s'ils y sont, sinon le pourcentage reçu."""
    termes = mesure.nature == "ratio" and fait["numerator"] and fait["denominator"]
    return {
        "code_indicateur": mesure.code,
        "code_zone": zone_ecrite(fait),
        "periode": periode_de(fait["date"], mesure.frequence),
        "valeur": None if termes else float(fait["value"]),
        "numerateur": float(fait["numerator"]) if termes else None,
        "denominateur": float(fait["denominator"]) if termes else None,
        "statut": "provisoire" if fait["confidence"] == "low" else "validée",
        "niveau_preuve": "document",
        "commentaire": f"faits_publics.csv, ligne {numero}",
    }


def valeurs() -> list[Ligne]:
    """Tous les faits des indicateurs suivis, quel que soit leur périmètre."""
    return [
        valeur(fait, numero, MESURES[fait["indicator"]])
        for numero, fait in enumerate(lire("faits_publics.csv"), start=2)
        if fait["indicator"] in MESURES
    ]


def valeurs_d_essai() -> list[Ligne]:
    """Les deux lignes du cas doré n° 8, posées sur deux régions."""
    return [
        valeur(fait, numero, ESSAI) | {"code_zone": POSES[fait["region"]]}
        for numero, fait in enumerate(lire("faits_publics.csv"), start=2)
        if fait["indicator"] == "presence_autorites_etat" and fait["date"] == "2022-11-30"
    ]


def cadre() -> dict[str, list[Ligne]]:
    """Un petit cadre logique, sans cible ni référence : la source n'en a pas."""
    indicateurs = [
        {
            "code": m.code,
            "libelle": m.libelle,
            "resultat": "R1",
            "unite": "%" if m.nature == "ratio" else "nb",
            "nature": m.nature,
            "regle_temps": "derniere",
            "sens": m.sens,
            "frequence": m.frequence,
            "niveau_collecte": m.niveau,
            "phare": "oui",
        }
        for m in (*MESURES.values(), ESSAI)
    ]
    return {
        "Projet": [{"cle": "intitule", "valeur": "Essai sur des données publiques réelles"}],
        "Résultats": [{"code": "R1", "libelle": "Présence de l'État et écoles", "niveau": "effet"}],
        "Indicateurs": indicateurs,
    }


def ecrire_classeurs(dossier: Path) -> list[Path]:
    """Écrit les quatre classeurs : cadre, écoles, faits, essai de calcul."""
    from tests.independant.classeurs import ecrire_classeur

    dossier.mkdir(parents=True, exist_ok=True)
    contenus = {
        "cadre_logique": cadre(),
        "ecoles": {"Points": points()},
        "faits_publics": {"Valeurs": valeurs()},
        "essai_de_calcul": {"Valeurs": valeurs_d_essai()},
    }
    return [ecrire_classeur(feuilles, dossier / f"{nom}.xlsx") for nom, feuilles in contenus.items()]


def commander(donnees: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Une vraie commande, dans le dossier de données donné."""
    return subprocess.run(
        [sys.executable, *map(str, ("-m", *arguments))],
        cwd=RACINE,
        env=os.environ | {"SOCLE_DONNEES": str(donnees), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def charger_tout(donnees: Path) -> subprocess.CompletedProcess[str]:
    """Importe les limites officielles, écrit les classeurs, les charge."""
    importees = commander(donnees, "geo", "importer", LIMITES)
    if importees.returncode not in (0, 1):
        raise RuntimeError(importees.stdout + importees.stderr)
    return commander(donnees, "etl", "charger", *ecrire_classeurs(donnees / "classeurs"), "--par", "essai")


if __name__ == "__main__":
    if motif := motif_absence(*FICHIERS):
        sys.exit(motif)
    cible = Path(sys.argv[1]).absolute()
    fait_ = charger_tout(cible)
    print(fait_.stdout, fait_.stderr)
    print(compte_rendu(cible, FAITS))
