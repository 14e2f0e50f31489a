"""Tendances : un indicateur dans le temps, contre ses cibles, jusqu'aux lignes reçues."""

from vues.page import entree
from vues.tendances import ecran

contexte = entree.ouvrir_page(
    "Tendances",
    "Comment cet indicateur évolue-t-il, contre quelle cible, et d’où vient son chiffre ?",
    filtres=("cherche", "indicateur", "type_periode", "periode", "region", "cercle"),
)
ecran.afficher(contexte)
