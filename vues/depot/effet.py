"""«Ce que ce classeur change», avant de confirmer : lignes, date des données, phares, points, ce qui n'est pas lu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from figures.mots import ecriture
from figures.mots.revisions import GENRES
from vues.elements import etats
from vues.elements.tableaux import afficher_tableau
from vues.textes import echapper

_GESTES = {
    "créé": "Nouveau point",
    "déplacé": "Change de commune",
    "position": "Position",
    "état": "État",
    "retiré": "Retiré",
}
#: Gestes qu'une coordination fait rarement exprès.
_A_CONFIRMER = ("déplacé", "position", "retiré")


def afficher(effet: dict[str, Any]) -> None:
    """L'effet d'un classeur vérifié, tel que `etl.edition.effet` le mesure."""
    st.markdown("##### Ce que ce classeur change")
    avant, apres = (d and f"{francais.date(d)}" for d in effet["dates"])
    st.markdown(f"{_dire_les_lignes(effet)} {_dire_la_date(avant, apres)}")
    _afficher_phares(effet["phares"])
    if effet["chiffres"]:
        dits = [francais.compte(n, *GENRES.get(genre, (genre, genre))) for genre, n in effet["chiffres"].items()]
        st.caption(f"Chiffres, tous indicateurs, zones et périodes : {francais.enumerer(dits, 'et')}.")
    _afficher_points(effet["points"])
    if effet["ignores"]:
        dits = [f"- **{echapper(x['feuille'])}** : {echapper(x['constat'])}" for x in effet["ignores"]]
        st.markdown("**Ce qui n’est pas lu**\n" + "\n".join(dits))


def _dire_les_lignes(effet: dict[str, Any]) -> str:
    nouvelles, revues, redites, a_part = (
        sum(x[sort] for x in effet["lignes"]) for sort in ("nouvelles", "revues", "redites", "a_part")
    )
    sorties = sum(x["lignes"] for x in effet["sorties"])
    depots = [f"n° {x['id_chargement']} «\u00a0{echapper(x['fichier'])}\u00a0»" for x in effet["redites"]]
    source = f" (dépôt{'s' if len(depots) > 1 else ''} {francais.enumerer(depots, 'et')})" if depots else ""
    dits = [
        (nouvelles, francais.compte(nouvelles, "ligne nouvelle", "lignes nouvelles")),
        (revues, francais.compte(revues, "ligne en remplace une autre", "lignes en remplacent d’autres")),
        (redites, francais.compte(redites, "redit", "redisent") + f" ce qui est déjà reçu{source}"),
        (a_part, francais.compte(a_part, "mise de côté", "mises de côté")),
        (sorties, francais.compte(sorties, "ligne déjà reçue sort", "lignes déjà reçues sortent")),
    ]
    dites = [dit for nombre, dit in dits if nombre]
    return f"**{francais.majuscule(francais.enumerer(dites, 'et'))}.**" if dites else "**Aucune ligne n’entre.**"


def _dire_la_date(avant: str | None, apres: str | None) -> str:
    if avant == apres:
        return f"La date des données reste le **{apres}**." if apres else "Aucune ligne ne date les données."
    if apres is None:
        return f"Plus aucune ligne ne date les données, arrêtées jusqu’ici au **{avant}**."
    return f"La date des données passe du **{avant}** au **{apres}**." if avant else f"Date des données : **{apres}**."


def _afficher_phares(phares: Sequence[dict[str, Any]]) -> None:
    changes = [x for x in phares if (x["valeur_avant"], x["etat_avant"]) != (x["valeur"], x["etat"])]
    if not changes:
        st.markdown("Aucun indicateur phare ne change, sur tout le projet." if phares else "Le cadre n’a pas de phare.")
        return
    lignes = [
        {
            "Indicateur phare": f"{x['code']} — {x['libelle']}",
            "Avant": _dire(x, "_avant"),
            "Après": _dire(x, ""),
            "État": etats.mot(x["etat"]) if x["etat"] else francais.ND,
        }
        for x in changes
    ]
    afficher_tableau(pd.DataFrame(lignes), pd.DataFrame(changes), "Phares avant et après", cle="depot_phares")


def _dire(phare: dict[str, Any], suite: str) -> str:
    periode = phare[f"periode{suite}"]
    valeur = ecriture.valeur(phare[f"valeur{suite}"], phare["unite"] or "")
    return f"{valeur} ({francais.periode(periode)})" if periode else valeur


def _afficher_points(points: Sequence[dict[str, Any]]) -> None:
    if not points:
        return
    nombres = {nom.lower(): sum(x["geste"] == g for x in points) for g, nom in _GESTES.items()}
    comptes = [f"{nom} : {nombre}" for nom, nombre in nombres.items() if nombre]
    with st.expander(f"Points touchés — {' · '.join(comptes)}", expanded=len(points) <= 8):
        if any(x["geste"] in _A_CONFIRMER for x in points):
            st.warning(
                "Un point déjà connu change de commune ou de position, son histoire avec lui, ou s’en va. "
                "Vérifiez-le avant de confirmer.",
                icon="⚠️",
            )
        lignes = [
            {
                "Ce qui change": _GESTES[x["geste"]],
                "Point": f"{x['id_point']} — {x['nom'] or 'sans nom'}",
                "Avant": x["avant"] or francais.ND,
                "Après": x["apres"] or francais.ND,
            }
            for x in points
        ]
        afficher_tableau(pd.DataFrame(lignes), pd.DataFrame(points), "Points touchés", cle="depot_points")
