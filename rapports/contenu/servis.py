"""Qui les tournées SPI ont atteint : les étapes tenues par population, les actes par sexe, par acte pour l'équipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.sources import NON_PRECISE
from figures.mots import chiffre
from rapports.blocs import Bloc, Cellule, Tableau, colonne, ligne, tableau
from rapports.lecture import CUMUL, Lecture
from requetes.comparaisons.zones import CaseDeGrille
from requetes.registres.commun import grouper
from requetes.registres.tournees import Servis, Tournee, lire_etapes, lire_servis
from requetes.tendances import series
from tableurs.objets import en_tableau

_SEXES = {"H": "hommes", "F": "femmes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Atteinte:
    """Les étapes d'une population, dans une région."""

    population: str
    region: str
    etapes_tenues: int
    etapes: int


def batir(lecture: Lecture, lues: Sequence[CaseDeGrille], tournees: Sequence[Tournee]) -> list[Bloc]:
    """Ce que ce public en lit : les chiffres de l'édition, masqués s'ils le sont (règles M7, M8 et M14).

    Args:
        lecture: l'édition.
        lues: les indicateurs par région, depuis le démarrage.
        tournees: celles que le rapport compte.
    """
    ids = tuple(t.identifiant for t in tournees)
    return [
        *_par_population(lecture, ids),
        *(_par_sexe(lecture, lues, i.code) for i in lecture.indicateurs if i.source_calcul == "actes_spi"),
        *(bloc for par, titre in _GROUPES.items() for bloc in _par_groupe(lecture, ids, par, titre)),
    ]


#: Les actes un à un ne sont que dans l'édition de l'équipe (règle M14).
_GROUPES = {"population": "Actes délivrés, par type de population", "acte": "Actes délivrés, par acte"}


def _par_population(lecture: Lecture, ids: tuple[str, ...]) -> list[Bloc]:
    etapes = lire_etapes(lecture.base, ids, lecture.jour)
    lus = [
        Atteinte(population=population, region=nom, etapes_tenues=sum(e.tenue for e in x), etapes=len(x))
        for population, siennes in sorted(grouper(etapes, lambda e: e.population).items())
        for nom, x in ((n, [e for e in siennes if n in ("Ensemble", e.region)]) for n in _noms(lecture))
    ]
    if not Counter(a.population for a in lus).keys() - {NON_PRECISE}:
        return []
    rangees = [
        ligne(population, *(francais.fraction(a.etapes_tenues, a.etapes) if a.etapes else francais.SO for a in x))
        for population, x in grouper(lus, lambda a: a.population).items()
    ]
    colonnes = (colonne("Population", part=1.4), *(colonne(nom, "droite") for nom in _noms(lecture)))
    titre = "Étapes tenues sur étapes reçues, par type de population"
    return [tableau(titre, colonnes, rangees, "Étapes par population", en_tableau(Atteinte, lus), fiches=True)]


def _noms(lecture: Lecture) -> list[str]:
    return [*(nom for _, nom in lecture.regions), "Ensemble"]


def _par_sexe(lecture: Lecture, lues: Sequence[CaseDeGrille], code: str) -> Tableau:
    """Les actes, aux hommes, aux femmes : les rangées de l'édition, jamais une soustraction."""
    zones = [*lecture.regions, ("SOCLE", "Ensemble")]
    totaux: dict[str, Chiffre] = {x.code_zone or "": x for x in lues if x.code_indicateur == code}
    dits: list[Chiffre] = []
    rangees = []
    for zone, nom in zones:
        siens = _derniers(lecture, code, zone)
        trouves = (totaux.get(zone), *(siens.get(sexe) for sexe in _SEXES))
        dits += [x for x in trouves if x is not None]
        rangees.append(ligne(nom, *(_case(x) for x in trouves)))
    colonnes = (
        colonne("Région", part=1.4),
        colonne("Actes", "droite"),
        colonne("Aux hommes", "droite"),
        colonne("Aux femmes", "droite"),
    )
    donnees = en_tableau(Chiffre, dits)[["code_indicateur", "code_zone", "periode", "modalite", "valeur", "etat"]]
    return tableau("Actes délivrés, par sexe", colonnes, rangees, "Actes par sexe", donnees)


def _derniers(lecture: Lecture, code: str, zone: str) -> dict[str, Chiffre]:
    """Sexe → le dernier chiffre à l'arrêté."""
    lues = series.ventilations(lecture.base, code, zone, CUMUL)
    return {m.modalite or "": m for m in lues if m.dimension == "sexe" and m.fin is not None and m.fin <= lecture.jour}


def _case(x: Chiffre | None) -> Cellule:
    if x is None:
        return Cellule(francais.SO)
    return Cellule(chiffre.complete(x, nue=True), x.etat or "" if x.masque else "")


def _par_groupe(lecture: Lecture, ids: tuple[str, ...], par: str, titre: str) -> list[Bloc]:
    lus = lire_servis(lecture.base, ids, lecture.jour, par)
    if not lus:
        return []
    rangees = [
        ligne(
            s.groupe,
            *(francais.nombre(n) for n in (s.actes, s.hommes, s.femmes)),
            francais.pourcentage(s.part_femmes),
        )
        for s in lus
    ]
    colonnes = (
        colonne("Population" if par == "population" else "Acte", part=2),
        *(colonne(nom, "droite") for nom in ("Actes", "Aux hommes", "Aux femmes", "Part des femmes")),
    )
    donnees = en_tableau(Servis, lus)[["groupe", "actes", "hommes", "femmes", "actes_des_deux_sexes", "part_femmes"]]
    donnees.insert(0, "par", par)
    return [tableau(titre, colonnes, rangees, "Qui a été servi", donnees)]
