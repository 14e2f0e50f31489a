"""«Ce qui a bougé» : les indicateurs phares depuis leur période d'avant, les chiffres depuis l'édition d'avant.

La règle des mouvements (règle H2, la même pour l'accueil, la réunion et le rapport) :

1. d'abord ce qui a changé d'état : les aggravations avant les améliorations, de la plus grande marche à la plus
   petite ; perdre la donnée, ou la laisser vieillir, est une aggravation ;
2. puis, à état égal, les plus grands écarts de taux (celui qui fait l'état), d'un point au moins ;
3. à rang égal, l'ordre du cadre logique ; cinq lignes au plus.

Ne se compare que ce qui est comparable : `etat_avant` et `taux_avant` sont vides pour un flux dont la période court.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pandas as pd

from requetes.edition.lecture import PERIODES_LUES
from requetes.edition.ouverture import Base
from requetes.edition.revisions import revisions

NOMBRE = 5
#: En points de taux : en dessous, rien n'a bougé qui mérite une ligne.
ECART_MINIMAL = 1.0
#: Du meilleur au pire. Un état absent d'ici (sans cible, non échu) ne juge rien : y entrer ou en sortir n'est ni un
#: progrès ni un recul.
_MARCHES: Final = {
    "atteint": 0,
    "à maintenir": 0,
    "vert": 1,
    "orange": 2,
    "rouge": 3,
    "périmée": 4,
    "sans donnée": 5,
}


def mouvements_notables(situation: pd.DataFrame, nombre: int = NOMBRE) -> pd.DataFrame:
    """Les mouvements à dire, du plus notable au moins notable.

    Args:
        situation: `requetes.accueil.situation.situation`.
        nombre: lignes au plus.

    Returns:
        Les lignes retenues de `situation`, et `marches` : marches descendues (positif = aggravation), 0 quand l'état
        n'a pas changé de marche ; `ecart_taux` en points, vide si l'un des deux taux manque.

    >>> lignes = [("A", "vert", "vert", 95.0, 91.0), ("B", "rouge", "orange", 50.0, 62.0), ("C", "vert", "vert", 9, 9)]
    >>> lue = pd.DataFrame(lignes, columns=["code_indicateur", "etat", "etat_avant", "taux", "taux_avant"])
    >>> list(mouvements_notables(lue)["code_indicateur"])
    ['B', 'A']
    """
    marches = [_marches(a, b) for a, b in zip(situation["etat_avant"], situation["etat"], strict=True)]
    ecart_taux = pd.to_numeric(situation["taux"]) - pd.to_numeric(situation["taux_avant"])
    lignes = situation.assign(marches=marches, ecart_taux=ecart_taux)
    lignes = lignes[(lignes["marches"] != 0) | (lignes["ecart_taux"].abs() >= ECART_MINIMAL)]
    # Une aggravation de deux marches (2) passe avant une d'une (1), puis les améliorations (-3, -2, -1), puis le reste.
    rang = lignes["marches"].map(lambda m: -100 - m if m > 0 else m if m < 0 else 100)
    taille = -lignes["ecart_taux"].abs()
    ordre = lignes.assign(rang=rang, taille=taille).sort_values(["rang", "taille"], kind="stable", na_position="last")
    return ordre.drop(columns=["rang", "taille"]).head(nombre).reset_index(drop=True)


def _marches(avant: object, apres: object) -> int:
    if avant not in _MARCHES or apres not in _MARCHES:
        return 0
    return _MARCHES[str(apres)] - _MARCHES[str(avant)]


def bilan_des_revisions(base: Base, region: str = "") -> dict[str, Any]:
    """Ce que cette édition a changé du passé, compté : périodes de collecte passées et totaux seulement.

    Returns:
        `nombre`, `phares` (parmi eux, ceux d'un indicateur phare), `genres` (genre → nombre : révisée, complétée,
        retirée, rangée disparue), `fichiers` (les dépôts en cause, sans doublon, dans l'ordre où ils viennent).
    """
    lues = revisions(base, region)
    phares = set(base.lire("SELECT code FROM indicateur WHERE phare")["code"])
    fichiers = [f.strip() for r in lues for f in (r.fichiers or "").split(" ; ") if f.strip()]
    return {
        "nombre": len(lues),
        "phares": sum(r.code_indicateur in phares for r in lues),
        "genres": dict(Counter(r.genre for r in lues).most_common()),
        "fichiers": list(dict.fromkeys(fichiers)),
    }


def phares_revus(base: Base, zone: str, type_periode: str, periode: str) -> pd.DataFrame:
    """Parmi les chiffres phares lus ici, ceux que l'édition précédente donnait autrement.

    Returns:
        `code_indicateur, libelle_court, unite, genre, valeur_avant, valeur, etat_avant, etat, fichiers`, dans l'ordre
        du cadre logique ; un chiffre qui n'a changé que par sa cible ou sa complétude («jugée autrement») y est.
    """
    return base.lire(
        f"""
        SELECT c.code_indicateur, coalesce(i.libelle_court, i.libelle) AS libelle_court, i.unite, c.genre,
               c.valeur_avant, c.valeur, c.etat_avant, c.etat, c.fichiers
        FROM {PERIODES_LUES}
        JOIN revision_chiffre c ON c.code_indicateur = r.code_indicateur AND c.periode = r.periode
            AND c.type_periode = $type_periode AND c.dimension IS NULL AND c.code_zone = $zone
        WHERE choisie.libelle = $periode AND i.phare
        ORDER BY i.ordre, i.code
        """,  # noqa: S608  # seule une constante du module entre dans le texte
        {"zone": zone, "type_periode": type_periode, "periode": periode},
    )
