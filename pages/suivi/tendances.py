"""Page tendances, en cours d'écriture."""

from vues import cadre

contexte = cadre.ouvrir_page(
    "tendances", "À venir", filtres=("indicateur", "type_periode", "periode", "region", "cercle", "service")
)
