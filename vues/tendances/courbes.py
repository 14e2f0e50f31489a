"""Le grand graphique de la page Tendances : titré, daté, ses événements en toutes lettres dessous."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from domaine import francais
from domaine.chiffre import Moment
from domaine.figees import MASQUE
from figures.graphiques import series
from requetes.edition.referentiel import Indicateur
from requetes.tendances.lecture import LectureTendances
from requetes.tendances.series import Evenement
from vues.elements.graphiques import afficher_graphique
from vues.filtres import adresse, barre
from vues.filtres.adresse import Filtres
from vues.textes import echapper

_HAUTEUR_GRANDE = 460
_GRAND, _PARTIES = "grand", "parties"


def choisir(*, a_des_parties: bool) -> None:
    """Les deux choix au-dessus de la courbe."""
    montrees = {"": "La zone, contre sa cible"} | ({_PARTIES: "La zone et ses parties"} if a_des_parties else {})
    with st.container(horizontal=True, vertical_alignment="bottom", key="barre_de_filtres_courbe"):
        adresse.choisir("courbes", "Courbes", montrees, largeur=230)
        adresse.choisir("taille", "Taille", {"": "Normale", _GRAND: "En grand"}, largeur=130)


def en_grand() -> bool:
    """Vrai quand la courbe se montre en grand : le choix se dessine plus bas que ce qu'il dispose."""
    return adresse.choisi("taille") == _GRAND


def avec_parties() -> bool:
    """Vrai quand les parties de la zone se tracent avec elle, pour la même raison."""
    return adresse.choisi("courbes") == _PARTIES


def afficher_courbe(lecture: LectureTendances, serie: Sequence[Moment], titre: str, *, grand: bool = False) -> None:
    """La série, ses cibles et le contexte ; ce qui manque est un trou, ce qui est provisoire un marqueur creux.

    Args:
        lecture: celle de la page.
        serie: celle de la lecture, d'une zone ou de plusieurs, les zones de même nom distinguées.
        titre: ce que le graphique montre.
        grand: pour un écran partagé, à trois mètres.
    """
    if not serie:
        st.markdown(f"**{echapper(titre)}**")
        st.info("Aucune période à cette lecture : choisissez-en une autre.", icon="ℹ")
        return
    taille = {"hauteur": _HAUTEUR_GRANDE, "corps": series.CORPS_GRAND} if grand else {}
    contexte: dict[str, Any] = {"evenements": lecture.evenements, "cibles": lecture.cibles, **taille}
    afficher_graphique(series.tracer_serie, serie, titre=titre, cle="courbe", grand=grand, **contexte)
    notes = ["Marqueur creux : chiffre provisoire", "Bande grise ou trou : aucune donnée, jamais un zéro"]
    if any(m.revision for m in serie):
        notes.append("(r) : chiffre révisé depuis l’édition précédente")
    if any(m.finie is False for m in serie):
        notes.append("la dernière période est en cours : elle n’a que ce qui est déjà dû")
    if any(m.masque for m in serie):
        notes.append(f"{MASQUE} : le chiffre existe et ne se publie pas (effectif de moins de 5, ou qui y mènerait)")
    st.caption(". ".join(n[:1].upper() + n[1:] for n in notes) + ".")
    if lecture.evenements:
        nombre = francais.compte(len(lecture.evenements), "événement numéroté", "événements numérotés")
        with st.expander(f"Contexte : {nombre} sous la courbe"):
            st.markdown("\n".join(_note(n, e) for n, e in enumerate(lecture.evenements, start=1)))


def _note(numero: int, evenement: Evenement) -> str:
    # Une édition remise tait ce qui en a été écrit : la nature suffit, «n. d.» se lirait comme un manque ; et le jour.
    quand = francais.mois(evenement.date) if evenement.texte is None else francais.date(evenement.date)
    tete = f"({numero}) {quand}, {_ou(evenement)}"
    texte = "" if evenement.texte is None else f" : {echapper(evenement.texte, 200)}"
    return f"- :small[**{tete}** — {echapper(evenement.nature)}{texte}]"


def _ou(evenement: Evenement) -> str:
    return "tout le projet" if evenement.code_zone in (None, "SOCLE") else echapper(evenement.zone)


def titrer(indicateur: Indicateur, zone: str, serie: Sequence[Moment], choix: Filtres) -> str:
    """Ce que le graphique montre : l'indicateur, la zone, le type de période, et la cible ou les parties."""
    type_periode = barre.TYPES.get(choix.type_periode, "").lower()
    contre = ", contre la cible due" if any(m.cible_due is not None for m in serie) else ", sans cible due"
    if len({m.code_zone for m in serie}) > 1:
        # À plusieurs zones, les cibles ne se dessinent pas : le titre ne les promet pas.
        contre = ", avec ses parties"
    return f"{indicateur.libelle_court}, {zone}, {type_periode}{contre}"
