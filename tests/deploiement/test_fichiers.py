"""Ce que disent les fichiers de `deploiement/` : d'accord entre eux et avec le programme."""

import os
import re
import subprocess
import tomllib

import pytest

from domaine.reglages import FICHIER_REGLAGES, RACINE, Reglages, reglages
from tests.architecture import arbre

LIEU = RACINE / "deploiement"
UNITES = sorted((LIEU / "systemd").glob("*.service"))
JETON = "xK3vQ9_secret"
NGINX, CADDY = (LIEU / "nginx" / "socle.conf").read_text("utf-8"), (LIEU / "caddy" / "Caddyfile").read_text("utf-8")
#: Adresse demandée → elle porte un secret.
ADRESSES = {
    f"/socle/l/{JETON}": True,
    f"/socle/l/{JETON}/rapport.html?jeton={JETON}": True,
    f"/socle/%6c/{JETON}": True,
    f"/socle/media/{JETON}.pdf": True,
    f"/socle/_stcore/upload_file/{JETON}/{JETON}": True,
    f"/socle/tendances?zone=GAO&jeton={JETON}": True,
    f"/socle/oauth2callback?code={JETON}&state=x": True,
    f"/socle/static/../l/{JETON}": True,
    f"/autre/{JETON}": True,
    "/socle/tendances": False,
    "/socle/": False,
    "/socle/static/js/index.Ab3.js": False,
}


def test_une_seule_taille_de_fichier_recu():
    """Le mandataire, Streamlit, le programme et la page qui refuse disent la même."""
    taille = Reglages().taille_max_mo
    streamlit = tomllib.loads((RACINE / ".streamlit" / "config.toml").read_text("utf-8"))
    assert streamlit["server"]["maxUploadSize"] == taille
    assert f"client_max_body_size {taille}m;" in NGINX and f"max_size {taille}MiB" in CADDY
    assert f"{taille}&nbsp;Mo" in (LIEU / "erreurs" / "trop_gros.html").read_text("utf-8")


def test_les_reglages_de_l_exemple_sont_ceux_du_programme(tmp_path):
    lignes = [x for x in (LIEU / "socle.env").read_text("utf-8").splitlines() if x and not x.startswith("#")]
    lus = dict(x.split("=", 1) for x in lignes)
    assert not any(c in v for v in lus.values() for c in " \"'$"), "systemd et le shell ne liraient pas la même chose"
    noms = {n.removeprefix("SOCLE_").lower(): v for n, v in lus.items() if n.startswith("SOCLE_")}
    assert noms.pop("donnees") == "/var/lib/socle"
    (tmp_path / FICHIER_REGLAGES).write_text("\n".join(f'{n} = "{v}"' for n, v in noms.items()), encoding="utf-8")
    # Un nom que le programme ne connaît pas, ou une valeur hors bornes, arrêterait ici.
    assert reglages({}, tmp_path).journal == "json"


@pytest.mark.parametrize("adresse", ADRESSES)
def test_aucun_secret_au_journal_d_acces(adresse):
    """Règle E29 : la table de nginx, et le motif de Caddy, joués ici."""
    table = NGINX[NGINX.index("map $request_uri") :].partition("}\n")[0]
    motifs = re.findall(r'^\s+"~(\S+)"\s+(\S+);', table, re.MULTILINE)
    assert len(motifs) == table.count('"~')
    ecrit = "***"
    for motif, valeur in motifs:
        if trouve := re.search(motif.replace("(?<", "(?P<"), adresse):
            ecrit = trouve[valeur[1:]] if valeur.startswith("$") else valeur.strip('"')
            break
    avec_caddy = re.search(r'uri regexp "(.*)" "\$1…"', CADDY)
    assert JETON not in ecrit and JETON not in re.sub(avec_caddy[1], r"\1…", adresse)
    assert ADRESSES[adresse] or ecrit == adresse, "ce qui ne porte rien se lit"


def test_ce_que_dit_le_lecteur_est_remplace():
    assert not re.search(r"proxy_add_x_forwarded_for|\$http_x_", NGINX)
    dans_un_bloc = re.findall(r"location [^{]+\{[^}]*\}", NGINX)
    assert len(dans_un_bloc) >= 6
    # Posés dans un bloc, ils ôteraient ceux de tout le serveur.
    assert not [b for b in dans_un_bloc if "proxy_set_header" in b or "add_header" in b]


@pytest.mark.parametrize("unite", UNITES, ids=lambda u: u.stem)
def test_une_unite_n_a_que_ses_donnees(unite):
    texte = unite.read_text("utf-8")
    for ligne in ("User=socle", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077"):
        assert f"\n{ligne}\n" in texte
    assert "StateDirectory=socle" in texte and re.search(r"^(IPAddressDeny=any|PrivateNetwork=yes)$", texte, re.M)
    (commande,) = re.findall(r"^ExecStart=/srv/socle/(\S+)", texte, re.M)
    assert commande.startswith(".venv/") or os.access(RACINE / commande, os.X_OK)
    assert (unite.with_suffix(".timer").is_file()) == (unite.stem != "socle")


def test_l_image_a_tout_le_programme_et_rien_des_donnees():
    pris = {x.removeprefix("!") for x in (LIEU / "Dockerfile.dockerignore").read_text("utf-8").splitlines()}
    pieces = set(arbre.PIECES)
    assert pieces | {"app.py", "serveur.py", "static", ".streamlit", "data/reference"} <= pris and "data" not in pris
    docker = (LIEU / "Dockerfile").read_text("utf-8")
    assert "NON ESSAYÉ" in docker and "/socle/sante" in docker and re.search(r"^USER \d+:\d+$", docker, re.M)
    assert re.search(r"^FROM python:\d+\.\d+\.\d+-slim-\w+$", docker, re.M)


def _faux_programme(lieu, corps):
    """Le script de la nuit, à côté d'un faux Python qui note ce qu'on lui demande."""
    (lieu / "deploiement").mkdir()
    script = lieu / "deploiement" / "sauvegarder.sh"
    script.write_bytes((LIEU / "sauvegarder.sh").read_bytes())
    python = lieu / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$3 $4" >> {lieu}/appels\n{corps}\n', encoding="utf-8")
    for x in (script, python):
        x.chmod(0o755)
    sauvegardes = lieu / "sauvegardes"
    sauvegardes.mkdir()
    for nuit in range(1, 6):
        (sauvegardes / f"socle-2024-07-0{nuit}T023000.zip").touch()
    (sauvegardes / "autre.zip").touch()
    env = {"PATH": os.environ["PATH"], "SAUVEGARDES": str(sauvegardes), "SAUVEGARDES_GARDEES": "3"}
    code = subprocess.run([script], env=env, capture_output=True).returncode
    return code, (lieu / "appels").read_text("utf-8").split("\n")[:-1], sorted(p.name for p in sauvegardes.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="un script du shell")
@pytest.mark.parametrize(("rate", "envoye"), [("", True), ("figer", False), ("--progression", False)])
def test_ce_qui_se_fige_part_ensuite(tmp_path, rate, envoye):
    """Règle B2 : rien ne part si publier ou figer a échoué."""
    (tmp_path / "deploiement").mkdir()
    script = tmp_path / "deploiement" / "figer.sh"
    script.write_bytes((LIEU / "figer.sh").read_bytes())
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "$3 $4 $5" >> {tmp_path}/appels\n[ "$4" != "{rate}" ]\n', encoding="utf-8")
    for x in (script, python):
        x.chmod(0o755)
    code = subprocess.run([script], env={"PATH": os.environ["PATH"]}, capture_output=True).returncode
    appels = (tmp_path / "appels").read_text("utf-8").splitlines()
    assert (code == 0, appels[-1] == "edition envoyer --si-due") == (envoye, envoye)
    assert not envoye or appels == ["publier --progression aucune", *["edition figer --si-due"] * 3, appels[-1]]


@pytest.mark.skipif(os.name == "nt", reason="un script du shell")
def test_la_nuit_n_efface_une_archive_qu_apres_avoir_prouve_la_sienne(tmp_path):
    """Règles E25 et E28."""
    (tmp_path / "a").mkdir()
    code, appels, restent = _faux_programme(tmp_path / "a", '[ "$4" = creer ] && touch "$5"; exit 0')
    assert code == 0 and appels == ["sauvegarde creer", "sauvegarde repeter", "edition purger"]
    assert len(restent) == 4 and restent[0] == "autre.zip" and restent[1] == "socle-2024-07-04T023000.zip"
    (tmp_path / "b").mkdir()
    code, appels, restent = _faux_programme(tmp_path / "b", '[ "$4" != repeter ]')
    assert code == 1 and appels[-1] == "sauvegarde repeter" and len(restent) == 6
