"""Les zones entre elles : un indicateur à une ou deux périodes, son rang dans le temps, la grille des états."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from domaine.chiffre import Chiffre
from requetes.comparaisons.diviseurs import BRUTE, DIVISEURS
from requetes.edition.ouverture import Base
from requetes.edition.periodes_lues import LIGNES_LUES, PERIODES_LUES, TAUX_DE_L_ETAT

#: Le taux qui range : celui de l'état, et les deux limites qu'aucune division ne dit (zéro tenu, cible nulle).
_TAUX_DU_RANG: Final = f"""
    CASE WHEN chiffre.valeur IS NULL OR chiffre.cible_due IS NULL THEN NULL
         WHEN indicateur.sens = 'baisse' AND chiffre.valeur = 0 AND chiffre.taux_progression IS NULL
             THEN 'infinity'::DOUBLE
         WHEN indicateur.sens = 'hausse' AND chiffre.cible_due = 0 AND chiffre.taux_progression IS NULL
             THEN CASE WHEN chiffre.valeur >= 0 THEN 'infinity' ELSE '-infinity' END::DOUBLE
         ELSE {TAUX_DE_L_ETAT} END
"""

#: WITH de `rangs` : `notees` a une ligne par zone et par période, et la `note` (la plus haute d'abord) qui la range.
_NOTEES: Final = f"""
    WITH {DIVISEURS}, lues AS (
        SELECT chiffre.*, indicateur.unite, zone.nom AS zone, zone.ordre, sienne.fin, sienne.rang = lue.rang AS choisie,
               indicateur.sens, diviseur.facteur * chiffre.valeur / diviseur.diviseur AS valeur_rapportee,
               {TAUX_DE_L_ETAT} AS taux, chiffre.valeur IS NOT NULL AND chiffre.etat <> 'périmée' AS classable,
               {_TAUX_DU_RANG} AS taux_du_rang
        FROM {PERIODES_LUES}
        JOIN periode_calculee sienne ON sienne.code_indicateur = lue.code_indicateur
            AND sienne.type_periode = lue.type_periode AND sienne.rang <= lue.rang
        JOIN valeurs chiffre ON chiffre.code_indicateur = sienne.code_indicateur AND chiffre.periode = sienne.periode
            AND chiffre.type_periode = sienne.type_periode AND chiffre.dimension IS NULL AND chiffre.niveau = $niveau
        JOIN zone ON zone.code = chiffre.code_zone AND ($region = '' OR zone.region = $region)
        JOIN diviseur ON diviseur.code = chiffre.code_zone
        WHERE choisie.libelle = $periode AND lue.code_indicateur = $code
    ), fondees AS (
        SELECT *, CASE WHEN count(taux_du_rang) FILTER (choisie AND classable) OVER () > 1
                       THEN 'taux' ELSE 'valeur' END AS fondement
        FROM lues
    ), notees AS (
        -- deux taux égaux ne doivent pas se départager au dernier chiffre d'une division
        SELECT *, CASE WHEN NOT classable THEN NULL
                       WHEN fondement = 'taux' AND isinf(taux_du_rang) THEN taux_du_rang
                       WHEN fondement = 'taux' THEN round(taux_du_rang, 9)
                       ELSE round(CASE sens WHEN 'baisse' THEN -1 ELSE 1 END * valeur_rapportee, 9) END AS note
        FROM fondees
    )
"""  # noqa: S608  # seules des constantes entrent dans le texte


@dataclass(frozen=True, slots=True, kw_only=True)
class ValeurDeZone(Chiffre):
    """Le chiffre d'une zone, et ce qu'il devient dans la mesure choisie ; sans diviseur, rien ne s'y rapporte.

    Attributes:
        diviseur: communes ou habitants ; 1 pour la valeur brute.
        valeur_rapportee, cible_rapportee: par le même diviseur, pour mille habitants.
        completude_differe: vrai pour toutes les zones quand leur part reçue varie trop (règle H7).
    """

    region: str | None
    diviseur: float | None
    valeur_rapportee: float | None
    cible_rapportee: float | None
    population_annee: int | None
    population_source: str | None
    completude_differe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDeGrille(Chiffre):
    """Un indicateur dans une zone ; `completude_differe` est vrai pour toutes les zones de l'indicateur."""

    sens: str
    completude_differe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeuxPeriodes:
    """Une zone à deux périodes, `_a` puis `_b` ; tout est absent de celle où elle n'a pas de rangée.

    Attributes:
        entamee: un compte dont la période court encore ne se compare pas à une période entière : l'écart est absent.
        rapportee_a, rapportee_b: par le diviseur de la seconde période, pour que lui seul ne fasse pas d'écart.
        ecart: rapportée b − rapportée a, dans l'unité, en points pour un pourcentage.
        completude_differe: vrai quand les deux parts reçues s'écartent de plus de dix points : écart sous réserve.
    """

    code_zone: str
    zone: str
    valeur_a: float | None
    numerateur_a: float | None
    denominateur_a: float | None
    recues_a: int | None
    attendues_a: int | None
    provisoire_a: bool | None
    etat_a: str | None
    valeur_b: float | None
    numerateur_b: float | None
    denominateur_b: float | None
    recues_b: int | None
    attendues_b: int | None
    provisoire_b: bool | None
    etat_b: str | None
    entamee: bool
    diviseur: float | None
    rapportee_a: float | None
    rapportee_b: float | None
    ecart: float | None
    completude_differe: bool

    def chiffres(self, unite: str) -> tuple[Chiffre, Chiffre]:
        """Les deux chiffres, à écrire dans une unité."""
        termes = ("valeur", "numerateur", "denominateur", "recues", "attendues", "provisoire", "etat")
        avant, apres = (
            Chiffre(code_indicateur="", unite=unite, **{t: getattr(self, f"{t}_{c}") for t in termes}) for c in "ab"
        )
        return avant, apres


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Chiffre):
    """Le rang d'une zone à une période.

    Attributes:
        fondement: ce qui range, le même pour toute la suite : «taux» ou «valeur».
        rang: 1 = la première ; `None` = pas classée.
        classees: zones qui ont un rang à cette période.
        completude_differe: vrai pour toutes les zones de la période, comme à `ValeurDeZone`.
    """

    zone: str
    periode: str
    fin: dt.date
    valeur_rapportee: float | None
    fondement: str
    rang: int | None
    classees: int
    ex_aequo: bool
    completude_differe: bool


def valeurs_par_zone(
    base: Base, code: str, niveau: str, type_periode: str, periode: str, region: str = "", mesure: str = BRUTE
) -> tuple[ValeurDeZone, ...]:
    """Un indicateur, toutes les zones d'un niveau, à une période, dans l'ordre d'affichage.

    Args:
        base: l'édition.
        code: code d'indicateur.
        niveau: SOCLE, region, cercle ou commune.
        type_periode: à quoi se lit un chiffre (voir `requetes.edition.periodes_lues`).
        periode: son libellé (`2024-T2`).
        region: ne garder que cette région ; vide = toutes.
        mesure: brute, par commune ou par habitant (`requetes.comparaisons.diviseurs`).
    """
    return base.rangees(
        ValeurDeZone,
        f"""
        WITH {DIVISEURS}
        SELECT chiffre.*, indicateur.unite, lue.debut, lue.fin, lue.finie, zone.nom AS zone, zone.region,
               {TAUX_DE_L_ETAT} AS taux,
               CASE WHEN chiffre.valeur IS NOT NULL AND diviseur.diviseur IS NULL THEN 'population non chargée'
                    ELSE saisie.motif_absence END AS motif_absence,
               diviseur.diviseur, diviseur.facteur * chiffre.valeur / diviseur.diviseur AS valeur_rapportee,
               diviseur.facteur * chiffre.cible_due / diviseur.diviseur AS cible_rapportee,
               diviseur.annee::INTEGER AS population_annee, diviseur.source AS population_source,
               completude_inegale(max(part_recue(chiffre.recues, chiffre.attendues)) OVER (),
                                  min(part_recue(chiffre.recues, chiffre.attendues)) OVER ()) AS completude_differe
        FROM {LIGNES_LUES}
        JOIN diviseur ON diviseur.code = chiffre.code_zone
        LEFT JOIN saisie_recue saisie ON saisie.code_indicateur = chiffre.code_indicateur
            AND saisie.code_zone = chiffre.code_zone AND saisie.periode = chiffre.periode
        WHERE choisie.libelle = $periode AND lue.code_indicateur = $code AND chiffre.niveau = $niveau
          AND ($region = '' OR zone.region = $region)
        ORDER BY zone.ordre, zone.code
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {
            "code": code,
            "niveau": niveau,
            "type_periode": type_periode,
            "periode": periode,
            "region": region,
            "mesure": mesure,
        },
    )


def grille_des_etats(
    base: Base, niveau: str, type_periode: str, periode: str, region: str = "", phares: bool = True
) -> tuple[CaseDeGrille, ...]:
    """L'état de plusieurs indicateurs dans plusieurs zones, dans l'ordre du cadre logique puis des zones.

    Un indicateur collecté au-dessus du niveau n'y est pas.
    """
    part = "part_recue(chiffre.recues, chiffre.attendues)"
    return base.rangees(
        CaseDeGrille,
        f"""
        SELECT chiffre.code_indicateur, coalesce(indicateur.libelle_court, indicateur.libelle) AS libelle_court,
               indicateur.unite, indicateur.sens, chiffre.code_zone, zone.nom AS zone, chiffre.etat, chiffre.valeur,
               chiffre.numerateur, chiffre.denominateur, chiffre.cible_due, {TAUX_DE_L_ETAT} AS taux,
               chiffre.provisoire, chiffre.recues, chiffre.attendues, chiffre.periode,
               completude_inegale(max({part}) OVER ligne, min({part}) OVER ligne) AS completude_differe
        FROM {LIGNES_LUES}
        WHERE choisie.libelle = $periode AND chiffre.niveau = $niveau AND (indicateur.phare OR NOT $phares)
          AND ($region = '' OR zone.region = $region)
        WINDOW ligne AS (PARTITION BY chiffre.code_indicateur)
        ORDER BY indicateur.ordre, indicateur.code, zone.ordre
        """,  # noqa: S608
        {"niveau": niveau, "type_periode": type_periode, "periode": periode, "region": region, "phares": phares},
    )


def deux_periodes(
    base: Base,
    code: str,
    niveau: str,
    type_periode: str,
    periodes: tuple[str, str],
    region: str = "",
    mesure: str = BRUTE,
) -> tuple[DeuxPeriodes, ...]:
    """Un indicateur à deux périodes, zone par zone."""
    termes = ("valeur", "numerateur", "denominateur", "recues", "attendues", "provisoire", "etat")
    cotes = ", ".join(f"any_value(chiffre.{t}) FILTER (cote.nom = '{c}') AS {t}_{c}" for c in "ab" for t in termes)
    parts = ", ".join(f"part_recue(recues_{c}, attendues_{c})" for c in "ab")
    return base.rangees(
        DeuxPeriodes,
        f"""
        WITH {DIVISEURS}, mises AS (
            SELECT chiffre.code_zone, zone.nom AS zone, zone.ordre, bool_or(cote.nom = 'a') AS avant, {cotes},
                   bool_or(NOT est_comparable(indicateur.nature, $type_periode, lue.finie)) AS entamee
            FROM (VALUES ('a', $avant), ('b', $periode)) cote (nom, libelle), {LIGNES_LUES}
            WHERE choisie.libelle = cote.libelle AND lue.code_indicateur = $code AND chiffre.niveau = $niveau
              AND ($region = '' OR zone.region = $region)
            GROUP BY chiffre.code_zone, zone.nom, zone.ordre
        )
        SELECT mises.* EXCLUDE (ordre, avant), diviseur.diviseur, facteur * valeur_a / diviseur.diviseur AS rapportee_a,
               facteur * valeur_b / diviseur.diviseur AS rapportee_b,
               CASE WHEN NOT entamee THEN facteur * (valeur_b - valeur_a) / diviseur.diviseur END AS ecart,
               completude_inegale(greatest({parts}), least({parts})) AS completude_differe
        FROM mises JOIN diviseur ON diviseur.code = mises.code_zone
        ORDER BY avant DESC, ordre, code_zone
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {
            "code": code,
            "niveau": niveau,
            "type_periode": type_periode,
            "avant": periodes[0],
            "periode": periodes[1],
            "region": region,
            "mesure": mesure,
        },
    )


def rangs(
    base: Base, code: str, niveau: str, type_periode: str, periode: str, region: str = "", mesure: str = BRUTE
) -> tuple[Rang, ...]:
    """Le rang de chaque zone, période après période, jusqu'à la période choisie.

    Un seul fondement pour toute la suite (règle H5) : le taux par rapport à la cible due dès que
    deux zones en ont un à la période choisie, sinon la valeur (rapportée à la mesure ; la plus basse d'abord quand
    l'indicateur doit baisser). Une zone sans valeur, sans taux quand le taux range, ou dont la donnée est périmée n'a
    pas de rang ; seule à en avoir un, elle n'en a pas non plus. Les ex æquo ont le même rang, le suivant est sauté.

    Zones dans l'ordre d'affichage, périodes dans l'ordre du temps.
    """
    part = "part_recue(recues, attendues)"
    return base.rangees(
        Rang,
        f"""
        {_NOTEES}
        SELECT code_indicateur, unite, code_zone, zone, periode, fin, valeur, valeur_rapportee, cible_due, taux, etat,
               fondement,
               CASE WHEN note IS NOT NULL AND count(note) OVER moment > 1
                    THEN rank() OVER (PARTITION BY periode ORDER BY note DESC NULLS LAST) END AS rang,
               count(note) OVER moment AS classees,
               note IS NOT NULL AND count(*) OVER (PARTITION BY periode, note) > 1 AS ex_aequo,
               provisoire, recues, attendues,
               completude_inegale(max({part}) OVER moment, min({part}) OVER moment) AS completude_differe
        FROM notees
        WINDOW moment AS (PARTITION BY periode)
        ORDER BY ordre, code_zone, fin
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        {
            "code": code,
            "niveau": niveau,
            "type_periode": type_periode,
            "periode": periode,
            "region": region,
            "mesure": mesure,
        },
    )
