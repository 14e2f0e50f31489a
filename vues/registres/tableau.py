"""Le tableau d'un registre : la grille de ses lignes, chacune ouvrant sa fiche, et ses deux fichiers."""

from __future__ import annotations

from vues.elements.grille import afficher_grille
from vues.elements.tableaux import telecharger
from vues.registres import fiche
from vues.registres.declaration import Ligne, Vue


def afficher(vue: Vue[Ligne]) -> None:
    """Le tableau des lignes retenues et ses deux fichiers, qui ont toutes leurs colonnes."""
    registre = vue.registre
    montrees = [c for c in vue.colonnes if c.au_tableau]
    afficher_grille(vue.montrees, montrees, registre.titre, cle=registre.nom, ouvrir=fiche.adresse)
    emporte = vue.emporter(registre.forme, vue.montrees)
    telecharger(emporte, registre.titre, cle=registre.nom, filtres=vue.contexte.filtres.en_clair)
