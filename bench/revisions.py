"""Ce que coûte, à la publication, de comparer l'édition neuve à la précédente.

`python -m bench.revisions DOSSIER TAILLE` : un projet inventé entier, publié, puis tout redéposé avec un numérateur sur
cent changé. La comparaison se chronomètre dans le processus de la publication dont elle fait partie.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pyarrow as pa
import pyarrow.parquet as pq

from bench import mesure, projet
from domaine.reglages import reglages
from etl.controles import assemblage
from etl.edition import publication
from etl.fichiers.depots import Depots
from etl.fichiers.recu import lire_recu
from etl.lignes.entetes import TableBrute
from etl.lignes.tampon import Tampon
from etl.progression import Progression

MUET = Progression(muet=True)


def mesurer(dossier: Path, taille: projet.Taille) -> dict[str, Any]:
    """La seconde publication : secondes de processeur de la comparaison et du tout, chiffres changés, mémoire (Mio)."""
    depots = Depots(dossier / "donnees")
    entieres = projet.saisies(taille)
    rang = entieres.schema.get_field_index("numerateur")
    valeurs = entieres["numerateur"].to_pylist()
    valeurs[::100] = [v - 1 if v else v for v in valeurs[::100]]
    changees = entieres.set_column(rang, "numerateur", pa.array(valeurs, entieres.schema.field(rang).type))
    par_depot = {2: dossier / "entieres.parquet", 3: dossier / "changees.parquet"}
    pq.write_table(entieres, par_depot[2])
    pq.write_table(changees, par_depot[3])
    depots.deposer(lire_recu(projet.ecrire_cadre(taille, dossier / "cadre"), reglages()))
    amorce = projet.ecrire_amorce(taille, dossier / "amorce")
    depots.deposer(lire_recu(amorce, reglages()))
    _publier(dossier / "donnees", par_depot)
    feuille = next(amorce.glob("*.csv"))
    feuille.write_text(feuille.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    depots.deposer(lire_recu(amorce, reglages()))
    return _publier(dossier / "donnees", par_depot)


def _tampon(par_depot: dict[int, Path]) -> type[Tampon]:
    class TamponRempli(Tampon):
        """La feuille `Valeurs` de chaque dépôt vient de Parquet ; le classeur reçu n'en est que l'amorce."""

        def ajouter(self, table: TableBrute, rang_depot: int, recu: dt.date) -> None:
            if table.feuille.table != "valeur":
                super().ajouter(table, rang_depot, recu)
                return
            self.connexion.execute(
                "INSERT INTO t_valeur BY NAME SELECT ? * 100000000 + row_number() OVER () AS id_ligne, "
                "? AS id_chargement, 'Valeurs' AS feuille, (row_number() OVER ())::INTEGER AS ligne, * "
                "FROM read_parquet(?)",
                [rang_depot, rang_depot, str(par_depot[rang_depot])],
            )

    return TamponRempli


def _publier(donnees: Path, par_depot: dict[int, Path]) -> dict[str, Any]:
    chrono, comptes = mesure.Chrono(), []
    comparer = publication.ecrire_revisions

    def comparer_mesure(*arguments: Any) -> Any:
        with chrono.mesurer("comparaison"):
            rendu = comparer(*arguments)
        comptes.append(arguments[0].execute("SELECT count(*) FROM revision_chiffre").fetchall()[0][0])
        return rendu

    with (
        mock.patch.object(publication, "ecrire_revisions", comparer_mesure),
        mock.patch.object(assemblage, "Tampon", _tampon(par_depot)),
        # Les lignes viennent de Parquet : une anomalie n'aurait pas de cellule à nommer.
        mock.patch.object(publication.Redacteur, "anomalies", lambda _: iter(())),
        chrono.mesurer("publication"),
    ):
        publication.publier(donnees, MUET)
    processeur = {nom: round(secondes, 2) for nom, secondes in chrono.processeur.items()}
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {**processeur, "chiffres_changes": comptes[0], "memoire_mo": memoire}


if __name__ == "__main__":
    mesure.rendre(mesurer(Path(sys.argv[1]), projet.TAILLES[sys.argv[2]]))
