"""Où en est une commune, en une phrase : ce qui y fonctionne, ou pourquoi elle n'a rien."""

from __future__ import annotations

from dataclasses import dataclass

from domaine import francais
from domaine.listes import montrer

#: Au-delà, les étapes les moins avancées se lisent dans le tableau.
_ETAPES_DITES = 3


@dataclass(frozen=True)
class SituationCommune:
    """Les comptes d'une commune à une date.

    Attributes:
        suivis: points que l'édition connaît dans la commune.
        restaures: de ceux-là, qui ont réuni les quatre tests au moins une fois.
        fonctionnels: des restaurés, qui fonctionnent à cette date.
        retombes: des restaurés, moins de deux tests à la dernière visite, ou fermés.
        non_vus: des restaurés, ni fonctionnels ni retombés : leur dernière visite a plus de 90 jours (règle V2).
        etapes: des non restaurés, combien à chaque étape ; un texte vide veut dire «aucune étape datée».
        jamais_visites: des non restaurés, qu'aucune visite n'a vus : rien n'atteste leur état.
        inaccessible_depuis: période depuis laquelle la zone est déclarée inaccessible, en clair ; vide = accessible.
    """

    suivis: int
    restaures: int = 0
    fonctionnels: int = 0
    retombes: int = 0
    non_vus: int = 0
    etapes: tuple[tuple[str, int], ...] = ()
    jamais_visites: int = 0
    inaccessible_depuis: str = ""


def expliquer(situation: SituationCommune) -> str:
    r"""La phrase qui ouvre la fiche d'une commune ; sans service qui fonctionne, elle dit pourquoi.

    >>> expliquer(SituationCommune(0))
    'Aucun point de service n’est suivi dans cette commune.'
    >>> expliquer(SituationCommune(1, etapes=(("5", 1),), inaccessible_depuis="T3 2023"))
    'Le seul point suivi n’est pas encore restauré : à l’étape «\xa05 travaux/équipement\xa0». Zone déclarée
    inaccessible depuis T3 2023.'
    >>> expliquer(SituationCommune(3, 3, 1, 1, 1))
    '1\xa0point restauré sur 3 fonctionne ; 1\xa0est retombé ; 1\xa0n’a pas été vu depuis 90\xa0jours.'
    """
    phrases = [_dire_les_points(situation) + "."]
    if situation.inaccessible_depuis:
        phrases.append(f"Zone déclarée inaccessible depuis {situation.inaccessible_depuis}.")
    return " ".join(phrases)


def _dire_les_points(s: SituationCommune) -> str:
    if s.suivis == 0:
        return "Aucun point de service n’est suivi dans cette commune"
    if s.restaures == 0:
        return _dire_sans_restaure(s)
    if s.restaures == 1:
        morceaux = [_dire_le_seul_restaure(s)]
    else:
        morceaux = [_dire_les_fonctionnels(s)]
        if s.retombes:
            morceaux.append(_compter(s.retombes, "est retombé", "sont retombés"))
        if s.non_vus:
            morceaux.append(_compter(s.non_vus, "n’a pas été vu", "n’ont pas été vus") + " depuis 90\u00a0jours")
    autres = s.suivis - s.restaures
    if autres:
        reste = _compter(autres, "autre n’est pas encore restauré", "autres ne sont pas encore restaurés")
        morceaux.append(reste + _entre_parentheses(_dire_les_etapes(s.etapes, seul=autres == 1)))
    return " ; ".join(morceaux)


def _dire_sans_restaure(s: SituationCommune) -> str:
    if s.suivis == 1:
        jamais = " ; il n’a jamais été visité" if s.jamais_visites else ""
        etape = _deux_points(_dire_les_etapes(s.etapes, seul=True))
        return f"Le seul point suivi n’est pas encore restauré{etape}{jamais}"
    jamais = ""
    if s.jamais_visites == s.suivis:
        jamais = " ; aucun n’a jamais été visité"
    elif s.jamais_visites:
        jamais = f" ; {_compter(s.jamais_visites, 'n’a jamais été visité', 'n’ont jamais été visités')}"
    etapes = _deux_points(_dire_les_etapes(s.etapes))
    return f"Aucun des {francais.nombre(s.suivis)} points suivis n’est encore restauré{etapes}{jamais}"


def _dire_le_seul_restaure(s: SituationCommune) -> str:
    if s.fonctionnels:
        return "Le seul point restauré fonctionne"
    return "Le seul point restauré " + ("est retombé" if s.retombes else "n’a pas été vu depuis 90\u00a0jours")


def _dire_les_fonctionnels(s: SituationCommune) -> str:
    if s.fonctionnels == 0:
        return f"Aucun des {francais.nombre(s.restaures)} points restaurés n’est connu comme fonctionnel"
    if s.fonctionnels == s.restaures:
        return f"Les {francais.nombre(s.restaures)} points restaurés fonctionnent"
    verbe = "fonctionne" if s.fonctionnels < 2 else "fonctionnent"
    nom = francais.compte(s.fonctionnels, "point restauré", "points restaurés")
    return f"{nom} sur {francais.nombre(s.restaures)} {verbe}"


def _dire_les_etapes(etapes: tuple[tuple[str, int], ...], *, seul: bool = False) -> str:
    """Les étapes, les plus avancées d'abord ; `seul` : il n'y a qu'un point, son compte ne se dit pas."""
    dites = sorted(etapes, key=lambda e: (len(e[0]) != 1, "" if len(e[0]) != 1 else chr(255 - ord(e[0]))))
    textes = []
    for etape, nombre in dites[:_ETAPES_DITES]:
        compte = "" if seul else f"{francais.nombre(nombre)}\u00a0"
        textes.append(compte + _dire_une_etape(etape))
    restant = sum(n for _, n in dites[_ETAPES_DITES:])
    return ", ".join(textes) + (f" et {francais.compte(restant, 'autre')}" if restant else "")


def _dire_une_etape(etape: str) -> str:
    if not etape:
        return "sans étape datée"
    nom = montrer("etape", etape)
    return f"à l’étape «\u00a0{nom}\u00a0»" if len(etape) == 1 else nom


def _compter(nombre: int, singulier: str, pluriel: str) -> str:
    return f"{francais.nombre(nombre)}\u00a0{singulier if nombre < 2 else pluriel}"


def _deux_points(texte: str) -> str:
    return f" : {texte}" if texte else ""


def _entre_parentheses(texte: str) -> str:
    return f" ({texte})" if texte else ""
