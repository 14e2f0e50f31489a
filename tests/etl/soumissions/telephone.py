"""Un téléphone d'essai : il remplit un XLSForm du produit, calculs compris, et en rend les soumissions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from tests.etl.soumissions.serveurs import Envoi, Formulaire

_LIBELLE = "label::Français (fr)"
_ROLE = re.compile(r"if\(\$\{(\w+)\} = '(\w+)', (.*), (.*?)\)")
_RELU = re.compile("/".join((r"instance\('(\w+)'\)", "root", r"item\[name = \$\{(\w+)\}\]", r"(\w+)")))


class Telephone:
    """Un formulaire chargé.

    Attributes:
        formulaire: ce qu'un serveur en sait, libellés et modalités compris.
    """

    def __init__(self, chemin: Path, titre: str = "") -> None:
        classeur = openpyxl.load_workbook(chemin)
        self._questions = list(_rangees(classeur["survey"]))
        self._choix = list(_rangees(classeur["choices"]))
        (reglages,) = _rangees(classeur["settings"])
        self.titre = titre or reglages["form_title"]

    def formulaire(self, *, libelles: bool) -> Formulaire:
        """Ce que le serveur sait du formulaire ; `libelles` : son export les donne à la place des noms."""
        if not libelles:
            return Formulaire(self.titre)
        dits = {q["name"]: q[_LIBELLE] for q in self._questions if q[_LIBELLE] and not q["type"].startswith("begin")}
        listes = {q["name"]: q["type"].split()[1] for q in self._questions if q["type"].startswith("select_one")}
        modalites = {
            (nom, x["name"]): x[_LIBELLE]
            for nom, liste in listes.items()
            for x in self._choix
            if x["list_name"] == liste
        }
        return Formulaire(self.titre, dits, modalites)

    def remplir(self, numero: int, **dites: Any) -> Envoi:
        """Une soumission : ce que la personne répond, par nom de question ; les calculs s'y ajoutent."""
        reponses: dict[str, Any] = {}
        groupes: list[str] = []
        for q in self._questions:
            if q["type"].startswith("begin"):
                groupes.append(q["name"])
            elif q["type"].startswith("end"):
                groupes.pop()
            else:
                valeur = (
                    self._calculer(q["calculation"], dites) if q["type"] == "calculate" else dites.get(q["name"], "")
                )
                dites[q["name"]] = valeur
                reponses["/".join([*groupes, q["name"]])] = valeur
        return Envoi(reponses, numero, instant=f"2024-06-{numero:02d}T10:00:00")

    def choix(self, liste: str, identifiant: str) -> str:
        """Le nom du choix qui désigne un objet connu."""
        return next(x["name"] for x in self._choix if x["list_name"] == liste and x["identifiant"] == identifiant)

    def _calculer(self, calcul: str, dites: dict[str, Any]) -> str:
        if selon := _ROLE.fullmatch(calcul):
            return self._calculer(selon[3 if dites.get(selon[1]) == selon[2] else 4], dites)
        if relu := _RELU.fullmatch(calcul):
            liste, question, colonne = relu.groups()
            siens = (x for x in self._choix if x["list_name"] == liste and x["name"] == dites.get(question))
            return next((x[colonne] or "" for x in siens), "")
        if calcul.startswith("once("):
            return "GAO-PT-Nabc12345"
        if calcul.startswith("${"):
            return dites.get(calcul[2:-1], "")
        return calcul.strip("'")


def _rangees(page: Any) -> Iterator[dict[str, str]]:
    noms, *lignes = page.iter_rows(values_only=True)
    return (dict(zip(noms, ["" if c is None else c for c in ligne], strict=True)) for ligne in lignes)
