"""Le lecteur d'une colonne déclarée : sa valeur dans ses bornes, ou sa faute (règles L10, L12, Q7 et Q9)."""

from __future__ import annotations

import datetime as dt

from domaine.feuilles.declaration import Colonne
from domaine.periodes import Periode
from etl.fichiers.cellules import Cellule
from etl.lignes.conversions import LECTEURS, Lecteur, faute_du_tableur, genre_de_lecture, lecteur_de_liste
from etl.lignes.faute import Faute


def lecteur_borne(colonne: Colonne, recu: dt.date) -> Lecteur:
    """Le lecteur d'une colonne : la valeur dans ses bornes, telle qu'elle entre en base, ou sa faute."""
    genre = genre_de_lecture(colonne)
    lire = lecteur_de_liste(colonne.liste) if genre == "liste" else LECTEURS.get(genre, LECTEURS["texte"])

    def lire_et_borner(cellule: Cellule) -> object:
        valeur = faute_du_tableur(cellule) or lire(cellule)
        if valeur is None or isinstance(valeur, Faute):
            return valeur
        return _hors_bornes(colonne, valeur, recu) or (valeur.libelle if isinstance(valeur, Periode) else valeur)

    return lire_et_borner


def _hors_bornes(colonne: Colonne, valeur: object, recu: dt.date) -> Faute | None:
    if isinstance(valeur, float):
        if colonne.minimum is not None and valeur < colonne.minimum:
            compte = colonne.minimum == 0 and not colonne.tolerante
            return Faute("compte_negatif" if compte else "hors_bornes", _bornes(colonne))
        if colonne.maximum is not None and valeur > colonne.maximum:
            return Faute("hors_bornes", _bornes(colonne))
    if colonne.realisee and isinstance(valeur, dt.date) and valeur > recu:
        return Faute("date_future", recu.strftime("%d/%m/%Y"))
    return None


def _bornes(colonne: Colonne) -> str:
    bas = "" if colonne.minimum is None else f"au moins {colonne.minimum:g}"
    haut = "" if colonne.maximum is None else f"au plus {colonne.maximum:g}"
    return ", ".join(x for x in (bas, haut) if x)
