"""Les périodes : lire, borner, dire."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaine.periodes import (
    MOIS_PAR_TYPE,
    Periode,
    date_longue,
    libelle_long,
    lire_periode,
    periode_contenant,
    periodes_entre,
)


@pytest.mark.parametrize(
    ("texte", "libelle"),
    [
        ("2023-05", "2023-05"),
        ("2023/5", "2023-05"),
        ("05/2023", "2023-05"),
        ("mai 2023", "2023-05"),
        ("MAI-23", "2023-05"),
        ("Févr. 2023", "2023-02"),
        ("août 2023", "2023-08"),
        ("aout 2023", "2023-08"),
        ("2023-T2", "2023-T2"),
        ("2023 T2", "2023-T2"),
        ("2023T2", "2023-T2"),
        ("t2 2023", "2023-T2"),
        ("T2-2023", "2023-T2"),
        ("2e trimestre 2023", "2023-T2"),
        ("2ème trimestre 2023", "2023-T2"),
        ("1er trimestre 2023", "2023-T1"),
        ("deuxième trimestre 2023", "2023-T2"),
        ("Trimestre 2 2023", "2023-T2"),
        ("2e trim. 2023", "2023-T2"),
        ("2023-S1", "2023-S1"),
        ("S1 2023", "2023-S1"),
        ("1er semestre 2023", "2023-S1"),
        ("second semestre 2023", "2023-S2"),
        ("2023", "2023"),
        ("année 2023", "2023"),
        ("  T2\u00a02023 ", "2023-T2"),
    ],
)
def test_lecture(texte, libelle):
    """Règle L9."""
    periode = lire_periode(texte)
    assert periode is not None and periode.libelle == libelle


@pytest.mark.parametrize(
    "texte", ["", "2023-13", "2023-T5", "2023-S3", "T2", "mai", "1823", "2023-00", "hier", "20 23"]
)
def test_illisible(texte):
    assert lire_periode(texte) is None


@given(st.text())
def test_aucun_texte_n_arrete_la_lecture(texte):
    lire_periode(texte)
    libelle_long(texte)


@given(st.sampled_from(sorted(MOIS_PAR_TYPE)), st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_une_periode_contient_son_jour_et_se_relit(type_, jour):
    """Règle P1."""
    periode = periode_contenant(type_, jour)
    assert periode.debut <= jour <= periode.fin
    assert lire_periode(periode.libelle) == periode
    assert lire_periode(periode.libelle_long) == periode
    assert periode.suivante().debut == periode.fin + dt.timedelta(days=1)
    assert periode.suivante().precedente() == periode


def test_periodes_entre_ne_rend_que_les_finies():
    trouvees = [p.libelle for p in periodes_entre("trimestre", dt.date(2023, 2, 10), dt.date(2023, 9, 29))]
    assert trouvees == ["2023-T1", "2023-T2"]


def test_libelles_d_ecran():
    assert libelle_long("2023-T2") == "T2 2023"
    assert Periode("mois", 2024, 2).fin == dt.date(2024, 2, 29)
    assert date_longue(dt.date(2024, 8, 1)) == "1er août 2024"
