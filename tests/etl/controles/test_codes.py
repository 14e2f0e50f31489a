"""Un code que le tableur a changé : la cause est dite, avec le format «Texte» (règle L20)."""

from __future__ import annotations

import datetime as dt

from tests.depots_fautifs.fabrique import octets_classeur
from tests.etl.atelier import assembler_octets

CODES = ["code", "libelle", "resultat", "unite", "nature", "sens", "frequence", "niveau_collecte"]
SUITE = ["R1", "nb", "flux", "hausse", "T", "region"]


def anomalies(*codes, valeurs=()):
    indicateurs = [CODES, *([code, f"Indicateur {rang}", *SUITE] for rang, code in enumerate(codes))]
    recues = [["code_indicateur", "code_zone", "periode", "valeur"], *([c, "GAO", "2023-T2", 3] for c in valeurs)]
    return assembler_octets(octets_classeur({"Indicateurs": indicateurs, "Valeurs": recues})).anomalies


def test_un_code_redit_parce_que_1_10_est_devenu_1_1():
    trouvees = anomalies(2.1, "2.11", 2.1)
    assert [(a.code, a.cellule, a.gravite) for a in trouvees] == [
        ("code_en_nombre", "A2", "bloquante"),
        ("code_en_nombre", "A4", "bloquante"),
    ]
    assert "(lignes 2 et 4 ; libelle «Indicateur 0», «Indicateur 2»)" in trouvees[0].constat
    assert "format «Texte»" in trouvees[0].remede


def test_un_code_devenu_une_date():
    (trouvee,) = anomalies(valeurs=[dt.date(2023, 2, 1)])
    assert (trouvee.code, trouvee.colonne, trouvee.valeur) == ("code_en_nombre", "code_indicateur", "2023-02-01")


def test_un_code_en_texte_ou_entier_n_est_pas_en_cause():
    assert [a.code for a in anomalies("3.1", "3.1", valeurs=["3.10", 4])] == [
        "cle_contradictoire", "cle_contradictoire", "indicateur_inconnu", "indicateur_inconnu"
    ]  # fmt: skip
