"""Les projets, les points de service et leurs étapes ; les visites sont dans `visites`.

Le destin de chaque point tient en une lettre dans `data/demo/communes.csv` (voir `DESTINS`) : l'histoire se lit là.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import dataclass, field

from etl.demonstration.base import (
    CRISE,
    DEBUT,
    FIN,
    PREFIXE,
    Cellules,
    Ligne,
    Valeur,
    alea,
    communes,
    en_crise,
    jours,
    lire_entrees,
)

#: Destin d'un point → dernière étape atteinte.
DESTINS = {
    "R": 8,  # restauré et suivi
    "L": 8,  # restauré, puis retombé
    "C": 8,  # restauré, retombé, puis rétabli
    "N": 8,  # restauré, mais plus vu depuis 90 jours
    "P": 7,  # remis en service sans jamais réunir les quatre tests
    "J": 7,  # remis en service, jamais visité
    "E": 5,  # travaux en cours
    "F": 3,  # projet validé
    "V": 3,  # projet validé au printemps 2024
    "D": 1,  # diagnostic récent
    "I": 0,  # identifié, rien de plus
    "S": 4,  # suspendu
    "A": 2,  # abandonné
}
SERVICES = {
    "eau": ("Point d’eau", 900, 460),
    "santé": ("Centre de santé", 6500, 330),
    "éducation": ("École", 1400, 190),
    "état civil": ("Centre d’état civil", 5200, 120),
    "élevage": ("Parc de vaccination", 2300, 140),
    "administration": ("Mairie", 9000, 110),
    "justice": ("Maison du droit", 12000, 45),
    "énergie": ("Mini-centrale solaire", 1800, 210),
    "marché": ("Marché", 3800, 380),
}
#: Jours d'une étape à la suivante, en moyenne (0→1, 1→2…).
ECARTS = (25, 35, 45, 30, 35, 75, 25, 90)
#: Points recensés tard, en jours depuis le début : les derniers diagnostics et projets datent du printemps 2024.
DEPARTS_TARDIFS = {"D": 700, "V": 725}
LENTEUR = {"GAO": 0.98, "MENAKA": 1.3, "DOUENTZA": 1.15}


@dataclass
class Point:
    """Un point et son histoire ; `etapes` : rang → date réelle, pour les étapes atteintes avant la fin."""

    id_point: str
    region: str
    commune: str
    service: str
    destin: str
    rang: int
    identifie: dt.date
    cellules: Cellules
    etapes: dict[int, dt.date] = field(default_factory=dict)
    prevues: dict[int, dt.date] = field(default_factory=dict)


def points() -> list[Point]:
    """Les points de la démonstration, dans l'ordre des communes ; les mêmes à chaque appel."""
    services = list(SERVICES)
    liste: list[Point] = []
    numeros = dict.fromkeys(PREFIXE, 0)
    for ligne in lire_entrees("communes.csv"):
        commune = communes()[ligne["code_commune"]]
        for rang, destin in enumerate(ligne["destins"].split()):
            region = commune["region"]
            numeros[region] += 1
            service = services[(len(liste) + rang) % (4 if rang < 2 else len(services))]
            depart = int(ligne["mois_de_depart"]) * 30 + 62 * rang
            depart = DEPARTS_TARDIFS.get(destin, depart) + (15 * rang if destin == "D" else 0)
            id_point = f"{PREFIXE[region]}-PT-{numeros[region]:03d}"
            # Un tirage par point : changer le destin de l'un ne déplace pas les autres.
            tirage = alea(f"point-{id_point}")
            identifie = DEBUT + jours(6 + depart + tirage.randint(0, 25))
            point = Point(id_point, region, commune["code"], service, destin, rang, identifie, {})
            point.cellules = _fiche(point, ligne["genre_site"], tirage)
            _dater_les_etapes(point, tirage)
            liste.append(point)
    return liste


def _fiche(point: Point, genre_site: str, tirage: random.Random) -> Cellules:
    nom, population, _ = SERVICES[point.service]
    lieu = f"{genre_site} {chr(65 + point.rang)}"
    latitude, longitude, precision = _position(point, tirage)
    return {
        "id_point": point.id_point,
        "nom": f"{nom} – {lieu} (fictif)",
        "type_service": point.service,
        "code_zone": point.commune,
        "localite": lieu,
        "latitude": latitude,
        "longitude": longitude,
        "precision_m": precision,
        "gestionnaire": tirage.choice(("Comité de gestion", "Mairie", "Service technique", "Association d’usagers")),
        "population_desservie": int(population * tirage.uniform(0.5, 1.5) // 10 * 10),
    }


def _position(point: Point, tirage: random.Random) -> tuple[Valeur, Valeur, Valeur]:
    """Une position près du point intérieur de la commune, ou rien pour les points sans relevé."""
    commune = communes()[point.commune]
    # Le point intérieur peut être près d'un bord : on reste dans un rayon modeste, plus petit pour une petite commune.
    rayon = min(0.07, 0.12 * math.sqrt(float(commune["superficie_km2"])) / 111)
    angle, distance = tirage.uniform(0, 2 * math.pi), rayon * math.sqrt(tirage.random())
    if point.destin in "IFADV" and point.rang % 2 == 1:
        return None, None, None
    latitude = round(float(commune["latitude"]) + distance * math.sin(angle), 4)
    longitude = round(float(commune["longitude"]) + distance * math.cos(angle), 4)
    return latitude, longitude, tirage.choice((5, 10, 20, 100))


def _dater_les_etapes(point: Point, tirage: random.Random) -> None:
    jour = prevue = point.identifie
    for etape in range(DESTINS[point.destin] + 1):
        if etape:
            ecart = ECARTS[etape - 1] * LENTEUR[point.region]
            prevue += jours(ECARTS[etape - 1])
            jour += jours(ecart * tirage.uniform(0.75, 1.3))
            if etape >= 4 and en_crise(point.region, jour):
                jour = CRISE[1] + jours(20 + tirage.randint(0, 40))
        point.prevues[etape] = prevue
        if jour <= FIN:
            point.etapes[etape] = jour
    suivante = DESTINS[point.destin] + 1
    if suivante < 8:
        point.prevues[suivante] = prevue + jours(ECARTS[suivante - 1])


def lignes_points(liste: list[Point]) -> list[Ligne]:
    """Les feuilles Projets, Points et Étapes."""
    lignes: list[Ligne] = []
    projets = _projets(liste)
    for point in liste:
        projet = projets.get(point.id_point)
        fiche = dict(point.cellules)
        if projet and 3 in point.etapes:
            # Le point est recensé avant que son projet ne soit validé : sa fiche est renvoyée complétée.
            lignes.append(Ligne("point_service", point.region, point.identifie, dict(fiche)))
            fiche |= {"id_projet": projet["id_projet"], "operateur": projet["operateur"]}
            lignes.append(Ligne("point_service", point.region, point.etapes[3], fiche))
        else:
            lignes.append(Ligne("point_service", point.region, point.identifie, fiche))
        lignes += _etapes(point)
    return lignes + _lignes_projets(liste, projets)


def _etapes(point: Point) -> list[Ligne]:
    lignes = []
    for etape, prevue in point.prevues.items():
        reelle = point.etapes.get(etape)
        cellules: Cellules = {
            "id_point": point.id_point,
            "etape": str(etape),
            "date_prevue": prevue,
            "date_reelle": reelle,
        }
        if reelle is None and point.destin == "E":
            cellules["motif_blocage"] = "Approvisionnement en matériaux retardé"
        connue = reelle or point.etapes[max(point.etapes)]
        lignes.append(Ligne("etape_restauration", point.region, connue, cellules))
    if point.destin in "SA":
        jour = point.etapes[max(point.etapes)] + jours(40)
        suspendu = point.destin == "S"
        motif = "Zone non accessible" if suspendu else "Terrain en litige, projet retiré"
        cellules = {
            "id_point": point.id_point,
            "etape": "suspendu" if suspendu else "abandonné",
            "date_reelle": min(jour, FIN),
            "motif_blocage": motif,
        }
        lignes.append(Ligne("etape_restauration", point.region, min(jour, FIN), cellules))
    return lignes


def _projets(liste: list[Point]) -> dict[str, Cellules]:
    """Un projet pour un ou deux points d'une même commune, dès la formulation (étape 2)."""
    operateurs = [ligne["nom"] for ligne in lire_entrees("operateurs.csv")]
    projets: dict[str, Cellules] = {}
    numeros = dict.fromkeys(PREFIXE, 0)
    for point in liste:
        if 2 not in point.etapes:
            continue
        if point.rang % 2 and (voisin := projets.get(_precedent(point))) is not None:
            projets[point.id_point] = voisin
            continue
        numeros[point.region] += 1
        tirage = alea(f"projet-{point.id_point}")
        validee = point.etapes.get(3)
        note = round(tirage.uniform(9.5, 17.5) * 2) / 2
        projets[point.id_point] = {
            "id_projet": f"{PREFIXE[point.region]}-PR-{numeros[point.region]:02d}",
            "intitule": f"Restauration de services – {communes()[point.commune]['nom']}, lot {1 + point.rang // 2}",
            "code_zone": point.commune,
            "operateur": operateurs[(numeros[point.region] * 3 + len(projets)) % len(operateurs)],
            "budget_fcfa": tirage.randint(18, 95) * 1_000_000,
            "date_soumission": point.etapes[2] + jours(5),
            "date_validation": validee,
            "note_formulation": note if validee else None,
            "statut": _statut(point),
        }
    return projets


def _precedent(point: Point) -> str:
    return f"{point.id_point[:-3]}{int(point.id_point[-3:]) - 1:03d}"


def _statut(point: Point) -> str:
    if point.destin == "A":
        return "abandonné"
    if point.destin == "S":
        return "suspendu"
    if 8 in point.etapes:
        return "achevé"
    if 4 in point.etapes:
        return "en cours"
    return "validé" if 3 in point.etapes else "en revue"


def _lignes_projets(liste: list[Point], projets: dict[str, Cellules]) -> list[Ligne]:
    """Chaque projet deux fois : soumis, puis validé avec sa note."""
    lignes, vus = [], set()
    for point in liste:
        projet = projets.get(point.id_point)
        if projet is None or projet["id_projet"] in vus:
            continue
        vus.add(projet["id_projet"])
        soumis = dict(projet) | {"date_validation": None, "note_formulation": None, "statut": "soumis"}
        lignes.append(Ligne("projet_service", point.region, point.etapes[2] + jours(5), soumis))
        if 3 in point.etapes:
            lignes.append(Ligne("projet_service", point.region, point.etapes[3], dict(projet)))
        else:
            lignes.append(Ligne("projet_service", point.region, FIN, dict(projet)))
    return lignes
