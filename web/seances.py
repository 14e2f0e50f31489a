"""Au-delà de tant de séances ouvertes, un nouveau visiteur attend ; qui lit déjà continue (réglage `seances_max`).

Une séance est une liaison ouverte avec un onglet : c'est elle qui tient de la mémoire et fait tourner des pages. Seule
l'ouverture d'une page est retenue : une liaison perdue se reprend toujours, et qui a un onglet ouvert en ouvre
d'autres, car son navigateur se reconnaît au jeton que Streamlit y a déjà mis. La limite est donc souple.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from time import monotonic
from typing import Any, Final

import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from domaine.reglages import ReglageInvalide, reglages
from vues.page import navigation
from web.acces import nue

_JOURNAL: Final = logging.getLogger("socle")
_PAGE: Final = nue.Page(
    "Trop de lecteurs en ce moment",
    (
        "Le tableau de bord sert déjà autant de personnes qu’il le peut sans les ralentir. Ceux qui lisent "
        "continuent\u00a0; une place se libère dès qu’un onglet se ferme.",
        "Gardez cette page ouverte\u00a0: elle se redemande d’elle-même toutes les vingt secondes, à la même adresse, "
        "avec les mêmes filtres.",
    ),
)
#: Streamlit garde deux minutes la séance d'une liaison perdue : recharger la page n'y perd pas sa place.
_PLACE_GARDEE_S: Final = 120.0
_REESSAI_S: Final = 20


class Seances:
    """Interface ASGI : compte les liaisons ouvertes, et fait attendre qui demande une page quand il y en a trop."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app
        self._ouvertes: Counter[bytes] = Counter()
        self._parties: dict[bytes, float] = {}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await self._tenir(scope, receive, send)
        elif scope["type"] == "http" and self._attend(scope):
            _JOURNAL.warning("complet", extra={"champs": {"seances": self._ouvertes.total()}})
            await _faire_attendre(send)
        else:
            await self._app(scope, receive, send)

    async def _tenir(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        jeton = _jeton(scope)
        self._ouvertes[jeton] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._ouvertes[jeton] -= 1
            if not self._ouvertes[jeton]:
                del self._ouvertes[jeton]
                maintenant = monotonic()
                self._parties = {j: t for j, t in self._parties.items() if maintenant - t < _PLACE_GARDEE_S}
                self._parties[jeton] = maintenant

    def _attend(self, scope: MutableMapping[str, Any]) -> bool:
        """Vrai d'une page demandée quand tout est pris, par un navigateur qui n'a pas déjà sa place."""
        if scope["method"] != "GET" or not _est_page(scope["path"]) or self._ouvertes.total() < _limite():
            return False
        jeton = _jeton(scope)
        partie = self._parties.get(jeton, -_PLACE_GARDEE_S)
        return not jeton or not (jeton in self._ouvertes or monotonic() - partie < _PLACE_GARDEE_S)


def _limite() -> float:
    try:
        return reglages().seances_max
    except ReglageInvalide:
        # La page dira le réglage à corriger : encore faut-il qu'elle s'ouvre.
        return float("inf")


def _est_page(chemin: str) -> bool:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return chemin.removeprefix(f"/{base}" if base else "").strip("/") in navigation.titres("interne")


def _jeton(scope: MutableMapping[str, Any]) -> bytes:
    """Ce qui distingue un navigateur d'un autre ; vide quand il n'a encore rien reçu, ou rien de lisible."""
    return decode_xsrf_token_string(HTTPConnection(scope).cookies.get(XSRF_COOKIE_NAME, ""))[0] or b""


async def _faire_attendre(send: Any) -> None:
    attente = str(_REESSAI_S).encode()
    # Le premier est pour les outils ; un navigateur obéit au second, sans script, et garde l'adresse.
    await nue.repondre(_PAGE, 503, send, (b"retry-after", attente), (b"refresh", attente))
