"""La connexion d'un compte, par `st.login` de Streamlit (Authlib) : ses adresses, ce que le fournisseur en dit.

S'appuie sur l'intérieur épinglé de Streamlit : le nom de ses témoins, leur lecture, le jeton de ses adresses. E33.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

from streamlit.auth_util import encode_provider_token
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks,
    _parse_decoded_user_cookie,
)

from domaine.acces.reglement import Fournisseur

#: Les adresses de Streamlit pour se connecter ; elles n'existent que s'il y a un fournisseur.
ADRESSES: Final = ("auth/login", "auth/logout", "oauth2callback")
DECONNEXION: Final = "auth/logout"
RETOUR: Final = "oauth2callback"
#: Où l'on voulait aller : une page d'ici et ses choix, jamais une autre adresse.
_PAGE_D_ICI: Final = re.compile(r"[a-z0-9-]{0,60}(\?[A-Za-z0-9=&%_.~+,-]{0,1500})?")


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


def revendications(poses: Mapping[str, str], fournisseur: Fournisseur) -> Mapping[str, Any] | None:
    """Ce que le fournisseur dit d'une personne, lu des témoins que Streamlit vient de poser ; `None` s'il n'a rien dit.

    Ces témoins ne se lisent qu'ici, à leur naissance : rendus par un navigateur, ils se recomposent et se rejouent.
    """
    brut = _get_signed_cookie_with_chunks(dict(poses), USER_COOKIE_NAME) if USER_COOKIE_NAME in poses else None
    if not brut:
        return None
    lue = urlsplit(fournisseur.adresse)
    dit = _parse_decoded_user_cookie(brut, f"{lue.scheme}://{lue.netloc}")
    return dit if dit.get("is_logged_in") else None


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
