"""Ce qui se reconnaît sous une autre écriture, une fois tous les dépôts lus : identifiants et sites (règles Q20 et Z9).

L'écriture connue remplace celle qui est reçue avant tout contrôle : clés, jointures et comptes n'en voient qu'une.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import duckdb
import pyarrow as pa

from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.declaration import SEPARATEUR, Colonne, Feuille
from etl.lignes.ecritures import forme_identifiant, forme_pseudonyme
from etl.lignes.tampon import Signalement, Tampon
from etl.sql import est_remplie
from geo.rapprochement import forme_nom


def reconnaitre(tampon: Tampon) -> None:
    """Ramène chaque identifiant à son écriture connue, et le dit ; puis chaque site à celui de son étape."""
    colonnes = [(f, c) for f in FEUILLES_COORDINATION for c in f.colonnes if c.nom.startswith("id_")]
    for feuille, colonne in colonnes:
        if colonne.nom in feuille.cle and not colonne.reference:
            nom = f"{feuille.table}.{colonne.nom}"
            citantes = [(f, c) for f, c in colonnes if c.reference == nom]
            if est_remplie(tampon.connexion, [f"t_{f.table}" for f in (feuille, *(f for f, _ in citantes))]):
                _reconnaitre_famille(tampon, feuille, colonne, citantes)
    _reconnaitre_sites(tampon.connexion)


def _reconnaitre_famille(
    tampon: Tampon, feuille: Feuille, colonne: Colonne, citantes: list[tuple[Feuille, Colonne]]
) -> None:
    """Un identifiant, dans la feuille qui le crée puis dans celles qui le nomment.

    La première écriture reçue fait foi. Un registre (une ligne par identifiant) qui en a deux dans un même fichier
    parle de deux choses : elles restent deux, et se disent.
    """
    registre = feuille.cle == (colonne.nom,)
    forme: Callable[[str], str] = forme_identifiant if registre else forme_pseudonyme
    lues = tampon.connexion.execute(
        f"SELECT {colonne.nom}, list(DISTINCT id_chargement), max(id_ligne) FROM t_{feuille.table} "
        f"WHERE {colonne.nom} IS NOT NULL AND id_ligne NOT IN (FROM retiree) GROUP BY 1 ORDER BY min(id_ligne)"
    ).fetchall()
    ecritures: dict[str, list[tuple[str, set[int], int]]] = defaultdict(list)
    for texte, depots, ligne in lues:
        ecritures[forme(texte)].append((texte, set(depots), ligne))
    connues: dict[str, str] = {}
    distinctes: dict[str, str] = {}
    for cle, memes in ecritures.items():
        vus = [depot for _, depots, _ in memes for depot in depots]
        if registre and len(set(vus)) < len(vus):
            distinctes |= {texte: texte for texte, _, _ in memes}
            textes = [texte for texte, _, _ in memes]
            tampon.noter(
                [
                    Signalement(ligne, "identifiants_voisins", colonne.nom, texte, textes[0])
                    for texte, _, ligne in memes[1:]
                ]
            )
        else:
            connues[cle] = memes[0][0]

    def lire(texte: str) -> str:
        return distinctes.get(texte) or connues.get(forme(texte), texte)

    for autre, citee in ((feuille, colonne), *citantes):
        _remplacer(tampon, autre, citee, lire)


def _remplacer(tampon: Tampon, feuille: Feuille, colonne: Colonne, lire: Callable[[str], str]) -> None:
    """Écrit l'identifiant connu à la place de ceux qui en diffèrent, et signale chaque ligne."""
    table, nom = f"t_{feuille.table}", colonne.nom
    recus = tampon.connexion.execute(f"SELECT DISTINCT {nom} FROM {table} WHERE {nom} IS NOT NULL").fetchall()
    changes: dict[str, str] = {}
    for (recu,) in recus:
        lus = dict.fromkeys(map(lire, recu.split(SEPARATEUR))) if colonne.plusieurs else {lire(recu): None}
        if (lu := SEPARATEUR.join(lus)) != recu:
            changes[recu] = lu
    if not changes:
        return
    touchees = tampon.connexion.execute(
        # Une ligne faite par une correction recopie celle qu'elle corrige.
        f"SELECT id_ligne, {nom} FROM {table} WHERE list_contains(?, {nom}) "
        "AND id_ligne NOT IN (SELECT nouvelle FROM remplacement WHERE nouvelle IS NOT NULL) ORDER BY id_ligne",
        [list(changes)],
    ).fetchall()
    tampon.noter([Signalement(ligne, "identifiant_lu", nom, recu, changes[recu]) for ligne, recu in touchees])
    _ecrire(tampon.connexion, f"UPDATE {table} SET {nom} = lu FROM changes WHERE {nom} = recu", changes)


def _ecrire(connexion: duckdb.DuckDBPyConnection, requete: str, changes: Mapping[str, str]) -> None:
    connexion.register("changes", pa.table({"recu": [*changes], "lu": [*changes.values()]}))
    connexion.execute(requete)
    connexion.unregister("changes")


def _reconnaitre_sites(connexion: duckdb.DuckDBPyConnection) -> None:
    """Un site s'écrit comme sa première étape, à défaut son premier acte ; il se compare comme un nom de zone."""
    lus = connexion.execute(
        "SELECT id_tournee, site FROM (SELECT id_tournee, site, 1 AS rang, id_ligne FROM t_spi_etape "
        "UNION ALL SELECT id_tournee, site, 2, id_ligne FROM t_spi_prestation) WHERE site IS NOT NULL "
        "GROUP BY ALL ORDER BY min(rang), min(id_ligne)"
    ).fetchall()
    connus: dict[tuple[str | None, str], str] = {}
    changes: dict[tuple[str | None, str], str] = {}
    for tournee, site in lus:
        connu = connus.setdefault((tournee, forme_nom(site) or site), site)
        if connu != site:
            changes[tournee, site] = connu
    if not changes:
        return
    lues = {"tournee": [t for t, _ in changes], "recu": [s for _, s in changes], "lu": [*changes.values()]}
    connexion.register("changes", pa.table(lues))
    for table in ("t_spi_etape", "t_spi_prestation"):
        connexion.execute(
            f"UPDATE {table} SET site = lu FROM changes WHERE site = recu AND id_tournee IS NOT DISTINCT FROM tournee"
        )
    connexion.unregister("changes")
