"""Les tournées SPI à un jour, comptées à la main : états, motifs, étapes tues, coût par acte."""

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.registres.commun import Etendue
from requetes.registres.tournees import (
    cout_par_acte,
    lire_actes,
    lire_etapes,
    lire_prochaines,
    lire_servis,
    lire_tournees,
)
from tests.requetes.fabrique_fiches import GABERO, GAO, JUIN, MARS, MENAKA, FabriqueFiches, le


def _tournee(f, nom, statut, prevue, zone="GAO", **autres):
    f.recu("spi_tournee", id_tournee=nom, statut=statut, code_zone=zone, date_prevue_debut=prevue, **autres)


def _etape(f, tournee, site, jour, tenue, commune=GAO, **autres):
    f.recu("spi_etape", id_tournee=tournee, code_zone=commune, site=site, date=jour, tenue=tenue, **autres)


def _acte(f, tournee, site, jour, hommes, femmes, acte="Acte de naissance"):
    f.recu("spi_prestation", id_tournee=tournee, site=site, date=jour, acte=acte, hommes=hommes, femmes=femmes)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("tournees"))
    # Prévue en mars, partie en avril : une étape tenue, une manquée sans motif, une dont la date n'est pas venue.
    _tournee(f, "FAITE", "réalisée", le(20, 3), date_debut=le(2, 4), cout_fcfa=3_000_000)
    _etape(f, "FAITE", "Marché", le(2, 4), True, type_population="nomade", distance_km=80)
    _etape(f, "FAITE", "École", le(3, 4), False, GABERO, distance_km=120)
    _etape(f, "FAITE", "Puits", le(2, 7), True)
    _acte(f, "FAITE", "Marché", le(2, 4), 150, 100)
    _acte(f, "FAITE", "Marché", le(2, 4), 50, None, "Consultation")
    _acte(f, "FAITE", "Sans étape", le(2, 4), None, None)
    # Le coût sans les actes, les actes sans le coût.
    _tournee(f, "CHERE", "partielle", le(1, 4), cout_fcfa=2_000_000)
    _tournee(f, "GRATUITE", "réalisée", le(2, 5), "MENAKA")
    _etape(f, "GRATUITE", "Place", le(2, 5), True, MENAKA)
    _etape(f, "GRATUITE", "Place", le(3, 5), True, GAO)
    _acte(f, "GRATUITE", "Place", le(2, 5), 60, 40)
    _tournee(f, "CRUE", "annulée", le(10, 5), motif="Pluies")
    _etape(f, "CRUE", "Marché", le(10, 5), False)
    _tournee(f, "MUETTE", "annulée", le(11, 5))
    # Passée, sans compte rendu : de ses étapes, seule celle dite tenue est dite.
    _tournee(f, "PERDUE", "planifiée", le(17, 5), date_prevue_fin=le(23, 5))
    _etape(f, "PERDUE", "Tue", le(18, 5), False)
    _etape(f, "PERDUE", "Dite", le(19, 5), True)
    _tournee(f, "SANSDATE", "réalisée", None)
    _tournee(f, "DEMAIN", "planifiée", le(22, 7), date_prevue_fin=le(28, 7))
    # Déjà annulée, elle n'est pas de celles qui viennent.
    _tournee(f, "RENONCEE", "annulée", le(25, 7))
    _etape(f, "DEMAIN", "Secret", le(23, 7), False)
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def _lues(base, zone="SOCLE", jour=JUIN, debut=None, fin=None):
    return {t.identifiant: t for t in lire_tournees(base, Etendue(zone, jour, debut, fin))}


def test_une_tournee_est_de_la_periode_de_son_depart_prevu(base):
    """Règle S13."""
    premier = _lues(base, debut=le(1, 1), fin=MARS)
    assert list(premier) == ["FAITE"]
    # Lue à la date des données : réalisée, avec son étape d'avril et ses actes.
    assert (premier["FAITE"].etat, premier["FAITE"].etapes_tenues, premier["FAITE"].actes) == ("réalisée", 1, 300)
    toutes = _lues(base)
    assert list(toutes) == ["PERDUE", "MUETTE", "CRUE", "GRATUITE", "CHERE", "FAITE", "SANSDATE"]
    assert "SANSDATE" not in _lues(base, debut=le(1, 1), fin=JUIN)
    assert set(_lues(base, "MENAKA")) == {"GRATUITE"}


def test_passee_sans_compte_rendu_n_est_ni_tenue_ni_annulee(base):
    """Règle S11."""
    assert _lues(base)["PERDUE"].etat == "passée, sans compte rendu"
    assert _lues(base, jour=le(23, 5))["PERDUE"].etat == "planifiée"


def test_ce_que_personne_n_a_precise_se_compte(base):
    """Règle S12."""
    lues = _lues(base)
    assert [lues[n].pourquoi for n in ("CRUE", "MUETTE", "CHERE", "FAITE")] == [
        "Pluies", "non précisé", "non précisé", None,
    ]  # fmt: skip
    etapes = {(e.id_tournee, e.site): e for e in lire_etapes(base, tuple(lues), JUIN)}
    assert etapes["CRUE", "Marché"].pourquoi == "Pluies" and etapes["FAITE", "École"].pourquoi == "non précisé"
    assert [s.groupe for s in lire_servis(base, ("FAITE",), JUIN, "population")] == ["nomade", "non précisé"]


def test_une_etape_a_venir_ou_restee_planifiee_n_est_pas_dite(base):
    """Règle V11 : la tournée à venir ne se sait que par le calendrier, sans un lieu."""
    dites = {(e.id_tournee, e.site) for e in lire_etapes(base, (*_lues(base), "DEMAIN"), JUIN)}
    assert not dites & {("FAITE", "Puits"), ("PERDUE", "Tue"), ("DEMAIN", "Secret")}
    assert ("PERDUE", "Dite") in dites
    assert _lues(base)["FAITE"].etapes == 2 and _lues(base)["PERDUE"].etapes == 1
    (prochaine,) = lire_prochaines(base, "SOCLE", JUIN)
    assert (prochaine.identifiant, prochaine.region, prochaine.fin) == ("DEMAIN", "Gao", le(28, 7))
    assert not lire_prochaines(base, "MENAKA", JUIN)


def test_un_acte_va_a_la_seule_etape_de_son_site(base):
    """Règles G13 et G14."""
    etapes = lire_etapes(base, ("GRATUITE",), JUIN)
    # Deux communes ont la même «Place» : les actes ne sont à aucune, mais restent à la tournée.
    assert [e.actes for e in etapes] == [None, None] and _lues(base)["GRATUITE"].actes == 100
    (tous,) = lire_servis(base, ("FAITE",), JUIN)
    assert (tous.actes, tous.hommes, tous.femmes, tous.lignes, tous.lignes_vides) == (300, 200, 100, 3, 1)
    # Une case vide n'est pas zéro femme.
    assert (tous.actes_des_deux_sexes, tous.part_femmes) == (250, 40)
    assert [a.actes for a in lire_actes(base, "FAITE", JUIN)] == [250, 50, None]
    assert not lire_servis(base, ("CHERE",), JUIN)


def test_un_cout_par_acte_ne_mele_pas_ce_qui_est_connu_et_ce_qui_ne_l_est_pas(base):
    """Règle S10."""
    cout = cout_par_acte(tuple(_lues(base).values()))
    assert (cout.tournees, cout.cout_fcfa, cout.actes, cout.par_acte) == (1, 3_000_000, 300, 10_000)
    rien = cout_par_acte((_lues(base)["CHERE"], _lues(base)["GRATUITE"]))
    assert (rien.tournees, rien.par_acte) == (0, None)


def test_rien_de_recu_n_est_pas_zero(base):
    lue = _lues(base)["CHERE"]
    assert (lue.etapes, lue.etapes_tenues, lue.actes, lue.plus_loin_km) == (None, None, None, None)
    assert _lues(base)["FAITE"].plus_loin_km == 80


@pytest.mark.lent
def test_la_page_compte_comme_l_indicateur(edition_demo):
    """Règle G11 : même zone, même période, mêmes tournées réalisées et prévues que R2.8."""
    lue = ouvrir(edition_a_lire(edition_demo))
    rangees = lue.lire("""
        SELECT v.code_zone, v.type_periode, p.debut, p.fin, coalesce(v.numerateur, 0) AS faites,
               coalesce(v.denominateur, 0) AS prevues
        FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur JOIN periode p ON p.libelle = v.periode
        WHERE i.source_calcul = 'tournees_realisees' AND v.dimension IS NULL AND v.niveau IN ('region', 'SOCLE')
    """)
    assert len(rangees) > 50
    for r in rangees.to_dict("records"):
        debut = None if r["type_periode"] == "cumul" else r["debut"].date()
        lignes = lire_tournees(lue, Etendue(r["code_zone"], JUIN, debut, min(r["fin"].date(), JUIN)))
        realisees = sum(t.etat == "réalisée" for t in lignes)
        assert (realisees, len(lignes)) == (r["faites"], r["prevues"]), r
    lue.fermer()
