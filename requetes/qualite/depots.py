"""Les dépôts : fichiers reçus, corrections, anomalies, lignes mises de côté."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from requetes.edition.ouverture import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """Un fichier reçu, à son rang (`id_chargement`), et ce qu'il est devenu dans cette édition.

    Attributes:
        lignes: reçues, dont `retenues`, `quarantaine` (mises de côté) et `a_verifier` (retenues, signalées).
        nouvelles, revues, inchangees: les retenues, selon ce qu'elles changent des dépôts précédents.
        corrigees: celles qu'une correction, un retrait ou une reprise a remplacées.
        refuse: en entier ; rien n'en a été gardé.
        retire: sorti des chiffres, pour `motif_retrait`.
        bloquantes, signalees: anomalies du fichier.
    """

    id_chargement: int
    sha256: str
    nom_fichier: str
    genre: str
    taille: int
    recu_le: dt.datetime
    par: str | None
    origine: str
    lignes: int
    retenues: int
    quarantaine: int
    a_verifier: int
    nouvelles: int
    revues: int
    inchangees: int
    corrigees: int
    refuse: bool
    retire: bool
    motif_retrait: str | None
    bloquantes: int
    signalees: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Une ligne de la feuille `Corrections` ; une valeur vide est `None`.

    Attributes:
        colonne: `None` quand la ligne entière est visée.
        action: «retirer» ou ce qui change une cellule.
        en_vigueur: validée, donc appliquée.
    """

    feuille_visee: str
    cle: str
    colonne: str | None
    ancienne_valeur: str | None
    nouvelle_valeur: str | None
    motif: str | None
    auteur: str | None
    statut: str
    action: str | None
    id_chargement: int
    fichier: str
    feuille: str
    ligne: int
    recu_le: dt.datetime
    en_vigueur: bool


def depots(base: Base) -> tuple[Depot, ...]:
    """Les fichiers reçus, du plus récent au plus ancien."""
    return base.rangees(
        Depot,
        """
        SELECT depot.*, coalesce(compte.bloquantes, 0) AS bloquantes, coalesce(compte.signalees, 0) AS signalees
        FROM chargement depot LEFT JOIN (
            SELECT id_chargement, count(*) FILTER (gravite = 'bloquante') AS bloquantes,
                   count(*) FILTER (gravite <> 'bloquante') AS signalees
            FROM anomalie GROUP BY id_chargement
        ) compte ON compte.id_chargement = depot.id_chargement
        ORDER BY depot.recu_le DESC, depot.id_chargement DESC
        """,
    )


def corrections(base: Base) -> tuple[Correction, ...]:
    """Les corrections reçues et lisibles, les plus récentes d'abord."""
    return base.rangees(
        Correction,
        """
        SELECT correction.*, depot.recu_le, correction.statut = 'validée' AS en_vigueur
        FROM correction JOIN chargement depot USING (id_chargement)
        ORDER BY correction.id_chargement DESC, correction.ligne
        """,
    )


def anomalies(base: Base) -> pd.DataFrame:
    """Toutes les anomalies, les bloquantes d'abord : les colonnes de la table.

    Une édition bâtie avant `constat` et `remede` les a vides : son `message` les dit.
    """
    return base.lire("""
        FROM anomalie ORDER BY gravite <> 'bloquante', id_chargement DESC, feuille, ligne, colonne
    """)


def lignes_en_quarantaine(base: Base) -> pd.DataFrame:
    """Les lignes mises de côté, entières : `id_chargement, fichier, feuille, ligne, cellules, motifs`."""
    return base.lire("""
        SELECT id_chargement, fichier, feuille, ligne, cellules, motifs
        FROM quarantaine ORDER BY id_chargement DESC, feuille, ligne
    """)


def touches_par_une_anomalie(depots: tuple[Depot, ...]) -> tuple[Depot, ...]:
    """Ceux qui ont une anomalie, les plus bloqués d'abord, puis les plus signalés, puis les plus récents."""
    touches = (d for d in depots if d.bloquantes or d.signalees)
    return tuple(sorted(touches, key=lambda d: (d.bloquantes, d.signalees, d.id_chargement), reverse=True))
