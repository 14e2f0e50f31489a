"""Les pièces de preuve d'une fiche : l'équipe les voit et en remet ; aucun autre public n'en voit trace."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from domaine.chemins import journal_des_reunions
from domaine.preuve import pieces
from domaine.reglages import Reglages
from etl.pieces import gestes
from tests.etl.pieces.atelier_pieces import photo
from tests.pages.conftest import textes
from tests.requetes.fabrique_fiches import publier
from vues import lecteur
from vues.actions import pieces as actions

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


def _dessiner():
    import datetime as dt

    from vues.fiches import pieces as fiche

    fiche.afficher("visite", "A", [dt.date(2024, 3, 20)])


@pytest.fixture
def donnees(tmp_path, monkeypatch):
    dossier = publier(tmp_path, "")
    monkeypatch.setenv("SOCLE_DONNEES", str(dossier))
    gestes.ajouter(
        dossier, Reglages(), photo(), "p.jpg", objet="visite", id_objet="A", date="2024-03-20", par="suivi-évaluation"
    )
    return dossier


def test_l_equipe_voit_une_piece_et_en_remet_une_autre(donnees, monkeypatch):
    """Règles D11 et D13."""
    essai = AppTest.from_function(_dessiner, default_timeout=60).run()
    assert not essai.exception and "Pièces de preuve** (1)" in textes(essai)
    assert "photo, 20/03/2024, suivi\\-évaluation" in textes(essai)
    rendu = actions.remettre(
        "q.jpg", photo("blue"), objet="visite", id_objet="A", date="2024-03-20", genre="photo", fonction=""
    )
    assert rendu["neuve"] and not list((donnees / "reception").iterdir())
    assert len(pieces.en_vigueur(pieces.lire(journal_des_reunions(donnees)), "visite", "A")) == 2
    with pytest.raises(actions.ActionImpossible, match="ment sur ce qu'il est"):
        actions.remettre("q.png", photo(), objet="visite", id_objet="A", date="2024-03-20", genre="photo", fonction="")


@pytest.mark.parametrize("ce_qui_lit", ["public", "edition_fixee"])
def test_aucun_autre_lecteur_n_en_voit_trace(donnees, monkeypatch, ce_qui_lit):
    """Règle D13 : ni un autre public, ni un écran fixé à une édition."""
    monkeypatch.setattr(lecteur, ce_qui_lit, lambda: "partenaires")
    essai = AppTest.from_function(_dessiner, default_timeout=60).run()
    assert not essai.exception and not textes(essai).strip() and not essai.get("imgs")
