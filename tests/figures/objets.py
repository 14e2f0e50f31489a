"""De petits objets lus, pour les figures : ce qu'un essai ne dit pas est absent."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, TypeVar

from requetes.carte.services import ValeurDeZone, ZonePlacee
from requetes.edition.referentiel import Indicateur

Forme = TypeVar("Forme")


def objet(forme: type[Forme], **champs: Any) -> Forme:
    """Un objet dont les champs obligatoires que rien ne donne sont `None`."""
    obligatoires = [c.name for c in fields(forme) if c.default is MISSING]  # type: ignore[arg-type]
    return forme(**(dict.fromkeys(obligatoires) | champs))


def indicateur(**champs: Any) -> Indicateur:
    return objet(Indicateur, **({"code": "OS1", "libelle_court": "Taux", "unite": "%", "nature": "ratio"} | champs))


def zone(code: str, **champs: Any) -> ZonePlacee:
    return objet(ZonePlacee, code=code, **({"nom": code, "niveau": "region"} | champs))


def valeur(code_zone: str, nombre: float | None, **champs: Any) -> ValeurDeZone:
    """Une valeur vue, reçue en entier, à fin juin 2024."""
    vue = {"code_indicateur": "OS1", "unite": "%", "recues": 1, "attendues": 1, "etat": "vert", "periode": "2024-T2"}
    vue |= {"provisoire": False, "inaccessible": False}
    return objet(ValeurDeZone, code_zone=code_zone, zone=code_zone, valeur=nombre, **(vue | champs))
