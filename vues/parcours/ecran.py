"""La page Parcours : d'abord les comptes par étape et ce qui bloque, puis le détail par onglets."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from domaine import francais
from figures.graphiques import parcours as figure
from figures.graphiques import theme
from figures.mots import ecriture
from requetes.parcours import points
from requetes.parcours.comptes import Bilan, CompteEtape, Foyer
from requetes.parcours.lecture import LectureParcours, lire_parcours
from requetes.parcours.selection import Selection
from vues import donnees
from vues.elements.signes import largeur_de_chiffre
from vues.filtres.adresse import choisir
from vues.page.entree import Contexte
from vues.page.receptions import dire_ce_qui_manque
from vues.parcours import bloques as parcours_bloques
from vues.parcours import durees, projet
from vues.parcours import survie as parcours_survie
from vues.parcours.contexte import SIGNES, ContexteParcours, dire_sans_etape
from vues.textes import echapper

_CHRONOLOGIE = "Chronologie d’un projet"
_CLE_ONGLET, _PROJET_VU = "onglet", "parcours_projet_vu"
_ONGLETS: dict[str, Callable[[ContexteParcours], None]] = {
    "Points bloqués": parcours_bloques.afficher_bloques,
    "Où et avec qui": parcours_bloques.afficher_groupes,
    "Délais": durees.afficher_delais,
    "Rechute et survie": parcours_survie.afficher,
    _CHRONOLOGIE: projet.afficher,
}
_FOYERS_MONTRES = 4
_EN_SERVICE = (
    "Part estimée des points restaurés qui n’ont pas rechuté six mois plus tard ; sous dix points, le compte nu. "
    "Méthode : estimateur de Kaplan et Meier."
)


def afficher(contexte: Contexte) -> None:
    """Toute la page."""
    filtres, noms = contexte.filtres, {"": "Tous les opérateurs"} | donnees.lire(contexte.edition, points.operateurs)
    with st.container(horizontal=True, vertical_alignment="center", key="tete_parcours", gap="small"):
        operateur = choisir("operateur", "Opérateur", noms, largeur=210)
        chiffres = st.container(horizontal=True, key="chiffres_parcours", gap="small", width="content")
    choix = Selection(contexte.date_donnees, filtres.zone, filtres.service, operateur)
    en_clair = f"{filtres.en_clair} ; Opérateur{francais.INSECABLE}: {noms[operateur]}"
    lecture = donnees.lire(contexte.edition, lire_parcours, choix)
    if not lecture.bilan.points:
        _montrer_aucun_point(bool(filtres.region or filtres.cercle or filtres.service or operateur))
        return
    absentes = dire_ce_qui_manque(contexte, ("Projets", "Étapes", "Visites", "Décisions"))
    ici = ContexteParcours(contexte, choix, en_clair, absentes, lecture.bilan.connu)
    with chiffres:
        _afficher_chiffres(lecture, absentes)
    st.caption(
        f"Situation au {francais.date(choix.jour)}, date des données — Opérateur{francais.INSECABLE}: "
        f"**{echapper(noms[operateur])}**"
    )
    gauche, droite = st.columns([1.1, 1], gap="medium")
    with gauche:
        _afficher_etapes(lecture.etapes)
    with droite:
        _afficher_foyers(lecture.foyers, lecture.bilan, absentes)
    _afficher_onglets(ici)


def _montrer_aucun_point(filtre: bool) -> None:
    if filtre:
        st.info("Aucun point de service ne répond à ces filtres. Élargissez la zone, le service ou l’opérateur.")
    else:
        st.info(
            "Cette édition ne contient encore aucun point de service : il n’y a pas de parcours à montrer. Déposez les "
            "feuilles **Points**, **Étapes** et **Visites** sur la page **Qualité des données**."
        )


def _afficher_chiffres(lecture: LectureParcours, absentes: frozenset[str]) -> None:
    bilan, delai = lecture.bilan, lecture.delai_du_cadre
    remis, bloques = (
        francais.fraction(nombre, bilan.points) if bilan.connu else francais.ND
        for nombre in (bilan.remis, bilan.bloques)
    )
    sans = _dire_sans_decision(bilan, absentes)
    st.metric("Points suivis", francais.nombre(bilan.points), width=130)
    st.metric(
        "Remis en service",
        remis,
        width=largeur_de_chiffre(remis, 160),
        help="Points qui ont atteint l’étape 7, 8 ou 9. Ce que le projet a fait ; qu’ils fonctionnent "
        "aujourd’hui est une autre question : voir la carte.",
    )
    st.metric(
        "Bloqués",
        bloques,
        width=largeur_de_chiffre(bloques, 130),
        help="Suspendus ; ou un motif de blocage sur l’étape attendue ; ou l’étape attendue prévue avant la date "
        "des données et pas faite. Les points clos ou abandonnés n’en sont pas.",
    )
    st.metric(
        "Bloqués sans décision",
        sans,
        width=largeur_de_chiffre(sans, 190),
        help="Aucune décision ouverte n’est liée au point ni à son projet.",
    )
    st.metric(
        "Validation → service",
        ecriture.valeur(delai.mediane, "jours") if delai else francais.ND,
        width=180,
        help="Délai médian de l’étape 3 à l’étape 7, recalculé sur les points choisis ; au tableau, par groupe.",
    )
    st.metric(
        "En service après 6 mois",
        parcours_survie.dire_part(lecture.a_six_mois),
        width=190,
        help=_EN_SERVICE,
    )


def _dire_sans_decision(bilan: Bilan, absentes: frozenset[str]) -> str:
    if not bilan.connu or "Décisions" in absentes:
        return francais.ND
    return francais.fraction(bilan.sans_decision, bilan.bloques) if bilan.bloques else "0"


def _afficher_etapes(comptes: tuple[CompteEtape, ...]) -> None:
    titre = "Points par étape atteinte"
    st.subheader(titre, anchor=False)
    if {c.etape for c in comptes} == {"aucune"}:
        st.info("Aucune étape datée n’a été reçue pour ces points (feuille **Étapes**).", icon="ℹ")
        return
    st.plotly_chart(
        donnees.dessiner(figure.tracer_etapes, comptes), config=theme.CONFIG, key="figure_etapes", alt=titre
    )


def _afficher_foyers(foyers: tuple[Foyer, ...], bilan: Bilan, absentes: frozenset[str]) -> None:
    st.subheader("Ce qui bloque", anchor=False)
    if not bilan.connu:
        dire_sans_etape()
        return
    if not foyers:
        st.success("Aucun point bloqué : ni suspension, ni motif déclaré, ni échéance dépassée.", icon="✅")
        return
    if "Décisions" not in absentes:
        _dire_decisions(bilan)
    for foyer in foyers[:_FOYERS_MONTRES]:
        st.markdown(_dire_foyer(foyer))
    reste = sum(f.points for f in foyers[_FOYERS_MONTRES:])
    if reste:
        st.caption(f"Et {francais.compte(reste, 'autre point bloqué', 'autres points bloqués')}, au tableau.")


def _dire_decisions(bilan: Bilan) -> None:
    """Ce que la réunion a devant elle : les bloqués que rien ne suit, ceux dont la décision a passé son échéance."""
    if bilan.sans_decision:
        nombre = francais.compte(bilan.sans_decision, "point bloqué", "points bloqués")
        st.markdown(f":red-badge[■{francais.INSECABLE}à décider] **{nombre}** sans aucune décision ouverte.")
    if bilan.decision_en_retard:
        nombre = francais.compte(bilan.decision_en_retard, "point bloqué", "points bloqués")
        st.markdown(f":orange-badge[▲{francais.INSECABLE}à relancer] **{nombre}** dont la décision ouverte est échue.")


def _dire_foyer(foyer: Foyer) -> str:
    un_seul = foyer.points < 2
    verbe = "attend" if un_seul else "attendent"
    if foyer.etape_attendue is None:
        verbe = "sans suite :"
    pourquoi = foyer.motif or "échéance dépassée, aucun motif déclaré"
    if foyer.blocage == points.SUSPENDU:
        pourquoi = f"{'suspendu' if un_seul else 'suspendus'} : {foyer.motif or 'aucun motif déclaré'}"
    retard = foyer.retard_median_jours
    suite = "" if retard is None else f" Retard médian {ecriture.valeur(retard, 'jours')}."
    return (
        f"{SIGNES[foyer.blocage]} **{francais.compte(foyer.points, 'point')}** {verbe} "
        f"**{echapper(figure.nommer_etape(foyer.etape_attendue))}** — {echapper(pourquoi)}.{suite}  \n"
        f":small[:gray[{echapper(foyer.lieux)} — {echapper(foyer.operateurs)}]]"
    )


def _afficher_onglets(ici: ContexteParcours) -> None:
    """Le détail ; seul l'onglet ouvert est calculé et envoyé, et l'adresse le garde."""
    _suivre_un_lien()
    onglets = st.tabs(list(_ONGLETS), key=_CLE_ONGLET, bind="query-params")
    for onglet, montrer in zip(onglets, _ONGLETS.values(), strict=True):
        if onglet.open:
            with onglet:
                montrer(ici)


def _suivre_un_lien() -> None:
    """Un lien qui nomme un projet, sans dire d'onglet, ouvre sa chronologie."""
    demande = st.query_params.get("projet", "")
    if demande and demande != st.session_state.get(_PROJET_VU) and _CLE_ONGLET not in st.query_params:
        st.session_state[_CLE_ONGLET] = _CHRONOLOGIE
    st.session_state[_PROJET_VU] = demande
