"""«Vos dix premières minutes» ne promet à personne ce que son écran n'a pas."""

from __future__ import annotations

from vues.aide.premieres_minutes import PARCOURS


def test_le_bailleur_n_est_mene_a_rien_que_son_edition_tait():
    """Ni lignes de classeurs, ni «Pourquoi ?», ni pages de l'équipe : une édition remise n'en a pas."""
    dits = " ".join(f"{e.titre} {e.gestes}" for e in PARCOURS["Bailleur"])
    for tu in ("remonte aux lignes", "Pourquoi", "Éditions et", "Déposer", "fige"):
        assert tu not in dits, tu
    assert any("remonte aux lignes" in e.gestes for e in PARCOURS["Chef de projet, suivi-évaluation"])
