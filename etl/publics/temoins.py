"""Les témoins : pour chaque petit effectif, un autre monde que le public ne distingue pas du vrai.

Un témoin déplace une personne : d'une feuille à une autre (ou l'ajoute), d'une période de base à une autre (ou l'y
ajoute), selon une variation. Il change des cases, toutes celles qui contiennent exactement un des deux côtés ; les
relations y restent vraies, aucun nombre n'y devient négatif, aucun petit effectif n'y sort de 1 à 4. Masquer ces cases
suffit : le vrai monde et le témoin donnent alors le même fichier, et ni l'élimination ni les bornes ne les départagent.
Les cases masquées pour un témoin changent toutes avec lui ; chacune a donc le sien, et il n'y a pas de point fixe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.publics.facettes import Variation
from etl.publics.familles import Famille
from etl.publics.grilles import Booleens, Nombres

INTERDIT = 1e12
#: Combien de feuilles, de feuilles voisines et de périodes voisines on essaie pour un témoin.
DEPARTS, VOISINES, PERIODES = 12, 30, 12
ESSAIS = 400


@dataclass(frozen=True)
class Temoin:
    """Ce que le témoin change : de combien (−1, 0, 1) dans chaque case de chaque facette."""

    variation: Variation
    zones: Nombres
    periodes: Nombres

    def cases(self) -> Nombres:
        return np.outer(self.zones, self.periodes)


class Recherche:
    """Cherche les témoins d'une famille, les moins coûteux d'abord.

    Args:
        famille: ses facettes et ses variations.
        poids: par facette publiée, ce que coûte de masquer chaque case (0 : déjà masquée) ; lu à chaque recherche.
        seuil: un nombre strictement entre 0 et le seuil est petit, et le reste dans un témoin.
    """

    def __init__(self, famille: Famille, poids: dict[str, Nombres], seuil: int) -> None:
        self.famille, self.poids, self.seuil = famille, poids, seuil
        self._relies: dict[frozenset[str], Booleens] = {}
        self._bornes = {strict: self._poser_bornes(strict) for strict in (True, False)}

    def _poser_bornes(self, strict: bool) -> dict[str, tuple[Nombres, Nombres]]:
        """Par facette, ce que coûte chaque case qui monte, ou qui descend, d'une personne : 0 ou l'interdit."""
        grille = self.famille.grille
        base = np.zeros((len(grille.zones), len(grille.periodes)), dtype=bool)
        base[grille.feuilles, : grille.bases] = True
        bornes = {}
        for nom, facette in self.famille.facettes.items():
            v = facette.valeurs
            petit = (v > 0) & (v < self.seuil) & (strict and facette.rangee is not None)
            vide = np.isnan(v) & (base if facette.rangee is not None else True)
            monte = vide | (petit & (v + 1 >= self.seuil))
            descend = vide | ((v >= 0) & (v < 1)) | (petit & (v <= 1))
            monte, descend = (b & ~facette.libre for b in (monte, descend))
            bornes[nom] = (np.where(monte, INTERDIT, 0.0), np.where(descend, INTERDIT, 0.0))
        return bornes

    def chercher(self, facette: str, zone: int, periode: int) -> Temoin | None:
        """Le témoin le moins coûteux qui change cette case, ou None.

        À défaut, un témoin où un petit effectif peut dépasser le seuil : le lecteur ne sait pas lesquels sont petits.
        """
        variations = [g for g in self.famille.variations if facette in g]
        boites = list(self._boites(zone, periode, variations))
        for strict in (True, False):
            candidats = [t for siens, zones, periodes in boites for t in self._evaluer(siens, zones, periodes, strict)]
            for _, _, temoin in sorted(candidats, key=lambda c: c[:2])[:ESSAIS]:
                if not self.famille.distinct or self._reste_croissant(temoin):
                    return temoin
        return None

    def _boites(
        self, zone: int, periode: int, variations: list[Variation]
    ) -> Iterator[tuple[list[Variation], Nombres, Nombres]]:
        """Zones et périodes que des variations peuvent changer, cette case comprise : une ligne par possibilité."""
        grille = self.famille.grille
        zones = self._zones(zone)
        if self.famille.derniere:
            for variation in variations:
                for periodes, siennes in self._reports(variation, zones, int(grille.etat[periode])):
                    yield [variation], siennes, periodes
            return
        possibles: list[Nombres] = []
        for base in np.flatnonzero(grille.couverture[:, periode])[:DEPARTS]:
            la = grille.couverture[base].astype(float)
            autres = sorted((b for b in range(grille.bases) if b != base), key=lambda b: (abs(b - base), b))
            possibles += [la, *(la - grille.couverture[b] for b in autres[:PERIODES])]
        utiles = np.array([p for p in possibles if p[periode]])
        yield variations, np.array(zones), utiles

    def _zones(self, zone: int) -> list[Nombres]:
        """Une feuille de la zone, seule ou moins une autre feuille."""
        grille = self.famille.grille
        zones: list[Nombres] = []
        for depart in np.flatnonzero(grille.contenance[:, zone])[:DEPARTS]:
            la = grille.contenance[depart].astype(float)
            zones += [la, *(la - grille.contenance[v] for v in grille.proches[int(depart)][:VOISINES])]
        return [z for z in zones if z[zone]]

    def _reports(self, variation: Variation, zones: list[Nombres], base: int) -> Iterator[tuple[Nombres, Nombres]]:
        """Les périodes d'un état, et les zones qui l'ont : le plus court intervalle qu'aucun report ne traverse."""
        grille = self.famille.grille
        groupes = frozenset(self.famille.facettes[nom].groupe for nom in variation) - {""}
        if groupes not in self._relies:
            self._relies[groupes] = np.any([self.famille.liens[g] for g in groupes], axis=0)
        feuilles = np.zeros(len(grille.zones), dtype=bool)
        feuilles[grille.feuilles] = True
        lots: dict[tuple[int, int], list[Nombres]] = {}
        for z in zones:
            relie = self._relies[groupes][feuilles & (z != 0)].any(axis=0)
            debut = fin = base
            while relie[debut]:
                debut -= 1
            while fin + 1 < grille.bases and relie[fin + 1]:
                fin += 1
            lots.setdefault((debut, fin), []).append(z)
        for (debut, fin), siennes in lots.items():
            yield ((grille.etat >= debut) & (grille.etat <= fin)).astype(float)[None], np.array(siennes)

    def _evaluer(
        self, variations: list[Variation], zones: Nombres, periodes: Nombres, strict: bool
    ) -> Iterator[tuple[float, int, Temoin]]:
        """Le témoin le moins coûteux par variation, dans chaque sens ; d'un compte distinct, tous les possibles."""
        z, p = np.flatnonzero(zones.any(axis=0)), np.flatnonzero(periodes.any(axis=0))
        facettes = {nom: self.famille.facettes[nom].groupe for variation in variations for nom in variation}
        bornes = {nom: tuple(b[z][:, p] for b in self._bornes[strict][nom]) for nom in facettes}
        poids = {groupe: self.poids[groupe][z][:, p] for groupe in set(facettes.values()) - {""}}
        plus_z, moins_z = (zones[:, z] > 0).astype(float), (zones[:, z] < 0).astype(float)
        plus_p, moins_p = (periodes[:, p].T > 0).astype(float), (periodes[:, p].T < 0).astype(float)
        for variation in variations:
            cout = np.zeros((len(z), len(p)))
            for groupe in {facettes[nom] for nom in variation} - {""}:
                cout += poids[groupe]
            hausse, baisse = cout, cout.copy()
            for nom, sens in variation.items():
                monte, descend = bornes[nom] if sens > 0 else bornes[nom][::-1]
                hausse += monte
                baisse += descend
            for sens, haut, bas in ((1, hausse, baisse), (-1, baisse, hausse)):
                couts = (plus_z @ haut + moins_z @ bas) @ plus_p + (plus_z @ bas + moins_z @ haut) @ moins_p
                ordre = np.argsort(couts, axis=None, kind="stable") if self.famille.distinct else [couts.argmin()]
                for place in ordre:
                    n, m = divmod(int(place), couts.shape[1])
                    if couts[n, m] >= INTERDIT:
                        break
                    yield float(couts[n, m]), len(variation), Temoin(variation, sens * zones[n], periodes[m])

    def _reste_croissant(self, temoin: Temoin) -> bool:
        """Un compte de personnes distinctes reste au moins celui de ses parties : période, zone, modalité."""
        grille, facettes = self.famille.grille, self.famille.facettes
        cases = temoin.cases()
        courtes, longues = grille.inclusions
        for partie, entier in self.famille.parties:
            avant = facettes[entier].valeurs - facettes[partie].valeurs
            change = temoin.variation.get(entier, 0) - temoin.variation.get(partie, 0)
            if np.any((avant >= 0) & (avant + change * cases < 0)):
                return False
        for nom, sens in temoin.variation.items():
            facette = facettes[nom]
            if facette.rangee is None:
                continue
            avant, apres = facette.valeurs, facette.valeurs + sens * cases
            if np.any((avant[:, courtes] <= avant[:, longues]) & (apres[:, courtes] > apres[:, longues])):
                return False
            for mere, filles in enumerate(grille.filles):
                visibles = [f for f in filles if facette.rangee[f].max() >= 0]
                if np.any((avant[visibles] <= avant[mere]) & (apres[visibles] > apres[mere])):
                    return False
        return True
