"""Les fiches d'une commune et d'un point, telles qu'elles se dessinent : normales, vides, fermées, hostiles."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique_fiches import GABERO, GAO, JUIN, MENAKA, le, publier
from vues.textes import echapper

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

HOSTILES = ("<img src=x onerror=alert(1)>", "**gras** [lien](http://x)")


def _dessiner(fiche, cle, jour, choisir=False):
    """Ce que la page Carte fera : le contexte d'une page, puis la fiche."""
    import streamlit as st

    from requetes.edition.referentiel import lire_referentiel
    from vues import donnees
    from vues.fiches import commune, point
    from vues.page.entree import Contexte

    edition = donnees.edition_en_cours()
    contexte = Contexte(edition, "interne", donnees.lire(edition, lire_referentiel))
    if fiche == "point":
        point.afficher(contexte, cle, jour)
    elif choisir:
        commune.afficher(contexte, cle, jour, lambda choisi: st.session_state.update(choisi=choisi))
    else:
        commune.afficher(contexte, cle, jour)


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """Une édition par texte hostile, et une sans : elles se lisent seulement."""
    return {nom: publier(tmp_path_factory.mktemp("fiches"), nom) for nom in ("", *HOSTILES)}


@pytest.fixture
def dessiner(editions, monkeypatch):
    def dessiner_(fiche, cle, jour=JUIN, nom="", choisir=False):
        monkeypatch.setenv("SOCLE_DONNEES", str(editions[nom]))
        essai = AppTest.from_function(_dessiner, args=(fiche, cle, jour, choisir), default_timeout=60).run()
        assert not essai.exception and not essai.error
        return essai

    return dessiner_


def _onglets(essai):
    return [o.label for o in essai.tabs]


def _cellules(essai):
    return [str(v) for t in lire_tableaux(essai) for v in t.value.to_numpy().ravel()]


def _clair(essai):
    return textes(essai).replace("\\", "").replace("\u00a0", " ")


def test_une_commune_dit_l_essentiel_puis_ses_onglets(dessiner):
    essai = dessiner("commune", GAO)
    lu = _clair(essai)
    assert "Fiche de la commune : Gao" in lu
    assert "1 point restauré sur 3 fonctionne ; 1 est retombé ; 1 n’a pas été vu depuis 90 jours" in lu
    assert "**3/5** déjà restaurés · **1/3** fonctionnent · **1/3** retombés" in lu and "**2** jamais visités" in lu
    # 5 manques de points, 2 saisies, 1 rapport ; 5 décisions à faire
    assert _onglets(essai) == [
        "Services (5)",
        "Histoire",
        "Ce qui manque (8)",
        "Décisions (5 à faire)",
        "Indicateurs",
    ]
    assert len(essai.get("image")) == 1
    assert [e.label.replace("\u00a0", " ") for e in essai.expander] == ["1 décision close"]


def test_les_cellules_d_une_commune_sont_en_francais(dessiner):
    cellules = [c.replace("\\", "").replace("\u00a0", " ") for c in _cellules(dessiner("commune", GAO))]
    for attendue in (
        "● pleinement fonctionnel",
        "10/06/2024 (4/4 tests)",
        "étape échue sans date : 2 formulation participative",
        "2 périodes, de T1 2024 à T2 2024",
        "■ en retard de 29 jours",
        "travaux 30 %, payé 5 %, au 28/05/2024",
        "81 jours",
    ):
        assert attendue in cellules, attendue
    assert not {"nan", "None", "NaT", "<NA>"} & set(cellules)


def test_une_commune_sans_point_n_a_pas_de_zeros(dessiner):
    essai = dessiner("commune", GABERO)
    lu = _clair(essai)
    assert "Aucun point de service n’est suivi dans cette commune." in lu
    assert "0/0" not in lu and not essai.get("image")
    assert _onglets(essai)[0] == "Services (0)"
    assert any("feuille" in i.value for i in essai.info)


def test_une_commune_fermee_dit_depuis_quand(dessiner):
    lu = _clair(dessiner("commune", MENAKA))
    assert "il n’a jamais été visité. Zone déclarée inaccessible depuis T1 2024." in lu


def test_choisir_un_point_l_ouvre_une_seule_fois(dessiner):
    essai = dessiner("commune", GAO, choisir=True)
    essai.selectbox[0].select("A").run()
    assert essai.session_state["choisi"] == "A"
    assert essai.selectbox[0].value is None
    # un passage de plus, sans geste : rien ne se rouvre
    del essai.session_state["choisi"]
    essai.run()
    assert not essai.exception and "choisi" not in essai.session_state


@pytest.mark.parametrize(("fiche", "cle"), [("commune", "<b>GAO"), ("commune", "GAO"), ("point", "**Z**")])
def test_un_identifiant_inconnu_se_dit(dessiner, fiche, cle):
    essai = dessiner(fiche, cle)
    assert "n’est pas dans cette édition" in essai.info[0].value
    assert echapper(cle) in essai.info[0].value and not essai.tabs


def test_un_point_dit_ses_quatre_tests_et_son_parcours(dessiner):
    essai = dessiner("point", "B")
    lu = _clair(essai)
    assert "▲ non fonctionnel** — restauré le 5 mars 2024 (quatre tests réunis), **retombé** depuis" in lu
    assert "✓ local utilisable" in lu and "✗ agent absent" in lu and "✗ aucune prestation en 90 jours" in lu
    assert "Dernière visite le **1er juin 2024**, il y a 29 jours" in lu
    assert _onglets(essai)[1] == "Visites (3)"


def test_un_point_dit_d_ou_il_vient_et_ce_qui_a_change(dessiner):
    essai = dessiner("point", "A")
    lu = _clair(essai)
    assert "✓ 3 validation : **11 janvier 2024**" in lu
    assert "✓ 7 remise en service : **15 mars 2024**, prévue le 1er mars 2024 (+14 jours)" in lu
    assert "○ 9 transféré/clos : prévue le 1er décembre 2024" in lu
    assert "connue à 100 mètres près" in lu and "90 M FCFA" in lu and "550 habitants" in lu
    assert "gao.xlsx, feuille « F », ligne 2" in lu
    cellules = [c.replace("\\", "").replace("\u00a0", " ") for c in _cellules(essai)]
    assert "visite du 10/06/2024, usagers_femmes" in cellules and "6 F, 4 H" in cellules and "n. d. F, 10 H" in cellules
    assert _onglets(essai)[2] == "Décisions (2 à faire)"


def test_un_point_jamais_visite(dessiner):
    essai = dessiner("point", "M")
    lu = _clair(essai)
    assert "Jamais visité à cette date : les quatre tests ne sont pas connus." in lu
    assert "✓" not in lu and "✗" not in lu
    assert "connue, précision non dite" in lu
    assert any("Aucune étape reçue" in i.value for i in essai.info)


def test_un_point_suspendu_ne_passe_pas_pour_fait(dessiner):
    lu = _clair(dessiner("point", "E"))
    assert "■ suspendu : **1er avril 2024**" in lu
    assert "■ 5 travaux/équipement : prévue le 1er mai 2024, **pas faite à cette date**" in lu


def test_un_point_a_une_date_plus_ancienne(dessiner):
    lu = _clair(dessiner("point", "B", le(31, 3)))
    assert "pleinement fonctionnel" in lu and "retombé" not in lu


@pytest.mark.parametrize("nom", HOSTILES)
@pytest.mark.parametrize(("fiche", "cle"), [("commune", GAO), ("point", "A"), ("point", "D")])
def test_un_nom_hostile_reste_du_texte(dessiner, fiche, cle, nom):
    essai = dessiner(fiche, cle, nom=nom)
    tout = "\n".join([textes(essai), *_onglets(essai), *(e.label for e in essai.expander)])
    assert all("\\" not in c for c in _cellules(essai)), "une cellule n'est pas du Markdown"
    assert nom not in tout
    assert echapper(nom) in tout or any(nom in c for c in _cellules(essai))
