"""La fiche d'un point de service : marche-t-il, par quoi on le sait, d'où il vient, ce qui est décidé."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.listes import montrer
from requetes.fiches import commune
from requetes.fiches import point as fiches_point
from vues import donnees
from vues.elements.signes import SIGNES
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.fiches import decisions as fiche_decisions
from vues.page.cadre import Contexte
from vues.textes import echapper

#: Test → nom court, ce qui se dit réuni, ce qui se dit manquant.
TESTS = {
    "local": ("local", "local utilisable", "local inutilisable"),
    "agent": ("agent", "agent à son poste", "agent absent"),
    "moyens": ("moyens", "moyens présents", "moyens absents"),
    "prestation": ("prestation", "une prestation en 90\u00a0jours", "aucune prestation en 90\u00a0jours"),
}
_REGISTRES = {"point_service": "fiche du point", "visite": "visite", "etape_restauration": "étape"}


def afficher(contexte: Contexte, id_point: str, jour: dt.date, *, avec_titre: bool = True) -> None:
    """La fiche entière, dans une boîte de dialogue ou sous la carte.

    Args:
        contexte: celui de la page.
        id_point: identifiant du point ; inconnu, il se dit, sans erreur.
        jour: date de la situation, une de `requetes.carte.services.dates_d_etat`.
        avec_titre: faux quand la boîte de dialogue porte déjà le nom du point.
    """
    point = donnees.lire(contexte.edition, fiches_point.point, id_point, jour)
    if not point:
        st.info(f"Le point «\u00a0{echapper(id_point, 60)}\u00a0» n’est pas dans cette édition.", icon="ℹ️")
        return
    etapes = donnees.lire(contexte.edition, fiches_point.etapes_du_point, id_point, jour)
    visites = donnees.lire(contexte.edition, fiches_point.visites_du_point, id_point, jour)
    decisions = donnees.lire(contexte.edition, commune.decisions_du_point, id_point)
    if avec_titre:
        st.subheader(echapper(point["nom"]), anchor=False)
    _afficher_l_essentiel(point, visites, jour)
    parcours, vues, decide, origine = st.tabs(
        [
            "Parcours",
            f"Visites ({francais.nombre(len(visites))})",
            fiche_decisions.titre(decisions),
            "Identité et source",
        ]
    )
    nom = f"{point['nom']} ({id_point})"
    with parcours:
        _afficher_etapes(etapes, nom)
    with vues:
        _afficher_visites(visites, nom)
    with decide:
        st.caption(f"À la date des données, {francais.date(contexte.date_donnees)}.")
        fiche_decisions.afficher(decisions, nom, cle="point")
    with origine:
        _afficher_identite(point)
        _afficher_source(point)
        _afficher_revisions(donnees.lire(contexte.edition, fiches_point.revisions_du_point, id_point), nom)


def _afficher_l_essentiel(point: dict[str, Any], visites: pd.DataFrame, jour: dt.date) -> None:
    lieu = f"commune : {echapper(point['commune'])} · région : {echapper(point['region'])}"
    service = echapper(point["type_service"])
    st.caption(f"{service} · {lieu} · {echapper(point['id_point'])} · situation au {francais.date(jour)}")
    st.markdown(f"**{SIGNES.get(point['statut'], '')}\u00a0{echapper(point['statut'])}** — {_dire_restauration(point)}")
    if visites.empty:
        st.markdown("Jamais visité à cette date : les quatre tests ne sont pas connus.")
        return
    derniere = visites.iloc[0]
    age = (jour - pd.Timestamp(derniere["date"]).date()).days
    quand = f"**{francais.date(derniere['date'])}**, il y a {francais.compte(age, 'jour')}"
    st.markdown(f"Dernière visite le {quand}{_dire_preuve(derniere)} :")
    st.markdown(" ".join(_dire_test(nom, bool(derniere[nom])) for nom in TESTS))
    if not francais.absente(derniere["motif"]):
        st.markdown(f"Motif : {echapper(derniere['motif'])}")
    if derniere["perimee"]:
        st.caption("Plus de 90\u00a0jours sans visite : ces tests ne disent plus l’état d’aujourd’hui.")


def _dire_restauration(point: dict[str, Any]) -> str:
    if not point["restaure"]:
        return "les quatre tests n’ont encore jamais été réunis"
    depuis = f"restauré le {francais.date(point['date_restauration'])} (quatre tests réunis)"
    return f"{depuis}, **retombé** depuis" if point["retombe"] else depuis


def _dire_preuve(visite: pd.Series) -> str:
    morceaux = [] if francais.absente(visite["mode"]) else [echapper(visite["mode"])]
    if not francais.absente(visite["niveau_preuve"]):
        morceaux.append(f"preuve : {echapper(_sans_rang(visite['niveau_preuve']))}")
    return f" ({', '.join(morceaux)})" if morceaux else ""


def _sans_rang(niveau: object) -> str:
    return montrer("niveau_preuve", str(niveau)).removeprefix(f"{niveau} ")


def _dire_test(nom: str, reuni: bool) -> str:
    _, oui, non = TESTS[nom]
    return f":green-badge[✓\u00a0{oui}]" if reuni else f":red-badge[✗\u00a0{non}]"


def _afficher_etapes(etapes: pd.DataFrame, nom: str) -> None:
    if etapes.empty:
        st.info("Aucune étape reçue pour ce point (feuille «\u00a0Étapes\u00a0»).", icon="ℹ️")
        return
    st.markdown("\n".join(_dire_etape(e) for e in etapes.to_dict("records")))
    telecharger(etapes, f"Étapes : {nom}", cle="fiche_etapes")


def _dire_etape(etape: dict[Any, Any]) -> str:
    prevue, reelle = etape["date_prevue"], etape["date_reelle"]
    faite, arret = not francais.absente(reelle), etape["etape"] in ("suspendu", "abandonné")
    signe = "■" if arret or etape["en_retard"] else "✓" if faite else "○"
    morceaux = []
    if faite:
        morceaux.append(f"**{francais.date(reelle)}**")
    if not francais.absente(prevue):
        morceaux.append(f"prévue le {francais.date(prevue)}{_dire_ecart(etape['retard_jours'])}")
    if etape["en_retard"]:
        morceaux.append("**pas faite à cette date**")
    if not morceaux:
        morceaux.append("sans date")
    textes = [echapper(etape[c]) for c in ("motif_blocage", "commentaire") if not francais.absente(etape[c])]
    nom = echapper(montrer("etape", str(etape["etape"])))
    return f"- {signe}\u00a0{nom} : " + " ; ".join([", ".join(morceaux), *textes])


def _dire_ecart(jours: object) -> str:
    if francais.absente(jours) or jours == 0:
        return ""
    return f" ({francais.signe(jours)}\u00a0{'jour' if abs(int(str(jours))) < 2 else 'jours'})"


def _afficher_visites(visites: pd.DataFrame, nom: str) -> None:
    if visites.empty:
        st.info("Aucune visite à cette date.", icon="ℹ️")
        return
    lignes = visites.to_dict("records")
    montre = pd.DataFrame(
        {
            "Date": [francais.date_courte(v["date"]) for v in lignes],
            "Tests": [" ".join(f"{'✓' if v[n] else '✗'}\u00a0{TESTS[n][0]}" for n in TESTS) for v in lignes],
            "Statut noté, motif": [_joindre(v["statut_fonctionnel"], v["motif"]) for v in lignes],
            "Usagers": [_dire_usagers(v) for v in lignes],
            "Mode, preuve": [
                _joindre(
                    v["mode"],
                    None if francais.absente(v["niveau_preuve"]) else _sans_rang(v["niveau_preuve"]),
                )
                for v in lignes
            ],
            "Source": [f"{v['fichier']}, ligne {v['ligne']}" for v in lignes],
        }
    )
    afficher_tableau(montre, visites, f"Visites : {nom}", cle="fiche_visites")


def _joindre(*textes: object) -> str:
    return ", ".join(str(t) for t in textes if not francais.absente(t) and t)


def _dire_usagers(visite: dict[Any, Any]) -> str:
    femmes, hommes = visite["usagers_femmes"], visite["usagers_hommes"]
    if francais.absente(femmes) and francais.absente(hommes):
        return francais.ND
    return f"{francais.nombre(femmes)}\u00a0F, {francais.nombre(hommes)}\u00a0H"


def _afficher_identite(point: dict[str, Any]) -> None:
    projet = point["intitule"] if not francais.absente(point["intitule"]) else None
    rubriques = {
        "Localité": point["localite"],
        "Gestionnaire": point["gestionnaire"],
        "Opérateur": point["operateur"] if not francais.absente(point["operateur"]) else point["operateur_projet"],
        "Population desservie": _si_connu(point["population_desservie"], lambda n: francais.compte(n, "habitant")),
        "Position": _dire_position(point),
        "Projet": None if projet is None else f"{point['id_projet']} — {projet}",
        "Statut du projet": point["statut_projet"],
        "Budget du projet": _si_connu(point["budget_fcfa"], lambda n: francais.fcfa(n, abrege=True)),
        "Projet validé le": _si_connu(point["date_validation"], francais.date),
        "Note de formulation": _si_connu(point["note_formulation"], lambda n: f"{francais.nombre(n)}/20"),
    }
    st.markdown("\n".join(f"- **{nom}** : {echapper(texte)}" for nom, texte in rubriques.items()))


def _si_connu(valeur: object, dire: Any) -> str | None:
    return None if francais.absente(valeur) else str(dire(valeur))


def _dire_position(point: dict[str, Any]) -> str:
    if francais.absente(point["latitude"]) or francais.absente(point["longitude"]):
        return "inconnue : le point n’est pas sur la carte"
    if francais.absente(point["precision_m"]):
        return "connue, précision non dite"
    return f"connue à {francais.compte(point['precision_m'], 'mètre')} près"


def _afficher_source(point: dict[str, Any]) -> None:
    sources = [f"point : {_dire_source(point, '')}"]
    if not francais.absente(point["fichier_projet"]):
        sources.append(f"projet : {_dire_source(point, '_projet')}")
    st.caption("Source — " + " ; ".join(sources) + ". Celle de chaque étape, visite et décision est dans son fichier.")


def _dire_source(ligne: dict[str, Any], suffixe: str) -> str:
    fichier, feuille, numero = (ligne[f"{c}{suffixe}"] for c in ("fichier", "feuille", "ligne"))
    return f"{echapper(fichier)}, feuille «\u00a0{echapper(feuille)}\u00a0», ligne {francais.nombre(numero)}"


def _afficher_revisions(revisions: pd.DataFrame, nom: str) -> None:
    if revisions.empty:
        return
    st.markdown("**Changé par un dépôt plus récent**")
    montre = pd.DataFrame(
        {
            "Cellule": [_dire_cellule(r) for r in revisions.to_dict("records")],
            "Avant": [_dire_contenu(x) for x in revisions["ancien"]],
            "Après": [_dire_contenu(x) for x in revisions["nouveau"]],
            "Source": [f"{f}, ligne {n}" for f, n in zip(revisions["fichier"], revisions["ligne"], strict=True)],
        }
    )
    afficher_tableau(montre, revisions, f"Révisions : {nom}", cle="fiche_revisions")


def _dire_cellule(revision: dict[Any, Any]) -> str:
    """Le registre, sa ligne (une date de visite, une étape) et la colonne, en clair."""
    registre, reste = str(revision["nom_table"]), str(revision["cle"]).rpartition(" · ")[2]
    ligne = {"visite": lambda: f" du {francais.date_courte(reste)}", "etape_restauration": lambda: f" {reste}"}
    return f"{_REGISTRES[registre]}{ligne.get(registre, str)()}, {revision['colonne']}"


def _dire_contenu(contenu: object) -> str:
    """Une cellule telle qu'une révision la garde : un compte y est écrit «289.0»."""
    if francais.absente(contenu) or contenu == "":
        return "vide"
    texte = str(contenu)
    return francais.nombre(texte) if re.fullmatch(r"-?\d+\.\d+", texte) else texte
