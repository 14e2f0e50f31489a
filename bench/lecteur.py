"""Un lecteur sans navigateur : une session WebSocket qui parle le protocole de Streamlit.

Vingt navigateurs sur la machine du serveur se mesureraient eux-mêmes ; ce client ne fait que demander, recevoir et
reconnaître la fin du passage. Il tient ce que tient un navigateur : l'adresse, les messages reçus, l'état des boîtes
touchées.
"""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_DELAI_S = 120.0
_FINIS = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Lecteur:
    """Une session ouverte sur une page.

    Attributes:
        boites: libellé → (identifiant, choix proposés) des listes déroulantes de la page.
        boutons: clé → (identifiant, fragment qui le porte) des boutons de la page.
        choisis: libellé → choix demandé par ce lecteur.
        titre: celui de la page lue ; un passage qui en montrerait une autre échoue.
        octets: ce que le dernier passage a reçu, avant compression.
    """

    def __init__(self, page: str = "", **adresse: str) -> None:
        self.boites: dict[str, tuple[str, list[str]]] = {}
        self.boutons: dict[str, tuple[str, str]] = {}
        self.choisis: dict[str, str] = {}
        self.titre, self.octets = "", 0
        self._page, self._adresse = page, urlencode(adresse)
        self._empreinte = ""
        self._connus: set[str] = set()
        self._prise: ClientConnection | None = None

    async def ouvrir(self, port: int) -> float:
        """Ouvre la session et rend les secondes jusqu'à la fin du premier passage.

        Raises:
            RuntimeError: le passage a échoué.
        """
        self._prise = await connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]  # comme un navigateur
            max_size=None,
            ping_interval=None,
            open_timeout=_DELAI_S,
        )
        return await self._passer()

    async def choisir(self, libelle: str, choix: str) -> float:
        """Change le choix d'une boîte ; rend les secondes jusqu'à la fin du passage."""
        self.choisis[libelle] = choix
        return await self._passer()

    async def presser(self, bouton: str) -> float:
        """Presse un bouton, par sa clé ; rend les secondes jusqu'à la fin du passage, ou de celui du fragment."""
        return await self._passer(bouton)

    async def relire(self) -> float:
        """Un passage de plus, sans rien changer."""
        return await self._passer()

    async def fermer(self) -> None:
        if self._prise is not None:
            await self._prise.close()

    async def _passer(self, bouton: str = "") -> float:
        assert self._prise is not None
        debut, self.octets = time.perf_counter(), 0
        await self._prise.send(self._demande(bouton).SerializeToString())
        async with asyncio.timeout(_DELAI_S):
            while not self._recevoir(await self._prise.recv()):
                pass
        return time.perf_counter() - debut

    def _demande(self, bouton: str = "") -> BackMsg:
        demande = BackMsg()
        etat = demande.rerun_script
        etat.query_string, etat.page_script_hash = self._adresse, self._empreinte
        etat.page_name = "" if self._empreinte else self._page
        etat.cached_message_hashes.extend(self._connus)
        etat.context_info.locale, etat.context_info.timezone = "fr-FR", "Africa/Bamako"
        for libelle, choix in self.choisis.items():
            boite = etat.widget_states.widgets.add()
            boite.id, boite.string_value = self.boites[libelle][0], choix
        if bouton:
            presse = etat.widget_states.widgets.add()
            presse.id, etat.fragment_id = self.boutons[bouton]
            presse.trigger_value = True
        return demande

    def _recevoir(self, octets: str | bytes) -> bool:
        """Vrai à la fin du passage."""
        self.octets += len(octets)
        message = ForwardMsg.FromString(octets if isinstance(octets, bytes) else octets.encode())
        genre = message.WhichOneof("type")
        if message.metadata.cacheable and message.hash:
            self._connus.add(message.hash)
        if genre == "navigation":
            # `new_session` ne connaît que le script d'accueil : la page montrée est celle de la navigation.
            self._empreinte = message.navigation.page_script_hash
        elif genre == "page_info_changed":
            self._adresse = message.page_info_changed.query_string
        elif genre == "delta":
            self._noter(message.delta)
        elif genre == "session_event" and message.session_event.WhichOneof("type") == "script_compilation_exception":
            raise RuntimeError("Le script ne se compile pas.")
        if genre == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise RuntimeError("Le passage a échoué.")
            # Un passage interrompu au profit d'un autre n'est pas la fin.
            return message.script_finished in _FINIS
        return False

    def _noter(self, delta: Delta) -> None:
        element = delta.new_element
        if element.WhichOneof("type") == "heading" and element.heading.tag == "h1":
            if self.titre not in ("", element.heading.body):
                raise RuntimeError(f"« {element.heading.body} » au lieu de « {self.titre} ».")
            self.titre = element.heading.body
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(f"La page a levé {element.exception.type} : {element.exception.message}")
        if element.WhichOneof("type") == "selectbox":
            self.boites[element.selectbox.label] = (element.selectbox.id, list(element.selectbox.options))
        if element.WhichOneof("type") == "button":
            # L'identifiant que Streamlit donne finit par la clé.
            self.boutons[element.button.id.rpartition("-")[2]] = (element.button.id, delta.fragment_id)
