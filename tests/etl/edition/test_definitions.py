"""Les définitions qui changent, sur deux éditions faites à la main : ce qui est dit, et ce qui ne change pas."""

import duckdb
import pytest

from domaine.feuilles.cadre import PAR_TABLE
from etl.edition.definitions import COMPAREES, comparer_definitions


@pytest.fixture
def deux():
    """`deux(avant={table: [rangées]}, apres={…}, remises=False)` : les définitions changées."""

    def comparer(avant, apres, *, remises=False):
        with duckdb.connect() as connexion:
            for nom, contenu in (("avant", avant), ("edition", apres)):
                connexion.execute(f"ATTACH ':memory:' AS {nom}")
                connexion.execute(f"CREATE TABLE {nom}.zone AS SELECT 'GAO' AS code, 'Gao' AS nom")
                for table in COMPAREES:
                    _remplir(connexion, f"{nom}.{table}", PAR_TABLE[table].colonnes, contenu.get(table, []))
            return comparer_definitions(connexion, remises=remises)

    return comparer


def _remplir(connexion, table, colonnes, rangees):
    connexion.execute(f"CREATE TABLE {table} ({', '.join(f'{c.nom} {c.type_sql}' for c in colonnes)})")
    for rangee in rangees:
        noms = list(rangee)
        places = ", ".join("?" for _ in noms)
        connexion.execute(f"INSERT INTO {table} ({', '.join(noms)}) VALUES ({places})", list(rangee.values()))


CIBLE = {"code_indicateur": "F1", "code_zone": "GAO", "periode": "2024-T2", "nature_cible": "cumul"}


def test_rien_ne_change(deux):
    memes = {"cible": [CIBLE | {"valeur": 0.1 + 0.2}], "seuil": [{"jeu": "defaut", "vert": 90}]}
    assert deux(memes, memes | {"cible": [CIBLE | {"valeur": 0.3}]}) == (), "à dix chiffres significatifs près"


@pytest.mark.parametrize(
    ("avant", "apres", "geste", "phrase"),
    [
        (
            [{"valeur": 5.0}],
            [{"valeur": 7.5}],
            "changement",
            "Cible de F1, Gao, T2\u00a02024 (cumul)\u00a0: de 5 à 7,5",
        ),
        ([], [{"valeur": 7.5}], "ajout", "Cible de F1, Gao, T2\u00a02024 (cumul)\u00a0: ajoutée (7,5)"),
        ([{"valeur": 5.0}], [], "retrait", "Cible de F1, Gao, T2\u00a02024 (cumul)\u00a0: retirée (5)"),
        (
            [{"valeur": 0.0}],
            [{"valeur": None}],
            "changement",
            "Cible de F1, Gao, T2\u00a02024 (cumul)\u00a0: de 0 à rien",
        ),
    ],
)
def test_une_cible_changee_ajoutee_retiree(deux, avant, apres, geste, phrase):
    (lue,) = deux({"cible": [CIBLE | c for c in avant]}, {"cible": [CIBLE | c for c in apres]})
    assert (lue.geste, lue.phrase, lue.code, lue.code_zone) == (geste, phrase, "F1", "GAO")


def test_un_texte_qui_ressemble_a_un_nombre_reste_un_texte(deux):
    avant = {"code": "F1", "libelle": "x", "definition": "nan", "unite": "nb"}
    lues = deux({"indicateur": [avant]}, {"indicateur": [avant | {"definition": "1_000 <b>", "unite": None}]})
    dites = {d.colonne: d.phrase for d in lues}
    assert dites["definition"] == "Indicateur F1\u00a0: définition, de «\u00a0nan\u00a0» à «\u00a01_000 <b>\u00a0»"
    assert dites["unite"] == "Indicateur F1\u00a0: unité, de «\u00a0nb\u00a0» à rien"


def test_ce_qu_une_edition_remise_n_a_jamais_n_est_pas_un_changement(deux):
    interne = {"code": "F1", "libelle": "x", "responsable": "Awa", "sensibilite": "interne"}
    remise = {"code": "F1", "libelle": "x"}
    assert deux({"indicateur": [interne]}, {"indicateur": [remise]}, remises=True) == ()
    assert len(deux({"indicateur": [interne]}, {"indicateur": [remise]})) == 2


def test_un_jeu_de_seuils_neuf_dit_ses_seuils(deux):
    (lue,) = deux({}, {"seuil": [{"jeu": "acquis", "vert": 90.0, "orange": 60.5}]})
    assert (lue.objet, lue.geste, lue.code, lue.apres) == (
        "jeu de seuils",
        "ajout",
        "acquis",
        "vert 90 ; orange 60.5",
    )
