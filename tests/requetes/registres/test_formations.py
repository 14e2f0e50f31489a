"""Les formations à un jour, comptées à la main : personnes distinctes, listes absentes, gain pesé."""

from dataclasses import replace

import pandas as pd
import pytest

from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.registres.commun import Etendue
from requetes.registres.formations import SANS_LISTE, gain_moyen, lire_formes, lire_sessions
from tests.requetes.fabrique_fiches import GAO, JUIN, MARS, FabriqueFiches, le


def _session(f, nom, zone, debut, fin=None, liste=(), **autres):
    f.recu("formation", id_formation=nom, intitule=f"Session {nom}", code_zone=zone, debut=debut, fin=fin, **autres)
    for numero, sexe in liste:
        f.recu("formation_participant", id_formation=nom, id_personne=f"P{numero:02}", sexe=sexe,
               fonction="maire" if numero % 2 else None)  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    f = FabriqueFiches(tmp_path_factory.mktemp("formations"))
    # Le dixième cas doré : 30 et 25 formés, 12 aux deux.
    _session(f, "F1", "GAO", le(2, 5), le(6, 5), [(n, "H") for n in range(1, 31)], module="État", hommes=20, femmes=10,
             score_avant=40, score_apres=70)  # fmt: skip
    _session(f, "F2", "MENAKA", le(12, 6), None, [(n, "H" if n < 40 else None) for n in range(19, 44)],
             module="État", score_avant=50, score_apres=60)  # fmt: skip
    # De tout le projet, sans liste, sans module ; puis à vérifier, à cheval sur deux trimestres ; puis sans date.
    _session(f, "NUE", "SOCLE", le(1, 2), le(3, 2))
    _session(f, "FAUSSE", GAO, le(30, 3), le(2, 4), [(1, "H"), (50, "F")], module="Civil", hommes=1, femmes=2)
    _session(f, "SANSDATE", GAO, None, None, [(60, "F")], score_avant=1, score_apres=2)
    _session(f, "DEMAIN", GAO, le(1, 7), le(3, 7), [(70, "F")])
    lue = ouvrir(edition_a_lire(f.publier()))
    yield lue
    lue.fermer()


def _lues(base, zone="SOCLE", jour=JUIN, debut=None):
    return {s.identifiant: s for s in lire_sessions(base, Etendue(zone, jour, debut))}


def _formes(base, lues, par=""):
    return {f.groupe: f for f in lire_formes(base, tuple(lues)) if f.par == par}


def test_cinquante_cinq_participations_font_quarante_trois_personnes(base):
    """Règles C8 et G17, cas doré 10."""
    tous = _formes(base, ["F1", "F2"])[""]
    assert (tous.participations, tous.personnes, tous.sessions) == (55, 43, 2)
    regions = _formes(base, ["F1", "F2"], "region")
    assert {nom: f.personnes for nom, f in regions.items()} == {"Gao": 30, "Ménaka": 25}


def test_une_session_compte_le_jour_de_sa_fin(base):
    """Règle G17 ; sans date, elle n'est d'aucune période, et ses personnes d'aucun compte."""
    assert "FAUSSE" not in _lues(base, jour=MARS) and "FAUSSE" in _lues(base, debut=le(1, 4))
    assert list(_lues(base)) == ["F2", "F1", "FAUSSE", "NUE", "SANSDATE"]
    assert "SANSDATE" not in _lues(base, debut=le(1, 1))
    assert not lire_formes(base, ("SANSDATE",))
    assert set(_lues(base, "ML0703")) == {"FAUSSE", "SANSDATE"}


def test_sans_liste_les_personnes_sont_inconnues(base):
    """Règle S15."""
    lues = _lues(base)
    assert lues["NUE"].inscrits is None
    tous = _formes(base, lues)[""]
    assert (tous.personnes, tous.participations, tous.sessions, tous.sans_liste) == (44, 57, 4, 1)
    seule = _formes(base, lues, "module")["non précisé"]
    assert (seule.personnes, seule.participations, seule.sessions, seule.sans_liste) == (None, None, 1, 1)
    assert _formes(base, lues, "region")["Ensemble du projet"].personnes is None
    # Ses personnes inconnues ne se mêlent pas à celles dont le sexe n'est pas dit.
    sexes = _formes(base, lues, "sexe")
    assert {g: f.personnes for g, f in sexes.items()} == {"H": 39, "F": 1, "non précisé": 4, SANS_LISTE: None}
    assert _formes(base, lues, "fonction")["non précisé"].personnes == 22
    assert _formes(base, ["NUE"])[""].personnes is None


def test_l_effectif_qui_contredit_la_liste_se_signale(base):
    """Règle S16."""
    lues = _lues(base)
    assert [lues[n].contredite for n in ("FAUSSE", "F1", "F2", "NUE")] == [True, False, None, None]


def test_le_gain_se_pese_et_dit_ce_qu_il_couvre(base):
    """Règles C7, G18 et S17."""
    lues = _lues(base)
    gain = gain_moyen(tuple(lues.values()))
    # F2 n'a pas d'effectif : ses 25 inscrits pèsent ; une session sans date n'y est pas.
    assert gain.points == pytest.approx((30 * 30 + 10 * 25) / 55)
    assert (gain.sessions, gain.participants, gain.sans_effectif) == (2, 55, 0)
    assert gain.apres - gain.avant == pytest.approx(gain.points)
    rien = gain_moyen((lues["NUE"],))
    assert (rien.sessions, rien.participants, rien.points) == (0, None, None)


def test_une_session_testee_sans_poids_laisse_l_ensemble_sans_gain(base):
    """Règle C7."""
    f1 = _lues(base)["F1"]
    legere = replace(f1, effectif=None)
    gain = gain_moyen((f1, legere))
    assert (gain.points, gain.sans_effectif, gain.participants) == (None, 1, 30)
    assert gain_moyen((legere,)).points == 30


@pytest.mark.lent
@pytest.mark.parametrize("source", ["personnes_formees", "gain_tests"])
def test_la_page_compte_comme_les_indicateurs(edition_demo, source):
    """Règles G17 et G18 : même zone, même période, mêmes personnes distinctes que R1.3, même gain que R1.4."""
    lue = ouvrir(edition_a_lire(edition_demo))
    rangees = lue.lire(
        """
        SELECT v.code_zone, v.type_periode, p.debut, p.fin, v.valeur
        FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur JOIN periode p ON p.libelle = v.periode
        WHERE i.source_calcul = $source AND v.dimension IS NULL AND p.fin <= DATE '2024-06-30'
        """,
        {"source": source},
    )
    assert len(rangees) > 25
    for r in rangees.to_dict("records"):
        lues = _lues(lue, r["code_zone"], r["fin"].date(), None if r["type_periode"] == "cumul" else r["debut"].date())
        if source == "gain_tests":
            lu = gain_moyen(tuple(lues.values())).points
        else:
            lu = _formes(lue, lues)[""].personnes if lues else None
        assert (lu or 0) == pytest.approx(0 if pd.isna(r["valeur"]) else r["valeur"]), r
    lue.fermer()
