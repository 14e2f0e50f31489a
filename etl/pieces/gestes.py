"""Remettre une pièce, la retirer : une ligne de plus au journal, ses octets déjà sur le disque (règle D11)."""

from __future__ import annotations

import datetime as dt
import hashlib
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from pathlib import Path

from domaine import journal
from domaine.chemins import journal_des_reunions
from domaine.preuve import inscriptions
from domaine.preuve.pieces import (
    CREATION,
    DECISION,
    DOCUMENT,
    MOTIF_MAX,
    NOM_MAX,
    PHOTO,
    RECEPTION,
    VISITE,
    Piece,
    dernieres,
    lire_de,
)
from domaine.reglages import Reglages
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.pieces import coffre, controle
from etl.reunions import saisie

_MO = 1024 * 1024
#: Objet → la question qui dit s'il est dans l'édition en vigueur.
_CONNUS = {
    VISITE: "SELECT 1 FROM visite WHERE id_point = ? AND date = ?::DATE",
    RECEPTION: "SELECT 1 FROM chantier WHERE id_chantier = ?",
    DECISION: "SELECT 1 FROM decision WHERE id_decision = ?",
}


def ajouter(
    donnees: Path,
    reglages: Reglages,
    contenu: bytes,
    nom: str,
    *,
    objet: str,
    id_objet: str,
    date: str = "",
    par: str = "",
    genre: str = "",
) -> tuple[Piece, bool]:
    """Garde un fichier et inscrit ce qu'il prouve ; le même, pour le même objet, n'est pas inscrit deux fois.

    Args:
        objet, id_objet: ce qu'il prouve, que l'édition en vigueur connaît.
        date: le jour de la visite, exigé d'elle ; d'un chantier, celui d'un relevé.
        par: une fonction de la liste `responsable`, ou rien.
        genre: photo ou document ; vide : une image est une photo, un PDF un document.

    Returns:
        La ligne en vigueur, et vrai si elle vient d'être inscrite.

    Raises:
        DemandeInvalide: le fichier n'est pas une pièce, ou ce qu'il prouve n'existe pas.
    """
    lu = saisie.lire_ligne("Nom du fichier", nom, NOM_MAX, requise=True)
    format_ = controle.juger(contenu, lu, reglages.piece_max_mo * _MO)
    piece = Piece(
        sha256=hashlib.sha256(contenu).hexdigest(),
        nom=lu,
        genre=genre or (DOCUMENT if format_ == "pdf" else PHOTO),
        format=format_,
        octets=len(contenu),
        objet=objet,
        id_objet=id_objet,
        date=saisie.lire_jour("Date", date) if date or objet == VISITE else "",
        par=saisie.lire_de_liste("responsable", par) if par else "",
    )
    if piece.genre == PHOTO and format_ == "pdf":
        raise DemandeInvalide(f"«{lu}» est un PDF : c'est un document, non une photo.")
    _exiger_connu(donnees, piece)
    # Sur le disque avant d'être inscrit : une ligne ne nomme jamais un fichier qui n'y est pas.
    coffre.garder(donnees, piece, contenu)
    with _ecriture(donnees) as connexion:
        avant = next((p for p in reversed(lire_de(connexion)) if p.sujet == piece.sujet), None)
        if avant is not None and not avant.motif_retrait:
            return avant, False
        version = 1 if avant is None else avant.version + 1
        return _inscrire(connexion, replace(piece, version=version)), True


def retirer(donnees: Path, sha256: str, motif: str, par: str = "", *, objet: str = "", id_objet: str = "") -> Piece:
    """Une pièce ne prouve plus : une ligne de plus, qui dit pourquoi ; ses octets restent.

    Args:
        sha256: son empreinte, ou le début, 8 caractères au moins.
        objet, id_objet: exigés d'un fichier qui prouve plusieurs choses.

    Raises:
        DemandeInvalide: pièce inconnue, déjà retirée ou ambiguë, motif vide.
    """
    dit = saisie.lire_ligne("Motif", motif, MOTIF_MAX, requise=True)
    fonction = saisie.lire_de_liste("responsable", par) if par else ""
    if len(sha256) < 8:
        raise DemandeInvalide("Donnez au moins les 8 premiers caractères de l'empreinte («piece lister»).")
    with _ecriture(donnees) as connexion:
        siennes = list(dernieres(p for p in lire_de(connexion) if p.sha256.startswith(sha256.lower())))
        siennes = [p for p in siennes if not objet or (p.objet, p.id_objet) == (objet, id_objet)]
        prouvent = [p for p in siennes if not p.motif_retrait]
        if not siennes or not prouvent:
            quoi = "est déjà retirée" if siennes else "n'est pas au journal"
            raise DemandeInvalide(f"La pièce «{sha256[:16]}» {quoi}.")
        if len(prouvent) > 1:
            dites = " ; ".join(f"{p.objet} {p.id_objet} {p.date}".strip() for p in prouvent)
            raise DemandeInvalide(f"La pièce «{sha256[:16]}» prouve plusieurs choses ({dites}) : dites laquelle.")
        return _inscrire(
            connexion, replace(prouvent[0], version=prouvent[0].version + 1, motif_retrait=dit, par=fonction)
        )


def _exiger_connu(donnees: Path, piece: Piece) -> None:
    termes = [piece.id_objet, piece.date] if piece.objet == VISITE else [piece.id_objet]
    with dossier.ouvrir_telle_quelle(dossier.chemin_base(donnees)) as base:
        connu = base.execute(_CONNUS[piece.objet], termes).fetchone() is not None
    if not connu and piece.objet == DECISION:
        connu = piece.id_objet in journal.lire(journal_des_reunions(donnees)).dernieres_decisions()
    if not connu:
        dit = f"{piece.objet} «{piece.id_objet[:60]}»" + (f" du {saisie.jour_dit(piece.date)}" if piece.date else "")
        raise DemandeInvalide(f"Aucune {dit} dans l'édition en vigueur : déposez d'abord sa ligne, puis sa pièce.")


def _ecriture(donnees: Path) -> AbstractContextManager[sqlite3.Connection]:
    return inscriptions.ecriture(journal_des_reunions(donnees), journal.CREATION + CREATION)


def _inscrire(connexion: sqlite3.Connection, piece: Piece) -> Piece:
    piece = replace(piece, inscrit_le=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    colonnes = {nom: valeur for nom, valeur in asdict(piece).items() if nom != "rang"}
    # Les noms viennent de la forme du journal, jamais d'une saisie.
    texte = f"INSERT INTO piece ({', '.join(colonnes)}) VALUES ({', '.join('?' * len(colonnes))})"
    rang = connexion.execute(texte, list(colonnes.values())).lastrowid
    assert rang is not None  # une insertion réussie en a toujours un
    return replace(piece, rang=rang)
