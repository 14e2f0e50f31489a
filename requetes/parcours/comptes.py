"""Le parcours de restauration, en comptes : par groupe, par étape, par ce qui bloque."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from requetes.edition.ouverture import Base
from requetes.parcours.points import DECISIONS, SITUATION
from requetes.parcours.selection import POINTS_CHOISIS, VENTILATIONS, Selection

#: Dans l'ordre du parcours ; «aucune» : aucune étape datée n'a été reçue pour le point.
ETAPES: Final = ("aucune", *"0123456789", "suspendu", "abandonné")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    """Les comptes de tête d'un groupe de points.

    Attributes:
        groupe: son nom ; vide = l'ensemble, `None` = sans opérateur.
        remis: étape 7 à 9 atteinte.
        en_chemin: étape 0 à 6, ou aucune.
        bloques: dont les suspendus.
        retard_median_jours: des bloqués dont l'échéance est passée, médiane sur les points ; `None` sans retard.
        sans_decision: bloqués sans décision ouverte.
        decision_en_retard: bloqués dont une décision ouverte est échue.
        sans_etape: dont aucune étape n'a été reçue, prévue ni faite.
    """

    groupe: str | None
    points: int
    remis: int
    en_chemin: int
    suspendus: int
    abandonnes: int
    bloques: int
    retard_median_jours: float | None
    sans_decision: int
    decision_en_retard: int
    sans_etape: int

    @property
    def connu(self) -> bool:
        """Une étape au moins a été reçue : sans elle, ni remis ni bloqué n'est un zéro (règle S4)."""
        return self.sans_etape < self.points


@dataclass(frozen=True, slots=True, kw_only=True)
class CompteEtape:
    """Les points d'un groupe arrivés à une étape ; `groupe` comme dans `Bilan`.

    Attributes:
        bloques: ceux d'entre eux qui n'avancent plus.
        jours_p25, jours_mediane, jours_p75: jours passés dans l'étape, sur les points ; `None` quand rien n'est daté.
    """

    groupe: str | None
    etape: str
    points: int
    bloques: int
    jours_p25: float | None
    jours_mediane: float | None
    jours_p75: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Foyer:
    """Des points arrêtés devant la même étape, de la même façon, pour le même motif.

    Attributes:
        etape_attendue: `None` quand rien n'est prévu.
        retard_median_jours: comme dans `Bilan`.
        operateurs: «A (5), B (4)», le plus de points d'abord.
        lieux: de même : régions du projet, cercles d'une région, communes d'un cercle.
    """

    blocage: str
    etape_attendue: str | None
    motif: str | None
    points: int
    retard_median_jours: float | None
    operateurs: str
    lieux: str | None


def bilans(base: Base, choix: Selection, par: str = "") -> tuple[Bilan, ...]:
    """Les comptes de tête, ensemble ou par groupe, le plus de bloqués d'abord.

    Args:
        base: l'édition.
        choix: la sélection.
        par: clé de `VENTILATIONS` ; vide = un seul bilan, qui existe aussi sans aucun point.
    """
    return base.rangees(
        Bilan,
        f"""
        WITH {POINTS_CHOISIS}, {SITUATION}, {DECISIONS}
        SELECT {VENTILATIONS[par]} AS groupe, count(situation.id_point) AS points,
               count(*) FILTER (situation.etape IN ('7', '8', '9')) AS remis,
               count(*) FILTER (situation.etape NOT IN ('7', '8', '9', 'suspendu', 'abandonné')) AS en_chemin,
               count(*) FILTER (situation.etape = 'suspendu') AS suspendus,
               count(*) FILTER (situation.etape = 'abandonné') AS abandonnes,
               count(situation.blocage) AS bloques,
               median(situation.retard_jours) FILTER (situation.blocage IS NOT NULL) AS retard_median_jours,
               count(*) FILTER (situation.blocage IS NOT NULL AND liee.id_point IS NULL) AS sans_decision,
               count(*) FILTER (situation.blocage IS NOT NULL AND liee.decision_en_retard) AS decision_en_retard,
               count(*) FILTER (situation.id_point NOT IN (SELECT id_point FROM etape_restauration)) AS sans_etape
        FROM situation LEFT JOIN liee USING (id_point)
        {"GROUP BY 1 ORDER BY bloques DESC, groupe NULLS LAST" if par else ""}
        """,  # noqa: S608
        choix.parametres,
    )


def comptes_par_etape(base: Base, choix: Selection, par: str = "") -> tuple[CompteEtape, ...]:
    """Combien de points à chaque étape, dans l'ordre des groupes puis du parcours ; une étape sans point n'y est pas.

    Args:
        base: l'édition.
        choix: la sélection.
        par: clé de `VENTILATIONS` ; vide = tout ensemble.
    """
    return base.rangees(
        CompteEtape,
        f"""
        WITH {POINTS_CHOISIS}, {SITUATION}
        SELECT {VENTILATIONS[par]} AS groupe, etape, count(*) AS points, count(blocage) AS bloques,
               quantile_cont(jours_dans_etape, 0.25) AS jours_p25, median(jours_dans_etape) AS jours_mediane,
               quantile_cont(jours_dans_etape, 0.75) AS jours_p75
        FROM situation GROUP BY 1, 2
        ORDER BY groupe NULLS LAST, list_position({list(ETAPES)}, etape)
        """,  # noqa: S608
        choix.parametres,
    )


def foyers(base: Base, choix: Selection) -> tuple[Foyer, ...]:
    """Ce qui bloque, le plus de points d'abord."""
    return base.rangees(
        Foyer,
        f"""
        WITH {POINTS_CHOISIS}, {SITUATION}, bloque AS (
            SELECT * FROM situation WHERE blocage IS NOT NULL
        ), part AS (
            SELECT 'operateur' AS genre, blocage, etape_attendue, motif, coalesce(operateur, 'sans opérateur') AS nom,
                   count(*) AS nombre
            FROM bloque GROUP BY ALL
            UNION ALL
            SELECT 'lieu', blocage, etape_attendue, motif,
                   CASE (SELECT niveau FROM zone WHERE code = $zone)
                        WHEN 'SOCLE' THEN region WHEN 'region' THEN cercle ELSE commune END, count(*)
            FROM bloque GROUP BY ALL
        ), avec AS (
            SELECT genre, blocage, etape_attendue, motif,
                   string_agg(nom || ' (' || nombre || ')', ', ' ORDER BY nombre DESC, nom) AS noms
            FROM part GROUP BY ALL
        ), foyer AS (
            SELECT blocage, etape_attendue, motif, count(*) AS points, median(retard_jours) AS retard_median_jours
            FROM bloque GROUP BY ALL
        )
        SELECT foyer.*, max(avec.noms) FILTER (avec.genre = 'operateur') AS operateurs,
               max(avec.noms) FILTER (avec.genre = 'lieu') AS lieux
        FROM foyer JOIN avec ON avec.blocage = foyer.blocage
             AND avec.etape_attendue IS NOT DISTINCT FROM foyer.etape_attendue
             AND avec.motif IS NOT DISTINCT FROM foyer.motif
        GROUP BY ALL
        ORDER BY foyer.points DESC, foyer.retard_median_jours DESC NULLS LAST, foyer.etape_attendue NULLS LAST,
            foyer.motif NULLS LAST
        """,  # noqa: S608
        choix.parametres,
    )
