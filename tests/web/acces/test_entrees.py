"""Les entrées tentées (docs/SECURITE.md) : chacune de la liste est essayée ici sur un vrai serveur ; aucune n'entre.

Règles E30 à E36.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.exceptions import InvalidStatus

from domaine.acces import registre
from tests import acces, serveurs
from tests.acces import Navigateur
from tests.lancement import RACINE, lancer_etl

pytestmark = pytest.mark.lent

_PAGE_DE_LIEN = "Ce lien ne s’ouvre pas"


@dataclass
class Lieu:
    """Le serveur, son dossier, et ceux qui y lisent de plein droit."""

    adresse: str
    donnees: Path
    journal: Path
    chef: Navigateur
    lit: Navigateur
    afd: Navigateur

    def inconnu(self) -> Navigateur:
        return Navigateur(self.adresse)

    def lien(self, **reste: Any) -> tuple[int, str]:
        return acces.remettre_un_lien(self.donnees, **reste)


@pytest.fixture(scope="module")
def lieu(donnees_figees: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lieu]:
    dossier = tmp_path_factory.mktemp("porte")
    donnees, journal = dossier / "donnees", dossier / "journal.txt"
    shutil.copytree(donnees_figees, donnees)
    port = serveurs.port_libre()
    adresse = f"http://localhost:{port}"
    with acces.fournisseur() as metadonnees:
        acces.ecrire_reglement(donnees, adresse, metadonnees)
        with serveurs.demarrer(donnees, journal, port=port):
            entres = [Navigateur(adresse).se_connecter(sub) for sub in ("chef", "lit", "afd")]
            yield Lieu(adresse, donnees, journal, *entres)


def _refuse(reponse: httpx.Response, *statuts: int) -> None:
    """Rien n'en est sorti : un refus en français, sans script, ni liaison, ni chiffre."""
    assert reponse.status_code in (statuts or (401, 403, 404)), reponse.text[:300]
    assert "<script" not in reponse.text
    assert "_stcore" not in reponse.text


def _liaison_refusee(navigateur: Navigateur, **reste: Any) -> None:
    with pytest.raises(InvalidStatus) as refus:
        navigateur.lier(**reste)
    assert refus.value.response.status_code == 403


def _brut(lieu: Lieu, demande: bytes) -> bytes:
    """Une demande telle quelle, octet pour octet : les bibliothèques corrigeraient la faute."""
    lue = urlsplit(lieu.adresse)
    with socket.create_connection((str(lue.hostname), int(lue.port or 0)), timeout=10) as prise:
        prise.sendall(demande.replace(b"HOTE", lue.netloc.encode()))
        recu = b""
        while morceau := prise.recv(65536):
            recu += morceau
    return recu


def _temoin_signe(secret: str, **dit: Any) -> dict[str, str]:
    poses: dict[str, str] = {}

    def signer(nom: str, valeur: str) -> bytes:
        return create_signed_value(secret, nom, valeur)

    set_cookie_with_chunks(
        lambda nom, valeur: poses.__setitem__(nom, signer(nom, valeur).decode()),
        signer,
        "_streamlit_user",
        dit,
        cookie_attr_size=100,
    )
    return poses


def _rejouer(lieu: Lieu, temoins: dict[str, str]) -> httpx.Response:
    return lieu.inconnu().demander("/", headers={"Cookie": "; ".join(f"{n}={v}" for n, v in temoins.items())})


def _chef_dit(lieu: Lieu, **change: Any) -> dict[str, Any]:
    dit = {"is_logged_in": True, "provider": "default", "origin": lieu.adresse, "iss": "x", "sub": "chef"}
    return dit | {"email": "chef@socle.example", "iat": int(time.time())} | change


# Chaque tentative porte le nom de sa ligne dans docs/SECURITE.md.


def _sans_compte(lieu: Lieu, chemin: str) -> None:
    _refuse(lieu.inconnu().demander(chemin), 401)


def _chemin(lieu: Lieu, chemin: str) -> None:
    reponse = _brut(lieu, f"GET {chemin} HTTP/1.1\r\nHost: HOTE\r\nConnection: close\r\n\r\n".encode())
    statut = int(reponse.split(b" ", 2)[1])
    assert statut in (400, 401, 403, 404), reponse[:200]
    for secret in (b"[fournisseur]", b"SQLite format", b"DUCK", b"secret_temoins", b"root:"):
        assert secret not in reponse


def _liaison_sans_compte(lieu: Lieu) -> None:
    _liaison_refusee(lieu.inconnu())


def _jeton_forge(lieu: Lieu) -> None:
    _liaison_refusee(lieu.inconnu(), entetes={"X-Socle-Jeton": "pilotage"})
    lu = _ouvrir_avec(lieu.afd, "qualite", {"X-Socle-Jeton": "pilotage"})
    assert lu.dit("n’est pas ouverte à ce profil")


def _ouvrir_avec(navigateur: Navigateur, page: str, entetes: dict[str, str]) -> acces.Lu:
    with navigateur.lier(entetes=entetes) as liaison:
        return acces.lire_page(liaison, page)


def _origine_etrangere(lieu: Lieu) -> None:
    _liaison_refusee(lieu.chef, entetes={"Origin": "http://ailleurs.example"})


def _seance_d_autrui(lieu: Lieu) -> None:
    with lieu.chef.lier() as liaison:
        seance = acces.lire_page(liaison, "qualite").seance
        with lieu.afd.lier(seance=seance) as intruse:
            assert acces.lire_page(intruse, "").seance != seance


def _hote_forge(lieu: Lieu) -> None:
    _refuse(lieu.chef.demander("/", headers={"Host": "ailleurs.example"}), 421)
    _refuse(lieu.inconnu().demander("/", headers={"Host": "localhost"}), 421)


def _transmis_forge(lieu: Lieu) -> None:
    for entetes in (
        {"X-Forwarded-Host": "localhost", "X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1;host=localhost"},
        {"X-Original-URL": "/remise", "X-Rewrite-URL": "/remise", "X-HTTP-Method-Override": "PUT"},
        {
            "X-Forwarded-User": "chef@socle.example",
            "X-Remote-User": "chef@socle.example",
            "Authorization": "Basic YTph",
        },
    ):
        _refuse(lieu.inconnu().demander("/", headers=entetes), 401)


def _hote_double(lieu: Lieu) -> None:
    recu = _brut(lieu, b"GET / HTTP/1.1\r\nHost: HOTE\r\nHost: ailleurs.example\r\nConnection: close\r\n\r\n")
    assert int(recu.split(b" ", 2)[1]) in (400, 421)


def _methodes(lieu: Lieu) -> None:
    for methode in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        _refuse(lieu.inconnu().demander("/", methode), 401, 403, 404, 405)
        _refuse(lieu.inconnu().demander("/remise", methode), 401, 403, 404, 405)


def _metriques(lieu: Lieu) -> None:
    for chemin in ("metrics", "script-health-check", "agent/x"):
        assert lieu.chef.demander(f"/_stcore/{chemin}").status_code == 404


def _lien_inconnu(lieu: Lieu) -> None:
    _refuse(lieu.inconnu().demander("/l/" + "A" * 43), 404)


def _liens_indiscernables(lieu: Lieu) -> None:
    revoque, secret_revoque = lieu.lien()
    registre.revoquer(lieu.donnees, revoque, "essai")
    _, expire = lieu.lien(jours=-1)
    recues = [lieu.inconnu().demander(f"/l/{s}") for s in (secret_revoque, expire, "B" * 43, "x", "'%20OR%201=1--")]
    assert {r.status_code for r in recues} == {404}
    assert len({r.text for r in recues}) == 1
    assert _PAGE_DE_LIEN in recues[0].text
    assert not any("socle_lien" in r.headers.get("set-cookie", "") for r in recues)


def _lien_par_son_empreinte(lieu: Lieu) -> None:
    _, secret = lieu.lien()
    _refuse(lieu.inconnu().demander(f"/l/{registre.empreinte(secret)}"), 404)


def _secret_pour_temoin(lieu: Lieu) -> None:
    _, secret = lieu.lien()
    for valeur in (secret, registre.empreinte(secret), "", "x" * 40_000):
        _refuse(lieu.inconnu().demander("/remise", headers={"Cookie": f"socle_lien={valeur}"}), 401, 431)


def _temoin_de_lien_revoque(lieu: Lieu) -> None:
    rang, secret = lieu.lien()
    lecteur = lieu.inconnu().ouvrir_un_lien(secret)
    assert lecteur.demander("/remise").status_code == 200
    registre.revoquer(lieu.donnees, rang, "essai")
    _refuse(lecteur.demander("/remise"), 401)
    _refuse(lecteur.demander("/remise/rapport.pdf"), 401)


def _lien_revoque_en_lecture(lieu: Lieu) -> None:
    rang, secret = lieu.lien()
    lecteur = lieu.inconnu().ouvrir_un_lien(secret)
    with lecteur.lier() as liaison:
        assert acces.lire_page(liaison, "").dit("E2024-T2-1")
        registre.revoquer(lieu.donnees, rang, "essai")
        lu = acces.lire_page(liaison, "edition-tendances")
        assert lu.dit("n’est plus en vigueur")
        assert not lu.dit("E2024-T2-1")


def _lien_ouvre_l_equipe(lieu: Lieu) -> None:
    lecteur = lieu.inconnu().ouvrir_un_lien(lieu.lien()[1])
    for page in ("qualite", "carte-des-services", "reunion", "editions", "decisions"):
        lu = lecteur.ouvrir(page)
        assert lu.dit("n’est pas ouverte à ce profil"), page
        assert not lu.dit("MEN-"), page


def _empreinte(lieu: Lieu, numero: str) -> str:
    return str(json.loads((lieu.donnees / "figees" / numero / "manifeste.json").read_text("utf-8"))["empreinte"])


def _lien_une_autre_edition(lieu: Lieu) -> None:
    lecteur = lieu.inconnu().ouvrir_un_lien(lieu.lien()[1])
    for demande in ("edition=E2024-T2-3", "numero=E2024-T2-2&SOCLE_EDITION=E2024-T2-3", "figee=E2024-T2-3"):
        with lecteur.lier() as liaison:
            lu = acces.lire_page(liaison, "", demande)
        assert lu.dit(_empreinte(lieu, "E2024-T2-1"))
        assert not lu.dit(_empreinte(lieu, "E2024-T2-3"))


def _lien_pour_l_equipe(lieu: Lieu) -> None:
    fait = lancer_etl(*("lien", "creer", "E2024-T2-3", "--jusqu-au", "2026-12-31", "--pour", "X"), donnees=lieu.donnees)
    assert fait.returncode != 0
    assert "/l/" not in fait.stdout
    assert registre.liens(lieu.donnees)[0].edition != "E2024-T2-3"


def _temoin_forge(lieu: Lieu) -> None:
    _refuse(_rejouer(lieu, _temoin_signe("un autre secret, assez long pour signer", **_chef_dit(lieu))), 401)
    _refuse(_rejouer(lieu, {"_streamlit_user": json.dumps(_chef_dit(lieu))}), 401)


def _temoin_d_ailleurs(lieu: Lieu) -> None:
    _refuse(
        _rejouer(lieu, _temoin_signe(acces.SECRET_TEMOINS, **_chef_dit(lieu, origin="http://ailleurs.example"))), 401
    )


def _temoin_trop_vieux(lieu: Lieu) -> None:
    for finit in (time.time() - 1, 0.0):
        connexion = registre.Connexion("chef@socle.example", frozenset(), "x|chef", finit)
        _refuse(_rejouer(lieu, {"socle_compte": registre.connecter(lieu.donnees, connexion)}), 401)


def _temoin_rejoue_apres_deconnexion(lieu: Lieu) -> None:
    passant = lieu.inconnu().se_connecter("gao")
    garde = {c.name: c.value or "" for c in passant.client.cookies.jar}
    assert _rejouer(lieu, garde).status_code == 200
    passant.demander("/auth/logout")
    _refuse(_rejouer(lieu, garde), 401)


def _rejoue_apres_deconnexion_sous_un_lien(lieu: Lieu) -> None:
    passant = lieu.inconnu().se_connecter("gao")
    garde = {c.name: c.value or "" for c in passant.client.cookies.jar}
    passant.ouvrir_un_lien(lieu.lien()[1]).demander("/auth/logout")
    _refuse(_rejouer(lieu, garde), 401)


def _temoins_recomposes(lieu: Lieu) -> None:
    """Ceux de Streamlit ne disent plus qui lit : ni copiés sans le nôtre, ni le nôtre changé d'une lettre."""
    garde = {c.name: c.value or "" for c in lieu.chef.client.cookies.jar}
    _refuse(_rejouer(lieu, {n: v for n, v in garde.items() if n != "socle_compte"}), 401)
    signe = garde["socle_compte"]
    for rang in (0, len(signe) - 1):
        for lettre in "AQgw":
            change = signe[:rang] + lettre + signe[rang + 1 :]
            if change != signe:
                _refuse(_rejouer(lieu, garde | {"socle_compte": change}), 401)


def _deconnecte_en_lecture(lieu: Lieu) -> None:
    passant = lieu.inconnu().se_connecter("gao")
    with passant.lier() as liaison:
        lu = acces.lire_page(liaison, "carte-des-services")
        assert lu.dit("gao@socle.example")
        assert lu.fragments
        passant.demander("/auth/logout")
        _rien_ne_se_redessine(liaison, lu, "Votre connexion est terminée")
        assert acces.lire_page(liaison, "qualite").dit("Votre connexion est terminée")


def _rien_ne_se_redessine(liaison: acces.ClientConnection, lu: acces.Lu, refus: str, demande: str = "") -> None:
    for fragment in lu.fragments:
        morceau = acces.lire_page(liaison, "carte-des-services", demande, fragment)
        assert morceau.dit(refus), fragment
        assert not re.search(rb"(GAO|MEN|DOU)-[A-Z]{2,3}-\d", morceau.octets.replace(b"\\", b"")), fragment


def _adresse_non_verifiee(lieu: Lieu) -> None:
    _refuse(lieu.inconnu().se_connecter("menteur").demander("/"), 403)
    _refuse(lieu.inconnu().se_connecter("menteur_en_texte").demander("/"), 403)
    _refuse(lieu.inconnu().se_connecter("muet").demander("/"), 403)


def _compte_sans_role(lieu: Lieu) -> None:
    inconnu = lieu.inconnu().se_connecter("inconnu")
    _refuse(inconnu.demander("/tendances"), 403)
    _refuse(inconnu.demander("/remise"), 403)
    _liaison_refusee(inconnu)


def _role_retire(lieu: Lieu) -> None:
    passant = lieu.inconnu().se_connecter("gao")
    reglement = lieu.donnees / "acces.toml"
    ecrit = reglement.read_text(encoding="utf-8")
    with passant.lier() as liaison:
        assert acces.lire_page(liaison, "").dit("gao@socle.example")
        reglement.write_text(ecrit.replace("gao@socle.example", "autre@socle.example"), encoding="utf-8")
        try:
            assert acces.lire_page(liaison, "qualite").dit("Votre accès a été retiré")
            _refuse(passant.demander("/"), 403)
        finally:
            reglement.write_text(ecrit, encoding="utf-8")


def _role_retreci(lieu: Lieu) -> None:
    """De l'équipe au bailleur, page ouverte : ni la carte, ni une fiche, ni un fichier ne restent."""
    passant = lieu.inconnu().se_connecter("gao")
    reglement = lieu.donnees / "acces.toml"
    ecrit = reglement.read_text(encoding="utf-8")
    demande = "point=DOU-PT-001"
    with passant.lier() as liaison:
        lu = acces.lire_page(liaison, "carte-des-services", demande)
        assert len(lu.fragments) > 1  # la carte, et la boîte d'un point
        assert re.search(rb"DOU-PT-001", lu.octets.replace(b"\\", b""))
        reglement.write_text(
            ecrit.replace('"afd@bailleur.example"', '"gao@socle.example"').replace(
                'role = "dépôt"\npersonnes = ["gao@socle.example"]', 'role = "dépôt"\npersonnes = ["tiers@x.example"]'
            ),
            encoding="utf-8",
        )
        try:
            assert lieu.inconnu().se_connecter("gao").ouvrir("").dit("(bailleur)")
            _rien_ne_se_redessine(liaison, lu, "Votre accès a changé", demande)
            for fichier in lu.fichiers:
                _refuse(passant.demander(fichier), 404)
        finally:
            reglement.write_text(ecrit, encoding="utf-8")


def _reglement_absent(lieu: Lieu) -> None:
    reglement = lieu.donnees / "acces.toml"
    ailleurs = reglement.with_suffix(".ailleurs")
    reglement.rename(ailleurs)
    try:
        _refuse(lieu.inconnu().demander("/", headers={"Host": "localhost"}), 503)
        _liaison_refusee(lieu.inconnu())
        _refuse(lieu.chef.demander("/"), 503)
    finally:
        ailleurs.rename(reglement)


def _edition_d_un_autre_public(lieu: Lieu) -> None:
    reglement = lieu.donnees / "acces.toml"
    ecrit = reglement.read_text(encoding="utf-8")
    for numero in ("E2024-T2-3", "E2024-T2-2"):
        change = ecrit.replace('["afd@bailleur.example"]', f'["afd@bailleur.example"]\nedition = "{numero}"')
        reglement.write_text(change, encoding="utf-8")
        try:
            for chemin in ("/remise", "/remise/rapport.pdf", "/remise/tableaux.xlsx"):
                _refuse(lieu.afd.demander(chemin), 404)
        finally:
            reglement.write_text(ecrit, encoding="utf-8")


def _caches_vides(lieu: Lieu) -> None:
    """Un message qui n'est pas de lecture n'atteint pas Streamlit ; la liaison, elle, continue."""
    with lieu.afd.lier() as liaison:
        for interdit in ({"clear_cache": True}, {"set_run_on_save": True}, {"load_git_info": True}):
            liaison.send(acces.BackMsg(**interdit).SerializeToString())
        message = acces.BackMsg()
        message.backend_operation_request.install_skills.SetInParent()
        liaison.send(message.SerializeToString())
        lu = acces.lire_page(liaison, "")
        assert lu.dit("Édition remise")
        assert not lu.dit("git_info")


def _journal_injecte(lieu: Lieu) -> None:
    _refuse(lieu.inconnu().se_connecter("bavard").demander("/"), 403)
    trace = registre.traces(lieu.donnees, 1)[0]
    assert trace.role == "aucun"
    assert trace.qui.isprintable()


def _machine_dite(lieu: Lieu) -> None:
    octets = lieu.inconnu().ouvrir_un_lien(lieu.lien()[1]).ouvrir("").octets
    assert str(RACINE).encode() not in octets
    assert b"app.py" not in octets
    assert ".".join(map(str, sys.version_info[:3])).encode() not in octets


def _page_de_streamlit(lieu: Lieu) -> None:
    for chemin in ("/static/x", "/static//tendances", "/favicon.ico", "/robots.txt", "/app/static/x", "/component/x/y"):
        reponse = lieu.inconnu().demander(chemin)
        assert reponse.status_code in (400, 404), chemin
        assert "<script" not in reponse.text, chemin


def _registre_rempli(lieu: Lieu) -> None:
    """Demander l'en-tête d'un document n'inscrit rien, ni n'use le droit d'ouvrir un lien."""
    lecteur = lieu.inconnu().ouvrir_un_lien(lieu.lien()[1])
    avant = len(registre.traces(lieu.donnees, 10_000))
    for _ in range(25):
        assert lecteur.demander("/remise/rapport.pdf", "HEAD").status_code == 200
        assert lecteur.demander(f"/l/{'A' * 43}", "HEAD").status_code == 404
    assert len(registre.traces(lieu.donnees, 10_000)) == avant
    lieu.inconnu().ouvrir_un_lien(lieu.lien()[1])


def _reglement_abime(lieu: Lieu) -> None:
    reglement = lieu.donnees / "acces.toml"
    ecrit = reglement.read_text(encoding="utf-8")
    reglement.write_text(ecrit.replace('role = "lecture"', 'role = "tout"'), encoding="utf-8")
    try:
        _refuse(lieu.chef.demander("/"), 503)
        _liaison_refusee(lieu.chef)
    finally:
        reglement.write_text(ecrit, encoding="utf-8")


def _bailleur_lit_l_equipe(lieu: Lieu) -> None:
    for page in ("qualite", "carte-des-services", "representants", "reunion"):
        lu = lieu.afd.ouvrir(page)
        assert lu.dit("n’est pas ouverte à ce profil"), page
        assert not lu.dit("MEN-"), page


def _fichier_d_autrui(lieu: Lieu) -> None:
    with lieu.chef.lier() as liaison:
        fichiers = acces.lire_page(liaison, "editions", "figee=E2024-T2-1").fichiers
        assert fichiers
        assert lieu.chef.demander(fichiers[0]).status_code == 200
        for autre in (lieu.lit, lieu.afd, lieu.inconnu().se_connecter("chef")):
            _refuse(autre.demander(fichiers[0]), 404)
        _refuse(lieu.inconnu().demander(fichiers[0]), 401)


def _fichier_invente(lieu: Lieu) -> None:
    for nom in ("media/0123456789abcdef.pdf", "media/x/0123456789abcdef"):
        assert lieu.chef.demander(f"/{nom}").status_code in (400, 404)


def _envoyer(
    navigateur: Navigateur, seance: str, contenu: bytes | Iterator[bytes], *, xsrf: bool = True, methode: str = "PUT"
) -> httpx.Response:
    jeton = {"X-Xsrftoken": navigateur.xsrf()} if xsrf else {}
    genre = {"Content-Type": "multipart/form-data; boundary=b"}
    return navigateur.demander(f"/_stcore/upload_file/{seance}/f1", methode, content=contenu, headers=jeton | genre)


_CORPS = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\nPK\r\n--b--\r\n'


def _envoi_dans_la_seance_d_autrui(lieu: Lieu) -> None:
    with lieu.chef.lier() as liaison:
        seance = acces.lire_page(liaison, "qualite").seance
        assert _envoyer(lieu.chef, seance, _CORPS).status_code == 204
        for autre in (lieu.inconnu().se_connecter("gao"), lieu.afd):
            autre.demander("/")
            _refuse(_envoyer(autre, seance, _CORPS), 404)
            _refuse(_envoyer(autre, seance, b"", methode="DELETE"), 404)
        _refuse(_envoyer(lieu.inconnu(), seance, _CORPS), 401)


def _envoi_sans_le_droit(lieu: Lieu) -> None:
    with lieu.lit.lier() as liaison:
        lu = acces.lire_page(liaison, "qualite")
        assert lu.dit("Votre accès ne permet pas de déposer")
        _refuse(_envoyer(lieu.lit, lu.seance, _CORPS), 404)


def _envoi_contrefait(lieu: Lieu) -> None:
    with lieu.chef.lier() as liaison:
        seance = acces.lire_page(liaison, "qualite").seance
        assert _envoyer(lieu.chef, seance, _CORPS, xsrf=False).status_code == 403


def _envoi_demesure(lieu: Lieu) -> None:
    def morceaux() -> Iterator[bytes]:
        yield _CORPS[:-9]
        for _ in range(52):
            yield b"0" * 1_048_576

    with lieu.chef.lier() as liaison:
        seance = acces.lire_page(liaison, "qualite").seance
        entetes = (
            f"Content-Length: {60 * 1_048_576}\r\nX-Xsrftoken: {lieu.chef.xsrf()}\r\nCookie: {lieu.chef.temoins()}"
        )
        annonce = (
            f"PUT /_stcore/upload_file/{seance}/f1 HTTP/1.1\r\nHost: HOTE\r\nConnection: close\r\n{entetes}\r\n\r\n"
        )
        assert _brut(lieu, annonce.encode()).startswith(b"HTTP/1.1 413")
        with contextlib.suppress(httpx.TransportError):  # le serveur a pu couper avant la fin : rien n'est entré
            assert _envoyer(lieu.chef, seance, morceaux()).status_code == 413


def _entete_injecte(lieu: Lieu) -> None:
    for vers in ("%0d%0aset-cookie:%20a=b", "tendances%0d%0aLocation:%20http://x", "\u2028x"):
        reponse = lieu.inconnu().demander(f"/connexion?vers={vers}")
        assert reponse.status_code == 303
        assert reponse.headers["location"].startswith("./auth/login?provider=")
        assert "set-cookie" not in reponse.headers


def _redirection_au_dehors(lieu: Lieu) -> None:
    for vers in ("//ailleurs.example", "https://ailleurs.example", "/\\ailleurs.example", "..//ailleurs.example"):
        passant = lieu.inconnu()
        passant.demander(f"/connexion?vers={vers}")
        passant.se_connecter("gao")
        passant.client.cookies.set("socle_retour", vers, domain="localhost")
        suite = passant.demander("/")
        assert "ailleurs" not in suite.headers.get("location", "")


def _connexion_forgee(lieu: Lieu) -> None:
    for chemin in ("/auth/login?provider=forge", "/oauth2callback?code=x&state=y", "/oauth2callback?error=%0d%0ax"):
        reponse = lieu.inconnu().demander(chemin)
        poses = [v for v in reponse.headers.get_list("set-cookie") if "Max-Age=0" not in v]
        assert not any(v.startswith("_streamlit_user=") for v in poses)
        assert urlsplit(reponse.headers.get("location", "/")).hostname in (None, "localhost")


def _connexion_d_un_autre(lieu: Lieu) -> None:
    """La réponse du fournisseur, ouverte dans un autre navigateur que celui qui l'a demandée (CSRF de connexion)."""
    attaquant, victime = lieu.inconnu(), lieu.inconnu()
    depart = attaquant.client.get("/connexion")
    chez_lui = attaquant.client.get(httpx.URL(str(depart.url)).join(depart.headers["location"])).headers["location"]
    retour = attaquant.client.post(chez_lui, data={"sub": "chef"}).headers["location"]
    victime.client.get(retour)
    _refuse(victime.demander("/"), 401)


def _trop_d_essais(lieu: Lieu) -> None:
    recues = [lieu.inconnu().demander(f"/l/{'Z' * 40}{n:03}") for n in range(40)]
    assert recues[-1].status_code == 429
    assert _PAGE_DE_LIEN in recues[-1].text
    assert recues[-1].headers["retry-after"] == "60"


def _secret_dans_le_journal(lieu: Lieu) -> None:
    _, secret = lieu.lien()
    reponse = lieu.inconnu().demander(f"/l/{secret}")
    assert reponse.status_code == 303
    assert secret not in reponse.headers["location"]
    assert reponse.headers["referrer-policy"] == "no-referrer"
    assert secret not in lieu.journal.read_text(encoding="utf-8", errors="replace")
    ecrits = b"".join(f.read_bytes() for f in lieu.donnees.glob("acces.sqlite*"))
    assert secret.encode() not in ecrits
    temoin = reponse.headers["set-cookie"]
    assert re.search(r"socle_lien=[\w-]{40,}; Path=/; HttpOnly; SameSite=Lax", temoin)
    assert temoin.split("=")[1].split(";")[0].encode() not in ecrits


def _temoins_sous_tls(lieu: Lieu) -> None:
    sous_tls = {"X-Forwarded-Proto": "https"}
    pose = lieu.inconnu().demander(f"/l/{lieu.lien()[1]}", headers=sous_tls).headers["set-cookie"]
    assert pose.endswith("; Secure")
    page = lieu.chef.client.build_request("GET", "/", headers=sous_tls | {"Cookie": _sans_marque(lieu.chef)})
    poses = lieu.chef.client.send(page).headers.get_list("set-cookie")
    poses += lieu.inconnu().demander("/_stcore/health", headers=sous_tls).headers.get_list("set-cookie")
    assert poses
    assert all("secure" in p.lower() for p in poses), poses


def _sans_marque(navigateur: Navigateur) -> str:
    return "; ".join(
        p for p in navigateur.temoins().split("; ") if not p.startswith(("socle_navigateur", "_streamlit_xsrf"))
    )


Tentative = tuple[str, Callable[..., None], tuple[str, ...]]
TENTATIVES: tuple[Tentative, ...] = (
    *((f"{n} sans compte : {c}", _sans_compte, (c,)) for n, c in enumerate(
        ("/", "/tendances", "/carte-des-services?point=MEN-01", "/qualite", "/edition-carte", "/remise",
         "/remise/rapport.html", "/media/abc.pdf", "/_stcore/upload_file/x/y", "/page-qui-n-existe-pas"), 1)),
    *((f"{n} chemin : {c}", _chemin, (c,)) for n, c in enumerate(
        ("/../acces.toml", "/..%2f..%2facces.toml", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
         "/app/static/../../data/acces.sqlite", "/static/..%2f..%2fserveur.py", "/component/x/../../../acces.toml",
         "/remise/../figees/E2024-T2-3/edition.duckdb", "/remise/edition.duckdb", "/media/..%5c..%5cacces.toml"), 11)),
    ("21 liaison ouverte à la main", _liaison_sans_compte, ()),
    ("22 jeton forgé", _jeton_forge, ()),
    ("23 liaison d’une autre origine", _origine_etrangere, ()),
    ("24 séance d’un autre reprise", _seance_d_autrui, ()),
    ("25 hôte forgé", _hote_forge, ()),
    ("26 en-têtes de mandataire forgés", _transmis_forge, ()),
    ("27 deux hôtes", _hote_double, ()),
    ("28 autres méthodes", _methodes, ()),
    ("29 adresses internes de Streamlit", _metriques, ()),
    ("30 lien inconnu", _lien_inconnu, ()),
    ("31 lien expiré, révoqué, injecté : une seule page", _liens_indiscernables, ()),
    ("32 empreinte du registre pour secret", _lien_par_son_empreinte, ()),
    ("33 témoin de lien forgé", _secret_pour_temoin, ()),
    ("34 témoin d’un lien révoqué", _temoin_de_lien_revoque, ()),
    ("35 lien révoqué pendant la lecture", _lien_revoque_en_lecture, ()),
    ("36 lien vers une page de l’équipe", _lien_ouvre_l_equipe, ()),
    ("37 lien vers une autre édition", _lien_une_autre_edition, ()),
    ("38 lien vers une édition de l’équipe", _lien_pour_l_equipe, ()),
    ("39 témoin de compte forgé", _temoin_forge, ()),
    ("40 témoin d’une autre adresse", _temoin_d_ailleurs, ()),
    ("41 témoin trop vieux", _temoin_trop_vieux, ()),
    ("42 témoin rejoué après la déconnexion", _temoin_rejoue_apres_deconnexion, ()),
    ("43 déconnecté pendant la lecture", _deconnecte_en_lecture, ()),
    ("44 adresse électronique non vérifiée", _adresse_non_verifiee, ()),
    ("45 compte sans rôle", _compte_sans_role, ()),
    ("46 rôle retiré pendant la lecture", _role_retire, ()),
    ("47 règlement abîmé", _reglement_abime, ()),
    ("48 bailleur sur une page de l’équipe", _bailleur_lit_l_equipe, ()),
    ("49 fichier d’un autre", _fichier_d_autrui, ()),
    ("50 fichier inventé", _fichier_invente, ()),
    ("51 envoi dans la séance d’un autre", _envoi_dans_la_seance_d_autrui, ()),
    ("52 envoi sans le droit de déposer", _envoi_sans_le_droit, ()),
    ("53 envoi contrefait (CSRF)", _envoi_contrefait, ()),
    ("54 envoi démesuré", _envoi_demesure, ()),
    ("55 en-tête injecté", _entete_injecte, ()),
    ("56 redirection au-dehors", _redirection_au_dehors, ()),
    ("57 retour de connexion forgé", _connexion_forgee, ()),
    ("58 connexion d’un autre", _connexion_d_un_autre, ()),
    ("59 secret dans l’adresse, le journal, le registre", _secret_dans_le_journal, ()),
    ("60 témoins en clair sous TLS", _temoins_sous_tls, ()),
    ("61 témoin rejoué après la déconnexion, un lien ouvert", _rejoue_apres_deconnexion_sous_un_lien, ()),
    ("62 témoins recomposés", _temoins_recomposes, ()),
    ("63 rôle rétréci, page ouverte", _role_retreci, ()),
    ("64 règlement absent un instant", _reglement_absent, ()),
    ("65 édition d’un autre public", _edition_d_un_autre_public, ()),
    ("66 caches de tous vidés", _caches_vides, ()),
    ("67 journal injecté", _journal_injecte, ()),
    ("68 chemin et versions de la machine", _machine_dite, ()),
    ("69 page de Streamlit à une adresse de fichier", _page_de_streamlit, ()),
    ("70 registre rempli", _registre_rempli, ()),
    # En dernier : l'adresse des essais y use son droit d'ouvrir des liens pour une minute.
    ("71 trop d’essais", _trop_d_essais, ()),
)  # fmt: skip


@pytest.mark.parametrize(("tenter", "arguments"), [t[1:] for t in TENTATIVES], ids=[t[0] for t in TENTATIVES])
def test_aucune_entree(lieu: Lieu, tenter: Callable[..., None], arguments: tuple[str, ...]) -> None:
    tenter(lieu, *arguments)


def test_la_documentation_dit_les_memes() -> None:
    ecrite = (RACINE / "docs" / "SECURITE.md").read_text(encoding="utf-8")
    dites = re.findall(r"^\| (\d+) \| (.+?) \|", ecrite, re.MULTILINE)
    nommees = {int(nom.split()[0]): nom.split(" ", 1)[1].partition(" : /")[0] for nom, _, _ in TENTATIVES}
    assert {int(n): texte.partition(" : `")[0] for n, texte in dites} == nommees
