"""Fiches des indicateurs d'une édition remise : dictionnaire, états et seuils, glossaire, sources."""

from vues.aide import ecran
from vues.page import entree

contexte = entree.ouvrir_page(
    "Fiches des indicateurs",
    "Que veut dire chaque chiffre, et comment se calcule-t-il\u00a0?",
    profils=("bailleur", "partenaires"),
)
ecran.afficher_tout(contexte)
