"""Les mesures tournent et s'accordent ; aucun temps n'est jugé ici."""

from pathlib import Path

import pytest

from bench import calcul, pages, projet
from bench.brut import calculer
from bench.publication import publier


@pytest.mark.lent
def test_le_temoin_et_le_produit_disent_les_memes_chiffres(tmp_path, socle_donnees):
    import pyarrow.parquet as pq

    taille, parquet = projet.TAILLES["essai"], tmp_path / "saisies.parquet"
    pq.write_table(projet.saisies(taille), parquet)
    brut = calculer(taille, parquet, tmp_path / "brut.duckdb")
    recus = [projet.ecrire_cadre(taille, tmp_path / "cadre"), projet.ecrire_amorce(taille, tmp_path / "amorce")]
    produit = publier(calcul.deposer(socle_donnees / "mesure", recus), parquet)
    accord = calcul.comparer(tmp_path / "brut.duckdb", produit["base"])
    assert accord["seules"] == accord["comptes"] == 0
    assert accord["ecart"] < 1e-9
    assert brut["valeurs"] == produit["valeurs"]
    calcul.dire_publication(
        {"brut": [brut | {"memoire_mo": 1}], "produit": [produit | {"memoire_mo": 1}], "concordance": accord}
    )
    mesures = pages.mesurer(Path(produit["base"]), 1)
    assert list(mesures["pages"]) == list(pages.PAGES)
    assert all(len(facons["produit"]) == len(facons["main"]) == 2 for facons in mesures["pages"].values())
    calcul.dire_pages(mesures | {"memoire_mo": 1})
