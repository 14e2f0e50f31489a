"""Une édition neuve dit quels chiffres elle change, de combien à combien, par quel fichier ; et deux se comparent."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest

from domaine.chemins import BASE, dossier_edition
from etl.commandes.chargement import charger, republier
from etl.commandes.cli import principal
from etl.commandes.explication import expliquer, lire_chiffre_vise
from etl.commandes.exports import lire_table
from etl.edition import dossier as edition
from etl.progression import Progression
from tests.depots_fautifs.fabrique import ecrire_classeur
from tests.etl import petits_classeurs as petits

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)


@pytest.fixture(scope="module")
def _suite(tmp_path_factory):
    """Trois éditions : janvier et février ; janvier de Gao corrigé, mars arrivé ; le même, republié."""
    dossier = tmp_path_factory.mktemp("revisions")
    donnees = dossier / "donnees"
    valeurs = petits.valeurs(1, GAO=10, MENAKA=4) + petits.valeurs(2, MENAKA=1)
    cadre = petits.ecrire_cadre(dossier / "cadre.xlsx")
    charger(donnees, [cadre, petits.ecrire(dossier / "debut.xlsx", Valeurs=valeurs)], MUET)
    corrige = petits.ecrire(dossier / "corrige.xlsx", Valeurs=petits.valeurs(1, GAO=12))
    complete = petits.ecrire(dossier / "tardif.xlsx", Valeurs=petits.valeurs(2, GAO=7) + petits.valeurs(3, GAO=1))
    charger(donnees, [corrige, complete], MUET)
    republier(donnees, MUET)
    return donnees


@pytest.fixture
def donnees(_suite, tmp_path, monkeypatch):
    copie = tmp_path / "donnees"
    shutil.copytree(_suite, copie)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def _revisions(donnees, identifiant=None):
    lues = lire_table(donnees, "revisions_chiffres", identifiant)
    cles = zip(lues.code_indicateur, lues.code_zone, lues.type_periode, lues.periode, strict=True)
    return dict(zip(cles, lues.to_dict("records"), strict=True))


def test_un_chiffre_revu_dit_de_combien_a_combien_et_par_quel_fichier(donnees):
    """Règles E6 et E7."""
    revue = _revisions(donnees)["F1", "GAO", "mois", "2023-01"]
    assert (revue["genre"], revue["valeur_avant"], revue["valeur"]) == ("révisée", 10, 12)
    assert (revue["fichiers"], revue["cause"]) == ("corrige.xlsx", "lignes reçues")


def test_la_region_la_periode_et_le_cumul_suivent(donnees):
    lues = _revisions(donnees)
    assert (
        lues["F1", "SOCLE", "mois", "2023-01"]["valeur_avant"],
        lues["F1", "SOCLE", "mois", "2023-01"]["valeur"],
    ) == (14, 16)
    cumul = lues["F1", "GAO", "cumul", "2023-02"]
    assert (cumul["valeur_avant"], cumul["valeur"], cumul["fichiers"]) == (10, 19, "corrige.xlsx ; tardif.xlsx")


def test_un_chiffre_arrive_en_retard_est_complete_et_non_revu(donnees):
    """Règle E6."""
    tardif = _revisions(donnees)["F1", "GAO", "mois", "2023-02"]
    assert (tardif["genre"], tardif["valeur"], tardif["fichiers"]) == ("complétée", 7, "tardif.xlsx")
    assert tardif["valeur_avant"] != tardif["valeur_avant"], "absent, et non zéro"


def test_une_zone_ou_une_periode_sans_changement_n_y_est_pas(donnees):
    lues = _revisions(donnees)
    assert {r["genre"] for cle, r in lues.items() if cle[1] == "MENAKA"} <= {"en cours"}
    assert ("F1", "GAO", "mois", "2023-03") not in lues, "une rangée nouvelle n'est pas une révision"
    assert lues["F1", "GAO", "annee", "2023"]["genre"] == "en cours"


def test_republier_les_memes_depots_redit_les_memes_revisions(donnees):
    premiere, deuxieme, troisieme = edition.identifiants(donnees)
    assert not _revisions(donnees, premiere)
    assert list(_revisions(donnees, deuxieme)) == list(_revisions(donnees, troisieme))
    infos = dict(lire_table(donnees, "informations").itertuples(index=False))
    assert infos["edition_precedente"] == premiere


def test_l_explication_dit_la_revision(donnees):
    texte = expliquer(donnees, lire_chiffre_vise("F1", "GAO", "2023-01"))
    assert "(r) Changé depuis l'édition précédente (révisée) : 10 → 12, par corrige.xlsx" in texte
    assert "(r)" not in expliquer(donnees, lire_chiffre_vise("F1", "MENAKA", "2023-01"))


def test_comparer_deux_editions_en_ligne_de_commande(donnees, capsys, tmp_path):
    premiere, deuxieme, _ = edition.identifiants(donnees)
    assert principal(["edition", "comparer", premiere, deuxieme]) == 0
    sortie = capsys.readouterr().out
    assert "F1 GAO mois 2023-01 : 10 → 12 (révisée)  ← corrige.xlsx" in sortie
    assert principal(["edition", "comparer", "--format", "json"]) == 0
    lu = json.loads(capsys.readouterr().out)
    assert lu["avant"] == premiere
    assert {e["genre"] for e in lu["ecarts"]} >= {"révisée", "complétée", "en cours"}
    assert principal(["edition", "comparer", deuxieme, premiere, "-o", str(tmp_path / "ecarts.csv")]) == 0
    assert "retirée" in (tmp_path / "ecarts.csv").read_text(encoding="utf-8")


def test_comparer_ce_qui_ne_se_compare_pas_le_dit(donnees, capsys):
    premiere = edition.identifiants(donnees)[0]
    assert principal(["edition", "comparer", premiere]) == 64
    assert "rien à comparer" in capsys.readouterr().err
    assert principal(["edition", "comparer", premiere, "absente"]) == 64
    assert "n'existe pas" in capsys.readouterr().err


def test_une_precedente_illisible_n_empeche_pas_de_publier_et_c_est_dit(donnees):
    for identifiant in edition.identifiants(donnees):
        (dossier_edition(donnees, identifiant) / BASE).write_bytes(b"abime" * 1000)
    charger(donnees, [petits.ecrire(donnees.parent / "autre.xlsx", Valeurs=petits.valeurs(1, GAO=13))], MUET)
    assert not _revisions(donnees)
    infos = dict(lire_table(donnees, "informations").itertuples(index=False))
    assert "ne se compare pas" in infos["note_revisions"]


def _ensemble(projet, **classeurs):
    """Dépose ces classeurs en un seul envoi, après le projet sain ; rend les révisions."""
    fichiers = [ecrire_classeur(projet.parent / f"{nom}.xlsx", feuilles) for nom, feuilles in classeurs.items()]
    charger(projet, fichiers, MUET)
    return lire_table(projet, "revisions_chiffres")


AVANCEMENT = [["id_chantier", "date", "physique_pct", "financier_pct"], ["CH1", dt.date(2023, 2, 28), 40, 35]]
CHANTIER = [
    ["id_chantier", "ouvrage", "nom", "code_zone", "montant_fcfa"],
    ["CH1", "préfecture", "Préfecture", "ML0703", 200_000_000],
    ["CH2", "préfecture", "Autre", "ML0703", 100_000_000],
]
VALEURS = ["code_indicateur", "code_zone", "periode", "valeur"]


@pytest.mark.lent
def test_une_ligne_redite_a_l_identique_n_accuse_pas_son_fichier(projet):
    """Deux classeurs ensemble : l'un change une valeur, l'autre redit celle d'une autre zone (règle E7)."""
    lues = _ensemble(
        projet,
        redit={"Valeurs": [VALEURS, ["FLUX", "ML070303", "2023-T1", 10]]},
        change={"Valeurs": [VALEURS, ["FLUX", "ML070304", "2023-T1", 5]]},
    )
    region = lues[(lues.code_indicateur == "FLUX") & (lues.code_zone == "GAO") & (lues.periode == "2023-T1")]
    assert set(region.fichiers) == {"change.xlsx"}


@pytest.mark.lent
def test_le_montant_change_d_un_chantier_est_nomme_et_non_l_avancement_redit(projet):
    """Règle E7."""
    cadre = [
        [
            "code",
            "libelle",
            "resultat",
            "unite",
            "nature",
            "regle_temps",
            "sens",
            "frequence",
            "niveau_collecte",
            "source_calcul",
        ],
        ["AVA", "Avancement", "R1", "%", "ratio", "derniere", "hausse", "T", "region", "avancement_travaux"],
    ]
    deux = [*AVANCEMENT, ["CH2", dt.date(2023, 2, 28), 100, 90]]
    _ensemble(projet, socle={"Indicateurs": cadre, "Chantiers": CHANTIER, "Avancement": deux})
    change = [CHANTIER[0], [*CHANTIER[1][:4], 300_000_000], CHANTIER[2]]
    lues = _ensemble(projet, redit={"Avancement": deux}, montant={"Chantiers": change})
    ava = lues[lues.code_indicateur == "AVA"]
    assert len(ava) and set(ava.fichiers) == {"montant.xlsx"}


@pytest.mark.lent
def test_une_reference_ou_une_completude_changee_se_liste_et_accuse_le_cadre(projet):
    lues = _ensemble(
        projet,
        cadre2={
            "Références": [["code_indicateur", "code_zone", "valeur"], ["STOC", "GAO", 2]],
            "Collecte": [["code_indicateur", "code_zone"], ["FLUX", "ML070303"]],
        },
        redit={"Valeurs": [VALEURS, ["STOC", "GAO", "2023-T1", 10]]},
    )
    assert set(lues[lues.type_periode == "trimestre"].genre) == {"jugée autrement"}
    assert {"STOC", "FLUX"} <= set(lues.code_indicateur)
    assert set(lues.fichiers) == {"cadre2.xlsx"} and set(lues.cause) == {"cadre logique"}
    completude = lues[(lues.code_indicateur == "FLUX") & (lues.code_zone == "SOCLE")]
    assert (completude.attendues < completude.attendues_avant).all()


@pytest.mark.lent
def test_une_ventilation_arrivee_en_retard_est_completee(projet):
    """Règle E6."""
    ventile = [[*VALEURS, "dimension", "modalite"], ["FLUX", "ML070303", "2023-T1", 4, "sexe", "F"]]
    lues = _ensemble(projet, retard={"Valeurs": ventile})
    tardives = lues[(lues.code_indicateur == "FLUX") & (lues.type_periode == "trimestre")]
    assert set(tardives.genre) == {"complétée"} and set(tardives.modalite) == {"F"}
