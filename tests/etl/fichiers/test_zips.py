"""La table d'un zip se mesure avant d'être lue, même quand une grande archive la dit ailleurs."""

import zipfile

import pytest

from etl.fichiers import zips


def _zip(chemin, noms):
    with zipfile.ZipFile(chemin, "w") as archive:
        for nom in noms:
            archive.writestr(nom, "x")
    return chemin


def test_une_table_demesuree_ou_une_fin_absente_se_refusent(tmp_path):
    archive = _zip(tmp_path / "a.zip", [f"{i:04}.txt" for i in range(100)])
    zips.ouvrir_zip(archive, 10_000).close()
    with pytest.raises(zips.ZipRefuse, match="démesuré"):
        zips.ouvrir_zip(archive, 1_000)
    (tmp_path / "b.zip").write_bytes(archive.read_bytes()[:-30])
    with pytest.raises(zips.ZipRefuse, match="abîmé"):
        zips.ouvrir_zip(tmp_path / "b.zip", 10_000)


def test_une_grande_archive_ne_cache_pas_sa_table(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 10)
    archive = _zip(tmp_path / "a.zip", [f"{i:04}.txt" for i in range(100)])
    octets = bytearray(archive.read_bytes())
    fin = octets.rfind(b"PK\x05\x06")
    assert octets[fin - 76 : fin - 72] == b"PK\x06\x06"
    octets[fin + 12 : fin + 16] = (10).to_bytes(4, "little")
    archive.write_bytes(octets)
    with pytest.raises(zips.ZipRefuse, match="démesuré"):
        zips.ouvrir_zip(archive, 1_000)
