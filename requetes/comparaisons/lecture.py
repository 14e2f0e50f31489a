"""Ce que montre la page Comparaisons d'un indicateur, à un niveau et à une période, lu en une fois."""

from __future__ import annotations

from dataclasses import dataclass

from requetes.comparaisons import equite, verdict, zones
from requetes.comparaisons.diviseurs import BRUTE
from requetes.comparaisons.equite import EtapesNomades, PlaceDesFemmes
from requetes.comparaisons.verdict import Appui, Reserve, Verdict
from requetes.comparaisons.zones import CaseDeGrille, DeuxPeriodes, Rang, ValeurDeZone
from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureComparaisons:
    """Un champ par bloc de la page ; `deux_periodes` est vide quand aucune période n'est choisie avant celle-ci."""

    zones: tuple[ValeurDeZone, ...]
    verdict: Verdict
    reserve: Reserve
    deux_periodes: tuple[DeuxPeriodes, ...]
    rangs: tuple[Rang, ...]
    grille: tuple[CaseDeGrille, ...]
    appuis: tuple[Appui, ...]
    femmes: tuple[PlaceDesFemmes, ...]
    nomades: tuple[EtapesNomades, ...]


def lire_comparaisons(
    base: Base,
    code: str,
    niveau: str,
    type_periode: str,
    periode: str,
    *,
    avant: str = "",
    region: str = "",
    mesure: str = BRUTE,
    phares: bool = True,
) -> LectureComparaisons:
    """Lit la page.

    Args:
        base: l'édition.
        code: code d'indicateur.
        niveau: region, cercle ou commune.
        type_periode, periode: la lecture et sa période.
        avant: la période d'avant à laquelle comparer ; vide = aucune.
        region: ne garder que cette région ; vide = toutes.
        mesure: brute, par commune ou par habitant.
        phares: la grille ne montre que les indicateurs phares.
    """
    tout = (niveau, type_periode, periode, region)
    lues = zones.valeurs_par_zone(base, code, *tout, mesure)
    grille = zones.grille_des_etats(base, *tout, phares)
    deux = zones.deux_periodes(base, code, niveau, type_periode, (avant, periode), region, mesure) if avant else ()
    return LectureComparaisons(
        zones=lues,
        verdict=verdict.juger(lues),
        reserve=verdict.reserver(lues),
        deux_periodes=deux,
        rangs=zones.rangs(base, code, *tout, mesure),
        grille=grille,
        appuis=verdict.appuis(grille),
        femmes=equite.part_des_femmes(base, *tout),
        nomades=equite.etapes_nomades(base, *tout),
    )
