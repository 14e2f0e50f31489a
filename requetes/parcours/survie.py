"""Rechute et survie des points restaurés : durées suivies, courbe, parts à 3, 6 et 12 mois."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domaine.survie import JOURS_PAR_MOIS, effectif_a_risque, kaplan_meier, survie_a
from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, VENTILATIONS, Selection

#: En dessous, aucune courbe : une marche y pèserait plus du dixième (règle V10).
EFFECTIF_MINIMAL: Final = 10
ECHEANCES_MOIS: Final = (3, 6, 12)
#: Celle que la page dit en tête.
SIX_MOIS: Final = 6
UN_AN: Final = 12
_MOIS_MONTRES: Final = 3

#: CTE, après `choisi`. Origine : la date de restauration d'`etat_point`. Rechute : la première visite, à partir de là,
#: à moins de deux tests ou à un point fermé — ce qui fait `retombe`. Sans rechute, ce que l'on sait s'arrête à la
#: dernière visite. Un point relevé a rechuté, et sa dernière visite ne le dit plus retombé.
_SUIVIS: Final = """
    visite_notee AS (
        SELECT id_point, date,
               est_en_panne(tests_reunis(local, agent, moyens, prestation), statut_fonctionnel) AS en_panne
        FROM visite WHERE date <= $jour
    ), suivi AS (
        SELECT choisi.*, etat.date_restauration, etat.retombe, etat.fonctionnel, etat.derniere_visite,
               min(visite_notee.date) FILTER (visite_notee.en_panne) AS date_rechute,
               max(visite_notee.date) AS fin_du_suivi
        FROM choisi
        JOIN etat_point etat ON etat.id_point = choisi.id_point AND etat.date = $jour AND etat.restaure
        JOIN visite_notee ON visite_notee.id_point = choisi.id_point AND visite_notee.date >= etat.date_restauration
        GROUP BY ALL
    ), duree AS (
        SELECT *, date_rechute IS NOT NULL AS rechute, date_rechute IS NOT NULL AND NOT retombe AS releve,
               date_diff('day', date_restauration, coalesce(date_rechute, fin_du_suivi)) AS jours,
               date_diff('day', date_restauration, $jour::DATE) AS jours_ecoules
        FROM suivi
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
class Echeance:
    """La part estimée à une durée, en mois, et le compte nu.

    Attributes:
        survie_pct: Kaplan et Meier ; `None` sous `EFFECTIF_MINIMAL`, ou quand aucun point n'a été suivi si longtemps.
        bas_pct, haut_pct: intervalle de confiance à 95 % ; `None` quand il ne se calcule pas.
        tiennent, connus: restaurés depuis au moins ce temps, et dont l'état à l'échéance est connu (rechute avant, ou
            vus sans rechute après) ; ceux qui n'avaient pas rechuté.
        non_revus: l'échéance est passée, aucune visite ne dit l'état.
        trop_tot: restaurés depuis moins.
    """

    mois: int
    survie_pct: float | None
    bas_pct: float | None
    haut_pct: float | None
    a_risque: int
    tiennent: int
    connus: int
    non_revus: int
    trop_tot: int


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


def a_l_echeance(suivis: Sequence[PointSuivi]) -> tuple[Echeance, ...]:
    """À 3, 6 et 12 mois : la part estimée, et le compte nu."""
    couples = _couples(suivis)
    marches = kaplan_meier(couples)
    plus_long = max((duree for duree, _ in couples), default=-1.0)
    lues = []
    for mois in ECHEANCES_MOIS:
        jours = mois * JOURS_PAR_MOIS
        estimee = len(couples) >= EFFECTIF_MINIMAL and plus_long >= jours
        marche = next((m for m in reversed(marches) if m.duree <= jours), None) if estimee else None
        echus = [p for p in suivis if p.jours_ecoules >= jours]
        tiennent = sum(p.jours >= jours for p in echus)
        tombes = sum(p.rechute and p.jours < jours for p in echus)
        lues.append(
            Echeance(
                mois=mois,
                survie_pct=100 * survie_a(marches, jours) if estimee else None,
                bas_pct=100 * marche.bas if marche and marche.bas is not None else None,
                haut_pct=100 * marche.haut if marche and marche.haut is not None else None,
                a_risque=effectif_a_risque(couples, jours),
                tiennent=tiennent,
                connus=tiennent + tombes,
                non_revus=len(echus) - tiennent - tombes,
                trop_tot=len(suivis) - len(echus),
            )
        )
    return tuple(lues)


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
