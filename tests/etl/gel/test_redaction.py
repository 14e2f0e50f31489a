"""Ce que qui fige écrit, ce que l'édition d'avant publiait, la survie : gardés dans la base, dits dans le document."""

import json
import shutil

import duckdb
import pytest

from domaine.figees import LIGNE_MAX, LIGNES_MAX
from etl.commandes.chargement import charger
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel import figer
from etl.gel.admission import AFiger
from etl.gel.redaction import Redaction, lire_redaction
from etl.progression import Progression
from tests.etl import petits_classeurs as petits
from tests.figees import resceller

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)


@pytest.fixture(scope="module")
def _publie(tmp_path_factory):
    """Le cadre, janvier et février : des comptes assez grands pour qu'aucun ne soit masqué."""
    ici = tmp_path_factory.mktemp("redaction")
    mois = [
        petits.ecrire(ici / "janvier.xlsx", Valeurs=petits.valeurs(1, GAO=100, MENAKA=40, DOUENTZA=60)),
        petits.ecrire(ici / "fevrier.xlsx", Valeurs=petits.valeurs(2, GAO=30, MENAKA=10, DOUENTZA=20)),
    ]
    charger(ici / "donnees", [petits.ecrire_cadre(ici / "cadre.xlsx"), *mois], MUET)
    return ici / "donnees"


@pytest.fixture
def donnees(_publie, tmp_path, monkeypatch):
    """Ce projet, à soi."""
    copie = tmp_path / "donnees"
    shutil.copytree(_publie, copie)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def _figer(donnees, periode, public="bailleur", **redaction):
    demande = AFiger(public, "Essai", periode, rapport=False, redaction=Redaction(**redaction))
    return figer.figer(donnees, demande, MUET)["id"]


def _lire(donnees, numero, requete):
    with edition.ouvrir(edition.chemin_base(donnees, numero)) as base:
        return base.execute(requete).fetchall()


def test_les_lignes_ecrites_et_les_commentaires_gardes_sont_dans_la_base(donnees):
    """Règle E20."""
    rubriques = {"risques": ["La crue", "Le prix du ciment"], "prepare": ["suivi-évaluation"]}
    numero = _figer(donnees, "2023-02", rubriques=rubriques, chiffres={("F1", "GAO"): "Deux relevés manquent."})
    assert _lire(donnees, numero, "FROM redaction ORDER BY ALL") == [
        ("prepare", 1, "suivi-évaluation"),
        ("risques", 1, "La crue"),
        ("risques", 2, "Le prix du ciment"),
    ]
    assert _lire(donnees, numero, "FROM commentaire_chiffre") == [("F1", "GAO", "2023-02", "Deux relevés manquent.")]


def test_un_commentaire_que_le_public_ne_lit_pas_est_refuse(donnees):
    """Règle E20 : le bailleur ne lit pas les communes ; rien n'est figé."""
    with pytest.raises(DemandeInvalide, match="ne lit pas F1 à la zone ML070303"):
        _figer(donnees, "2023-02", chiffres={("F1", "ML070303"): "Une commune."})
    assert not list((donnees / "figees").glob("E*"))


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        ({"rubriques": {"noms": ["X"]}}, "n'existe pas"),
        ({"rubriques": {"risques": ["x"] * (LIGNES_MAX + 1)}}, f"{LIGNES_MAX} au plus"),
        ({"rubriques": {"risques": ["x" * (LIGNE_MAX + 1)]}}, f"{LIGNE_MAX} au plus"),
        ({"rubriques": {"risques": [3]}}, "ne se lit pas"),
        ({"chiffres": [{"code_indicateur": "F1"}]}, "ne se lit pas"),
        ([], "ne se lit pas"),
    ],
)
def test_un_fichier_qui_ne_va_pas_est_refuse_en_francais(tmp_path, contenu, dit):
    """Règle E20."""
    fichier = tmp_path / "redaction.json"
    fichier.write_text(json.dumps(contenu), encoding="utf-8")
    with pytest.raises(DemandeInvalide, match=dit):
        lire_redaction(fichier)


def test_une_ligne_vide_ne_s_ecrit_pas(tmp_path):
    fichier = tmp_path / "redaction.json"
    fichier.write_text(json.dumps({"rubriques": {"risques": ["  "], "suite": [" a ", ""]}}), encoding="utf-8")
    assert lire_redaction(fichier).rubriques == {"suite": ["a"]}


_AVANT = (
    "SELECT edition, periode, valeur, etat FROM chiffre_precedent WHERE code_indicateur = 'F1' AND code_zone = 'GAO'"
)


def test_l_edition_d_avant_se_redit_telle_qu_elle_fut_remise(donnees, tmp_path):
    """Règle E21 : corrigé depuis, le chiffre rappelé reste celui que le lecteur a en main."""
    premiere = _figer(donnees, "2023-01")
    assert _lire(donnees, premiere, _AVANT) == []
    charger(donnees, [petits.ecrire(tmp_path / "corrige.xlsx", Valeurs=petits.valeurs(1, GAO=120))], MUET)
    # D'un autre public, elle n'est pas «la précédente».
    _figer(donnees, "2023-01", public="partenaires")
    seconde = _figer(donnees, "2023-02")
    ((numero, periode, valeur, _),) = _lire(donnees, seconde, _AVANT)
    assert (numero, periode, valeur) == (premiere, "2023-01", 100.0)
    niveaux = _lire(donnees, seconde, "SELECT DISTINCT code_zone FROM chiffre_precedent ORDER BY 1")
    assert niveaux == [("DOUENTZA",), ("GAO",), ("MENAKA",), ("SOCLE",)]


def test_une_periode_passee_figee_apres_ne_rappelle_pas_la_suivante(donnees):
    """Règle E21."""
    _figer(donnees, "2023-02")
    assert _lire(donnees, _figer(donnees, "2023-01"), _AVANT) == []


def test_ce_que_celle_ci_masque_ne_se_redit_pas(donnees):
    """Règle E21 : un chiffre devenu masqué l'est aussi dans le rappel."""
    numero = _figer(donnees, "2023-01")
    premiere = edition.chemin_base(donnees, numero)
    premiere.chmod(0o644)
    # Comme si une autre édition l'avait masqué depuis (règle M10).
    with duckdb.connect(str(premiere)) as base:
        base.execute("""INSERT INTO valeur_masquee SELECT code_indicateur, code_zone, type_periode, periode, dimension,
            modalite FROM valeurs WHERE code_zone = 'GAO' AND type_periode = 'cumul' AND dimension IS NULL""")
    resceller(donnees, numero)
    ((_, _, valeur, etat),) = _lire(donnees, _figer(donnees, "2023-02"), _AVANT)
    assert (valeur, etat) == (None, "masqué")
