"""Le bloc «Équité» : la place des femmes et de la population nomade, zone par zone."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.mots import ecriture
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import Filtres

_NOMS = {
    "part déclarée": "femmes",
    "part": "part des femmes",
    "écart": "écart femmes − hommes",
}


def afficher_equite(femmes: pd.DataFrame, nomades: pd.DataFrame, filtres: Filtres) -> None:
    """Les mesures d'équité en lignes, les zones en colonnes ; ce que l'édition ne ventile pas n'y est pas."""
    st.subheader("Équité : femmes, population nomade", anchor=False)
    mesures = [_des_femmes(li) for li in femmes.to_dict("records")]
    mesures += [_des_nomades(li) for li in nomades.to_dict("records")]
    if not mesures:
        st.info(
            "À cette lecture et à ce niveau, aucun indicateur n’est ventilé par sexe, aucune étape SPI n’est comptée.",
            icon="ℹ️",
        )
        return
    zones = list(dict.fromkeys(m["zone"] for m in mesures))
    montre = pd.DataFrame(
        [
            {"Mesure": nom}
            | {z: next((m["texte"] for m in mesures if m["cle"] == (nom, z)), francais.SO) for z in zones}
            for nom in dict.fromkeys(m["cle"][0] for m in mesures)
        ]
    )
    emporte = pd.DataFrame([m["emporte"] for m in mesures])
    afficher_tableau(montre, emporte, "Équité", cle="equite", filtres=filtres.en_clair)
    st.caption(
        "Part des femmes : femmes sur femmes et hommes, là où les deux sexes sont ventilés ; sinon n. d. Écart : le "
        "taux des femmes moins celui des hommes. Étapes nomades : sur les étapes tenues dont la population est dite ; "
        "une étape «\u00a0mixte\u00a0» n’en est pas une. (!) La complétude varie de plus de dix points entre les zones."
    )


def _des_femmes(ligne: dict[Hashable, Any]) -> dict[str, Any]:
    unite = str(ligne["unite"])
    nom = f"{ligne['code_indicateur']} {ligne['libelle_court']} : {_NOMS[str(ligne['genre'])]}"
    if ligne["genre"] == "écart":
        texte = ecriture.ecart(ligne["valeur"], unite)
        if not francais.absente(ligne["valeur"]):
            texte += f" ({ecriture.nombre(ligne['femmes'], unite)} contre {ecriture.nombre(ligne['hommes'], unite)})"
    else:
        texte = ecriture.valeur(ligne["valeur"], "%", ligne["femmes"], ligne["ensemble"])
    return _mesure(nom, texte, ligne, "femmes hommes ensemble")


def _des_nomades(ligne: dict[Hashable, Any]) -> dict[str, Any]:
    nom = f"{ligne['code_indicateur']} {ligne['libelle_court']} : en population nomade"
    texte = f"{ecriture.nombre(ligne['valeur'], '%')} ({francais.fraction(ligne['nomades'], ligne['dites'])})"
    if ligne["tenues"] > ligne["dites"]:
        texte += f", {francais.compte(ligne['tenues'] - ligne['dites'], 'étape')} sans population dite"
    return _mesure(nom, texte, ligne | {"genre": "nomades"}, "nomades dites tenues")


def _mesure(nom: str, texte: str, ligne: dict[Hashable, Any], termes: str) -> dict[str, Any]:
    periode = francais.periode(ligne["periode"])
    nom = f"{nom}, {periode}{' (!)' if ligne['completude_differe'] else ''}"
    tete = "genre code_indicateur libelle_court code_zone zone periode".split()
    gardees = [*tete, *termes.split(), "valeur", "recues", "attendues", "provisoire"]
    marque = " (p)" if ligne["provisoire"] is True and not francais.absente(ligne["valeur"]) else ""
    return {
        "cle": (nom, ligne["zone"]),
        "zone": ligne["zone"],
        "texte": texte + marque,
        "emporte": {c: ligne[c] for c in gardees},
    }
