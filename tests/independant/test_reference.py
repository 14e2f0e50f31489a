"""Le second calcul et la comparaison s'essaient eux-mêmes : ils doivent voir une faute quand il y en a une."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from tests.independant.calendrier import NIVEAU, age_en_mois, lire, periodes_dues, zones_du_niveau
from tests.independant.passerelle import differences
from tests.independant.projets_hasard import tirer_projet
from tests.independant.reference import COLONNES, calculer


def test_le_decoupage_relu_a_ses_cinquante_zones() -> None:
    assert [len(zones_du_niveau(n)) for n in ("SOCLE", "region", "cercle", "commune")] == [1, 3, 8, 38]
    assert len(NIVEAU) == 50


@pytest.mark.parametrize(
    ("libelle", "debut", "fin"),
    [
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-T1", "2024-01-01", "2024-03-31"),
        ("2023-S2", "2023-07-01", "2023-12-31"),
        ("2023", "2023-01-01", "2023-12-31"),
    ],
)
def test_bornes_des_periodes(libelle: str, debut: str, fin: str) -> None:
    periode = lire(libelle)
    assert (periode.libelle, periode.debut.isoformat(), periode.fin.isoformat()) == (libelle, debut, fin)


def test_seules_les_periodes_finies_sont_dues() -> None:
    dues = periodes_dues("trimestre", dt.date(2022, 11, 15), dt.date(2023, 6, 29))
    assert [p.libelle for p in dues] == ["2022-T4", "2023-T1"]


def test_l_age_se_compte_en_mois_entiers_entre_fins_de_mois() -> None:
    assert age_en_mois(dt.date(2023, 2, 28), dt.date(2023, 6, 30)) == 4
    assert age_en_mois(dt.date(2023, 6, 30), dt.date(2023, 7, 15)) == pytest.approx(15 / 31)


def test_une_faute_dans_chaque_colonne_se_voit() -> None:
    attendue = calculer(tirer_projet(random.Random(3), registres=False))
    assert not differences(attendue, attendue)
    cle, ligne = next((c, li) for c, li in attendue.items() if li["valeur"] and li["cible_due"])
    for colonne in COLONNES[7:]:
        faussee = attendue | {cle: ligne | {colonne: "faux" if ligne[colonne] is None else None}}
        assert len(differences(attendue, faussee)) == 1, colonne
    sans = {c: li for c, li in attendue.items() if c != cle}
    assert "absente" in differences(attendue, sans)[0]
    assert "en trop" in differences(sans, attendue)[0]
