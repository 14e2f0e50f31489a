"""Les postes à un jour, comptés à la main : état, depuis quand, changé ou non, nouvelle ancienne ; et l'indicateur."""

import datetime as dt

import pytest

from domaine import francais
from domaine.periodes import lire_periode
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.registres.commun import Etendue
from requetes.registres.representants import compare_depuis, lire_bascules, lire_etats, lire_nouvelles, lire_postes
from tests.requetes.fabrique import Fabrique
from tests.requetes.fabrique_fiches import JUIN, MARS, FabriqueFiches, le

DECEMBRE = dt.date(2023, 12, 31)
#: Poste → ses nouvelles : date, état, lieu effectif.
NOUVELLES = {
    ("GAO", "Gouverneur", "gouverneur"): [(le(10, 1), "au poste", None), (le(20, 6), "au poste", None)],
    # parti, revenu : il a changé, bien qu'il soit où il était en mars
    ("ML0703", "Préfet", "préfet"): [
        (le(1, 3), "au poste", None), (le(15, 4), "replié", "Bamako"), (le(10, 6), "au poste", None)
    ],
    # replié deux fois de suite : depuis la première ; le lieu est celui de la dernière, qui le tait
    ("ML1001", "Préfet", "préfet"): [
        (dt.date(2023, 9, 30), "vacant", None), (le(5, 2), "replié", "Gao"), (le(15, 2), "replié", None)
    ],
    ("SOCLE", "Haut représentant", None): [(le(25, 6), "nommé non installé", "Bamako"), (le(5, 7), "au poste", None)],
}  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("postes"))
    f.seuils()
    for (zone, poste, fonction), nouvelles in NOUVELLES.items():
        for date, etat, lieu in nouvelles:
            f.recu("presence_etat", code_zone=zone, poste=poste, fonction=fonction, date=date, etat=etat,
                   lieu_effectif=lieu)  # fmt: skip
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def _lus(base, jour=JUIN, zone="SOCLE", debut=None):
    return {p.identifiant: p for p in lire_postes(base, Etendue(zone, jour, debut))}


def test_un_poste_a_l_etat_de_sa_derniere_nouvelle(base):
    """Règle S20."""
    lus = _lus(base)
    gouverneur, gao, menaka = lus["GAO · Gouverneur"], lus["ML0703 · Préfet"], lus["ML1001 · Préfet"]
    assert (gouverneur.etat, gouverneur.depuis, gouverneur.depuis_au_moins) == ("au poste", le(10, 1), True)
    assert (gouverneur.date_nouvelle, gouverneur.age_jours, gouverneur.precedent) == (le(20, 6), 10, None)
    assert (gao.etat, gao.depuis, gao.depuis_au_moins, gao.precedent) == ("au poste", le(10, 6), False, "replié")
    assert (menaka.etat, menaka.depuis, menaka.lieu_effectif) == ("replié", le(5, 2), None)
    # Un préfet est de son cercle ; un gouverneur, ou le haut représentant, d'aucun.
    assert {i: p.cercle for i, p in lus.items()} == {
        "GAO · Gouverneur": None,
        "ML0703 · Préfet": gao.zone,
        "ML1001 · Préfet": menaka.zone,
        "SOCLE · Haut représentant": None,
    }
    # Rien d'après le jour lu n'est connu ; avant leur première nouvelle, deux postes ne le sont pas.
    assert (lus["SOCLE · Haut représentant"].etat, lus["SOCLE · Haut représentant"].fonction) == (
        "nommé non installé",
        "non précisée",
    )
    assert {i: p.etat for i, p in _lus(base, DECEMBRE).items()} == {"ML1001 · Préfet": "vacant"}


def test_un_poste_compte_a_sa_zone_et_au_dessus(base):
    assert set(_lus(base, zone="GAO")) == {"GAO · Gouverneur", "ML0703 · Préfet"}
    assert set(_lus(base, zone="ML0703")) == {"ML0703 · Préfet"}
    assert _lus(base)["SOCLE · Haut représentant"].region is None


def test_ce_qui_a_change_se_lit_dans_la_periode_ou_depuis_le_trimestre_d_avant(base):
    """Règle S21."""
    assert compare_depuis(Etendue("SOCLE", JUIN)) == le(1, 4) and compare_depuis(Etendue("SOCLE", le(2, 5))) == le(1, 4)
    assert [i for i, p in _lus(base).items() if p.a_change] == ["ML0703 · Préfet"]
    annee = _lus(base, debut=le(1, 1))
    assert {i for i, p in annee.items() if p.a_change} == {"ML0703 · Préfet", "ML1001 · Préfet"}
    # Un poste connu pour la première fois n'a pas changé : personne ne sait ce qu'il était.
    assert not annee["SOCLE · Haut représentant"].a_change
    dites = [(b.date, b.avant, b.etat) for b in lire_bascules(base, tuple(annee), le(1, 1), JUIN)]
    assert dites == [
        (le(10, 6), "replié", "au poste"),
        (le(15, 4), "au poste", "replié"),
        (le(5, 2), "vacant", "replié"),
    ]
    assert [b.lieu_effectif for b in lire_bascules(base, ("ML0703 · Préfet",), le(1, 4), le(30, 4))] == ["Bamako"]


def test_une_nouvelle_vieillit_comme_l_indicateur(base):
    """Règles S22 et J9 : péremption 1,5 d'un trimestre, soit 4,5 mois, strictement."""
    assert not [i for i, p in _lus(base).items() if p.ancienne]  # 15 février au 30 juin : 4,48 mois
    assert [i for i, p in _lus(base, le(1, 7)).items() if p.ancienne] == ["ML1001 · Préfet"]


def test_une_nouvelle_ne_se_juge_pas_sans_seuils(tmp_path):
    """Règle S22."""
    f = Fabrique(tmp_path)
    f.ajouter("presence_etat", code_zone="GAO", poste="P", fonction="préfet", date=dt.date(2020, 1, 1), etat="vacant")
    lue = ouvrir(edition_a_lire(f.publier()))
    assert [p.ancienne for p in lire_postes(lue, Etendue("SOCLE", JUIN))] == [False]


def test_un_poste_n_est_pas_dans_les_trimestres_d_avant_sa_premiere_nouvelle(base):
    """Règle S23."""
    comptes = {(c.date, c.etat): c.postes for c in lire_etats(base, tuple(_lus(base)), le(31, 5))}
    assert comptes == {
        (dt.date(2023, 9, 30), "vacant"): 1,
        (DECEMBRE, "vacant"): 1,
        (MARS, "au poste"): 2,
        (MARS, "replié"): 1,
        (le(31, 5), "au poste"): 1,
        (le(31, 5), "replié"): 2,
    }
    assert [n.date for n in lire_nouvelles(base, "ML0703 · Préfet", MARS)] == [le(1, 3)]


def test_vingt_deux_postes_sur_cent_trente_font_16_9_pour_cent(tmp_path):
    """Le cas doré de la présence : 22/130, 34/118, ensemble 56/248 = 22,6 % (règle G19)."""
    f = Fabrique(tmp_path)
    for zone, tenus, tous in (("GAO", 22, 130), ("MENAKA", 34, 118)):
        for rang in range(tous):
            f.ajouter("presence_etat", code_zone=zone, poste=f"P{rang}", fonction="préfet", date=MARS,
                      etat="au poste" if rang < tenus else "replié")  # fmt: skip
    lue = ouvrir(edition_a_lire(f.publier()))
    dits = {}
    for zone in ("GAO", "MENAKA", "SOCLE"):
        postes = lire_postes(lue, Etendue(zone, JUIN))
        dits[zone] = francais.pourcentage_fraction(sum(p.etat == "au poste" for p in postes), len(postes), seuil=None)
    assert list(dits.values()) == ["16,9\u00a0% (22/130)", "28,8\u00a0% (34/118)", "22,6\u00a0% (56/248)"]


@pytest.mark.lent
def test_la_page_et_l_indicateur_disent_le_meme_chiffre(donnees_demo):
    """Règles G19 et S20 : à la fin de chaque période de la démonstration, dans chaque zone."""
    lue = ouvrir(edition_a_lire(donnees_demo))
    rangees = lue.lire("""
        SELECT code_zone, periode, valeurs.numerateur, valeurs.denominateur
        FROM valeurs JOIN indicateur ON code = code_indicateur AND source_calcul = 'presence_representants'
        WHERE dimension IS NULL AND niveau <> 'commune' AND type_periode = 'trimestre'
    """)
    assert len(rangees) > 50
    for r in rangees.itertuples():
        postes = lire_postes(lue, Etendue(r.code_zone, lire_periode(r.periode).fin))
        assert (sum(p.etat == "au poste" for p in postes), len(postes)) == (r.numerateur, r.denominateur), r
