"""Une cellule se lit comme une personne la lirait, ou dit pourquoi elle ne se lit pas ; jamais d'arrêt."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaine.listes import lire_libelle
from etl.fichiers.cellules import CelluleFautive
from etl.lignes.conversions import (
    LECTEURS,
    faute_du_tableur,
    lecteur_de_liste,
    lire_date,
    lire_oui_non,
    lire_periode_cellule,
    texte_de,
)
from etl.lignes.faute import Faute
from etl.lignes.nombres import lire_entier, lire_nombre, lire_nombre_sans_monnaie


@pytest.mark.parametrize(
    ("texte", "nombre"),
    [
        ("1 234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1\u00a0234", 1234),
        ("12 %", 12),
        ("16,9\u00a0%", 16.9),
        ("1.234.567", 1234567),
        ("1,234,567.5", 1234567.5),
        ("12 500 FCFA", 12500),
        ("12 500 F CFA", 12500),
        ("1 000 €", 1000),
        ("\u22123,5", -3.5),
        ("+4", 4),
        (",5", 0.5),
        ("12,", 12),
        ("1e3", 1000),
        (" 7 ", 7),
        (7, 7),
        (0.0, 0),
    ],
)
def test_nombres(texte, nombre):
    """Règle L5."""
    assert lire_nombre(texte) == nombre


@pytest.mark.parametrize(
    "texte", ["12 34", "douze", "1/2", "12,3,4", "1.2.3", "nan", "inf", "", "NaN", "1e999", "½", "12 kg", True, "5-"]
)
def test_ce_qui_n_est_pas_un_nombre(texte):
    """Règle L5."""
    assert isinstance(lire_nombre(texte), Faute)


@pytest.mark.parametrize(
    ("cellule", "jour"),
    [
        ("03/05/2023", (2023, 5, 3)),
        ("3-5-23", (2023, 5, 3)),
        ("03.05.2023", (2023, 5, 3)),
        ("2023-05-03", (2023, 5, 3)),
        ("2023-05-03T10:20:00", (2023, 5, 3)),
        ("03/05/2023 10:20", (2023, 5, 3)),
        ("1er mai 2023", (2023, 5, 1)),
        ("mercredi 3 mai 2023", (2023, 5, 3)),
        ("3 août 2023", (2023, 8, 3)),
        ("3 fevrier 2023", (2023, 2, 3)),
        (" 03/05/2023\u00a0", (2023, 5, 3)),
        (45049, (2023, 5, 3)),
        (45049.75, (2023, 5, 3)),
        (dt.datetime(2023, 5, 3, 12), (2023, 5, 3)),
    ],
)
def test_dates(cellule, jour):
    """Règle L8."""
    assert lire_date(cellule) == dt.date(*jour)


@pytest.mark.parametrize("cellule", ["31/02/2023", "mai 2023", "2023", 2023, 12, "demain", True, "00/00/0000", "1/1/1"])
def test_ce_qui_n_est_pas_une_date(cellule):
    assert isinstance(lire_date(cellule), Faute)


def test_une_date_a_l_anglaise_est_seulement_suggeree():
    """Règle L8."""
    assert lire_date("05/13/2023").suggestion == "13/05/2023"


@pytest.mark.parametrize("oui", ["oui", "Oui", "OUI ", "O", "o", 1, 1.0, "1", "VRAI", "vrai", "x", "X", True, "✓"])
def test_oui(oui):
    """Règle L10."""
    assert lire_oui_non(oui) is True


@pytest.mark.parametrize("non", ["non", "Non", "N", 0, 0.0, "0", "FAUX", "faux", False])
def test_non(non):
    assert lire_oui_non(non) is False


@pytest.mark.parametrize("cellule", ["peut-être", 2, "-", "oui non", "?"])
def test_ni_oui_ni_non(cellule):
    assert isinstance(lire_oui_non(cellule), Faute)


@pytest.mark.parametrize(
    ("cellule", "libelle"),
    [
        (dt.datetime(2023, 5, 31), "2023-05"),
        (45077.0, "2023-05"),
        (2023.0, "2023"),
        (2023, "2023"),
        ("31/05/2023", "2023-05"),
        ("Mai 2023", "2023-05"),
        ("T2 2023", "2023-T2"),
    ],
)
def test_periodes_des_cellules(cellule, libelle):
    """Règle L9."""
    assert lire_periode_cellule(cellule).libelle == libelle


def test_entier():
    assert lire_entier("1 234") == 1234
    assert isinstance(lire_entier("12,5"), Faute)


def test_liste_lue_avec_ou_sans_accent_et_nombres_de_tableur():
    assert lecteur_de_liste("type_service")("ETAT-CIVIL") == "état civil"
    assert lecteur_de_liste("etape")(7.0) == "7"
    assert lecteur_de_liste("etape")("Remise en service") == "7"
    assert lecteur_de_liste("etape")("12").code == "liste_inconnue"


def test_texte_d_un_nombre_de_tableur():
    assert [texte_de(x) for x in (12.0, 12.5, True, None, "\u00a0a ", dt.date(2023, 5, 1))] == [
        "12",
        "12.5",
        "oui",
        "",
        "a",
        "2023-05-01",
    ]


def test_fautes_du_tableur():
    assert faute_du_tableur(CelluleFautive("=A1", "formule_sans_valeur")).code == "formule_sans_valeur"
    assert faute_du_tableur("#VALEUR!").code == "formule_en_erreur"
    assert faute_du_tableur("#1 au classement") is None
    assert faute_du_tableur(12.0) is None


_CELLULES = st.one_of(
    st.text(),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.text("0123456789,. -%/T S²٣½", max_size=20),
)


@settings(max_examples=400, deadline=None)
@given(_CELLULES, st.sampled_from(sorted(LECTEURS)))
def test_aucune_cellule_n_arrete_la_lecture(cellule, type_):
    texte_de(cellule)
    faute_du_tableur(cellule)
    valeur = LECTEURS[type_](cellule)
    if type_ in ("nombre", "pct", "entier") and not isinstance(valeur, Faute):
        assert isinstance(valeur, float) and abs(valeur) <= 1e15
    lecteur_de_liste("etape")(cellule)


@pytest.mark.parametrize("cellule", [dt.datetime(2923, 3, 31), dt.date(2150, 3, 31), "31/03/2923", "01/01/0001"])
def test_une_date_hors_du_calendrier_ne_nomme_pas_de_periode(cellule):
    assert isinstance(lire_periode_cellule(cellule), Faute)


@pytest.mark.parametrize(
    "texte",
    [
        "2023-02-01 à 2023-03-01",
        "01/02/2023 reporté",
        "2023-02-01 10:00 annulé",
        "3 mai 2023 ou 4 mai 2023",
        "01/01/0000",
        "du 3 mai 2023",
    ],
)
def test_une_date_suivie_de_mots_n_est_pas_une_date(texte):
    """Règle L8."""
    lue = lire_date(texte)
    assert isinstance(lue, Faute) and not lue.suggestion


@pytest.mark.parametrize(
    ("texte", "jour"),
    [
        ("2 févr. 2024", dt.date(2024, 2, 2)),
        ("30-sept-23", dt.date(2023, 9, 30)),
        ("mar. 14 mai 2024", dt.date(2024, 5, 14)),
        ("2024-05-14T08:30:00.000+00:00", dt.date(2024, 5, 14)),
        ("14/05/2024 8h30", dt.date(2024, 5, 14)),
    ],
)
def test_une_date_abregee_se_lit(texte, jour):
    """Règle L8."""
    assert lire_date(texte) == jour


@pytest.mark.parametrize(
    "texte", ["0000-05", "mai 0000", "T1 0023", "2023-05" + " " * 60 + "annulé", "2023-05 à 2023-07"]
)
def test_une_periode_d_un_an_impossible_ou_suivie_de_mots_ne_se_lit_pas(texte):
    """Règle L9."""
    assert isinstance(lire_periode_cellule(texte), Faute)


def test_un_point_de_milliers_dans_un_compte_ou_un_montant():
    """Règle L5 : lu en milliers là où des millièmes n'ont pas de sens, et tel quel ailleurs."""
    assert LECTEURS["entier"]("1.250") == 1250 and LECTEURS["fcfa"]("7,500 F CFA") == 7500
    assert LECTEURS["nombre"]("1.250") == 1.25 and LECTEURS["entier"]("0.000") == 0
    assert isinstance(LECTEURS["entier"]("1.25"), Faute)


def test_une_monnaie_n_est_pas_une_position():
    """Règle L6."""
    assert isinstance(lire_nombre_sans_monnaie("0,5 €"), Faute) and isinstance(lire_entier("3 FCFA"), Faute)


@pytest.mark.parametrize(
    ("ecrit", "lu"),
    [
        ("3 - Validation", "3"), ("étape n° 6", "6"), ("8) suivi", "8"), ("Etape 9 : transféré/clos", "9"), ("2.", "2"),
        ("3 - Passation", None), ("étape", None), ("12", None), ("7 8", None), ("Étape suspendue", None),
    ],
)  # fmt: skip
def test_un_rang_se_lit_avec_son_mot_s_ils_s_accordent(ecrit, lu):
    """Règle L10."""
    assert lire_libelle("etape", ecrit) == lu


def test_un_mot_qui_designe_deux_valeurs_se_demande():
    """Règle L10 : «fermé» n'est ni pour un temps ni pour de bon."""
    assert lire_libelle("statut_fonctionnel", "Fermé") is None
    assert lire_libelle("statut_fonctionnel", "fermé temporaire") == "fermé temporairement"
