"""Plan d'activités : ce qui est en retard ou sous-dépensé, et pourquoi."""

from vues.page import entree
from vues.registres import page
from vues.registres.activites import ACTIVITES

contexte = entree.ouvrir_page(
    "Plan d’activités",
    "Quelles activités sont en retard ou sous-dépensées, et pourquoi ?",
)
page.afficher(contexte, ACTIVITES)
