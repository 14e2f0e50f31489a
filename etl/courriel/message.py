"""Le message SMTP : en-têtes bornés, d'une ligne chacun (règle B3), texte, HTML, pièces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Final

from domaine.acces.registre import une_ligne
from domaine.courriel.boite import Boite
from domaine.courriel.destinataires import Destinataire

_SUJET_MAX: Final = 160


@dataclass(frozen=True)
class Piece:
    """Un fichier joint."""

    nom: str
    genre: tuple[str, str]
    octets: bytes


@dataclass(frozen=True)
class Lettre:
    """Ce que dit le courriel, le même pour tous ceux à qui il part ; `html` vide : le texte seul."""

    sujet: str
    texte: str
    html: str = ""
    pieces: Sequence[Piece] = ()


def nouveau_message_id(boite: Boite) -> str:
    """L'identité d'un message ; elle ne dit rien de cette machine."""
    return make_msgid(domain=boite.domaine)


def composer(boite: Boite, lettre: Lettre, destinataire: Destinataire, message_id: str) -> bytes:
    """Les octets à porter au serveur : un seul destinataire, dont personne d'autre ne voit l'adresse."""
    message = EmailMessage(policy=SMTP)
    local, _, domaine = boite.adresse.partition("@")
    message["From"] = Address(une_ligne(boite.nom), local, domaine)
    message["To"] = destinataire.adresse
    message["Subject"] = une_ligne(lettre.sujet)[:_SUJET_MAX]
    message["Date"] = format_datetime(dt.datetime.now(dt.UTC))
    message["Message-ID"] = message_id
    # Une réponse d'absence, automatique, n'y répond pas.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(lettre.texte, cte="quoted-printable")
    if lettre.html:
        message.add_alternative(lettre.html, subtype="html", cte="quoted-printable")
    for piece in lettre.pieces:
        principal, second = piece.genre
        message.add_attachment(piece.octets, maintype=principal, subtype=second, filename=piece.nom)
    return message.as_bytes()
