"""Le statut que donne une visite trop ancienne : ses jours viennent de la règle V2, que garde le SQL."""

from __future__ import annotations

from typing import Final

from domaine.sql import constante

#: Le statut que rend `statut_non_revu()` (règle V4).
NON_REVU: Final = f"non visité depuis {constante('validite_visite')} jours"
