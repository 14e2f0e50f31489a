"""Les indicateurs renommés : un ancien code se lit comme celui qui l'a remplacé (règle Q18).

Le lien est une ligne de la feuille `Correspondances`, de système «ancien code». Toute colonne d'indicateur se lit au
travers, quel que soit le dépôt ; la ligne d'`Indicateurs` de l'ancien code n'est plus au cadre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from domaine.feuilles.declaration import sans_nom
from domaine.feuilles.renommages import EST_UN_CHANGEMENT, suivre
from etl.lignes.conversions import texte_de
from etl.lignes.entetes import TableBrute

#: Les liens d'une table de correspondances : ancien code, code en vigueur, depuis quel dépôt.
LIENS = f"SELECT code_externe, code_indicateur, id_chargement FROM {{table}} WHERE {EST_UN_CHANGEMENT}"


@dataclass(frozen=True)
class Renommes:
    """Les codes changés.

    Attributes:
        codes: ancien code → code en vigueur.
        depuis: ancien code → rang du dépôt qui l'a dit changé.
    """

    codes: Mapping[str, str] = field(default_factory=dict)
    depuis: Mapping[str, int] = field(default_factory=dict)

    def en_vigueur(self, valeurs: list[object]) -> list[object]:
        """Les codes d'une colonne, les anciens remplacés."""
        return [self.codes.get(v, v) if isinstance(v, str) else v for v in valeurs] if self.codes else valeurs

    def encore_ecrits(self, table: TableBrute, rang_depot: int) -> list[tuple[int, str]]:
        """Les anciens codes qu'un dépôt reçu après leur changement écrit encore : la première ligne de chacun."""
        noms = [c.nom for c in table.feuille.colonnes if c.type == "indicateur"]
        noms += ["code"] if table.feuille.table == "indicateur" else []
        rangs = [table.colonnes[nom] for nom in noms if nom in table.colonnes]
        trouves: dict[str, int] = {}
        for i, ligne in enumerate(table.lignes if self.codes else []):
            for code in (sans_nom(texte_de(ligne[rang])) for rang in rangs if rang < len(ligne)):
                if code in self.codes and rang_depot > self.depuis[code]:
                    trouves.setdefault(code, i)
        return [(i, code) for code, i in trouves.items()]


def lire_renommes(connexion: duckdb.DuckDBPyConnection) -> Renommes:
    """Les liens sains, le dernier reçu de chaque ancien code ; `t_correspondance` et `t_indicateur` sont remplies.

    Un fichier qui donne à un ancien code plusieurs nouveaux n'en change aucun (`renommage_impossible`).
    """
    lus = connexion.execute(
        LIENS.format(table="t_correspondance")
        + " AND id_ligne NOT IN (FROM bloquee) AND id_ligne NOT IN (FROM retiree) "
        "AND code_indicateur IN (SELECT code FROM t_indicateur) "
        "WINDOW un AS (PARTITION BY id_chargement, code_externe) "
        "QUALIFY min(code_indicateur) OVER un = max(code_indicateur) OVER un ORDER BY id_ligne"
    ).fetchall()
    codes = suivre((str(ancien), str(nouveau)) for ancien, nouveau, _ in lus)
    return Renommes(codes, {str(ancien): int(rang) for ancien, _, rang in lus})
