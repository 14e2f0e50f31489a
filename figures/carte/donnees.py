"""Du tableau au navigateur : géométries resserrées, colonnes compactes, et un JSON qui ne peut rien exécuter."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from domaine import francais
from figures.carte.classes import ETAPES, RANG_SYMBOLE, SYMBOLES
from figures.carte.perimetre import hors_du_perimetre
from requetes.carte.reperes import Repere
from requetes.carte.services import ZonePlacee

#: Précision des limites envoyées : 1/10 000 de degré, environ 11 m.
ECHELLE = 10_000
_CODES_ETAPES = list(ETAPES)
#: Ce qui sortirait d'un littéral JavaScript (`</script>`), ou que Jinja relirait : folium compile en gabarit
#: le script déjà rendu, si bien qu'un point nommé `{{ … }}` y serait exécuté sur le serveur.
_ECHAPPEMENTS = (
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("&", "\\u0026"),
    ("\u2028", "\\u2028"),
    ("\u2029", "\\u2029"),
    ("{{", "{\\u007b"),
    ("{%", "{\\u0025"),
    ("{#", "{\\u0023"),
)


def texte_json(objet: object) -> str:
    """Un objet en JSON serré ; un NaN y est refusé (`ValueError`), jamais écrit."""
    return json.dumps(objet, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def json_pour_script(objet: object) -> str:
    r"""Écrit un objet en JSON, sans rien qui puisse s'exécuter dans une page ou dans un gabarit.

    >>> json_pour_script({"nom": "</script>{{ 7*7 }}"})
    '{"nom":"\\u003c/script\\u003e{\\u007b 7*7 }}"}'
    """
    texte = texte_json(objet)
    for brut, echappe in _ECHAPPEMENTS:
        texte = texte.replace(brut, echappe)
    return texte


def coder_geometrie(geojson: str | None) -> list[list[list[int]]] | None:
    """Un polygone GeoJSON en écarts entiers (lon, lat), polygone par polygone puis anneau par anneau.

    Returns:
        La géométrie codée ; `None` si elle manque ou n'est pas un polygone.

    >>> coder_geometrie('{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,2],[0,0]]]}')
    [[[0, 0, 10000, 0, 0, 20000, -10000, -20000]]]
    """
    if not isinstance(geojson, str):
        return None
    geometrie = json.loads(geojson)
    if geometrie.get("type") == "Polygon":
        polygones = [geometrie["coordinates"]]
    elif geometrie.get("type") == "MultiPolygon":
        polygones = geometrie["coordinates"]
    else:
        return None
    return [[_coder_anneau(anneau) for anneau in polygone] for polygone in polygones]


def _coder_anneau(anneau: list[list[float]]) -> list[int]:
    codes: list[int] = []
    x = y = 0
    for point in anneau:
        px, py = round(point[0] * ECHELLE), round(point[1] * ECHELLE)
        if codes and (px, py) == (x, y):
            continue
        codes += [px - x, py - y]
        x, y = px, py
    return codes


def emprise(geometrie: list[list[list[int]]] | None) -> list[float] | None:
    """L'étendue d'une géométrie codée : `[ouest, sud, est, nord]` en degrés."""
    if not geometrie:
        return None
    lons: list[int] = []
    lats: list[int] = []
    for polygone in geometrie:
        x = y = 0
        anneau = polygone[0]
        for rang in range(0, len(anneau), 2):
            x, y = x + anneau[rang], y + anneau[rang + 1]
            lons.append(x)
            lats.append(y)
    return [min(lons) / ECHELLE, min(lats) / ECHELLE, max(lons) / ECHELLE, max(lats) / ECHELLE]


def zones_du_fond(zones: Iterable[ZonePlacee], limites: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Les zones telles que le navigateur les garde.

    Args:
        zones: une position absente retire l'étiquette, pas la zone.
        limites: code de zone → GeoJSON.

    Returns:
        Code → `code, nom, lat, lon, forme, emprise` ; la zone mère SOCLE n'a que l'emprise de toutes les autres.
    """
    fond: dict[str, dict[str, Any]] = {}
    for zone in zones:
        forme = coder_geometrie(limites.get(zone.code))
        etendue = emprise(forme)
        lat, lon = _position(zone.lat), _position(zone.lon)
        if (lat is None or lon is None) and etendue:
            lat, lon = (etendue[1] + etendue[3]) / 2, (etendue[0] + etendue[2]) / 2
        fond[zone.code] = {
            "code": zone.code,
            "nom": zone.nom,
            "lat": lat,
            "lon": lon,
            "forme": forme,
            "emprise": etendue,
        }
    etendues = [z["emprise"] for z in fond.values() if z["emprise"]]
    if "SOCLE" in fond and etendues:
        ouest, sud, est, nord = zip(*etendues, strict=True)
        fond["SOCLE"] |= {"emprise": [min(ouest), min(sud), max(est), max(nord)]}
    return fond


def points_du_fond(points: pd.DataFrame, noms_zones: dict[str, str], limites: Iterable[str] = ()) -> dict[str, Any]:
    """Les points en colonnes, dans l'ordre reçu (celui des états).

    Args:
        points: `nom, type_service, code_zone, latitude, longitude, fichier, ligne` ; position absente → `null`.
        noms_zones: code de zone → nom.
        limites: GeoJSON des régions, loin desquelles un point est «hors».

    Returns:
        Des colonnes : `nom, types, type` (rang dans `types`), `lat, lon` (entiers, en 1/10 000 de degré),
        `zones, zone`, `fichiers, source`, `ligne` (écart au précédent ; 0 = inconnue), `hors`. Entiers
        et écarts se compressent bien mieux.
    """
    codes = sorted({str(c) for c in points["code_zone"]})
    fichiers = sorted({_texte(f) or "" for f in points["fichier"]})
    types = sorted({t for t in map(_texte, points["type_service"]) if t is not None})
    rang_zone, rang_fichier = {c: i for i, c in enumerate(codes)}, {f: i for i, f in enumerate(fichiers)}
    rang_type: dict[str | None, int | None] = {None: None, **{t: i for i, t in enumerate(types)}}
    return {
        "nom": [_texte(n) or "sans nom" for n in points["nom"]],
        "types": types,
        "type": [rang_type[_texte(t)] for t in points["type_service"]],
        "lat": [_au_pas(v) for v in points["latitude"]],
        "lon": [_au_pas(v) for v in points["longitude"]],
        "hors": hors_du_perimetre(points, limites),
        "zones": [noms_zones.get(c, c) for c in codes],
        "zone": [rang_zone[str(c)] for c in points["code_zone"]],
        "fichiers": fichiers,
        "source": [rang_fichier[_texte(f) or ""] for f in points["fichier"]],
        "ligne": _en_ecarts([0 if francais.absente(n) else int(n) for n in points["ligne"]]),
    }


def etats_des_points(etats: pd.DataFrame) -> dict[str, Any]:
    """L'état de chaque point à une date, en colonnes compactes.

    Args:
        etats: une ligne par point du fond, dans le même ordre : `visible, statut, etape, age_jours, usagers` ; un point
            sans position ne se dessine pas.

    Returns:
        `statuts` : un caractère par point («.» = hors de la sélection) ; `etapes` : un caractère, «.» = inconnue ;
        `ages` : jours, −1 = jamais visité ; `usagers` : −1 = non disponible. D'un point hors de la sélection, rien
        d'autre n'est envoyé.
    """
    visibles = [bool(v) for v in etats["visible"]]
    inconnu = len(SYMBOLES) - 1
    statuts = [chr(48 + RANG_SYMBOLE.get(str(s), inconnu)) for s in etats["statut"]]
    etapes = [chr(48 + _CODES_ETAPES.index(str(e))) if str(e) in ETAPES else "." for e in etats["etape"]]
    return {
        "statuts": "".join(s if v else "." for v, s in zip(visibles, statuts, strict=True)),
        "etapes": "".join(e if v else "." for v, e in zip(visibles, etapes, strict=True)),
        "ages": _entiers(etats["age_jours"], visibles),
        "usagers": _entiers(etats["usagers"], visibles),
    }


def _entiers(colonne: pd.Series, visibles: list[bool]) -> list[int]:
    return [int(n) if v and not francais.absente(n) else -1 for v, n in zip(visibles, colonne, strict=True)]


def reperes_du_fond(reperes: Iterable[Repere]) -> dict[str, list[dict[str, Any]]]:
    """Le fleuve, les chefs-lieux et les régions voisines.

    Args:
        reperes: une géométrie d'une autre sorte que celle du genre est écartée.

    Returns:
        `voisines` : `nom, lat, lon, forme` ; `fleuve` : `nom, forme` (lignes codées comme les anneaux) ; `villes` :
        `nom, lat, lon`.
    """
    voisines: list[dict[str, Any]] = []
    fleuve: list[dict[str, Any]] = []
    villes: list[dict[str, Any]] = []
    for repere in reperes:
        if repere.genre == "villes" and repere.lat is not None and repere.lon is not None:
            villes.append({"nom": repere.nom or "", "lat": _position(repere.lat), "lon": _position(repere.lon)})
        if repere.genre == "voisines" and (forme := coder_geometrie(repere.geojson)):
            lieu = {"lat": _position(repere.lat), "lon": _position(repere.lon)}
            voisines.append({"nom": repere.nom or "", "forme": forme} | lieu)
        elif repere.genre == "fleuve" and (lignes := coder_lignes(repere.geojson)):
            fleuve.append({"nom": repere.nom or "", "forme": lignes})
    return {"voisines": voisines, "fleuve": fleuve, "villes": villes}


def coder_lignes(geojson: str) -> list[list[int]] | None:
    """Une ligne GeoJSON en écarts entiers, morceau par morceau ; `None` si ce n'est pas une ligne.

    >>> coder_lignes('{"type":"LineString","coordinates":[[0,0],[1,2]]}')
    [[0, 0, 10000, 20000]]
    """
    geometrie = json.loads(geojson)
    if geometrie.get("type") == "LineString":
        return [_coder_anneau(geometrie["coordinates"])]
    if geometrie.get("type") == "MultiLineString":
        return [_coder_anneau(ligne) for ligne in geometrie["coordinates"]]
    return None


def _au_pas(valeur: object) -> int | None:
    return None if francais.absente(valeur) else round(float(valeur) * ECHELLE)  # type: ignore[arg-type]


def _en_ecarts(nombres: list[int]) -> list[int]:
    """Chaque nombre moins le précédent.

    >>> _en_ecarts([4, 5, 6, 2])
    [4, 1, 1, -4]
    """
    return [n - avant for avant, n in itertools.pairwise([0, *nombres])]


def _texte(valeur: object) -> str | None:
    return None if francais.absente(valeur) else str(valeur)


def _position(degres: float | None) -> float | None:
    return None if degres is None else round(degres, 5)
