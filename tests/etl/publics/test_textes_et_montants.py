"""Ce qu'un public ne lit pas d'une édition où l'on a écrit ce qu'un classeur accepte : un nom, un montant, un jour."""

import datetime as dt
import shutil

import duckdb
import pytest

from domaine.feuilles.cadre import FEUILLES_CADRE, PAR_TABLE
from domaine.schema.edition import TABLES
from domaine.sources import SOURCES_EN_ARGENT
from etl.edition import dossier as edition
from etl.edition.comparaison import comparer_bases
from etl.publics.reduction import reduire
from tests.etl.publics import interdits

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent
PUBLICS = ("partenaires", "bailleur")
NOM, JOUR = "Le campement de Monsieur Untel", dt.date(2024, 6, 12)
ARGENT = f"source_calcul IN {SOURCES_EN_ARGENT}"


@pytest.fixture(scope="module")
def interne(edition_demo, tmp_path_factory):
    """La démonstration, arrêtée au milieu d'un mois, où chaque texte libre que lirait un public porte un nom."""
    copie = shutil.copy(edition.chemin_base(edition_demo), tmp_path_factory.mktemp("textes") / "edition.duckdb")
    copie.chmod(0o644)
    with duckdb.connect(str(copie)) as base:
        base.execute("UPDATE info SET valeur = $jour WHERE cle = 'date_donnees'", {"jour": JOUR.isoformat()})
        for colonne in ("evenement.nature", "capitalisation.theme", "activite_ptba.resultat"):
            table, nom = colonne.split(".")
            base.execute(f"UPDATE {table} SET {nom} = $nom WHERE rowid % 2 = 0", {"nom": NOM})
        base.execute("UPDATE spi_etape SET type_population = $nom WHERE type_population = 'mixte'", {"nom": NOM})
        base.execute("UPDATE spi_tournee SET motif = $nom WHERE statut = 'partielle'", {"nom": NOM})
        base.execute(
            "UPDATE spi_tournee SET date_debut = DATE '2024-06-03', date_fin = DATE '2024-06-07', statut = 'réalisée' "
            "WHERE id_tournee = (SELECT min(id_tournee) FROM spi_tournee WHERE statut = 'réalisée')"
        )
    return copie


@pytest.fixture(scope="module")
def remises(interne, tmp_path_factory):
    """Public → la base qui en est tirée pour le deuxième trimestre."""
    bases = {public: tmp_path_factory.mktemp(public) / "edition.duckdb" for public in PUBLICS}
    for public, base in bases.items():
        reduire(interne, base, public, "E2024-T2-1", dt.date(2024, 6, 30))
    return bases


def _lire(base, requete):
    with duckdb.connect(str(base), read_only=True) as connexion:
        return connexion.execute(requete).fetchall()


def test_aucun_texte_libre_n_est_copie():
    """Règle M15. Le cadre, que l'équipe du projet écrit et que tous lisent, est la seule exception."""
    du_cadre = {f.table for f in FEUILLES_CADRE}
    copies = {
        f"{table}.{c.nom}"
        for table, feuille in PAR_TABLE.items()
        if table in TABLES and table not in du_cadre
        for lecture in TABLES[table].lectures.values()
        for c in feuille.colonnes
        if c.type == "texte" and c.nom in lecture.copiees
    }
    assert copies == set()


@pytest.mark.parametrize("public", PUBLICS)
def test_un_nom_ecrit_dans_un_texte_libre_ne_sort_pas(interne, remises, public):
    """Règle M15 ; la part des étapes nomades, elle, est la même (règle H10)."""
    assert NOM in interdits.texte_de_la_base(interne)
    assert NOM not in interdits.texte_de_la_base(remises[public])
    assert NOM.encode() not in remises[public].read_bytes()
    assert ("autre",) in _lire(remises[public], "SELECT DISTINCT type_population FROM spi_etape")
    assert ("autre",) in _lire(remises[public], "SELECT DISTINCT nature FROM evenement")
    motifs = dict(_lire(remises[public], "SELECT statut, list_distinct(list(motif)) FROM spi_tournee GROUP BY statut"))
    assert motifs["partielle"] == ["autre"] and set(motifs["annulée"]) <= {"sécurité", "climat", "accès", "moyens"}
    assert not motifs["réalisée"]
    dites = """
        SELECT count(*) FILTER (population_lue(e.type_population) = 'nomade'), count(e.type_population)
        FROM spi_etape e JOIN spi_tournee t USING (id_tournee)
        WHERE e.date <= DATE '2024-06-12' AND coalesce(t.date_fin, t.date_prevue_fin) <= DATE '2024-06-12'
          AND t.statut <> 'planifiée'
    """
    lues = "SELECT count(*) FILTER (type_population = 'nomade'), count(type_population) FROM spi_etape"
    assert _lire(remises[public], lues) == _lire(interne, dites)


def test_les_partenaires_ne_lisent_pas_l_argent_dans_les_termes(remises):
    """Règle M16 : le pourcentage se lit, les FCFA qui le pèsent au bailleur seul."""
    termes = f"""
        SELECT count(v.valeur) > 0, count(v.numerateur) > 0, count(v.denominateur) > 0
        FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur WHERE {{}} {ARGENT}
    """
    assert _lire(remises["partenaires"], termes.format("")) == [(True, False, False)]
    assert _lire(remises["partenaires"], termes.format("NOT")) == [(True, True, True)]
    assert _lire(remises["bailleur"], termes.format("")) == [(True, True, True)]


def test_taire_les_termes_ne_revise_aucun_chiffre(remises, tmp_path):
    """Règle M16 : d'une édition qui les avait à une qui les tait, rien n'est révisé, et aucun montant ne se redit."""
    ancienne = shutil.copy(remises["partenaires"], tmp_path / "edition.duckdb")
    with duckdb.connect(str(ancienne)) as base:
        base.execute(
            "UPDATE valeurs SET numerateur = 5e8, denominateur = 1e9 "
            f"WHERE valeur > 0 AND code_indicateur IN (SELECT code FROM indicateur WHERE {ARGENT})"
        )
    fiche = {"public": "partenaires", "periode": "2024-T2", "depots": []}
    assert comparer_bases(("a", "b"), [ancienne, remises["partenaires"]], [fiche, fiche]).ecarts == ()


@pytest.mark.parametrize("public", PUBLICS)
def test_arretee_au_milieu_d_un_mois_l_edition_garde_ses_dernieres_tournees(remises, public):
    """Règle M4 : au mois près, et jamais après le dernier jour montré, que l'écran ne dépasse pas."""
    assert _lire(remises[public], "SELECT max(date_fin) FROM spi_tournee") == [(JOUR,)]
    assert _lire(remises[public], "SELECT max(date) FROM spi_etape")[0][0] <= JOUR
