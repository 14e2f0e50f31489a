"""outils_systeme.py : trouver Chromium et LibreOffice, les installer quand c'est permis, le dire sinon."""

import io
import subprocess
import tarfile
from dataclasses import replace

import pytest

import outils_systeme
from outils_systeme import CHROMIUM, LIBREOFFICE

OUTILS = pytest.mark.parametrize("outil", [CHROMIUM, LIBREOFFICE], ids=lambda o: o.nom)


@OUTILS
def test_par_sa_variable(outil, tmp_path, monkeypatch):
    monkeypatch.setenv(outil.variable, str(tmp_path / "absent"))
    assert outils_systeme.trouver(outil) is None
    (tmp_path / "absent").touch()
    assert outils_systeme.trouver(outil) == tmp_path / "absent"


@OUTILS
def test_par_le_chemin_puis_par_les_dossiers_habituels(outil, tmp_path, monkeypatch):
    monkeypatch.delenv(outil.variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    habituel = tmp_path / "habituel"
    assert outils_systeme.trouver(replace(outil, chemins=(str(habituel),))) is None
    habituel.touch()
    assert outils_systeme.trouver(replace(outil, chemins=(str(habituel),))) == habituel


@OUTILS
def test_absent_echec_en_integration_continue_seulement(outil, monkeypatch, capsys):
    monkeypatch.setattr(outils_systeme, "trouver", lambda _outil: None)
    monkeypatch.setattr(outils_systeme, "apt", lambda *_paquets: False)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(outils_systeme.Arret, match=f"{outil.nom} .*CI=true"):
        outils_systeme.assurer(outil)
    monkeypatch.setenv("CI", "")
    outils_systeme.assurer(outil)
    dit = capsys.readouterr().out
    assert f"Aucun {outil.nom} trouvé" in dit and outil.variable in dit and "seront sautés" in dit


def test_le_second_paquet_sert_quand_le_premier_manque(monkeypatch):
    demandes = []
    monkeypatch.delenv("LIBREOFFICE", raising=False)
    monkeypatch.setattr(outils_systeme, "trouver", lambda _outil: "soffice" if len(demandes) == 2 else None)
    monkeypatch.setattr(outils_systeme, "apt", lambda *paquets: demandes.append(paquets) or len(demandes) == 2)
    outils_systeme.assurer(LIBREOFFICE)
    assert demandes == [("libreoffice-calc-nogui",), ("libreoffice-calc",)]


def test_deja_la_rien_ne_s_installe(monkeypatch):
    monkeypatch.setattr(outils_systeme, "trouver", lambda _outil: "soffice")
    monkeypatch.setattr(outils_systeme, "apt", lambda *_paquets: pytest.fail("rien à installer"))
    outils_systeme.assurer(LIBREOFFICE)


def _faux_apt(monkeypatch, codes):
    """Remplace les sous-processus ; rend leurs commandes. `codes` : mot de la commande → code rendu."""
    faits = []

    def courir(commande, **_options):
        faits.append(commande)
        code = next((c for mot, c in codes.items() if mot in commande), 0)
        return subprocess.CompletedProcess(commande, code, stdout="", stderr="motif")

    monkeypatch.setattr(outils_systeme.subprocess, "run", courir)
    monkeypatch.setattr(outils_systeme.shutil, "which", lambda nom: f"/usr/bin/{nom}" if nom == "apt-get" else None)
    monkeypatch.setattr(outils_systeme.os, "geteuid", lambda: 0, raising=False)
    return faits


def test_apt_met_sa_liste_a_jour_puis_installe(monkeypatch):
    faits = _faux_apt(monkeypatch, {})
    assert outils_systeme.apt("chromium")
    assert [("update" in c, c[-1]) for c in faits] == [(True, "update"), (False, "chromium")]


def test_apt_seulement_pour_root_et_sous_debian(monkeypatch):
    faits = _faux_apt(monkeypatch, {})
    monkeypatch.setattr(outils_systeme.os, "geteuid", lambda: 1000, raising=False)
    assert not outils_systeme.apt("chromium")
    assert faits == []


def test_apt_qui_echoue_dit_pourquoi(monkeypatch, capsys):
    _faux_apt(monkeypatch, {"install": 100})
    assert not outils_systeme.apt("chromium")
    assert "motif" in capsys.readouterr().out


# La norme IATI


def _paquet(lieu, *noms):
    """Un faux paquet d'origine : ces fichiers, et un lien qui en sortirait."""
    with tarfile.open(lieu, "w:gz") as archive:
        for nom in noms:
            membre = tarfile.TarInfo(nom)
            membre.size = len(nom)
            archive.addfile(membre, io.BytesIO(nom.encode()))
        lien = tarfile.TarInfo(f"{outils_systeme._NORME}schemas/lien.xsd")
        lien.type, lien.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(lien)


def test_la_norme_iati_se_prend_du_paquet_et_rien_d_autre_de_lui(tmp_path, monkeypatch):
    norme = outils_systeme._NORME
    demandes = []

    def telecharger(commande, **_options):
        demandes.append(commande)
        vers = commande[commande.index("-d") + 1]
        fichiers = (
            f"{norme}codelist-mapping.xml",
            f"{norme}schemas/a.xsd",
            f"{norme}../../../x",
            "pyIATI-0.4.1/setup.py",
        )
        _paquet(f"{vers}/p.tar.gz", *fichiers)
        return subprocess.CompletedProcess(commande, 0)

    monkeypatch.setattr(outils_systeme.subprocess, "run", telecharger)
    assert outils_systeme.norme_iati(tmp_path) is None
    for _ in range(2):
        outils_systeme.assurer_norme(tmp_path, tmp_path / "python")
    assert len(demandes) == 1 and "--require-hashes" in demandes[0] and "--no-deps" in demandes[0]
    presents = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert presents == {"norme-iati/codelist-mapping.xml", "norme-iati/schemas/a.xsd"}


def test_sans_la_norme_iati_echec_en_integration_continue_seulement(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        outils_systeme.subprocess, "run", lambda commande, **_: subprocess.CompletedProcess(commande, 1)
    )
    monkeypatch.setenv("CI", "true")
    with pytest.raises(outils_systeme.Arret, match=r"norme IATI .*CI=true"):
        outils_systeme.assurer_norme(tmp_path, tmp_path / "python")
    monkeypatch.setenv("CI", "")
    outils_systeme.assurer_norme(tmp_path, tmp_path / "python")
    assert "Ses essais seront sautés" in capsys.readouterr().out
