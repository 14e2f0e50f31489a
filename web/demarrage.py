"""Ce que le serveur fait une fois, avant le premier lecteur."""

from __future__ import annotations

import atexit
import gc
import importlib
import pkgutil

import figures
import requetes


def charger_puis_geler() -> None:
    """Importe d'avance ce que les pages emploient, puis le met hors de portée du ramasse-miettes.

    Streamlit parcourt toute la mémoire après chaque passage : 70 ms et plus, pendant lesquelles aucun lecteur
    n'est servi, pour des modules qui ne sont jamais à jeter.
    """
    for paquet in (requetes, figures):
        for module in pkgutil.walk_packages(paquet.__path__, f"{paquet.__name__}."):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    # À l'arrêt, tout redevient à jeter : les bibliothèques compilées s'en plaindraient sinon.
    atexit.register(gc.unfreeze)
