"""Deux dates de la carte, chantiers et étapes SPI : comptés à la main sur la petite édition des fiches."""

import datetime as dt

import pytest

from requetes.carte import dates, services, terrain
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.requetes.fabrique_fiches import GABERO, GAO, JUIN, MARS, FabriqueFiches, le, publier

AVRIL = dt.date(2024, 4, 30)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    lue = ouvrir(edition_a_lire(publier(tmp_path_factory.mktemp("carte_dates"))))
    yield lue
    lue.fermer()


def _mouvements(base, avant, apres, *selection):
    return [(p.id_point, p.mouvement) for p in dates.points_changes(base, avant, apres, *selection)]


def test_un_changement_porte_le_nom_du_plus_grave(base):
    """Règle V15."""
    # B a perdu ses tests, C n'a pas été revu ; A tient, D et E n'ont jamais rien montré.
    assert _mouvements(base, MARS, JUIN) == [("B", "retombé"), ("C", "non revu")]
    assert _mouvements(base, JUIN, MARS) == [("C", "remis en marche"), ("B", "remis en marche")]
    assert _mouvements(base, MARS, MARS) == []


def test_un_nouvellement_restaure_puis_retombe_est_des_deux_comptes(base):
    # De janvier, qui ne connaît aucun état, à juin : A, B et C ont été restaurés, et B est retombé depuis.
    bilan = dates.compter_les_changements(dates.points_changes(base, le(31, 1), JUIN))
    assert (bilan.mouvements, bilan.perdus) == ({"retombé": 1, "restauré": 3}, 1)
    assert dates.compter_les_changements([]).mouvements == {"restauré": 0}


def test_la_selection_borne_les_changements(base):
    assert _mouvements(base, MARS, JUIN, "SOCLE", "eau") == [("C", "non revu")]
    assert _mouvements(base, MARS, JUIN, GABERO) == [] and _mouvements(base, MARS, JUIN, "MENAKA") == []
    assert len(_mouvements(base, MARS, JUIN, GAO)) == 2


def test_une_date_sans_etat_est_inconnue_et_non_absente(base):
    # Aucun état fin avril : tous les points y sont inconnus, et ceux de mars le disent.
    assert {p for p, _ in _mouvements(base, MARS, AVRIL)} == {"A", "B", "C"}


def test_les_dates_de_situation_sont_celles_des_mois_finis(base):
    assert services.dates_d_etat(base)[0] == dt.date(2024, 1, 31) and services.dates_d_etat(base)[-1] == JUIN


def test_seules_les_etapes_passees_et_dites_se_lisent(base):
    """Règle V11."""
    lues = terrain.etapes_spi_passees(base, JUIN)
    # T3, restée «planifiée» et que personne n'a dite tenue, et T4, d'après les données, n'y sont pas.
    assert [(e.id_tournee, e.tenue) for e in lues] == [("T2", False), ("T1", True)]
    assert terrain.etapes_spi_passees(base, MARS) == ()


def test_la_difference_de_deux_periodes_et_son_absence(tmp_path):
    f = FabriqueFiches(tmp_path)
    f.seuils()
    f.indicateur("R", unite="%", nature="ratio")
    for zone, avant, apres in (("GAO", 40.0, 55.0), ("MENAKA", None, 10.0), ("DOUENTZA", 70.0, 70.0)):
        f.chiffre("R", zone, "2024-T1", "cumul", valeur=avant)
        f.chiffre("R", zone, "2024-T2", "cumul", valeur=apres)
    base = ouvrir(edition_a_lire(f.publier()))
    deux = {v.code_zone: v for v in dates.valeurs_des_deux_dates(base, "R", "region", MARS, JUIN)}
    assert (deux["GAO"].avant.valeur, deux["GAO"].ecart, deux["DOUENTZA"].ecart) == (40, 15, 0)
    assert deux["MENAKA"].ecart is None and deux["MENAKA"].valeur == 10
    # Deux mois d'un même trimestre lisent la même période : rien n'a été mesuré entre eux.
    meme = dates.valeurs_des_deux_dates(base, "R", "region", MARS, AVRIL)
    assert {(v.ecart, v.periode, v.avant.periode) for v in meme} == {(None, "2024-T1", "2024-T1")}
    # Avant toute période finie, l'autre date n'a rien de lu ; ce n'est pas zéro.
    premiere = dates.valeurs_des_deux_dates(base, "R", "region", dt.date(2024, 1, 31), MARS)
    assert {(v.ecart, v.avant.lu, v.avant.valeur) for v in premiere} == {(None, False, None)}
    base.fermer()
