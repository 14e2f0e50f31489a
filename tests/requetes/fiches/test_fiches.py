"""Les fiches d'une commune et d'un point, sur une édition où tout se compte à la main."""

import datetime as dt
from dataclasses import astuple

import pytest

from domaine.commune import SituationCommune, expliquer
from requetes.carte import services
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.fiches import commune as fiches
from requetes.fiches import decisions, evenements, lecture, manques, point
from tests.requetes.fabrique_fiches import GABERO, GAO, JUIN, MARS, MENAKA, le, publier


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    lue = ouvrir(edition_a_lire(publier(tmp_path_factory.mktemp("fiches"))))
    yield lue
    lue.fermer()


def test_une_commune_et_pas_une_autre_zone(base):
    lue = fiches.commune(base, GAO)
    assert (lue.nom, lue.cercle, lue.region, lue.population) == ("Gao", "Gao", "Gao", None)
    assert fiches.commune(base, "GAO") is None and fiches.commune(base, "'; --") is None


def test_les_comptes_par_service(base):
    lus = {c.type_service: astuple(c)[1:] for c in fiches.comptes_par_service(base, GAO, JUIN)}
    assert lus["eau"] == (2, 2, 1, 0, 1, 0)
    assert lus["éducation"] == (1, 1, 0, 1, 0, 0)
    assert lus["marché"] == (1, 0, 0, 0, 0, 1)
    assert fiches.comptes_par_service(base, GABERO, JUIN) == ()


def _situer(base, commune, jour):
    return lecture.lire_commune(base, commune, jour).situation


def test_la_situation_change_avec_la_date(base):
    juin, mars = (_situer(base, GAO, jour) for jour in (JUIN, MARS))
    assert juin == SituationCommune(5, 3, 1, 1, 1, (("1", 1), ("suspendu", 1)), 2)
    assert mars == SituationCommune(5, 3, 3, 0, 0, (("1", 1), ("suspendu", 1)), 2)
    assert _situer(base, GABERO, MARS) == SituationCommune(0)


def test_une_zone_fermee_l_est_depuis_sa_premiere_periode_fermee(base):
    """Règle Z7."""
    assert _situer(base, MENAKA, JUIN).inaccessible_depuis == "T1\u00a02024"
    # avant la première saisie, rien ne dit la zone fermée
    assert _situer(base, MENAKA, le(28, 2)).inaccessible_depuis == ""
    # fermée elle-même, dans un cercle ouvert
    assert _situer(base, GABERO, JUIN).inaccessible_depuis == "T2\u00a02024"
    # à Gao même, la seule saisie de la commune dit «non collecté» : ce n'est pas une fermeture
    assert _situer(base, GAO, JUIN).inaccessible_depuis == ""


def test_l_histoire_est_celle_des_etats(base):
    lue = fiches.histoire_de_commune(base, GAO, JUIN)
    assert [astuple(mois) for mois in lue] == [(MARS, 5, 3, 3, 0), (JUIN, 5, 3, 1, 1)]
    assert len(fiches.histoire_de_commune(base, GAO, MARS)) == 1
    assert fiches.histoire_de_commune(base, GABERO, JUIN) == ()


def _faits(base, commune=GAO, jour=JUIN):
    return [(f.date, f.genre, f.sujet) for f in evenements.evenements_de_commune(base, commune, jour)]


def test_les_faits_dates(base):
    faits = _faits(base)
    assert faits == sorted(faits, key=lambda f: f[0], reverse=True)
    genres = [g for _, g, _ in faits]
    assert [(d, s) for d, g, s in faits if g == "rechute constatée"] == [(le(2, 5), "École")]
    assert {(d, s) for d, g, s in faits if g == "restauration constatée"} == {
        (le(20, 3), "Forage"),
        (le(5, 3), "École"),
        (le(1, 2), "Puits"),
    }
    # 7 visites, dont 3 restaurations et 1 rechute
    assert genres.count("visite") == 3
    assert [(d, s) for d, g, s in faits if g == "remise en service"] == [(le(15, 3), "Forage")]
    assert genres.count("restauration suspendue") == 1
    assert {s for _, g, s in faits if g.startswith("contexte")} == {"Gao (région)", "SOCLE"}
    # un arrêt redit deux mois de suite est un seul incident
    assert genres.count("incident de chantier") == 1 and genres.count("chantier ouvert") == 1


def test_une_tournee_a_venir_n_est_jamais_dite(base):
    """Règle V11."""
    tournees = [(d, g) for d, g, _ in _faits(base) if "SPI" in g]
    assert tournees == [(le(7, 5), "étape SPI non tenue"), (le(6, 5), "étape SPI tenue")]
    # même à une date d'après les données
    assert not [d for d, *_ in _faits(base, jour=le(31, 12)) if d > JUIN and d != le(1, 9)]
    actes = {f.genre: f.detail for f in evenements.evenements_de_commune(base, GAO, JUIN)}
    assert actes["étape SPI tenue"] == "7 actes"


def test_rien_d_apres_la_date_choisie(base):
    assert all(d <= MARS for d, *_ in _faits(base, jour=MARS))
    assert len(point.visites_du_point(base, "A", MARS)) == 2


def test_les_chantiers_donnent_leur_derniere_situation(base):
    """Règle V12."""
    (chantier,) = fiches.chantiers_de_commune(base, GAO, JUIN)
    assert (chantier.physique_pct, chantier.situation_au) == (30, le(28, 5))
    (avant,) = fiches.chantiers_de_commune(base, GAO, MARS)
    assert (avant.physique_pct, avant.incident) == (10, "Arrêt")
    assert fiches.chantiers_de_commune(base, MENAKA, JUIN) == ()


def test_les_decisions_de_la_commune(base):
    """Règles V7 et V12."""
    lues = decisions.decisions_de_commune(base, GAO)
    assert [d.identifiant for d in lues] == ["du_point", "retard", "le_jour_meme", "du_projet", "ouverte", "faite"]
    assert [d.situation for d in lues] == ["en retard"] * 2 + ["ouverte"] * 3 + ["exécutée"]
    assert [d.a_faire for d in lues] == [True] * 5 + [False]
    assert [d.retard_jours for d in lues] == [1, 29, 0, None, 0, 19]
    assert [d.portee for d in lues] == [
        "Forage",
        "Gao (commune)",
        "École",
        "Eau à Gao",
        "Gao (région)",
        "Gao (commune)",
    ]


def test_une_decision_sans_zone_prend_celle_de_sa_reunion(base):
    """Règle V12."""
    lues = decisions.decisions_de_commune(base, MENAKA)
    assert {d.identifiant for d in lues} == {"d_ailleurs", "de_menaka", "de_sa_reunion"}
    # Gabéro, voisine de Gao, n'a ni son point, ni son projet
    assert [d.identifiant for d in decisions.decisions_de_commune(base, GABERO)] == ["ouverte"]


def test_les_saisies_manquantes(base):
    lues = manques.saisies_manquantes(base, GAO, JUIN)
    assert [(s.code_indicateur, s.niveau, s.manquantes, s.premiere_periode, s.derniere_periode) for s in lues] == [
        ("S2", "commune", 2, "2024-T1", "2024-T2"),
        ("S1", "cercle", 1, "2024-T2", "2024-T2"),
    ]
    assert [s.motif for s in lues] == ["non collecté", None]
    assert [s.manquantes for s in manques.saisies_manquantes(base, GAO, MARS)] == [1]


def test_les_rapports_dus_et_non_recus(base):
    """Règle A7."""
    assert [(r.periode, r.retard_jours) for r in manques.rapports_manquants(base, GAO, JUIN)] == [("2024-T1", 81)]
    assert manques.rapports_manquants(base, MENAKA, JUIN) == ()


def test_les_points_a_completer(base):
    """Règle V14."""
    lus = manques.manques_de_commune(base, GAO, JUIN)
    assert [(p.id_point, p.manque) for p in lus.points] == [
        ("E", "jamais visité"),
        ("D", "jamais visité"),
        ("C", "non visité depuis 90 jours"),
        ("D", "sans position"),
        ("D", "étape échue sans date"),
    ]
    assert list(lus.points_par_manque.values()) == [2, 1, 1, 1]
    # 5 manques de points, 2 saisies, 1 rapport
    assert lus.nombre == 8
    assert manques.points_a_completer(base, GABERO, JUIN) == ()


def test_les_indicateurs_de_la_commune(base):
    lus = fiches.indicateurs_de_commune(base, GAO, JUIN)
    assert [(c.code_indicateur, c.periode, c.valeur) for c in lus] == [("S2", "2024-T2", 3.0)]
    assert [c.periode for c in fiches.indicateurs_de_commune(base, GAO, dt.date(2024, 4, 30))] == ["2024-T1"]


def test_la_fiche_d_un_point(base):
    lu = point.point(base, "A", JUIN)
    assert (lu.commune, lu.statut, lu.budget_fcfa) == ("Gao", "pleinement fonctionnel", 9e7)
    assert point.point(base, "<img src=x>", JUIN) is None
    # à une date sans état, le point reste connu
    assert point.point(base, "A", le(31, 1)).statut == "inconnu"


def test_les_jours_sans_visite_se_comptent_jusqu_a_la_date_lue(base):
    assert lecture.lire_point(base, "A", JUIN).jours_sans_visite == 20
    assert lecture.lire_point(base, "M", JUIN).jours_sans_visite is None
    assert lecture.lire_point(base, "<img src=x>", JUIN) is None


def test_les_etapes_d_un_point_a_une_date(base):
    juin = point.etapes_du_point(base, "A", JUIN)
    assert [(e.etape, e.retard_jours, e.en_retard) for e in juin] == [
        ("3", 10, False),
        ("7", 14, False),
        ("9", None, False),
    ]
    (remise,) = (e for e in point.etapes_du_point(base, "A", le(2, 3)) if e.etape == "7")
    assert remise.date_reelle is None and remise.en_retard


def test_les_visites_et_les_revisions_d_un_point(base):
    visites = point.visites_du_point(base, "A", JUIN)
    assert [v.tests for v in visites] == [sum(v.reunis.values()) for v in visites] == [4, 4, 1]
    assert [v.usagers_femmes for v in visites] == [6, None, None]
    assert [(r.nom_table, r.colonne, r.fichier) for r in point.revisions_du_point(base, "A")] == [
        ("point_service", "gestionnaire", "gao.xlsx"),
        ("visite", "usagers_femmes", "gao.xlsx"),
    ]


def test_les_decisions_d_un_point_sont_les_siennes_et_celles_de_son_projet(base):
    assert [d.identifiant for d in decisions.decisions_du_point(base, "A")] == ["du_point", "du_projet"]
    assert [d.identifiant for d in decisions.decisions_du_point(base, "B")] == ["le_jour_meme"]
    assert decisions.decisions_du_point(base, "C") == ()


@pytest.mark.parametrize(
    ("situation", "phrase"),
    [
        (SituationCommune(0), "Aucun point de service n’est suivi dans cette commune."),
        (SituationCommune(2, 2, 2), "Les 2 points restaurés fonctionnent."),
        (SituationCommune(1, 1, 0, 1), "Le seul point restauré est retombé."),
        (SituationCommune(1, 1, 0, 0, 1), "Le seul point restauré n’a pas été vu depuis 90 jours."),
        (
            SituationCommune(4, 3, 0, 2, 1, (("5", 1),)),
            "Aucun des 3 points restaurés n’est connu comme fonctionnel ; 2 sont retombés ; 1 n’a pas été vu depuis "
            "90 jours ; 1 autre n’est pas encore restauré (à l’étape « 5 travaux/équipement »).",
        ),
        (
            SituationCommune(6, etapes=(("", 1), ("0", 1), ("1", 1), ("5", 2), ("abandonné", 1)), jamais_visites=3),
            "Aucun des 6 points suivis n’est encore restauré : 2 à l’étape « 5 travaux/équipement », 1 à l’étape "
            "« 1 diagnostic », 1 à l’étape « 0 identifié » et 2 autres ; 3 n’ont jamais été visités.",
        ),
        (
            SituationCommune(1, etapes=(("suspendu", 1),), jamais_visites=1, inaccessible_depuis="T3 2023"),
            "Le seul point suivi n’est pas encore restauré : suspendu ; il n’a jamais été visité. "
            "Zone déclarée inaccessible depuis T3 2023.",
        ),
    ],
)
def test_pourquoi_une_commune_n_a_rien(situation, phrase):
    assert expliquer(situation).replace("\u00a0", " ") == phrase


@pytest.mark.lent
def test_la_demonstration_dit_comme_la_carte_et_comme_la_publication(edition_demo):
    base = ouvrir(edition_a_lire(edition_demo))
    jour = services.dates_d_etat(base)[-1]
    communes = [str(c) for c in base.lire("SELECT code FROM zone WHERE niveau = 'commune'")["code"]]
    restaurations = 0
    for commune in communes:
        fiche, carte = lecture.lire_commune(base, commune, jour), services.bilan_des_points(base, jour, commune)
        lue = fiche.situation
        assert (lue.suivis, lue.restaures, lue.fonctionnels, lue.retombes, lue.non_vus) == tuple(
            getattr(carte, n) for n in ("suivis", "restaures", "fonctionnels", "retombes", "non_vus")
        )
        assert lue.fonctionnels + lue.retombes + lue.non_vus == lue.restaures
        assert sum(n for _, n in lue.etapes) == lue.suivis - lue.restaures
        points = {p.id_point: p.date_restauration for p in fiche.points if p.date_restauration}
        faits = {f.id_point: f.date for f in fiche.faits if f.genre == "restauration constatée"}
        assert points == faits
        restaurations += len(faits)
    base.fermer()
    assert len(communes) == 38 and restaurations > 30
