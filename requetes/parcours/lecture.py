"""Ce que la page Parcours lit, en une fois : ce qu'elle montre toujours, puis ce que chaque onglet ouvert y ajoute."""

from __future__ import annotations

from dataclasses import dataclass

from domaine.survie import Echeance, a_l_echeance
from requetes.edition.ouverture import Base
from requetes.parcours import chronologie, comptes, delais, points, survie
from requetes.parcours.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureParcours:
    """Ce que la page montre toujours.

    Attributes:
        delai_du_cadre: de la validation à la remise en service ; `None` si aucun point n'a fait les deux.
        a_six_mois: ce qui tient à six mois.
    """

    bilan: comptes.Bilan
    etapes: tuple[comptes.CompteEtape, ...]
    foyers: tuple[comptes.Foyer, ...]
    delai_du_cadre: delais.Delai | None
    a_six_mois: Echeance


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureGroupes:
    """L'onglet «Où et avec qui»."""

    bilans: tuple[comptes.Bilan, ...]
    etapes: tuple[comptes.CompteEtape, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureDelais:
    """L'onglet «Délais».

    Attributes:
        attente: les étapes atteintes où l'on sait depuis quand les points y sont.
        indicateur: le code de celui que suit le passage 3 → 7 ; vide si le cadre logique n'en a pas.
    """

    delais: tuple[delais.Delai, ...]
    attente: tuple[comptes.CompteEtape, ...]
    indicateur: str

    @property
    def negatifs(self) -> int:
        """Les délais dont les dates sont dans le désordre."""
        return sum(d.negatifs for d in self.delais)


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureSurvie:
    """L'onglet «Rechute et survie».

    Attributes:
        ensemble: `None` quand aucun point n'est restauré.
        courbe: vide sous `domaine.survie.EFFECTIF_MINIMAL` points restaurés.
    """

    ensemble: survie.Rechutes | None
    suivis: tuple[survie.PointSuivi, ...]
    echeances: tuple[Echeance, ...]
    courbe: tuple[survie.Palier, ...]
    effectifs: tuple[survie.Effectif, ...]

    @property
    def a_six_mois(self) -> Echeance:
        return _a_six_mois(self.echeances)


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureProjets:
    """Les projets à choisir dans l'onglet «Chronologie d'un projet».

    Attributes:
        choisis: ceux qui ont un point choisi, identifiant → intitulé.
        connus: les identifiants de tous, choisis ou non.
        plus_retarde: celui du point bloqué depuis le plus longtemps ; vide si aucun point bloqué n'a de projet.
    """

    choisis: dict[str, str]
    connus: list[str]
    plus_retarde: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureChronologie:
    """L'histoire d'un projet, à partir de ce qui a été reçu de lui et de ses points."""

    projet: chronologie.Projet
    points: tuple[chronologie.PointDuProjet, ...]
    etapes: tuple[chronologie.EtapeRecue, ...]
    visites: tuple[chronologie.VisiteRecue, ...]


def lire_parcours(base: Base, choix: Selection) -> LectureParcours:
    """Les comptes, les étapes, ce qui bloque, le délai et la survie que la tête de page dit."""
    cadre = (d for d in delais.delais(base, choix) if (d.de, d.vers) == delais.DU_CADRE)
    return LectureParcours(
        bilan=comptes.bilans(base, choix)[0],
        etapes=comptes.comptes_par_etape(base, choix),
        foyers=comptes.foyers(base, choix),
        delai_du_cadre=next(cadre, None),
        a_six_mois=_a_six_mois(a_l_echeance(survie.points_suivis(base, choix))),
    )


def lire_groupes(base: Base, choix: Selection, par: str) -> LectureGroupes:
    """Les bilans et les étapes de chaque groupe ; `par` : clé de `selection.VENTILATIONS`."""
    return LectureGroupes(bilans=comptes.bilans(base, choix, par), etapes=comptes.comptes_par_etape(base, choix, par))


def lire_delais(base: Base, choix: Selection) -> LectureDelais:
    """Les passages, tout ensemble, et l'attente à chaque étape."""
    etapes = comptes.comptes_par_etape(base, choix)
    return LectureDelais(
        delais=delais.delais(base, choix),
        attente=tuple(c for c in etapes if c.jours_mediane is not None),
        indicateur=_indicateur(base, "delai_remise_en_service"),
    )


def lire_survie(base: Base, choix: Selection) -> LectureSurvie:
    """Les points restaurés, ce que l'on sait de leur durée, et ce qui s'en estime."""
    suivis = survie.points_suivis(base, choix)
    return LectureSurvie(
        ensemble=next(iter(survie.rechutes(base, choix)), None),
        suivis=suivis,
        echeances=a_l_echeance(suivis),
        courbe=survie.courbe(suivis),
        effectifs=survie.effectifs_a_risque(suivis),
    )


def lire_projets(base: Base, choix: Selection) -> LectureProjets:
    """Les projets de la sélection, et celui que l'onglet montre d'abord."""
    bloques = (p for p in points.points_en_parcours(base, choix) if p.blocage)
    return LectureProjets(
        choisis=chronologie.projets(base, choix),
        connus=chronologie.identifiants(base),
        # Un point peut nommer un projet que rien ne décrit : il n'a pas d'intitulé, et ne se choisit pas.
        plus_retarde=next((p.id_projet for p in bloques if p.id_projet and p.intitule), ""),
    )


def lire_chronologie(base: Base, id_projet: str) -> LectureChronologie:
    """L'histoire d'un projet, l'un de `LectureProjets.choisis`, et de tous ses points."""
    siens = chronologie.points_du_projet(base, id_projet)
    identifiants = tuple(p.id_point for p in siens)
    return LectureChronologie(
        projet=chronologie.projet(base, id_projet),
        points=siens,
        etapes=chronologie.etapes(base, identifiants),
        visites=chronologie.visites(base, identifiants),
    )


def _a_six_mois(echeances: tuple[Echeance, ...]) -> Echeance:
    return next(e for e in echeances if e.mois == survie.SIX_MOIS)


def _indicateur(base: Base, source: str) -> str:
    """Le code, au cadre logique en vigueur, de l'indicateur qui se calcule ainsi ; vide s'il n'y en a pas."""
    lus = base.lire(
        "SELECT code FROM indicateur WHERE source_calcul = $source ORDER BY ordre, code", {"source": source}
    )
    return "" if lus.empty else str(lus["code"].iloc[0])
