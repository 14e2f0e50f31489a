"""Où en est la trajectoire, et ce que les données permettent d'en dire : la réponse à la question de l'accueil.

Trois qualités d'un chiffre, de la plus sûre à la moins sûre (règle H3) :

- *complet* : tout ce qui était attendu est reçu ;
- *partiel* : il en manque, mais assez est reçu (plancher de complétude) pour juger ; le jugement peut encore changer ;
- *insuffisant* : provisoire, périmé ou sans donnée ; l'état ne se conclut pas.

Quand plus de la moitié des phares sont insuffisants, rien ne se conclut de l'ensemble.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domaine.chiffre import Chiffre

Verdict = Literal["rien à lire", "ne suffisent pas", "avec réserve", "suffisent"]
BONNE_VOIE = ("atteint", "vert", "à maintenir")
_ILLISIBLES = ("périmée", "sans donnée")


@dataclass(frozen=True)
class Insuffisant:
    """Un phare dont l'état ne se conclut pas, et pourquoi (provisoire, périmée, sans donnée)."""

    libelle: str
    raison: str
    recues: int | None
    attendues: int | None


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
    moins_complet: tuple[int, int] | None

    @property
    def verdict(self) -> Verdict:
        """Ce que les données permettent."""
        if not self.lus:
            return "rien à lire"
        if 2 * len(self.insuffisants) > self.lus:
            return "ne suffisent pas"
        return "avec réserve" if self.insuffisants or self.partiels_nb else "suffisent"


def conclusion(phares: Sequence[Chiffre]) -> Conclusion:
    """Compte les phares d'un type de période ; celui qui n'y a pas de rangée (indicateur plus rare) n'est pas lu."""
    lus = [p for p in phares if p.lu]
    insuffisants = [Insuffisant(p.libelle_court, r, p.recues, p.attendues) for p in lus if (r := _raison(p))]
    partiels = [p for p in lus if not _raison(p) and _partiel(p)]
    fractions = [(p.recues or 0, p.attendues) for p in partiels if p.attendues]
    return Conclusion(
        lus=len(lus),
        hors=_libelles(lus, "rouge"),
        surveiller=_libelles(lus, "orange"),
        bonne_voie=sum(p.etat in BONNE_VOIE for p in lus),
        sans_jugement=sum(p.etat in ("sans cible", "non échu") for p in lus),
        insuffisants=tuple(insuffisants),
        partiels_nb=len(partiels),
        moins_complet=min(fractions, key=lambda f: f[0] / f[1], default=None),
    )


def _libelles(phares: Sequence[Chiffre], etat: str) -> tuple[str, ...]:
    return tuple(p.libelle_court for p in phares if p.etat == etat)


def _raison(phare: Chiffre) -> str:
    if phare.etat in _ILLISIBLES:
        return str(phare.etat)
    return "provisoire" if phare.provisoire else ""


def _partiel(phare: Chiffre) -> bool:
    """Une complétude inconnue n'est pas une complétude : le chiffre est partiel."""
    return phare.recues is None or phare.attendues is None or phare.recues < phare.attendues
