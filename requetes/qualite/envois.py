"""«Qui doit envoyer quoi» : rapports, valeurs attendues, lignes à corriger, registres périmés, par coordination."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from domaine.sources import SOURCES
from requetes.edition.ouverture import Base
from requetes.qualite import bilans, manques

#: Sans réunion prévue dans les données, l'horizon de ce qui reste à rendre.
HORIZON_JOURS = 30
COLONNES = (
    *("code_zone", "coordination", "nature", "feuille", "objet", "periode", "zones", "date_echeance"),
    *("retard_jours", "nombre"),
)
_RANGS = {"silence": 0, "rapport": 1, "valeur": 2, "correction": 3, "registre": 4}


def prochaine_reunion(base: Base, region: str = "") -> dt.date | None:
    """La première réunion prévue après la date des données et pas encore tenue ; `None` si aucune n'est connue.

    Args:
        base: l'édition.
        region: sa réunion ou celle du projet ; vide = toutes.
    """
    lignes = base.lire(
        """
        SELECT min(r.date_prevue) AS jour FROM reunion r
        WHERE r.date IS NULL AND ($region = '' OR coalesce(r.code_zone, 'SOCLE') IN ('SOCLE', $region))
          AND r.date_prevue > (SELECT date_donnees FROM arrete)
        """,
        {"region": region},
    )
    jour = lignes["jour"].iloc[0]
    return None if pd.isna(jour) else pd.Timestamp(jour).date()


def envois_attendus(base: Base, region: str = "") -> pd.DataFrame:
    """Tout ce qu'une coordination doit envoyer avant la prochaine réunion, le plus en retard d'abord (règle A9).

    Args:
        base: l'édition.
        region: se limite à cette coordination ; vide = toutes.

    Returns:
        `COLONNES`, groupées par coordination, celle du plus long retard d'abord. `nature` : «silence» (sa feuille
        «Rapports» n'est jamais venue), «rapport» (échu, ou à rendre avant l'horizon), «valeur» (saisie attendue dont
        rien n'est arrivé, pas même un motif), «correction» (lignes mises de côté d'un dépôt), «registre» (feuille
        dont un chiffre est périmé). `retard_jours` court depuis l'échéance, ou la fin de la période ; il est absent
        quand rien n'est échu. `nombre` : rapports, zones ou lignes.
    """
    parties = [
        _silences(base),
        _rapports(base, prochaine_reunion(base, region)),
        _valeurs(base),
        _corrections(base),
        _registres(base),
    ]
    pleines = [p.reindex(columns=[*COLONNES, "ordre"]) for p in parties if not p.empty]
    if not pleines:
        return pd.DataFrame(columns=list(COLONNES))
    tout = pd.concat(pleines, ignore_index=True)
    tout = tout[tout["code_zone"] == region] if region else tout
    pires = tout.groupby("coordination")["retard_jours"].transform("max")
    rangee = tout.assign(pire=pires, rang=tout["nature"].map(_RANGS)).sort_values(
        ["pire", "ordre", "rang", "retard_jours"],
        ascending=[False, True, True, False],
        na_position="last",
        kind="stable",
    )
    return rangee[list(COLONNES)].reset_index(drop=True)


def absences_motivees(base: Base, region: str = "") -> int:
    """Les valeurs attendues dont l'absence est expliquée : elles ne sont pas à relancer."""
    attendues = _manques(base)
    motivees = attendues[attendues["motif"].notna()] if len(attendues) else attendues
    return len(motivees[motivees["code_region"] == region] if region else motivees)


def _silences(base: Base) -> pd.DataFrame:
    muettes = manques.regions_muettes(base)
    if muettes.empty:
        return pd.DataFrame()
    return muettes.assign(
        coordination=muettes["zone"],
        nature="silence",
        feuille="Rapports",
        objet="feuille jamais reçue : rien n’y dit ce qui est attendu de cette coordination",
        nombre=1,
    )


def _rapports(base: Base, reunion: dt.date | None) -> pd.DataFrame:
    return base.lire(
        """
        SELECT r.code_zone, z.nom AS coordination, z.ordre, 'rapport' AS nature, 'Rapports' AS feuille,
               'classeur et rapport d’activités de la période' AS objet, r.periode, r.echeance AS date_echeance,
               1 AS nombre, r.retard_jours
        FROM rapport_suivi r CROSS JOIN arrete JOIN zone z ON z.code = r.code_zone
        -- un rapport arrivé depuis la date des données n'est plus à envoyer
        WHERE r.date_reception IS NULL AND r.echeance <= coalesce($reunion, arrete.date_donnees + $horizon)
        """,
        {"reunion": reunion, "horizon": HORIZON_JOURS},
    )


def _manques(base: Base) -> pd.DataFrame:
    """Zone × période attendue d'un indicateur saisi, sans valeur : à la dernière lecture depuis le démarrage."""
    saisis = base.lire("""
        SELECT p.code_indicateur, p.periode, coalesce(i.libelle_court, i.libelle) AS libelle
        FROM periode_calculee p JOIN indicateur i ON i.code = p.code_indicateur
        WHERE i.source_calcul = 'saisie' AND p.type_periode = 'cumul'
        QUALIFY row_number() OVER (PARTITION BY p.code_indicateur ORDER BY p.fin DESC) = 1
        ORDER BY i.ordre
    """)
    lus = [
        base.lire(
            """
            SELECT $code AS code_indicateur, $libelle AS libelle, m.zone, m.periode, m.fin, m.motif,
                   m.ordre AS rang_zone, r.code AS code_region, r.nom AS coordination, r.ordre,
                   date_diff('day', m.fin, arrete.date_donnees) AS jours
            FROM manques_du_chiffre($code, 'SOCLE', 'cumul', $periode, NULL, NULL) m
            CROSS JOIN arrete
            JOIN zone z ON z.code = m.code_zone JOIN zone r ON r.code = coalesce(z.region, 'SOCLE')
            """,
            {"code": code, "libelle": libelle, "periode": periode},
        )
        for code, periode, libelle in saisis.itertuples(index=False)
    ]
    return pd.concat(lus, ignore_index=True) if lus else pd.DataFrame(columns=["motif", "code_region"])


def _valeurs(base: Base) -> pd.DataFrame:
    attendues = _manques(base)
    muets = attendues[attendues["motif"].isna()]
    if muets.empty:
        return pd.DataFrame()
    cle = ["code_region", "coordination", "ordre", "code_indicateur", "libelle", "periode", "fin", "jours"]
    groupes = (
        muets.sort_values("rang_zone")
        .groupby(cle, sort=False)["zone"]
        .agg(zones=", ".join, nombre="count")
        .reset_index()
    )
    return groupes.assign(
        code_zone=groupes["code_region"],
        nature="valeur",
        feuille="Valeurs",
        objet=groupes["code_indicateur"] + " — " + groupes["libelle"],
        date_echeance=groupes["fin"],
        retard_jours=groupes["jours"],
    )


def _corrections(base: Base) -> pd.DataFrame:
    """Les lignes mises de côté, par dépôt : la coordination est celle des rapports du même fichier."""
    return base.lire("""
        WITH auteur AS (
            SELECT id_chargement, min(code_zone) AS code_zone FROM rapport_activite
            GROUP BY id_chargement HAVING count(DISTINCT code_zone) = 1
        )
        SELECT z.code AS code_zone, coalesce(z.nom, 'dépôt n° ' || q.id_chargement) AS coordination,
               coalesce(z.ordre, 10000) AS ordre, 'correction' AS nature,
               string_agg(DISTINCT q.feuille, ', ' ORDER BY q.feuille) AS feuille,
               any_value(q.fichier) || ', lignes à reprendre et à renvoyer' AS objet, count(*) AS nombre
        FROM quarantaine q LEFT JOIN auteur a USING (id_chargement) LEFT JOIN zone z ON z.code = a.code_zone
        GROUP BY q.id_chargement, z.code, z.nom, z.ordre ORDER BY q.id_chargement DESC
    """)


def _registres(base: Base) -> pd.DataFrame:
    """Les feuilles de registre dont un chiffre régional est périmé."""
    perimees = bilans.valeurs_perimees(base)
    perimees = perimees[(perimees["etat"] == "périmée") & (perimees["source_calcul"] != "saisie")]
    if perimees.empty:
        return pd.DataFrame()
    feuilles = [", ".join(SOURCES[s].registres) if s in SOURCES else "" for s in perimees["source_calcul"]]
    return perimees.assign(
        coordination=perimees["nom"],
        nature="registre",
        feuille=feuilles,
        objet=perimees["code_indicateur"] + " — " + perimees["libelle_court"] + " : plus rien de récent",
        periode=None,
        nombre=1,
    )
