"""Deux éditions comparées : valeurs changées, apparues, disparues ; cible, définition, seuil changés."""

import csv
import json
import shutil

import duckdb
import pytest

from domaine.chemins import dossier_edition
from etl.commandes.chargement import charger
from etl.commandes.cli import principal
from etl.edition import dossier as edition
from etl.edition.comparaison import CAUSE_TUE, comparer
from etl.gel import figer as figees
from etl.gel.admission import AFiger
from etl.progression import Progression
from tests.etl import petits_classeurs as petits
from tests.figees import resceller

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)


def _cadre(chemin, *, vert, cible, definition, **en_plus):
    """Trois indicateurs, dont un n'est que d'un côté, leurs cibles et un jeu de seuils."""
    autre = en_plus.get("autre", "F2")
    return petits.ecrire(
        chemin,
        Projet=[{"cle": "intitule", "valeur": "Essai"}, {"cle": "date_debut", "valeur": "01/01/2023"}],
        Résultats=[{"code": "R1", "libelle": "Résultat 1", "niveau": "produit"}],
        Indicateurs=[
            petits.indicateur("F1", unite="services", definition=definition),
            petits.indicateur(autre, unite="services"),
        ],
        Cibles=[
            {"code_indicateur": "F1", "code_zone": z, "periode": "2023-12", "valeur": v, "nature_cible": "cumul"}
            for z, v in cible.items()
        ],
        Références=[{"code_indicateur": "F1", "code_zone": "GAO", "valeur": en_plus.get("reference", 1)}],
        Seuils=[{"jeu": "defaut", "vert": vert, "orange": 60, "peremption": 1.5, "plancher_completude": 60}],
    )


@pytest.fixture(scope="module")
def _suite(tmp_path_factory):
    """Deux publications, figées chacune pour l'équipe puis pour le bailleur (janvier, puis février)."""
    dossier = tmp_path_factory.mktemp("comparer")
    donnees = dossier / "donnees"
    premier = _cadre(dossier / "cadre.xlsx", vert=90, cible={"GAO": 120, "MENAKA": 50}, definition="Services ouverts")
    debut = petits.valeurs(1, GAO=10, MENAKA=4)
    charger(donnees, [premier, petits.ecrire(dossier / "debut.xlsx", Valeurs=debut)], MUET)
    for public in ("interne", "bailleur"):
        figees.figer(donnees, AFiger(public, "Janvier", "2023-01", rapport=False), MUET)
    second = _cadre(
        dossier / "cadre2.xlsx",
        vert=85,
        cible={"GAO": 150, "DOUENTZA": 30},
        definition="Services ouverts 5 jours",
        autre="F3",
        reference=2,
    )
    suite = petits.valeurs(1, GAO=12, MENAKA=4) + petits.valeurs(2, GAO=7)
    charger(donnees, [second, petits.ecrire(dossier / "suite.xlsx", Valeurs=suite)], MUET)
    for public in ("interne", "bailleur"):
        figees.figer(donnees, AFiger(public, "Février", "2023-02", rapport=False), MUET)
    return donnees


@pytest.fixture
def donnees(_suite, tmp_path, monkeypatch):
    copie = tmp_path / "donnees"
    shutil.copytree(_suite, copie)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


INTERNES, REMISES = ("E2023-01-1", "E2023-02-1"), ("E2023-01-2", "E2023-02-2")


def _ecarts(comparaison):
    totaux = [e for e in comparaison.ecarts if e.dimension is None]
    return {(e.code_indicateur, e.code_zone, e.type_periode, e.periode): e for e in totaux}


def _definitions(comparaison):
    return {(d.objet, d.geste, d.code, d.code_zone, d.colonne): (d.avant, d.apres) for d in comparaison.definitions}


def test_une_valeur_changee_apparue_disparue(donnees):
    lus = _ecarts(comparer(donnees, *INTERNES))
    revue = lus["F1", "GAO", "mois", "2023-01"]
    assert (revue.genre, revue.valeur_avant, revue.valeur, revue.fichiers) == ("révisée", 10, 12, "suite.xlsx")
    apparue = lus["F1", "GAO", "mois", "2023-02"]
    assert (apparue.genre, apparue.valeur) == ("rangée apparue", 7)
    assert apparue.valeur_avant is None, "absent, et non zéro"
    assert (apparue.recues_avant, apparue.recues) == (None, 1), "un compte reste un entier"
    # À rebours, ce qui était apparu disparaît.
    retour = _ecarts(comparer(donnees, *reversed(INTERNES)))
    assert retour["F1", "GAO", "mois", "2023-02"].genre == "rangée disparue"
    assert ("F1", "MENAKA", "mois", "2023-01") not in {c for c, e in lus.items() if e.genre == "révisée"}


def test_une_publiee_se_compare_a_une_figee(donnees):
    publiee = edition.identifiants(donnees)[0]
    assert list(_ecarts(comparer(donnees, publiee, INTERNES[1]))) == list(_ecarts(comparer(donnees, *INTERNES)))
    meme = comparer(donnees, edition.identifiants(donnees)[1], INTERNES[1])
    assert not meme.ecarts and not meme.definitions


def test_definitions_cibles_references_et_seuils_changes(donnees):
    """Règle E8."""
    comparaison = comparer(donnees, *INTERNES)
    assert _definitions(comparaison) == {
        ("indicateur", "changement", "F1", "", "definition"): ("Services ouverts", "Services ouverts 5 jours"),
        ("indicateur", "ajout", "F3", "", "libelle"): ("", "Indicateur F3"),
        ("cible", "changement", "F1", "GAO", "valeur"): ("120", "150"),
        ("cible", "ajout", "F1", "DOUENTZA", "valeur"): ("", "30"),
        ("valeur de référence", "changement", "F1", "GAO", "valeur"): ("1", "2"),
        ("jeu de seuils", "changement", "defaut", "", "vert"): ("90", "85"),
    }
    phrases = {d.phrase for d in comparaison.definitions}
    assert "Cible de F1, Gao, décembre\u00a02023 (cumul)\u00a0: de 120 à 150" in phrases
    assert "Cible de F1, Douentza, décembre\u00a02023 (cumul)\u00a0: ajoutée (30)" in phrases
    assert "Jeu de seuils defaut\u00a0: seuil vert, de 90 à 85" in phrases
    assert comparaison.bilan["definitions"]["cible"] == 2
    retour = _definitions(comparer(donnees, *reversed(INTERNES)))
    assert retour["cible", "retrait", "F1", "DOUENTZA", "valeur"] == ("30", "")
    assert retour["indicateur", "retrait", "F3", "", "libelle"] == ("Indicateur F3", "")


def test_entre_deux_editions_remises_la_sorte_de_cause_jamais_le_fichier(donnees):
    """Règle E7 : ce que la seconde a gardé de la première, qui la précède ; à rebours, personne ne le sait."""
    comparaison = comparer(donnees, *REMISES)
    revue = _ecarts(comparaison)["F1", "GAO", "mois", "2023-01"]
    assert (revue.genre, revue.valeur_avant, revue.valeur) == ("révisée", 10, 12)
    assert not any(e.fichiers or e.depots for e in comparaison.ecarts)
    assert revue.cause == "lignes reçues"
    assert {e.cause for e in comparer(donnees, *reversed(REMISES)).ecarts} <= {CAUSE_TUE, "rangée nouvelle"}
    assert "suite.xlsx" not in str(comparaison.ecarts)
    assert ("cible", "changement", "F1", "GAO", "valeur") in _definitions(comparaison)
    assert "ne dit pas de quel fichier" in comparaison.note


def test_entre_deux_publics_ce_que_l_un_ne_lit_pas_n_est_pas_un_retrait(donnees):
    """Règle E8."""
    comparaison = comparer(donnees, INTERNES[1], REMISES[1])
    assert not comparaison.ecarts and not comparaison.definitions
    assert "seul ce que les deux lisent" in comparaison.note
    # Un dépôt de l'équipe n'est nommé dans aucun sens.
    assert not any(e.fichiers for e in comparer(donnees, REMISES[0], INTERNES[1]).ecarts)


def test_un_chiffre_masque_n_est_ni_retire_ni_complete(donnees):
    """Règle E6."""
    base = edition.chemin_base(donnees, REMISES[1])
    base.chmod(0o644)
    with duckdb.connect(str(base)) as connexion:
        connexion.execute(
            "UPDATE valeurs SET valeur = NULL, etat = 'masqué' WHERE periode = '2023-01' AND code_zone = 'GAO'"
        )
    resceller(donnees, REMISES[1])
    assert _ecarts(comparer(donnees, *REMISES))["F1", "GAO", "mois", "2023-01"].genre == "masquée"


def test_en_texte_en_json_et_en_csv(donnees, capsys, tmp_path):
    assert principal(["edition", "comparer", *INTERNES]) == 0
    texte = capsys.readouterr().out
    assert "F1 GAO mois 2023-01 : 10 → 12 (révisée" in texte and "← suite.xlsx" in texte
    assert "rangée apparue : " in texte and "Cible de F1, Gao, décembre\u00a02023 (cumul)" in texte
    assert principal(["edition", "comparer", *INTERNES, "--format", "json"]) == 0
    lu = json.loads(capsys.readouterr().out)
    assert (lu["avant"], lu["apres"], lu["publics"]) == (*INTERNES, ["interne", "interne"])
    assert {d["objet"] for d in lu["definitions"]} == {"indicateur", "cible", "valeur de référence", "jeu de seuils"}
    assert lu["bilan"]["ecarts"]["rangée apparue"] == sum(e["genre"] == "rangée apparue" for e in lu["ecarts"])
    assert principal(["edition", "comparer", *INTERNES, "-o", str(tmp_path / "ecarts.csv")]) == 0
    assert "ecarts_definitions.csv" in capsys.readouterr().out
    lignes = list(csv.DictReader((tmp_path / "ecarts.csv").open(encoding="utf-8")))
    assert len(lignes) == len(lu["ecarts"]) and {"révisée", "rangée apparue"} <= {x["genre"] for x in lignes}
    seconde = list(csv.DictReader((tmp_path / "ecarts_definitions.csv").open(encoding="utf-8")))
    assert [d["phrase"] for d in seconde] == [d["phrase"] for d in lu["definitions"]]


def test_une_figee_seule_se_compare_a_la_precedente_du_meme_public(donnees, capsys):
    assert principal(["edition", "comparer", REMISES[1], "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["avant"] == REMISES[0]
    assert principal(["edition", "comparer", REMISES[0]]) == 64
    assert "rien à comparer" in capsys.readouterr().err


def test_lister_et_verifier_en_json(donnees, capsys):
    assert principal(["edition", "lister", "--format", "json"]) == 0
    lu = json.loads(capsys.readouterr().out)
    assert [f["id"] for f in lu["figees"]] == [INTERNES[0], REMISES[0], INTERNES[1], REMISES[1]]
    assert lu["courante"] == lu["publiees"][-1]["id"]
    assert principal(["edition", "verifier", REMISES[0], "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"edition": REMISES[0], "intacte": True, "fautes": []}
    (dossier_edition(donnees, REMISES[0]) / "ajout.txt").write_text("x", encoding="utf-8")
    assert principal(["edition", "verifier", REMISES[0], "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["fautes"] == ["le fichier ajout.txt a été ajouté"]


@pytest.mark.parametrize(("contenu", "mots"), [("{", "ne se lit pas"), ('{"R1": 3}', "un texte par code")])
def test_un_fichier_de_commentaires_faux_se_dit(donnees, tmp_path, capsys, contenu, mots):
    fichier = tmp_path / "commentaires.json"
    fichier.write_text(contenu, encoding="utf-8")
    figer = ["edition", "figer", "--public", "interne", "--titre", "x", "--periode", "2023-02"]
    assert principal([*figer, "--commentaires", str(fichier)]) == 64
    assert mots in capsys.readouterr().err
