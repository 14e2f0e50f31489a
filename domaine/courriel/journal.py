"""Le journal des courriels : ce qui allait partir, chaque tentative, ce que le serveur a répondu. Règles B2 et B4.

Un fichier SQLite qui ne se récrit pas (`domaine.preuve.inscriptions`). «Commencé» s'inscrit avant l'envoi, l'issue
après : un arrêt entre les deux laisse «commencé», et l'on sait qu'on ne sait pas. Ni mot de passe, ni secret d'un lien,
ni le texte n'y sont : de lui, l'empreinte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domaine.acces.registre import une_ligne
from domaine.chemins import journal_des_courriels
from domaine.preuve.inscriptions import ecriture, ouvrir_pour_lire, verrous

EDITION, RELANCE = "edition", "relance"
#: «ajourné» : le serveur dit d'essayer plus tard ; «incertain» : la liaison s'est coupée, le courriel peut être parti.
COMMENCE, PARTI, AJOURNE, REFUSE, INCERTAIN = "commencé", "parti", "ajourné", "refusé", "incertain"
_ETATS: Final = (COMMENCE, PARTI, AJOURNE, REFUSE, INCERTAIN)
#: Ce qui peut être arrivé : on ne le renvoie pas sans le dire.
PEUT_ETRE_ARRIVES: Final = (COMMENCE, PARTI, INCERTAIN)
_DIT_MAX: Final = 300
_CREATION: Final = f"""
CREATE TABLE IF NOT EXISTS courriel (
    rang INTEGER PRIMARY KEY AUTOINCREMENT, genre TEXT NOT NULL CHECK (genre IN ('{EDITION}', '{RELANCE}')),
    objet TEXT NOT NULL, public TEXT NOT NULL, adresse TEXT NOT NULL, fonction TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE, empreinte TEXT NOT NULL, joint TEXT NOT NULL, lien INTEGER,
    par TEXT NOT NULL, le TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tentative (
    rang INTEGER PRIMARY KEY AUTOINCREMENT, courriel INTEGER NOT NULL REFERENCES courriel(rang), le TEXT NOT NULL,
    etat TEXT NOT NULL CHECK (etat IN {_ETATS}), code INTEGER NOT NULL, dit TEXT NOT NULL
) STRICT;
{verrous(("courriel", "tentative"))}
"""
_COURRIELS: Final = """
SELECT courriel.rang, genre, objet, public, adresse, fonction, message_id, empreinte, joint, lien, par,
    derniere.le, derniere.etat, derniere.code, derniere.dit,
    (SELECT count(*) FROM tentative WHERE tentative.courriel = courriel.rang AND etat = 'commencé') AS tentatives
FROM courriel JOIN tentative derniere ON derniere.rang =
    (SELECT max(rang) FROM tentative WHERE tentative.courriel = courriel.rang)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Depart:
    """Ce qui va partir.

    Attributes:
        genre: `EDITION` ou `RELANCE`.
        objet: le numéro de l'édition, ou le code de la coordination relancée.
        public: celui de l'édition ; «interne» d'une relance.
        empreinte: SHA-256 du texte.
        joint: SHA-256 du document joint ; vide sans document.
        lien: le rang du lien remis ; `None` sans lien.
        par: qui l'envoie.
    """

    genre: str
    objet: str
    public: str
    adresse: str
    fonction: str
    message_id: str
    empreinte: str
    joint: str = ""
    lien: int | None = None
    par: str = "poste"


@dataclass(frozen=True, slots=True, kw_only=True)
class Courriel:
    """Un courriel du journal, et où il en est.

    Attributes:
        le: l'instant (UTC) de sa dernière étape ; `etat`, `code` et `dit` : la sienne.
        tentatives: combien de fois on l'a porté au serveur.
    """

    rang: int
    genre: str
    objet: str
    public: str
    adresse: str
    fonction: str
    message_id: str
    empreinte: str
    joint: str
    lien: int | None
    par: str
    le: str
    etat: str
    code: int
    dit: str
    tentatives: int

    @property
    def en_mots(self) -> str:
        """Son état, tel qu'on le dit."""
        return "en cours, ou interrompu : peut-être parti" if self.etat == COMMENCE else self.etat


class DejaEcrit(Exception):
    """Ce courriel est parti, ou l'est peut-être : `courriel` dit lequel."""

    def __init__(self, courriel: Courriel) -> None:
        super().__init__(courriel.objet)
        self.courriel = courriel


def commencer(donnees: Path, depart: Depart, *, encore: bool) -> int:
    """Inscrit ce qui va partir, et sa première tentative, d'un seul geste ; rend son rang.

    Raises:
        DejaEcrit: la même chose est partie, ou peut l'être, vers la même adresse, et `encore` ne le permet pas.
    """
    champs = Depart.__dataclass_fields__
    noms = ", ".join(champs)
    valeurs = [getattr(depart, nom) for nom in champs]
    with ecriture(journal_des_courriels(donnees), _CREATION) as base:
        if not encore and (avant := _deja(base.execute, depart)):
            raise DejaEcrit(avant)
        rang = base.execute(
            f"INSERT INTO courriel ({noms}, le) VALUES ({', '.join('?' * (len(champs) + 1))})",  # noqa: S608
            [*valeurs, _maintenant()],
        ).lastrowid
        assert rang is not None  # une insertion réussie en a toujours un
        _inscrire(base.execute, rang, COMMENCE, 0, "")
    return rang


def noter(donnees: Path, rang: int, etat: str, code: int = 0, dit: str = "") -> None:
    """Une étape de plus : une autre tentative, ou l'issue de la dernière."""
    with ecriture(journal_des_courriels(donnees), _CREATION) as base:
        _inscrire(base.execute, rang, etat, code, dit)


def courriels(donnees: Path, genre: str = "", objet: str = "") -> tuple[Courriel, ...]:
    """Ceux du journal, le plus récent d'abord ; de ce genre et de cet objet, s'ils sont dits."""
    condition = "WHERE (? = '' OR genre = ?) AND (? = '' OR objet = ?) ORDER BY courriel.rang DESC"
    chemin = journal_des_courriels(donnees)
    if not chemin.is_file():
        return ()
    with closing(ouvrir_pour_lire(chemin)) as base:
        lus = base.execute(f"{_COURRIELS} {condition}", [genre, genre, objet, objet]).fetchall()
    return tuple(_lire(ligne) for ligne in lus)


def deja_ecrit(donnees: Path, depart: Depart) -> Courriel | None:
    """Le dernier qui dit la même chose à la même adresse et qui peut être arrivé ; `None` s'il n'y en a pas."""
    chemin = journal_des_courriels(donnees)
    if not chemin.is_file():
        return None
    with closing(ouvrir_pour_lire(chemin)) as base:
        return _deja(base.execute, depart)


def _deja(executer: Any, depart: Depart) -> Courriel | None:
    """D'une édition, son numéro fait la même chose ; d'une relance, son texte."""
    condition = "WHERE genre = ? AND objet = ? AND adresse = ?" + (" AND empreinte = ?" * (depart.genre == RELANCE))
    valeurs = [depart.genre, depart.objet, depart.adresse, *([depart.empreinte] if depart.genre == RELANCE else [])]
    lus = executer(f"{_COURRIELS} {condition} ORDER BY courriel.rang DESC", valeurs).fetchall()
    return next((c for c in map(_lire, lus) if c.etat in PEUT_ETRE_ARRIVES), None)


def _inscrire(executer: Any, rang: int, etat: str, code: int, dit: str) -> None:
    ligne = [rang, _maintenant(), etat, code, une_ligne(dit)[:_DIT_MAX]]
    executer("INSERT INTO tentative (courriel, le, etat, code, dit) VALUES (?, ?, ?, ?, ?)", ligne)


def _lire(ligne: Sequence[Any]) -> Courriel:
    return Courriel(**dict(zip(Courriel.__dataclass_fields__, ligne, strict=True)))


def _maintenant() -> str:
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat()
