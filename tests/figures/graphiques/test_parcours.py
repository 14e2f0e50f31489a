"""Les figures du parcours, comme de pures fonctions : nombres écrits, courbe bornée, frise d'un seul point."""

import datetime as dt
from types import SimpleNamespace

import pytest

from figures.graphiques import frise, parcours, survie
from requetes.parcours.chronologie import EtapeRecue, PointDuProjet, VisiteRecue
from requetes.parcours.comptes import CompteEtape
from requetes.parcours.delais import Delai
from requetes.parcours.survie import Effectif, Palier, PointSuivi

JOUR = dt.date(2024, 6, 30)


def _comptes(**points):
    jours = dict.fromkeys(("jours_p25", "jours_mediane", "jours_p75"))
    return [
        CompteEtape(groupe="", etape=e.removeprefix("e"), points=p, bloques=b, **jours) for e, (p, b) in points.items()
    ]


def test_chaque_etape_a_sa_barre_et_son_nombre_ecrit():
    figure = parcours.tracer_etapes(_comptes(e5=(20, 19), suspendu=(1, 1)))
    noms = list(figure.data[0].y)
    assert (noms[0], noms[-1]) == ("0 · identifié", "suspendu")
    assert [int(n) for n in figure.data[1].x] == [0, 0, 0, 0, 0, 19, 0, 0, 0, 0, 1]
    textes = [a.text for a in figure.layout.annotations]
    assert textes[5] == "<b>20</b>, dont 19\u00a0bloqués"
    assert textes[0] == "<b>0</b>"
    assert figure.data[1].marker.pattern.shape == "/"


def test_un_delai_montre_sa_mediane_et_sa_moitie_centrale():
    delai = Delai(
        groupe="", de="3", vers="7", points=61, p25=164.0, mediane=180.0, p75=197.0, plus_court=90, plus_long=300,
        negatifs=0,
    )  # fmt: skip
    segment, mediane = parcours.tracer_delais([delai]).data
    assert list(segment.x) == [164, 197]
    assert list(mediane.text) == ["180\u00a0jours"]


def _suivi(jours, *, rechute):
    lieux = dict.fromkeys(("commune", "cercle", "region", "operateur", "date_rechute"))
    return PointSuivi(
        id_point="P", nom="P", type_service="eau", date_restauration=JOUR, jours=jours, rechute=rechute, releve=False,
        retombe=rechute, fonctionnel=not rechute, fin_du_suivi=JOUR, jours_ecoules=jours, **lieux,
    )  # fmt: skip


def test_la_courbe_s_arrete_et_imprime_ses_effectifs():
    courbe = [
        Palier(jours=0.0, survie_pct=100.0, bas_pct=None, haut_pct=None, a_risque=11),
        Palier(jours=100.0, survie_pct=80.0, bas_pct=60.0, haut_pct=90.0, a_risque=9),
        Palier(jours=366.0, survie_pct=80.0, bas_pct=60.0, haut_pct=90.0, a_risque=7),
    ]
    effectifs = [Effectif(mois=0, a_risque=11), Effectif(mois=3, a_risque=9)]
    suivis = [_suivi(100, rechute=True), _suivi(366, rechute=False)]
    figure = survie.tracer_survie(courbe, effectifs, suivis)
    ligne = next(t for t in figure.data if t.name == "part sans rechute")
    assert ligne.line.shape == "hv"
    assert max(ligne.x) == pytest.approx(366 / 30.4375)
    assert list(figure.layout.xaxis.ticktext) == ["0<br><b>11</b>", "3<br><b>9</b>"]
    censures = next(t for t in figure.data if t.name.startswith("fin du suivi"))
    assert list(censures.y) == [80.0]


_PROVENANCE = dict.fromkeys(("fichier", "feuille", "ligne"))
_POINT = [
    PointDuProjet(id_point="P", nom="<b>Point</b>", code_zone="Z", commune=None, code_cercle=None, code_region=None)
]


def _date(texte):
    return dt.date.fromisoformat(texte) if texte else None


def _etapes(*lignes):
    return [
        EtapeRecue(
            id_point="P", nom="<b>Point</b>", etape=etape, date_prevue=_date(prevue), date_reelle=_date(reelle),
            motif_blocage=motif, commentaire=None, sautee=sautee, **_PROVENANCE,
        )
        for etape, prevue, reelle, motif, sautee in lignes
    ]  # fmt: skip


def _visites(*lignes):
    return [
        VisiteRecue(
            id_point="P", nom="Point", date=_date(date), tests=tests, statut_fonctionnel=statut, motif=None, mode=None,
            local=True, agent=False, moyens=False, prestation=False, ferme=statut is not None,
            en_panne=statut is not None or tests < 2, quatre_tests=tests == 4, **_PROVENANCE,
        )
        for date, tests, statut in lignes
    ]  # fmt: skip


def test_la_frise_d_un_seul_point():
    etapes = _etapes(
        ("0", "2023-01-01", "2023-01-05", None, False),
        ("1", "2023-02-01", None, None, True),
        ("2", "2023-03-01", "2023-03-01", None, False),
        ("3", "2024-01-01", None, "Crue", False),
        ("4", "2024-09-01", None, None, False),
    )
    visites = _visites(("2023-04-01", 4, None), ("2023-06-01", 1, None), ("2023-08-01", 4, "fermé temporairement"))
    figure = frise.tracer_frise(_POINT, etapes, visites, [], JOUR)
    traces = {t.name: t for t in figure.data if t.name}
    assert list(traces["étape prévue, en retard"].text) == ["3"]
    assert "motif : Crue" in traces["étape prévue, en retard"].customdata[0]
    assert list(traces["étape prévue, à venir"].text) == ["4"]
    assert list(traces["étape prévue, sautée"].text) == ["1"]
    assert list(traces["visite : 4 tests sur 4"].text) == ["4/4"]
    assert list(traces["visite : moins de 2 tests"].text) == ["1/4"]
    assert list(traces["visite : point fermé"].text) == ["4/4"]
    # Un nom reçu reste du texte.
    assert figure.layout.annotations[0].text == "<b>&lt;b&gt;Point&lt;/b&gt;</b>"


def test_la_frise_montre_les_decisions_sous_les_points():
    decisions = [SimpleNamespace(date=dt.date(2023, 5, 1), texte="Relancer", echeance=None, date_execution=None)]
    figure = frise.tracer_frise(_POINT, _etapes(("0", None, "2023-01-05", None, False)), _visites(), decisions, JOUR)
    assert "décisions" in figure.layout.yaxis.ticktext
    assert next(t for t in figure.data if t.name == "décision").text[0] == "D1"


def test_une_frise_sans_rien_de_date_se_dessine_vide():
    figure = frise.tracer_frise(_POINT, _etapes(), _visites(), [], JOUR)
    assert not [t for t in figure.data if t.name]
