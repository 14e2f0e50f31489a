"""Un dépôt fautif par code du catalogue : ses anomalies, toutes ses anomalies, et rien qu'elles."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from domaine.anomalies import Anomalie
from domaine.catalogue import CATALOGUE, REFUS
from domaine.listes import libelles
from domaine.reglages import reglages
from etl.controles.verification import verifier
from etl.documentation import ORIGINES, page_des_anomalies
from etl.fichiers.depots import Depots
from etl.fichiers.recu import lire_recu
from etl.lignes.entetes import lettre_colonne
from tests.depots_fautifs import fabrique

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

CAS = fabrique.lire_cas()
RACINE = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sain(tmp_path_factory) -> Path:
    """Les dépôts du projet sain, à lire seulement."""
    dossier = tmp_path_factory.mktemp("sain")
    depots = Depots(dossier)
    for nom, feuilles in fabrique.projet_sain().items():
        chemin = fabrique.ecrire_classeur(dossier / f"{nom}.xlsx", feuilles)
        depots.deposer(lire_recu(chemin, reglages()))
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
    """Le message dit où (fichier, feuille, cellule), quoi (la valeur) et que faire, et chacun est aussi un champ."""
    assert anomalie.gravite == CATALOGUE[anomalie.code].gravite
    lieu, ligne = f"{anomalie.fichier}, feuille «{anomalie.feuille}»", anomalie.ligne
    if ligne and anomalie.colonne in entetes:
        assert anomalie.cellule == f"{lettre_colonne(entetes.index(anomalie.colonne))}{ligne}"
        lieu += f", cellule {anomalie.cellule}"
    elif anomalie.cellule:
        # Une feuille de formulaire ou de DHIS2 a ses propres en-têtes ; la cellule est celle du fichier reçu.
        assert anomalie.cellule.endswith(str(ligne)) and anomalie.colonne
        lieu += f", cellule {anomalie.cellule}"
    else:
        lieu += f", ligne {ligne}" if ligne else ""
    assert anomalie.message == f"{lieu} : {anomalie.constat} {anomalie.remede}"
    if anomalie.valeur and anomalie.code not in AUTREMENT_DITE:
        assert anomalie.valeur in anomalie.constat, anomalie.message
    for phrase in (anomalie.constat, anomalie.remede):
        _verifier_ecriture(phrase.replace(anomalie.valeur, "reçu") if anomalie.valeur else phrase)


#: Le constat nomme ce qui est reçu en d'autres mots : la partie fautive d'une clé, une date écrite à la française.
AUTREMENT_DITE = {"correction_impossible", "etapes_desordre"}
#: Une ponctuation double sans son espace, une simple qui en a une, une espace double, un guillemet étranger.
TYPOGRAPHIE = re.compile(r"\S[;?!%]|[^\s\d]:|\s[,.]\s|\s\s|[\"“”]|«\s|\s»")
ANGLAIS = re.compile(r"\b(None|NaN|null|true|false|error|invalid|unknown|expected|value|file|sheet|the|not|and)\b")


def _verifier_ecriture(phrase: str) -> None:
    assert phrase.endswith((".", "?")) and "{" not in phrase, phrase
    assert not TYPOGRAPHIE.search(phrase), (phrase, TYPOGRAPHIE.search(phrase))
    assert not ANGLAIS.search(phrase), (phrase, ANGLAIS.search(phrase))


def test_reconnaitre_une_phrase_mal_ecrite():
    for faute in ("un: deux.", "quoi?", "un , deux.", "un  deux.", 'le "mot".', "« mot ».", "the file.", "sans point"):
        with pytest.raises(AssertionError):
            _verifier_ecriture(faute)
    _verifier_ecriture("à 10:30, «un» ; deux : 3 % (a.xlsx) ?")


def test_le_remede_cite_les_valeurs_admises(donnees, tmp_path):
    """Toutes quand la liste est courte ; les plus proches quand elle est longue, toutes encore si rien n'est proche."""
    points = [["id_point", "nom", "type_service", "code_zone"]]
    points += [["P80", "a", "education nationale", "ML070303"], ["P81", "b", "zzz", "ML070303"]]
    visites = [["id_point", "date", "mode", "local", "agent", "moyens", "prestation"]]
    visites += [["P80", "2023-02-01", "en avion", "oui", "oui", "oui", "oui"]]
    lues = verifier(donnees, [fabrique.ecrire_classeur(tmp_path / "l.xlsx", {"Points": points, "Visites": visites})])
    longue, sans_proche, courte = (a for a in lues.anomalies if a.code == "liste_inconnue")
    assert longue.suggestion.startswith("éducation") and longue.remede.endswith(f"Proche : {longue.suggestion}.")
    assert "19 valeurs" in longue.remede and "assainissement" not in longue.remede
    assert all(f"«{v}»" in sans_proche.remede for v in libelles("type_service")) and not sans_proche.suggestion
    assert all(f"«{v}»" in courte.remede for v in libelles("mode_visite"))


def test_une_feuille_ou_une_colonne_mal_nommee_dit_la_plus_proche(donnees, tmp_path):
    feuilles = {
        "Valeur": [["a"], ["b"]],
        "Rapports": [["code_zone", "periode", "date_recepsion"], ["GAO", "2023-01", "x"]],
    }
    lues = {a.code: a for a in verifier(donnees, [fabrique.ecrire_classeur(tmp_path / "n.xlsx", feuilles)]).anomalies}
    assert lues["feuille_inconnue"].remede.endswith("Proche : Valeurs.")
    assert lues["colonne_inconnue"].suggestion.startswith("date_reception")


@pytest.fixture(scope="module")
def refuses(sain, tmp_path_factory) -> list[Anomalie]:
    """Ce qui se dit des fichiers refusés, un par code, envoyés ensemble."""
    with pytest.MonkeyPatch.context() as moment:
        moment.setenv("SOCLE_DONNEES", str(sain))
        moment.setenv("SOCLE_TAILLE_DECOMPRESSEE_MAX_MO", "2")
        fichiers = [fabrique.REFUS[code](tmp_path_factory.mktemp("refus")) for code in sorted(REFUS)]
        verification = verifier(sain, fichiers)
    assert verification.code == 3
    assert sorted(a.code for a in verification.anomalies) == sorted(REFUS)
    return verification.anomalies


@pytest.mark.parametrize("code", sorted(REFUS))
def test_fichier_refuse(code, refuses):
    (refus,) = (a for a in refuses if a.code == code)
    assert refus.message == f"{refus.fichier} : {refus.constat} {refus.remede}"
    assert refus.fichier.startswith("fichier") and refus.remede == CATALOGUE[code].remede
    assert refus.ligne is None and not refus.cellule
    _verifier_ecriture(refus.constat)
    _verifier_ecriture(refus.remede)


#: Ce qu'un classeur seul ne montre pas : il y faut le journal des réunions (tests/etl/reunions), ou deux exports d'un
#: même formulaire (tests/etl/soumissions).
SANS_CLASSEUR = {"tenue_au_journal", "soumission_modifiee", "soumissions_rejetees_depuis", "soumissions_disparues"}


def test_chaque_code_a_son_depot_fautif():
    assert set(CAS) | set(fabrique.REFUS) | SANS_CLASSEUR == set(CATALOGUE)
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
        assert genre.constat in ligne and genre.remede.replace("|", "\\|") in ligne


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
    """Un vrai processus, une fois ; les autres codes de sortie sont dans `tests/etl/commandes/test_commandes.py`."""
    bloquant = fabrique.ecrire_classeur(tmp_path / "bloquant.xlsx", CAS["zone_inconnue"].feuilles)
    a_verifier = fabrique.ecrire_classeur(tmp_path / "averifier.xlsx", CAS["montant_absent"].feuilles)
    fait = lancer_etl("verifier", a_verifier, bloquant, "--format", "json", donnees=sain)
    assert fait.returncode == 2, fait.stderr
    for anomalie in json.loads(fait.stdout):
        assert list(anomalie)[:9] == "gravite code fichier feuille ligne colonne valeur message suggestion".split()
        assert list(anomalie)[9:] == ["cellule", "constat", "remede"]
    zone = [a for a in json.loads(fait.stdout) if a["code"] == "zone_inconnue"]
    assert re.match(r"Gounzoureye \(ML\d+\)", zone[0]["suggestion"])
