"""Les graphiques imprimés : rien d'inventé, rien de coupé en silence, aucun texte reçu interprété."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from figures.mots import etats
from figures.svg import papier
from figures.svg.barres import Barre, Compte, dessiner_barres_contre_cible, dessiner_comptes
from figures.svg.courbe import dessiner_courbe
from tests.figures.suites import suite
from vues.elements import etats as ecran

ESPACE = "{http://www.w3.org/2000/svg}"


def _suite(valeurs, cibles=None, provisoires=False):
    return suite(*valeurs, depuis="2023-T3", cible_due=cibles, provisoire=provisoires)


def _textes(dessin):
    return ["".join(t.itertext()) for t in ET.fromstring(dessin).iter(f"{ESPACE}text")]


def _lignes(dessin, couleur):
    return [p for p in ET.fromstring(dessin).iter(f"{ESPACE}polyline") if p.attrib["stroke"] == couleur]


def test_une_absence_coupe_la_courbe_sans_faire_de_zero():
    dessin = dessiner_courbe(_suite([10, 12, None, 15]), "Points", "points")
    assert len(_lignes(dessin, papier.ACCENT)) == 1, "le dernier point est seul : aucun trait ne passe le trou"
    assert dessin.count("<circle") == 4, "trois valeurs, et la légende"


def test_la_cible_est_en_marches():
    (marche,) = _lignes(dessiner_courbe(_suite([1, 2, 3, 4], [5, 5, 8, 8]), "Points", "points"), papier.CIBLE)
    hauteurs = [p.split(",")[1] for p in marche.attrib["points"].split()]
    assert len(hauteurs) == 8 and len(set(hauteurs)) == 2


def test_le_dernier_chiffre_est_ecrit_et_dit_provisoire():
    assert "21,5\u00a0% (p)" in _textes(
        dessiner_courbe(_suite([1, 2, 3, 21.5], provisoires=[False] * 3 + [True]), "A", "%")
    )


def test_rien_a_dessiner_ne_fait_pas_de_dessin():
    assert dessiner_courbe(_suite([None] * 4, [1] * 4), "A", "%") == ""
    assert dessiner_barres_contre_cible([Barre("A", None, "sans donnée")], "T") == ""
    assert dessiner_comptes([Compte("a", 0)], "T") == ""


def test_une_barre_coupee_garde_son_vrai_nombre():
    dessin = dessiner_barres_contre_cible([Barre("A", 160.0, "atteint"), Barre("B", 120.0, "atteint")], "T")
    larges = [float(r.attrib["width"]) for r in ET.fromstring(dessin).iter(f"{ESPACE}rect")]
    assert larges[0] == larges[1]
    assert "★\u00a0atteint 160\u00a0%" in _textes(dessin)


def test_un_taux_negatif_n_a_pas_de_barre_mais_son_nombre():
    dessin = dessiner_barres_contre_cible([Barre("A", -12.0, "rouge")], "T")
    assert not list(ET.fromstring(dessin).iter(f"{ESPACE}rect"))
    assert "■\u00a0rouge −12\u00a0%" in _textes(dessin)


def test_une_part_inconnue_ne_se_dessine_pas():
    avec = dessiner_comptes([Compte("étape", 5, 2)], "T", "arrêtés")
    sans = dessiner_comptes([Compte("étape", 5)], "T")
    assert "5 (dont 2)" in _textes(avec) and _textes(sans) == ["étape", "5"]


def test_un_texte_recu_ne_devient_pas_une_balise():
    for dessin in (
        dessiner_courbe(_suite([1, 2, 3, 4]), "<script>", "</svg>"),
        dessiner_barres_contre_cible([Barre("<b>", 50.0, "orange")], '"><script>'),
        dessiner_comptes([Compte("<script>", 3)], "&"),
    ):
        assert not [e for e in ET.fromstring(dessin).iter() if e.tag.endswith(("script", "}b"))]


def test_aucun_dessin_n_a_d_adresse_ni_de_police_du_dehors():
    dessin = dessiner_courbe(_suite([1, 2, 3, 4], [2] * 4), "A", "%")
    assert re.findall(r"https?://[^\"]+", dessin) == ["http://www.w3.org/2000/svg"]


def test_l_ecran_et_le_document_ont_les_memes_etats():
    assert {nom: (signe, sens) for nom, (signe, _, sens) in ecran.TOUS.items()} == etats.ETATS
    assert len({signe for signe, _ in etats.ETATS.values()}) == len(etats.ETATS)
    assert len({etats.couleurs(e) for e in ("atteint", "vert", "orange", "rouge", "périmée")}) == 5
