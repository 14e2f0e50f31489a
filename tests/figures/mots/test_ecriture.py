"""L'écriture d'une valeur avec son unité : petits nombres, fractions, écarts."""

from __future__ import annotations

import pytest

from figures.mots import ecriture

I = "\u00a0"  # noqa: E741


@pytest.mark.parametrize(
    ("x", "unite", "ecrit"),
    [
        (0, "points", f"0{I}point"),
        (0.0314, "points", f"0,031{I}point"),
        (0.96, "actes", f"0,96{I}acte"),
        (1.04, "actes", f"1{I}acte"),
        (2, "mois", f"2{I}mois"),
        (None, "points", f"n.{I}d."),
    ],
)
def test_un_petit_nombre_ne_s_ecrit_pas_zero(x, unite, ecrit) -> None:
    """Règles F2 et F5."""
    assert ecriture.valeur(x, unite) == ecrit


@pytest.mark.parametrize(
    ("numerateur", "denominateur", "ecrit"),
    [(49, 99, f"49,5{I}% (49/99)"), (50, 100, f"50{I}%"), (0, 7, f"0{I}% (0/7)")],
)
def test_la_fraction_suit_un_petit_denominateur(numerateur, denominateur, ecrit) -> None:
    """Sous 100, non à 100 (règle F3)."""
    assert ecriture.valeur(100 * numerateur / denominateur, "%", numerateur, denominateur) == ecrit


def test_un_ecart_de_taux_est_en_points() -> None:
    """Règle F4."""
    assert ecriture.ecart(4.2, "%") == f"+4,2{I}pts"
    assert ecriture.ecart(-3, "actes") == f"−3{I}actes"
