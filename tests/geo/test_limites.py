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
    limites_par_defaut,
    lire_limites,
    texte_des_limites,
)
from geo.projection import superficies_km2
from geo.schematique import communes_dans, contours_generalises
from geo.zones import par_code

FICHE = {"source": "essai", "credit": "crédit d'essai"}


def _poser(donnees, texte: str):
    fichier = fichier_des_limites(donnees)
    fichier.parent.mkdir(parents=True)
    fichier.write_text(texte, encoding="utf-8")
    return fichier


def test_schematiques_chaque_cellule_contient_son_seul_point():
    communes = limites_par_defaut().communes
    for code, cellule in zip(communes["code"], communes.geometry, strict=True):
        dedans = [z for z in communes["code"] if cellule.contains(shapely.Point(par_code()[z].lon, par_code()[z].lat))]
        assert dedans == [code]


def test_schematiques_sans_vide_ni_recouvrement():
    communes = limites_par_defaut().communes.geometry.to_numpy()
    assert shapely.coverage_is_valid(communes)
    assert all(g.geom_type == "Polygon" and g.is_valid for g in communes)
    regions = limites_par_defaut().regions.geometry
    for i in range(3):
        assert regions[i].geom_type == "Polygon"
        for j in range(i):
            assert superficies_km2(np.array([regions[i].intersection(regions[j])]))[0] < 0.01


def test_superficies_des_cercles_et_des_regions_proches_des_faits():
    for couche in (limites_par_defaut().cercles, limites_par_defaut().regions):
        for code, aire in zip(couche["code"], superficies_km2(couche.geometry), strict=True):
            assert aire == pytest.approx(par_code()[code].superficie_km2, rel=0.015)


def test_superficies_des_communes_a_peu_pres_justes():
    communes = limites_par_defaut().communes
    aires = superficies_km2(communes.geometry)
    rapports = [a / par_code()[c].superficie_km2 for c, a in zip(communes["code"], aires, strict=True)]
    assert sum(0.75 < r < 1.25 for r in rapports) >= 33
    assert max(rapports) < 2.5


def test_le_cercle_reste_son_contour_de_faits():
    """Les cellules ne sortent pas de leur cercle : ses bords sont les points arrondis, à la maille près."""
    for code, cercle in zip(limites_par_defaut().cercles["code"], limites_par_defaut().cercles.geometry, strict=True):
        faits = contours_generalises()[code]
        assert superficies_km2(np.array([shapely.symmetric_difference(cercle, faits)]))[0] < 2


def test_communes_deterministes():
    lues = [communes_dans(contours_generalises()) for _ in range(2)]
    assert shapely.to_wkb(list(lues[0].values())).tolist() == shapely.to_wkb(list(lues[1].values())).tolist()


def test_sans_fichier_les_schematiques(donnees):
    """Règle Z6."""
    limites = limites_en_vigueur(donnees)
    assert limites.schematique
    assert limites.genre == "generalisees"
    assert "généralisées (environ 5 km), communes schématiques" in limites.credit
    assert not limites.avertissement


def test_geojson_de_l_edition(donnees):
    lignes = geojson_par_zone(limites_en_vigueur(donnees))
    assert [niveau for _, niveau, _, _ in lignes] == ["region"] * 3 + ["cercle"] * 8 + ["commune"] * 38
    for _, _, texte, dessinee in lignes:
        assert dessinee
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
