"""Le schéma déclaré est celui de l'édition bâtie, et de la page qui le décrit."""

import re

import duckdb
import pytest

from domaine.schema.declaration import VIDE
from domaine.schema.edition import NUMERO, TABLES
from domaine.schema.vues import VUES
from etl.documentation import SCHEMA
from etl.edition import dossier as edition
from etl.edition.description import page_du_schema
from tests.requetes.fabrique import Fabrique


def test_la_page_est_a_jour():
    """`docs/SCHEMA.md` se refait par `python -m etl.documentation`."""
    page = SCHEMA.read_text(encoding="utf-8")
    assert page == page_du_schema(page)


def test_la_page_dit_un_bloc_perdu():
    page = SCHEMA.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="macros"):
        page_du_schema(re.sub("<!-- début : macros -->", "", page))


def test_chaque_table_dit_ce_qu_elle_est_et_chaque_colonne_aussi():
    noms = [table.nom for table in (*TABLES.values(), *VUES)]
    assert len(set(noms)) == len(noms)
    for table in (*TABLES.values(), *VUES):
        assert table.dit, table.nom
        assert len(set(table.noms)) == len(table.noms), table.nom
        assert not [c.nom for c in table.colonnes if not c.sens], table.nom


def test_ce_qu_un_public_lit_est_dans_la_table():
    for table in TABLES.values():
        assert set(table.lectures) in (set(), {"partenaires", "bailleur"}), table.nom
        for lecture in table.lectures.values():
            assert lecture.nommees <= set(table.noms), table.nom
            assert not set(lecture.copiees) & set(lecture.reduites), table.nom
            assert lecture.lignes and VIDE not in lecture.reduites.values(), table.nom


@pytest.mark.parametrize(
    ("faute", "mots"),
    [
        ("ALTER TABLE point_service DROP COLUMN localite", "colonnes de point_service : localite"),
        ("ALTER TABLE point_service ADD COLUMN de_trop INTEGER", "colonnes de point_service : de_trop"),
        ("ALTER TABLE seuil ALTER vert TYPE INTEGER", "colonnes de seuil : vert"),
        ("CREATE TABLE de_trop (a INTEGER)", "de_trop n'est pas déclarée"),
        ("DROP TABLE valeur_masquee", "valeur_masquee manque"),
        ("DROP VIEW point_complet", "point_complet manque"),
    ],
)
def test_une_edition_qui_n_a_pas_le_schema_n_est_pas_publiee(tmp_path, faute, mots):
    fabrique = Fabrique(tmp_path)
    fabrique.seuils()
    fabrique.publier()
    chemin = edition.chemin_base(tmp_path)
    assert edition.verifier_base(chemin)["seuil"] == 1
    with duckdb.connect(str(chemin)) as connexion:
        if "point_service" in faute:
            connexion.execute("DROP VIEW point_complet; DROP VIEW parcours_point")
        connexion.execute(faute)
    with pytest.raises(edition.EditionFausse, match=re.escape(mots)):
        edition.verifier_base(chemin)


def test_une_edition_plus_recente_que_le_programme_se_refuse_avec_son_remede(tmp_path):
    fabrique = Fabrique(tmp_path)
    fabrique.info["schema"] = str(NUMERO + 1)
    fabrique.publier()
    with pytest.raises(edition.EditionFausse, match=rf"n° {NUMERO + 1}.* Mettez l'application à jour"):
        edition.ouvrir(edition.chemin_base(tmp_path))
