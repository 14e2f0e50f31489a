"""Avant de figer : ce qui est à relire, les premières pages, ce qui n'y sera pas (règles E18 et E19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from domaine import francais
from vues.actions.editions import AFiger, Apercu, Passage, retirer
from vues.textes import echapper

_GARDER, _RETIRER = "Garder", "Retirer"
#: Autour d'un passage, de quoi comprendre la phrase.
_AUTOUR = 60


def montrer(demande: AFiger, vu: Apercu) -> AFiger | None:
    """Montre, et rend la demande décidée quand la personne fige ; `None` tant qu'elle ne l'a pas fait."""
    with st.container(border=True, key="apercu"):
        st.subheader("Avant de figer", anchor=False)
        reponses = _faire_relire(demande, vu.passages)
        _montrer_les_absences(vu, demande.public)
        st.markdown("**Les premières pages du document**")
        with st.container(horizontal=True, key="apercu_pages"):
            for rang, page in enumerate(vu.pages, 1):
                st.image(page, width=320, caption=f"Page {rang}")
        restent = sum(reponse is None for reponse in reponses.values())
        if restent:
            st.caption(f"{francais.compte(restent, 'passage attend', 'passages attendent')} une réponse.")
        if not st.button(
            "Figer cette édition, sans retour", type="primary", key="figer_envoyer", disabled=bool(restent), icon="🔒"
        ):
            return None
    retires = [texte for texte, reponse in reponses.items() if reponse == _RETIRER]
    gardes = tuple(texte for texte, reponse in reponses.items() if reponse == _GARDER)
    return replace(retirer(demande, retires), gardees=gardes)


def _faire_relire(demande: AFiger, passages: Sequence[Passage]) -> dict[str, str | None]:
    """Chaque passage, surligné dans sa phrase, avec les deux réponses ; passage → réponse."""
    if demande.public == "interne":
        return {}
    if not passages:
        st.markdown(
            "✔️ Rien de ce que vous avez écrit ne ressemble à une position, un nom, un contact, un lieu connu ou une "
            "date d’après la période."
        )
        return {}
    st.markdown(
        f"**À relire** : {francais.compte(len(passages), 'passage', 'passages')} de ce que vous avez écrit "
        f"{'peut' if len(passages) == 1 else 'peuvent'} exposer quelqu’un, ou parler d’après la période."
    )
    reponses: dict[str, str | None] = {}
    for rang, passage in enumerate(passages):
        with st.container(horizontal=True, vertical_alignment="center", key=f"passage_{rang}"):
            st.markdown(_surligner(demande, passage), width="stretch")
            reponses[passage.texte] = st.segmented_control(
                f"Passage {rang + 1} : garder ou retirer",
                (_GARDER, _RETIRER),
                key=f"figer_passage_{rang}_{passage.texte}",
                label_visibility="collapsed",
            )
    return reponses


def _surligner(demande: AFiger, passage: Passage) -> str:
    texte = _champ(demande, passage)
    avant, apres = texte[: passage.debut], texte[passage.fin :]
    if len(avant) > _AUTOUR:
        avant = f"… {avant[-_AUTOUR:].partition(' ')[2]}"
    if len(apres) > _AUTOUR:
        apres = f"{apres[:_AUTOUR].rpartition(' ')[0]} …"
    surligne = f":orange-background[**{echapper(passage.texte, 200)}**]"
    ou = f"{francais.majuscule(passage.champ)} · {passage.genre}"
    return f"{echapper(avant)}{surligne}{echapper(apres)}  \n:gray[:small[{echapper(ou)}]]"


def _champ(demande: AFiger, passage: Passage) -> str:
    """Le texte où est le passage ; le passage seul quand il n'y est pas retrouvé."""
    rubriques = [ligne for lignes in demande.redaction.get("rubriques", {}).values() for ligne in lignes]
    chiffres = [str(c["texte"]) for c in demande.redaction.get("chiffres", ())]
    for texte in (demande.titre, demande.note, *demande.commentaires.values(), *rubriques, *chiffres):
        if texte[passage.debut : passage.fin] == passage.texte:
            return texte
    return " " * passage.debut + passage.texte


def _montrer_les_absences(vu: Apercu, public: str) -> None:
    if public == "interne":
        return
    tues = [
        f"{feuille} ({francais.nombre(lignes)}{'' if lignes == de else f' sur {francais.nombre(de)}'})"
        for feuille, (lignes, de) in vu.absences.items()
    ]
    st.markdown(f"**N’y seront pas**, en lignes\u00a0: {echapper(' · '.join(tues) or 'aucune')}.")
    st.caption(
        f"{francais.nombre(vu.publies)} chiffres publiés sur les {francais.nombre(vu.de)} de l’équipe\u00a0; "
        f"{francais.nombre(vu.masques)} masqués, parce qu’ils feraient retrouver moins de 5 personnes."
    )
