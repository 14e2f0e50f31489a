"""Le relais compte juste : des octets connus, HTTP et WebSocket, fermeture. On lit jusqu'à la fin, sans minuterie."""

import socket
import threading

import pytest

from bench.relais import Relais

_ECHANGE = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
_PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsalut"


class _Serveur:
    """Répond à chaque connexion, dans l'ordre, par les morceaux donnés ; raccroche ensuite."""

    def __init__(self, *reponses):
        self._ecoute, self.demandes = socket.create_server(("127.0.0.1", 0)), []
        self.port = self._ecoute.getsockname()[1]
        self.fil = threading.Thread(target=self._repondre, args=(reponses,), daemon=True)
        self.fil.start()

    def _repondre(self, reponses):
        for morceaux in reponses:
            prise, _ = self._ecoute.accept()
            with prise:
                for morceau in morceaux:
                    # Une demande avant chaque morceau : les morceaux ne se collent pas.
                    self.demandes.append(prise.recv(65536))
                    prise.sendall(morceau)
        self._ecoute.close()


def _parler(port, tours):
    """Demande `tours` fois puis lit jusqu'au raccroché ; rend tout ce qui est descendu."""
    recu = b""
    with socket.create_connection(("127.0.0.1", port)) as prise:
        for _ in range(tours):
            prise.sendall(b"demande")
            recu += prise.recv(65536)
        while morceau := prise.recv(65536):
            recu += morceau
    return recu


def test_une_reponse_http_compte_en_fichiers_entetes_compris():
    serveur = _Serveur([_PAGE])
    with Relais(serveur.port) as relais:
        assert _parler(relais.port, 1) == _PAGE
        assert (relais.fichiers, relais.donnees) == (len(_PAGE), 0)
    assert serveur.demandes == [b"demande"]


def test_un_websocket_compte_en_donnees_du_premier_octet_au_dernier():
    trames = [_ECHANGE, b"\x82\x03abc", b"\x82\x7e\x00\xff" + b"x" * 255]
    serveur = _Serveur(trames)
    with Relais(serveur.port) as relais:
        assert _parler(relais.port, 3) == b"".join(trames)
        assert (relais.fichiers, relais.donnees) == (0, sum(map(len, trames)))


def test_les_connexions_s_additionnent_chacune_de_son_cote():
    serveur = _Serveur([_PAGE], [_ECHANGE, b"\x82\x01z"], [_PAGE, b"encore"])
    with Relais(serveur.port) as relais:
        for tours in (1, 2, 2):
            _parler(relais.port, tours)
        assert relais.fichiers == 2 * len(_PAGE) + len(b"encore")
        assert relais.donnees == len(_ECHANGE) + 3


def test_un_gros_morceau_est_compte_en_entier():
    corps = b"HTTP/1.1 200 OK\r\n\r\n" + b"o" * 1_000_000
    serveur = _Serveur([corps])
    with Relais(serveur.port) as relais:
        assert len(_parler(relais.port, 1)) == len(corps) == relais.fichiers


def test_ferme_il_n_accueille_plus():
    serveur = _Serveur()
    with Relais(serveur.port) as relais:
        port = relais.port
    with pytest.raises(OSError):
        _parler(port, 1)


def test_sans_serveur_le_client_est_raccroche_et_le_relais_reste():
    muet = _Serveur()
    muet.fil.join()
    with Relais(muet.port) as relais:
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", relais.port)) as prise:
                assert prise.recv(1) == b""
        assert (relais.fichiers, relais.donnees) == (0, 0)
