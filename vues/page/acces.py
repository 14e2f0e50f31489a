"""Qui lit : le profil en vigueur et le refus d'une page qui ne lui est pas destinée."""

from __future__ import annotations

import streamlit as st

from domaine.reglages import ReglageInvalide
from requetes.edition.figees import LISIBLES
from vues import lecteur
from vues.lecteur import AccesFerme
from vues.textes import echapper, taire_chemins

LIBELLES = {"interne": "équipe du projet", "partenaires": "partenaires", "bailleur": "bailleur"}


def profil_en_vigueur() -> str:
    """Le public servi par cet écran ; arrête la page quand un réglage est faux, ou que qui lit n'y a plus droit."""
    try:
        return lecteur.public()
    except AccesFerme as ferme:
        with st.container(border=True):
            st.subheader("Cette séance est terminée", anchor=False)
            st.markdown(f"{echapper(ferme)} Aucune donnée n’a été envoyée à votre navigateur.")
        st.stop()
    except ReglageInvalide as erreur:
        st.error("**Réglage à corriger.** Rien n’est montré tant qu’il est faux.", icon="⚠️")
        st.markdown(echapper(taire_chemins(erreur)))
        st.stop()


def exiger(profils: tuple[str, ...]) -> str:
    """Rend le profil, ou dessine le refus et arrête la page.

    Chaque page l'appelle elle-même, par `entree.ouvrir_page` : après un redémarrage, un lien direct peut exécuter
    une page sans passer par `app.py`.
    """
    profil = profil_en_vigueur()
    if profil not in profils:
        refuser(profil)
    return profil


def exiger_edition(profil: str, identite: dict[str, str]) -> None:
    """Arrête la page si l'édition n'a pas été bâtie pour ce profil : une édition vivante est pour l'équipe seule."""
    if identite.get("public", "interne") not in LISIBLES[profil]:
        _dire_refus(
            f"Vous lisez ce tableau de bord avec le profil **{LIBELLES[profil]}**. Il ne montre que des éditions "
            "construites pour ce public, et aucune n’est disponible ici.",
            "Demandez à l’équipe du projet de vous remettre une édition.",
        )


def refuser(profil: str) -> None:
    """L'état «refusé» : dit à qui la page est destinée et quoi faire, sans rien montrer de l'édition."""
    _dire_refus(
        f"Vous lisez ce tableau de bord avec le profil **{LIBELLES[profil]}**\u00a0: cette page est celle d’un autre "
        "public, et rien de ce qui vous est remis ne s’y lit.",
        "Le menu mène aux pages de l’édition remise\u00a0; si elle vous manque, demandez-la à l’équipe du projet.",
    )


def _dire_refus(pourquoi: str, remede: str) -> None:
    with st.container(border=True):
        st.subheader("🔒 Cette page n’est pas ouverte à ce profil", anchor=False)
        st.markdown(pourquoi)
        st.markdown(f"**Que faire\u00a0?** {remede} Aucune donnée interne n’a été envoyée à votre navigateur.")
    st.stop()
