"""Ce qu'un registre déclare pour avoir sa page : colonnes, filtres, phrase, comptes, onglets, fiche."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from domaine import francais
from requetes.edition.ouverture import Base
from requetes.registres.commun import Etendue, Inscription
from vues.page.cadre import Contexte

Ligne = TypeVar("Ligne", bound=Inscription)


def texte(valeur: object) -> str:
    """Un texte reçu, tel quel ; absent, «n. d.»."""
    return francais.ND if francais.absente(valeur) else str(valeur)


def pourcent(valeur: float | None) -> str:
    """Un pourcentage de 0 à 100, sans décimale."""
    return francais.pourcentage(valeur, 0)


def jours(valeur: float | None) -> str:
    """Un nombre de jours."""
    return francais.ND if francais.absente(valeur) else francais.compte(int(valeur or 0), "jour")


def retard(valeur: float | None) -> str:
    """Un retard en jours ; zéro se dit «à l'heure»."""
    return "à l’heure" if valeur == 0 else jours(valeur)


def montant(valeur: float | None) -> str:
    """Un montant en FCFA, abrégé."""
    return francais.fcfa(valeur, abrege=True)


@dataclass(frozen=True)
class Colonne(Generic[Ligne]):
    """Une colonne du tableau, qui est aussi une rubrique de la fiche.

    Attributes:
        titre: en français.
        lire: la vraie valeur (date, nombre, texte), qui range la colonne ; `None` quand elle manque.
        ecrire: comment elle s'écrit, absence comprise.
        au_tableau: faux pour ce que la fiche seule montre.
    """

    titre: str
    lire: Callable[[Ligne], Any]
    ecrire: Callable[[Any], str] = texte
    au_tableau: bool = True


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
        en_clair: tous les filtres en vigueur, en une ligne.
    """

    contexte: Contexte
    registre: Registre[Ligne]
    etendue: Etendue
    lignes: tuple[Ligne, ...]
    en_clair: str

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
        feuilles: celles qu'il lui faut ; l'une manque, la page le dit au lieu de compter (règle S4).
        lire: la question posée à l'édition.
        phrase: la réponse à la question de la page, en une phrase (Markdown, textes reçus échappés).
        onglets: titre → dessin, après le tableau ; un onglet ne se dessine qu'ouvert.
        sur_la_carte: ce qui s'écrit sur une zone, de ses lignes ; `None` quand le lieu ne compte pas.
        legende_de_la_carte: ce que veut dire ce qui y est écrit.
        suites: ce que la fiche montre après les rubriques.
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
    zones: tuple[str, ...] = ("region", "cercle")
    relu_au_dernier_jour: bool = False

    @property
    def montrees(self) -> tuple[Colonne[Ligne], ...]:
        """Les colonnes du tableau."""
        return tuple(c for c in self.colonnes if c.au_tableau)
