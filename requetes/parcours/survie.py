"""Rechute et survie des points restaurés : durées suivies, courbe, parts à 3, 6 et 12 mois."""

from __future__ import annotations

from typing import Final

import pandas as pd

from domaine.survie import JOURS_PAR_MOIS, effectif_a_risque, kaplan_meier, survie_a
from requetes.edition.ouverture import Base
from requetes.parcours.selection import POINTS_CHOISIS, VENTILATIONS, Selection

#: En dessous, aucune courbe : une marche y pèserait plus du dixième (règle V10).
EFFECTIF_MINIMAL: Final = 10
ECHEANCES_MOIS: Final = (3, 6, 12)
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
        SELECT c.*, e.date_restauration, e.retombe, e.derniere_visite,
               min(v.date) FILTER (v.en_panne) AS date_rechute, max(v.date) AS fin_du_suivi
        FROM choisi c
        JOIN etat_point e ON e.id_point = c.id_point AND e.date = $jour AND e.restaure
        JOIN visite_notee v ON v.id_point = c.id_point AND v.date >= e.date_restauration
        GROUP BY ALL
    ), duree AS (
        SELECT *, date_rechute IS NOT NULL AS rechute, date_rechute IS NOT NULL AND NOT retombe AS releve,
               date_diff('day', date_restauration, coalesce(date_rechute, fin_du_suivi)) AS jours,
               date_diff('day', date_restauration, $jour::DATE) AS jours_ecoules
        FROM suivi
    )
"""


def points_suivis(base: Base, choix: Selection) -> pd.DataFrame:
    """Chaque point restauré et ce que l'on sait de sa durée de fonctionnement.

    Returns:
        `id_point, nom, type_service, commune, cercle, region, operateur, date_restauration, jours` (jusqu'à la première
        rechute, sinon jusqu'à la dernière visite), `rechute, date_rechute, releve, retombe, fin_du_suivi,
        jours_ecoules` ; les rechutes d'abord.
    """
    return base.lire(
        f"""
        WITH {POINTS_CHOISIS}, {_SUIVIS}
        SELECT id_point, nom, type_service, commune, cercle, region, operateur, date_restauration, jours, rechute,
               date_rechute, releve, retombe, fin_du_suivi, jours_ecoules
        FROM duree ORDER BY NOT rechute, jours, id_point
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        choix.parametres,
    )


def _couples(suivis: pd.DataFrame) -> list[tuple[float, bool]]:
    return [(float(j), bool(r)) for j, r in zip(suivis["jours"], suivis["rechute"], strict=True)]


def courbe(base: Base, choix: Selection) -> pd.DataFrame:
    """Les marches de la courbe, de l'origine au plus long suivi : `jours, survie_pct, bas_pct, haut_pct, a_risque`.

    Returns:
        Vide sous `EFFECTIF_MINIMAL` points restaurés. La dernière ligne est la fin du plus long suivi : la courbe
        ne va pas au-delà. Un intervalle qui ne se calcule pas est absent.
    """
    couples = _couples(points_suivis(base, choix))
    colonnes = ["jours", "survie_pct", "bas_pct", "haut_pct", "a_risque"]
    if len(couples) < EFFECTIF_MINIMAL:
        return pd.DataFrame(columns=colonnes)
    lignes: list[tuple[float, float, float | None, float | None, int]] = [(0.0, 100.0, None, None, len(couples))]
    for m in kaplan_meier(couples):
        bas, haut = (None if b is None else 100 * b for b in (m.bas, m.haut))
        lignes.append((m.duree, 100 * m.survie, bas, haut, m.a_risque))
    fin = max(duree for duree, _ in couples)
    if fin > lignes[-1][0]:
        lignes.append((fin, *lignes[-1][1:4], effectif_a_risque(couples, fin)))
    return pd.DataFrame(lignes, columns=colonnes)


def effectifs_a_risque(base: Base, choix: Selection) -> pd.DataFrame:
    """Sous la courbe, tous les trois mois : `mois, a_risque`, jusqu'au plus long suivi."""
    couples = _couples(points_suivis(base, choix))
    dernier = max((duree for duree, _ in couples), default=-1.0)
    mois = [m for m in range(0, 1200, _MOIS_MONTRES) if m * JOURS_PAR_MOIS <= dernier]
    return pd.DataFrame(
        [(m, effectif_a_risque(couples, m * JOURS_PAR_MOIS)) for m in mois], columns=["mois", "a_risque"]
    )


def a_l_echeance(base: Base, choix: Selection) -> pd.DataFrame:
    """À 3, 6 et 12 mois : la part estimée, et le compte nu.

    Returns:
        Par échéance, `mois, survie_pct` (Kaplan et Meier ; absente sous `EFFECTIF_MINIMAL`, ou quand aucun point n'a
        été suivi si longtemps), `bas_pct, haut_pct, a_risque` ; puis le compte nu : `tiennent` sur `connus` (restaurés
        depuis au moins ce temps, et dont l'état à l'échéance est connu : rechute avant, ou vus sans rechute
        après), `non_revus` (l'échéance est passée, aucune visite ne dit l'état), `trop_tot` (restaurés depuis moins).
    """
    suivis = points_suivis(base, choix)
    couples = _couples(suivis)
    marches = kaplan_meier(couples)
    plus_long = max((duree for duree, _ in couples), default=-1.0)
    lignes = []
    for mois in ECHEANCES_MOIS:
        jours = mois * JOURS_PAR_MOIS
        estimee = len(couples) >= EFFECTIF_MINIMAL and plus_long >= jours
        marche = next((m for m in reversed(marches) if m.duree <= jours), None) if estimee else None
        echus = suivis[suivis["jours_ecoules"] >= jours]
        tiennent = int((echus["jours"] >= jours).sum())
        tombes = int((echus["rechute"] & (echus["jours"] < jours)).sum())
        lignes.append(
            {
                "mois": mois,
                "survie_pct": 100 * survie_a(marches, jours) if estimee else None,
                "bas_pct": 100 * marche.bas if marche and marche.bas is not None else None,
                "haut_pct": 100 * marche.haut if marche and marche.haut is not None else None,
                "a_risque": effectif_a_risque(couples, jours),
                "tiennent": tiennent,
                "connus": tiennent + tombes,
                "non_revus": len(echus) - tiennent - tombes,
                "trop_tot": len(suivis) - len(echus),
            }
        )
    return pd.DataFrame(lignes).astype({"survie_pct": float, "bas_pct": float, "haut_pct": float})


def rechutes_par_groupe(base: Base, choix: Selection, par: str) -> pd.DataFrame:
    """Les rechutes par groupe : `groupe, restaures, rechutes` (une au moins), `releves, retombes` (encore, ce jour)."""
    return base.lire(
        f"""
        WITH {POINTS_CHOISIS}, {_SUIVIS}
        SELECT {VENTILATIONS[par]} AS groupe, count(*) AS restaures, count(*) FILTER (rechute) AS rechutes,
               count(*) FILTER (releve) AS releves, count(*) FILTER (retombe) AS retombes
        FROM duree GROUP BY 1 ORDER BY groupe NULLS LAST
        """,  # noqa: S608
        choix.parametres,
    )
