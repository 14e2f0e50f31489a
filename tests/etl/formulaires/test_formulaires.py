"""Les formulaires de téléphone : acceptés par pyxform, tirés de la déclaration (règles K1 à K3)."""

from __future__ import annotations

import openpyxl
import pytest
from pyxform.xls2xform import convert

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.passerelles import FORMULAIRES, MARQUE
from domaine.formulaires.question import nom_de_choix
from domaine.listes import lire_libelle
from etl.demande import DemandeInvalide
from etl.formulaires.ecriture import ecrire_formulaire
from tests.etl.atelier import charger_fichiers

LIBELLE = "label::Français (fr)"


def _feuilles(chemin):
    """Feuille → ses lignes, par nom de colonne."""
    classeur = openpyxl.load_workbook(chemin)
    lues = {}
    for page in classeur:
        noms, *lignes = page.iter_rows(values_only=True)
        lues[page.title] = [dict(zip(noms, ligne, strict=True)) for ligne in lignes]
    return lues


@pytest.fixture(scope="module")
def formulaires(_projet_publie, tmp_path_factory):
    """Nom → (chemin, feuilles) de chaque formulaire de Gao."""
    dossier = tmp_path_factory.mktemp("formulaires")
    faits = {}
    for nom in FORMULAIRES:
        chemin = dossier / f"{nom}.xlsx"
        ecrire_formulaire(_projet_publie, nom, "GAO", chemin)
        faits[nom] = (chemin, _feuilles(chemin))
    return faits


@pytest.mark.parametrize("nom", FORMULAIRES)
def test_pyxform_l_accepte_sans_un_mot(formulaires, nom):
    """Un avertissement de pyxform est un formulaire qui se comporte autrement qu'on ne croit."""
    dits: list[str] = []
    rendu = convert(formulaires[nom][0], warnings=dits)
    assert dits == []
    assert f"'{nom} GAO'" in rendu.xform


@pytest.mark.parametrize("nom", FORMULAIRES)
def test_toute_colonne_obligatoire_est_demandee_ou_calculee(formulaires, nom):
    formulaire = FORMULAIRES[nom]
    noms = {q["name"] for q in formulaires[nom][1]["survey"]}
    # Une table répétée hérite de ce qui la contient : ses colonnes sont quelque part au-dessus.
    for table in (*formulaire.tables, *formulaire.repetees):
        assert {c.nom for c in PAR_TABLE[table].colonnes if c.requise} <= noms, table
    assert MARQUE in noms


@pytest.mark.parametrize("nom", FORMULAIRES)
def test_tout_se_lit_en_francais_et_se_relit(formulaires, nom):
    """Chaque question a un libellé et chaque modalité de liste fermée se relit comme la sienne."""
    feuilles = formulaires[nom][1]
    for question in feuilles["survey"]:
        assert question[LIBELLE] or question["type"] == "calculate" or question["type"].startswith("end "), question
    colonnes = {c.liste for t in FORMULAIRES[nom].tables for c in PAR_TABLE[t].colonnes if c.liste}
    fermees = [x for x in feuilles["choices"] if x["list_name"] in colonnes]
    assert nom == "chantiers" or fermees
    for choix in fermees:
        assert (
            lire_libelle(choix["list_name"], choix["name"])
            == lire_libelle(choix["list_name"], choix[LIBELLE])
            is not None
        )
    assert all(x["name"] and x[LIBELLE] for x in feuilles["choices"])


def test_les_points_connus_s_offrent_par_commune_sans_position(formulaires):
    """Règle K2."""
    feuilles = formulaires["visites"][1]
    points = [x for x in feuilles["choices"] if x["list_name"] == "point"]
    assert points[-1]["name"] == "autre"
    assert all(x["filtre"].startswith("ML07") for x in points[:-1])
    assert {"latitude", "longitude", "precision_m"}.isdisjoint(feuilles["choices"][0])
    filtre = next(q["choice_filter"] for q in feuilles["survey"] if q["name"] == "point_choisi")
    assert "${commune}" in filtre


def test_un_fait_accompli_n_est_pas_dans_l_avenir(formulaires):
    """Règle K1 : ce que la lecture mettrait de côté se refuse sur place."""
    questions = {q["name"]: q for q in formulaires["visites"][1]["survey"]}
    assert questions["date"]["constraint"] == ". <= today()"
    assert questions["usagers_femmes"]["constraint"] == ". >= 0"
    assert questions["position"]["type"] == "geopoint"
    assert not questions["position"]["required"]
    assert questions["photo"]["type"] == "image"


def test_rien_sur_la_personne(formulaires):
    """Règle K3 : ni métadonnée de l'appareil, ni nom, ni téléphone."""
    interdits = {"start", "end", "deviceid", "username", "email", "phonenumber", "audit", "background-audio"}
    for _, feuilles in formulaires.values():
        assert interdits.isdisjoint(q["type"] for q in feuilles["survey"])


def test_les_memes_donnees_font_les_memes_octets(_projet_publie, formulaires, tmp_path):
    encore = tmp_path / "encore.xlsx"
    ecrire_formulaire(_projet_publie, "visites", "région de Gao", encore)
    assert encore.read_bytes() == formulaires["visites"][0].read_bytes()


def test_des_identifiants_hostiles_restent_des_choix(projet, tmp_path):
    """Guillemets, formules, blancs et balises : le formulaire se bâtit, et l'identifiant reste tel que reçu."""
    noms = ["=1+1", 'P "7" d\'Or', "<b>a & b</b>", "été, nord"]
    points = openpyxl.Workbook()
    page = points.active
    page.title = "Points"
    page.append(["id_point", "nom", "type_service", "code_zone"])
    for rang, nom in enumerate(noms):
        page.append([f"P {rang} {nom}", f"Nom {nom}", "eau", "ML070303"])
        page.cell(page.max_row, 1).data_type = page.cell(page.max_row, 2).data_type = "s"
    points.save(tmp_path / "points.xlsx")
    charger_fichiers(projet, tmp_path / "points.xlsx")
    sortie = tmp_path / "visites.xlsx"
    ecrire_formulaire(projet, "visites", "GAO", sortie)
    convert(sortie)
    offerts = [x for x in _feuilles(sortie)["choices"] if x["list_name"] == "point"]
    gardes = {x["identifiant"] for x in offerts}
    assert {f"P {rang} {nom}" for rang, nom in enumerate(noms)} <= gardes
    assert len({x["name"] for x in offerts}) == len(offerts)


def test_sans_edition_on_saisit_ce_qui_est_nouveau(tmp_path):
    """Un projet qui commence a déjà ses formulaires ; un chantier, lui, doit d'abord être déclaré."""
    for nom in ("visites", "spi", "presence"):
        ecrire_formulaire(tmp_path, nom, "MENAKA", tmp_path / f"{nom}.xlsx")
        convert(tmp_path / f"{nom}.xlsx")
    with pytest.raises(DemandeInvalide, match="Aucun chantier en cours n'est connu"):
        ecrire_formulaire(tmp_path, "chantiers", "MENAKA", tmp_path / "c.xlsx")


def test_une_zone_qui_ne_se_lit_pas(tmp_path):
    with pytest.raises(DemandeInvalide, match="«Mopti» ne se lit pas"):
        ecrire_formulaire(tmp_path, "visites", "Mopti", tmp_path / "f.xlsx")


@pytest.mark.parametrize("texte", ["Tin-Aouker", "Tin Aouker", "tin aouker", "é", "=1", "A" * 300])
def test_un_nom_de_choix_est_sur_et_ne_se_confond_pas(texte):
    nom = nom_de_choix(texte)
    assert nom.replace("_", "").isalnum()
    assert len(nom) <= 60 or nom == texte
    assert nom == nom_de_choix(texte)
    assert nom != nom_de_choix(texte + "x")
