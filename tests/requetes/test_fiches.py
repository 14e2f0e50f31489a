"""Les fiches d'une commune et d'un point, sur une édition où tout se compte à la main."""

import datetime as dt

import pytest

from domaine.commune import SituationCommune, expliquer
from requetes.carte import services
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.fiches import commune as fiches
from requetes.fiches import evenements, manques, point
from tests.requetes.fabrique_fiches import GABERO, GAO, JUIN, MARS, MENAKA, le, publier


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    lue = ouvrir(edition_a_lire(publier(tmp_path_factory.mktemp("fiches"))))
    yield lue
    lue.fermer()


def test_une_commune_et_pas_une_autre_zone(base):
    assert {k: fiches.commune(base, GAO)[k] for k in ("nom", "cercle", "region")} == {
        "nom": "Gao",
        "cercle": "Gao",
        "region": "Gao",
    }
    assert fiches.commune(base, "GAO") == {} and fiches.commune(base, "'; --") == {}


def test_les_comptes_par_service(base):
    lus = fiches.comptes_par_service(base, GAO, JUIN).set_index("type_service")
    noms = ["suivis", "restaures", "fonctionnels", "retombes", "non_vus", "jamais_visites"]
    assert lus.loc["eau", noms].tolist() == [2, 2, 1, 0, 1, 0]
    assert lus.loc["éducation", noms].tolist() == [1, 1, 0, 1, 0, 0]
    assert lus.loc["marché", noms].tolist() == [1, 0, 0, 0, 0, 1]
    assert fiches.comptes_par_service(base, GABERO, JUIN).empty


def test_la_situation_change_avec_la_date(base):
    juin, mars = (fiches.situation_de_commune(base, GAO, jour) for jour in (JUIN, MARS))
    assert juin == SituationCommune(5, 3, 1, 1, 1, (("1", 1), ("suspendu", 1)), 2)
    assert mars == SituationCommune(5, 3, 3, 0, 0, (("1", 1), ("suspendu", 1)), 2)
    assert fiches.situation_de_commune(base, GABERO, MARS) == SituationCommune(0)


def test_une_zone_fermee_l_est_depuis_sa_premiere_periode_fermee(base):
    """Règle Z7."""
    assert fiches.situation_de_commune(base, MENAKA, JUIN).inaccessible_depuis == "T1\u00a02024"
    # avant la première saisie, rien ne dit la zone fermée
    assert fiches.situation_de_commune(base, MENAKA, le(28, 2)).inaccessible_depuis == ""
    # fermée elle-même, dans un cercle ouvert
    assert fiches.situation_de_commune(base, GABERO, JUIN).inaccessible_depuis == "T2\u00a02024"
    # à Gao même, la seule saisie de la commune dit «non collecté» : ce n'est pas une fermeture
    assert fiches.situation_de_commune(base, GAO, JUIN).inaccessible_depuis == ""


def test_l_histoire_est_celle_des_etats(base):
    lue = fiches.histoire_de_commune(base, GAO, JUIN)
    assert lue[["suivis", "restaures", "fonctionnels", "retombes"]].values.tolist() == [[5, 3, 3, 0], [5, 3, 1, 1]]
    assert len(fiches.histoire_de_commune(base, GAO, MARS)) == 1
    assert fiches.histoire_de_commune(base, GABERO, JUIN).empty


def _faits(base, commune=GAO, jour=JUIN):
    lus = evenements.evenements_de_commune(base, commune, jour)
    return [(d.date(), g, s) for d, g, s in zip(lus["date"], lus["genre"], lus["sujet"], strict=True)]


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
    actes = evenements.evenements_de_commune(base, GAO, JUIN).set_index("genre")["detail"]
    assert actes["étape SPI tenue"] == "7 actes"


def test_rien_d_apres_la_date_choisie(base):
    assert all(d <= MARS for d, *_ in _faits(base, jour=MARS))
    assert len(point.visites_du_point(base, "A", MARS)) == 2


def test_les_chantiers_donnent_leur_derniere_situation(base):
    """Règle V12."""
    (chantier,) = fiches.chantiers_de_commune(base, GAO, JUIN).to_dict("records")
    assert (chantier["physique_pct"], chantier["situation_au"].date()) == (30, le(28, 5))
    (avant,) = fiches.chantiers_de_commune(base, GAO, MARS).to_dict("records")
    assert (avant["physique_pct"], avant["incident"]) == (10, "Arrêt")
    assert fiches.chantiers_de_commune(base, MENAKA, JUIN).empty


def test_les_decisions_de_la_commune(base):
    """Règles V7 et V12."""
    lues = fiches.decisions_de_commune(base, GAO)
    assert lues["id_decision"].tolist() == ["du_point", "retard", "le_jour_meme", "du_projet", "ouverte", "faite"]
    assert lues["situation"].tolist() == ["en retard"] * 2 + ["ouverte"] * 3 + ["exécutée"]
    assert lues["retard_jours"].dropna().tolist() == [1, 29]
    assert lues["portee"].tolist() == ["Forage", "Gao (commune)", "École", "P1", "Gao (région)", "Gao (commune)"]


def test_une_decision_sans_zone_prend_celle_de_sa_reunion(base):
    """Règle V12."""
    assert set(fiches.decisions_de_commune(base, MENAKA)["id_decision"]) == {"d_ailleurs", "de_menaka", "de_sa_reunion"}
    # Gabéro, voisine de Gao, n'a ni son point, ni son projet
    assert fiches.decisions_de_commune(base, GABERO)["id_decision"].tolist() == ["ouverte"]


def test_les_saisies_manquantes(base):
    lues = manques.saisies_manquantes(base, GAO, JUIN)
    colonnes = ["code_indicateur", "niveau", "manquantes", "premiere_periode", "derniere_periode"]
    assert lues[colonnes].values.tolist() == [
        ["S2", "commune", 2, "2024-T1", "2024-T2"],
        ["S1", "cercle", 1, "2024-T2", "2024-T2"],
    ]
    assert lues["motif"].fillna("").tolist() == ["non collecté", ""]
    assert manques.saisies_manquantes(base, GAO, MARS)["manquantes"].tolist() == [1]


def test_les_rapports_dus_et_non_recus(base):
    """Règle A7."""
    lus = manques.rapports_manquants(base, GAO, JUIN)
    assert lus[["periode", "retard_jours"]].values.tolist() == [["2024-T1", 81]]
    assert manques.rapports_manquants(base, MENAKA, JUIN).empty


def test_les_points_a_completer(base):
    """Règle V14."""
    lus = manques.points_a_completer(base, GAO, JUIN)
    assert lus[["id_point", "manque"]].values.tolist() == [
        ["E", "jamais visité"],
        ["D", "jamais visité"],
        ["C", "non vu depuis 90 jours"],
        ["D", "sans position"],
        ["D", "étape échue sans date"],
    ]
    assert manques.points_a_completer(base, GABERO, JUIN).empty


def test_les_indicateurs_de_la_commune(base):
    lus = fiches.indicateurs_de_commune(base, GAO, JUIN)
    assert lus[["code_indicateur", "periode", "valeur"]].values.tolist() == [["S2", "2024-T2", 3.0]]
    assert fiches.indicateurs_de_commune(base, GAO, dt.date(2024, 4, 30))["periode"].tolist() == ["2024-T1"]


def test_la_fiche_d_un_point(base):
    lu = point.point(base, "A", JUIN)
    assert (lu["commune"], lu["statut"], lu["tests"], lu["budget_fcfa"]) == ("Gao", "pleinement fonctionnel", 4, 9e7)
    assert point.point(base, "<img src=x>", JUIN) == {}
    # à une date sans état, le point reste connu
    assert point.point(base, "A", le(31, 1))["statut"] == "inconnu"


def test_les_etapes_d_un_point_a_une_date(base):
    juin = point.etapes_du_point(base, "A", JUIN)
    assert juin["etape"].tolist() == ["3", "7", "9"]
    assert juin["retard_jours"].dropna().tolist() == [10, 14] and not juin["en_retard"].any()
    fevrier = point.etapes_du_point(base, "A", le(2, 3)).set_index("etape")
    assert fevrier["date_reelle"].isna()["7"] and fevrier["en_retard"]["7"]


def test_les_visites_et_les_revisions_d_un_point(base):
    visites = point.visites_du_point(base, "A", JUIN)
    assert visites["tests"].tolist() == [4, 4, 1]
    assert visites["usagers_femmes"].isna().tolist() == [False, True, True]
    revisions = point.revisions_du_point(base, "A")
    assert revisions[["nom_table", "colonne"]].values.tolist() == [
        ["point_service", "gestionnaire"],
        ["visite", "usagers_femmes"],
    ]
    assert set(revisions["fichier"]) == {"gao.xlsx"}


def test_les_decisions_d_un_point_sont_les_siennes_et_celles_de_son_projet(base):
    assert fiches.decisions_du_point(base, "A")["id_decision"].tolist() == ["du_point", "du_projet"]
    assert fiches.decisions_du_point(base, "B")["id_decision"].tolist() == ["le_jour_meme"]
    assert fiches.decisions_du_point(base, "C").empty


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
        lue, carte = (f(base, *a) for f, a in _deux_lectures(commune, jour))
        assert (lue.suivis, lue.restaures, lue.fonctionnels, lue.retombes) == tuple(
            carte[n] for n in ("suivis", "restaures", "fonctionnels", "retombes")
        )
        assert lue.fonctionnels + lue.retombes + lue.non_vus == lue.restaures
        assert sum(n for _, n in lue.etapes) == lue.suivis - lue.restaures
        points = fiches.points_de_commune(base, commune, jour).dropna(subset="date_restauration")
        faits = evenements.evenements_de_commune(base, commune, jour)
        faits = faits[faits["genre"] == "restauration constatée"]
        assert dict(zip(points["id_point"], points["date_restauration"], strict=True)) == dict(
            zip(faits["id_point"], faits["date"], strict=True)
        )
        restaurations += len(faits)
    base.fermer()
    assert len(communes) == 38 and restaurations > 30


def _deux_lectures(commune, jour):
    return ((fiches.situation_de_commune, (commune, jour)), (services.bilan_des_points, (jour, commune)))
