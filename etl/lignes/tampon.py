"""Des tables brutes aux colonnes canoniques, dans des tables provisoires `t_<table>` de DuckDB.

Chaque ligne reçue prend un `id_ligne` qui croît dans l'ordre de réception : «plus tard» = plus grand. Chaque faute
devient une ligne de la table provisoire `signalement`. Ne décide pas de ce qui entre : `controles` le fait.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from types import NoneType

import duckdb
import numpy as np
import pyarrow as pa

from domaine.catalogue import CATALOGUE
from domaine.feuilles.cadre import FEUILLES
from domaine.feuilles.declaration import Colonne, sans_nom
from domaine.periodes import periode_contenant
from etl.fichiers.cellules import Cellule
from etl.lignes.bornes import lecteur_borne
from etl.lignes.colonnes import cellules_de, convertir, transposer
from etl.lignes.conversions import (
    faute_du_tableur,
    jour_depuis_1900,
    lire_valeur_du_projet,
    montree_en_date,
    texte_de,
)
from etl.lignes.entetes import TableBrute
from etl.lignes.faute import Faute
from etl.lignes.intactes import CREER_INTACTE, oublier_intactes
from etl.lignes.renommes import Renommes
from etl.lignes.tues import CREER_TUE, noter_tues
from geo.rapprochement import Rapprocheur

_TYPES_ARROW = {"DOUBLE": pa.float64(), "DATE": pa.date32(), "BOOLEAN": pa.bool_(), "VARCHAR": pa.string()}


@dataclass(frozen=True, slots=True)
class Signalement:
    """Une faute sur une ligne reçue, avant d'être rédigée."""

    id_ligne: int
    code: str
    colonne: str
    valeur: str
    detail: str = ""
    suggestion: str = ""


@dataclass(frozen=True)
class Lot:
    """La même faute sur beaucoup de lignes, la cellule vide surtout : une liste de numéros tient là où un objet par
    ligne prendrait la mémoire d'un classeur entier.
    """

    lignes: list[int]
    code: str
    colonne: str


@dataclass(frozen=True)
class Segment:
    """Les lignes d'une feuille d'un dépôt : `id_ligne` va de `premier` à `premier + len(table.lignes) - 1`."""

    premier: int
    rang_depot: int
    table: TableBrute


class Tampon:
    """Les tables provisoires d'une publication.

    Args:
        connexion: base en construction ; les tables provisoires n'y restent pas.
        rapprocheur: lecteur de zones, alias du cadre compris.
        niveaux: code d'indicateur → niveau de collecte.
    """

    def __init__(self, connexion: duckdb.DuckDBPyConnection) -> None:
        self.connexion = connexion
        self.rapprocheur = Rapprocheur()
        self.niveaux: dict[str, str] = {}
        self.types_periode: dict[str, str] = {}
        self.renommes = Renommes()
        self.segments: list[Segment] = []
        self._prochain = 1
        connexion.execute(
            "CREATE TEMP TABLE signalement (id_ligne BIGINT, code VARCHAR, colonne VARCHAR, valeur VARCHAR, "
            "detail VARCHAR, suggestion VARCHAR)"
        )
        connexion.execute(CREER_INTACTE)
        connexion.execute(CREER_TUE)
        connexion.execute(
            "CREATE TEMP TABLE genre_signalement AS "
            "SELECT unnest(?::VARCHAR[]) AS code, unnest(?::VARCHAR[]) AS gravite",
            [list(CATALOGUE), [g.gravite for g in CATALOGUE.values()]],
        )
        for feuille in FEUILLES:
            colonnes = ", ".join(f"{c.nom} {c.type_sql}" for c in feuille.colonnes)
            connexion.execute(
                f"CREATE TEMP TABLE t_{feuille.table} (id_ligne BIGINT, id_chargement INTEGER, feuille VARCHAR, "
                f"ligne INTEGER, {colonnes})"
            )

    def ajouter(self, table: TableBrute, rang_depot: int, recu: dt.date) -> None:
        """Convertit une feuille reçue et l'ajoute à sa table provisoire."""
        nombre = len(table.lignes)
        if not nombre:
            return
        premier, self._prochain = self._prochain, self._prochain + nombre
        self.segments.append(Segment(premier, rang_depot, table))
        signalements = self._ajouter_lignes(table, rang_depot, premier, recu)
        for i, code in self.renommes.encore_ecrits(table, rang_depot):
            signalements.append(Signalement(premier + i, "code_ancien", "", code, self.renommes.codes[code]))
        signalements += [Signalement(premier + i, *faute) for i, *faute in table.fautes]
        self.noter(signalements)
        if table.tues:
            noter_tues(self.connexion, table, premier)
        if table.intactes:
            oublier_intactes(self.connexion, table, premier)

    def _ajouter_lignes(
        self, table: TableBrute, rang_depot: int, premier: int, recu: dt.date
    ) -> list[Signalement | Lot]:
        """Ajoute les lignes converties et rend leurs fautes ; ce qui a servi à convertir est alors libre."""
        nombre = len(table.lignes)
        signalements: list[Signalement | Lot] = []
        donnees: dict[str, pa.Array] = {
            "id_ligne": pa.array(np.arange(premier, premier + nombre)),
            "id_chargement": pa.repeat(pa.scalar(rang_depot, pa.int32()), nombre),
            "feuille": pa.repeat(table.nom, nombre),
            "ligne": pa.array(table.numeros, pa.int32()),
        }
        par_rang = transposer(table.lignes, table.largeur_connue)
        for colonne in table.feuille.colonnes:
            valeurs = self._colonne(table, par_rang, colonne, premier, recu, signalements)
            donnees[colonne.nom] = pa.array(valeurs, _TYPES_ARROW[colonne.type_sql])
        recue = pa.table(donnees)
        self.connexion.register("recue", recue)
        self.connexion.execute(f"INSERT INTO t_{table.feuille.table} SELECT * FROM recue")
        self.connexion.unregister("recue")
        return signalements

    def situer(self, id_ligne: int) -> tuple[Segment, int]:
        """Le segment d'une ligne reçue et son rang dedans."""
        rang = bisect.bisect_right(self.segments, id_ligne, key=lambda s: s.premier) - 1
        return self.segments[rang], id_ligne - self.segments[rang].premier

    def noter(self, signalements: Sequence[Signalement | Lot]) -> None:
        """Ajoute des signalements."""
        seuls = [s for s in signalements if isinstance(s, Signalement)]
        if seuls:
            noms = ("id_ligne", "code", "colonne", "valeur", "detail", "suggestion")
            self._inserer(pa.table({nom: pa.array([getattr(s, nom) for s in seuls]) for nom in noms}), "*")
        for lot in signalements:
            if isinstance(lot, Lot):
                dits = f"'{lot.code}', '{lot.colonne}', '', '{lot.colonne}', ''"
                self._inserer(pa.table({"id_ligne": pa.array(lot.lignes, pa.int64())}), f"id_ligne, {dits}")

    def _inserer(self, notes: pa.Table, colonnes: str) -> None:
        self.connexion.register("notes", notes)
        self.connexion.execute(f"INSERT INTO signalement SELECT {colonnes} FROM notes")
        self.connexion.unregister("notes")

    def convertir_ligne(self, table: TableBrute, recu: dt.date) -> dict[str, object]:
        """Lit la seule ligne d'une table sans l'ajouter : colonne présente → valeur, `None` si vide ou illisible."""
        par_rang = transposer(table.lignes, table.largeur_connue)
        return {
            nom: self._colonne(table, par_rang, table.feuille.colonne(nom), 0, recu, [])[0] for nom in table.colonnes
        }

    def _colonne(
        self,
        table: TableBrute,
        par_rang: list[list[Cellule]],
        colonne: Colonne,
        premier: int,
        recu: dt.date,
        signalements: list[Signalement | Lot],
    ) -> list[object]:
        rang = table.colonnes.get(colonne.nom)
        if rang is None:
            return self._colonne_absente(table, colonne, premier, signalements)
        cellules = cellules_de(par_rang, rang, len(table.lignes))
        if table.depuis_1904 and colonne.type in ("date", "periode"):
            cellules = tuple(jour_depuis_1900(c) for c in cellules)
        if colonne.type == "zone":
            convertis = self._zones(table, par_rang, colonne, cellules)
        elif table.feuille.table == "valeur" and colonne.type == "periode":
            convertis = self._periodes(table, par_rang, colonne, cellules, recu)
        elif table.feuille.table == "projet" and colonne.nom == "valeur":
            convertis = _valeurs_projet(table, cellules)
        else:
            convertis = convertir(cellules, lecteur_borne(colonne, recu))
            if colonne.type == "indicateur":
                convertis = self.renommes.en_vigueur(convertis)
        lus = set(map(type, convertis))
        if Faute not in lus and not (colonne.requise and NoneType in lus):
            return convertis
        if colonne.requise and NoneType in lus:
            vides = [i for i, valeur in enumerate(convertis) if valeur is None]
            if table.tues:  # ce que la ligne ne dit pas n'y est pas vide
                vides = [i for i in vides if colonne.nom not in table.tues[i]]
            signalements.append(Lot([premier + i for i in vides], "cellule_vide", colonne.nom))
        for i, valeur in enumerate(convertis):
            if isinstance(valeur, Faute):
                signalements.append(_signaler_cellule(premier + i, colonne, valeur, cellules[i]))
                convertis[i] = None
        return convertis

    def _colonne_absente(
        self, table: TableBrute, colonne: Colonne, premier: int, signalements: list[Signalement | Lot]
    ) -> list[object]:
        if colonne.requise and not table.tues:
            # Une seule anomalie dirait la colonne ; une par ligne met chaque ligne, entière, en quarantaine.
            lignes = range(premier, premier + len(table.lignes))
            signalements.extend(Signalement(i, "colonne_manquante", colonne.nom, colonne.nom) for i in lignes)
        return [None] * len(table.lignes)

    def _zones(
        self, table: TableBrute, par_rang: list[list[Cellule]], colonne: Colonne, cellules: Sequence[Cellule]
    ) -> list[object]:
        niveaux: list[object] = [colonne.niveau] * len(cellules)
        if table.feuille.table == "valeur":
            niveaux = _selon_indicateur(table, par_rang, len(cellules), self.niveaux)
        if len(set(niveaux)) == 1:
            return convertir(cellules, lambda cellule: self._zone(cellule, str(niveaux[0])))
        # Parcourus deux fois plutôt que gardés : autant de couples vivants que de lignes coûteraient plus à ramasser.
        couples = set(zip(map(type, cellules), cellules, niveaux, strict=True))
        memo = {couple: self._zone(couple[1], str(couple[2])) for couple in couples}
        return [memo[couple] for couple in zip(map(type, cellules), cellules, niveaux, strict=True)]

    def _periodes(
        self,
        table: TableBrute,
        par_rang: list[list[Cellule]],
        colonne: Colonne,
        cellules: Sequence[Cellule],
        recu: dt.date,
    ) -> list[object]:
        """Une date de tableur vaut la période de la fréquence de l'indicateur : au trimestriel, son trimestre."""
        lues = convertir(cellules, lecteur_borne(colonne, recu))
        if not any(issubclass(genre, dt.date) for genre in set(map(type, cellules))):
            return lues
        types = _selon_indicateur(table, par_rang, len(cellules), self.types_periode)
        return [
            periode_contenant(str(type_ or "mois"), cellule).libelle
            if isinstance(cellule, dt.date) and not isinstance(lue, Faute)
            else lue
            for cellule, type_, lue in zip(cellules, types, lues, strict=True)
        ]

    def _zone(self, cellule: Cellule, niveau: str) -> str | Faute | None:
        texte = texte_de(cellule)
        if not texte:
            return None
        if faute := faute_du_tableur(cellule):
            return faute
        zone = self.rapprocheur.lire(texte, niveau)
        return zone.code or Faute(zone.faute, zone.detail, zone.suggestion)


def _selon_indicateur(
    table: TableBrute, par_rang: list[list[Cellule]], nombre: int, valeurs: dict[str, str]
) -> list[object]:
    """Ce que vaut, pour l'indicateur de chaque ligne, une propriété du cadre logique ; vide s'il est inconnu."""
    rang = table.colonnes.get("code_indicateur")
    if rang is None:
        return [""] * nombre
    return convertir(cellules_de(par_rang, rang, nombre), lambda c: valeurs.get(sans_nom(texte_de(c)), ""), "")


def _valeurs_projet(table: TableBrute, cellules: Sequence[Cellule]) -> list[object]:
    """La feuille Projet est verticale : la clé de chaque ligne dit comment sa valeur se lit."""
    rang = table.colonnes.get("cle")
    cles = ["" if rang is None or rang >= len(ligne) else texte_de(ligne[rang]) for ligne in table.lignes]
    return [faute_du_tableur(c) or lire_valeur_du_projet(cle, c) for cle, c in zip(cles, cellules, strict=True)]


_ECARTEES = {
    "cellule_illisible": "cellule_ecartee",
    "hors_bornes": "hors_bornes_ecartee",
    "formule_en_erreur": "formule_ecartee",
    "formule_sans_valeur": "formule_ecartee",
}


def _signaler_cellule(id_ligne: int, colonne: Colonne, faute: Faute, cellule: Cellule) -> Signalement:
    # Un texte libre facultatif, commentaire ou motif, ne vaut pas qu'on mette toute sa ligne de côté.
    tolerante = colonne.tolerante or (colonne.type == "texte" and not colonne.requise and not colonne.reference)
    code = _ECARTEES.get(faute.code, faute.code) if tolerante else faute.code
    valeur = montree_en_date(cellule) if colonne.type in ("date", "periode") else texte_de(cellule)
    return Signalement(id_ligne, code, colonne.nom, valeur[:200], faute.detail, faute.suggestion)
