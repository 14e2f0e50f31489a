"""Le reçu : une page, la même chose en PDF et en texte, et tout ce qu'il faut pour vérifier sans l'outil."""

import re

from pypdf import PdfReader

from domaine import chemins, preuve
from rapports import recu

MANIFESTE = {
    "id": "E2024-T2-1",
    "public": "bailleur",
    "titre": "Un titre " + "fort long " * 19,
    "periode": "2024-T2",
    "provisoire": True,
    "date_donnees": "2024-06-30",
    "figee_le": "2024-07-15T10:30:00",
    "empreinte": "e" * 64,
    "demonstration": True,
    "sceau": "5" * 64,
    "fichiers": {nom: {"sha256": f"{rang}" * 64} for rang, nom in enumerate((chemins.BASE, *chemins.SORTIES))},
}
LIGNE = preuve.ecrire_ligne(
    {
        "numero": "E2024-T2-1",
        "public": "bailleur",
        "figee_le": "2024-07-15T10:30:00",
        "sceau": "5" * 64,
        "signature": "7" * 128,
        "cle": "c" * 64,
    },
    preuve.ORIGINE,
)


def _nu(texte):
    return re.sub(r"[\s\u200b]", "", texte)


def test_une_page_qui_dit_tout(tmp_path, monkeypatch):
    """Règles E15 et E16."""
    monkeypatch.setattr(recu, "lire_manifeste", lambda _: MANIFESTE)
    recu.ecrire(tmp_path, preuve.lire_ligne(LIGNE))
    pdf = PdfReader(tmp_path / chemins.RECU_PDF)
    texte = (tmp_path / chemins.RECU_TEXTE).read_text(encoding="utf-8")
    assert len(pdf.pages) == 1
    lus = _nu(pdf.pages[0].extract_text()), _nu(texte)
    tete = preuve.lire_ligne(LIGNE).tete
    attendus = ["E2024-T2-1", "bailleur", "provisoire", "30 juin 2024", "15 juillet 2024", "fictifs", tete]
    attendus += ["e" * 64, "5" * 64, "7" * 128, "c" * 64, *(d["sha256"] for d in MANIFESTE["fichiers"].values())]
    for attendu in (*attendus, *MANIFESTE["fichiers"], MANIFESTE["titre"].strip(), "verifier FICHIER"):
        assert all(_nu(attendu) in lu for lu in lus), attendu
    assert LIGNE.decode() in texte, "la ligne du journal, au caractère près : sa tête se recalcule à la main"
    estampille = ("E2024-T2-1", tete)
    assert preuve.lire_estampille_de_recu(texte.encode()) == estampille
    assert preuve.lire_estampille_de_recu((tmp_path / chemins.RECU_PDF).read_bytes()) == estampille


def test_le_meme_recu_a_les_memes_octets(tmp_path, monkeypatch):
    monkeypatch.setattr(recu, "lire_manifeste", lambda _: MANIFESTE)
    for nom in ("un", "deux"):
        (tmp_path / nom).mkdir()
        recu.ecrire(tmp_path / nom, preuve.lire_ligne(LIGNE))
    for nom in chemins.RECUS:
        assert (tmp_path / "un" / nom).read_bytes() == (tmp_path / "deux" / nom).read_bytes()
