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
from geo.lois_2023 import reconnues
from geo.zones import Zone, alias_de_reference, ancetres, charger_zones, descendants

_EN_MOTS = NOMS | {"SOCLE": "projet entier"}
_PREFIXE = re.compile(
    r"(?:(commune|cercle|region)(?: urbaine| rurale)?|(?:c\. ?[ur]\.?|c[ur]))(?: de la | de | du | d['‘`]| d | )(.+)"
)
#: «Gounzoureye (ML070304)» : ce qu'offrent le modèle et les messages ; «Gao - ML070303», «ML070303 : Gao».
_NOM_ET_CODE = re.compile(r"([^()]+)\(\s*(\w+)\s*\)")
_ENTRE = r"[\s,;:/|–—-]+"
_NOM_PUIS_CODE = re.compile(rf"(.+?){_ENTRE}(ML[\s_-]?\d{{2,6}})", re.IGNORECASE)
_CODE_PUIS_NOM = re.compile(rf"(ML[\s_-]?\d{{2,6}})(?:{_ENTRE}|\s*\()([^\d].*?)\)?", re.IGNORECASE)
_PCODE = re.compile(r"ML[\s_-]?(\d{2,6})", re.IGNORECASE)
#: Un code où une lettre tient la place d'un chiffre : «MLO70303».
_PCODE_MAL_TAPE = re.compile(r"ML([\dOIL]{2,6})", re.IGNORECASE)
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
        if double := self._nom_et_code(texte, niveau):
            return double
        if trouve := self._avec_niveau(texte):
            return self._verifier_niveau(trouve, niveau)
        lu = self._par_nom(forme_nom(texte), niveau)
        if lu.faute == "zone_inconnue":
            return self._de_2023(texte, niveau) or self._mal_tape(texte) or lu
        return lu

    def _code(self, texte: str) -> str:
        """Le code écrit, espaces et casse à part ; vide s'il n'est d'aucune zone."""
        pcode = _PCODE.fullmatch(texte)
        if pcode is None:
            return texte if texte in self._zones else ""
        haut = f"ML{pcode[1]}"
        haut = _REGION_OCHA.get(haut, haut)
        return haut if haut in self._zones or haut == "ML05" else ""

    def _avec_niveau(self, texte: str) -> str:
        """La zone d'un nom que son niveau précède : «cercle de Gao», «C.R. de Gabéro»."""
        prefixe = _PREFIXE.fullmatch(sans_accent(texte))
        return self._noms[prefixe[1] or "commune"].get(forme_nom(prefixe[2]), "") if prefixe else ""

    def _nom_et_code(self, texte: str, niveau: str) -> Rapprochement | None:
        """Un nom et un code : lus ensemble s'ils disent la même zone, et dits l'un contre l'autre sinon (règle Z3)."""
        for motif, nom, code in ((_NOM_ET_CODE, 1, 2), (_NOM_PUIS_CODE, 1, 2), (_CODE_PUIS_NOM, 2, 1)):
            trouve = motif.fullmatch(texte)
            lu = self._code(trouve[code]) if trouve else ""
            if trouve is None or lu not in self._zones:
                continue
            sien = self._noms[self._zones[lu].niveau].get(forme_nom(trouve[nom]))
            if lu in (sien, self._avec_niveau(trouve[nom])):
                return self._verifier_niveau(lu, niveau)
            autre = self._par_nom(forme_nom(trouve[nom]), niveau).code or sien
            candidats = self._nommer(dict.fromkeys([lu, *([autre] if autre else [])]))
            return Rapprochement(None, "zone_contradictoire", self._nommer([lu]), candidats)
        return None

    def _de_2023(self, texte: str, niveau: str) -> Rapprochement | None:
        """Ce que les lois de 2023 nomment : expliqué, avec la zone de 2021 où chercher, jamais lu (règle Z10)."""
        zones = reconnues(texte, forme_nom)
        if not zones:
            return None
        codes = dict.fromkeys(c for z in zones for c in z.communes_2021)
        regions = {z.region for z in zones if z.region}
        voulu = niveau or "commune"
        codes = dict.fromkeys(a for c in codes for a in ancetres(c) if self.niveau(a) == voulu)
        if voulu == "region" or not codes:
            codes = dict.fromkeys(
                c for r in sorted(regions) for c in (r, *descendants(r, voulu)) if self.niveau(c) == voulu
            )
        suggestion = self._nommer(codes) if len(codes) <= LISTE_COURTE else ""
        return Rapprochement(None, "zone_2023", zones[0].en_mots, suggestion)

    def _mal_tape(self, texte: str) -> Rapprochement | None:
        """Un code où des lettres tiennent la place de chiffres : suggéré ; sinon, les codes les plus proches."""
        mal_tape = _PCODE_MAL_TAPE.fullmatch(texte)
        if mal_tape is None:
            return None
        code = "ML" + mal_tape[1].upper().translate(str.maketrans("OIL", "011"))
        voisins = self._nommer([code]) if code in self._zones else self._voisins_code(code)
        return Rapprochement(None, "zone_inconnue", "2021", voisins)

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
        commencent = [c for f, c in noms.items() if len(forme) >= 4 and f.startswith(forme)]
        return self._nommer(dict.fromkeys([*commencent, *proches(forme, noms)]))

    def _voisins_code(self, code: str) -> str:
        return self._nommer(proches(code, {c: c for c in self._zones}, 0.8))

    def _nommer(self, codes: Iterable[str]) -> str:
        return ", ".join(f"{self._zones[c].nom} ({c})" for c in codes)
