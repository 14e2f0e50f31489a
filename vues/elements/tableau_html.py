"""Un tableau en vrai HTML : il s'imprime, se lit au lecteur d'écran, se range, s'ouvre ; à l'étroit, des cartes.

Le balisage porte, par cellule, le titre de sa colonne (`data-t`, que la carte écrit devant) et sa vraie valeur
(`data-v`, qui range). `web/tableaux.js` fait le rangement et l'ouverture, `vues/page/socle.css` l'apparence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from domaine.periodes import sans_accent
from vues.elements import valeurs
from vues.textes import propre

#: Au-delà, le tableau défile dans son cadre, titres en vue.
_LIGNES_SANS_DEFILER = 14
#: Un texte plus long passe à la ligne dans une colonne large.
_PHRASE = 42


@dataclass(frozen=True)
class Colonne:
    """Une colonne prête à s'écrire.

    Attributes:
        titre: en français.
        ecrits: ses textes.
        cles: ce qui les range ; `None` : leurs lettres.
    """

    titre: str
    ecrits: Sequence[str]
    cles: Sequence[float | None] | None

    def absente(self, rang: int) -> bool:
        """Vrai d'une cellule sans valeur, que son texte le dise («n. d.») ou seulement ses clés («sans échéance»)."""
        return (self.cles is not None and self.cles[rang] is None) or valeurs.absent(self.ecrits[rang])

    @property
    def classe(self) -> str:
        """`n` : des nombres, alignés à droite ; `l` : des phrases, qui passent à la ligne."""
        if self.cles is not None:
            return "n"
        return "l" if max(map(len, self.ecrits), default=0) > _PHRASE else ""


def de_textes(titre: str, ecrits: Sequence[object]) -> Colonne:
    """Une colonne de textes, dont les valeurs se relisent."""
    propres = [propre(e) for e in ecrits]
    return Colonne(titre, propres, valeurs.cles(propres))


def ranger(colonne: Colonne, *, envers: bool) -> list[int]:
    """Le rang des lignes, par leurs vraies valeurs ; une absence, ni petite ni grande, va toujours à la fin.

    >>> ranger(Colonne("Jours", ["12 j", "", "3 j"], [12.0, None, 3.0]), envers=True)
    [0, 2, 1]
    >>> ranger(Colonne("Échéance", ["01/02/2024", "à fixer", "01/01/2024"], [2.0, None, 1.0]), envers=False)
    [2, 0, 1]
    """
    absentes = [colonne.absente(rang) for rang in range(len(colonne.ecrits))]
    cles: list[Any] = [sans_accent(e) for e in colonne.ecrits] if colonne.cles is None else list(colonne.cles)
    rangs = range(len(absentes))
    connus = sorted((r for r in rangs if not absentes[r]), key=lambda r: cles[r], reverse=envers)
    return connus + [r for r in rangs if absentes[r]]


def extraire(colonne: Colonne, rangs: Sequence[int]) -> Colonne:
    """La même colonne, pour ces lignes, dans cet ordre."""
    cles = None if colonne.cles is None else [colonne.cles[r] for r in rangs]
    return Colonne(colonne.titre, [colonne.ecrits[r] for r in rangs], cles)


def composer(
    colonnes: Sequence[Colonne], titre: str, *, cle: str, liens: Sequence[str] = (), rangeable: bool = True
) -> str:
    """Le tableau.

    Args:
        colonnes: au moins une, de même longueur.
        titre: son nom, pour qui ne le voit pas.
        cle: ce qui le reconnaît d'un dessin à l'autre : rangé, il le reste.
        liens: l'adresse qu'ouvre chaque ligne, vide pour celle qui n'ouvre rien.
        rangeable: faux pour une page d'un tableau plus long, que le serveur range en entier.
    """
    nombre = len(colonnes[0].ecrits)
    tetes = "".join(_tete(c, rangeable) for c in colonnes)
    lignes = "".join(_ligne(colonnes, rang, liens[rang] if liens else "") for rang in range(nombre))
    defile = f' tabindex="0" role="region" aria-label="{escape(titre)}"' if nombre > _LIGNES_SANS_DEFILER else ""
    return (
        f'<div class="socle-tableau" data-cle="{escape(cle)}" data-n="{nombre}"{defile}>'
        f'<table aria-label="{escape(titre)}"><thead><tr>{tetes}</tr></thead><tbody>{lignes}</tbody></table></div>'
    )


def _tete(colonne: Colonne, rangeable: bool) -> str:
    titre = escape(propre(colonne.titre))
    dedans = f'<button type="button">{titre}</button>' if rangeable else titre
    return f'<th scope="col" class="{colonne.classe}">{dedans}</th>'


def _ligne(colonnes: Sequence[Colonne], rang: int, lien: str) -> str:
    premiere, *suite = (_cellule(c, rang) for c in colonnes)
    if lien:
        debut, _, texte = premiere.partition(">")
        premiere = f'{debut}><a href="{escape(lien)}" data-vue="">{texte.removesuffix("</td>")}</a></td>'
    return f"<tr>{premiere}{''.join(suite)}</tr>"


def _cellule(colonne: Colonne, rang: int) -> str:
    ecrit = colonne.ecrits[rang]
    classes = " ".join(c for c in (colonne.classe, "v" if colonne.absente(rang) else "") if c)
    classe = f' class="{classes}"' if classes else ""
    vraie = ""
    if colonne.cles is not None:
        connue = colonne.cles[rang]
        vraie = f' data-v="{"" if connue is None else format(connue, ".12g")}"'
    return f'<td data-t="{escape(propre(colonne.titre))}"{classe}{vraie}>{escape(ecrit)}</td>'
