"""Qui doit envoyer quoi : chaque sorte d'envoi, ce qui n'est pas à relancer, et l'ordre de la liste."""

import datetime as dt

import pytest

from figures.mots import phrases_qualite
from requetes.edition import ouverture
from requetes.qualite import bilans, depots, envois
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


JUIN = dt.date(2024, 6, 30)


def _envois(base, region="", jour=JUIN):
    return envois.lire_envois(base, region, jour).envois


def test_rapports_echus_a_rendre_et_recus_depuis(lire):
    """Règles A6, A7 et A9 : un rapport que personne n'a annoncé manque comme un autre."""

    def poser(f):
        f.info["debut"] = "2024-05-01"
        _rapport(f, "GAO", "2024-05", "2024-06-10")
        _rapport(f, "GAO", "2024-06", "2024-07-10")
        _rapport(f, "MENAKA", "2024-05", "2024-06-10", recu="2024-07-02")  # arrivé depuis la date des données
        _rapport(f, "MENAKA", "2024-06", "2024-06-30")  # échu le jour même
        _rapport(f, "DOUENTZA", "2024-06", "2024-07-10")
        _rapport(f, "DOUENTZA", "2024-09", "2024-10-10")  # au-delà de l'horizon

    base = lire(poser)
    lus = [(e.code_zone, e.periode, e.retard_jours) for e in _envois(base)]
    douentza = [("DOUENTZA", "2024-05", 30), ("DOUENTZA", "2024-06", None)]
    assert lus == [*douentza, ("GAO", "2024-05", 20), ("GAO", "2024-06", None), ("MENAKA", "2024-06", 0)]
    en_aout = [(e.periode, e.retard_jours) for e in _envois(base, "GAO", dt.date(2024, 8, 9))]
    assert en_aout == [("2024-05", 60), ("2024-06", 30), ("2024-07", 9)], "le retard court jusqu'au jour lu"


def test_la_reunion_prevue_fixe_l_horizon(lire):
    """Règle A9."""

    def poser(f):
        f.info["debut"] = "2024-06-01"
        for zone in ("GAO", "MENAKA", "DOUENTZA"):
            _rapport(f, zone, "2024-06", "2024-07-10")
        f.ajouter("reunion", id_reunion="R1", instance="Comité", code_zone="GAO", date_prevue=dt.date(2024, 7, 5))
        f.ajouter("reunion", id_reunion="R0", instance="Comité", code_zone="GAO", date_prevue=dt.date(2024, 5, 5))

    base = lire(poser)
    assert envois.lire_envois(base, "", JUIN).reunion == dt.date(2024, 7, 5)
    assert envois.lire_envois(base, "MENAKA", JUIN).reunion is None
    # Les rapports de juin sont dus après la réunion.
    assert not _envois(base)


def test_une_coordination_qui_n_a_jamais_rien_annonce_est_en_retard(lire):
    """Règle A6."""

    def poser(f):
        f.info["debut"] = "2024-05-01"
        _rapport(f, "GAO", "2024-05", "2024-06-10", recu="2024-06-01")

    a_envoyer = envois.lire_envois(lire(poser), "MENAKA", JUIN)
    assert a_envoyer.relances == (envois.Relance(coordination="Ménaka", rapports=2, en_retard=2),)
    assert phrases_qualite.relances(a_envoyer.relances) == "À envoyer\u00a0: Ménaka, 2\u00a0rapports en retard."


def test_valeurs_muettes_et_absences_motivees(lire):
    """Règle A9."""

    def poser(f):
        f.indicateur("A", libelle_court="Tournées", regle_temps="somme", nature="flux")
        f.chiffre("A", "SOCLE", "2024-T2")
        f.ajouter("valeur", code_indicateur="A", code_zone="ML0703", periode="2024-T1", valeur=3.0)
        f.ajouter("valeur", code_indicateur="A", code_zone="ML0703", periode="2024-T2", valeur=3.0)
        f.ajouter("valeur", code_indicateur="A", code_zone="ML1001", periode="2024-T1", motif_absence="non collecté")

    base = lire(poser)
    (envoi,) = _envois(base)
    assert (envoi.code_zone, envoi.feuille, envoi.periode, envoi.nombre) == ("MENAKA", "Valeurs", "2024-T2", 1)
    assert envoi.objet == "A — Tournées"
    assert [envois.lire_envois(base, region, JUIN).motivees for region in ("", "GAO")] == [1, 0]


def test_lignes_a_corriger_rendues_a_leur_coordination(lire):
    def poser(f):
        _rapport(f, "GAO", "2024-05", "2024-06-10", recu="2024-06-01", depot=7)
        for depot, feuille in ((7, "Visites"), (7, "Points"), (7, "Points"), (8, "Valeurs")):
            f.ajouter("quarantaine", id_chargement=depot, fichier=f"f{depot}.xlsx", feuille=feuille, ligne=2)

    a_envoyer = envois.lire_envois(lire(poser), "", JUIN)
    corrections = [(e.coordination, e.feuille, e.nombre) for e in a_envoyer.envois if e.nature == "correction"]
    assert corrections == [("Gao", "Points, Visites", 3), ("dépôt n° 8", "Valeurs", 1)]
    assert a_envoyer.lignes_a_corriger == 4


def test_registre_perime(lire):
    def poser(f):
        f.indicateur("P", source_calcul="execution_ptba", libelle_court="PTBA")
        f.chiffre("P", "GAO", etat="périmée")
        f.chiffre("P", "MENAKA", etat="vert")

    assert [(e.coordination, e.nature, e.feuille) for e in _envois(lire(poser))] == [("Gao", "registre", "Activités")]


def test_rien_a_envoyer(lire):
    lu = envois.lire_envois(lire(lambda _: None), "", JUIN)
    assert lu == envois.AEnvoyer(reunion=None, envois=(), motivees=0)


def test_ponctualite_sans_ce_qui_est_a_venir(lire):
    """Règle A7."""

    def poser(f):
        f.info["debut"] = "2024-03-01"
        _rapport(f, "GAO", "2024-03", "2024-04-10", recu="2024-04-08")
        _rapport(f, "GAO", "2024-04", "2024-05-10", recu="2024-05-22")
        _rapport(f, "GAO", "2024-05", "2024-06-10")
        _rapport(f, "GAO", "2024-06", "2024-07-10")

    assert bilans.ponctualite(lire(poser), "GAO", JUIN) == (
        bilans.Ponctualite(
            code_zone="GAO",
            coordination="Gao",
            dus_nb=3,
            recus_nb=2,
            a_temps_nb=1,
            en_retard_nb=1,
            manquants_nb=1,
            # 8 et 22 jours après la fin du mois ; 12 jours de retard reçu, 20 jours de retard en tout.
            delai_median_jours=15,
            retard_median_jours=12,
            retard_max_jours=20,
        ),
    )


def test_la_completude_se_dit_a_la_derniere_periode_du_type_suivi_d_abord(lire):
    def poser(f):
        f.indicateur("A")
        for periode, recues in (("2024-T1", 2), ("2024-T2", 1)):
            f.chiffre("A", "GAO", periode, type_periode="trimestre", recues=recues, attendues=2)
        f.chiffre("A", "MENAKA", "2024-06", type_periode="mois", recues=0, attendues=1)

    lues = bilans.completude_recente(lire(poser))
    assert [(c.nom, c.periode, c.recues, c.attendues) for c in lues] == [("Gao", "2024-T2", 1, 2)]


def test_les_preuves_se_reunissent_par_indicateur_puis_par_coordination():
    lues = [
        bilans.Preuve(code_indicateur="A", libelle_court="a", code_zone=nom, nom=nom, niveau_preuve=n, lignes_nb=lignes)
        for nom, n, lignes in (("Gao", "1", 3), ("Gao", None, 2), ("Ménaka", "1", 4))
    ]
    (reunies,) = bilans.repartir(lues)
    assert (reunies.coordination, dict(reunies.par_niveau)) == ("", {"1": 7, None: 2})
    detail = bilans.repartir(lues, par_coordination=True)
    assert [(r.coordination, r.par_niveau.total()) for r in detail] == [("Gao", 5), ("Ménaka", 4)]


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

    lues = depots.anomalies(lire(poser))
    assert lues["message"].item() == "a.xlsx : vide. Remplissez-la." and lues[["constat", "remede"]].isna().all(
        axis=None
    )
