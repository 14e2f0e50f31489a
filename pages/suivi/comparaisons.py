"""Comparaisons régionales : les zones sur un indicateur, deux périodes, leur rang, tous les indicateurs par état."""

from vues import cadre, comparaisons

contexte = cadre.ouvrir_page(
    "Comparaisons régionales",
    "Qui est en avance, qui est en retard, à données comparables ?",
    filtres=("indicateur", "type_periode", "periode", "region"),
)
comparaisons.afficher(contexte)
