"""«Vos dix premières minutes» : pour chaque public, une page courte, des gestes dans l'ordre, l'écran qu'on y verra.

Les images sont prises de la démonstration par `tests/navigateur/test_images_aide.py`, qui échoue quand l'écran n'est
plus le leur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

from vues.filtres.adresse import choisir
from vues.page import navigation

IMAGES = Path(__file__).with_name("images")


@dataclass(frozen=True)
class Etape:
    """Un geste : la page où il se fait, ce qu'on y cherche, ce qu'on y voit.

    Attributes:
        titre: la question, telle qu'on se la pose.
        gestes: quoi faire, en Markdown.
        page: où, de `navigation`.
        image: son nom dans `IMAGES`, sans extension ; vide : aucune.
        montre: ce que l'image montre, pour qui ne la voit pas.
    """

    titre: str
    gestes: str
    page: str
    image: str = ""
    montre: str = ""


_PHARES = Etape(
    "Où en sommes-nous\u00a0?",
    "Lisez la phrase du haut, puis les cartes\u00a0: chaque chiffre est à côté de ce qui était **dû** à cette date. "
    "Le signe et le mot disent l’état\u00a0; (p) veut dire provisoire, n.\u00a0d. non disponible, jamais zéro.",
    navigation.VUE_ENSEMBLE,
    "phares",
    "Les cartes des indicateurs phares : valeur, part de la cible due, petite courbe",
)
_COURBE = Etape(
    "D’où vient ce chiffre, et comment évolue-t-il\u00a0?",
    "Un clic sur un indicateur ouvre sa courbe, contre sa cible en tirets. Dessous, «\u00a0D’où vient ce "
    "chiffre\u00a0» remonte aux lignes reçues, «\u00a0Pourquoi\u00a0?\u00a0» nomme ce qui manque.",
    navigation.TENDANCES,
    "courbe",
    "La courbe d’un indicateur, sa cible en tirets, les remontées reçues sous l’axe",
)
#: Une édition remise ne dit ni les lignes des classeurs, ni ce qui manque chose par chose.
_COURBE_REMISE = replace(
    _COURBE,
    titre="Comment ce chiffre évolue-t-il, et comment se calcule-t-il\u00a0?",
    gestes="Dans «\u00a0Tendances\u00a0», la courbe d’un indicateur, contre sa cible en tirets. À côté, sa méthode de "
    "calcul, ses termes et ce qui a été reçu. Les lignes des classeurs restent à l’équipe du projet.",
)
#: Public → ses gestes ; le premier est celui qui s'ouvre.
PARCOURS: dict[str, tuple[Etape, ...]] = {
    "Chef de projet, suivi-évaluation": (
        _PHARES,
        _COURBE,
        Etape(
            "Puis-je m’y fier, et qui doit envoyer quoi\u00a0?",
            "La première phrase dit si les données suffisent pour décider. L’onglet «\u00a0À envoyer\u00a0» est la "
            "liste des relances\u00a0; «\u00a0Déposer un classeur\u00a0» montre ce qu’un fichier changerait avant que "
            "rien n’entre.",
            navigation.QUALITE,
            "a_envoyer",
            "La liste de ce que chaque coordination doit encore envoyer",
        ),
    ),
    "Réunion de coordination": (
        Etape(
            "Préparer",
            "Choisissez l’instance, la zone et l’édition montrée\u00a0; l’ordre du jour se propose. Puis "
            "«\u00a0Ouvrir la séance\u00a0» et «\u00a0Présenter\u00a0»\u00a0: les flèches du clavier vont d’un point à "
            "l’autre, **D** écrit une décision, **E** en déclare une exécutée.",
            navigation.REUNION,
            "preparer",
            "Le formulaire qui prépare une réunion",
        ),
        Etape(
            "Suivre les décisions",
            "Les décisions en retard viennent d’abord\u00a0; une ligne ouvre sa fiche. Après la séance, le compte "
            "rendu est prêt en PDF et en Word.",
            navigation.DECISIONS,
            "decisions",
            "Le tableau des décisions : texte, responsable, échéance, retard",
        ),
    ),
    "Bailleur": (
        _PHARES,
        _COURBE_REMISE,
        Etape(
            "Que vaut cette édition\u00a0?",
            "Une édition remise ne change plus\u00a0: son numéro et sa date sont dans le bandeau. Sa première page "
            "donne le rapport, en un fichier à ouvrir sans réseau et en PDF, et ses tableaux.",
            navigation.EDITIONS,
        ),
    ),
}


def afficher(*, remise: bool) -> None:
    """La page du public choisi ; qui lit une édition remise n'a que la sienne."""
    publics = {"Bailleur": "Bailleur"} if remise else {nom: nom for nom in PARCOURS}
    public = "Bailleur" if remise else choisir("public", "Vous êtes", publics, largeur=300)
    _dessiner(PARCOURS[public])
    st.caption("Images\u00a0: écrans d’un projet **fictif**, pas le vôtre.")


def _dessiner(etapes: Sequence[Etape]) -> None:
    for rang, etape in enumerate(etapes, 1):
        texte, vue = st.columns([1, 1.4], gap="medium")
        with texte:
            st.markdown(f"**{rang}. {etape.titre}**  \n{etape.gestes}")
            navigation.lier(etape.page, "→ Y aller", {})
        if etape.image:
            vue.image(IMAGES / f"{etape.image}.webp", caption=etape.montre)
