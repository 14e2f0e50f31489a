"""Les exports : chaque table sous chaque format, mêmes lignes partout ; HXL ; formules neutralisées en XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from etl.commandes import cli
from etl.commandes.chargement import charger
from etl.commandes.exports import HXL, REQUETES, exporter, lire_table
from etl.edition import dossier as edition
from etl.progression import Progression
from tests.etl.petits_classeurs import ecrire, ecrire_cadre, indicateur, valeurs

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)
COLONNES = (
    "code_indicateur niveau code_zone type_periode periode dimension modalite numerateur denominateur valeur recues "
    "attendues date_plus_ancienne provisoire cible_due nature_cible valeur_reference taux_realisation "
    "taux_progression etat"
).split()


@pytest.fixture(scope="module")
def demo(edition_demo: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """L'édition de la démonstration, ouverte une fois."""
    with edition.ouvrir(edition.chemin_base(edition_demo)) as base:
        yield base


@pytest.mark.parametrize("table", sorted(REQUETES))
def test_chaque_table_sort_en_csv_et_en_parquet_avec_les_memes_lignes(
    table: str, edition_demo: Path, demo: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    df = demo.execute(REQUETES[table]).df()
    assert exporter(edition_demo, table, "csv", tmp_path / "t.csv", hxl=True) == len(df)
    lignes = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text(encoding="utf-8"), newline="")))
    assert lignes[0] == list(df.columns)
    assert not any(c in HXL for c in df.columns) or lignes[1] == [HXL.get(c, "") for c in df.columns]
    assert len(lignes) - 1 - any(c in HXL for c in df.columns) == len(df)
    assert exporter(edition_demo, table, "parquet", tmp_path / "t.parquet") == len(df)
    relu = pd.read_parquet(tmp_path / "t.parquet")
    assert list(relu.columns) == list(df.columns)
    assert len(relu) == len(df)


@pytest.mark.lent
@pytest.mark.parametrize("table", sorted(REQUETES))
def test_chaque_table_sort_en_classeur(
    table: str, _projet_publie: Path, demo: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Du petit projet : un classeur s'écrit une cellule à la fois, et ses colonnes sont celles de tous."""
    nombre = exporter(_projet_publie, table, "xlsx", tmp_path / "t.xlsx")
    feuille = openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True).worksheets[0]
    lignes = list(feuille.iter_rows(values_only=True))
    assert len(lignes) == nombre + 1
    assert list(lignes[0]) == demo.execute(f"SELECT * FROM ({REQUETES[table]}) LIMIT 0").df().columns.tolist()


def test_les_vingt_colonnes_de_valeurs_dans_l_ordre(edition_demo: Path) -> None:
    assert list(lire_table(edition_demo, "valeurs").columns) == COLONNES


def test_le_csv_a_une_seule_ecriture(tmp_path: Path) -> None:
    donnees = tmp_path / "donnees"
    cadre = ecrire_cadre(tmp_path / "cadre_logique.xlsx", indicateur("F1", phare="oui", libelle='É, «à» ; "b"'))
    charger(donnees, [cadre, ecrire(tmp_path / "v.xlsx", Valeurs=valeurs(1, GAO=0.1, MENAKA=0.2))], MUET)
    exporter(donnees, "valeurs", "csv", tmp_path / "v.csv")
    octets = (tmp_path / "v.csv").read_bytes()
    assert not octets.startswith(b"\xef\xbb\xbf")
    lignes = {
        (x["code_zone"], x["type_periode"]): x for x in csv.DictReader(io.StringIO(octets.decode("utf-8"), newline=""))
    }
    assert lignes[("GAO", "mois")]["valeur"] == "0.1"
    assert float(lignes[("SOCLE", "mois")]["valeur"]) == pytest.approx(0.3, abs=1e-15)
    assert lignes[("DOUENTZA", "mois")]["valeur"] == ""
    assert lignes[("GAO", "mois")]["provisoire"] in {"0", "1"}
    assert lignes[("GAO", "mois")]["cible_due"] == ""
    exporter(donnees, "indicateurs", "csv", tmp_path / "i.csv")
    (ligne,) = csv.DictReader(io.StringIO((tmp_path / "i.csv").read_text(encoding="utf-8"), newline=""))
    assert ligne["libelle"] == 'É, «à» ; "b"'
    assert ligne["phare"] == "1"


@pytest.mark.lent
def test_une_formule_recue_ne_s_execute_pas_dans_le_classeur(tmp_path: Path) -> None:
    """Règle F9."""
    textes = ["=1+1", "+33", "-2", "@a", '=HYPERLINK("http://x")']
    donnees = tmp_path / "donnees"
    # Une formule écrite comme texte, telle qu'un CSV la porterait.
    dossier = tmp_path / "recu"
    dossier.mkdir()
    cellules = [texte.replace('"', '""') for texte in textes]
    lignes = [f'0{jour}/01/2023,contexte,"{cellule}"' for jour, cellule in enumerate(cellules, 1)]
    (dossier / "Événements.csv").write_text("\n".join(["date,nature,texte", *lignes, ""]), encoding="utf-8")
    cadre = ecrire_cadre(tmp_path / "cadre_logique.xlsx")
    charger(donnees, [cadre, dossier], MUET)
    emportes = []
    for table, colonne in (("evenements", "texte"), ("quarantaine", "cellules")):
        exporter(donnees, table, "xlsx", tmp_path / "e.xlsx")
        feuille = openpyxl.load_workbook(tmp_path / "e.xlsx").worksheets[0]
        rang = [c.value for c in feuille[1]].index(colonne)
        for sortie in (ligne[rang] for ligne in feuille.iter_rows(min_row=2)):
            assert sortie.data_type == "s"
            assert sortie.hyperlink is None
            assert not str(sortie.value).startswith(("=", "+", "-", "@"))
        exporter(donnees, table, "csv", tmp_path / "e.csv")
        lues = csv.DictReader(io.StringIO((tmp_path / "e.csv").read_text(encoding="utf-8"), newline=""))
        emportes += [ligne[colonne].replace('\\"', '"') for ligne in lues]
    assert len(emportes) == len(textes)
    assert all(any(texte in emporte for emporte in emportes) for texte in textes)


@pytest.mark.lent
def test_exporter_une_edition_ancienne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    donnees = tmp_path / "donnees"
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    premiere = charger(donnees, [ecrire_cadre(tmp_path / "cadre_logique.xlsx")], MUET).publication
    charger(donnees, [ecrire(tmp_path / "v.xlsx", Valeurs=valeurs(1, GAO=1))], MUET)
    assert premiere is not None
    sortie = tmp_path / "v.csv"
    assert cli.principal(["exporter", "valeurs", "-o", str(sortie), "--edition", premiere.identifiant]) == 0
    assert len(sortie.read_text(encoding="utf-8").splitlines()) == 1
    assert cli.principal(["exporter", "valeurs", "-o", str(sortie), "--edition", "inconnue"]) not in (0, 1, 2, 3)
    assert edition.courante(donnees) != premiere.identifiant


def test_en_parquet_une_date_reste_une_date_et_une_colonne_vide_garde_son_genre(edition_demo, tmp_path):
    exporter(edition_demo, "valeurs", "parquet", tmp_path / "v.parquet")
    types = {c.name: str(c.type) for c in pq.read_schema(tmp_path / "v.parquet")}
    assert types["date_plus_ancienne"] == "date32[day]"
    assert types["dimension"] == "string"
    assert (types["valeur"], types["recues"], types["provisoire"]) == ("double", "int32", "bool")
