"""La page Qualité des données, par l'application : normale, vide, refusée ; le dépôt jusqu'à la confirmation."""

import datetime as dt
import statistics
from dataclasses import replace

import pandas as pd
import pytest

from domaine import francais
from domaine.anomalies import relever
from domaine.courriel import journal
from etl.commandes.chargement import charger
from etl.progression import Progression
from requetes.edition import ouverture
from requetes.qualite import bilans, depots, envois
from tests import courriels
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from tests.requetes.fabrique import Fabrique
from vues.actions import courriels as actions_courriels
from vues.actions import porte as actions
from vues.actions.porte import Chargement, FichierRecu, Verification
from vues.actions.processus import ActionImpossible
from vues.elements import anomalies
from vues.textes import echapper

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

PAGE = "pages/suivi/qualite.py"
ONGLETS = (
    "Déposer un classeur",
    "À envoyer",
    "Complétude",
    "Ponctualité",
    "Niveaux de preuve",
    "Validation",
    "Anomalies",
    "Mis de côté",
    "Dépôts reçus",
    "Révisions et corrections",
    "Fond de carte",
)
JUIN = dt.date(2024, 6, 30)
HOSTILE = "<img src=x onerror=alert(1)> [x](y) $$z$$ :material/home:"
_PHARE = {"code": "F1", "libelle": HOSTILE, "unite": "nb"}
_AVANT = {"periode_avant": "2024-T1", "valeur_avant": 12.0, "etat_avant": "vert"}
EFFET = {
    "dates": ["2024-06-30", "2024-07-31"],
    "lignes": [{"id_chargement": 7, "feuille": "Points", "nouvelles": 3, "revues": 1, "redites": 2, "a_part": 0}],
    "redites": [{"id_chargement": 4, "fichier": "gao_juin.xlsx", "lignes": 2}],
    "phares": [_PHARE | _AVANT | {"periode": "2024-T2", "valeur": 15.0, "etat": "vert"}],
    "chiffres": {"révisée": 1, "en cours": 4},
    "points": [{"geste": "déplacé", "id_point": "P1", "nom": HOSTILE, "avant": "Gao", "apres": "Gabéro"}],
    "sorties": [{"feuille": "Visites", "lignes": 2}],
    "ignores": [{"feuille": "Notes", "colonne": "", "code": "feuille_inconnue", "constat": HOSTILE, "suggestion": ""}],
}


def _anomalie(gravite="bloquante", ligne=4):
    lieu = {"feuille": "Points", "ligne": ligne, "colonne": "code_zone", "cellule": f"D{ligne}"}
    lue = relever("zone_inconnue", "gao.xlsx", **lieu, valeur=HOSTILE, detail="2021", suggestion="Gao")
    return replace(lue, gravite=gravite)


def test_sans_aucun_rapport_annonce_aucun_retard_ne_se_compte(ouvrir, socle_donnees):
    """Règle S4."""
    f = Fabrique(socle_donnees)
    f.seuils()
    f.publier()
    chiffres = {m.label: m.value for m in ouvrir(PAGE).metric}
    # L'édition est vivante : son retard court jusqu'à aujourd'hui (règle A7).
    assert chiffres[f"Rapports en retard au {francais.date_courte(dt.date.today())}"] == "n.\u00a0d."


@pytest.fixture
def base(donnees_demo):
    lue = ouverture.ouvrir(ouverture.edition_a_lire(donnees_demo))
    yield lue
    lue.fermer()


@pytest.fixture
def porte(monkeypatch, tmp_path):
    """Remplace la porte des actions ; note ce qu'on lui demande."""
    demandes = []
    monkeypatch.setattr(actions, "oublier", lambda recu: demandes.append(("oublier", recu.nom)))

    def poser(verification, fait=None):
        monkeypatch.setattr(actions, "recevoir", lambda nom, _: FichierRecu(tmp_path / nom, nom))

        def verifier(_, suivre):
            suivre("Calcul des indicateurs", 0.5)
            return verification

        monkeypatch.setattr(actions, "verifier", verifier)

        def charger(recu, par, suivre):
            suivre("Calcul des indicateurs", 0.5)
            demandes.append(("charger", recu.nom, par))
            if isinstance(fait, Exception):
                raise fait
            return fait

        monkeypatch.setattr(actions, "charger", charger)
        return demandes

    return poser


# États de la page


def test_normale(ouvrir, base):
    essai = ouvrir(PAGE)
    assert not essai.exception and not essai.error
    assert [t.label for t in essai.tabs] == list(ONGLETS)
    chiffres = {m.label: m.value for m in essai.metric}
    assert chiffres["Lignes mises de côté"] == str(len(depots.lignes_en_quarantaine(base)))
    en_retard = sum(r.situation == "en retard" for r in bilans.rapports(base, "", JUIN))
    assert chiffres["Rapports en retard au 30/06/2024"] == str(en_retard)
    # La réponse d'abord, le dépôt juste après.
    reponse = next(
        m.value for m in essai.markdown if "complètes pour décider\u00a0" in m.value or "pour décider :" in m.value
    )
    # Juin se rapporte en juillet, après la date des données (règle A6).
    assert "Douentza 31" in reponse and "98/175" in reponse.replace("\\", "")
    assert "Ménaka, 3\u00a0rapports (2 en retard)" in reponse.replace("\\", "")
    assert len(essai.get("file_uploader")) == 1 and not lire_tableaux(essai)


@pytest.mark.parametrize("onglet", ONGLETS)
@pytest.mark.parametrize("region", ["", "MENAKA"])
def test_chaque_onglet_a_son_adresse(ouvrir, base, onglet, region):
    essai = ouvrir(PAGE, onglet=onglet, region=region)
    assert not essai.exception and not essai.error and not essai.warning
    # Regarder un onglet ne perd pas un fichier envoyé et pas encore confirmé.
    assert len(essai.get("file_uploader")) == 1 + (onglet == "Fond de carte")


def test_qui_doit_envoyer_quoi(ouvrir, base, emportes):
    essai = ouvrir(PAGE, onglet="À envoyer")
    liste = next(t.value for t in lire_tableaux(essai) if "Retard" in t.value)
    assert list(liste["Coordination"].unique()) == ["Ménaka", "Douentza", "Gao", echapper("dépôt n° 32")]
    premier = liste.iloc[0]
    assert (premier["Feuille"], premier["Période"], premier["Retard"]) == (
        "Rapports",
        echapper("juillet\u00a02023"),
        echapper("325\u00a0jours"),
    )
    # Ce qui s'emporte a les mêmes lignes : rapports, valeurs, lignes à corriger, registres.
    emporte = emportes["envois"]
    assert len(emporte) == len(liste) == len(envois.lire_envois(base, "", JUIN).envois)
    assert emporte.loc[emporte["nature"] == "correction", "nombre"].sum() == len(depots.lignes_en_quarantaine(base))
    assert "il n’y a pas à relancer" in textes(essai)
    seule = ouvrir(PAGE, onglet="À envoyer", region="GAO")
    assert set(next(t.value for t in lire_tableaux(seule) if "Retard" in t.value)["Coordination"]) == {"Gao"}


def test_une_relance_se_corrige_se_relit_et_part(ouvrir, copie_demo, monkeypatch):
    """Règle B5 : le texte corrigé part, vu d'abord, à la coordination ; la dernière relance se lit sous le message."""
    (copie_demo / "destinataires.toml").write_text(courriels.LISTE, encoding="utf-8")
    demandes = []

    def envoyer(demande):
        demandes.append(demande)
        depart = {"adresse": demande.adresses[0], "fonction": "F", "message_id": "<1@b.org>", "empreinte": "ab"}
        rang = journal.commencer(
            copie_demo, journal.Depart(genre="relance", objet="GAO", public="interne", **depart), encore=False
        )
        journal.noter(copie_demo, rang, journal.PARTI, 250)
        return (actions_courriels.Issue(demande.adresses[0], "F", "parti", ""),)

    monkeypatch.setattr(
        actions_courriels, "apercevoir", lambda d: actions_courriels.Lettre("À envoyer", d.message, (), {})
    )
    monkeypatch.setattr(actions_courriels, "envoyer", envoyer)
    monkeypatch.setenv("SOCLE_SMTP_HOTE", "localhost")
    essai = ouvrir(PAGE, onglet="À envoyer")
    assert [b.key for b in essai.button if (b.key or "").startswith("relancer_")] == ["relancer_GAO"]
    (champ,) = (t for t in essai.text_area if t.label == "À relancer : Gao")
    champ.set_value("Bonjour, un mot de plus.").run()
    essai.button(key="relancer_GAO").click().run()
    essai.button(key="envoyer_relance_GAO").click().run()
    assert not essai.exception and any("parti" in s.value for s in essai.success)
    assert [(d.commande, d.adresses, d.message) for d in demandes] == [
        (("relancer", "GAO"), ("gao@socle.example",), "Bonjour, un mot de plus.")
    ]
    assert "Dernière relance" in textes(essai)


def test_la_table_de_chaleur_se_lit_sans_couleur(ouvrir, base):
    essai = ouvrir(PAGE, onglet="Complétude")
    chaleur, legende = (t.value for t in essai.table[:2])
    lue = chaleur.set_index("Zone")
    assert lue.at["Douentza", "T2 2024"] == echapper("◔\u00a031\u00a0% (17/55)")
    assert lue.at["Gao", "T2 2024"] == echapper("◑\u00a068\u00a0% (40/59)")
    assert [t[0] for t in legende.iloc[0]] == ["○", "◔", "◑", "●"]
    assert "60" in legende.iloc[0, 1] and "provisoire" in legende.iloc[0, 1]
    essai.selectbox(key="completude_niveau").select("commune").run()
    assert len(essai.table[0].value) == 38


def test_la_region_restreint_la_completude(ouvrir, base):
    essai = ouvrir(PAGE, region="MENAKA")
    assert not essai.exception
    lues = bilans.completude_des_valeurs(base, "region", "trimestre", "MENAKA")
    derniere = max(lues, key=lambda c: c.fin)
    assert essai.metric[0].value == f"{derniere.recues}/{derniere.attendues}"


def test_filtrer_les_anomalies_par_gravite(ouvrir, base):
    essai = ouvrir(PAGE, onglet="Anomalies")
    essai.selectbox(key="anomalie_gravite").select("bloquante").run()
    bloquantes = int((depots.anomalies(base)["gravite"] == "bloquante").sum())
    montrees = next(d.value for d in lire_tableaux(essai) if "Gravité" in d.value.columns)
    assert len(montrees) == bloquantes > 0
    # Par fichier, les plus graves d'abord, chacun avec ce qu'il demande.
    fichiers = next(t.value for t in lire_tableaux(essai) if "Que faire" in t.value)
    graves = [int(n) for n in fichiers["▲ Bloquantes"]]
    assert graves == sorted(graves, reverse=True) and sum(graves) == bloquantes
    assert fichiers["Que faire"].str.len().min() > 0
    assert set(montrees["Gravité"]) == {"▲ bloquante"}


def test_vide_la_page_sert_quand_meme_au_premier_depot(ouvrir, socle_donnees):
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert any("cadre logique" in i.value for i in essai.info)
    assert len(essai.get("file_uploader")) == 1


def test_refusee(ouvrir, donnees_demo, monkeypatch):
    monkeypatch.setenv("SOCLE_PROFIL", "bailleur")
    direct = ouvrir(PAGE)
    assert any("n’est pas ouverte à ce profil" in s.value for s in direct.subheader)
    assert not lire_tableaux(direct) and not direct.get("file_uploader")


# Le dépôt


def _deposer(essai, nom="gao.xlsx"):
    essai.get("file_uploader")[0].upload(nom, b"octets").run()
    return essai


def test_deposer_montre_les_anomalies_avant_de_confirmer(ouvrir, socle_donnees, porte):
    fait = Chargement(2, {"depots": [{"rang": 7}], "edition": "E7", "deja": []})
    effet = EFFET | {"lignes": [EFFET["lignes"][0] | {"a_part": 2}]}
    demandes = porte(Verification(2, (_anomalie(), _anomalie(ligne=5), _anomalie("à vérifier", 9)), effet), fait)
    essai = _deposer(ouvrir(PAGE))
    assert not essai.exception
    assert any("2 lignes seront mises de côté" in w.value for w in essai.warning)
    tableau = next(t.value for t in lire_tableaux(essai) if "Cellule" in t.value)
    assert list(tableau["Cellule"]) == ["D4", "D5"] and tableau["Valeur reçue"].iloc[0] == HOSTILE
    assert tableau["Ce qui ne va pas"].iloc[0].startswith("La zone «\u00a0<img src=x")
    assert tableau["Que faire"].iloc[0].endswith("Proche\u00a0: Gao.")
    assert essai.button(key="depot_confirmer").disabled
    assert not [d for d in demandes if d[0] == "charger"]
    essai.text_input(key="depot_par").input("Awa").run()
    essai.button(key="depot_confirmer").click().run()
    assert ("charger", "gao.xlsx", "Awa") in demandes and ("oublier", "gao.xlsx") in demandes
    assert "Dépôt n° 7 reçu" in essai.success[0].value and "E7" in essai.success[0].value
    assert essai.button(key="preparer_rejets_depot_7").label.endswith("dépôt n° 7")


def test_ce_que_le_classeur_change_se_lit_avant_de_confirmer(ouvrir, donnees_demo, porte):
    """Règle E11."""
    porte(Verification(0, (), EFFET))
    essai = _deposer(ouvrir(PAGE))
    dits = " ".join(m.value for m in essai.markdown).replace("\u00a0", " ")
    assert "**3 lignes nouvelles, 1 ligne en remplace une autre, 2 redisent ce qui est déjà reçu" in dits
    assert "et 2 lignes déjà reçues sortent.**" in dits
    assert "(dépôt n° 4 « gao" in dits
    assert "La date des données passe du **30 juin 2024** au **31 juillet 2024**." in dits
    legendes = " ".join(c.value for c in essai.caption).replace("\u00a0", " ")
    assert "1 révisé et 4 d’une période en cours" in legendes
    phares, points = (t.value for t in lire_tableaux(essai)[:2])
    assert list(phares["Avant"].str.replace("\u00a0", " ")) == ["12 nb (T1 2024)"]
    assert list(phares["État"]) == ["●\u00a0vert"]
    assert list(points["Avant"]) == ["Gao"] and any("change de commune" in w.value for w in essai.warning)
    assert "<img src=x" not in dits and "\\<img" in dits


def test_un_fichier_deja_depose_n_a_rien_a_confirmer(ouvrir, socle_donnees, porte):
    porte(Verification(0, (), None, ({"rang": 4, "nom": "gao.xlsx", "retire": True},)))
    essai = _deposer(ouvrir(PAGE))
    assert any("retiré des chiffres" in i.value for i in essai.info)
    assert not [b for b in essai.button if b.key == "depot_confirmer"]


def test_un_fichier_refuse_en_entier_ne_se_confirme_pas(ouvrir, socle_donnees, porte):
    porte(Verification(3, (relever("fichier_vide", "gao.xlsx"),)))
    essai = _deposer(ouvrir(PAGE))
    assert "refusé en entier" in essai.error[0].value
    assert any("Le fichier est vide" in m.value for m in essai.markdown)
    assert not [b for b in essai.button if b.key == "depot_confirmer"]
    essai.button(key="depot_annuler").click().run()
    assert not essai.error and not essai.exception


def test_un_depot_deja_fait_le_dit(ouvrir, socle_donnees, porte):
    porte(Verification(0, (), EFFET), Chargement(0, {"depots": [], "deja": ["gao.xlsx"], "edition": None}))
    essai = _deposer(ouvrir(PAGE))
    essai.text_input(key="depot_par").input("Awa").run()
    essai.button(key="depot_confirmer").click().run()
    assert any("avait déjà été déposé" in i.value for i in essai.info)


def test_un_echec_se_dit_et_laisse_reessayer(ouvrir, socle_donnees, porte):
    porte(Verification(0, (), EFFET), ActionImpossible("Le dépôt n’est pas allé à son terme."))
    essai = _deposer(ouvrir(PAGE))
    essai.text_input(key="depot_par").input("Awa").run()
    essai.button(key="depot_confirmer").click().run()
    assert "pas allé à son terme" in essai.error[0].value
    assert not essai.exception and essai.button(key="depot_confirmer")


def test_sur_la_demonstration_un_classeur_s_essaie_et_la_page_le_rappelle(ouvrir, donnees_demo, porte):
    porte(Verification(0, (), EFFET))
    essai = ouvrir(PAGE)
    essai.text_input(key="depot_par").input("Awa").run()
    _deposer(essai)
    assert not essai.button(key="depot_confirmer").disabled
    assert any("l’édition reste dite" in i.value for i in essai.info)


def test_le_modele_du_mois_se_prepare_puis_se_telecharge(ouvrir, donnees_demo, monkeypatch):
    demandes = []
    monkeypatch.setattr(actions, "produire_modele", lambda z, p: demandes.append((z, p)) or b"PK")
    essai = ouvrir(PAGE)
    essai.selectbox(key="modele_zone").select("MENAKA").run()
    essai.button(key="preparer_modele_MENAKA_2024-06").click().run()
    assert demandes == [("MENAKA", "2024-06")] and not essai.exception
    assert any("modele_menaka_2024_06" in str(b.proto.label) for b in essai.get("download_button"))


def test_un_modele_impossible_se_dit(ouvrir, donnees_demo, monkeypatch):
    def refuser(*_):
        raise ActionImpossible("Le modèle n’a pas pu être préparé. Réessayez.")

    monkeypatch.setattr(actions, "produire_modele", refuser)
    essai = ouvrir(PAGE)
    essai.button(key="preparer_modele_GAO_2024-06").click().run()
    assert "modèle n’a pas pu" in essai.error[0].value


def test_une_edition_d_avant_les_constats_montre_son_message():
    lues = pd.DataFrame(
        {
            "gravite": ["bloquante"] * 2,
            "feuille": ["Points", None],
            "ligne": [12, None],
            "colonne": ["nom", None],
            "cellule": ["B12", None],
            "valeur": ["", None],
            "message": ["gao.xlsx, feuille «Points», cellule B12 : vide. Remplissez-la.", "gao.xlsx : vide."],
            "constat": [None, None],
            "remede": [None, None],
        }
    )
    montre = anomalies.tableau(lues)
    assert list(montre["Cellule"]) == ["B12", "–"] and list(montre["Feuille"]) == ["Points", "–"]
    assert montre["Ce qui ne va pas"].iloc[0].endswith("cellule B12\u00a0: vide. Remplissez-la.")
    assert list(montre["Que faire"]) == ["", ""]


# Révisions


def test_la_premiere_edition_n_a_rien_a_quoi_se_comparer(ouvrir, base):
    assert any("première édition" in i.value for i in ouvrir(PAGE, onglet="Révisions et corrections").info)


def test_un_chiffre_revu_se_lit_avec_son_fichier(ouvrir, copie_demo, tmp_path):
    envoi = tmp_path / "revu <b>gras"
    envoi.mkdir()
    visite = "id_point,date,local,agent,moyens,prestation\nGAO-PT-029,2024-05-03,non,non,non,non\n"
    (envoi / "Visites.csv").write_text(visite, encoding="utf-8")
    charger(copie_demo, [envoi], Progression(muet=True))
    essai = ouvrir(PAGE, region="GAO", onglet="Révisions et corrections")
    assert not essai.exception
    essai.toggle(key="revisions_tout").set_value(True).run()
    lus = next(t.value for t in lire_tableaux(essai) if "Avant" in t.value)
    de_la_region = lus["Indicateur"].str.startswith("OS1") & (lus["Zone"] == "Région de Gao")
    revue = lus[de_la_region & lus["Période"].str.contains("cumul")]
    assert "21/26" in revue.iloc[0]["Avant"] and "20/26" in revue.iloc[0]["Maintenant"]
    assert set(lus["Par"]) <= {"revu <b>gras", echapper("revu <b>gras")}
    assert not any("<b>" in m.value for m in essai.markdown)


# Qui a envoyé quoi


def test_ponctualite_par_coordination_et_par_mois(ouvrir, base):
    essai = ouvrir(PAGE, onglet="Ponctualité")
    ponctualite = next(t.value for t in lire_tableaux(essai) if "Délai médian" in t.value).set_index("Coordination")
    dus = [r for r in bilans.rapports(base, "", JUIN) if r.situation != "à venir"]
    for nom in {r.nom for r in dus}:
        siens = [r for r in dus if r.nom == nom]
        recus = [r for r in siens if r.situation != "en retard"]
        assert f"/{len(siens)}" in ponctualite.loc[nom, "Reçus"]
        assert ponctualite.loc[nom, "Manquants"] == str(len(siens) - len(recus))
        delai = int(statistics.median((r.date_reception - r.fin).days for r in recus))
        assert ponctualite.loc[nom, "Délai médian"].startswith(f"{delai}")
    mois = essai.table[0].value.set_index("Zone")
    assert mois.at["Ménaka", echapper("07/2023")] == echapper("✖\u00a0manque,\u00a0325\u00a0j")
    assert mois.at["Gao", echapper("01/2024")] == echapper("◐\u00a0+1\u00a0j")


def test_preuves_par_indicateur_et_par_coordination(ouvrir, base):
    essai = ouvrir(PAGE, onglet="Niveaux de preuve")
    tables = [t.value for t in lire_tableaux(essai) if "Sans niveau dit" in t.value]
    par_indicateur = tables[0].set_index("Indicateur")
    assert par_indicateur.loc["R3.1 — Stratégies, stade atteint", "Sans niveau dit"].startswith("15")
    lues = bilans.niveaux_de_preuve(base)
    assert {p.niveau_preuve for p in lues} == {"0", "1", "2", "3", None}
    # Une visite compte une fois par indicateur où elle entre.
    visites = base.lire("SELECT count(*) AS n FROM visite")["n"].iloc[0]
    assert sum(p.lignes_nb for p in lues if p.code_indicateur == "R2.4") == visites
    assert "Coordination" in tables[1] and len(tables[1]) == len({(p.code_indicateur, p.nom) for p in lues})
    assert {p.code_zone for p in bilans.niveaux_de_preuve(base, "GAO")} == {"GAO"}


def test_sortir_un_depot_demande_qui_et_pourquoi(ouvrir, donnees_demo, monkeypatch):
    demandes = []
    monkeypatch.setattr(actions, "changer_depot", lambda *a: demandes.append(a[:4]))
    essai = ouvrir(PAGE, onglet="Dépôts reçus")
    assert essai.button(key="geste").disabled
    essai.text_input(key="geste_par").input("SE")
    essai.text_input(key="geste_motif").input("envoyé <b>deux fois")
    essai.run()
    essai.button(key="geste").click().run()
    numero = essai.selectbox(key="geste_depot").value
    assert demandes == [(numero, "retirer", "envoyé <b>deux fois", "SE")]
    assert any(f"n° {numero}" in s.value for s in essai.success)


def test_un_geste_refuse_se_dit_en_francais(ouvrir, donnees_demo, monkeypatch):
    def refuser(*_):
        raise ActionImpossible("Le dépôt n° 3 est déjà retiré.", "détail du journal")

    monkeypatch.setattr(actions, "changer_depot", refuser)
    essai = ouvrir(PAGE, onglet="Dépôts reçus")
    essai.text_input(key="geste_par").input("SE")
    essai.text_input(key="geste_motif").input("x")
    essai.run()
    essai.button(key="geste").click().run()
    assert any("déjà retiré" in e.value for e in essai.error)
    assert not any("détail" in e.value for e in essai.error)


def test_sans_geste_l_onglet_validation_le_dit_et_offre_le_premier(ouvrir, donnees_demo):
    """Règle A10 : rien n'est suivi avant un premier geste, sur une période due, au titre d'une fonction."""
    essai = ouvrir(PAGE, onglet="Validation")
    assert any("aucune période n’est soumise" in i.value for i in essai.info)
    periodes = next(s for s in essai.selectbox if s.label == "Période")
    assert periodes.options[0] == "juin\u00a02024"
    assert next(r for r in essai.radio if r.label == "Elle est à").options == [
        "Soumettre",
        "Retourner à la coordination",
        "Valider",
    ]
