"""Le commentaire d'un chiffre au journal : une version de plus, jamais récrite, et deux à la fois se voient."""

import sqlite3
from contextlib import closing

import pytest

from domaine.chemins import journal_des_reunions
from domaine.journal import COMMENTAIRE_MAX, lire
from etl.demande import DemandeInvalide
from etl.reunions.commentaires import commenter
from etl.reunions.conflit import ConflitDeVersion
from tests.etl.reunions import atelier_reunions as jeu


def _commenter(donnees, **ecarts):
    base = {"code_indicateur": "F1", "code_zone": "GAO", "periode": "T1 2023", "texte": "Deux relevés manquent."}
    base |= {"cle": jeu.cle(), "fonction": "suivi-evaluation", "version_lue": 0}
    return commenter(donnees, **base | ecarts)


def test_changer_ou_retirer_est_une_version_de_plus(donnees):
    """Règle D10."""
    premiere = _commenter(donnees)
    assert (premiere.version, premiere.periode, premiere.fonction) == (1, "2023-T1", "suivi-évaluation")
    _commenter(donnees, texte="Un relevé manque.", version_lue=1)
    _commenter(donnees, texte="", version_lue=2)
    lus = lire(journal_des_reunions(donnees)).commentaires
    assert [(c.version, c.texte) for c in lus] == [(1, "Deux relevés manquent."), (2, "Un relevé manque."), (3, "")]


def test_change_depuis_qu_on_l_a_lu_le_conflit_dit_les_deux_textes(donnees):
    """Règle D10 : aux conditions de D4."""
    _commenter(donnees, texte="Le premier.")
    with pytest.raises(ConflitDeVersion, match=r"(?s)Le premier\..*Le second\."):
        _commenter(donnees, texte="Le second.")
    assert len(lire(journal_des_reunions(donnees)).commentaires) == 1


def test_le_meme_geste_envoye_deux_fois_ne_s_inscrit_qu_une(donnees):
    """Règle D10 : aux conditions de D3."""
    cle = jeu.cle()
    assert _commenter(donnees, cle=cle) == _commenter(donnees, cle=cle)


@pytest.mark.parametrize(
    "ecart",
    [
        {"code_indicateur": "ZZ"},
        {"code_zone": "NULLE_PART"},
        {"periode": "hier"},
        {"fonction": "Madame X"},
        {"texte": "x" * (COMMENTAIRE_MAX + 1)},
        {"texte": "deux\nlignes"},
        {"version_lue": 3},
    ],
)
def test_ce_qui_ne_va_pas_est_refuse(donnees, ecart):
    """Règle D10 : au nom d'une fonction, d'un chiffre que l'édition connaît."""
    with pytest.raises(DemandeInvalide):
        _commenter(donnees, **ecart)
    assert not lire(journal_des_reunions(donnees)).commentaires


def test_un_journal_d_avant_se_lit_et_recoit_son_premier_commentaire(donnees):
    jeu.preparer(donnees)
    chemin = journal_des_reunions(donnees)
    with closing(sqlite3.connect(chemin, isolation_level=None)) as connexion:
        connexion.execute("DROP TABLE commentaire")
    assert lire(chemin).commentaires == ()
    _commenter(donnees)
    assert len(lire(chemin).commentaires) == 1
    with closing(sqlite3.connect(chemin)) as connexion, pytest.raises(sqlite3.Error, match="ne se récrit pas"):
        connexion.execute("UPDATE commentaire SET texte = 'autre'")
