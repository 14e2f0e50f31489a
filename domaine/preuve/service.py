"""Servir vérifie : une édition figée qui n'est plus celle qui a été scellée ne se montre pas (règle E13)."""

from __future__ import annotations

import functools
from pathlib import Path

from domaine.chemins import DEPOTS, EDITIONS, JOURNAL, MANIFESTE
from domaine.preuve.chaine import JournalAbime, lire_journal, sceaux
from domaine.preuve.sceau import SCEAU, calculer_sceau, empreinte_fichier, lire_manifeste


def refus(base: Path) -> str:
    """Pourquoi une édition figée ne se montre pas, et le remède ; vide quand elle est celle qui a été scellée.

    L'empreinte de la base se calcule une fois par processus et par fichier (chemin, taille, instant du changement).
    """
    journal = base.parents[1] / JOURNAL
    try:
        faute = _faute(base, *(_signe(fichier) for fichier in (base, base.with_name(MANIFESTE), journal)))
    except OSError:
        faute = "un de ses fichiers ne se lit pas"
    if not faute:
        return ""
    numero = base.parent.name
    return (
        f"L’édition {numero} est altérée : {faute}. Elle n’est pas montrée. Rendez son dossier et le journal depuis "
        f"une sauvegarde, puis lancez «\u00a0python -m etl edition verifier {numero}\u00a0»."
    )


def _signe(fichier: Path) -> tuple[int, int, int] | None:
    """De quoi voir qu'un fichier a changé sans le lire ; `None` s'il manque."""
    try:
        lu = fichier.stat()
    except OSError:
        return None
    # `st_mtime` se remet à la main ; `st_ctime`, non.
    return lu.st_size, lu.st_mtime_ns, lu.st_ctime_ns


@functools.lru_cache(maxsize=64)
def _faute(base: Path, de_base: tuple[int, int, int] | None, du_manifeste: object, du_journal: object) -> str:
    manifeste = lire_manifeste(base.parent) if du_manifeste else {}
    if not manifeste:
        return "son manifeste manque ou ne se lit pas"
    if manifeste.get(SCEAU) != calculer_sceau(manifeste):
        return "son manifeste n’est plus celui qui a été scellé"
    if du_journal is None and any((base.parents[2] / nom).is_dir() for nom in (EDITIONS, DEPOTS)):
        # Une copie remise n'a pas le journal ; ici, d'où elle vient, il ne manque que s'il a été ôté.
        return "le journal des éditions figées manque"
    if du_journal:
        try:
            ligne = sceaux(lire_journal(base.parents[1])).get(base.parent.name)
        except JournalAbime:
            return "le journal des éditions figées est abîmé"
        if ligne is None:
            return "elle n’est pas au journal des éditions figées"
        if ligne.sceau != manifeste[SCEAU]:
            return "son sceau n’est pas celui du journal"
    if de_base is None or _empreinte(base, *de_base) != manifeste.get("sha256_base"):
        return "sa base n’est plus celle qui a été figée"
    return ""


@functools.lru_cache(maxsize=64)
def _empreinte(base: Path, *_signe_de_la_base: int) -> str:
    return empreinte_fichier(base)
