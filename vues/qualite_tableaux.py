"""Les tableaux de la page Qualité : complétude et rapports en grille, dépôts, anomalies, lignes mises de côté."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.periodes import MOIS_PAR_TYPE, lire_periode
from figures.carte_classes import encre, teinte
from vues import depot_fichiers, depot_retrait, etats, qualite_bilans
from vues.tableaux import afficher_tableau, telecharger

#: Situation d'un rapport → signe, fond. Le signe suffit : la grille se lit aussi en noir et blanc.
_RAPPORTS = {
    "reçu": ("● reçu", "#D7ECE3"),
    "reçu en retard": ("◐ reçu tard", "#FBF0CC"),
    "en retard": ("✖ manquant", "#F6CFBF"),
    "à venir": ("○ à venir", "#FFFFFF"),
}
_PERIODES_MONTREES = 12
#: Colonnes dont le texte est une phrase, et hauteur d'un rang qui en tient trois lignes.
_PHRASES = {"Ce qui ne va pas, que faire", "Motifs", "Cellules reçues"}
_RANG_LONG_PX = 68


def afficher_completude(lignes: pd.DataFrame) -> None:
    """La grille zone × période : reçues sur attendues, et le fond qui fonce avec la part reçue."""
    if lignes.empty:
        st.info("Rien n’est attendu à ce niveau, pour ce type de période.", icon="ℹ️")
        return
    parts = 100 * lignes["recues"] / lignes["attendues"]
    dites = [francais.fraction(r, a) for r, a in zip(lignes["recues"], lignes["attendues"], strict=True)]
    _grille(lignes.assign(dit=dites, fond=[_fond(p) for p in parts]), "grille_completude")
    st.caption(
        "Couples indicateur × zone × période reçus sur attendus. Plus la case est foncée, plus la collecte est "
        "complète\u00a0: rien, moins de 60\u00a0%, moins de 100\u00a0%, tout. Case vide : rien n’était attendu."
    )
    telecharger(lignes.drop(columns="ordre"), "Complétude zone par période", cle="completude")


def _fond(part: float) -> str:
    return teinte(0 if part <= 0 else 1 if part < 60 else 2 if part < 100 else 3, 6)


def _grille(lignes: pd.DataFrame, cle: str) -> None:
    """Zones en lignes, les dernières périodes en colonnes ; `dit` est le texte d'une case, `fond` sa couleur."""
    ordre = lignes.drop_duplicates("periode").sort_values("fin")["periode"].tail(_PERIODES_MONTREES)
    # Le plus récent à gauche : c'est lui qu'on vient lire, et un téléphone ne montre que lui.
    colonnes = [str(p) for p in reversed(list(ordre))]
    zones = lignes.drop_duplicates("nom")["nom"]
    textes = lignes.pivot(index="nom", columns="periode", values="dit").reindex(index=zones, columns=colonnes)
    fonds = lignes.pivot(index="nom", columns="periode", values="fond").reindex(index=zones, columns=colonnes)
    noms = {p: _court(p) for p in colonnes}
    textes, fonds = textes.fillna("").rename(columns=noms), fonds.rename(columns=noms)
    textes.index.name = fonds.index.name = "Zone"

    def peindre(_: pd.DataFrame) -> pd.DataFrame:
        return fonds.map(lambda f: f"background-color: {f}; color: {encre(f)}" if isinstance(f, str) else "")

    st.dataframe(textes.style.apply(peindre, axis=None), key=cle, height=min(460, 35 * (len(textes) + 1) + 3))


def _court(libelle: str) -> str:
    periode = lire_periode(libelle)
    if periode is None or MOIS_PAR_TYPE[periode.type] > 1:
        return francais.periode(libelle)
    return f"{periode.rang:02d}/{periode.annee}"


def afficher_rapports(rapports: pd.DataFrame) -> None:
    """Qui doit envoyer quoi, puis toute l'histoire en grille."""
    if rapports.empty:
        st.info("Aucun rapport n’est attendu : la feuille «\u00a0Rapports\u00a0» n’a pas encore été envoyée.", icon="ℹ️")
        return
    manquants = rapports[rapports["situation"] == "en retard"].sort_values("retard_jours", ascending=False)
    if manquants.empty:
        st.success("Aucun rapport échu ne manque.", icon="✔️")
    else:
        st.markdown("**À relancer** — rapports échus à la date des données et non reçus")
        montre = pd.DataFrame(
            {
                "Coordination": manquants["nom"],
                "Période": [francais.periode(p) for p in manquants["periode"]],
                "Échéance": [francais.date_courte(d) for d in manquants["date_echeance"]],
                "Retard": [francais.compte(r, "jour") for r in manquants["retard_jours"]],
            }
        )
        afficher_tableau(montre, manquants, "Rapports manquants", cle="rapports_manquants")
    qualite_bilans.afficher_ponctualite(rapports)
    dits = [_RAPPORTS[s][0] for s in rapports["situation"]]
    fonds = [_RAPPORTS[s][1] for s in rapports["situation"]]
    st.markdown("**Reçus et attendus**, les douze dernières périodes")
    _grille(rapports.assign(dit=dits, fond=fonds), "grille_rapports")
    telecharger(rapports, "Rapports attendus et reçus", cle="rapports")


#: Le verdict est ce qu'on vient lire : il ne doit pas sortir de l'écran.
_LARGEURS_DES_DEPOTS = {
    nom: st.column_config.Column(width=largeur)
    for nom, largeur in {
        "N°": 50,
        "Reçu le": 90,
        "Par": 130,
        "Lignes": 60,
        "Mises de côté": 105,
        "À vérifier": 80,
    }.items()
}


def afficher_depots(depots: pd.DataFrame) -> None:
    """Les fichiers reçus, et la reprise des lignes rejetées de l'un d'eux."""
    if depots.empty:
        st.info("Aucun fichier n’a encore été reçu.", icon="ℹ️")
        return
    montre = pd.DataFrame(
        {
            "N°": depots["id_chargement"],
            "Fichier": depots["nom_fichier"],
            "Reçu le": [francais.date_courte(d) for d in depots["recu_le"]],
            "Par": [francais.ND if francais.absente(p) or p == "" else p for p in depots["par"]],
            "Lignes": depots["lignes"],
            "Mises de côté": depots["quarantaine"],
            "Apport": [_apport(d) for d in depots.itertuples()],
            "À vérifier": depots["a_verifier"],
            "Verdict": [_verdict(d) for d in depots.itertuples()],
        }
    )
    afficher_tableau(montre, depots, "Dépôts reçus", cle="depots", colonnes=_LARGEURS_DES_DEPOTS)
    depot_retrait.proposer(depots)
    rejetes = depots[depots["quarantaine"] > 0]
    if rejetes.empty:
        return
    noms = {int(n): f"n° {n} — {f}" for n, f in zip(rejetes["id_chargement"], rejetes["nom_fichier"], strict=True)}
    st.markdown("**Reprendre les lignes rejetées** : un classeur à corriger et à déposer de nouveau")
    choisi = st.selectbox("Dépôt", list(noms), format_func=lambda n: noms.get(n, str(n)), key="depot_rejete", width=360)
    depot_fichiers.proposer_rejets(
        choisi, str(rejetes.loc[rejetes["id_chargement"] == choisi, "nom_fichier"].iloc[0]), lieu="depots"
    )


def _apport(depot: Any) -> str:
    """Ce qu'un dépôt change des précédents : «3 revues, 41 nouvelles, 12 redites»."""
    if depot.retire:
        return "hors des chiffres"
    nombres = ((depot.nouvelles, "nouvelle"), (depot.revues, "revue"), (depot.inchangees, "redite"))
    dits = [francais.compte(n, mot) for n, mot in nombres if n]
    return ", ".join(dits) or "rien"


def _verdict(depot: Any) -> str:
    if depot.retire:
        return f"⊘ retiré : {depot.motif_retrait}"
    if getattr(depot, "refuse", False):
        return "✖ refusé en entier"
    if getattr(depot, "quarantaine", 0) > 0:
        return "▲ mises de côté"
    return "◆ à vérifier" if getattr(depot, "a_verifier", 0) > 0 else "● sain"


def afficher_anomalies(anomalies: pd.DataFrame) -> None:
    """Les anomalies de l'édition, par gravité et par fichier."""
    if anomalies.empty:
        st.success("Aucune anomalie dans les dépôts reçus.", icon="✔️")
        return
    fichiers = {"": "Tous les fichiers"} | {f: f for f in sorted(anomalies["fichier"].dropna().astype(str).unique())}
    gravites = {"": "Toutes", "bloquante": "Bloquantes", "a_verifier": "À vérifier"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        gravite = st.selectbox(
            "Gravité", list(gravites), format_func=lambda g: gravites[g], key="anomalie_gravite", width=165
        )
        fichier = st.selectbox(
            "Fichier", list(fichiers), format_func=lambda f: fichiers.get(f, f), key="anomalie_fichier", width=330
        )
    bloquantes = anomalies["gravite"] == "bloquante"
    gardees = anomalies[(bloquantes if gravite == "bloquante" else ~bloquantes)] if gravite else anomalies
    gardees = gardees[gardees["fichier"] == fichier] if fichier else gardees
    montre = pd.DataFrame(
        {
            "Gravité": ["▲ bloquante" if g == "bloquante" else "◆ à vérifier" for g in gardees["gravite"]],
            "Fichier": gardees["fichier"],
            "Feuille": gardees["feuille"],
            "Cellule": _ou(gardees["cellule"], gardees["ligne"]),
            "Valeur reçue": gardees["valeur"],
            "Ce qui ne va pas, que faire": [_sans_lieu(m) for m in gardees["message"]],
        }
    )
    afficher_longs(montre, gardees, "Anomalies", cle="anomalies")


def afficher_longs(montre: pd.DataFrame, emporte: pd.DataFrame, titre: str, *, cle: str) -> None:
    """Un tableau dont les phrases passent à la ligne, et ses téléchargements."""
    if montre.empty:
        st.info(f"{titre} : aucune ligne.", icon="ℹ️")
        return
    larges = {c: st.column_config.TextColumn(width=460) for c in montre.columns if c in _PHRASES}
    hauteur = min(560, _RANG_LONG_PX * len(montre) + 40)
    st.dataframe(
        montre,
        hide_index=True,
        height=hauteur,
        row_height=_RANG_LONG_PX,
        column_config=larges,
        key=f"tableau_{cle}",
        alt=titre,
    )
    telecharger(emporte, titre, cle=cle)


def _ou(cellules: pd.Series, lignes: pd.Series) -> list[str]:
    return [
        str(c) if not francais.absente(c) and c else francais.ND if francais.absente(n) else f"ligne {int(n)}"
        for c, n in zip(cellules, lignes, strict=True)
    ]


def _sans_lieu(message: object) -> str:
    """La phrase sans le fichier, la feuille et la cellule, que les autres colonnes disent."""
    lieu, separateur, phrase = str(message).partition(" : ")
    texte = (
        phrase if separateur and (", feuille «" in lieu or lieu.endswith((".xlsx", ".xls", ".zip"))) else str(message)
    )
    return texte[:1].upper() + texte[1:]


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
            "Motifs": quarantaine["motifs"],
            "Cellules reçues": [_cellules(c) for c in quarantaine["cellules"]],
        }
    )
    afficher_longs(montre, quarantaine, "Lignes mises de côté", cle="quarantaine")
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


def afficher_perimees(perimees: pd.DataFrame) -> None:
    """Les indicateurs dont une région n'a rien de récent."""
    if perimees.empty:
        return
    st.markdown("**Sans donnée récente** — par région, à la dernière situation")
    montre = pd.DataFrame(
        {
            "Indicateur": perimees["code_indicateur"] + " — " + perimees["libelle_court"],
            "Région": perimees["nom"],
            "État": [etats.mot(e) for e in perimees["etat"]],
            "Donnée la plus ancienne": [francais.date_courte(d) for d in perimees["date_plus_ancienne"]],
            "Reçues / attendues": [
                francais.fraction(r, a) for r, a in zip(perimees["recues"], perimees["attendues"], strict=True)
            ],
        }
    )
    afficher_tableau(montre, perimees, "Indicateurs sans donnée récente", cle="perimees")
