"""Un courriel devant un vrai serveur SMTP : parti, reporté, refusé, incertain ; et ce que le journal en garde."""

import os
import stat

import pytest

from domaine.courriel import boite, destinataires, journal
from domaine.courriel.destinataires import Destinataire
from domaine.courriel.journal import AJOURNE, COMMENCE, EDITION, INCERTAIN, PARTI, REFUSE, RELANCE, DejaEcrit, Depart
from domaine.reglages import ReglageInvalide, reglages
from etl.courriel.depart import ATTENTES, faire_partir
from etl.courriel.message import Lettre, Piece, composer, nouveau_message_id
from tests import courriels

A_QUI = Destinataire("afd@bailleur.example", "AFD", "bailleur")


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    with courriels.serveur(tmp_path_factory.mktemp("smtp")) as pose:
        yield pose


@pytest.fixture
def smtp(tls, monkeypatch):
    """Le serveur chiffré, vidé ; reconnu."""
    tls.recus.clear()
    tls.reponses.clear()
    tls.a_la_fin.clear()
    for nom, valeur in tls.environnement().items():
        monkeypatch.setenv(nom, valeur)
    return tls


def _boite(**changes):
    return boite.lire(reglages(dict(os.environ) | changes), dict(os.environ) | changes)


def _depart(sienne, **changes):
    dits = {"genre": EDITION, "objet": "E2024-T2-1", "public": "bailleur", "adresse": A_QUI.adresse, "fonction": "AFD"}
    return Depart(**dits | {"empreinte": "ab" * 32, "message_id": nouveau_message_id(sienne)} | changes)


def _partir(donnees, sienne, lettre=None, *, encore=False, attendus=(), **changes):
    depart = _depart(sienne, **changes)
    octets = composer(sienne, lettre or Lettre("Sujet", "Bonjour.\n"), A_QUI, depart.message_id)
    attentes = []
    issue = faire_partir(donnees, sienne, depart, octets, encore=encore, attendre=attentes.append)
    assert tuple(attentes) == tuple(attendus)
    return issue


def test_un_message_part_chiffre_et_identifie(smtp, socle_donnees):
    """Règles B3 et B4."""
    lettre = Lettre(
        "État au «T2»", "Été : 12\u202f980 «actes».\n", "<p>Été</p>", (Piece("a.pdf", ("application", "pdf"), b"%PDF"),)
    )
    assert _partir(socle_donnees, _boite(), lettre).etat == PARTI
    (recu,) = smtp.recus
    assert (recu.de, recu.a, recu.message["to"]) == ("suivi@socle.example", [A_QUI.adresse], A_QUI.adresse)
    assert recu.message["from"] == "Suivi du projet <suivi@socle.example>" and recu.message["subject"] == "État au «T2»"
    assert recu.message["message-id"].endswith("@socle.example>")
    texte, html = recu.message.get_body(("plain",)), recu.message.get_body(("html",))
    assert texte.get_content().replace("\r\n", "\n") == lettre.texte and html.get_content().strip() == lettre.html
    assert [(p.get_filename(), p.get_content()) for p in recu.message.iter_attachments()] == [("a.pdf", b"%PDF")]
    (garde,) = journal.courriels(socle_donnees)
    assert (garde.etat, garde.code, garde.tentatives) == (PARTI, 250, 1)


def test_aucun_en_tete_ne_s_injecte(smtp, socle_donnees):
    """Règle B3 : un sujet, un nom ou une adresse n'ajoutent ni ligne, ni destinataire."""
    for sujet in (
        "Rapport\r\nBcc: espion@ailleurs.example",
        "Rapport\nX: y\r\n\r\ncorps",
        "é" * 400 + "\r\nBcc: z@z.example",
    ):
        assert _partir(socle_donnees, _boite(), Lettre(sujet, "Bonjour.\n"), encore=True).etat == PARTI
    for recu in smtp.recus:
        assert recu.a == [A_QUI.adresse] and recu.message["bcc"] is None and recu.message["x"] is None
        assert b"\r\nBcc:" not in recu.octets and len(recu.message["subject"]) <= 160
        assert recu.message.get_content().strip() == "Bonjour."


@pytest.mark.parametrize(
    "expediteur",
    ["a@b", "Suivi <a@socle.example>\nBcc: z@z.example", "é@socle.example", "x" * 61 + " <a@socle.example>", ""],
)
def test_un_expediteur_faux_est_refuse(smtp, expediteur):
    with pytest.raises(ReglageInvalide, match="smtp_expediteur"):
        _boite(SOCLE_SMTP_EXPEDITEUR=expediteur)


def test_plus_tard_se_retente(smtp, socle_donnees):
    """Règle B4 : deux 451, puis pris ; chaque tentative est au journal."""
    smtp.reponses += ["451 4.7.1 Liste grise", "451 4.7.1 Liste grise"]
    assert _partir(socle_donnees, _boite(), attendus=ATTENTES[:2]).etat == PARTI
    assert len(smtp.recus) == 1 and journal.courriels(socle_donnees)[0].tentatives == 3


def test_jamais_pris_se_dit_et_se_redemande(smtp, socle_donnees):
    smtp.reponses += ["451 4.7.1 Plus tard"] * (len(ATTENTES) + 1)
    issue = _partir(socle_donnees, _boite(), attendus=ATTENTES)
    assert (issue.etat, issue.code) == (AJOURNE, 451) and "451" in issue.dit
    # Rien n'est parti : il se redemande sans rien forcer.
    assert _partir(socle_donnees, _boite()).etat == PARTI


def test_un_refus_ne_se_retente_pas(smtp, socle_donnees):
    """Règle B4."""
    smtp.reponses.append("550 5.1.1 Boîte inconnue\x1b[2J")
    issue = _partir(socle_donnees, _boite())
    assert (issue.etat, issue.code) == (REFUSE, 550)
    (garde,) = journal.courriels(socle_donnees)
    assert garde.etat == REFUSE and "\x1b" not in garde.dit and not smtp.recus
    smtp.a_la_fin.append("552 5.3.4 Trop gros")
    assert _partir(socle_donnees, _boite()).code == 552


def test_une_liaison_coupee_avant_la_reponse_est_incertaine(smtp, socle_donnees):
    """Règle B2 : le serveur a pu prendre le message ; il ne repart que si on le demande."""
    smtp.a_la_fin.append("couper")
    assert _partir(socle_donnees, _boite()).etat == INCERTAIN
    with pytest.raises(DejaEcrit) as levee:
        _partir(socle_donnees, _boite())
    assert levee.value.courriel.etat == INCERTAIN and len(smtp.recus) == 1
    assert _partir(socle_donnees, _boite(), encore=True).etat == PARTI


def test_un_arret_entre_l_envoi_et_le_journal_ne_se_perd_pas(smtp, socle_donnees, monkeypatch):
    """Règle B4 : «commencé» y est déjà ; au retour, on sait qu'on ne sait pas."""

    def tomber(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as change, pytest.raises(KeyboardInterrupt):
        change.setattr(journal, "noter", tomber)
        _partir(socle_donnees, _boite())
    assert len(smtp.recus) == 1
    (garde,) = journal.courriels(socle_donnees)
    assert garde.etat == COMMENCE and "peut-être parti" in garde.en_mots
    with pytest.raises(DejaEcrit):
        _partir(socle_donnees, _boite())


def test_deux_fois_la_meme_chose_a_la_meme_adresse(smtp, socle_donnees):
    """Règle B2 : une édition par son numéro, une relance par son texte."""
    assert _partir(socle_donnees, _boite()).etat == PARTI
    with pytest.raises(DejaEcrit):
        _partir(socle_donnees, _boite(), empreinte="cd" * 32)
    assert _partir(socle_donnees, _boite(), adresse="onu@partenaire.example").etat == PARTI
    for empreinte in ("ab" * 32, "cd" * 32):
        assert _partir(socle_donnees, _boite(), genre=RELANCE, objet="GAO", empreinte=empreinte).etat == PARTI
    with pytest.raises(DejaEcrit):
        _partir(socle_donnees, _boite(), genre=RELANCE, objet="GAO")


def test_un_certificat_inconnu_ne_recoit_rien(smtp, socle_donnees, monkeypatch):
    """Règle B3 : ni message, ni mot de passe, et aucune nouvelle tentative."""
    monkeypatch.delenv("SSL_CERT_FILE")
    issue = _partir(socle_donnees, _boite())
    assert issue.etat == REFUSE and issue.injoignable and "certificat" in issue.dit and not smtp.recus


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_tls_d_emblee(tmp_path, socle_donnees, monkeypatch):
    with courriels.serveur(tmp_path, securite="tls") as pose:
        for nom, valeur in pose.environnement(SOCLE_SMTP_SECURITE="tls").items():
            monkeypatch.setenv(nom, valeur)
        assert _partir(socle_donnees, _boite()).etat == PARTI and len(pose.recus) == 1


def test_sans_chiffrement_seulement_vers_cette_machine_et_si_on_le_dit(tmp_path, socle_donnees, monkeypatch):
    """Règle B3 : un serveur qui n'offre pas STARTTLS n'a rien, et rien ne retombe en clair."""
    with courriels.serveur(tmp_path, securite="aucune") as pose:
        for nom, valeur in pose.environnement().items():
            monkeypatch.setenv(nom, valeur)
        issue = _partir(socle_donnees, _boite())
        assert issue.etat == REFUSE and "chiffrement" in issue.dit and not pose.recus
        clair = {"SOCLE_SMTP_SECURITE": "aucune", "SOCLE_SMTP_UTILISATEUR": "", "SOCLE_SMTP_MOT_DE_PASSE": ""}
        assert _partir(socle_donnees, _boite(**clair)).etat == PARTI and len(pose.recus) == 1
        with pytest.raises(ReglageInvalide, match="starttls, ou tls"):
            _boite(**clair, SOCLE_SMTP_HOTE="courriel.exemple.org")


def test_le_mot_de_passe_ne_se_lit_nulle_part(smtp, socle_donnees, tmp_path, monkeypatch):
    """Règle B3 : faux ou juste, ni journal, ni phrase, ni écriture de l'objet ne le portent."""
    faux = "-".join(("tout", "autre"))
    issue = _partir(socle_donnees, _boite(SOCLE_SMTP_MOT_DE_PASSE=faux))
    assert (issue.etat, issue.code, issue.injoignable) == (REFUSE, 535, True)
    fichier = tmp_path / "secret"
    fichier.write_text(courriels.MOT_DE_PASSE + "\n", encoding="utf-8")
    fichier.chmod(0o640)
    ailleurs = {"SOCLE_SMTP_MOT_DE_PASSE": "", "SOCLE_SMTP_MOT_DE_PASSE_FICHIER": str(fichier)}
    assert _partir(socle_donnees, _boite(**ailleurs)).etat == PARTI
    ecrits = b"".join(f.read_bytes() for f in socle_donnees.glob("courriels.sqlite*"))
    for secret in (faux, courriels.MOT_DE_PASSE):
        assert secret not in repr(_boite()) + issue.dit and secret.encode() not in ecrits
    fichier.chmod(fichier.stat().st_mode | stat.S_IROTH)
    with pytest.raises(ReglageInvalide, match="chmod 640"):
        _boite(**ailleurs)
    (socle_donnees / "reglages.toml").write_text(f'smtp_mot_de_passe = "{faux}"', encoding="utf-8")
    with pytest.raises(ReglageInvalide, match="ne s'écrit pas ici") as levee:
        reglages({})
    assert faux not in str(levee.value)


def test_un_mot_de_passe_accentue_se_refuse_d_avance(smtp):
    with pytest.raises(ReglageInvalide, match="sans accent") as levee:
        _boite(SOCLE_SMTP_MOT_DE_PASSE="été-2024")
    assert "été" not in str(levee.value)


def test_serveur_injoignable(smtp, socle_donnees):
    issue = _partir(socle_donnees, _boite(SOCLE_SMTP_PORT="1"), attendus=ATTENTES)
    assert issue.etat == AJOURNE and issue.injoignable and "ne répond pas" in issue.dit


def test_sans_reglage_la_phrase_dit_lequel(socle_donnees):
    with pytest.raises(ReglageInvalide, match="SOCLE_SMTP_HOTE"):
        boite.lire(reglages({}), {})


def test_la_liste_des_destinataires(socle_donnees):
    """Règle B1 : une édition ne va qu'à qui lit au moins aussi large."""
    assert destinataires.lire(socle_donnees) == ()
    (socle_donnees / "destinataires.toml").write_text(courriels.LISTE, encoding="utf-8")
    lus = {d.adresse: d for d in destinataires.lire(socle_donnees)}
    lisent = {a: [p for p in ("interne", "partenaires", "bailleur") if d.peut_lire(p)] for a, d in lus.items()}
    assert lisent == {
        "suivi@bailleur.example": ["bailleur"],
        "onu@partenaire.example": ["partenaires", "bailleur"],
        "chef@socle.example": ["interne", "partenaires", "bailleur"],
        "gao@socle.example": [],
    }
    assert [d.fonction for d in destinataires.de_la_coordination(tuple(lus.values()), "GAO")] == ["coordination de Gao"]


@pytest.mark.parametrize(
    ("ecrit", "faute"),
    [
        ('[[destinataire]]\nadresse = "a@b"\nfonction = "x"\npublic = "bailleur"', "adresse seule"),
        (
            '[[destinataire]]\nadresse = "a@b.org\\nBcc: c@d.org"\nfonction = "x"\npublic = "bailleur"',
            "texte d'une ligne",
        ),
        ('[[destinataire]]\nadresse = "a@b.org"\npublic = "bailleur"', "fonction"),
        ('[[destinataire]]\nadresse = "a@b.org"\nfonction = "x"\npublic = "tous"', "interne, partenaires, bailleur"),
        ('[[destinataire]]\nadresse = "a@b.org"\nfonction = "x"', "interne, partenaires, bailleur"),
        ('[[destinataire]]\nadresse = "a@b.org"\nfonction = "x"\npublik = "bailleur"', "écrivez : public"),
        ('[[destinataire]]\nadresse = "a@b.org"\nfonction = "x"\ncoordination = "GAO"\nautomatique = true', "public"),
        (courriels.LISTE + courriels.LISTE, "deux fois"),
        ("destinataires = []", "[[destinataire]]"),
        ("[[destinataire]", "TOML"),
    ],
)
def test_une_liste_fausse_arrete_tout(socle_donnees, ecrit, faute):
    (socle_donnees / "destinataires.toml").write_text(ecrit, encoding="utf-8")
    with pytest.raises(ReglageInvalide) as levee:
        destinataires.lire(socle_donnees)
    assert faute in str(levee.value)
