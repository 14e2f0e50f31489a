"""La petite courbe d'une carte : un SVG de moins de deux kilooctets, sans aucun texte reçu."""

from __future__ import annotations

from collections.abc import Sequence

from domaine import francais
from figures.graphiques import theme

_LARGEUR, _HAUTEUR, _BORD = 110, 36, 5


def dessiner_etincelle(
    valeurs: Sequence[float | None], cibles: Sequence[float | None], provisoire: bool = False
) -> str:
    """La série d'un indicateur et sa cible due, sans axe : la forme du mouvement.

    Une absence coupe la ligne ; un chiffre isolé reste un point ; le dernier point est creux quand il est provisoire.

    Args:
        valeurs: dans l'ordre du temps ; absente → trou.
        cibles: cible due à chaque période, de même longueur ; absente → rien.
        provisoire: vrai quand la dernière valeur l'est.

    Returns:
        Le texte SVG ; un cadre vide quand aucune valeur n'est connue.
    """
    connues = [float(v) for v in (*valeurs, *cibles) if v is not None and not francais.absente(v)]
    if not any(not francais.absente(v) for v in valeurs):
        return _svg("")
    bas, haut = min(0.0, *connues), max(connues)
    etendue = haut - bas or 1.0

    def placer(rang: int, valeur: float) -> tuple[float, float]:
        x = _BORD + rang * (_LARGEUR - 2 * _BORD) / max(len(valeurs) - 1, 1)
        return round(x, 1), round(_HAUTEUR - _BORD - (valeur - bas) / etendue * (_HAUTEUR - 2 * _BORD), 1)

    traits = [
        _trace(trait, f'stroke="{theme.CIBLE}" stroke-width="1.5" stroke-dasharray="4 3"')
        for trait in _traits(cibles, placer)
    ]
    traits += [_trace(trait, f'stroke="{theme.ACCENT}" stroke-width="2.5"') for trait in _traits(valeurs, placer)]
    dernier = max(rang for rang, v in enumerate(valeurs) if not francais.absente(v))
    x, y = placer(dernier, float(valeurs[dernier] or 0))
    fond = "none" if provisoire else theme.ACCENT
    return _svg(
        "".join(traits) + f'<circle cx="{x}" cy="{y}" r="4" fill="{fond}" stroke="{theme.ACCENT}" stroke-width="2"/>'
    )


def _traits(valeurs: Sequence[float | None], placer: object) -> list[list[tuple[float, float]]]:
    """Les morceaux continus d'une série."""
    morceaux: list[list[tuple[float, float]]] = [[]]
    for rang, valeur in enumerate(valeurs):
        if francais.absente(valeur):
            morceaux.append([])
        else:
            morceaux[-1].append(placer(rang, float(valeur or 0)))  # type: ignore[operator]
    return [m for m in morceaux if m]


def _trace(points: list[tuple[float, float]], style: str) -> str:
    if len(points) == 1:
        (x, y) = points[0]
        return f'<line x1="{x - 2}" y1="{y}" x2="{x + 2}" y2="{y}" {style}/>'
    return f'<polyline points="{" ".join(f"{x},{y}" for x, y in points)}" fill="none" {style}/>'


def _svg(contenu: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LARGEUR}" height="{_HAUTEUR}" '
        f'viewBox="0 0 {_LARGEUR} {_HAUTEUR}">{contenu}</svg>'
    )
