"""Une édition figée garde ce qu'elle change de la précédente du même public, et le rapport le dit."""

import shutil

import pytest

from domaine.chemins import BASE
from etl.commandes.chargement import charger
from etl.commandes.retraits import retirer_depot
from etl.edition import dossier as edition
from etl.edition.comparaison import comparer
from etl.fichiers.depots import Depots
from etl.gel import figer
from etl.gel.admission import AFiger
from etl.progression import Progression
from tests.etl import petits_classeurs as petits

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent
MUET = Progression(muet=True)


@pytest.fixture(scope="module")
def _publiees(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("suite")
    janvier = petits.ecrire(dossier / "janvier.xlsx", Valeurs=petits.valeurs(1, GAO=100, MENAKA=40, DOUENTZA=60))
    charger(dossier / "donnees", [petits.ecrire_cadre(dossier / "cadre.xlsx"), janvier], MUET)
    return dossier / "donnees"


@pytest.fixture
def donnees(_publiees, tmp_path, monkeypatch):
    """Le cadre et janvier, publiés, à soi : des comptes assez grands pour qu'aucun ne soit masqué."""
    copie = shutil.copytree(_publiees, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def _figer(donnees, public, periode, **changes):
    return figer.figer(donnees, AFiger(public, "Essai", periode, **changes), MUET)["id"]


def _revisions(donnees, numero):
    requete = """
        SELECT code_zone, type_periode, periode, genre, valeur_avant, valeur, fichiers FROM revision_chiffre
        WHERE code_indicateur = 'F1' AND code_zone IN ('GAO', 'MENAKA') AND type_periode = 'mois' ORDER BY ALL
    """
    with edition.ouvrir(edition.chemin_base(donnees, numero)) as base:
        return base.execute(requete).fetchall()


@pytest.mark.parametrize(("public", "fichier"), [("interne", "corrige.xlsx"), ("bailleur", None)])
def test_la_suivante_dit_ce_qu_elle_change(donnees, tmp_path, public, fichier):
    premiere = _figer(donnees, public, "2023-01", rapport=False)
    # Gao est corrigé, février arrive : le premier est une révision, le second n'en est pas une.
    corrige = petits.ecrire(tmp_path / "corrige.xlsx", Valeurs=petits.valeurs(1, GAO=120))
    fevrier = petits.ecrire(tmp_path / "fevrier.xlsx", Valeurs=petits.valeurs(2, GAO=30, MENAKA=10, DOUENTZA=20))
    charger(donnees, [corrige, fevrier], MUET)
    # Une édition d'un autre public, entre les deux, n'est pas «la précédente».
    _figer(donnees, "partenaires", "2023-01", rapport=False)
    seconde = _figer(donnees, public, "2023-02", rapport=public == "bailleur")
    attendu = ("GAO", "mois", "2023-01", "révisée", 100.0, 120.0, fichier)
    assert _revisions(donnees, seconde) == [attendu]
    with edition.ouvrir(edition.chemin_base(donnees, seconde)) as base:
        info = dict(base.execute("SELECT cle, valeur FROM info").fetchall())
        assert info["edition_precedente"] == premiere
        causes = base.execute("SELECT cause, count(*) FROM revision_chiffre GROUP BY cause").fetchall()
    # Le rapport, la commande et la base comptent les mêmes chiffres, et en disent la même cause (règles E6 et E7).
    comparaison = comparer(donnees, premiere, seconde)
    assert causes == [("lignes reçues", len(comparaison.changes))]
    assert {e.cause for e in comparaison.changes} == {"lignes reçues"} and comparaison.communs > 0
    if public == "bailleur":
        rapport = (edition.chemin_base(donnees, seconde).parent / "rapport.html").read_text(encoding="utf-8")
        assert f"{len(comparaison.changes)}\u00a0chiffres changés depuis l’édition {premiere}" in rapport


def test_la_premiere_d_un_public_n_en_a_pas(donnees, tmp_path):
    charger(donnees, [petits.ecrire(tmp_path / "c.xlsx", Valeurs=petits.valeurs(1, GAO=120))], MUET)
    # L'édition publiée dit une révision ; celle du bailleur, qui n'a rien reçu avant, n'en dit aucune.
    with edition.ouvrir(edition.chemin_base(donnees)) as base:
        assert base.execute("SELECT count(*) FROM revision_chiffre").fetchall()[0][0] > 0
    premiere = _figer(donnees, "bailleur", "2023-01", rapport=False)
    assert _revisions(donnees, premiere) == []


def test_un_depot_retire_est_la_cause_de_ce_qu_il_change(donnees, tmp_path):
    """Règle E7 : ni un réglage, ni le programme."""
    charger(donnees, [petits.ecrire(tmp_path / "corrige.xlsx", Valeurs=petits.valeurs(1, GAO=120))], MUET)
    _figer(donnees, "bailleur", "2023-01", rapport=False)
    retirer_depot(donnees, Depots(donnees).lister()[-1].rang, "essai", MUET)
    seconde = _figer(donnees, "bailleur", "2023-01", rapport=False)
    with edition.ouvrir(edition.chemin_base(donnees, seconde)) as base:
        causes = base.execute("SELECT DISTINCT cause FROM revision_chiffre").fetchall()
    assert causes == [("dépôt retiré ou remis",)]


def test_une_periode_passee_figee_apres_ne_se_compare_pas_a_la_plus_recente(donnees, tmp_path):
    """Règles E6 et E21 : ce qui suit sa période n'a pas «disparu»."""
    charger(donnees, [petits.ecrire(tmp_path / "fevrier.xlsx", Valeurs=petits.valeurs(2, GAO=30, MENAKA=10))], MUET)
    _figer(donnees, "bailleur", "2023-02", rapport=False)
    passee = _figer(donnees, "bailleur", "2023-01", rapport=False)
    suivante = _figer(donnees, "bailleur", "2023-01", rapport=False)
    with edition.ouvrir(edition.chemin_base(donnees, passee)) as base:
        assert base.execute("SELECT count(*) FROM revision_chiffre").fetchall() == [(0,)]
        assert base.execute("SELECT count(*) FROM info WHERE cle = 'edition_precedente'").fetchall() == [(0,)]
    with edition.ouvrir(edition.chemin_base(donnees, suivante)) as base:
        assert base.execute("SELECT valeur FROM info WHERE cle = 'edition_precedente'").fetchall() == [(passee,)]
        assert base.execute("SELECT DISTINCT edition FROM chiffre_precedent").fetchall() == [(passee,)]


def test_une_cible_changee_se_garde_et_se_dit(donnees, tmp_path):
    _figer(donnees, "bailleur", "2023-01", rapport=False)
    cible = {"code_indicateur": "F1", "code_zone": "GAO", "periode": "2023-01", "valeur": 20, "nature_cible": "cumul"}
    charger(donnees, [petits.ecrire(tmp_path / "cibles.xlsx", Cibles=[cible])], MUET)
    seconde = _figer(donnees, "bailleur", "2023-01")
    dossier = edition.chemin_base(donnees, seconde).parent
    with edition.ouvrir(dossier / BASE) as base:
        phrases = [p for (p,) in base.execute("SELECT phrase FROM revision_definition").fetchall()]
    assert len(phrases) == 1 and "F1" in phrases[0] and "20" in phrases[0]
    assert "Définitions, cibles et seuils changés" in (dossier / "rapport.html").read_text(encoding="utf-8")
