"""Les décisions : ce qui a été décidé, qui doit faire quoi, ce qui est en retard, ce qui est dû bientôt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from domaine import francais
from domaine.preuve.pieces import DECISION
from domaine.sources import NON_PRECISE
from figures.graphiques import theme
from figures.graphiques.repartition import tracer_repartition
from requetes.registres.commun import grouper
from requetes.registres.decisions import ECHEANCIER, SOUS_UN_MOIS, Decision
from requetes.registres.vivantes import lire_decisions
from vues.elements.graphiques import afficher_graphique
from vues.elements.grille import Colonne, retard, texte
from vues.fiches import decisions as ecriture
from vues.fiches import pieces
from vues.page import navigation
from vues.page.journal import journal_vivant
from vues.registres import decisions_vivantes as vivantes
from vues.registres.declaration import Compte, Filtre, Registre, Vue
from vues.textes import echapper

#: Situation → couleur et hachure, la plus pressante d'abord.
ASPECTS = {
    "en retard": (theme.SUITE[1], "/"),
    "ouverte": (theme.ACCENT, ""),
    "exécutée": (theme.SUITE[2], ""),
    "abandonnée": (theme.NEUTRE, "."),
}
_HORS_REUNION = "hors réunion"
_POINTS_LIES = 5


def _dire(vue: Vue[Decision]) -> str:
    tardives = [d for d in vue.lignes if d.situation == "en retard"]
    a_faire, bientot = sum(d.a_faire for d in vue.lignes), sum(d.due_sous(SOUS_UN_MOIS) for d in vue.lignes)
    sans = sum(d.a_faire and d.echeance is None for d in vue.lignes)
    reste = f"**{francais.compte(a_faire, 'décision')}** sur {francais.nombre(len(vue.lignes))}"
    phrase = f"{reste} {'reste' if a_faire < 2 else 'restent'} à exécuter"
    if tardives:
        pire = max(tardives, key=lambda d: d.retard_jours or 0)
        phrase += f", dont **{francais.nombre(len(tardives))}** en retard"
        phrase += f" (de {francais.compte(pire.retard_jours, 'jour')} au plus, {echapper(responsable(pire))})"
    elif a_faire:
        phrase += ", aucune en retard"
    sont_dues = f"**{francais.nombre(bientot)}** {'est due' if bientot < 2 else 'sont dues'}"
    phrase += f"\u00a0; {sont_dues if bientot else 'aucune n’est due'} dans les {SOUS_UN_MOIS} jours"
    if sans:
        n_ont = "n’a" if sans < 2 else "n’ont"
        phrase += f"\u00a0; **{francais.nombre(sans)}** à exécuter {n_ont} pas d’échéance"
    return phrase + "."


def _compter(vue: Vue[Decision]) -> Sequence[Compte]:
    situations, tous = Counter(d.situation for d in vue.lignes), len(vue.lignes)
    dues, tenues = sum(d.echue for d in vue.lignes), sum(d.a_l_echeance for d in vue.lignes)
    faites_tard = sum(d.situation == "exécutée" and bool(d.retard_jours) for d in vue.lignes)
    return (
        Compte("En retard", francais.fraction(situations["en retard"], tous), "À exécuter, échéance passée."),
        Compte("Ouvertes", francais.fraction(situations["ouverte"], tous), "Échéance à venir, ou jamais dite."),
        Compte(
            "Exécutées",
            francais.fraction(situations["exécutée"], tous),
            f"Dont {francais.nombre(faites_tard)} après leur échéance : une décision exécutée garde son retard.",
        ),
        Compte("Abandonnées", francais.fraction(situations["abandonnée"], tous)),
        Compte(
            "À l’échéance",
            francais.pourcentage_fraction(tenues, dues, seuil=None),
            f"Exécutées au plus tard à leur échéance, sur celles échues dans la période{_dire_l_indicateur(vue)}. "
            "Sans échéance, ou abandonnée à temps, une décision n’y compte pas.",
        ),
    )


def _dire_l_indicateur(vue: Vue[Decision]) -> str:
    """Le chiffre de l'indicateur, sauf d'une partie des lignes, ou jugé après la date des données, où lui s'arrête."""
    if vue.jour > vue.contexte.date_donnees:
        return f", jugées au {francais.date(vue.jour)} ; l’indicateur, lui, s’arrête à la date des données"
    une_partie = any(vue.choix.get(f.nom) for f in vue.registre.filtres if not f.issue)
    return ", parmi les lignes retenues" if une_partie else " : le chiffre de l’indicateur"


def nommer(decision: Decision) -> str:
    """Le début de son texte : une décision n'a pas d'autre nom."""
    return decision.texte


def responsable(decision: Decision) -> str:
    """La fonction qui en est chargée, ou «non précisé»."""
    return decision.responsable or NON_PRECISE


def instance(decision: Decision) -> str:
    """L'instance de sa réunion ; «hors réunion» quand elle n'en nomme pas."""
    return decision.instance or (_HORS_REUNION if decision.id_reunion is None else NON_PRECISE)


def _repartir(cle: Callable[[Decision], str], par: str) -> Callable[[Vue[Decision]], None]:
    """Un onglet : les situations, groupe par groupe, ceux qui ont le plus à faire devant."""

    def montrer(vue: Vue[Decision]) -> None:
        groupes = sorted(grouper(vue.lignes, cle).items(), key=lambda g: (-sum(d.a_faire for d in g[1]), g[0]))
        comptes = {nom: Counter(d.situation for d in siennes) for nom, siennes in groupes}
        titre = f"Décisions par {par}, au {francais.date(vue.jour)}"
        nom = {"responsable": "responsable", "instance": "instance", "région": "region"}[par]
        afficher_graphique(tracer_repartition, comptes, ASPECTS, titre=titre, cle=f"decisions_par_{nom}")

    return montrer


def _montrer_les_echeances(vue: Vue[Decision]) -> None:
    a_venir = [d for d in vue.lignes if d.due_sous(ECHEANCIER)]
    tardives = sum(d.situation == "en retard" for d in vue.lignes)
    titre = f"À exécuter dans les {ECHEANCIER} jours après le {francais.date(vue.jour)}"
    st.markdown(f"**{titre}**")
    if a_venir:
        ecriture.montrer(a_venir, titre, cle="echeances", filtres=vue.en_clair)
    else:
        st.info("Aucune décision ouverte n’est due d’ici là.", icon="ℹ")
    ailleurs = sum(d.a_faire for d in vue.lignes) - tardives - len(a_venir)
    st.caption(
        f"Pas ici\u00a0: {francais.compte(tardives, 'décision')} déjà en retard, "
        f"{francais.compte(ailleurs, 'due', 'dues')} plus tard ou sans échéance."
    )


def _montrer_le_contexte(vue: Vue[Decision], decision: Decision) -> None:
    st.markdown(f"> {echapper(decision.texte)}")
    tenue = f", tenue le {francais.date(decision.date_reunion)}" if decision.date_reunion else ""
    reunion = f" ({echapper(decision.id_reunion)}){tenue}" if decision.id_reunion else ""
    st.markdown(f"Prise le {francais.date(decision.date)}\u00a0: {echapper(instance(decision))}{reunion}.")
    vivantes.montrer(vue, decision)
    pieces.afficher(DECISION, decision.identifiant)
    for id_point in decision.points[:_POINTS_LIES]:
        nom = echapper(decision.point if decision.point and len(decision.points) == 1 else id_point, 120)
        navigation.lier(navigation.CARTE, f"Sur la carte\u00a0: {nom}", {"point": id_point})
    if decision.id_projet is not None:
        nom = echapper(decision.projet or decision.id_projet, 120)
        navigation.lier(navigation.PARCOURS, f"Sa chronologie\u00a0: {nom}", {"projet": decision.id_projet})
    if decision.code_indicateur is not None:
        region = vue.contexte.referentiel.zones[decision.code_zone].region
        adresse = {"indicateur": decision.code_indicateur} | ({"region": region} if region else {})
        navigation.lier(navigation.TENDANCES, f"Sa tendance\u00a0: {echapper(dire_indicateur(decision), 120)}", adresse)


def dire_indicateur(decision: Decision) -> str | None:
    """Le code et le libellé court ; `None` quand la décision n'en nomme pas."""
    return " ".join(filter(None, (decision.code_indicateur, decision.indicateur))) or None


DECISIONS = Registre(
    nom="decisions",
    forme=Decision,
    titre="Décisions",
    feuilles=("Décisions", "Réunions"),
    lire=lire_decisions,
    avec=lambda: (journal_vivant(),),
    dernier_jour=vivantes.dernier_jour,
    phrase=_dire,
    comptes=_compter,
    nommer=nommer,
    filtres=(
        Filtre("situation_decision", "Situation", "Toutes les situations", lambda d: d.situation, issue=True),
        Filtre("responsable", "Responsable", "Tous les responsables", responsable),
        Filtre("instance", "Instance", "Toutes les instances", instance),
    ),
    colonnes=(
        Colonne("Décision", lambda d: d.texte),
        # Une case vide de la grille ne s'écrit que «n. d.» : c'est ici que l'absence d'échéance se dit.
        Colonne("Situation", ecriture.signer, suite=lambda d: ", sans échéance" if d.echeance is None else ""),
        Colonne("Retard", lambda d: d.retard_jours, retard),
        Colonne("Échéance", lambda d: d.echeance, ecriture.dire_echeance),
        Colonne("Responsable", responsable),
        Colonne("Concerne", lambda d: d.portee),
        Colonne("Indicateur", dire_indicateur),
        Colonne("Instance", instance),
        Colonne("Prise le", lambda d: d.date, francais.date_courte),
        Colonne("Exécutée le", lambda d: d.date_execution, francais.date_courte),
        Colonne("Région", lambda d: d.region, texte, au_tableau=False),
        Colonne("Statut reçu", lambda d: d.statut, au_tableau=False),
    ),
    onglets={
        "Échéances": _montrer_les_echeances,
        "Par responsable": _repartir(responsable, "responsable"),
        "Par instance": _repartir(instance, "instance"),
        "Par région": _repartir(lambda d: d.region or "Ensemble du projet", "région"),
    },
    sur_la_carte=lambda siennes: francais.fraction(sum(d.a_faire for d in siennes), len(siennes)),
    legende_de_la_carte="décisions à exécuter, sur celles de la zone",
    suites=_montrer_le_contexte,
)
