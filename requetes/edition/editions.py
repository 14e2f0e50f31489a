"""Les éditions qui existent, lues dans leurs manifestes sans ouvrir une base ; et ce qui s’emporte d’une."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from domaine import chemins
from domaine.figees import est_numero
from requetes.edition.ouverture import Base, EditionIllisible


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFigee:
    """Une édition figée, telle que son manifeste la dit ; s'il ne se lit pas, tout est `None` sauf le numéro.

    Attributes:
        date_donnees: AAAA-MM-JJ ; `figee_le`, avec l'heure.
        provisoire: figée avant la fin de sa période.
        sorties: les noms de `chemins.SORTIES` qui sont dans son dossier, séparés par des espaces.
    """

    numero: str
    public: str | None
    titre: str | None
    periode: str | None
    note: str | None
    date_donnees: str | None
    figee_le: str | None
    empreinte: str | None
    provisoire: bool | None
    sorties: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPubliee:
    """Une édition publiée, et l'instant où elle l'a été."""

    identifiant: str
    publie_le: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodeAFiger:
    """Une période commencée à l'arrêté des données ; `finie` : faux quand elle court encore."""

    libelle: str
    finie: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureGel:
    """Ce qui se choisit avant de figer.

    Attributes:
        periodes: les finies d'abord ; trimestres, semestres, années, mois ; les récentes d'abord.
        resultats: code → libellé, dans l'ordre du cadre logique.
    """

    periodes: tuple[PeriodeAFiger, ...]
    resultats: dict[str, str]


def editions_figees(donnees: Path) -> tuple[EditionFigee, ...]:
    """Les éditions figées, la plus récente d'abord, les illisibles en dernier : `edition verifier` dit leur faute."""
    lues = []
    for dossier in (d for d in chemins.dossier_figees(donnees).glob("E*") if est_numero(d.name) and d.is_dir()):
        lue = _manifeste(dossier)
        dites: dict[str, Any] = {c.name: lue.get(c.name) for c in fields(EditionFigee)}
        presentes = " ".join(nom for nom in chemins.SORTIES if (dossier / nom).is_file())
        lues.append(EditionFigee(**dites | {"numero": dossier.name, "sorties": presentes}))
    return tuple(sorted(lues, key=lambda e: (e.figee_le or "", e.numero), reverse=True))


def editions_publiees(donnees: Path) -> tuple[EditionPubliee, ...]:
    """Les éditions publiées, la plus récente d'abord."""
    dossiers = sorted(chemins.dossier_editions(donnees).glob("[!.]*"), reverse=True)
    lues = ((dossier.name, _manifeste(dossier)) for dossier in dossiers)
    return tuple(EditionPubliee(identifiant=nom, publie_le=lue.get("publie_le", "")) for nom, lue in lues if lue)


def sortie(donnees: Path, numero: str, nom: str) -> bytes:
    """Un fichier à emporter, dont l'empreinte est celle du manifeste.

    Raises:
        EditionIllisible: numéro ou nom inconnu, fichier absent, ou qui n'est plus celui qui a été figé.
    """
    dossier = chemins.dossier_edition(donnees, numero)
    if not est_numero(numero) or nom not in chemins.SORTIES or not (dossier / nom).is_file():
        raise EditionIllisible(f"L’édition {numero} n’a pas de fichier {nom}.")
    contenu = (dossier / nom).read_bytes()
    inscrit = _manifeste(dossier).get("fichiers", {}).get(nom, {})
    if hashlib.sha256(contenu).hexdigest() != inscrit.get("sha256"):
        raise EditionIllisible(f"Le fichier {nom} n’est plus celui qui a été figé : il ne s’emporte pas.")
    return contenu


def lire_gel(base: Base) -> LectureGel:
    """Les périodes et les résultats de l'édition."""
    resultats = base.lire("SELECT code, libelle FROM resultat ORDER BY id_chargement, ligne, code")
    return LectureGel(
        periodes=base.rangees(
            PeriodeAFiger,
            """
            SELECT periode.libelle, periode.finie FROM periode, arrete
            WHERE periode.debut <= arrete.date_donnees
            ORDER BY NOT periode.finie, list_position(['trimestre', 'semestre', 'annee', 'mois'], periode.type),
                periode.debut DESC
            """,
        ),
        resultats=dict(zip(resultats["code"], resultats["libelle"], strict=True)),
    )


def _manifeste(dossier: Path) -> dict[str, Any]:
    """Le manifeste d'un dossier ; vide s'il manque ou ne se lit pas."""
    try:
        lu = json.loads((dossier / chemins.MANIFESTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return lu if isinstance(lu, dict) else {}
