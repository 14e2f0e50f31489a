"""Pourquoi un chiffre est ce qu'il est : les choses qui lui manquent, les zones en baisse, ce qui n'est pas venu."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from requetes.edition.ouverture import Base
from requetes.pourquoi.objets import OBJETS
from requetes.tendances.provenance import LigneManquante, lignes_manquantes
from requetes.tendances.series import Evenement, evenements


@dataclass(frozen=True, slots=True, kw_only=True)
class Raison:
    """Une chose qui manque à un chiffre.

    Attributes:
        objet: ce qu'elle est : point, chantier, projet, tournée, poste, réunion, décision, activité, produit ; ou
            «zone» : une zone dont la valeur a baissé, ou n'est plus là.
        nature: ce qui lui arrive : retombé, non revu depuis 90 jours, annulée, vacant, en retard… ; d'une zone : en
            baisse, non reçue, sortie.
        nouvelle: elle ne manquait pas à la période d'avant ; `None` quand il n'y a pas de période d'avant, ou que la
            chose n'y était pas.
        perte: ce qu'elle retire à la valeur, dans l'unité des termes.
        decision: le texte de la décision ouverte la plus urgente qui la concerne.
        fichier, feuille, ligne: la ligne reçue qui le dit.
    """

    identifiant: str
    objet: str
    nature: str
    nom: str | None
    zone: str
    nouvelle: bool | None
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
        periode_avant: celle de la collecte d'avant ; `None` quand il n'y en a pas.
        ecart: la valeur moins celle de la période d'avant, dans l'unité ; `None` si l'une manque, ou ne se compare pas.
        raisons: les nouvelles d'abord.
        manques: ce qui était attendu et n'est pas venu.
        evenements: ceux de la zone depuis la fin de la période d'avant, du plus récent au plus ancien.
    """

    periode_avant: str | None
    ecart: float | None
    raisons: tuple[Raison, ...]
    manques: tuple[LigneManquante, ...]
    evenements: tuple[Evenement, ...]

    @property
    def nouvelles(self) -> tuple[Raison, ...]:
        return tuple(r for r in self.raisons if r.nouvelle)

    @staticmethod
    def compter(raisons: Sequence[Raison]) -> tuple[tuple[str, str, int], ...]:
        """(objet, nature, nombre), du plus fréquent au moins fréquent."""
        comptes = Counter((r.objet, r.nature) for r in raisons).most_common()
        return tuple((objet, nature, nombre) for (objet, nature), nombre in comptes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Avant:
    """Où se lit le chiffre, où il se lisait, et ce qu'il en est devenu."""

    source_calcul: str
    nature: str
    jour: dt.date
    periode_avant: str | None
    fin_avant: dt.date | None
    ecart: float | None


def lire_pourquoi(base: Base, code: str, zone: str, type_periode: str, periode: str) -> Pourquoi:
    """Ce qui fait le chiffre d'une zone, total seul.

    Args:
        base: l'édition.
        code, zone, type_periode, periode: la rangée de `valeurs` qu'on explique.
    """
    ici: dict[str, object] = {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode}
    lu = _avant(base, ici)
    if lu is None:
        return Pourquoi(periode_avant=None, ecart=None, raisons=(), manques=(), evenements=())
    ici |= {"avant": lu.periode_avant}
    if lu.source_calcul in OBJETS:
        raisons = _choses(base, ici | {"jour": lu.jour}, OBJETS[lu.source_calcul], en_trop=lu.source_calcul == _EN_TROP)
    else:
        raisons = _zones(base, ici) if lu.periode_avant else ()
    return Pourquoi(
        periode_avant=lu.periode_avant,
        ecart=lu.ecart,
        raisons=raisons,
        manques=lignes_manquantes(base, code, zone, type_periode, periode),
        evenements=tuple(
            e for e in reversed(evenements(base, zone)) if (lu.fin_avant or dt.date.min) < e.date <= lu.jour
        ),
    )


#: Un compte de choses perdues : celles qui y sont comptées sont celles à regarder.
_EN_TROP = "points_retombes"


def _avant(base: Base, ici: Mapping[str, object]) -> _Avant | None:
    lus = base.rangees(
        _Avant,
        """
        SELECT i.source_calcul, i.nature, least(r.fin, arrete.date_donnees) AS jour, p.periode AS periode_avant,
               p.fin AS fin_avant,
               CASE WHEN est_comparable(i.nature, $type_periode, r.fin <= arrete.date_donnees)
                    THEN v.valeur - a.valeur END AS ecart
        FROM periode_calculee r JOIN indicateur i ON i.code = r.code_indicateur CROSS JOIN arrete
        LEFT JOIN periode_calculee p ON p.code_indicateur = r.code_indicateur AND p.type_periode = r.type_periode
            AND p.rang = r.rang - 1
        LEFT JOIN valeurs v ON v.code_indicateur = $code AND v.type_periode = $type_periode AND v.periode = r.periode
            AND v.code_zone = $zone AND v.dimension IS NULL
        LEFT JOIN valeurs a ON a.code_indicateur = $code AND a.type_periode = $type_periode AND a.periode = p.periode
            AND a.code_zone = $zone AND a.dimension IS NULL
        WHERE r.code_indicateur = $code AND r.type_periode = $type_periode AND r.periode = $periode
        """,
        ici,
    )
    return lus[0] if lus else None


def _choses(base: Base, ici: Mapping[str, object], objets: str, *, en_trop: bool) -> tuple[Raison, ...]:
    """Les lignes du chiffre qui n'y comptent pas entières, nommées (règle S40)."""
    return base.rangees(
        Raison,
        f"""
        WITH borne AS (SELECT $jour::DATE AS jour), ligne AS (
            SELECT true AS ici, * FROM lignes_du_chiffre($code, $zone, $type_periode, $periode, NULL, NULL)
            UNION ALL SELECT false, * FROM lignes_du_chiffre($code, $zone, $type_periode, $avant, NULL, NULL)
        ), jugee AS (
            SELECT *, CASE WHEN denominateur IS NOT NULL THEN denominateur - numerateur
                           WHEN {"valeur > 0" if en_trop else "valeur = 0"} THEN 1.0 ELSE 0.0 END AS perte
            FROM ligne
        ), manquante AS (
            SELECT m.*, CASE WHEN a.id_entite IS NOT NULL THEN a.perte = 0 END AS nouvelle
            FROM jugee m LEFT JOIN jugee a ON NOT a.ici AND a.id_entite = m.id_entite AND a.code_zone = m.code_zone
            WHERE m.ici AND m.perte > 0
        ), decidee AS (
            SELECT decision.texte, decision.id_point, decision.id_projet, decision.echeance
            FROM decision, borne
            WHERE decision.date <= borne.jour AND decision_ouverte(decision.statut, decision.date_execution, borne.jour)
        )
        SELECT objet.* EXCLUDE (id_entite), manquante.zone, manquante.nouvelle, manquante.perte,
               (SELECT arg_min(decidee.texte, coalesce(decidee.echeance, DATE '9999-12-31')) FROM decidee
                WHERE decidee.id_point = objet.identifiant OR decidee.id_projet = objet.identifiant) AS decision,
               manquante.fichier, manquante.feuille, manquante.ligne
        FROM ({objets}) objet JOIN manquante USING (id_entite)
        ORDER BY manquante.nouvelle DESC NULLS LAST, manquante.perte DESC, objet.nature, manquante.ordre,
                 objet.identifiant
        """,  # noqa: S608  # seules des constantes du module et de `objets` entrent dans le texte
        ici,
    )


def _zones(base: Base, ici: Mapping[str, object]) -> tuple[Raison, ...]:
    """Les zones de collecte dont ce qu'elles apportent a baissé, n'est pas venu, ou n'est plus attendu (règle S41)."""
    return base.rangees(
        Raison,
        """
        WITH apport AS (
            SELECT v.code_zone, v.periode = $periode AS ici, coalesce(v.numerateur, v.valeur) AS apport, v.attendues
            FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur AND i.niveau_collecte = v.niveau
            JOIN zone_ascendance montee ON montee.code = v.code_zone AND montee.ancetre = $zone
            WHERE v.code_indicateur = $code AND v.type_periode = $type_periode AND v.dimension IS NULL
              AND v.periode IN ($periode, $avant)
        )
        SELECT a.code_zone AS identifiant, 'zone' AS objet,
               CASE WHEN m.apport IS NOT NULL THEN 'en baisse' WHEN coalesce(m.attendues, 0) = 0 THEN 'sortie'
                    ELSE 'non reçue' END AS nature,
               zone.nom, zone.nom AS zone, true AS nouvelle, a.apport - coalesce(m.apport, 0) AS perte,
               saisie.motif_absence AS motif, NULL AS responsable, NULL AS decision, NULL AS fichier, NULL AS feuille,
               NULL AS ligne
        FROM apport a JOIN zone ON zone.code = a.code_zone
        LEFT JOIN apport m ON m.ici AND m.code_zone = a.code_zone
        LEFT JOIN valeur saisie ON saisie.code_indicateur = $code AND saisie.code_zone = a.code_zone
            AND saisie.periode = $periode AND saisie.dimension IS NULL
        WHERE NOT a.ici AND a.apport IS NOT NULL AND (m.apport IS NULL OR m.apport < a.apport)
        ORDER BY perte DESC, zone.ordre
        """,
        ici,
    )
