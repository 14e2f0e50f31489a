"""Ce que Streamlit sert de lui-même sous `_stcore/` : le nécessaire, et rien d'autre.

Fermés à tous : `metrics` (mémoire, séances ouvertes, taille des caches), `script-health-check` (fait tourner la page),
`agent/` (conduit l'application sans navigateur). Restent : `health`, qui dit «ok» ; `host-config`, que le navigateur
demande au départ et qui ne dit que des options de Streamlit ; la liaison, les envois de fichiers, les composants.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

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
