"""Ce que qui fige écrit, dans le formulaire : rubriques, signataires, commentaires de chiffres à garder (règle E20)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domaine import francais
from domaine.figees import LIGNE_MAX, LIGNES_MAX, RECIT, SIGNATAIRES_MAX, SIGNATURES
from domaine.journal import COMMENTAIRE_MAX, Commentaire
from domaine.listes import libelles
from domaine.niveaux import jusqu_a
from domaine.periodes import lire_periode
from requetes.edition.referentiel import Referentiel
from vues.page.journal import lire_journal
from vues.textes import echapper

_AIDES = {
    "difficultes": "La difficulté, puis la mesure prise ou demandée.",
    "risques": "Ce qui peut empêcher d’atteindre une cible, et ce qui est prévu.",
    "suite": "Ce qui se fera pendant la période suivante.",
    "decisions": "Ce qui est demandé au lecteur : non-objection, prolongation, réallocation…",
}


def demander(referentiel: Referentiel, public: str, periode: str, tour: int) -> dict[str, Any]:
    """Les champs, dans un formulaire ; rend ce que lit `python -m etl edition figer --redaction`.

    Args:
        referentiel: les noms des indicateurs et des zones.
        public: celui à qui l'édition est remise ; un commentaire d'une zone qu'il ne lit pas n'est pas proposé.
        periode: celle que l'on fige.
        tour: change à chaque gel, pour un formulaire neuf.
    """
    st.markdown(f"**Le récit** (facultatif) : une ligne par élément, {LIGNES_MAX} au plus par rubrique")
    rubriques: dict[str, list[str]] = {}
    # Deux par rangée : sur un téléphone, l'ordre reste celui du document.
    places = [colonne for _ in range(0, len(RECIT), 2) for colonne in st.columns(2, gap="medium")]
    for place, (rubrique, titre) in zip(places, RECIT.items(), strict=False):
        ecrit = place.text_area(
            titre,
            max_chars=LIGNES_MAX * LIGNE_MAX,
            height=80,
            key=f"figer_{rubrique}_{tour}",
            help=_AIDES[rubrique],
        )
        rubriques[rubrique] = [ligne.strip() for ligne in ecrit.splitlines() if ligne.strip()]
    chiffres = _proposer(referentiel, public, periode, tour)
    st.markdown("**Qui répond du document** (facultatif) : des fonctions, jamais des noms")
    with st.container(horizontal=True):
        for rubrique, titre in SIGNATURES.items():
            rubriques[rubrique] = st.multiselect(
                titre,
                libelles("responsable"),
                key=f"figer_{rubrique}_{tour}",
                max_selections=SIGNATAIRES_MAX,
                accept_new_options=True,
                placeholder="Une fonction, de la liste ou écrite",
                select_all=False,
                width=340,
            )
    return {"rubriques": rubriques, "chiffres": chiffres}


def a_proposer(ecrits: list[Commentaire], referentiel: Referentiel, public: str, periode: str) -> list[Commentaire]:
    """Les commentaires de la période et de ce qu'elle contient, le dernier de chaque chiffre, dans l'ordre du cadre.

    Le bailleur lit jusqu'au cercle (règle M2) ; ce que le public ne lit pas d'autre, la commande le refuse.
    """
    figee, codes = lire_periode(periode), list(referentiel.indicateurs)
    if figee is None:
        return []
    lus = jusqu_a("cercle") if public == "bailleur" else None
    gardes: dict[tuple[str, str], Commentaire] = {}
    for c in sorted(ecrits, key=lambda c: c.rang):
        sienne, zone = lire_periode(c.periode), referentiel.zones.get(c.code_zone)
        dedans = sienne is not None and figee.debut <= sienne.debut and sienne.fin <= figee.fin
        if c.texte and dedans and zone and c.code_indicateur in codes and (lus is None or zone.niveau in lus):
            gardes[c.code_indicateur, c.code_zone] = c
    zones = list(referentiel.zones)
    return sorted(gardes.values(), key=lambda c: (codes.index(c.code_indicateur), zones.index(c.code_zone)))


def _proposer(referentiel: Referentiel, public: str, periode: str, tour: int) -> list[dict[str, str]]:
    """Chaque commentaire, à garder ou non, à corriger : rien ne sort sans une coche."""
    proposes = a_proposer(list(lire_journal().derniers_commentaires().values()), referentiel, public, periode)
    if not proposes:
        return []
    nombre = francais.compte(len(proposes), "commentaire de chiffre", "commentaires de chiffres")
    st.markdown(f"**{nombre.capitalize()}** de la période : cochez ceux que ce public lira, corrigez-les au besoin")
    gardes = []
    for c in proposes:
        nom = f"{c.code_indicateur} {referentiel.indicateurs[c.code_indicateur].libelle_court}"
        zone = "ensemble du projet" if c.code_zone == "SOCLE" else referentiel.zones[c.code_zone].nom
        cle = f"figer_mot_{tour}_{public}_{c.code_indicateur}_{c.code_zone}_{c.periode}_{c.version}"
        garde = st.checkbox(echapper(f"{nom}, {zone} ({c.fonction})"), key=cle)
        texte = st.text_area(
            f"Commentaire de {echapper(nom)}, {echapper(zone)}",
            c.texte,
            max_chars=COMMENTAIRE_MAX,
            height=72,
            key=f"{cle}_texte",
            label_visibility="collapsed",
        )
        if garde and texte.strip():
            gardes.append({"code_indicateur": c.code_indicateur, "code_zone": c.code_zone, "texte": texte.strip()})
    return gardes
