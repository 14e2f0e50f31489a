"""L'avancement d'un travail long : des étapes nommées, en texte pour une personne ou en JSON pour l'écran."""

from __future__ import annotations

import json
import sys
from typing import TextIO

#: Les étapes de `charger`, dans l'ordre ; les essais d'arrêt brutal les prennent une à une.
ETAPES = ("reception", "depot", "lecture", "calcul", "verification", "manifeste", "bascule", "fini")


class Progression:
    """Dit où en est le travail.

    Args:
        format_json: une ligne JSON par étape sur la sortie standard ; sinon une ligne de texte sur la sortie d'erreur.
        muet: ne dit rien.
    """

    def __init__(self, *, format_json: bool = False, muet: bool = False, sortie: TextIO | None = None) -> None:
        self.format_json = format_json
        self.muet = muet
        self._sortie = sortie or (sys.stdout if format_json else sys.stderr)

    @classmethod
    def demandee(cls, forme: str) -> Progression:
        """L'avancement, dans la forme demandée : «json», «texte» ou «aucune»."""
        return cls(format_json=forme == "json", muet=forme == "aucune")

    def etape(self, nom: str, message: str) -> None:
        """Annonce l'entrée dans une étape de `ETAPES`."""
        avancement = (ETAPES.index(nom) + 1) / len(ETAPES)
        if self.muet:
            return
        if self.format_json:
            ligne = json.dumps(
                {"etape": nom, "message": message, "avancement": round(avancement, 3)}, ensure_ascii=False
            )
        else:
            ligne = f"[{avancement:4.0%}] {message}"
        print(ligne, file=self._sortie, flush=True)

    def resultat(self, contenu: dict[str, object]) -> None:
        """Dernière ligne du format JSON."""
        if self.format_json:
            print(json.dumps({"resultat": contenu}, ensure_ascii=False), file=self._sortie, flush=True)
