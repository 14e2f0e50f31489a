"""Le modèle à remplir : écrit, renvoyé vide, rempli, chargé ; pour chaque région."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import cache

import openpyxl
import pytest

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.declaration import sans_nom
from domaine.listes import a_choisir
from etl.controles.verification import verifier
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.modeles.connus import Connus
from etl.modeles.modele import ecrire_modele, feuilles_utiles
from geo.zones import descendants, nom_et_code
from tests.etl.atelier import charger_fichiers, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


def _colonnes(page) -> dict[str, int]:
    return {c.value: c.column for c in page[1]}


def _sans_rappel(page) -> list[str]:
    return [c.value for c in page[1] if c.value != "rappel"]


@pytest.fixture(scope="module")
def ecrits(_projet_publie, tmp_path_factory):
    """`ecrits("GAO")` : le modèle de cette zone, à lire seulement."""

    @cache
    def ecrire(zone):
        chemin = tmp_path_factory.mktemp("modele") / "modele.xlsx"
        ecrire_modele(_projet_publie, zone, "2023-T2", chemin)
        return chemin

    return ecrire


@pytest.fixture(scope="module")
def modele_entier(_projet_publie, tmp_path_factory):
    """Le modèle de Gao avec toutes les feuilles déclarées, comme pour un cadre qui les demande toutes."""
    chemin = tmp_path_factory.mktemp("entier") / "entier.xlsx"
    with pytest.MonkeyPatch.context() as moment:
        moment.setattr("etl.modeles.modele.feuilles_utiles", lambda _connus: list(FEUILLES_COORDINATION))
        ecrire_modele(_projet_publie, "GAO", "2023-T2", chemin)
    return chemin


@pytest.mark.parametrize("region", ["GAO", "SOCLE"])
def test_renvoye_tel_quel_il_ne_dit_rien(_projet_publie, ecrits, region):
    """Règle L17 : ni valeur attendue, ni poste, ni point à visiter ne devient une ligne que personne n'a écrite."""
    verification = verifier(_projet_publie, [ecrits(region)])
    assert verification.anomalies == [] and verification.code == 0


def test_rempli_il_entre(projet, ecrits, tmp_path):
    """Pour une région ; `test_libreoffice` le fait pour chacune."""
    region, donnees, chemin = "DOUENTZA", projet, tmp_path / "rempli.xlsx"
    commune = descendants(region, "commune")[0]
    classeur = openpyxl.load_workbook(ecrits(region))
    page = classeur["Valeurs"]
    rang = _colonnes(page)
    for i in range(2, page.max_row + 1):
        code = sans_nom(page.cell(i, rang["code_indicateur"]).value or "")
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
    libre = max(r for r in range(1, visites.max_row + 1) if visites.cell(r, 1).value) + 1
    faits = {"id_point": f"N-{region}", "date": dt.date(2023, 6, 1), "local": "oui", "agent": "oui"}
    for nom, valeur in {**faits, "moyens": "oui", "prestation": "non"}.items():
        visites.cell(libre, rang[nom], valeur)
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


def test_en_tetes_verrouilles_listes_offertes_commentaires(modele_entier):
    chemin = modele_entier
    classeur = openpyxl.load_workbook(chemin)
    noms = [p.title for p in classeur]
    assert noms == ["Mode d'emploi", *(f.nom for f in FEUILLES_COORDINATION), "Listes"]
    listes = {c[0].value: [x.value for x in c[1:] if x.value] for c in classeur["Listes"].columns}
    for feuille in FEUILLES_COORDINATION:
        page = classeur[feuille.nom]
        assert page.protection.sheet
        assert _sans_rappel(page) == list(feuille.noms)
        assert all(c.protection.locked for c in page[1])
        validees = {r.min_col for v in page.data_validations.dataValidation for r in v.sqref.ranges}
        rangs = _colonnes(page)
        for colonne in feuille.colonnes:
            rang = rangs[colonne.nom]
            assert page.cell(1, rang).comment is not None, (feuille.nom, colonne.nom)
            if colonne.type in ("liste", "ouinon"):
                assert rang in validees, (feuille.nom, colonne.nom)
            if colonne.type == "liste":
                assert listes[colonne.liste] == list(a_choisir(colonne.liste))
    assert classeur["Listes"].sheet_state == "hidden"
    communes = listes["point_service.code_zone"]
    assert communes == [nom_et_code(c) for c in descendants("GAO", "commune")]
    assert "Gao (ML070303)" in communes
    assert listes["visite.id_point"] == ["P1 — Forage un", "P2 — École deux"]
    assert [sans_nom(x) for x in listes["spi_etape.id_tournee"]] == ["SPI1"]
    assert listes["valeur.periode"] == ["2023-T2"]
    assert [sans_nom(x) for x in listes["decision.code_indicateur"]] == ["FLUX", "STOC", "RATI", "SCOR", "CALC"]


def test_tout_se_remplit_sauf_les_en_tetes(ecrits):
    """Une ligne, écrite ou libre, n'a aucune cellule verrouillée, jusqu'au bord : sans quoi elle ne s'efface pas."""
    for page in openpyxl.load_workbook(ecrits("GAO")).worksheets[1:-1]:
        protegee = page.protection
        permis = (protegee.formatCells, protegee.formatColumns, protegee.insertRows, protegee.deleteRows, protegee.sort)
        assert protegee.sheet and not any(permis), page.title  # faux : ce n'est pas interdit
        assert not [c.coordinate for r in page.iter_rows(min_row=2) for c in r if c.has_style and c.protection.locked]
        couvertes = {i for d in page.column_dimensions.values() for i in range(d.min, d.max + 1)}
        assert couvertes == set(range(1, 16_385)), page.title
        assert not [n for n, d in page.column_dimensions.items() if d.protection.locked], page.title
        assert not [n for n, d in page.row_dimensions.items() if n > 1 and d.has_style], page.title


def test_ce_qu_on_tape_garde_sa_forme(modele_entier):
    """Un identifiant «007» reste un texte, une date se montre en jj/mm/aaaa, un montant avec ses milliers."""
    chemin = modele_entier
    classeur = openpyxl.load_workbook(chemin)
    formats = {
        (page.title, page.cell(1, rang).value): dimension.number_format
        for page in classeur.worksheets[1:-1]
        for dimension in page.column_dimensions.values()
        for rang in range(dimension.min, min(dimension.max, 20) + 1)
    }
    attendus = {"id_point": "@", "code_zone": "@", "etape": "@", "date_reelle": "dd/mm/yyyy"}
    for nom, attendu in attendus.items():
        assert {f for (_, colonne), f in formats.items() if colonne == nom} == {attendu}, nom
    assert formats["Valeurs", "periode"] == "@" and formats["Valeurs", "valeur"] == "General"
    assert formats["Projets", "budget_fcfa"] == "#,##0"


def test_l_etendue_annoncee_est_celle_des_colonnes_declarees(modele_entier):
    chemin = modele_entier
    classeur = openpyxl.load_workbook(chemin, read_only=True)
    for feuille in FEUILLES_COORDINATION:
        assert classeur[feuille.nom].max_column - len(feuille.colonnes) in (0, 1)  # le rappel


def test_le_mode_d_emploi_dit_tout(ecrits):
    page = openpyxl.load_workbook(ecrits("GAO"))["Mode d'emploi"]
    lignes = [[c for c in ligne if c] for ligne in page.iter_rows(values_only=True)]
    textes = "\n".join(ligne[0] for ligne in lignes if ligne)
    assert "Remontée de Gao, T2 2023" in textes
    assert "Une ligne que vous ne touchez pas ne dit rien" in textes
    assert "Une cellule que vous videz, elle, efface ce qui était connu" in textes
    assert ["Points", "Les points de délivrance de services.", "2 lignes"] in lignes
    assert ["RATI", "Taux", "région, trimestre", "numerateur, denominateur"] in lignes
    assert ["ML070303", "Gao", "commune"] in lignes
    assert page["A15"].hyperlink.location == "'Valeurs'!A2"


def test_une_valeur_attendue_se_voit_et_se_comprend(ecrits):
    """Les cellules attendues sont jaunes, l'indicateur et la zone en commentaire de la ligne."""
    page = openpyxl.load_workbook(ecrits("GAO"))["Valeurs"]
    rang = {nom: page.cell(1, numero).column_letter for nom, numero in _colonnes(page).items()}
    ligne = next(i for i in range(2, page.max_row + 1) if sans_nom(page.cell(i, 1).value) == "SCOR")
    jaunes = {n for n, lettre in rang.items() if page[f"{lettre}{ligne}"].fill.fgColor.rgb == "FFFFF2CC"}
    assert jaunes == {"valeur", "effectif"}
    note = page[f"A{ligne}"].comment.text
    assert "Gain" in note and "Gao (GAO)" in note and "effectif (nombre de personnes)" in note


def test_ce_qui_est_connu_est_deja_ecrit(ecrits):
    classeur = openpyxl.load_workbook(ecrits("GAO"))
    assert [c.value for c in classeur["Points"]["A"]][:3] == ["id_point", "P1", "P2"]
    assert classeur["Chantiers"]["A2"].value == "CH1"
    assert classeur["SPI tournées"]["A2"].value == "SPI1"
    # La visite connue est d'un autre trimestre : le point est à revoir, ce qu'on en sait est rappelé.
    visites = classeur["Visites"]
    assert visites["A2"].value == "P1 — Forage un" and visites["B2"].value is None
    assert "4/4 tests" in visites["C2"].value and visites["C1"].value == "rappel"
    assert {c.value for c in classeur["Valeurs"]["C"][1:] if c.value} == {"2023-T2"}


def test_une_valeur_deja_recue_revient_dans_le_modele(projet, tmp_path):
    ecrire_modele(projet, "GAO", "2023-T1", tmp_path / "m.xlsx")
    page = openpyxl.load_workbook(tmp_path / "m.xlsx")["Valeurs"]
    valeur = _colonnes(page)["valeur"] - 1
    lues = {(sans_nom(r[0].value), r[1].value): r[valeur].value for r in page.iter_rows(min_row=2) if r[0].value}
    assert lues[("STOC", "Gao (GAO)")] == 10 and lues[("FLUX", "Gao (ML070303)")] == 10
    assert [v for v in lues.values() if v] == [10, 10]


def test_ce_que_la_periode_a_deja_recu_revient_et_ne_change_rien(projet, tmp_path):
    """Visites, avancement, réunions, formations du trimestre sont écrits ; renvoyés, ils ne changent aucun chiffre."""
    ecrire_modele(projet, "SOCLE", "2023-T1", tmp_path / "m.xlsx")
    classeur = openpyxl.load_workbook(tmp_path / "m.xlsx")
    ecrits = {f: sans_nom(classeur[f]["A2"].value) for f in ("Visites", "Avancement", "Réunions", "Formations")}
    assert ecrits == {"Visites": "P1", "Avancement": "CH1", "Réunions": "REU1", "Formations": "FO1"}
    tests = [classeur["Visites"].cell(2, _colonnes(classeur["Visites"])[t]).value for t in ("local", "prestation")]
    assert tests == ["oui", "oui"]
    empreinte = dossier.manifeste(projet, dossier.courante(projet))["empreinte"]
    assert charger_fichiers(projet, tmp_path / "m.xlsx").code == 0
    assert dossier.manifeste(projet, dossier.courante(projet))["empreinte"] == empreinte


def test_une_ligne_videe_remplace_la_valeur_une_ligne_supprimee_non(projet, tmp_path):
    """Ce que le mode d'emploi promet des lignes de Valeurs (règle Q3)."""
    ecrire_modele(projet, "GAO", "2023-T1", tmp_path / "m.xlsx")
    classeur = openpyxl.load_workbook(tmp_path / "m.xlsx")
    page = classeur["Valeurs"]
    for ligne in range(page.max_row, 1, -1):
        cle = (sans_nom(page.cell(ligne, 1).value), page.cell(ligne, 2).value)
        if cle == ("STOC", "Gao (GAO)"):
            page.cell(ligne, _colonnes(page)["valeur"]).value = None
        else:
            page.delete_rows(ligne)
    classeur.save(tmp_path / "m.xlsx")
    assert Counter(a.code for a in verifier(projet, [tmp_path / "m.xlsx"]).anomalies) == {"motif_absent": 1}
    assert charger_fichiers(projet, tmp_path / "m.xlsx").code == 1
    saisies = lire_edition(projet, "SELECT code_indicateur, valeur FROM valeur ORDER BY 1")
    assert saisies == [("FLUX", 10), ("STOC", None)]


@pytest.mark.lent
def test_sans_edition_le_modele_est_vide_mais_utilisable(socle_donnees, tmp_path):
    ecrire_modele(socle_donnees, "Région de Gao", "mai 2023", tmp_path / "m.xlsx")
    assert verifier(socle_donnees, [tmp_path / "m.xlsx"]).anomalies == []
    assert PAR_NOM["valeurs"].nom in openpyxl.load_workbook(tmp_path / "m.xlsx").sheetnames


@pytest.mark.parametrize(("zone", "periode"), [("Tombouctou", "2023-T1"), ("Gao", "2023-T1"), ("GAO", "bientôt")])
def test_demande_impossible(socle_donnees, tmp_path, zone, periode):
    with pytest.raises(DemandeInvalide, match="ne se lit pas"):
        ecrire_modele(socle_donnees, zone, periode, tmp_path / "m.xlsx")


def test_le_modele_n_a_que_les_feuilles_du_travail_de_la_coordination():
    """Un cadre sans itinérance ni chantier n'offre pas leurs feuilles ; des visites appellent leurs points."""
    connus = Connus(codes=["A", "B"], saisis=[{"code": "A"}], sources={"saisie", "points_restaures"})
    noms = [f.nom for f in feuilles_utiles(connus)]
    assert noms == ["Valeurs", "Points", "Visites", "Rapports", "Réunions", "Décisions", "Événements"]
    connus.lignes["chantier_avancement"] = [{"id_chantier": "C1"}]
    assert {"Chantiers", "Avancement"} <= {f.nom for f in feuilles_utiles(connus)}
    assert feuilles_utiles(Connus()) == list(FEUILLES_COORDINATION)
