"""Pourquoi un chiffre est ce qu'il est : les choses qui lui manquent, les zones en baisse, ce qui n'est pas venu."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from requetes.edition.ouverture import Base
from requetes.pourquoi.objets import EN_TROP, OBJETS, PRISES
from requetes.tendances.provenance import LigneManquante, lignes_manquantes
from requetes.tendances.series import Evenement, evenements

#: Comment un chiffre s'explique : par les choses qui lui manquent, par ses zones, par rien (règle S41) ; ou l'édition
#: ne connaît pas cette rangée.
Facon = Literal["choses", "zones", "rien", "inconnu"]
#: Ce qui se fait de ce qu'apportent ses zones ; une moyenne, une médiane, un rang, des personnes distinctes, non.
_FAIT_DE_ZONES = ("flux", "stock", "ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Raison:
    """Une chose qui manque à un chiffre.

    Attributes:
        objet: ce qu'elle est : point, chantier, projet, tournée, poste, réunion, décision, activité, produit ; ou
            «zone» : une zone dont la valeur va du mauvais côté, ou n'est plus là.
        nature: ce qui lui arrive : retombé, non revu depuis 90 jours, annulée, vacant, en retard… ; d'une zone : en
            baisse, en hausse, entrée, non reçue, sans rien au registre, sortie.
        nouvelle: elle ne manquait pas à la période d'avant ; `None` quand il n'y a pas de période d'avant, ou que la
            chose n'y était pas.
        dans_l_ecart: elle fait une part de l'écart avec la période d'avant.
        perte: ce qu'elle retire à la valeur, ou lui ajoute, dans l'unité des termes.
        decision: le texte de la décision ouverte la plus urgente prise pour elle ; celles qui visent l'indicateur sans
            nommer ni point ni projet se disent à part (`requetes.fiches.decisions`).
        fichier, feuille, ligne: la ligne reçue qui le dit.
    """

    identifiant: str
    objet: str
    nature: str
    nom: str | None
    zone: str
    nouvelle: bool | None
    dans_l_ecart: bool
    perte: float
    motif: str | None
    responsable: str | None
    decision: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pourquoi:
    """Ce qui fait un chiffre, à une période.

    Attributes:
        facon: comment il s'explique.
        periode_avant: celle de la collecte d'avant ; `None` quand il n'y en a pas.
        valeur: `None` quand le chiffre est sans donnée.
        ecart: la valeur moins celle de la période d'avant, dans l'unité ; `None` si l'une manque, ou ne se compare pas.
        comparable: la période se compare à une autre (règle P10).
        ajoute: les raisons sont ce qui augmente le chiffre, au lieu de ce qui lui est retiré.
        raisons: les nouvelles d'abord.
        manques: ce qui était attendu et n'est pas venu.
        evenements: ceux de la zone depuis la fin de la période d'avant, du plus récent au plus ancien.
    """

    facon: Facon = "inconnu"
    periode_avant: str | None = None
    valeur: float | None = None
    ecart: float | None = None
    comparable: bool = True
    ajoute: bool = False
    raisons: tuple[Raison, ...] = ()
    manques: tuple[LigneManquante, ...] = ()
    evenements: tuple[Evenement, ...] = ()

    @property
    def nouvelles(self) -> tuple[Raison, ...]:
        """Celles qui font l'écart."""
        return tuple(r for r in self.raisons if r.dans_l_ecart)

    @staticmethod
    def compter(raisons: Sequence[Raison]) -> tuple[tuple[str, str, int], ...]:
        """(objet, nature, nombre), du plus fréquent au moins fréquent."""
        comptes = Counter((r.objet, r.nature) for r in raisons).most_common()
        return tuple((objet, nature, nombre) for (objet, nature), nombre in comptes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lu:
    """Où se lit le chiffre, où il se lisait, et ce qu'il en est devenu."""

    source_calcul: str
    nature: str
    sens: str
    jour: dt.date
    periode_avant: str | None
    fin_avant: dt.date | None
    suivi: bool
    valeur: float | None
    ecart: float | None
    comparable: bool

    @property
    def facon(self) -> Facon:
        if self.source_calcul in OBJETS:
            return "choses"
        return "zones" if self.nature in _FAIT_DE_ZONES else "rien"


def lire_pourquoi(base: Base, code: str, zone: str, type_periode: str, periode: str) -> Pourquoi:
    """Ce qui fait le chiffre d'une zone, total seul.

    Args:
        base: l'édition.
        code, zone, type_periode, periode: la rangée de `valeurs` qu'on explique.
    """
    ici: dict[str, object] = {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode}
    lu = _lire(base, ici)
    if lu is None:
        return Pourquoi()
    manques = lignes_manquantes(base, code, zone, type_periode, periode)
    ici |= {"avant": lu.periode_avant, "jour": lu.jour}
    raisons: tuple[Raison, ...] = ()
    if lu.facon == "choses":
        objets, en_trop = OBJETS[lu.source_calcul], lu.source_calcul == EN_TROP
        raisons = _choses(base, ici | {"suivi": lu.suivi}, objets, en_trop=en_trop)
    elif lu.facon == "zones" and lu.periode_avant and lu.comparable:
        muettes = sorted({m.code_zone for m in manques})
        raisons = _zones(base, ici | {"saisi": lu.source_calcul == "saisie", "sens": lu.sens, "muettes": muettes})
    return Pourquoi(
        facon=lu.facon,
        periode_avant=lu.periode_avant,
        valeur=lu.valeur,
        ecart=lu.ecart,
        comparable=lu.comparable,
        ajoute=lu.source_calcul == EN_TROP or (lu.facon == "zones" and lu.sens == "baisse"),
        raisons=raisons,
        manques=manques,
        evenements=tuple(
            e for e in reversed(evenements(base, zone)) if (lu.fin_avant or dt.date.min) < e.date <= lu.jour
        ),
    )


def _lire(base: Base, ici: Mapping[str, object]) -> _Lu | None:
    lus = base.rangees(
        _Lu,
        """
        SELECT indicateur.source_calcul, indicateur.nature, indicateur.sens,
               least(lue.fin, arrete.date_donnees) AS jour, sienne.periode AS periode_avant, sienne.fin AS fin_avant,
               chiffre.valeur,
               -- d'une somme, hors du cumul, chaque période a ses choses : aucune n'était à celle d'avant
               indicateur.regle_temps = 'derniere' OR $type_periode = 'cumul' AS suivi,
               est_comparable(indicateur.nature, $type_periode, lue.fin <= arrete.date_donnees) AS comparable,
               CASE WHEN comparable THEN chiffre.valeur - avant.valeur END AS ecart
        FROM periode_calculee lue JOIN indicateur ON indicateur.code = lue.code_indicateur CROSS JOIN arrete
        LEFT JOIN periode_calculee sienne ON sienne.code_indicateur = lue.code_indicateur
            AND sienne.type_periode = lue.type_periode AND sienne.rang = lue.rang - 1
        LEFT JOIN valeurs chiffre ON chiffre.code_indicateur = $code AND chiffre.type_periode = $type_periode
            AND chiffre.periode = lue.periode AND chiffre.code_zone = $zone AND chiffre.dimension IS NULL
        LEFT JOIN valeurs avant ON avant.code_indicateur = $code AND avant.type_periode = $type_periode
            AND avant.periode = sienne.periode AND avant.code_zone = $zone AND avant.dimension IS NULL
        WHERE lue.code_indicateur = $code AND lue.type_periode = $type_periode AND lue.periode = $periode
        """,
        ici,
    )
    return lus[0] if lus else None


def _choses(base: Base, ici: Mapping[str, object], objets: str, *, en_trop: bool) -> tuple[Raison, ...]:
    """Les lignes du chiffre qui n'y comptent pas entières, nommées (règle S40)."""
    return base.rangees(
        Raison,
        f"""
        WITH borne AS (SELECT $jour::DATE AS jour), {PRISES}, ligne AS (
            -- les deux périodes d'une seule lecture
            SELECT lue.ici, source.*
            FROM (VALUES ($periode, true), ($avant, false)) lue(periode, ici),
                 LATERAL (FROM lignes_du_chiffre($code, $zone, $type_periode, lue.periode, NULL, NULL)) source
        ), jugee AS (
            SELECT *, CASE WHEN denominateur IS NOT NULL THEN denominateur - numerateur
                           WHEN {"valeur > 0" if en_trop else "valeur = 0"} THEN 1.0 ELSE 0.0 END AS perte
            FROM ligne
        ), manquante AS (
            SELECT jugee.*, CASE WHEN ancienne.id_entite IS NOT NULL THEN ancienne.perte = 0 END AS nouvelle,
                   -- qui entre dans un compte de choses faites sans l'être n'en retire rien
                   $suivi AND $avant IS NOT NULL AND coalesce(nouvelle, {en_trop} OR jugee.denominateur IS NOT NULL)
                       AS dans_l_ecart
            FROM jugee LEFT JOIN jugee ancienne ON NOT ancienne.ici AND ancienne.id_entite = jugee.id_entite
                AND ancienne.code_zone = jugee.code_zone
            WHERE jugee.ici AND jugee.perte > 0
        )
        SELECT objet.* EXCLUDE (id_entite), manquante.zone, manquante.nouvelle, manquante.dans_l_ecart, manquante.perte,
               prise.decision, manquante.fichier, manquante.feuille, manquante.ligne
        FROM ({objets}) objet JOIN manquante USING (id_entite)
        LEFT JOIN prise ON prise.objet = objet.objet AND prise.cle = objet.identifiant
        ORDER BY manquante.dans_l_ecart DESC, manquante.nouvelle DESC NULLS LAST, manquante.perte DESC, objet.nature,
                 manquante.ordre, objet.identifiant
        """,  # noqa: S608  # seules des constantes du module et de `objets` entrent dans le texte
        ici,
    )


#: Ce que chaque zone de collecte apporte, et ce que cela retire au chiffre ou lui ajoute : `juge`. Paramètres : ceux de
#: la rangée, `avant` et `sens`.
_JUGES: Final = """
    apport AS (
        SELECT chiffre.code_zone,
               max(coalesce(chiffre.numerateur, chiffre.valeur)) FILTER (chiffre.periode = $avant) AS avant,
               max(coalesce(chiffre.numerateur, chiffre.valeur)) FILTER (chiffre.periode = $periode) AS ici,
               max(chiffre.denominateur) FILTER (chiffre.periode = $avant) AS sur_avant,
               max(chiffre.denominateur) FILTER (chiffre.periode = $periode) AS sur_ici,
               max(chiffre.attendues) FILTER (chiffre.periode = $periode) AS attendues,
               -- la part de l'ensemble, à la période d'avant ; vide de ce qui n'est pas un ratio
               sum(avant) OVER () / nullif(sum(sur_avant) OVER (), 0) AS part
        FROM valeurs chiffre JOIN indicateur ON indicateur.code = chiffre.code_indicateur
            AND indicateur.niveau_collecte = chiffre.niveau
        JOIN zone_ascendance montee ON montee.code = chiffre.code_zone AND montee.ancetre = $zone
        WHERE chiffre.code_indicateur = $code AND chiffre.type_periode = $type_periode AND chiffre.dimension IS NULL
          AND chiffre.periode IN ($periode, $avant)
        GROUP BY chiffre.code_zone
    ), juge AS (
        SELECT *, CASE WHEN part IS NULL THEN coalesce(avant, 0) - coalesce(ici, 0)
                       WHEN avant IS NULL THEN part * sur_ici - ici
                       WHEN ici IS NULL THEN avant - part * sur_avant
                       ELSE avant * sur_ici / nullif(sur_avant, 0) - ici END
                  * CASE WHEN $sens = 'baisse' THEN -1 ELSE 1 END AS perte
        FROM apport
    )
"""


def _zones(base: Base, ici: Mapping[str, object]) -> tuple[Raison, ...]:
    """Les zones de collecte qui mènent le chiffre du mauvais côté (règle S41)."""
    return base.rangees(
        Raison,
        f"""
        WITH {PRISES}, {_JUGES}
        SELECT juge.code_zone AS identifiant, 'zone' AS objet,
               CASE WHEN juge.avant IS NULL THEN 'entrée'
                    WHEN juge.ici IS NOT NULL THEN CASE WHEN $sens = 'baisse' THEN 'en hausse' ELSE 'en baisse' END
                    WHEN $saisi AND coalesce(juge.attendues, 0) = 0 THEN 'sortie'
                    -- d'un registre, une zone sans ligne n'a pas de valeur (règle G1), et rien n'en manque
                    WHEN $saisi OR EXISTS (SELECT 1 FROM portee_des_rapports('zone_ascendance') portee
                                           WHERE portee.code_zone = juge.code_zone
                                             AND list_contains($muettes, portee.zone_du_rapport)) THEN 'non reçue'
                    ELSE 'sans rien au registre' END AS nature,
               zone.nom, zone.nom AS zone, true AS nouvelle, true AS dans_l_ecart, juge.perte,
               saisie.motif_absence AS motif, NULL AS responsable, prise.decision, NULL AS fichier, NULL AS feuille,
               NULL AS ligne
        FROM juge JOIN zone ON zone.code = juge.code_zone
        LEFT JOIN valeur saisie ON saisie.code_indicateur = $code AND saisie.code_zone = juge.code_zone
            AND saisie.periode = $periode AND saisie.dimension IS NULL
        LEFT JOIN prise ON prise.objet = 'zone' AND prise.cle = juge.code_zone
        -- un reste d'arrondi n'est pas une baisse
        WHERE juge.perte > 1e-9
        ORDER BY juge.perte DESC, zone.ordre
        """,  # noqa: S608  # seules des constantes entrent dans le texte
        ici,
    )
