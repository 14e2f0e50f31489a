"""Ce qui ressemble à une valeur inconnue : proposé à la personne, jamais lu à la place de ce qu'elle a écrit."""

from __future__ import annotations

import duckdb

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.declaration import normaliser_entete
from domaine.genres import LISTE_COURTE
from domaine.listes import a_choisir, formes_connues, montrer
from domaine.periodes import sans_accent
from domaine.recherche import proches
from etl.lignes.ecritures import forme_identifiant, forme_suggeree
from geo.zones import par_code

#: Valeurs inconnues d'un même genre pour lesquelles on cherche : au-delà, le temps pris ne servirait plus personne.
INCONNUES_MAX = 300
#: Codes ou identifiants parmi lesquels on cherche.
CONNUES_MAX = 5_000
#: Ce qu'une personne écrit quand elle n'a rien à écrire, sans points, espaces ni accents.
_MOTS_D_ABSENCE = (
    "nd nc na so ne n/a n/d n/c - -- --- – — / ? x ras neant rien aucun aucune vide absent indisponible inconnu".split()
)
#: Code d'anomalie → table saine et colonne des valeurs connues ; l'identifiant a celles de la feuille qui le crée.
_DECLAREES = {
    "indicateur_inconnu": ("indicateur", "code"),
    "resultat_inconnu": ("resultat", "code"),
    "seuils_inconnus": ("seuil", "jeu"),
}


def suggerer(connexion: duckdb.DuckDBPyConnection) -> None:
    """Complète les signalements d'une valeur inconnue par les trois valeurs connues les plus proches, s'il y en a."""
    inconnues = connexion.execute(
        "SELECT code, detail, valeur "
        "FROM (SELECT DISTINCT code, detail, valeur FROM signalement WHERE suggestion = '') "
        "WHERE list_contains(?, code) "
        "QUALIFY row_number() OVER (PARTITION BY code, detail ORDER BY valeur) <= ? ORDER BY ALL",
        [["liste_inconnue", "identifiant_inconnu", *_DECLAREES], INCONNUES_MAX],
    ).fetchall()
    connues: dict[tuple[str, str], dict[str, str]] = {}
    trouvees = []
    for code, detail, valeur in inconnues:
        if (code, detail) not in connues:
            connues[code, detail] = _connues(connexion, code, detail)
        if proposees := _proposees(code, valeur[:80], connues[code, detail]):
            trouvees.append((", ".join(proposees), code, detail, valeur))
    if trouvees:
        connexion.executemany(
            "UPDATE signalement SET suggestion = ? WHERE code = ? AND detail = ? AND valeur = ?", trouvees
        )


def nommer_absences(connexion: duckdb.DuckDBPyConnection) -> None:
    """Un mot qui dit qu'il n'y a rien («n.d.», «-», «RAS») : le remède est une cellule vide et un motif (règle Q10)."""
    connexion.execute(
        "UPDATE signalement SET code = 'absence_ecrite', "
        "suggestion = CASE WHEN id_ligne IN (SELECT id_ligne FROM t_valeur) THEN ? ELSE '' END "
        "WHERE code = 'cellule_illisible' AND list_contains(?, translate(lower(strip_accents(valeur)), ' .', ''))",
        [", ".join(a_choisir("motif_absence")), _MOTS_D_ABSENCE],
    )


def garder_la_region(connexion: duckdb.DuckDBPyConnection) -> None:
    """Une zone inconnue n'est suggérée que dans la région de son fichier, quand il n'en nomme qu'une."""
    zonees = [f.table for f in PAR_NOM.values() if any(c.nom == "code_zone" for c in f.colonnes)]
    lues = " UNION ".join(f"SELECT id_chargement, code_zone FROM t_{t} WHERE code_zone IS NOT NULL" for t in zonees)
    a_revoir = connexion.execute(
        "SELECT suggestion, region, list(DISTINCT id_ligne) FROM signalement JOIN ligne_depot USING (id_ligne) "
        f"JOIN (SELECT id_chargement, any_value(region) AS region FROM ({lues}) lue JOIN zone ON code = code_zone "
        "      GROUP BY 1 HAVING count(DISTINCT region) = 1) USING (id_chargement) "
        "WHERE signalement.code = 'zone_inconnue' AND suggestion <> '' GROUP BY suggestion, region"
    ).fetchall()
    for suggestion, region, lignes in a_revoir:
        gardees = [s for s in suggestion.split(", ") if par_code()[s[s.rindex("(") + 1 : -1]].region == region]
        if len(gardees) < suggestion.count(", ") + 1:
            connexion.execute(
                "UPDATE signalement SET suggestion = ? WHERE suggestion = ? "
                "AND id_ligne IN (SELECT unnest(?::BIGINT[]))",
                [", ".join(gardees), suggestion, lignes],
            )


def _proposees(code: str, valeur: str, connues: dict[str, str]) -> list[str]:
    """D'un identifiant, celui qui n'en diffère que par des zéros ; à défaut, de proches qui commencent du même mot."""
    if code != "identifiant_inconnu":
        return proches(sans_accent(valeur), connues)
    forme = forme_suggeree(valeur)
    if memes := [connue for connue in connues.values() if forme_suggeree(connue) == forme]:
        return memes[:3]
    # Un point de Gao ne se propose pas pour un point de Ménaka : le premier mot d'un identifiant dit de qui il est.
    premier = forme_identifiant(valeur).split("-")[0]
    siens = {f: c for f, c in connues.items() if forme_identifiant(c).split("-")[0] == premier}
    return proches(sans_accent(valeur), siens or connues)


def _connues(connexion: duckdb.DuckDBPyConnection, code: str, detail: str) -> dict[str, str]:
    """Forme comparable → valeur à proposer ; rien pour une liste courte, dont le remède cite toutes les valeurs."""
    if code == "liste_inconnue":
        if len(a_choisir(detail)) <= LISTE_COURTE:
            return {}
        return {forme: montrer(detail, libelle) for forme, libelle in formes_connues(detail).items()}
    if code == "identifiant_inconnu":
        feuille = PAR_NOM[normaliser_entete(detail)]
        table, colonne = feuille.table, feuille.cle[0]
    else:
        table, colonne = _DECLAREES[code]
    lues = connexion.execute(f"SELECT {colonne} FROM s_{table} ORDER BY 1 LIMIT ?", [CONNUES_MAX]).fetchall()
    return {sans_accent(str(connue)): str(connue) for (connue,) in lues}
