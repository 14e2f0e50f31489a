"""La carte dans un vrai Chromium : elle se dessine, on y descend, l'adresse la rend, rien ne s'exécute ni ne sort."""

import itertools
import json
import math
import re
import shutil
import time
from dataclasses import replace
from urllib.parse import urlsplit

import duckdb
import pytest

from bench.points import fichier_en_vigueur, peupler
from bench.relais import Relais
from etl.commandes.chargement import charger
from etl.progression import Progression
from geo.importer import importer_limites
from geo.importer_reperes import importer_reperes
from geo.limites import limites_par_defaut
from tests.navigateur.gestes import (
    CARTE,
    TOILE,
    attendre_la_carte,
    attendre_le_calme,
    cadre_de_la_carte,
    deposes,
    rien_ne_vient,
)

pytestmark = pytest.mark.navigateur

ADRESSE = "/carte-des-services"
HOSTILE = "<img src=x onerror=alert(1)></script> --> [nord]>"
#: Un point d'une zone où cliquer sans toucher aucun service, dans le cadre.
_LIBRE = f"""(code) => {{
  const toile = {TOILE}, trace = document.querySelector(`path[data-code="${{code}}"]`);
  const r = trace.getBoundingClientRect();
  for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {{
    const x = r.left + r.width * i / 40, y = r.top + r.height * j / 40;
    const pres = toile._cibles.some((c) => Math.hypot(c.x - toile._marge - x, c.y - toile._marge - y) < c.r + 10);
    if (document.elementFromPoint(x, y) === trace && !pres) return [x, y];
  }}
  return null;
}}"""
#: Un service dessiné seul : sa place dans le cadre et son nom.
_POINT = f"""() => {{
  const toile = {TOILE}, c = toile._cibles.find((c) => c.membres.length === 1);
  return c ? [c.x - toile._marge, c.y - toile._marge, toile._fond.points.nom[c.membres[0]]] : null;
}}"""
_MARQUE = f"""(espece) => {{
  const toile = {TOILE}, m = toile._marques.find((m) => m.marque.espece === espece);
  return [(m.r.g + m.r.d) / 2 - toile._marge, (m.r.h + m.r.b) / 2 - toile._marge];
}}"""
_DESSINES = f"{TOILE}._cibles.reduce((n, c) => n + c.membres.length, 0)"
#: Approche la carte du premier point de la sélection, jusqu'à l'isoler.
_APPROCHER = f"""() => {{
  const p = {TOILE}._fond.points, i = [...{TOILE}._etat.statuts].findIndex((s, i) => s !== "." && p.lat[i] !== null);
  SocleCarte.carte.setView([p.lat[i], p.lon[i]], 15, {{animate: false}});
}}"""


def _ouvrir(page, serveur, adresse=""):
    page.goto(f"{serveur.adresse}{ADRESSE}{adresse}")
    return cadre_de_la_carte(page)


def _cliquer(page, xy):
    # Au milieu de la fenêtre, rien ne recouvre la carte : ni le menu du haut, ni le bord.
    page.locator(CARTE).scroll_into_view_if_needed()
    boite = page.locator(CARTE).bounding_box()
    page.mouse.click(boite["x"] + xy[0], boite["y"] + xy[1])


def _descendre(page, cadre, code, attendu):
    xy = cadre.evaluate(_LIBRE, code)
    assert xy, f"aucun endroit libre de points dans {code}"
    _cliquer(page, xy)
    page.wait_for_url(re.compile(attendu))
    # La couche change dans le même cadre : on attend qu'elle soit celle de la zone.
    attendre_la_carte(page, cadre, code)


@pytest.mark.parametrize(("largeur", "hauteur"), [(1440, 900), (390, 844), (720, 450)])
def test_elle_se_dessine(page, serveur, largeur, hauteur):
    page.set_viewport_size({"width": largeur, "height": hauteur})
    cadre = _ouvrir(page, serveur)
    assert cadre.locator("path.socle-zone").count() >= 3
    encre = cadre.evaluate("""() => {
      const t = document.querySelector("canvas.socle-points");
      const d = t.getContext("2d").getImageData(0, 0, t.width, t.height).data;
      let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n;
    }""")
    assert encre > 500
    legende = cadre.locator("details.socle-legende")
    assert legende.count() == 1
    assert (legende.get_attribute("open") is not None) == (largeur > 800)
    # La carte commence en haut de l'écran, et son curseur s'y voit.
    assert page.locator(CARTE).bounding_box()["y"] < 300
    curseur = page.locator("[data-testid=stSlider]").bounding_box()
    assert curseur["y"] + curseur["height"] <= hauteur
    # Rien ne déborde de l'écran.
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_toute_zone_s_atteint_au_clavier_et_le_bouton_precedent_remonte(page, serveur):
    cadre = _ouvrir(page, serveur)
    gao = cadre.locator('path[data-code="GAO"]')
    assert gao.get_attribute("role") == "button" and "Gao" in gao.get_attribute("aria-label")
    gao.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('region=GAO')")
    page.locator(".st-key-fil_d_ariane").get_by_text("région de Gao", exact=True).wait_for()
    page.go_back()
    page.wait_for_function("!location.search.includes('region=')")
    page.locator(".st-key-fil_d_ariane").get_by_text("région de Gao", exact=True).wait_for(state="hidden")
    rien_ne_vient(page, "location.search.includes('region=')")


def test_le_parcours_entier(page, serveur, chromium):
    """Gao, Bourem, un autre mois, la fiche d'un point, revenir ; l'adresse collée ailleurs rend la même vue."""
    cadre = _ouvrir(page, serveur)
    cadre.evaluate("window.temoin = 1")
    _descendre(page, cadre, "GAO", "region=GAO")
    _descendre(page, cadre, "ML0702", "cercle=ML0702")
    assert cadre.evaluate("window.temoin") == 1
    page.get_by_text("cercle de Bourem", exact=True).first.wait_for()
    # Un autre mois, au clavier : le cadre et le zoom restent.
    cadre.evaluate("SocleCarte.carte.zoomIn(0.75, {animate: false})")
    zoom = cadre.evaluate("SocleCarte.carte.getZoom()")
    page.get_by_role("slider").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("au=2024-05-31"))
    cadre.wait_for_function(f"{TOILE}?._etat.date === '2024-05-31'")
    assert cadre.evaluate("window.temoin") == 1 and cadre.evaluate("SocleCarte.carte.getZoom()") == zoom
    # Un point, sa fiche courte, puis sa fiche entière.
    cadre.evaluate(_APPROCHER)
    x, y, nom = cadre.evaluate(_POINT)
    _cliquer(page, (x, y))
    cadre.locator(".socle-fiche").wait_for()
    cadre.get_by_role("button", name="Ouvrir sa fiche").click()
    page.wait_for_url(re.compile("point="))
    boite = page.get_by_role("dialog")
    boite.get_by_text("Parcours").wait_for()
    assert nom in boite.inner_text()
    # La même adresse, dans un navigateur qui n'a rien vu.
    ailleurs = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR").new_page()
    ailleurs.goto(page.url)
    ailleurs.get_by_role("dialog").get_by_text("Parcours").wait_for()
    autre = cadre_de_la_carte(ailleurs)
    assert autre.evaluate("SocleCarte.vue") == "ML0702"
    assert ailleurs.get_by_role("slider").get_attribute("aria-valuetext") == "mai 2024"
    assert nom in ailleurs.get_by_role("dialog").inner_text()
    ailleurs.context.close()
    # Fermer la fiche, puis revenir par le fil.
    page.keyboard.press("Escape")
    page.wait_for_function("!location.search.includes('point=')")
    page.get_by_role("button", name="SOCLE", exact=True).click()
    page.wait_for_function("!location.search.includes('region=')")
    cadre.wait_for_function("SocleCarte.vue === 'SOCLE'")
    assert cadre.evaluate("window.temoin") == 1


def test_deux_dates_cote_a_cote_montrent_le_meme_endroit(page, serveur):
    _ouvrir(page, serveur, "?avec=2023-06-30&region=GAO")
    page.wait_for_function("(carte) => document.querySelectorAll(carte).length === 2", arg=CARTE)
    cadres = [e.content_frame() for e in page.query_selector_all(CARTE)]
    for cadre in cadres:
        attendre_la_carte(page, cadre)
    dates = [c.evaluate(f"{TOILE}._etat.date") for c in cadres]
    assert dates == ["2023-06-30", "2024-06-30"]
    cadres[0].evaluate("SocleCarte.carte.setView([16.6, -0.2], 8.5, {animate: false})")
    cadres[1].wait_for_function("SocleCarte.carte.getZoom() === 8.5")
    centre = cadres[1].evaluate("SocleCarte.carte.getCenter()")
    assert abs(centre["lat"] - 16.6) < 0.02 and abs(centre["lng"] + 0.2) < 0.02
    page.get_by_text("De juin 2023 à juin 2024 : ce qui a changé").wait_for()


_NOMS = f"""() => {{
  const t = {TOILE}, forme = (z) => t._anneaux(t._fond.zones[z].forme, t._marge);
  const dans = (r, z) => SocleDessin.dedans(forme(z), (r.g + r.d) / 2, (r.h + r.b) / 2);
  return {{
    ecrits: t._textes.length + t._numeros.length, zones: Object.keys(t._etat.zones).length,
    dedans: t._textes.map((r) => t._etat.traces.filter((z) => dans(r, z)).length), traits: t._traits.length,
  }};
}}"""


def test_aucun_nom_ne_se_perd_ni_ne_s_ecrit_sur_une_autre_zone(page, serveur):
    cadre = _ouvrir(page, serveur, "?decoupage=commune")
    cadre.wait_for_function(f"{TOILE}?._textes?.length > 10")
    lus = cadre.evaluate(_NOMS)
    assert lus["ecrits"] == lus["zones"] == 38
    # Un nom est dans une zone, ou au bout d'un trait hors de toutes.
    assert sorted(lus["dedans"]) == [0] * lus["traits"] + [1] * (len(lus["dedans"]) - lus["traits"])


def test_une_fiche_refermee_rend_sa_place_a_la_carte_et_recentrer_y_revient(page, serveur):
    page.set_viewport_size({"width": 390, "height": 844})
    cadre = _ouvrir(page, serveur)
    vue = "[SocleCarte.carte.getCenter().lat, SocleCarte.carte.getCenter().lng, SocleCarte.carte.getZoom()]"
    avant = cadre.evaluate(vue)
    cadre.evaluate(f"() => {{ const t = {TOILE}, p = t._fond.points.lat; t._ouvrir(p.indexOf(Math.max(...p))); }}")
    cadre.wait_for_function(f"JSON.stringify({vue}) !== '{json.dumps(avant, separators=(',', ':'))}'")
    cadre.evaluate("SocleCarte.carte.closePopup()")
    cadre.wait_for_function(f"Math.abs({vue}[0] - {avant[0]}) < 1e-6")
    cadre.evaluate("SocleCarte.carte.panBy([900, 600], {animate: false})")
    entiere = """(() => {
      const e = SocleCarte.fond.zones.SOCLE.emprise;
      return SocleCarte.carte.getBounds().contains([[e[1], e[0]], [e[3], e[2]]]);
    })()"""
    assert not cadre.evaluate(entiere)
    cadre.get_by_role("button", name="Recentrer").click()
    cadre.wait_for_function(entiere)


@pytest.mark.parametrize(("espece", "mot"), [("chantiers", "Sous-préfecture"), ("spi", "étapes SPI")])
def test_chantiers_et_etapes_disent_ce_qu_ils_tiennent(page, serveur, espece, mot):
    cadre = _ouvrir(page, serveur, f"?aussi={espece}&region=GAO&decoupage=cercle")
    _cliquer(page, cadre.evaluate(_MARQUE, espece))
    cadre.locator(".socle-fiche li").first.wait_for()
    assert mot in cadre.locator(".socle-fiche").inner_text()
    assert "cercle=" not in page.url


@pytest.fixture(scope="module")
def serveur_change(edition_demo, servir, tmp_path_factory):
    """`serveur_change("nom", changer)` : le même serveur, une édition en vigueur que `changer(donnees)` a changée."""
    donnees = tmp_path_factory.mktemp("points") / "donnees"
    shutil.copytree(edition_demo, donnees)
    depart = fichier_en_vigueur(donnees).parent

    def montrer(nom, changer):
        changee = depart.with_name(f"{depart.name}-{nom}")
        deja = changee.exists()
        if not deja:
            shutil.copytree(depart, changee)
        (donnees / "courant.json").write_text(json.dumps({"edition": changee.name}), encoding="utf-8")
        if not deja:
            changer(donnees)
        return servir(donnees)

    return montrer


@pytest.fixture(scope="module")
def serveur_de_points(serveur_change):
    """`serveur_de_points(5000)` : l'édition en vigueur a ce nombre de points."""
    return lambda nombre: serveur_change(nombre, lambda donnees: peupler(donnees, nombre))


@pytest.mark.parametrize("nombre", [0, 1])
def test_aucun_point_ou_un_seul(page, serveur_de_points, nombre):
    cadre = _ouvrir(page, serveur_de_points(nombre))
    assert cadre.evaluate(_DESSINES) == nombre
    page.get_by_text("Filtres en vigueur").wait_for()


def test_cinq_mille_points_aucun_ne_se_perd_ni_n_est_cache(page, serveur_de_points):
    cadre = _ouvrir(page, serveur_de_points(5000))
    # Un vingtième n'a pas de position ; aucun autre ne se perd dans un groupe.
    assert cadre.evaluate(_DESSINES) == 4750
    page.get_by_text("Filtres en vigueur").wait_for()
    page.get_by_text("Lignes 1 à 100 sur 5").wait_for()
    groupes = cadre.evaluate(f"{TOILE}._cibles.map((c) => [c.x, c.y, c.r])")
    paires = list(itertools.combinations(groupes, 2))
    assert paires and all(math.hypot(a[0] - b[0], a[1] - b[1]) >= 0.85 * (a[2] + b[2]) for a, b in paires)


def _descendu(page, relais):
    """Les octets descendus du serveur, une fois que la page a fini et que plus rien n'arrive."""
    attendre_le_calme(page)
    avant = -1
    while avant != relais.donnees:
        avant = relais.donnees
        time.sleep(0.3)
    return avant


def test_cinq_mille_points_restent_legers_sur_la_liaison(page_neuve, serveur_de_points):
    # Un onglet qui n'a rien vu : ce que porte la liaison d'une première visite.
    page, serveur = page_neuve, serveur_de_points(5000)
    with Relais(urlsplit(serveur.adresse).port) as relais:
        page.goto(f"http://127.0.0.1:{relais.port}/aide")
        page.get_by_role("heading", name="Aide").wait_for()
        depart = _descendu(page, relais)
        cadre = _ouvrir(page, replace(serveur, adresse=f"http://127.0.0.1:{relais.port}"))
        ouvert = _descendu(page, relais)
        page.get_by_role("button", name="☰ Calques").click()
        page.get_by_label("Points montrés").click()
        page.get_by_role("option", name="Pleinement fonctionnel").click()
        cadre.wait_for_function(f"{_DESSINES} < 2000")
        ouverture, filtre = ouvert - depart, _descendu(page, relais) - ouvert
        page.goto("about:blank")
    assert 20_000 < ouverture < 400_000 and 2_000 < filtre < 60_000, (ouverture, filtre)


def test_des_limites_importees_se_dessinent_et_se_disent(page, socle_donnees, edition_demo, lancer_serveur, tmp_path):
    # Les limites par défaut font un fichier de limites comme un autre : reconnu par ses points, importé, publié.
    communes = limites_par_defaut().communes
    fichier = tmp_path / "limites.geojson"
    fichier.write_text(communes[["geometry"]].to_json(), encoding="utf-8")
    ligne = {"type": "LineString", "coordinates": [[-2.0, 16.0], [0.0, 16.9], [1.0, 15.0]]}
    fleuve = tmp_path / "fleuve.geojson"
    fleuve.write_text(
        json.dumps({"type": "Feature", "properties": {"nom": "Niger"}, "geometry": ligne}), encoding="utf-8"
    )
    assert importer_limites(fichier, credit="Crédit d’essai").code_de_sortie < 2
    assert importer_reperes(fleuve, "fleuve", credit="Crédit du fleuve").code_de_sortie < 2
    recus = deposes(edition_demo)
    charger(socle_donnees, [recus["cadre_logique.xlsx"], recus["gao_2022-T1.xlsx"]], Progression(muet=True))
    with lancer_serveur(socle_donnees) as serveur:
        cadre = _ouvrir(page, serveur)
        assert cadre.locator("path.socle-zone").count() == 3
        assert cadre.evaluate("SocleCarte.fond.fleuve.map((f) => f.nom)") == ["Niger"]
        page.get_by_text("Crédit d’essai · Crédit du fleuve").wait_for()
        assert not page.get_by_text("schématiques").count() and not page.get_by_text("généralisées").count()
        assert "fleuve" in cadre.locator("details.socle-legende").inner_text()


def _deplacer_sans_relancer(page, cadre):
    page.evaluate("""() => {
      window.passages = 0;
      const compter = (m) => { if (m.target.dataset?.testScriptState === "running") window.passages++; };
      new MutationObserver((liste) => liste.forEach(compter))
        .observe(document.body, {subtree: true, attributes: true, attributeFilter: ["data-test-script-state"]});
    }""")
    cadre.evaluate("SocleCarte.carte.panBy([120, 60], {animate: false}); SocleCarte.carte.zoomIn()")
    rien_ne_vient(page, "window.passages > 0", 1_500)


def test_l_adresse_rend_la_meme_vue(page, serveur):
    cadre = _ouvrir(page, serveur, "?region=GAO&cercle=ML0702&commune=ML070201&points=aucun&au=2023-06-30")
    cadre.wait_for_function("SocleCarte.vue === 'ML070201'")
    assert page.get_by_text("commune de Bamba", exact=True).first.is_visible()
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "juin 2023"
    page.get_by_role("button", name="☰ Calques").click()
    assert page.get_by_label("Points montrés").input_value() == "Aucun point"


def test_la_fiche_d_un_point_puis_un_deplacement_qui_ne_relance_pas_la_page(page, serveur):
    cadre = _ouvrir(page, serveur)
    trouve = cadre.evaluate(_POINT)
    assert trouve, "aucun point seul à cette échelle"
    _cliquer(page, trouve)
    fiche = cadre.locator(".socle-fiche")
    fiche.wait_for()
    texte = fiche.inner_text()
    assert trouve[2] in texte
    for mot in ("Service", "Commune", "Étape", "Dernière visite", "Usagers", "Source", "feuille Points, ligne"):
        assert mot in texte
    # Le point passe avant la zone : on n'est pas descendu dans la commune.
    rien_ne_vient(page, "location.search.includes('region=')")
    _deplacer_sans_relancer(page, cadre)


def test_un_nom_hostile_reste_du_texte(page, surveillance, serveur_change):
    serveur = serveur_change("hostile", _renommer_un_point)
    dialogues = []

    def refuser(dialogue):
        dialogues.append(dialogue.message)
        dialogue.dismiss()

    page.on("dialog", refuser)
    cadre = _ouvrir(page, serveur)
    rang = cadre.evaluate("(n) => SocleCarte.fond.points.nom.indexOf(n)", HOSTILE)
    assert rang >= 0
    cadre.evaluate(f"(i) => {TOILE}._ouvrir(i)", rang)
    assert cadre.locator(".socle-fiche h4").inner_text() == HOSTILE
    rien_ne_vient(cadre, "document.querySelector('img[src=x]')")
    page.remove_listener("dialog", refuser)
    assert not dialogues
    assert not [r for r in surveillance.requetes if r.endswith("/x")]


def _renommer_un_point(donnees):
    fichier = fichier_en_vigueur(donnees)
    fichier.chmod(0o644)
    with duckdb.connect(str(fichier)) as base:
        base.execute(
            "UPDATE point_service SET nom = ? "
            "WHERE id_point = (SELECT min(id_point) FROM point_service WHERE latitude IS NOT NULL)",
            [HOSTILE],
        )
