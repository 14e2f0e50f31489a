"""La vue d'ensemble dans un vrai Chromium : l'essentiel sur un écran, rien ne déborde, les adresses mènent."""

import pytest

from tests.navigateur.gestes import attendre_le_calme, changer_de_fond, sans_debordement

pytestmark = pytest.mark.navigateur

PARTIES = ("reponse", "essentiel_ecarts", "essentiel_phares", "essentiel_bouge", "essentiel_manque", "essentiel_carte")
_TIENT = """(cle) => {
  const r = document.querySelector(`.st-key-${cle}`).getBoundingClientRect();
  return [r.left, r.top, r.right, r.bottom].map(Math.round);
}"""
_DEBORDEMENTS = """() => [...document.querySelectorAll('.st-key-essentiel *')]
  .filter((e) => !e.closest('[data-testid=stElementToolbar], label') && e.getBoundingClientRect().width > 1)
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120))"""
#: Un texte ou une image qui en couvrirait un autre dans la même carte.
_RECOUVREMENTS = """() => [...document.querySelectorAll('.st-key-phares > *')].flatMap((carte) => {
  const boites = [...carte.querySelectorAll('h3, p, img, a')].map((e) => [e, e.getBoundingClientRect()]);
  return boites.flatMap(([a, x], i) => boites.slice(i + 1)
    .filter(([b, y]) => !a.contains(b) && !b.contains(a)
      && Math.min(x.right, y.right) - Math.max(x.left, y.left) > 2
      && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 4)
    .map(([b]) => a.textContent + ' / ' + b.textContent));
})"""


def _ouvrir(page, serveur, adresse=""):
    page.goto(f"{serveur.adresse}/{adresse}")
    page.locator(".st-key-essentiel_carte img").wait_for()
    page.get_by_text("Ouvrir la carte des services").wait_for()
    attendre_le_calme(page)


@pytest.mark.parametrize("adresse", ["", "?region=GAO", "?periode=2024-T1", "?region=MENAKA&type_periode=annee"])
def test_l_essentiel_se_voit_sans_defiler(serveur, page, adresse):
    _ouvrir(page, serveur, adresse)
    assert page.locator(".st-key-phares > *").count() == 9
    for cle in PARTIES:
        gauche, haut, droite, bas = page.evaluate(_TIENT, cle)
        assert gauche >= 0, cle
        assert haut >= 0, cle
        assert droite <= 1440, cle
        assert bas <= 900, cle
        assert bas - haut > 20, cle
    # Neuf phares, trois écarts : chacun se voit et mène à son indicateur.
    liens = [lien.bounding_box() for lien in page.locator(".st-key-essentiel [data-testid=stPageLink]").all()[:12]]
    assert len(liens) == 12 and all(b["y"] + b["height"] <= 900 for b in liens)
    assert page.evaluate(_RECOUVREMENTS) == []


def test_sur_un_telephone_une_colonne_dans_l_ordre_d_importance_et_rien_ne_deborde_a_aucune_largeur(serveur, page):
    page.set_viewport_size({"width": 390, "height": 844})
    _ouvrir(page, serveur)
    hauts = [page.evaluate(_TIENT, cle)[1] for cle in PARTIES]
    assert hauts == sorted(hauts)
    assert len(set(hauts)) == len(PARTIES)
    for largeur in (390, 700, 1000, 1920):
        page.set_viewport_size({"width": largeur, "height": 900})
        attendre_le_calme(page)
        sans_debordement(page, f"{largeur} points")
        assert page.evaluate(_DEBORDEMENTS) == [], largeur


def test_la_petite_carte_se_dessine_et_mene_a_la_grande(serveur, page):
    _ouvrir(page, serveur, "?region=GAO&carte=R2.4")
    for fond in ("light", "dark"):
        changer_de_fond(page, fond)
        page.locator(".st-key-essentiel_carte img").wait_for()
        largeur = page.locator(".st-key-essentiel_carte img").evaluate("(i) => i.complete && i.naturalWidth")
        assert largeur > 0, fond
    page.get_by_text("Ouvrir la carte des services").click()
    page.wait_for_url("**/carte-des-services?**indicateur=R2.4**")
    assert "region=GAO" in page.url
    assert "au=2024-06-30" in page.url


def test_le_nom_de_l_accueil_l_ouvre_sans_boite(serveur, page):
    _ouvrir(page, serveur, "vue-d-ensemble?region=MENAKA")
    assert page.get_by_role("dialog").count() == 0
    page.get_by_text("Filtres en vigueur").filter(has_text="Ménaka").wait_for()
    assert page.get_by_test_id("stAlert").count() == 0


def test_une_adresse_inconnue_se_dit_en_francais(serveur, page):
    _ouvrir(page, serveur, "tableau-de-bord?region=MENAKA")
    page.get_by_text("« tableau-de-bord » n’existe pas").wait_for()
    assert page.get_by_role("dialog").count() == 0
    assert "tableau-de-bord" not in page.url


def test_la_page_qui_vient_se_lit_sans_aucun_script(page_neuve, serveur, surveillance):
    """Les scripts retenus, comme par une liaison faible : le titre est là, et s’efface quand ils viennent."""
    surveillance.tolerees.append("Failed to load resource")
    page_neuve.route("**/static/js/**", lambda route: route.abort())
    page_neuve.goto(f"{serveur.adresse}/tendances")
    attente = page_neuve.locator("#socle-attente")
    assert attente.get_by_role("heading").inner_text() == "Tendances" and attente.is_visible()
    page_neuve.unroute("**/static/js/**")
    page_neuve.reload()
    attente.wait_for(state="detached")
    page_neuve.get_by_role("heading", name="Tendances").wait_for()
