"""Les macros et les vues qu'une édition garde : les règles du métier, la provenance, ce que l'export donne aux autres.

Chaque définition commence une ligne par `CREATE MACRO nom(` ou `CREATE VIEW nom AS` et finit par un `;` en fin de
ligne ; le commentaire qui la précède dit ce qu'elle est. L'ETL les crée dans l'édition ; pour une édition d'un schéma
d'avant, qui la lit crée celles qui lui manquent, du même texte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

#: Dans l'ordre où elles se créent : chacune ne se sert que de celles qui la précèdent.
FICHIERS: Final = ("regles.sql", "provenance.sql", "vues.sql")
_DEFINITION = re.compile(
    r"(?P<dit>(?:^--.*\n)*)^CREATE (?P<forme>MACRO|VIEW) (?P<nom>\w+)(?P<suite>(?:.*\n)*?.*;)[ \t]*$", re.MULTILINE
)


@dataclass(frozen=True)
class Definition:
    """Une macro ou une vue.

    Attributes:
        nom: son nom dans l'édition.
        forme: «MACRO» ou «VIEW».
        dit: son commentaire, sans les tirets.
        texte: l'instruction qui la crée.
    """

    nom: str
    forme: str
    dit: str
    texte: str

    @property
    def lit_l_edition(self) -> bool:
        """Vrai pour une vue ou une macro de table : elle se crée quand les tables qu'elle lit existent.

        Une macro dont une table est un paramètre ne les cherche qu'à l'appel.
        """
        return self.forme == "VIEW" or (" AS TABLE" in self.texte and "query_table(" not in self.texte)

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
    >>> lue.nom, lue.dit, lue.parametres, lue.lit_l_edition, lue.provisoire
    ('double', 'Le double.', '(x)', False, 'CREATE TEMP MACRO double(x) AS\n    2 * x;')
    """
    return tuple(
        Definition(
            trouvee["nom"],
            trouvee["forme"],
            " ".join(ligne.lstrip("- ") for ligne in trouvee["dit"].splitlines()),
            trouvee[0].removeprefix(trouvee["dit"]),
        )
        for trouvee in _DEFINITION.finditer(texte)
    )


def constante(nom: str) -> int:
    """Le nombre que vaut une macro sans paramètre, pour le Python qui doit le dire aussi.

    >>> constante("validite_visite")
    90
    """
    [texte] = [d.texte for d in definitions() if d.nom == nom]
    return int(texte.rpartition(" AS ")[2].rstrip(";"))


@cache
def definitions() -> tuple[Definition, ...]:
    """Toutes celles que l'édition garde, dans l'ordre où elles se créent."""
    dossier = Path(__file__).parent
    return tuple(d for nom in FICHIERS for d in lire_definitions((dossier / nom).read_text(encoding="utf-8")))
