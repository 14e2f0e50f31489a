"""`reunion exporter` : le journal en feuilles du contrat, que `etl verifier` relit comme un classeur reçu."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from domaine.chemins import journal_des_reunions
from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.declaration import normaliser_entete
from domaine.journal import lire
from etl.edition.reunions import feuilles
from tableurs import ecrire_xlsx


def exporter(donnees: Path, sortie: Path) -> None:
    """Écrit les feuilles `Réunions` et `Décisions`, dernières versions ; une formule y reste un texte."""
    remplies = feuilles(lire(journal_des_reunions(donnees)), dt.date.today())
    ecrire_xlsx({nom: _tableau(nom, lignes) for nom, lignes in remplies.items()}, sortie)


def _tableau(nom: str, lignes: list[dict[str, str]]) -> pd.DataFrame:
    colonnes = PAR_NOM[normaliser_entete(nom)].colonnes
    return pd.DataFrame(
        {c.nom: [_valeur(ligne[c.nom], en_date=c.type == "date") for ligne in lignes] for c in colonnes},
        dtype=object,
    )


def _valeur(texte: str, *, en_date: bool) -> object:
    if not texte:
        return None
    return dt.date.fromisoformat(texte) if en_date else texte
