"""Les exports de nos formulaires, tels que Kobo et ODK Central les écrivent (règles K4, K6, K8 et K9)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaine.reglages import Reglages
from etl.controles.redaction import Redacteur
from etl.fichiers.ouverture import lire_feuilles
from etl.lignes.conversions import texte_de
from etl.soumissions.identite import Identites
from etl.soumissions.lecture import lire_formulaires
from etl.soumissions.regles import Regles
from tests.etl.soumissions.envois import (
    LIBELLES,
    MODALITES,
    SPI,
    VISITES,
    arret,
    lire,
    octets,
    tournee,
    visite,
)
from tests.etl.soumissions.serveurs import Formulaire, central, en_zip, kobo


def rangees(contenu: bytes, table: str, colonnes: str) -> list[tuple[str, ...]]:
    """Ce que la lecture fait d'un export, avant toute conversion : les textes de ces colonnes, ligne par ligne."""
    lues = lire_formulaires(1, lire_feuilles(contenu, Reglages()), Regles(), Identites())
    faites = [t for t in lues.tables if t.feuille.table == table]
    noms = colonnes.split()
    return [
        tuple(texte_de(x[t.colonnes[n]]) if n in t.colonnes else "" for n in noms) for t in faites for x in t.lignes
    ]


VISITE = "id_point date local agent prestation usagers_femmes niveau_preuve latitude longitude precision_m photo"
ENVOIS = [
    visite(1),
    visite(2, date="2023-05-03", photo="a.jpg", position="", usagers_femmes="", local="non"),
    visite(3, point="N1", date="2023-05-04", nom="Puits", type_service="eau", code_zone="ML070303"),
]
ATTENDUES = [
    ("P2", "2023-05-02", "oui", "oui", "non", "12", "", "16.2717", "-0.0447", "5", ""),
    ("P2", "2023-05-03", "non", "oui", "non", "", "2", "", "", "", "a.jpg"),
    ("N1", "2023-05-04", "oui", "oui", "non", "12", "", "16.2717", "-0.0447", "5", ""),
]
A_LIBELLES = Formulaire(VISITES.titre, LIBELLES, MODALITES)
FORMES = {
    "kobo, noms et groupes": lambda e: octets(kobo(VISITES, e)),
    "kobo, noms sans groupes": lambda e: octets(kobo(Formulaire(VISITES.titre, groupes=False), e)),
    "kobo, libellés": lambda e: octets(kobo(A_LIBELLES, e)),
    "kobo, une feuille nommée comme une des nôtres": lambda e: octets(kobo(Formulaire("Visites"), e)),
    "kobo, csv": lambda e: en_zip(kobo(Formulaire("Visite - all versions - False - 2024-07-01"), e)),
    "odk central": lambda e: en_zip(central(Formulaire("socle_visites_gao"), e)),
}


@pytest.mark.parametrize("forme", FORMES)
def test_chaque_forme_d_export_donne_les_memes_visites(forme):
    """Règles K4 et K9 : noms ou libellés, groupes, position en une ou quatre colonnes ; une photo vaut 2."""
    lues = rangees(FORMES[forme](ENVOIS), "visite", VISITE)
    assert [tuple(c.lower() if c in ("Oui", "Non") else c for c in ligne) for ligne in lues] == ATTENDUES
    # Un point de plus : les autres visites n'ont pas répondu à ce qu'il exige.
    assert rangees(FORMES[forme](ENVOIS), "point_service", "id_point nom latitude") == [("N1", "Puits", "16.2717")]


@given(st.permutations(range(9)), st.sampled_from(sorted(FORMES)))
@settings(max_examples=20, deadline=None)
def test_l_ordre_des_soumissions_ne_change_rien(ordre, forme):
    """Propriété : mélangées, redites dans la même feuille, elles disent la même chose, une fois chacune."""
    envois = [visite(i, date=f"2023-05-{i:02d}", agent="non" if i % 3 else "oui") for i in range(1, 9)]
    envois.append(visite(8, date="2023-05-20", uuid="u8b", racine="u8"))
    attendues = sorted(rangees(FORMES[forme](envois), "visite", VISITE))
    assert sorted(rangees(FORMES[forme]([envois[i] for i in ordre]), "visite", VISITE)) == attendues
    assert len(attendues) == 8
    assert not {ligne[1] for ligne in attendues} & {"2023-05-08"}


def _spi(serveur, envois):
    return octets(kobo(SPI, envois)) if serveur == "kobo" else en_zip(central(SPI, envois))


@pytest.mark.parametrize("serveur", ["kobo", "central"])
def test_les_groupes_repetes_heritent_de_ce_qui_les_contient(serveur):
    """Règle K4 : l'arrêt prend la tournée, l'acte prend aussi le site et le jour."""
    envois = [
        tournee(1, "SPI1", [arret("Tin Aouker", ("naissance", 3, 4), ("carte", 1, 0)), arret("Bara")]),
        tournee(2, "SPI2", [arret("Forgho", ("carte", 2, 2))], date_prevue_debut="2023-06-02"),
    ]
    contenu, jour = _spi(serveur, envois), "2023-06-01"
    assert rangees(contenu, "spi_etape", "id_tournee code_zone site date tenue") == [
        ("SPI1", "ML070303", "Tin Aouker", jour, "oui"),
        ("SPI1", "ML070303", "Bara", jour, "oui"),
        ("SPI2", "ML070303", "Forgho", jour, "oui"),
    ]
    assert rangees(contenu, "spi_prestation", "id_tournee site date service acte hommes femmes") == [
        ("SPI1", "Tin Aouker", jour, "état civil", "naissance", "3", "4"),
        ("SPI1", "Tin Aouker", jour, "état civil", "carte", "1", "0"),
        ("SPI2", "Forgho", jour, "état civil", "carte", "2", "2"),
    ]


def test_ce_qui_n_est_pas_demande_garde_ce_que_l_on_savait():
    """Règle K6 : la date prévue d'une tournée connue la place toujours ; une ligne mise de côté ne complète pas."""
    entetes = ["id_tournee", "code_zone", "statut", "date_prevue_debut"]
    fausse = octets({"SPI tournées": [entetes, ["SPI1", "Paris", "réalisée", "2023-04-01"]]})
    lu = lire(fausse, _spi("kobo", [tournee(1, "SPI1", [])]))
    assert lu.lignes("spi_tournee", "id_tournee, statut, date_prevue_debut, date_debut, feuille") == [
        ("SPI1", "réalisée", dt.date(2023, 2, 1), dt.date(2023, 6, 1), "socle_spi_gao")
    ]


def test_une_obligatoire_que_rien_ne_donne_bloque():
    """Règle K6 : un formulaire d'un seul test, sur une visite que rien d'autre ne dit."""
    feuille = [["socle_formulaire", "id_point", "date", "local", "_id"], ["visites GAO", "P2", "2023-05-02", "oui", 1]]
    lu = lire(octets({"Court": feuille}))
    assert {(a.code, a.colonne, a.ligne) for a in lu.anomalies if a.gravite == "bloquante"} == {
        ("colonne_non_demandee", nom, 2) for nom in ("agent", "moyens", "prestation")
    }
    feuille[1][1:3] = ["P1", "2023-03-01"]
    lu = lire(octets({"Court": feuille}))
    assert not lu.anomalies
    assert lu.lignes("visite", "local, agent, moyens, prestation") == [(True, True, True, True)]


def test_deux_soumissions_d_une_tournee_se_completent():
    """Règle K6 : d'un même objet, la dernière envoyée l'emporte, quel que soit l'ordre des lignes."""
    avant = tournee(1, "SPI1", [], statut="partielle", motif="piste coupée", cout_fcfa=1000)
    apres = tournee(2, "SPI1", [], statut="realisee", motif="", cout_fcfa="")
    for envois in ([avant, apres], [apres, avant]):
        lues = rangees(_spi("kobo", envois), "spi_tournee", "id_tournee statut cout_fcfa")
        assert lues == [("SPI1", "realisee", "1000")]


@pytest.mark.parametrize(
    ("photo", "dit", "attendu"),
    [("", "", ""), ("", "1 document", "1 document"), ("a.jpg", "", "2"), ("a.jpg", "0", "2"), ("a.jpg", "3", "3")],
)
def test_le_niveau_de_preuve_suit_la_photo(photo, dit, attendu):
    """Règle K9."""
    contenu = octets(kobo(VISITES, [visite(1, photo=photo, niveau_preuve=dit)]))
    assert rangees(contenu, "visite", "niveau_preuve") == [(attendu,)]


PERSONNES = ("aminata", "Aminata", "collect:7jdT", "media_file", "09:00", "+22370")


@pytest.mark.parametrize("forme", ["kobo, libellés", "odk central"])
def test_rien_de_qui_a_rempli_n_entre(forme):
    """Règle K8 : ni cellule gardée, ni quarantaine, ni anomalie ; les colonnes laissées se nomment une fois."""
    fautive = visite(4, point="inconnu", agent="peut-être")
    fautive.reponses |= {"username": "aminata_t", "phonenumber": "+22370000000", "nom_enqueteur": "Aminata Touré"}
    lu = lire(FORMES[forme]([visite(1, photo="a.jpg"), fautive]))
    redacteur = Redacteur(lu.assemblage)
    quarantaine = [rangee for paquet in redacteur.quarantaine() for rangee in paquet]
    assert len(quarantaine) == 1
    tout = repr(quarantaine) + repr(lu.assemblage.gardees) + repr(lu.anomalies)
    tout += repr(lu.lignes("visite", "*")) + repr(lu.lignes("point_service", "*"))
    assert not [x for x in PERSONNES if x in tout]
    (dite,) = [a for a in lu.anomalies if a.code == "colonnes_de_soumission"]
    assert "nom_enqueteur" in dite.constat


def test_un_classeur_qui_porte_ces_colonnes_ne_les_garde_pas_non_plus():
    """Règle K8 : l'export d'un autre formulaire, sous nos noms de colonnes, sans marque ni règles."""
    entetes = ["id_point", "date", "local", "agent", "moyens", "prestation", "_uuid", "_submitted_by", "météo"]
    tests = ["2023-05-02", *["oui"] * 4]
    lignes = [["P2", *tests, "u1", "aminata", "vent"], ["??", *tests, "u2", "aminata", ""]]
    lu = lire(octets({"Visites": [entetes, *lignes]}))
    quarantaine = [rangee for paquet in Redacteur(lu.assemblage).quarantaine() for rangee in paquet]
    assert [g[-1] for g in lu.assemblage.gardees] == ["vent"]
    assert len(quarantaine) == 1 and "aminata" not in repr(quarantaine)


def test_une_faute_nomme_la_cellule_recue():
    """Règle K4 : feuille, ligne et lettre de colonne sont celles du fichier reçu."""
    feuilles = kobo(VISITES, [visite(1), visite(2, date="2023-05-03", agent="peut-être")])
    lu = lire(octets(feuilles))
    (faute,) = [a for a in lu.anomalies if a.gravite == "bloquante"]
    (feuille,) = feuilles
    rang = feuilles[feuille][0].index("tests/agent")
    assert (faute.feuille, faute.ligne, faute.valeur) == (feuille, 3, "peut-être")
    assert faute.cellule == f"{chr(65 + rang)}3"


@pytest.mark.parametrize("faute", ["absent", "double", "cercle", "sans lien"])
def test_un_groupe_sans_parent_sur_est_mis_de_cote(faute):
    """Règle K4 : numéro de parent absent ou double, cercle, lien retiré ; les autres entrent."""
    feuilles = kobo(SPI, [tournee(1, "SPI1", [arret("Bara")]), tournee(2, "SPI2", [arret("Forgho")])])
    principale, etapes = feuilles["socle_spi_gao"], feuilles["spi_etape"]
    lien = etapes[0].index("_parent_index")
    if faute == "absent":
        etapes[2][lien] = 99
    elif faute == "double":
        for ligne in principale[1:]:
            ligne[-1] = 1
    elif faute == "cercle":
        etapes[2][lien - 1], etapes[2][lien] = "spi_etape", 3
        etapes[2][lien - 2] = 3
    else:
        for ligne in etapes:
            del ligne[lien - 2 :]
    lues = lire_formulaires(1, lire_feuilles(octets(feuilles), Reglages()), Regles(), Identites())
    (table,) = [t for t in lues.tables if t.feuille.table == "spi_etape"]
    fautes = [(table.numeros[i], code) for i, code, *_ in table.fautes]
    attendues = {"absent": [3], "double": [2, 3], "cercle": [3], "sans lien": [2, 3]}[faute]
    assert fautes == [(n, "groupe_sans_parent") for n in attendues]
    assert len(table.lignes) == 2
