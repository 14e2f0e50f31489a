"""La déclaration des feuilles et des colonnes : une seule, pour tout le projet.

Elle sert au lecteur, aux contrôles, au modèle à remplir, au dictionnaire et à l'export. Les feuilles
elles-mêmes sont déclarées dans `feuilles_coordination` et `feuilles_cadre`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from domaine.periodes import sans_accent

#: Entre les identifiants d'une cellule qui peut en avoir plusieurs.
SEPARATEUR: Final = ";"
#: Entre un code et le nom qui l'accompagne dans une liste offerte ou une ligne écrite d'avance.
SUIVI_DU_NOM: Final = " — "


@dataclass(frozen=True)
class Colonne:
    """Une colonne d'une feuille.

    Attributes:
        nom: nom ASCII public, que les personnes tapent, qui est aussi celui de la colonne en base.
        type: texte, zone, periode, nombre, entier, pct, date, ouinon, liste, indicateur, dimension, modalite.
        requise: vide ou illisible, la ligne est bloquée.
        liste: nom de la liste fermée (`data/reference/listes.csv`) quand `type` vaut «liste».
        niveau: niveau de zone imposé par la feuille ; vide = tous les niveaux.
        reference: «table.colonne» où l'identifiant doit exister, tous dépôts confondus.
        plusieurs: la cellule peut nommer plusieurs identifiants, séparés par «;».
        minimum, maximum: bornes d'une valeur saine ; au-dehors, la ligne est bloquée.
        tolerante: illisible ou hors bornes, la cellule est laissée vide et signalée sans bloquer la ligne.
        realisee: date de fait accompli : jamais après la réception du fichier.
        datante: cette date réalisée entre dans la date des données (règle P4).
        aide: ce que dit la colonne ; montrée dans le modèle, le dictionnaire et le schéma.
        unite: unité d'un nombre ; vide sans unité, ou quand c'est celle de l'indicateur.
        autres_noms: en-têtes acceptés en plus du nom.
        titre: en-tête lisible que le classeur à remplir écrit au-dessus du nom ; accepté lui aussi (règle L1).
    """

    nom: str
    type: str = "texte"
    requise: bool = False
    liste: str = ""
    niveau: str = ""
    reference: str = ""
    plusieurs: bool = False
    minimum: float | None = None
    maximum: float | None = None
    tolerante: bool = False
    realisee: bool = False
    datante: bool = False
    aide: str = ""
    unite: str = ""
    autres_noms: tuple[str, ...] = ()
    titre: str = ""

    @property
    def en_tete(self) -> str:
        """Ce que le classeur à remplir écrit en tête de la colonne : son titre, et son nom entre parenthèses."""
        if not self.titre or normaliser_entete(self.titre) == self.nom:
            return self.titre or self.nom
        return f"{self.titre}\n({self.nom})"

    @property
    def type_sql(self) -> str:
        """Type DuckDB de la colonne."""
        return {"nombre": "DOUBLE", "pct": "DOUBLE", "entier": "DOUBLE", "date": "DATE", "ouinon": "BOOLEAN"}.get(
            self.type, "VARCHAR"
        )


@dataclass(frozen=True)
class Feuille:
    """Une feuille d'un classeur reçu et la table où elle entre.

    Attributes:
        nom: nom français, lu avec ou sans accents ni majuscules.
        table: table de l'édition.
        export: nom donné à `exporter`.
        classeur: «coordination» ou «cadre».
        cle: colonnes de la clé ; vide = la ligne entière.
    """

    nom: str
    table: str
    export: str
    classeur: str
    colonnes: tuple[Colonne, ...]
    cle: tuple[str, ...]
    aide: str = ""

    def colonne(self, nom: str) -> Colonne:
        """La colonne de ce nom.

        Raises:
            KeyError: la feuille n'a pas cette colonne.
        """
        for colonne in self.colonnes:
            if colonne.nom == nom:
                return colonne
        raise KeyError(nom)

    @property
    def noms(self) -> tuple[str, ...]:
        return tuple(c.nom for c in self.colonnes)

    @property
    def cle_effective(self) -> tuple[str, ...]:
        """La clé, ou toutes les colonnes quand la clé est la ligne entière."""
        return self.cle or self.noms


def avec_nom(code: str, nom: str | None) -> str:
    """Un code et son nom, tels qu'un classeur les offre ; la lecture n'en garde que le code.

    >>> avec_nom("GAO-PT-001", "École ; nord"), avec_nom("GAO-PT-002", None)
    ('GAO-PT-001 — École , nord', 'GAO-PT-002')
    """
    # Une cellule peut nommer plusieurs codes : un nom ne doit pas en faire paraître un de plus.
    return f"{code}{SUIVI_DU_NOM}{nom.replace(SEPARATEUR, ',')}" if nom else code


def sans_nom(texte: str) -> str:
    """Le code d'un texte où son nom peut le suivre (règle L18).

    >>> sans_nom("GAO-PT-001 — École"), sans_nom("GAO-PT-001")
    ('GAO-PT-001', 'GAO-PT-001')
    """
    return texte.partition(SUIVI_DU_NOM)[0].strip()


def normaliser_entete(texte: str) -> str:
    """Ramène un en-tête ou un nom de feuille à sa forme comparable.

    >>> normaliser_entete("  Code Zone * ")
    'code_zone'
    >>> normaliser_entete("Étapes")
    'etapes'
    """
    return re.sub(r"[^a-z0-9]+", "_", sans_accent(texte[:200])).strip("_")
