"""Les réglages : environnement, puis fichier, puis valeurs d'origine ; une erreur dit le remède."""

import datetime as dt
from pathlib import Path

import pytest

from domaine.reglages import RACINE, ReglageInvalide, Reglages, dossier_donnees, reglages


def _lire(tmp_path, environnement=None, toml=None) -> Reglages:
    if toml is not None:
        (tmp_path / "reglages.toml").write_text(toml, encoding="utf-8")
    return reglages(environnement or {}, tmp_path)


def test_valeurs_d_origine(tmp_path):
    lus = _lire(tmp_path)
    assert lus == Reglages()
    assert (lus.taille_max_mo, lus.taille_decompressee_max_mo, lus.lignes_max) == (50, 500, 1_000_000)
    assert (lus.profil, lus.edition, lus.date_donnees) == ("interne", None, None)


def test_l_environnement_prime_sur_le_fichier(tmp_path):
    toml = 'taille_max_mo = 10\nprofil = "bailleur"\ndate_donnees = 2024-06-30\nedition = ""\n'
    lus = _lire(tmp_path, {"SOCLE_TAILLE_MAX_MO": " 20 ", "SOCLE_PROFIL": "", "SOCLE_EDITION": "E2023-T2-1"}, toml)
    assert lus.taille_max_mo == 20
    assert lus.profil == "bailleur"  # une variable vide vaut « non réglée »
    assert lus.edition == "E2023-T2-1"
    assert lus.date_donnees == dt.date(2024, 6, 30)


def test_date_en_texte(tmp_path):
    assert _lire(tmp_path, {"SOCLE_DATE_DONNEES": "2024-06-30"}).date_donnees == dt.date(2024, 6, 30)
    assert _lire(tmp_path, toml='date_donnees = "2024-06-30"').date_donnees == dt.date(2024, 6, 30)


@pytest.mark.parametrize(
    ("nom", "valeur", "remede"),
    [
        ("TAILLE_MAX_MO", "50 Mo", "nombre entier"),
        ("LIGNES_MAX", "0", "supérieur ou égal à 1"),
        ("LIGNES_MAX", "-5", "supérieur ou égal à 1"),
        ("DATE_DONNEES", "30/06/2024", "AAAA-MM-JJ"),
        ("DATE_DONNEES", "2024-02-30", "AAAA-MM-JJ"),
        ("PROFIL", "public", "interne, partenaires, bailleur"),
        ("EDITION", "../autre", "edition lister"),
        ("LIMITES_ADRESSE", "limites.geojson", "https://"),
    ],
)
def test_une_erreur_nomme_le_reglage_la_valeur_et_le_remede(tmp_path, nom, valeur, remede):
    with pytest.raises(ReglageInvalide) as levee:
        _lire(tmp_path, {f"SOCLE_{nom}": valeur})
    for morceau in (nom.lower(), f"variable SOCLE_{nom}", valeur, remede):
        assert morceau in str(levee.value)


@pytest.mark.parametrize("toml", ["taille_max_mo = 1.5", "taille_max_mo = true", "profil = 3", "date_donnees = 2024"])
def test_un_type_faux_dans_le_fichier(tmp_path, toml):
    with pytest.raises(ReglageInvalide, match=r"reglages\.toml"):
        _lire(tmp_path, toml=toml)


def test_un_nom_inconnu_propose_le_plus_proche(tmp_path):
    with pytest.raises(ReglageInvalide, match="écrivez : taille_max_mo"):
        _lire(tmp_path, toml="taile_max_mo = 3")


@pytest.mark.parametrize("octets", [b"taille_max_mo = ", b"profil = '\xe9'"])
def test_un_fichier_mal_ecrit(tmp_path, octets):
    (tmp_path / "reglages.toml").write_bytes(octets)
    with pytest.raises(ReglageInvalide, match="UTF-8"):
        reglages({}, tmp_path)


def test_un_point_d_interrogation_dans_le_dossier_est_refuse(monkeypatch, tmp_path):
    """DuckDB lit des options après lui : la base irait ailleurs."""
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path / "données ? n° 1"))
    with pytest.raises(ReglageInvalide, match="ne peut pas avoir de «\\?»"):
        dossier_donnees()


def test_dossier_donnees(monkeypatch, tmp_path):
    monkeypatch.setenv("SOCLE_DONNEES", str(tmp_path))
    assert dossier_donnees() == tmp_path
    monkeypatch.setenv("SOCLE_DONNEES", "relatif")
    assert dossier_donnees() == Path.cwd() / "relatif"
    monkeypatch.setenv("SOCLE_DONNEES", " ")
    assert dossier_donnees() == RACINE / "data"
