"""Un dépôt fautif par code du catalogue : ses anomalies, toutes ses anomalies, et rien qu'elles."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from domaine.anomalies import CATALOGUE, REFUS, Anomalie
from domaine.reglages import reglages
from etl.controles.verification import verifier
from etl.documentation import ORIGINES, page_des_anomalies
from etl.fichiers.depots import Depots, lire_envoi
from etl.lignes.entetes import lettre_colonne
from tests.depots_fautifs import fabrique

CAS = fabrique.lire_cas()
RACINE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sain(tmp_path_factory) -> Path:
    """Les dépôts du projet sain, à lire seulement."""
    dossier = tmp_path_factory.mktemp("sain")
    depots = Depots(dossier)
    for nom, feuilles in fabrique.projet_sain().items():
        chemin = fabrique.ecrire_classeur(dossier / f"{nom}.xlsx", feuilles)
        depots.deposer(lire_envoi(chemin, reglages()))
    return dossier


@pytest.fixture
def donnees(sain, monkeypatch) -> Path:
    monkeypatch.setenv("SOCLE_DONNEES", str(sain))
    return sain


def test_le_projet_sain_l_est(donnees):
    """Le même fichier, encore : ses anomalies sont redites, et il n'en a pas."""
    verification = verifier(donnees, [donnees / "cadre.xlsx", donnees / "coordination.xlsx"])
    assert [a.message for a in verification.anomalies] == []
    assert verification.code == 0


def test_a_la_limite_rien_ne_se_dit(donnees, tmp_path):
    """Chaque contrôle a ici une ligne juste en deçà de sa faute : un contrôle qui crie trop vite ne se lit plus."""
    chemin = fabrique.ecrire_classeur(tmp_path / "justes.xlsx", fabrique.feuilles_justes())
    assert [a.message for a in verifier(donnees, [chemin]).anomalies] == []


@pytest.fixture(scope="module")
def trouvees(sain, tmp_path_factory) -> dict[str, list[Anomalie]]:
    """Code → les anomalies de son dépôt fautif.

    Les cas d'un même fichier YAML ont des clés distinctes et passent ensemble, chacun dans son classeur : soixante
    vérifications coûteraient plus que tout le reste. Un cas qui règle la date des données passe seul.
    """
    dossier = tmp_path_factory.mktemp("fautifs")
    lots: dict[tuple[str, str], list[Path]] = {}
    for code, cas in CAS.items():
        lot = lots.setdefault((cas.groupe, cas.date_donnees), [])
        lot.append(fabrique.ecrire_classeur(dossier / f"{code}.xlsx", cas.feuilles))
    anomalies: dict[str, list[Anomalie]] = {code: [] for code in CAS}
    with pytest.MonkeyPatch.context() as moment:
        moment.setenv("SOCLE_DONNEES", str(sain))
        for (_, date_donnees), fichiers in lots.items():
            moment.setenv("SOCLE_DATE_DONNEES", date_donnees)
            for anomalie in verifier(sain, fichiers).anomalies:
                anomalies[anomalie.fichier.removesuffix(".xlsx")].append(anomalie)
    return anomalies


@pytest.mark.parametrize("code", sorted(CAS))
def test_depot_fautif(code, trouvees):
    """Règle Q1."""
    cas = CAS[code]
    lues = Counter((a.code, a.feuille, a.ligne, a.colonne) for a in trouvees[code])
    attendues = Counter((a.code, a.feuille, a.ligne, a.colonne) for a in cas.attendues)
    assert lues == attendues, "\n".join(a.message for a in trouvees[code])
    for anomalie in trouvees[code]:
        _verifier_message(anomalie, cas.feuilles.get(anomalie.feuille, [[]])[0])


def _verifier_message(anomalie: Anomalie, entetes: list[object]) -> None:
    """La phrase dit où (fichier, feuille, cellule), quoi (la valeur) et que faire."""
    assert anomalie.gravite == CATALOGUE[anomalie.code].gravite
    assert anomalie.message.startswith(f"{anomalie.fichier}, feuille «{anomalie.feuille}»"), anomalie.message
    assert CATALOGUE[anomalie.code].remede in anomalie.message
    assert "None" not in anomalie.message and "{" not in anomalie.message, anomalie.message
    if anomalie.ligne and anomalie.colonne in entetes:
        adresse = f"cellule {lettre_colonne(entetes.index(anomalie.colonne))}{anomalie.ligne}"
        assert adresse in anomalie.message, anomalie.message
    elif anomalie.ligne:
        assert f"ligne {anomalie.ligne}" in anomalie.message, anomalie.message
    if "{valeur}" in CATALOGUE[anomalie.code].phrase:
        assert anomalie.valeur and anomalie.valeur in anomalie.message, anomalie.message


@pytest.mark.parametrize("code", sorted(REFUS))
def test_fichier_refuse(code, donnees, tmp_path, monkeypatch):
    monkeypatch.setenv("SOCLE_TAILLE_DECOMPRESSEE_MAX_MO", "2")
    verification = verifier(donnees, [fabrique.REFUS[code](tmp_path)])
    assert [a.code for a in verification.anomalies] == [code]
    assert verification.code == 3
    message = verification.anomalies[0].message
    assert message.startswith("fichier") and CATALOGUE[code].remede in message
    assert verification.anomalies[0].ligne is None


def test_chaque_code_a_son_depot_fautif():
    assert set(CAS) | set(fabrique.REFUS) == set(CATALOGUE)
    for code, cas in CAS.items():
        assert code in {a.code for a in cas.attendues}


def test_chaque_code_est_documente():
    """`docs/ANOMALIES.md` se refait par `python -m etl.documentation`."""
    ecrite = (RACINE / "docs" / "ANOMALIES.md").read_text(encoding="utf-8")
    assert ecrite == page_des_anomalies()
    assert set(ORIGINES) == set(CATALOGUE)
    for code, genre in CATALOGUE.items():
        ligne = next(li for li in ecrite.splitlines() if li.startswith(f"| `{code}` "))
        assert genre.gravite in ligne
        assert genre.remede in ligne


def test_toutes_les_anomalies_en_une_passe(donnees, tmp_path):
    """Les fautes de plusieurs feuilles d'un classeur sont toutes dites, sans arrêt à la première (règle Q1)."""
    feuilles = {nom: CAS[code].feuilles[nom] for code, nom in (
        ("zone_mopti", "Rapports"), ("cellule_vide", "Points"), ("cellule_illisible", "Visites"),
        ("etapes_desordre", "Étapes"), ("femmes_superieur_total", "Valeurs"), ("feuille_inconnue", "Brouillon"),
    )}  # fmt: skip
    verification = verifier(donnees, [fabrique.ecrire_classeur(tmp_path / "fautif.xlsx", feuilles)])
    codes = [a.code for a in verification.anomalies]
    assert sorted(codes) == sorted(
        "zone_mopti cellule_vide cellule_illisible cellule_illisible cellule_illisible etapes_desordre "
        "femmes_superieur_total femmes_superieur_total feuille_inconnue".split()
    )
    assert verification.code == 2


@pytest.mark.lent
def test_par_la_vraie_commande(sain, tmp_path, lancer_etl):
    bloquant = fabrique.ecrire_classeur(tmp_path / "bloquant.xlsx", CAS["zone_inconnue"].feuilles)
    a_verifier = fabrique.ecrire_classeur(tmp_path / "averifier.xlsx", CAS["montant_absent"].feuilles)
    for fichiers, code in (([a_verifier], 1), ([a_verifier, bloquant], 2), ([bloquant, tmp_path / "absent.xlsx"], 3)):
        fait = lancer_etl("verifier", *fichiers, "--format", "json", donnees=sain)
        assert fait.returncode == code, fait.stderr
        for anomalie in json.loads(fait.stdout):
            assert list(anomalie) == "gravite code fichier feuille ligne colonne valeur message suggestion".split()
    zone = [a for a in json.loads(fait.stdout) if a["code"] == "zone_inconnue"]
    assert re.match(r"Gounzoureye \(ML\d+\)", zone[0]["suggestion"])
