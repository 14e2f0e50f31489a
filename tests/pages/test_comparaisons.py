"""La page Comparaisons dans ses états, chacune de ses mesures, et l'accord entre l'écran et ce qui s'emporte."""

import json

import pytest

from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique import Fabrique
from tests.requetes.fabrique_comparaisons import avec_communes
from vues.textes import echapper

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

PAGE = "pages/suivi/comparaisons.py"


def _edition(donnees):
    fabrique = avec_communes(Fabrique(donnees))
    fabrique.seuils()
    return fabrique


def _juge(etat, taux, **autres):
    return {"etat": etat, "taux_realisation": taux, "cible_due": 10.0} | autres


def _tables(essai):
    return [t.value for t in lire_tableaux(essai)]


def test_normal_la_reponse_d_abord(ouvrir, donnees_demo):
    essai = ouvrir(PAGE)
    assert not essai.exception
    # Le premier du cadre (OG1) est une enquête annuelle : un phare suivi chaque trimestre s'ouvre.
    assert essai.selectbox(key="filtre_indicateur").value == "OS1"
    reponse = next(m.value for m in essai.markdown if "**En retard**" in m.value)
    assert "Ménaka" in reponse
    lu = textes(essai)
    assert "**Sous réserve** : la complétude va de" in lu
    assert "Qui peut appuyer qui" in lu
    assert "Équité" in lu
    assert "se compare tel quel" in lu
    assert len(essai.get("plotly_chart")) == 3
    assert list(essai.selectbox(key="filtre_mesure").options) == ["Valeur brute"]


def test_par_commune_se_divise_et_se_dit(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, indicateur="R2.4", niveau="region", mesure="commune")
    assert not essai.exception
    lu = textes(essai)
    assert "même nombre de communes : Gao 19, Ménaka 4, Douentza 15" in lu
    table = next(t for t in _tables(essai) if "Communes" in t).set_index("Zone")
    # 26 points pour 19 communes, 8 pour 4, 13 pour 15.
    assert [echapper(f"{x}\u00a0point{s}") for x, s in (("1,4", ""), ("2", "s"), ("0,87", ""))] == table[
        "Par commune"
    ].tolist()
    assert "aucune population n’est chargée" in lu


def test_par_habitant_zone_par_zone_avec_sa_source(ouvrir, socle_donnees):
    fabrique = _edition(socle_donnees)
    fabrique.indicateur("A", niveau_collecte="commune")
    for zone in ("GAO", "MENAKA"):
        fabrique.chiffre("A", zone, "2024-T1", valeur=15.0)
        fabrique.chiffre("A", zone, valeur=30.0)
    fabrique.ajouter("population", code_zone="GAO", annee=2023, population=15_000, source="Recensement d’essai")
    fabrique.publier()
    essai = ouvrir(PAGE, mesure="habitant")
    assert not essai.exception
    table = next(t for t in _tables(essai) if "Habitants" in t).set_index("Zone")
    assert table.loc["Gao", "Pour 1\u202f000 habitants"] == echapper("2\u00a0points")
    assert table.loc["Gao", "Source de la population"] == echapper("Recensement d’essai, 2023")
    assert "population non chargée" in table.loc["Ménaka", "Habitants"]
    assert "Recensement d’essai, 2023" in textes(essai).replace("\\", "")
    barres = json.loads(essai.get("plotly_chart")[0].proto.spec)
    assert "population non chargée" in barres["layout"]["yaxis"]["ticktext"][1]


@pytest.mark.parametrize(("nature", "unite"), [("ratio", "%"), ("delai", "jours"), ("score", "points")])
def test_un_taux_un_delai_un_score_ne_se_divisent_pas(ouvrir, socle_donnees, nature, unite):
    fabrique = _edition(socle_donnees)
    fabrique.indicateur("A", nature=nature, unite=unite)
    for zone in ("GAO", "MENAKA"):
        fabrique.chiffre("A", zone, valeur=30.0)
    fabrique.ajouter("population", code_zone="GAO", annee=2023, population=15_000, source="Recensement")
    fabrique.publier()
    essai = ouvrir(PAGE, mesure="habitant")
    assert not essai.exception
    assert list(essai.selectbox(key="filtre_mesure").options) == ["Valeur brute"]
    assert "n’existe pas ici" in textes(essai)
    assert "se compare tel quel" in textes(essai)


def test_partiel_une_zone_seule_ne_se_compare_pas(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, indicateur="R2.4", niveau="region", region="GAO")
    assert not essai.exception
    assert "Une seule zone à ce niveau" in textes(essai)
    assert "Aucune période n’a deux zones à ranger" in textes(essai)


def test_perimee_en_retard_de_remontee_et_provisoire(ouvrir, socle_donnees):
    fabrique = _edition(socle_donnees)
    fabrique.indicateur("A")
    fabrique.chiffre("A", "GAO", **_juge("atteint", 120.0))
    fabrique.chiffre("A", "MENAKA", **_juge("rouge", 40.0, provisoire=True, recues=1, attendues=4))
    fabrique.chiffre("A", "DOUENTZA", **_juge("périmée", 300.0, recues=0))
    fabrique.publier()
    essai = ouvrir(PAGE)
    assert not essai.exception
    lu = textes(essai)
    assert "donnée périmée, Douentza" in lu
    assert "**Sous réserve** : la complétude va de 0/1" in lu
    assert "Ménaka (40\u00a0%) (p)" in lu
    assert "Jamais rangé : Douentza" in lu
    assert "300" not in next(m.value for m in essai.markdown if "En retard" in m.value)
    rang = json.loads(essai.get("plotly_chart")[-1].proto.spec)
    assert [t["marker"]["symbol"] for t in rang["data"]][1] == ["square-open"]
    assert rang["layout"]["xaxis"]["ticktext"] == ["T2 2024 (!)"]
    # La table par état porte la même réserve, et la part de la cible est celle de chacune.
    grille = next(t for t in _tables(essai) if "Indicateur" in t)
    assert echapper("(!)") in grille.loc[0, "Indicateur"]
    # Le chiffre provisoire ne sert pas à demander de l'aide.
    assert "n’a à la fois une zone en avance et une zone sous sa cible" in lu


def test_sans_cible_la_page_ne_juge_pas(ouvrir, socle_donnees):
    fabrique = _edition(socle_donnees)
    fabrique.indicateur("A")
    for zone, valeur in (("GAO", 9.0), ("MENAKA", 4.0)):
        fabrique.chiffre("A", zone, valeur=valeur)
    fabrique.publier()
    essai = ouvrir(PAGE)
    lu = textes(essai)
    assert "rien ne dit qui est en avance" in lu
    assert "Rang selon la valeur, faute de cible due" in lu
    titre = json.loads(essai.get("plotly_chart")[0].proto.spec)["layout"]["title"]
    assert "sans cible due" in titre["subtitle"]["text"]
    assert "SOCLE, données arrêtées au 30\u00a0juin\u00a02024" in titre["subtitle"]["text"]


def test_les_communes_ne_se_rangent_pas_dans_le_temps(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, indicateur="R2.4", niveau="commune")
    assert not essai.exception
    assert "se lit par régions ou par cercles" in textes(essai)
    assert list(essai.selectbox(key="filtre_mesure").options) == ["Valeur brute"]


@pytest.mark.parametrize("profil", ["bailleur", "partenaires"])
def test_refuse(ouvrir, donnees_demo, monkeypatch, profil):
    monkeypatch.setenv("SOCLE_PROFIL", profil)
    essai = ouvrir(PAGE, indicateur="R2.4", mesure="commune")
    assert "Cette page n’est pas ouverte à ce profil" in textes(essai)
    assert not essai.get("plotly_chart")
    assert not lire_tableaux(essai)


def test_chaque_graphique_s_emporte_en_image_sous_son_nom(ouvrir, donnees_demo):
    configs = [json.loads(f.proto.config) for f in ouvrir(PAGE, indicateur="R2.4").get("plotly_chart")]
    noms = [c["toImageButtonOptions"]["filename"] for c in configs]
    assert noms[0] == "socle_points_restaures_fin_juin_2024_contre_la_cible_due"
    assert len(set(noms)) == 3
    for config in configs:
        assert config["modeBarButtons"] == [["toImage"]]
        assert config["locales"]["fr"]["dictionary"]["Download plot as a PNG"] == "Télécharger en image"
