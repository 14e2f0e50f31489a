"""La page Carte des services, par l'application : normale, vide, refusée, adresse relue."""

import datetime as dt
from urllib.parse import parse_qs

import pandas as pd
import pytest
from streamlit.proto.Metric_pb2 import Metric as MetricProto

from bench.points import peupler
from figures.mots import ecriture
from figures.mots import etats as communs
from requetes.carte import dates as carte_dates
from requetes.carte import services
from requetes.edition import ouverture
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

PAGE = "pages/suivi/carte.py"


def _adresse(essai, nom):
    valeur = essai.query_params.get(nom, "")
    return valeur[0] if isinstance(valeur, list) else valeur


def _choix(essai, libelle):
    return next(s for s in essai.selectbox if s.label == libelle)


@pytest.fixture
def base(donnees_demo):
    lue = ouverture.ouvrir(ouverture.edition_a_lire(donnees_demo))
    yield lue
    lue.fermer()


def test_normale(ouvrir, base):
    essai = ouvrir(PAGE)
    assert not essai.exception and not essai.error
    assert essai.title[0].value == "Carte des services"
    jour = services.dates_d_etat(base)[-1]
    bilan = services.bilan_des_points(base, jour)
    assert [m.value for m in essai.metric][:2] == [
        f"{bilan.restaures}/{bilan.suivis}",
        f"{bilan.fonctionnels}/{bilan.restaures}",
    ]
    # Le premier tableau peut être celui de «Pourquoi ?», qui nomme ce qui manque.
    points = next(t for t in lire_tableaux(essai) if t.cle == "points_carte")
    assert len(points.lignes) == bilan.suivis
    noms = dict(base.lire("SELECT id_point, nom FROM point_service").itertuples(index=False))
    ouverts = [noms[parse_qs(lien[1:])["point"][0]] for lien in points.liens]
    assert ouverts == [ligne[0] for ligne in points.lignes], "une ligne ouvre la fiche de son point"
    assert f"{bilan.sans_position}\u00a0points de la sélection sans position" in textes(essai)
    assert "limites" in textes(essai).lower()


def test_descendre_par_la_liste_et_remonter_par_le_fil(ouvrir, base):
    essai = ouvrir(PAGE)
    _choix(essai, "Descendre dans une zone").select("GAO").run()
    assert _adresse(essai, "region") == "GAO"
    _choix(essai, "Descendre dans une zone").select("ML0702").run()
    _choix(essai, "Descendre dans une zone").select("ML070201").run()
    assert [_adresse(essai, n) for n in ("region", "cercle", "commune")] == ["GAO", "ML0702", "ML070201"]
    jour = services.dates_d_etat(base)[-1]
    attendus = services.bilan_des_points(base, jour, "ML070201").suivis
    assert essai.tabs[0].label == f"Services ({attendus})"
    essai.button(key="aller_1").click().run()
    assert [_adresse(essai, n) for n in ("region", "cercle", "commune")] == ["GAO", "", ""]
    assert not essai.exception


def test_l_adresse_rend_la_vue(ouvrir, base):
    essai = ouvrir(
        PAGE, region="GAO", cercle="ML0702", commune="ML070201", au="2023-06-30", points="aucun", indicateur="R2.4"
    )
    assert not essai.exception and not essai.warning
    assert essai.select_slider[0].label == "Situation à fin" and essai.select_slider[0].value == "2023-06-30"
    assert _choix(essai, "Points montrés").value == "aucun"
    assert _choix(essai, "Colorer les zones selon").value == "R2.4"
    assert "**Bamba**" in textes(essai)


@pytest.mark.parametrize(
    ("zone", "niveau"), [({"region": "MENAKA"}, "commune"), ({"region": "GAO", "cercle": "ML0701"}, "commune")]
)
def test_le_tableau_des_zones_et_son_export_obeissent_aux_filtres(ouvrir, base, zone, niveau, monkeypatch):
    emportes = []
    monkeypatch.setattr(
        "vues.carte.tableaux.redire_tableau",
        lambda _, nombre, montrer, emporter, titre, cle, **__: emportes.append((cle, montrer(), emporter())),
    )
    assert not ouvrir(PAGE, decoupage=niveau, **zone).exception
    ((_, montre, emporte),) = [e for e in emportes if e[0] == "zones_carte"]
    filtre = list(zone.values())[-1]
    attendus = set(
        base.lire("SELECT code FROM zone_ascendance WHERE ancetre = $z AND niveau_ancetre <> 'commune'", {"z": filtre})[
            "code"
        ]
    )
    assert len(montre) == len(emporte) > 1
    assert set(emporte["code_zone"]) <= attendus
    # Ce qui est faux d'abord.
    rangs = [communs.gravite(etat) for etat in emporte["etat"]]
    assert rangs == sorted(rangs)


def test_les_filtres_en_vigueur_disent_tout_ce_qui_filtre(ouvrir, base):
    essai = ouvrir(
        PAGE, region="GAO", cercle="ML0702", commune="ML070201", points="aucun", aussi="spi", avec="2023-06-30"
    )
    (dit,) = [c.value for c in essai.caption if c.value.startswith("Filtres en vigueur")]
    for choix in ("**Gao**", "**Bourem**", "**Bamba**", "**Aucun point**", "**SPI**", "**juin 2023**"):
        assert choix in dit


def test_changer_de_mois_change_les_comptes(ouvrir, base):
    debut = services.dates_d_etat(base)[5]
    essai = ouvrir(PAGE, au=debut.isoformat())
    bilan = services.bilan_des_points(base, debut)
    assert essai.metric[0].value == f"{bilan.restaures}/{bilan.suivis}"


def test_glisser_le_curseur_change_les_comptes_et_l_adresse(ouvrir, base):
    essai = ouvrir(PAGE)
    dates = services.dates_d_etat(base)
    essai.select_slider[0].set_value(dates[10].isoformat()).run()
    bilan = services.bilan_des_points(base, dates[10])
    assert essai.metric[0].value == f"{bilan.restaures}/{bilan.suivis}"
    assert _adresse(essai, "au") == dates[10].isoformat()


@pytest.mark.parametrize(("au", "avec"), [("2024-06-30", "2023-06-30"), ("2023-06-30", "2024-06-30")])
def test_deux_dates_disent_leur_difference_dans_l_ordre_du_temps(ouvrir, base, au, avec):
    essai = ouvrir(PAGE, au=au, avec=avec, indicateur="R2.4", decoupage="cercle")
    assert not essai.exception and not essai.warning
    ancien, recent = dt.date(2023, 6, 30), dt.date(2024, 6, 30)
    avant, apres = (services.bilan_des_points(base, j) for j in (ancien, recent))
    assert essai.metric[0].value == f"{apres.restaures}/{apres.suivis}"
    assert essai.metric[0].delta == f"+{apres.restaures - avant.restaures}"
    assert "De juin 2023 à juin 2024 : ce qui a changé" in [s.value for s in essai.subheader]
    changes = carte_dates.points_changes(base, ancien, recent)
    assert f"Points changés ({len(changes)})" in [t.label for t in essai.tabs]
    zones = next(t.value for t in lire_tableaux(essai) if "Différence" in t.value.columns)
    # Le tableau est du Markdown : chaque texte y est échappé.
    ecarts = dict(zip(zones["Zone"], zones["Différence"].str.replace("\\", ""), strict=True))
    deux = carte_dates.valeurs_des_deux_dates(base, "R2.4", "cercle", ancien, recent)
    assert len(ecarts) == 8
    for v in deux:
        connus = v.valeur is not None and v.avant.valeur is not None
        assert ecarts[v.zone] == ecriture.ecart(v.valeur - v.avant.valeur if connus else None, "points")


def test_une_baisse_de_ce_qui_marche_n_est_jamais_verte(ouvrir, base):
    essai = ouvrir(PAGE, au="2024-06-30", avec="2023-12-31")
    avant, apres = (services.bilan_des_points(base, dt.date.fromisoformat(j)) for j in ("2023-12-31", "2024-06-30"))
    assert apres.fonctionnels < avant.fonctionnels and apres.restaures > avant.restaures
    couleurs = {m.label: m.proto.color for m in essai.metric}
    noms = MetricProto.MetricColor
    assert couleurs["Fonctionnent"] == noms.RED and couleurs["Retombés"] == noms.RED
    assert couleurs["Déjà restaurés"] == noms.GREEN


def test_les_nouvellement_restaures_font_la_difference_des_restaures(ouvrir, base):
    essai = ouvrir(PAGE, au="2024-06-30", avec="2023-12-31")
    avant, apres = (services.bilan_des_points(base, dt.date.fromisoformat(j)) for j in ("2023-12-31", "2024-06-30"))
    assert f"**{apres.restaures - avant.restaures}** nouvellement restaurés (dont 1" in textes(essai)


def test_le_curseur_passe_par_l_autre_date_sans_la_perdre(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, au="2024-06-30", avec="2023-12-31")
    essai.select_slider[0].set_value("2023-12-31").run()
    assert not essai.warning and _adresse(essai, "avec") == "2023-12-31"
    essai.select_slider[0].set_value("2023-11-30").run()
    assert "De novembre 2023 à décembre 2023 : ce qui a changé" in [s.value for s in essai.subheader]


def test_les_points_seuls_se_lisent_dans_l_adresse(ouvrir, donnees_demo):
    essai = ouvrir(PAGE)
    _choix(essai, "Colorer les zones selon").set_value("rien").run()
    ailleurs = ouvrir(PAGE, indicateur=_adresse(essai, "indicateur"))
    assert _choix(ailleurs, "Colorer les zones selon").value == "rien" and not ailleurs.warning
    assert [t.label for t in ailleurs.tabs] == ["Points"]


def test_l_adresse_ouvre_la_fiche_d_un_point(ouvrir, base):
    point = services.points_places(base).iloc[0]
    essai = ouvrir(PAGE, point=point["id_point"])
    assert not essai.exception
    assert "Quartier A" in textes(essai) and "Parcours" in [t.label for t in essai.tabs]


def test_une_fiche_inconnue_se_dit(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, point="<b>X</b>")
    assert not essai.exception
    assert any("n’est pas dans cette édition" in i.value for i in essai.info)


def test_une_commune_montre_sa_fiche_et_un_seul_tableau_de_points(ouvrir, donnees_demo):
    commune = {"region": "GAO", "cercle": "ML0703", "commune": "ML070303"}
    titres = [t.label.split(" (")[0] for t in ouvrir(PAGE, **commune).tabs]
    assert titres == ["Services", "Histoire", "Ce qui manque", "Décisions", "Indicateurs"]
    titres = [t.label.split(" (")[0] for t in ouvrir(PAGE, **commune, points="retombes").tabs]
    assert titres[5:] == ["Points", "Zones"]


def test_chantiers_et_etapes_s_ajoutent_et_restent_dans_l_adresse(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, aussi="spi,inconnu,chantiers")
    assert not essai.exception and not essai.warning
    assert essai.pills[0].value == ["chantiers", "spi"]
    essai.pills[0].set_value(["spi"]).run()
    assert _adresse(essai, "aussi") == "spi"


def test_sans_aucun_point_la_carte_montre_encore_ses_indicateurs(ouvrir, copie_demo):
    peupler(copie_demo, 0)
    essai = ouvrir(PAGE, indicateur="OS3")
    assert not essai.exception
    # Aucun point n'a jamais été envoyé : ce n'est pas zéro restauré (règle S4).
    assert [m.value for m in essai.metric][:2] == ["n.\u00a0d."] * 2
    assert len(essai.select_slider[0].options) == 30


def test_une_commune_hors_de_la_region_se_quitte_sans_erreur(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, region="MENAKA", commune="ML070201")
    assert not essai.exception and not essai.warning
    assert _adresse(essai, "commune") == ""


@pytest.mark.parametrize("adresse", [{"au": "1900-01-01"}, {"indicateur": "<b>X</b>"}, {"points": "[x](y)"}])
def test_une_adresse_fausse_se_dit(ouvrir, donnees_demo, adresse):
    essai = ouvrir(PAGE, **adresse)
    assert not essai.exception
    assert "n’existe pas ici" in essai.warning[0].value


def test_un_indicateur_trop_large_pour_la_zone_le_dit(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, region="GAO", cercle="ML0702", indicateur="OG1")
    assert not essai.exception
    assert any("ne se découpe pas" in i.value for i in essai.info)


def test_les_points_retombes_sont_ceux_de_la_base(ouvrir, base):
    jour = services.dates_d_etat(base)[-1]
    essai = ouvrir(PAGE, points="retombes")
    etats = services.etats_des_points(base, jour)
    retombes = services.bilan_des_points(base, jour).retombes
    assert retombes == int((etats["restaure"] & etats["retombe"]).sum())
    assert essai.metric[2].value.startswith(f"{retombes}/")
    assert not essai.exception


def test_vide(ouvrir, socle_donnees):
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert any("Aucune donnée n’est encore publiée" in s.value for s in essai.subheader)


def test_refusee(ouvrir, donnees_demo, monkeypatch):
    monkeypatch.setenv("SOCLE_PROFIL", "bailleur")
    direct = ouvrir(PAGE)
    assert any("n’est pas ouverte à ce profil" in s.value for s in direct.subheader)
    assert not lire_tableaux(direct) and not direct.metric


def test_les_valeurs_de_la_carte_sont_celles_de_la_table(base):
    jour = dt.date(2024, 3, 31)
    lues = services.valeurs_de_carte(base, "OS1", "commune", jour)
    table = base.lire(
        "SELECT code_zone, valeur FROM valeurs WHERE code_indicateur = 'OS1' AND niveau = 'commune' "
        "AND type_periode = 'cumul' AND periode = '2024-T1' AND dimension IS NULL ORDER BY code_zone"
    )
    assert len(lues) == 38
    publiees = {code: None if pd.isna(valeur) else valeur for code, valeur in table.itertuples(index=False)}
    assert {v.code_zone: v.valeur for v in lues} == publiees


def test_une_zone_inaccessible_l_est_pour_ses_communes(base):
    lues = services.valeurs_de_carte(base, "OS1", "commune", dt.date(2023, 9, 30))
    fermees = {v.code_zone for v in lues if v.inaccessible}
    assert fermees and all(code.startswith("ML10") for code in fermees)
    assert not any(v.inaccessible for v in services.valeurs_de_carte(base, "OS1", "commune", dt.date(2022, 6, 30)))
