"""Rangs, par commune, par habitant, équité : comptés à la main sur une édition minuscule."""

import datetime as dt

import pytest

from requetes.comparaisons import diviseurs, equite, zones
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.requetes.fabrique import Fabrique
from tests.requetes.fabrique_comparaisons import COMMUNES, avec_communes

LECTURE = ("region", "cumul", "2024-T2")


@pytest.fixture
def fabrique(tmp_path):
    fabrique = avec_communes(Fabrique(tmp_path))
    fabrique.seuils()
    return fabrique


def _base(fabrique):
    return ouvrir(edition_a_lire(fabrique.publier()))


def _juge(taux, valeur=5.0, **autres):
    etat = "atteint" if taux >= 100 else "vert" if taux >= 90 else "rouge"
    return {"valeur": valeur, "cible_due": 10.0, "taux_realisation": taux, "etat": etat} | autres


def _rangs(base, code, periode="2024-T2", mesure=""):
    return zones.rangs(base, code, "region", "cumul", periode, "", mesure)


def _places(lus, periode):
    return {r.code_zone: r.rang for r in lus if r.periode == periode}


# Rangs


def test_le_rang_est_celui_du_taux_quand_une_cible_est_due(fabrique):
    """Règle H5."""
    fabrique.indicateur("A")
    # La plus petite valeur a le plus grand taux : elle est première.
    for zone, taux, valeur in (("GAO", 50.0, 500.0), ("MENAKA", 120.0, 6.0), ("DOUENTZA", 95.0, 90.0)):
        fabrique.chiffre("A", zone, **_juge(taux, valeur))
    lus = _rangs(_base(fabrique), "A")
    assert _places(lus, "2024-T2") == {"MENAKA": 1, "DOUENTZA": 2, "GAO": 3}
    assert {(r.fondement, r.classees) for r in lus} == {("taux", 3)}


def test_sans_cible_le_rang_est_celui_de_la_valeur_et_le_sens_est_respecte(fabrique):
    """Règle H5."""
    fabrique.indicateur("A")
    fabrique.indicateur("B", sens="baisse")
    for code in "AB":
        for zone, valeur in (("GAO", 9.0), ("MENAKA", 2.0), ("DOUENTZA", 4.0)):
            fabrique.chiffre(code, zone, valeur=valeur)
    base = _base(fabrique)
    assert _places(_rangs(base, "A"), "2024-T2") == {"GAO": 1, "DOUENTZA": 2, "MENAKA": 3}
    assert _places(_rangs(base, "B"), "2024-T2") == {"MENAKA": 1, "DOUENTZA": 2, "GAO": 3}
    assert {r.fondement for r in _rangs(base, "B")} == {"valeur"}
    # Par commune : Gao 9/3 = 3, Ménaka 2/1 = 2, Douentza 4/2 = 2.
    places = _rangs(base, "A", mesure="commune")
    assert _places(places, "2024-T2") == {"GAO": 1, "DOUENTZA": 2, "MENAKA": 2}
    assert {r.code_zone: r.ex_aequo for r in places} == {"GAO": False, "MENAKA": True, "DOUENTZA": True}


def test_une_limite_qui_doit_baisser_zero_est_premier(fabrique):
    # 4 retombées admises : 0 vaut mieux que 2 (C / V = 200 %), qui vaut mieux que 5 (80 %).
    fabrique.indicateur("A", sens="baisse")
    for zone, valeur, etat in (
        ("GAO", 2.0, "à maintenir"),
        ("MENAKA", 0.0, "à maintenir"),
        ("DOUENTZA", 5.0, "orange"),
    ):
        fabrique.chiffre("A", zone, valeur=valeur, cible_due=4.0, etat=etat)
    assert _places(_rangs(_base(fabrique), "A"), "2024-T2") == {"MENAKA": 1, "GAO": 2, "DOUENTZA": 3}


def test_ex_aequo_au_meme_rang_et_le_suivant_saute(fabrique):
    """Règle H5."""
    fabrique.indicateur("A")
    for zone, taux in (("GAO", 30.000000000000004), ("MENAKA", 30.0), ("DOUENTZA", 20.0)):
        fabrique.chiffre("A", zone, **_juge(taux))
    lus = _rangs(_base(fabrique), "A")
    assert _places(lus, "2024-T2") == {"GAO": 1, "MENAKA": 1, "DOUENTZA": 3}
    assert [r.ex_aequo for r in lus] == [True, True, False]


def test_sans_donnee_perimee_ou_sans_cible_pas_de_rang(fabrique):
    """Règle H5."""
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", "2024-T1", **_juge(90.0))
    fabrique.chiffre("A", "MENAKA", "2024-T1", **_juge(80.0))
    fabrique.chiffre("A", "DOUENTZA", "2024-T1", valeur=None, etat="sans donnée", recues=0)
    fabrique.chiffre("A", "GAO", **_juge(90.0, provisoire=True))
    fabrique.chiffre("A", "MENAKA", **_juge(120.0))
    fabrique.chiffre("A", "DOUENTZA", **_juge(200.0, etat="périmée"))
    lus = _rangs(_base(fabrique), "A")
    assert _places(lus, "2024-T1") == {"GAO": 1, "MENAKA": 2, "DOUENTZA": None}
    assert _places(lus, "2024-T2") == {"GAO": 2, "MENAKA": 1, "DOUENTZA": None}
    assert next(r for r in lus if (r.periode, r.code_zone) == ("2024-T2", "GAO")).provisoire
    # Reçu 0 sur 1 en Douentza au T1, tout est reçu au T2.
    assert {(r.periode, r.completude_differe) for r in lus} == {("2024-T1", True), ("2024-T2", False)}


def test_une_periode_sans_cible_due_n_a_pas_de_rang_et_une_zone_seule_non_plus(fabrique):
    fabrique.indicateur("A")
    for zone in COMMUNES:
        fabrique.chiffre("A", zone, "2024-T1", etat="non échu")
    fabrique.chiffre("A", "GAO", **_juge(90.0))
    fabrique.chiffre("A", "MENAKA", **_juge(70.0))
    fabrique.indicateur("B")
    fabrique.chiffre("B", "GAO", valeur=3.0)
    fabrique.chiffre("B", "MENAKA", valeur=None, etat="sans donnée", recues=0)
    base = _base(fabrique)
    lus = _rangs(base, "A")
    assert set(_places(lus, "2024-T1").values()) == {None}
    assert _places(lus, "2024-T2") == {"GAO": 1, "MENAKA": 2}
    assert set(_places(_rangs(base, "B"), "2024-T2").values()) == {None}
    # Rien après la période choisie.
    assert {r.periode for r in _rangs(base, "A", "2024-T1")} == {"2024-T1"}


def test_une_region_ne_range_que_ses_cercles(fabrique):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "ML0703", valeur=1.0)
    fabrique.chiffre("A", "ML1001", valeur=2.0)
    base = _base(fabrique)
    assert len(zones.rangs(base, "A", "cercle", "cumul", "2024-T2")) == 2
    une = zones.rangs(base, "A", "cercle", "cumul", "2024-T2", "GAO")
    assert [(r.code_zone, r.rang) for r in une] == [("ML0703", None)]


# Par commune, par habitant


def _valeurs(base, mesure, *champs):
    """Zone → ce qu'elle a dans ces champs, ou dans le seul qui est nommé."""
    lus = zones.valeurs_par_zone(base, "A", *LECTURE, "", mesure)
    valeurs = {z.code_zone: tuple(getattr(z, champ) for champ in champs) for z in lus}
    return valeurs if len(champs) > 1 else {code: seule for code, (seule,) in valeurs.items()}


def test_par_commune_valeur_et_cible_par_le_meme_nombre(fabrique):
    """Règle H6."""
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", valeur=12.0, cible_due=6.0, taux_realisation=200.0, etat="atteint")
    fabrique.chiffre("A", "DOUENTZA", valeur=3.0)
    assert _valeurs(_base(fabrique), "commune", "diviseur", "valeur_rapportee", "cible_rapportee", "valeur") == {
        "GAO": (3, 4.0, 2.0, 12.0),
        "DOUENTZA": (2, 1.5, None, 3.0),
    }


def test_deux_periodes_par_commune(fabrique):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", "2024-T1", valeur=3.0)
    fabrique.chiffre("A", "GAO", "2024-T2", valeur=12.0)
    fabrique.chiffre("A", "MENAKA", "2024-T2", valeur=12.0)
    gao, menaka = zones.deux_periodes(_base(fabrique), "A", "region", "cumul", ("2024-T1", "2024-T2"), "", "commune")
    assert (gao.rapportee_a, gao.rapportee_b, gao.ecart, gao.valeur_b) == (1.0, 4.0, 3.0, 12.0)
    assert (menaka.rapportee_b, menaka.ecart) == (12.0, None)


@pytest.mark.parametrize(("nature", "ecart"), [("flux", None), ("distinct", None), ("stock", 4.0)])
def test_une_annee_entamee_ne_se_compare_pas(fabrique, nature, ecart):
    """Règle P10."""
    fabrique.indicateur("A", nature=nature)
    fabrique.chiffre("A", "GAO", "2024-S1", "semestre", valeur=8.0)
    fabrique.chiffre("A", "GAO", "2024-S2", "semestre", valeur=12.0)
    (lue,) = zones.deux_periodes(_base(fabrique), "A", "region", "semestre", ("2024-S1", "2024-S2"))
    assert (lue.ecart, lue.entamee) == (ecart, ecart is None)


def _peupler(fabrique, **populations):
    for zone, (nombre, annee, source) in populations.items():
        fabrique.ajouter("population", code_zone=zone, annee=annee, population=nombre, source=source)


def test_par_habitant_zone_par_zone_jamais_estimee(fabrique):
    """Règle H6."""
    fabrique.indicateur("A")
    for zone in COMMUNES:
        fabrique.chiffre("A", zone, valeur=30.0, cible_due=60.0, etat="rouge", taux_realisation=50.0)
    # Gao a la sienne ; Ménaka celle de toutes ses communes ; Douentza, d'une de ses deux communes seulement.
    _peupler(fabrique, GAO=(15_000, 2023, "INSTAT"), C4=(6_000, 2024, "RGPH"), C5=(9_000, 2024, "RGPH"))
    base = _base(fabrique)
    assert _valeurs(base, "habitant", "valeur_rapportee", "cible_rapportee") == {
        "GAO": (2.0, 4.0),
        "MENAKA": (5.0, 10.0),
        "DOUENTZA": (None, None),
    }
    assert _valeurs(base, "habitant", "population_annee", "population_source", "motif_absence") == {
        "GAO": (2023, "INSTAT", None),
        "MENAKA": (2024, "RGPH", None),
        "DOUENTZA": (None, None, "population non chargée"),
    }


def test_la_population_de_l_annee_la_plus_proche_et_d_une_seule_source(fabrique):
    """Règle H6."""
    fabrique.indicateur("A")
    for zone in COMMUNES:
        fabrique.chiffre("A", zone, valeur=30.0)
    _peupler(fabrique, GAO=(1_000, 2009, "vieille"), MENAKA=(0, 2024, "nulle"))
    _peupler(fabrique, GAO=(3_000, 2025, "proche"), C5=(1_000, 2024, "une"), C6=(1_000, 2024, "autre"))
    lus = _valeurs(_base(fabrique), "habitant", "valeur_rapportee")
    # 2025 est plus proche que 2009 ; une population nulle ne divise pas ; deux sources ne se somment pas.
    assert lus == {"GAO": 10.0, "MENAKA": None, "DOUENTZA": None}


def test_les_mesures_offertes(fabrique):
    for code, nature in (
        ("A", "stock"),
        ("F", "flux"),
        ("R", "ratio"),
        ("S", "score"),
        ("D", "delai"),
        ("P", "distinct"),
    ):
        fabrique.indicateur(code, nature=nature)
        fabrique.chiffre(code, "GAO")
    _peupler(fabrique, C1=(1_000, 2024, "RGPH"))
    base = _base(fabrique)
    offertes = {c: diviseurs.mesures_offertes(base, c, "region", "2024-T2") for c in "AFRSDP"}
    assert offertes == {"A": ("", "commune"), "F": ("", "commune"), "R": ("",), "S": ("",), "D": ("",), "P": ("",)}
    assert diviseurs.mesures_offertes(base, "A", "commune", "2024-T2") == ("", "habitant")
    # Un indicateur du projet seul n'a aucun niveau à comparer.
    assert diviseurs.mesures_offertes(base, "A", "", "2024-T2") == ("",)


@pytest.mark.parametrize(("recues", "differe"), [(27, False), (26, True)])
def test_au_dela_de_dix_points_de_completude_les_zones_sont_reservees(fabrique, recues, differe):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", recues=30, attendues=30)
    fabrique.chiffre("A", "MENAKA", recues=recues, attendues=30)
    # Une complétude inconnue ne réserve rien.
    fabrique.chiffre("A", "DOUENTZA", recues=None, attendues=None)
    lues = zones.valeurs_par_zone(_base(fabrique), "A", *LECTURE)
    assert [z.completude_differe for z in lues] == [differe] * 3


# Grille et équité


def test_la_reserve_de_la_grille_est_par_indicateur(fabrique):
    """Règle H7."""
    for code in "AB":
        fabrique.indicateur(code)
        fabrique.chiffre(code, "GAO", recues=4, attendues=4)
    fabrique.chiffre("A", "MENAKA", recues=3, attendues=4)
    fabrique.chiffre("B", "MENAKA", recues=2, attendues=2)
    grille = zones.grille_des_etats(_base(fabrique), *LECTURE)
    assert {(c.code_indicateur, c.completude_differe) for c in grille} == {("A", True), ("B", False)}


def test_la_part_des_femmes_ne_se_calcule_qu_avec_les_deux_sexes(fabrique):
    """Règle H9."""
    fabrique.indicateur("U", nature="flux", regle_temps="somme")
    fabrique.indicateur("T", unite="%")
    fabrique.indicateur("X", nature="flux")
    for zone in ("GAO", "MENAKA"):
        # Le total peut dépasser ses modalités : il n'entre pas dans la part.
        fabrique.chiffre("U", zone, valeur=100.0)
        fabrique.chiffre("T", zone, valeur=40.0)
        fabrique.chiffre("X", zone)
    for zone, sexe, nombre in (("GAO", "F", 20.0), ("GAO", "H", 60.0), ("MENAKA", "F", 5.0)):
        fabrique.chiffre("U", zone, dimension="sexe", modalite=sexe, valeur=nombre, provisoire=zone == "GAO")
    for sexe, taux in (("F", 35.0), ("H", 42.5)):
        fabrique.chiffre("T", "GAO", dimension="sexe", modalite=sexe, valeur=taux)
    lus = {(x.code_indicateur, x.code_zone): x for x in equite.part_des_femmes(_base(fabrique), *LECTURE)}
    assert {code for code, _ in lus} == {"U", "T"}
    gao = lus["U", "GAO"]
    assert (gao.genre, gao.femmes, gao.ensemble, gao.valeur, gao.provisoire) == ("part", 20.0, 80.0, 25.0, True)
    assert lus["U", "MENAKA"].valeur is None
    assert (lus["T", "GAO"].genre, lus["T", "GAO"].valeur) == ("écart", -7.5)


def test_la_part_declaree_est_la_valeur_publiee(fabrique):
    fabrique.indicateur("W", unite="%", source_calcul="femmes_spi")
    fabrique.chiffre("W", "GAO", numerateur=30.0, denominateur=120.0, valeur=25.0)
    (lue,) = equite.part_des_femmes(_base(fabrique), *LECTURE)
    assert (lue.genre, lue.femmes, lue.ensemble, lue.valeur) == ("part déclarée", 30.0, 120.0, 25.0)


def test_les_etapes_nomades_sont_celles_que_compte_l_indicateur(fabrique):
    """Règle H10."""
    fabrique.indicateur("E", nature="flux", regle_temps="somme", source_calcul="etapes_tenues")
    for zone in COMMUNES:
        fabrique.chiffre("E", zone, "2024-T1", valeur=1.0)
        fabrique.chiffre("E", zone, valeur=1.0)
        fabrique.chiffre("E", zone, "2024-T2", "trimestre", valeur=1.0)
    etapes = (
        ("C1", "nomade", "2024-05-02", True),
        ("C2", "Populations Nomades", "2024-02-02", True),
        ("C1", "mixte", "2024-05-03", True),
        ("C1", None, "2024-05-04", True),
        ("C1", "nomade", "2024-05-05", False),
        ("C1", "nomade", "2024-07-05", True),
        ("C1", "nomade", None, True),
        ("C4", "sédentaire", "2024-05-02", True),
    )
    for rang, (zone, genre, jour, tenue) in enumerate(etapes):
        jour = jour and dt.date.fromisoformat(jour)
        fabrique.ajouter(
            "spi_etape", id_tournee="T", code_zone=zone, site=f"S{rang}", type_population=genre, date=jour, tenue=tenue
        )
    base = _base(fabrique)

    def comptes(niveau, type_periode, periode):
        lues = equite.etapes_nomades(base, niveau, type_periode, periode)
        return {x.code_zone: (x.nomades, x.dites, x.tenues, x.valeur) for x in lues}

    cumul = comptes(*LECTURE)
    assert [c[:3] for c in cumul.values()] == [(2, 3, 4), (0, 1, 1), (0, 0, 0)]
    assert (cumul["MENAKA"][3], cumul["DOUENTZA"][3]) == (0, None)
    assert comptes("region", "cumul", "2024-T1")["GAO"][:3] == (1, 1, 1)
    assert comptes("region", "trimestre", "2024-T2")["GAO"][:3] == (1, 2, 3)


@pytest.mark.lent
def test_les_etapes_de_la_demonstration_sont_celles_de_l_indicateur(edition_demo):
    base = ouvrir(edition_a_lire(edition_demo))
    for niveau, type_periode, periode in (("region", "cumul", "2024-T2"), ("cercle", "annee", "2024"), LECTURE):
        tenues = {x.code_zone: x.tenues for x in equite.etapes_nomades(base, niveau, type_periode, periode)}
        publiees = zones.valeurs_par_zone(base, "R2.9", niveau, type_periode, periode)
        connues = {z.code_zone: z.valeur for z in publiees if z.valeur is not None}
        assert len(connues) >= 3
        assert {code: tenues[code] for code in connues} == connues
