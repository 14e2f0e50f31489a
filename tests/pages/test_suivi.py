"""Les pages de suivi dans leurs états : normal, vide, partiel, refusé, abîmé."""

import pytest
from streamlit.testing.v1 import AppTest

from domaine.reglages import RACINE
from tests.pages.conftest import textes
from tests.requetes.fabrique import Fabrique

PAGES = ("vue_ensemble", "tendances", "comparaisons", "aide")
FICHIERS = [f"pages/suivi/{nom}.py" for nom in PAGES]


@pytest.mark.parametrize("page", FICHIERS)
def test_normal(ouvrir, donnees_demo, page):
    essai = ouvrir(page)
    assert not essai.exception
    lu = textes(essai)
    assert "DONNÉES DE DÉMONSTRATION" in lu
    assert "arrêtées au **30\u00a0juin\u00a02024**" in lu
    assert "rapports reçus" in lu
    assert "découpage 2021" in lu


@pytest.mark.parametrize("page", FICHIERS)
def test_rien_de_publie(ouvrir, socle_donnees, page):
    essai = ouvrir(page)
    assert not essai.exception
    assert "publié" in textes(essai)
    assert not essai.selectbox


@pytest.mark.parametrize("page", FICHIERS)
def test_edition_illisible(ouvrir, socle_donnees, page):
    (socle_donnees / "courant.json").write_text('{"edition": "absente"}', encoding="utf-8")
    essai = ouvrir(page)
    assert not essai.exception
    assert "L’édition ne peut pas être montrée" in textes(essai)


@pytest.mark.parametrize("page", FICHIERS)
def test_cadre_sans_donnee(ouvrir, socle_donnees, page):
    fabrique = Fabrique(socle_donnees)
    fabrique.info["date_donnees"] = ""
    fabrique.seuils()
    fabrique.indicateur("A")
    fabrique.publier()
    essai = ouvrir(page)
    assert not essai.exception
    assert ("Le cadre est là" in textes(essai)) == (page != "pages/suivi/aide.py")


@pytest.mark.parametrize("page", FICHIERS)
def test_donnees_sans_cadre(ouvrir, socle_donnees, page):
    fabrique = Fabrique(socle_donnees)
    fabrique.seuils()
    fabrique.publier()
    essai = ouvrir(page)
    assert not essai.exception
    assert "aucun indicateur" in textes(essai).lower()


@pytest.mark.parametrize("page", FICHIERS)
def test_presque_rien(ouvrir, socle_donnees, page):
    fabrique = Fabrique(socle_donnees)
    fabrique.seuils()
    fabrique.indicateur("A", unite="%")
    fabrique.chiffre("A", "SOCLE", valeur=None, recues=0, attendues=2, etat="sans donnée", date_plus_ancienne=None)
    fabrique.publier()
    essai = ouvrir(page)
    assert not essai.exception
    assert "démonstration" not in textes(essai).lower()


@pytest.mark.parametrize("profil", ["bailleur", "partenaires"])
@pytest.mark.parametrize("page", FICHIERS)
def test_refuse_par_le_menu_et_par_lien(ouvrir, donnees_demo, monkeypatch, page, profil):
    monkeypatch.setenv("SOCLE_PROFIL", profil)
    essai = ouvrir(page, region="GAO")
    assert not essai.exception
    assert "Cette page n’est pas ouverte à ce profil" in textes(essai)
    assert not essai.selectbox
    assert "juin" not in textes(essai)


@pytest.mark.parametrize("page", [*FICHIERS, "pages/bailleur/accueil.py"])
def test_refuse_sans_passer_par_app(donnees_demo, monkeypatch, page):
    # Après un redémarrage, un lien direct peut lancer le fichier de la page sans app.py.
    monkeypatch.setenv("SOCLE_PROFIL", "bailleur")
    essai = AppTest.from_file(str(RACINE / page), default_timeout=60).run()
    assert not essai.exception
    assert "Cette page n’est pas ouverte à ce profil" in textes(essai)
    assert not essai.selectbox


def test_reglage_faux(socle_donnees, monkeypatch):
    monkeypatch.setenv("SOCLE_PROFIL", "tout le monde")
    essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60).run()
    assert not essai.exception
    assert "Réglage à corriger" in textes(essai)


def test_edition_epinglee(ouvrir, socle_donnees, monkeypatch):
    for nom, jour in (("ancienne", "2024-03-31"), ("nouvelle", "2024-06-30")):
        fabrique = Fabrique(socle_donnees, nom)
        fabrique.info["date_donnees"] = jour
        fabrique.seuils()
        fabrique.indicateur("A")
        fabrique.chiffre("A", "SOCLE", "2024-T1")
        fabrique.publier()
    monkeypatch.setenv("SOCLE_EDITION", "ancienne")
    lu = textes(ouvrir("pages/suivi/vue_ensemble.py"))
    assert "Édition ancienne" in lu
    assert "31\u00a0mars\u00a02024" in lu


def test_une_faute_imprevue_se_dit_en_francais_sans_rien_montrer(caplog):
    def page():
        from web import faute

        faute.montrer(ValueError("détail avec un nom de personne"))

    essai = AppTest.from_function(page).run()
    assert "faute imprévue" in textes(essai)
    assert "nom de personne" not in textes(essai)
    assert "nom de personne" in caplog.text


def test_l_identite_du_projet_garde_sa_typographie(ouvrir, donnees_demo):
    assert "- **Convention**\u00a0: DEMO" in textes(ouvrir("pages/suivi/aide.py"))
