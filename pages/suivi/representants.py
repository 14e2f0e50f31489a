"""Représentants de l'État : qui est à son poste, qui ne l'est pas, où, depuis quand."""

from vues.page import entree
from vues.registres import page
from vues.registres.representants import REPRESENTANTS

contexte = entree.ouvrir_page(
    "Représentants de l’État",
    "Qui est à son poste, qui ne l’est pas, où, et depuis quand ?",
)
page.afficher(contexte, REPRESENTANTS)
