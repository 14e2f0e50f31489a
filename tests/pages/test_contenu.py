"""Ce que les pages disent : les chiffres publiés, les absences, les noms reçus sans danger."""

import pytest

from domaine import francais
from figures.mots import ecriture
from requetes.accueil import ecarts, situation
from requetes.edition.ouverture import edition_a_lire
from requetes.edition.ouverture import ouvrir as ouvrir_base
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique import Fabrique
from tests.requetes.fabrique_hostile import HOSTILES, edition_hostile
from vues.elements import tables
from vues.textes import echapper

_ORIGINE = "D’où vient ce chiffre"

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

VUE, TENDANCES, COMPARAISONS = (f"pages/suivi/{n}.py" for n in ("vue_ensemble", "tendances", "comparaisons"))


@pytest.mark.parametrize("zone", ["SOCLE", "MENAKA"])
def test_les_neuf_phares_sont_ceux_de_la_table_valeurs(ouvrir, donnees_demo, zone):
    essai = ouvrir(VUE, **({} if zone == "SOCLE" else {"region": zone}))
    base = ouvrir_base(edition_a_lire(donnees_demo))
    lus = situation.situation(base, zone, "cumul", "2024-T2")
    assert len(lus) == 9
    affiche = textes(essai)
    for phare in lus:
        chiffre = ecriture.valeur(phare.valeur, phare.unite, phare.numerateur, phare.denominateur)
        assert echapper(chiffre) in affiche, phare.code_indicateur


def test_les_ecarts_de_la_page_sont_ceux_de_la_regle(ouvrir, donnees_demo):
    attendus = ecarts.ecarts_a_regarder(ouvrir_base(edition_a_lire(donnees_demo)), "cumul", "2024-T2")
    liens = [lien.proto.label for lien in ouvrir(VUE).get("page_link")]
    noms = [f"**{echapper(e.zone)} — {echapper(e.libelle_court)}**" for e in attendus]
    assert [lien for lien in liens if " — " in lien] == noms
    assert len(noms) == 3


@pytest.mark.parametrize("adresse", [{}, {"region": "GAO", "courbes": "parties", "niveau": "cercle"}])
@pytest.mark.parametrize("page", [VUE, TENDANCES, COMPARAISONS, "pages/suivi/aide.py"])
def test_les_noms_recus_ne_deviennent_rien_d_autre(ouvrir, socle_donnees, page, adresse):
    nom = " ".join(HOSTILES)
    edition_hostile(socle_donnees, nom)
    essai = ouvrir(page, **adresse)
    assert not essai.exception
    liens = " ".join(lien.proto.label for lien in essai.get("page_link"))
    assert lire_tableaux(essai) or page == "pages/suivi/aide.py"
    grilles = " ".join(str(t.value) for t in essai.table)
    for morceau in HOSTILES:
        assert morceau not in textes(essai) + liens + grilles
    for figure in essai.get("plotly_chart"):
        assert "<script>" not in figure.proto.spec


def test_absences_dessinees_differemment(ouvrir, socle_donnees):
    fabrique = Fabrique(socle_donnees)
    fabrique.seuils()
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", valeur=0.0)
    fabrique.chiffre("A", "MENAKA", valeur=None, recues=0, etat="sans donnée")
    fabrique.chiffre("A", "DOUENTZA", valeur=3.0, etat="non échu")
    fabrique.ajouter(
        "valeur", code_indicateur="A", code_zone="MENAKA", periode="2024-T2", motif_absence="zone inaccessible"
    )
    fabrique.publier()
    essai = ouvrir(COMPARAISONS, niveau="region")
    assert not essai.exception
    table = next(t.value for t in lire_tableaux(essai) if "Cible due" in t.value).set_index("Zone")
    assert table.loc["Gao", "Valeur"] == "0\u00a0point"
    assert "zone inaccessible" in table.loc["Ménaka", "Valeur"]
    assert table.loc["Douentza", "Cible due"] == francais.NE
    assert table.loc["Gao", "Cible due"] == francais.SO


def test_retour_aux_lignes_sources(ouvrir, donnees_demo):
    essai = ouvrir(
        TENDANCES, indicateur="R1.5", type_periode="trimestre", periode="2024-T1", region="GAO", onglet=_ORIGINE
    )
    sources = next(t.value for t in lire_tableaux(essai) if "Fichier" in t.value)
    assert set(sources["Feuille"]) == {"Valeurs"}
    assert sources["Fichier"].str.contains("gao").all()
    assert sources["Ligne"].astype(int).min() >= 2


def test_une_ventilation_revient_a_ses_lignes_et_le_manque_se_voit(ouvrir, donnees_demo):
    adresse = {
        "indicateur": "OS2",
        "type_periode": "trimestre",
        "periode": "2024-T2",
        "region": "MENAKA",
        "onglet": _ORIGINE,
    }
    total = ouvrir(TENDANCES, **adresse)
    femmes = ouvrir(TENDANCES, ventilation="sexe=F", **adresse)
    assert femmes.selectbox(key="filtre_ventilation").value == "sexe=F"
    assert any("femmes" in m.value for m in femmes.markdown)
    comptes = [sum("lignes" in c.value for c in e.caption) for e in (total, femmes)]
    assert min(comptes) >= 1
    assert any("rapport attendu pour le" in str(t.value.to_dict()) for t in lire_tableaux(total))


def test_les_colonnes_emportees_sont_celles_de_valeurs():
    assert {"valeur", "cible_due", "etat", "recues", "attendues", "numerateur"} <= set(tables.EMPORTEES)
