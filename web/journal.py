"""Le journal du serveur : une ligne par événement sur la sortie des erreurs, en texte ou en JSON (règle E29).

Qui veut dire quelque chose écrit au journal «socle» de Python, ses champs sous `champs` : une constante pour message,
jamais un texte reçu. Les bibliothèques (Streamlit, son serveur) passent par la même forme.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import streamlit as st
from streamlit import logger as journaux_de_streamlit

from domaine.chemins import RECUS, SORTIES
from domaine.reglages import RACINE
from vues.page import navigation

_JOURNAL: Final = logging.getLogger("socle")
_NIVEAUX: Final = {"DEBUG": "info", "INFO": "info", "WARNING": "attention"}
#: Au-delà, une demande se note, quelle qu'elle soit.
_LENTE_MS: Final = 2000
#: Les mots d'une adresse qui ne disent rien de personne ; les pages s'y ajoutent.
_CONNUS: Final = frozenset(
    {"_stcore", "health", "host-config", "stream", "upload_file", "app", "component", "l", "media", "sante", "static"}
    | {"remise", "connexion", "auth", "login", "logout", "oauth2callback"}
    | {*SORTIES, *RECUS}
)
_EXTENSIONS: Final = frozenset("csv docx geojson html json parquet pdf png svg xlsx xml zip".split())
#: D'une faute, les dernières lignes suffisent à la trouver.
_LIGNES_MAX: Final = 12


def installer(forme: str) -> None:
    """Donne une seule forme à tout ce qui s'écrit au journal, Streamlit et son serveur compris.

    Args:
        forme: «texte» ou «json».
    """
    sortie = logging.StreamHandler()
    sortie.setFormatter(EnJson() if forme == "json" else EnTexte())
    # Des bibliothèques, les alertes seules : le serveur noterait chaque adresse, secrets et filtres compris.
    sortie.addFilter(lambda dite: dite.name == _JOURNAL.name or dite.levelno >= logging.WARNING)

    def brancher(logger: logging.Logger) -> None:
        logger.handlers = [sortie]

    # Streamlit donne à chacun de ses journaux sa propre sortie, et la refait à chaque réglage lu.
    journaux_de_streamlit.setup_formatter = brancher
    journaux_de_streamlit.update_formatter()
    brancher(logging.getLogger())
    brancher(_JOURNAL)
    _JOURNAL.propagate = False
    _JOURNAL.setLevel(logging.INFO)
    logging.captureWarnings(capture=True)


class EnTexte(logging.Formatter):
    """Pour une personne devant son terminal : tout, et la trace entière."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # nom de la bibliothèque standard
        champs = getattr(record, "champs", {})
        return " ".join([super().formatMessage(record), *(f"{nom}={valeur}" for nom, valeur in champs.items())])


class EnJson(logging.Formatter):
    """Pour un outil, et pour qui n'a pas à lire les données : une ligne, aucun texte reçu."""

    def format(self, record: logging.LogRecord) -> str:
        instant = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        dit: dict[str, Any] = {"instant": instant, "niveau": _NIVEAUX.get(record.levelname, "erreur")}
        if record.name == _JOURNAL.name:
            dit["evenement"] = record.msg
        else:
            dit |= {"evenement": "alerte", "source": f"{record.name}:{record.lineno}"}
            if record.args:
                # La phrase à trous, jamais ce qui la remplit.
                dit["message"] = str(record.msg)
        dit |= getattr(record, "champs", {})
        if record.exc_info and record.exc_info[1] is not None:
            dit["faute"] = _replier(record.exc_info[1])
        return json.dumps(dit, ensure_ascii=False)


def _replier(erreur: BaseException) -> list[dict[str, Any]]:
    """Une faute et celles dont elle vient : leur genre et leurs lignes, sans un mot de ce qu'elles disent."""
    pliees: list[dict[str, Any]] = []
    vue: BaseException | None = erreur
    while vue is not None and len(pliees) < _LIGNES_MAX:
        pliees.append({"genre": type(vue).__name__, "lignes": _lignes(vue.__traceback__)})
        vue = vue.__cause__ or vue.__context__
    return pliees


def _lignes(trace: TracebackType | None) -> list[str]:
    lues = traceback.extract_tb(trace)[-_LIGNES_MAX:]
    return [f"{_sans_la_machine(Path(ligne.filename))}:{ligne.lineno} {ligne.name}" for ligne in lues]


def _sans_la_machine(fichier: Path) -> str:
    """Le chemin d'un fichier du programme, ou d'une bibliothèque, depuis sa racine à elle."""
    for racine in (*(Path(p) for p in sys.path if p.endswith("-packages")), RACINE):
        if fichier.is_relative_to(racine):
            return fichier.relative_to(racine).as_posix()
    return fichier.name


class Trace:
    """Interface ASGI : note un document emporté, un dépôt, une demande lente ou en faute ; rien des autres."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        debut, rendu = time.monotonic(), {"code": 500, "octets": 0}
        entetes: dict[bytes, bytes] = {}

        async def envoyer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                rendu["code"] = message["status"]
                entetes.update((nom.lower(), valeur) for nom, valeur in message["headers"])
            rendu["octets"] += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, envoyer)
        finally:
            ms = round((time.monotonic() - debut) * 1000)
            if evenement := qualifier(scope["method"], scope["path"], rendu["code"], ms, entetes):
                base = str(st.get_option("server.baseUrlPath") or "")
                dits = {"methode": scope["method"], "chemin": masquer(scope["path"], base), **rendu, "ms": ms}
                _JOURNAL.info(evenement, extra={"champs": dits})


def qualifier(methode: str, chemin: str, code: int, ms: int, entetes: Mapping[bytes, bytes]) -> str:
    """Ce qu'une demande a été ; vide de ce qui ne se note pas.

    >>> piece = {b"content-disposition": b"attachment; filename=a.pdf"}
    >>> qualifier("GET", "/media/a.pdf", 200, 3, piece), qualifier("GET", "/media/a.png", 200, 3, {})
    ('document', '')
    >>> qualifier("GET", "/b/l/secret/rapport.html", 200, 3, {}), qualifier("PUT", "/_stcore/upload_file/s", 204, 9, {})
    ('document', 'depot')
    >>> qualifier("GET", "/tendances", 200, 2500, {}), qualifier("GET", "/sante", 503, 4, {})
    ('demande lente', 'demande en faute')
    >>> qualifier("GET", "/tendances", 503, 4, {b"retry-after": b"20"})
    ''
    """
    mots = chemin.split("/")
    if "upload_file" in mots and methode in ("PUT", "POST", "DELETE"):
        return "depot"
    if "l" in mots or entetes.get(b"content-disposition", b"").startswith(b"attachment"):
        return "document"
    # Un lecteur qui attend sa place n'est pas une faute, et se note à part.
    if code >= 500 and b"retry-after" not in entetes:
        return "demande en faute"
    return "demande lente" if ms >= _LENTE_MS else ""


def masquer(chemin: str, base: str) -> str:
    """Une adresse sans rien qui ne soit du programme : ni secret, ni identifiant de séance, ni texte de personne.

    >>> masquer("/socle/l/xK3vQ9/rapport.html", "socle"), masquer("/l/xK3vQ9", "")
    ('/socle/l/***/rapport.html', '/l/***')
    >>> masquer("/media/5f3a.pdf", ""), masquer("/_stcore/upload_file/s-1/f-2", ""), masquer("/Tin-Hama/x.exe", "")
    ('/media/***.pdf', '/_stcore/upload_file/***/***', '/***/***')
    """
    connus = _CONNUS | navigation.titres("interne").keys() | set(base.strip("/").split("/"))
    return "/".join(mot if mot in connus else _masque(mot) for mot in chemin.split("/"))


def _masque(mot: str) -> str:
    extension = mot.rpartition(".")[2] if "." in mot else ""
    return f"***.{extension}" if extension in _EXTENSIONS else "***"
