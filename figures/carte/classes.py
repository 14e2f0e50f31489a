"""Les classes, les couleurs et les symboles de la carte : fixés par l'indicateur, jamais par un filtre (règle Z8).

Teintes lisibles par un daltonien et en impression grise : une seule teinte qui fonce pour les zones, une forme
et une couleur (palette d'Okabe et Ito) par statut pour les points.
"""

from __future__ import annotations

import bisect
import itertools
import re
from dataclasses import dataclass

from domaine import francais
from domaine.listes import libelles, montrer
from domaine.visites import NON_REVU

SANS_DONNEE, INACCESSIBLE = "sans_donnee", "inaccessible"
#: Du clair au foncé, luminance régulière ; six bornes au plus font sept classes.
TEINTES = ("#eef4fb", "#d2e3f3", "#a9cce6", "#74aed6", "#4187bd", "#215f9a", "#0b3a6f")
BORNES_POURCENTAGE = (20.0, 40.0, 60.0, 80.0)
#: Sans bornes au cadre logique, un compte suit une échelle fixe : elle ne dépend ni du filtre ni de l'édition.
BORNES_COMPTE = (1.0, 5.0, 20.0, 100.0, 1000.0)
RAYONS = (7.0, 10.0, 13.0, 16.0, 19.0, 22.0, 25.0)


@dataclass(frozen=True)
class Symbole:
    """Le dessin d'un statut de point ; `forme` est un nom connu de `static/carte/carte.js`."""

    libelle: str
    couleur: str
    forme: str


#: Statut de `etat_point` → symbole, dans l'ordre de la légende.
SYMBOLES: tuple[Symbole, ...] = (
    Symbole("pleinement fonctionnel", "#009E73", "rond"),
    Symbole("partiellement fonctionnel", "#F0C419", "carre"),
    Symbole("non fonctionnel", "#D55E00", "triangle"),
    Symbole("fermé temporairement", "#CC79A7", "losange"),
    Symbole("fermé définitivement", "#222222", "croix"),
    Symbole("pas encore ouvert", "#0072B2", "anneau"),
    Symbole(NON_REVU, "#8A8D91", "carre"),
    Symbole("inconnu", "#6B6F73", "petit"),
)
RANG_SYMBOLE = {s.libelle: rang for rang, s in enumerate(SYMBOLES)}
#: Étape (code de `etape_restauration`) → libellé d'écran.
ETAPES: dict[str, str] = {
    code: montrer("etape", code).replace(" ", " · ", 1) if code.isdigit() else code for code in libelles("etape")
}


def nommer_etape(code: str | None) -> str:
    """L'étape telle qu'elle se lit ; absente, rien n'est prévu.

    >>> nommer_etape("6"), nommer_etape("aucune"), nommer_etape(None)
    ('6 · réception provisoire', 'aucune étape datée', 'aucune étape prévue')
    """
    if code is None:
        return "aucune étape prévue"
    return "aucune étape datée" if code == "aucune" else ETAPES.get(code, code)


def lire_bornes(texte: str | None, unite: str) -> tuple[float, ...]:
    """Les bornes croissantes d'un indicateur, telles que `classes_carte` les fixe.

    Args:
        texte: bornes séparées par des points-virgules, à la française ; absent, illisible ou non croissant →
            l'échelle fixe de l'unité.
        unite: «%» donne des quintiles de pourcentage, le reste l'échelle des comptes.

    >>> lire_bornes("10 ; 22,5;60", "%"), lire_bornes(None, "%")
    ((10.0, 22.5, 60.0), (20.0, 40.0, 60.0, 80.0))
    >>> lire_bornes("60;20", "nb") == BORNES_COMPTE
    True
    """
    repli = BORNES_POURCENTAGE if unite == "%" else BORNES_COMPTE
    if not texte or not texte.strip():
        return repli
    morceaux = [re.sub(r"[\s%]", "", m).replace(",", ".") for m in re.split(r"[;|]", texte)]
    try:
        bornes = tuple(float(m) for m in morceaux if m)
    except ValueError:
        return repli
    croissantes = all(a < b for a, b in itertools.pairwise(bornes))
    return bornes if bornes and croissantes and len(bornes) < len(TEINTES) else repli


def rang_classe(valeur: float, bornes: tuple[float, ...]) -> int:
    """Le rang de la classe : une valeur égale à une borne est dans la classe qu'elle ouvre.

    >>> [rang_classe(v, (20.0, 40.0)) for v in (0, 20, 39.9, 40)]
    [0, 1, 1, 2]
    """
    return bisect.bisect_right(bornes, valeur)


def teinte(rang: int, classes: int) -> str:
    """La couleur d'une classe : du plus clair au plus foncé, quel que soit le nombre de classes.

    >>> teinte(0, 5), teinte(4, 5)
    ('#eef4fb', '#0b3a6f')
    """
    if classes <= 1:
        return TEINTES[len(TEINTES) // 2]
    return TEINTES[round(rang * (len(TEINTES) - 1) / (classes - 1))]


def encre(couleur: str) -> str:
    """Noir ou blanc, ce qui se lit le mieux sur ce fond (contraste AA).

    >>> encre("#eef4fb"), encre("#0b3a6f")
    ('#111111', '#ffffff')
    """
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineaires = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    luminance = 0.2126 * lineaires[0] + 0.7152 * lineaires[1] + 0.0722 * lineaires[2]
    # 0,179 : où le noir et le blanc ont le même contraste.
    return "#111111" if luminance > 0.179 else "#ffffff"


def libelles_classes(bornes: tuple[float, ...], unite: str) -> list[str]:
    r"""Le texte de chaque classe, bornes imprimées.

    >>> libelles_classes((20.0, 40.0), "%")
    ['moins de 20\xa0%', 'de 20 à moins de 40\xa0%', '40\xa0% et plus']
    >>> libelles_classes((1.0, 5.0), "nb")
    ['0', 'de 1 à moins de 5', '5 et plus']
    """
    suffixe = f"{francais.INSECABLE}%" if unite == "%" else ""
    textes = [francais.nombre(b) for b in bornes]
    premier = "0" if bornes[0] == 1 and not suffixe else f"moins de {textes[0]}{suffixe}"
    milieu = [f"de {a} à moins de {b}{suffixe}" for a, b in itertools.pairwise(textes)]
    return [premier, *milieu, f"{textes[-1]}{suffixe} et plus"]


def en_cercles(nature: str) -> bool:
    """Vrai si l'indicateur est un compte : des cercles, car une zone colorée y ferait lire sa superficie."""
    return nature in ("flux", "stock", "distinct", "jalon")
