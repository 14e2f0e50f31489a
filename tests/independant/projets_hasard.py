"""Des projets tirés au hasard, à graine fixe : tout ce que les règles disent possible doit y arriver un jour.

Zones muettes, motifs d'absence, bornes de collecte, ventilations, dépôts qui corrigent ou effacent, années non finies,
départ du projet ou des données, limites à tenir, cibles nulles ou égales à la référence, 0/0, valeurs anciennes.
Chaque ligne est saine : ce n'est pas ici qu'on essaie les contrôles.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.independant.calendrier import (
    DUREES,
    TYPE_DE_BASE,
    P,
    periode_du,
    suivante,
    zones_du_niveau,
)
from tests.independant.projet import Depot, Ligne, Projet, Tables
from tests.independant.registres_hasard import indicateurs_de_registre, tirer_registres

MOTIFS = ("non échu", "non collecté", "zone inaccessible", "sans objet")
STATUTS = (None, None, None, "provisoire", "validée", "révisée")
NATURES = (
    ("flux", ""),
    ("stock", ""),
    ("ratio", "somme"),
    ("ratio", "derniere"),
    ("score", ""),
    ("distinct", ""),
    ("delai", ""),
    ("jalon", ""),
    ("flux", "somme"),
    ("stock", "derniere"),
)
VENTILATIONS = (("service", "eau"), ("service", "santé"), ("mode", "itinérant"))


@dataclass(frozen=True)
class Ampleur:
    """Combien on tire : indicateurs, zones qui donnent (au plus), mois de collecte (de, à)."""

    natures: int
    zones: int
    mois: tuple[int, int]


#: Petit, hypothesis garde tout ce qu'il a choisi ; grand, un projet dépasserait ce qu'il retient.
PETIT, GRAND = Ampleur(4, 4, (6, 13)), Ampleur(len(NATURES), 14, (5, 20))


def reglages_hypothesis(exemples: int) -> settings:
    """Toujours les mêmes exemples, sans limite de temps : un projet est gros à tirer, et long à publier."""
    sans_veto = list(HealthCheck)
    return settings(
        max_examples=exemples, deadline=None, derandomize=True, database=None, suppress_health_check=sans_veto
    )


@st.composite
def projets(tirer: st.DrawFn, registres: bool | None = None) -> Projet:
    """Un petit projet, dont hypothesis fait et refait chaque tirage : un échec se réduit à ses lignes fautives.

    Args:
        tirer: donné par hypothesis.
        registres: avec les registres (règles G1 à G24) ; `None` = une fois sur deux.
    """
    return tirer_projet(tirer(st.randoms(use_true_random=False)), registres, ampleur=PETIT)


def tirer_projet(alea: random.Random, registres: bool | None = None, *, ampleur: Ampleur | None = None) -> Projet:
    """Un projet entier, tiré de `alea` ; `registres` comme pour `projets`, `ampleur` : un grand projet sans elle."""
    ampleur = ampleur or GRAND
    debut = dt.date(2022, alea.randint(1, 9), alea.choice((1, 1, 15)))
    fin = debut.replace(day=1) + dt.timedelta(days=30 * alea.randint(*ampleur.mois))
    retenues = NATURES if ampleur is GRAND else alea.sample(NATURES, ampleur.natures)
    indicateurs = [_indicateur(alea, f"H{n:02d}", *nature) for n, nature in enumerate(retenues)]
    actives = {i["code"]: _zones_actives(alea, i["niveau_collecte"], ampleur.zones) for i in indicateurs}
    saisies = [ligne for i in indicateurs for ligne in _valeurs(alea, i, actives[i["code"]], debut, fin)]
    natures = {i["code"]: i["nature"] for i in indicateurs}
    avec_registres = alea.random() < 0.5 if registres is None else registres
    tables: Tables = {}
    if avec_registres:
        tables = tirer_registres(alea, debut, fin)
        indicateurs += indicateurs_de_registre(alea)
    cadre = _cadre(alea, indicateurs, actives, debut, fin)
    depots = [Depot("cadre_logique", cadre), *_repartir(alea, saisies, natures, tables)]
    if alea.random() < 0.4 and len(cadre["Cibles"]) > 1:
        revues = [c | {"valeur": c["valeur"] + alea.choice((0, 1, 10))} for c in alea.sample(cadre["Cibles"], 2)]
        depots.append(Depot("cadre_revu", {"Cibles": revues}))
    return Projet(depots)


def _indicateur(alea: random.Random, code: str, nature: str, regle: str) -> Ligne:
    return {
        "code": code,
        "libelle": f"Indicateur {code}",
        "resultat": "R1",
        "unite": "%" if nature == "ratio" else "nb",
        "nature": nature,
        "regle_temps": regle or None,
        "sens": alea.choice(("hausse", "hausse", "baisse")),
        "frequence": alea.choice("MMTTTTSSA"),
        "niveau_collecte": alea.choice(("commune", "commune", "cercle", "region", "region", "SOCLE")),
        "jeu_seuils": alea.choice((None, None, "strict")),
    }


def _periodes(genre: str, debut: dt.date, fin: dt.date) -> list[P]:
    periodes = [periode_du(genre, debut)]
    while suivante(periodes[-1]).fin <= fin:
        periodes.append(suivante(periodes[-1]))
    return periodes


# --- Valeurs -----------------------------------------------------------------------------------------------


def _zones_actives(alea: random.Random, niveau: str, au_plus: int) -> list[str]:
    """Quelques zones donnent, les autres jamais."""
    zones = zones_du_niveau(niveau)
    return alea.sample(zones, min(len(zones), alea.randint(2, au_plus)))


def _valeurs(alea: random.Random, indicateur: Ligne, zones: list[str], debut: dt.date, fin: dt.date) -> list[Ligne]:
    genre = TYPE_DE_BASE[indicateur["frequence"]]
    avance = alea.random() < 0.2
    depuis = debut - dt.timedelta(days=40 * DUREES[genre]) if avance else debut
    assiduite = alea.choice((0.3, 0.7, 0.95))
    arret = fin if alea.random() < 0.7 else debut + (fin - debut) / 2
    ventile = indicateur["nature"] != "jalon" and alea.random() < 0.5
    lignes = []
    for zone in zones:
        for periode in _periodes(genre, depuis, arret):
            base = {"code_indicateur": indicateur["code"], "code_zone": zone, "periode": periode.libelle}
            ventilations: list[tuple[Any, Any]] = [(None, None)]
            if ventile:
                ventilations += alea.sample(VENTILATIONS, alea.randint(0, 2))
            for dimension, modalite in ventilations:
                if alea.random() < assiduite:
                    contenu = _contenu(alea, indicateur["nature"])
                    lignes.append(base | {"dimension": dimension, "modalite": modalite} | contenu)
    return lignes


def _contenu(alea: random.Random, nature: str) -> Ligne:
    """Ce que dit une ligne : une valeur, ou un motif d'absence."""
    vide: Ligne = dict.fromkeys(("valeur", "numerateur", "denominateur", "effectif", "statut", "motif_absence"))
    if alea.random() < 0.12:
        return vide | {"motif_absence": alea.choice(MOTIFS)}
    vide["statut"] = alea.choice(STATUTS)
    if nature == "ratio":
        denominateur = alea.choice((0, 1, 2, 4, 7, 16, 120))
        return vide | {"numerateur": alea.randint(0, denominateur), "denominateur": denominateur}
    if nature == "score":
        return vide | {"valeur": alea.randint(0, 200) / 10, "effectif": alea.choice((0, 1, 5, 30, 61, 12, 8, None))}
    if nature == "jalon":
        return vide | {"valeur": alea.randint(0, 4)}
    return vide | {
        "valeur": alea.choice((0, 1, 3, 5, 8, 9, 10, 17, 25, 55, 2.5 if nature in ("stock", "delai") else 40))
    }


# --- Cadre logique -----------------------------------------------------------------------------------------


def _cadre(
    alea: random.Random, indicateurs: list[Ligne], actives: dict[str, list[str]], debut: dt.date, fin: dt.date
) -> Tables:
    projet: list[Ligne] = [{"cle": "intitule", "valeur": "Projet tiré au hasard"}]
    if alea.random() < 0.6:
        projet.append({"cle": "date_debut", "valeur": debut})
    if alea.random() < 0.3:
        projet.append({"cle": "frequence_rapports", "valeur": "T"})
    cadre: Tables = {
        "Projet": projet,
        "Résultats": [{"code": "R1", "libelle": "Résultat 1", "niveau": "produit"}],
        "Indicateurs": indicateurs,
        "Cibles": [],
        "Références": [],
        "Collecte": [],
        "Seuils": [{"jeu": "strict", "vert": 95, "orange": 75, "peremption": 1, "plancher_completude": 80}],
    }
    if alea.random() < 0.3:
        cadre["Seuils"].append(
            {"jeu": "defaut", "vert": 85, "orange": 50, "peremption": 2.5, "plancher_completude": 30}
        )
    for indicateur in indicateurs:
        cadre["Collecte"] += _collecte(alea, indicateur, actives.get(indicateur["code"], []), debut, fin)
        for zone in _zones_visees(alea, indicateur, actives.get(indicateur["code"], [])):
            reference = alea.choice((None, 0, 2, 10, 40))
            if reference is not None:
                cadre["Références"].append(_reference(alea, indicateur, zone, reference))
            cadre["Cibles"] += _cibles(alea, indicateur, zone, reference, debut, fin)
    return cadre


def _reference(alea: random.Random, indicateur: Ligne, zone: str, valeur: float) -> Ligne:
    ligne: Ligne = {"code_indicateur": indicateur["code"], "code_zone": zone, "valeur": valeur}
    if indicateur["nature"] == "ratio" and alea.random() < 0.4:
        ligne |= {"numerateur": 1, "denominateur": 8}
        if alea.random() < 0.5:
            ligne["valeur"] = None
    return ligne


def _zones_visees(alea: random.Random, indicateur: Ligne, actives: list[str]) -> list[str]:
    """Le projet, les régions, des zones qui donnent et d'autres qui ne donnent pas."""
    niveau = indicateur["niveau_collecte"]
    visees = {"SOCLE"} | set(zones_du_niveau("region") if niveau != "SOCLE" else [])
    visees |= set(actives[:5]) | {alea.choice(zones_du_niveau(niveau)) for _ in range(2)}
    return sorted(visees)


def _cibles(
    alea: random.Random, indicateur: Ligne, zone: str, reference: float | None, debut: dt.date, fin: dt.date
) -> list[Ligne]:
    genres = [g for g in DUREES if DUREES[g] >= DUREES[TYPE_DE_BASE[indicateur["frequence"]]]]
    cibles = {}
    for _ in range(alea.randint(0, 4)):
        jour = debut + dt.timedelta(days=alea.randint(0, (fin - debut).days + 400))
        nature = alea.choice(("cumul", "cumul", "periode"))
        libelle = periode_du(alea.choice(genres), jour).libelle
        valeur = alea.choice((0, 5, 10, 20, 60, 100, reference if reference is not None else 30))
        cibles[libelle, nature] = {
            "code_indicateur": indicateur["code"],
            "code_zone": zone,
            "periode": libelle,
            "valeur": valeur,
            "nature_cible": nature,
        }
    return list(cibles.values())


def _collecte(alea: random.Random, indicateur: Ligne, actives: list[str], debut: dt.date, fin: dt.date) -> list[Ligne]:
    if alea.random() < 0.6:
        return []
    periodes = _periodes(TYPE_DE_BASE[indicateur["frequence"]], debut, fin)
    lignes = []
    for zone in sorted({*actives[::2], *_zones_actives(alea, indicateur["niveau_collecte"], 4)}):
        bornes = sorted(alea.choices(range(len(periodes)), k=2))
        lignes.append(
            {
                "code_indicateur": indicateur["code"],
                "code_zone": zone,
                "depuis": alea.choice((None, periodes[bornes[0]].libelle)),
                "jusqu_a": alea.choice((None, periodes[bornes[1]].libelle)),
            }
        )
    return lignes


# --- Dépôts ------------------------------------------------------------------------------------------------


def _repartir(alea: random.Random, saisies: list[Ligne], natures: dict[str, str], registres: Tables) -> list[Depot]:
    """Les lignes en trois envois désordonnés, puis un quatrième qui corrige ou efface."""
    envois: list[Tables] = [{"Valeurs": []} for _ in range(3)]
    for ligne in saisies:
        alea.choice(envois)["Valeurs"].append(ligne)
    for feuille, lignes in registres.items():
        for ligne in lignes:
            alea.choice(envois).setdefault(feuille, []).append(ligne)
    a_corriger = alea.sample(saisies, len(saisies) // 8)
    corriges = [ligne | _contenu(alea, natures[ligne["code_indicateur"]]) for ligne in a_corriger]
    envois.append({"Valeurs": corriges})
    return [Depot(f"envoi_{n}", envoi) for n, envoi in enumerate(envois, start=1)]
