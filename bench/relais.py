"""Un relais local qui compte les octets venus du serveur : ce que la liaison porte vraiment, compression comprise.

Les outils du navigateur ne donnent d'une trame WebSocket que son contenu décompressé ; le relais compte avant.
"""

from __future__ import annotations

import socket
import threading
from types import TracebackType


class Relais:
    """Relaie `127.0.0.1:port` vers un serveur local et compte les octets qui en descendent.

    Attributes:
        port: le port à donner au navigateur.
        descendus: octets reçus du serveur depuis le début.
    """

    def __init__(self, port_serveur: int) -> None:
        self._cible = port_serveur
        self._ecoute = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._ecoute.getsockname()[1])
        self.descendus = 0
        self._verrou = threading.Lock()
        threading.Thread(target=self._accueillir, daemon=True).start()

    def __enter__(self) -> Relais:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ecoute.close()

    def _accueillir(self) -> None:
        while True:
            try:
                client, _ = self._ecoute.accept()
            except OSError:
                # Fermé : le relais s'arrête.
                return
            serveur = socket.create_connection(("127.0.0.1", self._cible))
            for source, but, compte in ((client, serveur, False), (serveur, client, True)):
                threading.Thread(target=self._verser, args=(source, but, compte), daemon=True).start()

    def _verser(self, source: socket.socket, but: socket.socket, compte: bool) -> None:
        try:
            while morceau := source.recv(65536):
                if compte:
                    with self._verrou:
                        self.descendus += len(morceau)
                but.sendall(morceau)
        except OSError:
            # Le navigateur a raccroché : c'est la fin ordinaire d'une connexion.
            return
        finally:
            for prise in (source, but):
                prise.close()
