"""L'écriture française : règles F1 à F7, et les cas dorés qui s'affichent."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaine import francais as fr

F, I = "\u202f", "\u00a0"  # noqa: E741


@pytest.mark.parametrize(
    ("x", "decimales", "attendu"),
    [
        (1234567, None, f"1{F}234{F}567"),
        (1234.5, None, "1\u202f234,5"),
        (0, None, "0"), (0.0, 2, "0"), (-0.0, 1, "0"),
        (0.04, 1, "0,0"), (-0.04, 1, "0,0"),
        (-3.25, 1, "−3,3"), (16.25, 1, "16,3"), (2.5, 0, "3"), (1.005, 2, "1,01"),
        (999.999, None, f"1{F}000"), (1e21, 0, "1" + f"{F}000" * 7), (1e-9, None, "0"),
        (np.float64(2.5), None, "2,5"), (np.int64(7), None, "7"), (np.float32(0.5), None, "0,5"),
        (Decimal("1.50"), None, "1,5"), (True, None, "1"),
    ],
)  # fmt: skip
def test_nombre(x, decimales, attendu):
    """Règle F1."""
    assert fr.nombre(x, decimales) == attendu


@pytest.mark.parametrize("x", [None, float("nan"), np.nan, pd.NA, pd.NaT, float("inf"), np.float32("nan")])
def test_une_absence_n_est_jamais_zero(x):
    """Règle F2."""
    for ecrire in (fr.nombre, fr.pourcentage, fr.points, fr.fcfa, fr.euros, fr.signe):
        assert ecrire(x) == f"n.{I}d."
    assert fr.fraction(x, 3) == fr.pourcentage_fraction(1, x) == f"n.{I}d."
    assert fr.date(x) == fr.date_courte(x) == fr.horodatage(x) == fr.periode(x) == f"n.{I}d."


def test_cas_d_or_qui_s_affichent():
    """Règle F3."""
    assert fr.pourcentage(20) == f"20,0{I}%"
    assert fr.pourcentage_fraction(4, 20) == f"20,0{I}% (4/20)"
    assert fr.pourcentage_fraction(22, 130, seuil=200) == f"16,9{I}% (22/130)"
    assert fr.pourcentage_fraction(34, 118) == f"28,8{I}%"
    assert fr.pourcentage_fraction(56, 248) == f"22,6{I}%"
    assert fr.pourcentage(160, 0) == f"160{I}%"
    assert fr.pourcentage_fraction(99, 99) == f"100,0{I}% (99/99)"
    assert fr.pourcentage_fraction(0, 12) == f"0{I}% (0/12)"


def test_ecarts():
    """Règle F4."""
    assert fr.points(4.2) == f"+4,2{I}pts"
    assert fr.points(-0.04) == f"0,0{I}pt"
    assert fr.points(0.04) == f"0,0{I}pt"
    assert fr.signe(1200) == f"+1{F}200"


def test_montants():
    """Règle F6."""
    assert fr.fcfa(0) == f"0{I}FCFA"
    assert fr.fcfa(1234.6) == f"1{F}235{I}FCFA"
    assert fr.fcfa(-2_500_000, abrege=True) == f"−2,5{I}M{I}FCFA"
    assert fr.fcfa(999_000, abrege=True) == f"999{F}000{I}FCFA"
    assert fr.euros(0) == f"0{I}€"
    assert fr.euros(655.957) == f"1{I}€"


def test_dates():
    """Règle F7."""
    instant = dt.datetime(2024, 7, 1, 9, 5)
    assert fr.date(instant) == fr.date(pd.Timestamp(instant)) == f"1er{I}juillet{I}2024"
    assert fr.date_courte("2024-07-01") == "01/07/2024"
    assert fr.horodatage(instant) == f"1er{I}juillet{I}2024 à 9{I}h{I}05"
    assert fr.horodatage("2024-07-01T11:05:00+02:00") == f"1er{I}juillet{I}2024 à 9{I}h{I}05"
    assert fr.horodatage(dt.date(2024, 7, 1)) == f"1er{I}juillet{I}2024"
    assert fr.periode("2024-S1") == f"S1{I}2024"
    assert fr.periode("depuis le démarrage") == f"depuis{I}le{I}démarrage"


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15), st.integers(0, 4))
def test_le_nombre_ecrit_vaut_le_nombre_arrondi(x, decimales):
    lu = float(fr.nombre(x, decimales).replace(F, "").replace(",", ".").replace("−", "-"))
    assert abs(lu - x) <= 0.5 * 10**-decimales * (1 + 1e-9) + abs(x) * 1e-15


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_ni_trait_d_union_ni_espace_ordinaire_ni_exposant(x):
    """Règle F1."""
    for ecrit in (fr.nombre(x), fr.pourcentage(x), fr.points(x), fr.fcfa(x, abrege=True)):
        assert not set("-. eE") & set(ecrit)
