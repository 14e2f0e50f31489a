"""Les éditions qui existent, lues dans leurs manifestes sans ouvrir une base ; et ce qui s’emporte d’une."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from domaine import chemins
from domaine.figees import est_numero
from domaine.preuve import (
    SCEAU,
    Inscription,
    JournalAbime,
    empreintes_scellees,
    lire_estampille_de_recu,
    lire_journal,
    lire_manifeste,
    recus,
    sceaux,
)
from requetes.edition.ouverture import Base, EditionIllisible

#: Ce que le dossier d'une édition figée peut offrir, et rien d'autre : nom de fichier → ce qu'il est, son type.
A_EMPORTER: Final = {
    chemins.RAPPORT_HTML: ("Rapport (page à ouvrir sans réseau)", "text/html"),
    chemins.RAPPORT_PDF: ("Rapport (PDF)", "application/pdf"),
    chemins.RAPPORT_DOCX: (
        "Rapport (Word)",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    chemins.TABLEAUX: ("Tableaux (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    chemins.IATI: ("Résultats (IATI, XML)", "application/xml"),
    chemins.RECU_PDF: ("Reçu (PDF)", "application/pdf"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFigee:
    """Une édition figée, telle que son manifeste la dit ; s'il ne se lit pas, tout est `None` sauf le numéro.

    Attributes:
        date_donnees: AAAA-MM-JJ ; `figee_le`, avec l'heure.
        provisoire: figée avant la fin de sa période.
        sorties: les noms de `chemins.SORTIES` et du reçu qui sont dans son dossier, séparés par des espaces.
        effacee: au journal, et sans dossier.
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
    effacee: bool = False


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
    """Les éditions figées, la plus récente d'abord, les illisibles en dernier : `edition verifier` dit leur faute.

    Celle que le journal dit et qui n'a plus de dossier y est aussi (règle E13) : l'effacer ne la tait pas.
    """
    lues = []
    for dossier in (d for d in chemins.dossier_figees(donnees).glob("E*") if est_numero(d.name) and d.is_dir()):
        lue = lire_manifeste(dossier)
        dites: dict[str, Any] = {c.name: lue.get(c.name) for c in fields(EditionFigee)}
        presentes = " ".join(nom for nom in (*chemins.SORTIES, *chemins.RECUS) if (dossier / nom).is_file())
        lues.append(EditionFigee(**dites | {"numero": dossier.name, "sorties": presentes, "effacee": False}))
    vides: dict[str, Any] = dict.fromkeys(c.name for c in fields(EditionFigee))
    for numero, ligne in _inscrites(donnees).items():
        if not chemins.dossier_edition(donnees, numero).is_dir():
            dites = {"numero": numero, "figee_le": ligne.figee_le, "sorties": "", "effacee": True}
            lues.append(EditionFigee(**vides | dites))
    return tuple(sorted(lues, key=lambda e: (e.figee_le or "", e.numero), reverse=True))


def _inscrites(donnees: Path) -> dict[str, Inscription]:
    try:
        return sceaux(lire_journal(chemins.dossier_figees(donnees)))
    except JournalAbime:
        # La liste reste lisible ; ouvrir une édition, ou vérifier, dit que le journal est abîmé.
        return {}


def editions_publiees(donnees: Path) -> tuple[EditionPubliee, ...]:
    """Les éditions publiées, la plus récente d'abord."""
    dossiers = sorted(chemins.dossier_editions(donnees).glob("[!.]*"), reverse=True)
    lues = ((dossier.name, lire_manifeste(dossier)) for dossier in dossiers)
    return tuple(EditionPubliee(identifiant=nom, publie_le=lue.get("publie_le", "")) for nom, lue in lues if lue)


def sortie(donnees: Path, numero: str, nom: str) -> bytes:
    """Un fichier à emporter, dont l'empreinte est celle du manifeste, ou du journal quand c'est le reçu.

    Raises:
        EditionIllisible: numéro ou nom inconnu, fichier absent, ou qui n'est plus celui qui a été figé.
    """
    dossier = chemins.dossier_edition(donnees, numero)
    if not est_numero(numero) or nom not in (*chemins.SORTIES, *chemins.RECUS) or not (dossier / nom).is_file():
        raise EditionIllisible(f"L’édition {numero} n’a pas de fichier {nom}.")
    try:
        contenu = (dossier / nom).read_bytes()
        intact = _recu_intact(dossier, nom, contenu) if nom in chemins.RECUS else _scelle(dossier, nom, contenu)
    except (OSError, JournalAbime) as erreur:
        raise EditionIllisible(f"Le fichier {nom} de l’édition {numero} ne se lit pas.") from erreur
    if not intact:
        raise EditionIllisible(f"Le fichier {nom} n’est plus celui qui a été figé : il ne s’emporte pas.")
    return contenu


def _scelle(dossier: Path, nom: str, contenu: bytes) -> bool:
    return hashlib.sha256(contenu).hexdigest() == empreintes_scellees(lire_manifeste(dossier)).get(nom)


def _recu_intact(dossier: Path, nom: str, contenu: bytes) -> bool:
    """Celui dont le journal garde l'empreinte ; sans journal, chez qui n'a que le dossier, celui que dit son sceau."""
    if (dossier.parent / chemins.JOURNAL).is_file():
        attendu = recus(lire_journal(dossier.parent)).get(dossier.name, {}).get(nom)
        return hashlib.sha256(contenu).hexdigest() == attendu
    texte = (dossier / chemins.RECU_TEXTE).read_bytes()
    dit = lire_estampille_de_recu(contenu)
    sceau = str(lire_manifeste(dossier).get(SCEAU))
    return dit is not None and dit == lire_estampille_de_recu(texte) and sceau.encode() in texte


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
