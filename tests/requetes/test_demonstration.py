"""Sur la démonstration entière : les lignes sources refont les chiffres publiés, à toutes les natures."""

import math

import pandas as pd
import pytest

from domaine.sources import SOURCES
from requetes.edition.ouverture import edition_a_lire, ouvrir
from requetes.edition.referentiel import Indicateur, lire_referentiel
from requetes.tendances import provenance
from requetes.tendances.provenance import LigneSource
from tableurs.objets import en_tableau


def _refaire(sources: pd.DataFrame, indicateur: Indicateur, modalite: str | None) -> float:
    """Le chiffre que disent les lignes rendues, par la règle de sa nature ; NaN quand aucune ligne n'en dit un."""
    if indicateur.source_calcul == "communes_couvertes":
        return sources[sources["numerateur"] == 1]["code_zone"].nunique()
    match indicateur.nature:
        case "ratio":
            return 100 * sources["numerateur"].sum() / (sources["denominateur"].sum() or math.nan)
        case "score":
            poids = sources["effectif"].sum() or math.nan
            return (sources["valeur"] * sources["effectif"]).sum() / poids
        case "distinct":
            return sources["id_entite"].nunique() or math.nan
        case "delai":
            return sources["valeur"].median()
        case "jalon":
            return len(sources) if modalite else sources["valeur"].iloc[0]
    return sources["valeur"].sum() if len(sources) else math.nan


@pytest.mark.lent
def test_les_sources_refont_les_chiffres(edition_demo):
    """Plus de cent chiffres tirés au hasard : tous niveaux, toutes périodes, toutes ventilations (règles E9 et C14)."""
    base = ouvrir(edition_a_lire(edition_demo))
    indicateurs = lire_referentiel(base).indicateurs
    tires = base.lire("SELECT * FROM valeurs WHERE valeur IS NOT NULL")
    ventiles = tires.groupby(["code_indicateur", "dimension"]).sample(2, random_state=7, replace=True)
    tires = tires.groupby("code_indicateur").sample(4, random_state=7, replace=True)
    tires = pd.concat([tires, ventiles]).drop_duplicates()
    natures = set()
    for chiffre in tires.to_dict("records"):
        indicateur = indicateurs[chiffre["code_indicateur"]]
        ventilation = ("", "") if pd.isna(chiffre["dimension"]) else (chiffre["dimension"], chiffre["modalite"])
        cle = (chiffre[c] for c in ("code_indicateur", "code_zone", "type_periode", "periode"))
        sources = en_tableau(LigneSource, provenance.lignes_sources(base, *cle, ventilation, 100_000))
        refait = _refaire(sources, indicateur, ventilation[1])
        if indicateur.source_calcul == "communes_couvertes":
            assert refait == chiffre["numerateur"], chiffre
        elif not math.isnan(refait):
            assert refait == pytest.approx(chiffre["valeur"]), chiffre
        else:
            # un registre tenu mais sans ligne pour la zone vaut zéro
            assert chiffre["valeur"] == 0, chiffre
        natures.add((indicateur.nature, bool(ventilation[0])))
    assert len(tires) >= 100
    assert {n for n, _ in natures} >= {"flux", "stock", "ratio", "score", "distinct", "delai"}
    assert set(zip(ventiles["code_indicateur"], ventiles["dimension"], strict=True)) >= {
        (i.code, dimension)
        for i in indicateurs.values()
        if i.source_calcul in SOURCES
        for dimension in SOURCES[i.source_calcul].dimensions
    }


@pytest.mark.lent
def test_les_modalites_font_le_total(edition_demo):
    """De tout ce qui s'additionne, sauf le service des usagers, que seules les visites ont (règle C14)."""
    base = ouvrir(edition_a_lire(edition_demo))
    ecarts = base.lire("""
        SELECT t.code_indicateur, m.dimension, max(abs(t.valeur - m.somme)) AS ecart
        FROM valeurs t JOIN indicateur i ON i.code = t.code_indicateur JOIN (
            SELECT code_indicateur, code_zone, type_periode, periode, dimension, sum(valeur) AS somme FROM valeurs
            WHERE dimension IS NOT NULL GROUP BY ALL
        ) m USING (code_indicateur, code_zone, type_periode, periode)
        WHERE t.dimension IS NULL AND i.nature IN ('flux', 'stock') AND i.source_calcul <> 'saisie'
        GROUP BY ALL
    """)
    faux = ecarts[ecarts["ecart"] > 1e-6]
    assert len(ecarts) >= 12
    assert faux[["code_indicateur", "dimension"]].to_numpy().tolist() == [["OS2", "service"]]


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


@pytest.mark.lent
def test_ce_qui_manque_est_ce_qui_est_attendu_moins_ce_qui_est_recu(edition_demo):
    """Totaux et ventilations des indicateurs saisis ; les rangs d'un jalon ont leur propre complétude (règle E9)."""
    base = ouvrir(edition_a_lire(edition_demo))
    rangees = base.lire("""
        SELECT v.* FROM valeurs v JOIN indicateur i ON i.code = v.code_indicateur
        WHERE i.source_calcul = 'saisie' AND v.dimension IS DISTINCT FROM 'rang'
    """)
    tirees = rangees.sample(60, random_state=3)
    assert tirees["dimension"].notna().any()
    for r in tirees.to_dict("records"):
        ventilation = ("", "") if pd.isna(r["dimension"]) else (r["dimension"], r["modalite"])
        cle = (r["code_indicateur"], r["code_zone"], r["type_periode"], r["periode"])
        manques = provenance.lignes_manquantes(base, *cle, ventilation)
        assert len(manques) == r["attendues"] - r["recues"], (cle, ventilation)
