"""Le serveur de l'application : `streamlit run serveur.py` sert `app.py`, allégé et clos.

- Tout est compressé, et la suite se charge pendant la lecture (`web.livraison`) : sur une liaison faible, la première
  visite est le premier coût.
- Le nom et la page qui vient se lisent dès le premier octet, avant tout script (`web.attente`).
- La page dit d'où elle vient : sans cela, un lien profond cherche le serveur à deux adresses, dont une fausse (404).
- Rien de `pages/` ne tourne sans `app.py`, même au premier lien profond d'après un démarrage.
- Ce qui ne change plus après le démarrage n'est plus parcouru par le ramasse-miettes à chaque passage.
- Une faute d'une page se dit en français, sans boîte anglaise ni lien vers le dehors ; une adresse inconnue aussi.
- Ce que Streamlit dit de la machine et des séances n'est ouvert à personne (`web.internes`) ; `/sante` répond à un
  outil de surveillance (`web.sante`).
- Rien ne répond avant que l'on sache qui lit (`web.acces`) ; il n'écoute que sur sa machine, sauf avec un fournisseur
  d'identité ou derrière un mandataire déclaré (`web.demarrage`).
- Au-delà de tant de séances, un nouveau visiteur attend, et qui lit continue (`web.seances`).
- Ce qui lui arrive s'écrit en une ligne, sans rien qui se lise des données (`web.journal`).
- Le navigateur reçoit l'ordre de ne rien demander à d'autres machines : une fuite devient une erreur visible.

`streamlit run app.py` marche aussi, sans tout cela.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from streamlit.runtime.pages_manager import PagesManager

from vues.page import navigation
from web import attente, demarrage, faute, internes, journal, livraison, sante, seances
from web.acces import connexion, navigateurs
from web.acces.gardien import Gardien
from web.acces.jugement import LECTEUR, public_de

Message = MutableMapping[str, Any]
Recevoir = Callable[[], Awaitable[Message]]
Envoyer = Callable[[Message], Awaitable[None]]

#: Ce que Streamlit et Leaflet demandent : scripts en ligne, images, ouvriers ; rien d'une autre machine.
_ORIGINES = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; connect-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)
_ADRESSE = b'<script>window.__streamlit={BACKEND_BASE_URL:new URL("./",document.baseURI).href}</script>'
_TITRE = "<title>SOCLE — tableau de bord</title>".encode()
#: Dès la première image : sur une liaison faible, la feuille que pose `cadre` peut arriver après ce qu'elle compose.
_STYLE = b"<style>" + Path(__file__).with_name("vues").joinpath("page", "socle.css").read_bytes() + b"</style>"
#: Plus gros que toute page d'accueil : au-delà, ce n'en est pas une.
_PAGE_MAX = 200_000


class PageFrancaise:
    """Corrige la page d'accueil de Streamlit : langue, titre, adresse du serveur, origines permises."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Recevoir, send: Envoyer) -> None:
        """Interface ASGI ; seules les réponses HTML sont touchées."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if (ailleurs := _ailleurs(scope)) is not None:
            await send({"type": "http.response.start", "status": 307, "headers": [(b"location", ailleurs)]})
            await send({"type": "http.response.body"})
            return
        retenue: list[Message] = []
        corps = bytearray()

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start" and _est_html(message):
                retenue.append(message)
            elif retenue and message["type"] == "http.response.body":
                corps.extend(message.get("body", b""))
                if not message.get("more_body"):
                    await _renvoyer(retenue.pop(), livraison.alleger(bytes(corps)), public_de(scope), send)
            else:
                await send(message)

        await self._app(_sans_compression(scope), receive, envoyer)


def _ailleurs(scope: Message) -> bytes | None:
    """Où mène une adresse de page que Streamlit dirait «Page not found» : la racine, filtres gardés.

    L'accueil n'a chez Streamlit que la racine pour adresse : son nom y mène sans un mot. Toute autre adresse inconnue y
    mène aussi, et la page le dit. Ne touche qu'aux adresses d'un seul mot, sans point : le reste n'est pas une page.
    """
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    chemin = str(scope["path"]).removeprefix(f"/{base}" if base else "").strip("/")
    if LECTEUR not in scope or scope["method"] != "GET" or not chemin or any(c in chemin for c in "/._"):
        return None
    accueil, autres = navigation.adresses(public_de(scope))
    if chemin in autres:
        return None
    demandes = [scope["query_string"]] if scope["query_string"] else []
    if chemin != accueil:
        demandes.append(f"{navigation.INCONNUE}={quote(chemin, safe='')}".encode())
    racine = b"../" if str(scope["path"]).endswith("/") else b"./"
    return racine + (b"?" + b"&".join(demandes) if demandes else b"")


def _sans_compression(scope: Message) -> Message:
    """Une page se corrige en clair ; elle est compressée au-dehors, comme le reste."""
    entetes = [(n, v) for n, v in scope["headers"] if n != b"accept-encoding"]
    return {**scope, "headers": entetes}


def _est_html(message: Message) -> bool:
    return any(n == b"content-type" and v.startswith(b"text/html") for n, v in message["headers"])


async def _renvoyer(debut: Message, corps: bytes, public: str, send: Envoyer) -> None:
    if len(corps) < _PAGE_MAX:
        corps = corps.replace(b'<html lang="en">', b'<html lang="fr">', 1)
        corps = corps.replace(b"<title>Streamlit</title>", _TITRE, 1)
        corps = attente.peindre_d_abord(corps, attente.dessiner(navigation.titres(public)), _STYLE + _ADRESSE)
    gardes = [(n, v) for n, v in debut["headers"] if n not in (b"content-length", b"etag")]
    propres = [
        (b"content-length", str(len(corps)).encode()),
        (b"content-security-policy", _ORIGINES.encode()),
        (b"referrer-policy", b"same-origin"),
    ]
    await send({**debut, "headers": gardes + propres})
    await send({"type": "http.response.body", "body": corps})


# Un dossier `pages/` fait croire à Streamlit, jusqu'au premier passage d'`app.py`, que ses fichiers sont les pages.
# Attribut interne, version épinglée ; l'essai du lien profond après un démarrage tient cette ligne.
PagesManager.uses_pages_directory = False


demarrage.ouvrir_le_journal()
_fournisseur = demarrage.exiger_une_ecoute_close(str(st.get_option("server.address") or ""))
navigateurs.suivre_les_fichiers()
internes.taire_la_machine()
demarrage.charger_puis_geler()
app = st.App(
    Path(__file__).with_name("app.py"),
    on_script_error=faute.montrer,
    secrets=connexion.secrets_de_streamlit(_fournisseur) if _fournisseur else None,
    middleware=[
        Middleware(journal.Trace),
        Middleware(internes.Clos),
        Middleware(sante.Sante),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(Gardien),
        Middleware(seances.Seances),
        Middleware(PageFrancaise),
        Middleware(livraison.Durable),
    ],
)
