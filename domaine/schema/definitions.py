"""Les macros et les vues que l'édition garde, lues dans `domaine/sql/`.

Chaque définition commence une ligne par `CREATE MACRO nom(` ou `CREATE VIEW nom AS` et finit par un `;` en fin de
ligne ; le commentaire qui la précède dit ce qu'elle est. L'ETL les crée dans l'édition ; pour une édition d'un schéma
d'avant, qui lit les crée provisoirement, du même texte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

DOSSIER: Final = Path(__file__).resolve().parent.parent / "sql"
#: Dans l'ordre où elles se créent : une vue peut se servir d'une macro d'un fichier d'avant.
FICHIERS: Final = ("provenance.sql", "vues.sql")
_DEFINITION = re.compile(
    r"(?P<dit>(?:^--.*\n)*)^CREATE (?P<genre>MACRO|VIEW) (?P<nom>\w+)(?P<suite>(?:.*\n)*?.*;)[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True)
class Definition:
    """Une macro ou une vue.

    Attributes:
        nom: son nom.
        genre: «MACRO» ou «VIEW».
        dit: son commentaire, sans les tirets.
        texte: l'instruction entière.
    """

    nom: str
    genre: str
    dit: str
    texte: str

    @property
    def provisoire(self) -> str:
        """L'instruction qui la crée le temps d'une connexion, même sur une base que l'on ne peut pas écrire."""
        return self.texte.replace("CREATE ", "CREATE TEMP ", 1)

    @property
    def parametres(self) -> str:
        """Ce que prend une macro, tel qu'écrit ; vide pour une vue."""
        trouves = re.match(rf"CREATE MACRO {self.nom}(\([^)]*\))", self.texte)
        return trouves[1] if trouves else ""


def lire_definitions(texte: str) -> tuple[Definition, ...]:
    r"""Les définitions d'un fichier, dans l'ordre.

    >>> [lue] = lire_definitions("-- Le double.\nCREATE MACRO double(x) AS\n    2 * x;\n")
    >>> lue.nom, lue.dit, lue.parametres, lue.provisoire
    ('double', 'Le double.', '(x)', 'CREATE TEMP MACRO double(x) AS\n    2 * x;')
    """
    return tuple(
        Definition(
            trouvee["nom"],
            trouvee["genre"],
            " ".join(ligne.lstrip("- ") for ligne in trouvee["dit"].splitlines()),
            trouvee[0].removeprefix(trouvee["dit"]),
        )
        for trouvee in _DEFINITION.finditer(texte)
    )


@cache
def definitions() -> tuple[Definition, ...]:
    """Toutes celles que l'édition garde, dans l'ordre où elles se créent."""
    return tuple(d for nom in FICHIERS for d in lire_definitions((DOSSIER / nom).read_text(encoding="utf-8")))
