"""Les lignes d'une feuille qui ne sont pas des données : en-têtes répétés, totaux, mots seuls (règle L19).

Aucune n'aurait pu entrer : il y manque des cellules obligatoires, ou un mot y tient la place d'un code.
"""

from __future__ import annotations

import re
from collections import defaultdict

from domaine.feuilles.declaration import normaliser_entete
from domaine.periodes import sans_accent
from etl.fichiers.cellules import Cellule
from etl.lignes.colonnes import est_blanche
from etl.lignes.entetes import TableBrute, colonnes_reconnues, noms_attendus

#: Un total, ou un sous-total, suivi ou non de ce qu'il totalise.
_TOTAL = re.compile(r"(?:(?:sous|grand)[ -]?)?tota(?:l|ux)\b.*|ensemble|somme")
_TOTAL_SEUL = re.compile(r"(?:(?:sous|grand)[ -]?)?tota(?:l|ux)(?: general| generaux)?|ensemble|somme")
#: Longueur d'un texte au-delà de laquelle ce n'est ni un en-tête, ni un total.
_COURT = 80

Ecartees = dict[str, list[tuple[int, list[Cellule]]]]


def ecarter(table: TableBrute) -> Ecartees:
    """Ôte de la table ce qui n'en est pas une ligne ; rend ces lignes, avec leur numéro, par code d'anomalie."""
    juge = _Juge(table)
    ecartees: Ecartees = defaultdict(list)
    retirees: set[int] = set()
    for indice in juge.suspectes():
        if code := juge.code(table.lignes[indice]):
            ecartees[code].append((table.numeros[indice], table.lignes[indice]))
            retirees.add(indice)
    if retirees:
        table.numeros = [numero for i, numero in enumerate(table.numeros) if i not in retirees]
        table.lignes = [ligne for i, ligne in enumerate(table.lignes) if i not in retirees]
    return ecartees


class _Juge:
    def __init__(self, table: TableBrute) -> None:
        self._table = table
        self._attendus = noms_attendus(table.feuille)
        presentes = [
            (c, table.colonnes[c.nom]) for c in table.feuille.colonnes if c.requise and c.nom in table.colonnes
        ]
        self._requises = [rang for _, rang in presentes]
        #: Colonnes obligatoires où «total» ne peut pas être la donnée : un nom de lieu, un titre, si.
        self._codes = [rang for c, rang in presentes if c.type != "texte" or c.nom.startswith("id_")]
        self._memo: dict[str, tuple[bool, bool]] = {}

    def suspectes(self) -> list[int]:
        """Les lignes à juger : une cellule obligatoire vide, ou un mot d'en-tête ou de total ; les autres passent."""
        lignes, rangs = self._table.lignes, self._requises
        distinctes = {ligne[rang] for rang in rangs for ligne in lignes if len(ligne) > rang}
        douteuses = {c for c in distinctes if est_blanche(c) or (isinstance(c, str) and any(self._mots(c)))}
        large = max(rangs, default=-1)
        return [
            i
            for i, ligne in enumerate(lignes)
            if len(ligne) <= large or not douteuses.isdisjoint([ligne[rang] for rang in rangs])
        ]

    def _mots(self, texte: str) -> tuple[bool, bool]:
        """Ce texte est-il un en-tête de la feuille ? Dit-il un total ?"""
        if texte not in self._memo:
            court = texte[:_COURT] if len(texte) <= _COURT else ""
            entete = court.strip()[:1].isalpha() and normaliser_entete(court) in self._attendus
            self._memo[texte] = (entete or texte in self._table.entetes.values(), _dit(court, _TOTAL))
        return self._memo[texte]

    def code(self, ligne: list[Cellule]) -> str:
        """Le code d'une ligne qui n'est pas une donnée ; vide pour les autres."""
        remplies = [c for c in ligne if not est_blanche(c)]
        premiere = remplies[0] if remplies else None
        entete, total = self._mots(premiere) if isinstance(premiere, str) else (False, False)
        if entete and self._est_entete(ligne, len(remplies)):
            return "entetes_repetes"
        incomplete = any(rang >= len(ligne) or est_blanche(ligne[rang]) for rang in self._requises)
        if incomplete and total:
            return "lignes_de_total"
        if any(_dit(ligne[rang], _TOTAL_SEUL) for rang in self._codes if rang < len(ligne)):
            return "lignes_de_total"
        return "lignes_d_un_mot" if incomplete and len(remplies) == 1 and self._est_un_mot(premiere, ligne) else ""

    def _est_entete(self, ligne: list[Cellule], remplies: int) -> bool:
        """Deux en-têtes au moins à leur place, et la moitié des cellules remplies."""
        a_leur_place = sum(
            nom in colonnes_reconnues([ligne[rang]], self._table.feuille)
            for nom, rang in self._table.colonnes.items()
            if rang < len(ligne)
        )
        return a_leur_place >= 2 and 2 * a_leur_place >= remplies

    def _est_un_mot(self, premiere: Cellule, ligne: list[Cellule]) -> bool:
        """La seule cellule remplie est un texte : une signature, un titre ; un code seul est une ligne commencée."""
        if not isinstance(premiere, str) or len(self._requises) < 2:
            return False
        requise = any(rang < len(ligne) and not est_blanche(ligne[rang]) for rang in self._requises)
        return not requise or len(premiere.split()) >= 3


def _dit(cellule: Cellule, motif: re.Pattern[str]) -> bool:
    # Le cas de presque toutes les cellules d'abord : une feuille en a des millions.
    if not cellule or not isinstance(cellule, str) or len(cellule) > _COURT or cellule.strip()[:1] not in "TtSsGgEe":
        return False
    return motif.fullmatch(sans_accent(cellule).rstrip(" :.")) is not None
