"""L'écriture d'une valeur d'indicateur avec son unité, la même sur une carte, un axe, un tableau ou un rapport."""

from __future__ import annotations

import html
import math

from domaine import francais

#: L'unité d'un jalon, qui se lit devant son nombre : «rang 3».
RANG = "rang"
#: Unités qui finissent par un «s» au singulier aussi.
_INVARIABLES = frozenset({"mois", "fois", "pas"})
#: Sous ce dénominateur, la fraction s'écrit à côté du pourcentage (règle F3).
_PETIT_DENOMINATEUR = 100
#: En deçà, une seule décimale ne distingue plus deux valeurs, ni une valeur de zéro.
_ECRASE = 1


def valeur(
    x: francais.Nombre, unite: str, numerateur: francais.Nombre = None, denominateur: francais.Nombre = None
) -> str:
    r"""Une valeur et son unité ; absente → «n. d.» ; zéro s'écrit 0.

    Args:
        x: la valeur ; un pourcentage est déjà sur 100.
        unite: unité du cadre logique, «%» ou un nom au pluriel, accordé ici.
        numerateur, denominateur: termes d'un ratio ; la fraction s'écrit quand le dénominateur est sous 100.

    >>> valeur(12980, "passages"), valeur(1, "points"), valeur(None, "%")
    ('12\u202f980\xa0passages', '1\xa0point', 'n.\xa0d.')
    >>> valeur(20, "%", 4, 20), valeur(22.6, "%", 56, 248)
    ('20\xa0% (4/20)', '22,6\xa0%')
    >>> valeur(3, "rang")
    'rang\xa03'
    """
    if francais.absente(x):
        return francais.ND
    if unite == RANG:
        return f"{RANG}{francais.INSECABLE}{nombre(x, unite)}"
    if unite != "%":
        return f"{nombre(x, unite)}{francais.INSECABLE}{accorder(unite, x)}" if unite else nombre(x, unite)
    texte = nombre(x, unite)
    petit = not francais.absente(denominateur) and not francais.absente(numerateur)
    if petit and 0 < denominateur < _PETIT_DENOMINATEUR:
        texte += f" ({francais.fraction(numerateur, denominateur)})"
    return texte


def nombre(x: francais.Nombre, unite: str) -> str:
    r"""La valeur sans le nom de l'unité ; un pourcentage garde son signe, qui fait partie du nombre.

    >>> nombre(16.92, "%"), nombre(20.0, "%"), nombre(15.0, "points")
    ('16,9\xa0%', '20\xa0%', '15')
    >>> nombre(0.0314, "points"), nombre(0.15, "points"), nombre(0, "points")
    ('0,031', '0,15', '0')
    """
    if francais.absente(x):
        return francais.ND
    texte = _sans_zero_de_trop(francais.nombre(x, _decimales(x)))
    return f"{texte}{francais.INSECABLE}%" if unite == "%" else texte


def ecart(x: francais.Nombre, unite: str) -> str:
    r"""La différence de deux valeurs : en points pour un pourcentage, sinon dans l'unité.

    >>> ecart(4.2, "%"), ecart(-3, "points"), ecart(-1, "%")
    ('+4,2\xa0pts', '−3\xa0points', '−1\xa0pt')
    """
    if francais.absente(x):
        return francais.ND
    texte = _sans_zero_de_trop(francais.signe(x, _decimales(x)))
    nom = accorder("pts" if unite == "%" else unite, x)
    return f"{texte}{francais.INSECABLE}{nom}" if nom else texte


def accorder(unite: str, x: francais.Nombre) -> str:
    """L'unité au singulier sous deux.

    >>> accorder("tournées", 1), accorder("jours", 3), accorder("mois", 1)
    ('tournée', 'jours', 'mois')
    >>> accorder("points par commune", 0.9), accorder("rang", -2)
    ('point par commune', 'rangs')
    """
    if unite == RANG:
        return RANG if abs(x) < 2 else f"{RANG}s"
    for lien in (" par ", " pour "):
        if lien in unite:
            return f"{accorder(unite.partition(lien)[0], x)}{lien}{unite.partition(lien)[2]}"
    singulier = abs(x) < 2 and unite.endswith("s") and unite not in _INVARIABLES
    return unite[:-1] if singulier else unite


def _decimales(x: francais.Nombre) -> int:
    """Une décimale ; deux chiffres utiles sous un, où elle ferait lire zéro, qui veut dire «zéro déclaré»."""
    if francais.absente(x) or x == 0 or abs(x) >= _ECRASE:
        return 1
    return 1 - math.floor(math.log10(abs(x)))


def _sans_zero_de_trop(texte: str) -> str:
    return texte.rstrip("0").rstrip(",") if "," in texte else texte


def completude(recues: francais.Nombre, attendues: francais.Nombre) -> str:
    r"""Ce qui est reçu sur ce qui est attendu.

    >>> completude(34, 38), completude(None, None), completude(0, 0)
    ('34/38\xa0reçues', 'complétude inconnue', 'aucune remontée attendue')
    """
    if francais.absente(recues) or francais.absente(attendues):
        return "complétude inconnue"
    return (
        f"{francais.fraction(recues, attendues)}{francais.INSECABLE}reçues" if attendues else "aucune remontée attendue"
    )


def pour_plotly(texte: object) -> str:
    """Un texte reçu, sans que Plotly y lise une balise ni un lien.

    >>> pour_plotly("<b>Gao</b>")
    '&lt;b&gt;Gao&lt;/b&gt;'
    """
    return html.escape(francais.ND if francais.absente(texte) else str(texte), quote=False)
