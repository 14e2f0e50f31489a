"""Qui est en avance, qui est en retard, sous quelle réserve, et qui peut appuyer qui : la réponse de Comparaisons.

Une zone n'est jugée que contre sa propre cible due ; des zones dont la complétude diffère ne sont jamais mises en ordre
sans réserve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from domaine.chiffre import Chiffre
from requetes.comparaisons.zones import CaseDeGrille, ValeurDeZone

Refus = Literal["", "une seule zone", "périodes différentes", "rien à jour"]
_EN_AVANCE, _EN_BONNE_VOIE, _A_SURVEILLER, _EN_RETARD = ("atteint", "à maintenir"), ("vert",), ("orange",), ("rouge",)
_SANS_CIBLE: Final = ("sans cible", "non échu")
_APPUIS_MAX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Les zones, rangées par ce qu'on peut en dire.

    Attributes:
        refus: ce qui interdit de comparer ; vide quand on le peut.
        connues: celles dont le chiffre est connu et à jour.
        en_avance, en_bonne_voie: le plus haut taux d'abord ; `a_surveiller`, `en_retard` : le plus bas.
        extremes: sans aucune cible due, la valeur la plus basse et la plus haute dans la mesure choisie, avec leur
            zone ; `None` quand deux zones au moins n'en ont pas.
        sans_donnee, perimees, sans_cible: celles qui ne se comparent pas ; la dernière est vide quand plus aucune ne
            reste à comparer.
    """

    refus: Refus
    connues: tuple[ValeurDeZone, ...]
    en_avance: tuple[ValeurDeZone, ...]
    en_bonne_voie: tuple[ValeurDeZone, ...]
    a_surveiller: tuple[ValeurDeZone, ...]
    en_retard: tuple[ValeurDeZone, ...]
    extremes: tuple[tuple[float, str], tuple[float, str]] | None
    sans_donnee: tuple[ValeurDeZone, ...]
    perimees: tuple[ValeurDeZone, ...]
    sans_cible: tuple[ValeurDeZone, ...]

    @property
    def juge(self) -> bool:
        """Vrai quand une zone au moins est jugée contre sa cible."""
        return bool(self.en_avance or self.en_bonne_voie or self.a_surveiller or self.en_retard)


@dataclass(frozen=True, slots=True)
class Reserve:
    """Ce qui empêche de comparer à données égales.

    Attributes:
        extremes: la zone la moins complète et la plus complète, quand leurs parts diffèrent trop.
        inconnues: les zones qui ont une valeur et dont la complétude ne se compte pas, quand d'autres en ont une.
    """

    extremes: tuple[ValeurDeZone, ValeurDeZone] | None
    inconnues: tuple[ValeurDeZone, ...]


@dataclass(frozen=True, slots=True)
class Appui:
    """Pour un indicateur, la zone la plus avancée, qui peut appuyer la plus loin de sa cible."""

    devant: CaseDeGrille
    derriere: CaseDeGrille


def juger(zones: Sequence[ValeurDeZone]) -> Verdict:
    """Range les zones d'un niveau, lues à une période."""
    connues = [z for z in zones if z.valeur is not None and z.etat != "périmée"]
    sans_donnee = tuple(z for z in zones if z.valeur is None)
    perimees = tuple(z for z in zones if z.etat == "périmée")
    sans_cible = tuple(z for z in zones if z.valeur is not None and z.etat in _SANS_CIBLE)
    reste = len(sans_donnee) + len(perimees) + len(sans_cible) != len(zones)
    return Verdict(
        refus=_refuser(zones, connues),
        connues=tuple(connues),
        en_avance=_groupe(connues, _EN_AVANCE),
        en_bonne_voie=_groupe(connues, _EN_BONNE_VOIE),
        a_surveiller=_groupe(connues, _A_SURVEILLER)[::-1],
        en_retard=_groupe(connues, _EN_RETARD)[::-1],
        extremes=_extremes(connues),
        sans_donnee=sans_donnee,
        perimees=perimees,
        sans_cible=sans_cible if reste else (),
    )


def _refuser(zones: Sequence[ValeurDeZone], connues: Sequence[ValeurDeZone]) -> Refus:
    if len(zones) < 2:
        return "une seule zone"
    if len({z.periode for z in zones}) > 1:
        return "périodes différentes"
    return "rien à jour" if len(connues) < 2 else ""


def _groupe(zones: Sequence[ValeurDeZone], etats: tuple[str, ...]) -> tuple[ValeurDeZone, ...]:
    return tuple(sorted((z for z in zones if z.etat in etats), key=_taux, reverse=True))


def _taux(chiffre: Chiffre) -> float:
    """Le taux de l'état ; une limite tenue à zéro n'en a pas, et passe devant."""
    return float("inf") if chiffre.taux is None else chiffre.taux


def _extremes(zones: Sequence[ValeurDeZone]) -> tuple[tuple[float, str], tuple[float, str]] | None:
    mesurees = [(z.valeur_rapportee, str(z.zone)) for z in zones if z.valeur_rapportee is not None]
    tri = sorted(mesurees, key=lambda mesuree: mesuree[0])
    return (tri[0], tri[-1]) if len(tri) > 1 else None


def reserver(zones: Sequence[ValeurDeZone]) -> Reserve:
    """La réserve sur la complétude."""
    parts = [(z.recues / z.attendues, rang) for rang, z in enumerate(zones) if z.attendues and z.recues is not None]
    extremes = (zones[min(parts)[1]], zones[max(parts)[1]]) if any(z.completude_differe for z in zones) else None
    inconnues = tuple(z for z in zones if z.valeur is not None and not (z.attendues and z.recues is not None))
    return Reserve(extremes, inconnues if len(inconnues) < len(zones) else ())


def appuis(grille: Sequence[CaseDeGrille]) -> tuple[Appui, ...]:
    """Quelle zone peut en appuyer une autre : pour un indicateur, la plus avancée et la plus loin de sa cible.

    Les chiffres provisoires n'y entrent pas : on ne demande pas à une équipe d'en aider une autre sur un chiffre
    qui peut changer. Trois indicateurs au plus, de l'écart le plus grand au plus petit.
    """
    trouves = []
    for code in dict.fromkeys(case.code_indicateur for case in grille):
        fermes = [c for c in grille if c.code_indicateur == code and not c.provisoire and c.taux is not None]
        devant = [c for c in fermes if c.etat in (*_EN_AVANCE, *_EN_BONNE_VOIE)]
        derriere = [c for c in fermes if c.etat in (*_A_SURVEILLER, *_EN_RETARD)]
        if devant and derriere:
            trouves.append(Appui(max(devant, key=_taux), min(derriere, key=_taux)))
    return tuple(sorted(trouves, key=lambda appui: _taux(appui.derriere))[:_APPUIS_MAX])
