"""Reconnaître les zones d'un niveau dans des polygones sans nom, et dire ce qui ne va pas.

Un polygone est la zone dont il entoure le point de chaque commune ; sa superficie le confirme. Les noms du fichier ne
servent jamais : ils s'écrivent de trop de façons. Fonctions pures : ni fichier, ni réseau.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely import STRtree

from domaine.francais import compte, nombre, pourcentage, signe
from domaine.niveaux import NOMS, PLURIELS
from geo.projection import en_metres, superficies_km2
from geo.refus import soigner
from geo.zones import ancetres, charger_zones, descendants, par_code

INFORMATION, A_VERIFIER, BLOQUANTE = "information", "à vérifier", "bloquante"

#: Écart de superficie, en part des faits, au-delà duquel une commune est signalée.
TOLERANCE_SUPERFICIE = 0.15
#: En dessous, les superficies sont celles de la source des faits : le crédit officiel est juste.
TOLERANCE_OFFICIELLE = 0.01
#: Un cercle ou une région de plus du double, ou de moins de la moitié, est d'un autre découpage (Mopti pour Douentza).
AUTRE_DECOUPAGE = 2.0
#: Recouvrement ou vide plus petit : l'épaisseur d'un trait, pas un territoire.
TOLERANCE_KM2 = 0.2
DEFAUTS = (
    (r"self.intersection", "le tracé se recoupe"),
    (r"hole lies outside|holes are nested", "un trou est mal placé"),
    (r"nested shells|duplicate rings", "des contours se répètent"),
)


@dataclass(frozen=True)
class Remarque:
    """Une remarque de l'import ; `gravite` : information, à vérifier ou bloquante."""

    gravite: str
    message: str


@dataclass
class Appariement:
    """Les zones reconnues (code → géométrie en degrés), ce qu'on en dit, et si la source est celle des faits."""

    zones: dict[str, Any] = field(default_factory=dict)
    remarques: list[Remarque] = field(default_factory=list)
    officielle: bool = False

    @property
    def refuse(self) -> bool:
        return any(c.gravite == BLOQUANTE for c in self.remarques)

    def dire(self, gravite: str, message: str) -> None:
        self.remarques.append(Remarque(gravite, soigner(message)))


def rapprocher_polygones(geometries: np.ndarray, niveau: str = "commune") -> Appariement:
    """Trouve la zone de chaque polygone et contrôle l'ensemble, en une passe.

    Args:
        geometries: surfaces en degrés, valides ou non, dans l'ordre du fichier.
        niveau: region, cercle ou commune : ce que les polygones sont tenus pour être.

    Returns:
        Les zones reconnues et toutes les remarques ; `refuse` si une zone manque ou est revendiquée deux fois.
    """
    rendu = Appariement()
    saines = _reparer(geometries, rendu)
    communes = [z for z in charger_zones() if z.niveau == "commune"]
    points = shapely.points([(z.lon, z.lat) for z in communes])
    rangs_points, rangs_polygones = STRtree(saines).query(points, predicate="intersects")
    revendications: dict[str, list[int]] = {z.code: [] for z in charger_zones() if z.niveau == niveau}
    for point, polygone in zip(rangs_points, rangs_polygones, strict=True):
        zone = next(c for c in ancetres(communes[point].code) if c in revendications)
        if int(polygone) not in revendications[zone]:
            revendications[zone].append(int(polygone))
    _controler_revendications(niveau, revendications, rendu)
    trouves = {code: rangs[0] for code, rangs in revendications.items() if len(rangs) == 1}
    rendu.zones = {code: saines[rang] for code, rang in trouves.items()}
    _controler_communes(rendu)
    if not rendu.zones:
        _expliquer_vide(saines, points, rendu)
        return rendu
    if not rendu.refuse:
        ignores = int((~shapely.is_empty(saines)).sum()) - len(set(trouves.values()))
        if ignores:
            rendu.dire(INFORMATION, f"{compte(ignores, 'polygone')} hors du périmètre, laissés de côté.")
        _controler_superficies(rendu)
        _controler_recouvrements(rendu)
        _controler_vides(rendu)
    return rendu


def _reparer(geometries: np.ndarray, rendu: Appariement) -> np.ndarray:
    """Rend des surfaces valides, au même rang ; ce qui n'a plus de surface est vidé et compté."""
    reparees = []
    perdues = 0
    for rang, dessin in enumerate(geometries, start=1):
        if not shapely.is_valid(dessin):
            brut = str(shapely.is_valid_reason(dessin))
            defaut = next((m for forme, m in DEFAUTS if re.search(forme, brut, re.IGNORECASE)), "tracé invalide")
            rendu.dire(A_VERIFIER, f"Polygone n° {rang} : {defaut} ; il a été réparé, vérifiez sa forme.")
            dessin = shapely.make_valid(dessin, method="structure", keep_collapsed=False)
        surface = _surface(dessin)
        perdues += surface.is_empty
        # Gardée à sa place même vide : les numéros dits à la personne restent ceux du fichier.
        reparees.append(surface)
    if perdues:
        rendu.dire(A_VERIFIER, f"{compte(perdues, 'polygone')} sans surface, laissés de côté.")
    return np.array(reparees, dtype=object)


def _surface(dessin: Any) -> Any:
    """La part surfacique d'une géométrie (une réparation peut laisser des lignes)."""
    if dessin.geom_type in ("Polygon", "MultiPolygon"):
        return dessin
    parts = [p for p in shapely.get_parts(dessin) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _noms(codes: list[str]) -> str:
    noms = [f"{par_code()[c].nom} ({c})" for c in codes[:8]]
    suite = f" et {compte(len(codes) - 8, 'autre')}" if len(codes) > 8 else ""
    return ", ".join(noms) + suite


def _controler_revendications(niveau: str, trouvees: dict[str, list[int]], rendu: Appariement) -> None:
    """Chaque zone a exactement un polygone, chaque polygone au plus une zone."""
    absentes = [code for code, rangs in trouvees.items() if not rangs]
    if absentes and len(absentes) < len(trouvees):
        rendu.dire(BLOQUANTE, f"{compte(len(absentes), NOMS[niveau])} sans polygone : {_noms(absentes)}.")
    for code, rangs in trouvees.items():
        if len(rangs) > 1:
            numeros = ", ".join(str(r + 1) for r in rangs)
            rendu.dire(BLOQUANTE, f"Plusieurs polygones (n° {numeros}) revendiquent {_noms([code])}.")
    par_polygone: dict[int, list[str]] = {}
    for code, rangs in trouvees.items():
        for rang in rangs:
            par_polygone.setdefault(rang, []).append(code)
    for rang, codes in sorted(par_polygone.items()):
        if len(codes) > 1:
            dits = f"{len(codes)} {PLURIELS[niveau]} : {_noms(codes)}"
            rendu.dire(BLOQUANTE, f"Le polygone n° {rang + 1} entoure les points de {dits}.")


def _controler_communes(rendu: Appariement) -> None:
    """Un cercle, une région, entoure toutes ses communes."""
    for code, dessin in rendu.zones.items():
        siennes = [par_code()[c] for c in descendants(code, "commune")]
        dehors = [z.code for z in siennes if not shapely.intersects(dessin, shapely.Point(z.lon, z.lat))]
        if dehors:
            rendu.dire(BLOQUANTE, f"{_noms([code])} n'entoure pas {_noms(dehors)}.")


def _expliquer_vide(saines: np.ndarray, points: np.ndarray, rendu: Appariement) -> None:
    """Dit pourquoi aucune commune n'est reconnue, quand cela se devine."""
    if rendu.remarques and rendu.refuse:
        return
    inverses = shapely.transform(saines, lambda xy: xy[:, ::-1])
    if len(set(STRtree(inverses).query(points, predicate="intersects")[0])) > len(points) / 2:
        rendu.dire(BLOQUANTE, "Les coordonnées sont inversées (latitude puis longitude) ; échangez-les.")
    else:
        rendu.dire(BLOQUANTE, "Aucune zone du projet ne s'y trouve ; est-ce le bon pays et le bon fichier ?")


def _controler_superficies(rendu: Appariement) -> None:
    codes = list(rendu.zones)
    aires = superficies_km2(np.array([rendu.zones[c] for c in codes], dtype=object))
    ecarts = {c: aire / par_code()[c].superficie_km2 - 1 for c, aire in zip(codes, aires, strict=True)}
    rendu.officielle = all(abs(e) <= TOLERANCE_OFFICIELLE for e in ecarts.values())
    for (code, ecart), aire in zip(ecarts.items(), aires, strict=True):
        if abs(ecart) > TOLERANCE_SUPERFICIE:
            large = par_code()[code].niveau != "commune" and not 1 / AUTRE_DECOUPAGE < 1 + ecart < AUTRE_DECOUPAGE
            attendue = nombre(par_code()[code].superficie_km2, 1)
            rendu.dire(
                BLOQUANTE if large else A_VERIFIER,
                f"{_noms([code])} : {nombre(float(aire), 1)} km² au lieu de {attendue} km² "
                f"({signe(float(ecart) * 100, 0)} %, tolérance {pourcentage(TOLERANCE_SUPERFICIE * 100, 0)})"
                + (" ; est-ce le découpage de 2021 ?" if large else "."),
            )


def _controler_recouvrements(rendu: Appariement) -> None:
    codes = list(rendu.zones)
    metres = en_metres(np.array([rendu.zones[c] for c in codes], dtype=object))
    for i, j in zip(*STRtree(metres).query(metres, predicate="intersects"), strict=True):
        if i < j:
            aire = shapely.area(shapely.intersection(metres[i], metres[j])) / 1e6
            if aire > TOLERANCE_KM2:
                rendu.dire(A_VERIFIER, f"{_noms([codes[i], codes[j]])} se recouvrent sur {nombre(float(aire), 1)} km².")


def _controler_vides(rendu: Appariement) -> None:
    """Un vide entouré de zones : un morceau de territoire que personne ne porte."""
    metres = en_metres(np.array(list(rendu.zones.values()), dtype=object))
    ensemble = shapely.get_parts(shapely.union_all(metres))
    vides = [shapely.Polygon(anneau) for polygone in ensemble for anneau in polygone.interiors]
    codes = list(rendu.zones)
    for vide in vides:
        if vide.area / 1e6 > TOLERANCE_KM2:
            voisines = [codes[i] for i in STRtree(metres).query(vide, predicate="intersects")]
            rendu.dire(A_VERIFIER, f"Vide de {nombre(vide.area / 1e6, 1)} km² entre {_noms(voisines)}.")
