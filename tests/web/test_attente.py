"""Ce qui se voit avant les scripts."""

from __future__ import annotations

from pathlib import Path

from streamlit import file_util

from vues.page import navigation
from web import attente

PAGE = Path(file_util.get_static_dir(), "index.html").read_bytes()


def test_le_fragment_precede_tout_ce_qui_retient_le_dessin():
    """La version installée de Streamlit : une feuille de style d'avant le fragment le cacherait le temps de venir."""
    peinte = attente.peindre_d_abord(PAGE, attente.dessiner({"": "Vue d’ensemble"}), b"<style>a{}</style>")
    visible = peinte.index(b'id="socle-attente"')
    for bloquant in (b'rel="stylesheet"', b'<script type="module"', b'rel="modulepreload"', b"<style>a{}"):
        assert visible < peinte.index(bloquant), bloquant
    assert peinte.index(b"<style>a{}") < peinte.index(b'<script type="module"')
    assert PAGE.count(b"<link") == peinte.count(b"<link") and b'<div id="root">' in peinte
    assert b"You need to enable JavaScript" in PAGE and b"You need to" not in peinte


def test_une_autre_page_est_inchangee():
    for autre in (b"<html><body>404</body></html>", b'<script type="module"></script>', b""):
        assert attente.peindre_d_abord(autre, b"x", b"y") == autre


def test_un_titre_ne_ferme_pas_le_script():
    fragment = attente.dessiner({"a": "</script><b>"})
    assert b"</script><b>" not in fragment and fragment.count(b"</script>") == 1


def test_chaque_adresse_a_son_titre():
    titres = navigation.titres("interne")
    assert titres[""] == "Vue d’ensemble" and titres["qualite"] == "Qualité des données"
    assert set(titres) >= navigation.adresses("interne")[1]
