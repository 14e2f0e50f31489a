"""Les figures de Tendances : bandes sous la courbe, cibles suivantes, petites courbes."""

import pytest

from figures.graphiques import bandes, series
from figures.svg import multiples
from requetes.tendances.series import CibleAVenir, Evenement
from tests.figures.suites import jour, suite


def _evenements(*jours):
    return [Evenement(date=jour(j), code_zone=None, zone=None, nature="<b>crue</b>", texte="x") for j in jours]


def _cible(periode, debut, fin, valeur):
    return CibleAVenir(periode=periode, debut=jour(debut), fin=jour(fin), valeur=valeur, nature_cible="cumul")


S2 = _cible("2023-S2", "2023-07-01", "2023-12-31", 8.0)
S1_24 = _cible("2024-S1", "2024-01-01", "2024-06-30", 9.0)


def test_vingt_evenements_restent_sous_la_courbe():
    jours = [f"2023-{mois:02d}-{jour:02d}" for mois in range(1, 7) for jour in (3, 13, 23)]
    figure = series.tracer_serie(suite(1.0, 2.0), evenements=_evenements(*jours))
    reperes = next(t for t in figure.data if t.name == "événement")
    assert len(reperes.x) == 18
    assert reperes.yaxis == "y2"
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]
    numeros = next(t for t in figure.data if t.mode == "text")
    assert len(numeros.text) <= 11
    # Tous les numéros sont écrits, seuls ou par leurs bornes.
    assert numeros.text[0].startswith("1") and numeros.text[-1].endswith("18")
    assert "<b>crue" not in "".join(numeros.customdata)


def test_grouper_ne_perd_rien():
    groupes = bandes.grouper([0, 1, 2, 10, 11, 30], 3)
    assert sorted(r for g in groupes for r in g) == list(range(6))
    assert groupes == [[0, 1, 2], [3, 4], [5]]


def test_la_completude_est_une_bande_et_une_inconnue_n_est_pas_zero():
    lignes = suite(1.0, 2.0, 3.0, recues=[3, 0, 2], attendues=[4, 4, None])
    recu = next(t for t in series.tracer_serie(lignes).data if t.name == "reçu")
    assert list(recu.y) == [0.75, 0.0]
    assert bandes.nommer_completude(lignes) == "Remontées reçues\u00a0: de 0\u00a0% à 75\u00a0%"
    rien = suite(1.0, attendues=0, recues=0)
    assert not [t for t in series.tracer_serie(rien).data if t.name == "reçu"]


def test_deux_trous_voisins_n_en_font_qu_un():
    figure = series.tracer_serie(suite(1.0, None, None, 4.0))
    assert len(figure.layout.shapes) == 1
    assert sum("n.\u00a0d." in (a.text or "") for a in figure.layout.annotations) == 1


def test_seules_les_cibles_depassent_la_derniere_valeur():
    lignes = suite(1.0, 2.0, cible_due=[None, 4.0])
    figure = series.tracer_serie(lignes, cibles=[S2, S1_24])
    traces = {t.name: t for t in figure.data if t.name}
    assert max(traces["valeur"].x).date() == lignes[-1].fin
    suivantes = traces["cible suivante, non échue"]
    # La cible due court jusqu'à la suivante ; chaque marche couvre la période de collecte qui s'achève avec elle.
    assert [str(x)[:10] for x in suivantes.x] == [
        "2023-06-30",
        "2023-10-01",
        "2023-10-01",
        "2023-12-31",
        "2023-12-31",
        "2024-04-01",
        "2024-04-01",
        "2024-06-30",
    ]
    assert list(suivantes.y) == [4.0, 4.0, 8.0, 8.0, 8.0, 8.0, 9.0, 9.0]
    assert suivantes.line.dash == "dot"
    assert figure.layout.xaxis.ticktext[-1] == "S1<br>2024"
    assert figure.layout.yaxis.range[1] >= 9


def test_une_valeur_revisee_porte_sa_marque():
    trace = series.tracer_serie(suite(1.0, 2.0, revision=["révisée", None], valeur_avant=3.0)).data[0]
    assert list(trace.text) == ["(r)", ""]
    assert "(r) révisée\u00a0: 3\u00a0points avant" in trace.customdata[0]


@pytest.mark.parametrize("grand", [False, True])
def test_aucun_texte_sous_quatorze_pixels(grand):
    corps = series.CORPS_GRAND if grand else series.CORPS
    figure = series.tracer_serie(suite(1.0, None), evenements=_evenements("2023-02-01"), corps=corps)
    tailles = [figure.layout.font.size, figure.layout.legend.font.size, figure.layout.xaxis.tickfont.size]
    tailles += [figure.layout.yaxis.tickfont.size, *(a.font.size for a in figure.layout.annotations)]
    assert min(tailles) >= 14


@pytest.mark.parametrize("sombre", [False, True])
@pytest.mark.parametrize("valeurs", [[None, None], [0.0], [1.0, None, 3.0]])
def test_petite_courbe_toujours_un_svg(valeurs, sombre):
    lignes = suite(*valeurs)
    svg = multiples.dessiner_petite_courbe(lignes, multiples.echelle(lignes), sombre=sombre)
    assert svg.startswith("<svg") and svg.endswith("</svg>")
    assert "nan" not in svg.lower()
    assert svg.count("<circle") == sum(v is not None for v in valeurs)
    assert ("n.\u00a0d." in svg) == all(v is None for v in valeurs)
    assert len(svg) < 4000


def test_les_petites_courbes_ont_une_seule_echelle_et_un_provisoire_est_creux():
    autre = suite(8.0, 10.0, code_zone="B", provisoire=True, cible_due=20.0)
    gao = suite(2.0, 4.0)
    commune = multiples.echelle([*gao, *autre])
    assert (commune.sol, commune.plafond) == (0.0, 20.0)
    hauteurs = [commune.y(v) for v in (0, 10, 20)]
    assert hauteurs[0] - hauteurs[1] == pytest.approx(hauteurs[1] - hauteurs[2], abs=0.2)
    plein, creux = (multiples.dessiner_petite_courbe(z, commune) for z in (gao, autre))
    assert 'fill="none" stroke="#2B7DB0" stroke-width="2"/>' in creux
    assert "stroke-dasharray" in creux and "stroke-dasharray" not in plein
