"""La connexion d'un compte, par `st.login` de Streamlit (Authlib) : ses adresses, son témoin signé, sa durée.

S'appuie sur l'intérieur épinglé de Streamlit : le nom de ses témoins, leur lecture, le jeton de ses adresses. E33.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from streamlit.auth_util import encode_provider_token
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,
    _parse_decoded_user_cookie,
)

from domaine.acces.reglement import Fournisseur

#: Les adresses de Streamlit pour se connecter ; elles n'existent que s'il y a un fournisseur.
ADRESSES: Final = ("auth/login", "auth/logout", "oauth2callback")
DECONNEXION: Final = "auth/logout"
RETOUR: Final = "oauth2callback"
#: Les témoins d'un compte ; le second, des jetons du fournisseur, ne sert qu'à se déconnecter chez lui.
TEMOINS: Final = (USER_COOKIE_NAME, TOKENS_COOKIE_NAME)
#: Où l'on voulait aller : une page d'ici et ses choix, jamais une autre adresse.
_PAGE_D_ICI: Final = re.compile(r"[a-z0-9-]{0,60}(\?[A-Za-z0-9=&%_.~+,-]{0,1500})?")


@dataclass(frozen=True, slots=True)
class Connexion:
    """Une connexion en cours ; `temoin` : ce qui la prouve ; `finit` : l'instant (époque) où elle ne vaut plus."""

    revendications: Mapping[str, Any]
    temoin: str
    finit: float


def secrets_de_streamlit(fournisseur: Fournisseur) -> dict[str, Any]:
    """Ce que `st.login` lit d'ordinaire dans `secrets.toml`."""
    return {
        "auth": {
            "redirect_uri": f"{fournisseur.adresse}/oauth2callback",
            "cookie_secret": fournisseur.secret_temoins,
            "client_id": fournisseur.client,
            "client_secret": fournisseur.secret,
            "server_metadata_url": fournisseur.metadonnees,
            # Une liste vide : rien n'est demandé. Streamlit demanderait «select_account», que certains refusent.
            "client_kwargs": {"scope": fournisseur.portee, "prompt": fournisseur.invite or []},
        }
    }


def lire(temoins: Mapping[str, str], fournisseur: Fournisseur) -> Connexion | None:
    """La connexion que ces témoins prouvent ; `None` s'ils manquent, sont faux, d'une autre adresse, ou trop vieux."""
    signe = temoins.get(USER_COOKIE_NAME, "")
    brut = _get_signed_cookie_with_chunks(dict(temoins), USER_COOKIE_NAME) if signe else None
    if not brut:
        return None
    lue = urlsplit(fournisseur.adresse)
    revendications = _parse_decoded_user_cookie(brut, f"{lue.scheme}://{lue.netloc}")
    depuis = revendications.get("iat")
    if not revendications.get("is_logged_in") or isinstance(depuis, bool) or not isinstance(depuis, (int, float)):
        return None
    finit = float(depuis) + fournisseur.heures * 3600
    return Connexion(revendications, signe, finit) if time.time() < finit else None


def adresse_de_connexion() -> str:
    """Où envoyer qui veut se connecter, vue de la racine ; vaut deux minutes."""
    return f"auth/login?provider={quote(encode_provider_token('default'))}"


def page_d_ici(demandee: str) -> str:
    r"""La page où revenir après la connexion ; vide (l'accueil) de tout ce qui n'en est pas une.

    >>> page_d_ici("tendances?indicateur=OS1&zone=GAO")
    'tendances?indicateur=OS1&zone=GAO'
    >>> [page_d_ici(p) for p in ("//ailleurs.example", "https://ailleurs.example", "a/../b", "x\r\nset-cookie: a=b")]
    ['', '', '', '']
    """
    return demandee if _PAGE_D_ICI.fullmatch(demandee) else ""
