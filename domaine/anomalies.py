"""Une anomalie : où elle est, ce qui ne va pas, que faire. Le seul endroit où sa phrase se compose."""

from __future__ import annotations

from dataclasses import dataclass

from domaine.catalogue import CATALOGUE
from domaine.francais import visible

#: Longueur gardée d'une valeur reçue.
VALEUR_MAX = 200


@dataclass(frozen=True)
class Anomalie:
    """Ce qui ne va pas dans une cellule, une ligne, une feuille ou un fichier.

    Attributes:
        gravite: «bloquante» ou «à vérifier».
        code: clé du catalogue (`domaine.catalogue`).
        ligne: numéro de ligne du tableur (1 = première) ; `None` pour une anomalie de feuille ou de fichier.
        colonne: nom de la colonne déclarée, ou l'en-tête reçu ; vide pour une ligne entière.
        cellule: son adresse dans le tableur («C12») ; vide quand l'anomalie n'est pas d'une cellule reçue.
        valeur: ce qui a été reçu, en texte, tronqué à 200 caractères.
        constat: ce qui ne va pas, sans le lieu.
        remede: que faire, avec les valeurs admises elles-mêmes ou les plus proches.
        suggestion: les valeurs proches de celle qui a été reçue ; vide s'il n'y en a pas.
    """

    gravite: str
    code: str
    fichier: str
    feuille: str
    ligne: int | None
    colonne: str
    cellule: str
    valeur: str
    constat: str
    remede: str
    suggestion: str = ""

    @property
    def lieu(self) -> str:
        """Le fichier, la feuille, la cellule ; la ligne quand l'anomalie n'a pas de cellule."""
        feuille = f", feuille «{self.feuille}»" if self.feuille else ""
        ligne = "" if self.ligne is None else f", ligne {self.ligne}"
        return f"{self.fichier}{feuille}{f', cellule {self.cellule}' if self.cellule else ligne}"

    @property
    def message(self) -> str:
        """Le lieu, le constat et le remède, en une phrase."""
        return f"{self.lieu} : {self.constat} {self.remede}"

    def en_dict(self) -> dict[str, object]:
        """Les neuf champs publics dans leur ordre, puis la cellule, le constat et le remède."""
        publics = ("gravite", "code", "fichier", "feuille", "ligne", "colonne", "valeur", "message", "suggestion")
        return {nom: getattr(self, nom) for nom in (*publics, "cellule", "constat", "remede")}


def relever(
    code: str,
    fichier: str,
    *,
    feuille: str = "",
    ligne: int | None = None,
    colonne: str = "",
    cellule: str = "",
    valeur: str = "",
    detail: str = "",
    suggestion: str = "",
) -> Anomalie:
    """L'anomalie d'un code du catalogue, rédigée.

    Args:
        detail: ce qui explique, selon le code : une borne, une date, le nom d'une liste.

    Raises:
        KeyError: code hors du catalogue.

    >>> lue = relever("zone_mopti", "a.xlsx", feuille="Points", ligne=4, cellule="D4", valeur="ML05")
    >>> lue.message
    'a.xlsx, feuille «Points», cellule D4 : «ML05» est la région de Mopti, hors du projet. Écrivez DOUENTZA pour la \
région, ML0504 pour le cercle.'
    """
    genre, valeur = CATALOGUE[code], visible(valeur[:VALEUR_MAX])
    fichier, feuille, colonne, suggestion = (visible(t) for t in (fichier, feuille, colonne, suggestion))
    constat, remede = genre.rediger(valeur, detail, suggestion)
    return Anomalie(genre.gravite, code, fichier, feuille, ligne, colonne, cellule, valeur, constat, remede, suggestion)
