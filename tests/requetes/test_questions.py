"""Les questions des pages, sur une édition écrite à la main."""

import datetime as dt

import pytest

from requetes.accueil import situation
from requetes.carte import services
from requetes.comparaisons import zones
from requetes.edition import referentiel
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.qualite import manques
from requetes.tendances import provenance, series
from tests.requetes.fabrique import Fabrique


@pytest.fixture
def fabrique(tmp_path):
    return Fabrique(tmp_path)


def _base(fabrique):
    return ouvrir(edition_a_lire(fabrique.publier()))


def test_situation_lit_la_derniere_periode_due_de_chaque_frequence(fabrique):
    """Règle P9."""
    fabrique.indicateur("A")
    fabrique.indicateur("M", frequence="M")
    fabrique.indicateur("SANS")
    fabrique.chiffre("A", "SOCLE", "2024-T1", valeur=3.0)
    fabrique.chiffre("A", "SOCLE", "2024-T2", valeur=5.0)
    for mois in ("2024-04", "2024-05"):
        fabrique.chiffre("M", "SOCLE", mois, valeur=float(mois[-1]))
    a, m, sans = situation.situation(_base(fabrique), "SOCLE", "cumul", "2024-T2")
    assert (a.code_indicateur, a.periode, a.periode_avant, a.ecart) == ("A", "2024-T2", "2024-T1", 2.0)
    assert (m.code_indicateur, m.periode, m.valeur, m.ecart) == ("M", "2024-05", 5.0, 1.0)
    assert (sans.code_indicateur, sans.lu, sans.valeur) == ("SANS", False, None)


def test_situation_d_une_periode_ne_remonte_pas_a_la_precedente(fabrique):
    """Règle P9."""
    fabrique.indicateur("A")
    fabrique.chiffre("A", "SOCLE", "2024-T1", "trimestre")
    (lu,) = situation.situation(_base(fabrique), "SOCLE", "trimestre", "2024-T2")
    assert lu.valeur is None


def test_un_compte_en_cours_ne_se_compare_pas(fabrique):
    """Règle P10."""
    fabrique.indicateur("F", nature="flux", regle_temps="somme")
    fabrique.indicateur("P", nature="distinct", regle_temps="somme")
    fabrique.indicateur("S")
    for code in ("F", "P", "S"):
        fabrique.chiffre(code, "SOCLE", "2024-S1", "semestre", valeur=9.0)
        fabrique.chiffre(code, "SOCLE", "2024-S2", "semestre", valeur=4.0)
    flux, personnes, stock = situation.situation(_base(fabrique), "SOCLE", "semestre", "2024-S2")
    assert (flux.ecart, personnes.ecart, stock.ecart) == (None, None, -5.0)


def test_rapports_recus_sur_dus(fabrique):
    """Règle A7."""
    fabrique.ajouter("rapport_activite", code_zone="GAO", periode="2024-04", date_reception=dt.date(2024, 5, 9))
    fabrique.ajouter("rapport_activite", code_zone="GAO", periode="2024-05", date_reception=dt.date(2024, 7, 9))
    fabrique.ajouter("rapport_activite", code_zone="MENAKA", periode="2024-05")
    fabrique.ajouter("rapport_activite", code_zone="MENAKA", periode="2024-06", date_echeance=dt.date(2024, 7, 10))
    base = _base(fabrique)
    # trois coordinations, six mois : avril de Gao seul est reçu au 30 juin (règle A6)
    assert referentiel.completude_des_rapports(base) == (1, 18)
    lus = [(r.code_zone, r.rapports_nb) for r in manques.retards_par_zone(base, "SOCLE", dt.date(2024, 6, 30))]
    assert lus == [("DOUENTZA", 6), ("GAO", 5), ("MENAKA", 5)], "juin de Ménaka n'est dû que le 10 juillet"
    en_juillet = manques.retards_par_zone(base, "GAO", dt.date(2024, 7, 9))
    assert [r.rapports_nb for r in en_juillet] == [4], "mai est reçu le 9 juillet"


def test_zone_sans_rien_a_compter_ne_manque_pas(fabrique):
    """Règle A9."""
    fabrique.indicateur("A")
    fabrique.chiffre("A", "ML0703", valeur=None, recues=1, attendues=1, etat="sans donnée")
    fabrique.chiffre("A", "ML1001", valeur=None, recues=0, attendues=1, etat="sans donnée")
    lus = manques.zones_sans_donnee(_base(fabrique), "SOCLE", "cumul", "2024-T2")
    assert [(t.zones, t.sans_nb, t.total_nb) for t in lus] == [("Ménaka", 1, 2)]


def test_serie_garde_les_trous_et_leur_motif(fabrique):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "ML0703", "2024-T1", valeur=None, recues=0, etat="sans donnée")
    fabrique.chiffre("A", "ML0703", "2024-T2", valeur=0.0)
    fabrique.ajouter(
        "valeur", code_indicateur="A", code_zone="ML0703", periode="2024-T1", motif_absence="zone inaccessible"
    )
    lue = series.serie(_base(fabrique), "A", ("ML0703",), "cumul")
    assert [(m.motif_absence, m.valeur) for m in lue] == [("zone inaccessible", None), (None, 0.0)]


def test_deux_periodes_et_leur_reserve(fabrique):
    """Règle H7."""
    fabrique.indicateur("A", unite="%")
    fabrique.chiffre("A", "GAO", "2024-T1", valeur=20.0, recues=1, attendues=4)
    fabrique.chiffre("A", "GAO", "2024-T2", valeur=24.5, recues=4, attendues=4)
    fabrique.chiffre("A", "MENAKA", "2024-T2", valeur=10.0)
    gao, menaka = zones.deux_periodes(_base(fabrique), "A", "region", "cumul", ("2024-T1", "2024-T2"))
    assert (gao.ecart, gao.completude_differe) == (4.5, True)
    assert (menaka.ecart, menaka.valeur_b) == (None, 10.0)
    assert (menaka.recues_a, menaka.attendues_a, menaka.provisoire_a, menaka.etat_a) == (None, None, None, None)


def test_sources_d_une_somme_et_d_une_derniere(fabrique):
    for code, regle in (("S", "somme"), ("D", "derniere")):
        fabrique.indicateur(code, regle_temps=regle, niveau_collecte="cercle")
        for ligne, (periode, valeur) in enumerate((("2024-T1", 3.0), ("2024-T2", 5.0)), start=2):
            fabrique.ajouter(
                "valeur",
                code_indicateur=code,
                code_zone="ML0703",
                periode=periode,
                valeur=valeur,
                fichier="gao.xlsx",
                feuille="Valeurs",
                ligne=ligne,
                niveau_preuve="1" if ligne == 3 else None,
            )
    base = _base(fabrique)
    question = ("GAO", "cumul", "2024-T2")
    assert [x.ligne for x in provenance.lignes_sources(base, "S", *question)] == [3, 2]
    assert [x.ligne for x in provenance.lignes_sources(base, "D", *question)] == [3]
    (une,) = provenance.lignes_sources(base, "S", *question, limite=1)
    assert (une.ligne, une.total_nb) == (3, 2)
    lue = provenance.lire_provenance(base, "S", *question)
    assert (len(lue.lignes), lue.total, lue.preuves) == (2, 2, {"1": 1})
    assert provenance.lire_provenance(base, "S", "MENAKA", "cumul", "2024-T2").total == 0
    assert provenance.lignes_sources(base, "S", *question, ventilation=("sexe", "F")) == ()


def test_ce_qui_manque_a_un_chiffre(fabrique):
    fabrique.indicateur("S", regle_temps="somme", niveau_collecte="cercle")
    fabrique.indicateur("V", source_calcul="points_restaures")
    saisie = {"code_indicateur": "S", "code_zone": "ML0703"}
    fabrique.ajouter("valeur", periode="2024-T1", valeur=3.0, **saisie)
    fabrique.ajouter("valeur", periode="2024-T2", motif_absence="zone inaccessible", **saisie)
    fabrique.ajouter("rapport_activite", code_zone="GAO", periode="2024-06")
    fabrique.ajouter("rapport_activite", code_zone="MENAKA", periode="2024-06", date_reception=dt.date(2024, 7, 1))
    base = _base(fabrique)
    manques = provenance.lignes_manquantes(base, "S", "SOCLE", "cumul", "2024-T2")
    assert [(m.code_zone, m.periode, m.motif) for m in manques] == [
        ("ML0703", "2024-T2", "zone inaccessible"),
        ("ML1001", "2024-T2", None),
        ("ML1001", "2024-T1", None),
    ]
    # d'un registre, c'est le rapport de la coordination qui manque, vu de sa région, de ses parties et du projet
    for zone, attendues in (("SOCLE", {"GAO", "MENAKA"}), ("ML0703", {"GAO"}), ("MENAKA", {"MENAKA"})):
        lus = provenance.lignes_manquantes(base, "V", zone, "trimestre", "2024-T2")
        assert {m.code_zone for m in lus} == attendues, zone
        assert {m.periode for m in lus} == {"2024-04", "2024-05", "2024-06"}


def test_seuils_et_indicateurs_sans_libelle_court(fabrique):
    fabrique.seuils()
    fabrique.indicateur("A", libelle="Long")
    base = _base(fabrique)
    lu = referentiel.lire_referentiel(base)
    assert [(seuils.jeu, seuils.vert, seuils.orange) for seuils in lu.seuils] == [("defaut", 90.0, 60.0)]
    assert (lu.indicateurs["A"].libelle_court, lu.indicateurs["A"].vert) == ("Long", 90.0)


def test_le_referentiel_d_une_edition_vivante(fabrique):
    fabrique.indicateur("A", phare=False)
    fabrique.indicateur("B")
    fabrique.indicateur("C", niveau_collecte="commune")
    for code, periodes in (("A", ("2024-T1", "2024-T2")), ("B", ("2024-T2",)), ("C", ("2024-T1", "2024-T2"))):
        for periode in periodes:
            fabrique.chiffre(code, "GAO", periode)
    lu = referentiel.lire_referentiel(_base(fabrique))
    # Le premier phare du cadre n'a qu'une période : le suivant en dit plus.
    assert lu.premier_phare == "C"
    assert lu.periodes["B"] == {"cumul": ("2024-T2",)}
    assert lu.niveaux_lus == {"A": "cercle", "B": "cercle", "C": "commune"}
    assert lu.niveaux_dessines == ("SOCLE", "region", "cercle", "commune")
    assert (lu.zones["ML0703"].nom, lu.zones["ML0703"].region, lu.zones["SOCLE"].region) == ("Gao", "GAO", None)


def test_evenements_de_la_zone_de_ses_parties_et_generaux(fabrique):
    for zone in (None, "GAO", "ML0703", "MENAKA"):
        fabrique.ajouter("evenement", date=dt.date(2024, 2, 1), code_zone=zone, nature="n", texte=str(zone))
    base = _base(fabrique)
    assert sorted(e.texte for e in series.evenements(base, "GAO")) == ["GAO", "ML0703", "None"]
    assert len(series.evenements(base, "SOCLE")) == 4


def _motif(fabrique, zone, periode, motif, code="A", **autres):
    fabrique.ajouter("valeur", code_indicateur=code, code_zone=zone, periode=periode, motif_absence=motif, **autres)


def test_une_zone_n_est_inaccessible_que_si_toutes_ses_dernieres_saisies_le_disent(fabrique):
    """Règle Z7."""
    fabrique.indicateur("A")
    for zone in ("GAO", "MENAKA", "DOUENTZA"):
        fabrique.chiffre("A", zone, "2024-T1")
        fabrique.chiffre("A", zone, "2024-T2")
    _motif(fabrique, "ML0703", "2024-T1", None)
    _motif(fabrique, "ML0703", "2024-T2", "zone inaccessible")
    _motif(fabrique, "ML1001", "2024-T1", "zone inaccessible")
    _motif(fabrique, "ML1001", "2024-T2", "zone inaccessible")
    _motif(fabrique, "ML1001", "2024-T2", None, dimension="sexe", modalite="F")
    base = _base(fabrique)

    def fermees(jour):
        lues = services.valeurs_de_carte(base, "A", "region", jour)
        return {v.periode for v in lues}, {v.code_zone for v in lues if v.inaccessible}

    assert fermees(dt.date(2024, 6, 30)) == ({"2024-T2"}, {"GAO"})
    assert fermees(dt.date(2024, 6, 29)) == ({"2024-T1"}, {"MENAKA"})
    assert services.valeurs_de_carte(base, "A", "region", dt.date(2024, 3, 30)) == ()


def test_un_indicateur_de_registre_suit_les_saisies_de_tous(fabrique):
    """Règle Z7."""
    fabrique.indicateur("A")
    fabrique.indicateur("R", source_calcul="points_fonctionnels")
    for code in ("A", "R"):
        fabrique.chiffre(code, "GAO", "2024-T2", valeur=None, etat="sans donnée")
    _motif(fabrique, "ML0703", "2024-T2", "zone inaccessible", code="A")
    _motif(fabrique, "ML0703", "2024-T2", None, code="B")
    base = _base(fabrique)
    dites = {c: services.valeurs_de_carte(base, c, "region", dt.date(2024, 6, 30))[0].inaccessible for c in "AR"}
    assert dites == {"A": True, "R": False}


def test_la_carte_d_un_service_garde_le_total_pour_la_periode_et_les_attendues(fabrique):
    fabrique.indicateur("A")
    for zone in ("GAO", "MENAKA"):
        fabrique.chiffre("A", zone, valeur=9.0, attendues=4)
    fabrique.chiffre("A", "GAO", dimension="service", modalite="eau", valeur=2.0, recues=3, attendues=4)
    lues = services.valeurs_de_carte(_base(fabrique), "A", "region", dt.date(2024, 6, 30), "eau")
    assert [(v.code_zone, v.valeur, v.attendues, v.etat) for v in lues] == [
        ("GAO", 2, 4, None),
        ("MENAKA", None, 4, None),
    ]


def test_retards_du_plus_grand_nombre_au_plus_petit(fabrique):
    for zone, recus in (("GAO", 5), ("MENAKA", 3), ("DOUENTZA", 6)):
        for mois in range(1, recus + 1):
            fabrique.ajouter("rapport_activite", code_zone=zone, periode=f"2024-0{mois}", date_reception="2024-06-20")
    retards = manques.retards_par_zone(_base(fabrique), "SOCLE", dt.date(2024, 6, 30))
    assert [(r.code_zone, r.rapports_nb, r.premiere_periode, r.derniere_periode) for r in retards] == [
        ("MENAKA", 3, "2024-04", "2024-06"),
        ("GAO", 1, "2024-06", "2024-06"),
    ]
    assert [r.retard_max_jours for r in retards] == [61, 0]
