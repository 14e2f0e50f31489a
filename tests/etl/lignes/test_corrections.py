"""Une correction change ou retire une ligne reçue, à son rang, avec qui et pourquoi ; le fichier reçu reste intact."""

from __future__ import annotations

import hashlib
import json

import openpyxl
import pytest

from domaine.catalogue import est_bloquant
from etl.commandes.chargement import republier
from etl.commandes.cli import principal
from etl.commandes.exports import lire_table
from etl.fichiers.depots import Depots
from etl.modeles.rejets import ecrire_rejets
from etl.progression import Progression
from tests.depots_fautifs.fabrique import ecrire_classeur, octets_classeur, projet_sain
from tests.etl.atelier import assembler_octets, charger_feuilles, charger_fichiers, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

ENTETES = ["feuille", "cle", "colonne", "ancienne_valeur", "nouvelle_valeur", "motif", "auteur", "statut", "action"]
VALEURS = ["code_indicateur", "code_zone", "periode", "valeur"]
FLUX = "FLUX | ML070303 | 2023-T1"


def _correction(feuille, cle, colonne="", ancienne=None, nouvelle=None, statut="validée", action=None):
    return [feuille, cle, colonne or None, ancienne, nouvelle, "registre relu", "SE", statut, action]


def _corriger(donnees, *lignes, nom="corrections", apres=None):
    """Dépose ces corrections ; `apres` : les feuilles d'un envoi reçu juste avant, publié du même geste."""
    feuilles = ([("envoi", apres)] if apres else []) + [(nom, {"Corrections": [ENTETES, *lignes]})]
    return charger_fichiers(donnees, *(ecrire_classeur(donnees.parent / f"{n}.xlsx", f) for n, f in feuilles))


def _assembler(*lignes, apres=None):
    """Ces corrections reçues après le projet sain, sans rien publier : ce que devient une ligne se lit déjà là.

    `apres` : les feuilles d'un envoi reçu juste avant. Rend le lu, et le pire de ce qui s'y dit : 0, 1 ou 2.
    """
    feuilles = [projet_sain()["coordination"], *([apres] if apres else []), {"Corrections": [ENTETES, *lignes]}]
    lu = assembler_octets(*map(octets_classeur, feuilles))
    return lu, max((2 if est_bloquant(code) else 1 for code in lu.codes()), default=0)


def _flux(donnees, colonnes="valeur"):
    return lire_edition(
        donnees, f"SELECT {colonnes} FROM valeur WHERE code_indicateur = 'FLUX' AND code_zone = 'ML070303'"
    )


def _du_flux(lu):
    return [(v,) for code, v in lu.lignes("valeur", "code_indicateur, valeur") if code == "FLUX"]


def test_une_cellule_changee_et_d_ou_elle_vient(projet):
    """Règle Q15."""
    recu = next(d for d in Depots(projet).lister() if d.nom == "coordination.xlsx")
    octets = Depots(projet).lire(recu)
    assert _corriger(projet, _correction("Valeurs", FLUX, "valeur", 10, 12)).code == 0
    assert _flux(projet, "valeur, fichier, feuille, ligne") == [(12.0, "corrections.xlsx", "Corrections", 2)]
    assert hashlib.sha256(Depots(projet).lire(recu)).digest() == hashlib.sha256(octets).digest()
    chiffres = lire_table(projet, "valeurs").set_index(["code_indicateur", "code_zone", "type_periode", "periode"])
    assert chiffres.loc[("FLUX", "GAO", "trimestre", "2023-T1"), "valeur"] == 12.0
    revisions = lire_table(projet, "revisions")
    assert revisions[["ancien", "nouveau", "fichier_nouveau"]].values.tolist() == [["10.0", "12.0", "corrections.xlsx"]]
    assert lire_edition(projet, "SELECT cle, auteur, motif, statut FROM correction") == [
        (FLUX, "SE", "registre relu", "validée")
    ]


@pytest.mark.parametrize(
    ("cle", "colonne", "ancienne", "nouvelle"),
    [
        ("FLUX · ML070303 · 2023-T1", "valeur", "10,0", "12"),
        ("FLUX|commune de Gao|1er trimestre 2023", "Valeur", " 10 ", 12),
        ("FLUX | ML070303 | T1 2023 |  | ", "valeur", 10.0, "12 "),
    ],
)
def test_la_cle_et_l_ancienne_valeur_se_lisent_comme_une_personne(cle, colonne, ancienne, nouvelle):
    lignes = [_correction("valeurs", cle, colonne, ancienne, nouvelle)]
    valeurs = {"Valeurs": [VALEURS, ["FLUX", "ML070303", "2023-T1", 10]]}
    lu = assembler_octets(octets_classeur(valeurs), octets_classeur({"Corrections": [ENTETES, *lignes]}))
    assert lu.codes() == []
    assert lu.lignes("valeur", "valeur, id_chargement") == [(12.0, 3)]


def test_deux_corrections_de_la_meme_ligne_s_ajoutent():
    lignes = [
        _correction("Points", "P1", "nom", "Forage un", "Forage Un bis"),
        _correction("Points", "P1", "localite", None, "Wabaria"),
    ]
    lu, code = _assembler(*lignes)
    assert code == 0
    assert ("P1", "Forage Un bis", "Wabaria", 3) in lu.lignes("point_service", "id_point, nom, localite, ligne")


def test_une_cle_fausse_se_corrige_aussi():
    """Le mauvais point d'une visite : l'ancienne clé s'en va, la nouvelle est là."""
    lu, code = _assembler(_correction("Visites", "P1 | 01/03/2023", "id_point", "P1", "P2"))
    assert code == 0
    assert lu.lignes("visite", "id_point") == [("P2",)]


@pytest.mark.lent
def test_une_ligne_retiree_ne_compte_plus_et_une_plus_recente_la_ramene(projet):
    """Règle Q15."""
    assert _corriger(projet, _correction("Valeurs", FLUX, action="retirer")).code == 0
    assert _flux(projet) == []
    renvoi = charger_feuilles(projet, "renvoi", {"Valeurs": [VALEURS, ["FLUX", "ML070303", "2023-T1", 10]]})
    assert renvoi.code == 1, "dit, et non empêché"
    assert _flux(projet) == [(10.0,)]
    assert "correction_effacee" in {c for (c,) in lire_edition(projet, "SELECT code FROM anomalie")}


@pytest.mark.lent
def test_retirer_une_ligne_en_quarantaine_la_fait_sortir_de_la_liste(projet):
    faux = {"Valeurs": [VALEURS, ["FLUX", "ML070304", "2023-T1", -4]]}
    retrait = _correction("Valeurs", "FLUX | ML070304 | 2023-T1", action="retirer")
    assert _corriger(projet, retrait, apres=faux).code == 0
    assert lire_edition(projet, "FROM quarantaine") == []
    assert lire_edition(projet, "SELECT corrigees FROM chargement WHERE nom_fichier = 'envoi.xlsx'") == [(1,)]


@pytest.mark.lent
def test_corriger_une_ligne_en_quarantaine_la_fait_entrer(projet):
    faux = {"Valeurs": [VALEURS, ["FLUX", "ML070304", "2023-T1", -4]]}
    corrigee = _correction("Valeurs", "FLUX | ML070304 | 2023-T1", "valeur", -4, 4)
    assert _corriger(projet, corrigee, apres=faux).code == 0
    assert lire_edition(projet, "SELECT valeur FROM valeur WHERE code_zone = 'ML070304'") == [(4.0,)]
    assert lire_edition(projet, "FROM quarantaine") == []


def test_une_des_deux_lignes_contradictoires_se_retire():
    double = {"Valeurs": [VALEURS, *(["FLUX", "ML070304", "2023-T1", valeur] for valeur in (4, 5))]}
    retrait = _correction("Valeurs", "FLUX | ML070304 | 2023-T1", "valeur", 5, action="retirer")
    lu, code = _assembler(retrait, apres=double)
    assert code == 0
    assert ("ML070304", 4.0) in lu.lignes("valeur", "code_zone, valeur")
    assert ("ML070304", 5.0) not in lu.lignes("valeur", "code_zone, valeur")


def test_seule_une_correction_validee_s_applique():
    """Règle Q15."""
    lu, code = _assembler(
        _correction("Valeurs", FLUX, "valeur", 10, 11, statut="proposée"),
        _correction("Valeurs", FLUX, "valeur", 10, 13, statut="refusée"),
    )
    assert code == 1
    assert _du_flux(lu) == [(10.0,)]


@pytest.mark.lent
def test_une_nouvelle_valeur_fautive_revient_telle_qu_elle_a_ete_ecrite_et_ne_change_rien(projet, tmp_path):
    assert _corriger(projet, _correction("Valeurs", FLUX, "valeur", 10, "douze")).code == 2
    assert _flux(projet) == [(10.0,)]
    ((feuille, cellules, adresse),) = lire_edition(
        projet,
        "SELECT q.feuille, q.cellules, a.cellule FROM quarantaine q "
        "JOIN anomalie a USING (id_chargement, feuille, ligne)",
    )
    assert (feuille, adresse) == ("Corrections", "E2")
    assert json.loads(cellules)["nouvelle_valeur"] == "douze"
    assert ecrire_rejets(projet, 3, tmp_path / "rejets.xlsx") == 1
    classeur = openpyxl.load_workbook(tmp_path / "rejets.xlsx")
    page = classeur["Corrections"]
    rang = {c.value: c.column for c in page[1]}
    assert page.cell(2, rang["nouvelle_valeur"]).value == "douze"
    page.cell(2, rang["nouvelle_valeur"]).value = 12
    classeur.save(tmp_path / "rejets.xlsx")
    assert charger_fichiers(projet, tmp_path / "rejets.xlsx").code == 0
    assert _flux(projet) == [(12.0,)]
    assert lire_edition(projet, "FROM quarantaine") == []


@pytest.mark.lent
def test_la_correction_porte_sur_ce_qui_est_recu_avant_elle(projet):
    """Republier donne toujours le même résultat, et un envoi plus récent garde le dernier mot (règle Q15)."""
    envois = {
        "corrections": {"Corrections": [ENTETES, _correction("Valeurs", FLUX, "valeur", 10, 12)]},
        "neuf": {"Valeurs": [VALEURS, ["FLUX", "ML070303", "2023-T1", 30]]},
    }
    charger_fichiers(projet, *(ecrire_classeur(projet.parent / f"{nom}.xlsx", f) for nom, f in envois.items()))
    assert _flux(projet) == [(30.0,)]
    republier(projet, Progression(muet=True))
    assert _flux(projet) == [(30.0,)]
    assert _corriger(projet, _correction("Valeurs", FLUX, "valeur", 12, 13), nom="tard").code == 2


def test_le_cadre_logique_se_corrige_de_meme():
    cible = _correction("Cibles", "STOC | SOCLE | 2023-T4 | cumul", "valeur", 100, 120)
    lu, code = _assembler(cible)
    assert code == 0
    assert ("STOC", 120.0) in lu.lignes("cible", "code_indicateur, valeur")


def test_textes_hostiles():
    hostile = "<script>alert(1)</script> ' OR 1=1; DROP TABLE valeur --"
    lu, code = _assembler(
        _correction("Points", hostile, "nom", hostile, hostile),
        _correction(hostile, FLUX, hostile, hostile, hostile),
        _correction("Points", "P1", "nom", "Forage un", hostile),
    )
    assert code == 2
    assert ("P1", hostile) in lu.lignes("point_service", "id_point, nom")


@pytest.mark.lent
def test_le_classeur_vide_se_remplit_et_se_depose(projet, tmp_path):
    chemin = tmp_path / "corrections.xlsx"
    assert principal(["modele", "--corrections", "-o", str(chemin)]) == 0
    classeur = openpyxl.load_workbook(chemin)
    page = classeur["Corrections"]
    rang = {c.value: c.column for c in page[1]}
    for nom, valeur in zip(
        ("feuille_visee", "cle", "colonne", "ancienne_valeur", "nouvelle_valeur", "motif", "auteur", "statut"),
        ("Valeurs", FLUX, "valeur", 10, 14, "registre", "SE", "validée"),
        strict=True,
    ):
        page.cell(2, rang[nom]).value = valeur
    classeur.save(chemin)
    assert charger_fichiers(projet, chemin).code == 0
    assert _flux(projet) == [(14.0,)]


def test_une_correction_illisible_n_entraine_pas_les_autres_de_la_meme_ligne():
    entetes = ["code_indicateur", "code_zone", "periode", "numerateur", "denominateur"]
    lu, code = _assembler(
        _correction("Valeurs", "RATI | GAO | 2023-T1", "numerateur", 5, "abc"),
        _correction("Valeurs", "RATI | GAO | 2023-T1", "denominateur", 10, 20),
        apres={"Valeurs": [entetes, ["RATI", "GAO", "2023-T1", 5, 10]]},
    )
    assert code == 2
    assert ("RATI", 5.0, 20.0) in lu.lignes("valeur", "code_indicateur, numerateur, denominateur")
    assert [(a.code, a.cellule) for a in lu.anomalies if est_bloquant(a.code)] == [("cellule_illisible", "E2")]


def test_deux_fautes_d_une_ligne_en_quarantaine_se_corrigent_l_une_apres_l_autre():
    entetes = ["id_point", "nom", "type_service", "code_zone", "population_desservie"]
    lu, code = _assembler(
        _correction("Points", "P9", "type_service", "eaux ?", "eau"),
        _correction("Points", "P9", "population_desservie", "beaucoup", 300),
        apres={"Points": [entetes, ["P9", "Forage", "eaux ?", "ML070303", "beaucoup"]]},
    )
    # Rien ne s'en dit : ses deux fautes reprises, elle n'est plus mise de côté.
    assert code == 0
    assert ("P9", "eau", 300.0) in lu.lignes("point_service", "id_point, type_service, population_desservie")


@pytest.mark.lent
def test_les_comptes_d_un_depot_s_additionnent_avec_des_corrections(projet):
    _corriger(
        projet,
        _correction("Valeurs", FLUX, "valeur", 10, 12),
        _correction("Valeurs", "STOC | GAO | 2023-T1", "valeur", 10, 11, statut="proposée"),
    )
    (comptes,) = lire_edition(
        projet,
        "SELECT lignes, retenues, quarantaine, nouvelles, revues, inchangees FROM chargement WHERE id_chargement = 3",
    )
    assert comptes == (2, 2, 0, 0, 1, 0)


def test_une_barre_dans_le_texte_d_une_cle_se_note():
    evenements = {"Événements": [["date", "nature", "texte"], ["2023-02-01", "sécurité", "a | b"]]}
    cle = "2023-02-01 | | sécurité | a \\| b"
    lu, code = _assembler(_correction("Événements", cle, action="retirer"), apres=evenements)
    assert code == 0
    assert lu.lignes("evenement", "texte") == []
