"""Le plan d'activités : ce qui est en retard, ce qui bloque, ce qui se paie trop peu ou trop tôt."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from domaine import francais
from domaine.sources import NON_PRECISE
from figures.graphiques import gantt, theme
from figures.graphiques.avancement import tracer_releves
from figures.graphiques.depense import Depense, tracer_depense, tracer_execution
from requetes.registres.activites import (
    SITUATIONS,
    Activite,
    Situation,
    dresser_bilan,
    lire_activites,
    lire_situations,
    lire_temps_ecoule,
)
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.graphiques import afficher_graphique
from vues.elements.grille import Colonne, jours, montant, pourcent, retard
from vues.elements.tableaux import telecharger
from vues.registres.activites_budget import montrer_budget, resultat
from vues.registres.declaration import CALENDRIER, RIEN_DE_DIT, Compte, Filtre, Registre, Vue
from vues.textes import echapper

#: Situation → couleur et hachure, dans l'ordre de la légende.
ASPECTS = dict(
    zip(
        SITUATIONS,
        (
            *((theme.SUITE[1], ""), (theme.SUITE[7], "/"), (theme.SUITE[3], "."), (theme.SUITE[4], "")),
            *((theme.SUITE[5], "/"), (theme.SUITE[5], "."), (theme.ACCENT, ""), (theme.NEUTRE, ".")),
            *((theme.NEUTRE, "x"), (theme.SUITE[2], ""), (theme.NEUTRE, "/")),
        ),
        strict=True,
    )
)
_GANTT_MAX, _MOTIFS = 60, 3
_SOUS, _SUR = "sous-dépensée", "surdépensée"


def nommer(a: Activite) -> str:
    """Son code et son libellé, que tait une édition remise."""
    return a.code if a.libelle is None else f"{a.code} · {a.libelle}"


def _dire(vue: Vue[Activite]) -> str:
    ouvertes = [a for a in vue.lignes if not a.close]
    tardives = [a for a in ouvertes if a.situation == "en retard"]
    if tardives:
        pire = max(tardives, key=lambda a: a.retard_jours or 0)
        phrase = f"**{francais.compte(len(tardives), 'activité')} en retard** sur {_ouvertes(len(ouvertes))}"
        phrase += (
            f", la plus en retard est **{echapper(nommer(pire))}**, {echapper(pire.zone)} ({jours(pire.retard_jours)})"
        )
        if oubliees := sum(a.sans_nouvelle for a in tardives):
            phrase += f"\u00a0; **{francais.nombre(oubliees)}** sans aucune situation dans l’année"
    else:
        phrase = f"**aucune activité en retard** sur {_ouvertes(len(ouvertes))}"
    if not vue.contexte.argent:
        return f"{phrase}."
    payees = _dire_la_depense(Counter(a.depense for a in vue.lignes))
    # Une édition remise ne publie aucun blocage : dire qu'il n'y en a pas serait faux.
    return f"{phrase}\u00a0; {payees}.{'' if vue.contexte.remise else _dire_les_motifs(vue.lignes)}"


def _dire_la_depense(depenses: Mapping[str | None, int]) -> str:
    """Combien, de celles qui disent budget, décaissement et avancement : une autre n'est ni juste, ni fautive."""
    jugees = sum(nombre for depense, nombre in depenses.items() if depense is not None)
    if not jugees:
        return "la dépense ne se juge pas\u00a0: budget, décaissement ou avancement n’est pas dit"
    sur = f"sur {francais.compte(jugees, 'jugée')}"
    dites = [
        f"**{francais.nombre(depenses[nom])}** {nom if depenses[nom] < 2 else f'{nom}s'}"
        for nom in (_SOUS, _SUR)
        if depenses[nom]
    ]
    if not dites:
        return f"aucune sous-dépensée ni surdépensée de plus de 25 points, {sur}"
    return f"{', '.join(dites)}, {sur} (plus de 25 points d’écart avec l’avancement)"


def _ouvertes(nombre: int) -> str:
    return francais.compte(nombre, "ouverte")


def _dire_les_motifs(activites: Sequence[Activite]) -> str:
    motifs = Counter(a.blocage for a in activites if a.blocage)
    dits = [f"{echapper(motif, 80)} ({francais.nombre(n)})" for motif, n in motifs.most_common(_MOTIFS)]
    return f" Ce qui bloque\u00a0: {', '.join(dits)}." if dits else " Aucun blocage déclaré."


def _compter(vue: Vue[Activite]) -> Sequence[Compte]:
    tout, total = dresser_bilan("", vue.lignes), len(vue.lignes)
    situations, depenses = Counter(a.situation for a in vue.lignes), Counter(a.depense for a in vue.lignes)
    jugees = total - depenses[None]
    temps = donnees.lire(vue.contexte.edition, lire_temps_ecoule, vue.jour)
    bloquees = francais.nombre(sum(a.blocage is not None for a in vue.lignes))
    bloquees = francais.ND if vue.contexte.remise else bloquees
    sous_depensees = francais.fraction(depenses[_SOUS], jugees) if vue.contexte.argent else francais.ND
    en_euros = francais.euros(tout.budget_paye_fcfa, abrege=True)
    non_pesees = _manquent(tout.non_pesees, "sans budget ou sans avancement n’y pèsent pas")
    return (
        Compte("En retard", francais.fraction(situations["en retard"], total), "Fin prévue passée, pas terminées."),
        Compte("Terminées", francais.fraction(situations["terminée"], total)),
        Compte("Bloquées", bloquees, "Un blocage à leur dernière situation ; elles peuvent être aussi en retard."),
        Compte("Sous-dépensées", sous_depensees, "Plus de 25 points sous l’avancement."),
        Compte("Temps écoulé", pourcent(temps), "De tout le projet, entre ses deux dates au cadre logique."),
        Compte(
            "Avancement",
            pourcent(tout.physique_pct),
            "Le dernier connu, pesé par le dernier budget connu ; l’indicateur veut les deux dans la même situation."
            + non_pesees,
        ),
        Compte(
            "Décaissé",
            pourcent(tout.decaisse_pct),
            f"De {montant(tout.budget_paye_fcfa)} de budget ({en_euros}, 655,957 FCFA pour 1\u00a0€)."
            + _manquent(tout.non_payees, "sans budget ou sans décaissement n’y comptent pas"),
        ),
    )


def _manquent(nombre: int, de_quoi: str) -> str:
    return f" {francais.compte(nombre, 'activité')} {de_quoi}." if nombre else ""


def _montrer_gantt(vue: Vue[Activite]) -> None:
    datees = [a for a in vue.montrees if a.debut_prevu or a.fin_prevue or a.debut]
    barres = [
        gantt.Barre(
            nommer(a), a.debut_prevu, a.fin_prevue, a.debut, _jusqu_a(a), a.situation, _dire_barre(vue, a),
            _dire_suite(a),
        )
        for a in datees[:_GANTT_MAX]
    ]  # fmt: skip
    if len(datees) > len(barres):
        st.caption(
            f"Les {_GANTT_MAX} premières de {francais.nombre(len(datees))}\u00a0: choisissez une région, un résultat "
            "ou une année pour les autres."
        )
    if barres:
        titre = f"Activités, prévu (contour) et réel (plein), au {francais.date(vue.jour)}"
        afficher_graphique(gantt.tracer_gantt, barres, ASPECTS, vue.jour, titre=titre, cle="gantt_activites")
        st.caption(
            "Pas dite finie, une activité va jusqu’au jour lu ; close sans date de fin, ou sans situation dans "
            "l’année, jusqu’à sa dernière situation."
        )
    if sans := len(vue.montrees) - len(datees):
        st.caption(f"{francais.compte(sans, 'activité')} sans aucune date\u00a0: dans le tableau, pas ici.")


def _jusqu_a(a: Activite) -> dt.date | None:
    """Où s'arrête ce qui est fait ; `None` : au jour lu. Close on ne sait quand, elle l'était à sa dernière."""
    return a.fin or (a.date_situation if a.close or a.sans_nouvelle else None)


def _dire_barre(vue: Vue[Activite], a: Activite) -> str:
    morceaux = [f"{nommer(a)}, {a.zone} : {a.situation}", gantt.dire_prevu(a.debut_prevu, a.fin_prevue)]
    decaisse = f", décaissé {pourcent(a.taux_decaisse_pct)}" if vue.contexte.argent else ""
    morceaux.append(f"avancement {pourcent(a.avancement_pct)}{decaisse}")
    return " ; ".join([*morceaux, *([a.blocage] if a.blocage else [])])


def _dire_suite(a: Activite) -> str:
    tard = f", retard {jours(a.retard_jours)}" if a.retard_jours else ""
    return f"{a.zone}, {pourcent(a.avancement_pct)}{tard}"


def _montrer_execution(vue: Vue[Activite]) -> None:
    tout = dresser_bilan("", vue.lignes)
    parts = {
        "temps du projet écoulé": donnees.lire(vue.contexte.edition, lire_temps_ecoule, vue.jour),
        "avancement": tout.physique_pct,
        "engagé": tout.engage_pct,
        "décaissé": tout.decaisse_pct,
    }
    titre = f"Temps écoulé et exécution, au {francais.date(vue.jour)}"
    afficher_graphique(tracer_execution, parts, titre=titre, cle="execution_activites")
    st.caption(
        "Le temps est celui de tout le projet ; l’avancement, l’engagé et le décaissé se rapportent au budget "
        "des activités montrées ici, qui peut ne pas être encore tout celui du projet."
        + _manquent(tout.non_pesees, "sans budget ou sans avancement n’y pèsent pas")
    )
    jugees = [
        Depense(a.avancement_pct, a.taux_decaisse_pct, a.depense, f"{_dire_barre(vue, a)} ; {a.depense}")
        for a in vue.lignes
        if a.depense and a.avancement_pct is not None and a.taux_decaisse_pct is not None
    ]
    if not jugees:
        st.info(
            "Aucune activité ne dit à la fois budget, décaissement et avancement : la dépense ne se juge pas.", icon="ℹ"
        )
        return
    titre = "Dépense et avancement, une marque par activité, signalée au-delà de 25 points d’écart"
    afficher_graphique(tracer_depense, jugees, titre=titre, cle="depense_activites")
    if sans := len(vue.lignes) - len(jugees):
        st.caption(
            f"{francais.compte(sans, 'activité')} sans budget, décaissement ou avancement\u00a0: pas sur la figure."
        )


def _montrer_situations(vue: Vue[Activite], a: Activite) -> None:
    situations = donnees.lire(vue.contexte.edition, lire_situations, a.code, a.code_zone, vue.jour)
    montre = "Avancement (physique) et décaissé sur budget (financier)" if vue.contexte.argent else "Avancement"
    titre = f"{montre}, {nommer(a)}"
    afficher_graphique(tracer_releves, situations, a.debut_prevu, a.fin_prevue, titre=titre, cle="situations")
    dits = [f"- {francais.date(s.date)}\u00a0: {echapper(s.blocage)}" for s in reversed(situations) if s.blocage]
    if not vue.contexte.remise:
        st.markdown("\n".join(dits) or "Aucun blocage dit par une situation.")
    telecharger(en_tableau(Situation, situations), f"Situations : {nommer(a)}", cle="situations_activite")


ACTIVITES = Registre(
    nom="activites",
    forme=Activite,
    titre="Plan d’activités",
    feuilles=("Activités",),
    lire=lire_activites,
    phrase=_dire,
    comptes=_compter,
    nommer=nommer,
    filtres=(
        Filtre("situation_activite", "Situation", "Toutes les situations", lambda a: a.situation, issue=True),
        Filtre("resultat", "Résultat", "Tous les résultats", resultat),
        Filtre("responsable", "Responsable", "Tous les responsables", lambda a: a.responsable or NON_PRECISE),
        Filtre("annee", "Année du plan", "Toutes les années", lambda a: a.annee),
    ),
    colonnes=(
        Colonne("Activité", nommer),
        Colonne("Zone", lambda a: a.zone),
        Colonne("Situation", lambda a: a.situation),
        Colonne("Retard", lambda a: a.retard_jours, retard),
        Colonne("Ce qui bloque", lambda a: a.blocage or RIEN_DE_DIT),
        Colonne("Avancement", lambda a: a.avancement_pct, pourcent),
        Colonne("Décaissé", lambda a: a.taux_decaisse_pct, pourcent),
        Colonne("Écart", lambda a: a.ecart_pts, lambda v: francais.points(v, 0)),
        Colonne("Dépense", lambda a: a.depense),
        Colonne("Budget", lambda a: a.budget_fcfa, montant),
        Colonne("Responsable", lambda a: a.responsable or NON_PRECISE),
        Colonne("Résultat", resultat, au_tableau=False),
        Colonne("Fin prévue", lambda a: a.fin_prevue, francais.date_courte, au_tableau=False),
        Colonne("Statut déclaré", lambda a: a.statut, au_tableau=False),
        Colonne("Situation du", lambda a: a.date_situation, francais.date_courte, au_tableau=False),
        Colonne("Avancement du", lambda a: a.date_avancement, francais.date, au_tableau=False),
        Colonne("Engagé", lambda a: a.engage_fcfa, montant, au_tableau=False),
        Colonne("Engagé sur budget", lambda a: a.taux_engage_pct, pourcent, au_tableau=False),
        Colonne("Montant décaissé", lambda a: a.decaisse_fcfa, montant, au_tableau=False),
        Colonne("Budget en euros", lambda a: a.budget_fcfa, lambda v: francais.euros(v, abrege=True), au_tableau=False),
        Colonne("Début prévu", lambda a: a.debut_prevu, francais.date, au_tableau=False),
        Colonne("Début", lambda a: a.debut, francais.date, au_tableau=False),
        Colonne("Fin", lambda a: a.fin, francais.date, au_tableau=False),
    ),
    onglets={CALENDRIER: _montrer_gantt, "Budget": montrer_budget, "Exécution": _montrer_execution},
    d_argent=("Budget", "Exécution"),
    reserve="Cette édition ne publie pas les blocages\u00a0: une activité bloquée s’y lit comme les autres, "
    "«\u00a0en cours\u00a0» le plus souvent.",
    sur_la_carte=lambda siennes: francais.fraction(sum(a.situation == "en retard" for a in siennes), len(siennes)),
    legende_de_la_carte="activités en retard, sur celles de la zone",
    suites=_montrer_situations,
)
