"""Un dépôt sort des chiffres et y revient ; son fichier et son rang ne bougent pas. Chaque dépôt dit son apport."""

from __future__ import annotations

import json

import pytest

from etl.commandes.cli import principal
from etl.commandes.retraits import remettre_depot, retirer_depot
from etl.controles.verification import verifier
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.fichiers.depots import Depots, JournalIllisible
from etl.progression import Progression
from tests.depots_fautifs.fabrique import ecrire_classeur
from tests.etl.atelier import charger_feuilles, charger_fichiers, lire_edition

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)
VALEURS = ["code_indicateur", "code_zone", "periode", "valeur"]


def _deposer(donnees, nom, *valeurs):
    return charger_feuilles(donnees, nom, {"Valeurs": [VALEURS, *valeurs]})


def _flux(donnees):
    requete = "SELECT code_zone, valeur FROM valeur WHERE code_indicateur = 'FLUX' ORDER BY 1"
    return lire_edition(donnees, requete)


def _empreinte(donnees):
    return dossier.manifeste(donnees, dossier.courante(donnees))["empreinte"]


def test_retire_puis_remis_tout_redevient_pareil(projet):
    avant = _empreinte(projet)
    _deposer(projet, "errone", ["FLUX", "ML070303", "2023-T1", 99], ["FLUX", "ML070304", "2023-T1", 5])
    assert _flux(projet) == [("ML070303", 99.0), ("ML070304", 5.0)]
    avec = _empreinte(projet)
    retirer_depot(projet, 3, "envoyé par erreur", MUET, par="SE")
    assert _flux(projet) == [("ML070303", 10.0)]
    assert _empreinte(projet) == avant
    depot = Depots(projet).lister()[2]
    assert (depot.retire, depot.motif_retrait) == (True, "envoyé par erreur")
    assert Depots(projet).lire(depot), "jamais retiré du disque"
    assert lire_edition(projet, "SELECT retire, motif_retrait, lignes FROM chargement WHERE id_chargement = 3") == [
        (True, "envoyé par erreur", 0)
    ]
    remettre_depot(projet, 3, MUET)
    assert _empreinte(projet) == avec


@pytest.mark.lent
def test_un_depot_remis_reprend_son_rang_et_non_la_derniere_place(projet):
    """Règle Q17."""
    lignes = {nom: {"Valeurs": [VALEURS, ["FLUX", "ML070303", "2023-T1", n]]} for nom, n in (("un", 20), ("deux", 30))}
    charger_fichiers(projet, *(ecrire_classeur(projet.parent / f"{nom}.xlsx", f) for nom, f in lignes.items()))
    retirer_depot(projet, 3, "essai", MUET)
    remettre_depot(projet, 3, MUET)
    assert _flux(projet) == [("ML070303", 30.0)]


@pytest.mark.lent
def test_le_meme_fichier_renvoye_pendant_qu_il_est_retire_le_dit_et_ne_change_rien(projet, tmp_path, capsys):
    chemin = tmp_path / "errone.xlsx"
    _deposer(projet, "errone", ["FLUX", "ML070303", "2023-T1", 99])
    retirer_depot(projet, 3, "faux", MUET)
    bilan = charger_fichiers(projet, chemin)
    assert [d.rang for d in bilan.retires] == [3]
    assert bilan.publication is None
    assert principal(["charger", str(chemin), "--progression", "aucune"]) == 0
    assert "est retiré des chiffres" in capsys.readouterr().out
    # vérifié, il l'est comme un fichier neuf, et ses anomalies se lisent
    assert verifier(projet, [chemin]).code == 0


@pytest.mark.lent
@pytest.mark.parametrize(
    ("geste", "phrase"),
    [
        (lambda d: retirer_depot(d, 99, "x", MUET), "n'existe pas"),
        (lambda d: retirer_depot(d, 2, "  ", MUET), "Dites pourquoi"),
        (lambda d: remettre_depot(d, 2, MUET), "n'est pas retiré"),
    ],
)
def test_un_geste_impossible_ne_publie_rien(projet, geste, phrase):
    avant = dossier.identifiants(projet)
    with pytest.raises(DemandeInvalide, match=phrase):
        geste(projet)
    assert dossier.identifiants(projet) == avant
    assert not (projet / "depots" / "retraits.jsonl").exists()


@pytest.mark.lent
def test_en_ligne_de_commande(projet, capsys):
    assert principal(["depot", "retirer", "--depot", "2", "--motif", "doublon", "--progression", "aucune"]) == 0
    capsys.readouterr()
    assert principal(["depot", "lister", "--format", "json"]) == 0
    assert [d["retire"] for d in json.loads(capsys.readouterr().out)] == [False, True]
    assert principal(["depot", "lister"]) == 0
    assert "RETIRÉ : doublon" in capsys.readouterr().out
    assert principal(["depot", "retirer", "--motif", "x"]) == 64
    assert "--depot N" in capsys.readouterr().err
    assert principal(["depot", "remettre", "--depot", "2", "--progression", "aucune"]) == 0


@pytest.mark.lent
def test_un_arret_au_milieu_de_l_inscription_ne_retire_rien(projet):
    journal = projet / "depots" / "retraits.jsonl"
    journal.write_bytes(b'{"rang": 2, "sha256": "abc", "ges')
    assert not any(d.retire for d in Depots(projet).lister())
    retirer_depot(projet, 2, "essai", MUET)
    assert [d.retire for d in Depots(projet).lister()] == [False, True]
    assert len(journal.read_text(encoding="utf-8").splitlines()) == 1


def test_un_journal_des_retraits_abime_arrete_plutot_que_de_deviner(projet):
    (projet / "depots" / "retraits.jsonl").write_bytes(b"pas du JSON\n")
    with pytest.raises(JournalIllisible):
        Depots(projet).lister()


@pytest.mark.lent
def test_l_apport_de_chaque_depot(projet):
    lignes = [["FLUX", "ML070303", "2023-T1", 12], ["FLUX", "ML070304", "2023-T1", 5], ["STOC", "GAO", "2023-T1", 10]]
    bilan = _deposer(projet, "mixte", *lignes)
    assert bilan.publication is not None
    assert bilan.publication.apports[3] == {"nouvelles": 1, "revues": 1, "inchangees": 1, "quarantaine": 0}
    (cadre,) = lire_edition(projet, "SELECT lignes, nouvelles, revues FROM chargement WHERE id_chargement = 1")
    assert cadre[0] == cadre[1] and cadre[2] == 0


@pytest.mark.lent
def test_un_arret_entre_l_inscription_et_la_publication_se_rattrape_par_le_meme_geste(projet):
    _deposer(projet, "errone", ["FLUX", "ML070303", "2023-T1", 99])
    depots = Depots(projet)
    depots.noter_geste(depots.lister()[2], "retirer", "faux", "SE")  # inscrit, puis l'arrêt
    assert _flux(projet) == [("ML070303", 99.0)]
    retirer_depot(projet, 3, "faux", MUET)
    assert _flux(projet) == [("ML070303", 10.0)]
    assert len((projet / "depots" / "retraits.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_l_etat_dit_les_depots_retires(projet, capsys):
    depots = Depots(projet)
    depots.noter_geste(depots.lister()[1], "retirer", "faux", "SE")
    assert principal(["etat"]) == 0
    assert "dont 1 retiré(s) des chiffres" in capsys.readouterr().out
