"""Le fond de carte à l'écran : importer des limites ou des repères, avec leur rapport, et les retirer.

Rien n'entre avant la confirmation : le fichier est d'abord contrôlé à l'essai. Les limites se reconnaissent à leurs
polygones : communes, cercles ou régions, chaque niveau en vigueur par lui-même.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import DEPOSER
from figures.mots.limites import dire_limites
from vues import lecteur
from vues.actions import fonds, porte
from vues.actions.fonds import Fond, Rapport
from vues.actions.porte import FichierRecu
from vues.actions.processus import ActionImpossible
from vues.elements import avancement
from vues.filtres.adresse import INVITE
from vues.textes import echapper

_CLE, _FAIT, _TOUR = "fond_en_cours", "fond_fait", "fond_tour"
_GENRES = {fonds.LIMITES: "Limites (communes, cercles ou régions)", "fleuve": "Fleuve", "voisines": "Régions voisines"}
_RETIRABLES = {
    "commune": "Limites des communes",
    "cercle": "Limites des cercles",
    "region": "Limites des régions",
    "fleuve": "Fleuve",
    "voisines": "Régions voisines",
}
_SANS_EDITION = "rien encore, faute d’édition publiée"
_SIGNES = {"bloquante": "✖️", "à vérifier": "⚠️"}
_journal = logging.getLogger(__name__)


@dataclass(frozen=True)
class _EnCours:
    """Un fichier contrôlé à l'essai ; `envoi` est l'identifiant que Streamlit donne à l'envoi."""

    envoi: str
    fond: Fond
    recu: FichierRecu
    rapport: Rapport


def afficher(info: Mapping[str, str]) -> None:
    """Ce qui est en vigueur, l'import et le retrait ; rien à faire quand l'écran est fixé à une édition."""
    if fait := st.session_state.pop(_FAIT, ""):
        st.success(echapper(fait), icon="✔️")
    st.markdown(
        f"En vigueur\u00a0: **{dire_limites(info) or _SANS_EDITION}**. Un fichier importé sert au niveau qu’il trace"
        "\u00a0; les niveaux plus larges s’en réunissent, les plus fins se dessinent dedans."
    )
    st.caption(echapper(info.get("credit_limites")))
    if non := lecteur.empechement(DEPOSER, "son fond de carte ne change pas"):
        st.info(non, icon="📌")
        return
    fond = _choisir()
    tour = st.session_state.setdefault(_TOUR, 0)
    with st.container(key="envoi_fond"):
        envoye = st.file_uploader(
            "GeoJSON, GeoPackage, ou Shapefile dans un .zip, dans tout système de coordonnées",
            type=list(fonds.EXTENSIONS),
            key=f"fond_fichier_{tour}",
        )
    if envoye is None:
        _abandonner()
    elif fond.genre != fonds.LIMITES and not fond.credit:
        st.caption("Écrivez le crédit à imprimer sous la carte\u00a0: le fichier est ensuite contrôlé.")
    elif (en_cours := _controler(envoye, fond)) is not None:
        _montrer(en_cours)
    _proposer_retrait()


def _choisir() -> Fond:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        genre = st.selectbox(
            "Ce que contient le fichier", list(_GENRES), format_func=_GENRES.__getitem__, key="fond_genre", width=330,
            placeholder=INVITE,
        )  # fmt: skip
        facultatif = genre == fonds.LIMITES
        titre = "Crédit (facultatif\u00a0: celui de la source officielle est reconnu)" if facultatif else "Crédit"
        credit = st.text_input(titre, max_chars=200, key="fond_credit", width=420, placeholder="Source\u00a0: …")
        nom = "" if facultatif else st.text_input("Nom, s’il n’est pas dans le fichier", max_chars=60, key="fond_nom")
    return Fond(genre, credit.strip(), nom.strip())


def _controler(envoye: Any, fond: Fond) -> _EnCours | None:
    """Le contrôle de cet envoi, fait une fois pour ce choix ; `None` quand il n'a pas abouti."""
    garde = st.session_state.get(_CLE)
    if isinstance(garde, _EnCours) and (garde.envoi, garde.fond) == (envoye.file_id, fond):
        return garde
    _abandonner()
    recu: FichierRecu | None = None
    try:
        recu = fonds.recevoir(envoye.name, envoye.getvalue())
        with st.spinner("Contrôle du fichier…"):
            rapport = fonds.verifier(recu, fond)
    except ActionImpossible as erreur:
        _echouer(erreur)
        if recu is not None:
            porte.oublier(recu)
        return None
    st.session_state[_CLE] = en_cours = _EnCours(envoye.file_id, fond, recu, rapport)
    return en_cours


def _montrer(en_cours: _EnCours) -> None:
    rapport, nom = en_cours.rapport, echapper(en_cours.recu.nom)
    if not rapport.convient:
        st.error(f"**{nom} est refusé**\u00a0: rien n’a changé.", icon="✖️")
    elif reserves := sum(gravite == "à vérifier" for gravite, _ in rapport.remarques):
        st.warning(f"**{nom} convient**, avec {francais.compte(reserves, 'point')} à vérifier.", icon="⚠️")
    else:
        st.success(f"**{nom} convient.**", icon="✔️")
    if rapport.remarques:
        dits = [f"- {_SIGNES.get(gravite, 'ℹ')} {echapper(message, 600)}" for gravite, message in rapport.remarques]
        st.markdown("\n".join(dits))
    with st.container(horizontal=True):
        confirme = rapport.convient and st.button("Mettre en vigueur et publier", type="primary", key="fond_confirmer")
        if st.button("Annuler" if rapport.convient else "Choisir un autre fichier", key="fond_annuler"):
            _recommencer()
            st.rerun()
    if confirme:
        _importer(en_cours)


def _importer(en_cours: _EnCours) -> None:
    try:
        with avancement.suivi("Import du fond de carte…") as suivre:
            fonds.importer(en_cours.recu, en_cours.fond, suivre)
    except ActionImpossible as erreur:
        _echouer(erreur)
        return
    st.session_state[_FAIT] = f"{en_cours.recu.nom} est en vigueur : une nouvelle édition porte ce fond de carte."
    _recommencer()
    st.rerun()


def _proposer_retrait() -> None:
    with st.expander("Retirer un fond importé"):
        st.markdown("La carte reprend alors ce que SOCLE porte\u00a0: contours généralisés, fleuve à grands traits.")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            genre = st.selectbox(
                "À retirer", list(_RETIRABLES), format_func=_RETIRABLES.__getitem__, key="fond_retrait", width=330,
                placeholder=INVITE,
            )  # fmt: skip
            if not st.button("Retirer et publier", key="fond_retirer"):
                return
        try:
            with avancement.suivi("Retrait…") as suivre:
                retire = fonds.retirer(genre, suivre)
        except ActionImpossible as erreur:
            _echouer(erreur)
            return
        if not retire:
            st.info(f"{_RETIRABLES[genre]}\u00a0: rien n’était importé.", icon="ℹ")
            return
        st.session_state[_FAIT] = f"{_RETIRABLES[genre]} : le retrait est fait, une nouvelle édition est en vigueur."
        st.rerun()


def _abandonner() -> None:
    garde = st.session_state.pop(_CLE, None)
    if isinstance(garde, _EnCours):
        porte.oublier(garde.recu)


def _recommencer() -> None:
    """Vide l'envoi : la clé de la boîte change, Streamlit en dessine une neuve."""
    _abandonner()
    st.session_state[_TOUR] = st.session_state.get(_TOUR, 0) + 1


def _echouer(erreur: ActionImpossible) -> None:
    _journal.error("Action impossible : %s\n%s", erreur, erreur.detail)
    st.error(echapper(erreur), icon="⚠️")
