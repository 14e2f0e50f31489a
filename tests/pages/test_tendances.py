"""La page Tendances dans ses états, chaque lecture, et l'accord entre l'écran et ce qui s'emporte."""

import json
import random

import pytest

from domaine import journal
from domaine.chemins import journal_des_reunions
from figures.mots import ecriture
from requetes.edition.ouverture import edition_a_lire
from requetes.edition.ouverture import ouvrir as ouvrir_base
from requetes.edition.referentiel import lire_referentiel
from requetes.tendances import series
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique import Fabrique
from vues.elements import tableaux
from vues.filtres import barre
from vues.textes import echapper

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

PAGE = "pages/suivi/tendances.py"


def _edition(donnees):
    fabrique = Fabrique(donnees)
    fabrique.seuils()
    fabrique.indicateur("A", libelle="Points d’eau réparés")
    return fabrique


def _table(essai, *colonnes):
    return next(t.value for t in lire_tableaux(essai) if set(colonnes) <= set(t.value))


def _figure(essai):
    return json.loads(essai.get("plotly_chart")[0].proto.spec)


def test_normal(ouvrir, donnees_demo):
    essai = ouvrir(PAGE)
    assert not essai.exception and not essai.warning
    assert essai.selectbox(key="filtre_indicateur").value == "OS1"
    lu = textes(essai)
    assert "Dernière cible\u00a0: 85\u00a0% à fin décembre\u00a02024" in lu.replace("\\", "")
    assert "la courbe n’est pas prolongée" in lu
    assert "Marqueur creux" in lu
    noms = {t.get("name") for t in _figure(essai)["data"]}
    assert {"valeur", "cible due", "cible suivante, non échue", "reçu", "événement"} <= noms
    # Huit cercles, une petite courbe chacun.
    assert len(ouvrir(PAGE, onglet="Zone par zone").get("image")) == 8


def test_un_commentaire_s_ecrit_et_se_relit(ouvrir, copie_demo):
    """Règle D10."""
    essai = ouvrir(PAGE, indicateur="R1.2", region="GAO")
    (champ,) = (t for t in essai.text_area if t.label == "Commentaire")
    champ.set_value("Deux chantiers attendent\nla réception.")
    (bouton,) = (b for b in essai.button if b.label.startswith("Enregistrer"))
    bouton.click().run()
    assert not essai.exception
    (ecrit,) = journal.lire(journal_des_reunions(copie_demo)).commentaires
    assert (ecrit.sujet, ecrit.texte) == (("R1.2", "GAO", "2024-T2"), "Deux chantiers attendent la réception.")
    assert "Deux chantiers attendent la réception" in textes(essai) and "suivi" in ecrit.fonction


def test_fiche_entiere(ouvrir, donnees_demo):
    lu = textes(ouvrir(PAGE, indicateur="OS3", onglet="Fiche"))
    for rubrique in (
        "Libellé",
        "Résultat",
        "Définition",
        "Unité et sens",
        "Règle",
        "Numérateur",
        "Dénominateur",
        "Source",
        "Collecte",
        "Moyen de vérification",
        "Responsable",
        "Ventilations prévues",
        "Seuils",
        "Cibles de la zone",
        "Références",
    ):
        assert f"**{rubrique}**" in lu, rubrique


@pytest.mark.parametrize(
    ("mots", "premier", "compte"), [("R2.4", "R2.4", 1), ("femmes", "R2.11", None), ("  EAU ", None, None)]
)
def test_chercher(ouvrir, donnees_demo, mots, premier, compte):
    essai = ouvrir(PAGE, cherche=mots)
    assert not essai.exception
    boite = essai.selectbox(key="filtre_indicateur")
    assert len(boite.options) < 27
    if premier:
        assert boite.value == premier
    if compte:
        assert len(boite.options) == compte
    assert "sur 27" in textes(essai)


def test_chercher_remplace_le_choix_et_effacer_le_garde(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, indicateur="R4.1", type_periode="mois", region="GAO")
    essai.text_input(key="filtre_cherche").set_value("femmes").run()
    assert essai.selectbox(key="filtre_indicateur").value == "R2.11"
    assert essai.query_params["cherche"] == "femmes"
    assert essai.selectbox(key="filtre_region").value == "GAO"
    essai.text_input(key="filtre_cherche").set_value("").run()
    assert not essai.exception and not essai.warning
    assert essai.selectbox(key="filtre_indicateur").value == "R2.11"
    assert len(essai.selectbox(key="filtre_indicateur").options) == 27
    assert "cherche" not in essai.query_params


def test_chercher_sans_reponse_et_lien_qui_ne_repond_pas(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, cherche="zébu <b>", indicateur="R2.4")
    assert "Aucun indicateur ne répond" in textes(essai)
    assert essai.selectbox(key="filtre_indicateur").value == "R2.4"
    essai = ouvrir(PAGE, cherche="femmes", indicateur="R2.4")
    assert not essai.warning
    assert essai.selectbox(key="filtre_indicateur").value == "R2.4"


def test_partiel_trou_provisoire_et_zero_declare(ouvrir, socle_donnees):
    fabrique = _edition(socle_donnees)
    fabrique.chiffre("A", "SOCLE", "2024-T1", valeur=None, recues=0, attendues=2, etat="sans donnée")
    fabrique.chiffre("A", "SOCLE", "2024-T2", valeur=0.0, recues=1, attendues=2, provisoire=True)
    fabrique.chiffre("A", "ML0703", "2024-T2", valeur=None, recues=0, etat="sans donnée", date_plus_ancienne=None)
    fabrique.publier()
    essai = ouvrir(PAGE)
    assert not essai.exception
    lu = textes(essai)
    assert "Zéro déclaré" in lu and "provisoire" in lu
    trace = _figure(essai)["data"][0]
    assert trace["y"] == [None, 0.0]
    assert trace["marker"]["symbol"] == ["circle", "circle-open"]
    assert "aucune cible ne suit cette période" in lu
    # La zone sans donnée a sa place, et se dit.
    essai = ouvrir(PAGE, onglet="Zone par zone")
    assert any(m.value.startswith("**Gao** · n") for m in essai.markdown)
    assert len(essai.get("image")) == 1


def test_perime_n_a_pas_de_rythme(ouvrir, socle_donnees):
    fabrique = _edition(socle_donnees)
    fabrique.chiffre("A", "SOCLE", valeur=3.0, etat="périmée", cible_due=4.0, nature_cible="cumul")
    fabrique.ajouter(
        "cible", code_indicateur="A", code_zone="SOCLE", periode="2024-S2", valeur=9.0, nature_cible="cumul"
    )
    fabrique.publier()
    lu = textes(ouvrir(PAGE))
    assert "périmée" in lu and "elle ne dit plus d’où partir" in lu
    assert "faudrait" not in lu


def test_revise_se_voit_au_chiffre_a_la_courbe_et_au_tableau(ouvrir, socle_donnees):
    fabrique = _edition(socle_donnees)
    fabrique.chiffre("A", "SOCLE", "2024-T2", "trimestre")
    fabrique.reviser("A", "SOCLE", "2024-T2")
    fabrique.publier()
    essai = ouvrir(PAGE, type_periode="trimestre")
    assert not essai.exception
    assert "(r) révisée depuis l’édition précédente\u00a0: 4" in textes(essai).replace("\\", "")
    assert _figure(essai)["data"][0]["text"] == ["(r)"]
    assert "(r)" in _table(essai, "Zone", "Période", "État")["Valeur"].iloc[0].replace("\\", "")


def test_en_grand_le_chiffre_puis_la_courbe(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, indicateur="OS3", region="MENAKA", taille="grand")
    assert not essai.exception
    assert any("\n# 25" in m.value and "rouge" in m.value for m in essai.markdown)
    mise = _figure(essai)["layout"]
    assert mise["font"]["size"] == 20 and mise["title"]["font"]["size"] >= 20
    # Le titre dit ce qui se voit.
    assert "cible due" in mise["title"]["subtitle"]["text"]


def test_de_la_periode_au_cumul_sans_perdre_la_zone(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, indicateur="OS2", region="GAO", cercle="ML0703", type_periode="trimestre")
    essai.selectbox(key="filtre_type_periode").select("cumul").run()
    assert not essai.exception and not essai.warning
    assert essai.selectbox(key="filtre_cercle").value == "ML0703"
    assert "cercle de Gao, depuis le démarrage" in json.dumps(_figure(essai), ensure_ascii=False)


def test_ventilations_part_et_somme(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, indicateur="OS2", onglet="Ventilations")
    mode, service, sexe = (t.value for t in lire_tableaux(essai) if "Part du total" in t.value.columns)
    assert mode["Modalité"].tolist() == ["fixe", "itinérant"]
    assert service["Modalité"].tolist()[:3] == ["administration", "eau", "éducation"]
    assert sexe["Modalité"].tolist() == ["femmes", "hommes"]
    # 45 906 et 40 967 sur 86 873.
    assert [p.replace("\\", "") for p in sexe["Part du total"]] == ["52,8\u00a0%", "47,2\u00a0%"]
    lu = textes(essai).replace("\\", "")
    assert "tout est ventilé" in lu and "6 modalités les plus fortes sur 9" in lu
    assert "non reçues" not in lu and "âge, aucune feuille ne le demande" in lu


@pytest.mark.parametrize(
    ("code", "dit"),
    [
        ("OS1", "statut, lu sur la carte des services"),
        ("R2.2", "service, un projet ou une commune en réunit plusieurs"),
        ("R2.8", "motif, une tournée réalisée n'en a pas"),
        ("OG1", "prévues par le cadre et non reçues"),
    ],
)
def test_une_ventilation_prevue_et_absente_dit_pourquoi(ouvrir, donnees_demo, code, dit):
    """Ce qui n'est pas venu, et ce qu'aucun registre ne donne ; l'«opérateur» du cadre, lui, est là (règle C14)."""
    lu = textes(ouvrir(PAGE, indicateur=code, onglet="Ventilations")).replace("\\", "")
    assert dit in lu and "opérateur" not in lu.split(dit)[0][-80:]


def test_noms_hostiles_dans_la_recherche(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, cherche="[clic](http://exemple.org) <script>")
    assert not essai.exception
    assert "[clic](" not in textes(essai)


def test_le_titre_ne_promet_pas_une_cible_qui_n_est_pas_dessinee(ouvrir, donnees_demo):
    figure = _figure(ouvrir(PAGE, indicateur="OS2", courbes="parties"))
    sous_titre = figure["layout"]["title"]["subtitle"]["text"].replace("<br>", " ")
    assert "avec ses parties" in sous_titre and "cible" not in sous_titre
    assert {t["name"] for t in figure["data"] if t.get("name")} >= {"ensemble du projet", "Gao", "Ménaka", "Douentza"}


@pytest.mark.lent
@pytest.mark.parametrize("lecture", barre.TYPES)
def test_chaque_lecture_de_chaque_nature(ouvrir, donnees_demo, lecture):
    for code in ("OS2", "OS3", "R1.3", "R1.4", "R1.6", "R2.6", "R3.1", "R4.1"):
        essai = ouvrir(PAGE, indicateur=code, type_periode=lecture)
        assert not essai.exception, code


@pytest.mark.lent
def test_les_nombres_a_l_ecran_sont_ceux_de_l_export(ouvrir, donnees_demo, monkeypatch):
    base = ouvrir_base(edition_a_lire(donnees_demo))
    lu = lire_referentiel(base)
    emportes = {}
    monkeypatch.setattr(tableaux, "telecharger", lambda table, titre, *, cle, **_: emportes.__setitem__(cle, table()))
    tirage = random.Random(20240630)
    for _ in range(12):
        code = tirage.choice(list(lu.indicateurs))
        lecture = tirage.choice(sorted(lu.periodes[code]))
        region = tirage.choice(["", "GAO", "MENAKA", "DOUENTZA"])
        essai = ouvrir(PAGE, indicateur=code, type_periode=lecture, **({"region": region} if region else {}))
        assert not essai.exception
        attendue = series.serie(base, code, (region or "SOCLE",), lecture)
        emporte = emportes["serie"]
        assert emporte["valeur"].tolist() == pytest.approx(
            [float("nan") if m.valeur is None else m.valeur for m in attendue], nan_ok=True
        )
        unite = lu.indicateurs[code].unite
        ecrites = [
            ecriture.valeur(v, unite, n, d)
            for v, n, d in zip(emporte["valeur"], emporte["numerateur"], emporte["denominateur"], strict=True)
        ]
        montrees = [t.value for t in lire_tableaux(essai) if {"Période", "Valeur", "État"} <= set(t.value)]
        lues = [str(v).replace("\\", "") for v in montrees[0]["Valeur"]]
        assert [v.split(" (")[0] for v in lues] == [v.split(" (")[0] for v in ecrites], (code, lecture, region)
        courbe = [v for v in _figure(essai)["data"][0]["y"] if v is not None]
        assert courbe == pytest.approx(emporte["valeur"].dropna().tolist())
        # Le chiffre en grand est la dernière ligne de l'export.
        assert f"## {echapper(ecrites[-1])}" in textes(essai)


def test_une_feuille_jamais_venue_se_dit_une_fois_puis_les_regions_muettes(ouvrir, etats_publies, monkeypatch):
    """Règle S4 : «SPI étapes» de personne ; «Visites» de tous sauf Ménaka ; et rien d'une autre région choisie."""
    monkeypatch.setenv("SOCLE_DONNEES", str(etats_publies("tardif")))
    (dit,) = ouvrir(PAGE, indicateur="R2.9").warning
    assert "«\u00a0SPI étapes\u00a0» n’est jamais venue" in dit.value
    dits = [i.value for i in ouvrir(PAGE, indicateur="OS1").info]
    assert any(d.startswith("**Feuille «\u00a0Visites\u00a0»") and "venue de Ménaka.**" in d for d in dits)
    assert not [i for i in ouvrir(PAGE, indicateur="OS1", region="GAO").info if "jamais venue" in i.value]
