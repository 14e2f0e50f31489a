"""Figer une édition : numéro, sceau, refus, immuabilité, et ce que `edition verifier` dit d'une altération."""

import json
import shutil

import duckdb
import pytest

from domaine import chemins, preuve
from domaine.figees import est_numero
from etl.commandes.chargement import republier
from etl.commandes.cli import principal
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel import figer, sceau, verification
from etl.gel.admission import AFiger
from etl.progression import Progression

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)


def _figer(donnees, **changes):
    demande = {"public": "interne", "titre": "Comité de juillet", "periode": "T2 2024", "rapport": False} | changes
    return figer.figer(donnees, AFiger(**demande), MUET)


@pytest.fixture(scope="module")
def _figee(edition_demo, tmp_path_factory):
    """La démonstration et une édition interne figée, E2024-T2-1 ; `figee` en est une copie."""
    donnees = tmp_path_factory.mktemp("figee") / "donnees"
    shutil.copytree(edition_demo, donnees)
    _figer(donnees)
    return donnees


@pytest.fixture
def figee(_figee, tmp_path, monkeypatch):
    copie = tmp_path / "figee"
    shutil.copytree(_figee, copie)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def _rendre_inscriptible(dossier):
    for fichier in dossier.iterdir():
        fichier.chmod(0o644)


def test_une_edition_figee_a_un_numero_une_identite_et_un_sceau(copie_demo):
    figee = _figer(copie_demo, note="Sans Ménaka.", commentaires={"R1": "Deux chantiers arrêtés.", "R2": " "})
    assert figee["id"] == "E2024-T2-1" and est_numero(figee["id"])
    assert (figee["public"], figee["titre"], figee["periode"]) == ("interne", "Comité de juillet", "2024-T2")
    assert figee["date_donnees"] == "2024-06-30" and figee["decoupage"] == "2021" and not figee["provisoire"]
    assert {s["jeu"] for s in figee["seuils"]} >= {"defaut"}
    assert figee["sceau"] == preuve.calculer_sceau(edition.manifeste(copie_demo, figee["id"]))
    base = edition.chemin_base(copie_demo, figee["id"])
    with edition.ouvrir(base) as connexion:
        lue = dict(connexion.execute("SELECT cle, valeur FROM edition_figee").fetchall())
        assert lue["numero"] == figee["id"] and lue["note"] == "Sans Ménaka."
        assert connexion.execute("SELECT * FROM commentaire").fetchall() == [("R1", "Deux chantiers arrêtés.")]
        assert edition.empreinte_logique(connexion) == figee["empreinte"]
    # Les chiffres d'une édition interne sont ceux de l'édition figée, au dernier près.
    source = edition.manifeste(copie_demo, edition.courante(copie_demo))
    assert figee["empreinte"] == source["empreinte"] and figee["edition_source"] == source["id"]
    assert verification.verifier(copie_demo, figee["id"]).fautes == ()


def test_un_numero_ne_sert_jamais_deux_fois(donnees_figees, tmp_path):
    """Règle E4 : les trois publics se suivent dans la même suite."""
    donnees = tmp_path / "donnees"
    shutil.copytree(donnees_figees, donnees)
    numeros = {p.name for p in chemins.dossier_figees(donnees).iterdir() if p.is_dir()}
    assert numeros == {"E2024-T2-1", "E2024-T2-2", "E2024-T2-3"}
    assert _figer(donnees, periode="2024-S1")["id"] == "E2024-S1-1"
    # Même si une personne efface le dernier dossier, le suivant ne reprend pas son rang.
    shutil.rmtree(chemins.dossier_figees(donnees) / "E2024-T2-3")
    assert _figer(donnees)["id"] == "E2024-T2-4"


def test_figer_ne_change_rien_a_ce_qui_est_publie(copie_demo):
    avant = {p: p.read_bytes() for p in copie_demo.rglob("*") if p.is_file() and "figees" not in p.parts}
    _figer(copie_demo, public="bailleur")
    apres = {p: p.read_bytes() for p in copie_demo.rglob("*") if p.is_file() and "figees" not in p.parts}
    assert avant == apres


def test_une_edition_figee_survit_a_une_publication_et_a_un_gel_arrete(projet):
    dossier = chemins.dossier_figees(projet) / _figer(projet, periode="2023-T1")["id"]
    contenu = {p.name: p.read_bytes() for p in dossier.iterdir()}
    reste = chemins.dossier_figees(projet) / f"{chemins.PREFIXE_EN_COURS}1-2"
    reste.mkdir()
    republier(projet, MUET)
    _figer(projet, periode="2023-T1")
    assert not reste.exists()
    assert {p.name: p.read_bytes() for p in dossier.iterdir()} == contenu
    # Le système lui-même refuse l'écriture (sauf à qui a tous les droits).
    assert all(not p.stat().st_mode & 0o222 for p in dossier.iterdir())


@pytest.mark.parametrize(
    ("changes", "mots"),
    [
        ({"titre": "  "}, "titre est vide"),
        ({"titre": "x" * 201}, "200 au plus"),
        ({"note": "x" * 2001}, "2000 au plus"),
        ({"periode": "T5 2024"}, "ne se lit pas"),
        ({"periode": "2031"}, "commence après l'arrêté des données"),
        ({"public": "presse"}, "n'existe pas"),
        ({"commentaires": {"R9": "x"}}, "Résultat inconnu : R9"),
    ],
)
def test_une_demande_fausse_se_dit_et_ne_laisse_rien(copie_demo, changes, mots):
    with pytest.raises(DemandeInvalide, match=mots):
        _figer(copie_demo, **changes)
    assert not list(chemins.dossier_figees(copie_demo).glob("*"))


def test_une_periode_entamee_se_fige_et_se_dit_provisoire(copie_demo):
    """Règle E4."""
    figee = _figer(copie_demo, periode="2024")
    assert figee["provisoire"] and figee["date_donnees"] == "2024-06-30"


def test_une_source_alteree_ne_se_fige_pas(copie_demo):
    """Règle E5."""
    base = edition.chemin_base(copie_demo)
    base.chmod(0o644)
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("UPDATE valeurs SET valeur = valeur + 1 WHERE code_indicateur = 'R2.4'")
    with pytest.raises(edition.EditionFausse, match="altérée"):
        _figer(copie_demo)


def _alterer_une_valeur(dossier):
    with duckdb.connect(str(dossier / chemins.BASE)) as connexion:
        connexion.execute("UPDATE valeurs SET valeur = valeur + 1 WHERE code_indicateur = 'R2.4'")


def _alterer_le_manifeste(dossier):
    figee = json.loads((dossier / chemins.MANIFESTE).read_text(encoding="utf-8"))
    (dossier / chemins.MANIFESTE).write_text(json.dumps(figee | {"titre": "Autre"}), encoding="utf-8")


def _refaire_le_manifeste(dossier):
    """Un faussaire soigneux : il change un chiffre, refait les empreintes et le sceau."""
    _alterer_une_valeur(dossier)
    figee = json.loads((dossier / chemins.MANIFESTE).read_text(encoding="utf-8"))
    (dossier / chemins.MANIFESTE).unlink()
    sceau.sceller(dossier, {c: v for c, v in figee.items() if c not in ("sceau", "fichiers", "tables")})


def _abimer_la_base(dossier):
    (dossier / chemins.BASE).write_bytes(b"rien")


def _oter_la_base_de_l_inventaire(dossier):
    (dossier / "rapport.html").write_text("<p>faux</p>", encoding="utf-8")


@pytest.mark.parametrize(
    ("alterer", "mots"),
    [
        (_alterer_une_valeur, ["edition.duckdb n'est plus", "tables changées : valeurs"]),
        (_alterer_le_manifeste, ["le manifeste a été modifié"]),
        (_refaire_le_manifeste, ["le manifeste a été modifié"]),
        (_abimer_la_base, ["edition.duckdb n'est plus", "ne s'ouvre plus"]),
        (_oter_la_base_de_l_inventaire, ["rapport.html a été ajouté"]),
    ],
)
def test_verifier_dit_quelle_partie_a_change(figee, capsys, alterer, mots):
    """Règle E5."""
    dossier = chemins.dossier_figees(figee) / "E2024-T2-1"
    _rendre_inscriptible(dossier)
    alterer(dossier)
    assert principal(["edition", "verifier", "E2024-T2-1"]) == 1
    dit = capsys.readouterr().out
    assert "ALTÉRÉE" in dit
    assert all(mot in dit for mot in mots), dit


def test_la_commande_entiere(copie_demo, capsys):
    """Par un vrai processus, et pour un public qui masque : `donnees_remises`, que tous les essais partagent."""

    def dire(*arguments):
        return principal(["edition", *arguments]), *capsys.readouterr()

    demande = ["figer", "--public", "interne", "--titre", "Rapport «T2» <b>", "--periode", "T2 2024"]
    code, dits, _ = dire(*demande, "--commentaire", "R1=Ça avance.", "--progression", "json")
    assert code == 0
    lignes = [json.loads(x) for x in dits.splitlines() if x.startswith("{")]
    assert lignes[-1]["resultat"]["edition"] == "E2024-T2-1"
    assert [x["etape"] for x in lignes[:-1]][-1] == "fini"
    assert "E2024-T2-1  figée pour interne" in dire("lister")[1]
    assert "intacte" in dire("verifier", "E2024-T2-1")[1]
    code, _, erreurs = dire(*demande, "--commentaire", "sans signe")
    assert code != 0 and "--commentaire R1=" in erreurs
    assert "n'existe pas" in dire("verifier", "E2024-T2-9")[2]
