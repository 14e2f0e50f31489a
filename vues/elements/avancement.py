"""La barre d'un travail long, le temps qu'il dure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from vues.textes import echapper


@contextmanager
def suivi(texte: str) -> Iterator[Callable[[str, float], None]]:
    """Montre la barre ; rend de quoi l'avancer (phrase de l'étape, part de 0 à 1), et l'ôte à la fin."""
    barre = st.progress(0.0, text=texte)

    def avancer(message: str, part: float) -> None:
        barre.progress(part, text=echapper(message))

    try:
        yield avancer
    finally:
        barre.empty()
