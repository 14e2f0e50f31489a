"""Qui doit envoyer quoi : chaque sorte d'envoi, ce qui n'est pas à relancer, et l'ordre de la liste."""

import datetime as dt

import pytest

from figures.mots import phrases_qualite
from requetes.edition import ouverture
from requetes.qualite import bilans
from requetes.qualite import envois as qualite_envois
from tests.requetes.fabrique import Fabrique


@pytest.fixture
def lire(tmp_path):
    """`lire(poser)` : l'édition que `poser` remplit, ouverte."""
    ouvertes = []

    def lire_(poser):
        fabrique = Fabrique(tmp_path)
        fabrique.seuils()
        poser(fabrique)
        fabrique.publier()
        ouvertes.append(ouverture.ouvrir(ouverture.edition_a_lire(tmp_path)))
        return ouvertes[-1]

    yield lire_
    for base in ouvertes:
        base.fermer()


def _rapport(fabrique, zone, periode, echeance, recu=None, depot=1):
    fabrique.ajouter(
        "rapport_activite",
        code_zone=zone,
        periode=periode,
        date_echeance=dt.date.fromisoformat(echeance),
        date_reception=recu and dt.date.fromisoformat(recu),
        id_chargement=depot,
    )


def test_rapports_echus_a_rendre_et_recus_depuis(lire):
    """Règles A7 et A9."""

    def poser(f):
        _rapport(f, "GAO", "2024-05", "2024-06-10")
        _rapport(f, "GAO", "2024-06", "2024-07-10")
        _rapport(f, "MENAKA", "2024-04", "2024-05-10", recu="2024-07-02")  # arrivé depuis la date des données
        _rapport(f, "MENAKA", "2024-05", "2024-06-30")  # échu le jour même
        _rapport(f, "DOUENTZA", "2024-09", "2024-10-10")  # au-delà de l'horizon

    envois = qualite_envois.envois_attendus(lire(poser))
    lus = [(e.code_zone, e.periode) for e in envois.itertuples()]
    assert lus == [("GAO", "2024-05"), ("GAO", "2024-06"), ("MENAKA", "2024-05")]
    assert list(envois["retard_jours"].fillna(-1)) == [20, -1, 0]


def test_la_reunion_prevue_fixe_l_horizon(lire):
    """Règle A9."""

    def poser(f):
        _rapport(f, "GAO", "2024-06", "2024-07-10")
        f.ajouter("reunion", id_reunion="R1", instance="Comité", code_zone="GAO", date_prevue=dt.date(2024, 7, 5))
        f.ajouter("reunion", id_reunion="R0", instance="Comité", code_zone="GAO", date_prevue=dt.date(2024, 5, 5))

    base = lire(poser)
    assert qualite_envois.prochaine_reunion(base) == dt.date(2024, 7, 5)
    assert qualite_envois.prochaine_reunion(base, "MENAKA") is None
    # Le rapport de juin est dû après la réunion.
    assert set(qualite_envois.envois_attendus(base)["nature"]) == {"silence"}


def test_une_region_dont_la_feuille_n_est_jamais_venue(lire):
    """Règle A7."""
    base = lire(lambda f: _rapport(f, "GAO", "2024-05", "2024-06-10", recu="2024-06-01"))
    envois = qualite_envois.envois_attendus(base)
    assert list(envois["coordination"]) == ["Ménaka", "Douentza"]
    assert list(qualite_envois.envois_attendus(base, "MENAKA")["coordination"]) == ["Ménaka"]
    dit = phrases_qualite.relances({"Ménaka": phrases_qualite.Envois(muette=True)})
    assert dit == "À envoyer\u00a0: Ménaka, feuille «\u00a0Rapports\u00a0» jamais reçue."


def test_valeurs_muettes_et_absences_motivees(lire):
    """Règle A9."""

    def poser(f):
        f.indicateur("A", libelle_court="Tournées", regle_temps="somme", nature="flux")
        f.chiffre("A", "SOCLE", "2024-T2")
        f.ajouter("valeur", code_indicateur="A", code_zone="ML0703", periode="2024-T1", valeur=3.0)
        f.ajouter("valeur", code_indicateur="A", code_zone="ML0703", periode="2024-T2", valeur=3.0)
        f.ajouter("valeur", code_indicateur="A", code_zone="ML1001", periode="2024-T1", motif_absence="non collecté")

    base = lire(poser)
    envois = qualite_envois.envois_attendus(base)
    assert [(e.code_zone, e.feuille, e.periode, e.nombre) for e in envois.itertuples()] == [
        ("MENAKA", "Valeurs", "2024-T2", 1)
    ]
    assert envois.loc[0, "objet"] == "A — Tournées"
    assert (qualite_envois.absences_motivees(base), qualite_envois.absences_motivees(base, "GAO")) == (1, 0)


def test_lignes_a_corriger_rendues_a_leur_coordination(lire):
    def poser(f):
        _rapport(f, "GAO", "2024-05", "2024-06-10", recu="2024-06-01", depot=7)
        for depot, feuille in ((7, "Visites"), (7, "Points"), (7, "Points"), (8, "Valeurs")):
            f.ajouter("quarantaine", id_chargement=depot, fichier=f"f{depot}.xlsx", feuille=feuille, ligne=2)

    envois = qualite_envois.envois_attendus(lire(poser))
    corrections = envois[envois["nature"] == "correction"]
    assert [(e.coordination, e.feuille, e.nombre) for e in corrections.itertuples()] == [
        ("Gao", "Points, Visites", 3),
        ("dépôt n° 8", "Valeurs", 1),
    ]


def test_registre_perime(lire):
    def poser(f):
        f.indicateur("P", source_calcul="execution_ptba", libelle_court="PTBA")
        f.chiffre("P", "GAO", etat="périmée")
        f.chiffre("P", "MENAKA", etat="vert")

    envois = qualite_envois.envois_attendus(lire(poser))
    assert [(e.coordination, e.nature, e.feuille) for e in envois.itertuples()] == [("Gao", "registre", "Activités")]


def test_rien_a_envoyer(lire):
    assert list(qualite_envois.envois_attendus(lire(lambda _: None)).columns) == list(qualite_envois.COLONNES)


def test_ponctualite_sans_ce_qui_est_a_venir(lire):
    """Règle A7."""

    def poser(f):
        _rapport(f, "GAO", "2024-03", "2024-04-10", recu="2024-04-08")
        _rapport(f, "GAO", "2024-04", "2024-05-10", recu="2024-05-22")
        _rapport(f, "GAO", "2024-05", "2024-06-10")
        _rapport(f, "GAO", "2024-06", "2024-07-10")

    ligne = bilans.ponctualite(lire(poser)).iloc[0].to_dict()
    comptes = {c: ligne[c] for c in ("dus_nb", "recus_nb", "a_temps_nb", "en_retard_nb", "manquants_nb")}
    assert comptes == {"dus_nb": 3, "recus_nb": 2, "a_temps_nb": 1, "en_retard_nb": 1, "manquants_nb": 1}
    # 8 et 22 jours après la fin du mois ; 12 jours de retard reçu, 20 jours de retard en tout.
    assert (ligne["delai_median_jours"], ligne["retard_median_jours"], ligne["retard_max_jours"]) == (15, 12, 20)


# La phrase


@pytest.mark.parametrize(
    ("zones", "attendu"),
    [
        ([], "Aucune donnée n’est encore attendue"),
        ([("Gao", 5, 5), ("Ménaka", 5, 5)], "Assez complètes pour décider\u00a0: tout ce qui est attendu"),
        ([("Gao", 4, 5), ("Ménaka", 4, 5)], "Assez pour décider, avec réserve\u00a0: 80\u00a0%"),
        ([("Gao", 50, 50), ("Ménaka", 1, 5)], "sauf à Ménaka"),
        ([("Gao", 1, 50), ("Ménaka", 5, 5)], "Pas assez complètes pour décider"),
        ([("Gao", 1, 50)], "(1/50)."),
    ],
)
def test_la_phrase_de_tete(zones, attendu):
    """Règle H4."""
    assert attendu in phrases_qualite.suffisance("T2 2024", zones, 60)


def test_le_plancher_est_celui_du_cadre():
    zones = [("Gao", 7, 10)]
    assert phrases_qualite.verdict(zones, 60) == "avec réserve"
    assert phrases_qualite.verdict(zones, 80) == "ne suffisent pas"


def test_les_anomalies_d_une_edition_d_avant_les_constats_se_lisent(lire):
    """Bâtie sans ces colonnes, elle les a vides : l'écran montre alors son message entier."""

    def poser(f):
        f.base.execute("ALTER TABLE anomalie DROP COLUMN constat; ALTER TABLE anomalie DROP COLUMN remede")
        f.info.pop("schema")
        message = "a.xlsx : vide. Remplissez-la."
        f.ajouter("anomalie", gravite="bloquante", code="cellule_vide", id_chargement=1, message=message)

    lues = bilans.anomalies(lire(poser))
    assert lues["message"].item() == "a.xlsx : vide. Remplissez-la." and lues[["constat", "remede"]].isna().all(
        axis=None
    )
