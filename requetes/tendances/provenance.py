"""D'où vient un chiffre : les lignes reçues (fichier, feuille, ligne) qui y entrent, et celles qui manquent (règle E9).

Les deux questions sont des macros de l'édition (docs/SCHEMA.md), que la commande `expliquer` pose aussi : une seule
réponse à l'écran et en ligne de commande.
"""

from __future__ import annotations

import pandas as pd

from requetes.edition.ouverture import Base


def lignes_sources(
    base: Base,
    code: str,
    zone: str,
    type_periode: str,
    periode: str,
    ventilation: tuple[str, str] = ("", ""),
    limite: int = 2000,
) -> pd.DataFrame:
    """Les lignes reçues qui entrent dans une valeur, zones incluses comprises.

    Args:
        base: l'édition.
        code: code d'indicateur.
        zone: zone du chiffre.
        type_periode: lecture du chiffre.
        periode: période du chiffre.
        ventilation: dimension et modalité ; vides pour le total.
        limite: lignes rendues au plus, les plus récentes.

    Returns:
        `code_zone, zone, id_entite, quand, numerateur, denominateur, valeur, effectif, statut, niveau_preuve,
        commentaire, fichier, feuille, ligne, total_nb` ; `quand` est la fin de la période saisie ou la date du fait,
        absente pour ce qui est connu depuis toujours ; `ligne` est le numéro d'Excel, `total_nb` ce qu'il y aurait
        sans limite. Une somme garde les lignes de la période ; une dernière valeur connue, une ligne par zone, point,
        poste ou ouvrage.
    """
    return base.lire(
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


def lignes_manquantes(
    base: Base, code: str, zone: str, type_periode: str, periode: str, ventilation: tuple[str, str] = ("", "")
) -> pd.DataFrame:
    """Ce qui était attendu pour une valeur et n'est pas là.

    Returns:
        `code_zone, zone, periode, motif` : une zone et une période de base sans valeur reçue, avec le motif déclaré
        (absent quand rien n'est arrivé) ; d'un indicateur de registre, un rapport échu et non reçu.
    """
    return base.lire(
        """
        SELECT * EXCLUDE (ordre, fin)
        FROM manques_du_chiffre($code, $zone, $type_periode, $periode, $dimension, $modalite)
        ORDER BY fin DESC, ordre
        """,
        {
            "code": code,
            "zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "dimension": ventilation[0] or None,
            "modalite": ventilation[1] or None,
        },
    )
