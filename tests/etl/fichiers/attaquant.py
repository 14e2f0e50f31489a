"""Un lecteur mal intentionné, écrit sans rien emprunter à `etl.publics`.

Il n'a que le fichier publié, les règles, et plus encore : on lui dit quelles relations sont exactes, et, si l'on
veut, quelles lignes masquées portent un petit effectif. Il élimine (Gauss, en fractions), serre les bornes jusqu'au
point fixe, et, sur de petits cas, essaie tous les mondes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.etl.publics.petits_effectifs import DEBUT, FIN, PARENT

Inconnue = tuple[int, str]  # (rang de la ligne, quantité)
ESSAIS_MAX = 60
PRODUITS = {"flux": ("valeur",), "stock": ("valeur",), "distinct": ("valeur",), "ratio": ("numerateur", "reste")}


@dataclass
class Attaquant:
    """Ce qu'il sait : des équations et des inégalités entières, et les bornes de chaque inconnue."""

    vraie: pd.DataFrame
    masque: pd.Series
    indicateurs: pd.DataFrame
    seuil: int = 5
    sait_qui_est_petit: bool = True
    relations: list[tuple[dict[Inconnue, int], int | None, int | None]] = field(default_factory=list)
    bornes: dict[Inconnue, list[int]] = field(default_factory=dict)
    restes: dict[Inconnue, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.nature = dict(zip(self.indicateurs["code"], self.indicateurs["nature"], strict=True))
        self.regle = dict(zip(self.indicateurs["code"], self.indicateurs["regle_temps"], strict=True))
        self.lignes = self.vraie.to_dict("records")
        self.ou = {self._cle(x): n for n, x in enumerate(self.lignes)}
        nombres = self.vraie[["valeur", "numerateur", "denominateur"]].max().max()
        self.plafond = 20 + int(0 if pd.isna(nombres) else nombres)
        self._borner()
        for n, x in enumerate(self.lignes):
            self._zones(n, x)
            self._modalites(n, x)
            self._temps(n, x)
            self._spi(n, x)

    def _cle(self, x: dict[str, Any], **autre: Any) -> tuple:
        y = x | autre
        d, m = (None if pd.isna(y[c]) else y[c] for c in ("dimension", "modalite"))
        return y["code_indicateur"], y["code_zone"], y["type_periode"], y["periode"], d, m

    def _vrai(self, n: int, quantite: str) -> int | None:
        x = self.lignes[n]
        v = x["denominateur"] - x["numerateur"] if quantite == "reste" else x[quantite]
        return None if pd.isna(v) else int(v)

    def _vrai_ou_reste(self, inconnue: Inconnue) -> int:
        return self.restes[inconnue] if inconnue in self.restes else self._vrai(*inconnue)

    def _borner(self) -> None:
        for n, x in enumerate(self.lignes):
            if not self.masque.iloc[n]:
                continue
            for q in PRODUITS[self.nature[x["code_indicateur"]]]:
                v = self._vrai(n, q)
                petit = self.sait_qui_est_petit and 0 < v < self.seuil
                self.bornes[n, q] = [1, self.seuil - 1] if petit else [0, self.plafond]
            if (
                self.nature[x["code_indicateur"]] == "ratio"
                and 0 < x["denominateur"] < self.seuil
                and self.sait_qui_est_petit
            ):
                self.relations.append(({(n, "numerateur"): 1, (n, "reste"): 1}, 1, self.seuil - 1))

    def _dire(self, termes: list[tuple[int, int, str]], egal: bool, reste: bool = False) -> None:
        """Σ coefficient × quantité = 0 (ou ≥ 0), si le vrai monde le dit ; `reste` : la différence est un effectif."""
        somme, inconnues, connu = 0, {}, 0
        for coefficient, n, q in termes:
            v = self._vrai(n, q)
            if v is None:
                continue
            somme += coefficient * v
            if self.masque.iloc[n]:
                inconnues[n, q] = inconnues.get((n, q), 0) + coefficient
            else:
                connu += coefficient * v
        if somme < 0 or not (inconnues or (reste and somme)):
            return
        if reste and somme:
            latente = (-1 - len(self.restes), "différence")
            self.restes[latente] = somme
            self.bornes[latente] = [0, self.plafond]
            self.relations.append((inconnues | {latente: -1}, -connu, -connu))
        else:
            self.relations.append((inconnues, -connu, -connu if egal and somme == 0 else None))

    def petits(self) -> set[Inconnue]:
        """Ce qu'il ne doit pas retrouver : les petits effectifs masqués, et les petites différences."""
        petites = {i for i, v in self.restes.items() if v < self.seuil}
        return petites | {i for i in self.bornes if i[0] >= 0 and self._est_petit(*i)}

    def _est_petit(self, n: int, q: str) -> bool:
        x = self.lignes[n]
        dedans = [self._vrai(n, q)]
        return any(0 < v < self.seuil for v in dedans) or bool(
            self.nature[x["code_indicateur"]] == "ratio" and 0 < x["denominateur"] < self.seuil and self._vrai(n, q) > 0
        )

    def _quantites(self, x: dict[str, Any]) -> tuple[str, ...]:
        return PRODUITS[self.nature[x["code_indicateur"]]]

    def _zones(self, n: int, x: dict[str, Any]) -> None:
        filles = [z for z, p in PARENT.items() if p == x["code_zone"]]
        rangs = [self.ou[c] for c in (self._cle(x, code_zone=z) for z in filles) if c in self.ou]
        if not rangs:
            return
        distinct = self.nature[x["code_indicateur"]] == "distinct"
        for q in self._quantites(x):
            somme = [(1, r, q) for r in rangs]
            if distinct:
                self._dire([*somme, (-1, n, q)], egal=True)
                for r in rangs:
                    self._dire([(1, n, q), (-1, r, q)], egal=False)
            else:
                self._dire([(1, n, q), *((-c, r, k) for c, r, k in somme)], egal=True, reste=True)

    def _modalites(self, n: int, x: dict[str, Any]) -> None:
        if not pd.isna(x["dimension"]):
            return
        dimensions = {c[4] for c in self.ou if c[0] == x["code_indicateur"] and c[4]}
        for d in sorted(dimensions):
            cle = self._cle(x)
            rangs = [r for c, r in self.ou.items() if c[:4] == cle[:4] and c[4] == d]
            if rangs and self._meme_date([n, *rangs]):
                for q in self._quantites(x):
                    self._dire([(1, n, q), *((-1, r, q) for r in rangs)], egal=True, reste=True)

    def _meme_date(self, rangs: list[int]) -> bool:
        if self.regle[self.lignes[rangs[0]]["code_indicateur"]] != "derniere":
            return True
        # À la feuille, des dates différentes disent que les enquêtes ne sont pas les mêmes.
        zones = [z for z in PARENT if self.lignes[rangs[0]]["code_zone"] in (z, PARENT[z], PARENT.get(PARENT[z]))]
        for z in zones:
            siennes = [self.ou.get(self._cle(self.lignes[r], code_zone=z)) for r in rangs]
            if len({self.lignes[s]["date_plus_ancienne"] for s in siennes if s is not None}) > 1:
                return False
        return True

    def _temps(self, n: int, x: dict[str, Any]) -> None:
        derniere = self.regle[x["code_indicateur"]] == "derniere"
        distinct = self.nature[x["code_indicateur"]] == "distinct"
        fin, debut = FIN[x["periode"]], DEBUT[x["periode"]]
        cumul = x["type_periode"] == "cumul"
        dus = sorted({c[3] for c in self.ou if c[0] == x["code_indicateur"] and c[2] == "trimestre"})
        dedans = [t for t in dus if FIN[t] <= fin and (cumul or DEBUT[t] >= debut)]
        rangs = {t: self.ou.get(self._cle(x, type_periode="trimestre", periode=t)) for t in dedans}
        for q in self._quantites(x):
            if derniere:
                dernier = rangs[dedans[-1]]
                if dernier is not None and dernier != n:
                    self._dire([(1, n, q), (-1, dernier, q)], egal=True)
                self._report(n, x, q, dus)
            elif x["type_periode"] != "trimestre":
                presents = [r for r in rangs.values() if r is not None]
                if distinct:
                    self._dire([*((1, r, q) for r in presents), (-1, n, q)], egal=True)
                    for r in presents:
                        self._dire([(1, n, q), (-1, r, q)], egal=False)
                else:
                    self._dire([(1, n, q), *((-1, r, q) for r in presents)], egal=True)

    def _report(self, n: int, x: dict[str, Any], q: str, dus: list[str]) -> None:
        place = dus.index(x["periode"]) if x["type_periode"] == "trimestre" else 0
        avant = self.ou.get(self._cle(x, periode=dus[place - 1])) if place else None
        if avant is not None and self.lignes[avant]["date_plus_ancienne"] == x["date_plus_ancienne"]:
            filles = [z for z, p in PARENT.items() if p == x["code_zone"]]
            feuille = not any(self._cle(x, code_zone=z) in self.ou for z in filles)
            if feuille and self._vrai(n, q) == self._vrai(avant, q):
                self._dire([(1, n, q), (-1, avant, q)], egal=True)

    def _spi(self, n: int, x: dict[str, Any]) -> None:
        sources = dict(zip(self.indicateurs["source_calcul"], self.indicateurs["code"], strict=True))
        usagers, actes, femmes = (sources.get(s) for s in ("usagers_services", "actes_spi", "femmes_spi"))
        total, code = {"dimension": None, "modalite": None}, x["code_indicateur"]
        sexe = {"F": "numerateur", "H": "reste"}.get(x["modalite"]) if x["dimension"] == "sexe" else None
        if pd.isna(x["dimension"]):
            if code == actes:
                self._moins(n, [(femmes, {}, "numerateur"), (femmes, {}, "reste")])
            if code == usagers:
                self._moins(n, [(actes, {}, "valeur")])
        elif sexe and code in (usagers, actes):
            self._moins(n, [(femmes, total, sexe)])
            if code == usagers:
                self._moins(n, [(actes, {}, "valeur")])
        elif code == usagers and x["modalite"] == "itinérant":
            self._moins(n, [(actes, total, "valeur")])
        elif code == usagers and x["modalite"] == "fixe":
            services = {c[5] for c in self.ou if c[0] == usagers and c[4] == "service"}
            self._moins(n, [(usagers, {"dimension": "service", "modalite": m}, "valeur") for m in sorted(services)])

    def _moins(self, n: int, parties: list[tuple[str | None, dict[str, Any], str]]) -> None:
        """Une ligne moins ce qu'elle contient est un effectif."""
        termes = [
            (-1, autre, q)
            for code, ou, q in parties
            if code and (autre := self.ou.get(self._cle(self.lignes[n], code_indicateur=code, **ou))) is not None
        ]
        if termes:
            self._dire([(1, n, "valeur"), *termes], egal=True, reste=True)

    # Les attaques

    def eliminer(self) -> set[Inconnue]:
        """Les inconnues qu'une combinaison linéaire des équations détermine (Gauss-Jordan exact)."""
        inconnues = sorted(self.bornes)
        rang = {i: n for n, i in enumerate(inconnues)}
        pivots: dict[int, dict[int, Fraction]] = {}
        for termes, bas, haut in self.relations:
            if bas != haut:
                continue
            ligne = {rang[i]: Fraction(c) for i, c in termes.items()}
            for p in [p for p in ligne if p in pivots]:
                ligne = _ajouter(ligne, pivots[p], -ligne[p])
            if not ligne:
                continue
            p = min(ligne)
            ligne = {k: c / ligne[p] for k, c in ligne.items()}
            for autre in [a for a, contenu in pivots.items() if p in contenu]:
                pivots[autre] = _ajouter(pivots[autre], ligne, -pivots[autre][p])
            pivots[p] = ligne
        return {inconnues[p] for p, ligne in pivots.items() if len(ligne) == 1}

    def serrer(self) -> dict[Inconnue, list[int]]:
        """Les bornes de chaque inconnue, resserrées par toutes les relations jusqu'au point fixe."""
        return _propager({i: list(b) for i, b in self.bornes.items()}, self.relations) or {}

    def retrouver(self) -> set[Inconnue]:
        """Tout ce qu'il détermine, par élimination ou par bornes."""
        return self.eliminer() | {i for i, (bas, haut) in self.serrer().items() if bas == haut}

    def est_seule(self, inconnue: Inconnue) -> bool:
        """Vrai quand aucun autre monde entier ne donne une autre valeur à cette inconnue (recherche exhaustive).

        Au-delà de `ESSAIS_MAX` mondes la recherche renonce, et rend faux : elle n'a rien démontré.
        """
        self.essais = 0
        bas, haut = self.serrer()[inconnue]
        vrai = self._vrai_ou_reste(inconnue)
        return not any(
            self._monde({**{i: list(b) for i, b in self.bornes.items()}, inconnue: [v, v]})
            for v in range(bas, min(haut, vrai + 6) + 1)
            if v != vrai
        )

    def _monde(self, bornes: dict[Inconnue, list[int]]) -> bool:
        self.essais += 1
        if self.essais > ESSAIS_MAX:
            return True
        bornes = _propager(bornes, self.relations)
        if bornes is None:
            return False
        libres = [i for i, (bas, haut) in bornes.items() if bas < haut]
        if not libres:
            return True
        # La valeur vraie d'abord : l'autre monde ressemble le plus souvent au vrai.
        choisie = min(libres, key=lambda i: (bornes[i][1] - bornes[i][0], i))
        bas, haut = bornes[choisie]
        vrai = self._vrai_ou_reste(choisie)
        essais = sorted(range(bas, min(haut, max(bas, vrai) + 8) + 1), key=lambda v: (abs(v - vrai), v))
        return any(self._monde({**{i: list(b) for i, b in bornes.items()}, choisie: [v, v]}) for v in essais)


def _ajouter(a: dict[int, Fraction], b: dict[int, Fraction], fois: Fraction) -> dict[int, Fraction]:
    somme = {k: a.get(k, Fraction(0)) + fois * b.get(k, Fraction(0)) for k in a.keys() | b.keys()}
    return {k: c for k, c in somme.items() if c}


def _propager(bornes, relations):
    """Les bornes au point fixe, ou None si elles se contredisent."""
    change = True
    while change:
        change = False
        for termes, bas, haut in relations:
            mini = sum(c * bornes[i][0 if c > 0 else 1] for i, c in termes.items())
            maxi = sum(c * bornes[i][1 if c > 0 else 0] for i, c in termes.items())
            if (haut is not None and mini > haut) or (bas is not None and maxi < bas):
                return None
            for i, c in termes.items():
                b = bornes[i]
                autres_mini, autres_maxi = mini - c * b[0 if c > 0 else 1], maxi - c * b[1 if c > 0 else 0]
                plafond = None if haut is None else haut - autres_mini
                plancher = None if bas is None else bas - autres_maxi
                if c < 0:
                    plafond, plancher = (
                        None if plancher is None else -plancher,
                        None if plafond is None else -plafond,
                    )
                neuf = [
                    b[0] if plancher is None else max(b[0], plancher),
                    b[1] if plafond is None else min(b[1], plafond),
                ]
                if neuf[0] > neuf[1]:
                    return None
                if neuf != b:
                    bornes[i] = neuf
                    mini = autres_mini + c * neuf[0 if c > 0 else 1]
                    maxi = autres_maxi + c * neuf[1 if c > 0 else 0]
                    change = True
    return bornes
