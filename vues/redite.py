"""Un morceau de page se dessine une fois et se redit : les messages qu'il a envoyés se renvoient, sans rien recalculer.

Une édition est immuable et l'adresse porte chaque choix : pour le même public, à la même place de la même page, un
morceau envoie toujours la même chose. Le construire coûte à Streamlit un dixième de millième de seconde par élément, et
à nous ses chiffres, ses phrases et ses dessins ; le redire, presque rien. Ne se garde que ce qui n'est qu'à lire : un
bouton, une boîte ou un fichier servi appartiennent à leur séance, et leur morceau se redessine alors chaque fois.

S'appuie sur l'intérieur épinglé de Streamlit (`ScriptRunContext`, le curseur d'un bloc) ; tenu par ses essais.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import create_reference_msg
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, ThreadState, get_script_run_ctx

from requetes.edition.ouverture import Edition
from vues import lecteur
from vues.reserve import Reserve

Valeur = TypeVar("Valeur")
#: Les éléments qui ne sont qu'à lire ; tout autre a un état, ou un fichier, qui est de sa séance.
_A_LIRE: Final = frozenset({"alert", "heading", "html", "markdown", "metric", "page_link", "plotly_chart", "table"})
#: Les blocs qui ne font que ranger ; un volet sans identifiant s'ouvre et se ferme dans le navigateur seul.
_CADRES: Final = frozenset({"column", "expandable", "flex_container", "grid_container", "horizontal", "vertical"})
#: La méthode que l'on écoute ; posée sur l'objet même, elle passe avant celle de sa classe.
_ENVOI: Final = "enqueue"
_GARDES: Final = 400


@dataclass(frozen=True)
class _Morceau:
    """Ce qu'un morceau a envoyé, et combien de places il prend dans le bloc qui le reçoit."""

    messages: tuple[ForwardMsg, ...]
    places: int


@st.cache_resource(show_spinner=False)
def _morceaux() -> Reserve:
    return Reserve(_GARDES)


def redire(edition: Edition, nom: str, dessiner: Callable[..., None], *arguments: Any, **nommes: Any) -> None:
    """Dessine un morceau de page, ou redit ce qu'il a envoyé la dernière fois.

    Args:
        edition: celle que la page lit.
        nom: le morceau, unique sur sa page.
        dessiner: ce qui le dessine ; ne dépend que de l'édition, de l'adresse, du public et du jour.
        arguments, nommes: ce qu'il prend.
    """
    contexte, curseur = get_script_run_ctx(suppress_warning=True), st._main._active_dg._cursor
    if contexte is None or curseur is None or curseur.is_locked or _ENVOI in vars(contexte):
        # Hors d'une page, ou dans un morceau que l'on écoute déjà.
        dessiner(*arguments, **nommes)
        return
    place = tuple(curseur.delta_path)
    cle = (str(edition.base), nom, place, *_circonstances())
    morceau = _morceaux().trouver(cle)
    if morceau is not None:
        for message in morceau.messages:
            connu = message.metadata.cacheable and message.hash in contexte.cached_message_hashes
            contexte._enqueue(create_reference_msg(message) if connu else message)
        for _ in range(morceau.places):
            curseur.lock_element()
        return
    messages = _ecouter(contexte, lambda: dessiner(*arguments, **nommes))
    places = curseur.index - place[-1]
    if all(_se_redit(message, place, places) for message in messages):
        _morceaux().garder(cle, _Morceau(tuple(messages), places))


def retenir(edition: Edition, nom: str, faire: Callable[[], Valeur]) -> Valeur:
    """Ce qu'un morceau qui ne se redit pas calcule, gardé sous les mêmes conditions ; à lire seulement.

    Args:
        edition, nom: comme `redire`.
        faire: ce qui le calcule ; ne dépend que de ce dont un morceau peut dépendre.
    """
    valeur: Valeur = _morceaux().prendre((str(edition.base), nom, *_circonstances()), faire)
    return valeur


def _circonstances() -> tuple[Hashable, ...]:
    """De quoi dépend encore ce qu'une page montre : elle-même, son adresse, qui lit, le thème, le jour."""
    fil = ThreadState.get()
    adresse = tuple(sorted(st.query_params.to_dict().items()))
    return fil.active_script_hash, fil.fragment_id, adresse, lecteur.public(), st.context.theme.type, dt.date.today()


def _ecouter(contexte: ScriptRunContext, dessiner: Callable[[], None]) -> list[ForwardMsg]:
    """Dessine, et rend ce qui est parti vers le navigateur."""
    entendus: list[ForwardMsg] = []

    def envoyer(message: ForwardMsg) -> None:
        entendus.append(message)
        ScriptRunContext.enqueue(contexte, message)

    vars(contexte)[_ENVOI] = envoyer
    try:
        dessiner()
    finally:
        del vars(contexte)[_ENVOI]
    return entendus


def _se_redit(message: ForwardMsg, place: tuple[int, ...], places: int) -> bool:
    """Vrai d'un message qui n'est qu'à lire, et qui reste dans son morceau."""
    chemin, parent = tuple(message.metadata.delta_path), place[:-1]
    dedans = chemin[: len(parent)] == parent and place[-1] <= (chemin[len(parent) :] or (-1,))[0] < place[-1] + places
    if message.WhichOneof("type") != "delta" or not dedans:
        return False
    if message.delta.WhichOneof("type") == "add_block":
        bloc = message.delta.add_block
        return bloc.WhichOneof("type") in _CADRES and not bloc.expandable.id
    element = message.delta.new_element
    sorte = element.WhichOneof("type")
    if sorte == "imgs":
        # Une image servie à part est un fichier de la séance.
        return all(image.url.startswith("data:") for image in element.imgs.imgs)
    return sorte in _A_LIRE and not element.plotly_chart.selection_mode
