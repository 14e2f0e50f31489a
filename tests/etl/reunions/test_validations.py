"""Soumettre, retourner, valider : le journal, ce que l'édition en suit, et les chiffres qu'elle marque (A10 à A12)."""

from __future__ import annotations

import pytest

from domaine.chemins import journal_des_reunions
from domaine.journal import lire
from etl.commandes.chargement import charger
from etl.commandes.cli import principal
from etl.demande import DemandeInvalide
from etl.progression import Progression
from etl.reunions import validations
from etl.reunions.conflit import ConflitDeVersion
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.edition.validations import lire_suivies
from requetes.tendances.series import serie
from tests.etl.atelier import lire_edition
from tests.etl.petits_classeurs import base_publiee, copier, ecrire, valeurs

_EVENEMENT = {"date": "03/01/2023", "nature": "Climat", "texte": "Crue"}


@pytest.fixture(scope="module")
def _publie(tmp_path_factory):
    donnees = base_publiee(tmp_path_factory.mktemp("validations"))
    annonces = [{"code_zone": zone, "periode": "2023-01"} for zone in ("GAO", "MENAKA", "DOUENTZA")]
    charger(donnees, [ecrire(donnees.parent / "rapports.xlsx", Rapports=annonces)], Progression(muet=True))
    return donnees


@pytest.fixture
def projet(_publie, tmp_path, monkeypatch):
    """Deux régions, un mois publié, à soi."""
    copie = copier(_publie, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


def _faire(donnees, geste, *, zone="GAO", periode="2023-01", par="chef de projet", **reste):
    cle = reste.pop("cle", f"geste-{geste}-{zone}-{len(lire(journal_des_reunions(donnees)).validations)}")
    return validations.faire(donnees, geste, cle=cle, code_zone=zone, periode=periode, par=par, **reste)


def _charger(donnees, nom, **feuilles):
    assert principal(["charger", str(ecrire(donnees.parent / nom, **feuilles)), "--progression", "aucune"]) < 2


def _statuts(donnees):
    lus = lire_edition(donnees, "SELECT code_zone, periode, statut FROM validation_suivie")
    return {(zone, periode): statut for zone, periode, statut in lus}


def _marques(donnees):
    """Les zones dont le chiffre du mois est marqué."""
    suite = serie(ouvrir(edition_a_lire(donnees)), "F1", ("SOCLE", "GAO", "MENAKA"), "mois")
    return {m.code_zone for m in suite if m.non_valide}


def test_un_geste_n_a_de_sens_qu_a_son_tour(projet):
    """Règle A10 : on ne valide ni ne retourne ce qui n'est pas soumis ; un retour dit pourquoi."""
    with pytest.raises(DemandeInvalide, match="n'est pas soumise"):
        _faire(projet, "valider")
    _faire(projet, "soumettre")
    with pytest.raises(DemandeInvalide, match="Motif : écrivez-le"):
        _faire(projet, "retourner")
    assert _faire(projet, "retourner", motif="Visites de Bourem").statut == "retourné"
    with pytest.raises(DemandeInvalide, match="est retournée à la coordination"):
        _faire(projet, "valider")
    _faire(projet, "soumettre")
    assert [v.version for v in lire(journal_des_reunions(projet)).validations] == [1, 2, 3]
    assert _faire(projet, "valider").version == 4


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"periode": "2031-01"}, "Aucun rapport n'est attendu de GAO pour 2031-01"),
        ({"periode": "bientôt"}, "ne se lit pas"),
        ({"zone": "ML0703"}, "n'est pas une coordination"),
        ({"par": "Amadou"}, "n'est pas de la liste «responsable»"),
    ],
)
def test_un_champ_qui_ne_va_pas_se_dit(projet, champs, dit):
    with pytest.raises(DemandeInvalide, match=dit):
        _faire(projet, "soumettre", **champs)
    assert not journal_des_reunions(projet).exists() or not lire(journal_des_reunions(projet)).validations


def test_deux_personnes_et_deux_envois(projet):
    """Règles D3 et D4 : une clé redite ne fait qu'une ligne, un geste qui en ignore un autre ne s'applique pas."""
    _faire(projet, "soumettre", cle="cle-identique")
    _faire(projet, "soumettre", cle="cle-identique")
    with pytest.raises(ConflitDeVersion, match="La période 2023-01 de GAO a changé"):
        _faire(projet, "valider", version_lue=0)
    assert len(lire(journal_des_reunions(projet)).validations) == 1


def test_sans_geste_rien_n_est_suivi_ni_marque(projet):
    """Règle A12 : un projet qui ne valide pas ne voit aucune marque."""
    assert _statuts(projet) == {}
    assert _marques(projet) == set()


def test_le_circuit_entier_puis_une_ligne_qui_change(projet):
    """Règles A11 et A12 : validé, puis à revalider quand une ligne change ; redite, elle ne change rien."""
    for geste in ("soumettre", "valider"):
        _faire(projet, geste)
    principal(["publier", "--progression", "aucune"])
    assert _statuts(projet)["GAO", "2023-01"] == "validé"
    assert _statuts(projet)["MENAKA", "2023-01"] == "à soumettre"
    assert _marques(projet) == {"SOCLE", "MENAKA"}
    _charger(projet, "redite.xlsx", Valeurs=valeurs(1, GAO=10), Événements=[_EVENEMENT])
    assert _statuts(projet)["GAO", "2023-01"] == "validé"
    _charger(projet, "change.xlsx", Valeurs=valeurs(1, GAO=11))
    assert _statuts(projet)["GAO", "2023-01"] == "à revalider"
    assert _marques(projet) == {"SOCLE", "GAO", "MENAKA"}
    (suivie,) = (x for x in lire_suivies(ouvrir(edition_a_lire(projet))) if x.statut == "à revalider")
    assert (suivie.zone, suivie.par) == ("Gao", "chef de projet")


def test_un_classeur_porte_la_validation(projet):
    """La feuille Validations vaut le geste ; ses lignes et celles qu'elle accompagne arrivent ensemble."""
    gestes = [
        {
            "code_zone": "Gao",
            "periode": "janvier 2023",
            "statut": "soumis",
            "date": "05/02/2023",
            "par": "coordination",
        },
        {"code_zone": "Gao", "periode": "2023-01", "statut": "validé", "date": "07/02/2023", "par": "chef de projet"},
        {"code_zone": "Ménaka", "periode": "2023-01", "statut": "retourné", "date": "07/02/2023", "motif": "À revoir"},
    ]
    _charger(projet, "valide.xlsx", Validations=gestes, Valeurs=valeurs(1, GAO=15))
    assert _statuts(projet) == {
        ("GAO", "2023-01"): "validé",
        ("MENAKA", "2023-01"): "retourné",
        ("DOUENTZA", "2023-01"): "à soumettre",
    }


def test_les_memes_depots_redonnent_le_meme_suivi(projet):
    """Publier deux fois : le journal ne se redépose que s'il a changé, et rien ne bouge."""
    _faire(projet, "soumettre")
    principal(["publier", "--progression", "aucune"])
    avant = _statuts(projet)
    principal(["publier", "--progression", "aucune"])
    assert _statuts(projet) == avant
    assert avant["GAO", "2023-01"] == "soumis"
