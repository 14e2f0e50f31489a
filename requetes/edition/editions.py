"""Les éditions qui existent, lues dans leurs manifestes sans ouvrir une base ; et ce qui s’emporte d’une."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd

from domaine import chemins
from domaine.figees import est_numero
from requetes.edition.ouverture import Base, EditionIllisible

_FIGEES = [
    "numero",
    "public",
    "titre",
    "periode",
    "note",
    "date_donnees",
    "figee_le",
    "empreinte",
    "provisoire",
    "sorties",
]
_PUBLIEES = ["identifiant", "publie_le", "date_donnees", "depots"]


def editions_figees(donnees: Path) -> pd.DataFrame:
    """Les éditions figées, la plus récente d'abord.

    Returns:
        `numero, public, titre, periode, note, date_donnees, figee_le, empreinte, provisoire` et `sorties` (les noms
        de `chemins.SORTIES` qui sont dans le dossier, séparés par des espaces). Un manifeste qui ne se lit pas laisse
        tout absent sauf le numéro : `edition verifier` dit ce qui est abîmé.
    """
    lignes = []
    for dossier in (d for d in chemins.dossier_figees(donnees).glob("E*") if est_numero(d.name) and d.is_dir()):
        lue = _manifeste(dossier)
        presentes = " ".join(nom for nom in chemins.SORTIES if (dossier / nom).is_file())
        lignes.append({c: lue.get(c) for c in _FIGEES} | {"numero": dossier.name, "sorties": presentes})
    table = pd.DataFrame(lignes, columns=_FIGEES).astype(object)
    table = table.where(table.notna(), None)
    return table.sort_values(["figee_le", "numero"], ascending=False, na_position="last", ignore_index=True)


def editions_publiees(donnees: Path) -> pd.DataFrame:
    """Les éditions publiées, la plus récente d'abord : `identifiant, publie_le, date_donnees, depots` (leur nombre)."""
    lignes = []
    for dossier in sorted(chemins.dossier_editions(donnees).glob("[!.]*"), reverse=True):
        if lue := _manifeste(dossier):
            retenues = {c: lue.get(c) for c in _PUBLIEES}
            lignes.append(retenues | {"identifiant": dossier.name, "depots": len(lue.get("depots", []))})
    return pd.DataFrame(lignes, columns=_PUBLIEES)


def sortie(donnees: Path, numero: str, nom: str) -> bytes:
    """Un fichier à emporter, dont l'empreinte est celle du manifeste.

    Raises:
        EditionIllisible: numéro ou nom inconnu, fichier absent, ou qui n'est plus celui qui a été figé.
    """
    dossier = chemins.dossier_edition(donnees, numero)
    if not est_numero(numero) or nom not in chemins.SORTIES or not (dossier / nom).is_file():
        raise EditionIllisible(f"L’édition {numero} n’a pas de fichier {nom}.")
    contenu = (dossier / nom).read_bytes()
    fiche = _manifeste(dossier).get("fichiers", {}).get(nom, {})
    if hashlib.sha256(contenu).hexdigest() != fiche.get("sha256"):
        raise EditionIllisible(f"Le fichier {nom} n’est plus celui qui a été figé : il ne s’emporte pas.")
    return contenu


def resultats(base: Base) -> pd.DataFrame:
    """Les résultats du cadre logique, dans son ordre : `code, libelle, niveau`."""
    return base.lire("SELECT code, libelle, niveau FROM resultat ORDER BY id_chargement, ligne, code")


def periodes_a_figer(base: Base) -> pd.DataFrame:
    """Les périodes commencées à l'arrêté des données : `libelle, type, finie`, trimestres d'abord, récentes d'abord."""
    return base.lire("""
        SELECT p.libelle, p.type, p.finie FROM periode p, arrete
        WHERE p.debut <= arrete.date_donnees
        ORDER BY list_position(['trimestre', 'semestre', 'annee', 'mois'], p.type), p.debut DESC
    """)


def _manifeste(dossier: Path) -> dict[str, Any]:
    """Le manifeste d'un dossier ; vide s'il manque ou ne se lit pas."""
    try:
        lu = json.loads((dossier / chemins.MANIFESTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return lu if isinstance(lu, dict) else {}
