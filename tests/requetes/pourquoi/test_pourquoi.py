"""Pourquoi un chiffre est ce qu'il est : les choses nommées font exactement l'écart, et rien n'est nommé pour rien."""

from types import SimpleNamespace

import pytest
import streamlit as st

from domaine.sources import SOURCES
from figures.mots import pourquoi
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.edition.referentiel import lire_referentiel
from requetes.fiches.decisions import decisions_de_l_indicateur
from requetes.pourquoi.lecture import Pourquoi, lire_pourquoi
from requetes.pourquoi.objets import OBJETS
from tests.requetes.fabrique_fiches import GABERO, GAO, MENAKA, FabriqueFiches, le
from vues.fiches import pourquoi as vue
from vues.filtres.adresse import SEULE, suivre_page

RATIOS = [nom for nom in OBJETS if SOURCES[nom].nature == "ratio"]


@pytest.fixture(scope="module")
def demo(edition_demo):
    lue = ouvrir(edition_a_lire(edition_demo))
    yield lue
    lue.fermer()


@pytest.mark.lent
@pytest.mark.parametrize("source", RATIOS)
def test_ce_que_les_raisons_retirent_est_ce_qui_manque_au_ratio(demo, source):
    """Règle S40 : Σ retiré = dénominateur − numérateur, au projet et à chaque région, à la dernière période."""
    lues = demo.lire(
        """
        SELECT v.code_indicateur, v.code_zone, v.type_periode, v.periode, v.denominateur - v.numerateur AS manque
        FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur
        JOIN periode_calculee r ON r.code_indicateur = i.code AND r.type_periode = v.type_periode
            AND r.periode = v.periode
        WHERE i.source_calcul = $source AND v.dimension IS NULL AND v.niveau IN ('SOCLE', 'region')
          AND v.numerateur IS NOT NULL AND v.type_periode IN ('cumul', 'trimestre')
        QUALIFY r.rang = max(r.rang) OVER (PARTITION BY v.type_periode)
        """,
        {"source": source},
    )
    assert len(lues) > 1
    for rangee in lues.itertuples(index=False):
        lu = lire_pourquoi(demo, *rangee[:4])
        assert sum(r.perte for r in lu.raisons) == pytest.approx(rangee.manque), rangee


def test_un_recul_se_dit_par_ce_qui_vient_de_manquer(demo):
    """Règle S40."""
    lu = lire_pourquoi(demo, "OS1", "SOCLE", "trimestre", "2024-T2")
    assert pourquoi.dire(lu, "%", "hausse").startswith(
        "−21,3\u00a0pts depuis T1\u00a02024\u00a0: 9 points non revus depuis 90 jours, 1 retombé"
    )
    # Chacun est nommé, avec la ligne qui le dit ; les nouveaux d'abord.
    assert all(r.nom and r.fichier and r.ligne for r in lu.raisons)
    assert [r.nouvelle for r in lu.raisons] == sorted((r.nouvelle for r in lu.raisons), reverse=True)


@pytest.fixture(scope="module")
def saisie(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("pourquoi"))
    f.indicateur(
        "R1.6", nature="flux", frequence="T", niveau_collecte="region", source_calcul="saisie", unite="tournées"
    )
    for zone, t1, t2, attendues in (("GAO", 30.0, 10.0, 1), ("MENAKA", 12.0, None, 1), ("DOUENTZA", 5.0, None, 0)):
        f.chiffre("R1.6", zone, "2024-T1", "trimestre", valeur=t1, attendues=1, recues=1)
        f.chiffre("R1.6", zone, "2024-T2", "trimestre", valeur=t2, attendues=attendues, recues=0)
    f.chiffre("R1.6", "SOCLE", "2024-T1", "trimestre", valeur=47.0)
    f.chiffre("R1.6", "SOCLE", "2024-T2", "trimestre", valeur=10.0)
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def test_une_somme_baisse_par_ses_zones(saisie):
    """Règle S41."""
    lu = lire_pourquoi(saisie, "R1.6", "SOCLE", "trimestre", "2024-T2")
    assert [(r.nom, r.nature, r.perte) for r in lu.raisons] == [
        ("Gao", "en baisse", 20),
        ("Ménaka", "non reçue", 12),
        ("Douentza", "sortie", 5),
    ]
    assert lu.ecart == -37 and sum(r.perte for r in lu.raisons) == 37
    assert "3 zones" not in pourquoi.dire(lu, "tournées", "hausse")
    assert "1 zone en baisse, 1 non reçue, 1 sortie" in pourquoi.dire(lu, "tournées", "hausse")
    # Une période que l'édition ne connaît pas n'a ni raison ni écart.
    assert lire_pourquoi(saisie, "R1.6", "SOCLE", "trimestre", "2031-T1") == Pourquoi()
    assert lu.periode_avant == "2024-T1"


def _lignes(f, code, source, *lignes, **autres):
    """Un indicateur de registre et ses lignes : (zone, chose, jour, numérateur, dénominateur) ou (…, valeur)."""
    f.indicateur(code, source_calcul=source, **autres)
    for zone, chose, jour, *termes in lignes:
        lue = {"code_indicateur": code, "code_zone": zone, "id_entite": chose, "date": jour}
        noms = ("numerateur", "denominateur") if len(termes) == 2 else ("valeur",)
        f.recu("composante", **lue, **dict(zip(noms, termes, strict=True)))


def _valeurs(f, code, zone, avant, ici, types="trimestre", **autres):
    """Ses valeurs au T1 et au T2 d'une zone : une valeur, ou les deux termes d'un ratio."""
    poser = f.chiffre_de_commune if zone.startswith("ML") else f.chiffre
    for periode, lu in (("2024-T1", avant), ("2024-T2", ici)):
        n, d = lu if isinstance(lu, tuple) else (None, None)
        valeur = lu if n is None else 100 * n / d
        poser(code, zone, periode, types, valeur=valeur, numerateur=n, denominateur=d, **autres)


def _points(f):
    for projet in ("P1", "P2"):
        f.recu("projet_service", id_projet=projet, intitule="Eau", code_zone=GAO)
    f.point("A", "Forage", "eau", id_projet="P1")
    f.point("B", "Puits", "eau")
    rechutes = ((GAO, "A", le(1, 2), 0.0), (GAO, "A", le(1, 5), 1.0), (GAO, "B", le(2, 5), 1.0))
    _lignes(f, "R2.5", "points_retombes", *rechutes, niveau_collecte="commune", sens="baisse")
    _valeurs(f, "R2.5", "SOCLE", 0.0, 2.0)
    _valeurs(f, "R2.5", "MENAKA", 0.0, 0.0)
    f.decision("de_son_projet", le(1, 9), id_projet="P1")
    f.decision("d_un_projet_nommé_comme_lui", le(1, 3), id_projet="A")
    f.decision("de_l_indicateur", le(1, 3), code_indicateur="R2.5", code_zone="GAO")
    f.decision("d_ailleurs", le(1, 2), code_indicateur="R2.5", code_zone="MENAKA")
    f.decision("d_un_autre_point", le(1, 2), code_indicateur="R2.5", code_zone="GAO", id_point="Z")
    # Un compte de choses faites : y entrer sans l'être n'en retire rien.
    projets = ((GAO, "P1", le(1, 5), 0.0), (GAO, "P2", le(1, 2), 0.0), (GAO, "P2", le(1, 5), 1.0))
    _lignes(f, "R2.2", "projets_valides", *projets, niveau_collecte="commune")
    _valeurs(f, "R2.2", "SOCLE", 0.0, 1.0)


def _chantiers_et_tournees(f):
    for chantier, recu_le in (("RECU", le(1, 5)), ("ARRETE", None)):
        f.recu("chantier", id_chantier=chantier, ouvrage="préfecture", code_zone="GAO", date_fin_prevue=le(1, 3),
               date_reception=recu_le)  # fmt: skip
        f.recu("chantier_avancement", id_chantier=chantier, date=le(20, 4), physique_pct=95, incident="Crue")
    avancees = tuple(("GAO", chantier, le(20, 4), 95e6, 100e6) for chantier in ("RECU", "ARRETE"))
    _lignes(f, "R1.2", "avancement_travaux", *avancees, unite="%", niveau_collecte="region")
    _valeurs(f, "R1.2", "SOCLE", None, (190e6, 200e6))
    for tournee, statut, debut, fin in (
        ("AVANT", "annulée", le(1, 2), le(9, 2)),
        ("COURT", "planifiée", le(25, 6), le(5, 7)),
        ("PASSEE", "planifiée", le(1, 5), le(9, 5)),
    ):
        f.recu("spi_tournee", id_tournee=tournee, code_zone="GAO", statut=statut, date_prevue_debut=debut,
               date_prevue_fin=fin)  # fmt: skip
    prevues = (("GAO", "AVANT", le(1, 2), 0.0, 1.0), ("GAO", "COURT", le(25, 6), 0.0, 1.0))
    prevues += (("GAO", "PASSEE", le(1, 5), 0.0, 1.0),)
    _lignes(f, "R2.8", "tournees_realisees", *prevues, unite="%", niveau_collecte="region", regle_temps="somme")
    _valeurs(f, "R2.8", "SOCLE", (3.0, 4.0), (0.0, 2.0))


def _par_zones(f):
    flux = {"nature": "flux", "regle_temps": "somme", "unite": "passages"}
    f.indicateur("OS2", source_calcul="usagers_services", niveau_collecte="commune", **flux)
    for zone, avant, ici in ((GAO, 100.0, None), (GABERO, 50.0, 20.0), (MENAKA, 10.0, None)):
        _valeurs(f, "OS2", zone, avant, ici)
    _valeurs(f, "OS2", "SOCLE", 160.0, 20.0)
    f.ajouter("projet", cle="frequence_rapports", valeur="T")
    f.recu("rapport_activite", code_zone="GAO", periode="2024-T1", date_reception=le(1, 4))
    f.recu("rapport_activite", code_zone="GAO", periode="2024-T2", date_reception=le(1, 6))
    f.recu("rapport_activite", code_zone="MENAKA", periode="2024-T2", date_echeance=le(30, 6))
    f.indicateur("PANNES", niveau_collecte="region", sens="baisse", **flux)
    for zone, avant, ici in (("GAO", 10.0, 30.0), ("MENAKA", 12.0, None), ("DOUENTZA", None, 5.0)):
        _valeurs(f, "PANNES", zone, avant, ici)
    _valeurs(f, "PANNES", "SOCLE", 22.0, 35.0)
    f.indicateur("PART", niveau_collecte="region", unite="%")
    for zone, avant, ici in (("GAO", (8, 10), (12, 20)), ("MENAKA", (5, 10), (6, 10)), ("DOUENTZA", (1, 10), None)):
        _valeurs(f, "PART", zone, avant, ici)
    _valeurs(f, "PART", "SOCLE", (14, 30), (18, 30))
    f.indicateur("NOTE", niveau_collecte="region", nature="score")
    _valeurs(f, "NOTE", "GAO", 9.0, 2.0)
    _valeurs(f, "NOTE", "SOCLE", 9.0, 2.0)
    f.indicateur("COURT", niveau_collecte="region", **flux)
    for zone in ("GAO", "SOCLE"):
        f.chiffre("COURT", zone, "2024-S1", "semestre", valeur=10.0)
        f.chiffre("COURT", zone, "2024-S2", "semestre", valeur=4.0)
    f.indicateur("VIDE", source_calcul="points_restaures", niveau_collecte="commune")
    _valeurs(f, "VIDE", "DOUENTZA", None, None)


@pytest.fixture(scope="module")
def registres(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("registres"))
    _points(f)
    _chantiers_et_tournees(f)
    _par_zones(f)
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def _lire(base, code, zone="SOCLE", periode="2024-T2"):
    return lire_pourquoi(base, code, zone, "semestre" if "S" in periode else "trimestre", periode)


def test_ce_qui_est_entre_depuis_fait_aussi_l_ecart(registres):
    """Règle S40 : +2, dont un point restauré et retombé depuis."""
    lu = _lire(registres, "R2.5")
    assert {r.identifiant: r.nouvelle for r in lu.raisons} == {"A": True, "B": None}
    dit = pourquoi.dire(lu, "points", "baisse").partition(" ; ")[0]
    assert dit == "+2\u00a0points depuis T1\u00a02024\u00a0: 2 points retombés, dont 1 entré depuis"
    # D'un compte de choses faites, une entrée ne retire rien : rien n'est perdu, malgré quoi que ce soit.
    valides = _lire(registres, "R2.2")
    assert [r.identifiant for r in valides.raisons] == ["P1"] and valides.nouvelles == ()
    assert pourquoi.dire(valides, "projets", "hausse").startswith("1 projet pas encore validé")


def test_une_somme_a_chaque_periode_ses_choses(registres):
    """Règles S40 et S11 : la tournée en cours n'est pas sans compte rendu, et aucune ne fait l'écart."""
    lu = _lire(registres, "R2.8")
    assert {r.identifiant: r.nature for r in lu.raisons} == {
        "COURT": "planifiée",
        "PASSEE": "passée, sans compte rendu",
    }
    assert lu.ecart == -75 and lu.nouvelles == ()
    assert "depuis" not in pourquoi.dire(lu, "%", "hausse")


def test_un_ouvrage_recu_n_est_ni_bloque_ni_en_retard(registres):
    """Règles S3 et S40 ; ce qui manque est de l'argent, et le dit."""
    lu = _lire(registres, "R1.2")
    assert {r.identifiant: (r.nature, r.motif) for r in lu.raisons} == {
        "RECU": ("réceptionné à moins de 100 %", None),
        "ARRETE": ("bloqué", "Crue"),
    }
    assert _colonne(lu, "Retire", unite="%", source_calcul="avancement_travaux") == "5\u202f000\u202f000\u00a0FCFA"


def _colonne(lu, titre, **indicateur):
    colonnes = {c.titre: c for c in vue._colonnes(SimpleNamespace(**indicateur), lu)}
    return colonnes[titre].dire(lu.raisons[0])


def test_un_compte_de_rechutes_s_ajoute_et_depuis_se_tait_sans_periode_d_avant(registres):
    """Règle S40."""
    points = {"unite": "points", "source_calcul": "points_retombes"}
    assert _colonne(_lire(registres, "R2.5"), "Ajoute", **points) == "1"
    assert _colonne(_lire(registres, "R2.5"), "Depuis", **points) == "cette période"
    premiere = _lire(registres, "R2.8", periode="2024-T1")
    assert premiere.periode_avant is None
    assert _colonne(premiere, "Depuis", unite="%", source_calcul="tournees_realisees") == "n.\u00a0d."


def test_la_decision_d_une_chose_est_la_sienne_et_celle_de_l_indicateur_se_dit_une_fois(registres):
    """Règle S40 : aucune ligne ne porte ce qui est pris pour une autre, ou pour l'ensemble."""
    decidees = {r.identifiant: r.decision for r in _lire(registres, "R2.5").raisons}
    assert decidees == {"A": "Décision de_son_projet", "B": None}
    ici = {
        zone: [d.identifiant for d in decisions_de_l_indicateur(registres, "R2.5", zone, le(30, 6))]
        for zone in ("SOCLE", GAO, "MENAKA", "DOUENTZA")
    }
    # d'une commune, celle de sa région ; de tout le projet, celles de ses régions
    assert ici == {
        "SOCLE": ["d_ailleurs", "de_l_indicateur"],
        GAO: ["de_l_indicateur"],
        "MENAKA": ["d_ailleurs"],
        "DOUENTZA": [],
    }


def test_une_commune_sans_ligne_n_est_non_recue_que_si_un_rapport_manque(registres):
    """Règles S41 et G1."""
    assert [(r.identifiant, r.nature, r.perte) for r in _lire(registres, "OS2").raisons] == [
        (GAO, "sans rien au registre", 100),
        (GABERO, "en baisse", 30),
        (MENAKA, "non reçue", 10),
    ]


def test_ce_qui_doit_baisser_monte_par_ses_zones(registres):
    """Règle S41 : une zone qui n'est plus là ne fait rien monter."""
    lu = _lire(registres, "PANNES")
    assert [(r.identifiant, r.nature, r.perte) for r in lu.raisons] == [
        ("GAO", "en hausse", 20),
        ("DOUENTZA", "entrée", 5),
    ]
    assert _colonne(lu, "Ajoute", unite="passages", source_calcul="saisie") == "20"


def test_une_part_baisse_par_ce_qui_manque_pour_la_tenir(registres):
    """Règle S41 : 12/20 au lieu de 8/10 ; qui était sous la part d'ensemble ne la fait pas baisser en s'absentant."""
    assert [(r.identifiant, r.nature, r.perte) for r in _lire(registres, "PART").raisons] == [("GAO", "en baisse", 4)]


@pytest.mark.parametrize(
    ("code", "zone", "periode", "source", "dit"),
    [
        # Une moyenne, et une période qui court encore (règle P10), ne s'expliquent pas par leurs zones.
        ("NOTE", "SOCLE", "2024-T2", "saisie", "ne se fait pas de ce qu’apportent ses zones"),
        ("COURT", "SOCLE", "2024-S2", "saisie", "Cette période court encore"),
        ("COURT", "SOCLE", "2024-S1", "saisie", "C’est la première période"),
        ("VIDE", "DOUENTZA", "2024-T2", "points_restaures", "(«\u00a0Points\u00a0» et «\u00a0Visites\u00a0»)"),
        ("COURT", "SOCLE", "2031-S1", "saisie", "L’édition ne connaît pas ce chiffre"),
        ("R2.5", "MENAKA", "2024-T2", "points_retombes", "n’ajoute quoi que ce soit"),
        ("PART", "MENAKA", "2024-T2", "saisie", "Aucune zone n’a baissé depuis T1\u00a02024"),
    ],
)
def test_sans_raison_la_page_dit_pourquoi(registres, code, zone, periode, source, dit):
    """Règles S40 et S41 : «rien ne retire» n'est vrai que d'un chiffre qui a une valeur."""
    lu = _lire(registres, code, zone, periode)
    assert lu.raisons == () and dit in pourquoi.dire_rien(lu, source)


def test_la_phrase_s_accorde():
    reunion = {"identifiant": "R", "objet": "réunion", "nature": "non tenue", "zone": "Gao"}
    vides = dict.fromkeys(("nom", "motif", "responsable", "decision", "fichier", "feuille", "ligne"))
    raison = vue.Raison(**reunion, **vides, nouvelle=None, dans_l_ecart=True, perte=1)
    lu = Pourquoi(facon="choses", periode_avant="2024-T1", valeur=40, ecart=-1, raisons=(raison, raison))
    assert pourquoi.dire(lu, "%", "hausse") == (
        "−1\u00a0pt depuis T1\u00a02024\u00a0: 2 réunions non tenues, toutes entrées depuis"
    )


@pytest.mark.parametrize(
    ("objet", "identifiant", "adresse"),
    [
        ("zone", GAO, "./carte-des-services?region=GAO&cercle=ML0703&commune=ML070303&seule=1"),
        ("zone", "ML0703", "./carte-des-services?region=GAO&cercle=ML0703&seule=1"),
        ("activité", "A1 · GAO", "./plan-d-activites?fiche=A1+%C2%B7+GAO&seule=1"),
        ("réunion", "R", ""),
    ],
)
def test_la_fiche_d_une_raison_s_ouvre_sans_les_filtres_de_la_visite(registres, objet, identifiant, adresse):
    """Une région ou une situation retenues d'avant l'écarteraient : l'adresse dit de les oublier."""
    raison = SimpleNamespace(objet=objet, identifiant=identifiant)
    assert vue._adresse(SimpleNamespace(referentiel=lire_referentiel(registres)), raison) == adresse


def test_une_adresse_seule_oublie_les_filtres_de_la_visite(monkeypatch):
    """L'indicateur lu, lui, reste."""
    memoire = {"region": "MENAKA", "situation": "en retard", "indicateur": "R4.1"}
    monkeypatch.setattr(st, "session_state", {"memoire_filtres": memoire})
    monkeypatch.setattr(st, "query_params", {SEULE: "1"})
    suivre_page("carte")
    assert memoire == {"indicateur": "R4.1"} and not st.query_params
