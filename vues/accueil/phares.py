"""Les cartes des neuf indicateurs phares : valeur, cible due, état, mouvement, complétude, petite courbe."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.mots import ecriture
from figures.svg.etincelle import dessiner_etincelle
from vues.elements import etats, methode
from vues.page import navigation
from vues.textes import echapper

_LARGEUR_COURBE_PX = 78


def afficher_cartes(situation: pd.DataFrame, tendances: pd.DataFrame, parametres: dict[str, str]) -> None:
    """Les cartes, dans l'ordre du cadre logique ; `socle.css` les range par trois, ou en une colonne.

    Args:
        situation: `requetes.accueil.situation.situation`.
        tendances: `requetes.accueil.situation.tendances_des_phares`.
        parametres: filtres à porter vers la page Tendances.
    """
    with st.container(key="phares"):
        for ligne in situation.to_dict("records"):
            serie = tendances[tendances["code_indicateur"] == ligne["code_indicateur"]]
            with st.container(border=True, height="stretch", gap="xxsmall"):
                _afficher_carte(ligne, serie, parametres)


def _afficher_carte(ligne: dict[Any, Any], serie: pd.DataFrame, parametres: dict[str, str]) -> None:
    code, unite, nom = str(ligne["code_indicateur"]), str(ligne["unite"]), str(ligne["libelle_court"])
    navigation.lier(navigation.TENDANCES, f"**{echapper(nom)}**", parametres | {"indicateur": code})
    if francais.absente(ligne["etat"]):
        st.markdown(f"### {francais.SO}")
        st.caption("Collecté moins souvent que la lecture choisie.")
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="xsmall"):
        chiffre = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
        chiffre = etats.absence(ligne["etat"]) if francais.absente(ligne["valeur"]) else chiffre
        st.markdown(f"### {echapper(chiffre)}", width="content")
        courbe = dessiner_etincelle(list(serie["valeur"]), list(serie["cible_due"]), ligne["provisoire"] is True)
        st.image(courbe, width=_LARGEUR_COURBE_PX, alt=f"Tendance : {nom}, valeur et cible due en tirets")
    provisoire = " :gray-badge[provisoire]" if ligne["provisoire"] is True else ""
    st.markdown(f"{etats.marque(ligne['etat'])}{provisoire} :small[{_contre_la_cible(ligne, unite)}]")
    st.caption(
        f"{_ligne([_taux(ligne), ecriture.completude(ligne['recues'], ligne['attendues'])])}  \n{_mouvement(ligne)}"
    )


def _contre_la_cible(ligne: dict[Any, Any], unite: str) -> str:
    if francais.absente(ligne["cible_due"]):
        return "cible non échue" if ligne["etat"] == "non échu" else "pas de cible due"
    return f"cible due {echapper(ecriture.nombre(ligne['cible_due'], unite))}"


def _taux(ligne: dict[Any, Any]) -> str:
    return methode.taux_en_mots(ligne)


def _mouvement(ligne: dict[Any, Any]) -> str:
    """Le mouvement depuis la période d'avant ; sans lui, ce qui l'empêche."""
    declare = "zéro déclaré" if ligne["valeur"] == 0 else ""
    ecart, unite = ligne["ecart"], str(ligne["unite"])
    if francais.absente(ecart):
        return _ligne([declare, _sans_mouvement(ligne)])
    dit = "stable" if ecart == 0 else f"{'↗' if ecart > 0 else '↘'}{francais.INSECABLE}{ecriture.ecart(ecart, unite)}"
    return _ligne([declare, f"{dit} depuis {francais.periode(ligne['periode_avant'])}"])


def _sans_mouvement(ligne: dict[Any, Any]) -> str:
    """Ce qui empêche de comparer ; rien à dire quand il n'y a pas de période d'avant, ou pas de valeur."""
    avant = ligne["periode_avant"]
    if francais.absente(avant) or francais.absente(ligne["valeur"]):
        return ""
    if francais.absente(ligne["valeur_avant"]):
        return f"n. d. pour {francais.periode(avant)}"
    return f"période en cours, non comparée à {francais.periode(avant)}"


def _ligne(morceaux: list[str]) -> str:
    return echapper(" · ".join(m for m in morceaux if m))
