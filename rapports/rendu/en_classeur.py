"""Le document, en classeur : un sommaire, une feuille par sujet, les nombres entiers, aucune formule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from rapports.blocs import Document, Garde, Note, Tableau
from rapports.rendu.intitules import intitule
from rapports.rendu.typographie import ecrire
from tableurs import MiseEnPage, ecrire_xlsx


def rendre(document: Document, dest: Path, jour: dt.date) -> None:
    """Écrit le classeur.

    Args:
        document: le contenu neutre.
        dest: fichier à écrire.
        jour: l'arrêté, inscrit comme date de création : le même contenu donne les mêmes octets.
    """
    page = MiseEnPage(
        titre=ecrire(document.titre),
        intitule=intitule,
        entete=ecrire(document.avertissement),
        pied=ecrire(document.rappel),
        sujet=document.estampille,
    )
    ecrire_xlsx(feuilles(document), dest, cree_le=dt.datetime.combine(jour, dt.time()), page=page)


def feuilles(document: Document) -> Mapping[str, pd.DataFrame]:
    """Les feuilles, dans l'ordre du rapport : l'édition, puis les tableaux ; ceux d'une même feuille se suivent."""
    reunies: dict[str, list[pd.DataFrame]] = {}
    for bloc in document.blocs:
        if isinstance(bloc, Tableau) and bloc.feuille:
            reunies.setdefault(bloc.feuille, []).append(bloc.donnees)
    tableaux = {nom: _reunir(parties) for nom, parties in reunies.items()}
    return {"Édition": _edition(document), **tableaux}


def _reunir(parties: list[pd.DataFrame]) -> pd.DataFrame:
    """Les parties qui ont des lignes ; une partie vide n'a pas de types à imposer aux autres."""
    pleines = [p for p in parties if len(p)]
    return pd.concat(pleines, ignore_index=True) if pleines else parties[0]


def _edition(document: Document) -> pd.DataFrame:
    lignes = [("Rapport", document.titre)]
    for bloc in document.blocs:
        if isinstance(bloc, Garde):
            lignes += [(nom, texte) for nom, texte in bloc.entrees]
            lignes += [(nom, t) for nom, t in (("Note", bloc.note), ("Avertissement", bloc.avertissement)) if t]
        elif isinstance(bloc, Note) and bloc.etiquette.startswith("Commentaire"):
            lignes.append((bloc.etiquette, bloc.texte))
    return pd.DataFrame([(ecrire(n), ecrire(t)) for n, t in lignes], columns=["rubrique", "texte"])
