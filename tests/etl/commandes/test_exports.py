"""Les exports : chaque table sous chaque format, mêmes lignes partout ; HXL ; formules neutralisées en XLSX."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import hxl
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from domaine.chemins import IATI
from etl.commandes import cli
from etl.commandes.chargement import charger
from etl.commandes.exports import REQUETES, exporter, lire_table
from etl.edition import dossier as edition
from etl.edition.etiquettes import COMMUNES, DES_TABLES, etiqueter
from etl.progression import Progression
from tableurs import ecrire_csv, ecrire_xlsx
from tests.etl.petits_classeurs import ecrire, ecrire_cadre, indicateur, valeurs
from tests.figees import resceller

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
    assert lignes[1] == [etiqueter(table, df.columns).get(c, "") for c in df.columns]
    assert len(lignes) - 2 == len(df)
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


@pytest.mark.parametrize("table", sorted(REQUETES))
def test_chaque_table_etiquetee_est_du_hxl_sans_erreur(
    table: str, demo: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Règle X7 : jugée par libhxl contre son propre schéma ; d'une grande table, des lignes prises dans tout elle."""
    df = demo.execute(REQUETES[table]).df()
    df = df.sample(300, random_state=1) if len(df) > 300 else df
    dites = etiqueter(table, df.columns)
    assert dites, "une table sans étiquette n'est pas du HXL"
    assert DES_TABLES.get(table, {}).keys() <= set(df.columns)
    ecrire_csv(df, tmp_path / "t.csv", hxl=dites)
    ecrire_xlsx({table: df}, tmp_path / "t.xlsx", hxl=dites)
    for fichier in (tmp_path / "t.csv", tmp_path / "t.xlsx"):
        fautes: list[str] = []
        lue = hxl.data(str(fichier), hxl.InputOptions(allow_local=True))
        assert [c.display_tag for c in lue.columns if c.tag] == list(dites.values())

        def noter(faute: hxl.validation.HXLValidationException, fautes: list[str] = fautes) -> None:
            if faute.rule.severity == "error":
                fautes.append(str(faute))

        hxl.schema(None, noter).validate(lue)
        assert not fautes, (fichier.suffix, fautes[:3])


def test_une_etiquette_commune_sert_a_une_table(demo: duckdb.DuckDBPyConnection) -> None:
    connues = {c for t in REQUETES for c in demo.execute(f"SELECT * FROM ({REQUETES[t]}) LIMIT 0").df().columns}
    assert COMMUNES.keys() <= connues
    assert DES_TABLES.keys() <= REQUETES.keys()


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


# Les codes d'autres systèmes, le 3W


def test_les_chiffres_d_un_autre_systeme_sont_ceux_de_l_edition(edition_demo: Path, donnees_remises: Path) -> None:
    """Règle X8."""
    lues = lire_table(edition_demo, "correspondances_resultats")
    assert set(lues["systeme"]) == {"AFD", "OPSYS"}
    milliers = lues[lues["code_externe"] == "DEMO-AFD-03"]
    (un,) = milliers[
        (milliers["code_zone"] == "SOCLE")
        & (milliers["type_periode"] == "cumul")
        & (milliers["periode"] == "2024-T2")
        & milliers["dimension"].isna()
    ].itertuples()
    assert (un.valeur, un.cible_due, un.valeur_reference) == (86873, 90000, 0)
    assert (un.valeur_convertie, un.cible_convertie, un.reference_convertie) == (86.873, 90, 0)
    valeurs = lire_table(edition_demo, "valeurs")
    assert len(milliers) == (valeurs["code_indicateur"] == "OS2").sum()
    debuts = dict(lire_table(edition_demo, "periodes")[["libelle", "debut"]].itertuples(index=False))
    depuis = lues[lues["code_externe"] == "DEMO-OPSYS-3"]
    assert min(debuts[p] for p in depuis["periode"]) == pd.Timestamp(2023, 1, 1)
    remises = lire_table(donnees_remises, "correspondances_resultats", "E2024-T2-1")
    masques = remises[remises["etat"] == "masqué"]
    assert len(masques) and masques["valeur"].isna().all() and masques["valeur_convertie"].isna().all()


def test_un_code_d_ailleurs_hostile_ne_s_execute_pas(copie_demo: Path, tmp_path: Path) -> None:
    """Règles F9 et X8."""
    base = edition.chemin_base(copie_demo)
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("UPDATE correspondance SET systeme = '=CMD()', code_externe = '@x' WHERE systeme = 'OPSYS'")
        connexion.execute("DELETE FROM correspondance WHERE systeme <> '=CMD()' OR code_indicateur <> 'R2.8'")
    exporter(copie_demo, "correspondances_resultats", "xlsx", tmp_path / "c.xlsx", hxl=True)
    feuille = openpyxl.load_workbook(tmp_path / "c.xlsx").worksheets[0]
    assert [c.value for c in feuille[2]][:2] == ["#meta+vocab", "#meta+code+external"]
    assert {(ligne[0].value, ligne[1].value) for ligne in feuille.iter_rows(min_row=3)} == {("'=CMD()", "'@x")}


def test_le_3w_compte_sans_situer_ni_nommer(edition_demo: Path, donnees_figees: Path) -> None:
    """Règle X9."""
    points = lire_table(edition_demo, "points")
    lus = {
        public: lire_table(donnees, "3w", numero)
        for public, donnees, numero in (
            ("interne", edition_demo, None),
            ("bailleur", donnees_figees, "E2024-T2-1"),
            ("partenaires", donnees_figees, "E2024-T2-2"),
        )
    }
    for public, lu in lus.items():
        des_points = lu[lu["activite"] == "point de service"]
        assert des_points["nombre"].sum() == len(points), public
        assert lu["commune"].isna().all() == (public == "bailleur")
        assert lu["operateur"].isna().all() == (public != "interne")
        assert ("projet de service" in set(lu["activite"])) == (public == "interne")
        assert lu["region"].notna()[lu["activite"] == "point de service"].all()
        textes = {str(x) for colonne in lu.columns for x in lu[colonne].dropna()}
        assert not textes & (set(points["nom"]) | set(points["id_point"]) | set(points["localite"].dropna()))
        assert not {"latitude", "longitude", "nom", "site"} & set(lu.columns)
    par_operateur = lus["interne"].groupby("operateur")["nombre"].sum()
    assert par_operateur["Opérateur A"] > 1
    assert (lus["interne"]["situation_au"] == pd.Timestamp(2024, 6, 30)).all()


def test_le_3w_ne_dit_aucune_etape_a_venir(copie_demo: Path) -> None:
    """Règles V11 et X9 : et un texte libre s'y réduit."""
    base = edition.chemin_base(copie_demo)
    avant = lire_table(copie_demo, "3w")
    with duckdb.connect(str(base)) as connexion:
        connexion.execute(
            "INSERT INTO spi_tournee BY NAME SELECT 'FUTURE' AS id_tournee, 'GAO' AS code_zone, 'planifiée' AS statut"
        )
        connexion.execute(
            "INSERT INTO spi_etape BY NAME SELECT 'FUTURE' AS id_tournee, 'ML070303' AS code_zone, 'chez Moussa' AS "
            "type_population, unnest([DATE '2024-06-01', DATE '2024-09-01']) AS date, NULL::BOOLEAN AS tenue"
        )
        connexion.execute(
            "UPDATE spi_etape SET type_population = 'familles de Moussa' WHERE type_population IS NOT NULL"
        )
    apres = lire_table(copie_demo, "3w")
    etapes = "étape de services itinérants"
    comptes = [lu[lu["activite"] == etapes]["nombre"].sum() for lu in (avant, apres)]
    assert comptes[0] == comptes[1] > 0
    assert "Moussa" not in apres.to_csv()


# Le fichier IATI


def test_exporter_iati_rend_le_fichier_scelle_du_bailleur(
    donnees_figees: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Règle X1 : le dernier figé pour le bailleur ; ni interne, ni édition publiée."""
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees_figees))
    sortie = tmp_path / "i.xml"
    assert cli.principal(["exporter", "iati", "-o", str(sortie)]) == 0
    assert "E2024-T2-1" in capsys.readouterr().out
    assert sortie.read_bytes() == (donnees_figees / "figees" / "E2024-T2-1" / IATI).read_bytes()
    sortie.unlink()
    refus = (
        (["--edition", "E2024-T2-3"], "est interne"),
        (["--edition", str(edition.courante(donnees_figees))], "est une édition publiée"),
        (["--format", "csv"], "est en XML"),
        (["--edition", "E2020-T1-1"], "n'existe pas"),
    )
    for options, dit in refus:
        assert cli.principal(["exporter", "iati", "-o", str(sortie), *options]) == 64
        assert dit in capsys.readouterr().err
    assert not sortie.exists()


def test_exporter_iati_fait_celui_d_une_edition_figee_sans_lui(
    donnees_remises: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Règles X1 et X2 : ce qui lui manque se dit ; sans édition du bailleur, le remède."""
    donnees = shutil.copytree(donnees_remises, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    sortie, scelle = tmp_path / "i.xml", donnees / "figees" / "E2024-T2-1" / IATI
    scelle.unlink()
    resceller(donnees, "E2024-T2-1")
    assert cli.principal(["exporter", "iati", "-o", str(sortie)]) == 0
    assert "À savoir : le budget est écrit d’un seul bloc" in capsys.readouterr().out
    assert sortie.read_bytes() == (donnees_remises / "figees" / "E2024-T2-1" / IATI).read_bytes()
    shutil.rmtree(donnees / "figees")
    assert cli.principal(["exporter", "iati", "-o", str(sortie)]) == 64
    assert "Aucune édition n'est figée pour le bailleur ; «python -m etl edition figer" in capsys.readouterr().err
