"""Carte d'une édition remise : les valeurs des zones et les comptes de points par commune, aucun lieu."""

from vues import cadre, carte

contexte = cadre.ouvrir_page(
    "Carte des services",
    "Où sont les services restaurés, combien fonctionnent, combien sont retombés\u00a0?",
    filtres=("region", "cercle", "service"),
    publics=("bailleur", "partenaires"),
)
carte.afficher(contexte)
