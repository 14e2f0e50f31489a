"""Trouver un indicateur comme on le tape : code, mots, accents, pluriels, ordre."""

import pytest

from domaine.recherche import textes_d_un_indicateur, trouver

MODALITES = {"service": ["eau", "santé"], "sexe": ["femmes", "hommes"]}
CADRE = [
    {"code": "OS1", "libelle": "Points restaurés fonctionnels", "desagregations": "service, cercle"},
    {"code": "OS2", "libelle": "Usagers des services", "definition": "Passages d’usagers", "desagregations": "sexe"},
    {"code": "R2.1", "libelle": "Diagnostics réalisés", "definition": "Réseau d’eau, école, santé"},
    {"code": "R2.10", "libelle": "Actes délivrés", "libelle_court": "Actes", "desagregations": None},
    {"code": "R2.11", "libelle": "Femmes parmi les bénéficiaires", "desagregations": float("nan")},
]
FICHES = [(i["code"], textes_d_un_indicateur(i, MODALITES)) for i in CADRE]


@pytest.mark.parametrize(
    ("cherche", "attendus"),
    [
        ("", ["OS1", "OS2", "R2.1", "R2.10", "R2.11"]),
        ("  de la  ", ["OS1", "OS2", "R2.1", "R2.10", "R2.11"]),
        # Le code entier d'abord, puis ceux qu'il commence.
        ("r2.1", ["R2.1", "R2.10", "R2.11"]),
        ("R2.10", ["R2.10"]),
        ("os", ["OS1", "OS2"]),
        # Le libellé avant les ventilations.
        ("femmes", ["R2.11", "OS2"]),
        ("femme", ["R2.11", "OS2"]),
        ("EAU", ["R2.1", "OS1"]),
        ("sante", ["R2.1", "OS1"]),
        ("santé eau", ["R2.1", "OS1"]),
        ("restaures points", ["OS1"]),
        ("délivrés actes r2", ["R2.10"]),
        ("seau", []),
        ("femmes zébu", []),
        ("<script>", []),
    ],
)
def test_trouver(cherche, attendus):
    assert trouver(FICHES, cherche) == attendus


def test_l_ordre_du_cadre_departage():
    assert trouver(FICHES[::-1], "r2") == ["R2.11", "R2.10", "R2.1"]
