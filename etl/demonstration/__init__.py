"""La démonstration : un SOCLE fictif de trente mois, écrit en classeurs comme de vraies coordinations les enverraient.

Possède les récits et leurs fichiers ; ne lit, ne contrôle et ne publie rien. Entrées versionnées : `data/demo`.
"""

from __future__ import annotations

from etl.demonstration.depots import DepotDemo, ecrire_demonstration
from etl.demonstration.fautes import FAUTES_VOLONTAIRES, FauteVolontaire

__all__ = ["FAUTES_VOLONTAIRES", "DepotDemo", "FauteVolontaire", "ecrire_demonstration"]
