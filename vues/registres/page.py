"""Le patron d'une page de registre : ses choix, la phrase, les comptes, les onglets, la fiche d'une ligne."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from domaine import francais
from domaine.periodes import lire_periode, periode_contenant, periodes_entre
from domaine.sources import NON_PRECISE
from requetes.registres.commun import Etendue
from vues import donnees
from vues.elements.signes import largeur_de_chiffre
from vues.filtres import barre
from vues.filtres.adresse import choisir, onglets
from vues.page.entree import Contexte
from vues.page.receptions import dire_ce_qui_manque
from vues.registres import carte, fiche, tableau
from vues.registres.declaration import CALENDRIER, Compte, Filtre, Ligne, Registre, Vue
from vues.textes import echapper

#: Sous ce nom, la période choisie est dans l'adresse de toutes les pages de registre.
_ETENDUE = "etendue"
_DEPUIS_LE_DEMARRAGE = "Depuis le démarrage"
_LARGEUR_DE_COMPTE = 130


def afficher(contexte: Contexte, registre: Registre[Ligne]) -> None:
    """Toute la page, sous sa barre de filtres."""
    absentes = dire_ce_qui_manque(contexte, registre.feuilles)
    jamais_venue = registre.feuilles[0] in absentes
    if jamais_venue and not registre.d_une_autre_feuille and not any(registre.avec()):
        return
    vue = _choisir(contexte, registre, absentes)
    if not vue.lignes:
        if not jamais_venue:
            st.info(
                f"Aucune ligne ne répond à ces filtres (feuille «\u00a0{registre.feuilles[0]}\u00a0»). Élargissez la "
                "zone, la période ou les autres choix.",
                icon="ℹ",
            )
        if registre.sans_ligne is not None:
            registre.sans_ligne(vue)
        return
    st.markdown(f"Au {francais.date(vue.jour)}\u00a0: {registre.phrase(vue)}")
    if vue.reserves:
        st.caption(" ".join(vue.reserves))
    _afficher_comptes(
        # D'une édition remise, un compte inconnu est un compte tu : sa place n'a pas à le dire.
        [c for c in registre.comptes(vue) if not (contexte.remise and c.ecrit == francais.ND)]
    )
    _dire_les_issues(vue)
    _afficher_onglets(vue)
    fiche.ouvrir_celle_de_l_adresse(vue)


def _choisir(contexte: Contexte, registre: Registre[Ligne], absentes: frozenset[str]) -> Vue[Ligne]:
    """La période, puis les choix propres au registre, chacun tenu dans l'adresse."""
    etendues, retenues = _etendues(contexte), []

    def dessiner_la_suite(zones: Mapping[str, str]) -> Mapping[str, str]:
        code = choisir(_ETENDUE, "Période", etendues, largeur=195)
        periode, jour = lire_periode(code), registre.dernier_jour(contexte)
        debut, fin = (None, jour) if periode is None else (periode.debut, min(periode.fin, jour))
        zone = zones.get("cercle") or zones["region"] or "SOCLE"
        etendue = Etendue(zone, jour if registre.relu_au_dernier_jour else fin, debut, fin)
        lignes, dits = (
            donnees.lire(contexte.edition, registre.lire, etendue, *registre.avec()),
            {"Période": etendues[code]},
        )
        montrees, choisis = lignes, dict[str, str]()
        for filtre in registre.filtres:
            presentes = sorted({v for x in montrees if (v := filtre.lire(x)) is not None})
            if contexte.remise and set(presentes) <= {NON_PRECISE}:
                # Ce que l'édition tait ne se choisit pas.
                continue
            retenu = choisir(filtre.nom, filtre.libelle, {"": filtre.tous} | {v: v for v in presentes}, largeur=195)
            choisis[filtre.nom], dits[filtre.libelle] = retenu, retenu or filtre.tous
            montrees = _retenir(montrees, filtre, retenu)
            lignes = lignes if filtre.issue else _retenir(lignes, filtre, retenu)
        retenues.append((etendue, lignes, montrees, choisis))
        return dits

    filtres = barre.afficher(contexte.referentiel, registre.zones, contexte.date_donnees, dessiner_la_suite)
    ((etendue, lignes, montrees, choisis),) = retenues
    return Vue(replace(contexte, filtres=filtres), registre, etendue, lignes, montrees, choisis, absentes)


def _retenir(lignes: tuple[Ligne, ...], filtre: Filtre[Ligne], retenu: str) -> tuple[Ligne, ...]:
    return tuple(x for x in lignes if not retenu or filtre.lire(x) == retenu)


def _dire_les_issues(vue: Vue[Ligne]) -> None:
    """Un filtre sur une issue ne change pas ce qui se compte : sans le dire, les deux nombres se contrediraient."""
    issues = [f for f in vue.registre.filtres if f.issue and vue.choix.get(f.nom)]
    if issues:
        dits = " et ".join(f"**{echapper(f.libelle)}\u00a0: {echapper(vue.choix[f.nom])}**" for f in issues)
        ou = "du tableau et du calendrier" if CALENDRIER in vue.registre.onglets else "du tableau"
        st.caption(
            f"{dits}\u00a0: {francais.nombre(len(vue.montrees))} lignes {ou} sur {francais.nombre(len(vue.lignes))}. "
            "La phrase, les comptes, la carte et les autres onglets les lisent toutes."
        )


def _etendues(contexte: Contexte) -> Mapping[str, str]:
    """Toute la durée, puis les années et les trimestres entamés, les plus récents d'abord."""
    debut, fin = dt.date.fromisoformat(contexte.info["debut"]), contexte.date_donnees
    choix = {"": _DEPUIS_LE_DEMARRAGE}
    for type_periode in ("annee", "trimestre"):
        entamee = periode_contenant(type_periode, fin)
        for periode in reversed(list(periodes_entre(type_periode, debut, entamee.fin))):
            choix[periode.libelle] = periode.libelle_long + (" (en cours)" if periode.fin > fin else "")
    return choix


def _afficher_comptes(comptes: Sequence[Compte]) -> None:
    with st.container(horizontal=True, gap="small"):
        for compte in comptes:
            large = max(_LARGEUR_DE_COMPTE, 9 * len(compte.libelle))
            st.metric(
                compte.libelle, compte.ecrit, width=largeur_de_chiffre(compte.ecrit, large), help=compte.aide or None
            )


def _afficher_onglets(vue: Vue[Ligne]) -> None:
    """Le tableau d'abord ; seul l'onglet ouvert est calculé et envoyé, et l'adresse le garde."""
    suite = {nom: dessiner for nom, dessiner in vue.registre.onglets.items() if nom not in vue.tus}
    montrer = {"Tableau": tableau.afficher} | suite
    if vue.registre.sur_la_carte is not None:
        montrer["Carte"] = carte.afficher
    ouverts = onglets(list(montrer))
    for onglet, dessiner in zip(ouverts, montrer.values(), strict=True):
        if onglet.open:
            with onglet:
                dessiner(vue)
