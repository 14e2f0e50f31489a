"""La publication mesurée : le vrai chemin (`etl.edition.publication.publier`), étapes chronométrées.

Pour les grandes tailles, un seul point change : la table provisoire `t_valeur` se remplit depuis un fichier Parquet au
lieu d'un classeur. Tout le reste (contrôles, cohérence, calcul, édition, empreinte, vérification) est le produit.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb

from bench import mesure
from domaine.preuve import empreinte_fichier
from etl.controles import assemblage, lignes
from etl.edition import dossier, publication
from etl.fichiers.depots import Depots
from etl.lignes.entetes import TableBrute
from etl.lignes.tampon import Tampon
from etl.progression import Progression

_CHRONO = mesure.Chrono()


def _tampon_rempli(parquet: Path, memoire: str = "") -> type[Tampon]:
    """Un tampon dont la feuille `Valeurs` vient de Parquet ; le classeur reçu n'en est que l'amorce.

    `memoire` borne celle de DuckDB («8GB»), qui écrit alors le surplus sur le disque ; vide = sa borne d'origine.
    """

    class TamponRempli(Tampon):
        def __init__(self, connexion: duckdb.DuckDBPyConnection) -> None:
            if memoire:
                connexion.execute("SET memory_limit = ?", [memoire])
            super().__init__(connexion)

        def ajouter(self, table: TableBrute, rang_depot: int, recu: dt.date) -> None:
            if table.feuille.table != "valeur":
                super().ajouter(table, rang_depot, recu)
                return
            with _CHRONO.mesurer("chargement"):
                self.connexion.execute(
                    "INSERT INTO t_valeur BY NAME SELECT 1000000 + row_number() OVER () AS id_ligne, "
                    "? AS id_chargement, 'Valeurs' AS feuille, (row_number() OVER ())::INTEGER AS ligne, * "
                    "FROM read_parquet(?)",
                    [rang_depot, str(parquet)],
                )

    return TamponRempli


def _chronometrer(fonction: Any, nommer: Any) -> Any:
    def mesuree(*arguments: Any, **nommes: Any) -> Any:
        with _CHRONO.mesurer(nommer(*arguments)):
            return fonction(*arguments, **nommes)

    return mesuree


def _nom_du_sql(_connexion: duckdb.DuckDBPyConnection, chemin: Path) -> str:
    return f"{chemin.parent.name}/{chemin.name}" if chemin.parent.name == "calcul" else chemin.name


def publier(donnees: Path, parquet: Path | None, memoire: str = "") -> dict[str, Any]:
    """Publie et rend `total`, `calcul` (du rangement provisoire à la table `valeurs`), les étapes et les lignes."""
    remplacements = [
        mock.patch.object(publication, "executer_sql", _chronometrer(publication.executer_sql, _nom_du_sql)),
        mock.patch.object(publication, "calculer", _chronometrer(publication.calculer, lambda *_: "calculer")),
        mock.patch.object(publication, "assembler", _chronometrer(publication.assembler, lambda *_: "assembler")),
        mock.patch.object(assemblage, "controler", _chronometrer(lignes.controler, lambda *_: "controles")),
        mock.patch.object(
            assemblage, "verifier_coherence", _chronometrer(lignes.verifier_coherence, lambda *_: "coherence")
        ),
        mock.patch.object(
            dossier, "empreinte_logique", _chronometrer(dossier.empreinte_logique, lambda *_: "empreinte")
        ),
        mock.patch.object(dossier, "verifier_base", _chronometrer(dossier.verifier_base, lambda *_: "verification")),
        mock.patch.object(
            publication, "empreinte_fichier", _chronometrer(empreinte_fichier, lambda *_: "sha256 du fichier")
        ),
    ]
    if parquet is not None:
        remplacements.append(mock.patch.object(assemblage, "Tampon", _tampon_rempli(parquet, memoire)))
    for remplacement in remplacements:
        remplacement.start()
    with _CHRONO.mesurer("total"):
        faite = publication.publier(donnees, Progression(muet=True))
    mock.patch.stopall()
    comptes = faite.manifeste["comptes"]
    return {
        "total": _CHRONO.durees["total"],
        "total_cpu": _CHRONO.processeur["total"],
        "calcul": _calcul(_CHRONO.durees),
        "calcul_cpu": _calcul(_CHRONO.processeur),
        "etapes": {n: (s, _CHRONO.processeur[n]) for n, s in _CHRONO.durees.items()},
        "recues": comptes["valeur"],
        "valeurs": comptes["valeurs"],
        "base": str(dossier.chemin_base(donnees, faite.identifiant)),
        "depots": len(Depots(donnees).lister()),
    }


def _calcul(durees: dict[str, float]) -> float:
    """Du rangement provisoire à la table `valeurs` : le chargement et les étapes du calcul, sauf celle des points."""
    etapes = (s for n, s in durees.items() if n.startswith("calcul/") and not n.endswith("_points.sql"))
    return durees.get("chargement", 0.0) + sum(etapes)


if __name__ == "__main__":
    mesure.rendre(publier(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None, *sys.argv[3:4]))
