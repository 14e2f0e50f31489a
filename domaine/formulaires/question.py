"""Une colonne déclarée devient une question : même nom, même liste, mêmes bornes (règle K1)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Final

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.declaration import Colonne
from domaine.listes import libelles, montrer
from domaine.periodes import sans_accent

#: La langue des libellés, telle qu'un XLSForm la nomme.
LANGUE: Final = "Français (fr)"
#: La liste de choix d'un oui/non.
OUI_NON: Final = "oui_non"
#: Le choix qui ouvre la saisie de ce que la liste n'a pas.
AUTRE: Final = "autre"
_TYPES: Final = {"nombre": "decimal", "pct": "decimal", "entier": "integer", "date": "date"}
#: Un nom de choix sûr partout : ni blanc (il couperait un choix multiple), ni rien qu'une expression lirait.
_NOM_SUR: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Question:
    """Une ligne de la feuille `survey` ; les attributs sont ses colonnes, vides quand la question ne les a pas.

    Attributes:
        label: ce que la personne lit ; un calcul n'en a pas, et son en-tête est alors le même dans tout export.
    """

    type: str
    name: str = ""
    label: str = ""
    hint: str = ""
    required: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    calculation: str = ""
    choice_filter: str = ""
    appearance: str = ""
    parameters: str = ""
    default: str = ""


def nom_de_choix(texte: str) -> str:
    """Le nom d'un choix : le texte s'il est sûr, sinon ce qu'il en reste et une empreinte, toujours la même.

    >>> nom_de_choix("ML070303"), nom_de_choix("Tin Aouker")
    ('ML070303', 'tin_aouker_fe9d6b')
    """
    if _NOM_SUR.fullmatch(texte):
        return texte
    reste = re.sub(r"[^a-z0-9]+", "_", sans_accent(texte)).strip("_")[:40]
    return f"{reste or 'x'}_{hashlib.sha256(texte.encode()).hexdigest()[:6]}"


def nom_de_modalite(libelle: str) -> str:
    """Le nom d'une modalité de liste fermée : la lecture y voit le libellé, «_» valant un blanc (règle L1).

    >>> nom_de_modalite("fermé temporairement"), nom_de_modalite("2")
    ('ferme_temporairement', '2')
    """
    return re.sub(r"[^a-z0-9]+", "_", sans_accent(libelle)).strip("_")


def modalites(liste: str) -> list[tuple[str, str]]:
    """(nom, libellé montré) de chaque modalité d'une liste fermée, dans son ordre."""
    return [(nom_de_modalite(x), montrer(liste, x)) for x in libelles(liste)]


def demander(table: str, nom: str, label: str, **change: str) -> Question:
    """La question d'une colonne déclarée.

    Args:
        table: la table de sa feuille.
        nom: celui de la colonne, qui est aussi celui de la question.
        label: la question, telle que la personne la lit.
        change: ce que la déclaration ne dit pas (`relevant`, `constraint`…), ou qu'elle dit autrement ici.

    Raises:
        KeyError: la feuille n'a pas cette colonne.
    """
    colonne = PAR_TABLE[table].colonne(nom)
    contrainte, message = _contrainte(colonne)
    question = Question(
        _type(colonne),
        nom,
        label,
        hint=colonne.aide,
        required="yes" if colonne.requise else "",
        constraint=contrainte,
        constraint_message=message,
    )
    return replace(question, **change)


def calculer(nom: str, calcul: str, relevant: str = "") -> Question:
    """Une valeur que le formulaire trouve seul ; rien ne s'affiche."""
    return Question("calculate", nom, calculation=calcul, relevant=relevant)


def groupe(nom: str, label: str, *questions: Question, relevant: str = "", repete: bool = False) -> list[Question]:
    """Des questions sous un titre ; `repete` : autant de fois qu'il faut, et le nom est celui de la table."""
    mot = "repeat" if repete else "group"
    appearance = "" if repete else "field-list"
    return [
        Question(f"begin {mot}", nom, label, relevant=relevant, appearance=appearance),
        *questions,
        Question(f"end {mot}", nom),
    ]


def _type(colonne: Colonne) -> str:
    if colonne.type == "liste":
        return f"select_one {colonne.liste}"
    return f"select_one {OUI_NON}" if colonne.type == "ouinon" else _TYPES.get(colonne.type, "text")


def _contrainte(colonne: Colonne) -> tuple[str, str]:
    """Ce que les contrôles refuseraient à la lecture se refuse dès la saisie, et se dit de même."""
    if colonne.realisee:
        return ". <= today()", "Un fait accompli n'est pas dans l'avenir."
    bas, haut = colonne.minimum, colonne.maximum
    conditions = [f". {signe} {borne:g}" for signe, borne in ((">=", bas), ("<=", haut)) if borne is not None]
    if not conditions:
        return "", ""
    dites = [f"{mot} {borne:g}" for mot, borne in (("au moins", bas), ("au plus", haut)) if borne is not None]
    return " and ".join(conditions), f"La réponse est {' et '.join(dites)}."
