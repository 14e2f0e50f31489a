"""Deux serveurs de formulaires d'essai : des soumissions à un export, aux en-têtes que Kobo et ODK Central écrivent."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Any

from tests.depots_fautifs.fabrique import Feuilles
from tests.etl.atelier import archive

#: Question → les quatre colonnes qu'en fait Kobo, et ODK.
_PARTIES_KOBO = ("latitude", "longitude", "altitude", "precision")
_PARTIES_ODK = ("Latitude", "Longitude", "Altitude", "Accuracy")


@dataclass
class Envoi:
    """Une soumission, ou un tour d'un groupe répété.

    Attributes:
        reponses: «groupe/question» → réponse ; une position est «lat lon alt précision».
        repetes: nom du groupe répété → ses tours.
        racine: l'empreinte de la première version, quand celle-ci en est une modification.
    """

    reponses: dict[str, Any]
    numero: int = 0
    uuid: str = ""
    racine: str = ""
    instant: str = "2024-06-01T10:00:00"
    etat: str = ""
    repetes: dict[str, list[Envoi]] = field(default_factory=dict)


@dataclass
class Formulaire:
    """Ce que l'export sait des questions.

    Attributes:
        libelles: question → son libellé ; vide, l'export donne les noms.
        modalites: (question, choix) → son libellé, pour un export à libellés.
        multiples: question à plusieurs réponses → ses choix.
        detail: «both», «summary» (une colonne) ou «details» (une par choix).
    """

    titre: str
    libelles: dict[str, str] = field(default_factory=dict)
    modalites: dict[tuple[str, str], str] = field(default_factory=dict)
    multiples: dict[str, list[str]] = field(default_factory=dict)
    detail: str = "both"
    positions: tuple[str, ...] = ("position",)
    photos: tuple[str, ...] = ("photo",)
    groupes: bool = True


def kobo(formulaire: Formulaire, envois: list[Envoi]) -> Feuilles:
    """L'export d'un serveur Kobo : une feuille par section."""
    feuilles: dict[str, list[list[Any]]] = {}
    _section_kobo(
        formulaire, re.sub(r"[\[\]:*?/\\]", "_", formulaire.titre)[:31], [(e, e, 0) for e in envois], feuilles, ""
    )
    return feuilles


def _section_kobo(f: Formulaire, nom: str, tours: list, feuilles: dict, parent: str) -> None:
    questions = list(dict.fromkeys(q for tour, _, _ in tours for q in tour.reponses))
    entetes = [] if parent else ["start", "end"]
    for q in questions:
        entetes += _entetes_kobo(f, q)
    enfants = list(dict.fromkeys(nom for tour, _, _ in tours for nom in tour.repetes))
    siennes = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"]
    siennes += ["__version__", "_tags"]
    if parent:
        entetes += ["_index", "_parent_table_name", "_parent_index", *(f"_submission_{x}" for x in siennes)]
    else:
        entetes += [*siennes, "meta/rootUuid", "_index"]
    lignes, suivants = [entetes], {n: [] for n in enfants}
    for i, (tour, envoi, dessus) in enumerate(tours, 1):
        cellules: list[Any] = [] if parent else ["2024-06-01T09:00:00.000+00:00", "2024-06-01T09:20:00.000+00:00"]
        for q in questions:
            cellules += _cellules_kobo(f, q, tour.reponses.get(q, ""))
        uuid = envoi.uuid or f"u{envoi.numero}"
        de_lui = [envoi.numero, uuid, envoi.instant, envoi.etat, "", "submitted_via_web", "aminata_t", "v7", ""]
        cellules += [i, parent, dessus, *de_lui] if parent else [*de_lui, f"uuid:{envoi.racine or uuid}", i]
        lignes.append(cellules)
        for n in enfants:
            suivants[n] += [(t, envoi, i) for t in tour.repetes.get(n, [])]
    feuilles[nom] = lignes
    for n, dessous in suivants.items():
        _section_kobo(f, n[:31], dessous, feuilles, nom)


def _entetes_kobo(f: Formulaire, q: str) -> list[str]:
    nu = q.rpartition("/")[2]
    titre = f.libelles.get(nu, nu if f.libelles else q if f.groupes else nu)
    if nu in f.positions:
        return [titre, *(f"_{f.libelles.get(nu, nu)}_{p}" for p in _PARTIES_KOBO)]
    if nu in f.photos:
        return [titre, f"{titre}_URL"]
    if nu in f.multiples:
        seuls = [titre] if f.detail in ("both", "summary") else []
        return seuls + ([f"{titre}/{c}" for c in f.multiples[nu]] if f.detail in ("both", "details") else [])
    return [titre]


def _cellules_kobo(f: Formulaire, q: str, reponse: Any) -> list[Any]:
    nu = q.rpartition("/")[2]
    if nu in f.positions:
        parties = str(reponse).split()
        return [reponse, *parties, *[""] * (4 - len(parties))]
    if nu in f.photos:
        adresse = f"https://kobo.example/media/original?media_file=aminata_t/{reponse}" if reponse else ""
        return [reponse, adresse]
    if nu in f.multiples:
        choisis = str(reponse).split()
        seuls = [reponse] if f.detail in ("both", "summary") else []
        details = [int(c in choisis) if reponse else "" for c in f.multiples[nu]]
        return seuls + (details if f.detail in ("both", "details") else [])
    return [f.modalites.get((nu, str(reponse)), reponse)]


def central(formulaire: Formulaire, envois: list[Envoi]) -> Feuilles:
    """L'export d'ODK Central : un .csv par table, les groupes avec un trait, des clés entre les tables."""
    feuilles: dict[str, list[list[Any]]] = {}
    nom = formulaire.titre
    _table_central(
        formulaire, nom, [(e, e, f"uuid:{e.racine or e.uuid or f'u{e.numero}'}", "") for e in envois], feuilles
    )
    return feuilles


def _table_central(f: Formulaire, nom: str, tours: list, feuilles: dict) -> None:
    principale = not feuilles
    questions = list(dict.fromkeys(q for tour, *_ in tours for q in tour.reponses))
    enfants = list(dict.fromkeys(n for tour, *_ in tours for n in tour.repetes))
    entetes = ["SubmissionDate"] if principale else []
    for q in questions:
        titre = q.replace("/", "-")
        nu = q.rpartition("/")[2]
        entetes += [f"{titre}-{p}" for p in _PARTIES_ODK] if nu in f.positions else [titre]
        entetes += [f"{titre}/{c}" for c in f.multiples.get(nu, [])] if f.detail != "summary" else []
    entetes += ["meta-instanceID"] if principale else []
    entetes += ["KEY"] if principale else ["PARENT_KEY", "KEY"]
    entetes += [f"SET-OF-{n}" for n in enfants]
    if principale:
        entetes += ["SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status"]
        entetes += ["ReviewState", "DeviceID", "Edits", "FormVersion"]
    lignes, suivants = [entetes], {n: [] for n in enfants}
    for tour, envoi, cle, dessus in tours:
        cellules: list[Any] = [f"{envoi.instant}.000Z"] if principale else []
        for q in questions:
            nu, reponse = q.rpartition("/")[2], tour.reponses.get(q, "")
            parties = str(reponse).split()
            cellules += [*parties, *[""] * (4 - len(parties))] if nu in f.positions else [reponse]
            if f.detail != "summary":
                cellules += [int(c in parties) if reponse else "" for c in f.multiples.get(nu, [])]
        cellules += [f"uuid:{envoi.uuid or f'u{envoi.numero}'}", cle] if principale else [dessus, cle]
        cellules += [f"{cle}/{n}" for n in enfants]
        if principale:
            cellules += ["12", "Aminata T.", 1, 1, "", envoi.etat, "collect:7jdT", int(bool(envoi.racine)), "v7"]
        lignes.append(cellules)
        for n in enfants:
            suivants[n] += [(t, envoi, f"{cle}/{n}[{i}]", cle) for i, t in enumerate(tour.repetes.get(n, []), 1)]
    feuilles[nom] = lignes
    for n, dessous in suivants.items():
        _table_central(f, f"{nom}-{n}", dessous, feuilles)


def en_zip(feuilles: Feuilles) -> bytes:
    """Des feuilles en une archive de .csv, comme les deux serveurs la donnent."""
    return archive({f"{nom}.csv": _en_csv(lignes) for nom, lignes in feuilles.items()})


def _en_csv(lignes: list[list[Any]]) -> str:
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=",").writerows(lignes)
    return tampon.getvalue()
