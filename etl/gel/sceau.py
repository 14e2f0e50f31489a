"""Sceller une édition figée, l'inscrire au journal chaîné, la mettre à sa place ; et dire lesquelles existent.

Un faussaire qui referait le manifeste devrait aussi refaire le journal, et toutes ses lignes suivantes, et retrouver
chaque reçu remis au-dehors (règles E5 et E14) ; `verification` les confronte.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from domaine import chemins
from domaine.figees import est_numero
from domaine.preuve import (
    SCEAU,
    Inscription,
    JournalAbime,
    calculer_sceau,
    ecrire_ligne,
    empreinte_fichier,
    lire_journal,
    sceaux,
    tete_de,
)
from etl.edition import dossier as edition
from etl.gel.signature import signer


def journal(donnees: Path) -> tuple[Inscription, ...]:
    """Le journal des éditions figées.

    Raises:
        edition.EditionFausse: il est abîmé.
    """
    try:
        return lire_journal(chemins.dossier_figees(donnees))
    except JournalAbime as erreur:
        raise edition.EditionFausse(str(erreur)) from erreur


def sceller(dossier: Path, contenu: dict[str, Any]) -> dict[str, Any]:
    """Complète le manifeste (fichiers, tables), le scelle et l'écrit."""
    fichiers = {p.name: {"sha256": empreinte_fichier(p), "taille": p.stat().st_size} for p in sorted(dossier.iterdir())}
    manifeste = contenu | {
        "sha256_base": fichiers[chemins.BASE]["sha256"],
        "fichiers": fichiers,
        "tables": empreintes_des_tables(dossier / chemins.BASE),
    }
    manifeste[SCEAU] = calculer_sceau(manifeste)
    edition.ecrire_manifeste(dossier, manifeste)
    return manifeste


def empreintes_des_tables(base: Path) -> dict[str, str]:
    """Pour chaque table, son nombre de lignes et une empreinte qui ne dépend pas de leur ordre.

    Elle sert à dire *quelle* table a changé ; la preuve qu'une l'a été est l'empreinte du fichier.
    """
    with edition.ouvrir_telle_quelle(base) as connexion:
        tables = [str(t) for (t,) in connexion.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
        empreintes = {}
        for table in tables:
            lue = connexion.execute(f'SELECT count(*), coalesce(bit_xor(hash(t)), 0) FROM "{table}" t').fetchall()
            empreintes[table] = f"{lue[0][0]}:{lue[0][1]:016x}"
    return empreintes


def preparer_ligne(donnees: Path, manifeste: dict[str, Any]) -> bytes:
    """La ligne qui inscrira l'édition : numéro, public, instant, sceau, signature s'il y a une clé ; chaînée.

    Raises:
        DemandeInvalide: la clé du projet ne se lit pas.
    """
    precedente = tete_de(journal(donnees))
    dite = {"numero": manifeste["id"], "public": manifeste["public"], "figee_le": manifeste["figee_le"]}
    signature = signer(donnees, manifeste["id"], manifeste[SCEAU], precedente)
    return ecrire_ligne(dite | {SCEAU: manifeste[SCEAU]} | signature, precedente)


def mettre_en_place(donnees: Path, en_cours: Path, numero: str, lignes: Sequence[bytes]) -> None:
    """Donne au dossier son numéro, le ferme à l'écriture, et inscrit ses lignes au journal.

    Le dossier d'abord : arrêté entre les deux, il reste hors du journal, ne se montre pas et se nomme ; une ligne sans
    dossier, elle, dirait pour toujours qu'une édition remise a été effacée.
    """
    place = chemins.dossier_figees(donnees) / numero
    en_cours.replace(place)
    try:
        for fichier in place.iterdir():
            fichier.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        _inscrire(chemins.dossier_figees(donnees) / chemins.JOURNAL, lignes)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def _inscrire(fichier: Path, lignes: Sequence[bytes]) -> None:
    """Ajoute les lignes d'un coup ; une écriture qui échoue ne laisse rien d'elle."""
    with fichier.open("a+b") as flux:
        fin = flux.seek(0, os.SEEK_END)
        flux.seek(max(fin - 1, 0))
        manque_une_fin = fin > 0 and flux.read(1) != b"\n"
        try:
            flux.write((b"\n" if manque_une_fin else b"") + b"".join(ligne + b"\n" for ligne in lignes))
            flux.flush()
            os.fsync(flux.fileno())
        except BaseException:
            flux.truncate(fin)
            raise


def lister(donnees: Path) -> list[dict[str, Any]]:
    """Les éditions figées, de la plus ancienne à la plus récente : leurs manifestes.

    Une édition dont le manifeste ne se lit pas est `illisible` ; celle du journal qui n'a plus de dossier, `absente`
    aussi. Un journal abîmé n'empêche pas de lister : `edition verifier` le dit.
    """
    manifestes = []
    dossiers = {p.name for p in chemins.dossier_figees(donnees).glob("E*") if p.is_dir() and est_numero(p.name)}
    for numero in sorted(dossiers):
        try:
            manifestes.append(edition.manifeste(donnees, numero))
        except (edition.EditionFausse, OSError):
            manifestes.append({"id": numero, "illisible": True, "figee_le": ""})
    try:
        inscrites = sceaux(lire_journal(chemins.dossier_figees(donnees)))
    except JournalAbime:
        inscrites = {}
    for numero in sorted(inscrites.keys() - dossiers):
        figee_le = inscrites[numero].figee_le
        manifestes.append({"id": numero, "illisible": True, "absente": True, "figee_le": figee_le})
    return sorted(manifestes, key=lambda f: (str(f["figee_le"]), str(f["id"])))
