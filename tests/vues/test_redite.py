"""Un morceau de page se redit : la même chose, sans se redessiner, tant que rien de ce dont il dépend ne change."""

from __future__ import annotations

import threading

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.ouverture import vider_les_caches
from vues.reserve import Reserve


@pytest.fixture
def page(monkeypatch, tmp_path):
    """Une page d'un morceau entre deux titres, qui compte ses dessins ; `morceau` le dessine."""
    vider_les_caches()
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path))
    dessins: list[str] = []

    def ecrire(morceau, base="a"):
        def dessiner():
            dessins.append(base)
            morceau()

        essai = AppTest.from_function(_page, kwargs={"base": base, "dessiner": dessiner}, default_timeout=30)
        return essai, dessins

    yield ecrire
    vider_les_caches()


def _page(base, dessiner):
    from pathlib import Path

    import streamlit as st

    from requetes.edition.ouverture import Edition
    from vues.redite import redire

    st.title("avant")
    redire(Edition(base, Path(base)), "morceau", dessiner)
    st.title("après")


def _a_lire():
    with st.container(border=True):
        st.markdown("un **chiffre**")
        st.html("<p>un tableau</p>")
    st.caption("sa source")


def _lu(essai):
    return [e.value for e in essai.title], [m.value for m in essai.markdown], [c.value for c in essai.caption]


def test_un_morceau_se_redit_a_sa_place(page):
    essai, dessins = page(_a_lire)
    premier = _lu(essai.run())
    assert premier == (["avant", "après"], ["un **chiffre**"], ["sa source"])
    assert _lu(essai.run()) == premier and dessins == ["a"]
    # Un autre lecteur de la même page ; puis une autre adresse, puis une autre édition.
    assert _lu(page(_a_lire)[0].run()) == premier and dessins == ["a"]
    essai.query_params["region"] = "GAO"
    assert _lu(essai.run()) == premier and dessins == ["a", "a"]
    assert _lu(page(_a_lire, "b")[0].run()) == premier and dessins == ["a", "a", "b"]


@pytest.mark.parametrize(
    "morceau",
    [
        lambda: st.button("un geste"),
        lambda: st.selectbox("une boîte", ["x"]),
        lambda: st.download_button("un fichier", b"x"),
        lambda: st.tabs(["x", "y"], key="onglets", on_change="rerun"),
    ],
)
def test_ce_qui_est_d_une_seance_se_redessine(page, morceau):
    essai, dessins = page(morceau)
    essai.run()
    essai.run()
    assert not essai.exception and dessins == ["a", "a"]


def test_une_faute_n_est_pas_gardee_et_le_morceau_reprend(page):
    fautes = [ZeroDivisionError()]

    def morceau():
        if fautes:
            raise fautes.pop()
        _a_lire()

    essai, dessins = page(morceau)
    assert essai.run().exception
    assert not essai.run().exception and _lu(essai.run())[2] == ["sa source"] and dessins == ["a", "a"]


def test_la_reserve_est_bornee_et_ne_fait_qu_une_fois():
    reserve, faits = Reserve(2), []
    for cle in ("a", "b", "a", "c", "a", "b"):
        assert reserve.prendre(cle, lambda cle=cle: faits.append(cle) or cle) == cle
    # «b», la plus anciennement demandée, a cédé sa place à «c».
    assert faits == ["a", "b", "c", "b"]
    with pytest.raises(LookupError):
        reserve.prendre("faute", lambda: {}["x"])
    assert reserve.trouver("faute") is None


def test_deux_lecteurs_a_la_fois_n_en_font_qu_une():
    reserve, faits, pret = Reserve(4), [], threading.Event()

    def faire():
        pret.wait(5)
        faits.append(1)
        return object()

    pris: list[object] = []
    fils = [threading.Thread(target=lambda: pris.append(reserve.prendre("cle", faire))) for _ in range(4)]
    for fil in fils:
        fil.start()
    pret.set()
    for fil in fils:
        fil.join(10)
    assert len(faits) == 1 and len(set(map(id, pris))) == 1 and len(pris) == 4
