"""Ce que montre l'accueil, de l'équipe comme d'une édition remise, lu en une fois."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from domaine.chiffre import Chiffre, Moment
from domaine.feuilles.cadre import FEUILLES
from domaine.sources import feuilles_lues
from requetes.accueil import ecarts, mouvements, situation
from requetes.accueil.conclusion import Conclusion, conclusion
from requetes.accueil.mouvements import BilanDesRevisions, Mouvement, PhareRevu
from requetes.accueil.situation import Phare
from requetes.edition import figees, referentiel, revisions
from requetes.edition.ouverture import Base
from requetes.edition.revisions import EditionPrecedente
from requetes.pourquoi.lecture import Pourquoi, lire_pourquoi
from requetes.qualite import manques
from requetes.qualite.manques import Retard, Trou
from requetes.registres.commun import Reception, receptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureAccueil:
    """Un champ par bloc de la page, pour une zone, une lecture et une période.

    Attributes:
        phares: dans l'ordre du cadre logique ; vide quand il n'en nomme aucun.
        suites: code d'un phare → ses valeurs jusqu'à la période, dans l'ordre du temps.
        rapports: reçus et dus, dans la zone, des périodes finies à la date lue.
        precedente, bilan, revus: ce que cette édition change de celle d'avant.
        absentes: les feuilles des phares dont aucune ligne n'est dans l'édition (règle S4).
        pourquois: code d'un écart → ce qui le fait.
        commentaires: code de résultat → texte écrit au moment du gel ; vide si l'édition est vivante.
    """

    phares: tuple[Phare, ...]
    conclusion: Conclusion
    rapports: tuple[int, int]
    ecarts: tuple[Chiffre, ...]
    pourquois: Mapping[str, Pourquoi]
    suites: Mapping[str, tuple[Moment, ...]]
    mouvements: tuple[Mouvement, ...]
    precedente: EditionPrecedente
    bilan: BilanDesRevisions
    revus: tuple[PhareRevu, ...]
    retards: tuple[Retard, ...]
    absentes: tuple[Reception, ...]
    trous: tuple[Trou, ...]
    commentaires: Mapping[str, str]

    @property
    def fin(self) -> dt.date | None:
        """La fin de la période lue la plus récente ; `None` quand aucun phare n'est lu."""
        return max((p.fin for p in self.phares if p.fin is not None), default=None)


def lire_accueil(base: Base, type_periode: str, periode: str, region: str, jour: dt.date) -> LectureAccueil:
    """Lit l'accueil d'une région, ou du projet entier (vide).

    Args:
        base: l'édition.
        type_periode, periode: la lecture.
        region: code, ou vide.
        jour: celui où les retards se comptent ; la fin de la période quand elle est passée, et tout s'y lit.
    """
    zone, lecture = region or "SOCLE", (type_periode, periode)
    phares = situation.situation(base, zone, *lecture)
    regardes = ecarts.ecarts_a_regarder(base, *lecture, region)
    return LectureAccueil(
        phares=phares,
        conclusion=conclusion(phares),
        rapports=referentiel.completude_des_rapports(base, zone, jour),
        ecarts=regardes,
        pourquois={
            e.code_indicateur: lire_pourquoi(base, e.code_indicateur, str(e.code_zone), type_periode, str(e.periode))
            for e in regardes
        },
        suites=situation.suites_des_phares(base, zone, *lecture),
        mouvements=mouvements.mouvements_notables(phares),
        precedente=revisions.edition_precedente(base),
        bilan=mouvements.bilan_des_revisions(base, region),
        revus=mouvements.phares_revus(base, zone, *lecture),
        retards=manques.retards_par_zone(base, zone, jour),
        absentes=_feuilles_absentes(base),
        trous=manques.zones_sans_donnee(base, zone, *lecture),
        commentaires=figees.commentaires(base),
    )


def _feuilles_absentes(base: Base) -> tuple[Reception, ...]:
    sources = base.lire("SELECT DISTINCT source_calcul FROM indicateur WHERE phare")["source_calcul"]
    lues = {feuille for source in sources for feuille in feuilles_lues(source)}
    return tuple(r for r in receptions(base, [f for f in FEUILLES if f.nom in lues]) if not r.lignes)
