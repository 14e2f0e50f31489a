"""La démonstration, dont une feuille n'est jamais venue : chaque page qui la lit le dit, et ne compte rien d'elle (S4).

Les autres feuilles sont là : un zéro qui viendrait de celle qui manque s'y verrait. Tendances, Comparaisons et
l'accueil, qui lisent les chiffres calculés, sont éprouvés sur de vraies publications (`test_etats.py`).
"""

import duckdb
import pytest

from domaine import francais
from domaine.feuilles.cadre import FEUILLES
from requetes.edition.ouverture import edition_a_lire
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux

pytestmark = pytest.mark.lent

TABLES = {f.nom: f.table for f in FEUILLES}
#: Ce que la publication ne tient pas sans elle : une visite d'un point inconnu est mise de côté.
SUITES = {"Points": ("etape_restauration", "visite", "etat_point"), "Visites": ("etat_point",)}
DES_POINTS = ("Déjà restaurés", "Fonctionnent", "Retombés", "Non vus (90 jours)")
#: (feuille, page, adresse) → les comptes qu'elle seule pouvait dire ; `None` : la page n'a plus aucun compte.
CAS = {
    ("SPI tournées", "services_itinerants", ""): None,
    ("SPI étapes", "services_itinerants", "Étapes"): ("Étapes tenues",),
    ("SPI actes", "services_itinerants", "Coûts"): ("Actes délivrés", "Coût par acte"),
    ("Présence", "representants", ""): None,
    ("Chantiers", "chantiers", ""): None,
    ("Avancement", "chantiers", "Avancement"): ("Bloqués", "Écart de plus de 25 pts"),
    ("Activités", "activites", ""): None,
    ("Formations", "formations", ""): None,
    ("Participants", "formations", "Par sexe"): ("Personnes formées", "Participations", "Femmes"),
    ("Projets", "operateurs", ""): None,
    ("Projets", "parcours", ""): (),
    ("Points", "operateurs", "Opérateurs"): ("Points remis en service", "Restaurés qui fonctionnent", "Retombés"),
    ("Points", "carte", ""): DES_POINTS,
    ("Étapes", "operateurs", "Opérateurs"): ("Points remis en service",),
    ("Étapes", "parcours", ""): ("Remis en service", "Bloqués", "Bloqués sans décision", "Validation → service"),
    ("Visites", "operateurs", "Opérateurs"): ("Restaurés qui fonctionnent", "Retombés"),
    ("Visites", "parcours", ""): ("En service après 6 mois",),
    ("Visites", "carte", ""): DES_POINTS,
    ("Décisions", "decisions", ""): None,
    ("Décisions", "parcours", ""): ("Bloqués sans décision",),
    ("Capitalisation", "operateurs", "Capitalisation"): (),
}


@pytest.mark.parametrize(("feuille", "page", "onglet"), CAS, ids=["-".join(filter(None, c)) for c in CAS])
def test_ce_que_dirait_une_feuille_jamais_venue_n_est_pas_un_zero(ouvrir, copie_demo, feuille, page, onglet):
    with duckdb.connect(str(edition_a_lire(copie_demo).base)) as base:
        base.execute(f"DELETE FROM {TABLES[feuille]}")
        base.execute("DELETE FROM quarantaine WHERE feuille = $1", [feuille])
        for suite in SUITES.get(feuille, ()):
            base.execute(f"DELETE FROM {suite}")
    essai = ouvrir(f"pages/suivi/{page}.py", **({"onglet": onglet} if onglet else {}))
    assert not essai.exception and not essai.error
    lu = textes(essai)
    assert f"«\u00a0{feuille}\u00a0»" in lu and ("jamais venue" in lu or "n’est pas zéro" in lu)
    comptes, seuls = {m.label: m.value for m in essai.metric}, CAS[feuille, page, onglet]
    if seuls is None:
        assert not comptes and {t.cle for t in lire_tableaux(essai)} <= {"capitalisation"}
    else:
        assert {comptes[libelle] for libelle in seuls} <= {francais.ND}
        assert comptes, "les autres feuilles se comptent toujours"
