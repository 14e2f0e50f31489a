"""Règles Q18, Q19 et E12 : un indicateur change de code, ses chiffres le suivent, et les éditions se comparent."""

from __future__ import annotations

import datetime as dt

import pytest

from etl.controles.verification import verifier
from etl.edition import dossier
from etl.edition.comparaison import comparer
from tests.depots_fautifs import fabrique
from tests.etl.atelier import charger_feuilles, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

INDICATEURS = ["code", "libelle", "resultat", "unite", "nature", "sens", "frequence", "niveau_collecte"]
REGLES = ["R1", "nb", "flux", "hausse", "T", "region"]
LIENS = ["code_indicateur", "systeme", "code_externe", "depuis"]
VALEURS = ["code_indicateur", "code_zone", "periode", "valeur"]


def _cadre(*codes: tuple[str, str]) -> fabrique.Feuilles:
    return {
        "Projet": [["cle", "valeur"], ["date_debut", dt.date(2024, 1, 1)]],
        "Résultats": [["code", "libelle"], ["R1", "Un résultat"]],
        "Indicateurs": [INDICATEURS, *([code, libelle, *REGLES] for code, libelle in codes)],
    }


@pytest.fixture(scope="module")
def renomme(tmp_path_factory):
    """Un cadre, des valeurs, un cadre où A2 s'appelle B2, puis le lien ; et l'édition d'après chaque dépôt."""
    donnees = tmp_path_factory.mktemp("renomme") / "donnees"
    donnees.mkdir()
    editions = []
    for nom, feuilles in (
        ("avant", _cadre(("A1", "Réunions"), ("A2", "Tournées"))),
        ("valeurs", {"Valeurs": [VALEURS, ["A1", "GAO", "2024-T1", 1], ["A2", "GAO", "2024-T1", 10]]}),
        ("apres", _cadre(("A1", "Réunions"), ("B2", "Tournées "))),
        ("lien", {"Correspondances": [LIENS, ["B2", "Ancien code", "A2", dt.date(2024, 4, 1)]]}),
        ("suite", {"Valeurs": [VALEURS, ["A2", "GAO", "2024-T2", 12], ["B2", "MENAKA", "2024-T2", 3]]}),
    ):
        charger_feuilles(donnees, nom, feuilles)
        editions.append(dossier.courante(donnees))
    return donnees, dict(zip(("avant", "valeurs", "apres", "lien", "suite"), editions, strict=True))


def test_le_code_disparu_se_dit_et_son_remplacant_se_propose(renomme, tmp_path):
    """Le dernier cadre repris ne donne plus A2 : dit sur la ligne de B2, tant que le lien n'est pas écrit."""
    donnees, editions = renomme
    with dossier.ouvrir(dossier.chemin_base(donnees, editions["apres"])) as connexion:
        dites = connexion.execute(
            "SELECT fichier, cellule, message FROM anomalie WHERE code = 'code_disparu'"
        ).fetchall()
    ((fichier, cellule, message),) = dites
    assert (
        (fichier, cellule) == ("apres.xlsx", "A3") and "«A2» devient-il «B2» ?" in message and "1 valeur(s)" in message
    )
    assert lire_edition(donnees, "SELECT count(*) FROM anomalie WHERE code = 'code_disparu'") == [(0,)]


def test_un_indicateur_de_plus_n_est_pas_un_cadre_repris(renomme, tmp_path):
    """Un fichier qui n'ajoute qu'un indicateur ne dit rien des autres."""
    donnees, _ = renomme
    chemin = fabrique.ecrire_classeur(tmp_path / "un.xlsx", {"Indicateurs": [INDICATEURS, ["C3", "Autre", *REGLES]]})
    assert verifier(donnees, [chemin]).anomalies == []


def test_les_chiffres_suivent_le_nouveau_code(renomme):
    donnees, _ = renomme
    cumuls = (
        "SELECT code_indicateur, code_zone, valeur FROM valeurs WHERE type_periode = 'cumul' AND periode = '2024-T2'"
    )
    lus = {(c, z): v for c, z, v in lire_edition(donnees, cumuls)}
    assert lus["B2", "GAO"] == 22 and lus["B2", "SOCLE"] == 25 and lus["A1", "GAO"] == 1
    assert not any(code == "A2" for code, _ in lus)
    assert lire_edition(donnees, "SELECT code FROM indicateur ORDER BY ordre") == [("A1",), ("B2",)]
    lien = "SELECT code_indicateur, code_externe, depuis FROM correspondance"
    assert lire_edition(donnees, lien) == [("B2", "A2", dt.date(2024, 4, 1))]
    dits = lire_edition(donnees, "SELECT fichier, ligne, valeur FROM anomalie WHERE code = 'code_ancien'")
    assert dits == [("suite.xlsx", 2, "A2")]


def test_renomme_il_se_compare_a_lui_meme(renomme):
    """Avant et après le lien, aucun chiffre ne change, dans un sens comme dans l'autre."""
    donnees, editions = renomme
    for avant, apres in (("valeurs", "lien"), ("lien", "valeurs"), ("apres", "lien")):
        comparaison = comparer(donnees, editions[avant], editions[apres])
        changes = {(e.code_indicateur, e.genre) for e in comparaison.ecarts}
        assert changes <= {("A1", "en cours")}, (avant, apres)
    assert [d.phrase for d in comparer(donnees, editions["valeurs"], editions["lien"]).definitions] == [
        "Correspondance de B2 (Ancien code ; A2)\u00a0: ajoutée (1er\u00a0avril\u00a02024)"
    ]
    revus = lire_edition(donnees, "SELECT DISTINCT code_indicateur FROM revision_chiffre WHERE genre <> 'en cours'")
    assert ("A2",) not in revus
