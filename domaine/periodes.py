"""Périodes civiles : mois, trimestre, semestre, année ; lecture, bornes, libellés.

Possède la seule définition d'une période du projet. N'ouvre aucun fichier.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
#: Durée de chaque type de période, en mois.
MOIS_PAR_TYPE = {"mois": 1, "trimestre": 3, "semestre": 6, "annee": 12}
#: Fréquence de collecte d'un indicateur → type de sa période de base.
TYPE_PAR_FREQUENCE = {"M": "mois", "T": "trimestre", "S": "semestre", "A": "annee"}
MOIS_PAR_FREQUENCE = {code: MOIS_PAR_TYPE[t] for code, t in TYPE_PAR_FREQUENCE.items()}

ANNEE_MIN, ANNEE_MAX = 1990, 2100


@dataclass(frozen=True, order=True)
class Periode:
    """Une période civile ; `rang` est le numéro dans l'année (1 pour une année).

    >>> Periode("trimestre", 2023, 2).libelle
    '2023-T2'
    >>> Periode("semestre", 2024, 1).fin
    datetime.date(2024, 6, 30)
    """

    type: str
    annee: int
    rang: int = 1

    @property
    def libelle(self) -> str:
        """Libellé unique (règle P1) : `2023-05`, `2023-T2`, `2023-S1`, `2023`."""
        if self.type == "mois":
            return f"{self.annee}-{self.rang:02d}"
        if self.type == "annee":
            return str(self.annee)
        return f"{self.annee}-{'T' if self.type == 'trimestre' else 'S'}{self.rang}"

    @property
    def libelle_long(self) -> str:
        """Libellé d'écran : «mai 2023», «T2 2023», «S1 2023», «2023»."""
        if self.type == "mois":
            return f"{MOIS[self.rang - 1]} {self.annee}"
        if self.type == "annee":
            return str(self.annee)
        return f"{'T' if self.type == 'trimestre' else 'S'}{self.rang} {self.annee}"

    @property
    def debut(self) -> dt.date:
        return dt.date(self.annee, (self.rang - 1) * MOIS_PAR_TYPE[self.type] + 1, 1)

    @property
    def fin(self) -> dt.date:
        mois = self.rang * MOIS_PAR_TYPE[self.type]
        suivant = dt.date(self.annee + mois // 12, mois % 12 + 1, 1)
        return suivant - dt.timedelta(days=1)

    def suivante(self) -> Periode:
        """La période de même type qui suit."""
        if self.rang * MOIS_PAR_TYPE[self.type] < 12:
            return Periode(self.type, self.annee, self.rang + 1)
        return Periode(self.type, self.annee + 1, 1)

    def precedente(self) -> Periode:
        """La période de même type qui précède."""
        if self.rang > 1:
            return Periode(self.type, self.annee, self.rang - 1)
        return Periode(self.type, self.annee - 1, 12 // MOIS_PAR_TYPE[self.type])


def periode_contenant(type_periode: str, jour: dt.date) -> Periode:
    """La période de ce type qui contient le jour.

    >>> periode_contenant("trimestre", dt.date(2023, 5, 17)).libelle
    '2023-T2'
    """
    return Periode(type_periode, jour.year, (jour.month - 1) // MOIS_PAR_TYPE[type_periode] + 1)


def periodes_entre(type_periode: str, debut: dt.date, fin: dt.date) -> Iterator[Periode]:
    """Les périodes de ce type, de celle qui contient `debut` à la dernière finie le `fin` au plus tard."""
    periode = periode_contenant(type_periode, debut)
    while periode.fin <= fin:
        yield periode
        periode = periode.suivante()


def sans_accent(texte: str) -> str:
    """Minuscules, sans accents ni espaces répétées : la forme qui sert aux rapprochements.

    >>> sans_accent("  Étapes  SPI ")
    'etapes spi'
    """
    decompose = unicodedata.normalize("NFKD", texte).replace("’", "'").replace("ʼ", "'")
    nu = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(nu.casefold().split())


_MOIS_LUS = {sans_accent(nom): i + 1 for i, nom in enumerate(MOIS)} | {
    abrege: i + 1
    for i, formes in enumerate(
        (
            ("janv", "jan"),
            ("fevr", "fev"),
            ("mar",),
            ("avr",),
            (),
            (),
            ("juil",),
            ("aou",),
            ("sept", "sep"),
            ("oct",),
            ("nov",),
            ("dec",),
        )
    )
    for abrege in formes
}
#: Une période plus longue que cela est une phrase.
_LONGUEUR_MAX = 60
_ORDINAL = r"(?:er|ere|e|eme|nd|nde)?"
_FORMES = (
    (re.compile(r"(?P<a>\d{4})[-/. ](?P<m>\d{1,2})"), "mois"),
    (re.compile(r"(?P<m>\d{1,2})[-/. ](?P<a>\d{4})"), "mois"),
    (re.compile(r"(?P<a>\d{4})[-/ ]*t(?P<r>\d)"), "trimestre"),
    (re.compile(r"t(?:rim(?:estre)?\.?)?[ ]*(?P<r>\d)[-/ ]*(?P<a>\d{4})"), "trimestre"),
    (re.compile(rf"(?P<r>\d) ?{_ORDINAL} trim(?:estre|\.)?[ -/]*(?P<a>\d{{4}})"), "trimestre"),
    (re.compile(r"(?P<a>\d{4})[-/ ]*s(?P<r>\d)"), "semestre"),
    (re.compile(r"s(?:em(?:estre)?\.?)?[ ]*(?P<r>\d)[-/ ]*(?P<a>\d{4})"), "semestre"),
    (re.compile(rf"(?P<r>\d) ?{_ORDINAL} sem(?:estre|\.)?[ -/]*(?P<a>\d{{4}})"), "semestre"),
    (re.compile(r"(?:annee )?(?P<a>\d{4})"), "annee"),
    (re.compile(r"(?P<nom>[a-z]+)\.?[ \-/]*(?P<a>\d{4}|\d{2})"), "mois"),
)
_MOTS = {"premier": "1er", "deuxieme": "2e", "second": "2e", "troisieme": "3e", "quatrieme": "4e"}


def rang_du_mois(nom: str) -> int:
    """Le rang d'un mois écrit en entier ou abrégé, sans accents ; 0 s'il n'est pas connu.

    >>> rang_du_mois("juin"), rang_du_mois("janv"), rang_du_mois("brumaire")
    (6, 1, 0)
    """
    return _MOIS_LUS.get(nom, 0)


def lire_periode(texte: str) -> Periode | None:
    """Lit une période écrite comme un Français l'écrit ; `None` si elle ne se lit pas.

    >>> [lire_periode(t).libelle for t in ("2023-05", "mai 2023", "T2 2023", "2e trimestre 2023")]
    ['2023-05', '2023-05', '2023-T2', '2023-T2']
    >>> lire_periode("1er semestre 2023").libelle, lire_periode("2023").libelle
    ('2023-S1', '2023')
    >>> lire_periode("2023-T5"), lire_periode("0000-01"), lire_periode("2023-05 reporté")
    (None, None, None)
    """
    if len(texte) > _LONGUEUR_MAX:
        return None
    lu = sans_accent(texte)
    for mot, chiffre in _MOTS.items():
        lu = lu.replace(mot, chiffre)
    for forme, type_periode in _FORMES:
        trouve = forme.fullmatch(lu)
        if trouve is None:
            continue
        champs = trouve.groupdict()
        annee = int(champs["a"])
        annee += 2000 if len(champs["a"]) == 2 else 0
        if "nom" in champs:
            rang = rang_du_mois(champs["nom"])
        elif type_periode == "mois":
            rang = int(champs["m"])
        else:
            rang = int(champs.get("r") or 1)
        if ANNEE_MIN <= annee <= ANNEE_MAX and 1 <= rang <= 12 // MOIS_PAR_TYPE[type_periode]:
            return Periode(type_periode, annee, rang)
    return None


def libelle_long(libelle: str) -> str:
    """Libellé d'écran d'une période d'après son libellé unique ; rend le texte reçu s'il ne se lit pas."""
    periode = lire_periode(libelle)
    return periode.libelle_long if periode else libelle


def date_longue(jour: dt.date) -> str:
    """Date d'écran.

    >>> date_longue(dt.date(2024, 6, 30)), date_longue(dt.date(2024, 7, 1))
    ('30 juin 2024', '1er juillet 2024')
    """
    numero = "1er" if jour.day == 1 else str(jour.day)
    return f"{numero} {MOIS[jour.month - 1]} {jour.year}"
