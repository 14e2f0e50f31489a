"""Une décision sur plusieurs points (règles V7 et V12) : lue à chacun, comptée une fois, à leur zone."""

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.fiches.decisions import decisions_de_commune, decisions_du_point, decisions_du_projet
from requetes.parcours import comptes, points
from requetes.parcours.selection import Selection
from requetes.pourquoi.objets import PRISES
from requetes.registres.commun import Etendue
from requetes.registres.vivantes import lire_decisions
from tests.requetes.fabrique_fiches import GABERO, GAO, JUIN, MENAKA, FabriqueFiches, le


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("plusieurs"))
    f.recu("projet_service", id_projet="P1", intitule="Eau", code_zone=GAO)
    for nom, commune, projet in (("A", GAO, "P1"), ("B", GAO, "P1"), ("C", GABERO, None), ("M", MENAKA, None)):
        f.point(nom, f"Point {nom}", "eau", commune, id_projet=projet)
        f.recu("etape_restauration", id_point=nom, etape="2", date_prevue=le(1, 3), motif_blocage="Litige")
    # elle nomme le projet aussi : chaque point ne la compte qu'une fois
    f.decision("meme_commune", le(1, 5), id_point="A;B", id_projet="P1")
    f.decision("meme_region", le(1, 6), id_point="A;C")
    f.decision("partout", le(1, 7), id_point="C;M")
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def test_elle_reste_une_decision_dans_la_zone_de_ses_points(base):
    lues = {d.identifiant: (d.code_zone, d.point, d.points) for d in lire_decisions(base, Etendue("SOCLE", JUIN, None))}
    assert lues == {
        "meme_commune": (GAO, "Point A, Point B", ("A", "B")),
        "meme_region": ("GAO", "Point A, Point C", ("A", "C")),
        "partout": ("SOCLE", "Point C, Point M", ("C", "M")),
    }


def test_chacun_de_ses_points_et_leur_commune_la_montrent(base):
    attendues = {"A": ["meme_commune", "meme_region"], "B": ["meme_commune"], "M": ["partout"]}
    assert {p: [d.identifiant for d in decisions_du_point(base, p)] for p in attendues} == attendues
    assert [d.identifiant for d in decisions_de_commune(base, GABERO)] == ["meme_region", "partout"]


def test_le_parcours_la_compte_une_fois_par_point(base):
    suivis = {p.id_point: (p.decisions, p.id_decision) for p in points.points_en_parcours(base, Selection(JUIN))}
    assert suivis == {
        "A": (2, "meme_commune"),
        "B": (1, "meme_commune"),
        "C": (2, "meme_region"),
        "M": (1, "partout"),
    }
    (bilan,) = comptes.bilans(base, Selection(JUIN))
    assert (bilan.points, bilan.bloques, bilan.sans_decision) == (4, 4, 0)
    assert [d.identifiant for d in decisions_du_projet(base, "P1")] == ["meme_commune", "meme_region"]


def test_pourquoi_la_donne_a_chacun_de_ses_points(base):
    lues = base.lire(
        f"WITH borne AS (SELECT $jour::DATE AS jour), {PRISES} SELECT cle, decision FROM prise WHERE objet = 'point'",
        {"jour": JUIN, "code": ""},
    )
    assert dict(lues.itertuples(index=False)) == {
        "A": "Décision meme_commune",
        "B": "Décision meme_commune",
        "C": "Décision meme_region",
        "M": "Décision partout",
    }
