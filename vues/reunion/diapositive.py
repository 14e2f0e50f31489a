"""Une diapositive : une idée, lisible à trois mètres. Des textes bruts, qu'un gabarit échappe et met en page."""

from __future__ import annotations

import base64
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from domaine import francais
from domaine.journal import Point
from figures.mots import etats
from requetes.registres.decisions import Decision

_ICI = Path(__file__).parent
#: Ce qui tient sous le titre d'un écran de 720 points, à 22 points de corps.
LIGNES_MAX = 6


@dataclass(frozen=True, slots=True)
class Grand:
    """Un chiffre qui se lit de loin, et ce qu'il compte ; `etat` lui donne son mot et sa couleur."""

    valeur: str
    libelle: str
    etat: str = ""


@dataclass(frozen=True, slots=True)
class Tableau:
    """Quelques lignes, les plus importantes d'abord : l'écran cache les dernières quand elles ne tiennent pas.

    Attributes:
        reste: celles que la diapositive n'a pas.
        vide: ce qui se dit sans aucune.
        secondaires: rangs des colonnes dont on se passe quand un panneau s'ouvre à côté.
    """

    titre: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    reste: int = 0
    vide: str = ""
    secondaires: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lien:
    """Une page entière, ouverte à côté de la diapositive, et comment en revenir."""

    fichier: str
    libelle: str
    parametres: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sujet:
    """Ce sur quoi porterait une décision prise ici : de quoi remplir d'avance le panneau «Décider».

    Attributes:
        points: identifiant → nom de ceux que la diapositive propose ; aucun n'est coché d'avance.
        groupes: ce qu'ils ont en commun → leurs identifiants, pour les prendre tous d'un geste.
    """

    code_indicateur: str | None = None
    code_zone: str | None = None
    points: Mapping[str, str] = field(default_factory=dict)
    groupes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diapositive:
    """Ce qu'un point de l'ordre du jour montre.

    Attributes:
        question: ce à quoi la salle répond.
        ordre: l'ordre du jour, que l'écran numérote.
        puces: des faits, les premiers d'abord ; `puces_reste` : ceux que la diapositive n'a pas.
        dessin: un SVG, et sa description ; vides sans dessin.
        decisions: celles qu'elle liste, que l'on peut exécuter, reporter, abandonner.
    """

    point: Point
    titre: str
    phrase: str = ""
    question: str = ""
    grands: tuple[Grand, ...] = ()
    tableaux: tuple[Tableau, ...] = ()
    ordre: tuple[str, ...] = ()
    puces: tuple[str, ...] = ()
    puces_reste: int = 0
    dessin: str = ""
    description: str = ""
    liens: tuple[Lien, ...] = ()
    sujet: Sujet = Sujet()
    decisions: tuple[Decision, ...] = ()


def dessiner(diapositive: Diapositive) -> str:
    """Le HTML d'une diapositive ; tout texte reçu y est échappé, le dessin y est une image que rien n'anime."""
    dessin = base64.b64encode(diapositive.dessin.encode()).decode() if diapositive.dessin else ""
    return _gabarit().render(
        d=diapositive, dessin=dessin, mot=etats.mot, couleurs=etats.couleurs, compte=francais.compte
    )


@functools.cache
def _gabarit() -> jinja2.Template:
    lieu = jinja2.FileSystemLoader(_ICI)
    atelier = jinja2.Environment(
        loader=lieu, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    return atelier.get_template("diapositive.html.j2")
