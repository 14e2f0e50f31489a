"""Parcours de restauration : à quelle étape les points s'arrêtent, avec qui, depuis quand ; rechute et survie."""

from vues.page import entree
from vues.parcours import ecran

contexte = entree.ouvrir_page(
    "Parcours de restauration",
    "À quelle étape les projets s’arrêtent-ils, avec quel opérateur, depuis quand ? Combien tiennent à 6 et 12 mois ?",
    filtres=("region", "cercle", "service"),
)
ecran.afficher(contexte)
