"""Où en est la trajectoire, et ce que les données permettent d'en dire : la réponse à la question de l'accueil.

Trois qualités d'un chiffre, de la plus sûre à la moins sûre (règle H3) :

- *complet* : tout ce qui était attendu est reçu ;
- *partiel* : il en manque, mais assez est reçu (plancher de complétude) pour juger ; le jugement peut encore changer ;
- *insuffisant* : provisoire, périmé ou sans donnée ; l'état ne se conclut pas.

Quand plus de la moitié des phares sont insuffisants, rien ne se conclut de l'ensemble.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from domaine import francais

Verdict = Literal["rien à lire", "ne suffisent pas", "avec réserve", "suffisent"]
BONNE_VOIE = ("atteint", "vert", "à maintenir")
_ILLISIBLES = ("périmée", "sans donnée")


@dataclass(frozen=True)
class Insuffisant:
    """Un phare dont l'état ne se conclut pas, et pourquoi (provisoire, périmée, sans donnée)."""

    libelle: str
    raison: str
    recues: float | None
    attendues: float | None


@dataclass(frozen=True)
class Conclusion:
    """Le compte des phares lus.

    Attributes:
        lus: phares qui ont une ligne à cette lecture.
        hors: libellés des phares en rouge ; `surveiller` : en orange ; `bonne_voie` : leur nombre.
        sans_jugement: phares sans cible ou non échus ; sans donnée et périmés sont dans `insuffisants`.
        partiels_nb: phares à qui il manque des données, au-dessus du plancher.
        moins_complet: `(reçues, attendues)` du moins complet d'entre eux.
    """

    lus: int
    hors: tuple[str, ...]
    surveiller: tuple[str, ...]
    bonne_voie: int
    sans_jugement: int
    insuffisants: tuple[Insuffisant, ...]
    partiels_nb: int
    moins_complet: tuple[float, float] | None

    @property
    def verdict(self) -> Verdict:
        """Ce que les données permettent."""
        if not self.lus:
            return "rien à lire"
        if 2 * len(self.insuffisants) > self.lus:
            return "ne suffisent pas"
        return "avec réserve" if self.insuffisants or self.partiels_nb else "suffisent"


def conclusion(situation: pd.DataFrame) -> Conclusion:
    """Compte les phares d'une lecture.

    Args:
        situation: `requetes.accueil.situation.situation` ; une ligne sans état n'est pas lue (indicateur plus rare).
    """
    lignes = [x for x in situation.to_dict("records") if not francais.absente(x["etat"])]
    insuffisants = [Insuffisant(str(x["libelle_court"]), r, *_termes(x)) for x in lignes if (r := _raison(x))]
    partiels = [_termes(x) for x in lignes if not _raison(x) and _partiel(x)]
    fractions = [(float(r or 0), float(a)) for r, a in partiels if a]
    return Conclusion(
        lus=len(lignes),
        hors=_libelles(lignes, "rouge"),
        surveiller=_libelles(lignes, "orange"),
        bonne_voie=sum(x["etat"] in BONNE_VOIE for x in lignes),
        sans_jugement=sum(x["etat"] in ("sans cible", "non échu") for x in lignes),
        insuffisants=tuple(insuffisants),
        partiels_nb=len(partiels),
        moins_complet=min(fractions, key=lambda f: f[0] / f[1], default=None),
    )


def _libelles(lignes: list[dict[Any, Any]], etat: str) -> tuple[str, ...]:
    return tuple(str(x["libelle_court"]) for x in lignes if x["etat"] == etat)


def _raison(ligne: Mapping[Any, Any]) -> str:
    if ligne["etat"] in _ILLISIBLES:
        return str(ligne["etat"])
    return "provisoire" if ligne["provisoire"] is True else ""


def _termes(ligne: Mapping[Any, Any]) -> tuple[float | None, float | None]:
    recues, attendues = ligne["recues"], ligne["attendues"]
    return (None if francais.absente(recues) else recues, None if francais.absente(attendues) else attendues)


def _partiel(ligne: Mapping[Any, Any]) -> bool:
    """Une complétude inconnue n'est pas une complétude : le chiffre est partiel."""
    recues, attendues = _termes(ligne)
    return recues is None or attendues is None or recues < attendues
