"""L'histoire d'une commune : des marches lues dans le SVG même."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from domaine.periodes import lire_periode
from figures.svg.histoire import dessiner_histoire
from requetes.fiches.commune import Mois

_SVG = "{http://www.w3.org/2000/svg}"


def _histoire(restaures, fonctionnels):
    fins = [lire_periode(f"{2022 + rang // 12}-{rang % 12 + 1:02d}").fin for rang in range(len(restaures))]
    return [
        Mois(date=fin, suivis=r, restaures=r, fonctionnels=f, retombes=0)
        for fin, r, f in zip(fins, restaures, fonctionnels, strict=True)
    ]


def _marches(svg):
    """Les deux lignes brisées, en couples (x, y)."""
    lignes = ET.fromstring(svg).iter(f"{_SVG}polyline")
    return [[tuple(map(float, p.split(","))) for p in ligne.get("points").split()] for ligne in lignes]


def _textes(svg):
    return [t.text for t in ET.fromstring(svg).iter(f"{_SVG}text")]


def test_sans_mois_rien_n_est_dessine():
    assert dessiner_histoire(_histoire([], [])) == ""


def test_une_marche_par_mois_a_la_hauteur_de_son_compte():
    restaures, fonctionnels = _marches(dessiner_histoire(_histoire([0, 2, 4], [0, 2, 1])))
    assert len(restaures) == len(fonctionnels) == 6
    bas, haut = restaures[0][1], restaures[-1][1]
    assert restaures[2][1] == pytest.approx((bas + haut) / 2)
    assert fonctionnels[-1][1] == pytest.approx(bas - (bas - haut) / 4)
    # chaque marche commence où finit la précédente
    assert all(restaures[i][0] == restaures[i + 1][0] for i in (1, 3))


def test_un_seul_mois_a_sa_marche():
    svg = dessiner_histoire(_histoire([1], [1]))
    (debut, fin), _ = _marches(svg)
    assert fin[0] > debut[0] + 100
    assert "janvier 2022" in _textes(svg)


def test_la_legende_dit_les_deux_derniers_comptes():
    textes = _textes(dessiner_histoire(_histoire([0, 1234], [0, 5])))
    assert "déjà restaurés : 1\u202f234" in textes and "fonctionnent : 5" in textes


@pytest.mark.parametrize("maximum", [0, 1, 3, 4, 5, 9, 17, 60, 399, 2500])
def test_l_axe_part_de_zero_et_depasse_le_plus_haut(maximum):
    nombres = [
        int(t.replace("\u202f", ""))
        for t in _textes(dessiner_histoire(_histoire([0, maximum], [0, 0])))
        if t and t[0].isdigit() and "2022" not in t
    ]
    assert nombres[0] == 0 and nombres[-1] >= maximum and 2 <= len(nombres) <= 6


@pytest.mark.parametrize(("mois", "attendus"), [(30, ["2022", "2023", "2024"]), (6, ["janvier 2022", "juin 2022"])])
def test_l_axe_du_temps_dit_les_annees_ou_les_mois(mois, attendus):
    textes = _textes(dessiner_histoire(_histoire([1] * mois, [1] * mois)))
    assert [t for t in textes if re.search(r"20\d\d$", t or "")] == attendus


def test_le_texte_suit_le_fond():
    clair, sombre = (dessiner_histoire(_histoire([1], [1]), sombre=s) for s in (False, True))
    assert clair != sombre
    assert len(clair) < 6000
