"""Les pièces de preuve d'une fiche : la vignette de chacune, sa copie sans position, et de quoi en remettre une.

De l'équipe seule, et des données vivantes : une édition figée, un lien, un autre public n'en voient rien (règle D13).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import DEPOSER
from domaine.listes import libelles
from domaine.preuve import pieces
from domaine.preuve.pieces import DOCUMENT, EXTENSIONS, PHOTO, VISITE, Piece
from domaine.reglages import dossier_donnees
from vues import lecteur
from vues.actions import pieces as actions
from vues.actions.processus import ActionImpossible
from vues.filtres.adresse import INVITE
from vues.page.journal import pieces_vivantes
from vues.textes import echapper

_LARGEUR = 150
_RECENTES = 12
_GENRES = {PHOTO: "une photo", DOCUMENT: "un document signé"}


def afficher(objet: str, id_objet: str, jours: Sequence[dt.date] = ()) -> None:
    """Les pièces de cet objet, les dernières d'abord, puis le formulaire de qui peut déposer.

    Args:
        objet: visite, réception ou décision.
        id_objet: le point, le chantier ou la décision.
        jours: d'un point, ceux de ses visites, la plus récente d'abord ; sans visite, rien ne se remet.
    """
    if lecteur.edition_fixee() or lecteur.public() != "interne":
        return
    siennes = sorted(
        pieces.en_vigueur(pieces_vivantes(), objet, id_objet), key=lambda p: (p.date, p.rang), reverse=True
    )
    if siennes:
        st.markdown(f"**Pièces de preuve** ({francais.nombre(len(siennes))})")
        with st.container(horizontal=True, gap="medium"):
            for piece in siennes[:_RECENTES]:
                _montrer(piece)
        if autres := len(siennes) - _RECENTES:
            st.caption(
                f"Et {francais.nombre(autres)} de plus, que «\u00a0piece lister\u00a0» nomme." if autres > 0 else ""
            )
    if lecteur.peut(DEPOSER) and (jours or objet != VISITE):
        with st.expander("Joindre une pièce de preuve"):
            _demander(objet, id_objet, jours)


def _montrer(piece: Piece) -> None:
    donnees = dossier_donnees()
    petite, entiere = pieces.vignette(donnees, piece), pieces.copie(donnees, piece)
    quand = f", {francais.date_courte(dt.date.fromisoformat(piece.date))}" if piece.date else ""
    with st.container(width=_LARGEUR + 20, gap=None):
        if not entiere.is_file() or (petite is not None and not petite.is_file()):
            st.warning("Son fichier manque\u00a0: lancez «\u00a0piece verifier\u00a0».", icon="⚠️")
        else:
            if petite is not None:
                st.image(petite.read_bytes(), width=_LARGEUR, alt=f"{piece.genre}, {piece.id_objet}{quand}")
            _emporter(piece, entiere)
        par = f", {echapper(piece.par)}" if piece.par else ""
        st.caption(f"{piece.genre}{quand}{par}")


def _emporter(piece: Piece, entiere: Path) -> None:
    image = piece.format != "pdf"
    tige = piece.nom.rpartition(".")[0] or piece.nom
    st.download_button(
        "Ouvrir la copie" if image else "Ouvrir le PDF",
        entiere.read_bytes,
        f"{tige}.{'jpg' if image else 'pdf'}",
        "image/jpeg" if image else "application/pdf",
        key=f"piece_{piece.objet}_{piece.rang}",
        type="tertiary",
        icon="⬇️",
        on_click="ignore",
        help="Sans position ni appareil ; l’original, lui, reste gardé tel que reçu."
        if image
        else "Le document tel que reçu, avec ce que son auteur y a mis.",
    )


def _demander(objet: str, id_objet: str, jours: Sequence[dt.date]) -> None:
    """Le formulaire ; envoyé, il se vide : sa clé porte un tour."""
    tour = st.session_state.setdefault(f"piece_tour_{objet}_{id_objet}", 0)
    cle = f"piece_{objet}_{id_objet}_{tour}"
    if dit := st.session_state.get(f"piece_dit_{objet}_{id_objet}"):
        st.markdown(dit)
    with st.form(cle, border=False):
        st.file_uploader(
            "Une photo (JPEG, PNG, WebP) ou un document signé (PDF)",
            type=list(EXTENSIONS),
            key=f"{cle}_fichier",
            help="Ni visage reconnaissable, ni liste de noms. L’équipe seule la verra, sans sa position.",
        )
        if jours:
            st.selectbox(
                "Visite du", jours, format_func=francais.date, key=f"{cle}_jour", width=240, placeholder=INVITE
            )
        st.radio("C’est", list(_GENRES), format_func=_GENRES.__getitem__, key=f"{cle}_genre", horizontal=True)
        st.selectbox(
            "Au titre de (une fonction)",
            libelles("responsable"),
            key=f"{cle}_fonction",
            index=1,
            width=340,
            placeholder=INVITE,
        )
        st.form_submit_button("Joindre", type="primary", on_click=_remettre(objet, id_objet, cle), key=f"{cle}_joindre")


def _remettre(objet: str, id_objet: str, cle: str) -> Callable[[], None]:
    def tenter() -> None:
        sujet = f"{objet}_{id_objet}"
        lu = {nom: st.session_state.get(f"{cle}_{nom}") for nom in ("fichier", "jour", "genre", "fonction")}
        if lu["fichier"] is None:
            st.session_state[f"piece_dit_{sujet}"] = ":red[**Choisissez d’abord un fichier.**]"
            return
        try:
            rendu = actions.remettre(
                lu["fichier"].name,
                lu["fichier"].getvalue(),
                objet=objet,
                id_objet=id_objet,
                date=lu["jour"].isoformat() if lu["jour"] else "",
                # Un PDF est un document, quoi que dise le choix.
                genre=DOCUMENT if lu["fichier"].name.lower().endswith(".pdf") else str(lu["genre"]),
                fonction=str(lu["fonction"] or ""),
            )
        except ActionImpossible as refus:
            st.session_state[f"piece_dit_{sujet}"] = f":red[**{echapper(refus, 900)}**]"
            return
        nom = echapper(rendu["piece"]["nom"])
        suite = "comptera au niveau de preuve à la prochaine publication" if objet == VISITE else "est au journal"
        fait = f"{nom} jointe\u00a0; elle {suite}" if rendu["neuve"] else f"{nom} l’était déjà"
        st.session_state[f"piece_dit_{sujet}"] = f":green[✔ {fait}.]"
        st.session_state[f"piece_tour_{sujet}"] += 1

    return tenter
