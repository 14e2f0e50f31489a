"""`python -m rapports` : ce qu'elle écrit, ce qu'elle dit quand elle ne peut pas."""

from __future__ import annotations

import pytest

from rapports.__main__ import principal

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


def test_sans_edition_elle_dit_quoi_faire(socle_donnees, tmp_path, capsys):
    assert principal([str(tmp_path / "sortie")]) == 2
    assert "Aucune édition publiée" in capsys.readouterr().err


def test_elle_ecrit_les_sorties_demandees(donnees_demo, tmp_path, capsys):
    assert principal([str(tmp_path), "--sorties", "html,xlsx"]) == 0
    assert sorted(f.name for f in tmp_path.iterdir()) == ["rapport.html", "tableaux.xlsx"]
    assert "rapport.html" in capsys.readouterr().out


def test_une_periode_inconnue_ne_laisse_rien(donnees_demo, tmp_path, capsys):
    assert principal([str(tmp_path / "sortie"), "--periode", "1999"]) == 2
    assert "n’est pas dans l’édition" in capsys.readouterr().err
    assert not (tmp_path / "sortie").exists()


def test_une_sortie_inconnue_est_refusee(tmp_path):
    with pytest.raises(SystemExit):
        principal([str(tmp_path), "--sorties", "odt"])
