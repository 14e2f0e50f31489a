"""Chaque page dans chaque état, en un tableau : ce qui doit s'y lire, et ce qui ne doit pas s'y lire (après «¬»).

Les états : *normal* (la démonstration) · *vide* (rien de publié) · *cadre* (indicateurs sans aucune donnée) ·
*partiel* (une région, un trimestre) · *tardif* (presque tout date de deux ans avant l'arrêté) · *refusé* (profil à
qui la page n'est pas ouverte). Un texte «Libellé = valeur» est une carte de chiffre ; ce que montrent les tableaux
se lit aussi.
"""

import pytest

from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from vues.page import navigation as n

pytestmark = pytest.mark.lent

RIEN = ("Aucune donnée n’est encore publiée", "déposez le classeur du cadre logique", "¬Filtres en vigueur")
CADRE = ("Le cadre est là, les données pas encore", "aucune donnée datée", "¬Filtres en vigueur")
REFUS = ("Cette page n’est pas ouverte à ce profil", "¬juin", "¬Gao", "¬Filtres en vigueur", "¬Données vivantes")
ARRETE = {"partiel": "arrêtées au **31 mars 2022**", "tardif": "arrêtées au **30 juin 2024**"}

#: Page → état → (adresse, textes). Un état sans ligne pour une page est celui de `COMMUNS`.
COMMUNS = {"vide": ({}, RIEN), "cadre": ({}, CADRE), "refusé": ({}, REFUS)}
_ORIGINE = {"onglet": "D’où vient ce chiffre"}
TABLEAU = {
    n.VUE_ENSEMBLE: {
        "normal": (
            {},
            (
                *("1 indicateur phare sur 9 hors trajectoire", "70,2 % (33/47)", "DONNÉES DE DÉMONSTRATION"),
                "¬Aucune ligne reçue",
            ),
        ),
        "partiel": (
            {},
            (
                "Aucun des 9 indicateurs phares n’est jugé",
                "cible non échue",
                "**Ménaka** : ",
                "rapports en retard, dernier",
                "Aucune ligne reçue** : « SPI étapes » et « SPI actes »",
                "zéro déclaré",
                "¬toutes les zones attendues ont répondu",
                "¬DÉMONSTRATION",
            ),
        ),
        "tardif": ({}, ("◷ périmée", "1 périmé", "**Douentza** : ", "rapports en retard")),
    },
    n.CARTE: {
        "normal": ({}, ("Déjà restaurés = 47/119", "Non vus (90 jours) = 9/47")),
        "partiel": ({}, ("Déjà restaurés = 0/5", "∅ sans donnée", "◦ inconnu", "¬| 0 %")),
        "tardif": ({}, ("Déjà restaurés = 2/7", "▪ non visité depuis 90 jours", "28/03/2022")),
    },
    n.PARCOURS: {
        "normal": ({}, ("Points suivis = 119", "Bloqués = 52/119", "sans aucune décision ouverte")),
        "partiel": ({}, ("Points suivis = 5", "Bloqués = 0/5", "Validation → service = n. d.", "Aucun point bloqué")),
        "tardif": ({}, ("Points suivis = 7", "Situation au 30 juin 2024", "En service après 6 mois = n. d.")),
    },
    n.CHANTIERS: {
        "normal": ({}, ("**11 chantiers réceptionnés** sur 26", "En retard = 8/26", "le plus en retard est")),
        "partiel": ({}, ("Réceptionnés = 0/",)),
        "tardif": ({}, ("Au 30 juin 2024",)),
    },
    n.SERVICES_ITINERANTS: {
        "normal": ({}, ("**23 tournées réalisées** sur 54", "Annulées = 21/54", "Sans compte rendu = 1/54")),
        "partiel": ({}, ("Aucune ligne ne répond à ces filtres", "20 avril 2022", "¬Annulées =")),
        "tardif": ({}, ("Sans compte rendu = 3/3", "« SPI étapes » n’est jamais venue", "Coût par acte = n. d.")),
    },
    n.FORMATIONS: {
        "normal": ({}, ("**256 personnes formées** en 23 sessions", "Participations = 464", "464/464 participants")),
        "partiel": ({}, ("**", "Sessions = 1", "Sans liste = 0/1")),
        "tardif": ({}, ("Sessions = ",)),
    },
    n.ACTIVITES: {
        "normal": ({}, ("**58 activités en retard** sur 88 ouvertes", "En retard = 58/90", "Temps écoulé = 83 %")),
        "partiel": ({}, ("aucune activité en retard", "Au 31 mars 2022", "¬GAO-23")),
        "tardif": ({"onglet": "Budget"}, ("Budget par résultat", "sans aucune situation dans l’année")),
    },
    n.OPERATEURS: {
        "normal": ({}, ("formule le mieux", "Points remis en service = 61/98", "Restaurés qui fonctionnent = 33/47")),
        "partiel": ({}, ("la formulation ne se compare pas encore", "Projets = 2", "¬formule le mieux")),
        "tardif": ({"onglet": "Opérateurs"}, ("Au 30 juin 2024",)),
    },
    n.TENDANCES: {
        "normal": ({"indicateur": "OS1"} | _ORIGINE, ("70,2 %", "▲ orange", "rapport non reçu", "¬jamais venue")),
        "partiel": (
            {"indicateur": "R4.1"} | _ORIGINE,
            (
                *("32,4 %", "○ non échu", "gao_2022-T1.xlsx", "¬menaka"),
                "Feuille « Activités » : aucune ligne de cet indicateur n’est jamais venue de Ménaka ni de Douentza",
            ),
        ),
        "tardif": ({"indicateur": "R2.8"}, ("◷ périmée", "avril 2022", "¬★ atteint]", "¬jamais venue")),
    },
    n.COMPARAISONS: {
        "normal": ({"indicateur": "OS1"}, ("**En retard** : Ménaka (44,1 %)", "Sous réserve", "2/3 reçues")),
        "partiel": (
            {"indicateur": "R4.1"},
            (
                *("Seule Gao (p) a un chiffre à jour", "0/1 reçues", "n. d."),
                "Feuille « Activités » : aucune ligne de cet indicateur n’est jamais venue de Ménaka ni de Douentza",
            ),
        ),
        "tardif": ({"indicateur": "R2.8"}, ("donnée périmée", "◷", "¬**En retard**")),
    },
    n.REPRESENTANTS: {
        "normal": ({}, ("31 des 74 postes connus (41,9 %)", "Au poste = 31/74", "8** ont changé depuis le 31 mars")),
        "partiel": ({}, ("Au poste = ", "aucun n’a changé depuis le 31 décembre 2021", "Nouvelles anciennes = 0/29")),
        "tardif": (
            {"region": "MENAKA"},
            ("Nouvelles anciennes = 24/24", "la dernière nouvelle de **24** est ancienne"),
        ),
    },
    n.DECISIONS: {
        "normal": ({}, ("**15 décisions** sur 97", "En retard = 9/97", "À l’échéance = 60,4 % (55/91)")),
        "partiel": ({}, ("En retard = 0/", "aucune en retard", "À l’échéance = n. d. (0/0)")),
        "tardif": ({}, ("en retard", "À l’échéance = ")),
    },
    n.REUNION: {
        "normal": ({}, ("Aucune réunion n’est encore au journal", "Préparer une réunion", "¬Les réunions")),
        "partiel": ({}, ("Préparer une réunion",)),
        "tardif": ({"reunion": "COO-99"}, ("Aucune réunion « COO-99 » n’est au journal",)),
    },
    n.QUALITE: {
        "normal": ({}, ("Pas assez complètes pour décider", "Valeurs, T2 2024 = 98/175")),
        "vide": ({}, ("Aucune donnée n’est encore publiée", "rien n’entre avant votre confirmation", "¬à envoyer")),
        "cadre": ({}, ("Aucune donnée n’est encore attendue", "Le modèle du mois", "¬Rien n’est à envoyer")),
        "partiel": (
            {"onglet": "À envoyer"},
            ("Pas assez complètes pour décider", "rapports en retard et", "R1.6 — Tournées"),
        ),
        "tardif": ({"onglet": "Complétude"}, ("Pas assez complètes", "◷ périmée", "31/03/2022", "○ 0 % (0/")),
    },
    n.AIDE: {
        "normal": ({}, ("R2.4", "★ Points restaurés pleinement", "Jeu **defaut**")),
        "vide": ({}, ("Aucune édition n’est publiée", "non disponible : rien n’a été reçu", "¬Jeu **defaut**")),
        "cadre": ({}, ("aucune donnée datée", "Jeu **defaut**", "38 % à 2022 (à venir)")),
        "partiel": ({}, ("Jeu **defaut**", "38 % à 2022 (à venir)")),
        "tardif": ({}, ("Jeu **defaut**", "38 % à 2022 ;", "50 % à 2024 (à venir)")),
    },
    n.EDITIONS: {
        etat: ({}, ("Éditions et rapports", "Aucune édition n’est encore figée"))
        for etat in ("normal", "partiel", "tardif")
    },
}
#: Une édition vivante n'est pas bâtie pour un public : ces pages la refusent à leur propre public, sans lire l'état
#: (ce qu'elles montrent d'une édition remise est dans `test_bailleur.py`).
TABLEAU |= {page: {} for page in n._REMISES}
ETATS = ("normal", "vide", "cadre", "partiel", "tardif", "refusé")
CASES = [(page, etat) for page in TABLEAU for etat in (("refusé",) if page in n._REMISES else ETATS)]


def _lu(essai):
    """Tout ce qui se lit : textes, cartes de chiffre, tableaux ; sans les échappements, avec des espaces ordinaires."""
    morceaux = [textes(essai), *(s.value for s in essai.success)]
    morceaux += [f"{m.label} = {m.value}" for m in essai.metric]
    for tableau in lire_tableaux(essai):
        morceaux += [" | ".join(map(str, ligne)) for ligne in tableau.value.itertuples(index=False)]
    lu = "\n".join(morceaux).replace("\\", "").replace("\u2060", "")
    return lu.replace("\u00a0", " ").replace("\u202f", " ")


def test_le_tableau_a_toutes_les_pages():
    assert set(TABLEAU) == set(n._PAGES)


@pytest.mark.parametrize(("page", "etat"), CASES, ids=[f"{p.split('/')[-1][:-3]}-{e}" for p, e in CASES])
def test_etat(ouvrir, edition_demo, etats_publies, tmp_path, monkeypatch, page, etat):
    adresse, attendus = TABLEAU[page].get(etat) or COMMUNS[etat]
    dossier = {"normal": edition_demo, "refusé": edition_demo, "vide": tmp_path}.get(etat) or etats_publies(etat)
    monkeypatch.setenv("SOCLE_DONNEES", str(dossier))
    for profil in ("bailleur", "partenaires") if etat == "refusé" else ("interne",):
        monkeypatch.setenv("SOCLE_PROFIL", profil)
        essai = ouvrir(page, **adresse)
        lu = _lu(essai)
        assert not essai.exception and not essai.error
        if etat in ARRETE:
            attendus = (*attendus, ARRETE[etat])
        for attendu in attendus:
            present = attendu.removeprefix("¬") in lu
            assert present != attendu.startswith("¬"), f"{attendu}\n---\n{lu}"
        if attendus is REFUS:
            assert not essai.selectbox and not lire_tableaux(essai) and not essai.metric
