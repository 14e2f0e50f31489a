"""Rechute et survie des points restaurés : durées suivies, courbe, parts à 3, 6 et 12 mois."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domaine.survie import EFFECTIF_MINIMAL, JOURS_PAR_MOIS, Echeance, a_l_echeance, effectif_a_risque, kaplan_meier
from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, VENTILATIONS, Selection

#: Celle que la page dit en tête.
SIX_MOIS: Final = 6
UN_AN: Final = 12
_MOIS_MONTRES: Final = 3

#: CTE, après `choisi`.
_SUIVIS: Final = """
    duree AS (
        SELECT choisi.*, suivi.* EXCLUDE (id_point)
        FROM choisi JOIN suivi_des_restaures($jour) suivi ON suivi.id_point = choisi.id_point
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSuivi:
    """Un point restauré et ce que l'on sait de sa durée de fonctionnement.

    Attributes:
        jours: de la restauration à la première rechute, sinon à la dernière visite.
        date_rechute: `None` sans rechute.
        releve: a rechuté, et ne l'est plus à la dernière visite ; `retombe` : l'est encore.
        fonctionnel: selon la règle V2, à la date des données.
        fin_du_suivi: la dernière visite.
        jours_ecoules: de la restauration à la date des données.
    """

    id_point: str
    nom: str
    type_service: str
    commune: str | None
    cercle: str | None
    region: str | None
    operateur: str | None
    date_restauration: dt.date
    jours: int
    rechute: bool
    date_rechute: dt.date | None
    releve: bool
    retombe: bool
    fonctionnel: bool
    fin_du_suivi: dt.date
    jours_ecoules: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Palier:
    """La courbe à partir d'une durée, en jours : des parts en pourcentage, `None` quand l'intervalle ne se calcule pas.

    Attributes:
        a_risque: points encore suivis sans rechute juste avant.
    """

    jours: float
    survie_pct: float
    bas_pct: float | None
    haut_pct: float | None
    a_risque: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Effectif:
    """Combien de points sont encore à risque à une durée, en mois."""

    mois: int
    a_risque: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnAnApres:
    """Des points restaurés depuis un an au moins, ce qu'ils sont aujourd'hui (règle S35) : les trois font le tout."""

    restaures: int
    fonctionnent: int
    retombes: int
    non_vus: int

    @property
    def part_pct(self) -> float | None:
        """Ceux qui fonctionnent, de 0 à 100 ; `None` sous `EFFECTIF_MINIMAL` (règle V10)."""
        return 100 * self.fonctionnent / self.restaures if self.restaures >= EFFECTIF_MINIMAL else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechutes:
    """Les points restaurés d'un groupe ; `rechutes` : au moins une, dont `releves`, et `retombes`, encore ce jour.

    Attributes:
        groupe: son nom ; vide = l'ensemble, `None` = sans opérateur.
    """

    groupe: str | None
    restaures: int
    rechutes: int
    releves: int
    retombes: int


def points_suivis(base: Base, choix: Selection) -> tuple[PointSuivi, ...]:
    """Les points restaurés, les rechutes d'abord, puis les plus courts suivis."""
    return base.rangees(
        PointSuivi,
        f"""
        WITH {POINTS_CHOISIS}, {_SUIVIS}
        SELECT id_point, nom, type_service, commune, cercle, region, operateur, date_restauration, jours, rechute,
               date_rechute, releve, retombe, fonctionnel, fin_du_suivi, jours_ecoules
        FROM duree ORDER BY NOT rechute, jours, id_point
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.parametres,
    )


def _couples(suivis: Sequence[PointSuivi]) -> list[tuple[float, bool]]:
    return [(float(p.jours), p.rechute) for p in suivis]


def courbe(suivis: Sequence[PointSuivi]) -> tuple[Palier, ...]:
    """Les paliers de la courbe, de l'origine au plus long suivi ; aucun sous `EFFECTIF_MINIMAL` points restaurés.

    Le dernier est la fin du plus long suivi : la courbe ne va pas au-delà.
    """
    couples = _couples(suivis)
    if len(couples) < EFFECTIF_MINIMAL:
        return ()
    paliers = [Palier(jours=0.0, survie_pct=100.0, bas_pct=None, haut_pct=None, a_risque=len(couples))]
    for m in kaplan_meier(couples):
        bas, haut = (None if b is None else 100 * b for b in (m.bas, m.haut))
        paliers.append(
            Palier(jours=m.duree, survie_pct=100 * m.survie, bas_pct=bas, haut_pct=haut, a_risque=m.a_risque)
        )
    fin = max(duree for duree, _ in couples)
    if fin > paliers[-1].jours:
        paliers.append(replace(paliers[-1], jours=fin, a_risque=effectif_a_risque(couples, fin)))
    return tuple(paliers)


def effectifs_a_risque(suivis: Sequence[PointSuivi]) -> tuple[Effectif, ...]:
    """Sous la courbe, tous les trois mois, jusqu'au plus long suivi."""
    couples = _couples(suivis)
    dernier = max((duree for duree, _ in couples), default=-1.0)
    mois = [m for m in range(0, 1200, _MOIS_MONTRES) if m * JOURS_PAR_MOIS <= dernier]
    return tuple(Effectif(mois=m, a_risque=effectif_a_risque(couples, m * JOURS_PAR_MOIS)) for m in mois)


def echeances(base: Base, jour: dt.date) -> tuple[Echeance, ...]:
    """Ce qui tient après 3, 6 et 12 mois, projet entier ; vide quand l'édition ne garde ni visites ni compte.

    Une édition remise n'a pas les visites : elle garde ce compte, fait au moment du gel (règle E24).
    """
    gardees = base.rangees(Echeance, "SELECT * FROM survie ORDER BY mois")
    return gardees or (a_l_echeance(suivis) if (suivis := points_suivis(base, Selection(jour))) else ())


def un_an_apres(suivis: Iterable[PointSuivi]) -> UnAnApres:
    """Ce que sont devenus ceux restaurés depuis un an au moins ; trop récent, un point n'y entre pas."""
    echus = [p for p in suivis if p.jours_ecoules >= UN_AN * JOURS_PAR_MOIS]
    fonctionnent, retombes = sum(p.fonctionnel for p in echus), sum(p.retombe for p in echus)
    return UnAnApres(
        restaures=len(echus),
        fonctionnent=fonctionnent,
        retombes=retombes,
        non_vus=len(echus) - fonctionnent - retombes,
    )


def rechutes(base: Base, choix: Selection, par: str = "") -> tuple[Rechutes, ...]:
    """Les rechutes, ensemble ou par groupe (clé de `VENTILATIONS`) ; rien quand aucun point n'est restauré."""
    return base.rangees(
        Rechutes,
        f"""
        WITH {POINTS_CHOISIS}, {_SUIVIS}
        SELECT {VENTILATIONS[par]} AS groupe, count(*) AS restaures, count(*) FILTER (rechute) AS rechutes,
               count(*) FILTER (releve) AS releves, count(*) FILTER (retombe) AS retombes
        FROM duree GROUP BY 1 ORDER BY groupe NULLS LAST
        """,  # noqa: S608
        choix.parametres,
    )
