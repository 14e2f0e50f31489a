"""Le parcours de restauration : chiffres comptés à la main, puis un second calcul sur la démonstration."""

import statistics
from collections import Counter
from dataclasses import astuple

import pytest

from domaine.survie import a_l_echeance
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.fiches.decisions import decisions_du_point, decisions_du_projet
from requetes.parcours import chronologie, comptes, lecture, survie
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


def _points(base, choix=TOUT):
    return {p.id_point: p for p in parcours.points_en_parcours(base, choix)}


def _champ(objets, nom):
    """Clé → ce champ, des objets où il n'est pas absent."""
    return {cle: getattr(o, nom) for cle, o in objets.items() if getattr(o, nom) is not None}


def test_chaque_point_dit_son_etape_et_ce_qui_l_arrete(base):
    """Règle V6."""
    lus = _points(base)
    assert _champ(lus, "blocage") == {
        "P01": parcours.MOTIF,
        "P02": parcours.ECHEANCE,
        "P03": parcours.SUSPENDU,
        "P08": parcours.ECHEANCE,
        "P10": parcours.SUSPENDU,
    }
    assert _champ(lus, "retard_jours") == {"P01": 182, "P02": 10, "P03": 46, "P04": 395, "P08": 1}
    assert (lus["P01"].etape, lus["P01"].jours_dans_etape, lus["P01"].etape_attendue) == ("5", 396, "6")
    assert (lus["P03"].etape, lus["P03"].etape_attendue) == ("suspendu", "4")
    assert (lus["P03"].jours_dans_etape, lus["P03"].motif) == (30, "Zone non accessible")
    assert (lus["P06"].etape, lus["P06"].operateur, lus["P06"].motif) == ("8", "B", None)
    assert {point: lus[point].etape for point in ("P07", "P08", "P09")} == {"P07": "aucune", "P08": "0", "P09": "4"}
    assert lus["P10"].motif == "Crue"


def test_les_bloques_d_abord_puis_le_plus_long_retard(base):
    assert list(_points(base))[:5] == ["P01", "P03", "P02", "P08", "P10"]


def test_une_decision_close_ne_suit_plus_rien(base):
    """Règle V7."""
    suivis = {cle: p for cle, p in _points(base).items() if p.decisions}
    assert _champ(suivis, "id_decision") == {"P01": "D1", "P03": "D2", "P06": "D2"}
    assert _champ(suivis, "decision_en_retard") == {"P01": True, "P03": False, "P06": False}


def test_une_date_fixee_rend_une_decision_executee_depuis_a_son_etat_d_alors(tmp_path):
    """Règles P5 et V7."""
    fabrique = FabriqueParcours(tmp_path)
    poser_le_parcours(fabrique)
    fabrique.info["date_fixee"] = DATE.isoformat()
    fabrique.decision("D5", id_point="P10", statut="exécutée", date_execution=jour("2024-07-02"))
    fabrique.decision("D6", id_point="P08", date=jour("2024-07-01"))
    base = _base(fabrique)
    lus = _points(base)
    assert (lus["P10"].id_decision, lus["P08"].id_decision) == ("D5", None)
    # la fiche d'un point et son parcours disent la même chose
    assert [(d.identifiant, d.a_faire) for d in decisions_du_point(base, "P10")] == [("D5", True)]
    assert decisions_du_point(base, "P08") == ()


def test_bilan(base):
    (lu,) = comptes.bilans(base, TOUT)
    # 1, 10, 46 et 182 jours : P10 n'a pas d'échéance, P04 est abandonné
    assert lu == comptes.Bilan(
        groupe="",
        points=10,
        remis=1,
        en_chemin=7,
        suspendus=1,
        abandonnes=1,
        bloques=5,
        retard_median_jours=28.0,
        sans_decision=3,
        decision_en_retard=1,
        sans_etape=1,
    )


def test_bilan_par_operateur(base):
    """Règle V13."""
    lus = comptes.bilans(base, TOUT, "operateur")
    assert [(b.groupe, b.points, b.bloques) for b in lus] == [("A", 4, 3), ("B", 3, 1), (None, 3, 1)]


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
    assert comptes.bilans(base, selection)[0].points == attendus
    assert len(_points(base, selection)) == attendus
    assert sum(c.points for c in comptes.comptes_par_etape(base, selection)) == attendus


def test_comptes_par_etape(base):
    lus = comptes.comptes_par_etape(base, TOUT)
    assert [(c.etape, c.points, c.bloques) for c in lus] == [
        ("aucune", 1, 0), ("0", 3, 2), ("2", 1, 1), ("4", 1, 0), ("5", 1, 1), ("8", 1, 0), ("suspendu", 1, 1),
        ("abandonné", 1, 0),
    ]  # fmt: skip
    assert lus[0].jours_mediane is None
    par_operateur = comptes.comptes_par_etape(base, TOUT, "operateur")
    assert sum(c.points for c in par_operateur) == 10
    assert [c.groupe for c in par_operateur].count(None) == 2


def test_foyers(base):
    lus = comptes.foyers(base, TOUT)
    assert sum(f.points for f in lus) == 5
    par_cause = {(f.blocage, f.etape_attendue): f for f in lus}
    assert par_cause[parcours.MOTIF, "6"].operateurs == "A (1)"
    assert par_cause[parcours.ECHEANCE, "1"].operateurs == "sans opérateur (1)"
    assert par_cause[parcours.ECHEANCE, "1"].lieux == "Ménaka (1)"
    assert par_cause[parcours.SUSPENDU, "4"].retard_median_jours == 46
    assert par_cause[parcours.SUSPENDU, None].motif == "Crue"
    assert [f.lieux for f in comptes.foyers(base, Selection(DATE, "MENAKA"))] == ["Ménaka (1)"]
    assert [f.lieux for f in comptes.foyers(base, Selection(DATE, "ML1001"))] == ["Ménaka-ville (1)"]


def test_les_operateurs_proposes(base):
    """Règle V13."""
    assert parcours.operateurs(base) == {"A": "A", "B": "B", SANS_OPERATEUR: "Sans opérateur déclaré"}


# Délais


def test_delais(base):
    """Règle V8."""
    lus = parcours_delais.delais(base, TOUT)
    assert [(d.de, d.vers, d.points, d.mediane) for d in lus] == [
        ("0", "1", 6, 30), ("1", "2", 6, 30), ("2", "3", 4, 30), ("3", "4", 3, 30), ("4", "5", 2, 30),
        ("7", "8", 1, 91), ("3", "7", 1, 152),
    ]  # fmt: skip
    assert sum(d.negatifs for d in lus) == 0


def test_la_mediane_d_un_ensemble_n_est_pas_celle_des_medianes(tmp_path):
    """Règle V8."""
    fabrique = FabriqueParcours(tmp_path)
    for rang, (fin, operateur) in enumerate([(11, "A"), (12, "A"), (13, "A"), (21, "B"), (31, "C")]):
        fabrique.point(f"X{rang}", {"0": (None, "2024-01-01"), "1": (None, f"2024-01-{fin}")}, operateur=operateur)
    base = _base(fabrique)
    (ensemble,) = parcours_delais.delais(base, TOUT)
    assert (ensemble.p25, ensemble.mediane, ensemble.p75) == (11, 12, 20)
    assert (ensemble.plus_court, ensemble.plus_long) == (10, 30)
    assert statistics.median(d.mediane for d in parcours_delais.delais(base, TOUT, "operateur")) == 20


def test_des_dates_en_desordre_se_disent(tmp_path):
    """Règle V8."""
    fabrique = FabriqueParcours(tmp_path)
    fabrique.point("X", {"1": (None, "2024-02-10"), "2": (None, "2024-02-01")})
    (lu,) = parcours_delais.delais(_base(fabrique), TOUT)
    assert (lu.mediane, lu.negatifs) == (-9, 1)


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
    # sans date, une note ne compte pas ; soumis après la date des données, le projet n'est pas encore là
    assert [(f.groupe, f.projets, f.notes, f.part_pct) for f in lus] == [
        ("A", 3, 2, 50),
        ("B", 1, 0, None),
        (None, 1, 1, 0),
    ]
    (ensemble,) = parcours_delais.formulation(base, TOUT, "")
    assert (ensemble.notes, ensemble.suffisantes, ensemble.mediane) == (3, 1, 11)


# Rechute et survie


def _suivis(base):
    return {p.id_point: p for p in survie.points_suivis(base, TOUT)}


def _echeances(base):
    return {e.mois: e for e in a_l_echeance(survie.points_suivis(base, TOUT))}


def test_durees_et_rechutes(suivie):
    """Règle V9."""
    lus = _suivis(suivie)
    assert _champ(lus, "jours") == {
        "S01": 100, "S02": 200, "S03": 90, "S04": 0, **{f"S{n:02d}": 366 for n in range(5, 12)},
    }  # fmt: skip
    assert [i for i, p in lus.items() if p.rechute] == ["S01", "S02"]
    assert [i for i, p in lus.items() if p.releve] == ["S01"]
    assert [i for i, p in lus.items() if p.retombe] == ["S02"]


def test_la_courbe_ne_va_pas_au_dela_du_plus_long_suivi(suivie):
    """Règle V9."""
    suivis = survie.points_suivis(suivie, TOUT)
    lue = survie.courbe(suivis)
    # 9 à risque à 100 jours, 8 à 200 : 8/9, puis 8/9 × 7/8
    assert [(p.jours, p.a_risque) for p in lue] == [(0, 11), (100, 9), (200, 8), (366, 7)]
    assert [p.survie_pct for p in lue] == pytest.approx([100, 100 * 8 / 9, 100 * 7 / 9, 100 * 7 / 9])
    # trois mois font 91,3 jours : S03, vu jusqu'au 90e, n'y est plus
    effectifs = [(e.mois, e.a_risque) for e in survie.effectifs_a_risque(suivis)]
    assert effectifs == [(0, 11), (3, 9), (6, 8), (9, 7), (12, 7)]


def test_aux_echeances(suivie):
    """Règle V10."""
    lues = _echeances(suivie)
    assert [e.survie_pct for e in lues.values()] == pytest.approx([100, 100 * 8 / 9, 100 * 7 / 9])
    six = lues[6]
    assert (six.tiennent, six.connus, six.non_revus, six.trop_tot) == (8, 9, 2, 0)
    assert (lues[12].tiennent, lues[12].connus) == (7, 9)
    assert six.bas_pct < 100 * 8 / 9 < six.haut_pct


def test_sous_dix_points_aucune_courbe(tmp_path):
    """Règle V10."""
    fabrique = FabriqueParcours(tmp_path)
    poser_la_survie(fabrique, 9)
    base = _base(fabrique)
    assert not survie.courbe(survie.points_suivis(base, TOUT))
    lues = _echeances(base)
    assert [e.survie_pct for e in lues.values()] == [None, None, None]
    assert (lues[6].tiennent, lues[6].connus) == (6, 7)


def test_restaure_trop_recemment_n_est_pas_encore_connu(tmp_path):
    """Règle V10."""
    fabrique = FabriqueParcours(tmp_path)
    # Déjà retombé, mais restauré depuis deux mois : le compter à six mois noircirait le compte nu.
    fabrique.point("N", visites=(("2024-05-01", 4), ("2024-06-01", 0)))
    six = _echeances(_base(fabrique))[6]
    assert (six.tiennent, six.connus, six.non_revus, six.trop_tot) == (0, 0, 0, 1)


def test_aucune_estimation_au_dela_du_plus_long_suivi(tmp_path):
    fabrique = FabriqueParcours(tmp_path)
    for rang in range(12):
        fabrique.point(f"N{rang}", visites=(("2024-02-01", 4), ("2024-06-01", 4)))
    lues = _echeances(_base(fabrique))
    assert (lues[3].survie_pct, lues[6].survie_pct) == (100, None)


def test_un_point_ferme_le_jour_de_sa_restauration_a_rechute_ce_jour(tmp_path):
    fabrique = FabriqueParcours(tmp_path)
    fabrique.point("F", visites=(("2024-02-01", 4, "fermé temporairement"),))
    lu = _suivis(_base(fabrique))["F"]
    assert (lu.jours, lu.rechute, lu.retombe) == (0, True, True)


def test_rechutes_par_groupe(suivie):
    lues = survie.rechutes(suivie, TOUT, "operateur")
    assert [astuple(r) for r in lues] == [("A", 6, 2, 1, 1), ("B", 5, 0, 0, 0)]
    assert [astuple(r) for r in survie.rechutes(suivie, TOUT)] == [("", 11, 2, 1, 1)]


def test_rien_de_restaure(base):
    assert not survie.points_suivis(base, TOUT)
    assert not survie.effectifs_a_risque(())
    assert not survie.rechutes(base, TOUT)
    assert [e.connus for e in a_l_echeance(())] == [0, 0, 0]


# Chronologie


def test_chronologie(base):
    assert chronologie.projets(base, TOUT) == {"PR-B": "Projet B"}
    assert not chronologie.projets(base, Selection(DATE, operateur="A"))
    points = tuple(p.id_point for p in chronologie.points_du_projet(base, "PR-B"))
    assert points == ("P03", "P06")
    etapes = chronologie.etapes(base, points)
    assert [e.etape for e in etapes if e.id_point == "P03"] == ["0", "1", "2", "3", "4", "suspendu"]
    assert [d.identifiant for d in decisions_du_projet(base, "PR-B")] == ["D2"]
    with pytest.raises(ValueError):
        chronologie.projet(base, "absent")


def test_l_ecart_d_une_etape_court_jusqu_a_ce_qu_elle_soit_faite(base):
    lues = {e.etape: e.ecart_jours(DATE) for e in chronologie.etapes(base, ("P06",))}
    # prévue et jamais faite : l'écart court encore ; sans date prévue, il n'y en a pas
    assert lues == {**dict.fromkeys("012345", 0), "6": 365, "7": 0, "8": None}


# Lectures


def test_la_page_lit_tout_d_une_fois(base):
    lue = lecture.lire_parcours(base, TOUT)
    assert (lue.bilan.points, sum(c.points for c in lue.etapes), sum(f.points for f in lue.foyers)) == (10, 10, 5)
    assert lue.delai_du_cadre.mediane == 152
    assert lue.a_six_mois.mois == 6
    assert lecture.lire_parcours(base, Selection(DATE, "DOUENTZA")).delai_du_cadre is None
    assert {c.etape for c in lecture.lire_delais(base, TOUT).attente} == {
        "0",
        "2",
        "4",
        "5",
        "8",
        "suspendu",
        "abandonné",
    }


def test_le_projet_montre_d_abord_est_celui_du_point_le_plus_retarde(base):
    lus = lecture.lire_projets(base, TOUT)
    assert (lus.choisis, lus.connus, lus.plus_retarde) == ({"PR-B": "Projet B"}, ["PR-B"], "PR-B")
    assert lecture.lire_projets(base, Selection(DATE, operateur="A")).plus_retarde == ""
    chronique = lecture.lire_chronologie(base, "PR-B")
    assert chronique.projet.intitule == "Projet B"
    assert [p.id_point for p in chronique.points] == ["P03", "P06"]


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
    assert {c.etape: c.points for c in comptes.comptes_par_etape(demo, choix_demo)} == dict(atteintes)
    delais = {}
    for siennes in faites.values():
        for de, vers in [(str(n), str(n + 1)) for n in range(9)] + [("3", "7")]:
            if de in siennes and vers in siennes:
                delais.setdefault((de, vers), []).append((siennes[vers] - siennes[de]).days)
    for delai in parcours_delais.delais(demo, choix_demo):
        attendus = delais.pop((delai.de, delai.vers))
        assert (delai.points, delai.mediane) == (len(attendus), statistics.median(attendus))
        quartiles = statistics.quantiles(attendus, n=4, method="inclusive")
        assert [delai.p25, delai.p75] == pytest.approx([quartiles[0], quartiles[2]])
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
    lus = [d for d in parcours_delais.delais(demo, choix_demo, par) if (d.de, d.vers) == parcours_delais.DU_CADRE]
    noms = [d.groupe for d in lus] if par else publies["nom"]
    attendus = dict(zip(publies["nom"], publies["valeur"], strict=True))
    assert dict(zip(noms, (d.mediane for d in lus), strict=True)) == attendus


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
    assert sum(p.retombe for p in suivis) == publies.loc["points_retombes", "valeur"]
    assert all(p.retombe == (p.rechute and not p.releve) for p in suivis)
    (notes,) = parcours_delais.formulation(demo, choix_demo, "")
    termes = publies.loc["projets_note", ["numerateur", "denominateur"]]
    assert [notes.suffisantes, notes.notes] == termes.tolist()
