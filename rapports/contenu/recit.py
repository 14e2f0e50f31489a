"""Ce que qui fige a écrit : difficultés, risques, suite, décisions demandées ; à la fin, les sigles et qui signe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

from domaine import francais
from domaine.figees import RECIT, SIGNATURES
from figures.mots.methode import ABREVIATIONS
from rapports.blocs import Bloc, Definitions, Liste, Paragraphe, Titre, colonne, ligne, tableau
from rapports.lecture import Lecture
from requetes.edition import figees

#: De quoi signer à la main, une fois imprimé.
_PLACE = "\n\n"
#: «l’AFD», «du PTBA.» ; mais «M.» n'est pas un million.
_MOT = re.compile(r"M\.|\w+")


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie, une section par rubrique écrite ; vide quand aucune ne l'est."""
    ecrites = figees.redaction(lecture.base)
    sections = [bloc for r, titre in RECIT.items() if r in ecrites for bloc in (Titre(titre), Liste(ecrites[r]))]
    return [Titre("Difficultés, risques et suite", 1), *sections] if sections else []


def terminer(lecture: Lecture, blocs: Iterable[Bloc]) -> list[Bloc]:
    """La dernière partie : les sigles que le document emploie, puis le bloc des signatures d'une édition figée."""
    employes = {mot for texte in _textes(list(blocs)) for mot in _MOT.findall(texte)}
    sigles = tuple((sigle, sens) for sigle, sens in ABREVIATIONS.items() if sigle in employes)
    fin: list[Bloc] = [Titre("Abréviations"), Definitions(sigles)] if sigles else []
    fin += _signatures(lecture)
    return [Titre("Abréviations et validation" if lecture.identite.numero else "Abréviations", 1), *fin] if fin else []


def _textes(objet: Any) -> Iterator[str]:
    """Tous les textes d'un bloc, ou de plusieurs ; un dessin n'en est pas un."""
    if isinstance(objet, str):
        yield objet
    elif isinstance(objet, list | tuple):
        for morceau in objet:
            yield from _textes(morceau)
    elif is_dataclass(objet) and not isinstance(objet, type):
        for champ in fields(objet):
            if champ.name not in ("svg", "donnees", "feuille"):
                yield from _textes(getattr(objet, champ.name))


def _signatures(lecture: Lecture) -> list[Bloc]:
    if not lecture.identite.numero:
        return []
    ecrites = figees.redaction(lecture.base)
    signataires = [(titre, fonction) for r, titre in SIGNATURES.items() for fonction in ecrites.get(r, ("",))]
    colonnes = (colonne(""), colonne("Fonction", part=2), colonne("Date"), colonne("Visa", part=1.6))
    rangees = [ligne(titre, fonction or "à compléter", _PLACE, _PLACE) for titre, fonction in signataires]
    donnees = pd.DataFrame(signataires, columns=["role", "fonction"])
    figee = francais.horodatage(lecture.identite.figee_le) if lecture.identite.figee_le else ""
    return [
        Titre("Validation"),
        tableau("Préparation et validation, par fonction", colonnes, rangees, "Validation", donnees),
        *([Paragraphe(f"Édition {lecture.identite.numero}, figée le {figee}.")] if figee else []),
    ]
