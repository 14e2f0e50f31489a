"""Ce qu'une édition doit contenir pour que ce programme la lise (docs/SCHEMA.md)."""

from __future__ import annotations

#: Les tables les plus récentes : sans elles, l'édition a été bâtie par une version plus ancienne, et se republie.
TABLES_RECENTES = ("correction", "periode_calculee", "periode_nommee", "revision_chiffre", "saisie_recue")
