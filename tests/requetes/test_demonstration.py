"""Sur la démonstration entière : les lignes sources refont les chiffres publiés."""

import math

import pytest

from requetes import provenance, referentiel
from requetes.ouverture import edition_a_lire, ouvrir

#: La péremption à 90 jours n'est pas une ligne reçue : ces deux-là ne se refont pas par simple somme.
NON_ADDITIFS = {"points_fonctionnels", "communes_couvertes"}


@pytest.mark.lent
@pytest.mark.parametrize(("type_periode", "zone"), [("cumul", "SOCLE"), ("trimestre", "GAO"), ("annee", "MENAKA")])
def test_les_sources_refont_les_chiffres(edition_demo, type_periode, zone):
    base = ouvrir(edition_a_lire(edition_demo))
    compares = 0
    for i in referentiel.indicateurs(base).to_dict("records"):
        if i["nature"] not in ("flux", "stock", "ratio") or i["source_calcul"] in NON_ADDITIFS:
            continue
        ligne = base.lire(
            """SELECT v.* FROM valeurs v JOIN periode p ON p.libelle = v.periode
               WHERE code_indicateur = $code AND code_zone = $zone AND type_periode = $type AND dimension IS NULL
                 AND p.finie ORDER BY p.fin DESC LIMIT 1""",
            {"code": i["code"], "zone": zone, "type": type_periode},
        )
        if ligne.empty:
            continue
        attendue, periode = ligne["valeur"][0], ligne["periode"][0]
        sources = provenance.lignes_sources(base, i["code"], zone, type_periode, periode, i["regle_temps"], 100_000)
        if i["nature"] == "ratio":
            refaite = 100 * sources["numerateur"].sum() / (sources["denominateur"].sum() or math.nan)
        else:
            # Un registre tenu mais sans ligne pour la zone vaut zéro ; rien de reçu du tout vaut n. d.
            refaite = sources["valeur"].sum() if len(sources) or attendue == 0 else math.nan
        assert refaite == pytest.approx(attendue, nan_ok=True), (i["code"], periode)
        compares += not math.isnan(attendue)
    assert compares >= 10


@pytest.mark.lent
def test_les_index_suivent_les_tables(edition_demo):
    base = ouvrir(edition_a_lire(edition_demo))
    rangees = base.lire("SELECT DISTINCT code_indicateur, type_periode, periode FROM valeurs")
    index = base.lire("SELECT * FROM periode_calculee ORDER BY code_indicateur, type_periode, fin")
    cles = ["code_indicateur", "type_periode", "periode"]
    assert set(map(tuple, rangees.to_numpy())) == set(map(tuple, index[cles].to_numpy()))
    for _, suite in index.groupby(cles[:2]):
        assert suite["rang"].tolist() == list(range(1, len(suite) + 1))
        assert suite["fin"].tolist()[1:] == suite["fin_suivante"].tolist()[:-1]
        assert suite["fin_suivante"].iloc[-1].year == 9999
    recues = base.lire("SELECT code_indicateur, code_zone, periode, dimension, motif_absence FROM valeur")
    recues["fermee"] = recues["motif_absence"] == "zone inaccessible"
    cles = ["code_indicateur", "code_zone", "periode"]
    saisies = base.lire("SELECT * FROM saisie_recue").set_index(cles)
    fermees = recues.groupby(cles)["fermee"].all()
    assert fermees.any()
    assert saisies["inaccessible"].sort_index().tolist() == fermees.sort_index().tolist()
    totaux = recues[recues["dimension"].isna() & recues["motif_absence"].notna()].set_index(cles)["motif_absence"]
    assert saisies["motif_absence"].dropna().sort_index().to_dict() == totaux.sort_index().to_dict()
