"""Opérateurs et projets : qui formule bien, qui avance vite, ce qui fonctionne encore un an après."""

from vues.page import entree
from vues.registres import page
from vues.registres.operateurs import OPERATEURS

contexte = entree.ouvrir_page(
    "Opérateurs et projets",
    "Quel opérateur formule bien, avance vite, et laisse des services qui fonctionnent un an après ?",
)
page.afficher(contexte, OPERATEURS)
