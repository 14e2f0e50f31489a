"""De ce qu'une personne écrit à une zone : code, nom, alias ; jamais de rapprochement approché.

Un nom voisin est seulement suggéré (règle Z4). Ne connaît pas les indicateurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domaine.genres import LISTE_COURTE
from domaine.niveaux import NIVEAUX, NOMS
from domaine.periodes import sans_accent
from domaine.recherche import proches
from geo.zones import Zone, alias_de_reference, charger_zones

_EN_MOTS = NOMS | {"SOCLE": "projet entier"}
_PREFIXE = re.compile(r"(commune|cercle|region)(?: urbaine| rurale)? (?:de la |de |du |d'|d )?(.+)")
#: «Gounzoureye (ML070304)», «commune Gao (ML070303)» : ce qu'offrent le modèle et les messages.
_NOM_ET_CODE = re.compile(r"(?:(?:commune|cercle|région) )?([^()]+)\(\s*(\w+)\s*\)")
_PCODE = re.compile(r"ML\d{2,6}", re.IGNORECASE)
#: ML07 et ML10 sont les régions du projet ; ML05 (Mopti) ne l'est pas (règle Z2).
_REGION_OCHA = {"ML07": "GAO", "ML10": "MENAKA"}


@dataclass(frozen=True)
class Rapprochement:
    """Le résultat : `code` quand la zone est sûre ; sinon `faute` (code d'anomalie), `detail`, `suggestion`."""

    code: str | None = None
    faute: str = ""
    detail: str = ""
    suggestion: str = ""


def forme_nom(texte: str) -> str:
    """Forme comparable d'un nom de lieu : sans accents, apostrophes, traits ni espaces.

    >>> forme_nom("N'Tillit"), forme_nom("Koubéwel-Koundia")
    ('ntillit', 'koubewelkoundia')
    """
    return re.sub(r"[^a-z0-9]", "", sans_accent(texte))


class Rapprocheur:
    """Lit des zones, avec les alias du code et ceux du cadre logique.

    Args:
        alias: couples (nom, code de zone) ajoutés à ceux de la référence.
    """

    def __init__(self, alias: Iterable[tuple[str, str]] = ()) -> None:
        self._zones: dict[str, Zone] = {z.code: z for z in charger_zones()}
        self._noms: dict[str, dict[str, str]] = {niveau: {} for niveau in NIVEAUX}
        for zone in charger_zones():
            self._noms[zone.niveau].setdefault(forme_nom(zone.nom), zone.code)
        # L'alias du projet l'emporte sur celui du code, le plus récent sur le plus ancien ; un nom officiel, sur tous.
        tous = [(nom, code) for nom, code in (*alias_de_reference(), *alias) if code in self._zones]
        retenus = {(self._zones[code].niveau, forme_nom(nom)): code for nom, code in tous}
        for (niveau, forme), code in retenus.items():
            self._noms[niveau].setdefault(forme, code)
        self._memo: dict[tuple[str, str], Rapprochement] = {}

    def niveau(self, code: str) -> str:
        """Le niveau d'une zone connue."""
        return self._zones[code].niveau

    def lire(self, texte: str, niveau: str = "") -> Rapprochement:
        """La zone écrite ; `niveau` est celui que la feuille ou l'indicateur impose, vide sinon."""
        cle = (texte, niveau)
        if cle not in self._memo:
            self._memo[cle] = self._lire(texte[:200].strip(), niveau)
        return self._memo[cle]

    def _lire(self, texte: str, niveau: str) -> Rapprochement:
        code = self._code(texte)
        if code == "ML05":
            return Rapprochement(None, "zone_mopti", "", "DOUENTZA ou ML0504")
        if code:
            return self._verifier_niveau(code, niveau)
        if double := self._nom_et_code(texte):
            return self._verifier_niveau(double, niveau)
        if _PCODE.fullmatch(texte):
            return Rapprochement(None, "zone_inconnue", "2021", self._voisins_code(texte.upper()))
        nu = sans_accent(texte)
        prefixe = _PREFIXE.fullmatch(nu)
        if prefixe:
            trouve = self._noms[prefixe[1]].get(forme_nom(prefixe[2]))
            if trouve:
                return self._verifier_niveau(trouve, niveau)
        return self._par_nom(forme_nom(texte), niveau)

    def _code(self, texte: str) -> str:
        if texte in self._zones and not _PCODE.fullmatch(texte):
            return texte
        haut = texte.upper()
        if _PCODE.fullmatch(haut):
            haut = _REGION_OCHA.get(haut, haut)
            return haut if haut in self._zones or haut == "ML05" else ""
        return ""

    def _nom_et_code(self, texte: str) -> str:
        """Le code de «nom (code)», seulement si les deux disent la même zone."""
        trouve = _NOM_ET_CODE.fullmatch(texte)
        code = self._code(trouve[2]) if trouve else ""
        if trouve and code in self._zones and self._noms[self._zones[code].niveau].get(forme_nom(trouve[1])) == code:
            return code
        return ""

    def _verifier_niveau(self, code: str, niveau: str) -> Rapprochement:
        zone = self._zones[code]
        if niveau and zone.niveau != niveau:
            homonyme = self._noms[niveau].get(forme_nom(zone.nom), "")
            return Rapprochement(None, "zone_niveau", _EN_MOTS[niveau], homonyme or self._peu_nombreuses(niveau))
        return Rapprochement(code)

    def _par_nom(self, forme: str, niveau: str) -> Rapprochement:
        niveaux = (niveau,) if niveau else NIVEAUX
        codes = [self._noms[n][forme] for n in niveaux if forme in self._noms[n]]
        if len(codes) == 1:
            return Rapprochement(codes[0])
        if codes:
            candidats = ", ".join(f"{_EN_MOTS[self._zones[c].niveau]} {self._zones[c].nom} ({c})" for c in codes)
            return Rapprochement(None, "zone_ambigue", candidats, ", ".join(codes))
        ailleurs = [self._noms[n][forme] for n in NIVEAUX if forme in self._noms[n]]
        if ailleurs:
            return Rapprochement(None, "zone_niveau", _EN_MOTS[niveau], self._peu_nombreuses(niveau))
        return Rapprochement(None, "zone_inconnue", "2021", self._voisins_nom(forme, niveaux))

    def _peu_nombreuses(self, niveau: str) -> str:
        """Toutes les zones d'un niveau qui en a peu : les régions, les cercles ; vide pour les communes."""
        codes = [z.code for z in self._zones.values() if z.niveau == niveau]
        return self._nommer(codes) if len(codes) <= LISTE_COURTE else ""

    def _voisins_nom(self, forme: str, niveaux: Iterable[str]) -> str:
        noms = {f: c for n in niveaux for f, c in self._noms[n].items()}
        return self._nommer(proches(forme, noms))

    def _voisins_code(self, code: str) -> str:
        return self._nommer(proches(code, {c: c for c in self._zones}, 0.8))

    def _nommer(self, codes: Iterable[str]) -> str:
        return ", ".join(f"{self._zones[c].nom} ({c})" for c in codes)
