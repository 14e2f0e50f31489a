"""Les pages du gardien : du HTML seul, sans script, qui se lit d'une liaison faible. Tout texte y entre échappé."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from web.acces.demande import Envoyer

_GABARITS: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
)
#: Rien d'une autre machine, aucun script, aucun cadre ; l'adresse d'où l'on vient ne se dit à personne.
_ENTETES: Final = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
     b"form-action 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Renvoi:
    """Un lien de la page ; `poids` : d'un document, ce qu'il pèse."""

    nom: str
    adresse: str
    poids: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Une page nue : son titre, ses phrases, ce qu'elle remet, où elle mène, ce qu'elle dit en petit."""

    titre: str
    phrases: tuple[str, ...] = ()
    documents: tuple[Renvoi, ...] = ()
    liens: tuple[Renvoi, ...] = ()
    notes: tuple[str, ...] = ()
    demonstration: bool = False


def ecrire(page: Page) -> bytes:
    """La page, en HTML."""
    champs = {nom: getattr(page, nom) for nom in page.__slots__}
    return _GABARITS.get_template("nue.html").render(champs).encode()


async def repondre(
    page: Page, statut: int, send: Envoyer, *ajouts: tuple[bytes, bytes], sans_corps: bool = False
) -> None:
    """Envoie la page ; `ajouts` : des en-têtes de plus ; `sans_corps` : la demande était un HEAD."""
    corps = ecrire(page)
    longueur = (b"content-length", str(len(corps)).encode())
    await send({"type": "http.response.start", "status": statut, "headers": [*_ENTETES, longueur, *ajouts]})
    await send({"type": "http.response.body", "body": b"" if sans_corps else corps})


async def envoyer_ailleurs(adresse: str, send: Envoyer, *ajouts: tuple[bytes, bytes]) -> None:
    """Mène à une autre adresse d'ici, que le gardien a écrite lui-même."""
    entetes = [(b"location", adresse.encode()), (b"referrer-policy", b"no-referrer"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 303, "headers": [*entetes, *ajouts]})
    await send({"type": "http.response.body", "body": b""})
