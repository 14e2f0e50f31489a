"""Ce que le cadre logique dit autrement d'une édition à l'autre : indicateurs, cibles, références, seuils (règle E8).

Un chiffre qui n'a pas bougé peut être jugé autrement parce que sa cible, elle, a bougé : c'est un écart à part, que le
lecteur d'un rapport doit voir à côté des chiffres.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from domaine import francais
from domaine.feuilles.cadre import PAR_TABLE
from domaine.schema.ecarts import DefinitionChangee

#: L'écriture d'un nombre et d'une date par `_texte` ; «nan» ou «1_000», reçus, sont des textes.
_NOMBRE, _DATE = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?"), re.compile(r"\d{4}-\d{2}-\d{2}")
_CITE_MAX = 160
Cle = tuple[Any, ...]
Rangee = dict[str, Any]


@dataclass(frozen=True)
class Comparee:
    """Une table du cadre logique qui se compare.

    Attributes:
        objet: son nom en français.
        feminin: pour accorder «ajoutée».
        principale: la colonne qui dit l'essentiel d'une ligne ajoutée ou retirée ; vide = toutes.
        reservees: les colonnes qu'une édition remise n'a pas ; leur absence n'est pas un changement.
    """

    objet: str
    feminin: bool
    principale: str
    reservees: tuple[str, ...] = ()


COMPAREES = {
    "resultat": Comparee("résultat", False, "libelle"),
    "indicateur": Comparee("indicateur", False, "libelle", ("responsable", "sensibilite")),
    "cible": Comparee("cible", True, "valeur"),
    "valeur_reference": Comparee("valeur de référence", True, "valeur", ("numerateur", "denominateur")),
    "seuil": Comparee("jeu de seuils", False, ""),
    "collecte": Comparee("zone attendue", True, "jusqu_a"),
    "population": Comparee("population", True, "population"),
    "correspondance": Comparee("correspondance", True, "depuis"),
}
#: Colonne → son nom dans une phrase ; les autres se disent telles quelles.
NOMS = {
    "libelle": "libellé",
    "libelle_court": "libellé court",
    "resultat": "résultat",
    "unite": "unité",
    "regle_temps": "règle dans le temps",
    "frequence": "fréquence",
    "niveau_collecte": "niveau de collecte",
    "source_calcul": "source du calcul",
    "jeu_seuils": "jeu de seuils",
    "definition": "définition",
    "numerateur": "numérateur",
    "denominateur": "dénominateur",
    "moyen_verification": "moyen de vérification",
    "desagregations": "désagrégations",
    "sensibilite": "sensibilité",
    "classes_carte": "classes de la carte",
    "vert": "seuil vert",
    "orange": "seuil orange",
    "peremption": "péremption",
    "plancher_completude": "plancher de complétude",
    "jusqu_a": "jusqu’à",
    "phare": "indicateur phare",
}
#: Colonnes d'une clé → colonne du résultat ; les autres vont dans `precision`.
_CODES = ("code", "code_indicateur", "jeu")
_PERIODES = ("periode", "annee")


def comparer_definitions(connexion: duckdb.DuckDBPyConnection, *, remises: bool) -> tuple[DefinitionChangee, ...]:
    """Les définitions qui changent de `avant` à `edition`, toutes deux attachées.

    Args:
        connexion: les deux éditions y sont attachées sous ces noms.
        remises: l'une des deux est pour un public : ce qu'il ne lit jamais ne se compare pas.

    Returns:
        Une par ajout, retrait ou colonne changée, objet par objet.
    """
    lues = connexion.execute("SELECT code, nom FROM avant.zone UNION SELECT code, nom FROM edition.zone")
    zones = {str(code): str(nom) for code, nom in lues.fetchall()} | {"SOCLE": "ensemble du projet"}
    changees: list[DefinitionChangee] = []
    for table, comparee in COMPAREES.items():
        feuille = PAR_TABLE[table]
        cotes = [_lire(connexion, f"{base}.{table}", feuille.cle) for base in ("avant", "edition")]
        colonnes = [c for c in feuille.noms if c not in feuille.cle and not (remises and c in comparee.reservees)]
        changees += _ecarts(comparee, feuille.cle, colonnes, *cotes)
    return tuple(replace(changee, phrase=_dire(changee, zones)) for changee in changees)


def _lire(connexion: duckdb.DuckDBPyConnection, table: str, cle: tuple[str, ...]) -> dict[Cle, Rangee]:
    lues = connexion.execute(f"SELECT * FROM {table}")
    noms = [d[0] for d in lues.description]
    rangees = [dict(zip(noms, ligne, strict=True)) for ligne in lues.fetchall()]
    return {tuple(r[c] for c in cle): r for r in rangees}


def _ecarts(
    comparee: Comparee,
    noms_cle: tuple[str, ...],
    colonnes: list[str],
    avant: dict[Cle, Rangee],
    apres: dict[Cle, Rangee],
) -> list[DefinitionChangee]:
    changees = []
    for cle in sorted(set(avant) | set(apres), key=lambda c: tuple("" if x is None else str(x) for x in c)):
        ancienne, nouvelle = avant.get(cle), apres.get(cle)
        situee = _situer(comparee, noms_cle, cle)
        if ancienne is None or nouvelle is None:
            presente = _resumer(comparee, colonnes, nouvelle or ancienne or {})
            geste, dits = ("ajout", ("", presente)) if ancienne is None else ("retrait", (presente, ""))
            changees.append(replace(situee, geste=geste, colonne=comparee.principale, avant=dits[0], apres=dits[1]))
            continue
        for colonne in colonnes:
            ancien, nouveau = ancienne.get(colonne), nouvelle.get(colonne)
            if _differe(ancien, nouveau):
                changees.append(replace(situee, colonne=colonne, avant=_texte(ancien), apres=_texte(nouveau)))
    return changees


def _situer(comparee: Comparee, noms: tuple[str, ...], cle: Cle) -> DefinitionChangee:
    """Une ligne du cadre, avant de dire ce qui y change."""
    lue = dict(zip(noms, cle, strict=True))
    autres = [_texte(v) for nom, v in lue.items() if nom not in (*_CODES, "code_zone", *_PERIODES)]
    return DefinitionChangee(
        objet=comparee.objet,
        geste="changement",
        code=next((_texte(lue[c]) for c in _CODES if c in lue), ""),
        code_zone=_texte(lue.get("code_zone")),
        periode=next((_texte(lue[c]) for c in _PERIODES if c in lue), ""),
        precision=" ; ".join(a for a in autres if a),
        colonne="",
        avant="",
        apres="",
        phrase="",
    )


def _resumer(comparee: Comparee, colonnes: list[str], rangee: Rangee) -> str:
    if comparee.principale:
        return _texte(rangee.get(comparee.principale))
    return " ; ".join(f"{c} {_texte(rangee[c])}" for c in colonnes if rangee.get(c) is not None)


def _differe(a: object, n: object) -> bool:
    if isinstance(a, float) and isinstance(n, float):
        # À dix chiffres significatifs près, comme les valeurs.
        return abs(a - n) > 1e-9 * max(abs(a), abs(n))
    return a != n


def _texte(valeur: object) -> str:
    """Une cellule du cadre, en texte ; vide quand elle est absente."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float):
        return f"{valeur:.10g}"
    return valeur.isoformat() if isinstance(valeur, dt.date) else str(valeur)


def _dire(changee: DefinitionChangee, zones: dict[str, str]) -> str:
    """«Cible de R2.4, Gao, T4 2024 (finale) : de 120 à 150»."""
    comparee = next(c for c in COMPAREES.values() if c.objet == changee.objet)
    liaison = {"résultat": " ", "indicateur": " ", "jeu de seuils": " "}.get(comparee.objet, " de ")
    lieu = [zones.get(changee.code_zone, changee.code_zone), _periode(changee.periode)]
    nom = comparee.objet[:1].upper() + comparee.objet[1:]
    tete = ", ".join(x for x in (f"{nom}{liaison}{changee.code}" if changee.code else nom, *lieu) if x)
    tete += f" ({changee.precision})" if changee.precision else ""
    if changee.geste == "changement":
        quoi = (
            ""
            if changee.colonne == comparee.principale and changee.colonne == "valeur"
            else f"{NOMS.get(changee.colonne, changee.colonne)}, "
        )
        return f"{tete}\u00a0: {quoi}de {_cite(changee.avant)} à {_cite(changee.apres)}"
    verbe = {"ajout": "ajouté", "retrait": "retiré"}[changee.geste] + ("e" if comparee.feminin else "")
    contenu = changee.avant or changee.apres
    return f"{tete}\u00a0: {verbe}" + (f" ({_cite(contenu)})" if contenu else "")


def _periode(libelle: str) -> str:
    return francais.periode(libelle) if libelle else ""


def _cite(texte: str) -> str:
    """Un nombre à la française, un texte entre guillemets et coupé, «rien» quand c'est vide."""
    if not texte:
        return "rien"
    if _NOMBRE.fullmatch(texte):
        return francais.nombre(float(texte))
    if _DATE.fullmatch(texte):
        return francais.date(texte)
    return f"«\u00a0{texte if len(texte) <= _CITE_MAX else texte[: _CITE_MAX - 1] + '…'}\u00a0»"
