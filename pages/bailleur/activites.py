"""Plan d'activités d'une édition remise : l'exécution physique et financière, sans nommer aucune activité."""

from vues.page import entree
from vues.registres import page
from vues.registres.activites import ACTIVITES

contexte = entree.ouvrir_page(
    "Plan d’activités",
    "Le plan s’exécute-t-il, et l’argent avec lui\u00a0?",
    profils=("bailleur", "partenaires"),
)
page.afficher(contexte, ACTIVITES)
