"""Les parties de la page Comparaisons : barres, deux périodes, grille des états, réserves."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from figures import barres, ecriture, grille, theme
from requetes import referentiel
from requetes.ouverture import Edition
from vues import donnees, etats, tables
from vues.filtres import Filtres, choisir
from vues.tableaux import afficher_tableau, telecharger
from vues.textes import echapper

_NIVEAUX = {"region": "Régions", "cercle": "Cercles", "commune": "Communes"}
#: Au-delà de dix points d'écart de complétude, deux zones ne se comparent pas sans réserve.
_ECART_DE_COMPLETUDE = 0.1


def choisir_niveau(edition: Edition, code: str) -> str:
    """Le niveau comparé, parmi ceux où l'indicateur existe."""
    collecte = str(donnees.lire(edition, referentiel.indicateurs).set_index("code").at[code, "niveau_collecte"])
    ordre = list(_NIVEAUX)
    offerts = ordre[: ordre.index(collecte) + 1] if collecte in ordre else []
    return choisir("niveau", "Niveau", {n: _NIVEAUX[n] for n in offerts}, largeur=170)


def afficher_barres(lignes: pd.DataFrame, indicateur: dict[Hashable, Any], titre: str, filtres: Filtres) -> None:
    """Une barre par zone contre sa propre cible, la réserve éventuelle, le tableau."""
    st.markdown(f"**{echapper(titre)}**")
    if lignes.empty:
        st.info("Aucune ligne à cette lecture pour ce niveau : choisissez une autre période.", icon="ℹ️")
        return
    unite = str(indicateur["unite"])
    mots = {etat: etats.mot(etat) for etat in etats.ETATS}
    st.plotly_chart(barres.tracer_barres(lignes, unite, mots), config=theme.CONFIG, key="barres", alt=titre)
    st.caption(
        "Trait : la cible due de la zone, quand elle en a une ; une zone n’hérite jamais de la cible d’une autre. "
        "Barre hachurée et (p) : chiffre provisoire."
    )
    _reserver(lignes)
    with st.expander("Tableau"):
        tables.afficher_zones(lignes, unite, titre, filtres)


def _reserver(lignes: pd.DataFrame) -> None:
    """Dit quand la complétude n'est pas la même partout : la comparaison vaut ce que valent les données."""
    parts = (lignes["recues"] / lignes["attendues"].where(lignes["attendues"] > 0)).reset_index(drop=True)
    if parts.notna().sum() < 2 or parts.max() - parts.min() <= _ECART_DE_COMPLETUDE:
        return
    bas, haut = lignes.iloc[int(parts.argmin())], lignes.iloc[int(parts.argmax())]
    st.warning(
        f"**Réserve** : la complétude va de {ecriture.completude(bas['recues'], bas['attendues'])} "
        f"({echapper(bas['zone'])}) à {ecriture.completude(haut['recues'], haut['attendues'])} "
        f"({echapper(haut['zone'])}). Ces zones ne se comparent pas à données égales.",
        icon="⚠️",
    )


def afficher_deux_periodes(
    lignes: pd.DataFrame, indicateur: dict[Hashable, Any], libelles: tuple[str, str], filtres: Filtres
) -> None:
    """D'où l'on vient, où l'on est, et la différence, zone par zone."""
    unite = str(indicateur["unite"])
    titre = f"{indicateur['libelle_court']} : {libelles[0]} → {libelles[1]}"
    st.markdown(f"**{echapper(titre)}**")
    if lignes.empty:
        st.info("Aucune ligne à ces deux périodes.", icon="ℹ️")
        return
    figure = barres.tracer_deux_periodes(lignes, unite, libelles)
    st.plotly_chart(figure, config=theme.CONFIG, key="deux_periodes", alt=titre)
    montre = pd.DataFrame([_ligne_de_comparaison(ligne, unite, libelles) for ligne in lignes.to_dict("records")])
    afficher_tableau(montre, lignes, "Deux périodes", cle="deux_periodes", filtres=filtres.en_clair)
    if lignes["completude_differe"].any():
        st.caption("(!) La complétude diffère de plus de dix points entre les deux périodes : écart sous réserve.")


def _ligne_de_comparaison(ligne: dict[Hashable, Any], unite: str, libelles: tuple[str, str]) -> dict[str, str]:
    textes = {"Zone": str(ligne["zone"])}
    for cote, libelle in zip("ab", libelles, strict=True):
        chiffre = ecriture.valeur(
            ligne[f"valeur_{cote}"], unite, ligne[f"numerateur_{cote}"], ligne[f"denominateur_{cote}"]
        )
        textes[libelle] = chiffre + (" (p)" if ligne[f"provisoire_{cote}"] is True else "")
    reserve = " (!)" if ligne["completude_differe"] is True else ""
    return textes | {"Écart": ecriture.ecart(ligne["ecart"], unite) + reserve}


def afficher_grille(lignes: pd.DataFrame, titre: str, filtres: Filtres) -> None:
    """Les indicateurs contre les zones, par état ; la case dit la valeur, le symbole et la couleur disent l'état."""
    if lignes.empty:
        st.info("Aucun indicateur n’a de ligne à cette lecture pour ce niveau.", icon="ℹ️")
        return
    textes, styles = grille.composer_grille(lignes, etats.symbole)
    # L'échappement ne touche que le texte ; les styles ne viennent que du thème.
    # Un nom de zone est aussi un titre de colonne.
    surs = textes.map(echapper).rename(columns=echapper)
    stylee = surs.style.apply(lambda _: styles.rename(columns=echapper), axis=None).hide(axis="index")
    st.table(stylee, alt=titre)
    telecharger(lignes, titre, cle="grille", filtres=filtres.en_clair)
