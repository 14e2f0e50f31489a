"""Une réunion ouverte à l'écran : sa ligne du journal, les éditions qu'elle montre, l'ordre du jour qu'elle propose."""

from __future__ import annotations

import datetime as dt
import sqlite3
from dataclasses import dataclass

import streamlit as st

from domaine import chemins, journal
from domaine.journal import Journal, Point, Reunion
from domaine.reglages import dossier_donnees
from requetes.accueil.ecarts import ecarts_a_regarder
from requetes.edition.ouverture import Edition, EditionIllisible, edition_a_lire
from requetes.edition.referentiel import Referentiel, lire_referentiel
from requetes.reunion.mouvements import derniere_periode
from vues import donnees
from vues.textes import echapper

#: Genre → son titre, et les minutes qu'on lui donne d'abord.
GENRES: dict[journal.Genre, tuple[str, int]] = {
    "ouverture": ("Ouverture", 5),
    "echues": ("Décisions échues", 15),
    "bouge": ("Ce qui a bougé", 10),
    "ecart": ("Écart à regarder", 10),
    "blocages": ("Ce qui bloque", 15),
    "tournees": ("Tournées annulées et prochaines", 10),
    "envois": ("Qui envoie quoi", 5),
    "autres": ("Autres décisions à exécuter", 10),
    "relecture": ("Relecture des décisions du jour", 5),
    "libre": ("Point libre", 10),
}


@dataclass(frozen=True)
class Seance:
    """Ce qu'une diapositive peut lire ; `precedente` est absente quand la réunion ne se compare à aucune édition."""

    reunion: Reunion
    journal: Journal
    edition: Edition
    referentiel: Referentiel
    precedente: Edition | None = None
    responsable: str = ""

    @property
    def jour(self) -> dt.date:
        """Celui de la réunion : les décisions s'y jugent."""
        return dt.date.fromisoformat(self.reunion.date)

    @property
    def date_donnees(self) -> dt.date:
        return dt.date.fromisoformat(self.referentiel.info["date_donnees"])

    @property
    def region(self) -> str:
        """La région de la réunion ; vide quand c'est celle de tout le projet."""
        return "" if self.reunion.code_zone == "SOCLE" else self.reunion.code_zone


def lire_journal() -> Journal:
    """Le journal, relu à chaque passage : il est petit, et quelqu'un d'autre a pu y écrire."""
    try:
        return journal.lire(chemins.journal_des_reunions(dossier_donnees()))
    except sqlite3.Error as erreur:
        st.error(
            f"**Le journal des réunions ne se lit pas** ({echapper(erreur)}). Rien n’y a été écrit ni changé : rendez "
            f"le fichier `{chemins.REUNIONS}` depuis sa sauvegarde, ou prévenez le responsable.",
            icon="⚠️",
        )
        st.stop()


def ouvrir(reunion: Reunion, tenu: Journal, responsable: str = "") -> Seance:
    """La séance d'une réunion ; arrête la page quand son édition ne s'ouvre pas."""
    try:
        edition, precedente = _edition(reunion.edition), _edition(reunion.edition_precedente)
        assert edition is not None
        referentiel = donnees.lire(edition, lire_referentiel)
    except EditionIllisible as erreur:
        st.error(f"**L’édition de cette réunion ne s’ouvre pas.** {echapper(erreur)}", icon="⚠️")
        st.stop()
    return Seance(reunion, tenu, edition, referentiel, precedente, responsable)


def _edition(identifiant: str) -> Edition | None:
    return edition_a_lire(dossier_donnees(), identifiant) if identifiant else None


def titre(point: Point) -> str:
    """Celui que la personne a écrit, sinon celui du genre."""
    return point.titre or GENRES[point.genre][0]


def ordre_propose(edition: Edition, zone: str) -> tuple[Point, ...]:
    """L'ordre du jour que l'édition appelle : un point par genre, un par écart à regarder."""
    periode = donnees.lire(edition, derniere_periode)
    ecarts = donnees.lire(edition, ecarts_a_regarder, "cumul", periode, "" if zone == "SOCLE" else zone)
    propose: list[Point] = []
    for genre, (_, minutes) in GENRES.items():
        if genre == "ecart":
            propose += [
                Point(
                    genre=genre,
                    titre=f"{e.zone} — {e.libelle_court}"[: journal.LIGNE_MAX],
                    minutes=minutes,
                    cible=f"{e.code_indicateur}|{e.code_zone}",
                )
                for e in ecarts
            ]
        elif genre != "libre":
            propose.append(Point(genre=genre, minutes=minutes))
    return tuple(propose)
