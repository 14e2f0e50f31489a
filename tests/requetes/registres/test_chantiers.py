"""Les chantiers à un jour, comptés à la main : retard gardé, avancement prévu, incident levé, feuille jamais venue."""

import datetime as dt

import pytest

from domaine.feuilles.cadre import FEUILLES
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.registres.chantiers import lire_avancement, lire_chantiers, lire_releves
from requetes.registres.commun import Etendue, receptions
from tests.requetes.fabrique_fiches import GABERO, JUIN, MARS, FabriqueFiches, le


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("chantiers"))
    prevu = {"date_debut_prevue": le(1, 1), "date_fin_prevue": le(31, 3)}
    f.recu("chantier", id_chantier="LIVRE", ouvrage="mairie", nom="Mairie", code_zone=GABERO, montant_fcfa=100.0,
           date_debut=le(5, 1), date_reception=le(30, 4), **prevu)  # fmt: skip
    f.recu("chantier", id_chantier="TARD", ouvrage="préfecture", nom="Préfecture", code_zone="ML0703",
           montant_fcfa=300.0,           date_debut=le(1, 2), **prevu)  # fmt: skip
    f.recu("chantier", id_chantier="GOUV", ouvrage="gouvernorat", nom="Gouvernorat", code_zone="GAO", montant_fcfa=None)
    for jour, physique, financier, incident in (
        (le(28, 2), 20.0, 50.0, None), (le(31, 3), 40.0, None, "Arrêt"), (le(31, 5), 50.0, 45.0, None),
    ):  # fmt: skip
        f.recu("chantier_avancement", id_chantier="TARD", date=jour, physique_pct=physique, financier_pct=financier,
               incident=incident)  # fmt: skip
    f.ajouter("quarantaine", feuille="Présence", ligne=2)
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def _lus(base, jour, zone="SOCLE"):
    return {c.identifiant: c for c in lire_chantiers(base, Etendue(zone, jour))}


def test_un_chantier_receptionne_garde_son_retard(base):
    """Règle S1."""
    lus = _lus(base, JUIN)
    assert (lus["LIVRE"].etat, lus["LIVRE"].retard_jours) == ("réceptionné", 30)
    assert (lus["TARD"].etat, lus["TARD"].retard_jours) == ("en cours", 91)
    # Sans fin prévue, personne ne sait : ni zéro, ni retard.
    assert lus["GOUV"].retard_jours is None and lus["GOUV"].etat == "pas commencé"
    # Lu le jour de la fin prévue, rien n'est encore en retard, et rien d'après n'est connu.
    assert [(c.retard_jours, c.date_reception) for c in _lus(base, MARS).values()][:2] == [(0, None), (0, None)]


def test_ce_qui_se_lit_vient_du_meme_dernier_releve(base):
    """Règles G24 et S3."""
    mars, juin = _lus(base, MARS)["TARD"], _lus(base, JUIN)["TARD"]
    # Le relevé de mars tait le financier : celui de février ne se redit pas à sa date.
    assert (mars.physique_pct, mars.financier_pct, mars.incident, mars.bloque) == (40, None, "Arrêt", True)
    assert (juin.physique_pct, juin.incident, juin.bloque, juin.ecart_pts) == (50, None, None, -5)
    assert [r.date for r in lire_releves(base, "TARD", MARS)] == [le(28, 2), le(31, 3)]


def test_l_avancement_prevu_est_une_droite(base):
    """Règle S2."""
    assert _lus(base, le(15, 2))["TARD"].prevu_pct == pytest.approx(50)
    assert _lus(base, dt.date(2023, 12, 1))["TARD"].prevu_pct == 0 and _lus(base, JUIN)["TARD"].prevu_pct == 100
    assert _lus(base, JUIN)["GOUV"].prevu_pct is None


def test_la_courbe_pese_chaque_chantier_par_son_montant(base):
    """Règle S2."""
    courbe = {a.date: a for a in lire_avancement(base, ("LIVRE", "TARD", "GOUV"), JUIN)}
    assert next(iter(courbe)) == le(31, 1) and list(courbe)[-1] == JUIN
    # LIVRE n'a aucun relevé : 0 % des 100 ; TARD : 50 % de 300.
    assert courbe[JUIN].physique_pct == pytest.approx(37.5) and courbe[JUIN].financier_pct == pytest.approx(33.75)
    # En mars, le financier de TARD est inconnu : il ne reste que LIVRE, dont rien n'est payé.
    assert courbe[MARS].financier_pct == 0 and courbe[MARS].prevu_pct == 100


def test_un_ouvrage_de_region_reste_a_sa_region(base):
    assert set(_lus(base, JUIN, "GAO")) == {"LIVRE", "TARD", "GOUV"}
    assert set(_lus(base, JUIN, "ML0703")) == {"LIVRE", "TARD"} and set(_lus(base, JUIN, GABERO)) == {"LIVRE"}
    assert _lus(base, JUIN)["GOUV"].niveau == "region" and not _lus(base, JUIN, "MENAKA")


def test_une_feuille_jamais_venue_se_distingue_d_un_registre_vide(base):
    """Règle S4."""
    voulues = tuple(f for f in FEUILLES if f.nom in ("Chantiers", "Présence", "Formations"))
    lues = {r.feuille: (r.lignes, r.mises_de_cote) for r in receptions(base, voulues)}
    assert lues == {"Chantiers": (3, 0), "Présence": (0, 1), "Formations": (0, 0)}


def test_payer_loin_du_physique_se_compte(base):
    """Règle S31 : 50 % payés quand 20 % sont faits ; sans financier, l'écart n'est pas jugé."""
    lus = _lus(base, JUIN)
    assert {i: (c.ecart_pts, c.loin_du_physique) for i, c in lus.items()} == {
        "TARD": (-5, False),
        "LIVRE": (None, None),
        "GOUV": (None, None),
    }
    fevrier = _lus(base, le(28, 2))["TARD"]
    assert (fevrier.ecart_pts, fevrier.loin_du_physique) == (30, True)
