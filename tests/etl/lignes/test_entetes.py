"""Trouver la ligne d'en-têtes et les colonnes, comme une personne les verrait."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaine.feuilles.cadre import FEUILLES, PAR_NOM
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.entetes import est_feuille_d_aide, feuille_declaree, lettre_colonne, lire_table

VALEURS = PAR_NOM["valeurs"]
ENTETES = ["code_indicateur", "code_zone", "periode", "valeur"]


def table(*lignes, fusions=()):
    return lire_table(FeuilleBrute("Valeurs", [list(li) for li in lignes], list(fusions)), VALEURS)


@pytest.mark.parametrize(
    "recus",
    [
        ["Code Indicateur", "Code zone", "Période", "Valeur"],
        [" CODE_INDICATEUR *", "Zone", "PERIODE :", "valeur (nb)"],
        ["Indicateur", "Zone", "Pèriode", "VALEUR"],
        ["code\nindicateur", "code-zone", "période\u00a0", "Valeur\t"],
    ],
)
def test_en_tetes_a_accents_casse_et_espaces(recus):
    """Règle L1."""
    assert table(recus, ["F", "GAO", "2023", 1]).colonnes == {n: i for i, n in enumerate(ENTETES)}


def test_bandeau_de_titre_et_ligne_hxl():
    """Règles L1 et L2."""
    lue = table(
        ["Rapport mensuel de Gao", "", "", ""],
        ["valeur exprimée en nombre", "", "", ""],
        [],
        ENTETES,
        ["#indicator+code", "#adm+code", "#date", "#value"],
        ["F", "GAO", "2023", 1],
        ["", " ", None, ""],
        ["F", "GAO", "2024", 2],
    )
    assert lue.numeros == [6, 8]


def test_une_ligne_de_donnees_n_est_pas_une_ligne_hxl():
    assert table(ENTETES, ["#REF!", "", "", ""]).numeros == [2]


def test_fusion_vers_le_bas_vaut_pour_chaque_ligne():
    """Règle L3."""
    lue = table(ENTETES, ["F", "GAO", "2023", 1], ["", "MENAKA", "", 2], fusions=[(1, 0, 2), (1, 2, 2)])
    assert lue.lignes[1] == ["F", "MENAKA", "2023", 2]


def test_fusions_aberrantes_sans_effet_et_sans_duree():
    fusions = [(1, 0, 10**9)] * 20_000 + [(0, 0, 3), (99, 0, 100), (1, 99, 2)]
    assert table(ENTETES, ["F", "GAO", "2023", 1], ["", "GAO", "2024", 2], fusions=fusions).lignes[1][0] == "F"


def test_en_tetes_repetes_gardent_chacun_leur_nom():
    """Règle L4."""
    lue = table([*ENTETES, "valeur", "note", "note"], ["F", "GAO", "2023", 1, 2, "a", "b"])
    assert lue.colonnes["valeur"] == 3
    assert len(set(lue.entetes.values())) == 7


def test_colonne_de_motif_des_rejets_ignoree():
    lue = table([*ENTETES, "motif_du_rejet"], ["F", "GAO", "2023", 1, "valeur illisible"])
    assert lue.aides == {4}


def test_sans_en_tete():
    assert table(["bonjour"], ["tout le monde"]).sans_entete
    assert not table().sans_entete
    assert not table(["", None]).sans_entete


def test_chaque_feuille_se_reconnait_par_son_nom():
    for feuille in FEUILLES:
        for nom in (feuille.nom, feuille.nom.upper(), f" {feuille.nom} ", feuille.nom.replace(" ", "_")):
            assert feuille_declaree(nom) is feuille
        assert feuille_declaree(feuille.nom + "s") is None or feuille_declaree(feuille.nom + "s") is not feuille
    assert est_feuille_d_aide("Mode d'emploi") and est_feuille_d_aide("Mode d’emploi") and est_feuille_d_aide("LISTES")


def test_lettres_de_colonnes():
    assert [lettre_colonne(r) for r in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


_CELLULES = st.one_of(st.text(max_size=30), st.sampled_from(ENTETES), st.floats(), st.none(), st.booleans())
_FUSIONS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 99)), max_size=5)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(_CELLULES, max_size=6), max_size=12), _FUSIONS, st.sampled_from(FEUILLES))
def test_aucune_feuille_n_arrete_la_lecture(lignes, fusions, feuille):
    lue = lire_table(FeuilleBrute("x", lignes, fusions), feuille)
    assert len(lue.numeros) == len(lue.lignes)


def test_le_groupe_d_un_formulaire_s_ote():
    """Règle L1 : dit une fois ; l'en-tête exact passe devant, et ce qui n'est pas un groupe reste entier."""
    lue = table(["meta/periode", "code_indicateur", "lieu/ou/code_zone", "periode", "dimension/modalite"], ["x"])
    assert lue.colonnes == {"code_indicateur": 1, "code_zone": 2, "periode": 3}
    assert lue.groupes == ["lieu/ou/code_zone"]
    assert lue.entetes[0] == "meta/periode" and lue.entetes[4] == "dimension/modalite"
