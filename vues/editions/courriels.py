"""Envoyer une édition par courriel : ce qui est parti, à qui ; la lettre, vue d'abord (règles B1, B2 et B6)."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.acces.lecteur import PILOTER
from domaine.chemins import DESTINATAIRES
from domaine.courriel import destinataires, journal
from domaine.courriel.destinataires import Destinataire
from domaine.courriel.journal import EDITION, PEUT_ETRE_ARRIVES, Courriel
from domaine.reglages import ReglageInvalide, dossier_donnees
from requetes.edition.editions import EditionFigee
from vues import lecteur
from vues.actions.courriels import AEnvoyer
from vues.courriel import lettres
from vues.elements import tableaux
from vues.filtres.adresse import INVITE
from vues.textes import echapper

_FORMES = {False: "le rapport joint s’il fait 5\u00a0Mo au plus, sinon un lien", True: "un lien que l’on peut révoquer"}


def proposer(figee: EditionFigee) -> None:
    """Ce qui est parti de cette édition, et de quoi l'envoyer ; à qui pilote, et à personne d'autre."""
    if not lecteur.peut(PILOTER) or not figee.public:
        return
    partis = journal.courriels(dossier_donnees(), EDITION, figee.numero)
    with st.expander(f"Envoyer par courriel ({len(partis)})", key=f"courriels_{figee.numero}"):
        try:
            liste = destinataires.lire(dossier_donnees())
        except ReglageInvalide as erreur:
            st.error(echapper(erreur, 1000), icon="⚠️")
            return
        lecteurs = {d.adresse: d for d in liste if d.peut_lire(figee.public)}
        if lecteurs:
            _composer(figee, lecteurs, partis)
        else:
            st.info(
                f"Personne, dans la liste `{DESTINATAIRES}`, ne lit cette édition. Ajoutez-y une adresse et ce qu’elle "
                "lit : qui n’y est pas ne reçoit rien (docs/PASSERELLES.md, «\u00a0Courriel\u00a0»).",
                icon="ℹ",
            )
        _montrer(partis)


def _composer(figee: EditionFigee, lecteurs: dict[str, Destinataire], partis: Sequence[Courriel]) -> None:
    arrives = {c.adresse for c in partis if c.etat in PEUT_ETRE_ARRIVES}
    numero, cle = figee.numero, f"edition_{figee.numero}"
    sienne = f"{numero}_{lettres.tour(cle)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choisies = st.multiselect(
            "À qui",
            list(lecteurs),
            format_func=lambda a: _nommer(lecteurs[a], arrives) if a in lecteurs else a,
            key=f"courriel_a_{sienne}",
            placeholder=INVITE,
            select_all=False,
            width=480,
        )
        lien = False
        if figee.public != "interne":
            lien = st.selectbox(
                "Comment", list(_FORMES), format_func=_FORMES.__getitem__, key=f"courriel_forme_{sienne}",
                placeholder=INVITE, width=400,
            )  # fmt: skip
    message = st.text_area(
        "Un mot (facultatif)",
        max_chars=2000,
        height=80,
        key=f"courriel_mot_{sienne}",
        help="Il ouvre la lettre. Le reste est écrit : les phares, les réserves, la preuve.",
    )
    deja = [a for a in choisies if a in arrives]
    encore = bool(deja) and st.checkbox(
        f"Envoyer de nouveau à qui l’a peut-être déjà reçue ({len(deja)})", key=f"courriel_encore_{sienne}"
    )
    demandee = st.button("Voir la lettre", key=f"courriel_voir_{numero}", disabled=not choisies)
    demande = AEnvoyer(("edition", "envoyer", numero), tuple(choisies), message, encore=encore, lien=bool(lien))
    lettres.relire_puis_envoyer(demande, cle, demandee=demandee)


def _nommer(d: Destinataire, arrives: set[str]) -> str:
    return f"{d.fonction} — {d.adresse}" + (" · déjà" if d.adresse in arrives else "")


def _montrer(partis: Sequence[Courriel]) -> None:
    if not partis:
        st.caption("Cette édition n’est encore partie à personne.")
        return
    tableaux.montrer(
        pd.DataFrame(
            {
                "À qui": [c.fonction for c in partis],
                "État": [_etat(c) for c in partis],
                "Quand": [francais.horodatage(c.le) for c in partis],
                "Avec": [f"lien n° {c.lien}" if c.lien else "rapport joint" for c in partis],
                "Adresse": [c.adresse for c in partis],
                "Par": [c.par for c in partis],
            }
        ),
        "Courriels de cette édition",
        cle="courriels",
    )


def _etat(c: Courriel) -> str:
    return c.en_mots + (f" ({c.code})" if c.code and c.etat != journal.PARTI else "")
