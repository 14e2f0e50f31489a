"""La grille d'une famille d'indicateurs : ses zones, ses périodes, et ce qui s'y additionne.

Une grille ne connaît que ce qu'un public voit. Une zone mère vaut la somme de ses filles visibles, plus un reste :
quand ce reste existe (actes situés à la région, fille non publiée), il devient une zone latente, sans rangée, qu'une
soustraction révélerait et qu'il faut donc protéger comme une autre.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domaine.niveaux import NIVEAUX

TYPES = ("mois", "trimestre", "semestre", "annee")
Booleens = NDArray[np.bool_]
Entiers = NDArray[np.int64]
Nombres = NDArray[np.float64]


@dataclass(frozen=True)
class Grille:
    """Zones × périodes d'une famille.

    Attributes:
        zones: codes visibles, du niveau le plus bas au plus haut ; « +X » est le reste de X, à la fin.
        niveaux: le niveau de chaque zone (celui de sa mère pour un reste).
        contenance: [f, z] vrai quand la feuille f entre dans la zone z (ou est z) ; faux si f n'en est pas une.
        filles: les filles visibles de chaque zone, par rang.
        periodes: (type_periode, periode), les périodes de base d'abord, dans l'ordre du temps.
        couverture: [b, p] vrai quand la période de base b entre dans la période p.
        etat: la période de base dont l'état est celui de chaque période (la dernière qu'elle contient).
    """

    zones: list[str]
    niveaux: list[str]
    contenance: Booleens
    filles: list[list[int]]
    periodes: list[tuple[str, str]]
    couverture: Booleens
    etat: Entiers

    @cached_property
    def feuilles(self) -> Entiers:
        """Les zones qui n'ont pas de fille visible, et les restes."""
        return np.flatnonzero(self.contenance.any(axis=1))

    @cached_property
    def bases(self) -> int:
        """Le nombre de périodes de base ; elles sont les premières de `periodes`."""
        return len(self.couverture)

    @cached_property
    def inclusions(self) -> tuple[Entiers, Entiers]:
        """Les couples de périodes dont la première est dans la seconde."""
        courtes, longues = np.nonzero((self.couverture[:, :, None] <= self.couverture[:, None, :]).all(axis=0))
        return courtes, longues

    @cached_property
    def proches(self) -> dict[int, list[int]]:
        """Les autres feuilles de chaque feuille, celles qui partagent le plus de zones mères d'abord."""
        communs = self.contenance.astype(int) @ self.contenance.T.astype(int)
        return {
            int(f): sorted((int(g) for g in self.feuilles if g != f), key=lambda g: (-communs[f, g], g))
            for f in self.feuilles
        }


def batir(valeurs: pd.DataFrame, zones: pd.DataFrame, periodes: pd.DataFrame) -> Grille:
    """La grille des rangées d'une famille.

    Raises:
        ValueError: une période longue est visible sans les périodes de base qui la composent : on ne saurait pas ce que
            leurs différences révèlent, et rien ne doit sortir.
    """
    codes, niveaux, meres = _zones_visibles(valeurs, zones)
    rang = {code: n for n, code in enumerate(codes)}
    filles: list[list[int]] = [[] for _ in codes]
    for code, mere in meres.items():
        if mere is not None:
            filles[rang[mere]].append(rang[code])
    for mere in [c for c in codes if filles[rang[c]]]:
        codes.append(f"+{mere}")
        niveaux.append(niveaux[rang[mere]])
        meres[f"+{mere}"] = mere
        filles.append([])
    rang = {code: n for n, code in enumerate(codes)}
    contenance = np.zeros((len(codes), len(codes)), dtype=bool)
    for code in codes:
        if filles[rang[code]]:
            continue
        zone: str | None = code
        while zone is not None:
            contenance[rang[code], rang[zone]] = True
            zone = meres[zone]
    cles, couverture, etat = _periodes_visibles(valeurs, periodes)
    return Grille(codes, niveaux, contenance, filles, cles, couverture, etat)


def _zones_visibles(valeurs: pd.DataFrame, zones: pd.DataFrame) -> tuple[list[str], list[str], dict[str, str | None]]:
    """Codes, niveaux, et la plus proche zone mère visible de chaque zone (None : aucune)."""
    parents = dict(zip(zones["code"], zones["parent"], strict=True))
    niveau = dict(zip(valeurs["code_zone"], valeurs["niveau"], strict=True))
    codes = sorted(niveau, key=lambda c: (-NIVEAUX.index(niveau[c]), c))
    meres: dict[str, str | None] = {}
    for code in codes:
        parent = parents.get(code)
        while isinstance(parent, str) and parent not in niveau:
            parent = parents.get(parent)
        meres[code] = parent if isinstance(parent, str) else None
    return codes, [niveau[c] for c in codes], meres


def _periodes_visibles(
    valeurs: pd.DataFrame, periodes: pd.DataFrame
) -> tuple[list[tuple[str, str]], Booleens, Entiers]:
    bornes = {
        libelle: (debut, fin)
        for libelle, debut, fin in zip(periodes["libelle"], periodes["debut"], periodes["fin"], strict=True)
    }
    vues = sorted(set(zip(valeurs["type_periode"], valeurs["periode"], strict=True)))
    courtes = [t for t in TYPES if any(t == v[0] for v in vues)]
    base = courtes[0] if courtes else ""
    ordre = sorted(
        vues, key=lambda v: (v[0] != base, TYPES.index(v[0]) if v[0] in TYPES else len(TYPES), bornes[v[1]][1])
    )
    bases = [v[1] for v in ordre if v[0] == base]
    couverture = np.zeros((len(bases), len(ordre)), dtype=bool)
    for b, libelle in enumerate(bases):
        debut, fin = bornes[libelle]
        for p, (type_periode, periode) in enumerate(ordre):
            couverture[b, p] = fin <= bornes[periode][1] and (type_periode == "cumul" or debut >= bornes[periode][0])
    orphelins = [
        v for p, v in enumerate(ordre) if not couverture[:, p].any() or (v[0] == "cumul" and v[1] not in bases)
    ]
    if orphelins:
        raise ValueError(f"Périodes publiées sans les périodes de base qui les composent : {orphelins[:3]}.")
    etat = np.array([np.flatnonzero(couverture[:, p])[-1] for p in range(len(ordre))], dtype=np.int64)
    return ordre, couverture, etat
