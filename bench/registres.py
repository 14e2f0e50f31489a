# ruff: noqa: E501  # des requêtes, une par ligne : coupées, elles se comparent moins bien
"""Les questions des pages de registre, contre le SQL qu'une personne écrirait pour la même réponse.

`python -m bench.registres DONNEES [FOIS]` : l'édition en vigueur de DONNEES, copiée, ses registres répétés FOIS fois
(200 par défaut : environ 5 000 chantiers, 150 000 présences). Rend le rapport de chaque page, médiane de sept passes.
"""

from __future__ import annotations

import datetime as dt
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from bench.mesure import Chrono
from domaine.feuilles.cadre import PAR_TABLE
from requetes.edition.ouverture import Base, Edition, edition_a_lire, ouvrir
from requetes.registres.activites import lire_activites
from requetes.registres.chantiers import lire_chantiers
from requetes.registres.commun import Etendue
from requetes.registres.formations import lire_sessions
from requetes.registres.projets import lire_projets
from requetes.registres.representants import lire_postes
from requetes.registres.tournees import lire_tournees
from requetes.registres.vivantes import lire_decisions

PASSES = 7
#: Table → la colonne de son identifiant, que chaque répétition change.
_REPETES = {
    "chantier": "id_chantier", "chantier_avancement": "id_chantier", "presence_etat": "poste", "activite_ptba": "code_activite",
    "spi_tournee": "id_tournee", "spi_etape": "id_tournee", "spi_prestation": "id_tournee", "formation": "id_formation",
    "formation_participant": "id_formation", "decision": "id_decision", "projet_service": "id_projet", "point_service": "id_point",
}  # fmt: skip
_QUESTIONS: dict[str, tuple[Callable[[Base, Etendue], Any], str]] = {
    "chantiers": (lire_chantiers, """
        SELECT c.*, z.nom, a.physique_pct, a.financier_pct, a.date, a.incident, date_diff('day', c.date_fin_prevue, least(coalesce(c.date_reception, $jour), $jour)) AS retard
        FROM chantier c JOIN zone z ON z.code = c.code_zone LEFT JOIN (SELECT * FROM chantier_avancement WHERE date <= $jour
             QUALIFY row_number() OVER (PARTITION BY id_chantier ORDER BY date DESC) = 1) a USING (id_chantier) ORDER BY retard DESC"""),
    "representants": (lire_postes, """
        SELECT z.nom, p.*, lag(p.etat) OVER suite AS avant FROM presence_etat p JOIN zone z ON z.code = p.code_zone WHERE p.date <= $jour
        WINDOW suite AS (PARTITION BY code_zone, poste ORDER BY date) QUALIFY row_number() OVER (PARTITION BY p.code_zone, p.poste ORDER BY p.date DESC) = 1 ORDER BY p.etat"""),
    "activites": (lire_activites, """
        SELECT z.nom, a.*, 100 * decaisse_fcfa / nullif(budget_fcfa, 0) AS taux, date_diff('day', a.fin_prevue, $jour) AS retard FROM activite_ptba a JOIN zone z ON z.code = a.code_zone
        WHERE a.date <= $jour QUALIFY row_number() OVER (PARTITION BY a.code_activite, a.code_zone ORDER BY a.date DESC) = 1 ORDER BY retard DESC"""),
    "services_itinerants": (lire_tournees, """
        SELECT z.nom, t.*, e.etapes, e.tenues, e.loin, b.actes FROM spi_tournee t JOIN zone z ON z.code = t.code_zone
        LEFT JOIN (SELECT id_tournee, count(*) AS etapes, count(*) FILTER (tenue) AS tenues, max(distance_km) AS loin FROM spi_etape WHERE date <= $jour GROUP BY 1) e USING (id_tournee)
        LEFT JOIN (SELECT id_tournee, sum(coalesce(hommes, 0) + coalesce(femmes, 0)) AS actes FROM spi_prestation WHERE date <= $jour GROUP BY 1) b USING (id_tournee)
        WHERE t.date_prevue_debut <= $jour ORDER BY t.date_prevue_debut DESC"""),
    "formations": (lire_sessions, """
        SELECT z.nom, f.*, p.inscrits FROM formation f JOIN zone z ON z.code = f.code_zone
        LEFT JOIN (SELECT id_formation, count(DISTINCT id_personne) AS inscrits FROM formation_participant GROUP BY 1) p USING (id_formation)
        WHERE coalesce(f.fin, f.debut) <= $jour ORDER BY f.fin DESC"""),
    "decisions": (lire_decisions, """
        SELECT d.*, z.nom AS zone, g.nom AS region, r.instance, r.date AS tenue_le, p.noms, j.intitule, i.libelle_court, d.date_execution <= d.echeance AS a_l_heure,
               CASE WHEN d.date_execution IS NOT NULL THEN 'exécutée' WHEN d.statut = 'abandonnée' THEN 'abandonnée' WHEN d.echeance < $jour THEN 'en retard' ELSE 'ouverte' END AS situation,
               date_diff('day', d.echeance, least(coalesce(d.date_execution, $jour), $jour)) AS retard
        FROM decision d LEFT JOIN reunion r USING (id_reunion) LEFT JOIN projet_service j ON j.id_projet = d.id_projet LEFT JOIN indicateur i ON i.code = d.code_indicateur
        LEFT JOIN (SELECT n.id_decision, string_agg(t.nom, ', ') AS noms, any_value(t.code_zone) AS code_zone
                   FROM (SELECT id_decision, unnest(string_split(id_point, ';')) AS id_point FROM decision) n JOIN point_service t USING (id_point) GROUP BY 1) p ON p.id_decision = d.id_decision
        JOIN zone z ON z.code = coalesce(d.code_zone, p.code_zone, j.code_zone, r.code_zone, 'SOCLE') LEFT JOIN zone g ON g.code = z.region
        WHERE d.date <= $jour ORDER BY situation, d.echeance"""),
    "operateurs": (lire_projets, """
        SELECT z.nom, j.*, p.points, p.restaures, p.fonctionnels, p.retombes FROM projet_service j JOIN zone z ON z.code = j.code_zone
        LEFT JOIN (SELECT x.id_projet, count(*) AS points, count(*) FILTER (e.restaure) AS restaures, count(*) FILTER (e.fonctionnel) AS fonctionnels, count(*) FILTER (e.retombe) AS retombes
                   FROM point_service x LEFT JOIN etat_point e ON e.id_point = x.id_point AND e.date = $jour GROUP BY 1) p USING (id_projet) ORDER BY j.id_projet"""),
}  # fmt: skip


def _repeter(chemin: Path, fois: int) -> None:
    base = duckdb.connect(str(chemin))
    for table, cle in _REPETES.items():
        assert table in PAR_TABLE
        base.execute(
            f"INSERT INTO {table} SELECT t.* REPLACE (t.{cle} || '~' || n AS {cle}) FROM {table} t, range(1, {fois}) serie(n)"
        )
    base.close()


def mesurer(donnees: Path, fois: int) -> dict[str, dict[str, float]]:
    """Page → lignes, millisecondes de processeur du produit et du SQL nu, et leur rapport ; le même fichier pour les deux."""
    edition = edition_a_lire(donnees)
    if edition is None:
        raise SystemExit("Aucune édition n'est publiée dans ce dossier.")
    rendu: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(shutil.copy(edition.base, dossier))
        _repeter(chemin, fois)
        base = ouvrir(Edition("mesures", chemin))
        arrete = dt.date.fromisoformat(
            str(base.lire("SELECT date_donnees::VARCHAR AS jour FROM arrete")["jour"].iloc[0])
        )
        for page, (lire, sql) in _QUESTIONS.items():
            passes: dict[str, list[float]] = {"produit": [], "nu": []}
            lignes = 0
            for _ in range(PASSES + 1):
                chrono = Chrono()
                with chrono.mesurer("produit"):
                    lignes = len(lire(base, Etendue("SOCLE", arrete)))
                with chrono.mesurer("nu"):
                    base.lire(sql, {"jour": arrete})
                for facon, suite in passes.items():
                    suite.append(1000 * chrono.processeur[facon])
            medianes = {facon: statistics.median(suite[1:]) for facon, suite in passes.items()}
            rendu[page] = {"lignes": lignes, **medianes, "rapport": medianes["produit"] / medianes["nu"]}
        base.fermer()
    return rendu


if __name__ == "__main__":
    for nom, mesures in mesurer(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200).items():
        print(nom, {cle: round(valeur, 2) for cle, valeur in mesures.items()})
