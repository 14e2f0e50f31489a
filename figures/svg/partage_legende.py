"""La colonne de légende de l'image à partager : classes, points, repères, zones numérotées, réserves."""

from __future__ import annotations

import textwrap

from domaine import francais
from figures.carte import classes
from figures.carte.composition import EtatCarte, notes_des_chiffres
from figures.svg.etiquettes import Boite
from figures.svg.papier import DISCRET, ENCRE, couper, ecrire
from requetes.carte.lecture import LectureFond

#: Plus de points que cela sur une image ne se liraient plus : la légende les compte.
POINTS_MAX = 400
_LIGNE, _LETTRES, _BAS = 21, 38, 850
_CROIX = ((-1, -0.5), (-0.5, -1), (0, -0.5), (0.5, -1), (1, -0.5), (0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5), (-0.5, 1))
#: Forme → ses sommets, en parts du rayon.
_FORMES: dict[str, tuple[tuple[float, float], ...]] = {
    "triangle": ((0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
    "losange": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "croix": (*_CROIX, (-1, 0.5), (-0.5, 0)),
}


def dessiner_symbole(symbole: classes.Symbole, x: float, y: float, r: float = 5.5) -> str:
    """Le symbole d'un statut, le même que sur la carte de l'écran."""
    vide = symbole.forme in ("anneau", "petit")
    trait = symbole.couleur if vide else "#1B1B1B"
    style = f'fill="{"#FFFFFF" if vide else symbole.couleur}" stroke="{trait}" stroke-width="{2 if vide else 0.8}"'
    if symbole.forme == "carre":
        cote = r * 0.88
        return f'<rect x="{x - cote:.1f}" y="{y - cote:.1f}" width="{2 * cote:.1f}" height="{2 * cote:.1f}" {style}/>'
    if symbole.forme in _FORMES:
        sommets = " ".join(f"{x + dx * r:.1f},{y + dy * r:.1f}" for dx, dy in _FORMES[symbole.forme])
        return f'<polygon points="{sommets}" {style}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r * (0.7 if symbole.forme == "petit" else 1):.1f}" {style}/>'


def dessiner_marque(espece: str, texte: str, boite: Boite) -> str:
    """Une pastille : le dessin de l'espèce (les mêmes qu'à l'écran) et son compte."""
    gauche, haut, droite, bas = boite
    x, y = gauche + 13, (haut + bas) / 2
    cadre = (
        f'<rect x="{gauche:.0f}" y="{haut:.0f}" width="{droite - gauche:.0f}" height="{bas - haut:.0f}" rx="4" '
        'fill="#FFFFFF" stroke="#5F6368"/>'
    )
    return cadre + _dessin_de_marque(espece, x, y) + ecrire(gauche + 25, y + 5, texte, plus='font-weight="600"')


def _dessin_de_marque(espece: str, x: float, y: float) -> str:
    if espece == "points":
        ronds = [(0, -3.8), (-4.2, 3.5), (4.2, 3.5)]
        return "".join(f'<circle cx="{x + dx:.1f}" cy="{y + dy:.1f}" r="3.3" fill="#0B4F6C"/>' for dx, dy in ronds)
    maison = ((0, -7), (7.7, -0.7), (5.6, -0.7), (5.6, 7), (-5.6, 7), (-5.6, -0.7), (-7.7, -0.7))
    fanion = ((-5.6, -7), (7.7, -3.2), (-3.5, 0.7), (-3.5, 7.7), (-5.6, 7.7))
    sommets = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in (maison if espece == "chantiers" else fanion))
    return f'<polygon points="{sommets}" fill="{"#7A4A12" if espece == "chantiers" else "#5B2A86"}"/>'


class _Colonne:
    """Une colonne qui se remplit de haut en bas."""

    def __init__(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        self.dessins: list[str] = []

    def titrer(self, texte: str, precision: str = "") -> None:
        self.y += 8
        self.ecrire(texte, plus='font-weight="700"')
        if precision:
            self.ecrire(precision, couleur=DISCRET)

    def ecrire(self, texte: str, *, couleur: str = ENCRE, plus: str = "") -> None:
        for ligne in textwrap.wrap(texte, _LETTRES, break_long_words=False) or [""]:
            self.y += _LIGNE
            self.dessins.append(ecrire(self.x, self.y - 5, ligne, couleur=couleur, plus=f'font-size="14" {plus}'))

    def entrer(self, dessin: str, texte: str) -> None:
        self.dessins.append(dessin)
        for ligne in textwrap.wrap(texte, _LETTRES - 4):
            self.y += _LIGNE
            self.dessins.append(ecrire(self.x + 34, self.y - 5, ligne, plus='font-size="14"'))


def dessiner_colonne(
    etat: EtatCarte, fond: LectureFond, numerotees: list[str], ailleurs: int, coin: tuple[float, float]
) -> list[str]:
    """La légende, à droite de la carte.

    Args:
        etat, fond: la carte.
        numerotees: les zones dont le nom n'a pas de place sur elle.
        ailleurs: points comptés que l'image ne peut pas montrer à leur place.
        coin: celui, en haut à gauche, de la colonne.
    """
    x, y = coin
    colonne, legende = _Colonne(x, y - 8), etat.legende
    if legende.titre:
        _dire_les_classes(colonne, etat)
    if legende.statuts:
        _dire_les_points(colonne, etat, ailleurs)
    for espece, texte in legende.marques:
        colonne.entrer(_dessin_de_marque(espece, x + 12, colonne.y + _LIGNE - 10), texte)
    _dire_les_reperes(colonne, fond)
    if numerotees:
        colonne.titrer("Zones numérotées")
        place = max(0, int((_BAS - colonne.y) // _LIGNE) - 4)
        for dit in numerotees[:place]:
            colonne.ecrire(couper(dit, _LETTRES))
        if reste := len(numerotees) - place if len(numerotees) > place else 0:
            colonne.ecrire(f"… et {francais.compte(reste, 'autre')}, dans le tableau de la carte")
    for note in (*notes_des_chiffres(etat), *legende.notes):
        colonne.ecrire(note, couleur=DISCRET)
    return colonne.dessins


def _dire_les_classes(colonne: _Colonne, etat: EtatCarte) -> None:
    colonne.titrer(etat.legende.titre, etat.legende.precision)
    nombre = len(etat.bornes) + 1
    for rang, libelle in enumerate(classes.libelles_classes(etat.bornes, etat.legende.unite)):
        _entrer_case(colonne, classes.teinte(rang, nombre), libelle)
    _entrer_case(colonne, "url(#socle-hachures)", "sans donnée")
    _entrer_case(colonne, "url(#socle-croisillons)", "zone inaccessible")


def _dire_les_points(colonne: _Colonne, etat: EtatCarte, ailleurs: int) -> None:
    colonne.titrer("Points de service", etat.legende.points_le)
    for nom, compte in etat.legende.statuts:
        symbole = classes.SYMBOLES[classes.RANG_SYMBOLE[nom]]
        dessin = dessiner_symbole(symbole, colonne.x + 12, colonne.y + _LIGNE - 9)
        colonne.entrer(dessin, f"{nom} : {francais.nombre(compte)}")
    if sum(compte for _, compte in etat.legende.statuts) > POINTS_MAX:
        colonne.ecrire("Trop nombreux pour cette image : comptés, non dessinés.", couleur=DISCRET)
    elif ailleurs:
        colonne.ecrire(f"dont hors du périmètre ou du cadre, non dessinés : {ailleurs}", couleur=DISCRET)


def _dire_les_reperes(colonne: _Colonne, fond: LectureFond) -> None:
    genres = {r.genre for r in fond.reperes}
    if genres & {"fleuve", "villes"}:
        colonne.titrer("Repères")
    x = colonne.x
    if "fleuve" in genres:
        trait = f'<path d="M{x:.0f} {colonne.y + _LIGNE - 9:.0f}h24" stroke="#3F8FC4" stroke-width="3"/>'
        colonne.entrer(trait, "fleuve")
    if "villes" in genres:
        carre = f'<rect x="{x + 9:.0f}" y="{colonne.y + _LIGNE - 12:.0f}" width="6" height="6" fill="#1B1B1B"/>'
        colonne.entrer(carre, "chef-lieu")


def _entrer_case(colonne: _Colonne, fond: str, libelle: str) -> None:
    case = (
        f'<rect x="{colonne.x:.0f}" y="{colonne.y + _LIGNE - 17:.0f}" width="24" height="14" fill="{fond}" '
        'stroke="#3C4043"/>'
    )
    colonne.entrer(case, libelle)
