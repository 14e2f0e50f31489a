"""Une réunion jouée au clavier seul, de la préparation au compte rendu, sur 1280 × 720, le serveur tué au milieu."""

import re
import shutil
from urllib.parse import urlsplit

import pytest

from domaine import chemins, journal
from tests.navigateur.gestes import attendre_le_calme, sans_debordement
from tests.reunions import preparer_une_reunion

pytestmark = pytest.mark.navigateur

ECRAN = {"width": 1280, "height": 720}
#: Un changement de diapositive, au plus, sur une liaison faible.
POIDS_MAX = 60_000
#: Ce que le texte d'une diapositive a de plus petit, ses chiffres, ce qui dépasse.
_LISIBLE = """() => {
  const tailles = [...document.querySelectorAll('.diapo *')].filter((e) => [...e.childNodes].some(
    (n) => n.nodeType === 3 && n.textContent.trim())).map((e) => parseFloat(getComputedStyle(e).fontSize));
  const grands = [...document.querySelectorAll('.diapo dd')].map((e) => parseFloat(getComputedStyle(e).fontSize));
  const main = document.querySelector('.stMain');
  return [Math.min(...tailles), Math.min(99, ...grands), main.scrollHeight - innerHeight];
}"""


def _au_clavier(page, nom, essais=90):
    """Avance de touche Tab en touche Tab jusqu'à l'élément de ce nom."""
    for _ in range(essais):
        page.keyboard.press("Tab")
        actif = page.evaluate("(document.activeElement.innerText || document.activeElement.ariaLabel || '').trim()")
        if re.fullmatch(nom, actif, re.DOTALL):
            return
    pytest.fail(f"«{nom}» ne s'atteint pas au clavier")


def _presser(page, nom):
    _au_clavier(page, nom)
    page.keyboard.press("Enter")


def _diapo(page, rang):
    page.wait_for_function(f"new URLSearchParams(location.search).get('diapo') === '{rang}'")
    attendre_le_calme(page)
    page.locator(".diapo").wait_for()


def _decider(page, texte, responsable):
    page.keyboard.press("d")
    page.locator(".st-key-reunion_panneau textarea").wait_for()
    page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    assert page.locator(".diapo").is_visible()
    page.keyboard.type(texte)
    page.keyboard.press("Tab")
    page.keyboard.type(responsable)
    page.get_by_role("option", name=responsable).first.wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")


def _enregistree(page, numero):
    page.get_by_text(f"{numero} enregistrée à").first.wait_for()
    attendre_le_calme(page)


def _tenu(donnees):
    return journal.lire(chemins.journal_des_reunions(donnees))


def test_une_reunion_au_clavier_et_le_serveur_tue_au_milieu(lancer_serveur, copie_demo, page, surveillance):
    # Le temps que le serveur revienne, le navigateur l'appelle en vain.
    surveillance.tolerees += ["ERR_CONNECTION_REFUSED", "server is not responding", "reaching server endpoint"]
    page.set_viewport_size(ECRAN)
    with lancer_serveur(copie_demo) as serveur:
        page.goto(f"{serveur.adresse}/reunion")
        page.get_by_role("heading", name="Préparer une réunion").wait_for()
        attendre_le_calme(page)
        _presser(page, "Préparer")
        page.wait_for_url("**reunion=COO-30**")
        attendre_le_calme(page)
        _presser(page, "Ouvrir la séance")
        page.get_by_text("ouverte : le temps court").wait_for()
        attendre_le_calme(page)
        _presser(page, "▶ Présenter")
        _diapo(page, 1)
        for rang in (2, 3, 4):
            page.keyboard.press("ArrowRight" if rang % 2 else "PageDown")
            _diapo(page, rang)
        _decider(page, "Envoyer une mission de contrôle", "coordination de Gao")
        _enregistree(page, "COO-30-D1")
        serveur.processus.kill()
        serveur.processus.wait()
        page.get_by_text("Liaison perdue").wait_for()
        port = urlsplit(serveur.adresse).port
    # Confirmée, elle est au journal, serveur ou non.
    assert [d.id_decision for d in _tenu(copie_demo).decisions] == ["COO-30-D1"]
    with lancer_serveur(copie_demo, port=port):
        page.locator("[data-test-connection-state=CONNECTED]").wait_for()
        page.get_by_text("Liaison perdue").wait_for(state="detached")
        _diapo(page, 4)
        _decider(page, "Relancer l’entreprise", "chef de projet")
        _enregistree(page, "COO-30-D2")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        _diapo(page, 2)
        _executer_la_premiere(page)
        page.keyboard.press("Escape")
        page.get_by_text("Clore la réunion…").wait_for()
        attendre_le_calme(page)
        _presser(page, "Clore la réunion….*")
        page.get_by_role("button", name="Clore", exact=True).wait_for()
        _presser(page, "Clore")
        page.get_by_text("Son compte rendu est prêt").wait_for()
        attendre_le_calme(page)
        _presser(page, "PDF")
        page.get_by_text("Télécharger compte_rendu_COO-30.pdf").wait_for()
        attendre_le_calme(page)
        with page.expect_download() as emporte:
            _presser(page, ".*Télécharger compte_rendu_COO-30.pdf")
        assert emporte.value.path().read_bytes().startswith(b"%PDF")
    tenu = _tenu(copie_demo)
    assert set(tenu.dernieres_decisions()) >= {"COO-30-D1", "COO-30-D2"}
    assert tenu.dernieres_reunions()["COO-30"].etat == journal.CLOSE


def _executer_la_premiere(page):
    """La première décision échue de la liste : la touche E, la date du jour, Ctrl+Entrée."""
    page.keyboard.press("e")
    page.locator(".st-key-reunion_panneau").wait_for()
    page.wait_for_function("document.activeElement.closest('.st-key-reunion_panneau')")
    attendre_le_calme(page)
    page.keyboard.press("Control+Enter")
    page.get_by_text("exécutée, enregistrée à").first.wait_for()
    attendre_le_calme(page)


@pytest.fixture(scope="module")
def presentee(servir, edition_demo, tmp_path_factory):
    """Le serveur d'une démonstration où une réunion est préparée, et cette réunion."""
    donnees = tmp_path_factory.mktemp("presentee") / "donnees"
    shutil.copytree(edition_demo, donnees)
    return servir(donnees), preparer_une_reunion(donnees)


def test_chaque_diapositive_se_lit_a_trois_metres_et_pese_peu(presentee, page):
    serveur, reunion = presentee
    recus = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda trame: recus.append(len(trame))))
    page.set_viewport_size(ECRAN)
    page.goto(f"{serveur.adresse}/reunion?reunion={reunion.id_reunion}&mode=presentation")
    for rang in range(1, len(reunion.ordre) + 1):
        if rang > 1:
            recus.clear()
            page.keyboard.press("ArrowRight")
        _diapo(page, rang) if rang > 1 else page.locator(".diapo").wait_for()
        attendre_le_calme(page)
        corps, chiffre, depasse = page.evaluate(_LISIBLE)
        assert corps >= 22, (rang, corps)
        assert chiffre >= 40, (rang, chiffre)
        assert depasse <= 0, (rang, depasse)
        sans_debordement(page, f"diapositive {rang}")
        assert rang == 1 or sum(recus) <= POIDS_MAX, (rang, sum(recus))
    assert page.get_by_test_id("stTopNavSection").filter(visible=True).count() == 0


def test_d_une_diapositive_a_la_page_entiere_et_retour(presentee, page):
    serveur, reunion = presentee
    rang = next(i for i, p in enumerate(reunion.ordre, 1) if p.genre == "ecart")
    page.set_viewport_size(ECRAN)
    page.goto(f"{serveur.adresse}/reunion?reunion={reunion.id_reunion}&mode=presentation&diapo={rang}")
    page.locator(".diapo").wait_for()
    attendre_le_calme(page)
    # Panneau ouvert, la diapositive garde ses lettres et raccourcit : rien ne dépasse, le reste se compte.
    page.keyboard.press("e")
    page.locator(".st-key-reunion_panneau").wait_for()
    attendre_le_calme(page)
    corps, chiffre, depasse = page.evaluate(_LISIBLE)
    assert (corps >= 22, chiffre >= 40, depasse <= 0) == (True, True, True), (corps, chiffre, depasse)
    assert re.fullmatch(r"… et \d+ autres?", page.locator(".diapo .reste").inner_text())
    page.keyboard.press("Escape")
    page.locator(".st-key-reunion_panneau").wait_for(state="detached")
    page.get_by_role("link", name="Tendances").click()
    page.get_by_role("heading", name="Tendances", exact=True).wait_for()
    page.get_by_role("link", name=re.compile("Revenir à la réunion")).click()
    _diapo(page, rang)
