"""La page Tendances, la même pour l'équipe et pour qui lit une édition remise : le chiffre, sa courbe, ses détails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from domaine.chiffre import Moment
from requetes.edition.referentiel import Indicateur
from requetes.fiches.lecture import lire_indicateur
from requetes.tendances.lecture import LectureTendances, lire_tendances
from vues import donnees
from vues.elements import tables
from vues.fiches import commentaires, pourquoi, sources
from vues.fiches import indicateur as fiche_indicateur
from vues.filtres import barre
from vues.page import entree, navigation
from vues.page.entree import Contexte
from vues.page.receptions import dire_ce_qui_manque_a_un_indicateur
from vues.redite import redire
from vues.tendances import chiffre, courbes, multiples
from vues.tendances.ventilations import afficher as afficher_ventilations


def afficher(contexte: Contexte) -> None:
    """Le chiffre choisi, la courbe, puis un onglet par détail ; une édition remise n'a pas les lignes reçues."""
    choix, referentiel = contexte.filtres, contexte.referentiel
    if not choix.indicateur:
        entree.montrer_cadre_vide()
    indicateur = referentiel.indicateurs[choix.indicateur]
    lecture = donnees.lire(
        contexte.edition,
        lire_tendances,
        choix.indicateur,
        choix.zone,
        choix.type_periode,
        choix.periode,
        avec_parties=courbes.avec_parties(),
    )
    serie = barre.sans_doublon(lecture.serie, referentiel)
    titre = courbes.titrer(indicateur, barre.noms_des_zones(referentiel)[choix.zone], serie, choix)
    grand = courbes.en_grand()
    # Le chiffre d'abord : sur un téléphone, il précède la courbe.
    cote, place = (st.container(), st.container()) if grand else st.columns([1, 2.6], gap="medium")
    with cote:
        redire(contexte.edition, "chiffre", _afficher_chiffre, contexte, lecture, indicateur, grand=grand)
    with place:
        redire(contexte.edition, "manques", dire_ce_qui_manque_a_un_indicateur, contexte, indicateur)
        courbes.choisir(a_des_parties=bool(lecture.parties))
        redire(contexte.edition, "courbe", courbes.afficher_courbe, lecture, serie, titre, grand=grand)
    if not grand:
        commentaires.afficher(contexte, indicateur, choix.zone)
    _afficher_details(contexte, lecture, indicateur, serie, titre)


def _afficher_chiffre(contexte: Contexte, lecture: LectureTendances, indicateur: Indicateur, *, grand: bool) -> None:
    afficher_ = chiffre.afficher_en_grand if grand else chiffre.afficher_chiffre
    titre = barre.zone_et_periode(contexte.referentiel, contexte.filtres)
    afficher_(lecture.choisi, indicateur, titre, lecture.rythme)
    if not grand:
        chiffre.afficher_calcul(indicateur)


def _afficher_details(
    contexte: Contexte, lecture: LectureTendances, indicateur: Indicateur, serie: Sequence[Moment], titre: str
) -> None:
    """Un onglet par détail ; seul celui qui est ouvert se dessine."""
    edition, choix = contexte.edition, contexte.filtres

    def expliquer() -> None:
        couples = dict.fromkeys((str(m.dimension), str(m.modalite)) for m in lecture.ventilations)
        sources.afficher(contexte, indicateur, tuple(couples))

    def detailler() -> None:
        lue = donnees.lire(edition, lire_indicateur, indicateur.code)
        fiche_indicateur.afficher_fiche(indicateur, lue.cibles_de(choix.zone), remise=contexte.remise)
        fiche_indicateur.afficher_cibles(indicateur, lue, choix)

    vues: dict[str, Callable[[], None]] = {
        "Tableau": lambda: tables.afficher_serie(edition, serie, titre, choix),
        "Zone par zone": lambda: multiples.afficher(edition, lecture.dessous, indicateur, choix),
        "Ventilations": lambda: afficher_ventilations(contexte, lecture, indicateur),
    }
    # Une édition réduite n'a pas les lignes reçues, ni donc ces deux onglets.
    if not contexte.remise:
        moment = (choix.zone, choix.type_periode, choix.periode)
        vues["D’où vient ce chiffre"] = expliquer
        vues[navigation.POURQUOI] = lambda: pourquoi.afficher(contexte, indicateur, *moment)
    vues["Fiche"] = detailler
    for onglet, montrer in zip(st.tabs(list(vues), key="onglet", bind="query-params"), vues.values(), strict=True):
        if onglet.open:
            with onglet:
                montrer()
