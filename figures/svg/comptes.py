"""Une carte de comptes : sur chaque zone, son nom et ce qui y est compté ; elle s'imprime, et pèse peu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from figures.carte import classes
from figures.svg.carte_legende import encres
from figures.svg.zones import (
    CORPS,
    LARGEUR,
    Projection,
    Surface,
    ecrire,
    envelopper,
    etiqueter,
    lire_polygones,
    milieu,
    tracer_chemins,
)
from requetes.carte.services import ZonePlacee

_CORPS_SERRE = 20
#: Au-delà, les noms se couvriraient en grand.
_NOMS_EN_GRAND = 8


@dataclass(frozen=True)
class Comptee:
    """Une zone, sa limite (`None` : elle n'est pas tracée), et ce qui s'y compte, écrit ; vide, rien n'y est."""

    zone: ZonePlacee
    geojson: str | None
    ecrit: str = ""


def dessiner_comptes(zones: Sequence[Comptee], titre: str, *, sombre: bool = False) -> str:
    """La carte, zones teintées où il y a quelque chose ; le titre est celui que lit un lecteur d'écran.

    Returns:
        Le texte SVG ; sans aucune limite, une phrase à la place des zones.
    """
    encre = encres(sombre)
    tracees = [(z, surface) for z in zones if (surface := lire_polygones(z.geojson))]
    description = " ; ".join(f"{z.zone.nom}\u00a0: {z.ecrit or 'rien'}" for z in zones)
    if not tracees:
        dit = "Aucune limite de zone dans cette édition : les comptes sont dans le tableau."
        return envelopper(ecrire(4, CORPS, dit, f'font-size="28" fill="{encre.discret}"'), 60, titre, description)
    projection = Projection([surface for _, surface in tracees], 4)
    chemins = tracer_chemins([surface for _, surface in tracees], projection)
    pleine = classes.teinte(1, 5)
    aplats = [
        f'<path d="{chemin}" fill="{pleine if z.ecrit else encre.papier}"/>'
        for (z, _), chemin in zip(tracees, chemins, strict=True)
    ]
    noms = _etiqueter(tracees, projection, {True: (pleine, classes.encre(pleine)), False: (encre.papier, encre.texte)})
    groupe = f'<g fill-rule="evenodd" stroke="{encre.contour}" stroke-width="3" stroke-linejoin="round">'
    return envelopper(f"{groupe}{''.join(aplats)}</g>{''.join(noms)}", projection.bas, titre, description)


def _etiqueter(
    tracees: Sequence[tuple[Comptee, Surface]], projection: Projection, teintes: Mapping[bool, tuple[str, str]]
) -> list[str]:
    """Les noms et les comptes ; nombreux, sur une seule ligne, écartés l'un de l'autre.

    Args:
        tracees: les zones et leurs contours.
        projection: où ils tombent.
        teintes: zone où quelque chose se compte, ou non → (fond, encre).

    Returns:
        Les textes ; le nom d'une zone vide qui en couvrirait un autre n'y est pas, un compte y est toujours.
    """
    serre = len(tracees) > _NOMS_EN_GRAND
    corps, textes = _CORPS_SERRE if serre else CORPS, list[str]()
    boites: list[tuple[float, float, float, float]] = []
    for z, surface in sorted(tracees, key=lambda t: not t[0].ecrit):
        lignes = [f"{z.zone.nom} {z.ecrit}".strip()] if serre else [z.zone.nom, *([z.ecrit] if z.ecrit else [])]
        repere = milieu(max((p[0] for p in surface), key=len))
        if z.zone.lon is not None and z.zone.lat is not None:
            repere = (z.zone.lon, z.zone.lat)
        x, y = projection.placer(repere)
        demi, haut = max(map(len, lignes)) * corps * 0.31, corps * 1.1 * len(lignes)
        x = min(max(x, demi), LARGEUR - demi)
        libre = _ecarter(boites, x, y, demi, haut)
        if libre is None and not z.ecrit:
            continue
        y = y if libre is None else libre
        boites.append((x, y, demi, haut))
        fond, couleur = teintes[bool(z.ecrit)]
        for rang, texte in enumerate(lignes):
            gras = bool(z.ecrit) and (serre or rang == 1)
            textes.append(etiqueter(x, y - 4 + rang * (corps + 4), texte, couleur, fond, corps, gras=gras))
    return textes


def _ecarter(
    boites: Sequence[tuple[float, float, float, float]], x: float, y: float, demi: float, haut: float
) -> float | None:
    """L'ordonnée la plus proche où l'étiquette n'en couvre aucune autre ; `None` quand il n'y en a pas."""
    for cran in (0, 0.5, -0.5, 1, -1, 1.5, -1.5, 2, -2):
        essai = y + cran * haut
        if all(abs(x - bx) >= demi + bd or abs(essai - by) >= (haut + bh) / 2 for bx, by, bd, bh in boites):
            return essai
    return None
