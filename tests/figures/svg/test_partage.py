"""L'image à partager : un SVG bien formé qui se suffit, aucun nom hors de sa zone, et un PNG qui s'ouvre."""

import itertools
import json
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from figures.carte.composition import EtatCarte, EtatZone, Legende
from figures.svg import etiquettes
from figures.svg.image import en_png
from figures.svg.partage import Cartouche, dessiner_image
from requetes.carte.lecture import LectureFond
from requetes.carte.reperes import Repere
from tests.figures import objets

CARTOUCHE = Cartouche(
    "Taux <b>, région de Gao", ("Couleurs : à fin T2 2024",), "Crédit & cie", "SOCLE", demonstration=True
)


def _carre(ouest, sud, cote=1.0):
    est, nord = ouest + cote, sud + cote
    anneau = [[ouest, sud], [est, sud], [est, nord], [ouest, nord], [ouest, sud]]
    return json.dumps({"type": "Polygon", "coordinates": [anneau]})


ZONES = (
    objets.zone("GAO", nom="Gao", niveau="region", lon=0.5, lat=16.5),
    objets.zone("MENAKA", nom="Ménaka <script>", niveau="region", lon=1.5, lat=16.5),
)
FOND = LectureFond(
    ZONES,
    {"GAO": _carre(0, 16), "MENAKA": _carre(1, 16)},
    pd.DataFrame({"latitude": [16.4, 0.5], "longitude": [0.5, 16.4], "nom": "École secrète"}),
    (Repere(genre="villes", nom="Gao", geojson="{}", lon=0.4, lat=16.3, credit=None),),
)


def _etat(**changes):
    base = {
        "zone": "SOCLE",
        "traces": ("GAO", "MENAKA"),
        "zones": {"GAO": EtatZone(50.0, "50 %", ()), "MENAKA": EtatZone(None, "", ())},
        "bornes": (20.0, 40.0, 60.0, 80.0),
        "points": {"statuts": "02"},
        "legende": Legende(
            "Taux (%)", "à fin juin 2024", "%", "situation au 30 juin 2024", (), (("non fonctionnel", 2),)
        ),
    }
    return EtatCarte(**(base | changes))


def test_elle_dit_d_ou_elle_vient_et_echappe_ce_qu_elle_recoit():
    svg = dessiner_image(_etat(), FOND, CARTOUCHE)
    textes = " ".join(t.text or "" for t in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
    for dit in (
        "Taux <b>, région de Gao",
        "Crédit & cie",
        "DÉMONSTRATION",
        "à fin juin 2024",
        "situation au 30 juin 2024",
    ):
        assert dit in textes
    assert "<script>" not in svg and "http" not in svg.replace("http://www.w3.org/2000/svg", "")
    assert "École secrète" not in svg
    # Le second point est à l'envers : compté, pas dessiné ailleurs.
    assert "hors du périmètre ou du cadre, non dessinés : 1" in textes
    assert "DÉMONSTRATION" not in dessiner_image(_etat(), FOND, Cartouche("T", (), "", "", demonstration=False))


def test_une_edition_remise_ne_place_aucun_point():
    """Sans points dans l’état, l'image n'a pas un symbole de plus que sa légende."""
    remise = dessiner_image(_etat(points=None, legende=Legende("Taux (%)", "", "%")), FOND, CARTOUCHE)
    assert "#D55E00" not in remise and "#D55E00" in dessiner_image(_etat(), FOND, CARTOUCHE)


def test_les_comptes_se_disent_comme_a_l_ecran():
    """Un provisoire garde son rayon et prend des tirets, un masqué se dit tel, un écart suit le nom."""
    zones = {"GAO": EtatZone(12.0, "12 (p)", (), ecart="+3"), "MENAKA": EtatZone(None, "masqué", ())}
    svg = dessiner_image(_etat(zones=zones, cercles=True, points=None), FOND, CARTOUCHE)
    definitif = {"GAO": EtatZone(12.0, "12", ()), "MENAKA": EtatZone(None, "", ())}
    autre = dessiner_image(_etat(zones=definitif, cercles=True, points=None), FOND, CARTOUCHE)
    rayons = [re.search(r'r="([\d.]+)" fill="#\w+" stroke="#2B2F33"', s)[1] for s in (svg, autre)]
    assert rayons[0] == rayons[1] and svg.count("stroke-dasharray") == 1 and "stroke-dasharray" not in autre
    for dit in (">+3<", ">masqué<", "masqué : le chiffre existe", "Contour en tirets"):
        assert dit in svg and dit not in autre, dit


def test_le_png_s_ouvre():
    assert en_png(dessiner_image(_etat(), FOND, CARTOUCHE), 100).startswith(b"\x89PNG")


@pytest.mark.parametrize("cote", [200, 40, 9])
def test_aucun_nom_ne_se_perd_ni_ne_s_ecrit_sur_une_autre_zone(cote):
    """Un damier de zones de plus en plus petites : en toutes lettres, au bout d'un trait, puis par un numéro."""
    nommees = []
    for i, j in itertools.product(range(3), range(3)):
        x, y = 300 + i * cote, 300 + j * cote
        anneau = [(x, y), (x + cote, y), (x + cote, y + cote), (x, y + cote), (x, y)]
        nommees.append(etiquettes.Nommee([anneau], (x + cote / 2, y + cote / 2), (f"Gounzoureye {i}{j}", "50 %")))
    posees = etiquettes.placer_les_noms(nommees, 15, (0, 0, 900, 900))
    assert len(posees) == 9
    for nommee, posee in posees:
        centre = ((posee.boite[0] + posee.boite[2]) / 2, (posee.boite[1] + posee.boite[3]) / 2)
        dans = [n for n in nommees if etiquettes.contient(n.anneaux, centre)]
        assert dans == ([] if posee.trait else [nommee])
    boites = [p.boite for _, p in posees if not p.numero]
    assert not any(
        a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1] for a, b in itertools.combinations(boites, 2)
    )
    traits = [(p.trait, etiquettes.bout(p.trait, p.boite)) for _, p in posees if p.trait]
    assert not any(etiquettes._secantes(*a, *b) for a, b in itertools.combinations(traits, 2))
    assert any(p.trait for _, p in posees) == (cote < 200)
