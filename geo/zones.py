"""Les zones du découpage en vigueur : 1 ensemble, 3 régions, 8 cercles, 38 communes (règle Z1).

Possède la lecture des faits de `data/reference`. Un code ne se lit jamais sans son découpage : celui
d'ici est `DECOUPAGE`. N'ouvre aucune limite (voir `geo.limites`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domaine.niveaux import NIVEAUX, rang
from domaine.periodes import sans_accent

#: Les références sont lues à côté du code, quel que soit `SOCLE_DONNEES`.
DOSSIER_REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"

DECOUPAGE = "2021"

#: D'où viennent les faits de `data/reference` : codes, points, superficies, contours généralisés.
SOURCE_DES_FAITS = "DNCT Mali / OCHA COD-AB (CC BY 3.0 IGO)"
CREDIT_OFFICIEL = f"Limites\u00a0: {SOURCE_DES_FAITS}\u00a0; régions regroupées par SOCLE"

RACINE = "SOCLE"


@dataclass(frozen=True)
class Zone:
    """Une zone du découpage.

    Attributes:
        code: `SOCLE`, code de région du projet, ou P-code OCHA.
        niveau: SOCLE, region, cercle ou commune.
        parent: code de la zone qui la contient ; `None` pour `SOCLE`.
        region: code de la région, la sienne pour une région ; `None` pour `SOCLE`.
        lon, lat: point intérieur en degrés ; au-dessus de la commune, moyenne des communes pondérée par la superficie.
        superficie_km2: superficie des faits ; au-dessus de la commune, somme.
        ordre: rang d'affichage : chaque région, suivie de ses cercles, chacun suivi de ses communes.
    """

    code: str
    niveau: str
    nom: str
    parent: str | None
    region: str | None
    lon: float
    lat: float
    superficie_km2: float
    ordre: int


def lire_reference(nom_fichier: str) -> list[dict[str, str]]:
    """Les lignes d'un fichier de faits livré avec le code."""
    with (DOSSIER_REFERENCE / nom_fichier).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def _position(communes: list[dict[str, str]]) -> tuple[float, float, float]:
    """Longitude, latitude (moyennes pondérées par la superficie) et superficie d'un groupe de communes."""
    poids = [float(c["superficie_km2"]) for c in communes]
    total = sum(poids)
    lon = sum(float(c["longitude"]) * p for c, p in zip(communes, poids, strict=True)) / total
    lat = sum(float(c["latitude"]) * p for c, p in zip(communes, poids, strict=True)) / total
    return round(lon, 5), round(lat, 5), round(total, 1)


@cache
def charger_zones() -> tuple[Zone, ...]:
    """Les 50 zones : l'ensemble, puis les régions, les cercles, les communes, chaque niveau dans son ordre.

    >>> [z.code for z in charger_zones()[:4]]
    ['SOCLE', 'GAO', 'MENAKA', 'DOUENTZA']
    """
    communes = lire_reference("communes.csv")
    cercles = sorted(lire_reference("cercles.csv"), key=lambda c: sans_accent(c["nom"]))
    zones: list[Zone] = []

    def ajouter(code: str, niveau: str, nom: str, parent: str | None, region: str | None, dedans: str) -> None:
        membres = [c for c in communes if not dedans or c[dedans] == code]
        zones.append(Zone(code, niveau, nom, parent, region, *_position(membres), len(zones)))

    ajouter(RACINE, "SOCLE", "SOCLE", None, None, "")
    for region in lire_reference("regions.csv"):
        ajouter(region["code"], "region", region["nom"], RACINE, region["code"], "region")
        for cercle in (c for c in cercles if c["region"] == region["code"]):
            ajouter(cercle["code"], "cercle", cercle["nom"], region["code"], region["code"], "cercle")
            du_cercle = [c for c in communes if c["cercle"] == cercle["code"]]
            for commune in sorted(du_cercle, key=lambda c: sans_accent(c["nom"])):
                ajouter(commune["code"], "commune", commune["nom"], cercle["code"], region["code"], "code")
    return tuple(sorted(zones, key=lambda z: (rang(z.niveau), z.ordre)))


@cache
def par_code() -> dict[str, Zone]:
    """Les zones par code ; ce dictionnaire est partagé, ne pas le modifier."""
    return {zone.code: zone for zone in charger_zones()}


def nom_et_code(code: str) -> str:
    """Une zone écrite pour être choisie dans une liste, et relue telle quelle.

    Raises:
        KeyError: code inconnu du découpage.

    >>> nom_et_code("ML070303"), nom_et_code("SOCLE")
    ('Gao (ML070303)', 'SOCLE')
    """
    return code if code == RACINE else f"{par_code()[code].nom} ({code})"


def ancetres(code: str) -> tuple[str, ...]:
    """La zone elle-même, puis son parent, jusqu'à `SOCLE`.

    Raises:
        KeyError: code inconnu du découpage.

    >>> ancetres("ML070303")
    ('ML070303', 'ML0703', 'GAO', 'SOCLE')
    """
    chaine: list[str] = []
    courant: str | None = code
    while courant is not None:
        chaine.append(courant)
        courant = par_code()[courant].parent
    return tuple(chaine)


@cache
def descendants(code: str, niveau: str) -> tuple[str, ...]:
    """Les zones de ce niveau contenues dans la zone (elle-même si elle est de ce niveau), dans l'ordre d'affichage.

    Raises:
        KeyError: code inconnu du découpage.
        ValueError: niveau inconnu.

    >>> descendants("MENAKA", "cercle")
    ('ML1002', 'ML1003', 'ML1001', 'ML1004')
    """
    if niveau not in NIVEAUX:
        raise ValueError(f"niveau inconnu : {niveau!r}")
    mere = par_code()[code]
    return tuple(z.code for z in charger_zones() if z.niveau == niveau and mere.code in ancetres(z.code))


@cache
def alias_de_reference() -> tuple[tuple[str, str], ...]:
    """Les autres graphies livrées avec le code : paires (nom, code de zone)."""
    return tuple((ligne["nom"], ligne["code_zone"]) for ligne in lire_reference("zone_alias.csv"))
