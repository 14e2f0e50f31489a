"""Le modèle rempli, enregistré par LibreOffice, chargé : pour chaque région, dans chaque format qu'il offre.

Un seul lancement de LibreOffice par format : il convertit tous les classeurs à la fois.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.declaration import sans_nom
from etl.controles.verification import verifier
from etl.edition import dossier as edition
from etl.modeles.modele import ecrire_modele
from geo.zones import descendants, nom_et_code
from tests.etl.atelier import charger_fichiers, lire_edition

pytestmark = pytest.mark.lent

REGIONS = ("GAO", "MENAKA", "DOUENTZA")
#: Les formats où LibreOffice enregistre le classeur rempli, jusqu'à celui qui s'envoie : chacun une fois, chaque région
#: une fois, et Douentza, daté de 1904, dans les deux formats qui le disent.
CHEMINS = (("GAO", "xlsx"), ("MENAKA", "ods puis xlsx"), ("DOUENTZA", "xls"), ("DOUENTZA", "xlsx"))
_JOUR = dt.date(2023, 6, 1)


class _LibreOffice:
    """LibreOffice sans fenêtre, avec son profil à lui : deux séances ne se gênent pas."""

    def __init__(self, programme: Path, dossier: Path) -> None:
        self._programme, self._profil = programme, dossier / "profil"

    def convertir(self, fichiers: list[Path], format_voulu: str, sortie: Path) -> dict[str, Path]:
        """Nom sans extension → fichier écrit ; échoue, avec ce que LibreOffice a dit, si l'un manque."""
        options = ["--headless", "--norestore", f"-env:UserInstallation={self._profil.as_uri()}"]
        commande = [str(self._programme), *options, "--convert-to", format_voulu, "--outdir", str(sortie)]
        fait = subprocess.run([*commande, *map(str, fichiers)], capture_output=True, text=True, timeout=180)
        ecrits = {f.stem: sortie / f"{f.stem}.{format_voulu}" for f in fichiers}
        assert all(e.is_file() for e in ecrits.values()), fait.stdout + fait.stderr
        return ecrits


def _colonnes(page) -> dict[str, int]:
    return {c.value: c.column for c in page[1]}


def _ajouter(page, **cellules) -> None:
    """Écrit une ligne sous la dernière remplie, comme une personne : par-dessus les formats du modèle."""
    rang = _colonnes(page)
    ligne = max(r for r in range(1, page.max_row + 1) if page.cell(r, 1).value is not None) + 1
    for nom, valeur in cellules.items():
        cellule = page.cell(ligne, rang[nom], valeur)
        if isinstance(valeur, str) and nom == "nom":
            cellule.data_type = "s"  # «=Nord» est un nom, pas une formule


def _remplir(chemin: Path, region: str, *, formules: bool) -> None:
    """Remplit le modèle d'une région ; `formules` : un tableur passera ensuite et les calculera."""
    communes = descendants(region, "commune")
    classeur = openpyxl.load_workbook(chemin)
    if region == "DOUENTZA":
        classeur.epoch = CALENDAR_MAC_1904  # comme un vieux tableur de Macintosh
    page = classeur["Valeurs"]
    rang = _colonnes(page)
    for i in range(2, page.max_row + 1):
        code = sans_nom(page.cell(i, rang["code_indicateur"]).value or "")
        if code == "RATI":
            page.cell(i, rang["numerateur"], 3)
            page.cell(i, rang["denominateur"], "1 000")
        elif code == "SCOR":
            page.cell(i, rang["valeur"], "12,5")
            page.cell(i, rang["effectif"], 20)
        elif code == "FLUX" and page.cell(i, rang["code_zone"]).value == nom_et_code(communes[0]):
            page.cell(i, rang["motif_absence"], "zone inaccessible")
        elif code:
            page.cell(i, rang["valeur"], "=5+6" if formules else 11)
    _ajouter(
        classeur["Points"],
        id_point=f"007-{region}",
        nom="=Nord",
        type_service="état civil",
        code_zone=nom_et_code(communes[0]),
        population_desservie="1 234",
    )
    _ajouter(classeur["Étapes"], id_point=f"007-{region}", etape="5 travaux/équipement", date_reelle=_JOUR)
    faits = {"id_point": f"007-{region}", "date": _JOUR, "local": True, "agent": "oui", "moyens": "Oui"}
    _ajouter(classeur["Visites"], **faits, prestation=False, niveau_preuve="2 photo ou registre")
    _ajouter(classeur["Rapports"], code_zone=region, periode=dt.date(2023, 6, 1), date_reception="15/06/2023")
    classeur.save(chemin)


@pytest.fixture(scope="session")
def enregistres(soffice, _projet_publie, edition_demo, tmp_path_factory) -> dict[tuple[str, str], Path]:
    """(région, chemin) → classeur que LibreOffice a enregistré ; (GAO, «vierge» ou «démonstration») : pas rempli."""
    dossier = tmp_path_factory.mktemp("libreoffice")
    libreoffice = _LibreOffice(soffice, dossier)
    vierge, demonstration = dossier / "vierge.xlsx", dossier / "demonstration.xlsx"
    remplis = [dossier / f"{region}.xlsx" for region in REGIONS]
    with pytest.MonkeyPatch.context() as moment:
        # Toutes les feuilles déclarées, comme pour un cadre logique qui les demande toutes.
        moment.setattr("etl.modeles.modele.feuilles_utiles", lambda _connus: list(FEUILLES_COORDINATION))
        ecrire_modele(_projet_publie, "GAO", "2023-T2", vierge)
        ecrire_modele(edition_demo, "GAO", "2024-06", demonstration)
        for region, rempli in zip(REGIONS, remplis, strict=True):
            ecrire_modele(_projet_publie, region, "2023-T2", rempli)
            _remplir(rempli, region, formules=True)
    xlsx = libreoffice.convertir([vierge, demonstration, *remplis], "xlsx", dossier / "xlsx")
    par_region = dict(zip(REGIONS, remplis, strict=True))
    xls = libreoffice.convertir([par_region["DOUENTZA"]], "xls", dossier / "xls")
    ods = libreoffice.convertir([par_region["MENAKA"]], "ods", dossier / "ods")
    reouverts = libreoffice.convertir(list(ods.values()), "xlsx", dossier / "ods_xlsx")
    sortis = {("GAO", "vierge"): xlsx["vierge"], ("GAO", "démonstration"): xlsx["demonstration"]}
    for chemin, ecrits in (("xlsx", xlsx), ("xls", xls), ("ods", ods), ("ods puis xlsx", reouverts)):
        sortis |= {(region, chemin): ecrit for region, ecrit in ecrits.items() if region in REGIONS}
    return sortis


@pytest.mark.parametrize(("region", "chemin"), CHEMINS)
def test_rempli_enregistre_charge(region, chemin, enregistres, projet):
    _charger_et_relire(projet, region, enregistres[region, chemin])


def test_enregistre_vierge_puis_rempli_puis_charge(enregistres, projet, tmp_path):
    rempli = tmp_path / "rempli.xlsx"
    shutil.copy(enregistres["GAO", "vierge"], rempli)
    _remplir(rempli, "GAO", formules=False)
    _charger_et_relire(projet, "GAO", rempli)


def test_le_modele_de_la_demonstration_renvoye_tel_quel_ne_change_aucun_chiffre(enregistres, copie_demo):
    def empreinte():
        return edition.manifeste(copie_demo, edition.courante(copie_demo))["empreinte"]

    avant = empreinte()
    bilan = charger_fichiers(copie_demo, enregistres["GAO", "démonstration"])
    fautes = lire_edition(copie_demo, "SELECT code, ligne FROM anomalie WHERE fichier = 'demonstration.xlsx'")
    # Ce que le programme a écrit ne lui revient pas en faute, même le point que la démonstration place mal exprès.
    assert fautes == [] and bilan.code == 0
    recu = "nouvelles, revues, quarantaine FROM chargement WHERE nom_fichier = 'demonstration.xlsx'"
    assert lire_edition(copie_demo, f"SELECT {recu}") == [(0, 0, 0)]
    assert empreinte() == avant


def test_listes_verrous_et_commentaires_demeurent(enregistres):
    avant = openpyxl.load_workbook(enregistres["GAO", "vierge"].parents[1] / "vierge.xlsx")
    apres = openpyxl.load_workbook(enregistres["GAO", "vierge"])
    assert apres.sheetnames == avant.sheetnames
    assert apres["Listes"].sheet_state == "hidden"
    for page in avant.worksheets[1:-1]:
        rendue = apres[page.title]
        assert rendue.protection.sheet and rendue["A1"].protection.locked
        assert not rendue.column_dimensions["A"].protection.locked
        assert [c.comment.text for c in rendue[1]] == [c.comment.text for c in page[1]]
        assert _plages(rendue) == _plages(page), page.title


def _plages(page) -> dict[str, str]:
    """Plage validée → liste d'où viennent ses valeurs."""
    return {
        str(plage): (v.formula1 or "").lstrip("=")
        for v in page.data_validations.dataValidation
        for plage in v.sqref.ranges
    }


def test_un_ods_est_refuse_et_dit_d_enregistrer_en_xlsx(enregistres, projet):
    verification = verifier(projet, [enregistres["MENAKA", "ods"]])
    assert verification.code == 3
    (anomalie,) = verification.anomalies
    assert "OpenDocument (.ods)" in anomalie.message
    assert "enregistrez-le en .xlsx" in anomalie.message


def _charger_et_relire(projet: Path, region: str, fichier: Path) -> None:
    bilan = charger_fichiers(projet, fichier)
    assert bilan.code == 0, lire_edition(projet, "SELECT fichier, feuille, ligne, message FROM anomalie")
    communes = descendants(region, "commune")

    def recu(requete):
        return lire_edition(projet, f"{requete} AND id_chargement = 3 ORDER BY ALL")

    valeurs = "SELECT code_indicateur, valeur, numerateur, denominateur, effectif FROM valeur"
    assert Counter(recu(f"{valeurs} WHERE motif_absence IS NULL")) == {
        ("FLUX", 11, None, None, None): len(communes) - 1,
        ("STOC", 11, None, None, None): 1,
        ("RATI", None, 3, 1000, None): 1,
        ("SCOR", 12.5, None, None, 20): 1,
    }
    assert recu("SELECT code_zone, motif_absence FROM valeur WHERE motif_absence IS NOT NULL") == [
        (communes[0], "zone inaccessible")
    ]
    point = f"id_point = '007-{region}'"
    assert recu(f"SELECT nom, type_service, code_zone, population_desservie FROM point_service WHERE {point}") == [
        ("=Nord", "état civil", communes[0], 1234)
    ]
    assert recu(f"SELECT etape, date_reelle FROM etape_restauration WHERE {point}") == [("5", _JOUR)]
    tests = "date, local, agent, moyens, prestation, niveau_preuve"
    assert recu(f"SELECT {tests} FROM visite WHERE {point}") == [(_JOUR, True, True, True, False, "2")]
    assert recu("SELECT periode, date_reception FROM rapport_activite WHERE true") == [
        ("2023-06", dt.date(2023, 6, 15))
    ]
    assert lire_edition(projet, "SELECT count(*) FROM cellule_gardee") == [(0,)]
