"""Les listes fermées de `data/reference/listes.csv` : libellés canoniques et formes lues."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from pathlib import Path

from domaine.periodes import sans_accent

DOSSIER_REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"

#: Un rang, avec ou sans le nom de ce qu'il compte, avec ou sans son libellé.
_RANG = re.compile(r"(?:etape|niveau|no|n)? ?(?:n°|no|°)? ?(\d{1,2}) ?[.):°]* ?(.*)")


@functools.cache
def _listes() -> dict[str, dict[str, str]]:
    listes: dict[str, dict[str, str]] = {}
    with (DOSSIER_REFERENCE / "listes.csv").open(encoding="utf-8", newline="") as flux:
        for ligne in csv.DictReader(flux):
            formes = listes.setdefault(ligne["liste"], {})
            autres = [f for f in ligne["autres_formes"].split(";") if f]
            for forme in (ligne["libelle"], *autres):
                formes.setdefault(_forme(forme), ligne["libelle"])
    return listes


def _forme(texte: str) -> str:
    return sans_accent(re.sub("[_'’-]", " ", texte))


def noms_des_listes() -> tuple[str, ...]:
    """Les listes, dans l'ordre du fichier."""
    return tuple(_listes())


@functools.cache
def libelles(liste: str) -> tuple[str, ...]:
    """Les libellés canoniques d'une liste, dans l'ordre du fichier.

    Raises:
        KeyError: liste inconnue.
    """
    return tuple(dict.fromkeys(_listes()[liste].values()))


@functools.cache
def a_choisir(liste: str) -> tuple[str, ...]:
    """Ce qu'un tableur offre au choix : les libellés, un rang étant suivi de son nom. Chacun se relit.

    Raises:
        KeyError: liste inconnue.

    >>> a_choisir("niveau_preuve")
    ('0 déclaré', '1 document', '2 photo ou registre', '3 visite indépendante')
    """
    noms = _noms_des_rangs()
    return tuple(f"{x} {noms[liste, x]}" if (liste, x) in noms else x for x in libelles(liste))


@functools.cache
def _noms_des_rangs() -> dict[tuple[str, str], str]:
    """(liste, libellé) → première autre forme, pour les libellés qui ne sont qu'un rang."""
    with (DOSSIER_REFERENCE / "listes.csv").open(encoding="utf-8", newline="") as flux:
        return {
            (ligne["liste"], ligne["libelle"]): ligne["autres_formes"].split(";")[0]
            for ligne in csv.DictReader(flux)
            if ligne["libelle"].isdigit()
        }


@functools.cache
def explications() -> Mapping[tuple[str, str], str]:
    """(liste, libellé) → ce qu'il veut dire, pour les listes du cadre logique."""
    with (DOSSIER_REFERENCE / "explications.csv").open(encoding="utf-8", newline="") as flux:
        return {(x["liste"], x["libelle"]): x["explication"] for x in csv.DictReader(flux)}


def montrer(liste: str, libelle: str) -> str:
    """Le libellé tel qu'il est offert au choix.

    >>> montrer("etape", "6"), montrer("etape", "suspendu")
    ('6 réception provisoire', 'suspendu')
    """
    return dict(zip(libelles(liste), a_choisir(liste), strict=True)).get(libelle, libelle)


def lire_libelle(liste: str, texte: str) -> str | None:
    """Le libellé canonique, lu avec ou sans accents ni majuscules ; `None` s'il n'est pas dans la liste.

    >>> lire_libelle("etat_presence", "Au Poste"), lire_libelle("type_service", "Ecole")
    ('au poste', 'éducation')
    >>> [lire_libelle("etape", x) for x in ("7. Remise en service", "Étape 5", "5 passation")]
    ['7', '5', None]
    """
    formes = _listes()[liste]
    forme = _forme(texte[:200])
    if forme in formes:
        return formes[forme]
    # Un nombre de tableur («7.0») vaut le rang qu'il écrit.
    return formes.get(forme.removesuffix(".0")) or _lire_rang(forme, formes)


def _lire_rang(forme: str, formes: Mapping[str, str]) -> str | None:
    """«7. remise en service», «etape 5» : le rang, si le mot qui l'accompagne dit le même."""
    ecrit = _RANG.fullmatch(forme)
    libelle = formes.get(ecrit[1]) if ecrit else None
    return libelle if ecrit and libelle == ecrit[1] and (not ecrit[2] or formes.get(ecrit[2]) == libelle) else None


def formes_connues(liste: str) -> Mapping[str, str]:
    """Toutes les formes lues d'une liste → leur libellé : elles servent aux suggestions."""
    return _listes()[liste]
