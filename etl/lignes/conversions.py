"""Du contenu d'une cellule à une valeur typée, lue comme une personne la lirait (règles L5 à L10).

Chaque lecteur rend la valeur, ou une `Faute`. Une cellule vide n'est pas une faute ici : elle vaut `None`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from domaine.feuilles.declaration import SEPARATEUR, Colonne, sans_nom
from domaine.listes import lire_libelle
from domaine.periodes import ANNEE_MAX, ANNEE_MIN, Periode, lire_periode, periode_contenant, rang_du_mois, sans_accent
from etl.fichiers.cellules import Cellule, CelluleFautive, Pourcentage
from etl.lignes.faute import Faute
from etl.lignes.nombres import NOMBRE_MAX, lire_entier, lire_fcfa, lire_nombre, lire_nombre_sans_monnaie

#: Ce qu'un tableur français ou anglais écrit à la place d'une valeur.
_ERREURS = frozenset(
    "#REF! #N/A #N/D #VALUE! #VALEUR! #DIV/0! #NAME? #NOM? #NULL! #NUL! #NUM! #NOMBRE! #SPILL! #ERREUR".split()
)


def faute_du_tableur(cellule: Cellule) -> Faute | None:
    """La faute d'une cellule en erreur ou d'une formule sans résultat ; `None` pour une cellule ordinaire.

    >>> faute_du_tableur("#REF!").code, faute_du_tableur("12")
    ('formule_en_erreur', None)
    """
    if isinstance(cellule, CelluleFautive):
        return Faute(cellule.code)
    if isinstance(cellule, str) and cellule.startswith("#") and cellule.strip() in _ERREURS:
        return Faute("formule_en_erreur")
    return None


Lecteur = Callable[[Cellule], Any]
_OUI = frozenset("oui o 1 1.0 vrai x yes y true ok ✓ ✔ ☑ ☒".split())
_NON = frozenset("non n 0 0.0 faux no false ☐".split())
_JOUR_ZERO = dt.date(1899, 12, 30)
#: Du 30 décembre 1899 au 1er janvier 1904, les deux origines des jours d'un tableur.
_JOURS_1904, _ANNEE_MAX = 1462, 2100
#: Une heure, et rien d'autre : une date suivie de mots, ou de «à» et d'une seconde date, n'est pas une date.
_HEURE = r"(?:[ t]\d{1,2}[:h](?:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)? ?(?:z|[+-]\d{2}:?\d{2})?)?"
_DATE_FR = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}|\d{{2}}){_HEURE}")
_DATE_ISO = re.compile(rf"(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_HEURE}")
_AVANT_LE_JOUR = r"(?:(?:(?:lun|mar|mer|jeu|ven|sam)(?:[a-z]{0,4}di)?|dim(?:anche)?|le)\.?,? ){0,2}"
_DATE_MOT = re.compile(rf"{_AVANT_LE_JOUR}(\d{{1,2}})(?:er)?[ -]([a-z]+)\.?[ -](\d{{4}}|\d{{2}})")


def texte_de(cellule: Cellule) -> str:
    """Le texte d'une cellule, tel qu'une personne l'écrirait ; vide si elle est vide.

    >>> texte_de(12.0), texte_de("  a "), texte_de(dt.date(2023, 5, 1)), texte_de(True)
    ('12', 'a', '2023-05-01', 'oui')
    """
    if isinstance(cellule, str):
        return cellule.strip()
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, Pourcentage):
        return f"{texte_de(float(cellule))} %"
    if isinstance(cellule, float):
        return str(int(cellule)) if cellule.is_integer() and abs(cellule) < NOMBRE_MAX else repr(cellule)
    if isinstance(cellule, dt.datetime):
        return cellule.isoformat(" ") if cellule.time() != dt.time() else cellule.date().isoformat()
    return "" if cellule is None else str(cellule)


def montree_en_date(cellule: Cellule) -> str:
    """Une cellule telle que le tableur la montre dans une colonne de dates : le jour 0 y est le 00/01/1900.

    >>> montree_en_date(dt.time(0)), montree_en_date(dt.time(12, 30)), montree_en_date("mardi")
    ('00/01/1900', '00/01/1900 12:30', 'mardi')
    """
    if not isinstance(cellule, dt.time):
        return texte_de(cellule)
    return "00/01/1900" + (f" {cellule:%H:%M}" if cellule != dt.time() else "")


def jour_depuis_1900(cellule: Cellule) -> Cellule:
    """Un numéro de jour compté depuis 1904, ramené à l'origine ordinaire ; une année écrite seule n'en est pas un."""
    return cellule + _JOURS_1904 if type(cellule) in (int, float) and cellule > _ANNEE_MAX else cellule


def lire_texte(cellule: Cellule) -> str | None:
    """Un texte ; `None` s'il est vide."""
    return texte_de(cellule) or None


def lire_identifiant(cellule: Cellule) -> str | None:
    """Un identifiant, sans le nom dont le modèle le fait suivre.

    >>> lire_identifiant(" P1 — École"), lire_identifiant("P1")
    ('P1', 'P1')
    """
    return sans_nom(texte_de(cellule)) or None


def lire_identifiants(cellule: Cellule) -> str | None:
    """Plusieurs identifiants d'une cellule, chacun une fois, sans espace autour du séparateur.

    >>> lire_identifiants(" P1 — École ;P2; P1"), lire_identifiants(" ; ")
    ('P1;P2', None)
    """
    lus = dict.fromkeys(sans_nom(x) for x in texte_de(cellule).split(SEPARATEUR))
    return SEPARATEUR.join(x for x in lus if x) or None


def lire_date(cellule: Cellule) -> dt.date | Faute:
    """Une date : cellule de date, numéro de série du tableur, ou texte français ou ISO.

    >>> lire_date("03/05/2023"), lire_date("1er mai 2023"), lire_date(45000.0)
    (datetime.date(2023, 5, 3), datetime.date(2023, 5, 1), datetime.date(2023, 3, 15))
    >>> lire_date("13-juin-24"), lire_date("12 janv. 2024")
    (datetime.date(2024, 6, 13), datetime.date(2024, 1, 12))
    >>> lire_date("05/13/2023")
    Faute(code='cellule_illisible', detail='une date (jj/mm/aaaa)', suggestion='13/05/2023')
    """
    if isinstance(cellule, dt.datetime):
        return cellule.date()
    if isinstance(cellule, dt.date):
        return cellule
    faute = Faute("cellule_illisible", "une date (jj/mm/aaaa)")
    if isinstance(cellule, (int, float)) and not isinstance(cellule, bool):
        # 1er janvier 1990 à fin 2100 : hors de là, un nombre n'est pas une date.
        return _JOUR_ZERO + dt.timedelta(days=int(cellule)) if 32874 <= cellule < 73416 else faute
    if not isinstance(cellule, str) or len(cellule) > 60:
        return faute
    return _date_du_texte(sans_accent(cellule), faute)


def _date_du_texte(texte: str, faute: Faute) -> dt.date | Faute:
    iso = _DATE_ISO.fullmatch(texte)
    francais = _DATE_FR.fullmatch(texte)
    mot = _DATE_MOT.fullmatch(texte)
    if iso:
        annee, mois, jour = (int(x) for x in iso.groups())
    elif francais:
        jour, mois, annee = (int(x) for x in francais.groups())
        annee += 2000 if len(francais[3]) == 2 else 0
    elif mot and (rang := rang_du_mois(mot[2])):
        jour, mois, annee = int(mot[1]), rang, int(mot[3])
        annee += 2000 if len(mot[3]) == 2 else 0
    else:
        return faute
    try:
        return dt.date(annee, mois, jour)
    except ValueError:
        inverse = francais is not None and annee and 1 <= jour <= 12 and 1 <= mois <= 31
        return Faute(faute.code, faute.detail, f"{mois:02d}/{jour:02d}/{annee}" if inverse else "")


def lire_oui_non(cellule: Cellule) -> bool | Faute:
    """Oui ou non.

    >>> lire_oui_non("X"), lire_oui_non(0.0), lire_oui_non("VRAI")
    (True, False, True)
    """
    if isinstance(cellule, bool):
        return cellule
    texte = sans_accent(texte_de(cellule))
    if texte in _OUI:
        return True
    return False if texte in _NON else Faute("cellule_illisible", "oui ou non")


def lire_periode_cellule(cellule: Cellule) -> Periode | Faute:
    """Une période ; une date de tableur, même restée un numéro de jour, vaut son mois."""
    faute = Faute("cellule_illisible", "une période (2023-05, 2023-T2, 2023-S1, 2023)")
    if isinstance(cellule, (int, float)) and isinstance(jour := lire_date(cellule), dt.date):
        cellule = jour
    if isinstance(cellule, (dt.date, dt.datetime)):
        # Une date de l'an 2923 est une faute de frappe : elle ne nomme aucune période du calendrier.
        return periode_contenant("mois", cellule) if ANNEE_MIN <= cellule.year <= ANNEE_MAX else faute
    texte = texte_de(cellule)
    periode = lire_periode(texte)
    if periode is None:
        jour = lire_date(texte)
        in_calendrier = isinstance(jour, dt.date) and ANNEE_MIN <= jour.year <= ANNEE_MAX
        return periode_contenant("mois", jour) if in_calendrier else faute  # type: ignore[arg-type]  # une date, vu au-dessus
    return periode


def lecteur_de_liste(liste: str) -> Lecteur:
    """Le lecteur d'une liste fermée."""

    def lire(cellule: Cellule) -> str | Faute:
        libelle = lire_libelle(liste, texte_de(cellule))
        return libelle if libelle is not None else Faute("liste_inconnue", liste)

    return lire


_SEXES = {"f": "F", "femme": "F", "femmes": "F", "feminin": "F", "h": "H", "homme": "H", "hommes": "H", "masculin": "H"}


def lire_valeur_du_projet(cle: str, cellule: Cellule) -> object:
    """La valeur d'une clé de la feuille `Projet` : une date, la fréquence des rapports, un texte ; `None` si vide.

    >>> lire_valeur_du_projet("date_debut", "01/02/2023"), lire_valeur_du_projet("frequence_rapports", "trimestrielle")
    ('2023-02-01', 'T')
    """
    if not texte_de(cellule):
        return None
    if "date" in cle.lower():
        jour = lire_date(cellule)
        return jour if isinstance(jour, Faute) else jour.isoformat()
    if lire_libelle("cle_projet", cle) == "frequence_rapports":
        return lecteur_de_liste("frequence_rapports")(cellule)
    return texte_de(cellule)


def lire_dimension(cellule: Cellule) -> str | None:
    """Le nom d'une ventilation, en minuscules : «Sexe» et «sexe» sont la même."""
    return texte_de(cellule).lower() or None


def lire_modalite(cellule: Cellule) -> str | None:
    """La modalité d'une ventilation ; les façons courantes d'écrire les deux sexes sont ramenées à F et H.

    >>> lire_modalite("Femmes"), lire_modalite("h"), lire_modalite("eau")
    ('F', 'H', 'eau')
    """
    texte = texte_de(cellule)
    return _SEXES.get(sans_accent(texte), texte) or None


LECTEURS: dict[str, Lecteur] = {
    "texte": lire_texte,
    "identifiant": lire_identifiant,
    "identifiants": lire_identifiants,
    "dimension": lire_dimension,
    "modalite": lire_modalite,
    "nombre": lire_nombre,
    "sans_monnaie": lire_nombre_sans_monnaie,
    "fcfa": lire_fcfa,
    "pct": lire_nombre,
    "entier": lire_entier,
    "date": lire_date,
    "ouinon": lire_oui_non,
    "periode": lire_periode_cellule,
}


def genre_de_lecture(colonne: Colonne) -> str:
    """Comment une colonne se lit : son type, ou ce que son nom et sa déclaration en disent de plus."""
    if colonne.nom.endswith("_fcfa"):
        return "fcfa"
    if colonne.type == "pct" or (colonne.type == "nombre" and colonne.tolerante):
        return "sans_monnaie"
    if colonne.plusieurs:
        return "identifiants"
    return "identifiant" if colonne.reference or colonne.type == "indicateur" else colonne.type
