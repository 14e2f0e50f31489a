"""Les questions de la page Tendances : rythme, parts, cibles, révisions, zones dessous."""

import datetime as dt

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.fiches.lecture import lire_indicateur
from requetes.tendances import series
from requetes.tendances.lecture import lire_tendances
from requetes.tendances.rythme import rythme
from tests.requetes.fabrique import Fabrique


@pytest.fixture
def fabrique(tmp_path):
    return Fabrique(tmp_path)


def _base(fabrique):
    fabrique.seuils()
    return ouvrir(edition_a_lire(fabrique.publier()))


def _cible(fabrique, periode, valeur, zone="GAO", nature="cumul", code="A"):
    fabrique.ajouter("cible", code_indicateur=code, code_zone=zone, periode=periode, valeur=valeur, nature_cible=nature)


def test_le_rythme_vise_la_derniere_cible_meme_apres_le_calendrier(fabrique):
    """Règle H8."""
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", "2024-T1", valeur=10.0)
    fabrique.chiffre("A", "GAO", "2024-T2", valeur=16.0, valeur_reference=0.0, provisoire=True)
    for periode, valeur in (("2024-T2", 20.0), ("2024-S2", 30.0), ("2025-S2", 40.0)):
        _cible(fabrique, periode, valeur)
    _cible(fabrique, "2026", 99.0, zone="MENAKA")
    lu = rythme(_base(fabrique), "A", "GAO", "cumul", "2024-T2")
    assert (lu.cible, lu.fin, lu.restantes) == (40.0, dt.date(2025, 12, 31), 6)
    assert (lu.necessaire, lu.tenu, lu.passees, lu.provisoire) == (4.0, 6.0, 1, True)


@pytest.mark.parametrize(
    ("ligne", "motif"),
    [
        ({"valeur": None, "etat": "sans donnée"}, "aucune valeur"),
        ({"valeur": 3.0, "etat": "périmée"}, "périmée"),
        ({"valeur": 30.0}, "déjà atteinte"),
    ],
)
def test_le_rythme_sans_objet(fabrique, ligne, motif):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", **ligne)
    _cible(fabrique, "2024-S2", 30.0)
    assert motif in rythme(_base(fabrique), "A", "GAO", "cumul", "2024-T2").motif


def test_un_plafond_tenu_n_a_pas_de_rythme(fabrique):
    fabrique.indicateur("A", sens="baisse")
    fabrique.chiffre("A", "GAO", valeur=3.0, valeur_reference=0.0)
    _cible(fabrique, "2024-S2", 4.0)
    assert rythme(_base(fabrique), "A", "GAO", "cumul", "2024-T2").motif == "la limite est tenue"


def test_une_cible_de_periode_se_rythme_depuis_le_debut_de_sa_periode(fabrique):
    fabrique.indicateur("A", nature="flux", regle_temps="somme")
    fabrique.chiffre("A", "GAO", "2024", "annee", valeur=8.0)
    fabrique.chiffre("A", "GAO", "2024-T2", valeur=8.0)
    _cible(fabrique, "2024", 20.0, nature="periode")
    base = _base(fabrique)
    lu = rythme(base, "A", "GAO", "annee", "2024")
    # 12 de plus en deux trimestres, contre 8 en deux.
    assert (lu.necessaire, lu.restantes, lu.tenu, lu.passees, lu.depuis_debut) == (6.0, 2, 4.0, 2, True)
    assert "aucune cible ne suit" in rythme(base, "A", "GAO", "cumul", "2024-T2").motif
    assert rythme(base, "A", "MENAKA", "annee", "2024").necessaire is None


def test_les_parts_s_additionnent_et_une_modalite_absente_est_la(fabrique):
    fabrique.indicateur("A", nature="flux", regle_temps="somme")
    fabrique.chiffre("A", "GAO", "2024-T2", "trimestre", valeur=10.0)
    fabrique.chiffre("A", "GAO", "2024-T2", "trimestre", valeur=6.0, dimension="sexe", modalite="F")
    fabrique.chiffre("A", "GAO", "2024-T2", "trimestre", valeur=3.0, dimension="sexe", modalite="H")
    fabrique.chiffre("A", "GAO", "2024-T1", "trimestre", valeur=1.0, dimension="sexe", modalite="inconnu")
    (lue,) = series.repartition(_base(fabrique), "A", "GAO", "trimestre", "2024-T2")
    assert [(p.modalite, p.valeur, p.part) for p in lue.parts] == [
        ("F", 6.0, 60.0),
        ("H", 3.0, 30.0),
        ("inconnu", None, None),
    ]
    assert (lue.dimension, lue.somme, lue.total, lue.reste, lue.masquee) == ("sexe", 9.0, 10.0, 1.0, False)


def test_un_ratio_n_a_ni_part_ni_somme(fabrique):
    fabrique.indicateur("A", unite="%")
    fabrique.chiffre("A", "GAO", valeur=50.0)
    fabrique.chiffre("A", "GAO", valeur=60.0, dimension="sexe", modalite="F")
    (lue,) = series.repartition(_base(fabrique), "A", "GAO", "cumul", "2024-T2")
    assert [(p.valeur, p.part) for p in lue.parts] == [(60.0, None)]
    assert (lue.somme, lue.reste) == (None, None)


def test_les_cibles_disent_leur_echeance_y_compris_hors_du_calendrier(fabrique):
    fabrique.indicateur("A")
    for periode in ("2024-T2", "2024-T3", "2026"):
        _cible(fabrique, periode, 1.0)
    _cible(fabrique, "2024-T1", 2.0, zone="SOCLE")
    base = _base(fabrique)
    lues = series.cibles(base, "A", "GAO")
    assert [(c.due, c.type) for c in lues] == [(True, "trimestre"), (False, "trimestre"), (False, "annee")]
    assert all(c.fin for c in lues)
    assert [c.code_zone for c in series.cibles(base, "A")] == ["SOCLE", "GAO", "GAO", "GAO"]
    assert lire_indicateur(base, "A").cibles_de("GAO") == lues


@pytest.mark.parametrize(
    ("nature", "lecture", "periodes"),
    [
        ("stock", "cumul", ["2024-T3", "2024-S2"]),
        ("stock", "trimestre", ["2024-T3", "2024-S2"]),
        ("flux", "cumul", ["2024-T3", "2024-S2"]),
        # La cible cumulée d'un flux ne se compare qu'au cumul.
        ("flux", "trimestre", []),
        ("flux", "annee", ["2024"]),
    ],
)
def test_les_cibles_suivantes_sont_celles_de_la_lecture(fabrique, nature, lecture, periodes):
    fabrique.indicateur("A", nature=nature)
    for periode in ("2024-S2", "2024-T3", "2024-T2"):
        _cible(fabrique, periode, 9.0)
    _cible(fabrique, "2024", 5.0, nature="periode")
    _cible(fabrique, "2024-T3", 5.0, zone="MENAKA")
    lues = series.cibles_a_venir(_base(fabrique), "A", "GAO", lecture)
    assert [c.periode for c in lues] == periodes


def test_la_page_lit_les_parties_et_les_evenements_de_la_duree_tracee(fabrique):
    fabrique.indicateur("A")
    for zone in ("SOCLE", "GAO"):
        fabrique.chiffre("A", zone, "2024-T2", "trimestre")
    for jour in ("2024-02-01", "2024-05-01"):
        fabrique.ajouter("evenement", date=dt.date.fromisoformat(jour), nature="crue", texte=jour)
    base = _base(fabrique)
    seule, toutes = (
        lire_tendances(base, "A", "SOCLE", "trimestre", "2024-T2", avec_parties=avec) for avec in (False, True)
    )
    assert [m.code_zone for m in seule.serie] == ["SOCLE"]
    assert [m.code_zone for m in toutes.serie] == ["SOCLE", "GAO"]
    assert toutes.choisi == seule.choisi == seule.serie[0]
    # Février est d'avant le trimestre tracé.
    assert [e.texte for e in seule.evenements] == ["2024-05-01"]
    absente = lire_tendances(base, "A", "MENAKA", "trimestre", "2024-T2", avec_parties=True)
    assert (absente.choisi, absente.serie, absente.evenements) == (None, (), ())


def test_la_serie_dit_ce_qui_a_ete_revise_et_ce_qui_court_encore(fabrique):
    fabrique.indicateur("A")
    for periode in ("2024-T1", "2024-T2"):
        fabrique.chiffre("A", "GAO", periode, "trimestre")
    fabrique.chiffre("A", "GAO", "2024", "annee")
    fabrique.reviser("A", "GAO", "2024-T1")
    fabrique.reviser("A", "GAO", "2024-T2", genre="en cours")
    base = _base(fabrique)
    lue = series.serie(base, "A", ("GAO",), "trimestre")
    assert [(m.revision, m.valeur_avant, m.finie) for m in lue] == [("révisée", 4.0, True), (None, None, True)]
    assert [m.finie for m in series.serie(base, "A", ("GAO",), "annee")] == [False]


def test_les_zones_dessous_sont_celles_qui_ont_des_lignes(fabrique):
    fabrique.indicateur("A")
    for zone in ("SOCLE", "GAO", "ML0703", "ML1001"):
        fabrique.chiffre("A", zone)
    base = _base(fabrique)
    assert series.zones_dessous(base, "SOCLE", "A") == {"region": ("GAO",), "cercle": ("ML0703", "ML1001")}
    assert series.zones_dessous(base, "GAO", "A") == {"cercle": ("ML0703",)}
    assert series.zones_dessous(base, "ML0703", "A") == {}
