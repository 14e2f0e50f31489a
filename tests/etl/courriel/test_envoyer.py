"""`edition envoyer` et `relancer`, jusqu'à la boîte de qui reçoit : ce qui arrive, ce qui ne part pas."""

import datetime as dt
import hashlib
import io
import json
import re
import shutil
import zipfile

import pytest
from pypdf import PdfReader

from domaine.acces import registre
from domaine.courriel import journal
from domaine.reglages import RACINE
from etl.commandes import cli
from etl.courriel import depart, edition
from tests import acces, courriels

# Dans la série entière : il faut des éditions figées, avec leurs documents.
pytestmark = pytest.mark.lent
NUMERO, AFD, ONU, CHEF, GAO = (
    *("E2024-T2-1", "suivi@bailleur.example"),
    *("onu@partenaire.example", "chef@socle.example", "gao@socle.example"),
)


@pytest.fixture(scope="module")
def _smtp(tmp_path_factory):
    with courriels.serveur(tmp_path_factory.mktemp("smtp")) as pose:
        yield pose


@pytest.fixture
def smtp(_smtp, monkeypatch):
    _smtp.recus.clear()
    _smtp.reponses.clear()
    for nom, valeur in _smtp.environnement().items():
        monkeypatch.setenv(nom, valeur)
    monkeypatch.setattr(depart, "ATTENTES", (0.0,))
    return _smtp


@pytest.fixture(scope="module")
def source(donnees_figees, tmp_path_factory):
    """La démonstration et ses trois éditions figées, avec la liste des destinataires ; à lire seulement."""
    copie = tmp_path_factory.mktemp("source") / "donnees"
    shutil.copytree(donnees_figees, copie)
    (copie / "destinataires.toml").write_text(courriels.LISTE, encoding="utf-8")
    return copie


@pytest.fixture
def donnees(source, monkeypatch):
    """Le même dossier, dont le journal et le registre repartent de rien."""
    monkeypatch.setenv("SOCLE_DONNEES", str(source))
    yield source
    for nom in ("courriels.sqlite", "acces.sqlite", "acces.toml"):
        for fichier in source.glob(f"{nom}*"):
            fichier.unlink()


def _envoyer(*arguments):
    return cli.principal(["edition", "envoyer", *arguments])


def _corps(recu, genre):
    return recu.message.get_body((genre,)).get_content()


def test_le_pdf_arrive_tel_qu_il_fut_fige(donnees, smtp, capsys):
    """Règles B2 et B6 : un message par destinataire, les mêmes chiffres que le rapport, la preuve, une seule fois."""
    assert _envoyer(NUMERO, "--a", AFD, ONU, "--message", "Avant la revue.\n<b>Lisez</b> la page 3.") == 0
    assert [r.a for r in smtp.recus] == [[AFD], [ONU]]
    pdf = (donnees / "figees" / NUMERO / "rapport.pdf").read_bytes()
    manifeste = json.loads((donnees / "figees" / NUMERO / "manifeste.json").read_text(encoding="utf-8"))
    for recu, autre in zip(smtp.recus, (ONU, AFD), strict=True):
        assert recu.message["to"] == recu.a[0] and autre.encode() not in recu.octets
        joint, preuve = recu.message.iter_attachments()
        assert joint.get_content() == pdf and len(PdfReader(io.BytesIO(joint.get_content())).pages) > 5
        assert f"SOCLE recu {NUMERO} tete" in preuve.get_content()
        texte, html = _corps(recu, "plain"), _corps(recu, "html")
        for attendu in (
            NUMERO,
            "bailleur",
            "T2\u00a02024",
            "30\u00a0juin\u00a02024",
            "hors trajectoire",
            "DÉMONSTRATION",
        ):
            assert attendu in texte
        for preuve_ in (manifeste["sceau"], manifeste["empreinte"], hashlib.sha256(pdf).hexdigest()):
            assert preuve_ in texte and preuve_ in html
        assert "Actes délivrés" in texte and "mises de côté" in texte and "masqué" in texte
        assert "Avant la revue." in texte and "&lt;b&gt;Lisez&lt;/b&gt; la page 3." in html and "<b>" not in html
        # Ni script, ni image, ni rien du dehors.
        assert (
            not re.search(r"<script|<img|<link|url\(|https?://", html) and "[Démonstration]" in recu.message["subject"]
        )
    assert _envoyer(NUMERO, "--a", AFD) == 0 and len(smtp.recus) == 2
    assert "déjà parti" in capsys.readouterr().out
    assert _envoyer(NUMERO, "--a", AFD, "--encore") == 0 and len(smtp.recus) == 3
    assert {c.joint for c in journal.courriels(donnees)} == {hashlib.sha256(pdf).hexdigest()}
    assert cli.principal(["edition", "envois", NUMERO]) == 0
    assert capsys.readouterr().out.count(f"{NUMERO}  {AFD} (AFD, chargé de projet)  parti") == 2


def test_la_lettre_dit_les_chiffres_du_rapport(donnees, smtp):
    """Règle B6 : chaque phare a, dans la lettre, la valeur que le rapport remis lui donne."""
    assert _envoyer(NUMERO, "--a", AFD) == 0
    rapport = (donnees / "figees" / NUMERO / "rapport.html").read_text(encoding="utf-8")
    lignes = re.findall(r"^- (.+?)\s: valeur (.+?)\s; cible due (.+?)\s;", _corps(smtp.recus[0], "plain"), re.MULTILINE)
    assert len(lignes) > 5
    for libelle, valeur, cible in lignes:
        assert re.search(
            rf">{re.escape(libelle)}<(?:(?!</tr>).)*>{re.escape(valeur)}<(?:(?!</tr>).)*>{re.escape(cible)}<",
            rapport,
            re.S,
        ), libelle


@pytest.mark.parametrize(
    ("arguments", "faute"),
    [
        (["E2024-T2-2", "--a", AFD], "plus large : rien n'est parti"),
        (["E2024-T2-3", "--a", ONU], "plus large : rien n'est parti"),
        ([NUMERO, "--a", AFD, GAO], "ne lit aucune édition"),
        ([NUMERO, "--a", "inconnu@ailleurs.example"], "n'est pas dans destinataires.toml"),
        ([NUMERO, "--a", f"{AFD}\r\nBcc: espion@ailleurs.example"], "n'est pas dans destinataires.toml"),
        ([NUMERO], "Dites à qui"),
        (["E2024-T2-9", "--a", AFD], "n'existe pas"),
        ([NUMERO, "--a", AFD, "--message", "Appelez le 76 12 34 56."], "76 12 34 56"),
        ([NUMERO, "--a", AFD, "--message", "x" * 4001], "4000 au plus"),
        ([NUMERO, "--a", AFD, "--lien"], "que sur cette machine"),
        (["E2024-T2-3", "--a", CHEF], "un lien sans compte ne l'ouvre pas"),
        (["E2024-T2-3", "--a", CHEF, "--piece-jointe"], "pas de rapport à joindre"),
        ([NUMERO, "--a", AFD, "--lien", "--piece-jointe"], "Choisissez"),
        ([NUMERO, "--a", AFD, "--jusqu-au", "demain"], "AAAA-MM-JJ"),
        (["--si-due", "--a", AFD], "dit lui-même"),
    ],
)
def test_ce_qui_ne_doit_pas_partir_ne_part_pas(donnees, smtp, capsys, arguments, faute):
    """Règles B1 et E18."""
    assert _envoyer(*arguments) == 64
    assert faute in capsys.readouterr().err
    assert not smtp.recus and not journal.courriels(donnees) and not registre.liens(donnees)


def test_une_edition_de_l_equipe_part_jointe_a_l_equipe_seule(smtp, socle_donnees, capsys):
    """Règle B1 : figée par une version d'avant, elle part de même."""
    with zipfile.ZipFile(RACINE / "tests" / "editions_figees" / "schema_4" / "interne.zip") as archive:
        archive.extractall(socle_donnees / "figees")
    (socle_donnees / "destinataires.toml").write_text(courriels.LISTE, encoding="utf-8")
    for adresse in (ONU, AFD, GAO):
        assert _envoyer(NUMERO, "--a", CHEF, adresse) == 64 and "rien n'est parti" in capsys.readouterr().err
    assert _envoyer(NUMERO, "--a", CHEF) == 0
    (recu,) = smtp.recus
    assert recu.a == [CHEF] and "interne (équipe du projet)" in _corps(recu, "plain")


def test_une_edition_alteree_ne_part_pas(donnees, smtp, capsys):
    rapport = donnees / "figees" / NUMERO / "rapport.pdf"
    octets = rapport.read_bytes()
    rapport.chmod(0o644)
    try:
        rapport.write_bytes(octets + b"x")
        assert _envoyer(NUMERO, "--a", AFD) == 64 and "ne se remet pas" in capsys.readouterr().err
    finally:
        rapport.write_bytes(octets)
    assert not smtp.recus


def test_un_lien_pour_chacun_repris_s_il_n_est_pas_arrive(donnees, smtp, monkeypatch, capsys):
    """Règle B6 : au-delà de la taille, un lien ; refusé, il n'ouvre plus rien."""
    acces.ecrire_reglement(donnees, "https://suivi.example/socle", "https://id.example/x")
    monkeypatch.setattr(edition, "JOINT_MAX", 1000)
    assert _envoyer(NUMERO, "--a", AFD, "--piece-jointe") == 64 and "on en joint 5" in capsys.readouterr().err
    smtp.reponses += ["250", "550 5.1.1 Inconnu"]
    assert _envoyer(NUMERO, "--a", AFD, ONU) == 1
    (recu,) = smtp.recus
    adresses = set(re.findall(r"https://suivi\.example/socle/l/[\w-]{40,}", _corps(recu, "plain")))
    assert len(adresses) == 1 and adresses.pop() in _corps(recu, "html")
    (secret,) = re.findall(r"/l/([\w-]{40,})", _corps(recu, "plain"))
    jour = dt.datetime.now(dt.UTC).date()
    assert registre.ouvrir(donnees, secret, jour) is not None
    assert [p.get_filename() for p in recu.message.iter_attachments()] == [f"recu_{NUMERO}.txt"]
    assert [x.etat(jour) for x in registre.liens(donnees)] == ["révoqué", "en vigueur"]
    assert [c.lien for c in journal.courriels(donnees)] == [2, 1]
    sortie = capsys.readouterr().out
    ecrits = b"".join(f.read_bytes() for f in donnees.glob("*.sqlite*"))
    assert "550" in sortie and secret not in sortie and secret.encode() not in ecrits


def test_un_serveur_absent_arrete_la_suite(donnees, smtp, monkeypatch, capsys):
    monkeypatch.setenv("SOCLE_SMTP_PORT", "1")
    assert _envoyer(NUMERO, "--a", AFD, ONU) == 1
    sortie = capsys.readouterr().out
    assert f"ajourné  {AFD}" in sortie and f"non tenté  {ONU}" in sortie and courriels.MOT_DE_PASSE not in sortie
    assert [c.adresse for c in journal.courriels(donnees)] == [AFD]


def test_a_date_fixe_une_seule_fois(donnees, smtp, capsys):
    """Règle B2 : l'édition figée du trimestre, à ceux de son public que la liste dit automatiques."""
    assert _envoyer("--si-due", "--periode", "2024-T2") == 0
    assert [r.a for r in smtp.recus] == [[AFD]]
    assert _envoyer("--si-due", "--periode", "2024-T2") == 0 and len(smtp.recus) == 1
    sortie = capsys.readouterr().out
    assert f"{NUMERO} est déjà partie" in sortie and "partenaires : aucun destinataire automatique" in sortie
    assert _envoyer("--si-due", "--public", "bailleur", "--periode", "2024-T1") == 0
    assert "aucune édition figée" in capsys.readouterr().out


def test_un_essai_montre_tout_et_n_inscrit_rien(donnees, smtp, monkeypatch, capsys):
    monkeypatch.delenv("SOCLE_SMTP_HOTE")
    message = "Appelez le 76 12 34 56."
    assert _envoyer(NUMERO, "--a", AFD, "--essai", "--message", message, "--format", "json") == 0
    lu = json.loads(capsys.readouterr().out)
    assert (lu["adresses"], lu["lien"]) == ([AFD], False) and message in lu["texte"] and "<html" in lu["html"]
    assert [(t["texte"], t["genre"]) for t in lu["trouvailles"]] == [("76 12 34 56", "téléphone")]
    assert [p["nom"] for p in lu["pieces"]] == [f"socle_{NUMERO}_bailleur.pdf", f"recu_{NUMERO}.txt"]
    assert not smtp.recus and not journal.courriels(donnees)
    assert _envoyer(NUMERO, "--a", AFD, "--message", message, "--garder", "76 12 34 56") == 64
    assert "SOCLE_SMTP_HOTE" in capsys.readouterr().err


def test_relancer_une_coordination(donnees, smtp, tmp_path, capsys):
    """Règle B5 : le texte relu, à ceux que la liste dit de cette coordination, et à personne d'autre."""
    texte = tmp_path / "relance.txt"
    texte.write_text("Bonjour,\n\nNous attendons de la coordination de Gao :\n- Rapports, mai 2024\n", encoding="utf-8")
    demande = ["relancer", "GAO", "--message-de", str(texte)]
    assert cli.principal([*demande, "--par", "chef"]) == 0
    (recu,) = smtp.recus
    assert recu.a == [GAO] and recu.message.get_content().replace("\r\n", "\n") == texte.read_text(encoding="utf-8")
    assert recu.message["subject"] == "[Démonstration] À envoyer : coordination de Gao"
    (garde,) = journal.courriels(donnees, journal.RELANCE, "GAO")
    assert (garde.par, garde.empreinte) == ("chef", hashlib.sha256(texte.read_bytes()).hexdigest())
    assert cli.principal(demande) == 0 and len(smtp.recus) == 1, "le même texte ne part pas deux fois"
    capsys.readouterr()
    for arguments, faute in (
        (["GAO", "--message", "Mme Aïcha Touré, position 16,2717, -0,0447"], "À relire avant de remettre"),
        (["GAO", "--message", "x", "--a", AFD], "n'est pas dans"),
        (["MENAKA", "--message", "x"], 'coordination = "MENAKA"'),
        (["XX", "--message", "x"], "aucune zone"),
        (["GAO"], "est vide"),
    ):
        assert cli.principal(["relancer", *arguments]) == 64
        assert faute in capsys.readouterr().err
    assert len(smtp.recus) == 1


def test_acces_verifier_dit_qui_recoit_quoi(donnees, capsys):
    assert cli.principal(["acces", "verifier"]) == 0
    dit = capsys.readouterr().out
    assert f"{AFD} (AFD, chargé de projet) lit les éditions : bailleur, reçoit à date fixe" in dit
    assert f"{GAO} (coordination de Gao) ne lit aucune édition, relances de GAO" in dit
