"""Le journal des réunions, tel qu'une page le lit ; abîmé, elle le dit et s'arrête."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import streamlit as st

from domaine import chemins, journal
from domaine.journal import Journal
from domaine.preuve import pieces
from domaine.preuve.pieces import Piece
from domaine.reglages import dossier_donnees
from vues import lecteur
from vues.textes import echapper

Lu = TypeVar("Lu")


def lire_journal() -> Journal:
    """Relu à chaque passage : il est petit, et quelqu'un d'autre a pu y écrire."""
    return _lire(journal.lire)


def pieces_vivantes() -> tuple[Piece, ...]:
    """Les pièces de preuve du journal, toutes versions ; aucune quand l'écran est fixé à une édition."""
    return () if lecteur.edition_fixee() else _lire(pieces.lire)


def _lire(forme: Callable[[Path], Lu]) -> Lu:
    try:
        return forme(chemins.journal_des_reunions(dossier_donnees()))
    except sqlite3.Error as erreur:
        st.error(
            f"**Le journal des réunions ne se lit pas** ({echapper(erreur)}). Rien n’y a été écrit ni changé : rendez "
            f"le fichier `{chemins.REUNIONS}` depuis sa sauvegarde, ou prévenez le responsable.",
            icon="⚠️",
        )
        st.stop()


def journal_vivant() -> Journal:
    """Le même ; vide quand l'écran est fixé à une édition, qui ne dit que ce qu'elle contient."""
    return Journal() if lecteur.edition_fixee() else lire_journal()
