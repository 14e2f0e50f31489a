"""Le gardien quand l'application n'identifie personne, et ses bornes (règles E27, E30, E32, E33, E35)."""

from __future__ import annotations

import asyncio
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domaine.acces import registre
from domaine.acces.lecteur import LIEN, Lecteur
from web import demarrage
from web.acces import demande as d
from web.acces import gardien, jugement, nue
from web.acces.limite import Limite


def _demande(hote: str = "localhost:8501", **entetes: str) -> dict[str, Any]:
    dits = [(n.replace("_", "-").encode(), v.encode()) for n, v in entetes.items()]
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "scheme": "http",
        "headers": [(b"host", hote.encode()), *dits],
    }


@pytest.mark.parametrize("hote", ["localhost:8501", "127.0.0.1", "[::1]:8501", "LOCALHOST"])
def test_la_machine_meme_lit_comme_avant(hote, socle_donnees):
    assert jugement.juger(_demande(hote)) == Lecteur()


@pytest.mark.parametrize(
    "demande",
    [
        _demande("socle.example"),
        _demande("192.168.1.4:8501"),
        _demande("localhost.ailleurs.example"),
        _demande(""),
        _demande(x_forwarded_for="1.2.3.4"),
        _demande(x_forwarded_proto="https"),
        _demande(forwarded="for=1.2.3.4"),
        # Un mandataire qui ne dit rien : l'origine que donne le navigateur le trahit.
        _demande("127.0.0.1:8501", origin="https://socle.example"),
    ],
)
def test_ce_qui_vient_d_ailleurs_est_refuse_tant_que_rien_n_est_declare(demande, socle_donnees, monkeypatch):
    assert jugement.juger(demande) == jugement.Refus(jugement.Motif.FERME)
    monkeypatch.setenv("SOCLE_MANDATAIRE", "oui")
    assert jugement.juger(demande) == Lecteur()


def test_un_lien_sans_fournisseur_ne_s_ouvre_que_sur_la_machine(socle_donnees, monkeypatch):
    monkeypatch.setenv("SOCLE_MANDATAIRE", "oui")
    jour = dt.datetime.now(dt.UTC).date()
    champs = {"edition": "E2024-T2-1", "public": "bailleur", "pour": "AFD", "jusqu_au": jour, "par": "x"}
    ouvert = registre.ouvrir(socle_donnees, registre.creer_lien(socle_donnees, **champs)[1], jour)
    assert ouvert is not None
    temoin = f"socle_lien={ouvert[1]}"
    ici, dehors = _demande(cookie=temoin), _demande("socle.example", cookie=temoin, x_forwarded_for="1.2.3.4")
    lu = jugement.juger(ici)
    assert isinstance(lu, Lecteur) and (lu.origine, lu.public, lu.edition) == (LIEN, "bailleur", "E2024-T2-1")
    assert jugement.liens_ouverts(ici) and not jugement.liens_ouverts(dehors)
    # Un processus tenu à une autre édition ne l'ouvre pas.
    monkeypatch.setenv("SOCLE_EDITION", "E2024-T1-1")
    lu = jugement.juger(ici)
    assert isinstance(lu, Lecteur) and lu.origine != LIEN


def test_un_reglement_faux_ferme_tout_et_le_demarrage(socle_donnees):
    (socle_donnees / "acces.toml").write_text("[fournisseur]\n", encoding="utf-8")
    assert jugement.juger(_demande()) == jugement.Refus(jugement.Motif.FAUX)
    with pytest.raises(demarrage.EcouteOuverte, match="adresse"):
        demarrage.exiger_une_ecoute_close("localhost")


def test_un_registre_abime_ferme_tout(socle_donnees):
    (socle_donnees / "acces.sqlite").write_bytes(b"abime" * 1000)
    assert jugement.juger(_demande(cookie="socle_lien=abc")) == jugement.Refus(jugement.Motif.FAUX)


def test_un_temoin_demesure_ou_abime_ne_se_lit_pas():
    assert d.temoins(_demande(cookie="a=b; c=d")) == {"a": "b", "c": "d"}
    assert d.temoins(_demande(cookie="a=" + "x" * 40_000)) == {}
    assert d.entete({"headers": [(b"host", b"a"), (b"host", b"b")]}, b"host") == ""


@pytest.mark.parametrize(
    ("chemin", "racine"), [("/", "./"), ("/tendances", "./"), ("/tendances/", "../"), ("/remise/rapport.html", "../")]
)
def test_un_lien_d_une_page_nue_revient_a_la_racine(chemin, racine):
    assert d.vers_la_racine({"path": chemin}) == racine


def test_un_envoi_muet_est_coupe(monkeypatch):
    monkeypatch.setattr(gardien, "_SILENCE_S", 0.01)

    async def muet() -> dict[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    # Dans un fil à lui : celui-ci peut tenir déjà la boucle d'un navigateur.
    with ThreadPoolExecutor(1) as fil:
        rendu = fil.submit(lambda: asyncio.run(gardien._sans_silence(muet)())).result()
    assert rendu == {"type": "http.disconnect"}


def test_les_essais_manques_se_comptent_par_adresse_et_s_oublient():
    heure = [0.0]
    limite = Limite(essais=2, secondes=60, horloge=lambda: heure[0])
    for _ in range(2):
        assert limite.permet("a")
        limite.compter("a")
    assert not limite.permet("a") and limite.permet("b")
    heure[0] = 61
    assert limite.permet("a")


def test_une_page_nue_echappe_tout_et_n_a_pas_de_script():
    page = nue.ecrire(
        nue.Page("<script>x</script>", ("<b>",), (nue.Renvoi("<i>", "javascript:x", "1 Ko"),), notes=("&",))
    )
    assert b"<script" not in page and b"<b>" not in page.partition(b"<main>")[2].replace(b"<b>&lt;i&gt;</b>", b"")
    assert page.startswith(b"<!doctype html>") and b'lang="fr"' in page
