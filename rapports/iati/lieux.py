"""Où le projet agit, au niveau que l'édition publie : des zones administratives, jamais une position (règle X3)."""

from __future__ import annotations

import re
from typing import Final

from domaine import niveaux
from rapports.iati import codes
from rapports.iati.balises import Element, ajouter, raconter
from requetes.edition.referentiel import Referentiel, Zone

#: Le code d'un cercle ou d'une commune est son p-code.
_P_CODE: Final = re.compile(r"ML\d+")


def ecrire(activite: Element, lu: Referentiel) -> None:
    """Les zones du projet, de la région au niveau le plus fin que cette édition dessine."""
    publies = {"region", *lu.niveaux_dessines} - {"SOCLE"}
    for zone in lu.zones.values():
        if zone.niveau in publies:
            _ecrire_une(activite, zone)


def _ecrire_une(activite: Element, zone: Zone) -> None:
    lieu = ajouter(activite, "location", {"ref": zone.code})
    ajouter(lieu, "location-reach", {"code": codes.OU_L_ON_AGIT})
    raconter(lieu, "name", zone.nom)
    p_code = f", p-code {zone.code} (OCHA, COD-AB Mali)" if _P_CODE.fullmatch(zone.code) else ""
    raconter(lieu, "description", f"{niveaux.nommer(zone.niveau, zone.nom)}{p_code}")
    # Le pays seul : la norme n'a pas de vocabulaire pour les p-codes.
    ajouter(lieu, "administrative", {"vocabulary": codes.ISO, "level": "0", "code": codes.PAYS})
    ajouter(lieu, "exactness", {"code": codes.APPROCHE})
    ajouter(lieu, "location-class", {"code": codes.ADMINISTRATIF})
