"""Un chiffre : une rangée de `valeurs` et de quoi l'écrire. Une seule forme pour cartes, tableaux, survols et phrases.

Bibliothèque standard seulement : `requetes` le remplit, `figures.mots.chiffre` l'écrit, l'écran et le rapport le
montrent.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from domaine.figees import MASQUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Chiffre:
    """Une rangée de `valeurs`, ou son absence : un indicateur plus rare que le type de période n'y a pas de rangée.

    Une valeur absente est `None`, jamais 0. Les pourcentages et les taux vont de 0 à 100.

    Attributes:
        etat: `None` quand le type de période n'a pas de rangée ; tout le reste est alors absent.
        libelle_court: le nom de l'indicateur ; vide quand ce qui l'entoure le dit déjà.
        zone: le nom de la zone ; vide de même.
        taux: celui qui fait l'état ; `None` quand l'état ne vient pas d'un taux.
        recues, attendues: paires zone × période de base ; `None` quand rien ne se compte (aucun rapport annoncé).
        date_plus_ancienne: fin de la plus ancienne composante.
        dimension, modalite: `None` pour le total.
        finie: faux quand la période court encore à la date des données.
        motif_absence: déclaré pour cette période même, ou ce qui empêche une mesure.
        non_valide: une période d'une coordination, qui entre dans ce chiffre, n'est pas validée (règle A12).
        revision: ce que l'édition a fait de ce chiffre du passé («révisée»…) ; `None` si elle n'y a pas touché.
    """

    code_indicateur: str
    unite: str
    libelle_court: str = ""
    niveau: str | None = None
    code_zone: str | None = None
    zone: str | None = None
    type_periode: str | None = None
    periode: str | None = None
    dimension: str | None = None
    modalite: str | None = None
    numerateur: float | None = None
    denominateur: float | None = None
    valeur: float | None = None
    recues: int | None = None
    attendues: int | None = None
    date_plus_ancienne: dt.date | None = None
    provisoire: bool | None = None
    cible_due: float | None = None
    nature_cible: str | None = None
    valeur_reference: float | None = None
    taux_realisation: float | None = None
    taux_progression: float | None = None
    taux: float | None = None
    etat: str | None = None
    debut: dt.date | None = None
    fin: dt.date | None = None
    finie: bool | None = None
    motif_absence: str | None = None
    non_valide: bool = False
    revision: str | None = None

    @property
    def lu(self) -> bool:
        """Vrai quand le type de période a une rangée, même vide."""
        return self.etat is not None

    @property
    def masque(self) -> bool:
        """Vrai quand la valeur existe et que ce public ne la lit pas."""
        return self.etat == MASQUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Chiffre):
    """Un chiffre dans une suite : sa période est datée.

    Attributes:
        valeur_avant: ce qu'en disait l'édition précédente ; `None` quand elle ne l'a pas revu.
    """

    periode: str
    debut: dt.date
    fin: dt.date
    valeur_avant: float | None = None
