"""La fiche d'un point de service : marche-t-il, par quoi on le sait, d'où il vient, ce qui est décidé."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.listes import montrer
from domaine.preuve.pieces import VISITE
from requetes.fiches.lecture import LecturePoint, lire_point
from requetes.fiches.point import Etape, Point, Revision, Visite
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.signes import SIGNES
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.fiches import decisions as fiche_decisions
from vues.fiches import pieces
from vues.page.entree import Contexte
from vues.textes import echapper

#: Test → nom court, ce qui se dit réuni, ce qui se dit manquant.
TESTS = {
    "local": ("local", "local utilisable", "local inutilisable"),
    "agent": ("agent", "agent à son poste", "agent absent"),
    "moyens": ("moyens", "moyens présents", "moyens absents"),
    "prestation": ("prestation", "une prestation en 90\u00a0jours", "aucune prestation en 90\u00a0jours"),
}
Connue = TypeVar("Connue")
_REGISTRES = {"point_service": "fiche du point", "visite": "visite", "etape_restauration": "étape"}


def afficher(contexte: Contexte, id_point: str, jour: dt.date, *, avec_titre: bool = True) -> None:
    """La fiche entière, dans une boîte de dialogue ou sous la carte.

    Args:
        contexte: celui de la page.
        id_point: identifiant du point ; inconnu, il se dit, sans erreur.
        jour: date de la situation, une de `requetes.carte.services.dates_d_etat`.
        avec_titre: faux quand la boîte de dialogue porte déjà le nom du point.
    """
    lue = donnees.lire(contexte.edition, lire_point, id_point, jour)
    if lue is None:
        st.info(f"Le point «\u00a0{echapper(id_point, 60)}\u00a0» n’est pas dans cette édition.", icon="ℹ")
        return
    if avec_titre:
        st.subheader(echapper(lue.point.nom), anchor=False)
    _afficher_l_essentiel(lue)
    parcours, vues, decide, origine = st.tabs(
        [
            "Parcours",
            f"Visites ({francais.nombre(len(lue.visites))})",
            fiche_decisions.titre(lue.decisions),
            "Identité et source",
        ]
    )
    nom = f"{lue.point.nom} ({id_point})"
    with parcours:
        _afficher_etapes(lue.etapes, nom)
    with vues:
        _afficher_visites(lue.visites, nom)
        pieces.afficher(VISITE, id_point, list(dict.fromkeys(v.date for v in lue.visites)))
    with decide:
        st.caption(f"À la date des données, {francais.date(contexte.date_donnees)}.")
        fiche_decisions.afficher(lue.decisions, nom, cle="point")
    with origine:
        _afficher_identite(lue.point)
        _afficher_source(lue.point)
        _afficher_revisions(lue.revisions, nom)


def _afficher_l_essentiel(lue: LecturePoint) -> None:
    point = lue.point
    lieu = f"commune : {echapper(point.commune)} · région : {echapper(point.region)}"
    service = echapper(point.type_service)
    st.caption(f"{service} · {lieu} · {echapper(point.id_point)} · situation au {francais.date(lue.jour)}")
    st.markdown(f"**{SIGNES.get(point.statut, '')}\u00a0{echapper(point.statut)}** — {_dire_restauration(point)}")
    if lue.jours_sans_visite is None:
        st.markdown("Jamais visité à cette date : les quatre tests ne sont pas connus.")
        return
    derniere = lue.visites[0]
    quand = f"**{francais.date(derniere.date)}**, il y a {francais.compte(lue.jours_sans_visite, 'jour')}"
    st.markdown(f"Dernière visite le {quand}{_dire_preuve(derniere)} :")
    st.markdown(" ".join(_dire_test(nom, reuni) for nom, reuni in derniere.reunis.items()))
    if derniere.motif is not None:
        st.markdown(f"Motif : {echapper(derniere.motif)}")
    if point.perime:
        st.caption("Plus de 90\u00a0jours sans visite : ces tests ne disent plus l’état d’aujourd’hui.")


def _dire_restauration(point: Point) -> str:
    if not point.restaure:
        return "les quatre tests n’ont encore jamais été réunis"
    depuis = f"restauré le {francais.date(point.date_restauration)} (quatre tests réunis)"
    return f"{depuis}, **retombé** depuis" if point.retombe else depuis


def _dire_preuve(visite: Visite) -> str:
    morceaux = [] if visite.mode is None else [echapper(visite.mode)]
    if visite.niveau_preuve is not None:
        morceaux.append(f"preuve : {echapper(_sans_rang(visite.niveau_preuve))}")
    return f" ({', '.join(morceaux)})" if morceaux else ""


def _sans_rang(niveau: str) -> str:
    return montrer("niveau_preuve", niveau).removeprefix(f"{niveau} ")


def _dire_test(nom: str, reuni: bool) -> str:
    _, oui, non = TESTS[nom]
    return f":green-badge[✓\u00a0{oui}]" if reuni else f":red-badge[✗\u00a0{non}]"


def _afficher_etapes(etapes: Sequence[Etape], nom: str) -> None:
    if not etapes:
        st.info("Aucune étape reçue pour ce point (feuille «\u00a0Étapes\u00a0»).", icon="ℹ")
        return
    st.markdown("\n".join(_dire_etape(e) for e in etapes))
    telecharger(en_tableau(Etape, etapes), f"Étapes : {nom}", cle="fiche_etapes")


def _dire_etape(etape: Etape) -> str:
    arret = etape.etape in ("suspendu", "abandonné")
    signe = "■" if arret or etape.en_retard else "✓" if etape.date_reelle else "○"
    morceaux = []
    if etape.date_reelle:
        morceaux.append(f"**{francais.date(etape.date_reelle)}**")
    if etape.date_prevue:
        morceaux.append(f"prévue le {francais.date(etape.date_prevue)}{_dire_ecart(etape.retard_jours)}")
    if etape.en_retard:
        morceaux.append("**pas faite à cette date**")
    if not morceaux:
        morceaux.append("sans date")
    textes = [echapper(texte) for texte in (etape.motif_blocage, etape.commentaire) if texte is not None]
    nom = echapper(montrer("etape", etape.etape))
    return f"- {signe}\u00a0{nom} : " + " ; ".join([", ".join(morceaux), *textes])


def _dire_ecart(jours: int | None) -> str:
    return f" ({francais.signe(jours)}\u00a0{'jour' if abs(jours) < 2 else 'jours'})" if jours else ""


def _afficher_visites(visites: Sequence[Visite], nom: str) -> None:
    if not visites:
        st.info("Aucune visite à cette date.", icon="ℹ")
        return
    montre = pd.DataFrame([_montrer_visite(v) for v in visites])
    afficher_tableau(montre, en_tableau(Visite, visites), f"Visites : {nom}", cle="fiche_visites")


def _montrer_visite(visite: Visite) -> dict[str, str]:
    preuve = None if visite.niveau_preuve is None else _sans_rang(visite.niveau_preuve)
    return {
        "Date": francais.date_courte(visite.date),
        "Tests": " ".join(f"{'✓' if reuni else '✗'}\u00a0{TESTS[nom][0]}" for nom, reuni in visite.reunis.items()),
        "Statut noté, motif": _joindre(visite.statut_fonctionnel, visite.motif),
        "Usagers": _dire_usagers(visite),
        "Mode, preuve": _joindre(visite.mode, preuve),
        "Source": f"{visite.fichier}, ligne {visite.ligne}",
    }


def _joindre(*textes: str | None) -> str:
    return ", ".join(t for t in textes if t)


def _dire_usagers(visite: Visite) -> str:
    if visite.usagers_femmes is None and visite.usagers_hommes is None:
        return francais.ND
    return f"{francais.nombre(visite.usagers_femmes)}\u00a0F, {francais.nombre(visite.usagers_hommes)}\u00a0H"


def _afficher_identite(point: Point) -> None:
    rubriques = {
        "Localité": point.localite,
        "Gestionnaire": point.gestionnaire,
        "Opérateur": point.operateur,
        "Population desservie": _si_connu(point.population_desservie, lambda n: francais.compte(n, "habitant")),
        "Position": _dire_position(point),
        "Projet": None if point.intitule is None else f"{point.id_projet} — {point.intitule}",
        "Statut du projet": point.statut_projet,
        "Budget du projet": _si_connu(point.budget_fcfa, lambda n: francais.fcfa(n, abrege=True)),
        "Projet validé le": _si_connu(point.date_validation, francais.date),
        "Note de formulation": _si_connu(point.note_formulation, lambda n: f"{francais.nombre(n)}/20"),
    }
    st.markdown("\n".join(f"- **{nom}** : {echapper(texte)}" for nom, texte in rubriques.items()))


def _si_connu(valeur: Connue | None, dire: Callable[[Connue], str]) -> str | None:
    return None if valeur is None else dire(valeur)


def _dire_position(point: Point) -> str:
    if point.latitude is None or point.longitude is None:
        return "inconnue : le point n’est pas sur la carte"
    if point.precision_m is None:
        return "connue, précision non dite"
    return f"connue à {francais.compte(point.precision_m, 'mètre')} près"


def _afficher_source(point: Point) -> None:
    sources = [f"point : {_dire_source(point.fichier, point.feuille, point.ligne)}"]
    if point.fichier_projet is not None:
        sources.append(f"projet : {_dire_source(point.fichier_projet, point.feuille_projet, point.ligne_projet)}")
    st.caption("Source — " + " ; ".join(sources) + ". Celle de chaque étape, visite et décision est dans son fichier.")


def _dire_source(fichier: str, feuille: str | None, ligne: int | None) -> str:
    return f"{echapper(fichier)}, feuille «\u00a0{echapper(feuille)}\u00a0», ligne {francais.nombre(ligne)}"


def _afficher_revisions(revisions: Sequence[Revision], nom: str) -> None:
    if not revisions:
        return
    st.markdown("**Changé par un dépôt plus récent**")
    montre = [
        {
            "Cellule": _dire_cellule(r),
            "Avant": _dire_contenu(r.ancien),
            "Après": _dire_contenu(r.nouveau),
            "Source": f"{r.fichier}, ligne {r.ligne}",
        }
        for r in revisions
    ]
    emporte = en_tableau(Revision, revisions)
    afficher_tableau(pd.DataFrame(montre), emporte, f"Révisions : {nom}", cle="fiche_revisions")


def _dire_cellule(revision: Revision) -> str:
    """Le registre, sa ligne (une date de visite, une étape) et la colonne, en clair."""
    reste = revision.cle.rpartition(" · ")[2]
    ligne = ""
    if revision.nom_table == "visite":
        ligne = f" du {francais.date_courte(reste)}"
    elif revision.nom_table == "etape_restauration":
        ligne = f" {reste}"
    return f"{_REGISTRES[revision.nom_table]}{ligne}, {revision.colonne}"


def _dire_contenu(contenu: str | None) -> str:
    """Une cellule telle qu'une révision la garde : un compte y est écrit «289.0»."""
    if not contenu:
        return "vide"
    return francais.nombre(contenu) if re.fullmatch(r"-?\d+\.\d+", contenu) else contenu
