"""Ce qui est entré, ce qui a été mis de côté, ligne de la source par ligne, et pourquoi."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

from etl.commandes.exports import lire_table

SOURCES = {"ecoles.xlsx": "ecoles.csv", "faits_publics.xlsx": "faits_publics.csv"}


def _sources(faits: Path) -> dict[str, list[dict[str, str]]]:
    lues = {}
    for nom in SOURCES.values():
        with (faits / nom).open(encoding="utf-8", newline="") as flux:
            lues[nom] = list(csv.DictReader(flux))
    return lues


def motifs_par_ligne(donnees: Path) -> dict[tuple[str, int], list[tuple[str, str, str]]]:
    """(fichier de la source, ligne de la source) → [(gravité, code, message)], pour chaque ligne visée."""
    anomalies = lire_table(donnees, "anomalies")
    numeros = _lignes_de_source(donnees)
    trouves: dict[tuple[str, int], list[tuple[str, str, str]]] = defaultdict(list)
    for a in anomalies.itertuples():
        if a.fichier in SOURCES and not pd.isna(a.ligne):
            ligne = numeros.get((a.fichier, int(a.ligne)), int(a.ligne))
            trouves[(SOURCES[a.fichier], ligne)].append((a.gravite, a.code, a.message))
    return dict(trouves)


def _lignes_de_source(donnees: Path) -> dict[tuple[str, int], int]:
    """Le commentaire de chaque valeur porte sa ligne dans la source ; une école garde son numéro."""
    numeros = {}
    for table in ("valeurs_saisies", "quarantaine"):
        for x in lire_table(donnees, table).itertuples():
            texte = x.commentaire if table == "valeurs_saisies" else x.cellules
            trouve = re.search(r"faits_publics\.csv, ligne (\d+)", str(texte))
            if trouve and x.fichier in SOURCES:
                numeros[(x.fichier, int(x.ligne))] = int(trouve[1])
    return numeros


def sans_position(donnees: Path) -> list[str]:
    """Les écoles entrées sans coordonnées."""
    points = lire_table(donnees, "points")
    return sorted(points.loc[points["latitude"].isna() | points["longitude"].isna(), "id_point"])


def compte_rendu(donnees: Path, faits: Path) -> str:
    """Le compte rendu, en texte : d'abord les comptes, puis une ligne par ligne de la source visée."""
    sources, motifs = _sources(faits), motifs_par_ligne(donnees)
    depots = lire_table(donnees, "depots").set_index("nom_fichier")
    lignes = []
    for nom in ("cadre_logique.xlsx", *SOURCES, "essai_de_calcul.xlsx"):
        d = depots.loc[nom]
        lignes.append(
            f"{nom} : {d.lignes} lignes, {d.retenues} retenues, "
            f"{d.quarantaine} en quarantaine, {d.a_verifier} à vérifier"
        )
    absentes = set(sans_position(donnees))
    lignes.append(f"Écoles sans coordonnées, entrées sans position : {len(absentes)}")
    codes = Counter(code for liste in motifs.values() for code in {c for _, c, _ in liste})
    lignes += [f"  {code} : {nombre} ligne(s)" for code, nombre in codes.most_common()]
    for (source, ligne), liste in sorted(motifs.items()):
        x = sources[source][ligne - 2]
        sujet = f"{x['commune']} · {x['nom']}" if source == "ecoles.csv" else _sujet(x)
        gravite = "bloquante" if any(g == "bloquante" for g, _, _ in liste) else "à vérifier"
        lignes.append(f"{source} ligne {ligne} [{gravite}] {sujet}")
        lignes += [f"    {code} : {message.split(' : ', 1)[-1]}" for _, code, message in liste]
    for rang, x in enumerate(sources["ecoles.csv"], start=2):
        if x["code_etablissement"] in absentes:
            lignes.append(f"ecoles.csv ligne {rang} [sans position] {x['commune']} · {x['nom']}")
    return "\n".join(lignes)


def _sujet(fait: dict[str, str]) -> str:
    lieu = fait["commune"] or fait["cercle"] or fait["region"]
    return f"{fait['indicator']} · {lieu} · {fait['date'] or 'sans date'} · {fait['seen_as']}"
