"""La chaîne du journal, ce qu'elle voit, ce qu'elle ne voit pas ; et servir vérifie (règles E13 et E14)."""

import hashlib
import json

import pytest

from domaine import chemins, preuve
from domaine.preuve import service

NUMEROS = ("E2024-T1-1", "E2024-T1-2", "E2024-T2-1", "E2024-T2-2")


def _ancienne(numero):
    """Une ligne telle que l'écrivaient les versions d'avant la chaîne."""
    return json.dumps({"numero": numero, "public": "interne", "figee_le": "2024-07-15", "sceau": "a" * 64}).encode()


def _journal():
    """Deux lignes d'avant, puis deux éditions chaînées ; la dernière a son reçu."""
    lignes = [_ancienne(n) for n in NUMEROS[:2]]
    for numero in NUMEROS[2:]:
        precedente = preuve.lire_ligne(lignes[-1]).tete
        lignes.append(preuve.ecrire_ligne({"numero": numero, "public": "bailleur", "sceau": "b" * 64}, precedente))
    recu = {"numero": NUMEROS[3], "recu": {"recu.txt": "c" * 64}}
    return [*lignes, preuve.ecrire_ligne(recu, preuve.lire_ligne(lignes[-1]).tete)]


def _fautes(lignes):
    return preuve.fautes_de_la_chaine([preuve.lire_ligne(ligne) for ligne in lignes])


def test_la_chaine_tient_et_couvre_les_lignes_d_avant():
    """Règle E14 : la première ligne chaînée porte l'empreinte des octets de celle d'avant."""
    lignes = _journal()
    assert _fautes(lignes) == []
    assert json.loads(lignes[2])["precedente"] == hashlib.sha256(lignes[1]).hexdigest()
    assert _fautes(lignes[:2]) == [], "un journal d'avant la chaîne s'accepte"
    assert preuve.tete_de(()) == preuve.ORIGINE
    assert json.loads(preuve.ecrire_ligne({"numero": "E2024-1"}, preuve.tete_de(())))["precedente"] == "0" * 64


@pytest.mark.parametrize(
    ("quoi", "changer"),
    [
        ("une ligne d'avant la chaîne retirée", lambda x: x[:1] + x[2:]),
        ("une ligne chaînée retirée", lambda x: x[:2] + x[3:]),
        ("le milieu coupé", lambda x: x[:1] + x[4:]),
        ("deux lignes échangées", lambda x: [x[0], x[1], x[3], x[2], x[4]]),
        ("un octet changé", lambda x: [x[0], x[1].replace(b"interne", b"internE"), *x[2:]]),
        ("un sceau changé", lambda x: [*x[:2], x[2].replace(b"bbbb", b"dddd"), *x[3:]]),
        ("une ligne glissée, sans chaîne", lambda x: [*x, _ancienne("E2024-T3-1")]),
        ("un reçu redit", lambda x: [*x, preuve.ecrire_ligne(json.loads(x[4]), preuve.lire_ligne(x[4]).tete)]),
        ("un numéro redonné", lambda x: [*x, preuve.ecrire_ligne(json.loads(x[2]), preuve.lire_ligne(x[4]).tete)]),
    ],
)
def test_la_chaine_voit(quoi, changer):
    """Règle E14."""
    assert _fautes(changer(_journal())), quoi


def test_une_ligne_ajoutee_ne_change_ni_un_sceau_ni_un_recu():
    """Règle E14 : qui ne peut qu'ajouter ne remplace rien."""
    faux = [{"numero": NUMEROS[3], "recu": {"recu.txt": "d" * 64}}, {"numero": NUMEROS[3], "sceau": "d" * 64}]
    lignes = [preuve.lire_ligne(x) for x in (*_journal(), *(preuve.ecrire_ligne(f, "0" * 64) for f in faux))]
    assert preuve.recus(lignes) == {NUMEROS[3]: {"recu.txt": "c" * 64}}
    assert preuve.sceaux(lignes)[NUMEROS[3]].sceau == "b" * 64


def test_une_fin_coupee_ne_se_voit_pas_du_journal_seul():
    """Règle E14 : c'est à cela que sert un reçu gardé au-dehors."""
    assert _fautes(_journal()[:3]) == []


@pytest.mark.parametrize("ligne", [b"{", b"[]", b"{}", b'{"numero": "E1"}', b"", b'{"numero": 1, "recu": []}'])
def test_un_journal_abime_se_dit(tmp_path, ligne):
    (tmp_path / chemins.JOURNAL).write_bytes(_ancienne("E2024-1") + b"\n" + ligne + b"\n")
    with pytest.raises(preuve.JournalAbime, match="abîmé"):
        preuve.lire_journal(tmp_path)


def _edition(donnees, numero="E2024-1", journal=True):
    base = chemins.dossier_edition(donnees, numero) / chemins.BASE
    base.parent.mkdir(parents=True)
    base.write_bytes(b"des chiffres")
    manifeste = {"id": numero, "sha256_base": preuve.empreinte_fichier(base)}
    manifeste["sceau"] = preuve.calculer_sceau(manifeste)
    base.with_name(chemins.MANIFESTE).write_text(json.dumps(manifeste), encoding="utf-8")
    if journal:
        ligne = preuve.ecrire_ligne({"numero": numero, "sceau": manifeste["sceau"]}, preuve.ORIGINE)
        (base.parents[1] / chemins.JOURNAL).write_bytes(ligne + b"\n")
    return base


def test_servir_verifie_une_fois_par_fichier(tmp_path, monkeypatch):
    """Règle E13 : une lecture par processus et par fichier ; un fichier changé se relit."""
    base, lues = _edition(tmp_path), []
    vraie = service.empreinte_fichier
    monkeypatch.setattr(service, "empreinte_fichier", lambda chemin: lues.append(chemin) or vraie(chemin))
    assert [preuve.refus(base) for _ in range(3)] == ["", "", ""] and len(lues) == 1
    base.write_bytes(b"d'autres chiffres")
    phrase = preuve.refus(base)
    assert "sa base n’est plus celle" in phrase and "sauvegarde" in phrase and "verifier E2024-1" in phrase
    assert len(lues) == 2


@pytest.mark.parametrize(
    ("alterer", "mots"),
    [
        (lambda base: base.with_name(chemins.MANIFESTE).unlink(), "son manifeste manque"),
        (lambda base: base.with_name(chemins.MANIFESTE).write_text("[" * 9000), "son manifeste manque"),
        (lambda base: base.with_name(chemins.MANIFESTE).write_text('{"sceau": "\\ud800"}'), "celui qui a été scellé"),
        (lambda base: base.unlink(), "sa base n’est plus"),
        (lambda base: (base.parents[1] / chemins.JOURNAL).write_text("{"), "journal des éditions figées est abîmé"),
        (lambda base: (base.parents[1] / chemins.JOURNAL).write_bytes(_ancienne("E2024-2")), "elle n’est pas au"),
        (lambda base: (base.parents[1] / chemins.JOURNAL).write_bytes(_ancienne("E2024-1")), "son sceau n’est pas"),
    ],
)
def test_servir_refuse_et_ne_dit_aucun_chemin(tmp_path, alterer, mots):
    """Règle E13."""
    base = _edition(tmp_path)
    assert preuve.refus(base) == ""
    alterer(base)
    phrase = preuve.refus(base)
    assert mots in phrase and str(tmp_path) not in phrase


def test_sans_journal_une_edition_remise_se_lit(tmp_path):
    """Règle E13 : qui n'a reçu que le dossier n'a pas le journal."""
    assert preuve.refus(_edition(tmp_path, journal=False)) == ""


def test_la_ou_elle_fut_figee_un_journal_qui_manque_se_dit(tmp_path):
    """Règle E13 : à côté des dépôts, il n'a pu qu'être ôté."""
    base = _edition(tmp_path, journal=False)
    (base.parents[2] / "depots").mkdir()
    assert "le journal des éditions figées manque" in preuve.refus(base)
