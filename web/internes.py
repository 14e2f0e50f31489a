"""Ce que Streamlit sert de lui-même sous `_stcore/` : le nécessaire, et rien d'autre.

Fermés à tous : `metrics` (mémoire, séances ouvertes, taille des caches), `script-health-check` (fait tourner la page),
`agent/` (conduit l'application sans navigateur). Restent : `health`, qui dit «ok» ; `host-config`, que le navigateur
demande au départ et qui ne dit que des options de Streamlit ; la liaison, les envois de fichiers, les composants.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession

_RACINE: Final = "_stcore"
_OUVERTS: Final = {"health", "host-config", "stream", "upload_file", "bidi-components"}
_REFUS: Final = "Cette adresse n’existe pas.".encode()


class Clos:
    """Interface ASGI : 404 pour ce qui ne sert pas à lire, sous toute adresse de base et toute méthode."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not est_clos(scope["path"]):
            await self._app(scope, receive, send)
            return
        entetes = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(_REFUS)).encode())]
        await send({"type": "http.response.start", "status": 404, "headers": entetes})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else _REFUS})


def est_clos(chemin: str) -> bool:
    """Vrai d'une adresse interne qui ne sert pas à lire ; `chemin` est déjà décodé.

    >>> [est_clos(c) for c in ("/_stcore/metrics", "/base//_stcore//metrics/", "/_stcore/health/../metrics")]
    [True, True, True]
    >>> [est_clos(c) for c in ("/_stcore/health", "/base/_stcore/upload_file/a/b", "/tendances")]
    [False, False, False]
    """
    mots = [mot for mot in chemin.replace("\\", "/").split("/") if mot]
    if _RACINE not in mots:
        return False
    suite = mots[mots.index(_RACINE) + 1 :]
    return not suite or suite[0] not in _OUVERTS or ".." in suite or _RACINE in suite


#: Ce qu'un lecteur a à dire à Streamlit : redessiner, s'arrêter, vivre, déposer, faire un fichier au clic.
_PERMIS: Final = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"}
_OPERATIONS: Final = {"deferred_file", "dataframe_chunk"}


def est_permis(octets: bytes) -> bool:
    """Vrai d'un message qui sert à lire ; faux de ceux qui vident les caches, écrivent au programme ou le disent.

    >>> [est_permis(BackMsg(**{genre: True}).SerializeToString()) for genre in ("clear_cache", "stop_script")]
    [False, True]
    """
    try:
        message = BackMsg.FromString(octets)
    except DecodeError:
        return True  # Streamlit ferme la liaison lui-même
    genre = message.WhichOneof("type")
    if genre == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in _OPERATIONS
    return genre in _PERMIS


def taire_la_machine() -> None:
    """Ôte de ce que Streamlit envoie à chaque séance le chemin du programme et les versions de la machine."""
    d_origine = AppSession._create_new_session_message

    def taire(self: AppSession, *args: Any, **kwargs: Any) -> ForwardMsg:
        message = d_origine(self, *args, **kwargs)
        message.new_session.main_script_path = ""
        machine = message.new_session.initialize.environment_info
        machine.python_version, machine.server_os, machine.has_display = "", "", False
        return message

    AppSession._create_new_session_message = taire  # type: ignore[method-assign]
