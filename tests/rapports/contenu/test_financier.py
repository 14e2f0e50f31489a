"""Ce qu'un financier lit : l'argent contre le travail, les deux cibles, ce qui tient, ce que qui fige a écrit."""

from __future__ import annotations

import datetime as dt

import pytest

from domaine.figees import RECIT
from figures.mots.methode import ABREVIATIONS
from rapports.blocs import Definitions, Liste, Note, Paragraphe, Tableau, Titre
from rapports.contenu import ordre
from rapports.lecture import preparer
from requetes.accueil import cadre_logique
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.parcours import survie
from requetes.parcours.selection import Selection
from requetes.registres.activites import dresser_bilan, lire_activites
from requetes.registres.commun import Etendue
from tests.rapports.conftest import IDENTITE

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent
JOUR = dt.date(2024, 6, 30)


def _document(base, **identite):
    return ordre.batir(preparer(base, IDENTITE | identite))


def _partie(document, titre):
    return next((p.blocs for p in document.parties if p.titre and p.titre.texte == titre), ())


def _tableau(document, titre):
    return next(b for b in document.blocs if isinstance(b, Tableau) and b.titre == titre)


def _dit(blocs):
    return " ".join(b.texte for b in blocs if isinstance(b, Paragraphe | Note))


@pytest.fixture(scope="module")
def document(base_demo):
    return _document(base_demo)


# L'argent


def test_l_ecart_entre_le_fait_et_le_paye_se_dit_en_une_ligne(base_demo, document):
    """Règle E23 : les taux sont ceux de la page Activités (S31)."""
    bilan = dresser_bilan("", lire_activites(base_demo, Etendue("SOCLE", JOUR)))
    assert bilan.ecart_pts == pytest.approx(bilan.decaisse_pct - bilan.physique_pct)
    tete, temps = (b.texte for b in _partie(document, "Exécution financière") if isinstance(b, Paragraphe))
    assert tete.startswith("Exécution physique 71,3") and "en retard de 9,0 points" in tete
    assert temps.startswith("Temps écoulé du projet : 30 mois sur 36")
    donnees = _tableau(document, "Exécution financière, par région").donnees.set_index("groupe")
    assert donnees["budget_fcfa"].drop("Ensemble").sum() == donnees.loc["Ensemble", "budget_fcfa"] == bilan.budget_fcfa
    assert donnees.loc["Ensemble", "budget_eur"] == pytest.approx(bilan.budget_fcfa / 655.957)


def test_une_edition_sans_montant_le_dit_et_n_en_montre_aucun(alterer):
    """Règles E23, M16 et M17."""
    base = alterer("UPDATE activite_ptba SET budget_fcfa = NULL, engage_fcfa = NULL, decaisse_fcfa = NULL")
    blocs = _partie(_document(base, public="partenaires"), "Exécution financière")
    assert "ne publie aucun montant" in _dit(blocs) and not [b for b in blocs if isinstance(b, Tableau)]


# Les repères


def test_la_cible_finale_est_la_derniere_cumulee_ou_dit_son_annee(base_demo):
    """Règle E22."""
    lus = cadre_logique.reperes(base_demo, "SOCLE")
    assert (lus["R1.1"].cible_finale, lus["R1.1"].echeance_finale, lus["R1.1"].nature_finale) == (
        22,
        "2024-S2",
        "cumul",
    )
    assert (lus["R1.6"].cible_finale, lus["R1.6"].echeance_finale, lus["R1.6"].nature_finale) == (40, "2024", "periode")
    assert lus["R1.1"].date_reference == dt.date(2021, 12, 31)


@pytest.mark.parametrize(
    ("jour", "passes"),
    [((2021, 12, 31), 0), ((2022, 1, 30), 0), ((2022, 1, 31), 1), ((2024, 6, 30), 30), ((2025, 3, 1), 36)],
)
def test_le_temps_se_compte_en_mois_entiers(base_demo, jour, passes):
    """Règle E22."""
    assert cadre_logique.duree(base_demo, dt.date(*jour)) == cadre_logique.Duree(passes=passes, prevus=36)


def test_une_premiere_edition_le_dit(document):
    """Règle E21."""
    assert "Première édition" in _dit(_partie(document, "Avancement par résultat"))


def test_l_edition_d_avant_et_les_commentaires_sont_sur_leur_ligne(alterer):
    """Règles E20 et E21."""
    base = alterer(
        "INSERT INTO chiffre_precedent VALUES ('R1.1', 'SOCLE', 'cumul', '2024-T1', 'E2024-T1-1', 9, 'orange'),"
        "('R1.3', 'SOCLE', 'cumul', '2024-T1', 'E2024-T1-1', NULL, 'masqué')",
        "INSERT INTO commentaire_chiffre VALUES ('R1.1', 'SOCLE', '2024-T2', 'Une réception tarde.'),"
        "('R1.2', 'GAO', '2024-T2', 'Piste coupée.')",
    )
    document = _document(base)
    lignes = _tableau(document, "Indicateurs du résultat R1").lignes
    par_code = {ligne[0].texte: [c.texte for c in ligne] for ligne in lignes}
    assert par_code["R1.1"][3] == "9\nT1\u00a02024" and par_code["R1.3"][3] == "masqué"
    dessous = lignes[[ligne[0].texte for ligne in lignes].index("R1.1") + 1]
    assert [c.texte for c in dessous] == ["R1.1, commentaire : Une réception tarde."]
    assert [c.texte for c in _tableau(document, "Commentaires par zone").lignes[0]][1:] == ["Gao", "Piste coupée."]


# Ce qui tient


def test_une_edition_remise_garde_la_survie_que_lit_l_equipe(donnees_remises):
    """Règle E24 : la même que de la source, le même jour, sans aucune visite."""
    vivante = ouvrir(edition_a_lire(donnees_remises))
    remise = ouvrir(edition_a_lire(donnees_remises, "E2024-T2-1"))
    try:
        lues = survie.echeances(remise, JOUR)
        assert [e.mois for e in lues] == [3, 6, 12]
        assert lues == survie.a_l_echeance(survie.points_suivis(vivante, Selection(JOUR)))
        assert remise.lire("SELECT count(*) AS n FROM visite")["n"].iloc[0] == 0
        document = _document(remise, public="bailleur")
        assert "encore en service : après 6 mois, 86" in _dit(_partie(document, "Restauration des services"))
    finally:
        vivante.fermer()
        remise.fermer()


# Ce qui est écrit


def test_les_rubriques_vides_ne_sont_pas_au_document(document):
    """Règle E20."""
    assert not _partie(document, "Difficultés, risques et suite")


def test_les_rubriques_ecrites_et_les_signataires_y_sont(alterer):
    """Règle E20."""
    base = alterer(
        "INSERT INTO redaction VALUES ('risques', 1, 'La crue'), ('risques', 2, 'Le ciment'), ('valide', 1, 'DR AFD')"
    )
    document = _document(base)
    partie = _partie(document, "Difficultés, risques et suite")
    assert [b.texte for b in partie if isinstance(b, Titre)][1:] == [RECIT["risques"]]
    assert [b.elements for b in partie if isinstance(b, Liste)] == [("La crue", "Le ciment")]
    visas = _tableau(document, "Préparation et validation, par fonction").lignes
    assert [[c.texte for c in v][:2] for v in visas] == [["Préparé par", "à compléter"], ["Validé par", "DR AFD"]]


def test_seuls_les_sigles_employes_sont_expliques(document):
    (sigles,) = (b for b in _partie(document, "Abréviations et validation") if isinstance(b, Definitions))
    assert "PTBA" in dict(sigles.entrees) and "SPI" in dict(sigles.entrees)
    assert "CAD" in ABREVIATIONS and "CAD" not in dict(sigles.entrees)
