"""L'écriture française des nombres, des montants, des dates et des phrases : la seule du projet.

Écran, rapport et graphiques passent par ici, jamais par la locale du poste. Règles F1 à F7 : espace fine
insécable entre les milliers, virgule décimale, espace insécable avant une unité, signe moins U+2212. Une valeur
absente s'écrit «n. d.» ; zéro s'écrit «0», jamais un tiret. L'arrondi est celui des comptables (0,5 monte), sur
l'écriture décimale du nombre : 16,25 s'affiche 16,3.
"""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from domaine.periodes import MOIS, date_longue, libelle_long

FINE = "\u202f"
INSECABLE = "\u00a0"
MOINS = "\u2212"
ND = f"n.{INSECABLE}d."
SO = f"s.{INSECABLE}o."
NE = f"n.{INSECABLE}é."
FCFA_PAR_EURO = 655.957
#: Assez de chiffres pour le plus grand des flottants.
_ARRONDI = Context(prec=400, rounding=ROUND_HALF_UP)
#: Catégories de caractères qui agissent sans se montrer : commandes, sens d'écriture, demi-codes, fins de ligne.
_AGISSENT = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

#: L'espace avant une ponctuation double, et celle qu'un guillemet demande.
_DOUBLES = re.compile(r"[ \u00a0](?=[:;?!%»])")
_OUVRANT = re.compile(r"«[ \u00a0]?(?=\S)")
_FERMANT = re.compile(r"(?<=[^\s«])»")

#: Nombre reçu : int, float, Decimal, scalaire numpy ; None, NaN et NA de pandas comptent comme absents.
Nombre = Any


def absente(x: object) -> bool:
    """Vrai pour None, NaN, NA et NaT (sans importer pandas), et pour un infini, qui n'est jamais une mesure.

    >>> absente(None), absente(float("nan")), absente(0), absente("")
    (True, True, False, False)
    """
    if x is None or type(x).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(x, numbers.Real) and not math.isfinite(x)


def nombre(x: Nombre, decimales: int | None = None) -> str:
    r"""Écrit un nombre.

    Args:
        x: le nombre ; absent → «n. d.».
        decimales: décimales écrites ; `None` = celles qui servent, deux au plus. Un zéro exact s'écrit «0».

    >>> nombre(1234.5), nombre(-3), nombre(0, 1), nombre(None)
    ('1\u202f234,5', '−3', '0', 'n.\xa0d.')
    >>> nombre(1234567.891, 1), nombre(16.25, 1), nombre(-0.001, 1)
    ('1\u202f234\u202f567,9', '16,3', '0,0')
    """
    if absente(x):
        return ND
    exact = Decimal(int(x)) if isinstance(x, bool) else Decimal(str(x))
    if exact == 0:
        return "0"
    arrondi = exact.quantize(Decimal(1).scaleb(-(2 if decimales is None else decimales)), context=_ARRONDI)
    chiffres = f"{abs(arrondi):,f}"
    if decimales is None and "." in chiffres:
        chiffres = chiffres.rstrip("0").rstrip(".")
    signe = MOINS if arrondi < 0 else ""
    return signe + chiffres.replace(",", FINE).replace(".", ",")


def signe(x: Nombre, decimales: int | None = None) -> str:
    """Un écart : comme `nombre`, avec «+» devant ce qui augmente.

    >>> signe(3), signe(-3), signe(0)
    ('+3', '−3', '0')
    """
    texte = nombre(x, decimales)
    return f"+{texte}" if not absente(x) and x > 0 and texte.strip("0,") else texte


def pourcentage(x: Nombre, decimales: int = 1) -> str:
    r"""Un pourcentage déjà sur 100.

    >>> pourcentage(16.923), pourcentage(0), pourcentage(None)
    ('16,9\xa0%', '0\xa0%', 'n.\xa0d.')
    """
    return ND if absente(x) else f"{nombre(x, decimales)}{INSECABLE}%"


def fraction(numerateur: Nombre, denominateur: Nombre) -> str:
    r"""Une fraction, «n. d.» si un terme manque.

    >>> fraction(22, 130), fraction(None, 130)
    ('22/130', 'n.\xa0d.')
    """
    if absente(numerateur) or absente(denominateur):
        return ND
    return f"{nombre(numerateur)}/{nombre(denominateur)}"


def pourcentage_fraction(
    numerateur: Nombre, denominateur: Nombre, decimales: int = 1, *, seuil: float | None = 100
) -> str:
    r"""Le pourcentage d'une fraction, suivi d'elle quand le dénominateur est petit.

    Args:
        numerateur: terme du haut ; absent → «n. d.».
        denominateur: terme du bas ; 0 → «n. d. (0/0)», car il n'y a rien à diviser.
        decimales: décimales du pourcentage.
        seuil: la fraction s'écrit sous ce dénominateur (règle F3) ; `None` = toujours.

    >>> pourcentage_fraction(3, 19), pourcentage_fraction(22, 130)
    ('15,8\xa0% (3/19)', '16,9\xa0%')
    >>> pourcentage_fraction(22, 130, seuil=None), pourcentage_fraction(0, 0)
    ('16,9\xa0% (22/130)', 'n.\xa0d. (0/0)')
    """
    if absente(numerateur) or absente(denominateur):
        return ND
    taux = ND if denominateur == 0 else pourcentage(100 * numerateur / denominateur, decimales)
    montree = seuil is None or denominateur < seuil
    return f"{taux} ({fraction(numerateur, denominateur)})" if montree else taux


def points(x: Nombre, decimales: int = 1) -> str:
    r"""Un écart entre deux taux, en points.

    >>> points(4.2), points(-1.55), points(0)
    ('+4,2\xa0pts', '−1,6\xa0pt', '0\xa0pt')
    """
    return ND if absente(x) else f"{signe(x, decimales)}{INSECABLE}{'pt' if abs(x) < 2 else 'pts'}"


def fcfa(montant: Nombre, *, abrege: bool = False) -> str:
    r"""Un montant en FCFA, sans décimales ; `abrege` l'écrit en millions (M) ou en milliards (Md).

    >>> fcfa(1234567), fcfa(7_500_000_000, abrege=True), fcfa(999_960_000, abrege=True)
    ('1\u202f234\u202f567\xa0FCFA', '7,5\xa0Md\xa0FCFA', '1\xa0Md\xa0FCFA')
    """
    return _montant(montant, "FCFA", abrege)


def euros(montant_fcfa: Nombre, *, abrege: bool = False) -> str:
    r"""La contrevaleur en euros d'un montant en FCFA, à la parité fixe de 655,957.

    >>> euros(655957), euros(7_500_000_000, abrege=True)
    ('1\u202f000\xa0€', '11,4\xa0M\xa0€')
    """
    return ND if absente(montant_fcfa) else _montant(float(montant_fcfa) / FCFA_PAR_EURO, "€", abrege)


def _montant(montant: Nombre, devise: str, abrege: bool) -> str:
    if absente(montant):
        return ND
    # Chaque seuil est celui où l'unité d'en dessous s'arrondirait à mille : 999,96 M s'écrit 1 Md.
    for seuil, diviseur, unite in ((999.95e6, 1e9, "Md"), (999_999.5, 1e6, "M")):
        if abrege and abs(float(montant)) >= seuil:
            texte = nombre(float(montant) / diviseur, 1).removesuffix(",0")
            return f"{texte}{INSECABLE}{unite}{INSECABLE}{devise}"
    return f"{nombre(montant, 0)}{INSECABLE}{devise}"


def compte(n: Nombre, singulier: str, pluriel: str | None = None) -> str:
    r"""Un nombre et son nom accordé (le pluriel commence à deux).

    >>> compte(0, "anomalie"), compte(2, "anomalie"), compte(1500, "travail", "travaux")
    ('0\xa0anomalie', '2\xa0anomalies', '1\u202f500\xa0travaux')
    """
    mot = singulier if absente(n) or abs(n) < 2 else pluriel or f"{singulier}s"
    return f"{nombre(n)}{INSECABLE}{mot}"


def enumerer(mots: Sequence[str], lien: str) -> str:
    """Une liste en toutes lettres.

    >>> enumerer(["eau", "santé", "marché"], "ou"), enumerer(["eau"], "et")
    ('eau, santé ou marché', 'eau')
    """
    *premiers, dernier = mots
    return f"{', '.join(premiers)} {lien} {dernier}" if premiers else dernier


def visible(texte: str) -> str:
    r"""Un texte reçu dont les caractères de commande s'écrivent au lieu d'agir sur le terminal ou la page (règle F10).

    >>> visible("a\x1b[2Jb\nc"), visible("né à Gao")
    ('a\\x1b[2Jb\\nc', 'né à Gao')
    """
    if texte.isprintable():
        return texte
    return "".join(c.encode("unicode_escape").decode() if unicodedata.category(c) in _AGISSENT else c for c in texte)


def majuscule(texte: str) -> str:
    """Une phrase qui commence par une majuscule ; le reste, noms compris, ne change pas.

    >>> majuscule("la zone «Gao»")
    'La zone «Gao»'
    """
    return texte[:1].upper() + texte[1:]


def typographier(texte: str) -> str:
    r"""Met les espaces insécables du français ; rien d'autre ne change.

    >>> typographier("Points : «restaurés» ?")
    'Points\xa0: «\xa0restaurés\xa0»\xa0?'
    """
    doubles = _DOUBLES.sub(INSECABLE, _OUVRANT.sub(f"«{INSECABLE}", texte))
    return _FERMANT.sub(f"{INSECABLE}»", doubles)


def _jour(x: object) -> dt.date | None:
    """La date d'un objet date, d'un horodatage ou d'un texte ISO ; `None` si elle manque."""
    if absente(x) or x == "":
        return None
    if isinstance(x, str):
        x = dt.datetime.fromisoformat(x)
    return x.date() if isinstance(x, dt.datetime) else x  # type: ignore[return-value]


def date(x: object) -> str:
    r"""Une date en toutes lettres (date, horodatage ou texte ISO).

    >>> date(dt.date(2024, 6, 30)), date("2024-07-01"), date(None)
    ('30\xa0juin\xa02024', '1er\xa0juillet\xa02024', 'n.\xa0d.')
    """
    jour = _jour(x)
    return ND if jour is None else date_longue(jour).replace(" ", INSECABLE)


def date_courte(x: object) -> str:
    r"""Une date en chiffres.

    >>> date_courte(dt.date(2024, 6, 30)), date_courte(None)
    ('30/06/2024', 'n.\xa0d.')
    """
    jour = _jour(x)
    return ND if jour is None else f"{jour.day:02d}/{jour.month:02d}/{jour.year}"


def mois(x: object) -> str:
    r"""Le mois d'une date que l'on ne dit qu'au mois près.

    >>> mois(dt.date(2024, 5, 31)), mois(None)
    ('mai\xa02024', 'n.\xa0d.')
    """
    jour = _jour(x)
    return ND if jour is None else f"{MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def horodatage(x: object) -> str:
    r"""Une date et son heure à Bamako (qui est celle de l'UTC) ; un texte ISO est accepté.

    >>> horodatage("2024-06-30T14:05:00+00:00")
    '30\xa0juin\xa02024 à 14\xa0h\xa005'
    """
    if absente(x) or x == "":
        return ND
    instant = dt.datetime.fromisoformat(x) if isinstance(x, str) else x
    if not isinstance(instant, dt.datetime):
        return date(instant)
    if instant.tzinfo is not None:
        instant = instant.astimezone(dt.UTC)
    return f"{date(instant)} à {heure(instant)}"


def heure(instant: dt.datetime) -> str:
    r"""L'heure d'un instant, telle qu'on la dit.

    >>> heure(dt.datetime(2024, 6, 30, 9, 5))
    '9\xa0h\xa005'
    """
    return f"{instant.hour}{INSECABLE}h{INSECABLE}{instant.minute:02d}"


def periode(libelle: object) -> str:
    r"""Le libellé d'une période (`2024-T2`), tel qu'on le lit (règle F7).

    >>> periode("2024-T2"), periode("2024-05"), periode(None)
    ('T2\xa02024', 'mai\xa02024', 'n.\xa0d.')
    """
    if absente(libelle) or libelle == "":
        return ND
    return libelle_long(str(libelle)).replace(" ", INSECABLE)
