"""Les projets et leurs opérateurs, sur une édition minuscule (règles G9, S4, S33, S34, S35, V10, V13)."""

import datetime as dt
from dataclasses import replace

import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.parcours import delais
from requetes.parcours.selection import SANS_OPERATEUR, Selection
from requetes.registres import capitalisation, operateurs, projets
from requetes.registres.commun import Etendue
from tests.requetes.fabrique import DATE
from tests.requetes.fabrique_parcours import GAO, MENAKA, FabriqueParcours

J = dt.date
TOUT, CHOIX = Etendue("SOCLE", DATE), Selection(DATE)


@pytest.fixture
def fabrique(tmp_path):
    return FabriqueParcours(tmp_path)


def _base(f):
    return ouvrir(edition_a_lire(f.publier()))


def _projet(f, nom, operateur="A", *, zone=GAO, note=14.0, soumis="2023-01-05", **cellules):
    date = J.fromisoformat(soumis) if soumis else None
    f.ajouter("projet_service", id_projet=nom, intitule=f"Projet {nom}", code_zone=zone, operateur=operateur,
              note_formulation=note, date_soumission=date, **cellules)  # fmt: skip


def _remis(f, nom, jours, **autres):
    """Un point validé le 1er janvier 2023, remis en service `jours` plus tard ; `None` : il attend encore."""
    valide = J(2023, 1, 1)
    etapes = {"3": (None, valide.isoformat())}
    if jours is not None:
        etapes["7"] = (None, (valide + dt.timedelta(days=jours)).isoformat())
    f.point(nom, etapes, **autres)


def test_les_points_d_un_projet(fabrique):
    _projet(fabrique, "P", statut="en cours", budget_fcfa=100.0)
    tient, tombe = (("2023-05-01", 4), ("2024-06-01", 4)), (("2023-05-01", 4), ("2024-06-01", 0))
    fabrique.point("tient", {"7": (None, "2023-05-01")}, tient, projet="P")
    fabrique.point("tombe", {"8": (None, "2023-06-01")}, tombe, projet="P", zone=MENAKA)
    fabrique.point("part", {"2": (None, "2023-05-01")}, projet="P")
    fabrique.point("ailleurs", {"7": (None, "2023-05-01")})
    _projet(fabrique, "VIDE", None, zone="GAO")
    base = _base(fabrique)
    lu, vide = projets.lire_projets(base, TOUT)
    assert (lu.identifiant, lu.points, lu.remis, lu.restaures, lu.fonctionnent, lu.retombes) == ("P", 3, 2, 2, 1, 1)
    # Sans opérateur ni point, et dans une région : il y est, avec des zéros, car points et visites sont venus.
    assert (vide.operateur, vide.niveau, vide.points, vide.retombes) == (None, "region", 0, 0)
    assert [p.id_point for p in projets.lire_points(base, "P", DATE)] == ["part", "tient", "tombe"]


def test_sans_feuille_rien_ne_se_compte(fabrique):
    """Règle S4 : sans points, étapes ni visites, ce n'est pas zéro."""
    _projet(fabrique, "P")
    base = _base(fabrique)
    (lu,) = projets.lire_projets(base, TOUT)
    assert (lu.points, lu.remis, lu.restaures, lu.fonctionnent, lu.retombes) == (None,) * 5
    (a,) = operateurs.lire_operateurs(base, CHOIX)
    assert (a.points, a.remis, a.faits, a.attendent, a.restaures_un_an, a.non_vus) == (None,) * 6


def test_un_projet_n_est_connu_que_de_sa_soumission(fabrique):
    """Règle G9 : sans date, sa note ne compte pas ; soumis après le jour lu, il n'est pas encore là."""
    _projet(fabrique, "AVANT", note=12.0, date_validation=J(2024, 8, 1))
    _projet(fabrique, "APRES", soumis="2024-07-01")
    _projet(fabrique, "SANS", soumis=None)
    lus = {p.identifiant: p for p in projets.lire_projets(_base(fabrique), TOUT)}
    assert set(lus) == {"AVANT", "SANS"}
    (a,) = operateurs.lire_operateurs(ouvrir(edition_a_lire(fabrique.donnees)), CHOIX)
    assert (a.projets, a.notes) == (2, 1)
    assert (lus["AVANT"].suffisante, lus["AVANT"].date_validation) == (True, None)
    assert (lus["SANS"].note, lus["SANS"].notee, lus["SANS"].suffisante) == (14.0, False, False)


def test_un_delai_se_lit_avec_ceux_qui_attendent(fabrique):
    """Règle S34 : A paraît le plus rapide, et la moitié de ses points n'est jamais arrivée."""
    for rang, jours in enumerate((100, 120, 140, None, None)):
        _remis(fabrique, f"A{rang}", jours, operateur="A")
    _remis(fabrique, "B0", 200, operateur="B")
    fini = {"3": (None, "2023-01-01"), "abandonné": (None, "2023-02-01")}
    fabrique.point("B1", fini, operateur="B")
    arret = {"3": (None, "2024-06-20"), "suspendu": (None, "2024-06-25")}
    fabrique.point("C0", arret)
    base = _base(fabrique)
    lus = {(p.groupe, p.de, p.vers): p for p in operateurs.lire_passages(base, CHOIX)}
    a, b, c = (lus[nom, "3", "7"] for nom in ("A", "B", None))
    attente = (DATE - J(2023, 1, 1)).days
    assert (a.faits, a.mediane, a.attendent, a.attente_mediane) == (3, 120, 2, attente)
    # Abandonné, il n'attend plus ; suspendu, il attend.
    assert (b.faits, b.attendent, b.attente_mediane) == (1, 0, None)
    assert (c.faits, c.mediane, c.attendent, c.attente_mediane) == (0, None, 1, 10)
    # Au passage suivant aussi ; arrivé plus loin, un point n'attend pas l'étape qu'il a sautée.
    assert (lus["A", "3", "4"].faits, lus["A", "3", "4"].attendent) == (0, 2)
    assert lus["A", "7", "8"].attendent == 3
    # Les délais faits sont ceux de la règle V8.
    assert {(d.groupe, d.points, d.mediane) for d in delais.delais(base, CHOIX, "operateur")} == {
        ("A", 3, 120),
        ("B", 1, 200),
    }


def test_un_operateur_par_ligne(fabrique):
    """Règle V13 : un point est à son opérateur, à défaut à celui de son projet ; sans aucun, à «non précisé»."""
    _projet(fabrique, "P", "A", note=16.0)
    _projet(fabrique, "Q", "A", note=10.0)
    _projet(fabrique, "R", None, note=None)
    fabrique.point("a", {"7": (None, "2024-01-01")}, projet="P")
    fabrique.point("b", projet="P", operateur="B")
    fabrique.point("c")
    base = _base(fabrique)
    a, b, sans = operateurs.lire_operateurs(base, CHOIX)
    assert (a.nom, a.projets, a.note_moyenne, a.suffisantes, a.suffisantes_pct) == ("A", 2, 13.0, 1, 50.0)
    assert (a.points, a.remis) == (1, 1)
    # Aucune étape de son point n'est venue : ni remis, ni en attente, ce n'est pas zéro.
    assert (b.nom, b.projets, b.notes, b.note_moyenne, b.points, b.remis, b.attendent) == (
        "B",
        0,
        0,
        None,
        1,
        None,
        None,
    )
    assert (sans.nom, sans.projets, sans.points) == ("non précisé", 1, 1)
    (seul,) = operateurs.lire_operateurs(base, replace(CHOIX, operateur=SANS_OPERATEUR))
    assert seul == sans


def test_un_an_apres(fabrique):
    """Règle S35 : fonctionnent, retombés, non vus font le tout ; trop récent, un point n'y entre pas."""
    debut = ("2023-06-01", 4)
    fabrique.point("va", visites=(debut, ("2024-06-01", 3)), operateur="A")
    fabrique.point("tombe", visites=(debut, ("2024-06-01", 1)), operateur="A")
    fabrique.point("perdu", visites=(debut,), operateur="A")
    fabrique.point("recent", visites=(("2024-01-10", 4), ("2024-06-01", 4)), operateur="A")
    base = _base(fabrique)
    (a,) = operateurs.lire_operateurs(base, CHOIX)
    assert (a.restaures_un_an, a.fonctionnent, a.retombes, a.non_vus) == (3, 1, 1, 1)
    # Sous dix points, aucune part (règle V10).
    assert a.fonctionnent_pct is None


def test_a_partir_de_dix_points_une_part(fabrique):
    for rang in range(10):
        fabrique.point(f"p{rang}", visites=(("2023-06-01", 4), ("2024-06-01", 4 if rang else 0)), operateur="A")
    (a,) = operateurs.lire_operateurs(_base(fabrique), CHOIX)
    assert (a.restaures_un_an, a.fonctionnent_pct) == (10, 90.0)
    # Seul à se comparer, il n'est premier de personne (règle S33).
    assert operateurs.premiers((a,)).dure is None
    assert operateurs.premiers((a, replace(a, nom="B", fonctionnent_pct=80.0))).dure == a


def test_qui_se_dit_premier(fabrique):
    """Règle S33 : assez de projets, plus d'arrivés que d'attendus ; «non précisé» n'est pas un opérateur."""
    (vide,) = operateurs.lire_operateurs(_base_avec_un_projet(fabrique), CHOIX)
    rapide = replace(vide, nom="rapide", faits=8, mediane_jours=120.0, attendent=9)
    sur = replace(vide, nom="sûr", faits=6, mediane_jours=200.0, attendent=5, notes=5, suffisantes_pct=60.0)
    bien = replace(vide, nom="bien", notes=8, suffisantes_pct=60.0, faits=4, mediane_jours=90.0)
    lent = replace(sur, nom="lent", notes=4, mediane_jours=300.0)
    tous = (rapide, sur, bien, lent, replace(bien, nom="non précisé", suffisantes_pct=100.0))
    lus = operateurs.premiers(tous)
    assert (lus.formule, lus.avance, lus.dure) == (bien, sur, None)
    assert operateurs.premiers((vide,)) == operateurs.Premiers(formule=None, avance=None, dure=None)


def _base_avec_un_projet(f):
    _projet(f, "P", "A", note=None)
    return _base(f)


def test_les_produits(fabrique):
    """Règle G23 : validé par son statut, sans zone il est de tout le projet ; daté d'après, il n'est pas encore là."""
    for nom, cellules in (
        ("V", {"code_zone": "GAO", "statut": "validé", "theme": "Eau", "lien": "javascript:alert(1)"}),
        ("T", {"statut": "projet", "theme": "Eau"}),
        ("S", {"code_zone": "GAO"}),
        ("A", {"code_zone": "GAO", "statut": "validé", "date": J(2024, 7, 1)}),
    ):
        fabrique.ajouter("capitalisation", **({"id_produit": nom, "titre": nom, "date": J(2024, 1, 1)} | cellules))
    base = _base(fabrique)
    lus = {p.identifiant: p for p in capitalisation.lire_produits(base, TOUT)}
    assert {nom: (p.valide, p.niveau, p.theme) for nom, p in lus.items()} == {
        "V": (True, "region", "Eau"),
        "T": (False, "SOCLE", "Eau"),
        "S": (False, "region", None),
    }
    assert [p.identifiant for p in capitalisation.lire_produits(base, Etendue("GAO", DATE))] == ["V", "S"]


def test_notes_et_produits_sont_ceux_des_indicateurs(edition_demo):
    """Zone par zone, les notes suffisantes et les produits validés sont ceux de `valeurs` (règles G9 et G23)."""
    base = ouvrir(edition_a_lire(edition_demo))
    publies = base.lire("""
        SELECT source_calcul, code_zone, valeurs.numerateur, valeurs.denominateur, valeur FROM valeurs
        JOIN periode_calculee USING (code_indicateur, type_periode, periode)
        JOIN indicateur ON indicateur.code = code_indicateur
        WHERE source_calcul IN ('projets_note', 'produits_valides') AND type_periode = 'cumul'
          AND periode_calculee.fin = DATE '2024-06-30' AND dimension IS NULL AND niveau IN ('SOCLE', 'region')
    """)
    assert len(publies) == 8
    for ligne in publies.itertuples():
        etendue = Etendue(ligne.code_zone, DATE)
        if ligne.source_calcul == "produits_valides":
            assert sum(p.valide for p in capitalisation.lire_produits(base, etendue)) == ligne.valeur
            continue
        lus = projets.lire_projets(base, etendue)
        assert (sum(p.suffisante for p in lus), sum(p.notee for p in lus)) == (ligne.numerateur, ligne.denominateur)
        compares = operateurs.lire_operateurs(base, Selection(DATE, ligne.code_zone))
        assert (sum(o.suffisantes for o in compares), sum(o.notes for o in compares)) == (
            *(ligne.numerateur, ligne.denominateur),
        )
