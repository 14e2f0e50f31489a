"""Figer à date fixe, sans figer deux fois : ce que demande un minuteur (`edition figer --si-due`)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from domaine import francais
from domaine.periodes import Periode, lire_periode, periode_contenant
from etl.edition import dossier as edition
from etl.gel.sceau import journal


def dernier_trimestre_fini(jour: dt.date) -> Periode:
    """Le trimestre qui vient de finir.

    >>> dernier_trimestre_fini(dt.date(2024, 7, 15)).libelle, dernier_trimestre_fini(dt.date(2024, 1, 1)).libelle
    ('2024-T2', '2023-T4')
    """
    return periode_contenant("trimestre", periode_contenant("trimestre", jour).debut - dt.timedelta(days=1))


def raison_d_attendre(donnees: Path, public: str, ecrite: str) -> str:
    """Pourquoi il n'y a rien à figer pour ce public et cette période ; vide quand l'édition est due.

    Args:
        ecrite: la période, telle que demandée ; illisible, c'est au gel de le dire.
    """
    periode = lire_periode(ecrite)
    if periode is None:
        return ""
    for ligne in journal(donnees):
        if ligne.sceau and ligne.public == public and ligne.numero.rpartition("-")[0] == f"E{periode.libelle}":
            return f"{ligne.numero} est déjà figée pour ce public et cette période"
    arrete = edition.lire_manifeste(edition.chemin_base(donnees).parent)["date_donnees"]
    if not arrete or dt.date.fromisoformat(arrete) < periode.fin:
        dit = f"les données s'arrêtent au {francais.date(arrete)}" if arrete else "aucune donnée n'est datée"
        return f"{dit}, avant la fin de {periode.libelle_long}"
    return ""
