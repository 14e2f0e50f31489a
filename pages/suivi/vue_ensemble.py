"""Page vue_ensemble, en cours d'écriture."""

from vues import cadre

contexte = cadre.ouvrir_page(
    "vue_ensemble", "À venir", filtres=("indicateur", "type_periode", "periode", "region", "cercle", "service")
)
