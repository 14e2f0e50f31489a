"""Ce qui se reconnaît sous une autre écriture, et ce qui existe quoique en quarantaine."""

from __future__ import annotations

import pytest

from tests.depots_fautifs.fabrique import lire_tableau, octets_classeur
from tests.etl.atelier import Lu, assembler_octets

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

POINTS = "id_point | nom | type_service | code_zone | latitude | longitude | precision_m | id_projet"
VISITES = "id_point | date | local | agent | moyens | prestation"
OUI = "oui | oui | oui | oui"


def classeur(**feuilles: str) -> bytes:
    """Un classeur : nom de feuille (`_` pour une espace) → tableau à barres."""
    return octets_classeur({nom.replace("_", " "): lire_tableau(texte) for nom, texte in feuilles.items()})


def points(*lignes: str) -> bytes:
    return classeur(Points="\n".join((POINTS, *lignes)))


def visites(*lignes: str) -> bytes:
    return classeur(Visites="\n".join((VISITES, *(f"{ligne} | {OUI}" for ligne in lignes))))


def dites(lu: Lu, code: str) -> list[str]:
    return [a.valeur for a in lu.anomalies if a.code == code]


@pytest.mark.parametrize(
    "ecrit", ["men-pt-007", "MEN PT 007", "Men_Pt_007", "MEN—PT—007", "MEN -\u00a0PT‑007", "MEN−PT−007"]
)
def test_un_point_connu_sous_une_autre_ecriture(ecrit):
    """Règle Q20 : lu, et signalé à sa cellule."""
    lu = assembler_octets(points("MEN-PT-007 | Puits | eau | ML100101"), visites(f"{ecrit} | 2023-04-02"))
    assert lu.lignes("visite", "id_point") == [("MEN-PT-007",)]
    (anomalie,) = lu.anomalies
    assert (anomalie.code, anomalie.cellule, anomalie.gravite) == ("identifiant_lu", "A2", "à vérifier")
    assert "«MEN-PT-007»" in anomalie.constat


def test_l_ordre_des_fichiers_ne_change_pas_ce_qui_est_lu():
    """Règles Q2 et Q20 : la visite arrive avant son point."""
    lu = assembler_octets(visites("men pt 007 | 2023-04-02"), points("MEN-PT-007 | Puits | eau | ML100101"))
    assert lu.lignes("visite", "id_point") == [("MEN-PT-007",)]


def test_un_point_renvoye_sous_une_autre_ecriture_est_le_meme():
    """Règle Q20 : la ligne la plus récente remplace, sous l'identifiant d'abord reçu."""
    lu = assembler_octets(
        points("MEN-PT-007 | Puits | eau | ML100101"), points("men-pt-007 | Puits du marché | eau | ML100101")
    )
    assert lu.lignes("point_service", "id_point, nom") == [("MEN-PT-007", "Puits du marché")]
    assert dites(lu, "identifiant_lu") == ["men-pt-007"]


def test_deux_identifiants_d_un_meme_fichier_ne_se_confondent_jamais():
    """Règle Q20 : chacun garde ses visites ; une troisième écriture ne va à aucun des deux."""
    lu = assembler_octets(
        points("K-7 | Puits | eau | ML100101", "k-7 | École | éducation | ML100101"),
        visites("k-7 | 2023-04-02", "K-7 | 2023-04-03", "K 7 | 2023-04-04"),
    )
    assert lu.lignes("point_service", "id_point") == [("K-7",), ("k-7",)]
    assert lu.lignes("visite", "id_point") == [("k-7",), ("K-7",)]
    assert lu.codes() == ["identifiant_inconnu", "identifiants_voisins"]


def test_plusieurs_points_d_une_decision():
    """Règle Q20 : chacun des identifiants d'une cellule, sans en faire deux du même."""
    lu = assembler_octets(
        points("K-7 | Puits | eau | ML100101", "K-8 | Puits | eau | ML100101"),
        classeur(Décisions="id_decision | date | texte | id_point\nDE1 | 2023-04-02 | Curer | k_7;K-8;K 7"),
    )
    assert lu.lignes("decision", "id_point") == [("K-7;K-8",)]


def test_des_zeros_en_moins_ne_font_que_suggerer():
    """Règle Q20 : et l'on ne propose pas le point d'une autre région."""
    connus = points(*(f"{r}-PT-{n:03d} | Puits | eau | ML100101" for r in ("MEN", "GAO") for n in (3, 13, 30)))
    lu = assembler_octets(
        connus, visites("MEN-PT-3 | 2023-04-02", "MEN-PT-O13 | 2023-04-02", "MEN-PT-0031 | 2023-04-02")
    )
    assert lu.lignes("visite", "id_point") == []
    suggestions = {a.valeur: a.suggestion for a in lu.anomalies}
    assert suggestions["MEN-PT-3"] == "MEN-PT-003" and suggestions["MEN-PT-O13"] == "MEN-PT-013"
    assert "GAO" not in suggestions["MEN-PT-0031"]


def test_deux_ecritures_d_un_pseudonyme_font_une_personne():
    """Règle Q20 : d'un même fichier aussi ; un trait de plus en fait une autre."""
    lu = assembler_octets(
        classeur(
            Formations="id_formation | intitule|code_zone | fin\nF1 | A | GAO | 2023-02-02\nF2 | B | GAO | 2023-02-21",
            Participants="id_formation | id_personne\nF1 | aB 12\nF2 | AB12\nF2 | A-B12",
        )
    )
    assert lu.lignes("formation_participant", "id_personne") == [("aB 12",), ("aB 12",), ("A-B12",)]
    assert dites(lu, "identifiant_lu") == ["AB12"]


@pytest.mark.parametrize("acte", ["In Delimane", "IN-DÉLIMANE", "in'delimane", "Indélimane"])
def test_un_site_se_compare_comme_une_zone(acte):
    """Règle Z9 : sans un mot, et dans sa tournée seulement."""
    lu = assembler_octets(
        classeur(
            SPI_tournées="id_tournee | code_zone | statut\nT1 | GAO | réalisée\nT2 | GAO | réalisée",
            SPI_étapes="id_tournee | code_zone | site | tenue\nT1 | ML070104 | In-Délimane | oui",
            SPI_actes=f"id_tournee | site | date | acte\nT1 | {acte} | 2023-02-01 | A\nT2 | {acte} | 2023-02-01 | A",
        )
    )
    assert lu.lignes("spi_prestation", "id_tournee, site") == [("T1", "In-Délimane"), ("T2", acte)]
    assert [(a.code, a.ligne) for a in lu.anomalies if a.colonne == "site"] == [("acte_sans_etape", 3)]


def test_un_site_renvoye_sous_une_autre_ecriture_est_la_meme_etape():
    """Règles Q3 et Z9."""
    etapes = [
        classeur(
            SPI_tournées="id_tournee | code_zone | statut\nT1 | GAO | réalisée",
            SPI_étapes=f"id_tournee | code_zone | site | tenue | distance_km\nT1 | ML070104 | {site} | oui | {km}",
        )
        for site, km in (("Tin-Hama", 40), ("tin hama", 45))
    ]
    assert assembler_octets(*etapes).lignes("spi_etape", "site, distance_km") == [("Tin-Hama", 45.0)]


def test_un_projet_en_quarantaine_ne_fait_taire_ni_ses_points_ni_leurs_visites():
    """Règle Q21 : l'identifiant existe ; celui que rien ne donne bloque encore."""
    lu = assembler_octets(
        classeur(Projets="id_projet | intitule | code_zone\nPX | Eau | GAO\nPX | Marché | GAO"),
        points("K-7 | Puits | eau | ML070303 | | | | PX", "K-8 | Puits | eau | ML070303 | | | | PY"),
        visites("K-7 | 2023-04-02"),
    )
    assert lu.lignes("point_service", "id_point") == [("K-7",)]
    assert lu.lignes("visite", "id_point") == [("K-7",)]
    assert dites(lu, "identifiant_en_quarantaine") == ["PX"] and dites(lu, "identifiant_inconnu") == ["PY"]


def test_deux_lignes_d_une_cle_disent_ce_qui_les_separe():
    """Règle Q4."""
    lu = assembler_octets(
        points("K-7 | Puits | eau | ML070303", "K-9 | Puits | eau | ML070303", "K-7 | Puits | santé | ML070303")
    )
    constats = {a.constat for a in lu.anomalies}
    assert constats == {
        "plusieurs lignes différentes ont la même clé (K-7) : lignes 2 et 4 ; type_service «eau», «santé»."
    }


@pytest.mark.parametrize("renvoyee", ["| |", "16.27 | |", "| -0.05 | 20"])
def test_une_cellule_vide_n_efface_pas_une_position(renvoyee):
    """Règle Q22 : les deux nombres vont ensemble ; le reste de la ligne remplace."""
    lu = assembler_octets(
        points("K-7 | Puits | eau | ML070303 | 16.26 | -0.04 | 10"),
        points(f"K-7 | Forage | eau | ML070303 | {renvoyee}"),
    )
    assert lu.lignes("point_service", "nom, latitude, longitude, precision_m") == [("Forage", 16.26, -0.04, 10.0)]
    assert ("coordonnees_incompletes" in lu.codes()) is (renvoyee != "| |")


def test_une_position_se_remplace_et_se_vide_par_une_correction():
    """Règles Q15 et Q22 : vidée, elle ne revient pas d'une ligne plus ancienne."""
    corrections = classeur(
        Corrections="feuille_visee | cle | colonne | ancienne_valeur | nouvelle_valeur | motif | auteur | statut\n"
        "Points | K-7 | latitude | 16.29 | | faux | SE | validée"
    )
    recus = [points(f"K-7 | Puits | eau | ML070303 | {p}") for p in ("16.26 | -0.04 | 10", "16.29 | -0.04 |")]
    assert assembler_octets(*recus).lignes("point_service", "latitude, precision_m") == [(16.29, None)]
    ensuite = points("K-7 | Forage | eau | ML070303")
    assert assembler_octets(*recus, corrections, ensuite).lignes("point_service", "nom, latitude") == [("Forage", None)]


def test_un_point_deplace_se_dit_jusqu_a_ce_qu_il_soit_confirme():
    """Règle Q22 : avec ce qui l'y suit."""
    la, ici = (
        points(f"K-7 | Puits | eau | {zone} | | | {metres}") for zone, metres in (("ML070303", 1), ("Gabéro", 2))
    )
    lu = assembler_octets(la, visites("K-7 | 2023-04-02"), ici)
    (deplace,) = lu.anomalies
    assert (deplace.code, deplace.cellule, deplace.gravite) == ("point_deplace", "D2", "à vérifier")
    assert "de Gao (ML070303) à Gabéro (ML070302), avec 1 visite(s) et 0 étape(s)" in deplace.constat
    assert assembler_octets(la, ici, points("K-7 | Puits | eau | ML070302 | | | 3")).anomalies == []


def test_une_correction_se_dit_sous_l_identifiant_connu():
    """Règles Q15 et Q20 : la clé qu'une personne lit à l'écran trouve la ligne tapée autrement, deux fois."""
    corrections = classeur(
        Corrections="feuille_visee | cle | colonne | ancienne_valeur | nouvelle_valeur | motif | auteur | statut\n"
        "Visites | K-7 · 2023-04-02 | agent | oui | non | faux | SE | validée\n"
        "Visites | K-7 · 2023-04-02 | moyens | oui | non | faux | SE | validée"
    )
    lu = assembler_octets(points("K-7 | Puits | eau | ML070303"), visites("k 7 | 2023-04-02"), corrections)
    assert lu.lignes("visite", "id_point, agent, moyens") == [("K-7", False, False)]
    assert lu.anomalies == []


def test_une_zone_n_est_suggeree_que_dans_la_region_du_fichier():
    """Règle Z4 : d'un fichier de Gao, une commune de Douentza n'est pas proposée."""
    inconnues = ("K-8 | Puits | eau | Dala", "K-9 | Puits | eau | Gabro")
    for connue, suggeree in (("ML070303", ""), ("ML050401", "Dallah (ML050401)")):
        lu = assembler_octets(points(f"K-7 | Puits | eau | {connue}", *inconnues))
        assert lu.anomalies[0].suggestion == suggeree
    deux_regions = points("K-6 | Puits | eau | ML100101", "K-7 | Puits | eau | ML070303", *inconnues)
    assert assembler_octets(deux_regions).anomalies[0].suggestion == "Dallah (ML050401)"
