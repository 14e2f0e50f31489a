"""Une édition figée s'ouvre pour toujours : celles que le code d'hier a bâties, lues par le code d'aujourd'hui."""

import hashlib
import json
import shutil
import zipfile
from functools import cache
from pathlib import Path

import duckdb
import pytest

from domaine.chemins import BASE, SORTIES, dossier_edition, dossier_figees
from domaine.reglages import RACINE
from domaine.schema.edition import NUMERO, TABLES
from domaine.schema.vues import VUES
from etl.commandes.cli import principal
from etl.commandes.exports import REQUETES, lire_table
from etl.edition import dossier as edition
from etl.edition.comparaison import comparer
from rapports import SORTIES as FORMES
from rapports import produire
from requetes.edition import figees
from requetes.edition.ouverture import edition_a_lire, ouvrir
from tests.editions_figees import batir
from tests.pages.ouverture import ouvrir_page, vider_les_caches
from vues.page import navigation

ICI = Path(__file__).parent
SCHEMAS = sorted(int(d.name.removeprefix("schema_")) for d in ICI.glob("schema_*"))
GARDEES = [(schema, public) for schema in SCHEMAS for public in batir.PUBLICS]
NUMEROS = {public: f"E2024-T2-{rang}" for rang, public in enumerate(batir.PUBLICS, 1)}
NOMS = [f"{schema}-{public}" for schema, public in GARDEES]
#: Celles des schémas d'avant : ce qui suit d'un schéma d'aujourd'hui, rapport et pages, a ses essais ailleurs.
ANCIENNES = [(schema, public) for schema, public in GARDEES if schema < NUMERO]


@pytest.fixture(scope="module")
def deballer(tmp_path_factory):
    """`deballer(1)` : un dossier de données où sont les trois éditions de ce numéro de schéma, à lire seulement."""

    @cache
    def deballer_(schema):
        donnees = tmp_path_factory.mktemp(f"schema_{schema}")
        for public in batir.PUBLICS:
            with zipfile.ZipFile(ICI / f"schema_{schema}" / f"{public}.zip") as archive:
                archive.extractall(dossier_figees(donnees))
        return donnees

    yield deballer_
    vider_les_caches()


@pytest.fixture
def gardee(request, deballer, monkeypatch):
    """Le dossier de données d'une édition gardée, épinglée ; son numéro, son public, son schéma."""
    schema, public = request.param
    donnees = deballer(schema)
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    monkeypatch.setenv("SOCLE_EDITION", NUMEROS[public])
    return donnees, NUMEROS[public], public, schema


def _empreintes(dossier):
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in dossier.iterdir()}


@pytest.mark.lent
@pytest.mark.parametrize("gardee", GARDEES, ids=NOMS, indirect=True)
def test_tout_le_schema_s_y_lit_et_le_fichier_ne_change_pas(gardee):
    donnees, numero, *_ = gardee
    avant = _empreintes(dossier_edition(donnees, numero))
    base = ouvrir(edition_a_lire(donnees, numero))
    try:
        # Deux lectures : chacune a son curseur, et chacune voit les tables que l'édition n'a pas.
        for table in (*TABLES.values(), *VUES, *TABLES.values()):
            assert list(base.lire(f"SELECT * FROM {table.nom} LIMIT 0").columns) == list(table.noms)
        for refusee in ("DELETE FROM zone", "CREATE TABLE x (a INTEGER)", "FROM read_csv('/etc/hostname')"):
            with pytest.raises(duckdb.Error):
                base.lire(refusee)
        with pytest.raises(duckdb.Error, match="locked"):
            base.lire("SET enable_external_access = true")
    finally:
        base.fermer()
    assert _empreintes(dossier_edition(donnees, numero)) == avant


@pytest.mark.lent
@pytest.mark.parametrize("gardee", GARDEES, ids=NOMS, indirect=True)
def test_elle_est_intacte_se_compare_et_s_exporte(gardee, capsys):
    donnees, numero, public, schema = gardee
    assert principal(["edition", "verifier", numero]) == 0, capsys.readouterr().out
    avant, apres = (NUMEROS[p] for p in (("interne", "bailleur") if public == "interne" else ("interne", public)))
    capsys.readouterr()
    assert principal(["edition", "comparer", avant, apres, "--format", "json"]) == 0
    # Le même arrêté, les mêmes dépôts : d'un public à un plus étroit, aucun chiffre lu des deux ne diffère.
    comparaison = json.loads(capsys.readouterr().out)
    assert comparaison["ecarts"] == comparaison["definitions"] == []
    # Chaque public n'a d'autres tables que l'interne ; le bailleur, le plus étroit, dit que chacune s'exporte vide.
    # L'interne d'aujourd'hui s'exporte dans `tests/etl/commandes/test_exports.py`.
    toutes = public == "bailleur" or (public == "interne" and schema < NUMERO)
    with edition.ouvrir(edition.chemin_base(donnees, numero)) as base:
        for export in REQUETES if toutes else ("indicateurs",):
            base.execute(REQUETES[export]).df()
    assert len(lire_table(donnees, "valeurs", numero)) > 500


@pytest.mark.lent
@pytest.mark.parametrize("gardee", ANCIENNES, ids=NOMS[: len(ANCIENNES)], indirect=True)
def test_son_rapport_se_refait(gardee, tmp_path):
    """Tout se lit en HTML ; les autres formes, qui rendent ce même contenu, une fois, de la plus ancienne."""
    donnees, numero, public, schema = gardee
    formes = FORMES if (schema, public) == ANCIENNES[0] else FORMES[:1]
    base = ouvrir(edition_a_lire(donnees, numero))
    try:
        identite = figees.identite(base)
        assert (identite["numero"], identite["public"]) == (numero, public)
        ecrits = produire(base, tmp_path, formes, identite | {"commentaires": figees.commentaires(base)})
    finally:
        base.fermer()
    assert tuple(f.name for f in ecrits) == SORTIES[: len(formes)]
    html = (tmp_path / SORTIES[0]).read_text(encoding="utf-8")
    assert f"Comité d'essai, {public}" in html.replace("&#39;", "'").replace("&#x27;", "'").replace("’", "'")
    assert "Deux points de plus (fictif)." in html


def _pages():
    """Celui d'aujourd'hui s'ouvre, public par public, dans `tests/pages`."""
    for schema, public in ANCIENNES:
        for page in navigation._SUIVI if public == "interne" else navigation._REMISES:
            yield pytest.param((schema, public), page, id=f"{schema}-{public}-{page.split('/')[-1][:-3]}")


@pytest.mark.lent
@pytest.mark.parametrize(("gardee", "page"), list(_pages()), indirect=["gardee"])
def test_chaque_page_s_ouvre(gardee, page):
    _, numero, *_ = gardee
    essai = ouvrir_page(page)
    assert not essai.exception
    assert not essai.error, [e.value for e in essai.error]
    lu = "\n".join(str(e.value) for genre in ("title", "markdown", "caption", "info") for e in getattr(essai, genre))
    assert numero in lu.replace("\\", "")


@pytest.fixture(scope="module")
def publiees(tmp_path_factory):
    """Ce que le code d'aujourd'hui publie des classeurs dont ces éditions sont faites."""
    donnees = tmp_path_factory.mktemp("publiees") / "donnees"
    donnees.mkdir()
    with pytest.MonkeyPatch.context() as moment:
        moment.chdir(RACINE)
        for _, noms in batir.TRIMESTRES:
            batir.deposer(donnees, noms)
    return donnees


@pytest.mark.lent
@pytest.mark.parametrize("schema", SCHEMAS)
def test_les_memes_depots_donnent_encore_les_memes_chiffres(schema, deballer, publiees, tmp_path):
    """L'interne de chaque numéro, contre ce que le code d'aujourd'hui publie des mêmes classeurs."""
    donnees = tmp_path / "donnees"
    shutil.copytree(publiees, donnees)
    shutil.copytree(dossier_figees(deballer(schema)), dossier_figees(donnees))
    comparaison = comparer(donnees, NUMEROS["interne"], edition.courante(donnees))
    # Les deux premières datent d'avant la règle C14 (des registres sans ventilation) et d'avant le calendrier des
    # rapports (règles A6 et G1) : seuls des registres y ont changé. Depuis, rien.
    registres = set(lire_table(donnees, "indicateurs").query("source_calcul != 'saisie'")["code"])
    autres = [e for e in comparaison.ecarts if e.dimension is None or e.valeur_avant is not None]
    assert not [e for e in autres if schema >= 3 or e.code_indicateur not in registres], comparaison.bilan
    assert not comparaison.definitions, comparaison.bilan


def test_changer_le_schema_demande_de_changer_son_numero(deballer):
    """L'édition gardée du numéro d'aujourd'hui a exactement ce que `domaine.schema` déclare."""
    assert NUMERO in SCHEMAS, f"bâtissez l'édition gardée du schéma n° {NUMERO} (LISEZMOI.md)"
    chemin = dossier_edition(deballer(NUMERO), NUMEROS["interne"]) / BASE
    with edition.ouvrir_telle_quelle(chemin) as connexion:
        lues = connexion.execute(
            "SELECT table_name, list(column_name || ' ' || data_type ORDER BY column_index) FROM duckdb_columns() "
            "WHERE NOT internal GROUP BY table_name"
        ).fetchall()
    declarees = {t.nom: [f"{c.nom} {c.type}" for c in t.colonnes] for t in (*TABLES.values(), *VUES)}
    assert dict(lues) == declarees, "le schéma a changé : augmentez NUMERO, puis bâtissez l'édition gardée"
