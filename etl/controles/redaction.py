"""Des signalements aux anomalies rédigées, à la quarantaine et aux cellules gardées.

Chaque anomalie nomme fichier, feuille, cellule, valeur et remède (`domaine.anomalies`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from domaine.anomalies import Anomalie, relever
from domaine.catalogue import CATALOGUE
from domaine.francais import compte, visible
from domaine.francais import nombre as decompte
from domaine.genres import BLOQUANTE
from domaine.schema.edition import TABLES
from etl.controles.assemblage import Assemblage
from etl.lignes.conversions import texte_de
from etl.lignes.entetes import TableBrute, lettre_colonne
from etl.lignes.gardees import SignalementFichier
from etl.lignes.tampon import Segment

#: Anomalies pareilles (même feuille d'un dépôt, même code, même colonne) dites une à une ; les autres se comptent.
PAREILLES_MAX = 1000
_PAREILLES = """
    CREATE OR REPLACE TEMP TABLE pareille AS
    SELECT dite.*, ligne.id_chargement, ligne.feuille, ligne.ligne,
           row_number() OVER (PARTITION BY ligne.id_chargement, ligne.feuille, dite.code, dite.colonne
                              ORDER BY dite.id_ligne, dite.valeur, dite.detail, dite.suggestion) AS rang
    FROM (SELECT DISTINCT id_ligne, code, colonne, valeur, detail, suggestion FROM signalement) dite
    JOIN ligne_depot ligne USING (id_ligne)
"""
_DITES = """
    SELECT id_ligne, code, colonne, valeur, detail, suggestion FROM pareille WHERE rang <= ? ORDER BY ALL
"""
_TUES = """
    SELECT id_chargement, feuille, code, colonne, min(ligne), count(*) FROM pareille
    WHERE rang > ? AND NOT list_contains(?, code) GROUP BY ALL ORDER BY ALL
"""
#: Signalement répété sur chaque ligne d'une feuille, mais dit une seule fois.
_UNE_FOIS_PAR_FEUILLE = {"colonne_manquante"}


class Redacteur:
    """Retrouve la ligne d'un signalement et l'écrit en clair."""

    def __init__(self, assemblage: Assemblage) -> None:
        self._assemblage = assemblage
        self._noms = {r.rang: r.nom for r in assemblage.fichiers}

    def anomalies(self) -> Iterator[tuple[int, Anomalie]]:
        """Les anomalies, avec le rang de leur dépôt ; par dépôt, puis par ligne."""
        for signalement in sorted(self._assemblage.signalements, key=lambda c: (c.rang, c.feuille, c.colonne)):
            yield signalement.rang, self._de_fichier(signalement)
        connexion = self._assemblage.tampon.connexion
        connexion.execute(_PAREILLES)
        lus = connexion.execute(_DITES, [PAREILLES_MAX]).fetchall()
        dites: set[tuple[int, str, str]] = set()
        for id_ligne, code, colonne, valeur, detail, suggestion in lus:
            segment, indice = self._assemblage.tampon.situer(id_ligne)
            if code in _UNE_FOIS_PAR_FEUILLE:
                cle = (segment.premier, code, colonne)
                if cle in dites:
                    continue
                dites.add(cle)
            yield self._de_ligne(segment, indice, code, colonne, valeur or "", detail or "", suggestion or "")
        yield from self._tues()

    def _tues(self) -> Iterator[tuple[int, Anomalie]]:
        """Par feuille, code et colonne, combien d'anomalies pareilles ne se redisent pas une à une (règle Q23)."""
        for rang, feuille, code, colonne, ligne, nombre in self._assemblage.tampon.connexion.execute(
            _TUES, [PAREILLES_MAX, list(_UNE_FOIS_PAR_FEUILLE)]
        ).fetchall():
            autres = compte(nombre, "autre anomalie de cette feuille est pareille", "autres anomalies sont pareilles")
            constat = f"à partir de celle-ci, {autres} aux {decompte(PAREILLES_MAX)} premières."
            remede = "Corrigez-les d'un geste ; leurs lignes, entières, sont dans le fichier reçu."
            gravite, fichier = CATALOGUE[code].gravite, visible(self._noms[rang])
            yield rang, Anomalie(gravite, code, fichier, visible(feuille), ligne, colonne, "", "", constat, remede)

    def _de_fichier(self, signalement: SignalementFichier) -> Anomalie:
        return relever(
            signalement.code,
            self._noms[signalement.rang],
            feuille=signalement.feuille,
            colonne=signalement.colonne,
            valeur=signalement.valeur,
            detail=signalement.detail,
            suggestion=signalement.suggestion,
        )

    def _de_ligne(
        self, segment: Segment, indice: int, code: str, colonne: str, valeur: str, detail: str, suggestion: str
    ) -> tuple[int, Anomalie]:
        table = segment.table
        ligne = None if code in _UNE_FOIS_PAR_FEUILLE else table.numeros[indice]
        anomalie = relever(
            code,
            self._noms[segment.rang_depot],
            feuille=table.nom,
            ligne=ligne,
            colonne=colonne,
            cellule="" if ligne is None else adresse(table, colonne, ligne),
            valeur=valeur,
            detail=detail,
            suggestion=suggestion,
        )
        return segment.rang_depot, anomalie

    def quarantaine(self) -> Iterator[tuple[int, str, str, int, str, str]]:
        """Les lignes bloquées, entières : rang, fichier, feuille, ligne, cellules (JSON), motifs."""
        lus = self._assemblage.tampon.connexion.execute(
            "WITH m AS (SELECT id_ligne, {'code': code, 'colonne': colonne, 'valeur': valeur, 'detail': detail, "
            "'suggestion': suggestion} AS motif FROM signalement JOIN genre_signalement USING (code) "
            "WHERE gravite = ? AND id_ligne NOT IN (FROM renvoyee)) "
            "SELECT id_ligne, list(DISTINCT motif ORDER BY motif) FROM m GROUP BY id_ligne ORDER BY id_ligne",
            [BLOQUANTE],
        ).fetchall()
        for id_ligne, motifs in lus:
            segment, indice = self._assemblage.tampon.situer(id_ligne)
            # Une correction rejetée revient telle qu'elle a été écrite, non sous la forme de la ligne qu'elle ferait.
            table, rang = segment.table.origine or (segment.table, indice)
            fichier = self._noms[segment.rang_depot]
            yield (
                segment.rang_depot,
                fichier,
                table.nom,
                table.numeros[rang],
                ligne_en_json(table, rang),
                " — ".join(_motif(m) for m in motifs),
            )

    def ecrire(self, connexion: duckdb.DuckDBPyConnection) -> None:
        """Écrit `anomalie`, `quarantaine` et `cellule_gardee` dans l'édition."""
        trouvees = [{**a.en_dict(), "id_chargement": rang} for rang, a in self.anomalies()]
        _ecrire(connexion, "anomalie", [tuple(a[nom] for nom in TABLES["anomalie"].noms) for a in trouvees])
        _ecrire(connexion, "quarantaine", list(self.quarantaine()))
        gardees = [(g[0], self._noms[g[0]], *g[1:]) for g in self._assemblage.gardees]
        _ecrire(connexion, "cellule_gardee", gardees)


def _motif(motif: dict[str, str]) -> str:
    genre = CATALOGUE[motif["code"]]
    phrases = " ".join(genre.rediger(motif["valeur"] or "", motif["detail"] or "", motif["suggestion"] or ""))
    return f"{motif['colonne']} : {phrases}" if motif["colonne"] else phrases


def _ecrire(connexion: duckdb.DuckDBPyConnection, nom: str, rangees: list[tuple[Any, ...]]) -> None:
    """Crée une table déclarée et y verse des rangées, leurs cellules dans l'ordre des colonnes."""
    connexion.execute(f"CREATE TABLE {nom} ({TABLES[nom].definition})")
    if rangees:
        colonnes = dict(zip(TABLES[nom].noms, zip(*rangees, strict=True), strict=True))
        connexion.register("a_ecrire", pa.table(colonnes))
        connexion.execute(f"INSERT INTO {nom} BY NAME FROM a_ecrire")
        connexion.unregister("a_ecrire")


def adresse(table: TableBrute, colonne: str, ligne: int) -> str:
    """L'adresse de tableur d'une colonne déclarée ; vide quand la feuille ne l'a pas."""
    rang = (table.adresses if table.origine is not None else table.colonnes).get(colonne)
    return f"{lettre_colonne(rang)}{ligne}" if rang is not None else ""


def ligne_en_json(table: TableBrute, indice: int) -> str:
    """Une ligne reçue, entière : en-tête (ou lettre de colonne) → texte."""
    cellules: dict[str, str] = {}
    for rang, cellule in enumerate(table.lignes[indice]):
        texte = texte_de(cellule)
        if texte:
            entete = next((n for n, r in table.colonnes.items() if r == rang), table.entetes.get(rang, ""))
            cellules[entete or f"colonne {lettre_colonne(rang)}"] = texte
    return json.dumps(cellules, ensure_ascii=False)
