"""Les tableaux de la page Qualité : dépôts, anomalies par fichier puis une à une, lignes mises de côté, périmées."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from requetes.qualite.bilans import Perimee
from requetes.qualite.depots import Depot
from tableurs.objets import en_tableau
from vues.depot import fichiers as depot_fichiers
from vues.depot import retrait
from vues.elements import etats
from vues.elements.anomalies import tableau
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import INVITE


def afficher_depots(depots: Sequence[Depot]) -> None:
    """Les fichiers reçus, et la reprise des lignes rejetées de l'un d'eux."""
    if not depots:
        st.info("Aucun fichier n’a encore été reçu.", icon="ℹ")
        return
    montre = pd.DataFrame(
        {
            "N°": [d.id_chargement for d in depots],
            "Fichier": [d.nom_fichier for d in depots],
            "Reçu le": [francais.date_courte(d.recu_le) for d in depots],
            "Par": [d.par or francais.ND for d in depots],
            "Lignes": [d.lignes for d in depots],
            "Mises de côté": [d.quarantaine for d in depots],
            "Apport": [_apport(d) for d in depots],
            "À vérifier": [d.a_verifier for d in depots],
            "Verdict": [_verdict(d) for d in depots],
        }
    )
    emporte = en_tableau(Depot, depots)
    afficher_tableau(montre, emporte, "Dépôts reçus", cle="depots")
    retrait.proposer(depots)
    rejetes = {d.id_chargement: d.nom_fichier for d in depots if d.quarantaine}
    if not rejetes:
        return
    st.markdown("**Reprendre les lignes rejetées** : un classeur à corriger et à déposer de nouveau")
    choisi = st.selectbox(
        "Dépôt",
        list(rejetes),
        format_func=lambda n: f"n° {n} — {rejetes.get(n, '')}",
        key="depot_rejete",
        width=360,
        placeholder=INVITE,
    )
    depot_fichiers.proposer_rejets(choisi, rejetes[choisi], lieu="depots")


def _apport(depot: Depot) -> str:
    """Ce qu'un dépôt change des précédents : «3 revues, 41 nouvelles, 12 redites»."""
    if depot.retire:
        return "hors des chiffres"
    nombres = ((depot.nouvelles, "nouvelle"), (depot.revues, "revue"), (depot.inchangees, "redite"))
    dits = [francais.compte(n, mot) for n, mot in nombres if n]
    return ", ".join(dits) or "rien"


def _verdict(depot: Depot) -> str:
    if depot.retire:
        return f"⊘ retiré : {depot.motif_retrait}"
    if depot.refuse:
        return "✖ refusé en entier"
    if depot.quarantaine:
        return "▲ mises de côté"
    return "◆ à vérifier" if depot.a_verifier else "● sain"


def afficher_par_fichier(touches: Sequence[Depot]) -> None:
    """Les dépôts qui ont une anomalie, et ce que chacun demande."""
    if not touches:
        return
    st.markdown("**Par fichier**, les plus graves d’abord")
    montre = pd.DataFrame(
        {
            "Fichier": [d.nom_fichier for d in touches],
            "Reçu le": [francais.date_courte(d.recu_le) for d in touches],
            "▲ Bloquantes": [francais.nombre(d.bloquantes) for d in touches],
            "◆ À vérifier": [francais.nombre(d.signalees) for d in touches],
            "Que faire": [_remede(d) for d in touches],
        }
    )
    afficher_tableau(montre, en_tableau(Depot, touches), "Anomalies par fichier", cle="par_fichier")
    st.markdown("**Une à une**")


def _remede(depot: Depot) -> str:
    if depot.retire:
        return "rien : le dépôt est retiré des chiffres"
    if depot.refuse:
        return "corriger le classeur et le déposer de nouveau : rien n’en a été gardé"
    if depot.bloquantes and not depot.quarantaine:
        return "rien : une correction, ou la suite des dépôts, a réglé la ligne"
    if depot.bloquantes:
        lignes = francais.compte(depot.quarantaine, "ligne mise de côté", "lignes mises de côté")
        return f"reprendre {lignes} (onglet «\u00a0Dépôts reçus\u00a0»), corriger, renvoyer"
    return "vérifier sur la source ; renvoyer ce qui est faux"


def afficher_anomalies(anomalies: pd.DataFrame) -> None:
    """Les anomalies de l'édition, par gravité et par fichier."""
    if anomalies.empty:
        st.success("Aucune anomalie dans les dépôts reçus.", icon="✔️")
        return
    fichiers = {"": "Tous les fichiers"} | {f: f for f in sorted(anomalies["fichier"].dropna().astype(str).unique())}
    gravites = {"": "Toutes", "bloquante": "Bloquantes", "a_verifier": "À vérifier"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        gravite = st.selectbox(
            "Gravité",
            list(gravites),
            format_func=lambda g: gravites[g],
            key="anomalie_gravite",
            width=165,
            placeholder=INVITE,
        )
        fichier = st.selectbox(
            "Fichier",
            list(fichiers),
            format_func=lambda f: fichiers.get(f, f),
            key="anomalie_fichier",
            width=330,
            placeholder=INVITE,
        )
    bloquantes = anomalies["gravite"] == "bloquante"
    gardees = anomalies[(bloquantes if gravite == "bloquante" else ~bloquantes)] if gravite else anomalies
    gardees = gardees[gardees["fichier"] == fichier] if fichier else gardees
    montre = tableau(gardees).drop(columns="Colonne")
    montre.insert(0, "Gravité", ["▲ bloquante" if g == "bloquante" else "◆ à vérifier" for g in gardees["gravite"]])
    montre.insert(1, "Fichier", gardees["fichier"])
    afficher_tableau(montre, gardees, "Anomalies", cle="anomalies")


def afficher_quarantaine(quarantaine: pd.DataFrame) -> None:
    """Les lignes mises de côté, entières, avec leurs motifs."""
    if quarantaine.empty:
        st.success("Aucune ligne n’est mise de côté.", icon="✔️")
        return
    montre = pd.DataFrame(
        {
            "Fichier": quarantaine["fichier"],
            "Feuille": quarantaine["feuille"],
            "Ligne": quarantaine["ligne"],
            "Motifs": [francais.typographier(str(m)) for m in quarantaine["motifs"]],
            "Cellules reçues": [_cellules(c) for c in quarantaine["cellules"]],
        }
    )
    afficher_tableau(montre, quarantaine, "Lignes mises de côté", cle="quarantaine")
    st.caption(
        "Ces lignes n’entrent dans aucun chiffre. Elles sont rejugées à chaque publication : un point envoyé après ses "
        "visites les fait entrer. L’onglet «\u00a0Dépôts reçus\u00a0» les rend en classeur à corriger."
    )


def _cellules(texte: object) -> str:
    try:
        lues = json.loads(str(texte))
    except ValueError:
        return str(texte)
    return (
        " | ".join(f"{c} : {v}" for c, v in lues.items() if v not in (None, ""))
        if isinstance(lues, dict)
        else str(texte)
    )


def afficher_perimees(perimees: Sequence[Perimee]) -> None:
    """Les indicateurs dont une région n'a rien de récent."""
    if not perimees:
        return
    st.markdown("**Sans donnée récente** — par région, à la dernière situation")
    montre = pd.DataFrame(
        {
            "Indicateur": [f"{p.code_indicateur} — {p.libelle_court}" for p in perimees],
            "Région": [p.nom for p in perimees],
            "État": [etats.mot(p.etat) for p in perimees],
            "Donnée la plus ancienne": [francais.date_courte(p.date_plus_ancienne) for p in perimees],
            "Reçues / attendues": [francais.fraction(p.recues, p.attendues) for p in perimees],
        }
    )
    afficher_tableau(montre, en_tableau(Perimee, perimees), "Indicateurs sans donnée récente", cle="perimees")
