"""La forme d'une table d'édition : ses colonnes, ce qu'elles disent, et ce que chaque public en lit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.declaration import Colonne as ColonneDeFeuille

TEXTE: Final = "VARCHAR"
NOMBRE: Final = "DOUBLE"
ENTIER: Final = "INTEGER"
GRAND_ENTIER: Final = "BIGINT"
DATE: Final = "DATE"
INSTANT: Final = "TIMESTAMP"
OUI_NON: Final = "BOOLEAN"
#: Ce qu'il advient d'une colonne pour un public ; toute autre phrase dit comment elle est réduite.
COPIEE: Final = "copiée"
VIDE: Final = "vide"


@dataclass(frozen=True)
class Colonne:
    """Une colonne d'une table.

    Attributes:
        nom: nom ASCII.
        type: type DuckDB.
        sens: ce qu'elle dit, en français, et ce que veut dire NULL quand cela compte.
        unite: unité d'un nombre ; vide sans unité.
    """

    nom: str
    type: str
    sens: str
    unite: str = ""


@dataclass(frozen=True)
class Lecture:
    """Ce qu'un public lit d'une table. Ce qui n'est pas nommé ici est vide dans son fichier.

    Attributes:
        lignes: quelles lignes, en une phrase.
        copiees: les colonnes qui passent telles quelles.
        reduites: colonne → comment elle est réduite.
    """

    lignes: str
    copiees: tuple[str, ...] = ()
    reduites: Mapping[str, str] = field(default_factory=dict)

    @property
    def nommees(self) -> frozenset[str]:
        return frozenset((*self.copiees, *self.reduites))

    def de(self, colonne: str) -> str:
        """`COPIEE`, `VIDE`, ou la phrase qui dit comment la colonne est réduite."""
        return COPIEE if colonne in self.copiees else self.reduites.get(colonne, VIDE)


@dataclass(frozen=True)
class Table:
    """Une table d'une édition, ou une vue.

    Attributes:
        nom: son nom en base.
        dit: ce qu'est une de ses lignes, en français.
        colonnes: dans l'ordre.
        lectures: public → ce qu'il en lit ; un public absent n'en lit aucune ligne.
        depuis: le premier numéro de schéma dont *toute* édition l'a ; une édition d'avant peut s'en passer.
    """

    nom: str
    dit: str
    colonnes: tuple[Colonne, ...]
    lectures: Mapping[str, Lecture] = field(default_factory=dict)
    depuis: int = 1

    @property
    def noms(self) -> tuple[str, ...]:
        return tuple(c.nom for c in self.colonnes)

    @property
    def definition(self) -> str:
        """Les colonnes telles que `CREATE TABLE` les attend.

        >>> Table("t", "essai", (Colonne("code", TEXTE, "code"), Colonne("rang", ENTIER, "rang"))).definition
        'code VARCHAR, rang INTEGER'
        """
        return ", ".join(f"{c.nom} {c.type}" for c in self.colonnes)


#: D'où vient une ligne reçue. Toute table de lignes reçues finit par là.
PROVENANCE: Final = (
    Colonne("id_chargement", ENTIER, "le dépôt (`chargement`)"),
    Colonne("fichier", TEXTE, "son nom"),
    Colonne("feuille", TEXTE, "la feuille du classeur"),
    Colonne("ligne", ENTIER, "la ligne de la feuille, comme Excel la numérote"),
)


def de_feuille(table: str, lectures: Mapping[str, Lecture] | None = None, *en_plus: Colonne) -> Table:
    """La table des lignes saines d'une feuille : ses colonnes, leur provenance, puis celles qui s'en déduisent."""
    feuille = PAR_TABLE[table]
    recues = tuple(_recue(c) for c in feuille.colonnes)
    return Table(table, feuille.aide, (*recues, *PROVENANCE, *en_plus), lectures or {})


def _recue(colonne: ColonneDeFeuille) -> Colonne:
    return Colonne(colonne.nom, colonne.type_sql, colonne.aide, "%" if colonne.type == "pct" else colonne.unite)


def aux_publics(lignes: str, copiees: str, reduites: Mapping[str, str] | None = None) -> Mapping[str, Lecture]:
    """La même lecture pour les partenaires et le bailleur ; `copiees` en mots séparés par des espaces."""
    lue = Lecture(lignes, tuple(copiees.split()), reduites or {})
    return {"partenaires": lue, "bailleur": lue}
