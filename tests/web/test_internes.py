"""Les adresses internes de Streamlit : fermées sous toute écriture, au vrai serveur d'adresses de Starlette."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from web import internes

CLOSES = (
    "/_stcore/metrics",
    "/_stcore/metrics/",
    "//_stcore//metrics",
    "/base/_stcore/metrics",
    "/_stcore/./metrics",
    "/_stcore/health/../metrics",
    "/_stcore\\metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/interact",
    "/_stcore/agent/openapi.json",
    "/_stcore",
)


def _demander(chemin, methode="GET"):
    """Le code et le corps de la réponse d'une application dont toute adresse répondrait «secret»."""

    async def secret(_):
        return PlainTextResponse("secret")

    dessous = Starlette(routes=[Route("/{x:path}", secret, methods=["GET", "HEAD", "POST", "OPTIONS", "DELETE"])])
    recus = []

    async def recevoir():
        return {"type": "http.request", "body": b""}

    async def envoyer(message):
        recus.append(message)

    scope = {
        "type": "http",
        "method": methode,
        "path": chemin,
        "raw_path": chemin.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("x", 80),
    }
    # Dans un fil à part : un essai au navigateur, avant, a pu laisser sa boucle dans celui-ci.
    with ThreadPoolExecutor(1) as fil:
        fil.submit(asyncio.run, internes.Clos(dessous)(scope, recevoir, envoyer)).result()
    return recus[0]["status"], b"".join(m.get("body", b"") for m in recus[1:])


@pytest.mark.parametrize("chemin", CLOSES)
def test_rien_ne_s_y_lit_de_la_machine(chemin):
    """Règle E17."""
    for methode in ("GET", "HEAD", "POST", "OPTIONS", "DELETE"):
        code, corps = _demander(chemin, methode)
        assert code == 404 and b"secret" not in corps
    assert _demander(chemin, "HEAD")[1] == b""


@pytest.mark.parametrize("chemin", ["/_stcore/health", "/base/_stcore/host-config", "/_stcore/upload_file/a/b", "/x"])
def test_ce_qui_sert_a_lire_passe(chemin):
    assert _demander(chemin) == (200, b"secret")
