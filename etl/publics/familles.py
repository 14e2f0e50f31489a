"""Les familles d'indicateurs, et les variations : ce qui peut changer ensemble dans une case.

Une variation dit de combien chaque facette change quand une personne de plus est comptée, ou change de modalité. Elle
ne casse aucune relation entre facettes ; c'est ce qui fait d'un monde ainsi modifié un monde possible.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from etl.publics.facettes import Facette, Variation, completer_restes_de_zone, latente, lire, nommer, reportee
from etl.publics.grilles import Booleens, Grille, batir

#: Les actes SPI se lisent dans trois indicateurs : les usagers les contiennent, et ils contiennent les femmes.
SOURCES_LIEES = ("usagers_services", "actes_spi", "femmes_spi")
#: Au-delà, le total ne change qu'avec la énième modalité de chaque dimension, et non avec tous leurs croisements.
TIRAGES_MAX = 400
Quantites = dict[tuple[str, str], int]


@dataclass
class Famille:
    """Des indicateurs que des relations lient, sur une même grille.

    Attributes:
        variations: chacune dit de combien changent les facettes publiées et latentes qu'elle touche (−1 ou 1).
        derniere: vrai quand un état se reporte ; faux quand les périodes s'additionnent.
        distinct: vrai quand une mère peut valoir moins que la somme de ses filles.
        parties: d'un compte distinct, chaque modalité et le total qui la contient.
        liens: par groupe, [z, b] vrai quand la feuille z porte en b une valeur reportée de b − 1 (vide pour une somme).
    """

    grille: Grille
    facettes: dict[str, Facette]
    variations: list[Variation]
    derniere: bool
    distinct: bool
    parties: list[tuple[str, str]]
    liens: dict[str, Booleens]


@dataclass
class _Branche:
    code: str
    ratio: bool
    modalites: dict[str, list[str]]

    def nom(self, quantite: str, dimension: str = "", modalite: str = "") -> str:
        return nommer(self.code, quantite, dimension, modalite)

    def positions(self) -> Iterator[Quantites]:
        """Une personne qui change de modalité, puis une personne de plus ; ('', '') est le total."""
        for dimension, noms in self.modalites.items():
            choix = ["", *noms]
            for n, une in enumerate(choix):
                for autre in choix[n + 1 :]:
                    yield {(dimension, m): c for m, c in ((une, 1), (autre, -1)) if m}
        tirages = [[(d, m) for m in ["", *noms]] for d, noms in self.modalites.items()]
        ensemble: Iterable[tuple[tuple[str, str], ...]] = product(*tirages)
        if np.prod([len(t) for t in tirages]) > TIRAGES_MAX:
            ensemble = [tuple(t[n % len(t)] for t in tirages) for n in range(max(map(len, tirages)))]
        for tirage in ensemble:
            yield {("", ""): 1} | {(d, m): 1 for d, m in tirage if m}

    def variations(self) -> Iterator[Variation]:
        """Les positions, dites en facettes ; d'un ratio : le numérateur, le reste, et l'échange des deux."""
        for position in self.positions():
            if not self.ratio:
                yield {self.nom("val", d, m): c for (d, m), c in position.items()}
                continue
            for quantites in ({"num": 1, "den": 1}, {"reste": 1, "den": 1}, {"num": 1, "reste": -1}):
                yield {self.nom(q, d, m): c * s for (d, m), c in position.items() for q, s in quantites.items()}


def batir_familles(
    valeurs: pd.DataFrame, indicateurs: pd.DataFrame, zones: pd.DataFrame, periodes: pd.DataFrame
) -> list[Famille]:
    """Les familles des indicateurs donnés, qui tous comptent des personnes.

    Args:
        valeurs: les rangées de ces indicateurs ; une colonne `rang` dit la place de chacune dans la table entière.
    """
    lies = indicateurs[indicateurs["source_calcul"].isin(SOURCES_LIEES)].drop_duplicates("source_calcul")
    for colonne in ("frequence", "regle_temps"):
        lies = lies[lies[colonne].isin(lies[colonne].head(1))]
    lots = [lies["code"].tolist(), *([c] for c in indicateurs["code"] if c not in set(lies["code"]))]
    familles = []
    for lot in lots:
        rangees = valeurs[valeurs["code_indicateur"].isin(lot)]
        if len(rangees):
            definitions = indicateurs[indicateurs["code"].isin(rangees["code_indicateur"])]
            familles.append(_famille(rangees, definitions, batir(rangees, zones, periodes)))
    return familles


def _famille(rangees: pd.DataFrame, definitions: pd.DataFrame, grille: Grille) -> Famille:
    facettes: dict[str, Facette] = {}
    branches: dict[str, _Branche] = {}
    derniere = bool((definitions["regle_temps"] == "derniere").all())
    for code, nature, source in definitions[["code", "nature", "source_calcul"]].itertuples(index=False):
        siennes = rangees[rangees["code_indicateur"] == code]
        facettes |= lire(code, nature == "ratio", derniere, siennes, grille)
        branches[source if source in SOURCES_LIEES else code] = _branche(code, nature == "ratio", siennes)
    liens: dict[str, Booleens] = {}
    for facette in facettes.values():
        completer_restes_de_zone(facette, grille)
        if derniere:
            liens[facette.groupe] = reportee(facette, grille) | liens.get(facette.groupe, False)
    for nom, definition in (_restes_de_dimension(branches) | _differences(branches, facettes)).items():
        facettes[nom] = latente(definition, facettes, grille)
    variations = list(_completer(_assembler(list(branches.values())), facettes))
    distinct = bool((definitions["nature"] == "distinct").all())
    parties = [
        (b.nom("val", d, m), b.nom("val")) for b in branches.values() for d, noms in b.modalites.items() for m in noms
    ]
    return Famille(grille, facettes, variations, derniere, distinct, parties if distinct else [], liens)


def _branche(code: str, ratio: bool, rangees: pd.DataFrame) -> _Branche:
    ventilees = rangees[rangees["dimension"].notna()]
    modalites: dict[str, list[str]] = {}
    for d, m in sorted(set(zip(ventilees["dimension"].astype(str), ventilees["modalite"].astype(str), strict=True))):
        modalites.setdefault(d, []).append(m)
    if len(ventilees) == len(rangees):
        raise ValueError(f"L'indicateur {code} est publié sans ses totaux.")
    return _Branche(code, ratio, modalites)


def _restes_de_dimension(branches: dict[str, _Branche]) -> dict[str, Variation]:
    """Le total moins ses modalités : ceux dont la modalité n'est pas dite."""
    restes = {}
    for branche in branches.values():
        for d, noms in branche.modalites.items():
            for q in ("num", "reste") if branche.ratio else ("val",):
                definition = {branche.nom(q): 1} | {branche.nom(q, d, m): -1 for m in noms}
                restes[branche.nom(q, d, "(non dit)")] = definition
    return restes


def _differences(branches: dict[str, _Branche], facettes: dict[str, Facette]) -> dict[str, Variation]:
    """Ce que les indicateurs des SPI disent l'un de l'autre, et deux ventilations, d'un même ensemble.

    Passages hors SPI, en tout, par sexe et par mode ; actes sans sexe ; passages d'un service que rien ne dit.
    """
    usagers, actes, femmes = (branches.get(s) for s in SOURCES_LIEES)
    couples = []
    if usagers and actes:
        couples.append((usagers.nom("val"), actes.nom("val")))
        couples.append((usagers.nom("val", "mode", "itinérant"), actes.nom("val")))
        couples += [(usagers.nom("val", "sexe", m), actes.nom("val", "sexe", m)) for m in "FH"]
    elif usagers and femmes:
        couples.append((usagers.nom("val"), femmes.nom("den")))
    if actes and femmes:
        couples.append((actes.nom("val"), femmes.nom("den")))
        couples += [(actes.nom("val", "sexe", m), femmes.nom(q)) for m, q in (("F", "num"), ("H", "reste"))]
    if usagers and femmes:
        couples += [(usagers.nom("val", "sexe", m), femmes.nom(q)) for m, q in (("F", "num"), ("H", "reste"))]
    differences = {
        f"{grand} − {petit}": {grand: 1, petit: -1} for grand, petit in couples if {grand, petit} <= facettes.keys()
    }
    if usagers and (fixes := usagers.nom("val", "mode", "fixe")) in facettes:
        services = [usagers.nom("val", "service", m) for m in usagers.modalites.get("service", [])]
        differences[f"{fixes} − services"] = {fixes: 1} | dict.fromkeys(services, -1)
    return differences


def _assembler(branches: list[_Branche]) -> Iterator[Variation]:
    """Les variations d'une famille : celles de chaque indicateur, seules ou ensemble, dans un sens ou dans l'autre."""
    choix = []
    for n, branche in enumerate(branches):
        siens = list(branche.variations())
        # Une variation et son contraire disent la même chose de la première branche qui bouge.
        choix.append([{}, *siens, *([{f: -c for f, c in g.items()} for g in siens] if n else [])])
    vus = set()
    for tirage in product(*choix):
        variation = {f: c for partie in tirage for f, c in partie.items()}
        cle = frozenset(variation.items())
        if variation and cle not in vus and frozenset((f, -c) for f, c in cle) not in vus:
            vus.add(cle)
            yield variation


def _completer(variations: Iterator[Variation], facettes: dict[str, Facette]) -> Iterator[Variation]:
    """Ajoute à chacune ce qu'elle change des facettes latentes.

    Écarte celles qui y changent plus d'une personne, ou une différence partout nulle : nul monde ne les admet.
    """
    latentes = {nom: f.definition for nom, f in facettes.items() if f.definition}
    exactes = {nom for nom in latentes if np.isnan(facettes[nom].valeurs).all() and not facettes[nom].libre.any()}
    for variation in variations:
        if not variation.keys() <= facettes.keys():
            continue
        entier = dict(variation)
        for nom, definition in latentes.items():
            change = sum(c * variation.get(f, 0) for f, c in definition.items())
            if change:
                entier[nom] = change
        if exactes.isdisjoint(entier) and max(abs(c) for c in entier.values()) <= 1:
            yield entier
