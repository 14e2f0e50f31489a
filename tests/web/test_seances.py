"""Au-delà de tant de séances, un nouveau visiteur attend, et qui lit continue."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from web import seances


def _jeton(numero):
    # Le même jeton s'écrit autrement à chaque réponse : c'est lui, non son écriture, qui distingue un navigateur.
    return generate_xsrf_token_string(bytes([numero]) * 16, 1_720_000_000)


def _scope(genre, chemin, numero=None):
    cookies = [(b"cookie", f"_streamlit_xsrf={_jeton(numero)}".encode())] if numero is not None else []
    return {"type": genre, "method": "GET", "path": chemin, "query_string": b"", "headers": cookies}


class _Monde:
    """Une application où toute page s'ouvre, et des liaisons que l'essai ouvre et ferme."""

    def __init__(self):
        self._app = seances.Seances(self._dessous)

    async def _dessous(self, scope, recevoir, envoyer):
        if scope["type"] == "websocket":
            await recevoir()
        else:
            await envoyer({"type": "http.response.start", "status": 200, "headers": []})
            await envoyer({"type": "http.response.body", "body": b"page"})

    async def ouvrir(self, chemin, numero=None):
        recus = []

        async def envoyer(message):
            recus.append(message)

        await self._app(_scope("http", chemin, numero), None, envoyer)
        return recus[0]["status"], dict(recus[0]["headers"]), recus[1]["body"].decode()

    @asynccontextmanager
    async def liaison(self, numero=None):
        fin = asyncio.Event()
        tache = asyncio.create_task(self._app(_scope("websocket", "/_stcore/stream", numero), fin.wait, None))
        await asyncio.sleep(0)
        yield
        fin.set()
        await tache


def _jouer(scene):
    with ThreadPoolExecutor(1) as fil:
        return fil.submit(asyncio.run, scene(_Monde())).result()


@pytest.fixture(autouse=True)
def _deux(socle_donnees, monkeypatch):
    monkeypatch.setenv("SOCLE_SEANCES_MAX", "2")


def test_un_nouveau_visiteur_attend_et_sa_page_se_redemande():
    async def scene(monde):
        async with monde.liaison(1), monde.liaison(2):
            attente = await monde.ouvrir("/tendances")
        return attente, await monde.ouvrir("/tendances")

    (code, entetes, corps), apres = _jouer(scene)
    assert code == 503 and entetes[b"refresh"] == entetes[b"retry-after"] == b"20"
    assert "Trop de lecteurs en ce moment" in corps and 'lang="fr"' in corps
    assert apres == (200, {}, "page")


def test_qui_lit_deja_continue():
    async def scene(monde):
        async with monde.liaison(1), monde.liaison(2):
            lus = [(await monde.ouvrir("/", 1))[0], (await monde.ouvrir("/", 3))[0]]
            # Ni un document, ni un fichier, ni une liaison qui se reprend ne sont retenus.
            lus += [(await monde.ouvrir(c))[0] for c in ("/l/secret/rapport.html", "/static/js/x.js", "/sante")]
            async with monde.liaison(4):
                # Une place qui vient de se libérer : recharger n'y perd rien, mais d'autres l'ont prise.
                pass
            lus.append((await monde.ouvrir("/", 4))[0])
        return lus

    assert _jouer(scene) == [200, 503, 200, 200, 200, 200]


def test_une_place_quittee_se_perd_apres_deux_minutes(monkeypatch):
    heure = [1000.0]
    monkeypatch.setattr(seances, "monotonic", lambda: heure[0])

    async def scene(monde):
        async with monde.liaison(1), monde.liaison(2):
            async with monde.liaison(3):
                pass
            heure[0] += 119
            avant = (await monde.ouvrir("/", 3))[0]
            heure[0] += 2
            return avant, (await monde.ouvrir("/", 3))[0]

    assert _jouer(scene) == (200, 503)


def test_un_reglage_faux_ne_ferme_pas_la_porte(monkeypatch):
    monkeypatch.setenv("SOCLE_SEANCES_MAX", "zéro")

    async def scene(monde):
        async with monde.liaison(1), monde.liaison(2):
            return (await monde.ouvrir("/"))[0]

    assert _jouer(scene) == 200
