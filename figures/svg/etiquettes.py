"""Où écrire le nom d'une zone : en elle, entier ou abrégé ; au bout d'un trait, hors de toute zone ; sinon un numéro.

Les mêmes règles que la carte de l'écran (`static/carte/noms.js`) : un nom ne se perd pas et ne s'écrit sur aucune autre
zone. Fonctions pures, en unités du dessin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

Place = tuple[float, float]
#: Gauche, haut, droite, bas.
Boite = tuple[float, float, float, float]
Anneaux = Sequence[Sequence[Place]]
#: Largeur moyenne d'une lettre et hauteur d'une ligne, en parts du corps.
_LETTRE, _LIGNE = 0.62, 1.2
#: Au-delà, un trait se perd entre les zones : un numéro se lit mieux.
_TRAIT_MAX = 190
_PAS = 14


@dataclass(frozen=True)
class Nommee:
    """Une zone à nommer.

    Attributes:
        anneaux: ses contours, trous compris.
        centre: où son nom va de préférence.
        lignes: son nom, puis ce qui s'écrit dessous.
        voisine: elle ne fait que situer : sans place en elle, son nom se tait.
    """

    anneaux: Anneaux
    centre: Place
    lignes: tuple[str, ...]
    voisine: bool = False


@dataclass(frozen=True)
class Etiquette:
    """Une étiquette posée.

    Attributes:
        lignes: ce qui s'écrit, ou le seul numéro.
        boite: sa place ; `trait` : d'où part le trait qui l'y mène, hors de sa zone.
        numero: rang dans la liste des zones numérotées ; 0 = écrite en toutes lettres.
    """

    lignes: tuple[str, ...]
    boite: Boite
    trait: Place | None = None
    numero: int = 0


@dataclass
class _Etat:
    cadre: Boite
    corps: int
    pris: list[Boite]
    traits: list[tuple[Place, Place]] = field(default_factory=list)
    numeros: int = 0


def placer_les_noms(
    nommees: Sequence[Nommee], corps: int, cadre: Boite, pris: Sequence[Boite] = ()
) -> list[tuple[Nommee, Etiquette]]:
    """Une étiquette par zone, les plus petites zones d'abord.

    Args:
        nommees: toutes les zones dessinées.
        corps: taille du texte.
        cadre: où l'on peut écrire.
        pris: ce qu'aucun nom ne couvre.
    """
    etat = _Etat(cadre, corps, list(pris))
    # Un contour très détaillé coûterait sans rien changer à la place d'un texte.
    paires = [(n, replace(n, anneaux=[_alleger(a) for a in n.anneaux])) for n in nommees]
    emprises = [(n.anneaux, _emprise(n.anneaux)) for _, n in paires]
    posees = []
    for nommee, simple in sorted(paires, key=lambda p: (p[0].voisine, _taille(_emprise(p[1].anneaux)))):
        etiquette = _poser(simple, emprises, etat)
        if etiquette is None:
            continue
        etat.pris.append(etiquette.boite)
        if etiquette.trait is not None:
            etat.traits.append((etiquette.trait, bout(etiquette.trait, etiquette.boite)))
        posees.append((nommee, etiquette))
    return posees


def _poser(nommee: Nommee, emprises: Sequence[tuple[Anneaux, Boite]], etat: _Etat) -> Etiquette | None:
    courtes = (abreger(nommee.lignes[0]), *nommee.lignes[1:])
    for lignes in (nommee.lignes, courtes):
        if boite := _dedans(nommee, *_mesure(lignes, etat.corps), etat):
            return Etiquette(lignes, boite)
    if nommee.voisine:
        return None
    repere = _repere(nommee, etat)
    if boite := _dehors(repere, *_mesure(nommee.lignes, etat.corps), emprises, etat):
        return Etiquette(nommee.lignes, boite, repere)
    etat.numeros += 1
    cote = etat.corps * 1.4
    boite = _dedans(nommee, cote, cote, etat) or _autour(repere, cote, cote)
    return Etiquette((str(etat.numeros),), boite, None, etat.numeros)


def _mesure(lignes: Sequence[str], corps: int) -> tuple[float, float]:
    return max(map(len, lignes)) * corps * _LETTRE + 4, len(lignes) * corps * _LIGNE


def _dedans(nommee: Nommee, large: float, haut: float, etat: _Etat) -> Boite | None:
    """La place libre la plus proche du centre où tout tient dans la zone."""
    gauche, dessus, droite, dessous = _emprise(nommee.anneaux)
    gauche, droite, dessus, dessous = gauche + large / 2, droite - large / 2, dessus + haut / 2, dessous - haut / 2
    if gauche > droite or dessus > dessous:
        return None
    essais = [nommee.centre, *_grille(gauche, droite, dessus, dessous)]
    for essai in sorted(essais, key=lambda p: math.dist(p, nommee.centre)):
        boite = _autour(essai, large, haut)
        if _libre(boite, etat) and all(contient(nommee.anneaux, p) for p in _temoins(boite)):
            return boite
    return None


def _grille(gauche: float, droite: float, dessus: float, dessous: float) -> Iterator[Place]:
    for i in range(17):
        for j in range(17):
            yield gauche + (droite - gauche) * i / 16, dessus + (dessous - dessus) * j / 16


def _repere(nommee: Nommee, etat: _Etat) -> Place:
    """D'où part le trait : le centre, ou la place la plus proche, dans la zone, que rien ne couvre."""
    essais = [nommee.centre, *_grille(*(_emprise(nommee.anneaux)[i] for i in (0, 2, 1, 3)))]
    dans = [p for p in sorted(essais, key=lambda p: math.dist(p, nommee.centre)) if contient(nommee.anneaux, p)]
    return next((p for p in dans if _libre(_autour(p, 6, 6), etat)), dans[0] if dans else nommee.centre)


def _dehors(
    repere: Place, large: float, haut: float, emprises: Sequence[tuple[Anneaux, Boite]], etat: _Etat
) -> Boite | None:
    """La place libre la plus proche hors de toute zone, où le trait ne croise ni un autre trait ni un autre nom."""
    for distance in range(_PAS, _TRAIT_MAX, _PAS):
        for tour in range(24):
            angle = tour * math.pi / 12
            boite = _autour(
                (repere[0] + distance * math.cos(angle), repere[1] + distance * math.sin(angle)), large, haut
            )
            if not _libre(boite, etat) or any(_touche(boite, anneaux, e) for anneaux, e in emprises):
                continue
            fin = bout(repere, boite)
            barre = any(_barre(repere, fin, pris) for pris in etat.pris if not _couvre(pris, repere))
            if not barre and not any(_secantes(repere, fin, *trait) for trait in etat.traits):
                return boite
    return None


def _touche(boite: Boite, anneaux: Anneaux, emprise: Boite) -> bool:
    return _croisent(boite, emprise) and any(contient(anneaux, p) for p in _temoins(boite))


def _libre(boite: Boite, etat: _Etat) -> bool:
    gauche, haut, droite, bas = etat.cadre
    if boite[0] < gauche or boite[1] < haut or boite[2] > droite or boite[3] > bas:
        return False
    return not any(_croisent(boite, pris) for pris in etat.pris) and not any(
        _barre(a, b, boite) for a, b in etat.traits
    )


def _croisent(a: Boite, b: Boite) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def _couvre(boite: Boite, point: Place) -> bool:
    return boite[0] <= point[0] <= boite[2] and boite[1] <= point[1] <= boite[3]


def _autour(centre: Place, large: float, haut: float) -> Boite:
    return centre[0] - large / 2, centre[1] - haut / 2, centre[0] + large / 2, centre[1] + haut / 2


def _temoins(boite: Boite) -> list[Place]:
    gauche, haut, droite, bas = boite
    return [(x, y) for x in (gauche, (gauche + droite) / 2, droite) for y in (haut, (haut + bas) / 2, bas)]


def _barre(a: Place, b: Place, boite: Boite) -> bool:
    pas = [(a[0] + (b[0] - a[0]) * i / 24, a[1] + (b[1] - a[1]) * i / 24) for i in range(24)]
    return any(_couvre(boite, p) for p in pas)


def _secantes(a: Place, b: Place, c: Place, d: Place) -> bool:
    def cote(p: Place, q: Place, r: Place) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return cote(a, b, c) * cote(a, b, d) < 0 and cote(c, d, a) * cote(c, d, b) < 0


def _emprise(anneaux: Anneaux) -> Boite:
    xs, ys = [x for a in anneaux for x, _ in a], [y for a in anneaux for _, y in a]
    return min(xs), min(ys), max(xs), max(ys)


def _alleger(anneau: Sequence[Place]) -> list[Place]:
    """Le même contour, sans les sommets à moins de trois unités du précédent."""
    gardes = [anneau[0]]
    for point in anneau[1:-1]:
        if math.dist(point, gardes[-1]) >= 3:
            gardes.append(point)
    return [*gardes, anneau[-1]]


def _taille(emprise: Boite) -> float:
    return (emprise[2] - emprise[0]) * (emprise[3] - emprise[1])


def bout(repere: Place, boite: Boite) -> Place:
    """Où le trait parti du repère touche le bord de l'étiquette."""
    return min(max(repere[0], boite[0]), boite[2]), min(max(repere[1], boite[1]), boite[3])


def contient(anneaux: Anneaux, point: Place) -> bool:
    """Vrai si le point est dans la surface, trous exclus.

    >>> carre = [[(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)], [(1, 1), (3, 1), (3, 3), (1, 3), (1, 1)]]
    >>> contient(carre, (0.5, 2)), contient(carre, (2, 2))
    (True, False)
    """
    x, y = point
    dedans = False
    for anneau in anneaux:
        for (x1, y1), (x2, y2) in zip(anneau, [*anneau[1:], anneau[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                dedans = not dedans
    return dedans


def descendre(boite: Boite, pris: Sequence[Boite]) -> Boite:
    """La même boîte, descendue jusqu'à n'en toucher aucune ; trop loin, elle reste où elle est."""
    gauche, haut, droite, bas = boite
    for cran in range(8):
        essai = (gauche, haut + cran * (bas - haut + 2), droite, bas + cran * (bas - haut + 2))
        if not any(_croisent(essai, autre) for autre in pris):
            return essai
    return boite


def abreger(nom: str) -> str:
    """Un nom plus court, que l'on reconnaît encore.

    >>> abreger("Sony Aliber"), abreger("Andéramboukane"), abreger("Gao")
    ('Sony A.', 'Andér.', 'Gao')
    """
    premier, *suite = nom.replace("-", " ").split(" ")
    if suite:
        return " ".join([premier, *(f"{m[:1]}." for m in suite)])
    return f"{nom[:5]}." if len(nom) > 7 else nom
