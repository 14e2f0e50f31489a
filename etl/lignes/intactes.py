"""Les lignes qu'un modèle a écrites et que personne n'a touchées : elles ne disent rien (règle L17).

Le modèle note l'empreinte de chaque ligne qu'il écrit dans sa feuille d'aide `Listes` ; la lecture les y retrouve. Une
ligne à compléter, laissée telle quelle, n'est pas une donnée ; une ligne connue, laissée telle quelle, ne redit que ce
qui est déjà reçu, même si un autre dépôt l'a corrigé entre-temps : `tampon` l'oublie quand il a reçu la même. Un
classeur de rejets y note le dépôt d'où ses lignes viennent : `reprises` s'en sert (règle Q16).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import duckdb

from domaine.feuilles.declaration import Feuille, normaliser_entete
from etl.fichiers.archives import TEXTE_MAX
from etl.fichiers.cellules import Cellule
from etl.fichiers.ouverture import FeuilleBrute
from etl.lignes.conversions import texte_de
from etl.lignes.entetes import TableBrute
from tableurs import sans_controle

#: La feuille d'aide qui les porte, et l'en-tête de chaque colonne d'empreintes.
FEUILLE: Final = "Listes"
A_COMPLETER: Final = "lignes à compléter"
CONNUES: Final = "lignes connues"
ORIGINE: Final = "dépôt d'origine"
#: Les lignes oubliées, et leur dépôt : il les a redites, elles comptent à ce titre.
CREER_INTACTE: Final = "CREATE TEMP TABLE intacte (id_ligne BIGINT, id_chargement INTEGER)"


@dataclass(frozen=True)
class Empreintes:
    """Ce qu'un classeur dit avoir reçu du modèle."""

    a_completer: frozenset[str] = frozenset()
    connues: frozenset[str] = frozenset()
    origine: frozenset[str] = frozenset()


def empreinte(feuille: Feuille, cellules: Mapping[str, object]) -> str:
    """L'empreinte d'une ligne : ses cellules déclarées, telles que la lecture les retrouve après un tableur."""
    textes = "\x1f".join(_texte(cellules.get(nom)) for nom in feuille.noms)
    return hashlib.sha256(f"{feuille.table}\x1f{textes}".encode()).hexdigest()[:16]


def _texte(valeur: object) -> str:
    # Un tableur arrondit les derniers chiffres d'un nombre, et rend une date avec ou sans heure.
    if isinstance(valeur, (int, float)) and not isinstance(valeur, bool):
        return f"{valeur:.12g}"
    if isinstance(valeur, str):
        return sans_controle(valeur)[:TEXTE_MAX].strip()
    connue = valeur is None or isinstance(valeur, (bool, dt.date))
    return texte_de(valeur if connue else str(valeur))


def lire_empreintes(brutes: Iterable[FeuilleBrute]) -> Empreintes:
    """Les empreintes que porte la feuille d'aide d'un classeur ; aucune s'il ne vient pas d'un modèle."""
    listes = next((b for b in brutes if normaliser_entete(b.nom) == normaliser_entete(FEUILLE)), None)
    if listes is None or not listes.lignes:
        return Empreintes()
    par_titre = {texte_de(cellule): rang for rang, cellule in enumerate(listes.lignes[0])}
    return Empreintes(*(_colonne(listes.lignes, par_titre.get(titre)) for titre in (A_COMPLETER, CONNUES, ORIGINE)))


def _colonne(lignes: list[list[Cellule]], rang: int | None) -> frozenset[str]:
    if rang is None:
        return frozenset()
    return frozenset(texte for ligne in lignes[1:] if rang < len(ligne) and (texte := texte_de(ligne[rang])))


def laisser_intactes(table: TableBrute, empreintes: Empreintes) -> None:
    """Retire de la table les lignes à compléter que personne n'a touchées, et y note les connues restées telles."""
    table.depots_d_origine = empreintes.origine
    if not (empreintes.a_completer or empreintes.connues):
        return
    lues = {*table.colonnes.values(), *table.aides}
    gardees: list[int] = []
    for i, ligne in enumerate(table.lignes):
        cellules = {nom: ligne[rang] for nom, rang in table.colonnes.items() if rang < len(ligne)}
        # Ce qu'une personne a écrit à côté, dans une colonne à elle, est gardé avec sa ligne (règle L4).
        seule = not any(texte_de(c) for rang, c in enumerate(ligne) if rang not in lues)
        lue = empreinte(table.feuille, cellules) if seule else ""
        if lue in empreintes.a_completer:
            continue
        if lue in empreintes.connues:
            table.intactes.add(len(gardees))
        gardees.append(i)
    table.lignes = [table.lignes[i] for i in gardees]
    table.numeros = [table.numeros[i] for i in gardees]


def oublier_intactes(connexion: duckdb.DuckDBPyConnection, table: TableBrute, premier: int) -> None:
    """Oublie, des lignes tout juste ajoutées à `t_<table>`, les intactes qu'un dépôt d'avant dit à l'identique.

    Une intacte que rien ne dit (un modèle rempli pour un autre dossier de données) reste une ligne comme une autre.
    """
    nom, colonnes = f"t_{table.feuille.table}", ", ".join(table.feuille.noms)
    connexion.execute(
        f"INSERT INTO intacte SELECT id_ligne, id_chargement FROM {nom} WHERE list_contains($intactes, id_ligne) "
        f"AND hash({colonnes}) IN (SELECT hash({colonnes}) FROM {nom} WHERE id_ligne < $premier)",
        {"intactes": [premier + i for i in sorted(table.intactes)], "premier": premier},
    )
    connexion.execute(f"DELETE FROM {nom} WHERE id_ligne IN (SELECT id_ligne FROM intacte)")
