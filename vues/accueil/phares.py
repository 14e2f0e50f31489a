"""Les vignettes des neuf indicateurs phares : valeur, cible due, état, mouvement, complétude, petite courbe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from domaine import francais
from domaine.chiffre import Moment
from figures.mots import chiffre, ecriture
from figures.svg.etincelle import dessiner_etincelle
from requetes.accueil.situation import Phare
from vues.elements import etats
from vues.page import navigation
from vues.textes import echapper

_LARGEUR_COURBE_PX = 78


def afficher_vignettes(
    phares: Sequence[Phare], suites: Mapping[str, Sequence[Moment]], parametres: dict[str, str]
) -> None:
    """Les vignettes, dans l'ordre du cadre logique ; `socle.css` les range par trois, ou en une colonne.

    Args:
        phares: `requetes.accueil.situation.situation`.
        suites: `requetes.accueil.situation.suites_des_phares`.
        parametres: filtres à porter vers la page Tendances.
    """
    with st.container(key="phares"):
        for phare in phares:
            with st.container(border=True, height="stretch", gap="xxsmall"):
                _afficher_vignette(phare, suites.get(phare.code_indicateur, ()), parametres)


def _afficher_vignette(phare: Phare, suite: Sequence[Moment], parametres: dict[str, str]) -> None:
    nom = phare.libelle_court
    navigation.lier(navigation.TENDANCES, f"**{echapper(nom)}**", parametres | {"indicateur": phare.code_indicateur})
    if not phare.lu:
        st.markdown(f"### {francais.SO}")
        st.caption("Collecté moins souvent que la lecture choisie.")
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xsmall"):
        st.markdown(f"### {echapper(chiffre.valeur(phare))}", width="content")
        courbe = dessiner_etincelle([m.valeur for m in suite], [m.cible_due for m in suite], bool(phare.provisoire))
        st.image(courbe, width=_LARGEUR_COURBE_PX, alt=f"Tendance : {nom}, valeur et cible due en tirets")
    st.markdown(f"{etats.marque(phare.etat)}{etats.reserves(phare)} :small[{_contre_la_cible(phare)}]")
    st.caption(f"{_ligne([chiffre.taux(phare), chiffre.completude(phare)])}  \n{_mouvement(phare)}")


def _contre_la_cible(phare: Phare) -> str:
    if phare.cible_due is None:
        return "cible non échue" if phare.etat == "non échu" else "pas de cible due"
    return f"cible due {echapper(ecriture.nombre(phare.cible_due, phare.unite))}"


def _mouvement(phare: Phare) -> str:
    """Le mouvement depuis la période d'avant ; sans lui, ce qui l'empêche."""
    declare = "zéro déclaré" if phare.valeur == 0 else ""
    ecart = phare.ecart
    if ecart is None:
        return _ligne([declare, _sans_mouvement(phare)])
    fleche = f"{'↗' if ecart > 0 else '↘'}{francais.INSECABLE}{ecriture.ecart(ecart, phare.unite)}"
    return _ligne([declare, f"{fleche if ecart else 'stable'} depuis {francais.periode(phare.periode_avant)}"])


def _sans_mouvement(phare: Phare) -> str:
    """Ce qui empêche de comparer ; rien à dire quand il n'y a pas de période d'avant, ou pas de valeur."""
    if phare.periode_avant is None or phare.valeur is None:
        return ""
    if phare.valeur_avant is None:
        return f"n.\u00a0d. pour {francais.periode(phare.periode_avant)}"
    return f"période en cours, non comparée à {francais.periode(phare.periode_avant)}"


def _ligne(morceaux: list[str]) -> str:
    return echapper(" · ".join(m for m in morceaux if m))
