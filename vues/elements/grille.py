"""La grille : des lignes typées, rangées par leurs vraies valeurs, écrites en français, dont chacune peut s'ouvrir."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from domaine import francais
from vues.elements import tableau_html
from vues.elements.tableaux import dessiner
from vues.textes import propre

Ligne = TypeVar("Ligne")


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
    """Une colonne d'une grille ; d'un registre, c'est aussi une rubrique de la fiche.

    Attributes:
        titre: en français.
        lire: la vraie valeur (date, nombre, texte), qui range la colonne ; `None` quand elle manque.
        ecrire: comment elle s'écrit, absence comprise.
        au_tableau: faux pour ce que la fiche seule montre.
        suite: ce qui s'écrit après, quand la valeur qui range ne dit pas tout.
    """

    titre: str
    lire: Callable[[Ligne], Any]
    ecrire: Callable[[Any], str] = texte
    au_tableau: bool = True
    suite: Callable[[Ligne], str] = lambda _: ""

    def dire(self, ligne: Ligne) -> str:
        """Ce qui s'en écrit, en entier."""
        return self.ecrire(self.lire(ligne)) + self.suite(ligne)


def afficher_grille(
    lignes: Sequence[Ligne],
    colonnes: Sequence[Colonne[Ligne]],
    titre: str,
    *,
    cle: str,
    ouvrir: Callable[[Ligne], str] | None = None,
) -> None:
    """La grille, sans ses fichiers.

    Args:
        lignes: au moins une.
        colonnes: celles qui se montrent.
        titre: son nom, pour qui ne la voit pas.
        cle: clé unique sur la page.
        ouvrir: l'adresse qu'ouvre une ligne, vide quand elle n'en a pas ; `None` : aucune ne s'ouvre.
    """
    liens = [] if ouvrir is None else [ouvrir(x) for x in lignes]
    dessiner([_typer(c, lignes) for c in colonnes], titre, cle=cle, liens=liens)
    if any(liens):
        st.caption("Une ligne ouvre sa fiche, d’un clic ou au clavier ; le titre d’une colonne range le tableau.")


def _typer(colonne: Colonne[Ligne], lignes: Sequence[Ligne]) -> tableau_html.Colonne:
    """Les textes et, à part, les valeurs : une colonne de textes se rangerait par ses lettres."""
    valeurs = [colonne.lire(x) for x in lignes]
    connues = [v for v in valeurs if not francais.absente(v)]
    cles = None
    if connues and all(isinstance(v, dt.date | int | float) for v in connues):
        cles = [None if francais.absente(v) else _rang(v) for v in valeurs]
    return tableau_html.Colonne(colonne.titre, [propre(colonne.dire(x)) for x in lignes], cles)


def _rang(valeur: dt.date | float) -> float:
    return float(valeur.toordinal() if isinstance(valeur, dt.date) else valeur)
