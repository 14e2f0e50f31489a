"""Vue d'ensemble : les neuf indicateurs phares, les écarts à regarder, ce qui a bougé, ce qui manque, où."""

from vues.accueil import ecran
from vues.page import entree

contexte = entree.ouvrir_page(
    "Vue d’ensemble",
    "Où sommes-nous hors trajectoire, et les données suffisent-elles pour le dire ?",
    filtres=("type_periode", "periode", "region"),
)
ecran.afficher(contexte)
