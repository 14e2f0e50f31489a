"""Un serveur, un vrai fournisseur d'identité, trois comptes et un lien à la fois : chacun ne lit que ce qui est à lui.

Règles E30 à E34.
"""

from __future__ import annotations

import shutil

import pytest

from tests import acces, serveurs
from tests.navigateur.conftest import Surveillance, _contexte
from tests.navigateur.gestes import attendre_le_calme, sans_debordement

pytestmark = pytest.mark.navigateur

REFUS = "Cette page n’est pas ouverte à ce profil"


@pytest.fixture
def lieu(donnees_figees, tmp_path, _bibliotheques):
    donnees = tmp_path / "donnees"
    shutil.copytree(donnees_figees, donnees)
    port = serveurs.port_libre()
    adresse = f"http://localhost:{port}"
    with acces.fournisseur() as metadonnees:
        acces.ecrire_reglement(donnees, adresse, metadonnees)
        with serveurs.demarrer(donnees, tmp_path / "journal.txt", port=port):
            yield adresse


@pytest.fixture
def onglet(chromium):
    """`onglet()` : un navigateur neuf, surveillé ; il ne sort pas de la machine et sa console se tait."""
    ouverts = []

    def ouvrir():
        contexte, surveillance = _contexte(chromium), Surveillance(tolerees=["40[134]"])
        surveillance.suivre(contexte)
        ouverts.append((contexte, surveillance))
        return contexte.new_page()

    yield ouvrir
    for contexte, surveillance in ouverts:
        surveillance.verifier()
        contexte.close()


def _se_connecter(page, adresse, sub, vers=""):
    page.goto(f"{adresse}/{vers}")
    page.get_by_role("heading", name="Qui lit").wait_for()
    # La page du fournisseur demande un style au-dehors : on lui répond sans la dessiner.
    depart = page.get_by_role("link", name="Se connecter").get_attribute("href")
    chez_lui = page.request.get(f"{adresse}/{depart.removeprefix('./')}")
    page.goto(page.request.post(chez_lui.url, form={"sub": sub}).url)
    attendre_le_calme(page)


def test_trois_comptes_et_un_lien_lisent_ensemble_chacun_le_sien(lieu, onglet):
    chef, lit, afd, remis = (onglet() for _ in range(4))
    _se_connecter(chef, lieu, "chef", "editions?figee=E2024-T2-1")
    assert f"{lieu}/editions" in chef.url  # la page voulue
    _se_connecter(lit, lieu, "lit", "qualite")
    _se_connecter(afd, lieu, "afd")
    # Le chef a de quoi remettre ; qui lit seulement, rien à déposer ; le bailleur, son édition seule.
    lit.get_by_text("Votre accès ne permet pas de déposer").wait_for()
    assert lit.get_by_text("Envoyez un classeur").count() == 0
    afd.get_by_role("heading", name="Édition remise").wait_for()
    afd.goto(f"{lieu}/qualite")
    afd.get_by_text(REFUS).wait_for()
    # Un lien, créé à l'écran, ouvert ailleurs sans compte.
    chef.locator("summary", has_text="Remettre par un lien").click()
    chef.get_by_role("textbox", name="À qui").fill("AFD Bamako")
    chef.get_by_role("button", name="Créer le lien").click()
    chef.get_by_text("à copier maintenant").wait_for()
    adresse = chef.locator("[data-testid=stCode]", has_text="/l/").inner_text().strip()
    assert adresse.startswith(f"{lieu}/l/")
    remis.goto(adresse)
    assert remis.url == f"{lieu}/remise"
    for largeur in (390, 1280):
        remis.set_viewport_size({"width": largeur, "height": 720})
        sans_debordement(remis)
    assert remis.content().count("<script") == 0
    remis.get_by_role("link", name="Ouvrir le tableau de bord").click()
    remis.get_by_role("heading", name="Édition remise").wait_for()
    remis.get_by_text("Lien remis à AFD Bamako").wait_for()
    remis.goto(f"{lieu}/carte-des-services")
    remis.get_by_text(REFUS).wait_for()
    # Révoqué pendant qu'il lit : son geste suivant le lui dit.
    remis.goto(f"{lieu}/edition-carte")
    attendre_le_calme(remis)
    chef.get_by_role("button", name="Révoquer").click()
    chef.get_by_text("révoqué").first.wait_for()
    remis.get_by_role("link", name="Tendances").click()
    remis.get_by_text("n’est plus en vigueur").wait_for()
    # Se déconnecter ferme aussi l'onglet d'à côté.
    voisin = lit.context.new_page()
    voisin.goto(f"{lieu}/tendances")
    attendre_le_calme(voisin)
    sortie = lit.get_by_role("link", name="Se déconnecter").get_attribute("href")
    lit.request.get(f"{lieu}/{sortie.removeprefix('./')}", max_redirects=0)
    voisin.get_by_role("link", name="Vue d’ensemble").click()
    voisin.get_by_text("Votre connexion est terminée").wait_for()
