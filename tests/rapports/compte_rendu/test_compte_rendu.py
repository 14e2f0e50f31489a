"""Le compte rendu d'une réunion jouée : égal au journal et à l'édition, en trois formes et trois pages au plus."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import shutil
import unicodedata

import docx
import pypdf
import pytest

from domaine import chemins, francais
from domaine.journal import CLOSE, OUVERTE, Journal, Point
from rapports.compte_rendu.__main__ import SORTIES, principal, produire
from rapports.compte_rendu.lecture import ouvrir_seance
from requetes.edition.ouverture import edition_a_lire
from requetes.qualite.envois import lire_envois
from requetes.registres.commun import Etendue
from requetes.registres.vivantes import lire_decisions
from tests.rapports.conftest import texte_du_pdf
from tests.rapports.jouee import JOUR, NUMERO, PRESENTS, decision, ecrire_journal, journal_joue

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


@pytest.fixture(scope="module")
def jouer(edition_demo, tmp_path_factory):
    """`jouer(journal)` : un dossier de données de la démonstration, avec ce journal."""

    def faire(journal=None, **change):
        donnees = tmp_path_factory.mktemp("jouee") / "donnees"
        shutil.copytree(edition_demo, donnees)
        ecrire_journal(donnees, journal_joue(donnees, **change) if journal is None else journal)
        return donnees

    return faire


@pytest.fixture(scope="module")
def donnees(jouer):
    return jouer()


@pytest.fixture(scope="module")
def formes(donnees, tmp_path_factory):
    """Forme → son texte, sans espace ni coupure."""
    dossier = tmp_path_factory.mktemp("compte_rendu")
    word, pdf, html = produire(donnees, NUMERO, dossier)
    return {f: _nu(t) for f, t in zip(SORTIES, (_du_docx(word), texte_du_pdf(pdf), _du_html(html)), strict=True)} | {
        "dossier": dossier
    }


def _nu(texte):
    """Sans espace ni trait de coupe : chaque rendu coupe ses lignes où il veut."""
    return re.sub(r"[\s\u200b\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", texte))


def _du_docx(chemin):
    word = docx.Document(str(chemin))
    parties = (word.sections[0].header._element, word.element)
    return "\n".join(t.text or "" for p in parties for t in p.iter() if t.tag.endswith("}t"))


def _du_html(chemin):
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", chemin.read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("forme", SORTIES)
def test_la_tete_dit_la_reunion_et_son_edition(donnees, formes, forme):
    edition = edition_a_lire(donnees)
    manifeste = json.loads(edition.manifeste.read_text(encoding="utf-8"))
    attendus = [
        NUMERO,
        "Réunion de coordination du 4 juillet 2024",
        "à distance, Bamako et trois coordinations",
        ", ".join(PRESENTS),
        edition.id,
        manifeste["empreinte"],
        francais.date(manifeste["date_donnees"]),
        "1. Ouverture · 2. Décisions échues",
        "Sécurité sur l’axe Gao–Ansongo",
        "Données de démonstration",
    ]
    assert not [t for t in attendus if _nu(t) not in formes[forme]]


@pytest.mark.parametrize("forme", SORTIES)
def test_chaque_decision_est_celle_du_journal(donnees, formes, forme):
    lu = journal_joue(donnees)
    for d in lu.dernieres_decisions().values():
        dits = [d.id_decision, d.texte, d.responsable, d.motif, francais.date_courte(d.echeance or None)]
        if d.id_decision == lu.decisions[-1].id_decision:
            dits.pop()  # abandonnée : son échéance ne sert plus
        assert not [t for t in dits if _nu(t) not in formes[forme]], d.id_decision
    reportee = next(d for d in lu.decisions if d.echeance == "2024-09-30")
    avant, apres = (francais.date_courte(d.echeance) for d in lu.vie(reportee.id_decision))
    assert _nu(f"{reportee.responsable}{avant}{apres}{reportee.motif}") in formes[forme]


@pytest.mark.parametrize("forme", SORTIES)
def test_les_chiffres_sont_ceux_de_l_edition(donnees, formes, forme):
    with ouvrir_seance(donnees, NUMERO) as seance:
        for point in (p for p in seance.reunion.ordre if p.genre == "ecart"):
            code, _, zone = point.cible.partition("|")
            ((numerateur, denominateur),) = (
                seance.base.lire(
                    """SELECT numerateur, denominateur FROM valeurs WHERE code_indicateur = $code AND code_zone = $zone
                       AND type_periode = 'cumul' AND dimension IS NULL AND periode IN ('2024-T2', '2024-06')""",
                    {"code": code, "zone": zone},
                )
                .iloc[:, :2]
                .to_numpy()
            )
            if not francais.absente(denominateur):
                assert _nu(francais.fraction(numerateur, denominateur)) in formes[forme], point.cible


@pytest.mark.parametrize("forme", SORTIES)
def test_les_retards_et_les_rapports_sont_ceux_de_l_edition(donnees, formes, forme):
    """Règles V7, S1 et A9 : la décision exécutée, la reportée et l'abandonnée ne sont plus en retard."""
    lu = journal_joue(donnees)
    with ouvrir_seance(donnees, NUMERO) as seance:
        vivantes = lire_decisions(seance.base, Etendue("SOCLE", JOUR), lu)
        retards = [d for d in vivantes if d.situation == "en retard"]
        attendus = lire_envois(seance.base, "", dt.date(2024, 6, 30)).envois
        envois = [e for e in attendus if e.nature == "rapport" and e.retard_jours is not None]
    assert retards and envois
    assert not {d.identifiant for d in retards} & {d.id_decision for d in lu.decisions}
    for d in retards:
        assert _nu(francais.date_courte(d.echeance) + francais.compte(d.retard_jours, "jour")) in formes[forme]
    for e in envois:
        due = francais.date_courte(e.date_echeance) + francais.compte(e.retard_jours, "jour")
        assert _nu(francais.periode(e.periode) + due) in formes[forme]


def test_une_a_trois_pages(formes):
    assert 1 <= len(pypdf.PdfReader(str(formes["dossier"] / f"compte_rendu_{NUMERO}.pdf")).pages) <= 3


def test_beaucoup_de_retards_se_comptent_au_dela_de_douze(jouer, donnees, tmp_path):
    """Rien ne disparaît : douze s'écrivent, les autres se comptent par responsable ; et cela tient en trois pages."""
    retards = [
        decision(n, id_decision=f"COO-29-D{n}", id_reunion="COO-29", reunion_du_geste="COO-29", date="2024-05-02",
                 echeance="2024-05-20")
        for n in range(20, 50)
    ]  # fmt: skip
    lu = journal_joue(donnees)
    (pdf,) = produire(jouer(Journal(lu.reunions, (*retards, *lu.decisions))), NUMERO, tmp_path, ("pdf",))
    texte = _nu(texte_du_pdf(pdf))
    assert "les12plusanciennes" in texte and "24décisionsenretard,àlapageDécisions:suiviévaluation22" in texte
    assert len(pypdf.PdfReader(str(pdf)).pages) <= 3


def test_ce_qui_suit_la_cloture_n_y_entre_pas(jouer, donnees, tmp_path):
    plus_tard = decision(1, cle="x", version=2, echeance="2025-01-31", motif="plus tard", reunion_du_geste="COO-31",
                         inscrit_le="2024-08-01T10:00:00Z")  # fmt: skip
    lu = journal_joue(donnees)
    apres = jouer(Journal(lu.reunions, (*lu.decisions, plus_tard)))
    for dossier, origine in (("avant", donnees), ("apres", apres)):
        produire(origine, NUMERO, tmp_path / dossier)
    for fichier in sorted((tmp_path / "avant").iterdir()):
        assert fichier.read_bytes() == (tmp_path / "apres" / fichier.name).read_bytes(), fichier.name


def test_une_reunion_qui_court_ou_sans_rien_le_dit(jouer, donnees, tmp_path):
    lu = journal_joue(donnees)
    vide = dataclasses.replace(lu.reunions[-1], ordre=(), presents=(), etat=OUVERTE)
    inconnue = dataclasses.replace(vide, cle="z", id_reunion="COO-31", etat=CLOSE, code_zone="GAO",
                                   ordre=(Point(genre="ecart", cible="R9.9|NULLE"),))  # fmt: skip
    ailleurs = jouer(Journal((vide, inconnue)))
    lues = {n: _du_html(produire(ailleurs, n, tmp_path, ("html",))[0]) for n in (NUMERO, "COO-31")}
    assert "PROVISOIRE" in lues[NUMERO] and "Aucune décision n’a été prise" in lues[NUMERO]
    assert "aucun n’a été noté" in lues[NUMERO] and "Aucune décision n’a été dite exécutée" in lues[NUMERO]
    assert "absent de cette édition" in lues["COO-31"] and "PROVISOIRE" not in lues["COO-31"]


def test_un_texte_hostile_reste_du_texte(jouer, donnees, tmp_path):
    hostile = "=1+1 <script>x</script> #import('y') \x07" + "ж" * 120
    lu = journal_joue(donnees)
    change = {"presents": (hostile,), "instance": hostile}
    prises = tuple(dataclasses.replace(d, texte=hostile, responsable=hostile) for d in lu.decisions)
    ailleurs = jouer(Journal(tuple(dataclasses.replace(r, **change) for r in lu.reunions), prises))
    word, pdf, html = produire(ailleurs, NUMERO, tmp_path)
    assert "<script" not in html.read_text(encoding="utf-8")
    for texte in (_du_docx(word), texte_du_pdf(pdf)):
        assert _nu(texte).count("<script>x</script>") >= 8


def test_la_commande_ecrit_ou_dit_pourquoi(donnees, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SOCLE_DONNEES", str(donnees))
    assert principal([NUMERO, "-o", str(tmp_path / "a"), "--sorties", "html"]) == 0
    assert [f.name for f in (tmp_path / "a").iterdir()] == [f"compte_rendu_{NUMERO}.html"]
    assert principal(["COO-99", "-o", str(tmp_path / "b")]) == 2
    assert f"n’est pas au journal ; s’y trouvent : {NUMERO}" in capsys.readouterr().err
    assert not (tmp_path / "b").exists()
    with pytest.raises(SystemExit):
        principal([NUMERO, "-o", str(tmp_path), "--sorties", "xlsx"])


def test_une_edition_ou_un_journal_illisible_se_dit(jouer, tmp_path, monkeypatch, capsys):
    perdue = jouer(edition="20000101T000000-absente")
    monkeypatch.setenv("SOCLE_DONNEES", str(perdue))
    assert principal([NUMERO, "-o", str(tmp_path / "a")]) == 2
    assert "est introuvable" in capsys.readouterr().err
    chemins.journal_des_reunions(perdue).write_bytes(b"ceci n'est pas une base" * 100)
    assert principal([NUMERO, "-o", str(tmp_path / "a")]) == 2
    assert "Le journal des réunions ne se lit pas" in capsys.readouterr().err
    assert not (tmp_path / "a").exists()
