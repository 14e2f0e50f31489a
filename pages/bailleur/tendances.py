"""Tendances d'une édition remise : un indicateur dans le temps, contre ses cibles."""

from vues.page import entree
from vues.tendances import ecran

contexte = entree.ouvrir_page(
    "Tendances",
    "Comment cet indicateur évolue-t-il, et contre quelle cible\u00a0?",
    filtres=("cherche", "indicateur", "type_periode", "periode", "region", "cercle"),
    profils=("bailleur", "partenaires"),
)
ecran.afficher(contexte)
