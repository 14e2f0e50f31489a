"""Réunion : préparer l'ordre du jour, présenter, décider, rendre compte."""

from vues.page import entree
from vues.reunion import ecran, presentation

contexte = entree.ouvrir_page(
    "Réunion",
    "Qu’avions-nous décidé, qu’est-ce qui a bougé, et que décide-t-on maintenant ?",
    nue=presentation.demandee(),
)
ecran.afficher(contexte)
