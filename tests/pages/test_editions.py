"""La page Éditions et rapports, par l'application : vide, liste, preuve, formulaire, comparaison, textes hostiles."""

import hashlib
import json
import shutil
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from domaine.chemins import dossier_edition
from domaine.courriel import journal
from domaine.journal import Commentaire
from etl.reunions.commentaires import commenter
from figures.svg.image import en_png
from requetes.edition import editions
from requetes.edition.ouverture import EditionIllisible
from tests import courriels
from tests.pages.conftest import textes
from tests.pages.lecture import lire_tableaux
from vues import lecteur
from vues.actions import courriels as actions_courriels
from vues.actions import editions as actions_editions
from vues.actions.processus import ActionImpossible
from vues.editions.redaction import a_proposer

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = [pytest.mark.lent, pytest.mark.usefixtures("caches_vides")]

PAGE = "pages/suivi/editions.py"
HOSTILE = "<b>gras</b> [x](y) $$z$$ :material/home: =1+1"
HTML = b"<!doctype html><p>rapport</p>"
#: Un PNG d'un pixel.
UN_PIXEL = en_png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', 1)


def _deposer_figee(donnees, numero, public="bailleur", titre="Comité de juillet", **en_plus):
    """Une édition figée réduite à son manifeste : la liste ne lit rien d'autre."""
    dossier = dossier_edition(donnees, numero)
    dossier.mkdir(parents=True)
    (dossier / "rapport.html").write_bytes(HTML)
    manifeste = {
        "id": numero,
        "public": public,
        "titre": titre,
        "periode": "2024-T2",
        "note": HOSTILE,
        "date_donnees": "2024-06-30",
        "figee_le": "2024-07-15T10:30:00",
        "empreinte": "ab" * 32,
        "provisoire": False,
        "fichiers": {"rapport.html": {"sha256": hashlib.sha256(HTML).hexdigest(), "taille": len(HTML)}},
    }
    (dossier / "manifeste.json").write_text(json.dumps(manifeste | en_plus), encoding="utf-8")
    return dossier


def _comparaison(**changes):
    ecart = {
        "code_indicateur": "R2.4",
        "niveau": "SOCLE",
        "code_zone": "SOCLE",
        "type_periode": "trimestre",
        "periode": "2024-T1",
        "dimension": None,
        "modalite": None,
        "genre": "révisée",
        "etat_avant": "vert",
        "etat": "orange",
        "cause": "lignes reçues",
        "depots": "46",
        "fichiers": "<b>correctif</b>.xlsx",
    }
    for nom in ("valeur", "numerateur", "denominateur", "recues", "attendues", "cible"):
        ecart |= {f"{nom}_avant": 10.0, nom: 12.0}
    definition = {
        **dict.fromkeys(("code", "code_zone", "periode", "precision", "colonne"), ""),
        "objet": "cible",
        "geste": "changement",
        "avant": "50",
        "apres": "55",
        "phrase": f"Cible de OG1 {HOSTILE}",
    }
    return {
        "note": "",
        "communs": 15_524,
        "changes": 2,
        "ecarts": [ecart, ecart | {"dimension": "sexe", "modalite": "F"}],
        "definitions": [definition],
    } | changes


def test_vide_dit_a_quoi_sert_de_figer(ouvrir, donnees_demo):
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert "Aucune édition n’est encore figée" in textes(essai)


def test_rien_de_publie(ouvrir, socle_donnees):
    essai = ouvrir(PAGE)
    assert not essai.exception and any("encore publiée" in s.value for s in essai.subheader)


def test_refusee_aux_autres_publics(ouvrir, donnees_demo, monkeypatch):
    monkeypatch.setenv("SOCLE_PROFIL", "bailleur")
    essai = ouvrir(PAGE)
    assert any("n’est pas ouverte à ce profil" in s.value for s in essai.subheader)
    assert not essai.get("table") and not essai.button


def test_la_liste_la_fiche_et_ce_qui_s_emporte(ouvrir, copie_demo):
    _deposer_figee(copie_demo, "E2024-T2-1", titre=HOSTILE)
    _deposer_figee(copie_demo, "E2024-T2-2", figee_le="2024-08-01T08:00:00", public="interne")
    abimee = _deposer_figee(copie_demo, "E2024-T2-3")
    (abimee / "manifeste.json").write_text("{", encoding="utf-8")
    essai = ouvrir(PAGE, figee="E2024-T2-1")
    assert not essai.exception
    tableau = lire_tableaux(essai)[0].value
    assert list(tableau["Numéro"]) == ["E2024-T2-2", "E2024-T2-1", "E2024-T2-3"], "récentes d'abord, abîmée en fin"
    assert set(tableau["Intacte"]) == {"○ pas encore vérifiée"}
    lus = textes(essai)
    assert r"\<b\>gras" in lus and "<b>" not in lus, "ni le titre ni la note ne sont du HTML"
    assert [b.label for b in essai.get("download_button") if "Rapport" in b.label] == [
        "Rapport (page à ouvrir sans réseau)"
    ]


def test_un_fichier_change_ne_s_emporte_pas(ouvrir, copie_demo):
    dossier = _deposer_figee(copie_demo, "E2024-T2-1")
    assert editions.sortie(copie_demo, "E2024-T2-1", "rapport.html") == HTML
    (dossier / "rapport.html").write_bytes(b"faux")
    with pytest.raises(EditionIllisible, match="n’est plus celui"):
        editions.sortie(copie_demo, "E2024-T2-1", "rapport.html")
    for numero, nom in (("E2024-T2-1", "edition.duckdb"), ("../editions", "rapport.html"), ("E2024-T2-1", "../x")):
        with pytest.raises(EditionIllisible, match="n’a pas de fichier"):
            editions.sortie(copie_demo, numero, nom)
    essai = ouvrir(PAGE)
    assert any("n’est plus celui" in e.value for e in essai.error)


def test_sans_fichier_la_page_dit_comment_les_ecrire(ouvrir, copie_demo):
    (_deposer_figee(copie_demo, "E2024-T2-1") / "rapport.html").unlink()
    essai = ouvrir(PAGE)
    assert any("python -m rapports DOSSIER --edition E2024-T2-1" in i.value for i in essai.info)


def test_verifier_dit_laquelle_est_alteree(ouvrir, copie_demo, monkeypatch):
    for rang in (1, 2):
        _deposer_figee(copie_demo, f"E2024-T2-{rang}")
    fautes = {"E2024-T2-1": (), "E2024-T2-2": ("le fichier edition.duckdb manque",)}
    monkeypatch.setattr(actions_editions, "verifier_tout", lambda: (fautes, ("ligne 3 : déplacée",)))
    essai = ouvrir(PAGE)
    essai.button(key="verifier_toutes").click().run()
    dits = dict(zip(lire_tableaux(essai)[0].value["Numéro"], lire_tableaux(essai)[0].value["Intacte"], strict=True))
    assert dits["E2024-T2-1"] == "✔ intacte"
    assert "ALTÉRÉE" in dits["E2024-T2-2"] and "edition.duckdb manque" in dits["E2024-T2-2"]
    assert any("Journal des éditions figées" in e.value and "ligne 3" in e.value for e in essai.error)


def test_une_edition_effacee_se_dit_et_un_recu_s_offre(ouvrir, donnees_remises, tmp_path, monkeypatch):
    """Règles E13 et E15."""
    donnees = shutil.copytree(donnees_remises, tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert "Reçu (PDF)" in [b.label for b in essai.get("download_button")]
    assert any("SOCLE recu E2024-T2-1 tete" in c.value for c in essai.code)
    shutil.rmtree(dossier_edition(donnees, "E2024-T2-1"))
    essai = ouvrir(PAGE)
    assert not essai.exception
    assert list(lire_tableaux(essai)[0].value["Intacte"]) == ["✖ dossier manquant"]
    assert any("effacée du dossier" in e.value for e in essai.error)


# Envoyer


@pytest.fixture
def lettres(monkeypatch):
    """Remplace l'envoi ; note ce qu'on lui demande."""
    demandes = []

    def envoyer(demande):
        demandes.append(demande)
        return tuple(actions_courriels.Issue(a, "AFD", "parti", "") for a in demande.adresses)

    lettre = actions_courriels.Lettre("Sujet", "Bonjour.", ("r.pdf",), {"76 12": "téléphone"})
    monkeypatch.setattr(actions_courriels, "apercevoir", lambda _: lettre)
    monkeypatch.setattr(actions_courriels, "envoyer", envoyer)
    monkeypatch.setenv("SOCLE_SMTP_HOTE", "localhost")
    return demandes


def test_une_edition_part_quand_la_lettre_est_vue_et_relue(ouvrir, copie_demo, lettres):
    """Règles B1 et E18 : seuls ceux qui la lisent se proposent ; un passage trouvé attend sa réponse."""
    _deposer_figee(copie_demo, "E2024-T2-1", public="partenaires")
    (copie_demo / "destinataires.toml").write_text(courriels.LISTE, encoding="utf-8")
    essai = ouvrir(PAGE)
    assert "encore partie à personne" in textes(essai)
    choix = essai.multiselect(key="courriel_a_E2024-T2-1_0")
    assert choix.options == ["OCHA Gao — onu@partenaire.example", "chef de projet — chef@socle.example"]
    choix.set_value(["onu@partenaire.example"])
    essai.text_area(key="courriel_mot_E2024-T2-1_0").set_value("Appelez le 76 12.").run()
    essai.button(key="courriel_voir_E2024-T2-1").click().run()
    assert not essai.exception and "Bonjour." in [c.value for c in essai.code]
    assert essai.button(key="envoyer_edition_E2024-T2-1").disabled and not lettres
    next(c for c in essai.checkbox if "relu" in c.label).check().run()
    essai.button(key="envoyer_edition_E2024-T2-1").click().run()
    assert not essai.exception and any("parti" in s.value for s in essai.success)
    (demande,) = lettres
    assert (demande.adresses, demande.message, demande.gardees) == (
        ("onu@partenaire.example",),
        "Appelez le 76 12.",
        ("76 12",),
    )
    assert essai.multiselect(key="courriel_a_E2024-T2-1_1").value == [], "le formulaire est neuf"


def test_ce_qui_est_parti_se_lit_et_ne_se_montre_qu_a_qui_pilote(ouvrir, copie_demo, monkeypatch):
    """Règle B4."""
    _deposer_figee(copie_demo, "E2024-T2-1")
    (copie_demo / "destinataires.toml").write_text('[[destinataire]]\nadresse = "x"', encoding="utf-8")
    depart = {"adresse": "a@b.org", "fonction": HOSTILE, "message_id": "<1@b.org>", "empreinte": "ab"}
    journal.commencer(
        copie_demo,
        journal.Depart(genre="edition", objet="E2024-T2-1", public="bailleur", **depart),
        encore=False,
    )
    essai = ouvrir(PAGE)
    assert any("adresse seule" in e.value for e in essai.error), "une liste fausse se dit"
    (copie_demo / "destinataires.toml").write_text(courriels.LISTE, encoding="utf-8")
    essai = ouvrir(PAGE)
    (partis,) = (t.value for t in lire_tableaux(essai) if "Avec" in t.value)
    assert list(partis["État"]) == ["en cours, ou interrompu : peut-être parti"] and list(partis["Adresse"]) == [
        "a@b.org"
    ]
    monkeypatch.setattr(lecteur, "peut", lambda _: False)
    essai = ouvrir(PAGE)
    assert not essai.multiselect and not [t for t in lire_tableaux(essai) if "Avec" in t.value]


# Figer


@pytest.fixture
def porte(monkeypatch):
    """Remplace la porte ; note ce qu'on lui demande."""
    demandes = []

    def poser(fait="E2024-T2-1", passages=()):
        def apercevoir(demande, suivre):
            suivre("Premières pages", 0.5)
            return actions_editions.Apercu(passages, (UN_PIXEL,), {"Présence": (740, 740)}, 17_388, 54_216, 513)

        def figer(demande, suivre):
            suivre("Écriture de la base", 0.5)
            demandes.append(demande)
            if isinstance(fait, Exception):
                raise fait
            return fait

        monkeypatch.setattr(actions_editions, "apercevoir", apercevoir)
        monkeypatch.setattr(actions_editions, "figer", figer)
        return demandes

    return poser


def test_figer_envoie_ce_qui_est_ecrit_et_dit_le_numero(ouvrir, donnees_demo, porte):
    demandes = porte()
    essai = ouvrir(PAGE, onglet="Figer")
    assert not essai.exception
    periodes = essai.selectbox(key="figer_periode")
    assert periodes.value == "2024-T2" and "provisoire" in periodes.options[-1]
    assert sum("provisoire" in p for p in periodes.options) == 1, "seule l'année 2024 court encore"
    assert "N’y seront **pas**" in textes(essai) and "valeurs par commune" in textes(essai)
    essai.text_input(key="figer_titre_0").set_value(HOSTILE)
    essai.text_area(key="figer_commentaire_0_R1").set_value("Deux chantiers.\nArrêtés.")
    essai.text_area(key="figer_risques_0").set_value("La crue\n\n Le ciment ")
    essai.multiselect(key="figer_prepare_0").set_value(["suivi-évaluation"])
    essai.button(key="figer_relire").click().run()
    # Règle E19 : ce qui sera figé se voit d'abord, et rien ne l'est encore.
    assert not demandes and r"Présence \(740\)" in textes(essai) and "Rien de ce que vous avez écrit" in textes(essai)
    essai.button(key="figer_envoyer").click().run()
    assert not essai.exception
    (demande,) = demandes
    assert (demande.public, demande.periode, demande.titre) == ("bailleur", "2024-T2", HOSTILE)
    assert demande.commentaires == {"R1": "Deux chantiers.\nArrêtés."}
    ecrites = {r: lignes for r, lignes in demande.redaction["rubriques"].items() if lignes}
    assert ecrites == {"risques": ["La crue", "Le ciment"], "prepare": ["suivi-évaluation"]}
    assert any("figée" in s.value and r"E2024\-T2\-1" in s.value for s in essai.success)
    assert essai.text_input(key="figer_titre_1").value == "", "le formulaire est neuf"


def test_un_commentaire_ne_part_que_coche(ouvrir, copie_demo, porte):
    """Règle E20 : proposé, il reste à l'équipe ; coché, il part tel qu'il a été corrigé."""
    champs = {"code_indicateur": "R1.2", "code_zone": "GAO", "periode": "2024-T2", "fonction": "chef de projet"}
    commenter(copie_demo, cle="cle-d-essai", texte="Piste coupée.", version_lue=0, **champs)
    demandes = porte()
    essai = ouvrir(PAGE, onglet="Figer")
    (coche,) = (c for c in essai.checkbox if "R1" in c.label)
    essai.text_input(key="figer_titre_0").set_value("Rapport")
    essai.button(key="figer_relire").click().run()
    essai.button(key="figer_envoyer").click().run()
    essai.text_input(key="figer_titre_1").set_value("Rapport")
    (coche,) = (c for c in essai.checkbox if "R1" in c.label)
    essai.text_area(key=f"{coche.key}_texte").set_value("Piste rouverte.")
    coche.check()
    essai.button(key="figer_relire").click().run()
    essai.button(key="figer_envoyer").click().run()
    assert [d.redaction["chiffres"] for d in demandes] == [
        [],
        [{"code_indicateur": "R1.2", "code_zone": "GAO", "texte": "Piste rouverte."}],
    ]


def test_le_bailleur_ne_se_voit_pas_proposer_une_commune():
    """Règle E20 : ni une autre période ; de deux périodes contenues, le dernier écrit."""
    zones = {"SOCLE": "SOCLE", "GAO": "region", "ML070303": "commune"}
    referentiel = SimpleNamespace(
        indicateurs={"A": None, "B": None}, zones={c: SimpleNamespace(niveau=n) for c, n in zones.items()}
    )
    ecrits = [
        _ecrit(0, "B", "GAO", "2024-04"),
        _ecrit(1, "B", "GAO", "2024-T2"),
        _ecrit(2, "A", "ML070303", "2024-T2"),
        _ecrit(3, "A", "SOCLE", "2024-T1"),
    ]
    assert [c.rang for c in a_proposer(ecrits, referentiel, "bailleur", "2024-T2")] == [1]
    assert [c.rang for c in a_proposer(ecrits, referentiel, "partenaires", "2024-S1")] == [3, 2, 1]


def _ecrit(rang, code, zone, periode):
    sujet = {"code_indicateur": code, "code_zone": zone, "periode": periode}
    return Commentaire(rang=rang, cle=str(rang), inscrit_le="", version=1, texte="mot", fonction="bailleur", **sujet)


def test_chaque_passage_trouve_attend_une_reponse(ouvrir, donnees_demo, porte):
    """Règle E18 : gardé, il part avec la demande ; retiré, il est «[…]» partout ; sans réponse, rien ne se fige."""
    note = "Voir GAO-PT-001 en juillet 2024."
    passages = (
        actions_editions.Passage("note", "GAO-PT-001", "identifiant", 5, 15),
        actions_editions.Passage("note", "juillet 2024", "date d’après la période", 19, 31),
    )
    demandes = porte(passages=passages)
    essai = ouvrir(PAGE, onglet="Figer")
    essai.text_input(key="figer_titre_0").set_value("Comité")
    essai.text_area(key="figer_note_0").set_value(note)
    essai.button(key="figer_relire").click().run()
    assert essai.button(key="figer_envoyer").disabled and "2\u00a0passages attendent" in textes(essai)
    essai.button_group(key="figer_passage_0_GAO-PT-001").set_value("Retirer").run()
    essai.button_group(key="figer_passage_1_juillet 2024").set_value("Garder").run()
    essai.button(key="figer_envoyer").click().run()
    (demande,) = demandes
    assert (demande.note, demande.gardees) == ("Voir […] en juillet 2024.", ("juillet 2024",))


def test_le_rappel_suit_le_public(ouvrir, donnees_demo):
    essai = ouvrir(PAGE, onglet="Figer")
    essai.selectbox(key="figer_public").select("interne").run()
    assert "ne se remet à personne" in textes(essai)
    essai.selectbox(key="figer_public").select("partenaires").run()
    assert "valeurs par commune" not in textes(essai) and "les positions" in textes(essai)


def test_un_titre_vide_ne_lance_rien(ouvrir, donnees_demo, porte):
    demandes = porte()
    essai = ouvrir(PAGE, onglet="Figer")
    essai.button(key="figer_relire").click().run()
    assert not demandes and any("titre est vide" in e.value for e in essai.error)


def test_un_refus_se_dit_et_garde_ce_qui_est_ecrit(ouvrir, donnees_demo, porte):
    porte(ActionImpossible("Rien n’a été figé. L'édition «x» est altérée."))
    essai = ouvrir(PAGE, onglet="Figer")
    essai.text_input(key="figer_titre_0").set_value("Comité")
    essai.button(key="figer_relire").click().run()
    essai.button(key="figer_envoyer").click().run()
    assert any("altérée" in e.value for e in essai.error) and not essai.success
    assert essai.text_input(key="figer_titre_0").value == "Comité"


# Comparer


def test_comparer_tient_dans_l_adresse(ouvrir, copie_demo, monkeypatch):
    _deposer_figee(copie_demo, "E2024-T2-1", titre=HOSTILE)
    _deposer_figee(copie_demo, "E2024-T2-2")
    demandes = []
    monkeypatch.setattr(actions_editions, "comparer", lambda *deux: demandes.append(deux) or _comparaison())
    essai = ouvrir(PAGE, avant="E2024-T2-1", apres="E2024-T2-2")
    assert not essai.exception
    assert demandes == [("E2024-T2-1", "E2024-T2-2")]
    comptes = {m.label: m.value for m in essai.metric}
    assert (comptes["Passé revu"], comptes["Définitions et cibles"], comptes["Chiffres apparus"]) == ("1", "1", "0")
    dits = "15\u202f524\u00a0chiffres sont dans les deux\u00a0; 2\u00a0ne sont plus les mêmes"
    assert dits in textes(essai), "le compte du rapport et de la commande (règle E6)"
    revus, _ = (t.value for t in lire_tableaux(essai))
    assert list(revus["Par"]) == ["<b>correctif</b>.xlsx"]
    essai.toggle(key="comparaison_tout").set_value(True).run()
    assert {m.label: m.value for m in essai.metric}["Passé revu"] == "2", "la ventilation compte aussi"
    assert len(demandes) == 1, "deux éditions ne changent pas : la réponse est gardée"


def test_deux_editions_qui_disent_la_meme_chose(ouvrir, copie_demo, monkeypatch):
    _deposer_figee(copie_demo, "E2024-T2-1")
    monkeypatch.setattr(
        actions_editions,
        "comparer",
        lambda *_: {"note": "Une note.", "communs": 12, "changes": 0} | {"ecarts": [], "definitions": []},
    )
    essai = ouvrir(PAGE, onglet="Comparer")
    assert not essai.exception
    assert any("disent la même chose" in s.value for s in essai.success) and "Une note" in textes(essai)


def test_une_edition_inconnue_ou_une_panne_se_dit(ouvrir, copie_demo, monkeypatch):
    def echouer(*_):
        raise ActionImpossible("La comparaison n’a pas abouti. Réessayez.")

    _deposer_figee(copie_demo, "E2024-T2-1")
    monkeypatch.setattr(actions_editions, "comparer", echouer)
    essai = ouvrir(PAGE, avant="<b>x", apres="E2024-T2-1")
    assert not essai.exception
    assert any("n’existe pas ici" in w.value and "<b>" not in w.value for w in essai.warning)
    essai = ouvrir(PAGE, avant="E2024-T2-1", onglet="Comparer")
    assert any("n’a pas abouti" in e.value for e in essai.error)


def test_un_ecran_epingle_ne_fige_ni_ne_compare(ouvrir, copie_demo, monkeypatch):
    courante = json.loads((copie_demo / "courant.json").read_text(encoding="utf-8"))["edition"]
    _deposer_figee(copie_demo, "E2024-T2-1")
    monkeypatch.setenv("SOCLE_EDITION", courante)
    for onglet in ("Figer", "Comparer"):
        essai: AppTest = ouvrir(PAGE, onglet=onglet)
        assert not essai.exception and any("fixé" in i.value for i in essai.info)
        assert not essai.button and not essai.text_input
    essai = ouvrir(PAGE, figee="E2024-T2-1")
    assert any("n’en montre pas d’autre" in i.value for i in essai.info)
    assert not essai.button and not essai.get("table") and not essai.get("download_button")
    assert "Comité de juillet" not in textes(essai)


# La porte, pour de vrai


def test_la_porte_fige_verifie_et_compare(etats_publies, tmp_path, monkeypatch):
    donnees = shutil.copytree(etats_publies("partiel"), tmp_path / "donnees")
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    courante = json.loads((donnees / "courant.json").read_text(encoding="utf-8"))["edition"]
    etapes = []
    demande = actions_editions.AFiger(
        courante, "bailleur", "--titre\x00 <b>", "2022-T1", "note\nsuite", {"R1": "=1+1\nsuite"}
    )
    numero = actions_editions.figer(demande, lambda message, part: etapes.append((message, part)))
    assert numero == "E2022-T1-1" and len(etapes) >= 3
    manifeste = json.loads((dossier_edition(donnees, numero) / "manifeste.json").read_text(encoding="utf-8"))
    assert (manifeste["titre"], manifeste["note"]) == ("--titre  <b>", "note\nsuite")
    fautes, du_journal = actions_editions.verifier_tout()
    assert fautes == {numero: (), courante: ()} and du_journal == ()
    (dossier_edition(donnees, numero) / "ajout.txt").write_text("x", encoding="utf-8")
    assert actions_editions.verifier_tout()[0][numero] == ("le fichier ajout.txt a été ajouté",)
    lue = actions_editions.comparer(numero, courante)
    assert lue["definitions"] == [] and "même public" in lue["note"]
    with pytest.raises(ActionImpossible, match="n'existe pas"):
        actions_editions.comparer(numero, "E1999-1")
    with pytest.raises(ActionImpossible, match=r"Rien n’a été figé\..*commence après"):
        actions_editions.figer(actions_editions.AFiger(courante, "bailleur", "x", "2031", "", {}), lambda *_: None)
