"""Les chantiers de l'État, leur avancement mensuel, et la présence de ses représentants, trimestre par trimestre."""

from __future__ import annotations

import datetime as dt
import random

from etl.demonstration.base import (
    CERCLES,
    CRISE,
    PREFIXE,
    REGIONS,
    Cellules,
    Ligne,
    alea,
    communes,
    date_de,
    en_crise,
    fins_de_mois,
    fins_de_trimestre,
    jours,
    lire_entrees,
)

#: Part des postes pourvus, trimestre par trimestre, de mars 2022 à juin 2024.
PRESENCE = {
    "GAO": (24, 28, 33, 38, 42, 45, 47, 50, 55, 58),
    "MENAKA": (18, 22, 28, 32, 36, 18, 9, 14, 18, 23),
    "DOUENTZA": (36, 36, 39, 39, 42, 42, 39, 39, 36, 36),
}


def lignes_chantiers() -> list[Ligne]:
    """Les feuilles Chantiers et Avancement."""
    lignes: list[Ligne] = []
    numeros = dict.fromkeys(REGIONS, 0)
    for entree in lire_entrees("chantiers.csv"):
        region = entree["region"]
        numeros[region] += 1
        identifiant = f"{PREFIXE[region]}-CH-{numeros[region]:02d}"
        lignes += _chantier(identifiant, entree)
        lignes += _avancements(identifiant, entree, alea(f"avancement-{identifiant}"))
    return lignes


def _chantier(identifiant: str, entree: dict[str, str]) -> list[Ligne]:
    """La fiche d'un chantier, renvoyée à son démarrage puis à sa réception."""
    fiche: Cellules = {
        "id_chantier": identifiant,
        "ouvrage": entree["ouvrage"],
        "nom": f"{entree['nom']} (démonstration)",
        "code_zone": entree["code_zone"],
        "entreprise": f"Entreprise {'ABCD'[int(identifiant[-2:]) % 4]} (fictive)",
        "montant_fcfa": int(entree["montant_millions"]) * 1_000_000,
        "date_debut_prevue": date_de(entree["debut_prevu"]),
        "date_fin_prevue": date_de(entree["fin_prevue"]),
    }
    prevue = date_de(entree["debut_prevu"])
    assert prevue is not None  # le CSV donne toujours la date prévue
    lignes = [Ligne("chantier", entree["region"], prevue - jours(30), dict(fiche))]
    for colonne, nom in (("debut", "date_debut"), ("reception", "date_reception")):
        jour = date_de(entree[colonne])
        if jour is not None:
            fiche[nom] = jour
            lignes.append(Ligne("chantier", entree["region"], jour, dict(fiche)))
    return lignes


def _avancements(identifiant: str, entree: dict[str, str], tirage: random.Random) -> list[Ligne]:
    """Un relevé par fin de mois, du démarrage à la réception ; le physique ne recule jamais."""
    debut, reception = date_de(entree["debut"]), date_de(entree["reception"])
    if debut is None:
        return []
    mois = [m for m in fins_de_mois() if m > debut and not _muet(entree["region"], m)]
    if reception is not None:
        mois = [m for m in mois if m < reception] + [reception]
    plafond = float(entree["plafond_pct"])
    poids = [0.15 if en_crise(entree["region"], m) else tirage.uniform(0.6, 1.4) for m in mois]
    lignes, cumul = [], 0.0
    for jour, poids_du_mois in zip(mois, poids, strict=True):
        cumul += poids_du_mois
        physique = round(plafond * cumul / sum(poids)) if poids else 0
        cellules: Cellules = {
            "id_chantier": identifiant,
            "date": jour,
            "physique_pct": physique,
            "financier_pct": max(0, min(100, physique - tirage.randint(-4, 14))),
            "incident": "Chantier arrêté, zone non accessible" if en_crise(entree["region"], jour) else None,
        }
        lignes.append(Ligne("chantier_avancement", entree["region"], jour, cellules))
    return lignes


def _muet(region: str, mois: dt.date) -> bool:
    """La coordination de Douentza n'a pas encore envoyé mai et juin 2024."""
    return region == "DOUENTZA" and mois > dt.date(2024, 4, 30)


def postes() -> list[tuple[str, str, str, str]]:
    """Les postes connus : région, zone, intitulé, fonction."""
    liste = []
    for region in REGIONS:
        liste.append((region, region, "Gouverneur", "gouverneur"))
        liste.append((region, region, "Directeur de cabinet", "directeur de cabinet"))
        liste += [(region, region, f"Conseiller {n}", "conseiller du gouverneur") for n in (1, 2)]
        for cercle in CERCLES[region]:
            liste.append((region, cercle, "Préfet", "préfet"))
            liste.append((region, cercle, "Préfet adjoint", "préfet adjoint"))
            liste += [
                (region, code, f"Sous-préfet de {commune['nom']}", "sous-préfet")
                for code, commune in communes().items()
                if commune["cercle"] == cercle
            ]
            if region == "MENAKA":
                liste += [(region, cercle, f"Sous-préfet d’arrondissement {n}", "sous-préfet") for n in (1, 2)]
    return liste


def lignes_presence() -> list[Ligne]:
    """La feuille Présence : chaque poste à chaque fin de trimestre."""
    lignes: list[Ligne] = []
    for region in REGIONS:
        tirage = alea(f"presence-{region}")
        liste = [p for p in postes() if p[0] == region]
        # Le rang de chaque poste reste le même : un poste pourvu le reste tant que la présence ne recule pas.
        rangs = _rangs(liste, tirage)
        for trimestre, part in zip(fins_de_trimestre(), PRESENCE[region], strict=True):
            # En T2 2024, Douentza n'a envoyé que l'état d'avril.
            jour = dt.date(2024, 4, 29) if _muet(region, trimestre) else trimestre - jours(tirage.randint(1, 6))
            pourvus = round(len(liste) * part / 100)
            for poste, rang in zip(liste, rangs, strict=True):
                lignes.append(_etat(poste, jour, rang < pourvus, rang))
    return lignes


def _rangs(liste: list[tuple[str, str, str, str]], tirage: random.Random) -> list[int]:
    """Ordre de retour des postes : le gouverneur d'abord, le reste au hasard."""
    ordre = sorted(range(len(liste)), key=lambda i: (liste[i][3] != "gouverneur", tirage.random()))
    return [ordre.index(i) for i in range(len(liste))]


def _etat(poste: tuple[str, str, str, str], jour: dt.date, au_poste: bool, rang: int) -> Ligne:
    region, zone, intitule, fonction = poste
    autre = ("replié", "vacant", "nommé non installé", "replié")[rang % 4]
    if region == "MENAKA" and CRISE[0] <= jour <= dt.date(2024, 3, 31) and rang % 4 != 1:
        autre = "replié"
    cellules: Cellules = {
        "code_zone": zone,
        "poste": intitule,
        "fonction": fonction,
        "date": jour,
        "etat": "au poste" if au_poste else autre,
        "lieu_effectif": None if au_poste or autre == "vacant" else "Chef-lieu de région",
    }
    return Ligne("presence_etat", region, jour, cellules)
