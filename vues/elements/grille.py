"""La grille : des lignes typées, rangées par leurs vraies valeurs, écrites en français, dont chacune peut s'ouvrir."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import pandas as pd
import streamlit as st

from domaine import francais

Ligne = TypeVar("Ligne")
_LIGNE_PX, _HAUTEUR_MAX = 35, 560
#: Une colonne tient ce qu'elle écrit, titre compris, sans dépasser une phrase.
_LETTRE_PX, _BORDS_PX, _LARGEUR_MAX = 7.4, 26, 300


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
    ouvrir: Callable[[Ligne], None] | None = None,
) -> None:
    """La grille, sans ses fichiers.

    Args:
        lignes: au moins une.
        colonnes: celles qui se montrent.
        titre: son texte de remplacement.
        cle: clé unique sur la page ; neuve, la grille oublie ce qui était coché.
        ouvrir: reçoit la ligne cochée, avant que la page ne se redessine ; `None` : rien ne s'ouvre.
    """

    def cocher() -> None:
        choix = st.session_state[cle]["selection"]["rows"]
        if choix and ouvrir is not None:
            ouvrir(lignes[choix[0]])

    tableau = pd.DataFrame({c.titre: _colonne(c, lignes) for c in colonnes})
    st.dataframe(
        _mettre_en_forme(tableau, colonnes, lignes),
        hide_index=True,
        column_config={c.titre: st.column_config.Column(width=_largeur(c, lignes)) for c in colonnes},
        placeholder=francais.ND,
        height=min(_HAUTEUR_MAX, _LIGNE_PX * (len(lignes) + 1) + 3),
        key=cle,
        on_select=cocher if ouvrir is not None else "ignore",
        selection_mode="single-row",
        alt=titre,
    )
    if ouvrir is not None:
        st.caption("Cocher une ligne, à gauche, ouvre sa fiche ; le titre d’une colonne range le tableau.")


def _mettre_en_forme(tableau: pd.DataFrame, colonnes: Sequence[Colonne[Ligne]], lignes: Sequence[Ligne]) -> Any:
    """Des valeurs typées, dont seule l'écriture est du texte : une colonne de textes se rangerait par ses lettres."""
    style = tableau.style.format({c.titre: c.ecrire for c in colonnes})
    for colonne in colonnes:
        rangs: dict[str, list[int]] = {}
        for rang, ligne in enumerate(lignes):
            rangs.setdefault(colonne.suite(ligne), []).append(rang)
        for suite in rangs.keys() - {""}:
            style.format(partial(_suivre, colonne.ecrire, suite), subset=(rangs[suite], colonne.titre))
    return style


def _suivre(ecrire: Callable[[Any], str], suite: str, valeur: Any) -> str:
    return ecrire(valeur) + suite


def _largeur(colonne: Colonne[Ligne], lignes: Sequence[Ligne]) -> int:
    plus_long = max((len(colonne.dire(x)) for x in lignes), default=0)
    return min(_LARGEUR_MAX, round(max(plus_long, len(colonne.titre) + 2) * _LETTRE_PX + _BORDS_PX))


def _colonne(colonne: Colonne[Ligne], lignes: Sequence[Ligne]) -> pd.Series:
    valeurs = [colonne.lire(x) for x in lignes]
    connues = [v for v in valeurs if v is not None]
    if connues and all(isinstance(v, dt.date) for v in connues):
        return pd.to_datetime(pd.Series(valeurs, dtype=object))
    if connues and all(isinstance(v, int | float) for v in connues):
        return pd.Series(valeurs, dtype="float64")
    return pd.Series(valeurs, dtype=object)
