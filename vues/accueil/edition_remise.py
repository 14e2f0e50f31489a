"""L'accueil d'une édition remise : sa page de garde, sa trajectoire, ses commentaires, ce qui s'en emporte."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from domaine import chemins, francais
from requetes.accueil import ecarts, situation
from requetes.edition import figees, referentiel
from vues import donnees
from vues.accueil import ensemble, petite_carte, phares
from vues.elements import etats, methode, tables
from vues.filtres import barre
from vues.page import cadre
from vues.page.acces import LIBELLES
from vues.page.cadre import Contexte
from vues.textes import echapper

#: Ce que le dossier d'une édition peut offrir, et rien d'autre : nom de fichier → ce qu'il est, son type.
SORTIES = {
    chemins.RAPPORT_HTML: ("Rapport (page à ouvrir sans réseau)", "text/html"),
    chemins.RAPPORT_PDF: ("Rapport (PDF)", "application/pdf"),
    chemins.TABLEAUX: ("Tableaux (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
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
    contexte = replace(contexte, filtres=barre.afficher(contexte.edition, _FILTRES, contexte.date_donnees))
    edition, filtres = contexte.edition, contexte.filtres
    lecture = (filtres.type_periode, filtres.periode)
    parametres = {"type_periode": filtres.type_periode, "region": filtres.region}
    lus = donnees.lire(edition, situation.situation, filtres.zone, *lecture)
    if lus.empty:
        cadre.montrer_cadre_vide()
    with st.container(key="essentiel", gap=None):
        ensemble.afficher_reponse(lus, donnees.lire(edition, referentiel.completude_des_rapports, filtres.zone))
        with st.container(key="essentiel_ecarts", gap="xsmall"):
            trois = donnees.lire(edition, ecarts.ecarts_a_regarder, *lecture, filtres.region)
            ensemble.afficher_ecarts(trois, parametres)
        with st.container(key="essentiel_phares"):
            tendances = donnees.lire(edition, situation.tendances_des_phares, filtres.zone, *lecture)
            phares.afficher_cartes(lus, tendances, parametres)
        with st.container(key="essentiel_commentaires", gap="xsmall"):
            _afficher_commentaires(contexte)
        with st.container(key="essentiel_carte", gap="xsmall"):
            petite_carte.afficher(contexte, lus)
    etats.afficher_legende(*donnees.lire(edition, referentiel.seuils_par_defaut), masque=contexte.reduite)
    st.caption(methode.lecture_en_mots(filtres.type_periode))
    tables.afficher_situation(lus, filtres)


def _afficher_garde(contexte: Contexte) -> None:
    fiche = contexte.fiche
    projet = donnees.lire(contexte.edition, referentiel.projet)
    identite = dict(zip(projet["cle"].astype(str), projet["valeur"], strict=True))
    with st.container(border=True, key="page_de_garde", gap="xsmall"):
        st.subheader(echapper(fiche.get("titre") or contexte.edition.id), anchor=False)
        if contexte.demonstration:
            st.markdown(":orange[**⚠ DÉMONSTRATION** : chiffres fictifs, à ne citer nulle part.]")
        rubriques = {nom: echapper(identite[cle], 300) for cle, nom in _IDENTITE.items() if identite.get(cle)}
        rubriques |= {
            "Numéro": f"**{echapper(fiche.get('numero'))}**",
            "Public": echapper(LIBELLES.get(fiche.get("public", ""), francais.ND)),
            "Période": echapper(francais.periode(fiche.get("periode"))),
            "Arrêtée au": echapper(francais.date(fiche.get("date_donnees"))),
            "Figée le": echapper(francais.date(fiche.get("figee_le"))),
            "Statut": "provisoire" if fiche.get("provisoire") == "1" else "définitive",
        }
        with st.container(horizontal=True, gap="small"):
            for nom, texte in rubriques.items():
                st.markdown(f":gray[:small[{nom}]] {texte}", width="content")
        if fiche.get("note"):
            st.markdown(f":gray[Note] {echapper(fiche['note'], 1000)}")
        st.caption(f"Empreinte (SHA-256) : `{_empreinte_lisible(fiche.get('empreinte', ''))}`")
        _afficher_sorties(contexte)


def _empreinte_lisible(texte: str) -> str:
    """Une empreinte est hexadécimale ; autre chose n'est pas écrit.

    >>> _empreinte_lisible("a1b2"), _empreinte_lisible("`x`")
    ('a1b2', 'illisible')
    """
    return texte if texte and all(c in "0123456789abcdef" for c in texte) else "illisible"


def _afficher_sorties(contexte: Contexte) -> None:
    """Les fichiers de cette édition, présents dans son dossier ; leurs noms sont écrits ici, jamais reçus."""
    presents = [nom for nom in SORTIES if _sortie(contexte, nom).is_file()]
    if not presents:
        st.caption("Aucun rapport n’accompagne cette édition ; chaque tableau de l’écran s’emporte en CSV et en XLSX.")
        return
    with st.container(horizontal=True, gap="small"):
        for nom in presents:
            libelle, mime = SORTIES[nom]
            st.download_button(
                libelle,
                _sortie(contexte, nom).read_bytes,
                f"{contexte.edition.id}_{nom}",
                mime,
                key=f"sortie_{nom}",
                icon="⬇️",
                on_click="ignore",
            )


def _sortie(contexte: Contexte, nom: str) -> Path:
    return contexte.edition.base.with_name(nom)


def _afficher_commentaires(contexte: Contexte) -> None:
    ecrits = donnees.lire(contexte.edition, figees.commentaires)
    if not ecrits:
        st.caption("Aucun commentaire n’a été écrit avec cette édition.")
        return
    st.subheader("Commentaires, résultat par résultat", anchor=False)
    cadre_logique = donnees.lire(contexte.edition, referentiel.indicateurs)
    libelles = dict(zip(cadre_logique["resultat"], cadre_logique["libelle_resultat"], strict=True))
    for code, texte in ecrits.items():
        nom = f" — {echapper(libelles[code], 200)}" if code in libelles else ""
        st.markdown(f"**{echapper(code)}**{nom}  \n{echapper(texte, 2000)}")
