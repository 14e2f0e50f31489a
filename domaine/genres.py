"""Un genre d'anomalie : sa gravité, et les phrases qui disent ce qui ne va pas et ce qu'il faut y faire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domaine.francais import enumerer, visible
from domaine.listes import a_choisir
from domaine.sources import SOURCES

BLOQUANTE = "bloquante"
A_VERIFIER = "à vérifier"
#: Jusqu'à ce nombre, un remède cite toutes les valeurs d'une liste ; au-delà, les plus proches de ce qui est reçu.
LISTE_COURTE = 12
_PERIODES = {
    "mois": "un mois («2023-05»)",
    "trimestre": "un trimestre («2023-T2»)",
    "semestre": "un semestre («2023-S1»)",
    "annee": "une année («2023»)",
}


#: Ce qui met en mots le détail d'une anomalie, d'après lui et la suggestion.
Diseur = Callable[[str, str], str]


def tel_quel(detail: str, _suggestion: str) -> str:
    """Le détail est déjà en mots."""
    return detail


def valeurs_admises(liste: str, suggestion: str) -> str:
    """Les valeurs d'une liste ; d'une longue, leur nombre seulement quand une valeur proche est proposée."""
    choix = a_choisir(liste)
    if len(choix) > LISTE_COURTE and suggestion:
        return f"une des {len(choix)} valeurs de la liste du modèle"
    return enumerer([f"«{c}»" for c in choix], "ou")


def registres(source: str, _suggestion: str) -> str:
    """Les feuilles que lit un calcul sur registres."""
    noms = [f"«{r}»" for r in SOURCES[source].registres]
    return f"{'la feuille' if len(noms) == 1 else 'les feuilles'} {enumerer(noms, 'et')}"


def type_de_periode(type_periode: str, _suggestion: str) -> str:
    """Un type de période et son écriture."""
    return _PERIODES[type_periode]


@dataclass(frozen=True)
class Genre:
    """Un genre d'anomalie ; ses trois phrases reçoivent `valeur`, `detail` et `suggestion`.

    Attributes:
        constat: ce qui ne va pas, sans le lieu.
        remede: que faire.
        propose: ce qui suit le remède quand une suggestion est connue ; vide quand le remède la dit déjà.
        dire: met le détail en mots : le nom d'une liste devient ses valeurs.
    """

    gravite: str
    constat: str
    remede: str
    propose: str = "Proche : {suggestion}."
    dire: Diseur = tel_quel

    def rediger(self, valeur: str, detail: str, suggestion: str) -> tuple[str, str]:
        """Le constat et le remède d'une anomalie de ce genre."""
        valeur, suggestion = visible(valeur), visible(suggestion)
        mots = {"valeur": valeur, "detail": visible(self.dire(detail, suggestion)), "suggestion": suggestion}
        remede = f"{self.remede} {self.propose}" if suggestion and self.propose else self.remede
        return self.constat.format_map(mots), remede.format_map(mots)
