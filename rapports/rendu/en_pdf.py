"""Le document, en PDF, par typst : un gabarit fixe, et le contenu passé en données JSON, jamais dans le balisage."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figures.mots import etats
from figures.svg.image import compiler, compiler_les_pages, en_police_embarquee
from rapports import blocs
from rapports.blocs import Bloc, Document
from rapports.rendu.typographie import ecrire
from tableurs.sortie import ouvrir_sortie

_GABARIT = Path(__file__).with_name("gabarit.typ")
#: Un mot plus long ne tient dans aucune colonne : une coupure invisible y est permise tous les dix caractères.
_MOT_TROP_LONG = re.compile(r"[^\s\u00a0\u202f\u200b]{25,}")


def rendre(document: Document, dest: Path, jour: dt.date) -> None:
    """Écrit le PDF.

    Args:
        document: le contenu neutre.
        dest: fichier à écrire.
        jour: l'arrêté, inscrit comme date du document : le même contenu donne les mêmes octets.
    """
    octets = compiler(_GABARIT.read_bytes(), _donnees(document), "pdf", _instant(jour))
    with ouvrir_sortie(dest) as sortie:
        sortie.write(octets)


def rendre_les_premieres_pages(document: Document, dossier: Path, jour: dt.date, combien: int = 4) -> list[Path]:
    """Les premières pages, en PNG, telles que le PDF les aura.

    Args:
        document, jour: comme `rendre`.
        dossier: où écrire `page-1.png`…
        combien: pages au plus.
    """
    pages = compiler_les_pages(_GABARIT.read_bytes(), _donnees(document), _instant(jour))[:combien]
    chemins = [dossier / f"page-{n}.png" for n in range(1, len(pages) + 1)]
    for chemin, octets in zip(chemins, pages, strict=True):
        chemin.write_bytes(octets)
    return chemins


def _instant(jour: dt.date) -> int:
    return int(dt.datetime.combine(jour, dt.time(), dt.UTC).timestamp())


def _donnees(document: Document) -> dict[str, str]:
    donnees = {
        "titre": _texte(document.titre),
        "rappel": _texte(document.rappel),
        "estampille": document.estampille,
        "avertissement": _texte(document.avertissement),
        "parties": [
            {
                "paysage": p.paysage,
                "blocs": [{"genre": type(b).__name__.lower(), **_RENDUS[type(b)](b)} for b in p.blocs],
            }
            for p in document.parties
        ],
    }
    return {"donnees": json.dumps(donnees, ensure_ascii=False)}


def _texte(texte: object) -> str:
    """Un texte reçu, typographié, où un mot démesuré peut se couper."""
    return _MOT_TROP_LONG.sub(lambda m: "\u200b".join(re.findall(".{1,10}", m[0])), ecrire(texte))


def _garde(bloc: blocs.Garde) -> dict[str, Any]:
    return {
        "titre": _texte(bloc.titre),
        "sous_titre": _texte(bloc.sous_titre),
        "avertissement": _texte(bloc.avertissement),
        "note": _texte(bloc.note),
        "entrees": _entrees(bloc.entrees),
        "seule": bloc.seule,
    }


def _entrees(entrees: tuple[tuple[str, str], ...]) -> list[list[str]]:
    return [[_texte(n), _texte(t)] for n, t in entrees]


def _figure(bloc: blocs.Figure) -> dict[str, Any]:
    return {
        "svg": en_police_embarquee(bloc.svg),
        "description": _texte(bloc.description),
        "legende": _texte(bloc.legende),
        "large": bloc.large,
    }


def _tableau(bloc: blocs.Tableau) -> dict[str, Any]:
    return {
        "titre": _texte(bloc.titre),
        "court": bloc.court,
        "colonnes": [{"titre": _texte(c.titre), "alignement": c.alignement, "part": c.part} for c in bloc.colonnes],
        "lignes": [[_case(c) for c in cases] for cases in bloc.lignes],
    }


def _case(case: blocs.Cellule) -> dict[str, Any]:
    fond, encre = etats.couleurs(case.etat) if case.etat else ("", "")
    return {"texte": _texte(case.texte), "fond": fond, "encre": encre, "etendue": case.etendue}


_RENDUS: dict[type[Bloc], Callable[[Any], dict[str, Any]]] = {
    blocs.Garde: _garde,
    blocs.Titre: lambda b: {"texte": _texte(b.texte), "niveau": b.niveau},
    blocs.Paragraphe: lambda b: {"texte": _texte(b.texte), "tete": b.tete},
    blocs.Liste: lambda b: {"elements": [_texte(e) for e in b.elements]},
    blocs.Note: lambda b: {"texte": _texte(b.texte), "etiquette": _texte(b.etiquette)},
    blocs.Definitions: lambda b: {"entrees": _entrees(b.entrees)},
    blocs.Fiche: lambda b: {"titre": _texte(b.titre), "entrees": _entrees(b.entrees)},
    blocs.Figure: _figure,
    blocs.Grille: lambda b: {"figures": [_figure(f) for f in b.figures]},
    blocs.Tableau: _tableau,
}
