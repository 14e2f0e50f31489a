"""Le modèle à remplir : écrit, renvoyé vide, rempli, chargé ; pour chaque région."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import openpyxl
import pytest

from domaine.feuilles_cadre import PAR_NOM
from domaine.feuilles_coordination import FEUILLES_COORDINATION
from domaine.listes import libelles
from etl.modele import DemandeInvalide, ecrire_modele
from etl.verification import verifier
from geo.zones import descendants
from tests.etl.atelier import charger_fichiers, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

#: La première région passe dans les essais rapides ; les autres, qui suivent le même chemin, dans tous.
REGIONS = ("DOUENTZA", *(pytest.param(r, marks=pytest.mark.lent) for r in ("GAO", "MENAKA")))


def _colonnes(page) -> dict[str, int]:
    return {c.value: c.column for c in page[1]}


@pytest.fixture
def modele(projet, tmp_path, request):
    chemin = tmp_path / "modele.xlsx"
    ecrire_modele(projet, request.param, "2023-T2", chemin)
    return request.param, projet, chemin


@pytest.mark.parametrize("modele", [*REGIONS, pytest.param("SOCLE", marks=pytest.mark.lent)], indirect=True)
def test_renvoye_vide_il_ne_dit_que_ce_qui_manque(modele):
    """Chaque valeur attendue, sans valeur ni motif, est signalée ; rien d'autre."""
    region, donnees, chemin = modele
    verification = verifier(donnees, [chemin])
    attendu = len(descendants(region, "commune")) + 3 * len(descendants(region, "region"))
    assert Counter(a.code for a in verification.anomalies) == {"motif_absent": attendu}
    assert verification.code == 1


@pytest.mark.parametrize("modele", REGIONS, indirect=True)
def test_rempli_il_entre(modele):
    region, donnees, chemin = modele
    commune = descendants(region, "commune")[0]
    classeur = openpyxl.load_workbook(chemin)
    page = classeur["Valeurs"]
    rang = _colonnes(page)
    for i in range(2, page.max_row + 1):
        code = page.cell(i, rang["code_indicateur"]).value
        if code == "RATI":
            page.cell(i, rang["numerateur"], 3)
            page.cell(i, rang["denominateur"], "1 000")
        elif code:
            page.cell(i, rang["valeur"], "12,5" if code == "SCOR" else 11)
            page.cell(i, rang["effectif"], 20 if code == "SCOR" else None)
    points = classeur["Points"]
    ligne = max(r for r in range(1, points.max_row + 1) if points.cell(r, 1).value) + 1
    for j, valeur in enumerate([f"N-{region}", "Centre d'état civil", "état civil", commune], 1):
        points.cell(ligne, j, valeur)
    visites = classeur["Visites"]
    rang = _colonnes(visites)
    faits = {"id_point": f"N-{region}", "date": dt.date(2023, 6, 1), "local": "oui", "agent": "oui"}
    for nom, valeur in {**faits, "moyens": "oui", "prestation": "non"}.items():
        visites.cell(2, rang[nom], valeur)
    classeur.save(chemin)
    bilan = charger_fichiers(donnees, chemin)
    assert bilan.code == 0, lire_edition(donnees, "SELECT message FROM anomalie")
    recues = lire_edition(donnees, "SELECT code_indicateur, count(*) FROM valeur WHERE id_chargement = 3 GROUP BY 1")
    assert dict(recues) == {"FLUX": len(descendants(region, "commune")), "STOC": 1, "RATI": 1, "SCOR": 1}
    assert lire_edition(donnees, f"SELECT code_zone FROM point_service WHERE id_point = 'N-{region}'") == [(commune,)]
    assert lire_edition(donnees, "SELECT date, prestation FROM visite WHERE id_chargement = 3") == [
        (dt.date(2023, 6, 1), False)
    ]
    assert lire_edition(donnees, "SELECT count(*) FROM cellule_gardee") == [(0,)]


@pytest.mark.parametrize("modele", ["GAO"], indirect=True)
def test_en_tetes_verrouilles_listes_offertes_commentaires(modele):
    _, _, chemin = modele
    classeur = openpyxl.load_workbook(chemin)
    noms = [p.title for p in classeur]
    assert noms == ["Mode d'emploi", *(f.nom for f in FEUILLES_COORDINATION), "Listes"]
    listes = {c[0].value: [x.value for x in c[1:] if x.value] for c in classeur["Listes"].columns}
    for feuille in FEUILLES_COORDINATION:
        page = classeur[feuille.nom]
        assert page.protection.sheet
        assert [c.value for c in page[1]] == list(feuille.noms)
        assert all(c.protection.locked for c in page[1])
        assert not page["A2"].protection.locked or not page.row_dimensions[2].protection.locked
        validees = {r.min_col for v in page.data_validations.dataValidation for r in v.sqref.ranges}
        for rang, colonne in enumerate(feuille.colonnes, 1):
            assert page.cell(1, rang).comment is not None or not colonne.requise
            if colonne.type in ("liste", "ouinon"):
                assert rang in validees, (feuille.nom, colonne.nom)
            if colonne.type == "liste":
                assert listes[colonne.liste] == list(libelles(colonne.liste))
    assert listes["point_service.code_zone"] == list(descendants("GAO", "commune"))
    assert listes["visite.id_point"] == ["P1", "P2"]


@pytest.mark.parametrize("modele", ["GAO"], indirect=True)
def test_ce_qui_est_connu_est_deja_ecrit(modele):
    _, _, chemin = modele
    classeur = openpyxl.load_workbook(chemin)
    assert [c.value for c in classeur["Points"]["A"]][:3] == ["id_point", "P1", "P2"]
    assert classeur["Chantiers"]["A2"].value == "CH1"
    assert {c.value for c in classeur["Valeurs"]["C"][1:] if c.value} == {"2023-T2"}


def test_une_valeur_deja_recue_revient_dans_le_modele(projet, tmp_path):
    ecrire_modele(projet, "GAO", "2023-T1", tmp_path / "m.xlsx")
    page = openpyxl.load_workbook(tmp_path / "m.xlsx")["Valeurs"]
    lues = {(r[0].value, r[1].value): r[3].value for r in page.iter_rows(min_row=2) if r[0].value}
    assert lues[("STOC", "GAO")] == 10 and lues[("FLUX", "ML070303")] == 10
    assert [v for v in lues.values() if v] == [10, 10]


@pytest.mark.lent
def test_sans_edition_le_modele_est_vide_mais_utilisable(socle_donnees, tmp_path):
    ecrire_modele(socle_donnees, "Région de Gao", "mai 2023", tmp_path / "m.xlsx")
    assert verifier(socle_donnees, [tmp_path / "m.xlsx"]).anomalies == []
    assert PAR_NOM["valeurs"].nom in openpyxl.load_workbook(tmp_path / "m.xlsx").sheetnames


@pytest.mark.parametrize(("zone", "periode"), [("Tombouctou", "2023-T1"), ("Gao", "2023-T1"), ("GAO", "bientôt")])
def test_demande_impossible(socle_donnees, tmp_path, zone, periode):
    with pytest.raises(DemandeInvalide, match="ne se lit pas"):
        ecrire_modele(socle_donnees, zone, periode, tmp_path / "m.xlsx")
