"""Pourquoi un chiffre est ce qu'il est : les choses nommées font exactement l'écart, et rien n'est nommé pour rien."""

import pytest

from domaine.sources import SOURCES
from figures.mots import pourquoi
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.pourquoi.lecture import lire_pourquoi
from requetes.pourquoi.objets import OBJETS
from tests.requetes.fabrique_fiches import FabriqueFiches

RATIOS = [nom for nom in OBJETS if SOURCES[nom].nature == "ratio"]


@pytest.fixture(scope="module")
def demo(edition_demo):
    lue = ouvrir(edition_a_lire(edition_demo))
    yield lue
    lue.fermer()


@pytest.mark.parametrize("source", RATIOS)
def test_ce_que_les_raisons_retirent_est_ce_qui_manque_au_ratio(demo, source):
    """Règle S40 : Σ retiré = dénominateur − numérateur, au projet et à chaque région, à la dernière période."""
    lues = demo.lire(
        """
        SELECT v.code_indicateur, v.code_zone, v.type_periode, v.periode, v.denominateur - v.numerateur AS manque
        FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur
        JOIN periode_calculee r ON r.code_indicateur = i.code AND r.type_periode = v.type_periode
            AND r.periode = v.periode
        WHERE i.source_calcul = $source AND v.dimension IS NULL AND v.niveau IN ('SOCLE', 'region')
          AND v.numerateur IS NOT NULL AND v.type_periode IN ('cumul', 'trimestre')
        QUALIFY r.rang = max(r.rang) OVER (PARTITION BY v.type_periode)
        """,
        {"source": source},
    )
    assert len(lues) > 1
    for rangee in lues.itertuples(index=False):
        lu = lire_pourquoi(demo, *rangee[:4])
        assert sum(r.perte for r in lu.raisons) == pytest.approx(rangee.manque), rangee


def test_un_recul_se_dit_par_ce_qui_vient_de_manquer(demo):
    """Règle S40."""
    lu = lire_pourquoi(demo, "OS1", "SOCLE", "trimestre", "2024-T2")
    assert pourquoi.dire(lu, "%", "hausse").startswith(
        "−21,3\u00a0pts depuis T1\u00a02024\u00a0: 9 points non revus depuis 90 jours, 1 retombé"
    )
    # Chacun est nommé, avec la ligne qui le dit ; les nouveaux d'abord.
    assert all(r.nom and r.fichier and r.ligne for r in lu.raisons)
    assert [r.nouvelle for r in lu.raisons] == sorted((r.nouvelle for r in lu.raisons), reverse=True)


@pytest.fixture(scope="module")
def saisie(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("pourquoi"))
    f.indicateur(
        "R1.6", nature="flux", frequence="T", niveau_collecte="region", source_calcul="saisie", unite="tournées"
    )
    for zone, t1, t2, attendues in (("GAO", 30.0, 10.0, 1), ("MENAKA", 12.0, None, 1), ("DOUENTZA", 5.0, None, 0)):
        f.chiffre("R1.6", zone, "2024-T1", "trimestre", valeur=t1, attendues=1, recues=1)
        f.chiffre("R1.6", zone, "2024-T2", "trimestre", valeur=t2, attendues=attendues, recues=0)
    f.chiffre("R1.6", "SOCLE", "2024-T1", "trimestre", valeur=47.0)
    f.chiffre("R1.6", "SOCLE", "2024-T2", "trimestre", valeur=10.0)
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def test_une_somme_baisse_par_ses_zones(saisie):
    """Règle S41."""
    lu = lire_pourquoi(saisie, "R1.6", "SOCLE", "trimestre", "2024-T2")
    assert [(r.nom, r.nature, r.perte) for r in lu.raisons] == [
        ("Gao", "en baisse", 20),
        ("Ménaka", "non reçue", 12),
        ("Douentza", "sortie", 5),
    ]
    assert lu.ecart == -37 and sum(r.perte for r in lu.raisons) == 37
    assert "3 zones" not in pourquoi.dire(lu, "tournées", "hausse")
    assert "1 zone en baisse, 1 non reçue, 1 sortie" in pourquoi.dire(lu, "tournées", "hausse")
    # Une période que l'édition ne connaît pas n'a ni raison ni écart.
    assert lire_pourquoi(saisie, "R1.6", "SOCLE", "trimestre", "2031-T1").raisons == ()
    assert lu.periode_avant == "2024-T1"
