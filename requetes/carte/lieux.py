"""Les zones et comment elles s'emboîtent : descendre, remonter, passer à côté."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from requetes.edition.referentiel import Zone


@dataclass(frozen=True)
class Lieux:
    """Les zones d'une édition, vues de sa carte.

    Attributes:
        zones: code → zone, dans l'ordre d'affichage.
        niveaux: ceux que la carte dessine ; les zones des autres ne servent qu'à situer celles-là.
    """

    zones: Mapping[str, Zone]
    niveaux: tuple[str, ...]

    def chemin(self, code: str) -> tuple[Zone, ...]:
        """Du projet entier à la zone, elle comprise ; vide si le code est inconnu."""
        zone = self.zones.get(code)
        return () if zone is None else (*self.chemin(zone.parent or ""), zone)

    def contient(self, large: str, code: str) -> bool:
        """Vrai si la zone est dans l'autre, ou est l'autre."""
        return any(z.code == large for z in self.chemin(code))

    def dessinee(self, code: str) -> bool:
        return code in self.zones and self.zones[code].niveau in self.niveaux

    def filles(self, code: str) -> tuple[Zone, ...]:
        """Les zones juste dessous que la carte dessine."""
        return tuple(z for z in self.zones.values() if z.parent == code and z.niveau in self.niveaux)

    def decoupees(self, code: str, niveau: str) -> tuple[str, ...]:
        """Les zones de ce niveau qui sont dans la zone cadrée (elle-même quand elle est de ce niveau)."""
        dedans = (z for z in self.zones.values() if z.niveau == niveau and z.niveau in self.niveaux)
        return tuple(z.code for z in dedans if self.contient(code, z.code))

    def voisines(self, code: str) -> tuple[str, ...]:
        """Les sœurs de la zone cadrée et de chacun de ses ancêtres : dessinées sans chiffre, pour passer à côté."""
        chemin = {z.code: z for z in self.chemin(code)}
        parents = {z.parent for z in chemin.values() if z.parent}
        soeurs = (z for z in self.zones.values() if z.parent in parents and z.niveau in self.niveaux)
        return tuple(z.code for z in soeurs if z.code not in chemin)

    def hote(self, code: str, dessinees: Collection[str]) -> str:
        """Celle des zones dessinées qui contient une zone ; à défaut la zone même, plus large qu'elles."""
        return next((z.code for z in reversed(self.chemin(code)) if z.code in dessinees), code)
