"""La feuille `Formulaires` et les exports qu'elle fait lire : formulaires d'ailleurs, DHIS2 (règles K7 et K10)."""

from __future__ import annotations

import datetime as dt

import pytest

from domaine.feuilles.cadre import PAR_TABLE
from etl.controles.verification import verifier
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.conversions import texte_de
from etl.soumissions.identite import Identites
from etl.soumissions.lecture import lire_formulaires
from etl.soumissions.regles import Regle, Regles
from tests.depots_fautifs import fabrique
from tests.etl.atelier import assembler_octets, charger_fichiers, lire_edition
from tests.etl.soumissions.envois import COORDINATION, lire, octets
from tests.etl.soumissions.serveurs import Envoi, Formulaire, central, en_zip, kobo

ENTETES = ["formulaire", "colonne_recue", "feuille_visee", "colonne", "valeur_recue", "valeur"]
REGLES = [
    ["suivi_points", "code_du_point", "Visites", "id_point", "", ""],
    ["suivi_points", "jour", "Visites", "date", "", ""],
    ["suivi_points", "etat_local", "Visites", "local", "bon", "oui"],
    ["suivi_points", "etat_local", "Visites", "local", "ruine", "non"],
    ["suivi_points", "presents/agent", "Visites", "agent", "", ""],
    ["suivi_points", "presents/moyens", "Visites", "moyens", "", ""],
    ["suivi_points", "actes", "Visites", "prestation", "", "oui"],
    ["suivi_points", "lieu", "Visites", "latitude", "", ""],
    ["suivi_points", "lieu", "Visites", "longitude", "", ""],
]


def _regles(lignes):
    return octets({"Formulaires": [ENTETES, *lignes]})


def _envois():
    rep = {"g/code_du_point": "P2", "g/jour": "2023-05-02", "etat_local": "bon", "g/presents": "agent moyens"}
    un = Envoi(rep | {"g/actes": 4, "g/lieu": "16.27 -0.04 200 8"}, 1)
    deux = Envoi(un.reponses | {"g/jour": "2023-05-03", "etat_local": "ruine", "g/presents": "agent"}, 2)
    return [un, deux]


def _formulaire(detail="both", titre="suivi_points"):
    return Formulaire(titre, multiples={"presents": ["agent", "moyens", "usagers"]}, detail=detail, positions=("lieu",))


FORMES = {
    "les deux": lambda: kobo(_formulaire(), _envois()),
    "une colonne": lambda: kobo(_formulaire("summary"), _envois()),
    "une par réponse": lambda: kobo(_formulaire("details"), _envois()),
    "odk": lambda: central(_formulaire("summary"), _envois()),
    "nom de serveur": lambda: kobo(_formulaire(titre="suivi_points - latest versions - Fr"), _envois()),
}


@pytest.mark.parametrize("forme", FORMES)
def test_une_question_a_plusieurs_reponses_se_lit_sous_toutes_ses_formes(forme):
    """Règle K7 : «a b», ou une colonne 1/0 par réponse ; la position en quatre colonnes ou une."""
    par_nom = [Regle(r[1], PAR_TABLE["visite"], r[3], r[4], r[5]) for r in REGLES]
    brutes = [FeuilleBrute(nom, [list(x) for x in lignes]) for nom, lignes in FORMES[forme]().items()]
    lues = lire_formulaires(1, brutes, Regles({"suivi_points": par_nom}), Identites())
    (table,) = lues.tables
    noms = ("id_point", "date", "local", "agent", "moyens", "prestation", "latitude", "longitude")
    rendues = [tuple(texte_de(x[table.colonnes[n]]) for n in noms) for x in table.lignes]
    vues = [tuple("oui" if c == "1" else "non" if c == "0" else c for c in x) for x in rendues]
    assert vues == [
        ("P2", "2023-05-02", "oui", "oui", "oui", "oui", "16.27", "-0.04"),
        ("P2", "2023-05-03", "non", "oui", "non", "oui", "16.27", "-0.04"),
    ]


def test_les_regles_d_un_autre_depot_recu_apres_font_lire_un_export():
    """Règle K7 : lue avant tout, de tous les dépôts ; les numéros et les colonnes sont ceux du fichier reçu."""
    export = octets(kobo(_formulaire("details"), _envois()))
    lu = lire(export, _regles(REGLES))
    assert lu.lignes("visite", "date, local, moyens, prestation, latitude, ligne")[1:] == [
        (dt.date(2023, 5, 2), True, True, True, 16.27, 2),
        (dt.date(2023, 5, 3), False, False, True, 16.27, 3),
    ]
    assert lu.codes() == ["colonnes_de_soumission"]


def test_une_regle_impossible_se_dit_et_les_autres_servent():
    """Règles K7 et K8 : feuille, colonne, et ce qui dit qui a rempli."""
    fausses = [
        ["suivi_points", "x", "Visite", "date", "", ""],
        ["suivi_points", "x", "Visites", "jour", "", ""],
        ["suivi_points", "_submitted_by", "Visites", "motif", "", ""],
        ["suivi_points", "x", "Indicateurs", "code", "", ""],
    ]
    lu = lire(_regles([*fausses, *REGLES]), octets(kobo(_formulaire(), _envois())))
    assert [(a.code, a.ligne, a.colonne) for a in lu.anomalies if a.gravite == "bloquante"] == [
        ("formulaire_impossible", 2, "feuille_visee"),
        ("formulaire_impossible", 3, "colonne"),
        ("formulaire_impossible", 4, "colonne_recue"),
        ("formulaire_impossible", 5, "feuille_visee"),
    ]
    assert len(lu.lignes("visite", "date")) == 3


def test_un_formulaire_inconnu_est_refuse_et_se_charge_avec_ses_regles(projet, tmp_path):
    """Règles K7 et L15 : refusé à la réception, reçu avec ses règles, ou après elles."""
    export, regles = tmp_path / "export.xlsx", tmp_path / "regles.xlsx"
    export.write_bytes(octets(kobo(_formulaire(), _envois())))
    regles.write_bytes(_regles(REGLES))
    refuse = charger_fichiers(projet, export)
    assert refuse.code == 3 and not refuse.deposes
    assert "«Formulaires»" in refuse.refus[0].message
    assert len(charger_fichiers(projet, regles, export).deposes) == 2
    assert lire_edition(projet, "SELECT count(*) FROM visite WHERE fichier = 'export.xlsx'") == [(2,)]


DHIS2 = ["dataelement", "period", "orgunit", "categoryoptioncombo", "attributeoptioncombo", "value", "storedby"]
CORRESPONDANCES = [
    ["code_indicateur", "systeme", "code_externe", "facteur"],
    ["FLUX", "DHIS2", "Réunions tenues", None],
    ["STOC", "dhis2", "fbfJHSPpUQD", 1000],
    ["RATI", "DHIS2", "Enfants vaccinés (numérateur)", None],
    ["RATI", "DHIS2", "Enfants attendus (dénominateur)", None],
]
ALIAS = [["nom", "code_zone"], ["CSCom de Gao ville", "ML070303"]]


def _valeur(element, periode, unite, valeur, categorie="default"):
    return [element, periode, unite, categorie, "HllvX50cXC0", valeur, "aminata"]


def _lire_dhis2(*lignes, regles=()):
    cadre = octets({"Correspondances": CORRESPONDANCES, "Alias": ALIAS})
    siennes = _regles([["DHIS2", "categoryOptionCombo", "Valeurs", "modalite", *r] for r in regles])
    return assembler_octets(COORDINATION, cadre, siennes, en_zip({"export": [DHIS2, *lignes]}))


def test_un_export_de_dhis2_devient_des_valeurs():
    """Règle K10 : éléments, périodes, unités, combinaisons, facteur, deux termes d'un ratio."""
    lu = _lire_dhis2(
        _valeur("Réunions tenues", "2023Q2", "CSCom de Gao ville", 12),
        _valeur("Réunions tenues", "2023Q2", "CSCom de Gao ville", 7, "Féminin"),
        _valeur("fbfJHSPpUQD", "2023Q3", "ML07", 13000),
        _valeur("Enfants vaccinés", "2023Q3", "Gao", 30),
        _valeur("Enfants attendus", "2023Q3", "Gao", 40),
        _valeur("Autre élément", "2023Q3", "Gao", 1),
        regles=[["Féminin", "sexe=F"]],
    )
    colonnes = "code_indicateur, code_zone, periode, dimension, modalite, valeur, numerateur, denominateur, ligne"
    assert [v for v in lu.lignes("valeur", colonnes) if v[2] != "2023-T1"] == [
        ("FLUX", "ML070303", "2023-T2", None, None, 12.0, None, None, 2),
        ("FLUX", "ML070303", "2023-T2", "sexe", "F", 7.0, None, None, 3),
        ("STOC", "GAO", "2023-T3", None, None, 13.0, None, None, 4),
        ("RATI", "GAO", "2023-T3", None, None, None, 30.0, 40.0, 5),
    ]
    assert lu.codes() == ["dhis2_elements", "dhis2_facteur"]
    assert "aminata" not in repr(lu.anomalies) + repr(lu.assemblage.gardees)


def test_ce_que_dhis2_dit_autrement_se_nomme():
    """Règle K10 : une semaine, une unité, une combinaison que rien ne traduit ; chacune avec la ligne à ajouter."""
    lu = _lire_dhis2(
        _valeur("Réunions tenues", "2023W12", "CSCom de Gao ville", 12),
        _valeur("Réunions tenues", "2023Q2", "DiszpKrYNg8", 12),
        _valeur("Réunions tenues", "2023Q2", "ML070301", 12, "<5 ans"),
    )
    assert {(a.code, a.ligne, a.cellule, a.valeur) for a in lu.anomalies} == {
        ("cellule_illisible", 2, "B2", "2023W12"),
        ("zone_inconnue", 3, "C3", "DiszpKrYNg8"),
        ("dhis2_unites", None, "", "1"),
        ("dhis2_combinaison", 4, "D4", "<5 ans"),
    }
    remedes = " ".join(a.remede for a in lu.anomalies)
    assert "«Alias»" in remedes and "«DHIS2», «categoryOptionCombo», «Valeurs», «modalite», «<5 ans»" in remedes


def test_sans_correspondance_l_export_de_dhis2_est_refuse(projet, tmp_path):
    """Règles K10 et L15 : avec la ligne à ajouter ; puis reçu, une fois le cadre complété."""
    export = tmp_path / "export.csv"
    export.write_text("dataelement,period,orgunit,value\nfbfJHSPpUQD,2023Q3,GAO,3000\n", encoding="utf-8")
    verification = verifier(projet, [export])
    assert verification.code == 3 and "«Correspondances»" in verification.anomalies[0].message
    assert charger_fichiers(projet, export).code == 3
    cadre = fabrique.ecrire_classeur(tmp_path / "cadre.xlsx", {"Correspondances": CORRESPONDANCES})
    bilan = charger_fichiers(projet, cadre, export)
    assert len(bilan.deposes) == 2
    assert lire_edition(projet, "SELECT valeur, feuille, ligne FROM valeur WHERE periode = '2023-T3'") == [
        (3.0, "export", 2)
    ]
