"""Édition remise : ce qu'elle est, où en est la trajectoire, ce qui s'en emporte."""

from vues.accueil import edition_remise
from vues.page import entree

contexte = entree.ouvrir_page(
    "Édition remise",
    "Quelle édition vous a été remise, et que dit-elle\u00a0?",
    profils=("bailleur", "partenaires"),
)
edition_remise.afficher(contexte)
