"""Plusieurs fichiers, dans tous les ordres : ce qui entre, ce qui attend, ce qui remplace quoi."""

from __future__ import annotations

import pytest

from etl.controles import redaction
from etl.controles.verification import verifier
from tests.depots_fautifs import fabrique
from tests.etl.atelier import charger_feuilles, charger_fichiers, charger_projet_sain, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

VALEURS = ["code_indicateur", "code_zone", "periode", "valeur", "motif_absence"]
VISITES = ["id_point", "date", "local", "agent", "moyens", "prestation"]
POINTS = ["id_point", "nom", "type_service", "code_zone"]


def test_le_meme_fichier_deux_fois_est_sans_effet(projet):
    """Même renommé : reconnu à ses octets, rien n'est déposé ni publié (règle Q17)."""
    avant = sorted((projet / "editions").iterdir())
    depose = next((projet / "depots").glob("*.xlsx"))
    renomme = depose.with_name("gao (1).xlsx")
    renomme.write_bytes(depose.read_bytes())
    bilan = charger_fichiers(projet, renomme, depose)
    assert (bilan.code, bilan.deja, bilan.deposes) == (0, ["gao (1).xlsx", depose.name], [])
    assert bilan.publication is None
    assert sorted((projet / "editions").iterdir()) == avant


@pytest.mark.lent
def test_la_commande_dit_que_le_fichier_est_deja_la(cadre, tmp_path, lancer_etl):
    (depose,) = (cadre / "depots").glob("*.xlsx")
    fait = lancer_etl("charger", depose, donnees=cadre)
    assert fait.returncode == 0
    assert "sans effet" in fait.stdout


def test_les_visites_avant_les_points(cadre):
    """En quarantaine, puis entrées sans les renvoyer quand les points arrivent (règle Q2)."""
    visites = {"Visites": [VISITES, ["P7", "01/02/2023", "oui", "oui", "oui", "oui"]]}
    assert charger_feuilles(cadre, "visites", visites).code == 2
    assert lire_edition(cadre, "SELECT count(*) FROM visite") == [(0,)]
    assert lire_edition(cadre, "SELECT quarantaine FROM chargement ORDER BY 1 DESC LIMIT 1") == [(1,)]
    bilan = charger_feuilles(cadre, "points", {"Points": [POINTS, ["P7", "Forage", "eau", "Gao"]]})
    assert bilan.code == 0
    assert lire_edition(cadre, "SELECT id_point, fichier FROM visite") == [("P7", "visites.xlsx")]
    assert lire_edition(cadre, "SELECT count(*) FROM quarantaine") == [(0,)]


def test_les_valeurs_avant_le_cadre(socle_donnees):
    """Règle Q2."""
    valeurs = {"Valeurs": [VALEURS[:4], ["FLUX", "Gao", "2023-T1", 4]]}
    assert charger_feuilles(socle_donnees, "valeurs", valeurs).code == 2
    # Sans cadre, le niveau de collecte est inconnu et «Gao» désigne trois zones.
    codes = lire_edition(socle_donnees, "SELECT code FROM anomalie ORDER BY 1")
    assert codes == [("indicateur_inconnu",), ("zone_ambigue",)]
    charger_projet_sain(socle_donnees, "cadre")
    assert lire_edition(socle_donnees, "SELECT code_zone, valeur FROM valeur") == [("ML070303", 4.0)]
    assert lire_edition(socle_donnees, "SELECT count(*) FROM anomalie") == [(0,)]


def test_ce_qui_remplace_et_ce_qui_ne_remplace_pas(projet):
    """Une ligne bloquée ne remplace pas la saine d'avant ; une ligne sans valeur remplace une valeur (règle Q3)."""
    suite = {
        "Valeurs": [
            VALEURS,
            ["FLUX", "ML070303", "2023-T1", -3, None],
            ["STOC", "GAO", "2023-T1", None, "zone inaccessible"],
        ]
    }
    assert charger_feuilles(projet, "suite", suite).code == 2
    lues = "SELECT code_indicateur, valeur, motif_absence, id_chargement FROM valeur ORDER BY 1"
    assert lire_edition(projet, lues) == [("FLUX", 10.0, None, 2), ("STOC", None, "zone inaccessible", 3)]
    revisions = lire_edition(projet, "SELECT cle, colonne, ancien, nouveau FROM revision ORDER BY colonne")
    assert revisions == [
        ("STOC · GAO · 2023-T1", "motif_absence", None, "zone inaccessible"),
        ("STOC · GAO · 2023-T1", "valeur", "10.0", None),
    ]


@pytest.mark.lent
def test_deux_regions_dans_un_fichier(projet):
    lignes = [["STOC", zone, "2023-T1", valeur] for zone, valeur in (("Ménaka", 4), ("Région de Douentza", 5))]
    assert charger_feuilles(projet, "deux", {"Valeurs": [VALEURS[:4], *lignes]}).code == 0
    requete = "SELECT code_zone, valeur FROM valeur WHERE code_indicateur = 'STOC' ORDER BY 1"
    assert lire_edition(projet, requete) == [("DOUENTZA", 5.0), ("GAO", 10.0), ("MENAKA", 4.0)]


def test_verifier_voit_les_fichiers_du_meme_envoi(socle_donnees, tmp_path):
    """Points et visites dans deux fichiers du même envoi : la vérification les voit ensemble, et ne change rien."""
    points = fabrique.ecrire_classeur(tmp_path / "p.xlsx", {"Points": [POINTS, ["P7", "Forage", "eau", "Gao"]]})
    visites = {"Visites": [VISITES, ["P7", "01/02/2023", "oui", "oui", "oui", "oui"]]}
    fichier = fabrique.ecrire_classeur(tmp_path / "v.xlsx", visites)
    assert verifier(socle_donnees, [fichier, points]).code == 0
    assert verifier(socle_donnees, [fichier]).code == 2
    assert list(socle_donnees.iterdir()) == []


def test_le_nom_d_origine_est_dit(socle_donnees, tmp_path):
    fichier = fabrique.ecrire_classeur(tmp_path / "abc123.xlsx", {"Points": [POINTS, ["P7", "", "eau", "Gao"]]})
    (anomalie,) = verifier(socle_donnees, [fichier], "Gao mai 2023.xlsx").anomalies
    assert anomalie.fichier == "Gao mai 2023.xlsx"
    assert anomalie.message.startswith("Gao mai 2023.xlsx, feuille «Points», cellule B2 : ")


@pytest.mark.lent
def test_l_ordre_des_fichiers_ne_change_que_les_remplacements(socle_donnees, tmp_path, monkeypatch):
    """Les feuilles d'un projet envoyées une à une, à l'endroit puis à l'envers : les mêmes chiffres."""
    feuilles = {**fabrique.projet_sain()["cadre"], **fabrique.projet_sain()["coordination"]}
    empreintes = []
    for sens, ordre in (("a", list(feuilles)), ("b", list(reversed(feuilles)))):
        donnees = tmp_path / sens
        donnees.mkdir()
        monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
        fichiers = [
            fabrique.ecrire_classeur(tmp_path / f"{i}{sens}.xlsx", {n: feuilles[n]}) for i, n in enumerate(ordre)
        ]
        assert charger_fichiers(donnees, *fichiers).code == 0
        (empreinte,) = lire_edition(donnees, "SELECT valeur FROM info WHERE cle = 'empreinte'")
        empreintes.append(empreinte)
    assert empreintes[0] == empreintes[1]


def test_mille_anomalies_pareilles_se_disent_les_autres_se_comptent(cadre, tmp_path, monkeypatch):
    """Règle Q23 : toutes les lignes restent bloquées ; une autre colonne, un autre code ont leur propre compte."""
    monkeypatch.setattr(redaction, "PAREILLES_MAX", 3)
    lignes = [VISITES, *([f"P{i}", "pas une date", "oui", "oui", "oui", "oui"] for i in range(5))]
    classeur = fabrique.ecrire_classeur(tmp_path / "v.xlsx", {"Visites": lignes})
    lues = verifier(cadre, [classeur])
    dates = [a for a in lues.anomalies if (a.code, a.colonne) == ("cellule_illisible", "date")]
    assert [a.ligne for a in dates] == [2, 3, 4, 4]
    constat = "2\u00a0autres lignes de cette feuille ont la même anomalie que les 3 premières, jusqu'à celle-ci."
    assert dates[-1].constat == constat
    assert lues.code == 2 and {a.code for a in lues.anomalies} > {"identifiant_inconnu"}
    assert charger_fichiers(cadre, classeur).publication.apports[2]["quarantaine"] == 5
