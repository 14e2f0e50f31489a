"""Le journal : les réunions, leurs décisions, le mot d'un chiffre, ligne après ligne, sans que rien ne s'y efface.

Un fichier SQLite, à côté des éditions (`domaine.chemins.journal_des_reunions`). Une réunion, une décision ou un
commentaire qui change est une ligne de plus, d'une version de plus ; la base elle-même refuse de récrire ou d'effacer.
Seul `etl.reunions` y écrit ; tous lisent par `lire`. Règles D1 à D7, D10 (commentaires) et A10 (validations).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal

from domaine.preuve.inscriptions import ouvrir_pour_lire, verrous
from domaine.preuve.validation import TABLE, Validation

#: Une décision se lit à trois mètres : une phrase.
TEXTE_MAX: Final = 200
MOTIF_MAX: Final = 200
LIGNE_MAX: Final = 120
#: Un commentaire tient sous la ligne de son indicateur, dans un tableau imprimé.
COMMENTAIRE_MAX: Final = 600
PREPAREE, OUVERTE, CLOSE = "préparée", "ouverte", "close"
#: Celles de la liste `statut_decision` ; une décision prise ici commence «à faire», seul un classeur dit «en cours».
A_FAIRE, EN_COURS, EXECUTEE, ABANDONNEE = "à faire", "en cours", "exécutée", "abandonnée"
#: Ce que porte pour motif la version 1 d'une décision venue d'un classeur, recopiée quand une réunion y touche.
DEPUIS_CLASSEUR: Final = "depuis classeur"
#: Les listes fermées où se choisissent l'instance d'une réunion et le responsable d'une décision.
LISTES: Final = ("instance", "responsable")
Genre = Literal[
    "ouverture", "echues", "bouge", "ecart", "blocages", "tournees", "envois", "autres", "relecture", "libre"
]

_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS reunion (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    cle TEXT NOT NULL UNIQUE,
    inscrit_le TEXT NOT NULL,
    id_reunion TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    instance TEXT NOT NULL,
    code_zone TEXT NOT NULL,
    date TEXT NOT NULL,
    lieu TEXT NOT NULL CHECK (length(lieu) <= {LIGNE_MAX}),
    edition TEXT NOT NULL,
    edition_precedente TEXT NOT NULL,
    ordre TEXT NOT NULL CHECK (json_valid(ordre)),
    presents TEXT NOT NULL CHECK (json_valid(presents)),
    etat TEXT NOT NULL CHECK (etat IN ('{PREPAREE}', '{OUVERTE}', '{CLOSE}')),
    UNIQUE (id_reunion, version)
) STRICT;
CREATE TABLE IF NOT EXISTS decision (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    cle TEXT NOT NULL UNIQUE,
    inscrit_le TEXT NOT NULL,
    id_decision TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    id_reunion TEXT NOT NULL,
    date TEXT NOT NULL,
    texte TEXT NOT NULL CHECK (length(texte) BETWEEN 1 AND {TEXTE_MAX}),
    responsable TEXT NOT NULL,
    echeance TEXT NOT NULL,
    date_execution TEXT,
    statut TEXT NOT NULL CHECK (statut IN ('{A_FAIRE}', '{EN_COURS}', '{EXECUTEE}', '{ABANDONNEE}')),
    code_indicateur TEXT,
    code_zone TEXT,
    points TEXT NOT NULL CHECK (json_valid(points)),
    id_projet TEXT,
    motif TEXT NOT NULL CHECK (length(motif) <= {MOTIF_MAX}),
    reunion_du_geste TEXT NOT NULL,
    UNIQUE (id_decision, version),
    CHECK (statut = '{EXECUTEE}' OR date_execution IS NULL)
) STRICT;
CREATE TABLE IF NOT EXISTS commentaire (
    rang INTEGER PRIMARY KEY AUTOINCREMENT,
    cle TEXT NOT NULL UNIQUE,
    inscrit_le TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    code_indicateur TEXT NOT NULL,
    code_zone TEXT NOT NULL,
    periode TEXT NOT NULL,
    texte TEXT NOT NULL CHECK (length(texte) <= {COMMENTAIRE_MAX}),
    fonction TEXT NOT NULL,
    UNIQUE (code_indicateur, code_zone, periode, version)
) STRICT;
"""
#: Ce que l'écrivain joue à l'ouverture ; sans effet sur un journal déjà fait. Un journal d'avant n'a pas les dernières
#: tables : il se lit sans elles, et la première écriture les y met.
CREATION: Final = _TABLES + TABLE + verrous(("reunion", "decision", "commentaire", "validation"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Un point de l'ordre du jour ; `minutes` : le temps qu'on lui donne, 0 s'il n'en a pas.

    Attributes:
        genre: ce que sa diapositive montre.
        titre: écrit par la personne ; vide, celui du genre.
        cible: de l'écart, l'indicateur et la zone («OS1|GAO») ; vide sinon.
    """

    genre: Genre
    titre: str = ""
    minutes: int = 0
    cible: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reunion:
    """Une réunion, à une version ; dates en AAAA-MM-JJ, instants en UTC.

    Attributes:
        rang: celui de la ligne, dans l'ordre des écritures.
        code_zone: SOCLE, ou la région dont c'est le comité.
        edition: celle que montre toute la réunion, publiée ou figée ; `edition_precedente` : celle de la réunion
            d'avant, à laquelle elle se compare ; vide quand il n'y en a pas.
        presents: des fonctions, jamais des noms.
    """

    rang: int
    cle: str
    inscrit_le: str
    id_reunion: str
    version: int
    instance: str
    code_zone: str
    date: str
    lieu: str
    edition: str
    edition_precedente: str
    ordre: tuple[Point, ...]
    presents: tuple[str, ...]
    etat: str

    @property
    def tenue(self) -> bool:
        """Ouverte, ou close : elle a eu lieu."""
        return self.etat != PREPAREE


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPrise:
    """Une décision, à une version ; dates en AAAA-MM-JJ, instants en UTC.

    Attributes:
        rang: celui de la ligne, dans l'ordre des écritures.
        id_reunion, date: la réunion qui l'a prise, et son jour ; `reunion_du_geste` : celle de cette version. Vides
            hors réunion.
        responsable: une fonction de la liste, jamais un nom ; venue d'un classeur, ce qu'il dit, vide s'il ne dit rien.
        echeance: vide, d'une décision de classeur qui n'en a pas.
        date_execution: toujours donnée d'une décision exécutée ici ; un classeur peut ne pas la dire.
        points: les points qu'elle concerne ; vide si aucun.
        motif: pourquoi elle est reportée ou abandonnée ; vide sinon.
    """

    rang: int
    cle: str
    inscrit_le: str
    id_decision: str
    version: int
    id_reunion: str
    date: str
    texte: str
    responsable: str
    echeance: str
    date_execution: str | None = None
    statut: str
    code_indicateur: str | None
    code_zone: str | None
    points: tuple[str, ...]
    id_projet: str | None
    motif: str = ""
    reunion_du_geste: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commentaire:
    """Le mot d'un indicateur dans une zone, pour une période, à une version ; un texte vide le retire.

    Attributes:
        periode: un libellé de l'édition («2024-T2»).
        fonction: de qui l'écrit, jamais son nom.
    """

    rang: int
    cle: str
    inscrit_le: str
    version: int
    code_indicateur: str
    code_zone: str
    periode: str
    texte: str
    fonction: str

    @property
    def sujet(self) -> tuple[str, str, str]:
        """Ce dont il parle : indicateur, zone, période."""
        return (self.code_indicateur, self.code_zone, self.periode)


Ligne = Reunion | DecisionPrise | Commentaire | Validation


@dataclass(frozen=True, slots=True)
class Journal:
    """Toutes les lignes, dans l'ordre des écritures ; vide quand rien ne s'est écrit ici."""

    reunions: tuple[Reunion, ...] = ()
    decisions: tuple[DecisionPrise, ...] = ()
    commentaires: tuple[Commentaire, ...] = ()
    validations: tuple[Validation, ...] = ()

    def __bool__(self) -> bool:
        """Vrai quand une décision y est."""
        return bool(self.decisions)

    def dernieres_reunions(self) -> dict[str, Reunion]:
        """Identifiant → la dernière version de chaque réunion, dans l'ordre où elles furent préparées."""
        return {r.id_reunion: r for r in self.reunions}

    def dernieres_decisions(self) -> dict[str, DecisionPrise]:
        """Identifiant → la dernière version de chaque décision, dans l'ordre où elles furent prises."""
        return {d.id_decision: d for d in self.decisions}

    def editions_montrees(self) -> set[str]:
        """Les éditions qu'une réunion montre ou compare, publiées ou figées : un compte rendu les nomme."""
        return {e for r in self.dernieres_reunions().values() for e in (r.edition, r.edition_precedente) if e}

    def derniers_commentaires(self) -> dict[tuple[str, str, str], Commentaire]:
        """(indicateur, zone, période) → la dernière version de chaque commentaire, retirés compris."""
        return {c.sujet: c for c in self.commentaires}

    def dernieres_validations(self) -> dict[tuple[str, str], Validation]:
        """(région, période) → le dernier geste."""
        return {v.sujet: v for v in self.validations}

    def vie(self, id_decision: str) -> tuple[DecisionPrise, ...]:
        """Les versions d'une décision, de la première à la dernière."""
        return tuple(d for d in self.decisions if d.id_decision == id_decision)


def en_colonnes(ligne: Ligne) -> dict[str, Any]:
    """Les colonnes d'une ligne, sauf son rang, que la base donne ; listes en JSON."""
    lues = {nom: valeur for nom, valeur in asdict(ligne).items() if nom != "rang"}
    return {n: json.dumps(v, ensure_ascii=False) if isinstance(v, list | tuple) else v for n, v in lues.items()}


def lire(chemin: Path) -> Journal:
    """Le journal de ce fichier ; vide quand il n'existe pas encore.

    Raises:
        sqlite3.Error: le fichier n'est pas un journal, ou il est abîmé.
    """
    if not chemin.is_file():
        return Journal()
    with closing(ouvrir_pour_lire(chemin)) as connexion:
        return lire_de(connexion)


def lire_de(connexion: sqlite3.Connection) -> Journal:
    """Le journal d'une connexion ouverte, tel que la transaction en cours le voit."""
    reunions = (
        Reunion(**x | {"ordre": tuple(Point(**p) for p in json.loads(x["ordre"])), "presents": _liste(x["presents"])})
        for x in _lignes(connexion, Reunion)
    )
    decisions = (DecisionPrise(**x | {"points": _liste(x["points"])}) for x in _lignes(connexion, DecisionPrise))
    presentes = {nom for (nom,) in connexion.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    commentaires, validations = (
        tuple(forme(**x) for x in _lignes(connexion, forme)) if table_de(forme) in presentes else ()
        for forme in (Commentaire, Validation)
    )
    return Journal(tuple(reunions), tuple(decisions), commentaires, validations)  # type: ignore[arg-type]


def table_de(forme: type[Ligne]) -> str:
    """La table qui garde cette forme."""
    return {Reunion: "reunion", DecisionPrise: "decision", Commentaire: "commentaire", Validation: "validation"}[forme]


def _lignes(connexion: sqlite3.Connection, forme: type[Ligne]) -> Iterable[dict[str, Any]]:
    noms = [c.name for c in fields(forme)]
    # Les noms viennent des formes ci-dessus, jamais d'une saisie.
    curseur = connexion.execute(f"SELECT {', '.join(noms)} FROM {table_de(forme)} ORDER BY rang")  # noqa: S608
    return (dict(zip(noms, ligne, strict=True)) for ligne in curseur)


def _liste(json_recu: str) -> tuple[str, ...]:
    return tuple(str(x) for x in json.loads(json_recu))
