"""Masquer les effectifs de personnes inférieurs à 5, et ce qui permettrait de les retrouver (règles M6 à M11).

Ce que le public voit d'un indicateur est un système de relations : une zone est la somme de ses filles, un total celle
de ses modalités, une période longue celle des courtes, un cumul celle de ce qui précède ; un état reporté est égal à
celui d'avant ; les usagers contiennent les actes SPI, qui contiennent les femmes. Un petit effectif est un nombre
strictement entre 0 et 5 : une valeur, un numérateur, un dénominateur, leur différence (« 97 sur 98 » désigne une
personne), ou une différence de deux nombres publiés (le total moins les femmes). Pour chacun, `temoins` trouve un autre
monde, possible, où il vaut autre chose ; les lignes où ce monde diffère du vrai sont masquées entières.

Ce qui est décidé :

- **Zéro reste 0**, sauf quand il faut le masquer pour en cacher un autre (en dernier : un zéro cache mal). Il dit que
  personne n'est compté, et les témoins tiennent compte de ce qu'un zéro publié révèle.
- **La ligne entière** : la valeur d'un ratio et son dénominateur rendent le numérateur ; `taux_realisation`,
  `taux_progression` et `etat` rendent ou bornent la valeur.
- **Une référence** petite, ou égale à une valeur masquée de sa zone, est vidée de toutes les lignes de la zone, avec le
  taux de progression, qui la rendrait ; ces lignes-là ne sont pas masquées (voir `references_a_taire`).
- **Personnes distinctes** : elles ne s'additionnent pas, mais se bornent (une région ne dépasse pas la somme de ses
  zones). Elles sont traitées comme une somme, ce qui masque plus, et un témoin garde chaque partie sous son tout.
- **Gain aux tests** : une moyenne ne publie pas d'effectif, mais celle d'une personne est sa note. Il est masqué là où
  les personnes formées le sont. Les autres scores, les délais et les jalons restent.
- **Deux indicateurs d'une même source** à des fréquences différentes sont masqués ensemble, période par période.

Hors d'ici : deux éditions d'une même période, ou une édition et sa révision, peuvent se soustraire.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from domaine.figees import MASQUE
from domaine.figees import SEUIL_DE_MASQUAGE as SEUIL
from domaine.niveaux import NIVEAUX
from etl.publics.familles import SOURCES_LIEES, Famille, batir_familles
from etl.publics.grilles import Nombres
from etl.publics.personnes import compte_des_personnes
from etl.publics.temoins import Recherche

VIDEES = ["valeur", "numerateur", "denominateur", "taux_realisation", "taux_progression"]
#: Ce que coûte de masquer une ligne : plus la zone et la période sont grandes, plus elle informe.
POIDS_NIVEAU = {niveau: 40.0**hauteur for hauteur, niveau in enumerate(reversed(NIVEAUX))}
POIDS_TYPE = {"mois": 1.0, "trimestre": 1.0, "semestre": 1.4, "annee": 2.0, "cumul": 1.2}
POIDS_TOTAL, POIDS_TOTAL_SOCLE = 1.5, 100.0
#: Un zéro cache mal : sa somme avec un petit effectif est encore petite.
POIDS_ZERO = 25.0


def masquer(
    valeurs: pd.DataFrame, indicateurs: pd.DataFrame, zones: pd.DataFrame, periodes: pd.DataFrame, seuil: int = SEUIL
) -> pd.DataFrame:
    """Masque les petits effectifs et assez d'autres lignes pour qu'on ne puisse les retrouver.

    Args:
        valeurs: les 20 colonnes de `valeurs`, déjà réduites aux niveaux et aux périodes que le public voit.
        indicateurs: la table `indicateur` de l'édition.
        zones: code, niveau, parent.
        periodes: libelle, type, debut, fin.
        seuil: un effectif strictement entre 0 et lui est petit.

    Returns:
        Les mêmes lignes dans le même ordre, et `masque` ; sur une ligne masquée, les nombres et les taux sont vides et
        l'état est « masqué ».

    Raises:
        ValueError: ce que le public voit ne permet pas de dire ce qui se retrouve (totaux ou périodes de base absents).
    """
    rendu = valeurs.copy()
    masque = lignes_a_masquer(valeurs, indicateurs, zones, periodes, seuil)
    rendu.loc[masque, VIDEES] = np.nan
    rendu.loc[masque, "etat"] = MASQUE
    rendu["masque"] = masque
    tues = references_a_taire(valeurs, masque, indicateurs, seuil)
    ici = pd.MultiIndex.from_frame(rendu[["code_indicateur", "code_zone"]]).isin(pd.MultiIndex.from_frame(tues))
    rendu.loc[ici, ["valeur_reference", "taux_progression"]] = np.nan
    return rendu


def lignes_a_masquer(
    valeurs: pd.DataFrame, indicateurs: pd.DataFrame, zones: pd.DataFrame, periodes: pd.DataFrame, seuil: int = SEUIL
) -> np.ndarray:
    """Vrai pour chaque ligne à masquer."""
    valeurs = valeurs.reset_index(drop=True)
    comptes = indicateurs[indicateurs["code"].isin(_natures(indicateurs))].sort_values("code")
    siennes = valeurs.assign(rang=np.arange(len(valeurs)))[valeurs["code_indicateur"].isin(comptes["code"]).to_numpy()]
    poids = _poids(valeurs)
    masque = np.zeros(len(valeurs), dtype=bool)
    for famille in batir_familles(siennes, comptes, zones, periodes):
        _masquer_famille(famille, poids, masque, seuil)
    _accorder(valeurs, indicateurs, periodes, masque)
    return masque


def references_a_taire(
    valeurs: pd.DataFrame, masque: np.ndarray, indicateurs: pd.DataFrame, seuil: int = SEUIL
) -> pd.DataFrame:
    """Les (code_indicateur, code_zone) dont la valeur de référence ne doit sortir nulle part.

    Un compte de personnes de référence petit, ou une référence égale à une valeur masquée de sa zone. Les termes d'un
    ratio de référence ne sont pas dans `valeurs` : qui écrit la table `valeur_reference` les vide toujours.
    """
    nature = valeurs["code_indicateur"].map(_natures(indicateurs))
    reference, valeur = valeurs["valeur_reference"].astype(float), valeurs["valeur"].astype(float)
    petite = nature.notna() & (nature != "ratio") & (reference > 0) & (reference < seuil)
    egale = masque & ((reference - valeur).abs() < 0.05)
    return valeurs.loc[petite | egale, ["code_indicateur", "code_zone"]].drop_duplicates()


def _natures(indicateurs: pd.DataFrame) -> dict[str, str]:
    """La nature de chaque indicateur qui compte des personnes."""
    lus = [{str(c): v for c, v in i.items()} for i in indicateurs.to_dict("records")]
    return {i["code"]: i["nature"] for i in lus if compte_des_personnes(i)}


def _poids(valeurs: pd.DataFrame) -> Nombres:
    poids = valeurs["niveau"].map(POIDS_NIVEAU).to_numpy(dtype=float)
    poids = poids * valeurs["type_periode"].map(POIDS_TYPE).to_numpy(dtype=float)
    total = valeurs["dimension"].isna().to_numpy()
    poids = np.where(total, poids * POIDS_TOTAL, poids)
    poids = np.where(total & (valeurs["niveau"] == "SOCLE").to_numpy(), poids * POIDS_TOTAL_SOCLE, poids)
    reste = valeurs["denominateur"] - valeurs["numerateur"]
    nulle = (valeurs["valeur"] == 0) | (reste == 0)
    poids = np.where(nulle.to_numpy(), poids * POIDS_ZERO, poids)
    taille = np.nan_to_num(valeurs["denominateur"].fillna(valeurs["valeur"]).abs().to_numpy(dtype=float))
    return np.asarray(poids * (1 + np.log1p(taille) / 20), dtype=float)


def _masquer_famille(famille: Famille, poids: Nombres, masque: np.ndarray, seuil: int) -> None:
    """Masque, dans `masque`, ce que demandent les petits effectifs d'une famille."""
    publiees = {f.groupe: f.rangee for f in famille.facettes.values() if f.rangee is not None}
    cout = {g: np.where(r >= 0, poids[r], 0.0) for g, r in publiees.items()}
    recherche = Recherche(famille, cout, seuil)
    couvert = {nom: np.zeros(f.valeurs.shape, dtype=bool) for nom, f in famille.facettes.items()}
    for nom, zone, periode in _petits(famille, seuil):
        if couvert[nom][zone, periode]:
            continue
        temoin = recherche.chercher(nom, zone, periode)
        if temoin is None:
            # Des nombres incohérents, que rien ne permet de protéger un à un : la famille entière se tait.
            for facette in famille.facettes.values():
                if facette.rangee is not None:
                    masque[facette.rangee[(facette.rangee >= 0) & ~np.isnan(facette.valeurs)]] = True
            return
        change = temoin.cases() != 0
        for touchee in temoin.variation:
            facette = famille.facettes[touchee]
            couvert[touchee] |= change
            if facette.rangee is not None:
                ici = change & (facette.rangee >= 0) & ~np.isnan(facette.valeurs)
                masque[facette.rangee[ici]] = True
                cout[facette.groupe][ici] = 0.0


def _petits(famille: Famille, seuil: int) -> list[tuple[str, int, int]]:
    """Les cases à protéger, des plus petites zones et périodes aux plus grandes."""
    trouves = []
    for nom, facette in sorted(famille.facettes.items()):
        ici = (facette.valeurs > 0) & (facette.valeurs < seuil) & ~facette.libre
        trouves += [(nom, int(z), int(p)) for z, p in np.argwhere(ici)]
    return sorted(trouves, key=lambda c: (c[2] >= famille.grille.bases, c[1], c[2], c[0]))


def _accorder(valeurs: pd.DataFrame, indicateurs: pd.DataFrame, periodes: pd.DataFrame, masque: np.ndarray) -> None:
    """Masque ensemble les lignes d'une même zone, période et modalité que leur source lie sans être de même famille."""
    sources = dict(zip(indicateurs["code"], indicateurs["source_calcul"], strict=True))
    liees = {"gain_tests": "personnes_formees"} | dict.fromkeys(SOURCES_LIEES, "SPI")
    source = valeurs["code_indicateur"].map(sources)
    origine = source.map(lambda s: liees.get(s, s))
    nombre = valeurs.groupby(origine)["code_indicateur"].transform("nunique")
    famille_spi = (origine == "SPI") & ~_frequences_diverses(indicateurs)
    ici = (source != "saisie") & origine.notna() & (nombre > 1) & ~famille_spi & valeurs["valeur"].notna()
    if not (ici.to_numpy() & masque).any():
        return
    bornes = periodes.drop_duplicates("libelle").set_index("libelle")
    cumul = valeurs["type_periode"] == "cumul"
    cles = pd.DataFrame(
        {
            "origine": origine.astype(str),
            "zone": valeurs["code_zone"],
            # les SPI se recoupent d'une ventilation à l'autre : elles se taisent ensemble
            "ventilation": (valeurs["dimension"].fillna("") + "=" + valeurs["modalite"].fillna("")).where(
                origine != "SPI", ""
            ),
            "debut": valeurs["periode"].map(bornes["debut"]).astype(str).where(~cumul, "cumul"),
            "fin": valeurs["periode"].map(bornes["fin"]).astype(str),
        }
    )[ici]
    touche = pd.Series(masque[ici.to_numpy()], index=cles.index).groupby([cles[c] for c in cles]).transform("any")
    masque[np.flatnonzero(ici.to_numpy())[touche.to_numpy()]] = True


def _frequences_diverses(indicateurs: pd.DataFrame) -> bool:
    """Vrai quand les indicateurs des SPI ne tiennent pas dans une seule famille."""
    lies = indicateurs[indicateurs["source_calcul"].isin(SOURCES_LIEES)]
    return bool(
        lies["source_calcul"].duplicated().any() or len(lies[["frequence", "regle_temps"]].drop_duplicates()) > 1
    )
