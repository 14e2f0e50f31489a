"""`edition verifier` : tout le journal, un document, un reçu, une copie, un zip hostile ; la signature."""

import io
import json
import shutil
import stat
import zipfile

import pytest

from domaine import chemins, preuve
from etl.commandes.cli import principal
from etl.demande import DemandeInvalide
from etl.edition import dossier as edition
from etl.gel import copies, figer, sceau
from etl.gel.admission import AFiger
from etl.progression import Progression
from rapports import recu
from requetes.edition.editions import editions_figees
from requetes.edition.ouverture import EditionIllisible, edition_a_lire
from tests.figees import resceller

# Dans la série entière ; la série rapide tient sous la minute.
pytestmark = pytest.mark.lent

BAILLEUR, PARTENAIRES, INTERNE = "E2024-T2-1", "E2024-T2-2", "E2024-T2-3"
SEULE, INCONNU = 5, 3


@pytest.fixture
def donnees(donnees_figees, tmp_path, monkeypatch):
    """Les trois éditions figées et leur journal, où l'essai peut écrire ; rien de publié."""
    copie = tmp_path / "donnees"
    shutil.copytree(chemins.dossier_figees(donnees_figees), chemins.dossier_figees(copie))
    for fichier in chemins.dossier_figees(copie).rglob("*"):
        fichier.chmod(0o755 if fichier.is_dir() else 0o644)
    monkeypatch.setenv("SOCLE_DONNEES", str(copie))
    return copie


@pytest.fixture
def dire(capsys):
    """`dire("verifier", …)` : le code, et tout ce qui s'écrit."""

    def dire_(*arguments):
        code = principal(["edition", *map(str, arguments)])
        lu = capsys.readouterr()
        return code, lu.out + lu.err

    return dire_


def _figees(donnees, numero=BAILLEUR):
    return chemins.dossier_edition(donnees, numero)


def _figer_vite(donnees, numero):
    """Fige sous ce numéro une copie de l'édition du bailleur : sceau, ligne, reçu, mise en place ; rien n'est bâti."""
    en_cours = chemins.dossier_figees(donnees) / f"{chemins.PREFIXE_EN_COURS}essai"
    shutil.copytree(_figees(donnees), en_cours)
    contenu = preuve.lire_manifeste(en_cours) | {"id": numero}
    for nom in (chemins.MANIFESTE, *chemins.RECUS):
        (en_cours / nom).unlink()
    garde = {c: v for c, v in contenu.items() if c not in ("sceau", "fichiers", "tables")}
    ligne = sceau.preparer_ligne(donnees, sceau.sceller(en_cours, garde))
    inscription = preuve.lire_ligne(ligne)
    recu.ecrire(en_cours, inscription)
    empreintes = {nom: preuve.empreinte_fichier(en_cours / nom) for nom in chemins.RECUS}
    suite = preuve.ecrire_ligne({"numero": numero, "recu": empreintes}, inscription.tete)
    sceau.mettre_en_place(donnees, en_cours, numero, [ligne, suite])


# Tout le journal


def test_tout_est_intact(donnees, dire):
    code, dit = dire("verifier")
    assert code == 0 and dit.count("intacte") == 3 and "Journal des éditions figées : intact, 3 édition(s)" in dit
    code, dit = dire("verifier", "--format", "json")
    lu = json.loads(dit)
    assert lu["intacte"] and [e["edition"] for e in lu["editions"]] == [BAILLEUR, PARTENAIRES, INTERNE]


@pytest.mark.parametrize(
    ("effacer", "mots"),
    [
        (lambda d: shutil.rmtree(d), "son dossier manque"),
        (lambda d: (d / chemins.BASE).unlink(), "le fichier edition.duckdb manque"),
        (lambda d: (d / chemins.MANIFESTE).unlink(), "son manifeste manque"),
        (lambda d: (d / chemins.MANIFESTE).write_text("["), "son manifeste manque"),
        (lambda d: (d / chemins.RECU_TEXTE).unlink(), "le fichier recu.txt manque"),
        (lambda d: (d / chemins.RECU_PDF).write_bytes(b"%PDF"), "recu.pdf n'est plus celui qui a été remis"),
    ],
)
def test_ce_qui_manque_est_altere(donnees, dire, effacer, mots):
    """Règle E13 : une édition effacée se voit, sans la nommer."""
    effacer(_figees(donnees, PARTENAIRES))
    for arguments in (("verifier",), ("verifier", PARTENAIRES)):
        code, dit = dire(*arguments)
        assert code == 1 and f"{PARTENAIRES} : ALTÉRÉE" in dit and mots in dit


def test_une_edition_effacee_se_liste_et_garde_son_numero(donnees, dire):
    """Règles E4 et E13."""
    shutil.rmtree(_figees(donnees, INTERNE))
    assert f"{INTERNE} · effacée du dossier" in dire("lister")[1]
    lues = {e.numero: e.effacee for e in editions_figees(donnees)}
    assert lues == {BAILLEUR: False, PARTENAIRES: False, INTERNE: True}


def test_un_dossier_hors_du_journal_se_nomme_et_ne_se_montre_pas(donnees, dire):
    """Règle E13."""
    shutil.copytree(_figees(donnees), _figees(donnees, "E2024-T2-8"))
    code, dit = dire("verifier")
    assert code == 1 and "figees/E2024-T2-8 : hors du journal" in dit
    with pytest.raises(EditionIllisible, match="pas au journal"):
        edition_a_lire(donnees, "E2024-T2-8")


def test_un_gel_coupe_avant_le_journal_n_empeche_pas_le_suivant(donnees):
    """Règle E13 : le dossier qu'il laisse n'est pas l'édition précédente ; son numéro ne sert plus."""
    reste = shutil.copytree(_figees(donnees, PARTENAIRES), _figees(donnees, "E2024-T2-4"))
    manifeste = reste / chemins.MANIFESTE
    manifeste.chmod(0o600)
    lu = json.loads(manifeste.read_text(encoding="utf-8")) | {"id": "E2024-T2-4", "figee_le": "2030-01-01T00:00:00"}
    manifeste.write_text(json.dumps(lu), encoding="utf-8")
    demande = AFiger("partenaires", "Comité", "2024-T2", source=INTERNE, rapport=False)
    numero = figer.figer(donnees, demande, Progression(muet=True))["id"]
    with edition.ouvrir(edition.chemin_base(donnees, numero)) as base:
        precedente = base.execute("SELECT valeur FROM info WHERE cle = 'edition_precedente'").fetchall()
    assert (numero, precedente) == ("E2024-T2-5", [(PARTENAIRES,)])


@pytest.mark.parametrize(
    ("changer", "dit"),
    [
        (lambda figees: (figees / chemins.JOURNAL).unlink(), "Le journal des éditions figées manque"),
        (lambda figees: _oter(figees, PARTENAIRES), "Rien ne se fige sur un journal altéré"),
        (lambda figees: shutil.rmtree(figees / BAILLEUR), f"L'édition {BAILLEUR} a été effacée du dossier"),
    ],
    ids=["journal", "chaine", "masques"],
)
def test_rien_ne_se_fige_sans_ce_qui_precede(donnees, changer, dit):
    """Règles E5 et M10 : un journal refait ne devient pas une preuve, un masque oublié ne se soustrait pas."""
    changer(chemins.dossier_figees(donnees))
    demande = AFiger("bailleur", "Comité", "2024-T2", source=INTERNE, rapport=False)
    with pytest.raises(edition.EditionFausse, match=dit):
        figer.figer(donnees, demande, Progression(muet=True))


def _oter(figees, numero):
    journal = figees / chemins.JOURNAL
    lignes = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(x for x in lignes if json.loads(x)["numero"] != numero))


def test_une_edition_deja_reduite_ne_se_fige_pas(donnees):
    """Règle E18 : elle n'a plus les noms que la relecture cherche."""
    with pytest.raises(DemandeInvalide, match="déjà celle d'un public"):
        figer.figer(donnees, AFiger("bailleur", "Comité", "2024-T2", source=BAILLEUR), Progression(muet=True))


def test_une_edition_d_avant_illisible_se_dit_en_francais(donnees):
    """Règle M10."""
    base = _figees(donnees) / chemins.BASE
    base.chmod(0o600)
    base.write_bytes(base.read_bytes()[:5000])
    demande = AFiger("partenaires", "Comité", "2024-T2", source=INTERNE, rapport=False)
    with pytest.raises(edition.EditionFausse, match=f"«{BAILLEUR}» ne s'ouvre plus"):
        figer.figer(donnees, demande, Progression(muet=True))


def test_le_journal_recrit_se_voit(donnees, dire):
    """Règle E14."""
    journal = chemins.dossier_figees(donnees) / chemins.JOURNAL
    lignes = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lignes[:2] + lignes[4:]))
    shutil.rmtree(_figees(donnees, PARTENAIRES))
    code, dit = dire("verifier")
    assert code == 1 and "Journal des éditions figées : ALTÉRÉ" in dit and "retirée, déplacée ou changée" in dit


def test_une_edition_alteree_ne_se_sert_ni_ne_s_exporte(donnees, dire, tmp_path, capsys):
    """Règle E13 : pages, rapports, exports et comparaisons."""
    assert edition_a_lire(donnees, BAILLEUR).id == BAILLEUR
    with (_figees(donnees) / chemins.BASE).open("ab") as flux:
        flux.write(b"\0")
    with pytest.raises(EditionIllisible, match="est altérée"):
        edition_a_lire(donnees, BAILLEUR)
    assert principal(["exporter", "indicateurs", "--edition", BAILLEUR, "-o", str(tmp_path / "x.csv")]) == 64
    assert "est altérée" in capsys.readouterr().err
    code, dit = dire("comparer", BAILLEUR, INTERNE)
    assert code == 64 and "est altérée" in dit and str(donnees) not in dit


def test_un_gel_qui_ne_s_inscrit_pas_ne_laisse_rien(donnees, monkeypatch):
    """Règle E4."""
    journal = chemins.dossier_figees(donnees) / chemins.JOURNAL
    avant = journal.read_bytes()

    def disque_plein(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sceau.os, "fsync", disque_plein)
    en_cours = chemins.dossier_figees(donnees) / f"{chemins.PREFIXE_EN_COURS}essai"
    en_cours.mkdir()
    with pytest.raises(OSError, match="No space"):
        sceau.mettre_en_place(donnees, en_cours, "E2024-T2-9", [b"{}"])
    assert journal.read_bytes() == avant and not _figees(donnees, "E2024-T2-9").exists()


# Un reçu


def test_un_recu_se_verifie_tel_quel_et_recopie_d_un_courriel(donnees, dire, tmp_path):
    """Règle E15."""
    for nom in chemins.RECUS:
        code, dit = dire("verifier", shutil.copy(_figees(donnees) / nom, tmp_path / nom))
        assert code == 0 and f"conforme à l'édition {BAILLEUR}" in dit
    texte = (_figees(donnees) / chemins.RECU_TEXTE).read_text(encoding="utf-8")
    assert BAILLEUR in texte and preuve.lire_manifeste(_figees(donnees))["sceau"] in texte
    cite = "Bonjour,\r\n" + "".join(f"> {x[:60]}\r\n> {x[60:]}\r\n" for x in texte.splitlines()) + "\r\nCordialement"
    courriel = tmp_path / "courriel.txt"
    courriel.write_text(cite, encoding="utf-8")
    code, dit = dire("verifier", courriel)
    assert code == 0 and "la chaîne porte encore sa tête" in dit and "son texte est celui qui fut remis" in dit
    assert "ce qui est écrit autour du reçu" in dit, "un faux titre au-dessus du vrai reçu n'est pas prouvé"


def test_un_recu_dit_une_fin_de_journal_coupee(donnees, dire, tmp_path):
    """Règles E14 et E15 : le journal seul ne le voit pas, le reçu le prouve."""
    ligne = preuve.sceaux(preuve.lire_journal(chemins.dossier_figees(donnees)))[INTERNE]
    garde = tmp_path / chemins.RECU_TEXTE
    garde.write_text(recu.en_texte(preuve.lire_manifeste(_figees(donnees, INTERNE)), ligne), encoding="utf-8")
    journal = chemins.dossier_figees(donnees) / chemins.JOURNAL
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:4]))
    shutil.rmtree(_figees(donnees, INTERNE))
    assert dire("verifier")[0] == 0
    code, dit = dire("verifier", garde)
    assert code == 1 and "ne porte plus la tête" in dit


def test_un_recu_retouche_se_voit(donnees, dire, tmp_path):
    """Règle E15."""
    texte = (_figees(donnees) / chemins.RECU_TEXTE).read_text(encoding="utf-8")
    (tmp_path / "recu.txt").write_text(texte.replace("30 juin", "29 juin").replace("30\u00a0juin", "29 juin"), "utf-8")
    pdf = bytearray((_figees(donnees) / chemins.RECU_PDF).read_bytes())
    pdf[len(pdf) // 2] ^= 1
    (tmp_path / "recu.pdf").write_bytes(pdf)
    for nom in chemins.RECUS:
        code, dit = dire("verifier", tmp_path / nom)
        assert code == 1 and "ce n'est plus le reçu remis" in dit


# Un document


@pytest.mark.parametrize("nom", chemins.SORTIES)
def test_un_document_est_conforme_ou_altere(donnees, dire, tmp_path, nom):
    """Règle E15 : sous un autre nom, et altéré d'un octet."""
    fichier = shutil.copy(_figees(donnees) / nom, tmp_path / f"recu_par_courriel{nom[-5:]}")
    code, dit = dire("verifier", fichier)
    assert code == 0 and f"conforme à l'édition {BAILLEUR}, remise le" in dit
    octets = fichier.read_bytes()
    fichier.write_bytes(octets.replace(b"<body", b"<body ", 1) if nom == chemins.RAPPORT_HTML else octets + b"\n")
    code, dit = dire("verifier", fichier)
    assert code == 1 and "altérée" in dit and f"document de l'édition {BAILLEUR}" in dit
    assert "est bien celle de l'édition" in dit


def _word(chemin, sujet):
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("docProps/core.xml", f"<!DOCTYPE x [<!ENTITY a 'b'>]><x><subject>{sujet}</subject>&a;</x>")
    return chemin


def test_un_document_word_retouche_dit_son_edition(donnees, dire, tmp_path):
    """Règle E15 : ce qui s'édite se retrouve par sa estampille ; rien n'y est lu comme du XML."""
    autre = preuve.estampiller(BAILLEUR, "0" * 64)
    code, dit = dire("verifier", _word(tmp_path / "r.docx", autre))
    assert code == 1 and "n'est pas celle de l'édition" in dit
    code, dit = dire("verifier", _word(tmp_path / "s.docx", preuve.estampiller("E1999-T1-1", "0" * 64)))
    assert code == SEULE and "absente du journal d'ici" in dit


def test_un_manifeste_seul_se_juge(donnees, dire, tmp_path):
    """Règle E15."""
    seul = shutil.copy(_figees(donnees) / chemins.MANIFESTE, tmp_path / "m.json")
    code, dit = dire("verifier", seul)
    assert code == 0 and "edition.duckdb n'est pas dans cette copie" in dit
    seul.write_text(seul.read_text(encoding="utf-8").replace("Comité", "Comite"), encoding="utf-8")
    code, dit = dire("verifier", seul)
    assert code == 1 and "le manifeste a été modifié" in dit
    seul.write_text("{}", encoding="utf-8")
    assert dire("verifier", seul)[0] == INCONNU


def test_un_fichier_inconnu_se_dit(donnees, dire, tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7 rien")
    code, dit = dire("verifier", tmp_path / "x.pdf")
    assert code == INCONNU and "rien n'y dit de quelle édition" in dit
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04abime")
    assert dire("verifier", tmp_path / "x.zip")[0] == INCONNU
    (tmp_path / "vide").mkdir()
    assert dire("verifier", tmp_path / "vide")[0] == INCONNU
    assert dire("verifier", tmp_path / "absent.pdf")[0] == 64


# Une copie de dossier


def _zip(dossier, cible, prefixe=""):
    with zipfile.ZipFile(cible, "w", zipfile.ZIP_DEFLATED) as archive:
        for fichier in sorted(dossier.iterdir()):
            archive.write(fichier, f"{prefixe}{fichier.name}")
    return cible


@pytest.mark.parametrize("en_zip", [False, True])
def test_une_copie_conforme_alteree_ou_seule(donnees, dire, tmp_path, monkeypatch, en_zip):
    """Règle E15."""
    dossier = shutil.copytree(_figees(donnees), tmp_path / "copie")

    def donner():
        return _zip(dossier, tmp_path / "copie.zip", f"{BAILLEUR}/") if en_zip else dossier

    code, dit = dire("verifier", donner())
    assert code == 0 and f"conforme à l'édition {BAILLEUR}" in dit
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "ailleurs"))
    code, dit = dire("verifier", donner())
    assert code == SEULE and "seule" in dit and "le sceau s'accorde au manifeste" in dit
    assert "un faussaire soigneux" in dit and "--cle-publique" in dit
    (dossier / chemins.TABLEAUX).write_bytes(b"faux")
    code, dit = dire("verifier", donner())
    assert code == 1 and "tableaux.xlsx n'est plus celui qui a été figé" in dit


def test_un_faussaire_soigneux_est_vu_du_journal_et_du_recu(donnees, dire, tmp_path, monkeypatch):
    """Règles E5 et E15 : manifeste et sceau refaits ; le reçu resté dans le dossier ne s'y accorde plus."""
    dossier = shutil.copytree(_figees(donnees), tmp_path / "ailleurs" / "figees" / BAILLEUR)
    gardes = {nom: (dossier / nom).read_bytes() for nom in chemins.RECUS}
    (dossier / chemins.TABLEAUX).write_bytes(b"faux")
    resceller(tmp_path / "ailleurs", BAILLEUR)
    code, dit = dire("verifier", dossier)
    assert code == 1 and "son sceau n'est pas celui que le journal" in dit
    for nom, octets in gardes.items():
        (dossier / nom).write_bytes(octets)
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "sans_journal"))
    code, dit = dire("verifier", dossier)
    assert code == 1 and "recu.txt n'est pas celui de cette édition" in dit


def _hostile(cible, membres, manifeste=b'{"id": "E2024-T2-1"}'):
    with zipfile.ZipFile(cible, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, octets in (("manifeste.json", manifeste), *membres):
            archive.writestr(nom, octets)
    return cible


@pytest.mark.parametrize(
    ("membres", "manifeste", "code", "mots"),
    [
        ([("../../evade.txt", b"x"), ("/abs.txt", b"x")], b'{"id": "E2024-T2-1"}', 1, "altérée"),
        ([(f"{i}", b"") for i in range(300)], b'{"id": "E2024-T2-1"}', INCONNU, "démesuré"),
        ([], b"[" * 100_000, INCONNU, "manifeste"),
        ([], b'{"id": "E2024-T2-1", "fichiers": [1], "sceau": 3}', 1, "altérée"),
        ([], b'{"id": "E2024-T2-1", "x": "\\ud800", "fichiers": {"a": 1}}', 1, "altérée"),
        ([], b'{"id": "../../etc"}', INCONNU, "manifeste"),
        ([], b'{"x": "' + b"0" * (21 * copies.MO) + b'"}', INCONNU, "démesuré"),
    ],
)
def test_un_zip_hostile_ne_fait_rien(donnees, dire, tmp_path, membres, manifeste, code, mots):
    """Règle E15 : ni écriture, ni chemin suivi, ni mémoire prise."""
    lieu = tmp_path / "recus"
    lieu.mkdir()
    avant = {p for p in tmp_path.rglob("*") if donnees not in p.parents}
    rendu, dit = dire("verifier", _hostile(lieu / "x.zip", membres, manifeste))
    assert rendu == code and mots in dit
    assert {p for p in tmp_path.rglob("*") if donnees not in p.parents} - avant == {lieu / "x.zip"}


def test_un_zip_dont_la_table_est_demesuree_n_est_pas_ouvert(donnees, dire, tmp_path):
    """Règle E15."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        for rang in range(20_000):
            archive.writestr(f"{rang:05d}{'x' * 40}", b"")
    (tmp_path / "table.zip").write_bytes(octets.getvalue())
    code, dit = dire("verifier", tmp_path / "table.zip")
    assert code == INCONNU and "démesuré" in dit


# La signature


def test_la_cle_est_a_part_secrete_et_ne_se_remplace_pas(donnees, dire, monkeypatch):
    """Règle E16."""
    assert "n'a pas de clé" in dire("cle")[1]
    code, dit = dire("cle", "creer")
    fichier = donnees / chemins.CLE_SIGNATURE
    assert code == 0 and stat.S_IMODE(fichier.stat().st_mode) == 0o600
    octets = fichier.read_bytes()
    assert octets.splitlines()[1].decode() not in dit and dire("cle")[1].strip() in dit
    code, dit = dire("cle", "creer")
    assert code == 64 and "ne se remplace pas" in dit and fichier.read_bytes() == octets
    monkeypatch.setenv("SOCLE_CLE_SIGNATURE", str(_figees(donnees) / "cle.pem"))
    code, dit = dire("cle", "creer")
    assert code == 64 and "ni dans une édition" in dit


def test_une_edition_signee_se_verifie_par_la_cle_publique(donnees, dire, tmp_path, monkeypatch):
    """Règle E16 : la signature tient au journal, au reçu, et dans une copie sans journal."""
    publique = dire("cle", "creer")[1].strip().rsplit(" ", 1)[-1]
    _figer_vite(donnees, "E2024-T2-9")
    code, dit = dire("verifier", "E2024-T2-9", "--cle-publique", publique)
    assert code == 0 and "signée par la clé publique donnée" in dit
    assert "signée par la clé de ce dossier" in dire("verifier")[1]
    texte = (_figees(donnees, "E2024-T2-9") / chemins.RECU_TEXTE).read_text(encoding="utf-8")
    assert publique in texte and "Signature : " in texte
    code, dit = dire("verifier", "E2024-T2-9", "--cle-publique", "0" * 64)
    assert code == 1 and "n'est pas de la clé publique donnée" in dit
    assert "figée sans signature" in dire("verifier", BAILLEUR, "--cle-publique", publique)[1]
    assert dire("verifier", "--cle-publique", "zz")[0] == 64
    copie = shutil.copytree(_figees(donnees, "E2024-T2-9"), tmp_path / "copie")
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "ailleurs"))
    code, dit = dire("verifier", copie)
    assert code == SEULE and "la clé que l'édition porte elle-même" in dit
    (tmp_path / "cle.txt").write_text(publique, encoding="utf-8")
    code, dit = dire("verifier", copie, "--cle-publique", tmp_path / "cle.txt")
    assert code == SEULE and "signée par la clé publique donnée" in dit
    assert dire("verifier", copie, "--cle-publique", "1" * 64)[0] == 1


def test_une_edition_non_signee_apres_d_autres_signees_se_dit(donnees, dire):
    """Règle E16 : un journal refait sans la clé n'a plus de signatures."""
    publique = dire("cle", "creer")[1].strip().rsplit(" ", 1)[-1]
    _figer_vite(donnees, "E2024-T2-8")
    (donnees / chemins.CLE_SIGNATURE).unlink()
    _figer_vite(donnees, "E2024-T2-9")
    assert dire("verifier")[0] == 0
    code, dit = dire("verifier", "--cle-publique", publique)
    assert code == 1 and "d'autres l'étaient avant elle" in dit
    assert edition.chemin_base(donnees, "E2024-T2-9").is_file()
