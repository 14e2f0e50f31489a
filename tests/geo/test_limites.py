"""Les limites en vigueur : schématiques par défaut, importées si elles sont saines, jamais un plantage."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geo.limites import (
    LimitesIllisibles,
    fichier_des_limites,
    geojson_par_zone,
    limites_en_vigueur,
    limites_schematiques,
    lire_limites,
    texte_des_limites,
)
from geo.projection import superficies_km2
from geo.schematique import communes_schematiques
from geo.zones import par_code

FICHE = {"source": "essai", "credit": "crédit d'essai"}


def _poser(donnees, texte: str):
    fichier = fichier_des_limites(donnees)
    fichier.parent.mkdir(parents=True)
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def test_schematiques_chaque_cellule_contient_son_seul_point():
    communes = limites_schematiques().communes
    for code, cellule in zip(communes["code"], communes.geometry, strict=True):
        dedans = [z for z in communes["code"] if cellule.contains(shapely.Point(par_code()[z].lon, par_code()[z].lat))]
        assert dedans == [code]


def test_schematiques_sans_vide_ni_recouvrement():
    communes = limites_schematiques().communes.geometry.to_numpy()
    assert shapely.coverage_is_valid(communes)
    assert all(g.geom_type == "Polygon" and g.is_valid for g in communes)
    regions = limites_schematiques().regions.geometry
    for i in range(3):
        assert regions[i].geom_type == "Polygon"
        for j in range(i):
            assert superficies_km2(np.array([regions[i].intersection(regions[j])]))[0] < 0.01


def test_schematiques_superficies_des_regions_proches_des_faits():
    regions = limites_schematiques().regions
    for code, aire in zip(regions["code"], superficies_km2(regions.geometry), strict=True):
        assert aire == pytest.approx(par_code()[code].superficie_km2, rel=0.05)


def test_schematiques_deterministes():
    avant = communes_schematiques().geometry.to_wkb().tolist()
    communes_schematiques.cache_clear()
    assert communes_schematiques().geometry.to_wkb().tolist() == avant


def test_sans_fichier_les_schematiques(donnees):
    """Règle Z6."""
    limites = limites_en_vigueur(donnees)
    assert limites.schematique
    assert "schématiques" in limites.credit
    assert not limites.avertissement


def test_geojson_de_l_edition(donnees):
    lignes = geojson_par_zone(limites_en_vigueur(donnees))
    assert [niveau for _, niveau, _ in lignes] == ["region"] * 3 + ["cercle"] * 8 + ["commune"] * 38
    for _, _, texte in lignes:
        dessin = shape(json.loads(texte))
        assert dessin.is_valid
        assert np.allclose(shapely.get_coordinates(dessin), np.round(shapely.get_coordinates(dessin), 5), atol=1e-12)


def test_fichier_importe_relu(donnees, communes):
    texte = texte_des_limites(dict(zip(communes["code"], communes.geometry, strict=True)), FICHE)
    _poser(donnees, texte)
    limites = limites_en_vigueur(donnees)
    assert not limites.schematique
    assert limites.credit == "crédit d'essai"
    assert list(limites.cercles["code"]) == [z for z in limites.cercles["code"] if par_code()[z].niveau == "cercle"]


@pytest.mark.parametrize(
    "abimer",
    [
        lambda t: t[: len(t) // 2],
        lambda t: t.replace("Polygon", "Point", 1),
        lambda t: t.replace('"ML070303"', '"ML079999"'),
        lambda t: "[]",
        lambda t: "[" * 100_000,
        lambda t: "{}",
        lambda t: '{"socle": {"source": "a", "credit": "b", "sha256": "c"}, "features": []}',
        lambda t: "\x00",
    ],
)
def test_fichier_abime_rend_les_schematiques_et_le_dit(donnees, communes, abimer):
    """Règle Z6."""
    fichier = _poser(
        donnees, abimer(texte_des_limites(dict(zip(communes["code"], communes.geometry, strict=True)), FICHE))
    )
    limites = limites_en_vigueur(donnees)
    assert limites.schematique
    assert "n'a pas servi" in limites.avertissement
    with pytest.raises(LimitesIllisibles):
        lire_limites(fichier)
