"""Comparaisons régionales d'une édition remise : les mêmes vues que pour l'équipe, aux niveaux publiés."""

from vues.comparaisons import ecran
from vues.page import entree

contexte = entree.ouvrir_page(
    "Comparaisons régionales",
    "Qui est en avance, qui est en retard, à données comparables ?",
    filtres=("indicateur", "type_periode", "periode", "region"),
    profils=("bailleur", "partenaires"),
)
ecran.afficher(contexte)
