"""La porte des actions : de fausses commandes d'abord, puis la vraie."""

import json
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace

import pytest

from domaine.acces import registre
from domaine.acces.lecteur import COMPTE, Lecteur
from etl.commandes.chargement import charger
from etl.progression import Progression
from vues import lecteur
from vues.actions import courriels, porte, processus
from vues.actions.processus import ActionImpossible

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent


@pytest.fixture
def fausse_commande(tmp_path, monkeypatch, socle_donnees):
    """Remplace `python -m etl` par un script ; rend de quoi l'écrire."""

    def ecrire(corps):
        script = tmp_path / "commande.py"
        script.write_text("import json, sys, time, pathlib\n" + textwrap.dedent(corps), encoding="utf-8")
        monkeypatch.setattr(processus, "COMMANDE", (sys.executable, str(script)))

    return ecrire


@pytest.fixture
def recu(socle_donnees):
    return porte.recevoir("Gao mai 2023.xlsx", b"contenu")


# Recevoir


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\Users\\x\\Ménaka (v2).XLS", "Ménaka (v2).xls"),
        ("--par=moi.xlsx", "par=moi.xlsx".replace("=", "")),
        ("a\x00b\n<script>.zip", "abscript.zip"),
        (".xlsx", "classeur.xlsx"),
        ("é" * 300 + ".xlsx", "é" * 80 + ".xlsx"),
    ],
)
def test_un_nom_recu_devient_sur(nom, attendu):
    assert porte.nom_sur(nom) == attendu


@pytest.mark.parametrize("nom", ["rapport.pdf", "sans_extension", "x.xlsx.exe", ""])
def test_un_format_non_recu_est_refuse_en_francais(nom):
    with pytest.raises(ActionImpossible, match="format n’est pas reçu"):
        porte.nom_sur(nom)


def test_un_envoi_a_son_dossier_et_s_oublie(socle_donnees):
    premier, second = (porte.recevoir("a.xlsx", octets) for octets in (b"1", b"2"))
    assert premier.chemin != second.chemin
    assert premier.chemin.read_bytes() == b"1"
    assert premier.chemin.parent.parent == socle_donnees / "reception"
    porte.oublier(premier)
    porte.oublier(premier)
    assert not premier.dossier.exists() and second.chemin.is_file()


def test_un_envoi_abandonne_est_efface_le_lendemain(socle_donnees, monkeypatch):
    vieux = porte.recevoir("vieux.xlsx", b"1")
    apres = time.time() + porte.PEREMPTION_S + 60
    monkeypatch.setattr(time, "time", lambda: apres)
    porte.recevoir("neuf.xlsx", b"2")
    assert not vieux.dossier.exists()


def test_une_reception_impossible_se_dit(socle_donnees):
    (socle_donnees / "reception").write_text("un fichier à la place du dossier", encoding="utf-8")
    with pytest.raises(ActionImpossible, match="n’a pas pu être écrit"):
        porte.recevoir("a.xlsx", b"1")


# Vérifier


def _rien(*_):
    """Un avancement que personne ne regarde."""


def test_verifier_rend_des_anomalies_typees_et_l_effet(fausse_commande, recu):
    fausse_commande("""
        assert sys.argv[1] == "verifier" and sys.argv[3:6] == ["--effet", "--progression", "json"]
        base = dict(fichier="Gao mai 2023.xlsx", feuille="Points", ligne=4, colonne="code_zone", cellule="D4",
                    valeur="ML05", constat="c.", remede="r.", message="m")
        print(json.dumps({"etape": "calcul", "message": "Calcul", "avancement": 0.5}))
        print(json.dumps({"resultat": {"anomalies": [
            base | dict(gravite="bloquante", code="zone_mopti", suggestion="DOUENTZA"),
            base | dict(gravite="à vérifier", code="doublon", suggestion="", ligne=None),
        ], "effet": {"lignes": []}, "deja": []}}))
        sys.exit(2)
    """)
    suivi = []
    verification = porte.verifier(recu, lambda *etape: suivi.append(etape))
    assert suivi == [("Calcul", 0.5)] and verification.effet == {"lignes": []} and verification.a_deposer
    assert verification.code == 2 and not verification.refuse
    assert [a.code for a in verification.bloquantes] == ["zone_mopti"]
    assert [a.ligne for a in verification.a_verifier] == [None]
    assert verification.anomalies[0].message == "Gao mai 2023.xlsx, feuille «Points», cellule D4 : c. r."


def test_verifier_refuse_en_entier(fausse_commande, recu):
    fausse_commande("""
        anomalies = [dict(gravite="bloquante", code="fichier_vide", fichier="x", feuille="", ligne=None, colonne="",
                          cellule="", valeur="", constat="le fichier est vide.", remede="Renvoyez-le.", suggestion="")]
        print(json.dumps({"resultat": {"anomalies": anomalies, "effet": None, "deja": []}}))
        sys.exit(3)
    """)
    verification = porte.verifier(recu, _rien)
    assert verification.refuse and verification.anomalies[0].constat == "le fichier est vide."
    assert not verification.a_deposer


@pytest.mark.parametrize(
    "corps",
    [
        "print('pas du json')",
        "print('[1]')",
        """print('{"resultat": {"anomalies": [{}]}}')""",
        "sys.exit(64)",
        "raise SystemExit(137)",
    ],
)
def test_verifier_sans_verdict_lisible(fausse_commande, recu, corps):
    fausse_commande(corps)
    with pytest.raises(ActionImpossible, match=r"vérification"):
        porte.verifier(recu, _rien)


def test_l_explication_de_la_commande_est_rapportee(fausse_commande, recu):
    fausse_commande("print('Erreur : Le disque est plein.', file=sys.stderr); sys.exit(70)")
    with pytest.raises(ActionImpossible, match="Le disque est plein"):
        porte.verifier(recu, _rien)


def test_une_commande_trop_longue_est_arretee(fausse_commande, recu, monkeypatch):
    # Elle ne finirait jamais : seul l'arrêt rend la main, et il ne laisse pas le processus derrière lui.
    lancees = []
    lancer = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *args, **nommes: lancees.append(lancer(*args, **nommes)) or lancees[0]
    )
    fausse_commande("while True: time.sleep(1)")
    monkeypatch.setattr(porte, "DELAI_CHARGER_S", 0.5)
    with pytest.raises(ActionImpossible, match="durée permise"):
        porte.verifier(recu, _rien)
    assert [enfant.poll() is None for enfant in lancees] == [False]


def test_une_commande_absente_se_dit(monkeypatch, recu):
    monkeypatch.setattr(processus, "COMMANDE", ("/nulle/part/python",))
    with pytest.raises(ActionImpossible, match="lancée"):
        porte.verifier(recu, _rien)


# Charger


def test_charger_suit_l_avancement(fausse_commande, recu):
    fausse_commande("""
        assert sys.argv[1] == "charger" and "--nom=Gao mai 2023.xlsx" in sys.argv and "--par=Awa" in sys.argv
        for etape, part in (("reception", 0.1), ("calcul", 0.5), ("fini", 1.7)):
            print(json.dumps(dict(etape=etape, message=f"étape {etape}", avancement=part)), flush=True)
            time.sleep(0.15)
        print("une ligne étrangère")
        print(json.dumps(dict(resultat=dict(edition="E1", depots=[dict(rang=3)]))), end="")
        sys.exit(2)
    """)
    suivi = []
    fait = porte.charger(recu, "Awa", lambda message, part: suivi.append((message, part)))
    assert suivi == [("étape reception", 0.1), ("étape calcul", 0.5), ("étape fini", 1.0)]
    assert fait.code == 2 and fait.resultat["edition"] == "E1"


def test_qui_depose_ne_devient_pas_une_option(fausse_commande, recu):
    fausse_commande("""
        assert [a for a in sys.argv if a.startswith("--par")] == ["--par=--nom x"], sys.argv
        print(json.dumps(dict(resultat={})))
    """)
    assert porte.charger(recu, "--nom\x00x", lambda *_: None).code == 0


def test_charger_sans_resultat_echoue(fausse_commande, recu):
    fausse_commande("print(json.dumps(dict(etape='depot', message='…', avancement=0.2))); sys.exit(1)")
    with pytest.raises(ActionImpossible, match="n’est pas allé à son terme"):
        porte.charger(recu, "Awa", lambda *_: None)


def test_quitter_la_page_ne_coupe_pas_le_depot(fausse_commande, recu, tmp_path):
    temoin = tmp_path / "fini"
    fausse_commande(f"""
        for rang in range(5):
            print(json.dumps(dict(message="m", avancement=rang / 5)), flush=True); time.sleep(0.2)
        pathlib.Path({str(temoin)!r}).write_text("oui")
    """)

    class PageQuittee(BaseException):
        pass

    def quitter(*_):
        raise PageQuittee

    with pytest.raises(PageQuittee):
        porte.charger(recu, "Awa", quitter)
    fin = time.monotonic() + 10
    while not temoin.exists() and time.monotonic() < fin:
        time.sleep(0.1)
    assert temoin.exists()


def test_deux_personnes_a_la_fois(fausse_commande, socle_donnees):
    fausse_commande("""
        nom = next(a for a in sys.argv if a.startswith("--nom="))
        for rang in range(3):
            print(json.dumps(dict(message=nom, avancement=rang / 3)), flush=True); time.sleep(0.1)
        print(json.dumps(dict(resultat=dict(nom=nom))))
    """)
    recus = [porte.recevoir(f"{nom}.xlsx", b"x") for nom in ("gao", "menaka")]
    suivis, faits = {r.nom: [] for r in recus}, {}

    def deposer(recu):
        faits[recu.nom] = porte.charger(recu, "x", lambda m, _: suivis[recu.nom].append(m))

    fils = [threading.Thread(target=deposer, args=(r,)) for r in recus]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    for recu in recus:
        assert suivis[recu.nom] == [f"--nom={recu.nom}"] * 3
        assert faits[recu.nom].resultat["nom"] == f"--nom={recu.nom}"


# Produire


def test_produire_rend_les_octets_et_ne_laisse_rien(fausse_commande, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fausse_commande("""
        assert sys.argv[1:6] == ["modele", "--zone", "GAO", "--periode", "2023-05"]
        pathlib.Path(sys.argv[sys.argv.index("-o") + 1]).write_bytes(b"PK")
    """)
    assert porte.produire_modele("GAO", "2023-05") == b"PK"
    assert not list(tmp_path.glob("socle_*"))


@pytest.mark.parametrize("corps", ["sys.exit(64)", "print('rien écrit')"])
def test_un_classeur_non_produit_se_dit(fausse_commande, corps):
    fausse_commande(corps)
    with pytest.raises(ActionImpossible, match="lignes rejetées"):
        porte.produire_rejets(3)


# La vraie commande


@pytest.mark.lent
def test_du_depot_au_modele_rendu_avec_la_vraie_commande(socle_donnees, edition_demo):
    deposes = dict(_deposes(edition_demo))
    charger(socle_donnees, [deposes["cadre_logique.xlsx"]], Progression(muet=True))
    recu = porte.recevoir("faux.xlsx", b"pas un classeur")
    assert porte.verifier(recu, _rien).refuse
    porte.oublier(recu)
    gao = porte.recevoir("gao_2022-T1.xlsx", deposes["gao_2022-T1.xlsx"].read_bytes())
    suivi = []
    fait = porte.charger(gao, "Awa", lambda _, part: suivi.append(part))
    assert fait.resultat["edition"] and suivi == sorted(suivi) and suivi[-1] == 1.0
    assert porte.charger(gao, "Awa", lambda *_: None).resultat["deja"] == ["gao_2022-T1.xlsx"]
    porte.oublier(gao)
    # Le modèle du mois suivant, rendu tel quel : ce qui est confirmé est ce qui a été vérifié.
    contenu = porte.produire_modele("GAO", "2022-04")
    assert contenu.startswith(b"PK")
    recu = porte.recevoir("Modèle rendu.xlsx", contenu)
    verification = porte.verifier(recu, _rien)
    assert verification.code in (0, 1) and not verification.bloquantes
    assert verification.effet["dates"][0] == "2022-03-31" and recu.a_blanc.is_dir()
    fait = porte.charger(recu, "Awa", lambda *_: None)
    assert fait.code == verification.code and fait.resultat["edition"]
    porte.oublier(recu)
    assert not list((socle_donnees / "reception").iterdir())


def _deposes(donnees):
    """(nom d'origine, fichier gardé) de chaque dépôt, lus au manifeste de l'édition en vigueur."""
    courante = json.loads((donnees / "courant.json").read_text(encoding="utf-8"))["edition"]
    manifeste = json.loads((donnees / "editions" / courante / "manifeste.json").read_text(encoding="utf-8"))
    for depot in manifeste["depots"]:
        yield depot["nom"], next((donnees / "depots").glob(f"{depot['sha256']}*"))


# Écrire au-dehors


def test_une_lettre_se_voit_puis_part(fausse_commande):
    """Règle B6 : le message va par un fichier, que la ligne de commande ne montre pas."""
    fausse_commande("""
        commande, reste = sys.argv[1:4], sys.argv[4:]
        assert commande == ["edition", "envoyer", "E2024-T2-1"] and reste[:2] == ["--a=a@b.org", "--a=c@d.org"]
        message = pathlib.Path(reste[2].removeprefix("--message-de=")).read_text(encoding="utf-8")
        assert "secret" not in " ".join(sys.argv)
        if "--essai" in reste:
            trouvailles = [dict(champ="message", texte="76 12", genre="téléphone", debut=0, fin=5)]
            pieces = [dict(nom="r.pdf", octets=1)]
            print(json.dumps(dict(sujet="S", texte=message, pieces=pieces, trouvailles=trouvailles)))
        else:
            assert reste[3:6] == ["--garder=76 12", "--encore", "--lien"]
            issue = dict(adresse="a@b.org", fonction="F", etat="refusé", code=550, dit="non")
            print(json.dumps(dict(resultats=[issue])))
            sys.exit(1)
    """)
    demande = courriels.AEnvoyer(("edition", "envoyer", "E2024-T2-1"), ("a@b.org", "c@d.org"), "mot secret")
    assert courriels.apercevoir(demande) == courriels.Lettre("S", "mot secret", ("r.pdf",), {"76 12": "téléphone"})
    (issue,) = courriels.envoyer(replace(demande, gardees=("76 12",), encore=True, lien=True))
    assert issue == courriels.Issue("a@b.org", "F", "refusé", "non")


def test_une_lettre_refusee_dit_pourquoi(fausse_commande):
    fausse_commande("print('Erreur : «x» n’est pas dans la liste.', file=sys.stderr); sys.exit(64)")
    with pytest.raises(ActionImpossible, match=r"Rien n’est parti\. «x» n’est pas dans la liste"):
        courriels.envoyer(courriels.AEnvoyer(("relancer", "GAO"), ("a@b.org",), "x"))


# Qui peut (règles E31 et E36)


def _lire_comme(monkeypatch, role, nom="x@y"):
    monkeypatch.setattr(lecteur, "lecteur", lambda: Lecteur(role, COMPTE, nom))


@pytest.mark.parametrize(
    ("role", "commande", "permise"),
    [
        ("lecture", ["modele", "--zone", "GAO"], True),
        ("lecture", ["charger", "f.xlsx"], False),
        ("lecture", ["edition", "comparer", "a", "b"], True),
        ("dépôt", ["charger", "f.xlsx"], True),
        ("dépôt", ["reunion", "commenter"], True),
        ("dépôt", ["reunion", "decider"], False),
        ("dépôt", ["edition", "figer"], False),
        ("dépôt", ["lien", "creer", "E2024-T2-1"], False),
        ("dépôt", ["edition", "envoyer", "E2024-T2-1"], False),
        ("lecture", ["edition", "envois"], False),
        ("dépôt", ["relancer", "GAO"], False),
        ("pilotage", ["edition", "envoyer", "E2024-T2-1"], True),
        ("pilotage", ["relancer", "GAO"], True),
        ("pilotage", ["lien", "creer", "E2024-T2-1"], True),
        ("pilotage", ["edition", "figer"], True),
        ("pilotage", ["demo"], False),
        ("pilotage", ["sauvegarde", "restaurer"], False),
        ("partenaires", ["modele", "--zone", "GAO"], False),
        ("bailleur", ["charger", "f.xlsx"], False),
    ],
)
def test_chaque_role_lance_ce_qui_lui_revient(fausse_commande, tmp_path, monkeypatch, role, commande, permise):
    fausse_commande("print('{}')")
    _lire_comme(monkeypatch, role)
    if not permise:
        with pytest.raises(ActionImpossible), processus.lancer(commande, tmp_path, 10):
            pytest.fail("la commande s'est lancée")
        return
    with processus.lancer(commande, tmp_path, 10) as lancee:
        assert lancee.attendre() == 0


def test_le_compte_signe_a_la_place_du_nom_tape_et_le_registre_le_dit(
    fausse_commande, recu, monkeypatch, socle_donnees
):
    fausse_commande("print(json.dumps({'resultat': {'arguments': sys.argv[1:]}}))")
    _lire_comme(monkeypatch, "dépôt", "gao@socle.example")
    fait = porte.charger(recu, "le directeur", lambda *_: None)
    assert "--par=gao@socle.example" in fait.resultat["arguments"]
    (trace,) = registre.traces(socle_donnees)
    assert (trace.qui, trace.geste, trace.objet) == ("gao@socle.example", "charger", "--nom=Gao mai 2023.xlsx")


def test_un_geste_qui_ne_s_inscrit_pas_ne_se_fait_pas(fausse_commande, recu, monkeypatch, socle_donnees):
    fausse_commande("pathlib.Path('fait').touch()")
    _lire_comme(monkeypatch, "dépôt")
    (socle_donnees / "acces.sqlite").write_bytes(b"abime" * 1000)
    with pytest.raises(ActionImpossible, match="registre d’accès"):
        porte.charger(recu, "x", lambda *_: None)
