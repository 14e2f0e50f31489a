"""Ce qu'un registre déclare pour avoir sa page : colonnes, filtres, phrase, comptes, onglets, fiche."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from requetes.edition.ouverture import Base
from requetes.registres.commun import NON_PRECISE, Etendue, Inscription
from vues.elements.grille import Colonne
from vues.page.entree import Contexte

Ligne = TypeVar("Ligne", bound=Inscription)


@dataclass(frozen=True)
class Filtre(Generic[Ligne]):
    """Une boîte de plus dans la barre, dont les choix sont les valeurs présentes ; tenue dans l'adresse sous `nom`."""

    nom: str
    libelle: str
    tous: str
    lire: Callable[[Ligne], str | None]


@dataclass(frozen=True)
class Compte:
    """Un grand chiffre au-dessus du tableau ; `aide` dit ce qu'il compte."""

    libelle: str
    ecrit: str
    aide: str = ""


@dataclass(frozen=True)
class Vue(Generic[Ligne]):
    """Ce que les morceaux d'une page reçoivent.

    Attributes:
        lignes: celles que tous les filtres retiennent.
        choix: nom de chaque filtre propre au registre → ce qui y est retenu, vide sans choix.
        absentes: les feuilles du registre dont rien n'est venu : ce qu'elles diraient est «n. d.» (règle S4).
        en_clair: tous les filtres en vigueur, en une ligne.
    """

    contexte: Contexte
    registre: Registre[Ligne]
    etendue: Etendue
    lignes: tuple[Ligne, ...]
    choix: Mapping[str, str]
    absentes: frozenset[str]
    en_clair: str

    @property
    def colonnes(self) -> tuple[Colonne[Ligne], ...]:
        """Celles du registre ; d'une édition remise, sans celles qu'elle tait partout."""
        if not self.contexte.remise:
            return self.registre.colonnes
        return tuple(
            c for c in self.registre.colonnes if any(c.lire(x) not in (None, NON_PRECISE) for x in self.lignes)
        )

    @property
    def jour(self) -> dt.date:
        return self.etendue.jour


@dataclass(frozen=True, kw_only=True)
class Registre(Generic[Ligne]):
    """Un registre et sa page.

    Attributes:
        nom: son nom en ASCII, préfixe des clés de la page.
        forme: la classe de ses lignes, dont viennent les colonnes emportées.
        titre: le nom de la page.
        feuilles: celles qu'il lui faut, la sienne d'abord ; sans elle, la page ne compte rien (règle S4).
        lire: la question posée à l'édition.
        phrase: la réponse à la question de la page, en une phrase (Markdown, textes reçus échappés).
        onglets: titre → dessin, après le tableau ; un onglet ne se dessine qu'ouvert.
        sur_la_carte: ce qui s'écrit sur une zone, de ses lignes ; `None` quand le lieu ne compte pas.
        legende_de_la_carte: ce que veut dire ce qui y est écrit.
        suites: ce que la fiche montre après les rubriques.
        sans_ligne: ce que la page montre encore quand aucune ligne ne répond aux filtres.
        zones: les filtres de zone offerts ; un registre tenu par région n'a rien dans un cercle.
        relu_au_dernier_jour: vrai quand la période ne choisit que les lignes, lues toutes à la date des données.
        nommer: le titre de la fiche.
    """

    nom: str
    forme: type[Ligne]
    titre: str
    feuilles: tuple[str, ...]
    lire: Callable[[Base, Etendue], tuple[Ligne, ...]]
    colonnes: tuple[Colonne[Ligne], ...]
    phrase: Callable[[Vue[Ligne]], str]
    comptes: Callable[[Vue[Ligne]], Sequence[Compte]]
    nommer: Callable[[Ligne], str]
    filtres: tuple[Filtre[Ligne], ...] = ()
    onglets: Mapping[str, Callable[[Vue[Ligne]], None]] = field(default_factory=dict)
    sur_la_carte: Callable[[Sequence[Ligne]], str] | None = None
    legende_de_la_carte: str = ""
    suites: Callable[[Vue[Ligne], Ligne], None] | None = None
    sans_ligne: Callable[[Vue[Ligne]], None] | None = None
    zones: tuple[str, ...] = ("region", "cercle")
    relu_au_dernier_jour: bool = False
