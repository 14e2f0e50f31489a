"""Les règles gardées dans l'édition : la forme du fichier, et ce que chacune rend aux bornes."""

import datetime as dt
import re
from pathlib import Path

import duckdb
import pytest

from domaine import sql
from domaine.completude import sous_le_plancher
from domaine.listes import libelles
from domaine.niveaux import NIVEAUX, PLURIELS
from domaine.periodes import TYPE_PAR_FREQUENCE
from domaine.rythme import cible_tenue
from etl.sql import creer_tables, garder_lectures, garder_regles
from figures.carte.classes import SYMBOLES

TEXTE = Path(sql.__file__).with_name("regles.sql")
REGLES = sql.lire_definitions(TEXTE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def base():
    """Une base sans aucune table : une règle qui en lirait une ne s'y garderait pas."""
    with duckdb.connect() as connexion:
        garder_regles(connexion)
        yield connexion


def test_chaque_instruction_du_fichier_est_une_regle_et_suit_son_commentaire():
    lignes = TEXTE.read_text(encoding="utf-8").splitlines()
    creees = [n for n, ligne in enumerate(lignes) if "CREATE" in ligne and not ligne.startswith("--")]
    assert [re.match(r"CREATE (?:MACRO|VIEW) (\w+)", lignes[n])[1] for n in creees] == [r.nom for r in REGLES]
    assert all(lignes[n - 1].startswith("-- ") for n in creees)
    assert len({r.nom for r in REGLES}) == len(creees)


def test_ce_qui_lit_l_edition_vient_apres_ce_qui_ne_lit_rien():
    lisent = [r.lit_l_edition for r in REGLES]
    assert lisent == sorted(lisent)
    assert {r.nom for r in REGLES if r.lit_l_edition} == {
        "arrete",
        "rapports_au",
        "rapport_suivi",
        "zones_inaccessibles",
        "suivi_des_restaures",
        "decisions_au",
        "points_des_decisions",
    }


@pytest.mark.parametrize(
    ("appel", "rendu"),
    [
        # règles V1 à V4
        ("tests_reunis(true, true, false, true)", 3),
        ("est_restauration(4)", True),
        ("est_restauration(3)", False),
        ("est_ferme('fermé temporairement')", True),
        ("est_ferme('pas encore ouvert')", False),
        ("est_ferme(NULL)", False),
        ("est_en_panne(1, NULL)", True),
        ("est_en_panne(2, NULL)", False),
        ("est_en_panne(4, 'fermé définitivement')", True),
        ("est_fonctionnel(2, NULL, 90)", True),
        ("est_fonctionnel(2, NULL, 91)", False),
        ("est_fonctionnel(1, NULL, 0)", False),
        ("est_non_vu(true, false, 91)", True),
        ("est_non_vu(true, false, 90)", False),
        ("est_non_vu(true, true, 91)", False),
        ("est_non_vu(false, false, 91)", False),
        ("est_non_vu(true, NULL, NULL)", False),
        # règles H10 et M15
        ("population_lue('Nomades du campement')", "nomade"),
        ("population_lue('Déplacées')", "déplacée"),
        ("population_lue('la famille du maire')", "autre"),
        ("population_lue(' ')", None),
        ("nature_lue('Insécurité')", "sécurité"),
        ("nature_lue('enlèvement de l''adjoint')", "autre"),
        ("motif_lu('Insécurité sur la piste')", "sécurité"),
        ("motif_lu('Pluies, piste coupée')", "climat"),
        ("motif_lu('Zone inaccessible')", "accès"),
        ("motif_lu('véhicule du maire en panne')", "moyens"),
        ("motif_lu('deuil chez M. Untel')", "autre"),
        ("motif_lu('Retour anticipé')", "retour anticipé"),
        ("motif_lu('')", None),
        ("perimee_le(DATE '2024-01-01')", dt.date(2024, 4, 1)),
        ("statut_du_point(NULL, NULL, NULL)", "inconnu"),
        ("statut_du_point(4, 'fermé définitivement', 200)", "fermé définitivement"),
        ("statut_du_point(4, 'pas encore ouvert', 200)", "pas encore ouvert"),
        ("statut_du_point(4, NULL, 91)", "non visité depuis 90 jours"),
        ("statut_du_point(4, NULL, 90)", "pleinement fonctionnel"),
        ("statut_du_point(2, 'non fonctionnel', 0)", "partiellement fonctionnel"),
        ("statut_du_point(1, 'pleinement fonctionnel', 0)", "non fonctionnel"),
        # règle V11
        ("coalesce(etape_spi_dite(false, 'planifiée'), false)", False),
        ("etape_spi_dite(true, 'planifiée')", True),
        ("etape_spi_dite(false, NULL)", True),
        # règles P5 et V7
        ("decision_ouverte('exécutée', DATE '2024-07-02', DATE '2024-06-30')", True),
        ("decision_ouverte('en cours', DATE '2024-06-30', DATE '2024-06-30')", False),
        ("decision_ouverte('exécutée', NULL, DATE '2024-06-30')", False),
        ("decision_ouverte('abandonnée', DATE '2024-07-02', DATE '2024-06-30')", False),
        ("decision_ouverte(NULL, NULL, DATE '2024-06-30')", True),
        # règle G21 : exécutée le jour de son échéance, mais après le dernier jour qui compte
        ("executee_a_l_echeance(DATE '2024-06-30', DATE '2024-06-30', DATE '2024-06-30')", True),
        ("executee_a_l_echeance(DATE '2024-07-01', DATE '2024-07-31', DATE '2024-06-30')", False),
        ("executee_a_l_echeance(NULL, DATE '2024-06-30', DATE '2024-06-30')", False),
        # règle J9 : trois mois pile ne dépassent pas trois mois
        ("est_perimee(DATE '2024-03-31', DATE '2024-06-30', 1, 3)", False),
        ("est_perimee(DATE '2024-03-30', DATE '2024-06-30', 1, 3)", True),
        ("est_perimee(NULL::DATE, DATE '2024-06-30', 1, 3)", None),
        ("etat_du_poste(NULL)", "non précisé"),
        # règles C2, C4, G9 et G10
        ("hommes_et_femmes(NULL, 3)", 3),
        ("hommes_et_femmes(NULL, NULL)", None),
        ("a_une_valeur('ratio', 5, NULL)", False),
        ("a_une_valeur('flux', 5, NULL)", True),
        ("note_suffisante(12)", True),
        ("note_suffisante(11.5)", False),
        ("pourcentage(4, 20)", 20),
        ("pourcentage(0, 0)", None),
        # règles A1 à A3, A5
        ("periode_attendue(DATE '2023-04-01', DATE '2023-06-30', DATE '2023-04-01', DATE '2023-06-30')", True),
        ("periode_attendue(DATE '2023-04-01', DATE '2023-06-30', DATE '2023-06-01', DATE '2023-07-31')", False),
        ("debut_attendu('somme', 3, 6)", 3),
        ("debut_attendu('derniere', 3, 6)", 6),
        ("quitte_l_attendu('sans objet', NULL, NULL)", True),
        ("quitte_l_attendu('sans objet', 0, NULL)", False),
        ("quitte_l_attendu('non collecté', NULL, NULL)", False),
        ("quitte_l_attendu(NULL, NULL, NULL)", False),
        ("sous_le_plancher(3, 5, 60)", False),
        ("sous_le_plancher(2, 5, 60)", True),
        ("sous_le_plancher(0, 0, 60)", False),
        ("sous_le_plancher(NULL, NULL, 60)", False),
        # règle J11
        ("jeu_de_seuils('exigeant', ['defaut', 'exigeant'])", "exigeant"),
        ("jeu_de_seuils('inconnu', ['defaut', 'exigeant'])", "defaut"),
        ("jeu_de_seuils(NULL, ['defaut'])", "defaut"),
        # règle P10
        ("est_comparable('flux', 'annee', false)", False),
        ("est_comparable('distinct', 'annee', false)", False),
        ("est_comparable('distinct', 'annee', true)", True),
        ("est_comparable('flux', 'cumul', false)", True),
        ("est_comparable('stock', 'annee', false)", True),
        # règles P5, A6 et A7
        ("dernier_jour_compte(NULL)", dt.date(9999, 12, 31)),
        ("rapport_recu(DATE '2024-07-01', DATE '2024-06-30')", False),
        ("rapport_recu(NULL, DATE '2024-06-30')", False),
        # règles J5, J7 et J10
        ("taux_de_realisation('hausse', 56, 35)", 160),
        ("taux_de_realisation('baisse', 5, 4)", None),
        ("est_limite('baisse', 4, 0)", True),
        ("est_limite('hausse', 40, 10)", False),
        ("est_limite('hausse', 40, NULL)", False),
        ("taux_de_l_etat('baisse', 5, 4, NULL, NULL)", 80),
        ("taux_de_l_etat('baisse', 0, 4, NULL, NULL)", None),
        ("taux_de_l_etat('hausse', 25, 50, 50, 30)", 30),
        ("taux_de_l_etat('hausse', 25, NULL, NULL, 30)", None),
        # règle H7
        ("completude_inegale(0.9, 0.81)", False),
        ("completude_inegale(0.9, 0.79)", True),
        ("completude_inegale(part_recue(1, 0), 0.1)", False),
    ],
)
def test_une_regle_aux_bornes(base, appel, rendu):
    assert base.execute(f"SELECT {appel}").fetchone() == (rendu,)


@pytest.mark.parametrize(
    ("statut", "execution", "echeance", "fixee", "rendu"),
    [
        # règles P5 et V7, données au 30 juin
        ("exécutée", "2024-07-02", "2024-06-29", "2024-06-30", "en retard"),
        ("exécutée", "2024-07-02", "2024-06-30", "2024-06-30", "ouverte"),
        ("en cours", "2024-07-02", "2024-06-29", None, "exécutée"),
        ("en cours", "2024-06-30", "2024-06-29", "2024-06-30", "exécutée"),
        ("exécutée", None, "2024-06-29", "2024-06-30", "exécutée"),
        ("abandonnée", None, "2024-06-29", None, "abandonnée"),
        (None, None, None, None, "ouverte"),
    ],
)
def test_la_situation_d_une_decision(base, statut, execution, echeance, fixee, rendu):
    situation = "situation_de_decision(?, ?::DATE, ?::DATE, dernier_jour_compte(?::DATE), DATE '2024-06-30')"
    assert base.execute(f"SELECT {situation}", [statut, execution, echeance, fixee]).fetchone() == (rendu,)


def test_la_periode_de_base_est_la_meme_en_sql_et_en_python(base):
    for frequence, type_periode in TYPE_PAR_FREQUENCE.items():
        assert base.execute("SELECT type_de_base(?)", [frequence]).fetchone() == (type_periode,)


@pytest.mark.parametrize("sens", ["hausse", "baisse"])
def test_une_cible_tenue_l_est_en_sql_comme_en_python(base, sens):
    """Règles J7 et J10."""
    for valeur in (3.0, 4.0, 5.0):
        [en_sql] = base.execute("SELECT cible_tenue(?, ?, 4.0)", [sens, valeur]).fetchone()
        assert en_sql is cible_tenue(sens, valeur, 4.0)


def test_le_plancher_est_le_meme_en_sql_et_en_python(base):
    """Règle A5, même d'un plancher qui ne tombe pas juste : 333 sur 1000 ne sont pas sous 33,3 %."""
    for recues, attendues, plancher in (
        (333, 1000, 33.3),
        (332, 1000, 33.3),
        (7, 12, 58.3),
        (29, 50, 58.0),
        (0, 3, 0.0),
    ):
        [en_sql] = base.execute("SELECT sous_le_plancher(?, ?, ?)", [recues, attendues, plancher]).fetchone()
        assert en_sql is sous_le_plancher(recues, attendues, plancher)
    assert not sous_le_plancher(333, 1000, 33.3)


def test_la_carte_a_un_symbole_pour_chaque_statut(base):
    """Le mot d'un statut est écrit par la règle V4 : un symbole qui ne la suivrait plus ne servirait à aucun point."""
    statuts = base.execute("""
        SELECT DISTINCT statut_du_point(tests, statut, age) FROM range(5) t(tests), (VALUES (NULL), (0), (500)) a(age),
        (VALUES (NULL), ('fermé temporairement'), ('fermé définitivement'), ('pas encore ouvert')) s(statut)
    """).fetchall()
    assert {s for (s,) in statuts} == {s.libelle for s in SYMBOLES}


def _rapports(*lignes, date_donnees="2024-06-30", frequence="M"):
    """Une édition qui n'a que des rapports de Gao, depuis mai 2024 : `lignes` = (période, échéance, réception)."""
    connexion = duckdb.connect()
    garder_regles(connexion)
    creer_tables(connexion)
    connexion.executemany("INSERT INTO info VALUES (?, ?)", [("date_donnees", date_donnees), ("debut", "2024-05-01")])
    connexion.execute("INSERT INTO projet (cle, valeur) VALUES ('frequence_rapports', ?)", [frequence])
    for zone in (("GAO", "region"), ("ML0703", "cercle")):
        connexion.execute("INSERT INTO zone (code, niveau) VALUES (?, ?)", zone)
    for ligne in lignes:
        colonnes = "code_zone, periode, date_echeance, date_reception"
        connexion.execute(f"INSERT INTO rapport_activite ({colonnes}) VALUES ('GAO', ?, ?, ?)", ligne)
    garder_lectures(connexion)
    return connexion


@pytest.mark.parametrize(
    ("echeance", "reception", "rendu"),
    [
        # règle A7 : dû, reçu, situation, jours de retard
        ("2024-06-10", None, (True, False, "en retard", 20)),
        ("2024-06-30", None, (True, False, "en retard", 0)),
        ("2024-07-10", None, (False, False, "à venir", None)),
        (None, None, (True, False, "en retard", 30)),
        ("2024-06-10", "2024-06-08", (True, True, "reçu", None)),
        ("2024-06-10", "2024-06-22", (True, True, "reçu en retard", 12)),
        ("2024-06-10", "2024-07-02", (True, False, "en retard", 20)),
        ("2024-07-10", "2024-06-08", (False, True, "reçu", None)),
    ],
)
def test_un_rapport_a_la_date_des_donnees(echeance, reception, rendu):
    with _rapports(("2024-05", echeance, reception)) as base:
        lus = "SELECT du, recu, situation, retard_jours FROM rapport_suivi WHERE periode = '2024-05'"
        assert base.execute(lus).fetchone() == rendu


def test_lu_a_une_date_passee_un_rapport_venu_depuis_est_recu():
    """Règle P11 : les chiffres de cette date le tiennent ; dans une édition remise, `connu_au` dit jusqu'à quand."""
    with _rapports(("2024-05", "2024-06-10", "2024-06-22")) as base:
        lu = "SELECT du, recu, situation FROM rapports_au(DATE '2024-06-15') WHERE periode = '2024-05'"
        assert base.execute(lu).fetchone() == (True, True, "reçu en retard")
        base.execute("UPDATE info SET valeur = '2024-06-15' WHERE cle = 'date_donnees'")
        assert base.execute(lu).fetchone() == (True, False, "en retard")
        base.execute("INSERT INTO info VALUES ('connu_au', '2024-06-30')")
        assert base.execute(lu).fetchone() == (True, True, "reçu en retard")


def _attendus(base):
    return base.execute(
        "SELECT periode, annonce, recu FROM rapport_suivi WHERE attendu_au_calcul ORDER BY fin"
    ).fetchall()


def test_le_calendrier_attend_chaque_mois_fini_annonce_ou_non():
    """Règle A6 : ni l'échéance ni l'annonce n'y entrent ; reçu après la date des données, un rapport ne compte pas."""
    juin = ("2024-06", "2024-07-10", "2024-07-02")
    with _rapports(juin) as base:
        assert _attendus(base) == [("2024-05", False, False), ("2024-06", True, False)]
    with _rapports(juin, date_donnees="2024-07-02") as base:
        assert _attendus(base) == [("2024-05", False, False), ("2024-06", True, True)]
    with _rapports(juin, date_donnees="2024-05-30") as base:
        assert _attendus(base) == [], "mai n'est pas fini"


def test_par_trimestre_si_le_projet_le_dit_et_rien_sans_aucune_ligne():
    """Règle A6."""
    with _rapports(("2024-T2", None, "2024-06-30"), frequence="T") as base:
        assert _attendus(base) == [("2024-T2", True, True)]
    with _rapports(("2024-T2", None, "2024-06-30")) as base:
        assert _attendus(base) == [("2024-05", False, False), ("2024-06", False, False)], (
            "un trimestre n'est pas un mois"
        )
    with _rapports() as base:
        assert _attendus(base) == []


def test_les_rapports_a_un_autre_jour():
    with _rapports(("2024-05", "2024-06-10", "2024-06-22"), ("2024-08", "2024-09-10", None)) as base:
        lus = {
            jour: base.execute(f"SELECT periode, situation FROM rapports_au(DATE '{jour}') ORDER BY fin").fetchall()
            for jour in ("2024-06-09", "2024-06-22", "2024-07-31")
        }
    assert lus["2024-06-09"] == [("2024-05", "reçu en retard"), ("2024-08", "à venir")], "venu depuis : règle P11"
    assert lus["2024-06-22"] == [("2024-05", "reçu en retard"), ("2024-08", "à venir")]
    assert [x for x in lus["2024-07-31"] if x[1] == "en retard"] == [("2024-06", "en retard"), ("2024-07", "en retard")]


def test_les_niveaux_sont_ceux_que_le_cadre_peut_ecrire():
    assert set(libelles("niveau")) == set(NIVEAUX) == set(PLURIELS)


@pytest.fixture
def zones():
    """Un projet, deux régions, deux cercles de la première ; trois indicateurs du cercle, dont deux à la Collecte."""
    with duckdb.connect() as connexion:
        garder_regles(connexion)
        creer_tables(connexion)
        meres = {"SOCLE": None, "GAO": "SOCLE", "MENAKA": "SOCLE", "A": "GAO", "B": "GAO", "C": "MENAKA"}
        for code, mere in meres.items():
            niveau = "SOCLE" if mere is None else "region" if mere == "SOCLE" else "cercle"
            connexion.execute("INSERT INTO zone (code, niveau, nom) VALUES (?, ?, ?)", [code, niveau, code])
            ancetre = code
            while ancetre:
                connexion.execute("INSERT INTO zone_ascendance VALUES (?, ?, '')", [code, ancetre])
                ancetre = meres[ancetre]
        for code in ("libre", "suivi", "borne"):
            connexion.execute("INSERT INTO indicateur (code, niveau_collecte) VALUES (?, 'cercle')", [code])
        connexion.execute("INSERT INTO periode_nommee VALUES ('2023-T2', 'trimestre', '2023-04-01', '2023-06-30')")
        connexion.execute(
            "INSERT INTO collecte (code_indicateur, code_zone, depuis, jusqu_a) "
            "VALUES ('suivi', 'GAO', NULL, NULL), ('borne', 'C', '2023-T2', '2023-T2')"
        )
        yield connexion


def test_les_zones_attendues(zones):
    """Règle A1 : toutes sans Collecte, sinon celles qu'elle nomme, une zone plus large valant pour les siennes."""
    lues = "SELECT code_zone, depuis, jusqu_a FROM zones_attendues('indicateur', 'collecte', 'periode_nommee') "
    libre, suivi, borne = (
        zones.execute(lues + "WHERE code_indicateur = ? ORDER BY code_zone", [code]).fetchall()
        for code in ("libre", "suivi", "borne")
    )
    assert [zone for zone, *_ in libre] == ["A", "B", "C"]
    assert [zone for zone, *_ in suivi] == ["A", "B"]
    assert borne == [("C", dt.date(2023, 4, 1), dt.date(2023, 6, 30))]


def test_la_portee_d_un_rapport(zones):
    """Règle A6 : sa zone, celles qui la contiennent, celles qu'elle contient ; celui de SOCLE reste à SOCLE."""
    lues = "SELECT code_zone FROM portee_des_rapports('zone_ascendance') WHERE zone_du_rapport = ? ORDER BY 1"
    portees = {z: [code for (code,) in zones.execute(lues, [z]).fetchall()] for z in ("SOCLE", "GAO", "A")}
    assert portees == {"SOCLE": ["SOCLE"], "GAO": ["A", "B", "GAO", "SOCLE"], "A": ["A", "GAO", "SOCLE"]}


@pytest.mark.parametrize(
    ("code", "jour", "rendu"),
    [
        # A rouverte en juin ; B fermée deux fois de suite ; rien n'est saisi de C, que sa région dit fermée
        (None, "2023-03-31", {"A": "2023-T1", "B": "2023-T1", "GAO": "2023-T1", "C": "2023-T1", "MENAKA": "2023-T1"}),
        (None, "2023-06-30", {"B": "2023-T1", "C": "2023-T1", "MENAKA": "2023-T1"}),
        ("libre", "2023-06-30", {"B": "2023-T1"}),
        ("registre", "2023-06-30", {"B": "2023-T1", "C": "2023-T1", "MENAKA": "2023-T1"}),
    ],
)
def test_les_zones_inaccessibles(zones, code, jour, rendu):
    """Règle Z7."""
    zones.execute(
        "UPDATE zone SET parent = a.ancetre FROM zone_ascendance a WHERE a.code = zone.code AND "
        "a.ancetre <> a.code AND a.ancetre <> 'SOCLE'"
    )
    zones.execute("UPDATE indicateur SET source_calcul = 'saisie'")
    zones.execute("INSERT INTO indicateur (code, source_calcul) VALUES ('registre', 'points_restaures')")
    for indicateur, zone, ferme_t1, ferme_t2 in (
        ("libre", "A", True, False),
        ("libre", "B", True, True),
        ("suivi", "MENAKA", True, True),
    ):
        for periode, fin, ferme in (("2023-T1", "2023-03-31", ferme_t1), ("2023-T2", "2023-06-30", ferme_t2)):
            zones.execute(
                "INSERT INTO saisie_recue (code_indicateur, code_zone, periode, fin, inaccessible) VALUES (?,?,?,?,?)",
                [indicateur, zone, periode, fin, ferme],
            )
    garder_lectures(zones)
    lues = zones.execute("SELECT code_zone, depuis FROM zones_inaccessibles(?::DATE, ?)", [jour, code]).fetchall()
    assert {zone: depuis for zone, depuis in lues if zone != "SOCLE"} == rendu
