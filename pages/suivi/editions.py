"""Éditions et rapports : figer ce qui est montré, prouver que rien n'a changé, comparer deux éditions, emporter."""

from vues.editions import ecran
from vues.page import entree

contexte = entree.ouvrir_page(
    "Éditions et rapports",
    "Qu’avons-nous montré, à qui, et qu’est-ce qui a changé depuis ?",
)
ecran.afficher(contexte)
