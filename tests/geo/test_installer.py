"""Le téléchargement des limites, contre un serveur local : bon, tronqué, lent, absent, détourné, trop gros."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from geo.__main__ import main
from geo.installer import installer_limites, source_des_limites
from geo.limites import fichier_des_limites, limites_en_vigueur
from geo.telechargement import Telechargement, TelechargementManque, telecharger

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


class _Serveur(BaseHTTPRequestHandler):
    contenu = b""
    arret = threading.Event()
    demandes: ClassVar[list[str]] = []

    def do_GET(self):
        _Serveur.demandes.append(self.path)
        getattr(self, f"_{self.path.strip('/').split('.')[0]}")()

    def _envoyer(self, corps: bytes, annonce: int | None = None, code: int = 200):
        self.send_response(code)
        if annonce != -1:
            self.send_header("Content-Length", str(len(corps) if annonce is None else annonce))
        self.end_headers()
        self.wfile.write(corps)

    def _bon(self):
        self._envoyer(self.contenu)

    def _tronque(self):
        self._envoyer(self.contenu[: len(self.contenu) // 2], annonce=len(self.contenu))

    def _tronque_sans_annonce(self):
        self._envoyer(self.contenu[: len(self.contenu) // 2], annonce=-1)

    def _vide(self):
        self._envoyer(b"")

    def _page(self):
        self._envoyer(b"<html>connectez-vous au portail</html>")

    def _absent(self):
        self._envoyer(b"rien", code=404)

    def _panne(self):
        self._envoyer(b"rien", code=500)

    def _lent(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.contenu)))
        self.end_headers()
        for octet in self.contenu:
            if self.arret.wait(0.05):
                return
            self.wfile.write(bytes([octet]))
            self.wfile.flush()

    def _entete_lent(self):
        while not self.arret.wait(0.05):
            self.wfile.write(b"H")
            self.wfile.flush()

    def _muet(self):
        self.arret.wait(30)

    def _gros_annonce(self):
        self._envoyer(b"x", annonce=10**12)

    def _gros_tu(self):
        self.send_response(200)
        self.end_headers()
        while not self.arret.is_set():
            self.wfile.write(b"0" * 1_000_000)

    def _rediriger(self, vers: str):
        self.send_response(302)
        self.send_header("Location", vers)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _ailleurs(self):
        self._rediriger("https://exemple.invalid/limites.geojson")

    def _fichier_local(self):
        self._rediriger("file:///etc/passwd")

    def _boucle(self):
        self._rediriger("/boucle")

    def _detour(self):
        self._rediriger("/bon.geojson")

    def log_message(self, *_):
        pass


@pytest.fixture
def serveur_de_fichiers(communes):
    _Serveur.contenu = communes[["geometry"]].to_json().encode()
    _Serveur.arret = threading.Event()
    _Serveur.demandes = []
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Serveur)
    http.handle_error = lambda *_: None
    fil = threading.Thread(target=http.serve_forever, daemon=True)
    fil.start()
    yield f"http://127.0.0.1:{http.server_port}"
    _Serveur.arret.set()
    http.shutdown()
    http.server_close()


def test_bon_fichier_installe(serveur_de_fichiers, donnees):
    phrase = installer_limites(f"{serveur_de_fichiers}/bon.geojson")
    assert phrase.startswith("Limites officielles installées")
    limites = limites_en_vigueur(donnees)
    assert not limites.schematique
    assert limites.source == "téléchargées de 127.0.0.1"


def test_redirection_sur_le_meme_hote_suivie(serveur_de_fichiers, donnees):
    assert "officielles installées" in installer_limites(f"{serveur_de_fichiers}/detour")


@pytest.mark.parametrize(
    ("chemin", "motif"),
    [
        ("tronque", "tronqué en route"),
        ("tronque_sans_annonce", "ne convient pas"),
        ("vide", "tronqué en route"),
        ("page", "ne convient pas"),
        ("absent", "le serveur répond 404"),
        ("panne", "le serveur répond 500"),
        ("ailleurs", "redirection refusée vers exemple.invalid"),
        ("fichier_local", "le serveur répond 302"),
        ("boucle", "le serveur répond 302"),
        ("gros_annonce", "trop gros"),
    ],
)
def test_echecs_dits_en_une_ligne_sans_rien_changer(serveur_de_fichiers, donnees, capsys, chemin, motif):
    assert main(["installer", "--adresse", f"{serveur_de_fichiers}/{chemin}", "--attente", "8"]) == 0
    sortie = capsys.readouterr().out
    assert motif in sortie
    assert sortie.startswith("Limites officielles non installées")
    assert sortie.count("\n") == 1
    assert limites_en_vigueur(donnees).schematique
    assert not fichier_des_limites(donnees).exists()


@pytest.mark.parametrize("chemin", ["lent", "entete_lent", "muet"])
def test_attente_bornee(serveur_de_fichiers, donnees, chemin):
    # Le serveur, lui, tiendrait bien plus longtemps : c'est l'attente qui met fin à la demande, et le dit.
    phrase = installer_limites(f"{serveur_de_fichiers}/{chemin}", attente_s=1.0)
    assert "non installées" in phrase and "pas fini au bout de 1 s" in phrase
    assert limites_en_vigueur(donnees).schematique


def test_taille_bornee_meme_non_annoncee(serveur_de_fichiers, tmp_path):
    demande = Telechargement(f"{serveur_de_fichiers}/gros_tu", tmp_path / "f", 3_000_000, 10)
    with pytest.raises(TelechargementManque, match="trop gros"):
        telecharger(demande)
    assert (tmp_path / "f").stat().st_size <= 3_000_000


@pytest.mark.parametrize(
    "adresse",
    [
        "http://exemple.invalid/a",
        "ftp://127.0.0.1/a",
        "file:///etc/passwd",
        "https://",
        "https://u:p@h/",
        "https://[",
        "x",
    ],
)
def test_adresses_refusees_sans_appel(donnees, monkeypatch, adresse):
    appels = []
    for nom in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, nom, lambda *args, **_: appels.append(args))
    assert "adresse" in installer_limites(adresse)
    assert not appels


def test_port_ferme(donnees):
    assert "injoignable" in installer_limites("http://127.0.0.1:9/a", attente_s=5)


def test_deja_installees_aucun_appel(serveur_de_fichiers, donnees, monkeypatch):
    installer_limites(f"{serveur_de_fichiers}/bon.geojson")
    monkeypatch.setenv("SOCLE_LIMITES_ADRESSE", f"{serveur_de_fichiers}/absent")
    _Serveur.demandes.clear()
    assert "déjà en place" in installer_limites()
    assert not _Serveur.demandes
    assert "404" in installer_limites(refaire=True)
    assert not limites_en_vigueur(donnees).schematique


def test_adresse_des_reglages(donnees):
    donnees.mkdir()
    (donnees / "reglages.toml").write_text('limites_adresse = "https://exemple.invalid/l.zip"\n')
    source = source_des_limites()
    assert (source.adresse, source.hotes_admis) == ("https://exemple.invalid/l.zip", ())


def test_adresse_livree_lisible():
    source = source_des_limites()
    assert source.adresse.startswith("https://")
    assert 0 < source.attente_s <= 120


def test_controle_sans_fin_ou_plante_abandonne(serveur_de_fichiers, donnees, monkeypatch):
    monkeypatch.setattr("geo.installer.CONTROLE_S", 0.01)
    assert "trop long à contrôler" in installer_limites(f"{serveur_de_fichiers}/bon.geojson")
    monkeypatch.setattr("geo.installer.CONTROLE_S", 60)
    monkeypatch.setattr("geo.installer.sys.executable", "/bin/false")
    assert "a fait tomber le contrôle" in installer_limites(f"{serveur_de_fichiers}/bon.geojson")
    assert limites_en_vigueur(donnees).schematique
