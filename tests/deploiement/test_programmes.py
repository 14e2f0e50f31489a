"""Les fichiers de `deploiement/` jugés par les programmes qui les lisent ; chacun, absent, le dit et saute."""

import http.server
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import time

import pytest

from domaine.reglages import RACINE
from tests import lancement

LIEU = RACINE / "deploiement"
NOM = "socle.exemple.org"
JETON = "xK3vQ9_secret"
_TAILLE = re.compile(rb"(?i)content-length: (\d+)")


@pytest.fixture(scope="module")
def certificat(tmp_path_factory):
    lieu = tmp_path_factory.mktemp("tls")
    options = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NOM}"]
    fichiers = ["-keyout", lieu / "cle.pem", "-out", lieu / "cert.pem"]
    commande = [lancement.facultatif("openssl", "openssl"), "req", "-x509", *options, *fichiers]
    subprocess.run(commande, check=True, capture_output=True)
    return lieu


def _port():
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return prise.getsockname()[1]


class _Echo(http.server.BaseHTTPRequestHandler):
    """Redit ce qui lui arrive."""

    def do_GET(self):
        corps = json.dumps({n.lower(): v for n, v in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def mandataire(certificat, tmp_path_factory):
    """Nginx, l'exemple tel quel sauf ses ports et ses dossiers, devant un serveur qui redit ; rend (port, journaux)."""
    nginx = lancement.facultatif("nginx", "nginx")
    lieu = tmp_path_factory.mktemp("nginx")
    clair, chiffre = _port(), _port()
    dessous = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=dessous.serve_forever, daemon=True).start()
    exemple = (LIEU / "nginx" / "socle.conf").read_text("utf-8")
    for avant, apres in {
        "listen 80": f"listen 127.0.0.1:{clair}",
        "listen 443": f"listen 127.0.0.1:{chiffre}",
        "127.0.0.1:8501": f"127.0.0.1:{dessous.server_port}",
        "/etc/ssl/certs/socle.pem": str(certificat / "cert.pem"),
        "/etc/ssl/private/socle.key": str(certificat / "cle.pem"),
        "/var/log/nginx/": f"{lieu}/",
        "/srv/socle": str(RACINE),
    }.items():
        assert avant in exemple
        exemple = exemple.replace(avant, apres)
    provisoires = "".join(f"{x}_temp_path {lieu}/{x};\n" for x in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (lieu / "nginx.conf").write_text(
        f"daemon off; pid {lieu}/pid; worker_processes 1; error_log {lieu}/demarrage.log;\n"
        # Lancé par root, il prendrait un compte qui ne lit pas les dossiers des essais.
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        f"events {{}}\nhttp {{\n{provisoires}{exemple}\n}}\n",
        encoding="utf-8",
    )
    essai = subprocess.run([nginx, "-t", "-c", lieu / "nginx.conf"], capture_output=True, text=True)
    assert essai.returncode == 0, essai.stderr
    with subprocess.Popen([nginx, "-c", lieu / "nginx.conf"], stderr=subprocess.DEVNULL) as processus:
        with socket.socket() as prise:
            while prise.connect_ex(("127.0.0.1", chiffre)) != 0 and processus.poll() is None:
                time.sleep(0.02)
        yield chiffre, lieu
        processus.terminate()
    dessous.shutdown()


def _demander(port, demande, nom=NOM):
    """Des octets, tels quels, et la réponse entière."""
    contexte = ssl.create_default_context()
    contexte.check_hostname, contexte.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as nue,
        contexte.wrap_socket(nue, server_hostname=nom) as prise,
    ):
        prise.sendall(demande.replace("HOTE", f"{nom}:{port}").replace("\n", "\r\n").encode())
        recu = b""
        # La taille dite, et non la fin : nginx laisse ouverte la liaison d'un corps qu'il n'a pas lu.
        while not (dite := _TAILLE.search(recu)) or len(recu.partition(b"\r\n\r\n")[2]) < int(dite[1]):
            if not (morceau := prise.recv(65536)):
                break
            recu += morceau
    tete, _, corps = recu.partition(b"\r\n\r\n")
    return int(tete.split()[1]), tete.decode("latin-1").lower(), corps.decode("utf-8", "replace")


def test_nginx_remplace_ce_que_le_lecteur_dit_de_lui(mandataire):
    forges = "X-Forwarded-For: 9.9.9.9\nX-Forwarded-Proto: http\nX-Forwarded-Host: ailleurs.example\n"
    forges += "X-Real-IP: 9.9.9.9\nForwarded: for=9.9.9.9\nRemote-User: admin\nX-Remote-User: admin\n"
    code, tete, corps = _demander(mandataire[0], f"GET /socle/ HTTP/1.1\nHost: HOTE\nConnection: close\n{forges}\n")
    lus = json.loads(corps)
    assert code == 200 and lus["x-forwarded-for"] == lus["x-real-ip"] == "127.0.0.1"
    assert lus["x-forwarded-proto"] == "https" and lus["x-forwarded-host"] == lus["host"] == f"{NOM}:{mandataire[0]}"
    assert "9.9.9.9" not in corps and "admin" not in corps and "ailleurs" not in corps
    assert "x-content-type-options: nosniff" in tete and "strict-transport-security" in tete


def test_nginx_refuse_en_francais_et_laisse_passer_une_liaison(mandataire):
    port = mandataire[0]
    for chemin, octets in (("_stcore/upload_file/s/f", 60_000_000), ("tendances", 2_000_000)):
        envoi = f"PUT /socle/{chemin} HTTP/1.1\nHost: HOTE\nConnection: close\nContent-Length: {octets}\n\n"
        code, _, corps = _demander(port, envoi)
        assert code == 413 and "Ce fichier est trop gros" in corps
    liaison = "GET /socle/_stcore/stream HTTP/1.1\nHost: HOTE\nConnection: Upgrade\nUpgrade: websocket\n\n"
    lus = json.loads(_demander(port, liaison)[2])
    assert lus["upgrade"] == "websocket" and lus["connection"] == "upgrade"
    # Un autre nom que le nôtre n'a pas même un certificat.
    with pytest.raises(ssl.SSLError):
        _demander(port, "GET / HTTP/1.1\nHost: HOTE\n\n", nom="autre.example")


def test_nginx_freine_les_liens_et_n_en_ecrit_aucun(mandataire):
    """Règle E29."""
    port, lieu = mandataire
    demande = f"GET /socle/l/{JETON}/rapport.html?jeton={JETON} HTTP/1.1\nHost: HOTE\nConnection: close\n\n"
    reponses = [_demander(port, demande) for _ in range(25)]
    assert [r[0] for r in reponses].count(200) == 21
    assert reponses[-1][0] == 429 and "Trop de demandes à la fois" in reponses[-1][2]
    _demander(port, f"GET /socle/%6c/{JETON} HTTP/1.1\nHost: HOTE\nConnection: close\n\n")
    ecrits = "".join(f.read_text("utf-8") for f in lieu.glob("*.log"))
    assert "/socle/l/*** 429" in ecrits and JETON not in ecrits


def test_caddy_lit_son_exemple(certificat, tmp_path):
    caddy = lancement.facultatif("caddy", "caddy")
    exemple = (LIEU / "caddy" / "Caddyfile").read_text("utf-8")
    exemple = exemple.replace("/etc/ssl/certs/socle.pem", str(certificat / "cert.pem"))
    exemple = exemple.replace("/etc/ssl/private/socle.key", str(certificat / "cle.pem"))
    exemple = exemple.replace("/var/log/caddy/", f"{tmp_path}/")
    (tmp_path / "Caddyfile").write_text(exemple, encoding="utf-8")
    commande = [caddy, "validate", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    lu = subprocess.run(commande, env=env, capture_output=True, text=True)
    assert lu.returncode == 0 and "Valid configuration" in lu.stdout, lu.stderr[-800:]


def test_systemd_lit_ses_unites(tmp_path):
    analyse = lancement.facultatif("systemd-analyze", "systemd")
    for unite in (LIEU / "systemd").glob("socle*.*"):
        if unite.suffix in (".service", ".timer"):
            texte = unite.read_text("utf-8").replace("/srv/socle/.venv/bin/python", sys.executable)
            (tmp_path / unite.name).write_text(texte.replace("/srv/socle", str(RACINE)), encoding="utf-8")
    unites = sorted(tmp_path.iterdir())
    assert len(unites) == 5
    lu = subprocess.run([analyse, "verify", *unites], capture_output=True, text=True)
    # Hors d'une machine qui démarre par systemd, il n'a pas tout pour juger : ce qu'il dit de nos fichiers compte.
    fautes = [x for x in lu.stderr.splitlines() if re.search(r"\bsocle[\w-]*\.(service|timer)\b", x)]
    assert fautes == []
