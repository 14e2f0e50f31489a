"""Une réunion ouverte à l'écran : sa ligne du journal, les éditions qu'elle montre, l'ordre du jour qu'elle propose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from domaine import journal
from domaine.journal import Journal, Point, Reunion
from domaine.reglages import dossier_donnees
from figures.mots.reunion import TITRES
from requetes.accueil.ecarts import ecarts_a_regarder
from requetes.edition.ouverture import Edition, EditionIllisible, edition_a_lire
from requetes.edition.referentiel import Referentiel, lire_referentiel
from requetes.reunion.mouvements import derniere_periode
from vues import donnees
from vues.page.entree import Contexte
from vues.textes import echapper

#: Genre → les minutes qu'on lui donne d'abord.
MINUTES: dict[journal.Genre, int] = {
    "ouverture": 5,
    "echues": 15,
    "bouge": 10,
    "ecart": 10,
    "blocages": 15,
    "tournees": 10,
    "envois": 5,
    "autres": 10,
    "relecture": 5,
    "libre": 10,
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


def ouvrir(reunion: Reunion, tenu: Journal, contexte: Contexte, responsable: str = "") -> Seance:
    """La séance d'une réunion ; arrête la page quand son édition ne s'ouvre pas."""
    try:
        edition, precedente = _edition(reunion.edition), _edition(reunion.edition_precedente)
        assert edition is not None
        # La page a déjà lu celui de l'édition en vigueur, qui est presque toujours la sienne.
        en_vigueur = edition.id == contexte.edition.id
        referentiel = contexte.referentiel if en_vigueur else donnees.lire(edition, lire_referentiel)
    except EditionIllisible as erreur:
        st.error(f"**L’édition de cette réunion ne s’ouvre pas.** {echapper(erreur)}", icon="⚠️")
        st.stop()
    return Seance(reunion, tenu, edition, referentiel, precedente, responsable)


def _edition(identifiant: str) -> Edition | None:
    return edition_a_lire(dossier_donnees(), identifiant) if identifiant else None


def titre(point: Point) -> str:
    """Celui que la personne a écrit, sinon celui du genre."""
    return point.titre or TITRES[point.genre]


def ordre_propose(edition: Edition, zone: str) -> tuple[Point, ...]:
    """L'ordre du jour que l'édition appelle : un point par genre, un par écart à regarder."""
    periode = donnees.lire(edition, derniere_periode)
    ecarts = donnees.lire(edition, ecarts_a_regarder, "cumul", periode, "" if zone == "SOCLE" else zone)
    propose: list[Point] = []
    for genre, minutes in MINUTES.items():
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
