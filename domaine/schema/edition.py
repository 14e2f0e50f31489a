"""Les tables d'une édition, par section, et le numéro de son schéma."""

from __future__ import annotations

from typing import Final

from domaine.schema.cadre import TABLES_CADRE
from domaine.schema.calcul import TABLES_CALCULEES
from domaine.schema.confiance import TABLES_CONFIANCE
from domaine.schema.declaration import Table
from domaine.schema.figees import TABLES_FIGEES
from domaine.schema.observations import TABLES_OBSERVATIONS

#: À augmenter dès qu'une table, une vue ou une colonne change ; `tests/editions_figees` garde une édition de chacun.
NUMERO: Final = 5
#: Celui d'une édition qui n'en dit aucun.
SANS_NUMERO: Final = 1
#: La clé d'`info`, et du manifeste, où une édition dit le sien.
CLE_NUMERO: Final = "schema"
#: La clé d'`info` où une édition nomme ses macros : les lui demander coûte plus que tout le reste de son ouverture.
CLE_MACROS: Final = "macros"

#: Comment s'ouvre une édition, partout : deux ouvertures d'un même fichier, dans un même processus, doivent dire la
#: même chose. Un fil par question : les pages en posent beaucoup de petites, à plusieurs lecteurs à la fois.
LECTURE_SEULE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "threads": 1,
}
#: Titre dans `docs/SCHEMA.md` → ses tables, dans l'ordre.
SECTIONS: Final[dict[str, tuple[Table, ...]]] = {
    "Référentiel et cadre": TABLES_CADRE,
    "Observations": TABLES_OBSERVATIONS,
    "Calculé à la publication": TABLES_CALCULEES,
    "Confiance": TABLES_CONFIANCE,
    "Éditions figées": TABLES_FIGEES,
}
TABLES: Final[dict[str, Table]] = {table.nom: table for tables in SECTIONS.values() for table in tables}
