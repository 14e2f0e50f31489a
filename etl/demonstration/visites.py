"""Les visites des points : quatre tests, usagers, rechutes, points perdus de vue."""

from __future__ import annotations

import datetime as dt
import random

from etl.demonstration.base import FIN, Cellules, Ligne, alea, en_crise, jours
from etl.demonstration.points import SERVICES, Point

#: Les quatre tests de «restauré», dans l'ordre des colonnes.
TESTS = ("local", "agent", "moyens", "prestation")
MOTIFS_DE_RECHUTE = ("Panne de la pompe", "Agent muté, non remplacé", "Local endommagé", "Rupture de fournitures")
#: Derniers jours visités : la coordination de Douentza n'a pas envoyé juin 2024.
DERNIER_JOUR = {"GAO": FIN, "MENAKA": FIN, "DOUENTZA": dt.date(2024, 5, 31)}
#: Part des usagères, par service ; la moitié ailleurs.
PART_DES_FEMMES = {"santé": 0.63, "eau": 0.58, "éducation": 0.46, "élevage": 0.31, "marché": 0.57, "justice": 0.38}


def lignes_visites(liste: list[Point]) -> list[Ligne]:
    """Les visites de tous les points, dans l'ordre des points puis du temps."""
    lignes: list[Ligne] = []
    for point in liste:
        tirage = alea(f"visites-{point.id_point}")
        lignes += _visite_de_diagnostic(point, tirage)
        if point.destin == "E" and max(point.etapes) == 5:
            lignes.append(_visite_de_chantier(point))
        if 7 in point.etapes and point.destin != "J":
            lignes += _visites_de_suivi(point, tirage)
    return lignes


def _visite_de_diagnostic(point: Point, tirage: random.Random) -> list[Ligne]:
    """Avant les travaux, un point sur deux est visité : il ne rend pas le service."""
    if 1 not in point.etapes or point.destin == "J" or tirage.random() < 0.5:
        return []
    cellules: Cellules = {
        "id_point": point.id_point,
        "date": point.etapes[1],
        "mode": "sur place",
        "local": tirage.random() < 0.4,
        "agent": tirage.random() < 0.3,
        "moyens": False,
        "prestation": False,
        "usagers_hommes": 0,
        "usagers_femmes": 0,
        "motif": "Visite de diagnostic",
        "niveau_preuve": "2",
    }
    return [Ligne("visite", point.region, point.etapes[1], cellules)]


def _visite_de_chantier(point: Point) -> Ligne:
    """Au printemps 2024, les travaux en cours sont vus : le service n'est pas encore ouvert."""
    jour = max(point.etapes[5] + jours(3), dt.date(2024, 4, 16) + jours(6 * point.rang))
    cellules: Cellules = {
        "id_point": point.id_point,
        "date": min(jour, DERNIER_JOUR[point.region]),
        "mode": "sur place",
        "local": point.rang % 2 == 0,
        "agent": False,
        "moyens": False,
        "prestation": False,
        "statut_fonctionnel": "pas encore ouvert" if point.rang % 3 else None,
        "motif": "Travaux en cours",
        "niveau_preuve": "2",
    }
    return Ligne("visite", point.region, min(jour, DERNIER_JOUR[point.region]), cellules)


def _visites_de_suivi(point: Point, tirage: random.Random) -> list[Ligne]:
    lignes = []
    dernier = DERNIER_JOUR[point.region]
    if point.destin == "N":
        # Perdu de vue : la dernière visite a plus de 90 jours à la date des données.
        dernier = dt.date(2024, 3, 10)
    jour = point.etapes[7] + jours(tirage.randint(8, 20))
    precedent = point.etapes[7]
    rang = 0
    while jour <= dernier:
        if not en_crise(point.region, jour) or tirage.random() < 0.25:
            lignes.append(_visite(point, jour, rang, (jour - precedent).days, tirage))
            precedent = jour
            rang += 1
        jour += jours(tirage.randint(46, 68))
    return lignes


def _visite(point: Point, jour: dt.date, rang: int, duree: int, tirage: random.Random) -> Ligne:
    tests, statut, motif = _resultat(point, rang, tirage)
    usagers = SERVICES[point.service][2] * duree / 53 * tirage.uniform(0.7, 1.3) * (sum(tests) / 4 if tests[3] else 0)
    femmes = int(usagers * PART_DES_FEMMES.get(point.service, 0.5) * tirage.uniform(0.9, 1.1))
    a_distance = en_crise(point.region, jour) or tirage.random() < 0.08
    cellules: Cellules = {
        "id_point": point.id_point,
        "date": jour,
        "mode": "relais communautaire" if a_distance else ("visite indépendante" if rang == 2 else "sur place"),
        **dict(zip(TESTS, tests, strict=True)),
        "statut_fonctionnel": statut,
        "usagers_hommes": max(0, int(usagers) - femmes),
        "usagers_femmes": femmes,
        "motif": motif,
        "niveau_preuve": "1" if a_distance else ("3" if rang == 2 else "2"),
    }
    return Ligne("visite", point.region, jour, cellules)


def _resultat(point: Point, rang: int, tirage: random.Random) -> tuple[tuple[bool, ...], str | None, str | None]:
    """Les quatre tests, la fermeture éventuelle et le motif, selon le destin du point et le rang de la visite."""
    motif = MOTIFS_DE_RECHUTE[point.rang % len(MOTIFS_DE_RECHUTE)]
    if point.destin == "P":
        return (True, rang % 2 == 1, True, False) if rang % 3 else (True, False, True, False), None, "Agent absent"
    if point.destin == "L" and rang >= 2:
        return (rang < 4, False, False, False), "fermé temporairement", motif
    if point.destin == "C" and rang in (3, 4):
        return (True, False, False, False), None, motif
    if rang == 0 and tirage.random() < 0.25:
        return (True, True, True, False), None, "Service pas encore ouvert au public"
    if rang and tirage.random() < 0.14:
        return (True, True, False, True), None, "Consommables en attente"
    # Un point perdu de vue, toujours dit fonctionnel : le contrôle doit le relever.
    statut = "pleinement fonctionnel" if point.destin == "N" and point.commune == "ML050402" else None
    return (True, True, True, True), statut, None
