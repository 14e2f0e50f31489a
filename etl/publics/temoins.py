"""Les témoins : pour chaque petit effectif, un autre monde que le public ne distingue pas du vrai.

Un témoin déplace une personne : d'une feuille à une autre (ou l'ajoute), d'une période de base à une autre (ou l'y
ajoute), selon un genre. Il change des cases, toutes celles qui contiennent exactement un des deux côtés ; toutes les
relations y restent vraies, aucun nombre n'y devient négatif, aucun petit effectif n'y sort de 1 à 4. Masquer ces cases
suffit : le vrai monde et le témoin donnent alors le même fichier, et ni l'élimination ni les bornes ne les départagent.
Les cases masquées pour un témoin changent toutes avec lui ; chacune a donc le sien, et il n'y a pas de point fixe.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.publics.facettes import Genre
from etl.publics.familles import Famille
from etl.publics.grilles import Booleens, Nombres

INTERDIT = 1e12
#: Combien de feuilles, de feuilles voisines et de périodes voisines on essaie pour un témoin.
DEPARTS, VOISINES, PERIODES = 12, 30, 12
ESSAIS = 400


@dataclass(frozen=True)
class Temoin:
    """Ce que le témoin change : de combien (−1, 0, 1) dans chaque case de chaque facette."""

    genre: Genre
    zones: Nombres
    periodes: Nombres

    def cases(self) -> Nombres:
        return np.outer(self.zones, self.periodes)


class Recherche:
    """Cherche les témoins d'une famille, les moins coûteux d'abord.

    Args:
        famille: ses facettes et ses genres.
        poids: par facette publiée, ce que coûte de masquer chaque case (0 : déjà masquée) ; lu à chaque recherche.
        seuil: un nombre strictement entre 0 et le seuil est petit, et le reste dans un témoin.
    """

    def __init__(self, famille: Famille, poids: dict[str, Nombres], seuil: int) -> None:
        self.famille, self.poids, self.seuil = famille, poids, seuil
        self._bornes = {strict: self._poser_bornes(strict) for strict in (True, False)}

    def _poser_bornes(self, strict: bool) -> dict[str, tuple[Booleens, Booleens]]:
        """Par facette, les cases qui ne peuvent ni monter, ni descendre d'une personne."""
        grille = self.famille.grille
        base = np.zeros((len(grille.zones), len(grille.periodes)), dtype=bool)
        base[grille.feuilles, : grille.bases] = True
        bornes = {}
        for nom, facette in self.famille.facettes.items():
            v = facette.valeurs
            petit = (v > 0) & (v < self.seuil) & (strict and facette.rangee is not None)
            # Au-dessus des feuilles, une case vide d'une facette publiée n'est pas une somme : rien ne la lie.
            vide = np.isnan(v) & (base if facette.rangee is not None else True)
            monte = vide | (petit & (v + 1 >= self.seuil))
            descend = vide | ((v >= 0) & (v < 1)) | (petit & (v <= 1))
            bornes[nom] = (monte & ~facette.libre, descend & ~facette.libre)
        return bornes

    def chercher(self, facette: str, zone: int, periode: int) -> Temoin | None:
        """Le témoin le moins coûteux qui change cette case, ou None.

        À défaut, un témoin où un petit effectif peut dépasser le seuil : le lecteur ne sait pas lesquels sont petits.
        """
        genres = [g for g in self.famille.genres if facette in g]
        boites = list(self._boites(zone, periode, genres))
        for strict in (True, False):
            candidats = [t for genre, zones, periodes in boites for t in self._evaluer(genre, zones, periodes, strict)]
            for _, _, temoin in sorted(candidats, key=lambda c: c[:2])[:ESSAIS]:
                if not self.famille.distinct or self._reste_croissant(temoin):
                    return temoin
        return None

    def _boites(self, zone: int, periode: int, genres: list[Genre]) -> Iterator[tuple[Genre, Nombres, Nombres]]:
        """Les zones et les périodes que chaque genre peut changer, cette case comprise : une ligne par possibilité."""
        grille = self.famille.grille
        zones = self._zones(zone)
        if self.famille.derniere:
            for genre in genres:
                for z in zones:
                    yield genre, z[None], self._reports(genre, z, int(grille.etat[periode]))[None]
            return
        periodes = []
        for base in np.flatnonzero(grille.couverture[:, periode])[:DEPARTS]:
            la = grille.couverture[base].astype(float)
            autres = sorted((b for b in range(grille.bases) if b != base), key=lambda b: (abs(b - base), b))
            periodes += [la, *(la - grille.couverture[b] for b in autres[:PERIODES])]
        utiles = np.array([p for p in periodes if p[periode]])
        for genre in genres:
            yield genre, np.array(zones), utiles

    def _zones(self, zone: int) -> list[Nombres]:
        """Une feuille de la zone, seule ou moins une autre feuille."""
        grille = self.famille.grille
        zones = []
        for depart in np.flatnonzero(grille.contenance[:, zone])[:DEPARTS]:
            la = grille.contenance[depart].astype(float)
            zones += [la, *(la - grille.contenance[v] for v in grille.proches[int(depart)][:VOISINES])]
        return [z for z in zones if z[zone]]

    def _reports(self, genre: Genre, zones: Nombres, base: int) -> Nombres:
        """Les périodes d'un état : le plus court intervalle, autour de la base, qu'aucun report ne traverse."""
        grille = self.famille.grille
        touchees = [f for f in grille.feuilles if zones[f]]
        groupes = {self.famille.facettes[nom].groupe for nom in genre} - {""}
        relie = np.any([self.famille.liens[g][touchees].any(axis=0) for g in groupes], axis=0)
        debut = fin = base
        while relie[debut]:
            debut -= 1
        while fin + 1 < grille.bases and relie[fin + 1]:
            fin += 1
        return ((grille.etat >= debut) & (grille.etat <= fin)).astype(float)

    def _evaluer(
        self, genre: Genre, zones: Nombres, periodes: Nombres, strict: bool
    ) -> list[tuple[float, int, Temoin]]:
        """Le témoin le moins coûteux d'un genre, dans chaque sens ; d'un compte distinct, tous les possibles."""
        z, p = np.flatnonzero(zones.any(axis=0)), np.flatnonzero(periodes.any(axis=0))
        cases = np.ix_(z, p)
        hausse, baisse = np.zeros((len(z), len(p))), np.zeros((len(z), len(p)))
        groupes = set()
        for nom, sens in genre.items():
            monte, descend = (b[cases] * INTERDIT for b in self._bornes[strict][nom])
            hausse, baisse = (hausse + monte, baisse + descend) if sens > 0 else (hausse + descend, baisse + monte)
            groupe = self.famille.facettes[nom].groupe
            if groupe and groupe not in groupes:
                groupes.add(groupe)
                hausse, baisse = hausse + self.poids[groupe][cases], baisse + self.poids[groupe][cases]
        plus_z, moins_z, plus_p, moins_p = zones[:, z] > 0, zones[:, z] < 0, periodes[:, p] > 0, periodes[:, p] < 0
        trouves = []
        for sens, (haut, bas) in ((1, (hausse, baisse)), (-1, (baisse, hausse))):
            couts = (plus_z @ haut + moins_z @ bas) @ plus_p.T + (plus_z @ bas + moins_z @ haut) @ moins_p.T
            ordre = np.argsort(couts, axis=None, kind="stable") if self.famille.distinct else [np.argmin(couts)]
            for place in ordre:
                n, m = divmod(int(place), couts.shape[1])
                if couts[n, m] >= INTERDIT:
                    break
                trouves.append((float(couts[n, m]), len(genre), Temoin(genre, sens * zones[n], periodes[m])))
        return trouves

    def _reste_croissant(self, temoin: Temoin) -> bool:
        """Un compte de personnes distinctes reste au moins celui de chacune de ses parties."""
        grille = self.famille.grille
        cases = temoin.cases()
        inclus = (grille.couverture[:, :, None] <= grille.couverture[:, None, :]).all(axis=0)
        for nom, sens in temoin.genre.items():
            facette = self.famille.facettes[nom]
            if facette.rangee is None:
                continue
            avant, apres = facette.valeurs, facette.valeurs + sens * cases
            for p, q in np.argwhere(inclus):
                if np.any((avant[:, p] <= avant[:, q]) & (apres[:, p] > apres[:, q])):
                    return False
            for mere, filles in enumerate(grille.filles):
                visibles = [f for f in filles if facette.rangee[f].max() >= 0]
                if np.any((avant[visibles] <= avant[mere]) & (apres[visibles] > apres[mere])):
                    return False
        return True
