"""Chantiers : en retard de combien, physique contre financier, ce qui est bloqué."""

from vues.page import entree
from vues.registres import page
from vues.registres.chantiers import CHANTIERS

contexte = entree.ouvrir_page(
    "Chantiers",
    "Quels chantiers sont en retard, de combien, et qu’est-ce qui les bloque ?",
)
page.afficher(contexte, CHANTIERS)
