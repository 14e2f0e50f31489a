"""Le découpage : 50 zones, leurs liens, leur ordre."""

from __future__ import annotations

import pytest

from geo.zones import alias_de_reference, ancetres, charger_zones, descendants, par_code


def test_cinquante_zones_par_niveau():
    """Règle Z1."""
    niveaux = [z.niveau for z in charger_zones()]
    assert {n: niveaux.count(n) for n in dict.fromkeys(niveaux)} == {
        "SOCLE": 1,
        "region": 3,
        "cercle": 8,
        "commune": 38,
    }


def test_chaque_zone_remonte_a_socle_et_connait_sa_region():
    for zone in charger_zones():
        chaine = ancetres(zone.code)
        assert chaine[0] == zone.code
        assert chaine[-1] == "SOCLE"
        assert zone.region == (chaine[-2] if len(chaine) > 1 else None)


def test_superficies_des_parents_sont_des_sommes():
    for zone in charger_zones():
        somme = sum(par_code()[c].superficie_km2 for c in descendants(zone.code, "commune"))
        assert zone.superficie_km2 == pytest.approx(somme, abs=0.1)


def test_ordre_suit_l_arbre():
    rangs = sorted(charger_zones(), key=lambda z: z.ordre)
    assert [z.ordre for z in rangs] == list(range(50))
    for zone in rangs[1:]:
        assert par_code()[zone.parent].ordre < zone.ordre
    # Les accents ne renvoient pas un nom en fin de liste.
    assert [par_code()[c].nom for c in descendants("MENAKA", "cercle")] == [
        "Andéramboukane",
        "Inékar",
        "Ménaka",
        "Tidermène",
    ]


def test_douentza_est_une_region_du_projet():
    """Règle Z1."""
    assert ancetres("ML050406") == ("ML050406", "ML0504", "DOUENTZA", "SOCLE")


def test_alias_designent_des_zones_connues():
    assert alias_de_reference()
    assert {code for _, code in alias_de_reference()} <= set(par_code())


def test_descendants_refuse_un_niveau_ou_un_code_inconnu():
    with pytest.raises(ValueError):
        descendants("GAO", "arrondissement")
    with pytest.raises(KeyError):
        descendants("ML05", "commune")
