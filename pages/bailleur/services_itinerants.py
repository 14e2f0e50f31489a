"""Services itinérants d'une édition remise : les tournées finies, la sorte de leur motif ; ni site, ni coût."""

from vues.page import entree
from vues.registres import page
from vues.registres.tournees import TOURNEES

contexte = entree.ouvrir_page(
    "Services itinérants",
    "Combien de tournées ont été tenues, et jusqu’où sont-elles allées\u00a0?",
    profils=("bailleur", "partenaires"),
)
page.afficher(contexte, TOURNEES)
