"""Le registre d'accès : les liens remis, leurs ouvertures, les connexions fermées, et qui a fait quoi.

Un fichier SQLite qui ne se récrit pas (`domaine.preuve.inscriptions`). Aucun secret n'y est : un lien et un témoin y
sont par leur empreinte, et qui lit ce fichier n'en ouvre aucun. Règles E32 et E36.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
import sqlite3
import time
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domaine.acces.lecteur import LIEN, Lecteur
from domaine.chemins import registre_d_acces
from domaine.preuve.inscriptions import ecriture, ouvrir_pour_lire, verrous

#: 256 bits : deviner est hors de portée de quiconque.
_OCTETS: Final = 32
POUR_MAX: Final = 120
_TABLES: Final = ("lien", "revocation", "ouverture", "connexion", "deconnexion", "trace")
_CREATION: Final = f"""
CREATE TABLE IF NOT EXISTS lien (
    rang INTEGER PRIMARY KEY AUTOINCREMENT, empreinte TEXT NOT NULL UNIQUE, edition TEXT NOT NULL,
    public TEXT NOT NULL CHECK (public IN ('partenaires', 'bailleur')),
    pour TEXT NOT NULL CHECK (length(pour) BETWEEN 1 AND {POUR_MAX}),
    cree_le TEXT NOT NULL, par TEXT NOT NULL, jusqu_au TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS revocation (
    lien INTEGER PRIMARY KEY REFERENCES lien(rang), revoque_le TEXT NOT NULL, par TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS ouverture (
    rang INTEGER PRIMARY KEY AUTOINCREMENT, empreinte TEXT NOT NULL UNIQUE,
    lien INTEGER NOT NULL REFERENCES lien(rang), ouvert_le TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS connexion (
    rang INTEGER PRIMARY KEY AUTOINCREMENT, empreinte TEXT NOT NULL UNIQUE, nom TEXT NOT NULL,
    groupes TEXT NOT NULL CHECK (json_valid(groupes)), sujet TEXT NOT NULL, le TEXT NOT NULL, finit REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS deconnexion (empreinte TEXT PRIMARY KEY, le TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS trace (
    rang INTEGER PRIMARY KEY AUTOINCREMENT, le TEXT NOT NULL, qui TEXT NOT NULL, role TEXT NOT NULL,
    geste TEXT NOT NULL, objet TEXT NOT NULL
) STRICT;
{verrous(_TABLES)}
"""
_LIENS: Final = """
SELECT lien.rang, edition, public, pour, cree_le, lien.par, jusqu_au, revoque_le,
    (SELECT count(*) FROM ouverture WHERE ouverture.lien = lien.rang) AS ouvertures,
    (SELECT max(ouvert_le) FROM ouverture WHERE ouverture.lien = lien.rang) AS ouvert_le
FROM lien LEFT JOIN revocation ON revocation.lien = lien.rang
"""


@dataclass(frozen=True, slots=True)
class Lien:
    """Un lien remis ; instants en UTC, `jusqu_au` en AAAA-MM-JJ, ce jour compris.

    Attributes:
        rang: son numéro.
        pour: à qui il fut remis.
        ouvertures: combien de fois il a été ouvert ; `ouvert_le` : la dernière.
    """

    rang: int
    edition: str
    public: str
    pour: str
    cree_le: str
    par: str
    jusqu_au: str
    revoque_le: str | None
    ouvertures: int
    ouvert_le: str | None

    def etat(self, jour: dt.date) -> str:
        """«en vigueur», «expiré» ou «révoqué»."""
        if self.revoque_le:
            return "révoqué"
        return "en vigueur" if jour.isoformat() <= self.jusqu_au else "expiré"

    def lecteur(self) -> Lecteur:
        return Lecteur(self.public, LIEN, self.pour, self.edition, cle=f"lien {self.rang}")


@dataclass(frozen=True, slots=True)
class Connexion:
    """Un compte connecté : son nom vérifié (vide s'il n'en a pas), ses groupes, son sujet chez le fournisseur.

    Attributes:
        finit: l'instant (époque) où elle ne vaut plus.
    """

    nom: str
    groupes: frozenset[str]
    sujet: str
    finit: float


@dataclass(frozen=True, slots=True)
class Trace:
    """Qui a fait quoi, et quand (UTC)."""

    le: str
    qui: str
    role: str
    geste: str
    objet: str


def creer_lien(donnees: Path, *, edition: str, public: str, pour: str, jusqu_au: dt.date, par: str) -> tuple[int, str]:
    """Inscrit un lien ; rend son rang et son secret, que rien ne garde et que rien ne redira."""
    secret = secrets.token_urlsafe(_OCTETS)
    champs = (empreinte(secret), edition, public, pour, _maintenant(), par, jusqu_au.isoformat())
    with _ecrire(donnees) as base:
        rang = base.execute(
            "INSERT INTO lien (empreinte, edition, public, pour, cree_le, par, jusqu_au) VALUES (?, ?, ?, ?, ?, ?, ?)",
            champs,
        ).lastrowid
    assert rang is not None  # une insertion réussie en a toujours un
    return rang, secret


def liens(donnees: Path) -> tuple[Lien, ...]:
    """Tous, le plus récent d'abord."""
    return tuple(Lien(*ligne) for ligne in _lire(donnees, f"{_LIENS} ORDER BY lien.rang DESC"))


def revoquer(donnees: Path, rang: int, par: str) -> bool:
    """Ferme un lien, pour toujours ; faux s'il n'existe pas. Le fermer deux fois n'y change rien."""
    with _ecrire(donnees) as base:
        if base.execute("SELECT 1 FROM lien WHERE rang = ?", [rang]).fetchone() is None:
            return False
        base.execute("INSERT OR IGNORE INTO revocation VALUES (?, ?, ?)", [rang, _maintenant(), par])
    return True


def ouvrir(donnees: Path, secret: str, jour: dt.date) -> tuple[Lien, str] | None:
    """Le lien que ce secret ouvre, et le témoin de cette ouverture ; `None` s'il est inconnu, expiré ou révoqué."""
    lien = _valable(donnees, "lien.empreinte = ?", empreinte(secret), jour)
    if lien is None:
        return None
    temoin = secrets.token_urlsafe(_OCTETS)
    with _ecrire(donnees) as base:
        ouverture = (empreinte(temoin), lien.rang, _maintenant())
        base.execute("INSERT INTO ouverture (empreinte, lien, ouvert_le) VALUES (?, ?, ?)", ouverture)
    return lien, temoin


def relire(donnees: Path, temoin: str, jour: dt.date) -> Lien | None:
    """Le lien dont vient ce témoin, tant qu'il vaut."""
    condition = "lien.rang = (SELECT lien FROM ouverture WHERE ouverture.empreinte = ?)"
    return _valable(donnees, condition, empreinte(temoin), jour)


def valable(donnees: Path, rang: int, jour: dt.date) -> bool:
    """Vrai si ce lien vaut encore."""
    return _valable(donnees, "lien.rang = ?", rang, jour) is not None


def connecter(donnees: Path, connexion: Connexion) -> str:
    """Inscrit une connexion ; rend le témoin qui la prouve, et que rien ne garde."""
    temoin = secrets.token_urlsafe(_OCTETS)
    groupes = json.dumps(sorted(connexion.groupes), ensure_ascii=False)
    champs = [empreinte(temoin), connexion.nom, groupes, connexion.sujet, _maintenant(), connexion.finit]
    with _ecrire(donnees) as base:
        base.execute(
            "INSERT INTO connexion (empreinte, nom, groupes, sujet, le, finit) VALUES (?, ?, ?, ?, ?, ?)", champs
        )
    return temoin


def connexion_de(donnees: Path, temoin: str, instant: float) -> Connexion | None:
    """La connexion que ce témoin prouve ; `None` s'il n'est pas d'ici, si elle est finie, ou fermée."""
    lues = _lire(
        donnees,
        "SELECT nom, groupes, sujet, finit FROM connexion WHERE empreinte = ? AND finit > ? "
        "AND empreinte NOT IN (SELECT empreinte FROM deconnexion)",
        [empreinte(temoin), instant],
    )
    return Connexion(lues[0][0], frozenset(json.loads(lues[0][1])), lues[0][2], lues[0][3]) if lues else None


def deconnecter(donnees: Path, temoin: str) -> None:
    """Ferme cette connexion, pour toujours ; sans effet d'un témoin qui n'est pas d'ici."""
    with _ecrire(donnees) as base:
        connue = base.execute("SELECT 1 FROM connexion WHERE empreinte = ?", [empreinte(temoin)]).fetchone()
        if connue:
            base.execute("INSERT OR IGNORE INTO deconnexion VALUES (?, ?)", [empreinte(temoin), _maintenant()])


def fermer_tout(donnees: Path) -> int:
    """Ferme toutes les connexions ; rend combien étaient ouvertes."""
    with _ecrire(donnees) as base:
        return base.execute(
            "INSERT INTO deconnexion SELECT empreinte, ? FROM connexion "
            "WHERE finit > ? AND empreinte NOT IN (SELECT empreinte FROM deconnexion)",
            [_maintenant(), time.time()],
        ).rowcount


def tracer(donnees: Path, lecteur: Lecteur, geste: str, objet: str = "") -> None:
    """Une ligne de plus au journal d'accès."""
    _tracer(donnees, lecteur.nom or "poste", lecteur.role, geste, objet)


def refuser(donnees: Path, nom: str) -> None:
    """Au journal aussi : un compte s'est connecté à qui aucun rôle n'est donné."""
    _tracer(donnees, nom or "compte sans nom vérifié", "aucun", "se connecter, sans accès", "")


def _tracer(donnees: Path, qui: str, role: str, geste: str, objet: str) -> None:
    ligne = [_maintenant(), une_ligne(qui)[:200], role, geste, une_ligne(objet)[:300]]
    with _ecrire(donnees) as base:
        base.execute("INSERT INTO trace (le, qui, role, geste, objet) VALUES (?, ?, ?, ?, ?)", ligne)


def traces(donnees: Path, derniers: int = 200) -> tuple[Trace, ...]:
    """Les dernières lignes du journal d'accès, la plus récente d'abord."""
    lues = _lire(donnees, "SELECT le, qui, role, geste, objet FROM trace ORDER BY rang DESC LIMIT ?", [derniers])
    return tuple(Trace(*ligne) for ligne in lues)


def une_ligne(texte: str) -> str:
    r"""Sans caractère de commande : un nom venu du dehors n'écrit pas deux lignes au journal, ni n'efface l'écran.

    >>> une_ligne("a\nb\x1b[2J  c")
    'a b [2J c'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in texte).split())


def empreinte(secret: str) -> str:
    """Ce qui se garde d'un secret de 256 bits : trop grand pour qu'on l'essaie, il se passe de sel."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _valable(donnees: Path, condition: str, valeur: object, jour: dt.date) -> Lien | None:
    lues = _lire(donnees, f"{_LIENS} WHERE {condition}", [valeur])
    lien = Lien(*lues[0]) if lues else None
    return lien if lien is not None and lien.etat(jour) == "en vigueur" else None


def _ecrire(donnees: Path) -> AbstractContextManager[sqlite3.Connection]:
    return ecriture(registre_d_acces(donnees), _CREATION)


def _lire(donnees: Path, sql: str, parametres: list[object] | None = None) -> list[tuple[Any, ...]]:
    chemin = registre_d_acces(donnees)
    if not chemin.is_file():
        return []
    with closing(ouvrir_pour_lire(chemin)) as base:
        return base.execute(sql, parametres or []).fetchall()


def _maintenant() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
