"""Page comparaisons, en cours d'écriture."""

from vues import cadre

contexte = cadre.ouvrir_page(
    "comparaisons", "À venir", filtres=("indicateur", "type_periode", "periode", "region", "cercle", "service")
)
