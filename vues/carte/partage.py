"""«Image à partager» : la carte montrée, en image encadrée ; un bouton par forme, faite au clic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from domaine import francais
from figures.carte.composition import EtatCarte
from figures.svg.image import en_png
from figures.svg.partage import Cartouche, dessiner_image
from requetes.carte.lecture import lire_fond
from requetes.carte.lieux import Lieux
from vues import donnees
from vues.carte.choix import Choix
from vues.elements.tableaux import nom_de_fichier
from vues.filtres.barre import noms_des_zones
from vues.page.entree import Contexte

#: Largeur imprimée de l'image : une page A4 en paysage.
_LARGEUR_MM = 270


def proposer(
    contexte: Contexte,
    choix: Choix,
    lieux: Lieux,
    etat: EtatCarte,
    *,
    clair: Mapping[str, str],
    credits: Sequence[str],
) -> None:
    """Les deux boutons.

    Args:
        contexte: celui de la page.
        choix: ce que la personne regarde.
        lieux: les zones de l'édition.
        etat: la carte à la date choisie, telle qu'elle se dessine.
        clair: les filtres en vigueur, écrits.
        credits: ceux des limites et des repères.
    """
    cartouche = _cartouche(contexte, choix, etat, clair, credits)

    def en_svg() -> str:
        fond = donnees.lire(contexte.edition, lire_fond, lieux.niveaux, remise=contexte.remise)
        return dessiner_image(etat, fond, cartouche)

    nom = nom_de_fichier(f"carte {choix.jour.isoformat()} {cartouche.titre}")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content", key="image_carte"):
        st.markdown("Image à partager", width="content")
        st.download_button(
            "PNG", lambda: en_png(en_svg(), _LARGEUR_MM), f"{nom}.png", "image/png", key="image_png", on_click="ignore"
        )
        st.download_button("SVG", en_svg, f"{nom}.svg", "image/svg+xml", key="image_svg", on_click="ignore")


def _cartouche(
    contexte: Contexte, choix: Choix, etat: EtatCarte, clair: Mapping[str, str], credits: Sequence[str]
) -> Cartouche:
    zone = noms_des_zones(contexte.referentiel)[choix.zone]
    sujet = choix.indicateur.libelle_court if choix.indicateur else "Points de service"
    dates = [f"Couleurs : {etat.legende.precision}"] if etat.legende.precision else []
    dates += [f"Points : {etat.legende.points_le}"] if etat.legende.statuts or etat.legende.marques else []
    # Ce qui ne filtre rien («Toutes les régions») n'apprend rien à qui reçoit l'image.
    filtres = " · ".join(f"{nom}\u00a0: {dit}" for nom, dit in clair.items() if not dit.startswith("Tou"))
    nature = f"édition {contexte.edition.id}" if contexte.identite else "données vivantes"
    edition = f"SOCLE, {nature}\u00a0; données arrêtées au {francais.date(contexte.date_donnees)}"
    if etat.points is not None and etat.legende.statuts:
        edition += ". Positions des points\u00a0: pour l’équipe du projet"
    return Cartouche(
        titre=f"{sujet}, {zone}",
        lignes=(" · ".join(dates), filtres),
        sources=" · ".join(dict.fromkeys(credits)),
        edition=edition,
        demonstration=contexte.demonstration,
    )
