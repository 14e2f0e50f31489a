"""D'où vient un chiffre : les lignes reçues (fichier, feuille, ligne) qui y entrent, et celles qui manquent (règle E9).

Les deux questions sont des macros de l'édition (docs/SCHEMA.md), que la commande `expliquer` pose aussi : une seule
réponse à l'écran et en ligne de commande.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from requetes.edition.ouverture import Base
from requetes.edition.revisions import ChiffreRevu, revision_du_chiffre


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneSource:
    """Une ligne reçue qui entre dans un chiffre.

    Attributes:
        id_entite: le point, le chantier… d'une ligne de registre.
        quand: la fin de la période saisie, ou la date du fait ; `None` pour ce qui est connu depuis toujours.
        effectif: le poids d'un score.
        ligne: le numéro du tableur.
        total_nb: combien de lignes il y aurait sans limite.
    """

    code_zone: str
    zone: str
    id_entite: str | None
    quand: dt.date | None
    numerateur: float | None
    denominateur: float | None
    valeur: float | None
    effectif: float | None
    statut: str | None
    niveau_preuve: str | None
    commentaire: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None
    total_nb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneManquante:
    """Une zone et une période de base sans valeur reçue ; d'un indicateur de registre, un rapport échu et non reçu.

    Attributes:
        motif: celui qui est déclaré ; `None` quand rien n'est arrivé.
    """

    code_zone: str
    zone: str
    periode: str
    motif: str | None


@dataclass(frozen=True)
class Provenance:
    """D'où vient un chiffre.

    Attributes:
        revision: ce que l'édition a changé du chiffre ; `None` si elle n'y a pas touché.
        lignes: les plus récentes d'abord ; `total` dit combien il y en a en tout.
        zero_declare: le chiffre vaut zéro sans une ligne (règle G1).
    """

    revision: ChiffreRevu | None
    lignes: tuple[LigneSource, ...]
    manques: tuple[LigneManquante, ...]
    zero_declare: bool = False

    @property
    def total(self) -> int:
        return self.lignes[0].total_nb if self.lignes else 0

    @property
    def preuves(self) -> dict[str, int]:
        """Niveau de preuve → lignes qui en disent un, du plus faible au plus fort."""
        return dict(sorted(Counter(x.niveau_preuve for x in self.lignes if x.niveau_preuve is not None).items()))


def lire_provenance(
    base: Base, code: str, zone: str, type_periode: str, periode: str, ventilation: tuple[str, str] = ("", "")
) -> Provenance:
    """Lit ce qui entre dans un chiffre et ce qui y manque ; la ventilation est vide pour le total."""
    chiffre = (base, code, zone, type_periode, periode, ventilation)
    lignes = lignes_sources(*chiffre)
    zero = (
        not lignes
        and not ventilation[0]
        and not base.lire(
            "SELECT 1 FROM valeurs JOIN indicateur ON code = code_indicateur AND source_calcul <> 'saisie' "
            "AND indicateur.nature = 'flux' WHERE code_indicateur = $code AND code_zone = $zone AND periode = $periode "
            "AND type_periode = $type_periode AND dimension IS NULL AND valeur = 0",
            {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode},
        ).empty
    )
    return Provenance(revision_du_chiffre(*chiffre), lignes, lignes_manquantes(*chiffre), zero)


def lignes_sources(
    base: Base,
    code: str,
    zone: str,
    type_periode: str,
    periode: str,
    ventilation: tuple[str, str] = ("", ""),
    limite: int = 2000,
) -> tuple[LigneSource, ...]:
    """Les lignes reçues qui entrent dans une valeur, zones incluses comprises ; les plus récentes d'abord.

    Une somme garde les lignes de la période ; une dernière valeur connue, une ligne par zone, point, poste ou ouvrage.

    Args:
        base: l'édition.
        code: code d'indicateur.
        zone: zone du chiffre.
        type_periode: celui du chiffre.
        periode: période du chiffre.
        ventilation: dimension et modalité ; vides pour le total.
        limite: lignes rendues au plus.
    """
    return base.rangees(
        LigneSource,
        """
        SELECT * EXCLUDE (ordre), count(*) OVER () AS total_nb
        FROM lignes_du_chiffre($code, $zone, $type_periode, $periode, $dimension, $modalite)
        ORDER BY quand DESC NULLS LAST, ordre, fichier, ligne
        LIMIT $limite
        """,
        {
            "code": code,
            "zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "dimension": ventilation[0] or None,
            "modalite": ventilation[1] or None,
            "limite": limite,
        },
    )


#: `manques_du_chiffre` réunit les deux : n'en préparer que celle qui a des lignes coûte moitié moins.
_SAISIES_MANQUANTES = """
    SELECT * EXCLUDE (ordre, fin)
    FROM saisies_manquantes($code, $zone, $type_periode, $periode, $dimension, $modalite) ORDER BY fin DESC, ordre
"""
_RAPPORTS_MANQUANTS = """
    SELECT * EXCLUDE (ordre, fin)
    FROM rapports_manquants($code, $zone, $type_periode, $periode) ORDER BY fin DESC, ordre
"""


def lignes_manquantes(
    base: Base, code: str, zone: str, type_periode: str, periode: str, ventilation: tuple[str, str] = ("", "")
) -> tuple[LigneManquante, ...]:
    """Ce qui était attendu pour une valeur et n'est pas là, du plus récent au plus ancien."""
    ici: dict[str, object] = {"code": code, "zone": zone, "type_periode": type_periode, "periode": periode}
    requete = _RAPPORTS_MANQUANTS
    if base.lire("SELECT 1 FROM indicateur WHERE code = $code AND source_calcul = 'saisie'", {"code": code}).size:
        requete = _SAISIES_MANQUANTES
        ici |= {"dimension": ventilation[0] or None, "modalite": ventilation[1] or None}
    return base.rangees(LigneManquante, requete, ici)
