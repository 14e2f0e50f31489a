"""Décisions : ce qui a été décidé, qui doit faire quoi, ce qui est en retard."""

from vues.page import entree
from vues.registres import page
from vues.registres.decisions import DECISIONS

contexte = entree.ouvrir_page(
    "Décisions",
    "Qu’a-t-on décidé, qui doit faire quoi, et qu’est-ce qui est en retard ?",
)
page.afficher(contexte, DECISIONS)
