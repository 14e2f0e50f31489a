"""Qualité des données : juger la complétude, relancer, déposer un classeur, reprendre ce qui est rejeté."""

from vues.page import entree
from vues.qualite import ecran

contexte = entree.ouvrir_page_sans_edition(
    "Qualité des données",
    "Les données sont-elles assez complètes pour décider, et qui doit envoyer quoi avant la prochaine réunion ?",
    filtres=("region",),
)
ecran.afficher(contexte)
