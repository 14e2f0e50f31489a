"""Le parcours : à quelle étape en est chaque point, lesquels sont arrêtés, pourquoi, depuis quand (règle V6)."""

from __future__ import annotations

from typing import Final

import pandas as pd

from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, SANS_OPERATEUR, VENTILATIONS, Selection

SUSPENDU: Final = "suspendu"
MOTIF: Final = "motif déclaré"
ECHEANCE: Final = "échéance dépassée"
#: Dans l'ordre du parcours ; «aucune» : aucune étape datée n'a été reçue pour le point.
ETAPES: Final = ("aucune", *"0123456789", "suspendu", "abandonné")

#: CTE, après `choisi`. L'étape atteinte est celle d'`etat_point`, comme sur la carte. L'étape attendue est la première,
#: dans l'ordre, après la plus haute qui soit faite : une étape sautée n'arrête rien. Un motif sur une étape faite
#: est de l'histoire ancienne ; sur l'étape attendue, ou sur une suspension en cours, il arrête le point.
_SITUATION: Final = """
    fait AS (
        SELECT id_point, max(etape) FILTER (length(etape) = 1) AS haute
        FROM etape_restauration WHERE date_reelle <= $jour GROUP BY id_point
    ), a_faire AS (
        SELECT e.id_point, e.etape, e.date_prevue, nullif(trim(e.motif_blocage), '') AS motif
        FROM etape_restauration e LEFT JOIN fait f USING (id_point)
        WHERE length(e.etape) = 1 AND e.etape > coalesce(f.haute, '')
          AND (e.date_reelle IS NULL OR e.date_reelle > $jour)
    ), attendue AS (
        SELECT id_point, min(etape) AS etape_attendue, arg_min(date_prevue, etape) AS date_prevue,
               arg_min(motif, etape) AS motif
        FROM a_faire GROUP BY id_point
    ), non_datee AS (
        -- une suspension sans date vaut jusqu'à nouvel ordre : rien ne dit qu'elle est levée
        SELECT id_point, nullif(trim(motif_blocage), '') AS motif FROM etape_restauration
        WHERE etape = 'suspendu' AND date_reelle IS NULL
    ), situation AS (
        SELECT c.*, f.haute, coalesce(e.etape, 'aucune') AS etape, d.date_reelle AS depuis,
               date_diff('day', d.date_reelle, $jour::DATE) AS jours_dans_etape,
               coalesce(e.restaure, false) AS restaure, e.statut, a.etape_attendue, a.date_prevue,
               CASE WHEN a.date_prevue < $jour THEN date_diff('day', a.date_prevue, $jour::DATE) END AS retard_jours,
               coalesce(CASE WHEN e.etape IN ('suspendu', 'abandonné') THEN nullif(trim(d.motif_blocage), '') END,
                        n.motif, a.motif) AS motif,
               CASE WHEN e.etape IN ('9', 'abandonné') THEN NULL
                    WHEN e.etape = 'suspendu' OR n.id_point IS NOT NULL THEN 'suspendu'
                    WHEN a.motif IS NOT NULL THEN 'motif déclaré'
                    WHEN a.date_prevue < $jour THEN 'échéance dépassée' END AS blocage
        FROM choisi c
        LEFT JOIN etat_point e ON e.id_point = c.id_point AND e.date = $jour
        LEFT JOIN etape_restauration d ON d.id_point = c.id_point AND d.etape = e.etape
        LEFT JOIN fait f ON f.id_point = c.id_point
        LEFT JOIN attendue a ON a.id_point = c.id_point
        LEFT JOIN non_datee n ON n.id_point = c.id_point
    )
"""

#: CTE, après `situation`. Une décision est ouverte tant qu'elle n'est ni exécutée ni close ; une date des données fixée
#: laisse dehors ce qui l'a suivie. La plus urgente d'abord.
_DECISIONS: Final = """
    arret AS (
        SELECT dernier_jour_compte(date_fixee) AS fixe FROM arrete
    ), ouverte AS (
        SELECT d.id_decision, d.texte, d.echeance, d.id_point, d.id_projet,
               row_number() OVER (ORDER BY d.echeance NULLS LAST, d.id_decision) AS urgence
        FROM decision d, arret
        WHERE d.date <= arret.fixe AND (d.date_execution IS NULL OR d.date_execution > arret.fixe)
          AND (coalesce(d.statut, '') NOT IN ('exécutée', 'abandonnée') OR d.date_execution > arret.fixe)
    ), liee AS (
        SELECT s.id_point, count(*) AS decisions, min(o.echeance) AS echeance_decision,
               arg_min(o.texte, o.urgence) AS decision, arg_min(o.id_decision, o.urgence) AS id_decision
        FROM situation s JOIN ouverte o ON o.id_point = s.id_point OR o.id_projet = s.id_projet GROUP BY s.id_point
    )
"""


def operateurs(base: Base) -> dict[str, str]:
    """Les opérateurs qui ont un point, par ordre alphabétique : code du filtre → nom.

    Returns:
        «sans opérateur déclaré» en dernier, quand un point n'en a pas.
    """
    lignes = base.lire("""
        SELECT DISTINCT coalesce(p.operateur, r.operateur) AS nom
        FROM point_service p LEFT JOIN projet_service r ON r.id_projet = p.id_projet ORDER BY nom NULLS LAST
    """)
    noms = [str(n) for n in lignes["nom"].dropna()]
    sans = {SANS_OPERATEUR: "Sans opérateur déclaré"} if lignes["nom"].isna().any() else {}
    return {nom: nom for nom in noms} | sans


def points_en_parcours(base: Base, choix: Selection) -> pd.DataFrame:
    """La situation de chaque point choisi à la date des données, les plus longuement bloqués d'abord.

    Returns:
        Une ligne par point : ce qui le nomme et le situe, `etape` (atteinte ; «aucune» sans étape datée), `depuis`,
        `jours_dans_etape`, `haute` (dernière étape numérotée faite), `etape_attendue`, `date_prevue`, `retard_jours`
        (jours après la date prévue de l'étape attendue ; absent si elle n'est pas passée), `blocage` (`SUSPENDU`,
        `MOTIF`, `ECHEANCE` ; absent = pas bloqué), `motif`, `restaure`, `statut`, `decisions` (ouvertes, liées au point
        ou à son projet), `decision`, `id_decision`, `echeance_decision`, `decision_en_retard`.
    """
    return base.lire(
        f"""
        WITH {POINTS_CHOISIS}, {_SITUATION}, {_DECISIONS}
        SELECT s.*, coalesce(l.decisions, 0) AS decisions, l.decision, l.id_decision, l.echeance_decision,
               coalesce(l.echeance_decision < $jour, false) AS decision_en_retard
        FROM situation s LEFT JOIN liee l USING (id_point)
        ORDER BY s.blocage IS NULL, s.retard_jours DESC NULLS LAST, s.jours_dans_etape DESC NULLS LAST, s.id_point
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.parametres,
    )


def bilan(base: Base, choix: Selection, par: str = "") -> pd.DataFrame:
    """Les comptes de tête, ensemble ou par groupe.

    Args:
        base: l'édition.
        choix: la sélection.
        par: clé de `VENTILATIONS` ; vide = une seule ligne, qui existe aussi sans aucun point.

    Returns:
        `groupe` (absent = sans opérateur), `points`, `remis` (étape 7 à 9 atteinte), `en_chemin` (étape 0 à 6, ou
        aucune), `suspendus`, `abandonnes`, `bloques` (dont les suspendus), `retard_median_jours` (des bloqués dont
        l'échéance est passée, médiane sur les points), `sans_decision` (bloqués sans décision ouverte),
        `decision_en_retard` (bloqués dont une décision ouverte est échue) ; le plus de bloqués d'abord.
    """
    return base.lire(
        f"""
        WITH {POINTS_CHOISIS}, {_SITUATION}, {_DECISIONS}
        SELECT {VENTILATIONS[par]} AS groupe, count(s.id_point) AS points,
               count(*) FILTER (s.etape IN ('7', '8', '9')) AS remis,
               count(*) FILTER (s.etape NOT IN ('7', '8', '9', 'suspendu', 'abandonné')) AS en_chemin,
               count(*) FILTER (s.etape = 'suspendu') AS suspendus,
               count(*) FILTER (s.etape = 'abandonné') AS abandonnes,
               count(s.blocage) AS bloques,
               median(s.retard_jours) FILTER (s.blocage IS NOT NULL) AS retard_median_jours,
               count(*) FILTER (s.blocage IS NOT NULL AND l.id_point IS NULL) AS sans_decision,
               count(*) FILTER (s.blocage IS NOT NULL AND l.echeance_decision < $jour) AS decision_en_retard
        FROM situation s LEFT JOIN liee l USING (id_point)
        {"GROUP BY 1 ORDER BY bloques DESC, groupe NULLS LAST" if par else ""}
        """,  # noqa: S608
        choix.parametres,
    )


def comptes_par_etape(base: Base, choix: Selection, par: str = "") -> pd.DataFrame:
    """Combien de points à chaque étape, dont combien sont bloqués, et depuis quand.

    Args:
        base: l'édition.
        choix: la sélection.
        par: clé de `VENTILATIONS` ; vide = tout ensemble.

    Returns:
        `groupe` (absent = sans opérateur), `etape, points, bloques, jours_p25, jours_mediane, jours_p75` (jours passés
        dans l'étape, sur les points), dans l'ordre des groupes puis du parcours. Une étape sans point n'a pas de ligne.
    """
    return base.lire(
        f"""
        WITH {POINTS_CHOISIS}, {_SITUATION}
        SELECT {VENTILATIONS[par]} AS groupe, etape, count(*) AS points, count(blocage) AS bloques,
               quantile_cont(jours_dans_etape, 0.25) AS jours_p25, median(jours_dans_etape) AS jours_mediane,
               quantile_cont(jours_dans_etape, 0.75) AS jours_p75
        FROM situation GROUP BY 1, 2
        ORDER BY groupe NULLS LAST, list_position({list(ETAPES)}, etape)
        """,  # noqa: S608
        choix.parametres,
    )


def foyers(base: Base, choix: Selection) -> pd.DataFrame:
    """Ce qui bloque : les points arrêtés devant la même étape, de la même façon, pour le même motif.

    Returns:
        `blocage, etape_attendue` (absente quand rien n'est prévu), `motif, points, retard_median_jours, sans_decision,
        decision_en_retard, id_projet` (celui dont le retard est le plus long, absent si aucun point n'a de projet),
        `operateurs` («A (5), B (4)», le plus de points d'abord) et `lieux` (de même : régions du projet, cercles d'une
        région, communes d'un cercle) ; le plus de points d'abord.
    """
    return base.lire(
        f"""
        WITH {POINTS_CHOISIS}, {_SITUATION}, {_DECISIONS}, bloque AS (
            SELECT s.*, l.id_point IS NULL AS sans, l.echeance_decision < $jour AS echue
            FROM situation s LEFT JOIN liee l USING (id_point) WHERE s.blocage IS NOT NULL
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
            SELECT blocage, etape_attendue, motif, count(*) AS points, median(retard_jours) AS retard_median_jours,
                   count(*) FILTER (sans) AS sans_decision, count(*) FILTER (echue) AS decision_en_retard,
                   arg_max(id_projet, (coalesce(retard_jours, 0), id_point)) FILTER (id_projet IS NOT NULL) AS id_projet
            FROM bloque GROUP BY ALL
        )
        SELECT f.*, max(a.noms) FILTER (a.genre = 'operateur') AS operateurs,
               max(a.noms) FILTER (a.genre = 'lieu') AS lieux
        FROM foyer f JOIN avec a ON a.blocage = f.blocage
             AND a.etape_attendue IS NOT DISTINCT FROM f.etape_attendue AND a.motif IS NOT DISTINCT FROM f.motif
        GROUP BY ALL
        ORDER BY f.points DESC, f.retard_median_jours DESC NULLS LAST, f.etape_attendue NULLS LAST, f.motif NULLS LAST
        """,  # noqa: S608
        choix.parametres,
    )
