"""La carte d'un registre : ce qu'il compte, zone par zone, chaque ligne là où elle est dite et pas plus finement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import streamlit as st

from domaine import francais
from domaine.niveaux import NOMS
from figures.mots.limites import reserve_sur_les_limites
from figures.svg.comptes import Comptee, dessiner_comptes
from requetes.carte.lecture import LectureZones, lire_zones
from requetes.registres.commun import grouper
from vues import donnees
from vues.page.entree import Contexte
from vues.registres.declaration import Ligne, Vue
from vues.textes import echapper


class Place(Protocol):
    """Ce qui est dit d'une zone."""

    @property
    def code_zone(self) -> str: ...
    @property
    def zone(self) -> str: ...


Chose = TypeVar("Chose", bound=Place)


def afficher(vue: Vue[Ligne]) -> None:
    """Les régions, les cercles de la région choisie, ou le seul cercle choisi."""
    registre, region, cercle = vue.registre, vue.contexte.filtres.region, vue.contexte.filtres.cercle
    if registre.sur_la_carte is not None:
        region = region or (vue.contexte.referentiel.zones[cercle].region if cercle else "") or ""
        niveau = "cercle" if region else "region"
        dessiner(
            vue.contexte, niveau, region, vue.lignes, registre.sur_la_carte,
            registre.titre, registre.legende_de_la_carte, seule=cercle,
        )  # fmt: skip


def dessiner(
    contexte: Contexte,
    niveau: str,
    region: str,
    choses: Sequence[Chose],
    ecrire: Callable[[Sequence[Chose]], str],
    nom: str,
    legende: str,
    *,
    seule: str = "",
) -> None:
    """Les zones d'un niveau, dans une région (vide = toutes) ; ce qui relève d'une zone plus large est écrit dessous.

    Args:
        contexte: celui de la page.
        niveau, region: les zones dessinées.
        choses: ce qui se compte, chacune dans sa zone.
        ecrire: ce qui s'écrit sur une zone, de ce qui y est.
        nom: ce qui se compte.
        legende: ce que veut dire ce qui y est écrit.
        seule: la seule zone lue ; les autres, dont rien n'a été demandé, paraîtraient vides.
    """
    lues: LectureZones = donnees.lire(contexte.edition, lire_zones, niveau, region)
    zones = [z for z in lues.zones if seule in ("", z.code)]
    groupes = grouper(choses, lambda x: lues.hotes.get(x.code_zone, x.code_zone))
    dites = [Comptee(z, lues.limites.get(z.code), ecrire(groupes[z.code]) if z.code in groupes else "")
             for z in zones]  # fmt: skip
    titre = f"{nom}, par {NOMS[niveau]}"
    st.markdown(f"**{echapper(titre)}** — {legende}")
    st.image(dessiner_comptes(dites, titre, sombre=st.context.theme.type == "dark"), width=900, alt=titre)
    dessinees = {z.code for z in zones}
    larges = {siennes[0].zone: siennes for code, siennes in groupes.items() if code not in dessinees}
    if larges:
        morceaux = [f"{echapper(nom)}\u00a0: **{ecrire(siennes)}**" for nom, siennes in larges.items()]
        st.caption("D’un niveau au-dessus, donc sur aucune zone de la carte — " + " ; ".join(morceaux))
    if reserve := reserve_sur_les_limites(contexte.info):
        st.caption(f"⚠️ {francais.majuscule(reserve)}.")
