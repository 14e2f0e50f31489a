"""Le journal des réunions, tel qu'une page le lit ; abîmé, elle le dit et s'arrête."""

from __future__ import annotations

import sqlite3

import streamlit as st

from domaine import chemins, journal
from domaine.journal import Journal
from domaine.reglages import dossier_donnees
from vues import lecteur
from vues.textes import echapper


def lire_journal() -> Journal:
    """Relu à chaque passage : il est petit, et quelqu'un d'autre a pu y écrire."""
    try:
        return journal.lire(chemins.journal_des_reunions(dossier_donnees()))
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
