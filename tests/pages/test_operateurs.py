"""Opérateurs et projets, plan d'activités : ce qui manque est «n. d.», ce qui est hostile reste du texte."""

import datetime as dt

import pytest

from domaine import francais
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique_parcours import GAO, FabriqueParcours

pytestmark = pytest.mark.lent

OPERATEURS, ACTIVITES = "pages/suivi/operateurs.py", "pages/suivi/activites.py"
HOSTILE = "<b>A</b> [lien](http://exemple.org) :material/home: $x$"
J = dt.date


@pytest.fixture
def fabrique(socle_donnees):
    return FabriqueParcours(socle_donnees)


def _projet(f, nom, operateur, **cellules):
    ligne = {"id_projet": nom, "intitule": HOSTILE, "code_zone": GAO, "operateur": operateur}
    f.ajouter("projet_service", **ligne, date_soumission=J(2024, 1, 5), **cellules)


def test_des_projets_seuls_n_ont_aucun_zero(ouvrir, fabrique, emportes):
    """Règle S4 : sans points, étapes ni visites, ni remis, ni retombé ne se comptent ; un inconnu se filtre."""
    _projet(fabrique, "P", None, note_formulation=14.0)
    _projet(fabrique, "Q", HOSTILE)
    fabrique.publier()
    essai = ouvrir(OPERATEURS, onglet="Opérateurs")
    assert not essai.exception
    lu = textes(essai)
    assert all(f"«\u00a0{feuille}\u00a0» n’est jamais venue" in lu for feuille in ("Points", "Étapes", "Visites"))
    dits = {m.label: m.value for m in essai.metric}
    assert dits["Notés 12/20 ou plus"] == "100\u00a0% (1/1)"
    assert {dits[nom] for nom in ("Points remis en service", "Restaurés qui fonctionnent", "Retombés")} == {
        "n.\u00a0d."
    }
    compares = lire_tableaux(essai)[0].value.set_index("Opérateur")
    assert compares.loc["non précisé", "Notés"] == "1"
    assert compares[["Points", "Remis", "Attendent", "Fonctionnent"]].eq(francais.ND).all(axis=None)
    # Le fichier ne dit pas zéro où l'écran dit «n. d.».
    tus = ["points", "remis", "faits", "attendent", "restaures_un_an", "fonctionnent", "retombes", "non_vus"]
    assert emportes["comparaison"][tus].isna().all(axis=None)
    assert "**1" not in lu and "<b>A</b>" not in lu and "[lien](http" not in lu
    seul = ouvrir(OPERATEURS, operateur="non précisé")
    assert len(lire_tableaux(seul)[0].value) == 1 and not seul.exception
    # Seul, un opérateur n'est le premier de personne (règle S33).
    assert "aucune étape reçue" in textes(seul) and "ne se compare" not in textes(seul)


def test_la_capitalisation_se_lit_sans_aucun_projet(ouvrir, fabrique):
    """Règle S4 : «Projets» jamais venue se dit, et ne cache pas une autre feuille."""
    fabrique.ajouter("capitalisation", id_produit="a", titre="Guide", date=J(2024, 1, 1), statut="validé")
    fabrique.publier()
    essai = ouvrir(OPERATEURS, onglet="Capitalisation")
    assert not essai.exception and not essai.metric
    lu = textes(essai)
    assert "«\u00a0Projets\u00a0» n’est jamais venue" in lu and "Aucune ligne ne répond" not in lu
    assert "**1\u00a0produit validé** sur 1" in lu


def test_un_lien_recu_ne_s_ouvre_pas(ouvrir, fabrique, emportes):
    _projet(fabrique, "P", "A")
    for nom, lien in (("a", "javascript:alert(1)"), ("b", "https://exemple.org/produit"), ("c", "Carton 12")):
        fabrique.ajouter(
            "capitalisation", id_produit=nom, titre=HOSTILE, date=J(2024, 1, 1), statut="validé", lien=lien
        )
    fabrique.publier()
    essai = ouvrir(OPERATEURS, onglet="Capitalisation", operateur="A", statut="non précisé")
    # Le fichier ne se dit pas réduit par ce qui ne joue pas sur lui.
    dits = emportes["capitalisation"].attrs["filtres"]
    assert "Région" in dits and "Opérateur" not in dits and "Statut" not in dits
    assert not essai.exception
    lu = " ".join(map(str, lire_tableaux(essai)[0].value["Où le lire"])).replace("\\", "").replace("\u2060", "")
    assert "javascript" not in lu and "https://exemple.org/produit" in lu and "Carton 12" in lu
    assert not any(lire_tableaux(essai)[0].liens), "un lien reçu se lit, il ne s'ouvre pas"
    assert "**3\u00a0produits validés** sur 3" in textes(essai) and "non précisé" in textes(essai).replace("\\", "")


def test_une_activite_hostile_et_sans_rien(ouvrir, fabrique):
    """Ni budget, ni date, ni résultat : «n. d.» et «non précisé», et la dépense ne se juge pas."""
    fabrique.ajouter("activite_ptba", code_activite=HOSTILE, code_zone="SOCLE", date=J(2024, 5, 1), libelle=HOSTILE,
                     blocage=HOSTILE, fin_prevue=J(2024, 5, 20))  # fmt: skip
    fabrique.publier()
    for onglet in ("Tableau", "Calendrier", "Budget", "Exécution", "Carte"):
        essai = ouvrir(ACTIVITES, onglet=onglet)
        assert not essai.exception, onglet
        lu = textes(essai)
        assert "<b>A</b>" not in lu and "[lien](http" not in lu and "$x$" not in lu
    dits = {m.label: m.value for m in essai.metric}
    assert (dits["En retard"], dits["Temps écoulé"], dits["Décaissé"]) == ("1/1", "n.\u00a0d.", "n.\u00a0d.")
    assert "la dépense ne se juge pas" in lu and "Ce qui bloque" in lu
    budget = lire_tableaux(ouvrir(ACTIVITES, onglet="Budget"))[0].value
    assert list(budget["Résultat"].str.replace("\\", "")) == ["non précisé", "Ensemble"]
    assert all("sans montant" in cellule for cellule in budget["Budget"])
    assert len(lire_tableaux(ouvrir(ACTIVITES, responsable="non précisé"))[0].value) == 1
