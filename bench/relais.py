"""Un relais local qui compte les octets venus du serveur : ce que la liaison porte vraiment, compression comprise.

Les outils du navigateur ne donnent d'une trame WebSocket que son contenu décompressé ; le relais compte avant.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from types import TracebackType


class Relais:
    """Relaie `127.0.0.1:port` vers un serveur local et compte les octets qui en descendent.

    Attributes:
        port: le port à donner au navigateur.
        fichiers: octets des réponses HTTP (pages, scripts, styles) depuis le début.
        donnees: octets des WebSockets : ce que l'application dit à la page.
    """

    def __init__(self, port_serveur: int) -> None:
        self._cible = port_serveur
        self._ecoute = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._ecoute.getsockname()[1])
        self.fichiers = self.donnees = 0
        self._verrou = threading.Lock()
        threading.Thread(target=self._accueillir, daemon=True).start()

    def __enter__(self) -> Relais:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        _fermer(self._ecoute)

    def _accueillir(self) -> None:
        while True:
            try:
                client, _ = self._ecoute.accept()
            except OSError:
                # Fermé : le relais s'arrête.
                return
            try:
                serveur = socket.create_connection(("127.0.0.1", self._cible))
            except OSError:
                # Serveur absent : le client doit le savoir, et les suivants être accueillis.
                client.close()
                continue
            threading.Thread(target=self._verser, args=(client, serveur), daemon=True).start()
            threading.Thread(target=self._descendre, args=(serveur, client), daemon=True).start()

    def _descendre(self, serveur: socket.socket, client: socket.socket) -> None:
        websocket = False
        for morceau in _morceaux(serveur):
            websocket = websocket or morceau.startswith(b"HTTP/1.1 101")
            with self._verrou:
                if websocket:
                    self.donnees += len(morceau)
                else:
                    self.fichiers += len(morceau)
            if not _envoyer(client, morceau):
                break
        _fermer(serveur, client)

    def _verser(self, client: socket.socket, serveur: socket.socket) -> None:
        for morceau in _morceaux(client):
            if not _envoyer(serveur, morceau):
                break
        _fermer(client, serveur)


def _morceaux(source: socket.socket) -> Iterator[bytes]:
    """Ce qui arrive, jusqu'à ce que l'autre raccroche : la fin ordinaire d'une connexion, dite ou non."""
    while True:
        try:
            morceau = source.recv(65536)
        except OSError:
            return
        if not morceau:
            return
        yield morceau


def _envoyer(but: socket.socket, morceau: bytes) -> bool:
    try:
        but.sendall(morceau)
    except OSError:
        return False
    return True


def _fermer(*prises: socket.socket) -> None:
    """Ferme, même quand un autre fil attend sur la prise : `close` seul laisserait l'attente et la liaison ouvertes."""
    for prise in prises:
        with contextlib.suppress(OSError):
            prise.shutdown(socket.SHUT_RDWR)
        prise.close()
