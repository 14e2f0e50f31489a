"""Le serveur tué sous le lecteur : une bande le dit, la page se lit encore, et la même vue revient d'elle-même."""

from urllib.parse import urlsplit

import pytest

from tests.navigateur.gestes import attendre_le_calme, sans_debordement
from tests.navigateur.langue import anglais
from web.traductions import LIAISON

pytestmark = pytest.mark.navigateur


def test_la_bande_puis_la_meme_vue(lancer_serveur, edition_demo, page, surveillance):
    surveillance.tolerees += [
        "ERR_CONNECTION_REFUSED",
        "ERR_INCOMPLETE",
        "server is not responding",
        "reaching server endpoint",
    ]
    bande = page.locator("#socle-liaison")
    with lancer_serveur(edition_demo) as serveur:
        page.goto(f"{serveur.adresse}/chantiers?region=MENAKA&onglet=Tableau")
        attendre_le_calme(page)
        phrase = page.locator(".stMain p", has_text="réceptionné").first.inner_text()
        assert not bande.count()
        serveur.processus.kill()
        serveur.processus.wait()
        bande.filter(has_text="Liaison perdue à").wait_for()
        page.wait_for_function("!document.querySelector('[role=dialog]')")
        # Ce qui est à l'écran se lit et se range encore, sans serveur.
        page.locator(".socle-tableau th button", has_text="Chantier").click()
        premier = page.locator(".socle-tableau tbody tr").first.inner_text()
        assert page.locator(".stMain p", has_text="réceptionné").first.inner_text() == phrase
        assert anglais(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        sans_debordement(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        port = urlsplit(serveur.adresse).port
    with lancer_serveur(edition_demo, port=port):
        bande.filter(has_text=LIAISON["revenue"]).wait_for()
        attendre_le_calme(page)
        assert "region=MENAKA" in page.url
        assert page.locator(".stMain p", has_text="réceptionné").first.inner_text() == phrase
        assert page.locator(".socle-tableau tbody tr").first.inner_text() == premier, "rangé, il le reste"
        bande.wait_for(state="detached")
