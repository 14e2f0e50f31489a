"""Une carte de comptes : sur chaque zone, son nom et ce qui y est compté ; elle s'imprime, et pèse peu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from figures.carte import classes
from figures.svg.carte_legende import encres
from figures.svg.zones import (
    CORPS,
    LARGEUR,
    Projection,
    ecrire,
    envelopper,
    etiqueter,
    lire_polygones,
    milieu,
    tracer_chemins,
)
from requetes.carte.services import ZonePlacee

_CORPS_SERRE = 22
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
    pleine, corps = classes.teinte(1, 5), CORPS if len(tracees) <= _NOMS_EN_GRAND else _CORPS_SERRE
    aplats, noms = [], []
    for (z, surface), chemin in zip(tracees, chemins, strict=True):
        fond = pleine if z.ecrit else encre.papier
        aplats.append(f'<path d="{chemin}" fill="{fond}"/>')
        repere = milieu(max((p[0] for p in surface), key=len))
        if z.zone.lon is not None and z.zone.lat is not None:
            repere = (z.zone.lon, z.zone.lat)
        x, y = projection.placer(repere)
        demi = max(len(z.zone.nom), len(z.ecrit)) * corps * 0.31
        x, couleur = min(max(x, demi), LARGEUR - demi), classes.encre(pleine) if z.ecrit else encre.texte
        noms.append(etiqueter(x, y - 4, z.zone.nom, couleur, fond, corps))
        noms.append(etiqueter(x, y + corps, z.ecrit, couleur, fond, corps, gras=True) if z.ecrit else "")
    groupe = f'<g fill-rule="evenodd" stroke="{encre.contour}" stroke-width="3" stroke-linejoin="round">'
    return envelopper(f"{groupe}{''.join(aplats)}</g>{''.join(noms)}", projection.bas, titre, description)
