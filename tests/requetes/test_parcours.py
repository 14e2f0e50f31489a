"""Le parcours de restauration : chiffres comptés à la main, puis un second calcul sur la démonstration."""

import math
import statistics
from collections import Counter

import pandas as pd
import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.parcours import chronologie, survie
from requetes.parcours import delais as parcours_delais
from requetes.parcours import points as parcours
from requetes.parcours.selection import SANS_OPERATEUR, Selection
from tests.requetes.fabrique import DATE
from tests.requetes.fabrique_parcours import FabriqueParcours, jour, poser_la_survie, poser_le_parcours

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

TOUT = Selection(DATE)


def _base(fabrique):
    return ouvrir(edition_a_lire(fabrique.publier()))


@pytest.fixture
def base(tmp_path):
    fabrique = FabriqueParcours(tmp_path)
    poser_le_parcours(fabrique)
    return _base(fabrique)


@pytest.fixture
def suivie(tmp_path):
    fabrique = FabriqueParcours(tmp_path)
    poser_la_survie(fabrique)
    return _base(fabrique)


# Étapes et blocages


def test_chaque_point_dit_son_etape_et_ce_qui_l_arrete(base):
    """Règle V6."""
    lus = parcours.points_en_parcours(base, TOUT).set_index("id_point")
    assert lus["blocage"].dropna().to_dict() == {
        "P01": parcours.MOTIF,
        "P02": parcours.ECHEANCE,
        "P03": parcours.SUSPENDU,
        "P08": parcours.ECHEANCE,
        "P10": parcours.SUSPENDU,
    }
    assert lus["retard_jours"].dropna().to_dict() == {"P01": 182, "P02": 10, "P03": 46, "P04": 395, "P08": 1}
    assert lus.loc["P01", ["etape", "jours_dans_etape", "etape_attendue"]].tolist() == ["5", 396, "6"]
    assert lus.loc["P03", ["etape", "haute", "jours_dans_etape", "motif"]].tolist() == [
        "suspendu", "3", 30, "Zone non accessible",
    ]  # fmt: skip
    assert lus.loc["P06", ["etape", "operateur"]].tolist() == ["8", "B"]
    assert pd.isna(lus.loc["P06", "motif"])
    assert lus.loc["P07", "etape"] == "aucune"
    assert lus.loc["P08", "etape"] == "0"
    assert lus.loc["P09", "etape"] == "4"
    assert lus.loc["P10", "motif"] == "Crue"


def test_les_bloques_d_abord_puis_le_plus_long_retard(base):
    assert parcours.points_en_parcours(base, TOUT)["id_point"].tolist()[:5] == ["P01", "P03", "P02", "P08", "P10"]


def test_une_decision_close_ne_suit_plus_rien(base):
    """Règle V7."""
    lus = parcours.points_en_parcours(base, TOUT).set_index("id_point")
    suivis = lus[lus["decisions"] > 0]
    assert suivis["id_decision"].to_dict() == {"P01": "D1", "P03": "D2", "P06": "D2"}
    assert suivis["decision_en_retard"].to_dict() == {"P01": True, "P03": False, "P06": False}


def test_une_date_fixee_rend_une_decision_executee_depuis_a_son_etat_d_alors(tmp_path):
    """Règles P5 et V7."""
    fabrique = FabriqueParcours(tmp_path)
    poser_le_parcours(fabrique)
    fabrique.info["date_fixee"] = DATE.isoformat()
    fabrique.decision("D5", id_point="P10", statut="exécutée", date_execution=jour("2024-07-02"))
    fabrique.decision("D6", id_point="P08", date=jour("2024-07-01"))
    lus = parcours.points_en_parcours(_base(fabrique), TOUT).set_index("id_point")
    assert lus.loc["P10", "id_decision"] == "D5"
    assert pd.isna(lus.loc["P08", "id_decision"])


def test_bilan(base):
    lu = parcours.bilan(base, TOUT).iloc[0]
    comptes = [
        "points",
        "remis",
        "en_chemin",
        "suspendus",
        "abandonnes",
        "bloques",
        "sans_decision",
        "decision_en_retard",
    ]
    assert lu[comptes].tolist() == [10, 1, 7, 1, 1, 5, 3, 1]
    # 1, 10, 46 et 182 jours : P10 n'a pas d'échéance, P04 est abandonné
    assert lu["retard_median_jours"] == 28.0


def test_bilan_par_operateur(base):
    """Règle V13."""
    lus = parcours.bilan(base, TOUT, "operateur")
    assert [tuple(x) for x in lus[["groupe", "points", "bloques"]].fillna("sans").to_numpy()] == [
        ("A", 4, 3),
        ("B", 3, 1),
        ("sans", 3, 1),
    ]


@pytest.mark.parametrize(
    ("choix", "attendus"),
    [
        ({"zone": "GAO"}, 7),
        ({"zone": "ML1001"}, 3),
        ({"zone": "DOUENTZA"}, 0),
        ({"service": "santé"}, 1),
        ({"operateur": "B"}, 3),
        ({"operateur": SANS_OPERATEUR}, 3),
        ({"zone": "MENAKA", "operateur": "B"}, 1),
        ({"operateur": "'; DROP TABLE visite; --"}, 0),
    ],
)
def test_les_filtres(base, choix, attendus):
    selection = Selection(DATE, **choix)
    assert parcours.bilan(base, selection)["points"].iloc[0] == attendus
    assert len(parcours.points_en_parcours(base, selection)) == attendus
    assert parcours.comptes_par_etape(base, selection)["points"].sum() == attendus


def test_comptes_par_etape(base):
    lus = parcours.comptes_par_etape(base, TOUT)
    assert lus["etape"].tolist() == ["aucune", "0", "2", "4", "5", "8", "suspendu", "abandonné"]
    assert lus["points"].tolist() == [1, 3, 1, 1, 1, 1, 1, 1]
    assert lus["bloques"].tolist() == [0, 2, 1, 0, 1, 0, 1, 0]
    assert math.isnan(lus["jours_mediane"][0])
    par_operateur = parcours.comptes_par_etape(base, TOUT, "operateur")
    assert par_operateur["points"].sum() == 10
    assert par_operateur["groupe"].isna().sum() == 2


def test_foyers(base):
    lus = parcours.foyers(base, TOUT)
    assert lus["points"].sum() == 5
    lignes = {
        (f["blocage"], None if pd.isna(f["etape_attendue"]) else f["etape_attendue"]): f for f in lus.to_dict("records")
    }
    assert lignes[parcours.MOTIF, "6"]["operateurs"] == "A (1)"
    assert lignes[parcours.ECHEANCE, "1"]["operateurs"] == "sans opérateur (1)"
    assert lignes[parcours.ECHEANCE, "1"]["lieux"] == "Ménaka (1)"
    assert lignes[parcours.SUSPENDU, "4"]["id_projet"] == "PR-B"
    assert lignes[parcours.SUSPENDU, None]["motif"] == "Crue"
    assert parcours.foyers(base, Selection(DATE, "MENAKA"))["lieux"].tolist() == ["Ménaka (1)"]
    assert parcours.foyers(base, Selection(DATE, "ML1001"))["lieux"].tolist() == ["Ménaka-ville (1)"]


def test_les_operateurs_proposes(base):
    """Règle V13."""
    assert parcours.operateurs(base) == {"A": "A", "B": "B", SANS_OPERATEUR: "Sans opérateur déclaré"}


# Délais


def test_delais(base):
    """Règle V8."""
    lus = parcours_delais.delais(base, TOUT)
    assert list(zip(lus["de"], lus["vers"], lus["points"], strict=True)) == [
        ("0", "1", 6), ("1", "2", 6), ("2", "3", 4), ("3", "4", 3), ("4", "5", 2), ("7", "8", 1), ("3", "7", 1),
    ]  # fmt: skip
    assert lus["mediane"].tolist() == [30, 30, 30, 30, 30, 91, 152]
    assert lus["negatifs"].sum() == 0


def test_la_mediane_d_un_ensemble_n_est_pas_celle_des_medianes(tmp_path):
    """Règle V8."""
    fabrique = FabriqueParcours(tmp_path)
    for rang, (fin, operateur) in enumerate([(11, "A"), (12, "A"), (13, "A"), (21, "B"), (31, "C")]):
        fabrique.point(f"X{rang}", {"0": (None, "2024-01-01"), "1": (None, f"2024-01-{fin}")}, operateur=operateur)
    base = _base(fabrique)
    ensemble = parcours_delais.delais(base, TOUT).iloc[0]
    assert ensemble[["p25", "mediane", "p75", "plus_court", "plus_long"]].tolist() == [11, 12, 20, 10, 30]
    assert statistics.median(parcours_delais.delais(base, TOUT, "operateur")["mediane"]) == 20


def test_des_dates_en_desordre_se_disent(tmp_path):
    """Règle V8."""
    fabrique = FabriqueParcours(tmp_path)
    fabrique.point("X", {"1": (None, "2024-02-10"), "2": (None, "2024-02-01")})
    lu = parcours_delais.delais(_base(fabrique), TOUT).iloc[0]
    assert lu[["mediane", "negatifs"]].tolist() == [-9, 1]


def test_formulation(tmp_path):
    fabrique = FabriqueParcours(tmp_path)
    projets = [("A", 10.0, "2023-01-01"), ("A", 12.0, "2023-01-01"), ("A", None, "2023-01-01"), ("B", 15.0, None),
               ("B", 18.0, "2024-08-01"), (None, 11.0, "2023-01-01")]  # fmt: skip
    for rang, (operateur, note, soumis) in enumerate(projets):
        fabrique.ajouter(
            "projet_service", id_projet=f"PR{rang}", intitule="x", code_zone="ML0703", operateur=operateur,
            note_formulation=note, date_soumission=jour(soumis) if soumis else None,
        )  # fmt: skip
    base = _base(fabrique)
    lus = parcours_delais.formulation(base, TOUT)
    assert lus["projets"].tolist() == [3, 2, 1]
    # sans date, ou soumis après la date des données, une note ne compte pas encore
    assert lus["notes"].tolist() == [2, 0, 1]
    assert lus["part_pct"].tolist()[0] == 50.0
    assert math.isnan(lus["part_pct"][1])
    ensemble = parcours_delais.formulation(base, TOUT, "").iloc[0]
    assert ensemble[["notes", "suffisantes", "mediane"]].tolist() == [3, 1, 11]


# Rechute et survie


def test_durees_et_rechutes(suivie):
    """Règle V9."""
    lus = survie.points_suivis(suivie, TOUT).set_index("id_point")
    assert lus["jours"].to_dict() == {
        "S01": 100, "S02": 200, "S03": 90, "S04": 0, **{f"S{n:02d}": 366 for n in range(5, 12)},
    }  # fmt: skip
    assert lus.index[lus["rechute"]].tolist() == ["S01", "S02"]
    assert lus.index[lus["releve"]].tolist() == ["S01"]
    assert lus.index[lus["retombe"]].tolist() == ["S02"]


def test_la_courbe_ne_va_pas_au_dela_du_plus_long_suivi(suivie):
    """Règle V9."""
    lue = survie.courbe(suivie, TOUT)
    # 9 à risque à 100 jours, 8 à 200 : 8/9, puis 8/9 × 7/8
    assert lue["jours"].tolist() == [0, 100, 200, 366]
    assert lue["a_risque"].tolist() == [11, 9, 8, 7]
    assert lue["survie_pct"].tolist() == pytest.approx([100, 100 * 8 / 9, 100 * 7 / 9, 100 * 7 / 9])
    effectifs = survie.effectifs_a_risque(suivie, TOUT)
    assert effectifs["mois"].tolist() == [0, 3, 6, 9, 12]
    # trois mois font 91,3 jours : S03, vu jusqu'au 90e, n'y est plus
    assert effectifs["a_risque"].tolist() == [11, 9, 8, 7, 7]


def test_aux_echeances(suivie):
    """Règle V10."""
    lues = survie.a_l_echeance(suivie, TOUT).set_index("mois")
    assert lues["survie_pct"].tolist() == pytest.approx([100, 100 * 8 / 9, 100 * 7 / 9])
    assert lues.loc[6, ["tiennent", "connus", "non_revus", "trop_tot"]].tolist() == [8, 9, 2, 0]
    assert lues.loc[12, ["tiennent", "connus"]].tolist() == [7, 9]
    assert lues.loc[6, "bas_pct"] < 100 * 8 / 9 < lues.loc[6, "haut_pct"]


def test_sous_dix_points_aucune_courbe(tmp_path):
    """Règle V10."""
    fabrique = FabriqueParcours(tmp_path)
    poser_la_survie(fabrique, 9)
    base = _base(fabrique)
    assert survie.courbe(base, TOUT).empty
    lues = survie.a_l_echeance(base, TOUT).set_index("mois")
    assert lues["survie_pct"].isna().all()
    assert lues.loc[6, ["tiennent", "connus"]].tolist() == [6, 7]


def test_restaure_trop_recemment_n_est_pas_encore_connu(tmp_path):
    """Règle V10."""
    fabrique = FabriqueParcours(tmp_path)
    # Déjà retombé, mais restauré depuis deux mois : le compter à six mois noircirait le compte nu.
    fabrique.point("N", visites=(("2024-05-01", 4), ("2024-06-01", 0)))
    lue = survie.a_l_echeance(_base(fabrique), TOUT).set_index("mois").loc[6]
    assert lue[["tiennent", "connus", "non_revus", "trop_tot"]].tolist() == [0, 0, 0, 1]


def test_aucune_estimation_au_dela_du_plus_long_suivi(tmp_path):
    fabrique = FabriqueParcours(tmp_path)
    for rang in range(12):
        fabrique.point(f"N{rang}", visites=(("2024-02-01", 4), ("2024-06-01", 4)))
    lues = survie.a_l_echeance(_base(fabrique), TOUT).set_index("mois")
    assert lues.loc[3, "survie_pct"] == 100
    assert math.isnan(lues.loc[6, "survie_pct"])


def test_un_point_ferme_le_jour_de_sa_restauration_a_rechute_ce_jour(tmp_path):
    fabrique = FabriqueParcours(tmp_path)
    fabrique.point("F", visites=(("2024-02-01", 4, "fermé temporairement"),))
    lu = survie.points_suivis(_base(fabrique), TOUT).iloc[0]
    assert lu[["jours", "rechute", "retombe"]].tolist() == [0, True, True]


def test_rechutes_par_groupe(suivie):
    lues = survie.rechutes_par_groupe(suivie, TOUT, "operateur")
    assert lues.to_numpy().tolist() == [["A", 6, 2, 1, 1], ["B", 5, 0, 0, 0]]


def test_rien_de_restaure(base):
    assert survie.points_suivis(base, TOUT).empty
    assert survie.effectifs_a_risque(base, TOUT).empty
    assert survie.a_l_echeance(base, TOUT)["connus"].tolist() == [0, 0, 0]


# Chronologie


def test_chronologie(base):
    assert chronologie.projets(base, TOUT).to_numpy().tolist() == [["PR-B", "Projet B", "B", 2]]
    assert chronologie.projets(base, Selection(DATE, operateur="A")).empty
    points = tuple(chronologie.points_du_projet(base, "PR-B")["id_point"])
    assert points == ("P03", "P06")
    etapes = chronologie.etapes(base, points)
    assert etapes.loc[etapes["id_point"] == "P03", "etape"].tolist() == ["0", "1", "2", "3", "4", "suspendu"]
    assert chronologie.decisions(base, "PR-B", points)["id_decision"].tolist() == ["D2"]
    assert chronologie.decisions(base, "", ("P01",))["id_decision"].tolist() == ["D1"]
    assert chronologie.projet(base, "absent").empty


# La démonstration : un second calcul, en Python nu, et les chiffres de `valeurs`


@pytest.fixture(scope="module")
def demo(edition_demo):
    return ouvrir(edition_a_lire(edition_demo))


@pytest.fixture(scope="module")
def choix_demo(demo):
    return Selection(demo.lire("SELECT valeur::DATE AS jour FROM info WHERE cle = 'date_donnees'")["jour"][0].date())


def _etapes_faites(demo, fin):
    lignes = demo.lire("SELECT id_point, etape, date_reelle FROM etape_restauration WHERE date_reelle IS NOT NULL")
    faites = {}
    for point, etape, date in lignes.itertuples(index=False):
        if date.date() <= fin:
            faites.setdefault(point, {})[etape] = date.date()
    return faites


@pytest.mark.lent
def test_second_calcul_des_comptes_et_des_delais(demo, choix_demo):
    faites = _etapes_faites(demo, choix_demo.jour)
    points = demo.lire("SELECT id_point FROM point_service")["id_point"]
    atteintes = Counter(
        max((d, e if e.isdigit() else "99", e) for e, d in faites[p].items())[2] if p in faites else "aucune"
        for p in points
    )
    lus = parcours.comptes_par_etape(demo, choix_demo)
    assert dict(zip(lus["etape"], lus["points"], strict=True)) == dict(atteintes)
    delais = {}
    for siennes in faites.values():
        for de, vers in [(str(n), str(n + 1)) for n in range(9)] + [("3", "7")]:
            if de in siennes and vers in siennes:
                delais.setdefault((de, vers), []).append((siennes[vers] - siennes[de]).days)
    for ligne in parcours_delais.delais(demo, choix_demo).to_dict("records"):
        attendus = delais.pop((ligne["de"], ligne["vers"]))
        assert (ligne["points"], ligne["mediane"]) == (len(attendus), statistics.median(attendus))
        quartiles = statistics.quantiles(attendus, n=4, method="inclusive")
        assert [ligne["p25"], ligne["p75"]] == pytest.approx([quartiles[0], quartiles[2]])
    assert not delais


@pytest.mark.lent
@pytest.mark.parametrize(("par", "niveau"), [("", "SOCLE"), ("region", "region")])
def test_le_delai_de_la_validation_a_la_remise_en_service_est_celui_de_valeurs(demo, choix_demo, par, niveau):
    """La date des données de la démonstration finit un semestre : R2.6 y est lu au même jour."""
    publies = demo.lire(
        """
        SELECT z.nom, v.valeur FROM valeurs v JOIN periode_calculee p USING (code_indicateur, type_periode, periode)
        JOIN zone z ON z.code = v.code_zone JOIN indicateur i ON i.code = v.code_indicateur
        WHERE i.source_calcul = 'delai_remise_en_service' AND v.type_periode = 'cumul' AND v.niveau = $niveau
          AND v.dimension IS NULL AND p.fin = $jour AND v.valeur IS NOT NULL
        """,
        {"niveau": niveau, "jour": choix_demo.jour},
    )
    assert len(publies)
    lus = parcours_delais.delais(demo, choix_demo, par)
    lus = lus[(lus["de"] == "3") & (lus["vers"] == "7")]
    noms = lus["groupe"] if par else publies["nom"]
    assert dict(zip(noms, lus["mediane"], strict=True)) == dict(zip(publies["nom"], publies["valeur"], strict=True))


@pytest.mark.lent
def test_restaures_retombes_et_notes_sont_ceux_de_valeurs(demo, choix_demo):
    publies = demo.lire(
        """
        SELECT i.source_calcul, v.valeur, v.numerateur, v.denominateur FROM valeurs v
        JOIN periode_calculee p USING (code_indicateur, type_periode, periode)
        JOIN indicateur i ON i.code = v.code_indicateur
        WHERE v.type_periode = 'cumul' AND v.niveau = 'SOCLE' AND v.dimension IS NULL AND p.fin = $jour
        """,
        {"jour": choix_demo.jour},
    ).set_index("source_calcul")
    suivis = survie.points_suivis(demo, choix_demo)
    assert len(suivis) == publies.loc["points_restaures", "valeur"]
    assert suivis["retombe"].sum() == publies.loc["points_retombes", "valeur"]
    assert (suivis["rechute"] & ~suivis["releve"]).sum() == suivis["retombe"].sum()
    notes = parcours_delais.formulation(demo, choix_demo, "").iloc[0]
    assert (
        notes[["suffisantes", "notes"]].tolist() == publies.loc["projets_note", ["numerateur", "denominateur"]].tolist()
    )
