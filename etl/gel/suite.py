"""Ce qu'une édition figée change de la précédente du même public : gardé dans sa base, dit dans son rapport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from domaine.figees import MASQUE
from domaine.niveaux import jusqu_a
from domaine.periodes import lire_periode
from domaine.preuve import sceaux
from domaine.schema.ecarts import DefinitionChangee, Ecart
from etl.edition import dossier
from etl.edition.comparaison import comparer_bases
from etl.edition.renommages import lire_liens, renommer
from etl.edition.revisions import attachee
from etl.fichiers.depots import Depots
from etl.gel.sceau import journal, lister
from etl.sql import DOSSIER_SQL
from tableurs.objets import en_tableau

#: Ce que lisait l'édition d'avant à sa période : du cumul, la dernière période finie de chaque indicateur (règle P9).
_LUES_AVANT = """
    WITH lue AS (
        SELECT chiffre.*, nommee.fin
        FROM avant.valeurs chiffre JOIN avant.periode_nommee nommee ON nommee.libelle = chiffre.periode
        WHERE chiffre.type_periode = 'cumul' AND chiffre.dimension IS NULL AND list_contains($niveaux, chiffre.niveau)
          AND nommee.fin <= (SELECT fin FROM avant.periode_nommee WHERE libelle = $periode)
        QUALIFY rank() OVER (PARTITION BY chiffre.code_indicateur ORDER BY nommee.fin DESC) = 1
    )
    SELECT lue.code_indicateur, lue.code_zone, lue.type_periode, lue.periode, $edition AS edition,
           CASE WHEN tue.code_indicateur IS NULL THEN lue.valeur END AS valeur,
           CASE WHEN tue.code_indicateur IS NULL THEN lue.etat ELSE $masque END AS etat
    FROM lue LEFT JOIN edition.valeur_masquee tue ON tue.code_indicateur = lue.code_indicateur
        AND tue.code_zone = lue.code_zone AND tue.type_periode = 'cumul' AND tue.periode = lue.periode
        AND tue.dimension IS NULL
    ORDER BY ALL
"""


def inscrire_la_suite(donnees: Path, base: Path, contenu: dict[str, Any], source: Path) -> None:
    """Écrit dans la base ce qui la relie à la précédente édition figée de ce public ; sans effet s'il n'y en a pas.

    Args:
        donnees: dossier de données.
        base: la base que l'on fige, encore inscriptible.
        contenu: ce que dira son manifeste (`id`, `public`, `periode`, `depots`).
        source: l'édition interne d'où elle vient, qui sait ce qui a été reçu depuis (règle E7).

    Raises:
        edition.EditionFausse: la précédente est illisible.
    """
    # Un dossier hors du journal est le reste d'un gel coupé, ou un ajout : rien n'en a été remis (règle E13).
    inscrites = sceaux(journal(donnees))
    lisibles = [
        f
        for f in lister(donnees)
        if not f.get("illisible") and f["id"] in inscrites and f["public"] == contenu["public"]
    ]
    avant = _d_avant(lisibles, contenu)
    if avant is None:
        return
    ancienne = dossier.chemin_base(donnees, avant["id"])
    comparaison = comparer_bases((avant["id"], contenu["id"]), [ancienne, base], [avant, contenu])
    changes = comparaison.changes
    if contenu["public"] != "interne":
        depuis = dt.datetime.fromisoformat(avant["figee_le"])
        causes = _causer(changes, source, depuis, retraits=Depots(donnees).geste_depuis(depuis))
        changes = tuple(replace(ecart, cause=cause) for ecart, cause in zip(changes, causes, strict=True))
    _ecrire(base, avant["id"], changes, comparaison.definitions)
    _garder_les_chiffres(donnees, base, avant)


def _causer(changes: Sequence[Ecart], source: Path, depuis: dt.datetime, *, retraits: bool) -> list[str]:
    """La sorte de cause de chaque chiffre changé, d'après ce que la source a reçu, ou retiré, depuis le gel d'avant."""
    with duckdb.connect() as connexion:
        # ATTACH ne prend pas de paramètre lié.
        connexion.execute("ATTACH '{}' AS source (READ_ONLY)".format(str(source).replace("'", "''")))
        connexion.execute("SET VARIABLE depuis = $depuis", {"depuis": depuis})
        connexion.execute("SET VARIABLE retraits = $retraits", {"retraits": retraits})
        connexion.register("changee", en_tableau(Ecart, changes).assign(rang=range(len(changes))))
        lues = connexion.execute((DOSSIER_SQL / "comparaison" / "cause_datee.sql").read_text(encoding="utf-8")).df()
    return [str(cause) for cause in lues["cause"]]


def _d_avant(lisibles: list[dict[str, Any]], contenu: dict[str, Any]) -> dict[str, Any] | None:
    """L'édition précédente : celle dont la période finit le plus tard sans dépasser (règle E21) ; `None` sans elle.

    Une période passée figée après une plus récente ne s'y compare pas : tout ce qui la suit y semblerait disparu.
    """
    fins = {f["id"]: _fin(f) for f in (*lisibles, contenu)}
    passees = [f for f in lisibles if fins[f["id"]] <= fins[contenu["id"]]]
    # `max` garde la première des égales : à l'envers, c'est la dernière figée.
    return max(reversed(passees), key=lambda f: fins[f["id"]], default=None)


def _garder_les_chiffres(donnees: Path, base: Path, avant: dict[str, Any]) -> None:
    """`chiffre_precedent` : ce que lisait l'édition d'avant."""
    demande = {
        "periode": avant["periode"],
        "edition": avant["id"],
        "masque": MASQUE,
        "niveaux": list(jusqu_a("region")),
    }
    with (
        duckdb.connect() as connexion,
        attachee(connexion, dossier.chemin_base(donnees, avant["id"]), "avant"),
        attachee(connexion, base, "edition"),
    ):
        renommer(connexion, "avant", lire_liens(connexion, ("avant", "edition")))
        lues = connexion.execute(_LUES_AVANT, demande).df()
    with duckdb.connect(str(base)) as connexion:
        connexion.register("lignes", lues)
        connexion.execute("INSERT INTO chiffre_precedent BY NAME SELECT * FROM lignes")
        connexion.execute("CHECKPOINT")


def _fin(manifeste: dict[str, Any]) -> dt.date:
    lue = lire_periode(manifeste["periode"])
    return lue.fin if lue else dt.date.min


def _ecrire(base: Path, avant: str, changes: Sequence[Ecart], definitions: Sequence[DefinitionChangee]) -> None:
    tables = {
        "revision_chiffre": en_tableau(Ecart, changes),
        "revision_definition": en_tableau(DefinitionChangee, definitions),
    }
    with duckdb.connect(str(base)) as connexion:
        connexion.execute("DELETE FROM revision_chiffre")
        for table, lignes in tables.items():
            if len(lignes):
                connexion.register("lignes", lignes)
                connexion.execute(f"INSERT INTO {table} BY NAME SELECT * FROM lignes")
                connexion.unregister("lignes")
        connexion.execute("DELETE FROM info WHERE cle IN ('edition_precedente', 'note_revisions')")
        connexion.execute("INSERT INTO info VALUES ('edition_precedente', ?), ('note_revisions', '')", [avant])
        connexion.execute("CHECKPOINT")
