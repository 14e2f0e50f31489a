"""Ce qui diffère d'une édition à l'autre, champ par champ (règles E6 à E8).

`etl` les calcule et les écrit en JSON, `requetes` les lit d'une édition, l'écran les montre : les noms des champs sont
ceux des colonnes de `revision_chiffre` et de `revision_definition`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecart:
    """Un chiffre qui n'est plus le même : ce qu'il était (`…_avant`), ce qu'il est ; absent, `None` et jamais 0.

    Attributes:
        genre: ce qui change, d'après `revision_chiffre` (docs/SCHEMA.md) ; d'une comparaison, aussi «rangée apparue».
        cause, depots, fichiers: d'où vient le changement ; vides quand rien ne le dit.
    """

    code_indicateur: str
    niveau: str
    code_zone: str
    type_periode: str
    periode: str
    dimension: str | None
    modalite: str | None
    genre: str
    valeur_avant: float | None
    valeur: float | None
    numerateur_avant: float | None
    numerateur: float | None
    denominateur_avant: float | None
    denominateur: float | None
    recues_avant: int | None
    recues: int | None
    attendues_avant: int | None
    attendues: int | None
    cible_avant: float | None
    cible: float | None
    etat_avant: str | None
    etat: str | None
    cause: str | None
    depots: str | None
    fichiers: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionChangee:
    """Ce que deux cadres logiques disent autrement ; un texte vide ne se dit pas.

    Attributes:
        geste: «ajout», «retrait» ou «changement».
        precision: départage deux lignes de même code, zone et période (nature de cible, source).
        avant, apres: des textes ; vides quand rien n'est dit.
    """

    objet: str
    geste: str
    code: str
    code_zone: str
    periode: str
    precision: str
    colonne: str
    avant: str
    apres: str
    phrase: str
