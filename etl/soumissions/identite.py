"""Qui est une soumission, d'un export à l'autre, quand elle fut envoyée, et si elle fut rejetée (règle K5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from domaine.periodes import sans_accent
from etl.fichiers.cellules import Cellule
from etl.soumissions.recue import FeuilleRecue

#: Ce que dit l'état d'une soumission rejetée : «Not approved», «validation_status_not_approved», «rejected».
_REJETEE = re.compile(r"(?:validation_status_)?not_approved|not approved|rejected|non approuvee?|rejetee?")
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?")


@dataclass(frozen=True)
class Soumission:
    """Une ligne de la feuille principale d'un export.

    Attributes:
        identite: la même dans tous les exports ; vide si rien ne l'identifie.
        instant: quand elle fut envoyée, en texte qui se compare ; vide si l'export ne le dit pas.
        modifiee: elle porte l'empreinte d'une autre, qu'elle remplace.
        numero: sa ligne de tableur.
    """

    identite: str
    instant: str
    rejetee: bool
    modifiee: bool
    numero: int


@dataclass
class Identites:
    """Les soumissions connues, par chacun de leurs noms : la racine, le formulaire et son numéro, l'empreinte."""

    _connues: dict[tuple[str, ...], str] = field(default_factory=dict)
    _racines: dict[str, str] = field(default_factory=dict)

    def lire(self, recue: FeuilleRecue, numero: int, ligne: list[Cellule], formulaire: str) -> Soumission:
        """La soumission d'une ligne ; la reconnaît si un export d'avant l'a déjà donnée."""
        racine, identifiant = _nu(recue.dit(ligne, "racine")), recue.dit(ligne, "id")
        instance = _nu(recue.dit(ligne, "instance"))
        empreinte = _nu(recue.dit(ligne, "uuid")) or instance
        noms: list[tuple[str, ...]] = [("uuid", racine)] if racine else []
        noms += [("id", formulaire, identifiant)] if identifiant else []
        noms += [("uuid", empreinte)] if empreinte else []
        return Soumission(
            self._reconnaitre(noms, racine),
            lire_instant(recue, ligne),
            _REJETEE.fullmatch(sans_accent(recue.dit(ligne, "etat")[:60])) is not None,
            (racine or empreinte) not in ("", instance or empreinte),
            numero,
        )

    def _reconnaitre(self, noms: list[tuple[str, ...]], racine: str) -> str:
        if not noms:
            return ""
        connues = [self._connues[nom] for nom in noms if nom in self._connues]
        # Deux racines différentes sont deux soumissions, même si deux serveurs leur ont donné le même numéro.
        memes = [x for x in connues if not racine or self._racines.get(x, racine) == racine]
        identite = memes[0] if memes else " ".join(noms[0])
        if racine:
            self._racines.setdefault(identite, racine)
        for nom in noms:
            self._connues.setdefault(nom, identite)
        return identite


def lire_instant(recue: FeuilleRecue, ligne: list[Cellule]) -> str:
    """Quand une soumission fut envoyée : «2024-06-01T10:11:12» ; vide si cela ne se lit pas."""
    lu = _INSTANT.match(recue.dit(ligne, "instant"))
    return f"{lu[1]}T{lu[2] or '00:00'}" if lu else ""


def _nu(uuid: str) -> str:
    return uuid.removeprefix("uuid:").strip()
