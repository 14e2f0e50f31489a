"""Ce qu'un registre déclare pour avoir sa page : colonnes, filtres, phrase, comptes, onglets, fiche."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, TypeVar

import pandas as pd

from domaine import francais
from domaine.periodes import periode_contenant
from domaine.sources import NON_PRECISE
from requetes.edition.ouverture import Base
from requetes.registres.commun import Etendue, Inscription
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.grille import Colonne
from vues.page.entree import Contexte

Ligne = TypeVar("Ligne", bound=Inscription)
#: L'onglet qui, comme le tableau, montre chaque ligne.
CALENDRIER = "Calendrier"
#: Ce qu'un texte absent veut dire quand une ligne a pu le dire ; d'une édition qui le tait partout, rien ne s'écrit.
RIEN_DE_DIT: Final = "rien de dit"
_JOURS = (francais.date, francais.date_courte)


@dataclass(frozen=True)
class Filtre(Generic[Ligne]):
    """Une boîte de plus dans la barre, dont les choix sont les valeurs présentes ; tenue dans l'adresse sous `nom`.

    Attributes:
        nom: propre au registre, sauf si le filtre veut dire la même chose ailleurs : la visite le garde d'une page à
            l'autre.
        issue: ce qu'il choisit est ce que la page compte (un état, un motif) : il ne réduit que les lignes montrées
            une à une (règle S5).
    """

    nom: str
    libelle: str
    tous: str
    lire: Callable[[Ligne], str | None]
    issue: bool = False


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
        lignes: ce que la page compte : toutes celles que retiennent la zone, la période et les filtres sans issue.
        montrees: parmi elles, celles que tous les filtres retiennent : le tableau, et ce qui montre chaque ligne.
        choix: nom de chaque filtre propre au registre → ce qui y est retenu, vide sans choix.
        absentes: les feuilles du registre dont rien n'est venu : ce qu'elles diraient est «n. d.» (règle S4).
    """

    contexte: Contexte
    registre: Registre[Ligne]
    etendue: Etendue
    lignes: tuple[Ligne, ...]
    montrees: tuple[Ligne, ...]
    choix: Mapping[str, str]
    absentes: frozenset[str]

    @property
    def en_clair(self) -> str:
        """Les filtres qui ont choisi `lignes`, en une ligne ; ceux de `montrees` sont tous ceux du contexte."""
        return self.en_clair_sans(*(f for f in self.registre.filtres if f.issue))

    def en_clair_sans(self, *filtres: Filtre[Ligne]) -> str:
        """Les filtres en vigueur, en une ligne, sans ceux-ci, qui ne jouent pas sur ce qui s'emporte."""
        tus = {f.libelle for f in filtres}
        dits = self.contexte.filtres.libelles
        return replace(self.contexte.filtres, libelles={n: v for n, v in dits.items() if n not in tus}).en_clair

    @property
    def colonnes(self) -> tuple[Colonne[Ligne], ...]:
        """Celles du registre ; d'une édition remise, sans celles qu'elle tait partout."""
        if not self.contexte.remise:
            return self.registre.colonnes
        return tuple(
            replace(c, ecrire=francais.mois) if self.au_mois and c.ecrire in _JOURS else c
            for c in self.registre.colonnes
            if any(c.lire(x) not in (None, NON_PRECISE, RIEN_DE_DIT, francais.SO) for x in self.lignes)
        )

    def emporter(self, forme: type[Any], lignes: Sequence[Any]) -> pd.DataFrame:
        """Ce qui s'emporte de ces lignes ; un jour dit au mois près n'y est qu'un mois (2024-05)."""
        tableau = en_tableau(forme, lignes)
        if self.au_mois:
            for nom in tableau.select_dtypes("datetime").columns:
                tableau[nom] = [
                    None if francais.absente(jour) else periode_contenant("mois", jour.date()).libelle
                    for jour in tableau[nom]
                ]
        return tableau

    @property
    def au_mois(self) -> bool:
        """Vrai quand les jours de ces lignes ne sont dits qu'au mois près (règle M4)."""
        return self.contexte.remise and self.registre.au_mois

    @property
    def tus(self) -> tuple[str, ...]:
        """Les onglets que l'édition ne peut pas remplir, faute de publier ce qu'ils montrent."""
        internes = self.registre.internes if self.contexte.remise else ()
        return (*internes, *self.jamais_dits, *(() if self.contexte.argent else self.registre.d_argent))

    @property
    def jamais_dits(self) -> tuple[str, ...]:
        """Ceux que d'autres éditions remises remplissent, et que celle-ci, plus ancienne, tait."""
        questions = self.registre.s_il_est_dit if self.contexte.remise else {}
        return tuple(o for o, est_dit in questions.items() if not donnees.lire(self.contexte.edition, est_dit))

    @property
    def reserves(self) -> tuple[str, ...]:
        """Ce que l'édition ne publie pas, en phrases : sans elles, un silence se lirait comme un zéro (règle M17)."""
        sans_argent = self.registre.d_argent and not self.contexte.argent
        dites = (
            self.registre.reserve if self.contexte.remise else "",
            *(f"Elle ne publie pas les {onglet.lower()}." for onglet in self.jamais_dits),
            "Elle ne publie pas les montants." if sans_argent else "",
            "Les jours n’y sont dits qu’au mois près." if self.au_mois else "",
        )
        return tuple(d for d in dites if d)

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
        avec: ce que la question reçoit de plus que l'étendue, hors de l'édition (le journal des réunions).
        dernier_jour: celui où se lisent ses lignes ; la date des données, sauf pour ce qui continue après elle.
        phrase: la réponse à la question de la page, en une phrase (Markdown, textes reçus échappés).
        onglets: titre → dessin, après le tableau ; un onglet ne se dessine qu'ouvert.
        sur_la_carte: ce qui s'écrit sur une zone, de ses lignes ; `None` quand le lieu ne compte pas.
        legende_de_la_carte: ce que veut dire ce qui y est écrit.
        internes: les onglets de ce qu'une édition remise ne publie pas.
        s_il_est_dit: onglet → la question qui dit si une édition remise publie de quoi le remplir.
        d_argent: les onglets de ce que pèsent des montants, pour qui ne les lit pas.
        reserve: ce qu'une édition remise tait, et comment cela se lit alors, en une phrase qui la nomme.
        au_mois: vrai quand une édition remise ne dit les jours qu'au mois près.
        suites: ce que la fiche montre après les rubriques.
        sans_ligne: ce que la page montre encore quand aucune ligne ne répond aux filtres.
        d_une_autre_feuille: vrai quand `sans_ligne` se lit même si la première feuille n'est jamais venue.
        zones: les filtres de zone offerts ; un registre tenu par région n'a rien dans un cercle.
        relu_au_dernier_jour: vrai quand la période ne choisit que les lignes, lues toutes à la date des données.
        nommer: le titre de la fiche.
    """

    nom: str
    forme: type[Ligne]
    titre: str
    feuilles: tuple[str, ...]
    lire: Callable[..., tuple[Ligne, ...]]
    colonnes: tuple[Colonne[Ligne], ...]
    phrase: Callable[[Vue[Ligne]], str]
    comptes: Callable[[Vue[Ligne]], Sequence[Compte]]
    nommer: Callable[[Ligne], str]
    avec: Callable[[], tuple[Any, ...]] = tuple
    dernier_jour: Callable[[Contexte], dt.date] = lambda contexte: contexte.date_donnees
    filtres: tuple[Filtre[Ligne], ...] = ()
    onglets: Mapping[str, Callable[[Vue[Ligne]], None]] = field(default_factory=dict)
    internes: tuple[str, ...] = ()
    s_il_est_dit: Mapping[str, Callable[[Base], bool]] = field(default_factory=dict)
    d_argent: tuple[str, ...] = ()
    reserve: str = ""
    au_mois: bool = False
    sur_la_carte: Callable[[Sequence[Ligne]], str] | None = None
    legende_de_la_carte: str = ""
    suites: Callable[[Vue[Ligne], Ligne], None] | None = None
    sans_ligne: Callable[[Vue[Ligne]], None] | None = None
    d_une_autre_feuille: bool = False
    zones: tuple[str, ...] = ("region", "cercle")
    relu_au_dernier_jour: bool = False
