"""CSV, XLSX et Parquet : rien de perdu, rien d'inventé, rien d'exécutable."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import numpy as np
import openpyxl
import pandas as pd
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

import tableurs
from tableurs.ecriture_xlsx import LIGNES_MAX, TEXTE_MAX, nom_feuille

FORMULES = ["=1+1", "+1", "-1", "@SOMME(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(1)", "＝1", "'=1", "''@a"]


def _csv(df: pd.DataFrame, **options) -> str:
    tampon = io.BytesIO()
    tableurs.ecrire_csv(df, tampon, **options)
    return tampon.getvalue().decode("utf-8")


def _xlsx(feuilles, **options) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(_octets(feuilles, **options)))


def _octets(feuilles, **options) -> bytes:
    tampon = io.BytesIO()
    tableurs.ecrire_xlsx(feuilles if isinstance(feuilles, dict) else {"Données": feuilles}, tampon, **options)
    return tampon.getvalue()


def _colonne(*valeurs) -> pd.DataFrame:
    return pd.DataFrame({"c": pd.Series(valeurs, dtype=object)})


# CSV


def test_csv_ecrit_les_nombres_sans_rien_perdre():
    valeurs = [0.1 + 0.2, 1e-9, 5.0, -0.0, 1e16, 16.923076923076923, 2**60, Decimal("1.50"), np.float32(0.1)]
    lues = _csv(_colonne(*valeurs)).split("\n")[1:-1]
    assert lues == [
        "0.30000000000000004", "0.000000001", "5", "0", "10000000000000000", "16.923076923076923",
        "1152921504606846976", "1.50", "0.1",
    ]  # fmt: skip


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=200)
def test_csv_relit_chaque_flottant_a_l_identique(x):
    from tableurs.ecriture_csv import texte_csv

    assert float(texte_csv(x)) == x


def test_csv_absent_vide_booleens_dates():
    """Règle F9."""
    df = pd.DataFrame(
        {
            "n": [1.5, np.nan],
            "b": pd.array([True, None], dtype="boolean"),
            "bb": [True, False],
            "i": pd.array([3, None], dtype="Int64"),
            "d": pd.to_datetime(["2024-06-30", None]),
            "h": pd.to_datetime(["2024-06-30 14:05", None]),
            "j": pd.Series([dt.date(2024, 6, 30), pd.NaT], dtype=object),
            "t": pd.Series(["é, «ü»", None], dtype=object),
        }
    )
    assert _csv(df).split("\n")[1:3] == [
        '1.5,1,1,3,2024-06-30,2024-06-30T14:05:00,2024-06-30,"é, «ü»"',
        ",,0,,,,,",
    ]


def test_csv_zero_n_est_pas_absent():
    assert _csv(pd.DataFrame({"a": [0, 1], "b": [0.0, None]})) == "a,b\n0,0\n1,\n"


def test_csv_textes_difficiles_reviennent_tels_quels():
    textes = ["a,b", 'a"b', "a\nb", "=1+1", " espace ", "é\u202f%"]
    assert [ligne[0] for ligne in csv.reader(io.StringIO(_csv(_colonne(*textes))))][1:] == textes


def test_csv_nul_et_demi_code_se_voient():
    assert _csv(_colonne("a\x00b\ud800")) == "c\na�b�\n"


def test_csv_hxl_sous_les_en_tetes():
    df = pd.DataFrame({"code": ["GAO"], "nom": ["Gao"]})
    assert _csv(df, hxl={"code": "#adm1+code"}) == "code,nom\n#adm1+code,\nGAO,Gao\n"


def test_csv_vide_garde_ses_en_tetes():
    assert _csv(pd.DataFrame({"a": [], "b": []})) == "a,b\n"


# XLSX


@pytest.mark.parametrize("texte", FORMULES)
def test_xlsx_ne_porte_jamais_de_formule(texte):
    """Règle F9."""
    cellule = _xlsx(_colonne(texte))["Données"]["A2"]
    assert cellule.data_type == "s"
    assert cellule.value.startswith("'")
    with zipfile.ZipFile(io.BytesIO(_octets(_colonne(texte)))) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@given(st.text())
def test_deneutraliser_est_l_inverse_exact(texte):
    assert tableurs.deneutraliser(tableurs.neutraliser(texte)) == texte


def test_xlsx_en_tete_neutralise_aussi():
    assert _xlsx(pd.DataFrame({"=A1": [1]}))["Données"]["A1"].value == "'=A1"


def test_xlsx_adresses_restent_du_texte():
    feuille = _xlsx(_colonne("https://exemple.org", "mailto:a@b.c"))["Données"]
    assert feuille["A2"].hyperlink is None
    assert feuille["A3"].value == "mailto:a@b.c"


def test_xlsx_caracteres_interdits_remplaces_et_visibles():
    feuille = _xlsx(_colonne("a\x00b", "x\x1fy\ufffe", "_x0041_", "deux\nlignes"))["Données"]
    assert [feuille[f"A{i}"].value for i in (2, 3, 5)] == ["a�b", "x�y�", "deux\nlignes"]
    lues = python_calamine.load_workbook(io.BytesIO(_octets(_colonne("_x0041_")))).get_sheet_by_index(0).to_python()
    assert lues[1][0] == "_x0041_"


def test_xlsx_types_et_precision():
    df = pd.DataFrame(
        {
            "n": [1e-9, np.nan],
            "b": [True, False],
            "d": pd.to_datetime(["2024-06-30", None]),
            "h": pd.to_datetime(["2024-06-30 14:05", None]),
            "j": pd.Series([dt.date(2024, 6, 30), None], dtype=object),
            "i": pd.array([1234567, None], dtype="Int64"),
            "t": pd.Series(["0012", pd.NA], dtype=object),
        }
    )
    feuille = _xlsx(df)["Données"]
    ligne = [c.value for c in feuille[2]]
    assert ligne[0] == pytest.approx(1e-9, rel=1e-12)
    assert ligne[1:] == [True, dt.datetime(2024, 6, 30), dt.datetime(2024, 6, 30, 14, 5), dt.datetime(2024, 6, 30),
                         1234567, "0012"]  # fmt: skip
    assert [c.value for c in feuille[3]] == [None, False, None, None, None, None, None]
    assert [feuille.cell(2, i).number_format for i in (1, 3, 4, 6)] == [
        "#,##0.0##", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0",
    ]  # fmt: skip


def test_xlsx_annees_et_codes_sans_separateur_de_milliers():
    feuille = _xlsx(pd.DataFrame({"annee": [2024], "ligne": [12345], "latitude": [16.271234]}))["Données"]
    assert [c.number_format for c in feuille[2]] == ["0", "0", "0.0#####"]


def test_xlsx_grands_entiers_infinis_et_dates_anciennes_en_texte():
    feuille = _xlsx(_colonne(2**60, float("inf"), dt.date(1850, 1, 2), 1.25))["Données"]
    assert [feuille[f"A{i}"].value for i in range(2, 6)] == [str(2**60), "inf", "1850-01-02", 1.25]


def test_xlsx_en_tetes_figes_gras_et_hxl():
    feuille = _xlsx(pd.DataFrame({"code": ["GAO"], "nom": ["Gao"]}), hxl={"code": "#adm1+code"})["Données"]
    assert feuille.freeze_panes == "A3"
    assert feuille["A1"].font.bold
    assert [feuille["A2"].value, feuille["B2"].value or "", feuille["A3"].value] == ["#adm1+code", "", "GAO"]
    assert _xlsx(pd.DataFrame({"a": [1]}))["Données"].freeze_panes == "A2"


def test_xlsx_texte_trop_long_porte_sa_mention():
    valeur = _xlsx(_colonne("é" * 40_000))["Données"]["A2"].value
    assert len(valeur) == TEXTE_MAX
    assert valeur.endswith("[…texte coupé]")
    assert len(_xlsx(_colonne("é" * TEXTE_MAX))["Données"]["A2"].value) == TEXTE_MAX


def test_xlsx_trop_de_lignes_est_refuse_avec_son_remede():
    with pytest.raises(tableurs.TableauTropGrand, match="CSV ou en Parquet"):
        _octets(pd.DataFrame({"a": np.zeros(LIGNES_MAX)}))


def test_xlsx_noms_de_feuille():
    pris: set[str] = set()
    assert nom_feuille("a/b:c" + "x" * 40, pris) == ("a_b_c" + "x" * 40)[:31]
    assert nom_feuille("a/b:c" + "x" * 40, pris) == ("a_b_c" + "x" * 40)[:27] + " (2)"
    assert nom_feuille("'Étapes'") == "Étapes"
    assert nom_feuille("History") == "History_"
    classeur = _xlsx({"Étapes": pd.DataFrame({"a": [1]}), "étapes": pd.DataFrame({"a": [2]}), "?" * 50: pd.DataFrame()})
    assert classeur.sheetnames == ["Étapes", "étapes (2)", "_" * 31]


def test_xlsx_sans_feuille_reste_un_classeur():
    assert _xlsx({}).sheetnames == ["Vide"]


def test_xlsx_reproductible_avec_une_date_de_creation():
    quand = dt.datetime(2024, 6, 30)
    assert _octets(_colonne("a"), cree_le=quand) == _octets(_colonne("a"), cree_le=quand)


@given(st.lists(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none()), max_size=8))
@settings(max_examples=60, deadline=None)
def test_xlsx_accepte_toute_cellule(valeurs):
    feuille = _xlsx(_colonne(*valeurs))["Données"]
    assert all(cellule.data_type != "f" for rangee in feuille.iter_rows() for cellule in rangee)


# Parquet


def test_parquet_garde_les_types_et_les_absences(tmp_path):
    df = pd.DataFrame({"n": [1e-9, None], "d": pd.to_datetime(["2024-06-30", None]), "t": ["=1", None]})
    tableurs.ecrire_parquet(df, tmp_path / "t.parquet")
    relu = pd.read_parquet(tmp_path / "t.parquet")
    assert relu["n"].iloc[0] == 1e-9
    assert relu["t"].iloc[0] == "=1"
    assert relu.iloc[1].isna().all()


def test_parquet_types_meles_en_texte(tmp_path):
    tableurs.ecrire_parquet(_colonne(1, "a", None, 2.5), tmp_path / "t.parquet")
    assert pd.read_parquet(tmp_path / "t.parquet")["c"].tolist()[:2] == ["1", "a"]


# Destination


def test_csv_pour_excel_s_ouvre_juste_dans_un_tableur_francais():
    """Règle F11 : marque, points-virgules, virgule décimale, dates d'ici, rien d'exécuté, rien d'arrondi."""
    df = pd.DataFrame(
        {
            "nom": ["=1+1", "Étapes; Gao", None],
            "valeur": [1234.5678901234, -3.0, None],
            "jour": pd.to_datetime(["2024-05-03", None, "2024-06-01"]),
            "phare": [True, False, None],
            "rang": pd.Series([1, None, -2], dtype="Int64"),
        }
    )
    tampon = io.BytesIO()
    tableurs.ecrire_csv_excel(df, tampon)
    assert tampon.getvalue().startswith(b"\xef\xbb\xbf")
    assert tampon.getvalue().decode("utf-8-sig").split("\r\n") == [
        "nom;valeur;jour;phare;rang",
        "'=1+1;1234,5678901234;03/05/2024;VRAI;1",
        '"Étapes; Gao";-3;;FAUX;',
        ";;01/06/2024;;-2",
        "",
    ]


def test_csv_pour_excel_garde_chaque_nombre_entier():
    for x in (0.1, 1e-9, 123456789.123, -2.5e20, 1 / 3):
        tampon = io.BytesIO()
        tableurs.ecrire_csv_excel(_colonne(x), tampon)
        assert float(tampon.getvalue().decode("utf-8-sig").split("\r\n")[1].replace(",", ".")) == x


@pytest.mark.parametrize("ecrire", [tableurs.ecrire_csv, tableurs.ecrire_csv_excel, tableurs.ecrire_parquet])
def test_un_echec_laisse_l_ancien_fichier(tmp_path, ecrire, monkeypatch):
    cible = tmp_path / "f"
    ecrire(pd.DataFrame({"a": [1]}), cible)
    avant = cible.read_bytes()

    def casser(*_args, **_options):
        raise OSError("disque plein")

    monkeypatch.setattr("tableurs.ecriture_csv.csv.writer", casser)
    monkeypatch.setattr("tableurs.ecriture_parquet.pq.write_table", casser)
    with pytest.raises(OSError, match="disque plein"):
        ecrire(pd.DataFrame({"a": [2]}), cible)
    assert cible.read_bytes() == avant
    assert [f.name for f in tmp_path.iterdir()] == ["f"]
