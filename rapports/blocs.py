"""Le document neutre : titres, paragraphes, tableaux, figures, notes. Ne sait ni HTML, ni PDF, ni Word, ni tableur.

Tous les textes y sont bruts : chaque rendu les échappe à sa façon, et passe d'abord par `typographie.ecrire`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from figures.mots import etats

#: Un tableau plus long se coupe entre deux lignes, sa tête répétée.
_LIGNES_D_UN_TENANT = 16
Alignement = Literal["gauche", "droite", "centre"]


@dataclass(frozen=True)
class Titre:
    """Niveau 1 : une partie, qui ouvre une page imprimée. Niveau 2 ou 3 : ce qu'elle contient.

    Attributes:
        paysage: d'une partie, ses pages imprimées sont couchées : ses tableaux sont larges.
    """

    texte: str
    niveau: Literal[1, 2, 3] = 2
    paysage: bool = False


@dataclass(frozen=True)
class Paragraphe:
    """Un paragraphe ; `tete` est sa phrase de tête, plus forte."""

    texte: str
    tete: bool = False


@dataclass(frozen=True)
class Liste:
    """Une liste de phrases courtes."""

    elements: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """Une réserve, un commentaire ou une source ; `etiquette` dit lequel, en un mot."""

    texte: str
    etiquette: str = ""


@dataclass(frozen=True)
class Definitions:
    """Des termes et ce qu'ils veulent dire, l'un sous l'autre."""

    entrees: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fiche:
    """La fiche d'un indicateur, d'un seul tenant à l'impression : un titre et ses rubriques."""

    titre: str
    entrees: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """Un dessin SVG autonome, sa description pour qui ne le voit pas ; `large` : toute la largeur de la page."""

    svg: str
    description: str
    legende: str = ""
    large: bool = False


@dataclass(frozen=True)
class Grille:
    """Des figures côte à côte, deux par rangée sur une page, une sur un téléphone."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Cellule:
    """Une case ; `etat` lui donne le fond et l'encre d'un état, dont le mot est déjà dans le texte.

    Attributes:
        etendue: combien de colonnes elle couvre.
    """

    texte: str
    etat: str = ""
    fort: bool = False
    etendue: int = 1


@dataclass(frozen=True)
class Colonne:
    """Une colonne : son titre, son alignement, sa part de la largeur."""

    titre: str
    alignement: Alignement = "gauche"
    part: float = 1.0


@dataclass(frozen=True)
class Tableau:
    """Un tableau écrit, et les mêmes nombres, nus, pour le classeur.

    Attributes:
        titre: ce qu'il montre.
        colonnes, lignes: ce qui se lit.
        feuille: feuille du classeur ; deux tableaux de la même feuille s'y suivent ; vide = pas au classeur.
        donnees: les nombres entiers, non arrondis ; les mêmes colonnes pour une même feuille.
        fiches: sur un téléphone, chaque ligne devient une fiche, où rien ne défile.
    """

    titre: str
    colonnes: tuple[Colonne, ...]
    lignes: tuple[tuple[Cellule, ...], ...]
    feuille: str = ""
    donnees: pd.DataFrame = field(default_factory=pd.DataFrame)
    fiches: bool = False

    @property
    def court(self) -> bool:
        """Tient d'un seul tenant sur une page : ne se coupe pas."""
        return len(self.lignes) <= _LIGNES_D_UN_TENANT


@dataclass(frozen=True)
class Garde:
    """Ce qui ouvre le document ; `seule` : une page à elle, avec le sommaire, sinon une tête au-dessus du texte."""

    titre: str
    sous_titre: str
    entrees: tuple[tuple[str, str], ...]
    avertissement: str = ""
    note: str = ""
    seule: bool = True


Bloc = Titre | Paragraphe | Liste | Note | Definitions | Fiche | Figure | Grille | Tableau | Garde


@dataclass(frozen=True)
class Document:
    """Le rapport entier.

    Attributes:
        titre: titre du fichier.
        rappel: ce que porte chaque page imprimée : numéro, arrêté.
        avertissement: «Données de démonstration», ou vide.
        blocs: le contenu, dans l'ordre.
        estampille: ce que portent ses propriétés (`domaine.preuve.estampiller`) ; vide hors d'une édition figée.
    """

    titre: str
    rappel: str
    avertissement: str
    blocs: tuple[Bloc, ...]
    estampille: str = ""

    @property
    def parties(self) -> tuple[Partie, ...]:
        """Ce qui précède la première partie (la garde), s'il y en a, puis chacune, ouverte par son titre."""
        parties: list[list[Bloc]] = [[]]
        for bloc in self.blocs:
            if isinstance(bloc, Titre) and bloc.niveau == 1:
                parties.append([])
            parties[-1].append(bloc)
        return tuple(Partie(tuple(p)) for p in parties if p)


@dataclass(frozen=True)
class Partie:
    """Des blocs qui se suivent, dont le premier est leur titre, ou la garde."""

    blocs: tuple[Bloc, ...]

    @property
    def titre(self) -> Titre | None:
        """Celui qui l'ouvre ; `None` de ce qui précède la première."""
        premier = self.blocs[0]
        return premier if isinstance(premier, Titre) and premier.niveau == 1 else None

    @property
    def paysage(self) -> bool:
        return self.titre is not None and self.titre.paysage


def colonne(titre: str, alignement: Alignement = "gauche", part: float = 1.0) -> Colonne:
    """Une colonne, à la main."""
    return Colonne(titre, alignement, part)


def ligne(*cases: str | Cellule) -> tuple[Cellule, ...]:
    """Une ligne de cellules ; un texte nu devient une cellule."""
    return tuple(c if isinstance(c, Cellule) else Cellule(c) for c in cases)


def cellule_d_etat(etat: object) -> Cellule:
    """Le mot, le symbole et la couleur d'un état."""
    return Cellule(etats.mot(etat), etats.connu(etat))


def tableau(
    titre: str,
    colonnes: Sequence[Colonne],
    lignes: Sequence[tuple[Cellule, ...]],
    feuille: str = "",
    donnees: pd.DataFrame | None = None,
    *,
    fiches: bool = False,
) -> Tableau:
    """Un tableau dont chaque ligne a bien une case par colonne.

    Raises:
        ValueError: une ligne n'a pas le nombre de cases des colonnes.
    """
    if any(sum(c.etendue for c in cases) != len(colonnes) for cases in lignes):
        raise ValueError(f"« {titre} » : une ligne n’a pas une case par colonne.")
    nues = pd.DataFrame() if donnees is None else donnees
    return Tableau(titre, tuple(colonnes), tuple(lignes), feuille, nues, fiches)
