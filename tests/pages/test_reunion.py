"""La page Réunion : préparer, ranger l'ordre du jour, présenter chaque diapositive, décider, suivre, clore."""

import datetime as dt
import json
import shutil
from dataclasses import asdict
from html import unescape

import pytest

from domaine import chemins, francais, journal
from domaine.figees import est_numero
from requetes.accueil.ecarts import ecarts_a_regarder
from requetes.edition.ouverture import edition_a_lire
from requetes.edition.ouverture import ouvrir as ouvrir_base
from requetes.reunion.mouvements import derniere_periode
from tests.pages.conftest import textes
from tests.reunions import preparer_une_reunion
from vues.actions import reunions
from vues.actions.processus import ActionImpossible
from vues.page import navigation as n

pytestmark = pytest.mark.lent

PRESENTER = {"mode": "presentation"}


def _journal(donnees):
    return journal.lire(chemins.journal_des_reunions(donnees))


def _html(essai):
    return unescape("\n".join(h.body for h in essai.get("html")))


def _cle(essai):
    lue = essai.query_params["cle"]
    return lue if isinstance(lue, str) else lue[0]


def _ouvrir_la_seance(reunion):
    champs = {"cle": reunions.nouvelle_cle(), "id_reunion": reunion["id_reunion"], "version_lue": 1, "etat": "ouverte"}
    return reunions.inscrire("changer", champs)


@pytest.fixture
def reunion(copie_demo):
    return asdict(preparer_une_reunion(copie_demo))


def test_l_ordre_du_jour_se_propose_d_apres_les_donnees(ouvrir, copie_demo):
    essai = ouvrir(n.REUNION)
    assert "Aucune réunion n’est encore au journal" in textes(essai)
    essai.text_input(key="reunion_lieu").set_value("Gao")
    next(b for b in essai.button if b.label == "Préparer").click().run()
    assert not essai.exception
    (tenue,) = _journal(copie_demo).reunions
    assert (tenue.id_reunion, tenue.lieu, tenue.etat) == ("COO-30", "Gao", "préparée")
    base = ouvrir_base(edition_a_lire(copie_demo))
    ecarts = ecarts_a_regarder(base, "cumul", derniere_periode(base))
    assert len(ecarts) == 3
    cibles = [p.cible for p in tenue.ordre if p.genre == "ecart"]
    assert cibles == [f"{e.code_indicateur}|{e.code_zone}" for e in ecarts]
    assert [p.genre for p in tenue.ordre][:3] == ["ouverture", "echues", "bouge"]
    assert tenue.ordre[-1].genre == "relecture"
    assert "COO\\-30" in textes(essai)


def test_un_point_se_deplace_se_retire_s_ajoute_et_se_minute(ouvrir, copie_demo, reunion):
    essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"])
    cle = f"ordre_{reunion['id_reunion']}_1"
    essai.button(key=f"{cle}_1_Monter").click().run()
    essai.number_input(key=f"{cle}_0_minutes").set_value(25).run()
    essai.button(key=f"{cle}_2_Retirer").click().run()
    essai.button(key=f"{cle}_ajout_bouton").click().run()
    assert "n’est pas encore enregistré" in textes(essai)
    assert len(_journal(copie_demo).reunions) == 1
    essai.multiselect(key=f"presents_{reunion['id_reunion']}_1").set_value(["chef de projet"])
    essai.button(key="reunion_ouvrir").click().run()
    assert not essai.exception
    tenue = _journal(copie_demo).dernieres_reunions()[reunion["id_reunion"]]
    assert (tenue.etat, tenue.version, tenue.presents) == ("ouverte", 2, ("chef de projet",))
    assert [(p.genre, p.minutes) for p in tenue.ordre[:2]] == [("echues", 25), ("ouverture", 5)]
    assert "bouge" not in {p.genre for p in tenue.ordre}
    assert [p.genre for p in tenue.ordre[-2:]] == ["libre", "relecture"]


def test_un_brouillon_ne_se_perd_pas_quand_un_autre_enregistre(ouvrir, copie_demo, reunion):
    """Règle D4."""
    essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"])
    cle = f"ordre_{reunion['id_reunion']}_1"
    essai.button(key=f"{cle}_1_Monter").click().run()
    reunions.inscrire(
        "changer",
        {"cle": reunions.nouvelle_cle(), "id_reunion": reunion["id_reunion"], "version_lue": 1, "lieu": "Ménaka"},
    )
    essai.run()
    assert "le vôtre est encore ici" in textes(essai)
    assert essai.text_input(key=f"{cle}_0_titre").value == "Décisions échues"
    essai.button(key="reunion_enregistrer").click().run()
    tenue = _journal(copie_demo).dernieres_reunions()[reunion["id_reunion"]]
    assert (tenue.version, tenue.lieu, tenue.ordre[0].genre) == (2, "Ménaka", "ouverture")
    next(b for b in essai.button if b.label == "Reprendre celui qui est enregistré").click().run()
    assert essai.text_input(key=f"ordre_{reunion['id_reunion']}_2_0_titre").value == "Ouverture"


def test_chaque_diapositive_dit_l_edition_sa_date_et_une_idee(ouvrir, copie_demo, reunion):
    dites = []
    for rang, point in enumerate(reunion["ordre"], 1):
        essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"], diapo=str(rang), **PRESENTER)
        assert not essai.exception and not essai.error
        entete = textes(essai)
        assert "données au **30/06/2024**" in entete
        assert "DÉMONSTRATION" in entete
        lu = _html(essai)
        assert f"<b>{rang}/{len(reunion['ordre'])}</b>" in lu
        assert lu.count("<h2>") == 1
        dites.append(lu)
        if point["genre"] == "ecart":
            assert "Que décide-t-on ?" in lu
    tout = "\n".join(dites)
    # Un lieu écrit par une personne reste du texte.
    assert "<b>à distance</b>" in tout
    assert "points bloqués" in tout
    assert "Prochaines" in tout
    # Les rapports en retard sont nommés : la période, et depuis combien de jours.
    assert "juillet 2023 (325 jours), août 2023 (294 jours)" in tout.replace("\u00a0", " ")


def test_une_decision_prise_se_numerote_et_se_relit(ouvrir, copie_demo, reunion):
    fermee = ouvrir(n.REUNION, reunion=reunion["id_reunion"], panneau="decider", cle="abcdefgh", **PRESENTER)
    assert "La séance n’est pas ouverte" in textes(fermee)
    _ouvrir_la_seance(reunion)
    rang = next(i for i, p in enumerate(reunion["ordre"], 1) if p["genre"] == "ecart")
    essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"], diapo=str(rang), **PRESENTER)
    essai.button(key="reunion_decider").click().run()
    cle = f"decider_{_cle(essai)}"
    code, _, zone = reunion["ordre"][rang - 1]["cible"].partition("|")
    assert essai.selectbox(key=f"{cle}_indicateur").value == code
    assert essai.selectbox(key=f"{cle}_zone").value == zone
    bouton = essai.button(key=f"{cle}_enregistrer")
    bouton.click().run()
    # Refusée : le panneau reste, et dit ce qui manque ; rien n'est écrit.
    assert "il est vide" in textes(essai)
    essai.text_area(key=f"{cle}_texte").set_value("Envoyer une mission")
    essai.button(key=f"{cle}_enregistrer").click().run()
    assert "choisissez dans la liste" in textes(essai)
    assert not _journal(copie_demo).decisions
    essai.text_area(key=f"{cle}_texte").set_value("Envoyer une mission")
    essai.selectbox(key=f"{cle}_responsable").set_value("coordination de Ménaka")
    essai.radio(key=f"{cle}_delai").set_value("+30 j")
    essai.button(key=f"{cle}_enregistrer").click().run()
    (prise,) = _journal(copie_demo).decisions
    assert (prise.id_decision, prise.code_indicateur, prise.code_zone) == (f"{reunion['id_reunion']}-D1", code, zone)
    assert (prise.date, prise.echeance) == ("2024-07-10", "2024-08-09")
    assert f"{prise.id_decision}** enregistrée à" in textes(essai)
    assert "panneau" not in essai.query_params
    fin = str(len(reunion["ordre"]))
    relue = ouvrir(n.REUNION, reunion=reunion["id_reunion"], diapo=fin, **PRESENTER)
    assert "Envoyer une mission" in _html(relue)
    page = ouvrir(n.DECISIONS, fiche=prise.id_decision)
    assert not page.exception
    assert f"Au {francais.date(dt.date.today())}" in textes(page)


def test_une_decision_prend_d_un_geste_tous_les_points_d_une_cause(ouvrir, copie_demo, reunion):
    _ouvrir_la_seance(reunion)
    rang = next(i for i, p in enumerate(reunion["ordre"], 1) if p["genre"] == "blocages")
    essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"], diapo=str(rang), **PRESENTER)
    essai.button(key="reunion_decider").click().run()
    cle = f"decider_{_cle(essai)}"
    choix = essai.multiselect(key=f"{cle}_points").options
    cause = next(c for c in choix if c.startswith("20\u00a0points : Approvisionnement en matériaux retardé"))
    seul = next(c for c in choix if c != cause and "pprovisionnement" in c)
    essai.multiselect(key=f"{cle}_points").set_value([cause, seul])
    essai.text_area(key=f"{cle}_texte").set_value("Demander un calendrier de livraison")
    essai.selectbox(key=f"{cle}_responsable").set_value("ingénieur des travaux")
    essai.date_input(key=f"{cle}_jour").set_value(dt.date(2024, 9, 1))
    essai.button(key=f"{cle}_enregistrer").click().run()
    (prise,) = _journal(copie_demo).decisions
    # Celui que la cause compte déjà n'y est qu'une fois ; la date écrite l'emporte sur «+15 j».
    assert (len(prise.points), len(set(prise.points)), prise.echeance) == (20, 20, "2024-09-01")


def test_une_decision_change_par_une_nouvelle_version_et_un_conflit_n_applique_rien(ouvrir, copie_demo, reunion):
    prise = reunions.inscrire(
        "decider",
        {
            "cle": reunions.nouvelle_cle(),
            "id_reunion": reunion["id_reunion"],
            "texte": "Relancer l'entreprise",
            "responsable": "chef de projet",
            "echeance": "2024-07-20",
        },
    )
    fin = str(len(reunion["ordre"]))
    ouverts = [ouvrir(n.REUNION, reunion=reunion["id_reunion"], diapo=fin, **PRESENTER) for _ in range(2)]
    for essai in ouverts:
        essai.button(key="reunion_executer").click().run()
    for essai, motif in zip(ouverts, ("Pluies", "Fonds non arrivés"), strict=True):
        cle = f"executer_{_cle(essai)}"
        essai.selectbox(key=f"{cle}_decision").set_value(prise["id_decision"])
        essai.radio(key=f"{cle}_geste").set_value("Abandonnée")
        essai.text_input(key=f"{cle}_motif").set_value(motif)
        essai.button(key=f"{cle}_enregistrer").click().run()
    vie = _journal(copie_demo).vie(prise["id_decision"])
    assert [(v.version, v.statut, v.motif) for v in vie] == [(1, "à faire", ""), (2, "abandonnée", "Pluies")]
    conflit = textes(ouverts[1])
    assert "Fermez et rouvrez pour voir ce qui vaut" in conflit
    assert "Pluies" in conflit or "abandonnée" in conflit
    # Renvoyé, le refus ne passe pas à une autre décision.
    ouverts[1].button(key=f"{cle}_enregistrer").click().run()
    assert ouverts[1].selectbox(key=f"{cle}_decision").value == prise["id_decision"]
    assert len(_journal(copie_demo).decisions) == 2


def test_une_reunion_close_ne_prend_plus_rien_et_rend_compte(ouvrir, copie_demo, reunion):
    _ouvrir_la_seance(reunion)
    essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"])
    # Coché et non enregistré : clore l'enregistre d'abord.
    essai.multiselect(key=f"presents_{reunion['id_reunion']}_2").set_value(["suivi-évaluation"])
    essai.button(key="reunion_clore").click().run()
    close = _journal(copie_demo).dernieres_reunions()[reunion["id_reunion"]]
    assert (close.etat, close.presents) == ("close", ("suivi-évaluation",))
    essai.button(key="preparer_compte_rendu_docx").click().run()
    assert not essai.exception and not essai.error
    assert any("docx" in b.label for b in essai.get("download_button"))
    presentee = ouvrir(n.REUNION, reunion=reunion["id_reunion"], panneau="decider", cle="abcdefgh", **PRESENTER)
    assert "Cette réunion est close" in textes(presentee)


def test_une_adresse_forgee_ne_casse_rien(ouvrir, copie_demo, reunion):
    inconnue = ouvrir(n.REUNION, reunion="<script>", **PRESENTER)
    assert "n’est au journal" in textes(inconnue)
    for diapo in ("0", "99", "-3", "deux", "9" * 40):
        essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"], diapo=diapo, vu="x", panneau="rm", **PRESENTER)
        assert not essai.exception and not essai.error


def test_la_reunion_d_une_edition_disparue_le_dit(ouvrir, copie_demo, reunion, caches_vides):
    dossier = chemins.dossier_edition(copie_demo, reunion["edition"])
    assert not est_numero(reunion["edition"])
    # Une autre est en vigueur ; celle de la réunion n'est plus là.
    (copie_demo / "ailleurs").mkdir()
    autre = chemins.dossier_edition(copie_demo, "20240101T0000-autre")
    dossier.rename(autre)
    chemins.pointeur(copie_demo).write_text(json.dumps({"edition": autre.name}), encoding="utf-8")
    essai = ouvrir(n.REUNION, reunion=reunion["id_reunion"], **PRESENTER)
    assert "L’édition de cette réunion ne s’ouvre pas" in textes(essai)


def test_une_publication_ne_change_pas_ce_que_montre_la_reunion(ouvrir, copie_demo, reunion):
    """Règle D8."""
    rang = next(i for i, p in enumerate(reunion["ordre"], 1) if p["genre"] == "ecart")
    adresse = {"reunion": reunion["id_reunion"], "diapo": str(rang), **PRESENTER}
    # L'heure, elle, avance : la diapositive commence après.
    avant = _html(ouvrir(n.REUNION, **adresse)).partition("<article")[2]
    _ouvrir_la_seance(reunion)
    neuve = shutil.copytree(edition_a_lire(copie_demo).base.parent, copie_demo / "editions" / "neuve")
    (copie_demo / "courant.json").write_text(json.dumps({"edition": neuve.name}), encoding="utf-8")
    assert edition_a_lire(copie_demo).id == neuve.name != reunion["edition"]
    assert avant and _html(ouvrir(n.REUNION, **adresse)).partition("<article")[2] == avant
    with pytest.raises(ActionImpossible, match="édition"):
        reunions.inscrire(
            "changer",
            {
                "cle": reunions.nouvelle_cle(),
                "id_reunion": reunion["id_reunion"],
                "version_lue": 2,
                "edition": edition_a_lire(copie_demo).id,
            },
        )


def test_hors_reunion_la_fiche_d_une_decision_la_suit(ouvrir, copie_demo):
    """Une décision venue d'un classeur s'exécute de sa fiche : le journal en garde les deux versions (règle D4)."""
    essai = ouvrir(n.DECISIONS, fiche="BKO-COO-03-D1")
    cle = f"suivi_{essai.session_state['suivre_BKO-COO-03-D1']}"
    essai.date_input(key=f"{cle}_faite").set_value(dt.date(2024, 7, 20))
    essai.button(key=f"{cle}_enregistrer").click().run()
    assert not essai.exception
    vie = _journal(copie_demo).vie("BKO-COO-03-D1")
    assert [(v.version, v.statut, v.date_execution) for v in vie] == [
        (1, "en cours", None),
        (2, "exécutée", "2024-07-20"),
    ]
    assert "exécutée le 20 juillet 2024" in textes(ouvrir(n.DECISIONS, fiche="BKO-COO-03-D1")).replace("\u00a0", " ")
