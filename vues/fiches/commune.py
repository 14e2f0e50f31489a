"""La fiche d'une commune, sous la carte : l'essentiel en une phrase, puis ce qui l'explique."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.commune import expliquer
from domaine.listes import montrer
from figures.mots import ecriture
from figures.svg.histoire import dessiner_histoire
from requetes.fiches import commune as fiches
from requetes.fiches import evenements
from vues import donnees
from vues.elements import etats
from vues.elements.signes import SIGNES
from vues.elements.tableaux import afficher_tableau, telecharger
from vues.fiches import decisions as fiche_decisions
from vues.fiches import manques as fiche_manques
from vues.fiches.choix_point import choisir_point
from vues.page.cadre import Contexte
from vues.textes import echapper

_FAITS_MONTRES = 25
_LARGEUR_HISTOIRE = 500


def afficher(
    contexte: Contexte, code_commune: str, jour: dt.date, ouvrir_point: Callable[[str], None] | None = None
) -> None:
    """La fiche entière.

    Args:
        contexte: celui de la page.
        code_commune: code de la commune ; un autre se dit, sans erreur.
        jour: date de la situation, une de `requetes.carte.services.dates_d_etat`.
        ouvrir_point: reçoit l'identifiant du point choisi dans la fiche ; sans elle, rien n'est à choisir.
    """
    commune = donnees.lire(contexte.edition, fiches.commune, code_commune)
    if not commune:
        st.info(f"La commune «\u00a0{echapper(code_commune, 60)}\u00a0» n’est pas dans cette édition.", icon="ℹ️")
        return
    lieu = (code_commune, jour)
    points = donnees.lire(contexte.edition, fiches.points_de_commune, *lieu)
    _afficher_l_essentiel(contexte, commune, points, jour)
    decisions = donnees.lire(contexte.edition, fiches.decisions_de_commune, code_commune)
    manques = fiche_manques.lire(contexte, code_commune, jour)
    nom = f"{commune['nom']}, {francais.date(jour)}"
    services, histoire, absents, decide, chiffres = st.tabs(
        [
            f"Services ({francais.nombre(len(points))})",
            "Histoire",
            fiche_manques.titre(manques),
            fiche_decisions.titre(decisions),
            "Indicateurs",
        ]
    )
    with services:
        _afficher_services(contexte, points, nom, lieu, ouvrir_point)
    with histoire:
        _afficher_histoire(contexte, nom, lieu)
    with absents:
        fiche_manques.afficher(manques, nom, suivis=len(points))
    with decide:
        st.caption(f"À la date des données, {francais.date(contexte.date_donnees)}.")
        fiche_decisions.afficher(decisions, str(commune["nom"]), cle="commune")
    with chiffres:
        _afficher_indicateurs(donnees.lire(contexte.edition, fiches.indicateurs_de_commune, *lieu), nom)


def _afficher_l_essentiel(contexte: Contexte, commune: dict[str, Any], points: pd.DataFrame, jour: dt.date) -> None:
    st.subheader(f"Fiche de la commune : {echapper(commune['nom'])}", anchor=False)
    lieu = f"Cercle : {echapper(commune['cercle'])} · région : {echapper(commune['region'])}"
    st.caption(f"{lieu} · situation au {francais.date(jour)}")
    situation = donnees.lire(contexte.edition, fiches.situation_de_commune, str(commune["code"]), jour)
    st.markdown(f"**{echapper(expliquer(situation))}**")
    if situation.suivis:
        st.markdown(" · ".join(_chiffres(points)))
    if not francais.absente(commune["population"]):
        habitants = francais.compte(commune["population"], "habitant")
        st.caption(f"{habitants} en {int(commune['annee'])} (source : {echapper(commune['source'])}).")


def _chiffres(points: pd.DataFrame) -> list[str]:
    restaures = int(points["restaure"].sum())
    morceaux = [f"**{francais.fraction(restaures, len(points))}** déjà restaurés"]
    if restaures:
        morceaux += [
            f"**{francais.fraction(int(compte), restaures)}** {nom}"
            for compte, nom in (
                (points["fonctionnel"].sum(), "fonctionnent"),
                (points["retombe"].sum(), "retombés"),
                (points["non_vu"].sum(), "non vus depuis 90\u00a0jours"),
            )
        ]
    jamais = int(points["derniere_visite"].isna().sum())
    if jamais:
        morceaux.append(f"**{francais.nombre(jamais)}** jamais {'visité' if jamais < 2 else 'visités'}")
    return morceaux


def _afficher_services(
    contexte: Contexte,
    points: pd.DataFrame,
    nom: str,
    lieu: tuple[str, dt.date],
    ouvrir_point: Callable[[str], None] | None,
) -> None:
    if points.empty:
        st.info(
            "Aucun point de service n’est suivi ici. Un point entre par la feuille «\u00a0Points\u00a0» du classeur de "
            "la coordination.",
            icon="ℹ️",
        )
        return
    if ouvrir_point is not None:
        choisir_point(points, ouvrir_point, cle="commune")
    montre = pd.DataFrame(
        {
            "Point": points["nom"],
            "Statut": [f"{SIGNES.get(s, '')}\u00a0{s}" for s in points["statut"]],
            "Étape": [montrer("etape", str(e)) if pd.notna(e) else francais.ND for e in points["etape"]],
            "Dernière visite": [_dire_visite(p) for p in points.to_dict("records")],
            "Restauré le": [
                francais.date_courte(d) if pd.notna(d) else "pas encore" for d in points["date_restauration"]
            ],
            "Service": points["type_service"],
        }
    )
    afficher_tableau(montre, points, f"Points de service : {nom}", cle="fiche_points")
    comptes = donnees.lire(contexte.edition, fiches.comptes_par_service, *lieu)
    if len(comptes) > 1:
        st.markdown("**Service par service**")
        afficher_tableau(_comptes_montres(comptes), comptes, f"Comptes par service : {nom}", cle="fiche_services")


def _dire_visite(point: dict[Any, Any]) -> str:
    if francais.absente(point["derniere_visite"]):
        return "jamais visité"
    return f"{francais.date_courte(point['derniere_visite'])} ({francais.nombre(point['tests'])}/4\u00a0tests)"


def _comptes_montres(comptes: pd.DataFrame) -> pd.DataFrame:
    def sur_restaures(nom: str) -> list[str]:
        couples = zip(comptes[nom], comptes["restaures"], strict=True)
        return [francais.fraction(n, r) if r else francais.SO for n, r in couples]

    return pd.DataFrame(
        {
            "Service": comptes["type_service"],
            "Déjà restaurés": [
                francais.fraction(r, s) for r, s in zip(comptes["restaures"], comptes["suivis"], strict=True)
            ],
            "Fonctionnent": sur_restaures("fonctionnels"),
            "Retombés": sur_restaures("retombes"),
            "Non vus (90 jours)": sur_restaures("non_vus"),
            "Jamais visités": [francais.nombre(n) for n in comptes["jamais_visites"]],
        }
    )


def _afficher_histoire(contexte: Contexte, nom: str, lieu: tuple[str, dt.date]) -> None:
    histoire = donnees.lire(contexte.edition, fiches.histoire_de_commune, *lieu)
    if len(histoire):
        st.markdown("**Points restaurés et points qui fonctionnent, à la fin de chaque mois**")
        st.image(
            dessiner_histoire(histoire, sombre=st.context.theme.type == "dark"),
            width=_LARGEUR_HISTOIRE,
        )
        telecharger(histoire, f"Histoire mois par mois : {nom}", cle="fiche_histoire")
    chantiers = donnees.lire(contexte.edition, fiches.chantiers_de_commune, *lieu)
    if len(chantiers):
        st.markdown("**Chantiers de la commune, de son cercle et de sa région**")
        afficher_tableau(_chantiers_montres(chantiers), chantiers, f"Chantiers : {nom}", cle="fiche_chantiers")
    st.markdown("**Ce qui s’est passé**")
    faits = donnees.lire(contexte.edition, evenements.evenements_de_commune, *lieu)
    if len(faits) > _FAITS_MONTRES:
        st.caption(
            f"Les {_FAITS_MONTRES} faits les plus récents sur {francais.nombre(len(faits))} ; le fichier les a tous."
        )
    montres = faits.head(_FAITS_MONTRES)
    montre = pd.DataFrame(
        {
            "Date": [francais.date_courte(d) for d in montres["date"]],
            "Où": montres["sujet"],
            "Fait": [
                f"{genre} : {detail}" if detail else genre
                for genre, detail in zip(montres["genre"], montres["detail"].fillna(""), strict=True)
            ],
        }
    )
    afficher_tableau(montre, faits, f"Faits datés : {nom}", cle="fiche_faits")


def _chantiers_montres(chantiers: pd.DataFrame) -> pd.DataFrame:
    lignes = chantiers.to_dict("records")
    return pd.DataFrame(
        {
            "Chantier": chantiers["nom"],
            "Zone": [f"{c['zone']} ({_nom_du_niveau(c['niveau'])})" for c in lignes],
            "Avancement": [_dire_avancement(c) for c in lignes],
        }
    )


def _nom_du_niveau(niveau: object) -> str:
    return "région" if niveau == "region" else str(niveau)


def _dire_avancement(chantier: dict[Any, Any]) -> str:
    if not francais.absente(chantier["date_reception"]):
        return f"réceptionné le {francais.date_courte(chantier['date_reception'])}"
    morceaux = ["pas de situation reçue"]
    if not francais.absente(chantier["physique_pct"]):
        morceaux = [
            f"travaux {francais.pourcentage(chantier['physique_pct'], 0)}",
            f"payé {francais.pourcentage(chantier['financier_pct'], 0)}",
            f"au {francais.date_courte(chantier['situation_au'])}",
        ]
    if not francais.absente(chantier["date_fin_prevue"]):
        morceaux.append(f"fin prévue le {francais.date_courte(chantier['date_fin_prevue'])}")
    if not francais.absente(chantier["incident"]):
        morceaux.append(f"incident : {chantier['incident']}")
    return ", ".join(morceaux)


def _afficher_indicateurs(lus: pd.DataFrame, nom: str) -> None:
    st.caption("Situation cumulée depuis le démarrage, à la dernière période finie à cette date.")
    lignes = lus.to_dict("records")
    montre = pd.DataFrame(
        {
            "Indicateur": [f"{v['code_indicateur']} — {v['libelle_court']}" for v in lignes],
            "Valeur": [
                ecriture.valeur(v["valeur"], str(v["unite"]), v["numerateur"], v["denominateur"])
                + (" (p)" if v["provisoire"] is True else "")
                for v in lignes
            ],
            "État": [etats.mot(v["etat"]) for v in lignes],
            "Reçu": [ecriture.completude(v["recues"], v["attendues"]) for v in lignes],
            "À fin": [francais.periode(v["periode"]) for v in lignes],
            "Donnée la plus ancienne": [francais.date_courte(v["date_plus_ancienne"]) for v in lignes],
        }
    )
    afficher_tableau(montre, lus, f"Indicateurs suivis par commune : {nom}", cle="fiche_indicateurs")
