"""L'écriture d'un chiffre : valeur, fraction, absence, provisoire, cible, complétude, taux. La même partout."""

from __future__ import annotations

from domaine import francais
from domaine.chiffre import Chiffre
from domaine.figees import MASQUE
from figures.mots import ecriture

#: Derrière un chiffre provisoire.
PROVISOIRE = f"{francais.INSECABLE}(p)"
#: Derrière un chiffre dont une période de coordination n'est pas validée (règle A12).
NON_VALIDE = f"{francais.INSECABLE}(n.{francais.INSECABLE}v.)"


def valeur(chiffre: Chiffre, *, nue: bool = False) -> str:
    r"""La valeur et son unité, la fraction d'un petit pourcentage ; absente, ce qui s'écrit à sa place.

    Args:
        chiffre: celui qu'on écrit.
        nue: sans le nom de l'unité, quand une colonne ou un axe la dit déjà ; «%» reste, il fait partie du nombre.

    >>> valeur(Chiffre(code_indicateur="OS3", unite="%", valeur=20.0, numerateur=4, denominateur=20, etat="rouge"))
    '20\xa0% (4/20)'
    >>> valeur(Chiffre(code_indicateur="R1.3", unite="personnes", etat="masqué"))
    'masqué'
    """
    if chiffre.valeur is None:
        return absence(chiffre.etat)
    if nue and chiffre.unite != "%":
        return ecriture.nombre(chiffre.valeur, chiffre.unite)
    return ecriture.valeur(chiffre.valeur, chiffre.unite, chiffre.numerateur, chiffre.denominateur)


def absence(etat: str | None) -> str:
    """Ce qui s'écrit à la place d'une valeur absente : «masqué» quand elle existe et ne se publie pas, sinon «n. d.».

    >>> absence("masqué"), absence("sans donnée") == francais.ND
    ('masqué', True)
    """
    return MASQUE if etat == MASQUE else francais.ND


def marques(chiffre: Chiffre) -> str:
    """Ce qui suit un chiffre provisoire, ou pas encore validé ; rien derrière une absence, qui n'est pas un chiffre."""
    if chiffre.valeur is None:
        return ""
    return (PROVISOIRE if chiffre.provisoire else "") + non_valide(chiffre)


def non_valide(chiffre: Chiffre) -> str:
    """« (n. v.)» derrière un chiffre où entre une période qui n'est pas validée (règle A12)."""
    return NON_VALIDE if chiffre.non_valide and chiffre.valeur is not None else ""


def cible(chiffre: Chiffre) -> str:
    """La cible due et son unité ; sans elle, pourquoi il n'y en a pas : «n. é.», «s. o.» ou «n. d.»."""
    if chiffre.cible_due is not None:
        return ecriture.valeur(chiffre.cible_due, chiffre.unite)
    return {"non échu": francais.NE, "sans cible": francais.SO}.get(chiffre.etat or "", francais.ND)


def taux(chiffre: Chiffre) -> str:
    r"""Le taux qui fait l'état, nommé : progression quand elle existe, sinon réalisation ; vide sans taux.

    >>> taux(Chiffre(code_indicateur="OS1", unite="%", taux_realisation=86.5))
    '86,5\xa0% de la cible due'
    """
    if chiffre.taux_progression is not None:
        return f"{ecriture.nombre(chiffre.taux_progression, '%')} de la progression due"
    if chiffre.taux_realisation is not None:
        return f"{ecriture.nombre(chiffre.taux_realisation, '%')} de la cible due"
    return ""


def completude(chiffre: Chiffre) -> str:
    """Ce qui est reçu sur ce qui est attendu, en mots (`ecriture.completude`)."""
    return ecriture.completude(chiffre.recues, chiffre.attendues)


def recues(chiffre: Chiffre) -> str:
    """Reçues sur attendues, sans le mot ; «n. d.» quand rien n'est compté, «s. o.» quand rien n'était attendu."""
    if chiffre.recues is None or chiffre.attendues is None:
        return francais.ND
    return francais.fraction(chiffre.recues, chiffre.attendues) if chiffre.attendues else francais.SO


def part(chiffre: Chiffre) -> str:
    """Le taux qui fait l'état, nu, jamais plafonné ; sans taux, «masqué», «n. d.» sans valeur, sinon «s. o.»."""
    if chiffre.masque:
        return MASQUE
    if chiffre.taux is None:
        return francais.ND if chiffre.valeur is None else francais.SO
    return francais.pourcentage(chiffre.taux)


def complete(chiffre: Chiffre, *, nue: bool = False) -> str:
    """La valeur d'une case de document, et ses marques derrière elle : provisoire, non validée."""
    return valeur(chiffre, nue=nue or chiffre.unite == ecriture.RANG) + marques(chiffre)
