"""D'une cellule à un nombre : compte, montant, mesure, écrits à la française ou non (règles L5 et L6)."""

from __future__ import annotations

import math
import re

from etl.fichiers.cellules import Cellule
from etl.lignes.faute import Faute

_ESPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_EUROS = re.compile(r"(?i)€|euros?\s*$")
_UNITES = re.compile(r"(?i)\s*(f\s?cfa|xof|€|euros?|%)$")
_MONNAIE = re.compile(r"(?i)(f\s?cfa|xof|€|euros?)\s*$")
#: «12.000» : trois chiffres après un seul signe, sans zéro devant ; un compte ou un montant n'a pas de millièmes.
_MILLIER_SEUL = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_GROUPES = re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d+)?")
_SIMPLE = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d{1,3})?")
_MILLIERS_POINT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_MILLIERS_VIRGULE = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
#: Au-delà, aucun chiffre du projet : c'est un numéro de téléphone ou une faute de frappe.
NOMBRE_MAX = 1e15


def lire_nombre(cellule: Cellule) -> float | Faute:
    """Un nombre écrit à la française ou non.

    >>> lire_nombre("1 234,5"), lire_nombre("12 %"), lire_nombre("1.234.567"), lire_nombre("−3")
    (1234.5, 12.0, 1234567.0, -3.0)
    >>> lire_nombre("12 34")
    Faute(code='cellule_illisible', detail='un nombre', suggestion='')
    """
    faute = Faute("cellule_illisible", "un nombre")
    if isinstance(cellule, bool):
        return faute
    if isinstance(cellule, (int, float)):
        nombre = float(cellule)
    elif isinstance(cellule, str) and len(cellule) <= 60:
        lu = _nombre_du_texte(cellule)
        if lu is None:
            return faute
        nombre = lu
    else:
        return faute
    return nombre if math.isfinite(nombre) and abs(nombre) < NOMBRE_MAX else faute


def lire_fcfa(cellule: Cellule) -> float | Faute:
    """Un montant en FCFA. Celui qui se dit en euros est refusé : lu tel quel, il serait 656 fois trop petit.

    >>> lire_fcfa("100 000 F CFA"), lire_fcfa("152 449 €")
    (100000.0, Faute(code='cellule_illisible', detail='un montant en FCFA', suggestion=''))
    """
    if isinstance(cellule, str) and _EUROS.search(cellule):
        return Faute("cellule_illisible", "un montant en FCFA")
    return lire_nombre(_sans_signe_de_milliers(cellule))


def milliers_devines(cellule: Cellule) -> bool:
    """Vrai d'un texte, «12.000», lu en milliers dans un compte ou un montant : une virgule se taperait de même.

    >>> [milliers_devines(c) for c in ("12.000", "250.000 FCFA", "0.125", "1.234.567", 12.0)]
    [True, True, False, False, False]
    """
    return isinstance(cellule, str) and _MILLIER_SEUL.fullmatch(_sans_unite(cellule)) is not None


def _sans_signe_de_milliers(cellule: Cellule) -> Cellule:
    return re.sub(r"[.,]", "", cellule) if milliers_devines(cellule) else cellule


def lire_nombre_sans_monnaie(cellule: Cellule) -> float | Faute:
    """Un nombre qui ne peut pas être une somme : position, distance, précision.

    >>> lire_nombre_sans_monnaie("12€"), lire_nombre_sans_monnaie("16,27")
    (Faute(code='cellule_illisible', detail='un nombre', suggestion=''), 16.27)
    """
    if isinstance(cellule, str) and _MONNAIE.search(cellule):
        return Faute("cellule_illisible", "un nombre")
    return lire_nombre(cellule)


def _sans_unite(brut: str) -> str:
    return _UNITES.sub("", _ESPACES.sub(" ", brut).strip()).replace("−", "-").strip()


def _nombre_du_texte(brut: str) -> float | None:
    texte = _sans_unite(brut)
    if _GROUPES.fullmatch(texte):
        return float(texte.replace(" ", "").replace(",", "."))
    if _SIMPLE.fullmatch(texte.lower()):
        return float(texte.replace(",", "."))
    if _MILLIERS_POINT.fullmatch(texte):
        return float(texte.replace(".", "").replace(",", "."))
    if _MILLIERS_VIRGULE.fullmatch(texte):
        return float(texte.replace(",", ""))
    return None


def lire_entier(cellule: Cellule) -> float | Faute:
    """Un nombre entier, rendu en float pour rester compatible avec l'absence.

    >>> lire_entier("12.000"), lire_entier("12 €").code
    (12000.0, 'cellule_illisible')
    """
    nombre = lire_nombre_sans_monnaie(_sans_signe_de_milliers(cellule))
    if isinstance(nombre, Faute) or not nombre.is_integer():
        return Faute("cellule_illisible", "un nombre entier")
    return nombre
