"""Formations : qui a été formé, à quoi, et ce qu'en disent les tests."""

from vues.page import entree
from vues.registres import page
from vues.registres.formations import FORMATIONS

contexte = entree.ouvrir_page(
    "Formations",
    "Qui a été formé, à quoi, et qu’en reste-t-il aux tests ?",
)
page.afficher(contexte, FORMATIONS)
