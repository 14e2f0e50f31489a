"""Le classeur du cadre logique de la démonstration, tiré des CSV de `data/demo`."""

from __future__ import annotations

from pathlib import Path

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.declaration import Colonne
from etl.demonstration.base import Cellules, Valeur, date_de, lire_entrees
from etl.demonstration.calendrier import Forme
from etl.demonstration.classeurs import ecrire_classeur

#: Feuille du cadre → CSV. Pas de Populations : des habitants fictifs sur de vraies communes tromperaient.
_ENTREES = {
    "projet": "projet.csv",
    "resultat": "resultats.csv",
    "indicateur": "indicateurs.csv",
    "cible": "cibles.csv",
    "valeur_reference": "references.csv",
    "collecte": "collecte.csv",
    "seuil": "seuils.csv",
    "zone_alias": "alias.csv",
    "correspondance": "correspondances.csv",
}


def ecrire_cadre(chemin: Path) -> None:
    """Écrit `cadre_logique.xlsx`, cellules typées, textes tels quels."""
    ecrire_classeur(chemin, lire_cadre(), Forme())


def lire_cadre() -> dict[str, list[Cellules]]:
    """Table du cadre → ses lignes, cellules typées."""
    return {table: [_typer(table, ligne) for ligne in lire_entrees(nom)] for table, nom in _ENTREES.items()}


def _typer(table: str, ligne: dict[str, str]) -> Cellules:
    feuille = PAR_TABLE[table]
    return {nom: _valeur(feuille.colonne(nom), texte) for nom, texte in ligne.items()}


def _valeur(colonne: Colonne, texte: str) -> Valeur:
    if not texte:
        return None
    if colonne.type in ("nombre", "entier", "pct"):
        nombre = float(texte)
        return int(nombre) if nombre.is_integer() else nombre
    return date_de(texte) if colonne.type == "date" else texte
