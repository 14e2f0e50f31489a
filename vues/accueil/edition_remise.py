"""L'accueil d'une édition remise : sa page de garde, ce qui s'en emporte, puis l'essentiel."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from domaine import francais
from domaine.reglages import dossier_donnees
from requetes.edition import editions
from requetes.edition.ouverture import EditionIllisible
from vues.accueil import ecran
from vues.filtres import barre
from vues.page.acces import LIBELLES
from vues.page.entree import Contexte
from vues.textes import echapper

_FILTRES = ("type_periode", "periode", "region")
_IDENTITE = {
    "intitule": "Projet",
    "convention": "Convention",
    "financeur": "Financeur",
    "maitre_oeuvre": "Maître d’œuvre",
}


def afficher(contexte: Contexte) -> None:
    """Toute la page, par les vues de la Vue d'ensemble ; ce qu'elle montre est dans l'édition, rien n'est ajouté."""
    _afficher_garde(contexte)
    # Les filtres après la page de garde : elle ne dépend d'aucun.
    contexte = replace(contexte, filtres=barre.afficher(contexte.referentiel, _FILTRES, contexte.date_donnees))
    ecran.afficher(contexte)


def _afficher_garde(contexte: Contexte) -> None:
    identite = contexte.identite
    projet = contexte.referentiel.projet
    with st.container(border=True, key="page_de_garde", gap="xsmall"):
        st.subheader(echapper(identite.get("titre") or contexte.edition.id), anchor=False)
        if contexte.demonstration:
            st.markdown(":orange[**⚠ DÉMONSTRATION** : chiffres fictifs, à ne citer nulle part.]")
        rubriques = {nom: echapper(projet[cle], 300) for cle, nom in _IDENTITE.items() if projet.get(cle)}
        rubriques |= {
            "Numéro": f"**{echapper(identite.get('numero'))}**",
            "Public": echapper(LIBELLES.get(identite.get("public", ""), francais.ND)),
            "Période": echapper(francais.periode(identite.get("periode"))),
            "Arrêtée au": echapper(francais.date(identite.get("date_donnees"))),
            "Figée le": echapper(francais.date(identite.get("figee_le"))),
            "Statut": "provisoire" if identite.get("provisoire") == "1" else "définitive",
        }
        with st.container(horizontal=True, gap="small"):
            for nom, texte in rubriques.items():
                st.markdown(f":gray[:small[{nom}]] {texte}", width="content")
        if identite.get("note"):
            st.markdown(f":gray[Note] {echapper(identite['note'], 1000)}")
        st.caption(f"Empreinte (SHA-256) : `{_empreinte_lisible(identite.get('empreinte', ''))}`")
        _afficher_sorties(contexte)


def _empreinte_lisible(texte: str) -> str:
    """Une empreinte est hexadécimale ; autre chose n'est pas écrit.

    >>> _empreinte_lisible("a1b2"), _empreinte_lisible("`x`")
    ('a1b2', 'illisible')
    """
    return texte if texte and all(c in "0123456789abcdef" for c in texte) else "illisible"


def _afficher_sorties(contexte: Contexte) -> None:
    """Les fichiers de cette édition, présents dans son dossier ; leurs noms sont écrits ici, jamais reçus."""
    presents = [nom for nom in editions.A_EMPORTER if contexte.edition.base.with_name(nom).is_file()]
    if not presents:
        st.caption("Aucun rapport n’accompagne cette édition ; chaque tableau de l’écran s’emporte en CSV et en XLSX.")
        return
    numero = contexte.edition.id
    with st.container(horizontal=True, gap="small"):
        for nom in presents:
            try:
                contenu = editions.sortie(dossier_donnees(), numero, nom)
            except EditionIllisible as erreur:
                st.error(echapper(erreur), icon="⚠️")
                continue
            libelle, mime = editions.A_EMPORTER[nom]
            st.download_button(
                libelle, contenu, f"{numero}_{nom}", mime, key=f"sortie_{nom}", icon="⬇️", on_click="ignore"
            )
