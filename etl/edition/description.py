"""Le schéma en Markdown : ce que `docs/SCHEMA.md` tient de `domaine.schema` et de `domaine.sql`.

Dans la page, ce qui est entre `<!-- début : X -->` et `<!-- fin : X -->` est écrit ici ; le reste l'est à la main.
"""

from __future__ import annotations

import re

from domaine.schema.declaration import COPIEE, PROVENANCE, VIDE, Colonne, Lecture, Table
from domaine.schema.edition import NUMERO, SECTIONS, TABLES
from domaine.schema.vues import VUES
from domaine.sql import definitions

_TYPES = {
    "VARCHAR": "texte",
    "DOUBLE": "nombre",
    "INTEGER": "entier",
    "BIGINT": "entier long",
    "DATE": "date",
    "TIMESTAMP": "instant",
    "BOOLEAN": "oui/non",
}
_BLOC = re.compile(r"(<!-- début : (?P<nom>.+?) -->\n).*?(<!-- fin : (?P=nom) -->)", re.DOTALL)


def page_du_schema(actuelle: str) -> str:
    """La page, ses blocs récrits d'après la déclaration.

    Args:
        actuelle: son texte d'aujourd'hui.

    Raises:
        KeyError: la page demande un bloc que rien n'écrit.
        ValueError: la page a perdu un bloc.
    """
    blocs = {titre: "\n".join(_decrire(t) for t in tables) for titre, tables in SECTIONS.items()}
    blocs |= {"numéro": f"**{NUMERO}**\n", "Vues": _decrire_vues(), "macros": _decrire_macros()}
    blocs |= {"publics": _decrire_publics()}
    if perdus := blocs.keys() - {trouve["nom"] for trouve in _BLOC.finditer(actuelle)}:
        raise ValueError(f"La page a perdu : {', '.join(sorted(perdus))}.")
    return _BLOC.sub(lambda trouve: f"{trouve[1]}{blocs[trouve['nom']]}{trouve[3]}", actuelle)


def _decrire(table: Table) -> str:
    publics: list[Lecture] = []
    for lecture in table.lectures.values():
        publics += [] if lecture in publics else [lecture]
    noms = [" et ".join(p for p, lue in table.lectures.items() if lue == lecture) for lecture in publics]
    lignes = [f"### `{table.nom}`\n{table.dit}\n", _rangee("colonne", "type", "ce qu'elle dit", *noms)]
    lignes.append("|---" * (3 + len(noms)) + "|")
    provenance = all(c in table.colonnes for c in PROVENANCE)
    for colonne in table.colonnes:
        if not (provenance and colonne in PROVENANCE):
            lues = (_lue(lecture.de(colonne.nom)) for lecture in publics)
            lignes.append(_rangee(f"`{colonne.nom}`", _type(colonne), colonne.sens, *lues))
        elif colonne is PROVENANCE[0]:
            lignes.append(_rangee("+ provenance", "", "", *(_lue(VIDE) for _ in publics)))
    return "\n".join(lignes) + "\n"


def _rangee(*cases: str) -> str:
    return f"| {' | '.join(case.replace('|', '&#124;').rstrip('.') for case in cases)} |"


def _type(colonne: Colonne) -> str:
    return f"{_TYPES[colonne.type]} ({colonne.unite})" if colonne.unite else _TYPES[colonne.type]


def _lue(lecture: str) -> str:
    return {COPIEE: "oui", VIDE: "—"}.get(lecture, lecture)


def _decrire_vues() -> str:
    """Leurs colonnes viennent des tables, qui disent ce qu'elles sont."""
    return "\n".join(f"- `{v.nom}` : {v.dit} `{', '.join(v.noms)}`" for v in VUES) + "\n"


def _decrire_macros() -> str:
    lignes = [f"- `{d.nom}{d.parametres}` : {d.dit}" for d in definitions() if d.forme == "MACRO"]
    return "\n".join(lignes) + "\n"


def _decrire_publics() -> str:
    """Par table, quelles lignes chaque public lit ; à la fin, celles qu'aucun ne lit."""
    lignes = [_rangee("table", "partenaires", "bailleur"), "|---|---|---|"]
    for table in TABLES.values():
        if table.lectures:
            partenaires, bailleur = (table.lectures[public].lignes for public in ("partenaires", "bailleur"))
            lignes.append(_rangee(f"`{table.nom}`", partenaires, "de même" if bailleur == partenaires else bailleur))
    tues = ", ".join(f"`{t.nom}`" for t in TABLES.values() if not t.lectures)
    return "\n".join([*lignes, _rangee(tues, "aucune", "aucune")]) + "\n"
