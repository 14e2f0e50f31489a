"""Les filtres : l'adresse est la mémoire, une valeur inconnue se dit, les choix suivent la personne."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import textes

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

VUE, TENDANCES = "pages/suivi/vue_ensemble.py", "pages/suivi/tendances.py"


def _choisi(essai, nom):
    return essai.selectbox(key=f"filtre_{nom}").value


def test_l_adresse_ouvre_la_meme_vue(ouvrir, donnees_demo):
    essai = ouvrir(TENDANCES, indicateur="OS3", type_periode="trimestre", periode="2023-T2", region="MENAKA")
    assert [_choisi(essai, n) for n in ("indicateur", "type_periode", "periode", "region")] == [
        "OS3",
        "trimestre",
        "2023-T2",
        "MENAKA",
    ]
    lu = textes(essai)
    assert "Période\u00a0: **T2 2023**" in lu
    assert "Région\u00a0: **Ménaka**" in lu


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("region", "MOPTI"),
        ("region", "<script>alert(1)</script>"),
        ("periode", "2031-T1"),
        ("type_periode", "' OR 1=1 --"),
        ("indicateur", "x" * 5000),
        ("cercle", "ML0703"),
    ],
)
def test_valeur_inconnue_dite_jamais_levee(ouvrir, donnees_demo, nom, valeur):
    # ML0703 est un cercle de Gao : avec la région Ménaka, il n'existe pas.
    adresse = {"region": "MENAKA"} | {nom: valeur}
    essai = ouvrir(TENDANCES, **adresse)
    assert not essai.exception
    assert any("n’existe pas ici" in w.value for w in essai.warning)
    assert "<script>" not in textes(essai)


def test_un_choix_passe_dans_l_adresse_et_suit_la_personne(ouvrir, donnees_demo):
    essai = ouvrir(VUE)
    essai.selectbox(key="filtre_region").set_value("GAO").run()
    assert essai.query_params["region"] == "GAO"
    essai.switch_page(TENDANCES)
    essai.query_params["indicateur"] = "OS3"
    essai.run()
    assert _choisi(essai, "region") == "GAO"
    assert not essai.warning


def test_ce_que_l_adresse_ne_dit_plus_n_est_pas_remis_par_la_memoire(ouvrir, donnees_demo):
    # Ce que fait le bouton «précédent» du navigateur : la même page, l'adresse d'avant.
    essai = ouvrir(VUE)
    essai.selectbox(key="filtre_region").set_value("GAO").run()
    del essai.query_params["region"]
    essai.run()
    assert _choisi(essai, "region") == ""
    assert "region" not in essai.query_params


def test_changer_de_region_retire_le_cercle(ouvrir, donnees_demo):
    essai = ouvrir(TENDANCES, region="GAO", cercle="ML0703")
    essai.selectbox(key="filtre_region").set_value("MENAKA").run()
    assert _choisi(essai, "cercle") == ""
    assert not essai.warning
    assert not essai.exception


def test_changer_de_lecture_garde_une_periode_valable(ouvrir, donnees_demo):
    essai = ouvrir(VUE, type_periode="cumul", periode="2023-T2")
    essai.selectbox(key="filtre_type_periode").set_value("annee").run()
    assert _choisi(essai, "periode") == "2024"
    assert not essai.warning


@pytest.mark.lent
def test_changer_d_indicateur_puis_de_lecture_garde_une_adresse_juste(ouvrir, donnees_demo):
    essai = ouvrir(TENDANCES)
    for code in essai.selectbox(key="filtre_indicateur").options[::10]:
        essai.selectbox(key="filtre_indicateur").set_value(code.split(" ")[0]).run()
        for lecture in ("cumul", "annee"):
            essai.selectbox(key="filtre_type_periode").set_value(lecture).run()
            assert not essai.exception, (code, lecture)
            assert not essai.warning, (code, lecture)


def _page_d_une_seule_chose():
    import streamlit as st

    from vues.filtres import adresse

    st.session_state["memoire_filtres"] = {"region": "GAO", "indicateur": "OS1"}
    adresse.suivre_page("Chantiers")
    st.markdown(f"{st.session_state['memoire_filtres']} {st.query_params.to_dict()}")


def test_un_lien_vers_une_seule_chose_oublie_ce_qui_la_cacherait():
    essai = AppTest.from_function(_page_d_une_seule_chose)
    essai.query_params["seule"] = "1"
    essai.query_params["fiche"] = "MEN-CH-03"
    assert essai.run().markdown[0].value == "{'indicateur': 'OS1'} {'fiche': 'MEN-CH-03'}"
