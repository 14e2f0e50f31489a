"""Les lignes mises de côté reviennent, se corrigent, se renvoient, et entrent."""

from __future__ import annotations

import re
import shutil

import openpyxl
import pytest

from etl.demande import DemandeInvalide
from etl.modeles.rejets import ecrire_rejets
from tests.etl.atelier import charger_feuilles, charger_fichiers, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

VALEURS = ["code_indicateur", "code_zone", "periode", "valeur", "météo", "valeur"]
FAUTIF = {
    "Valeurs": [
        VALEURS,
        ["FLUX", "Gounzourey", "2023-T2", "1 234,5", "vent", 8],
        ["FLUX", "ML070303", "2023-T2", "douze", None, None],
        ["FLUX", "ML070304", "2023-T2", 7, None, None],
        ["FLUX", "ML070305", None, -3, "=A1", None],
    ],
    "Points": [["id_point", "nom", "type_service", "code_zone"], ["007", "<b>Forage</b>", "eau", "GAO"]],
}
_ORANGE = "FFFCE4D6"


def _page(classeur, nom):
    page = classeur[nom]
    return page, {c.value: c.column for c in page[1] if c.value}


@pytest.fixture(scope="module")
def _rejets(_projet_publie, tmp_path_factory):
    donnees = tmp_path_factory.mktemp("rejets") / "donnees"
    shutil.copytree(_projet_publie, donnees)
    assert charger_feuilles(donnees, "gao", FAUTIF).code == 2
    assert ecrire_rejets(donnees, 3, donnees.parent / "rejets.xlsx") == 4
    return donnees.parent


@pytest.fixture
def rejets(_rejets, tmp_path):
    """Un dossier où quatre lignes sont de côté, et le classeur qui les rend, à soi."""
    shutil.copytree(_rejets, tmp_path, dirs_exist_ok=True)
    return tmp_path / "donnees", tmp_path / "rejets.xlsx"


def test_lignes_entieres_cellules_colorees_motifs(rejets):
    _, chemin = rejets
    page, rang = _page(openpyxl.load_workbook(chemin), "Valeurs")
    assert [page.cell(2, rang[c]).value for c in ("code_indicateur", "code_zone", "periode", "valeur", "météo")] == [
        "FLUX", "Gounzourey", "2023-T2", "1 234,5", "vent",
    ]  # fmt: skip
    assert page.cell(2, rang["valeur (répété, colonne F)"]).value == "8"
    colorees = {c.coordinate for ligne in page.iter_rows(min_row=2) for c in ligne if c.fill.fgColor.rgb == _ORANGE}
    assert colorees == {"B2", "D3", "C4", "D4"}
    motifs = [page.cell(i, page.max_column).value for i in (1, 2, 3, 4)]
    assert motifs[0] == "motif_du_rejet"
    assert re.match(
        r"\(dépôt n° 3, feuille «Valeurs», ligne 2\) code_zone : la zone «Gounzourey» est inconnue",
        motifs[1],
    )
    assert "ligne 3" in motifs[2] and "«douze» ne se lit pas" in motifs[2]
    assert "negatif" in motifs[3].replace("é", "e") and "vide" in motifs[3]


def test_les_listes_restent_offertes(rejets):
    """Zones, indicateurs et identifiants se choisissent comme dans le modèle, en plus des listes fermées."""
    classeur = openpyxl.load_workbook(rejets[1])
    for nom, attendues in {
        "Valeurs": {"code_indicateur", "code_zone"},
        "Points": {"code_zone", "type_service"},
    }.items():
        page, rang = _page(classeur, nom)
        validees = {r.min_col for v in page.data_validations.dataValidation for r in v.sqref.ranges}
        assert {rang[c] for c in attendues} <= validees, nom
    listes = {c[0].value: [x.value for x in c[1:] if x.value] for c in classeur["Listes"].columns}
    assert "FLUX — Réunions" in listes["valeur.code_indicateur"]


def test_une_cle_contradictoire_colore_sa_cle(projet, tmp_path):
    """Deux lignes différentes d'une même clé : les cellules de la clé sont à départager, non celles des valeurs."""
    lignes = [
        ["2023-T2", 4, "ML070303", "FLUX"],
        ["T2 2023", 5, "ML070303", "FLUX"],
        ["2023-T3", 6, "ML070303", "FLUX"],
    ]
    valeurs = [["periode", "valeur", "code_zone", "code_indicateur"], *lignes]
    assert charger_feuilles(projet, "gao", {"Valeurs": valeurs}).code == 2
    assert ecrire_rejets(projet, 3, tmp_path / "rejets.xlsx") == 2
    page, rang = _page(openpyxl.load_workbook(tmp_path / "rejets.xlsx"), "Valeurs")
    noms = {numero: nom for nom, numero in rang.items()}
    colorees = {
        (c.row, noms[c.column]) for li in page.iter_rows(min_row=2) for c in li if c.fill.fgColor.rgb == _ORANGE
    }
    cle = ("code_indicateur", "code_zone", "periode", "dimension", "modalite")
    assert colorees == {(ligne, nom) for ligne in (2, 3) for nom in cle}


@pytest.mark.lent
def test_renvoyees_telles_quelles_elles_reviennent(rejets):
    """Règle Q16."""
    donnees, chemin = rejets
    assert charger_fichiers(donnees, chemin).code == 2
    comptes = lire_edition(donnees, "SELECT id_chargement, count(*) FROM quarantaine GROUP BY 1 ORDER BY 1")
    assert comptes == [(4, 4)], "chaque ligne n'est qu'une fois à corriger"


def test_corrigees_elles_entrent(rejets):
    """Corrigées et renvoyées, elles entrent, et leur ancienne version sort de la quarantaine (règle Q16)."""
    donnees, chemin = rejets
    classeur = openpyxl.load_workbook(chemin)
    page, rang = _page(classeur, "Valeurs")
    page.cell(2, rang["code_zone"], "Gounzoureye")
    page.cell(3, rang["valeur"], 12)
    page.cell(4, rang["periode"], "T2 2023")
    page.cell(4, rang["valeur"], 3)
    points, rang = _page(classeur, "Points")
    assert points.cell(2, rang["id_point"]).value == "007"
    points.cell(2, rang["code_zone"], "commune de Gao")
    classeur.save(chemin)
    bilan = charger_fichiers(donnees, chemin)
    assert bilan.code == 1  # les colonnes inconnues restent signalées
    requete = "SELECT code_zone, valeur, id_chargement FROM valeur WHERE periode = '2023-T2' ORDER BY 1"
    assert lire_edition(donnees, requete) == [
        ("ML070303", 12.0, 4),
        # ML070304 : la ligne saine du premier envoi, remplacée par celle, corrigée, qui désigne la même commune.
        ("ML070304", 1234.5, 4),
        ("ML070305", 3.0, 4),
    ]
    points = lire_edition(donnees, "SELECT id_point, nom FROM point_service WHERE id_chargement = 4")
    assert points == [("007", "<b>Forage</b>")]
    assert lire_edition(donnees, "FROM quarantaine") == []
    assert lire_edition(donnees, "SELECT lignes, corrigees FROM chargement WHERE id_chargement = 3") == [(5, 4)]


@pytest.mark.lent
def test_deux_feuilles_du_meme_nom(projet, tmp_path):
    feuilles = {"Valeurs": FAUTIF["Valeurs"][:2], "VALEURS_": [VALEURS[:4], ["RIEN", "GAO", "2023-T1", 1]]}
    assert charger_feuilles(projet, "double", feuilles).code == 2
    assert ecrire_rejets(projet, 3, tmp_path / "r.xlsx") == 2
    page, _ = _page(openpyxl.load_workbook(tmp_path / "r.xlsx"), "Valeurs")
    assert {page.cell(i, 1).value for i in (2, 3)} == {"FLUX", "RIEN"}


def test_rien_a_rendre(projet, tmp_path):
    for depot, phrase in ((1, "aucune ligne"), (99, "n'existe pas")):
        with pytest.raises(DemandeInvalide, match=phrase):
            ecrire_rejets(projet, depot, tmp_path / "r.xlsx")


def test_un_code_qui_ressemble_a_un_nombre_reste_le_code_recu(projet, tmp_path):
    """«1.10» n'est pas 1,1 : changé en nombre, il remplacerait l'activité «1.1»."""
    entetes = ["code_activite", "date", "libelle", "code_zone", "avancement_pct", "statut"]
    lignes = [["1.1", "2023-05-01", "une", "GAO", 40, "en cours"], ["1.10", "2023-05-01", "dix", "GAO", 50, "zzz"]]
    assert charger_feuilles(projet, "activites", {"Activités": [entetes, *lignes]}).code == 2
    chemin = tmp_path / "rejets.xlsx"
    ecrire_rejets(projet, 3, chemin)
    classeur = openpyxl.load_workbook(chemin)
    page, rang = _page(classeur, "Activités")
    assert page.cell(2, rang["code_activite"]).value == "1.10"
    assert page.cell(2, rang["avancement_pct"]).value == 50
    page.cell(2, rang["statut"], "en cours")
    classeur.save(chemin)
    assert charger_fichiers(projet, chemin).code == 0
    lues = lire_edition(projet, "SELECT code_activite, libelle FROM activite_ptba ORDER BY 1")
    assert lues == [("1.1", "une"), ("1.10", "dix")]


def test_un_classeur_de_rejets_d_ailleurs_ne_cache_rien(projet, tmp_path):
    """Même rang, même feuille, même ligne, mais un autre dépôt : la ligne d'ici reste à corriger."""
    charger_feuilles(projet, "ici", {"Valeurs": [VALEURS[:4], ["FLUX", "ML070303", "2023-T2", -1]]})
    ailleurs = [[*VALEURS[:4], "motif_du_rejet"], ["FLUX", "ML070304", "2023-T2", 3, None]]
    ailleurs[1][4] = "(dépôt n° 3, feuille «Valeurs», ligne 2) négatif"
    feuilles = {"Valeurs": ailleurs, "Listes": [["dépôt d'origine"], ["3 0123456789ab"]]}
    assert charger_feuilles(projet, "ailleurs", feuilles).code == 0
    # Ce qu'écrivait la version d'avant.
    ailleurs[1][4] = "(dépôt n° 3 0123456789ab, feuille «Valeurs», ligne 2) négatif"
    assert charger_feuilles(projet, "d_avant", {"Valeurs": ailleurs}).code == 0
    assert lire_edition(projet, "SELECT id_chargement FROM quarantaine") == [(3,)]


def test_la_bonne_ligne_renvoyee_sous_la_meme_cle_vide_la_quarantaine(projet):
    """La coordination corrige son propre fichier et le renvoie : il n'y a plus rien à corriger (règle Q16)."""
    lignes = [["FLUX", "ML070303", "2023-T2", 4], ["FLUX", "ML070303", "2023-T2", 5]]
    charger_feuilles(projet, "double", {"Valeurs": [VALEURS[:4], *lignes]})
    assert len(lire_edition(projet, "FROM quarantaine")) == 2
    charger_feuilles(projet, "simple", {"Valeurs": [VALEURS[:4], lignes[1]]})
    assert lire_edition(projet, "FROM quarantaine") == []
    comptes = lire_edition(
        projet,
        "SELECT lignes, retenues, quarantaine, nouvelles, revues, inchangees FROM chargement ORDER BY id_chargement",
    )
    assert comptes[2:] == [(2, 0, 0, 0, 0, 0), (1, 1, 0, 1, 0, 0)]
    assert all(retenues == sum(reste) for _, retenues, _, *reste in comptes)
