"""Un minuteur ne fige ni deux fois ni trop tôt (règle E4)."""

from types import SimpleNamespace

import pytest

from domaine import chemins
from etl.gel import echeance


@pytest.mark.parametrize(
    ("public", "periode", "dite"),
    [
        ("bailleur", "2024-T1", "E2024-T1-1 est déjà figée"),
        ("interne", "2024-T1", ""),
        ("bailleur", "T2 2024", ""),
        ("bailleur", "2024", "avant la fin de 2024"),
        ("bailleur", "2024-S2", "avant la fin de S2 2024"),
        ("bailleur", "n'importe quoi", ""),
    ],
)
def test_ce_qui_est_du(tmp_path, monkeypatch, public, periode, dite):
    inscrites = [SimpleNamespace(sceau="s", public="bailleur", numero="E2024-T1-1")]
    monkeypatch.setattr(echeance, "journal", lambda _: inscrites)
    dossier = chemins.dossier_editions(tmp_path) / "20240710T000000-ab"
    dossier.mkdir(parents=True)
    (dossier / chemins.MANIFESTE).write_text('{"date_donnees": "2024-06-30"}', encoding="utf-8")
    chemins.pointeur(tmp_path).write_text(f'{{"edition": "{dossier.name}"}}', encoding="utf-8")
    raison = echeance.raison_d_attendre(tmp_path, public, periode)
    assert dite in raison and bool(dite) == bool(raison)
