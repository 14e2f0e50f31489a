"""Tendances d'une édition remise : un indicateur dans le temps, contre ses cibles."""

from vues import cadre, tendances

contexte = cadre.ouvrir_page(
    "Tendances",
    "Comment cet indicateur évolue-t-il, et contre quelle cible\u00a0?",
    filtres=("cherche", "indicateur", "type_periode", "periode", "region", "cercle"),
    publics=("bailleur", "partenaires"),
)
tendances.afficher(contexte)
