"""Une édition : son dossier, son manifeste, l'édition courante.

`courant.json` est un pointeur remplacé par renommage : qui lit voit l'ancienne édition ou la nouvelle, jamais un
mélange.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from domaine import chemins
from domaine.figees import est_numero
from domaine.preuve import refus
from domaine.schema.complement import Lire, SchemaIllisible, colonnes_presentes, complements, relever
from domaine.schema.edition import LECTURE_SEULE, TABLES
from domaine.schema.vues import VUES
from etl.sql import lire_sql


class EditionAbsente(Exception):
    """Aucune édition publiée, ou pas celle qu'on demande."""


class EditionFausse(Exception):
    """L'édition construite ne passe pas sa vérification ; elle n'est pas publiée."""


def courante(donnees: Path) -> str | None:
    """L'identifiant de l'édition courante, ou `None`.

    Raises:
        EditionFausse: le pointeur a été abîmé.
    """
    try:
        contenu = json.loads(chemins.pointeur(donnees).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as erreur:
        raise EditionFausse(f"Le pointeur {chemins.POINTEUR} est abîmé : publiez à nouveau.") from erreur
    return str(contenu["edition"])


def chemin_base(donnees: Path, identifiant: str | None = None) -> Path:
    """Le fichier DuckDB d'une édition ; la courante par défaut.

    Raises:
        EditionAbsente: rien n'est publié, ou l'identifiant est inconnu.
        EditionFausse: le pointeur a été abîmé, ou l'édition figée n'est plus celle qui a été scellée (règle E13).
    """
    if identifiant and est_numero(identifiant):
        figee = chemins.dossier_edition(donnees, identifiant) / chemins.BASE
        if not figee.is_file():
            raise EditionAbsente(
                f"L'édition figée «{identifiant}» n'existe pas. «python -m etl edition lister» les dit."
            )
        if faute := refus(figee):
            raise EditionFausse(faute)
        return figee
    voulue = identifiant or courante(donnees)
    if voulue is None:
        raise EditionAbsente(
            "Aucune édition n'est publiée. Lancez «python -m etl demo» ou «python -m etl charger FICHIER»."
        )
    if voulue not in identifiants(donnees):
        raise EditionAbsente(f"L'édition «{voulue}» n'existe pas. «python -m etl edition lister» donne la liste.")
    return chemins.dossier_editions(donnees) / voulue / chemins.BASE


def identifiants(donnees: Path) -> list[str]:
    """Les éditions publiées, de la plus ancienne à la plus récente."""
    dossier = chemins.dossier_editions(donnees)
    if not dossier.is_dir():
        return []
    return sorted(p.name for p in dossier.iterdir() if (p / chemins.MANIFESTE).exists() and not p.name.startswith("."))


def manifeste(donnees: Path, identifiant: str) -> dict[str, Any]:
    """Le manifeste d'une édition.

    Raises:
        EditionFausse: le fichier a été abîmé.
    """
    return lire_manifeste(chemins.dossier_edition(donnees, identifiant))


def lire_manifeste(dossier: Path) -> dict[str, Any]:
    """Comme `manifeste`, d'une édition qui n'est pas encore à sa place."""
    try:
        lu: dict[str, Any] = json.loads((dossier / chemins.MANIFESTE).read_text(encoding="utf-8"))
    except ValueError as erreur:
        raise EditionFausse(f"Le manifeste de l'édition «{dossier.name}» est abîmé : publiez à nouveau.") from erreur
    return lu


def ouvrir_telle_quelle(chemin: Path) -> duckdb.DuckDBPyConnection:
    """Ouvre une édition en lecture seule, sans accès au reste du disque : ce que son fichier a, et rien d'autre."""
    return duckdb.connect(str(chemin), read_only=True, config=LECTURE_SEULE)


def ouvrir(chemin: Path) -> duckdb.DuckDBPyConnection:
    """Comme `ouvrir_telle_quelle` ; ce qu'une édition d'un schéma d'avant n'a pas y apparaît, vide.

    Raises:
        EditionFausse: son schéma n'est pas de ceux que ce programme lit.
    """
    connexion = ouvrir_telle_quelle(chemin)
    try:
        for instruction in complements(relever(lecteur(connexion), catalogue(connexion))):
            connexion.execute(instruction)
    except SchemaIllisible as erreur:
        connexion.close()
        raise EditionFausse(f"L'édition «{chemin.parent.name}» ne se lit pas : {erreur}") from erreur
    return connexion


def catalogue(connexion: duckdb.DuckDBPyConnection) -> str:
    """Le nom sous lequel une connexion connaît l'édition qu'elle a ouverte."""
    ((nom,),) = connexion.execute("SELECT current_database()").fetchall()
    return str(nom)


def lecteur(connexion: duckdb.DuckDBPyConnection) -> Lire:
    """De quoi lire cette connexion, pour `domaine.schema.complement`."""
    return lambda sql: connexion.execute(sql).fetchall()


def empreinte_logique(connexion: duckdb.DuckDBPyConnection) -> str:
    """SHA-256 des chiffres, dans un ordre fixe."""
    lignes = connexion.execute(lire_sql("empreinte.sql"))
    somme = hashlib.sha256()
    while paquet := lignes.fetchmany(50_000):
        somme.update("\n".join(ligne[0] for ligne in paquet).encode() + b"\n")
    return somme.hexdigest()


def verifier_base(chemin: Path) -> dict[str, int]:
    """Rouvre l'édition construite et vérifie ce qui doit toujours être vrai.

    Returns:
        Le nombre de lignes de chaque table.

    Raises:
        EditionFausse: ses tables ne sont pas celles du schéma, une clé se répète, un chiffre n'est pas un nombre.
    """
    with ouvrir_telle_quelle(chemin) as connexion:
        if ecarts := _ecarts_au_schema(connexion):
            raise EditionFausse(f"L'édition bâtie n'a pas le schéma déclaré ({' ; '.join(ecarts)}).")
        comptes = _compter(connexion, sorted(TABLES))
        fautes = connexion.execute(lire_sql("verification.sql")).fetchall()
    if fautes:
        raise EditionFausse(f"L'édition bâtie a {', '.join(f for (f,) in fautes)} : elle n'est pas publiée.")
    return comptes


def _ecarts_au_schema(connexion: duckdb.DuckDBPyConnection) -> list[str]:
    """Ce qui, dans l'édition, n'est pas exactement ce que `domaine.schema` déclare."""
    presentes = colonnes_presentes(lecteur(connexion), catalogue(connexion))
    declarees = {t.nom: {c.nom: c.type for c in t.colonnes} for t in (*TABLES.values(), *VUES)}
    ecarts = []
    for nom in sorted(presentes.keys() | declarees.keys()):
        lues, voulues = list(presentes.get(nom, {}).items()), list(declarees.get(nom, {}).items())
        if not voulues:
            ecarts.append(f"{nom} n'est pas déclarée")
        elif not lues:
            ecarts.append(f"{nom} manque")
        elif lues != voulues:
            differentes = sorted({c for c, _ in set(lues) ^ set(voulues)}) or ["leur ordre"]
            ecarts.append(f"colonnes de {nom} : {', '.join(differentes)}")
    return ecarts


def _compter(connexion: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, int]:
    """Les lignes de chaque table, d'une seule lecture ; les clés, dans l'ordre donné."""
    lectures = ", ".join(f'(SELECT count(*) FROM "{table}")' for table in tables)
    comptes = connexion.execute(f"SELECT {lectures}").fetchall()[0]
    return {table: int(compte) for table, compte in zip(tables, comptes, strict=True)}


def ecrire_manifeste(dossier: Path, contenu: dict[str, Any]) -> None:
    """Écrit le manifeste et le pousse sur le disque, avec la base."""
    with (dossier / chemins.MANIFESTE).open("w", encoding="utf-8") as flux:
        json.dump(contenu, flux, ensure_ascii=False, indent=2)
        flux.flush()
        os.fsync(flux.fileno())
    # «r+b» : Windows ne pousse sur le disque que ce qui est ouvert en écriture.
    with (dossier / chemins.BASE).open("r+b") as flux_base:
        os.fsync(flux_base.fileno())


def basculer(donnees: Path, en_cours: Path, identifiant: str) -> None:
    """Met l'édition construite à sa place, puis déplace le pointeur : deux renommages atomiques."""
    en_cours.replace(chemins.dossier_editions(donnees) / identifiant)
    provisoire = donnees / f".{chemins.POINTEUR}.{os.getpid()}"
    with provisoire.open("w", encoding="utf-8") as flux:
        json.dump({"edition": identifiant}, flux)
        flux.flush()
        os.fsync(flux.fileno())
    provisoire.replace(chemins.pointeur(donnees))


def nettoyer(donnees: Path) -> None:
    """Enlève ce qu'une publication arrêtée a laissé. L'appelant tient le verrou."""
    dossier = chemins.dossier_editions(donnees)
    if dossier.is_dir():
        for reste in dossier.glob(f"{chemins.PREFIXE_EN_COURS}*"):
            shutil.rmtree(reste)
    for reste in donnees.glob(f".{chemins.POINTEUR}.*"):
        reste.unlink()
