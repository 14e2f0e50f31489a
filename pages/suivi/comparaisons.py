"""Comparaisons régionales : les zones sur un indicateur, deux périodes, leur rang, tous les indicateurs par état."""

from vues.comparaisons import ecran
from vues.page import entree

contexte = entree.ouvrir_page(
    "Comparaisons régionales",
    "Qui est en avance, qui est en retard, à données comparables ?",
    filtres=("indicateur", "type_periode", "periode", "region"),
)
ecran.afficher(contexte)
