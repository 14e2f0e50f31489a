"""Les figures du parcours, comme de pures fonctions : nombres écrits, courbe bornée, frise d'un seul point."""

import datetime as dt

import pandas as pd
import pytest

from figures.graphiques import frise, parcours, survie

JOUR = dt.date(2024, 6, 30)


def _comptes(**points):
    return pd.DataFrame([{"etape": e.removeprefix("e"), "points": p, "bloques": b} for e, (p, b) in points.items()])


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
    lignes = pd.DataFrame([{"de": "3", "vers": "7", "points": 61, "p25": 164.0, "mediane": 180.0, "p75": 197.0}])
    segment, mediane = parcours.tracer_delais(lignes).data
    assert list(segment.x) == [164, 197]
    assert list(mediane.text) == ["180\u00a0jours"]


def test_la_courbe_s_arrete_et_imprime_ses_effectifs():
    courbe = pd.DataFrame(
        {"jours": [0.0, 100.0, 366.0], "survie_pct": [100.0, 80.0, 80.0], "bas_pct": [None, 60.0, 60.0],
         "haut_pct": [None, 90.0, 90.0], "a_risque": [11, 9, 7]}
    )  # fmt: skip
    effectifs = pd.DataFrame({"mois": [0, 3], "a_risque": [11, 9]})
    suivis = pd.DataFrame({"jours": [100, 366], "rechute": [True, False]})
    figure = survie.tracer_survie(courbe, effectifs, suivis)
    ligne = next(t for t in figure.data if t.name == "part sans rechute")
    assert ligne.line.shape == "hv"
    assert max(ligne.x) == pytest.approx(366 / 30.4375)
    assert list(figure.layout.xaxis.ticktext) == ["0<br><b>11</b>", "3<br><b>9</b>"]
    censures = next(t for t in figure.data if t.name.startswith("fin du suivi"))
    assert list(censures.y) == [80.0]


def _etapes(*lignes):
    colonnes = ["id_point", "nom", "etape", "date_prevue", "date_reelle", "motif_blocage", "sautee"]
    table = pd.DataFrame([("P", "<b>Point</b>", *ligne) for ligne in lignes], columns=colonnes)
    return table.assign(**{c: pd.to_datetime(table[c]) for c in ("date_prevue", "date_reelle")})


def _visites(*lignes):
    table = pd.DataFrame(
        [("P", "Point", *ligne, None, True, False, False, False) for ligne in lignes],
        columns=[
            "id_point",
            "nom",
            "date",
            "tests",
            "statut_fonctionnel",
            "motif",
            "local",
            "agent",
            "moyens",
            "prestation",
        ],
    )
    ferme = table["statut_fonctionnel"].notna()
    jugees = {"ferme": ferme, "en_panne": ferme | (table["tests"] < 2), "quatre_tests": table["tests"] == 4}
    return table.assign(date=pd.to_datetime(table["date"]), **jugees)


_POINT = pd.DataFrame({"id_point": ["P"], "nom": ["<b>Point</b>"]})
_SANS_DECISION = pd.DataFrame(columns=["date", "texte", "echeance", "date_execution"])


def test_la_frise_d_un_seul_point():
    etapes = _etapes(
        ("0", "2023-01-01", "2023-01-05", None, False),
        ("1", "2023-02-01", None, None, True),
        ("2", "2023-03-01", "2023-03-01", None, False),
        ("3", "2024-01-01", None, "Crue", False),
        ("4", "2024-09-01", None, None, False),
    )
    visites = _visites(("2023-04-01", 4, None), ("2023-06-01", 1, None), ("2023-08-01", 4, "fermé temporairement"))
    figure = frise.tracer_frise(_POINT, etapes, visites, _SANS_DECISION, JOUR)
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
    decisions = pd.DataFrame(
        {
            "date": pd.to_datetime(["2023-05-01"]),
            "texte": ["Relancer"],
            "echeance": [pd.NaT],
            "date_execution": [pd.NaT],
        }
    )
    figure = frise.tracer_frise(_POINT, _etapes(("0", None, "2023-01-05", None, False)), _visites(), decisions, JOUR)
    assert "décisions" in figure.layout.yaxis.ticktext
    assert next(t for t in figure.data if t.name == "décision").text[0] == "D1"


def test_une_frise_sans_rien_de_date_se_dessine_vide():
    figure = frise.tracer_frise(_POINT, _etapes(), _visites(), _SANS_DECISION, JOUR)
    assert not [t for t in figure.data if t.name]
