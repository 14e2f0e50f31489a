"""Carte d'une édition remise : les valeurs des zones et les comptes de points par commune, aucun lieu."""

from vues.carte import ecran
from vues.page import entree

contexte = entree.ouvrir_page(
    "Carte des services",
    "Où sont les services restaurés, combien fonctionnent, combien sont retombés\u00a0?",
    profils=("bailleur", "partenaires"),
)
ecran.afficher(contexte)
