"""Un indicateur dans le temps et entre zones : séries, ventilations, comparaisons, grille des états."""

from __future__ import annotations

import math

import pandas as pd

from requetes.lecture import LIGNES_LUES, TAUX_DE_L_ETAT
from requetes.ouverture import Base


def serie(base: Base, code: str, zones: tuple[str, ...], type_periode: str) -> pd.DataFrame:
    """Toutes les périodes d'un indicateur pour une ou plusieurs zones, total seulement.

    Returns:
        Les colonnes de `valeurs`, plus `zone` (nom), `debut`, `fin`, `motif_absence` (déclaré pour cette période
        même, sinon absent) ; zones dans l'ordre d'affichage, périodes dans l'ordre du temps.
    """
    return base.lire(
        """
        SELECT v.*, z.nom AS zone, p.debut, p.fin, s.motif_absence
        FROM valeurs v
        JOIN periode p ON p.libelle = v.periode
        JOIN zone z ON z.code = v.code_zone
        LEFT JOIN saisie_recue s
            ON s.code_indicateur = v.code_indicateur AND s.code_zone = v.code_zone AND s.periode = v.periode
        WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.dimension IS NULL
          AND list_contains($zones, v.code_zone)
        ORDER BY z.ordre, p.fin
        """,
        {"code": code, "type_periode": type_periode, "zones": list(zones)},
    )


def ventilations(base: Base, code: str, zone: str, type_periode: str) -> pd.DataFrame:
    """Les ventilations d'un indicateur dans le temps : `dimension, modalite`, et les colonnes de `valeurs`."""
    return base.lire(
        """
        SELECT v.*, p.debut, p.fin
        FROM valeurs v JOIN periode p ON p.libelle = v.periode
        WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.code_zone = $zone
          AND v.dimension IS NOT NULL
        ORDER BY v.dimension, v.modalite, p.fin
        """,
        {"code": code, "type_periode": type_periode, "zone": zone},
    )


def evenements(base: Base, zone: str) -> pd.DataFrame:
    """Le contexte qui touche une zone : ses événements, ceux de ses ancêtres et de ses parties, et les généraux.

    Returns:
        `date, code_zone, zone, nature, texte`, dans l'ordre du temps ; `zone` est absent pour un événement général.
    """
    return base.lire(
        """
        SELECT DISTINCT e.date, e.code_zone, z.nom AS zone, e.nature, e.texte
        FROM evenement e LEFT JOIN zone z ON z.code = e.code_zone
        WHERE e.code_zone IS NULL
           OR EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = e.code_zone AND a.ancetre = $zone)
           OR EXISTS (SELECT 1 FROM zone_ascendance a WHERE a.code = $zone AND a.ancetre = e.code_zone)
        ORDER BY e.date, e.texte
        """,
        {"zone": zone},
    )


def cibles(base: Base, code: str, zone: str) -> pd.DataFrame:
    """Les cibles propres d'une zone, dans l'ordre du temps : `periode, fin, valeur, nature_cible, due`.

    `due` est vrai quand la période de la cible est finie à la date des données.
    """
    return base.lire(
        """
        SELECT c.periode, p.fin, c.valeur, c.nature_cible, p.finie AS due
        FROM cible c LEFT JOIN periode p ON p.libelle = c.periode
        WHERE c.code_indicateur = $code AND c.code_zone = $zone
        ORDER BY p.fin NULLS LAST, c.periode
        """,
        {"code": code, "zone": zone},
    )


def parties(base: Base, zone: str, code: str) -> list[str]:
    """Les zones juste sous une zone qui ont des lignes pour cet indicateur, dans l'ordre d'affichage."""
    lignes = base.lire(
        """
        SELECT z.code FROM zone z
        WHERE z.parent = $zone
          AND EXISTS (SELECT 1 FROM valeurs v WHERE v.code_indicateur = $code AND v.code_zone = z.code)
        ORDER BY z.ordre
        """,
        {"zone": zone, "code": code},
    )
    return [str(c) for c in lignes["code"]]


def valeurs_par_zone(
    base: Base, code: str, niveau: str, type_periode: str, periode: str, region: str = ""
) -> pd.DataFrame:
    """Un indicateur, toutes les zones d'un niveau, à une période.

    Args:
        base: l'édition.
        code: code d'indicateur.
        niveau: SOCLE, region, cercle ou commune.
        type_periode: lecture (voir `requetes.lecture`).
        periode: libellé du contrat.
        region: ne garder que cette région ; vide = toutes.

    Returns:
        Une ligne par zone, dans l'ordre d'affichage : les colonnes de `valeurs`, `zone`, `region`, `taux`,
        `motif_absence`. Une zone sans valeur a sa ligne, valeur absente.
    """
    return base.lire(
        f"""
        SELECT v.*, r.debut, r.fin, r.finie, z.nom AS zone, z.region, {TAUX_DE_L_ETAT} AS taux, s.motif_absence
        FROM {LIGNES_LUES}
        LEFT JOIN saisie_recue s
            ON s.code_indicateur = v.code_indicateur AND s.code_zone = v.code_zone AND s.periode = v.periode
        WHERE choisie.libelle = $periode AND r.code_indicateur = $code AND v.niveau = $niveau
          AND ($region = '' OR z.region = $region)
        ORDER BY z.ordre, z.code
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {"code": code, "niveau": niveau, "type_periode": type_periode, "periode": periode, "region": region},
    )


def grille_des_etats(
    base: Base, niveau: str, type_periode: str, periode: str, region: str = "", phares: bool = True
) -> pd.DataFrame:
    """L'état de plusieurs indicateurs dans plusieurs zones.

    Returns:
        `code_indicateur, libelle_court, unite, code_zone, zone, etat, valeur, numerateur, denominateur, cible_due,
        taux, provisoire, recues, attendues, periode`, dans l'ordre du cadre logique puis des zones. Un indicateur
        collecté au-dessus du niveau n'y est pas.
    """
    return base.lire(
        f"""
        SELECT v.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, v.code_zone,
               z.nom AS zone, v.etat, v.valeur, v.numerateur, v.denominateur, v.cible_due, {TAUX_DE_L_ETAT} AS taux,
               v.provisoire, v.recues, v.attendues, v.periode
        FROM {LIGNES_LUES}
        WHERE choisie.libelle = $periode AND v.niveau = $niveau AND (i.phare OR NOT $phares)
          AND ($region = '' OR z.region = $region)
        ORDER BY i.ordre, i.code, z.ordre
        """,  # noqa: S608
        {
            "niveau": niveau,
            "type_periode": type_periode,
            "periode": periode,
            "region": region,
            "phares": phares,
        },
    )


def deux_periodes(
    base: Base, code: str, niveau: str, type_periode: str, periodes: tuple[str, str], region: str = ""
) -> pd.DataFrame:
    """Un indicateur à deux périodes, zone par zone.

    Returns:
        `code_zone, zone, valeur_a, valeur_b, ecart` (b − a, dans l'unité, en points pour un pourcentage), les termes,
        `recues_a, attendues_a, recues_b, attendues_b, provisoire_a, provisoire_b`, `completude_differe` (vrai quand
        les deux parts de zones reçues s'écartent de plus de dix points : la comparaison est alors réservée).
    """
    termes = ("valeur", "numerateur", "denominateur", "recues", "attendues", "provisoire")
    cotes = ", ".join(f"any_value(v.{t}) FILTER (cote.nom = '{c}') AS {t}_{c}" for c in "ab" for t in termes)
    parts = [f"CASE WHEN attendues_{c} > 0 THEN recues_{c} / attendues_{c} END" for c in "ab"]
    lignes = base.lire(
        f"""
        SELECT * EXCLUDE (ordre, avant), valeur_b - valeur_a AS ecart,
               coalesce(abs({parts[0]} - {parts[1]}) > 0.1, false) AS completude_differe
        FROM (
            SELECT v.code_zone, z.nom AS zone, z.ordre, bool_or(cote.nom = 'a') AS avant, {cotes}
            FROM (VALUES ('a', $avant), ('b', $apres)) cote (nom, libelle), {LIGNES_LUES}
            WHERE choisie.libelle = cote.libelle AND r.code_indicateur = $code AND v.niveau = $niveau
              AND ($region = '' OR z.region = $region)
            GROUP BY v.code_zone, z.nom, z.ordre
        )
        ORDER BY avant DESC, ordre, code_zone
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {
            "code": code,
            "niveau": niveau,
            "type_periode": type_periode,
            "avant": periodes[0],
            "apres": periodes[1],
            "region": region,
        },
    )
    return _sans_na(lignes)


def _sans_na(lignes: pd.DataFrame) -> pd.DataFrame:
    """Une zone sans rangée à une période : NaN, car le NA de pandas lève une erreur dès qu'on le compare."""
    for c in "ab":
        provisoire, termes = f"provisoire_{c}", [f"recues_{c}", f"attendues_{c}"]
        # Jamais vide dans une rangée : vide ici, la rangée n'existe pas.
        if lignes[provisoire].isna().any():
            lignes[termes] = lignes[termes].astype(float)
            lignes[provisoire] = lignes[provisoire].astype(object).where(lignes[provisoire].notna(), math.nan)
    return lignes
