"""Ce qu'un geste demande, lu champ par champ : canonique, ou refusé par une phrase qui dit la valeur et le remède."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, get_args

from domaine.journal import CLOSE, LIGNE_MAX, MOTIF_MAX, OUVERTE, PREPAREE, TEXTE_MAX, Genre, Point
from domaine.listes import libelles, lire_libelle
from domaine.periodes import date_longue
from etl.demande import DemandeInvalide

_CLE = re.compile(r"[A-Za-z0-9_-]{8,80}")
_MINUTES_MAX = 600
_POINTS_MAX = 40
#: L'état d'après ; une réunion close n'en a plus.
_SUITE = {PREPAREE: OUVERTE, OUVERTE: CLOSE}


def lire_cle(cle: object) -> str:
    """La clé que l'écran donne à un geste, pour que deux envois du même n'en fassent qu'un (règle D3)."""
    if not isinstance(cle, str) or not _CLE.fullmatch(cle):
        raise DemandeInvalide(f"La clé «{_court(cle)}» ne va pas : de 8 à 80 lettres, chiffres, «-» ou «_».")
    return cle


def lire_ligne(champ: str, texte: object, maximum: int, *, requise: bool) -> str:
    """Une ligne de texte, sans caractère de commande, en forme composée."""
    if not isinstance(texte, str):
        raise DemandeInvalide(f"{champ} : «{_court(texte)}» n'est pas un texte.")
    lu = unicodedata.normalize("NFC", texte).strip()
    if requise and not lu:
        raise DemandeInvalide(f"{champ} : écrivez-le, il est vide.")
    if len(lu) > maximum:
        raise DemandeInvalide(f"{champ} : {len(lu)} caractères, {maximum} au plus.")
    # Ni commande, ni changement de sens d'écriture, ni fin de ligne : ce qui s'inscrit est ce qui se voit.
    if mauvais := next((c for c in lu if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), ""):
        raise DemandeInvalide(f"{champ} : le caractère U+{ord(mauvais):04X} n'y a pas sa place. Retapez le texte.")
    return lu


def lire_texte(texte: object) -> str:
    """Le texte d'une décision."""
    return lire_ligne("Texte de la décision", texte, TEXTE_MAX, requise=True)


def lire_motif(motif: object, *, requis: bool) -> str:
    """Pourquoi une décision est reportée ou abandonnée."""
    return lire_ligne("Motif", motif, MOTIF_MAX, requise=requis)


def lire_jour(champ: str, jour: object) -> str:
    """Un jour écrit AAAA-MM-JJ."""
    try:
        return dt.datetime.strptime(str(jour), "%Y-%m-%d").date().isoformat()
    except ValueError as erreur:
        remede = "Écrivez-le AAAA-MM-JJ, par exemple 2024-07-05."
        raise DemandeInvalide(f"{champ} : «{_court(jour)}» n'est pas un jour. {remede}") from erreur


def jour_dit(jour: str) -> str:
    """Un jour du journal, en français ; vide quand il n'y en a pas.

    >>> jour_dit("2024-07-01"), jour_dit("")
    ('1er juillet 2024', '')
    """
    return date_longue(dt.date.fromisoformat(jour)) if jour else ""


def lire_de_liste(liste: str, texte: object) -> str:
    """Le libellé d'une liste fermée, que la demande l'écrive avec ou sans accents."""
    if texte == "":
        raise DemandeInvalide(f"{liste.capitalize()} : choisissez dans la liste, rien n'y est choisi.")
    lu = lire_libelle(liste, texte) if isinstance(texte, str) else None
    if lu is None:
        admises = ", ".join(f"«{x}»" for x in libelles(liste))
        raise DemandeInvalide(f"«{_court(texte)}» n'est pas de la liste «{liste}» : choisissez parmi {admises}.")
    return lu


def lire_presents(presents: object) -> tuple[str, ...]:
    """Les fonctions présentes, chacune une fois (règle D5)."""
    return tuple(dict.fromkeys(lire_de_liste("responsable", x) for x in _suite("Présents", presents)))


def lire_identifiants(champ: str, identifiants: object) -> tuple[str, ...]:
    """Des identifiants, chacun une fois, dans l'ordre donné."""
    return tuple(dict.fromkeys(lire_ligne(champ, x, LIGNE_MAX, requise=True) for x in _suite(champ, identifiants)))


def lire_code(champ: str, code: object) -> str | None:
    """Un code, ou rien."""
    return None if code is None else lire_ligne(champ, code, LIGNE_MAX, requise=False) or None


def lire_ordre(ordre: object) -> tuple[Point, ...]:
    """L'ordre du jour, point par point."""
    points = _suite("Ordre du jour", ordre)
    if len(points) > _POINTS_MAX:
        raise DemandeInvalide(f"Ordre du jour : {len(points)} points, {_POINTS_MAX} au plus.")
    return tuple(_lire_point(x) for x in points)


def _lire_point(recu: object) -> Point:
    if not isinstance(recu, dict) or not recu.keys() <= {"genre", "titre", "minutes", "cible"}:
        raise DemandeInvalide(f"Ordre du jour : «{_court(recu)}» ne se lit pas : genre, titre, minutes, cible.")
    if recu.get("genre") not in get_args(Genre):
        admis = ", ".join(get_args(Genre))
        raise DemandeInvalide(f"Ordre du jour : le genre «{_court(recu.get('genre'))}» n'est pas de : {admis}.")
    minutes = recu.get("minutes", 0)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 0 <= minutes <= _MINUTES_MAX:
        raise DemandeInvalide(f"Ordre du jour : «{_court(minutes)}» minutes ; de 0 à {_MINUTES_MAX}.")
    titre = lire_ligne("Titre d'un point", recu.get("titre", ""), LIGNE_MAX, requise=False)
    cible = lire_ligne("Cible d'un point", recu.get("cible", ""), LIGNE_MAX, requise=False)
    return Point(genre=recu["genre"], titre=titre, minutes=minutes, cible=cible)


def lire_etat(avant: str, demande: object) -> str:
    """L'état où une réunion passe : préparée, puis ouverte, puis close, un pas à la fois."""
    if demande == avant or demande == _SUITE.get(avant):
        return str(demande)
    suite = f"elle peut devenir «{_SUITE[avant]}»" if avant in _SUITE else "elle ne change plus"
    raise DemandeInvalide(f"La réunion est «{avant}» : {suite}, non «{_court(demande)}».")


def exiger_connus(champ: str, codes: Sequence[str], connus: frozenset[str], edition: str) -> None:
    """Refuse un code que l'édition de la réunion ne connaît pas."""
    for code in codes:
        if code not in connus:
            admis = f" : {', '.join(sorted(connus))}" if 0 < len(connus) <= 30 else ""
            raise DemandeInvalide(f"{champ} «{_court(code)}» : l'édition {edition} ne le connaît pas{admis}.")


def _suite(champ: str, recue: object) -> list[Any] | tuple[Any, ...]:
    if not isinstance(recue, list | tuple):
        raise DemandeInvalide(f"{champ} : «{_court(recue)}» n'est pas une liste.")
    return recue


def _court(valeur: object) -> str:
    return str(valeur)[:60]
