"""Le mot d'un chiffre : ce que l'équipe en écrit pendant la période, ce qu'une édition figée en a gardé (règle D10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import streamlit as st

from domaine import francais
from domaine.acces.lecteur import DEPOSER
from domaine.journal import COMMENTAIRE_MAX, Commentaire
from domaine.listes import libelles
from domaine.periodes import periode_contenant
from requetes.accueil import cadre_logique
from requetes.edition.editions import PeriodeAFiger, lire_gel
from requetes.edition.referentiel import Indicateur
from vues import donnees, lecteur
from vues.actions import reunions
from vues.fiches import suivi
from vues.filtres.adresse import INVITE
from vues.page.entree import Contexte
from vues.page.journal import journal_vivant
from vues.textes import echapper

Ecrits = Mapping[tuple[str, str, str], Commentaire]


def afficher(contexte: Contexte, indicateur: Indicateur, zone: str) -> None:
    """Les commentaires de cet indicateur dans cette zone ; dans les données vivantes, de quoi en écrire un."""
    if contexte.identite or not lecteur.peut(DEPOSER):
        for mot in donnees.lire(contexte.edition, cadre_logique.mots):
            if (mot.code_indicateur, mot.code_zone) == (indicateur.code, zone):
                st.markdown(
                    f"**Commentaire, {francais.periode(mot.periode)}** — {echapper(mot.texte, COMMENTAIRE_MAX)}"
                )
        return
    ecrits = journal_vivant().derniers_commentaires()
    siens = [c for c in ecrits.values() if (c.code_indicateur, c.code_zone) == (indicateur.code, zone) and c.texte]
    # Une seule place, pleine ou vide : sans elle, un premier commentaire décale ce qui suit, et le volet se referme
    # sur la phrase qui le dit enregistré.
    with st.container():
        for c in sorted(siens, key=lambda c: c.rang, reverse=True):
            st.markdown(
                f"**Commentaire, {francais.periode(c.periode)}** — {echapper(c.texte, COMMENTAIRE_MAX)} {_signer(c)}"
            )
    with st.expander("Commenter ce chiffre"):
        _demander(contexte, indicateur, zone, ecrits)


def _signer(c: Commentaire) -> str:
    quand = francais.date_courte(dt.datetime.fromisoformat(c.inscrit_le).date())
    return f":gray[:small[{echapper(c.fonction)}, {quand}]]"


def _demander(contexte: Contexte, indicateur: Indicateur, zone: str, ecrits: Ecrits) -> None:
    periodes = donnees.lire(contexte.edition, lire_gel).periodes
    if not periodes:
        st.info("Aucune période n’est commencée : il n’y a pas encore de chiffre à commenter.", icon="ℹ")
        return
    suivi.redire()
    suivi.redire_le_refus()
    noms = [p.libelle for p in periodes]
    periode = st.selectbox(
        "Période du commentaire",
        noms,
        index=_du_moment(periodes, contexte.date_donnees),
        format_func=francais.periode,
        key="commentaire_periode",
        width=220,
        placeholder=INVITE,
    )
    sujet = {"code_indicateur": indicateur.code, "code_zone": zone, "periode": periode}
    _formulaire(sujet, ecrits.get((indicateur.code, zone, periode)))


def _formulaire(sujet: Mapping[str, str], avant: Commentaire | None) -> None:
    """Le texte et la fonction ; la version lue fait la clé : changé par un autre, le champ se relit (règle D4)."""
    version = avant.version if avant else 0
    cle = "_".join(("commentaire", *sujet.values(), str(version)))
    geste = st.session_state.setdefault(f"{cle}_geste", reunions.nouvelle_cle())

    def ecrire() -> str:
        texte = " ".join(str(st.session_state.get(f"{cle}_texte") or "").split())
        fonction = st.session_state.get(f"{cle}_fonction") or ""
        champs = {**sujet, "cle": geste, "texte": texte, "fonction": fonction, "version_lue": version}
        ligne = reunions.inscrire("commenter", champs)
        fait = "enregistré" if ligne["texte"] else "retiré"
        return f"Commentaire de {francais.periode(sujet['periode'])} {fait} {suivi.heure(ligne)}"

    with st.form(cle, border=False):
        st.text_area(
            "Commentaire",
            avant.texte if avant else "",
            max_chars=COMMENTAIRE_MAX,
            height=92,
            key=f"{cle}_texte",
            help="Ce qui explique ce chiffre. Vide, il retire le précédent. Il reste à l’équipe, sauf si qui fige une "
            "édition le garde : ni nom de personne, ni position.",
        )
        st.selectbox(
            "Au titre de (une fonction)",
            libelles("responsable"),
            key=f"{cle}_fonction",
            index=1,
            width=340,
            placeholder=INVITE,
        )
        suivi.enregistrer(ecrire, cle, lambda: None)


def _du_moment(periodes: Sequence[PeriodeAFiger], jour: dt.date) -> int:
    """Le trimestre de l'arrêté des données, celui que l'on rapporte ; à défaut la première."""
    voulu = periode_contenant("trimestre", jour).libelle
    return next((n for n, p in enumerate(periodes) if p.libelle == voulu), 0)
