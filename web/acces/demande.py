"""Une demande HTTP ou une liaison, telle que l'interface ASGI la donne : ce que le gardien y lit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from web.demarrage import est_locale

Demande = MutableMapping[str, Any]
Recevoir = Callable[[], Awaitable[MutableMapping[str, Any]]]
Envoyer = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Demande, Recevoir, Envoyer], Awaitable[None]]
#: Ce qu'un mandataire ajoute : sa présence dit que la demande ne vient pas de cette machine.
_DU_MANDATAIRE = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"via")
#: Un témoin de Streamlit tient en quelques kilo-octets ; au-delà, ce n'en est pas un.
_TEMOINS_MAX = 32_000


def base() -> str:
    """L'adresse de base, «/socle» ou vide."""
    ecrite = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{ecrite}" if ecrite else ""


def chemin(demande: Demande) -> str:
    """Le chemin sous l'adresse de base, sans «/» au bord ; un chemin qui n'est pas sous elle garde son premier «/»."""
    entier, racine = str(demande["path"]), base()
    if racine and entier != racine and not entier.startswith(f"{racine}/"):
        return entier
    return entier.removeprefix(racine).strip("/")


def vers_la_racine(demande: Demande) -> str:
    """De l'adresse demandée à l'adresse de base, pour un lien : «./», ou autant de «../» qu'il y a d'étages."""
    return "../" * str(demande["path"]).removeprefix(base()).lstrip("/").count("/") or "./"


def entete(demande: Demande, nom: bytes) -> str:
    """La valeur d'un en-tête ; vide s'il manque, ou s'il y est deux fois."""
    lus = [valeur for cle, valeur in demande["headers"] if cle == nom]
    return lus[0].decode("latin-1") if len(lus) == 1 else ""


def temoins(demande: Demande) -> dict[str, str]:
    """Les témoins (cookies) que le navigateur rend ; rien d'un en-tête abîmé ou démesuré."""
    ecrit = "; ".join(v.decode("latin-1") for n, v in demande["headers"] if n == b"cookie")
    if len(ecrit) > _TEMOINS_MAX:
        return {}
    lus: SimpleCookie = SimpleCookie()
    try:
        lus.load(ecrit)
    except CookieError:
        return {}
    return {nom: lu.value for nom, lu in lus.items()}


def vient_d_ici(demande: Demande) -> bool:
    """Vrai d'une demande faite sur cette machine même : hôte local, et aucun mandataire entre elle et nous.

    Un mandataire muet, qui ne dit ni l'hôte ni d'où il transmet, se trahit par l'origine que tout navigateur donne à
    l'ouverture de la liaison ; une liaison sans origine n'est pas d'un navigateur.
    """
    if any(nom in _DU_MANDATAIRE for nom, _ in demande["headers"]):
        return False
    origine = entete(demande, b"origin")
    if not origine and demande["type"] == "websocket":
        return False
    hotes = [entete(demande, b"host"), *([urlsplit(origine).netloc] if origine else [])]
    return all(est_locale(_nom_d_hote(hote)) for hote in hotes)


def _nom_d_hote(hote: str) -> str:
    """Le nom, sans le port.

    >>> _nom_d_hote("localhost:8501"), _nom_d_hote("[::1]:8501"), _nom_d_hote("LOCALHOST")
    ('localhost', '::1', 'localhost')
    """
    nom = hote[1:].partition("]")[0] if hote.startswith("[") else hote.partition(":")[0]
    return nom.lower()


def est_chiffree(demande: Demande) -> bool:
    """Vrai sous TLS, ici ou chez le mandataire de cette machine, seul dont le serveur croit les en-têtes."""
    return str(demande.get("scheme")) in ("https", "wss")


def avec_entetes(demande: Demande, ajouts: Iterable[tuple[bytes, bytes]], sans: Iterable[bytes]) -> Demande:
    """La même, certains en-têtes ôtés et d'autres ajoutés."""
    otes = frozenset(sans)
    return {**demande, "headers": [*((n, v) for n, v in demande["headers"] if n not in otes), *ajouts]}


def temoin(nom: str, valeur: str, demande: Demande, *, secondes: int | None = None) -> tuple[bytes, bytes]:
    """L'en-tête qui pose un témoin : hors de portée des scripts, pour ce site seul, sous TLS s'il y en a.

    Args:
        nom, valeur: sans espace ni point-virgule.
        demande: celle à laquelle on répond.
        secondes: sa durée ; `None` : celle du navigateur ; 0 l'efface.
    """
    duree = "" if secondes is None else f"; Max-Age={secondes}"
    sur = "; Secure" if est_chiffree(demande) else ""
    return b"set-cookie", f"{nom}={valeur}; Path={base() or '/'}; HttpOnly; SameSite=Lax{duree}{sur}".encode("latin-1")
