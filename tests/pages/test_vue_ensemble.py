"""La vue d'ensemble dans ses états : normal, partiel, tardif, refusé ; et ce qu'elle dit autour de ses cartes."""

import datetime as dt

import pytest

from requetes.accueil import mouvements, situation
from requetes.edition.ouverture import edition_a_lire
from requetes.edition.ouverture import ouvrir as ouvrir_base
from tests.pages.conftest import textes
from tests.pages.ouverture import adresses_servies
from tests.requetes.fabrique import Fabrique
from vues.page import entree, navigation
from vues.textes import echapper

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

PAGE = "pages/suivi/vue_ensemble.py"


@pytest.fixture
def fabrique(socle_donnees):
    fabrique = Fabrique(socle_donnees)
    fabrique.seuils()
    for rang, zone in enumerate(("GAO", "MENAKA", "DOUENTZA")):
        fabrique.limite(zone, rang, 16)
    return fabrique


def _liens(essai):
    return [lien.proto.label for lien in essai.get("page_link")]


def _titres(essai):
    return [str(s.value).split(" :gray")[0] for s in essai.subheader]


@pytest.mark.lent
def test_normal_tout_l_essentiel_est_la(ouvrir, donnees_demo):
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert _titres(essai) == ["Écarts à regarder", "Ce qui a bougé", "Ce qui manque", "Où, sur la carte"]
    lu = textes(essai)
    assert "1\u00a0indicateur phare sur\u00a09 hors trajectoire" in lu
    # Juin se rapporte en juillet, après la date des données (règle A6).
    assert echapper("ne suffisent pas pour conclure\u00a0: 6 provisoires, sur 9") in lu
    assert "aucune à laquelle comparer" in lu
    # Neuf étincelles et la petite carte, toutes décrites.
    images = [i.alt for bloc in essai.get("image") for i in bloc.proto.imgs]
    assert len(images) == 10
    assert all(images)


@pytest.mark.lent
def test_les_mouvements_sont_ceux_de_la_regle(ouvrir, donnees_demo):
    lue = situation.situation(ouvrir_base(edition_a_lire(donnees_demo)), "SOCLE", "cumul", "2024-T2")
    attendus = [m.phare.libelle_court for m in mouvements.mouvements_notables(lue)][:4]
    liste = next(m.value for m in ouvrir(PAGE).markdown if "Édition d’avant" in m.value)
    assert [nom for nom in attendus if f"**{echapper(nom)}**" in liste] == attendus


@pytest.mark.lent
def test_la_petite_carte_suit_son_choix_et_mene_a_la_grande(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, region="GAO", carte="R2.4", periode="2024-T1")
    (grande,) = [lien.proto for lien in essai.get("page_link") if "carte des services" in lien.proto.label]
    assert grande.query_string == "indicateur=R2.4&region=GAO&au=2024-03-31"
    essai = ouvrir(PAGE, carte="inventé")
    assert any("inventé" in a.value for a in essai.warning)


def test_partiel_dit_la_reserve_et_le_provisoire(ouvrir, fabrique):
    fabrique.indicateur("A", libelle_court="Écoles")
    fabrique.indicateur("B", libelle_court="Puits")
    fabrique.chiffre("A", "SOCLE", recues=2, attendues=3, etat="vert", cible_due=5.0, taux_realisation=100.0)
    fabrique.chiffre(
        "B", "SOCLE", recues=1, attendues=3, provisoire=True, etat="rouge", cible_due=9.0, taux_realisation=50.0
    )
    fabrique.publier()
    lu = textes(ouvrir(PAGE))
    assert "1\u00a0indicateur phare sur\u00a02 hors trajectoire" in lu
    assert "sauf pour Puits" in lu
    assert "avec réserve pour 1 autre, incomplet" in lu
    assert ":gray-badge[provisoire]" in lu
    assert "1\u00a0indicateur phare provisoire" in lu


def test_tardif_et_perime_ne_concluent_pas(ouvrir, fabrique, monkeypatch):
    monkeypatch.setattr(entree.Contexte, "jour_du_suivi", property(lambda contexte: contexte.date_donnees))
    fabrique.indicateur("A", libelle_court="Écoles")
    fabrique.chiffre("A", "SOCLE", "2024-T1", etat="vert", cible_due=5.0, taux_realisation=100.0)
    fabrique.chiffre("A", "SOCLE", recues=0, etat="périmée", cible_due=5.0, taux_realisation=100.0)
    fabrique.info["debut"] = "2024-05-01"
    fabrique.ajouter("rapport_activite", code_zone="GAO", periode="2024-05", date_echeance=dt.date(2024, 6, 10))
    fabrique.publier()
    essai = ouvrir(PAGE)
    assert not essai.exception
    lu = textes(essai)
    assert echapper("les données ne suffisent pas pour conclure\u00a0: 1 périmé, sur 1") in lu
    assert "Rapports reçus à 0\u00a0% \\(0/6\\)" in lu
    assert "**Gao** : 2\u00a0rapports en retard, dernier juin\u00a02024" in lu and "[au 30/06/2024]" in lu
    # L'état perdu se voit dans ce qui a bougé.
    assert ":green-badge[●\u00a0vert] → :violet-badge[◷\u00a0périmée]" in lu


def test_une_edition_d_avant_dit_ce_qui_a_change_et_par_quoi(ouvrir, fabrique):
    fabrique.indicateur("A", libelle_court="Écoles")
    fabrique.chiffre("A", "SOCLE", "2024-T1")
    fabrique.chiffre("A", "SOCLE")
    for zone in ("SOCLE", "GAO"):
        fabrique.reviser("A", zone, "2024-T1", fichiers="[gao](http://exemple.org).xlsx")
    fabrique.reviser("A", "SOCLE", "2024-T2", "cumul")
    fabrique.publier()
    essai = ouvrir(PAGE)
    lu = textes(essai)
    assert "2\u00a0chiffres du passé changés" in lu
    assert "dont 2\u00a0d’indicateurs phares" in lu
    assert "**Revu ici** : Écoles 4 → 5" in lu
    assert "Voir les révisions, chiffre par chiffre" in _liens(essai)
    assert "[gao](http" not in lu


def test_une_edition_d_avant_sans_changement(ouvrir, fabrique):
    fabrique.info["edition_precedente"] = "avant"
    fabrique.indicateur("A")
    fabrique.chiffre("A", "SOCLE")
    fabrique.ajouter("valeur", code_indicateur="A", code_zone="GAO", periode="2024-T2", valeur=5)
    fabrique.publier()
    lu = textes(ouvrir(PAGE))
    assert "aucun chiffre du passé n’a changé" in lu
    assert "ni changement d’état, ni écart d’un point" in lu
    assert "Tous les rapports dus sont reçus" in lu


def test_un_phare_du_projet_seul_ne_se_met_pas_sur_une_carte(ouvrir, fabrique):
    fabrique.indicateur("A", niveau_collecte="SOCLE")
    fabrique.chiffre("A", "SOCLE")
    fabrique.publier()
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert "Aucun indicateur phare n’est suivi par région" in textes(essai)


def test_une_page_inconnue_se_dit_une_fois(ouvrir, fabrique):
    fabrique.indicateur("A")
    fabrique.chiffre("A", "SOCLE")
    fabrique.publier()
    essai = ouvrir(PAGE, **{navigation.INCONNUE: "<b>rien</b>"})
    (avertissement,) = [a.value for a in essai.warning]
    assert "n’existe pas" in avertissement
    assert "<b>" not in avertissement
    assert navigation.INCONNUE not in essai.query_params
    assert not essai.run().warning


@pytest.mark.parametrize("profil", ["bailleur", "partenaires", "n’importe"])
def test_refuse_ne_laisse_rien_voir(ouvrir, fabrique, monkeypatch, profil):
    fabrique.indicateur("A", libelle_court="Écoles")
    fabrique.chiffre("A", "SOCLE")
    fabrique.publier()
    monkeypatch.setenv("SOCLE_PROFIL", profil)
    if profil == "n’importe":
        assert adresses_servies()[0] == "edition"
        return
    essai = ouvrir(PAGE)
    assert "Cette page n’est pas ouverte à ce profil" in textes(essai)
    assert "Écoles" not in textes(essai) + " ".join(_liens(essai))
    assert not essai.get("image")


def test_les_adresses_sont_celles_des_pages_du_profil(socle_donnees, monkeypatch):
    accueil, autres = adresses_servies()
    assert accueil == "vue-d-ensemble"
    assert {"carte-des-services", "tendances", "qualite"} <= autres
    assert "edition" not in autres
    monkeypatch.setenv("SOCLE_PROFIL", "bailleur")
    accueil, autres = adresses_servies()
    assert (accueil, "vue-d-ensemble" in autres) == ("edition", True)
