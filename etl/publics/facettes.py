"""Les facettes d'un indicateur : ce qui s'y compte, case par case, et ce qu'une soustraction en tire.

Une facette est une colonne de nombres sur la grille : la valeur d'un compte, ou, d'un ratio, son numérateur, son
dénominateur et leur différence. Une facette latente n'a pas de rangée : c'est une différence de facettes publiées (le
total moins ses modalités, les usagers moins les actes SPI) qu'un lecteur obtient par soustraction.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from etl.publics.grilles import Booleens, Entiers, Grille, Nombres

RIEN = 1e-9
Variation = dict[str, int]


@dataclass
class Facette:
    """Une colonne de nombres sur la grille (zones × périodes).

    Attributes:
        valeurs: NaN là où rien n'est publié, ou là où tout est connu d'avance (sans donnée, 0/0).
        libre: vrai là où le public ne voit pas ce niveau : rien ne l'y contraint.
        rangee: le rang de la ligne de `valeurs` qui la porte ; −1 : aucune. None pour une latente.
        groupe: les facettes d'une même ligne ont le même ; vide pour une latente.
        dates: la date de la plus ancienne composante, en jours.
        reportee: vrai quand un état se reporte d'une période à l'autre (règle « dernière »).
        definition: d'une latente, ses facettes et leurs coefficients, le plus grand terme d'abord.
    """

    valeurs: Nombres
    libre: Booleens
    rangee: Entiers | None = None
    groupe: str = ""
    dates: Nombres = field(default_factory=lambda: np.zeros((0, 0)))
    reportee: bool = False
    definition: Variation = field(default_factory=dict)


def nommer(code: str, quantite: str, dimension: str = "", modalite: str = "") -> str:
    """Le nom d'une facette ; sans quantité, celui de son groupe."""
    return "·".join((code, quantite, dimension, modalite))


def lire(code: str, ratio: bool, derniere: bool, rangees: pd.DataFrame, grille: Grille) -> dict[str, Facette]:
    """Les facettes publiées d'un indicateur, par nom."""
    zones = {z: n for n, z in enumerate(grille.zones)}
    periodes = {p: n for n, p in enumerate(grille.periodes)}
    dimension, modalite = rangees["dimension"].fillna("").astype(str), rangees["modalite"].fillna("").astype(str)
    facettes = {}
    for d, siennes in rangees.groupby(dimension, sort=True):
        # Un niveau sans aucune rangée de cette dimension n'est pas montré ; ailleurs, une modalité absente vaut rien.
        vus = set(siennes["niveau"])
        libre = np.repeat([[n not in vus] for n in grille.niveaux], len(periodes), axis=1)
        for m, groupe in siennes.groupby(modalite[siennes.index], sort=True):
            z = groupe["code_zone"].map(zones).to_numpy()
            p = np.array([periodes[c] for c in zip(groupe["type_periode"], groupe["periode"], strict=True)])

            def poser(nombres: np.ndarray, vide: float, z: np.ndarray = z, p: np.ndarray = p) -> np.ndarray:
                grillees = np.full((len(zones), len(periodes)), vide, dtype=nombres.dtype)
                grillees[z, p] = nombres
                return grillees

            ancienne = pd.to_datetime(groupe["date_plus_ancienne"])
            jours = np.where(ancienne.isna(), np.nan, ancienne.to_numpy().astype("datetime64[D]").astype(float))
            rang, dates = poser(groupe["rang"].to_numpy(dtype=np.int64), -1), poser(jours, np.nan)
            for quantite, nombres in _quantites(groupe, ratio).items():
                facettes[nommer(code, quantite, str(d), str(m))] = Facette(
                    poser(nombres, np.nan), libre.copy(), rang, nommer(code, "", str(d), str(m)), dates, derniere
                )
    return facettes


def _quantites(rangees: pd.DataFrame, ratio: bool) -> dict[str, Nombres]:
    if not ratio:
        return {"val": rangees["valeur"].to_numpy(dtype=float)}
    num, den = (rangees[c].to_numpy(dtype=float) for c in ("numerateur", "denominateur"))
    num, den = np.where(den == 0, np.nan, num), np.where(den == 0, np.nan, den)
    return {"num": num, "reste": den - num, "den": den}


def latente(definition: Variation, facettes: dict[str, Facette], grille: Grille) -> Facette:
    """La différence de facettes publiées ; NaN quand elle est nulle : la relation est alors exacte.

    Une modalité sans rangée vaut rien ; sans le plus grand terme (le premier), il n'y a pas de différence. Elle est
    libre là où un terme n'est pas montré, ou date d'ailleurs : le total d'une enquête moins les femmes d'une autre
    n'est l'effectif de personne.
    """
    termes = [facettes[n] for n in definition]
    grand = termes[0]
    somme = sum(c * np.nan_to_num(f.valeurs) for f, c in zip(termes, definition.values(), strict=True))
    reste = np.where(np.isnan(grand.valeurs) | (np.abs(somme) <= RIEN), np.nan, somme)
    libre = np.any([f.libre for f in termes], axis=0)
    if grand.reportee:
        autres = np.any(
            [~np.isnan(f.valeurs) & (np.nan_to_num(f.dates) != np.nan_to_num(grand.dates)) for f in termes], axis=0
        )
        libre |= autres | (grille.contenance.T.astype(int) @ autres > 0)
    return Facette(reste, libre, definition=definition)


def completer_restes_de_zone(facette: Facette, grille: Grille) -> None:
    """Écrit, dans la zone latente de chaque mère, ce que ses filles visibles ne disent pas (NaN : tout est dit)."""
    rang = {z: n for n, z in enumerate(grille.zones)}
    for mere, filles in enumerate(grille.filles):
        if not filles:
            continue
        reste = facette.valeurs[mere] - np.nan_to_num(facette.valeurs[filles]).sum(axis=0)
        libre = facette.libre[[mere, *filles]].any(axis=0)
        latent = rang[f"+{grille.zones[mere]}"]
        facette.libre[latent] = libre
        facette.valeurs[latent] = np.where((reste > RIEN) & ~libre, reste, np.nan)


def reportee(facette: Facette, grille: Grille) -> Booleens:
    """[z, b] : la feuille z porte en b la même valeur, à la même date, qu'en b − 1 ; un lecteur sait qu'elles sont une.

    Une zone latente n'a pas de date : sa valeur seule décide.
    """
    liens = np.zeros((len(grille.zones), grille.bases), dtype=bool)
    ecarts = np.diff(facette.dates[:, : grille.bases], axis=1)
    liens[:, 1:] = (np.abs(np.diff(facette.valeurs[:, : grille.bases], axis=1)) < RIEN) & ~(np.abs(ecarts) > 0)
    return liens
