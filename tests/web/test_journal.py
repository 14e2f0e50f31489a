"""Le journal du serveur : une ligne par événement, et rien qui se lise des données (règle E29)."""

import asyncio
import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaine.reglages import RACINE
from vues.page import chronometre
from web import journal

JETON = "xK3vQ9-Tin-Hama-Moussa"


def _ligne(mise_en_forme, nom="socle", message="faute", args=(), exc_info=None, **champs):
    dite = logging.LogRecord(nom, logging.ERROR, __file__, 7, message, args, exc_info)
    dite.champs = champs
    return mise_en_forme.format(dite)


def _echouer():
    try:
        raise ValueError(f"cellule C12 : «{JETON}» illisible dans /srv/socle/donnees/depots")
    except ValueError as erreur:
        raise KeyError(JETON) from erreur


def _faute():
    try:
        _echouer()
    except KeyError:
        return sys.exc_info()
    raise AssertionError


def test_une_faute_en_json_tient_en_une_ligne_sans_un_mot_de_ce_qu_elle_dit():
    ligne = _ligne(journal.EnJson(), message="Faute imprévue d'une page", exc_info=_faute())
    assert "\n" not in ligne and JETON not in ligne and "/srv" not in ligne and str(RACINE) not in ligne
    lue = json.loads(ligne)
    assert [f["genre"] for f in lue["faute"]] == ["KeyError", "ValueError"]
    assert any(x.startswith("tests/web/test_journal.py:") and x.endswith("_echouer") for x in lue["faute"][0]["lignes"])
    assert lue["niveau"] == "erreur" and lue["evenement"] == "Faute imprévue d'une page"


def test_une_bibliotheque_dit_sa_phrase_jamais_ce_qui_la_remplit():
    lue = json.loads(_ligne(journal.EnJson(), "streamlit.x", "Refus de %s", (JETON,)))
    assert lue["message"] == "Refus de %s" and lue["source"] == "streamlit.x:7" and JETON not in json.dumps(lue)
    # Déjà remplie, sa phrase ne se distingue plus de ce qu'elle cite.
    assert "message" not in json.loads(_ligne(journal.EnJson(), "streamlit.x", f"Refus de {JETON}"))


def test_en_texte_une_personne_lit_tout():
    ligne = _ligne(journal.EnTexte(), message="demarrage", exc_info=_faute(), profil="interne")
    assert "demarrage profil=interne" in ligne and JETON in ligne and "Traceback" in ligne


@given(st.lists(st.text(st.characters(blacklist_characters="/"), min_size=1, max_size=30), max_size=6))
def test_aucun_mot_inconnu_d_une_adresse_ne_s_ecrit(mots):
    rendus = journal.masquer("/" + "/".join(mots), "socle").split("/")[1:]
    connus = journal._CONNUS | journal.navigation.titres("interne").keys() | {"socle"}
    assert all(r in connus or r.startswith("***") for r in rendus)


def _demander(methode, chemin, *, code=200, entetes=(), caplog):
    async def dessous(_scope, _recevoir, envoyer):
        await envoyer({"type": "http.response.start", "status": code, "headers": list(entetes)})
        await envoyer({"type": "http.response.body", "body": b"12345"})

    async def envoyer(_):
        pass

    scope = {"type": "http", "method": methode, "path": chemin, "query_string": f"jeton={JETON}".encode()}
    caplog.clear()
    with caplog.at_level(logging.INFO, "socle"), ThreadPoolExecutor(1) as fil:
        fil.submit(asyncio.run, journal.Trace(dessous)(scope, None, envoyer)).result()
    return [json.loads(journal.EnJson().format(r)) for r in caplog.records]


def test_ce_qui_se_note_d_une_demande_et_ce_qui_ne_se_note_pas(caplog):
    (lue,) = _demander("GET", f"/l/{JETON}/rapport.html", caplog=caplog)
    assert lue["evenement"] == "document" and lue["chemin"] == "/l/***/rapport.html" and lue["octets"] == 5
    (lue,) = _demander("PUT", f"/_stcore/upload_file/{JETON}/{JETON}", code=204, caplog=caplog)
    assert lue["evenement"] == "depot" and JETON not in json.dumps(lue)
    (lue,) = _demander("GET", f"/{JETON}", code=500, caplog=caplog)
    assert lue["evenement"] == "demande en faute" and lue["chemin"] == "/***"
    assert _demander("GET", "/tendances", caplog=caplog) == []


def test_une_page_lente_se_note_meme_arretee_en_chemin(caplog, monkeypatch):
    monkeypatch.setattr(chronometre, "_LENTE_S", 0.0)
    with caplog.at_level(logging.INFO, "socle"), pytest.raises(RuntimeError), chronometre.noter_si_lente(""):
        raise RuntimeError
    assert caplog.records[0].champs["page"] == "accueil"
