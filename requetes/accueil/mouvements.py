"""«Ce qui a bougé» : les indicateurs phares depuis leur période d'avant, les chiffres depuis l'édition d'avant.

La règle des mouvements (règle H2, la même pour l'accueil, la réunion et le rapport) :

1. d'abord ce qui a changé d'état : les aggravations avant les améliorations, de la plus grande marche à la plus
   petite ; perdre la donnée, ou la laisser vieillir, est une aggravation ;
2. puis, à état égal, les plus grands écarts de taux (celui qui fait l'état), d'un point au moins ;
3. à rang égal, l'ordre du cadre logique ; cinq lignes au plus.

Ne se compare que ce qui est comparable : `etat_avant` et `taux_avant` sont vides pour un flux dont la période court.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from requetes.accueil.situation import Phare
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import PERIODES_LUES
from requetes.edition.revisions import revisions

NOMBRE = 5
#: En points de taux : en dessous, rien n'a bougé qui mérite une ligne.
ECART_MINIMAL = 1.0
#: Du meilleur au pire. Un état absent d'ici (sans cible, non échu) ne juge rien : y entrer ou en sortir n'est ni un
#: progrès ni un recul.
_MARCHES: Final = {
    "atteint": 0,
    "à maintenir": 0,
    "vert": 1,
    "orange": 2,
    "rouge": 3,
    "périmée": 4,
    "sans donnée": 5,
}


#: Un état qui ne vient d'aucune donnée récente : y tomber n'est pas reculer, c'est ne plus savoir.
_SANS_DONNEE: Final = ("périmée", "sans donnée")
Genre = Literal["recul", "donnée perdue", "donnée retrouvée", "progrès", "écart"]


@dataclass(frozen=True, slots=True)
class Mouvement:
    """Un phare qui a bougé depuis sa période d'avant.

    Attributes:
        marches: marches descendues (positif = aggravation) ; 0 quand l'état n'a pas changé de marche.
        ecart_taux: en points ; `None` si l'un des deux taux manque.
    """

    phare: Phare
    marches: int
    ecart_taux: float | None

    @property
    def genre(self) -> Genre:
        """Perdre ou retrouver une donnée n'est ni un recul ni un progrès."""
        if not self.marches:
            return "écart"
        if self.phare.etat in _SANS_DONNEE:
            return "donnée perdue"
        if self.phare.etat_avant in _SANS_DONNEE:
            return "donnée retrouvée"
        return "recul" if self.marches > 0 else "progrès"

    @property
    def par_la_cible(self) -> bool:
        """Le jugement recule, la valeur non : la cible due a bougé plus vite (règle H11)."""
        x = self.phare
        recule = self.genre == "recul" or (self.genre == "écart" and (self.ecart_taux or 0) < 0)
        return recule and x.ecart is not None and not va_mal(x) and x.cible_avant != x.cible_due


@dataclass(frozen=True, slots=True)
class BilanDesRevisions:
    """Ce que l'édition a changé du passé, compté.

    Attributes:
        phares: parmi ces chiffres, ceux d'un indicateur phare.
        genres: (genre, nombre), du plus fréquent au moins fréquent : révisée, complétée, retirée, rangée disparue.
        fichiers: les dépôts en cause, sans doublon, dans l'ordre où ils viennent.
    """

    nombre: int
    phares: int
    genres: tuple[tuple[str, int], ...]
    fichiers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhareRevu:
    """Un chiffre phare que l'édition précédente donnait autrement ; absent avant ou maintenant : `None`."""

    code_indicateur: str
    libelle_court: str
    unite: str
    genre: str
    valeur_avant: float | None
    valeur: float | None
    etat_avant: str | None
    etat: str | None


def mouvements_notables(phares: Sequence[Phare], nombre: int = NOMBRE) -> tuple[Mouvement, ...]:
    """Les mouvements à dire, du plus notable au moins notable.

    Args:
        phares: `requetes.accueil.situation.situation`.
        nombre: mouvements au plus.
    """
    tous = [Mouvement(p, _marches(p.etat_avant, p.etat), _ecart_de_taux(p)) for p in phares]
    notables = [m for m in tous if m.marches or abs(m.ecart_taux or 0) >= ECART_MINIMAL]
    return tuple(sorted(notables, key=_rang)[:nombre])


def _rang(mouvement: Mouvement) -> tuple[int, bool, float]:
    """Les aggravations, de la plus grande marche à la plus petite, puis les améliorations, puis les écarts de taux."""
    marches, ecart = mouvement.marches, mouvement.ecart_taux
    groupe = -100 - marches if marches > 0 else marches or 100
    return groupe, ecart is None, -abs(ecart or 0)


def _ecart_de_taux(phare: Phare) -> float | None:
    return None if phare.taux is None or phare.taux_avant is None else phare.taux - phare.taux_avant


def _marches(avant: str | None, apres: str | None) -> int:
    return _MARCHES[apres] - _MARCHES[avant] if avant in _MARCHES and apres in _MARCHES else 0


def va_mal(phare: Phare) -> bool:
    """La valeur va du mauvais côté : elle baisse quand elle doit monter, monte quand elle doit baisser."""
    return bool(phare.ecart) and ((phare.ecart or 0) > 0) == (phare.sens == "baisse")


def bilan_des_revisions(base: Base, region: str = "") -> BilanDesRevisions:
    """Ce que cette édition a changé du passé : périodes de collecte passées et totaux seulement."""
    lues = revisions(base, region)
    phares = set(base.lire("SELECT code FROM indicateur WHERE phare")["code"])
    fichiers = [f.strip() for r in lues for f in (r.fichiers or "").split(" ; ") if f.strip()]
    return BilanDesRevisions(
        nombre=len(lues),
        phares=sum(r.code_indicateur in phares for r in lues),
        genres=tuple(Counter(r.genre for r in lues).most_common()),
        fichiers=tuple(dict.fromkeys(fichiers)),
    )


def phares_revus(base: Base, zone: str, type_periode: str, periode: str) -> tuple[PhareRevu, ...]:
    """Parmi les chiffres phares lus ici, ceux que l'édition précédente donnait autrement, dans l'ordre du cadre.

    Un chiffre qui n'a changé que par sa cible ou sa complétude («jugée autrement») y est.
    """
    return base.rangees(
        PhareRevu,
        f"""
        SELECT revision.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               indicateur.unite, revision.genre, revision.valeur_avant, revision.valeur, revision.etat_avant,
               revision.etat
        FROM {PERIODES_LUES}
        JOIN revision_chiffre revision ON revision.code_indicateur = lue.code_indicateur
            AND revision.periode = lue.periode AND revision.type_periode = $type_periode
            AND revision.dimension IS NULL AND revision.code_zone = $zone
        WHERE choisie.libelle = $periode AND indicateur.phare
        ORDER BY indicateur.ordre, indicateur.code
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
