"""L'ouverture d'une édition, en lecture seule.

Possède le pointeur `courant.json` côté lecture et la seule connexion DuckDB de l'application. Une édition est
immuable : ce qui en est lu peut être gardé en mémoire sans jamais vieillir, sous la clé de son identifiant.
"""

from __future__ import annotations

import functools
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from itertools import repeat
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd

from domaine import chemins
from domaine.chiffre import Chiffre
from domaine.figees import est_numero
from domaine.preuve import refus
from domaine.preuve.validation import NonValidees
from domaine.schema.complement import SchemaIllisible, complements, relever
from domaine.schema.edition import LECTURE_SEULE
from requetes.edition.validations import lire_non_validees

#: Un identifiant d'édition vient d'un fichier ou d'un réglage : jamais un chemin.
_IDENTIFIANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
#: Ce que DuckDB lève devant un fichier abîmé au milieu : il s'ouvre, et une de ses parties ne se lit pas.
_ABIMEE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException, duckdb.InternalException)


_PARTIE_ABIMEE = "Le fichier de l’édition est abîmé : une de ses parties ne se lit pas."
Rangee = TypeVar("Rangee")
#: Ce qui se lit une colonne à la fois, deux fois plus vite que ligne à ligne, et rend les mêmes objets Python.
_PAR_COLONNE = frozenset({"VARCHAR", "DATE", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN"})


#: Ce que lève une question qui n'a pas de sens dans l'édition où elle se pose.
SANS_REPONSE = (duckdb.Error, LookupError, ValueError)


class EditionIllisible(Exception):
    """L'édition demandée existe mais ne se lit pas ; le message est en français, pour l'écran."""


@dataclass(frozen=True)
class Edition:
    """Une édition publiée.

    Attributes:
        id: identifiant, qui est la clé de tous les caches.
        base: le fichier DuckDB, immuable.
    """

    id: str
    base: Path

    @property
    def manifeste(self) -> Path:
        return self.base.with_name(chemins.MANIFESTE)


def edition_a_lire(donnees: Path, epinglee: str = "") -> Edition | None:
    """L'édition épinglée par réglage, sinon celle que désigne `courant.json`.

    Args:
        donnees: dossier d'état (`SOCLE_DONNEES`).
        epinglee: identifiant ou numéro imposé (`SOCLE_EDITION`) ; vide = l'édition en vigueur.

    Returns:
        L'édition, ou `None` quand rien n'a encore été publié.

    Raises:
        EditionIllisible: le pointeur est abîmé, désigne une édition absente, ou une édition figée est altérée (E13).
    """
    identifiant = epinglee or _identifiant_courant(chemins.pointeur(donnees))
    if not identifiant:
        return None
    if not _IDENTIFIANT.fullmatch(identifiant):
        raise EditionIllisible("L’identifiant de l’édition demandée n’est pas valable.")
    base = chemins.dossier_edition(donnees, identifiant) / chemins.BASE
    if not base.is_file():
        raise EditionIllisible(f"L’édition {identifiant} est introuvable.")
    if est_numero(identifiant) and (faute := refus(base)):
        raise EditionIllisible(faute)
    return Edition(identifiant, base)


def _identifiant_courant(pointeur: Path) -> str:
    try:
        contenu = json.loads(pointeur.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as erreur:
        raise EditionIllisible("Le pointeur de l’édition en vigueur ne se lit pas.") from erreur
    identifiant = contenu.get("edition") if isinstance(contenu, dict) else None
    if not isinstance(identifiant, str) or not identifiant:
        raise EditionIllisible("Le pointeur de l’édition en vigueur ne nomme aucune édition.")
    return identifiant


class Base:
    """Une édition ouverte ; sûre entre fils d'exécution, car chaque lecture a son curseur.

    Args:
        connexion: sur le fichier de l'édition.
        complements: ce qui manque à une édition d'un schéma d'avant ; un curseur ne voit que ce qu'il a créé lui-même.
    """

    def __init__(self, connexion: duckdb.DuckDBPyConnection, complements: Sequence[str] = ()) -> None:
        self._connexion = connexion
        self._complements = "\n".join(f"{instruction.rstrip(';')};" for instruction in complements)
        self._libres: deque[duckdb.DuckDBPyConnection] = deque()

    @contextmanager
    def _curseur(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Un curseur pour une lecture, complété ; il sert ensuite à une autre, car le compléter coûte.

        Raises:
            EditionIllisible: le fichier est abîmé.
        """
        try:
            curseur = self._libres.pop()
        except IndexError:
            curseur = self._connexion.cursor()
            if self._complements:
                curseur.execute(self._complements)
        try:
            yield curseur
        except _ABIMEE as erreur:
            curseur.close()
            raise EditionIllisible(_PARTIE_ABIMEE) from erreur
        self._libres.append(curseur)

    def lire(self, sql: str, parametres: Mapping[str, Any] | Sequence[Any] | None = None) -> pd.DataFrame:
        """Exécute une lecture ; les valeurs passent par `parametres`, jamais dans le texte.

        Returns:
            Les lignes ; une valeur absente est NaN, NaT ou None selon le type, jamais 0.

        Raises:
            EditionIllisible: le fichier est abîmé.
        """
        with self._curseur() as curseur:
            return curseur.execute(sql, parametres).df() if parametres else curseur.execute(sql).df()

    def rangees(
        self, forme: type[Rangee], sql: str, parametres: Mapping[str, Any] | Sequence[Any] | None = None
    ) -> tuple[Rangee, ...]:
        """Une lecture dont chaque ligne devient un objet : chaque colonne porte le nom d'un de ses champs.

        Args:
            forme: une classe de données à `slots` ; un champ sans colonne garde sa valeur d'origine.
            sql, parametres: comme `lire`.

        Returns:
            Les objets, dans l'ordre de la lecture ; une valeur absente est `None`, jamais 0.

        Raises:
            EditionIllisible: le fichier est abîmé.
            TypeError: une colonne n'a pas de champ, ou un champ obligatoire n'a pas de colonne.
        """
        with self._curseur() as curseur:
            lue = curseur.execute(sql, parametres)
            types = {colonne[0]: str(colonne[1]) for colonne in lue.description}
            if not _PAR_COLONNE.issuperset(types.values()):
                return self._marquer(_former(forme, dict(zip(types, zip(*lue.fetchall(), strict=True), strict=False))))
            colonnes = lue.fetchnumpy()
        return self._marquer(_former(forme, {nom: _en_valeurs(colonnes[nom], type_) for nom, type_ in types.items()}))

    @functools.cached_property
    def _non_validees(self) -> NonValidees:
        return lire_non_validees(self)

    def _marquer(self, objets: tuple[Rangee, ...]) -> tuple[Rangee, ...]:
        """Dit, de chaque chiffre, si une période qui y entre n'est pas validée (règle A12).

        Au seul endroit d'où viennent tous les chiffres : aucune page n'a à y penser.
        """
        if objets and isinstance(objets[0], Chiffre) and self._non_validees:
            for x in objets:
                assert isinstance(x, Chiffre)
                if x.valeur is not None and self._non_validees.touchent(x.code_zone, x.type_periode, x.periode):
                    object.__setattr__(x, "non_valide", True)  # la forme est figée ; elle n'est encore à personne
        return objets

    def fermer(self) -> None:
        while self._libres:
            self._libres.pop().close()
        self._connexion.close()


def _en_valeurs(colonne: Any, type_: str) -> list[Any]:
    """Une colonne telle que Python la lit : `None` là où elle est vide, un jour sans heure."""
    return list((colonne.astype("datetime64[D]") if type_ == "DATE" else colonne).tolist())


def _former(forme: type[Rangee], colonnes: Mapping[str, Sequence[Any]]) -> tuple[Rangee, ...]:
    """Les objets, un par ligne.

    Le premier par la classe, qui refuse ce qu'elle ne connaît pas et dit ses valeurs d'origine ; les suivants champ par
    champ, tous les objets à la fois : passer par elle coûterait, à vingt mille lignes, plus que la requête.
    """
    nombre = len(next(iter(colonnes.values()), ()))
    if not nombre:
        return ()
    premier = forme(**{nom: valeurs[0] for nom, valeurs in colonnes.items()})
    objets = (premier, *(object.__new__(forme) for _ in range(1, nombre)))
    for champ in fields(premier):  # type: ignore[arg-type]
        valeurs = colonnes.get(champ.name) or repeat(getattr(premier, champ.name))
        deque(map(getattr(forme, champ.name).__set__, objets, valeurs), maxlen=0)
    return objets


def ouvrir(edition: Edition) -> Base:
    """Ouvre l'édition sans droit d'écriture ni accès à autre chose que son fichier.

    Une édition d'un schéma d'avant se lit comme une neuve, ce qu'elle n'a pas y étant vide.

    Raises:
        EditionIllisible: le fichier n'est pas une base DuckDB lisible, ou son schéma n'est pas de ceux qui se lisent.
    """
    try:
        connexion = duckdb.connect(str(edition.base), read_only=True, config=LECTURE_SEULE)
    except duckdb.Error as erreur:
        raise EditionIllisible(f"Le fichier de l’édition {edition.id} ne se lit pas.") from erreur
    try:
        ((catalogue,),) = connexion.execute("SELECT current_database()").fetchall()
        releve = relever(lambda sql: connexion.execute(sql).fetchall(), str(catalogue))
        return Base(connexion, complements(releve))
    except duckdb.Error as erreur:
        connexion.close()
        raise EditionIllisible(f"Le fichier de l’édition {edition.id} ne se lit pas.") from erreur
    except SchemaIllisible as erreur:
        connexion.close()
        raise EditionIllisible(f"L’édition {edition.id} ne se lit pas : {erreur}") from erreur
