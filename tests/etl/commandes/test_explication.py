"""`expliquer` mène un chiffre à ses lignes ; une révision dit quoi, de combien à combien, par quel fichier."""

from __future__ import annotations

import pytest

from domaine.regles import ZERO_DECLARE
from etl.commandes.chargement import charger
from etl.commandes.explication import ChiffreVise, expliquer, lire_chiffre_vise
from etl.commandes.exports import lire_table
from etl.demande import DemandeInvalide
from etl.progression import Progression
from tests.etl import petits_classeurs as petits

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

MUET = Progression(muet=True)


@pytest.fixture(scope="module")
def donnees(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("explication")
    cadre = petits.ecrire_cadre(dossier / "cadre.xlsx")
    ratio = [
        {"code_indicateur": "P1", "code_zone": "GAO", "periode": "2023-01", "numerateur": 3, "denominateur": 4},
        {"code_indicateur": "P1", "code_zone": "MENAKA", "periode": "2023-02", "numerateur": 1, "denominateur": 16},
    ]
    absente = [{"code_indicateur": "F1", "code_zone": "GAO", "periode": "2023-02", "motif_absence": "inaccessible"}]
    janvier = petits.ecrire(dossier / "janvier.xlsx", Valeurs=petits.valeurs(1, GAO=10, MENAKA=4) + ratio + absente)
    corrige = petits.ecrire(dossier / "corrige.xlsx", Valeurs=petits.valeurs(1, GAO=12))
    donnees = dossier / "donnees"
    charger(donnees, [cadre, janvier], MUET)
    charger(donnees, [corrige], MUET)
    return donnees


def test_la_regle_les_termes_et_les_lignes(donnees):
    texte = expliquer(donnees, lire_chiffre_vise("P1", "SOCLE", "2023-02"))
    assert "Termes : 4 / 20" in texte
    assert "Valeur : 20 %" in texte
    assert "jamais une moyenne de pourcentages" in texte
    assert "Gao (GAO) · 31/01/2023 · 3/4  ← janvier.xlsx, «Valeurs», ligne 4" in texte
    # Gao est reportée de janvier, Douentza n'a jamais rien dit : attendues en février, elles manquent.
    assert "Gao (GAO) · 2023-02 · rien reçu" in texte
    assert "Douentza (DOUENTZA) · 2023-02 · rien reçu" in texte


def test_le_motif_d_une_absence_se_lit(donnees):
    texte = expliquer(donnees, lire_chiffre_vise("F1", "SOCLE", "février 2023"))
    assert "Valeur : n.\u00a0d. nb" in texte
    assert "Gao (GAO) · 2023-02 · zone inaccessible" in texte


def test_un_cumul_reprend_toutes_les_periodes(donnees):
    texte = expliquer(donnees, lire_chiffre_vise("F1", "SOCLE", "2023-02", "cumul"))
    assert "Valeur : 16 nb" in texte
    assert "corrige.xlsx" in texte


@pytest.mark.parametrize(
    ("code", "ventilation", "dit"),
    [
        ("R2.2", "opérateur=Opérateur A", "operateur = Opérateur A"),
        ("R2.5", "motif=Panne de la pompe", "Lignes qui entrent (1)"),
        ("OS1", "service=eau", "service = eau"),
        ("OS3", "Fonction=préfet", "fonction = préfet"),
    ],
)
def test_une_ventilation_de_registre_se_demande_avec_ou_sans_accents(edition_demo, code, ventilation, dit):
    """Règle C14."""
    texte = expliquer(edition_demo, lire_chiffre_vise(code, "SOCLE", "2023-T4", "cumul", ventilation))
    assert dit in texte and "Lignes qui entrent (0)" not in texte


@pytest.mark.parametrize(
    ("demande", "phrase"),
    [
        (("F1", "Gao", "2023-01"), "désigne|ne se lit pas"),
        (("F1", "GAO", "hier"), "période «hier»"),
        (("ZZ", "GAO", "2023-01"), "n'est pas dans le cadre logique"),
        (("F1", "GAO", "2031-01"), "Il n'y a pas de chiffre"),
        (("F1", "ML0703", "2023-01"), "sous le niveau de collecte"),
        (("F1", "GAO", "2023-01", "", "sexe"), "Écrivez sexe=F"),
    ],
)
def test_une_demande_qui_ne_va_pas_le_dit(donnees, demande, phrase):
    with pytest.raises(DemandeInvalide, match=phrase):
        expliquer(donnees, lire_chiffre_vise(*demande))


def test_une_revision_dit_de_combien_a_combien_et_par_quel_fichier(donnees):
    revisions = lire_table(donnees, "revisions")
    ligne = revisions[(revisions.cle == "F1 · GAO · 2023-01") & (revisions.colonne == "valeur")].iloc[0]
    assert (ligne.ancien, ligne.nouveau) == ("10.0", "12.0")
    assert (ligne.fichier_ancien, ligne.fichier_nouveau) == ("janvier.xlsx", "corrige.xlsx")
    assert len(revisions) == 1


@pytest.mark.lent
def test_chaque_indicateur_de_la_demonstration_s_explique(edition_demo):
    valeurs = lire_table(edition_demo, "valeurs")
    dernieres = valeurs[(valeurs.type_periode == "cumul") & valeurs.dimension.isna()]
    dernieres = dernieres.sort_values("periode").groupby(["code_indicateur", "niveau"]).tail(1)
    dernieres = dernieres.groupby("code_indicateur").sample(1, random_state=0)
    for ligne in dernieres.itertuples():
        demande = lire_chiffre_vise(ligne.code_indicateur, ligne.code_zone, ligne.periode, "cumul")
        assert isinstance(demande, ChiffreVise)
        texte = expliquer(edition_demo, demande)
        # Une commune sans aucun point compte pour zéro commune couverte : un chiffre, et pas de ligne.
        if ligne.valeur == ligne.valeur and ligne.code_indicateur != "R2.7":
            assert "Lignes qui entrent" in texte or (ligne.valeur == 0 and ZERO_DECLARE in texte), demande
