"""Carte des services : où sont les points restaurés, lesquels sont retombés, lesquels n'ont pas été revus."""

from vues.carte import ecran
from vues.page import entree

contexte = entree.ouvrir_page(
    "Carte des services",
    "Où sont les points restaurés, lesquels sont retombés, lesquels n’ont pas été vus depuis 90 jours ?",
)
ecran.afficher(contexte)
