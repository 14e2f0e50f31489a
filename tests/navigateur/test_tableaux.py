"""Un tableau : rangé par ses vraies valeurs, ouvert d'un clic et au clavier, en cartes sur un téléphone."""

import pytest

from tests.navigateur.gestes import attendre_le_calme, sans_debordement

pytestmark = pytest.mark.navigateur
COLONNE = """(nom) => {
  const [table] = document.querySelectorAll('.socle-tableau table');
  const rang = [...table.tHead.rows[0].cells].findIndex((t) => t.textContent === nom);
  return [...table.tBodies[0].rows].map((ligne) => ligne.cells[rang].dataset.v);
}"""


def _ranger(page, titre):
    page.locator(".socle-tableau th button", has_text=titre).first.press("Enter")
    return [float(v) if v else None for v in page.evaluate(COLONNE, titre)]


def test_ranger_puis_ouvrir(page, serveur):
    page.goto(f"{serveur.adresse}/chantiers?region=GAO")
    attendre_le_calme(page)
    for titre in ("Retard", "Fin prévue", "Physique"):
        for sens in (1, -1):
            lues = _ranger(page, titre)
            connues = [v for v in lues if v is not None]
            assert connues == sorted(connues, reverse=sens < 0) and len(set(connues)) > 1, titre
            assert None not in lues[: len(connues)], "ce qui manque va à la fin, dans les deux sens"
    page.locator(".socle-tableau tbody tr").nth(2).locator("td").nth(1).click()
    page.get_by_role("dialog").wait_for()
    attendre_le_calme(page)
    assert "fiche=" in page.url and "region=GAO" in page.url
    page.go_back()
    page.get_by_role("dialog").wait_for(state="detached")
    attendre_le_calme(page)
    connues = [v for v in page.evaluate(COLONNE, "Physique") if v]
    assert connues == sorted(connues, key=float, reverse=True), "rangé, il le reste"
    page.locator(".socle-tableau a").first.press("Enter")
    page.get_by_role("dialog").wait_for()


def test_des_cartes_sur_un_telephone(page, serveur):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{serveur.adresse}/chantiers")
    attendre_le_calme(page)
    sans_debordement(page)
    cartes = page.locator(".socle-tableau").first.locator("tbody tr")
    assert cartes.filter(visible=True).count() == 6 < cartes.count()
    assert "Zone" in cartes.first.evaluate("c => getComputedStyle(c.cells[1], '::before').content")
    page.get_by_role("button", name=f"Voir les {cartes.count()} lignes").click()
    assert cartes.filter(visible=True).count() == cartes.count()
    cartes.last.click()
    page.get_by_role("dialog").wait_for()
