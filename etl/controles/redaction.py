"""Des signalements aux anomalies rédigées, à la quarantaine et aux cellules gardées.

Chaque anomalie nomme fichier, feuille, cellule, valeur et remède (`domaine.anomalies`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
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
#: Les genres d'anomalies assez nombreux pour qu'une feuille en ait trop de pareilles : presque toujours, aucun.
_NOMBREUSES = "SELECT code, colonne FROM signalement GROUP BY ALL HAVING count(*) > ? ORDER BY ALL"
#: D'une feuille et d'un genre, la dernière ligne qui se dit et le nombre de lignes en faute. Une feuille à la fois :
#: toutes ensemble, elles feraient une table de hachage de toutes les lignes reçues.
_LIGNES_EN_FAUTE = """
    SELECT list_last(min(id_ligne, $combien)), count(*) FROM (
        SELECT DISTINCT id_ligne FROM signalement
        WHERE code = $code AND colonne = $colonne AND id_ligne BETWEEN $premier AND $dernier
    )
"""
_DITES = """
    SELECT DISTINCT id_ligne, code, colonne, valeur, detail, suggestion FROM signalement dite ANTI JOIN tue
    ON tue.code = dite.code AND tue.colonne = dite.colonne AND dite.id_ligne BETWEEN tue.apres + 1 AND tue.dernier
    ORDER BY ALL
"""
#: Les lignes bloquées d'un paquet, et pourquoi.
_BLOQUEES = """
    SELECT DISTINCT id_ligne, code, colonne, coalesce(valeur, ''), coalesce(detail, ''), coalesce(suggestion, '')
    FROM signalement SEMI JOIN (FROM genre_signalement WHERE gravite = $gravite) USING (code)
    WHERE id_ligne > $apres AND id_ligne <= $jusqu_a AND id_ligne NOT IN (FROM renvoyee) ORDER BY ALL
"""
#: Lignes reçues dont la quarantaine s'écrit d'un geste : rédigées toutes ensemble, elles rempliraient la mémoire.
_PAQUET = 20_000
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
        tues = self._taire()
        lus = connexion.execute(_DITES).fetchall()
        dites: set[tuple[int, str, str]] = set()
        for id_ligne, code, colonne, valeur, detail, suggestion in lus:
            segment, indice = self._assemblage.tampon.situer(id_ligne)
            if code in _UNE_FOIS_PAR_FEUILLE:
                cle = (segment.premier, code, colonne)
                if cle in dites:
                    continue
                dites.add(cle)
            yield self._de_ligne(segment, indice, code, colonne, valeur or "", detail or "", suggestion or "")
        yield from tues

    def _taire(self) -> list[tuple[int, Anomalie]]:
        """Note dans `tue` les anomalies qui ne se redisent pas une à une (règle Q23), et rend de quoi les compter."""
        connexion = self._assemblage.tampon.connexion
        connexion.execute("CREATE OR REPLACE TEMP TABLE tue (code TEXT, colonne TEXT, apres BIGINT, dernier BIGINT)")
        tues = []
        longs = [s for s in self._assemblage.tampon.segments if len(s.table.lignes) > PAREILLES_MAX]
        for code, colonne in connexion.execute(_NOMBREUSES, [PAREILLES_MAX]).fetchall():
            for segment in longs:
                bornes = {"premier": segment.premier, "dernier": segment.premier + len(segment.table.lignes) - 1}
                [(apres, lignes)] = connexion.execute(
                    _LIGNES_EN_FAUTE, {"code": code, "colonne": colonne, "combien": PAREILLES_MAX, **bornes}
                ).fetchall()
                if lignes <= PAREILLES_MAX:
                    continue
                connexion.execute("INSERT INTO tue VALUES (?, ?, ?, ?)", [code, colonne, apres, bornes["dernier"]])
                if code not in _UNE_FOIS_PAR_FEUILLE:
                    tues.append(self._compter(segment, apres - segment.premier, code, colonne, lignes - PAREILLES_MAX))
        return sorted(tues, key=lambda t: (t[0], t[1].feuille, t[1].code, t[1].colonne))

    def _compter(self, segment: Segment, rang: int, code: str, colonne: str, autres: int) -> tuple[int, Anomalie]:
        nombre = compte(autres, "autre ligne de cette feuille a la même", "autres lignes de cette feuille ont la même")
        constat = f"{nombre} anomalie que les {decompte(PAREILLES_MAX)} premières, jusqu'à celle-ci."
        remede = "Corrigez-les d'un geste ; leurs lignes, entières, sont dans le fichier reçu."
        fichier, feuille = visible(self._noms[segment.rang_depot]), visible(segment.table.nom)
        ligne, gravite = segment.table.numeros[rang], CATALOGUE[code].gravite
        return segment.rang_depot, Anomalie(gravite, code, fichier, feuille, ligne, colonne, "", "", constat, remede)

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

    def quarantaine(self) -> Iterator[list[tuple[int, str, str, int, str, str]]]:
        """Les lignes bloquées, entières, par paquets : rang, fichier, feuille, ligne, cellules (JSON), motifs."""
        connexion = self._assemblage.tampon.connexion
        [(derniere,)] = connexion.execute("SELECT coalesce(max(id_ligne), 0) FROM signalement").fetchall()
        for apres in range(0, derniere, _PAQUET):
            bornes = {"gravite": BLOQUANTE, "apres": apres, "jusqu_a": apres + _PAQUET}
            if lues := connexion.execute(_BLOQUEES, bornes).fetchall():
                yield list(self._entieres(lues))

    def _entieres(self, lues: list[tuple[Any, ...]]) -> Iterator[tuple[int, str, str, int, str, str]]:
        for id_ligne, motifs in groupby(lues, key=itemgetter(0)):
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
                " — ".join(_motif(*m[1:]) for m in motifs),
            )

    def ecrire(self, connexion: duckdb.DuckDBPyConnection) -> None:
        """Écrit `anomalie`, `quarantaine` et `cellule_gardee` dans l'édition."""
        trouvees = [{**a.en_dict(), "id_chargement": rang} for rang, a in self.anomalies()]
        _ecrire(connexion, "anomalie", [[tuple(a[nom] for nom in TABLES["anomalie"].noms) for a in trouvees]])
        _ecrire(connexion, "quarantaine", self.quarantaine())
        gardees = [(g[0], self._noms[g[0]], *g[1:]) for g in self._assemblage.gardees]
        _ecrire(connexion, "cellule_gardee", [gardees])


@lru_cache(maxsize=_PAQUET)
def _motif(code: str, colonne: str, valeur: str, detail: str, suggestion: str) -> str:
    phrases = " ".join(CATALOGUE[code].rediger(valeur, detail, suggestion))
    return f"{colonne} : {phrases}" if colonne else phrases


def _ecrire(connexion: duckdb.DuckDBPyConnection, nom: str, paquets: Iterable[list[tuple[Any, ...]]]) -> None:
    """Crée une table déclarée et y verse des rangées, paquet par paquet, leurs cellules dans l'ordre des colonnes."""
    connexion.execute(f"CREATE TABLE {nom} ({TABLES[nom].definition})")
    for rangees in filter(None, paquets):
        colonnes = dict(zip(TABLES[nom].noms, zip(*rangees, strict=True), strict=True))
        connexion.register("a_ecrire", pa.table(colonnes))
        connexion.execute(f"INSERT INTO {nom} BY NAME FROM a_ecrire")
        connexion.unregister("a_ecrire")


def adresse(table: TableBrute, colonne: str, ligne: int) -> str:
    """L'adresse de tableur d'une colonne déclarée ; vide quand la feuille ne l'a pas."""
    rang = (table.colonnes if table.adresses is None else table.adresses).get(colonne)
    return f"{lettre_colonne(rang)}{ligne}" if rang is not None else ""


def ligne_en_json(table: TableBrute, indice: int) -> str:
    """Une ligne reçue, entière : en-tête (ou lettre de colonne) → texte."""
    cellules: dict[str, str] = {}
    for rang, cellule in enumerate(table.lignes[indice]):
        texte = texte_de(cellule)
        if texte and rang not in table.personnelles:
            entete = next((n for n, r in table.colonnes.items() if r == rang), table.entetes.get(rang, ""))
            cellules[entete or f"colonne {lettre_colonne(rang)}"] = texte
    return json.dumps(cellules, ensure_ascii=False)
