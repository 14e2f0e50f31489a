"""Chantiers d'une édition remise : ouvrages reçus, retards, avancement ; ni nom, ni entreprise, ni incident."""

from vues.page import entree
from vues.registres import page
from vues.registres.chantiers import CHANTIERS

contexte = entree.ouvrir_page(
    "Chantiers",
    "Quels ouvrages sont reçus, avec quel retard, et où en sont les autres\u00a0?",
    profils=("bailleur", "partenaires"),
)
page.afficher(contexte, CHANTIERS)
