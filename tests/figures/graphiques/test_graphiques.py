"""Les figures, comme de pures fonctions : trous, marqueurs creux, texte inoffensif, axes français."""

import pytest

from figures.graphiques import barres, grille, rangs, series, theme
from figures.svg import etincelle
from requetes.comparaisons.zones import Rang
from tests.figures.suites import suite
from vues.elements import etats


def test_une_absence_est_un_trou_ni_zero_ni_pont():
    """Règle F2."""
    figure = series.tracer_serie(suite(1.0, None, 3.0))
    trace = figure.data[0]
    assert list(trace.y) == [1.0, None, 3.0]
    assert trace.connectgaps is False
    assert any("n.\u00a0d." in a.text for a in figure.layout.annotations)


def test_un_chiffre_provisoire_est_creux_et_se_dit():
    """Règle F8."""
    trace = series.tracer_serie(suite(1.0, 2.0, provisoire=[False, True])).data[0]
    assert list(trace.marker.symbol) == ["circle", "circle-open"]
    assert "(p) provisoire" in trace.customdata[1]


def test_la_cible_due_est_en_paliers_et_la_reference_un_trait():
    figure = series.tracer_serie(suite(1.0, 2.0, cible_due=[2.0, 4.0], valeur_reference=0.5))
    cible = next(t for t in figure.data if t.name == "cible due")
    assert list(cible.y) == [2.0, 2.0, 4.0, 4.0]
    assert any(t.name.startswith("référence (0,5") for t in figure.data)


def test_les_axes_sont_francais_et_partent_de_zero():
    figure = series.tracer_serie(suite(12_000.0, 15_000.0))
    assert "T1<br>2023" in figure.layout.xaxis.ticktext
    assert "15\u202f000" in figure.layout.yaxis.ticktext
    assert figure.layout.yaxis.tickvals[0] == 0


def test_un_nom_recu_reste_du_texte():
    figure = series.tracer_serie(suite(1.0, zone="<b>x</b><a href='http://exemple.org'>y</a>"))
    assert "<b>x" not in figure.data[0].name
    assert "<a" not in figure.to_json()


def test_une_serie_vide_se_dessine():
    assert series.tracer_serie(suite()).layout.height > 0


def test_barres_zero_absence_et_provisoire_se_distinguent():
    lignes = [
        *suite(0.0),
        *suite(None, zone="Ménaka", etat="sans donnée", motif_absence="zone inaccessible"),
        *suite(5.0, zone="Douentza", provisoire=True, cible_due=4.0),
    ]
    figure = barres.tracer_barres(lignes, {e: etats.mot(e) for e in etats.ETATS})
    gao, menaka, douentza = figure.layout.yaxis.ticktext
    assert "0 déclaré" in gao
    assert "n.\u00a0d." in menaka
    assert "zone inaccessible" in menaka
    assert "(p)" in douentza
    assert list(figure.data[0].marker.pattern.shape) == ["", "", "/"]
    assert list(figure.data[1].x) == [4.0]


@pytest.mark.parametrize("valeurs", [[], [None, None], [1.0], [1.0, None, 2.0], [0.0, 0.0]])
def test_etincelle_toujours_un_svg(valeurs):
    svg = etincelle.dessiner_etincelle(valeurs, [None] * len(valeurs))
    assert svg.startswith("<svg")
    assert svg.count("<circle") == (1 if any(v is not None for v in valeurs) else 0)
    assert "nan" not in svg.lower()


def test_grille_dit_par_symbole_et_chiffre():
    """Règle F8."""
    lignes = suite(12.0, provisoire=True, etat="rouge", libelle_court="Points", unite="%")
    textes, styles = grille.composer_grille(lignes, etats.symbole)
    assert textes.loc[0, "Gao"] == "■\u00a012\u00a0% (p)"
    assert theme.FONDS_D_ETAT["rouge"][0] in styles.loc[0, "Gao"]


def test_tous_les_etats_ont_symbole_couleur_et_fond():
    """Règle F8."""
    assert set(theme.FONDS_D_ETAT) == set(etats.TOUS)
    assert len({etats.symbole(e) for e in etats.TOUS}) == len(etats.TOUS)


def _rangs(*places, **autres):
    dits = {"ex_aequo": False, "classees": 2, "fondement": "taux", "taux": 50.0, "completude_differe": False}
    dits |= {"debut": None, "rang": list(places), "valeur_rapportee": 5.0}
    return suite(*(5.0 for _ in places), forme=Rang, **(dits | autres))


def test_un_rang_manquant_est_un_trou_et_un_provisoire_est_creux():
    figure = rangs.tracer_rangs(_rangs(1, None, 2, provisoire=[False, False, True]), "points")
    assert list(figure.data[0].y) == [1.0, None, 2.0]
    assert list(figure.data[0].marker.symbol)[2] == "circle-open"
    # Le premier est en haut.
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]
    assert list(figure.layout.yaxis.ticktext) == ["1er", "2e"]


def test_des_ex_aequo_se_voient_l_un_et_l_autre():
    deux = [*_rangs(1, 1), *_rangs(1, 2, zone="Ménaka", code_zone="MENAKA")]
    gao, menaka = (list(t.y) for t in rangs.tracer_rangs(deux, "points").data)
    assert gao[0] < 1 < menaka[0]
    assert (gao[0] + menaka[0]) / 2 == pytest.approx(1)
    assert [gao[1], menaka[1]] == [1.0, 2.0]


def test_une_completude_inegale_marque_la_periode_et_un_nom_recu_reste_du_texte():
    figure = rangs.tracer_rangs(_rangs(1, 2, zone="<b>x</b>", completude_differe=[False, True]), "points")
    assert list(figure.layout.xaxis.ticktext) == ["T1 2023", "T2 2023 (!)"]
    assert "<b>x" not in figure.to_json().replace("\\u003c", "<")


def test_la_figure_titree_dit_sa_source_et_grandit_d_autant():
    figure = rangs.tracer_rangs(_rangs(1, 2), "points")
    avant = figure.layout.height
    theme.titrer(figure, "Points <b> : rang, dans le temps", "SOCLE, données arrêtées au 30 juin 2024")
    assert figure.layout.title.text == "<b>Points &lt;b&gt;</b>"
    assert figure.layout.title.subtitle.text.split("<br>") == [
        "rang, dans le temps",
        "SOCLE, données arrêtées au 30 juin 2024",
    ]
    assert figure.layout.height > avant
