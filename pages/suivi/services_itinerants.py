"""Services itinérants : les tournées tenues, les tournées annulées, et pourquoi."""

from vues.page import entree
from vues.registres import page
from vues.registres.tournees import TOURNEES

contexte = entree.ouvrir_page(
    "Services itinérants",
    "Quelles tournées ont été tenues, lesquelles ont été annulées, et pourquoi ?",
)
page.afficher(contexte, TOURNEES)
