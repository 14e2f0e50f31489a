"""Une édition minuscule, écrite à la main dans les tables que `domaine.schema` déclare : ce que lisent les pages.

Elle ne passe pas par l'ETL : le schéma est le contrat entre les deux, et chaque chiffre d'un essai se voit.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from domaine import chemins
from domaine.periodes import MOIS_PAR_TYPE, lire_periode, periode_contenant
from domaine.schema.edition import CLE_NUMERO, NUMERO
from etl.sql import DOSSIER_SQL, creer_tables, executer_sql, garder_lectures, garder_regles

DATE, DEBUT = dt.date(2024, 6, 30), dt.date(2024, 1, 1)
ZONES = (
    ("SOCLE", "SOCLE", "SOCLE", None, None),
    ("GAO", "region", "Gao", "SOCLE", "GAO"),
    ("MENAKA", "region", "Ménaka", "SOCLE", "MENAKA"),
    ("DOUENTZA", "region", "Douentza", "SOCLE", "DOUENTZA"),
    ("ML0703", "cercle", "Gao", "GAO", "GAO"),
    ("ML1001", "cercle", "Ménaka", "MENAKA", "MENAKA"),
)


@cache
def _vierge() -> bytes:
    """Une édition faite une fois : ses tables, les macros et les vues de l'édition même, les zones et les périodes."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / chemins.BASE
        with duckdb.connect(str(chemin)) as base:
            creer_tables(base)
            garder_regles(base)
            garder_lectures(base)
            _poser_les_zones(base)
            _poser_les_periodes(base)
        return chemin.read_bytes()


def _ajouter(base: duckdb.DuckDBPyConnection, nom_table: str, **cellules: Any) -> None:
    colonnes = ", ".join(cellules)
    marques = ", ".join("?" * len(cellules))
    base.execute(f"INSERT INTO {nom_table} ({colonnes}) VALUES ({marques})", list(cellules.values()))


def _poser_les_zones(base: duckdb.DuckDBPyConnection) -> None:
    parents = {code: parent for code, _, _, parent, _ in ZONES}
    niveaux = {code: niveau for code, niveau, *_ in ZONES}
    for ordre, (code, niveau, nom, parent, region) in enumerate(ZONES):
        _ajouter(base, "zone", code=code, niveau=niveau, nom=nom, parent=parent, region=region, ordre=ordre)
        ancetre: str | None = code
        while ancetre:
            _ajouter(base, "zone_ascendance", code=code, ancetre=ancetre, niveau_ancetre=niveaux[ancetre])
            ancetre = parents[ancetre]


def _poser_les_periodes(base: duckdb.DuckDBPyConnection) -> None:
    for type_periode in MOIS_PAR_TYPE:
        periode = periode_contenant(type_periode, DEBUT)
        while periode.annee == DEBUT.year:
            bornes = {"debut": periode.debut, "fin": periode.fin, "finie": periode.fin <= DATE}
            _ajouter(base, "periode", libelle=periode.libelle, type=type_periode, **bornes)
            periode = periode.suivante()


class Fabrique:
    """Une édition en cours d'écriture ; `publier` la ferme et déplace le pointeur."""

    def __init__(self, donnees: Path, identifiant: str = "essai") -> None:
        self.donnees, self.identifiant = donnees, identifiant
        self.dossier = chemins.dossier_edition(donnees, identifiant)
        self.dossier.mkdir(parents=True)
        (self.dossier / chemins.BASE).write_bytes(_vierge())
        self.base = duckdb.connect(str(self.dossier / chemins.BASE))
        self.info = {
            "id_edition": identifiant,
            "date_donnees": DATE.isoformat(),
            "debut": DEBUT.isoformat(),
            "publie_le": "2024-07-10T09:12:00",
            "decoupage": "2021",
            "demonstration": "0",
            "empreinte": "0" * 64,
            "version_application": "0",
            CLE_NUMERO: str(NUMERO),
            "limites": "schematiques",
            "credit_limites": "essai",
        }

    def commune(self, code: str, nom: str, cercle: str) -> None:
        """Ajoute une commune à l'un des cercles de `ZONES`."""
        region = next(r for c, _, _, _, r in ZONES if c == cercle)
        self.ajouter("zone", code=code, niveau="commune", nom=nom, parent=cercle, region=region, ordre=len(ZONES))
        for ancetre, niveau in ((code, "commune"), (cercle, "cercle"), (region, "region"), ("SOCLE", "SOCLE")):
            self.ajouter("zone_ascendance", code=code, ancetre=ancetre, niveau_ancetre=niveau)

    def ajouter(self, nom_table: str, **cellules: Any) -> None:
        """Ajoute une ligne ; ce qui n'est pas donné est NULL."""
        _ajouter(self.base, nom_table, **cellules)

    def indicateur(self, code: str, *, libelle: str = "", unite: str = "points", **autres: Any) -> None:
        """Ajoute un indicateur phare, trimestriel, en hausse, collecté par cercle, sauf dit autrement."""
        (deja,) = self.base.execute("SELECT count(*) FROM indicateur").fetchone() or (0,)
        ligne = {
            "code": code,
            "libelle": libelle or f"Indicateur {code}",
            "resultat": "R1",
            "unite": unite,
            "nature": "ratio" if unite == "%" else "stock",
            "regle_temps": "derniere",
            "sens": "hausse",
            "frequence": "T",
            "niveau_collecte": "cercle",
            "phare": True,
            "source_calcul": "saisie",
            "jeu_seuils": "defaut",
            "ordre": deja,
        }
        self.ajouter("indicateur", **(ligne | autres))

    def seuils(self) -> None:
        self.ajouter("seuil", jeu="defaut", vert=90, orange=60, peremption=1.5, plancher_completude=60)

    def chiffre(
        self, code: str, zone: str, periode: str = "2024-T2", type_periode: str = "cumul", **autres: Any
    ) -> None:
        """Ajoute une ligne de `valeurs` : 5 points, complète, sans cible, sauf dit autrement."""
        niveau = next(n for c, n, *_ in ZONES if c == zone)
        lue = lire_periode(periode)
        assert lue is not None
        ligne = {
            "code_indicateur": code,
            "niveau": niveau,
            "code_zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "valeur": 5.0,
            "recues": 1,
            "attendues": 1,
            "date_plus_ancienne": lue.fin,
            "provisoire": False,
            "etat": "sans cible",
        }
        self.ajouter("valeurs", **(ligne | autres))

    def limite(self, zone: str, ouest: float, sud: float, cote: float = 1.0) -> None:
        """Donne à une zone un carré pour limite, en degrés."""
        est, nord = ouest + cote, sud + cote
        carre = [[[ouest, sud], [est, sud], [est, nord], [ouest, nord], [ouest, sud]]]
        geojson = json.dumps({"type": "Polygon", "coordinates": carre})
        self.ajouter("limite", code_zone=zone, niveau="region", geojson=geojson, schematique=True, source="essai")

    def reviser(self, code: str, zone: str, periode: str, type_periode: str = "trimestre", **autres: Any) -> None:
        """Dit un chiffre changé depuis l'édition «avant» : 4 devenu 5, par un dépôt, sauf dit autrement."""
        self.info["edition_precedente"] = "avant"
        ligne = {
            "code_indicateur": code,
            "code_zone": zone,
            "type_periode": type_periode,
            "periode": periode,
            "genre": "révisée",
            "valeur_avant": 4.0,
            "valeur": 5.0,
            "etat_avant": "sans cible",
            "etat": "sans cible",
            "fichiers": "gao.xlsx",
        }
        self.ajouter("revision_chiffre", **(ligne | autres))

    def _relever_les_index(self) -> None:
        """Les deux tables qui se déduisent de `valeurs` et de `valeur`."""
        self.base.execute("""
            INSERT INTO periode_calculee BY NAME
            SELECT v.*, p.debut, p.fin, p.finie, rank() OVER suite AS rang,
                   coalesce(lead(p.fin) OVER suite, DATE '9999-12-31') AS fin_suivante
            FROM (SELECT DISTINCT code_indicateur, type_periode, periode FROM valeurs) v
            JOIN periode p ON p.libelle = v.periode
            WINDOW suite AS (PARTITION BY code_indicateur, type_periode ORDER BY p.fin, p.debut);
            INSERT INTO saisie_recue BY NAME
            SELECT v.code_indicateur, v.code_zone, v.periode, p.fin,
                   max(v.motif_absence) FILTER (v.dimension IS NULL) AS motif_absence,
                   bool_and(coalesce(v.motif_absence, '') = 'zone inaccessible') AS inaccessible
            FROM valeur v JOIN periode p ON p.libelle = v.periode GROUP BY ALL;
        """)

    def publier(self) -> Path:
        """Ferme l'édition et la met en vigueur ; rend le dossier de données."""
        for cle, valeur in self.info.items():
            self.ajouter("info", cle=cle, valeur=valeur)
        self._relever_les_index()
        for nom in ("calendrier", "periodes_nommees"):
            executer_sql(self.base, DOSSIER_SQL / f"{nom}.sql")
        self.base.close()
        (self.dossier / chemins.MANIFESTE).write_text(json.dumps({"id": self.identifiant}), encoding="utf-8")
        chemins.pointeur(self.donnees).write_text(json.dumps({"edition": self.identifiant}), encoding="utf-8")
        return self.donnees
