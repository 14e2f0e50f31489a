"""Les formations : qui a été formé, à quoi, et ce qu'en disent les tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from domaine import francais
from domaine.sources import NON_PRECISE
from figures.graphiques.barres import tracer_deux_periodes
from requetes.registres.commun import grouper, somme
from requetes.registres.formations import Formes, Gain, Session, gain_moyen, lire_formes, lire_sessions
from tableurs.objets import en_tableau
from vues import donnees
from vues.elements.graphiques import afficher_graphique
from vues.elements.grille import Colonne
from vues.elements.tableaux import afficher_tableau
from vues.registres.declaration import Compte, Filtre, Registre, Vue

_SEXES = {"H": "hommes", "F": "femmes"}
_UNE_FOIS = "une même personne est comptée une fois"
_ENSEMBLE = "Ensemble"


@dataclass(frozen=True)
class _AvantApres:
    """Les notes moyennes d'un module à l'entrée et à la sortie, telles que la figure les demande."""

    zone: str
    valeur_a: float | None
    valeur_b: float | None


def _formes(vue: Vue[Session], par: str = "", sessions: Sequence[Session] | None = None) -> tuple[Formes, ...]:
    ids = tuple(s.identifiant for s in (vue.lignes if sessions is None else sessions))
    lus: tuple[Formes, ...] = donnees.lire(vue.contexte.edition, lire_formes, ids)
    return tuple(f for f in lus if f.par == par)


def _points(valeur: float | None) -> str:
    return francais.points(valeur)


def _dire(vue: Vue[Session]) -> str:
    datees, sans_date = [s for s in vue.lignes if s.date is not None], sum(s.date is None for s in vue.lignes)
    hors = f" {francais.compte(sans_date, 'session')} sans date, hors de ces comptes." if sans_date else ""
    ensemble = next(iter(_formes(vue)), None)
    if ensemble is None or ensemble.personnes is None:
        return (
            f"**{francais.compte(len(datees), 'session')}**, sans aucune liste de participants\u00a0: les personnes "
            f"formées ne sont pas connues. {_dire_le_gain(datees)}{hors}"
        )
    sans = ensemble.sans_liste
    manque = f" ; {francais.compte(sans, 'session')} sans liste, dont les personnes ne sont pas connues" if sans else ""
    return (
        f"**{francais.compte(ensemble.personnes, 'personne formée', 'personnes formées')}** en "
        f"{francais.compte(ensemble.sessions, 'session')} et "
        f"{francais.compte(ensemble.participations, 'participation')} ({_UNE_FOIS}){manque}. "
        f"{_dire_le_gain(datees)}{hors}"
    )


def _dire_l_accord(session: Session) -> str | None:
    """Ce qu'il en est de son effectif et de sa liste ; `None` quand rien ne se compare (règle S16)."""
    if session.contredite is None:
        return None
    return "à vérifier" if session.contredite else "d’accord"


def _dire_le_gain(sessions: Sequence[Session]) -> str:
    gain = gain_moyen(sessions)
    if not gain.sessions:
        return "Aucune de ces sessions n’a de test avant et après."
    if gain.points is None:
        return (
            f"Aux tests, l’effectif manque à {francais.compte(gain.sans_effectif, 'session')} sur "
            f"{francais.nombre(gain.sessions)}\u00a0: le gain moyen ne se pèse pas."
        )
    return f"Aux tests, le gain moyen est de **{_points(gain.points)}**, sur {_couverture(gain, sessions)}."


def _couverture(gain: Gain, sessions: Sequence[Session]) -> str:
    """Combien de participants les sessions testées couvrent, de ceux des sessions dont l'effectif est connu."""
    tous = somme(s.effectif for s in sessions)
    inconnues = sum(s.effectif is None for s in sessions)
    return f"{francais.fraction(gain.participants, tous)} participants" + (
        f" ({francais.compte(inconnues, 'session')} d’effectif inconnu)" if inconnues else ""
    )


def _compter(vue: Vue[Session]) -> Sequence[Compte]:
    datees = [s for s in vue.lignes if s.date is not None]
    ensemble, gain = next(iter(_formes(vue)), None), gain_moyen(datees)
    sexes = {f.groupe: f.personnes for f in _formes(vue, "sexe") if f.groupe in _SEXES}
    femmes = sexes.get("F", 0) if sexes else None
    personnes = ensemble.personnes if ensemble else None
    sans_liste = sum(s.inscrits is None for s in datees)
    comparees = [s.contredite for s in vue.lignes if s.contredite is not None]
    return (
        Compte("Sessions", francais.nombre(len(datees)), "Datées : leur fin, à défaut leur début."),
        Compte("Personnes formées", francais.nombre(personnes),
               "Venue à plusieurs sessions, une personne compte une fois."),
        Compte("Participations", francais.nombre(ensemble.participations if ensemble else None), "Lignes des listes."),
        Compte("Femmes", francais.fraction(femmes, somme(sexes.values())), "Des personnes dont la liste dit le sexe."),
        Compte("Gain aux tests", _points(gain.points), f"Pesé par les participants : {_couverture(gain, datees)}."),
        Compte(
            "Sans liste", francais.fraction(sans_liste, len(datees)),
            "Leurs personnes ne sont pas connues\u00a0: ce n’est pas zéro."
        ),
        Compte(
            "Effectif à vérifier",
            francais.fraction(sum(comparees), len(comparees)) if comparees else francais.ND,
            "Hommes et femmes de la session ne font pas sa liste ; de celles où les deux se comparent.",
        ),
    )  # fmt: skip


def _montrer_par(par: str, nom: str) -> Callable[[Vue[Session]], None]:
    def montrer(vue: Vue[Session]) -> None:
        groupes = (*_formes(vue, par), *_formes(vue))
        _tabler(vue, groupes, nom, f"Personnes formées, par {nom.lower()}", cle=f"formes_{par}")
        st.caption(
            f"{francais.majuscule(_UNE_FOIS)} dans chaque groupe où elle paraît\u00a0: leur somme peut dépasser "
            "l’ensemble. Une session sans liste a des personnes inconnues, non aucune."
        )

    return montrer


def _tabler(vue: Vue[Session], groupes: Sequence[Formes], nom: str, titre: str, *, cle: str) -> None:
    montre = pd.DataFrame(
        {
            nom: _SEXES.get(f.groupe, f.groupe) or _ENSEMBLE,
            "Personnes": francais.nombre(f.personnes),
            "Participations": francais.nombre(f.participations),
            "Sessions": francais.nombre(f.sessions),
            "dont sans liste": francais.nombre(f.sans_liste),
        }
        for f in groupes
    )
    afficher_tableau(montre, en_tableau(Formes, groupes), titre, cle=cle, filtres=vue.en_clair)


def _montrer_les_tests(vue: Vue[Session]) -> None:
    datees = [s for s in vue.lignes if s.date is not None]
    modules = grouper(datees, lambda s: s.module or NON_PRECISE)
    lus = [(module, siennes, gain_moyen(siennes)) for module, siennes in modules.items()]
    dessines = [_AvantApres(module, g.avant, g.apres) for module, _, g in lus if g.points is not None]
    if dessines:
        afficher_graphique(
            tracer_deux_periodes,
            dessines,
            "points",
            ("avant", "après"),
            titre="Notes moyennes aux tests, avant et après, par module",
            cle="tests_formations",
        )
    toutes = [*lus, (_ENSEMBLE, datees, gain_moyen(datees))]
    montre = pd.DataFrame(
        {
            "Module": module,
            "Avant": francais.nombre(g.avant, 1),
            "Après": francais.nombre(g.apres, 1),
            "Gain": _points(g.points),
            "Sessions testées": francais.fraction(g.sessions, len(siennes)),
            "Participants couverts": _couverture(g, siennes),
        }
        for module, siennes, g in toutes
    )
    emporte = en_tableau(Gain, [g for *_, g in toutes])
    emporte.insert(0, "module", [module for module, *_ in toutes])
    afficher_tableau(montre, emporte, "Gain aux tests, par module", cle="gain_modules", filtres=vue.en_clair)
    st.caption(
        "Le classeur ne dit pas combien de participants ont passé les tests\u00a0: une session testée pèse tous les "
        "siens. Les notes sont dans l’échelle de chaque session."
    )


def _montrer_la_session(vue: Vue[Session], session: Session) -> None:
    if session.contredite:
        st.warning(
            f"Hommes et femmes de la session\u00a0: {francais.nombre(session.effectif)} ; sa liste\u00a0: "
            f"{francais.compte(session.inscrits, 'personne')}. À vérifier auprès de la coordination.",
            icon="⚠️",
        )
    if session.inscrits is None:
        st.info("Aucune liste de participants reçue\u00a0: ses personnes ne sont pas connues.", icon="ℹ")
        return
    if session.date is None:
        st.info("Session sans date\u00a0: ses personnes ne comptent dans aucune période.", icon="ℹ")
        return
    for par, nom in (("sexe", "Sexe"), ("fonction", "Fonction")):
        groupes = _formes(vue, par, (session,))
        montre = pd.DataFrame(
            {nom: _SEXES.get(f.groupe, f.groupe), "Personnes": francais.nombre(f.personnes)} for f in groupes
        )
        titre = f"Participants par {nom.lower()}"
        afficher_tableau(montre, en_tableau(Formes, groupes), titre, cle=f"session_{par}", filtres=vue.en_clair)


FORMATIONS = Registre(
    nom="formations",
    forme=Session,
    titre="Formations",
    feuilles=("Formations", "Participants"),
    lire=lire_sessions,
    phrase=_dire,
    comptes=_compter,
    nommer=lambda s: s.intitule,
    filtres=(Filtre("module", "Module", "Tous les modules", lambda s: s.module or NON_PRECISE),),
    colonnes=(
        Colonne("Session", lambda s: s.intitule),
        Colonne("Module", lambda s: s.module or NON_PRECISE),
        Colonne("Zone", lambda s: s.zone),
        Colonne("Date", lambda s: s.date, francais.date_courte),
        Colonne("Inscrits", lambda s: s.inscrits, francais.nombre),
        Colonne("Hommes", lambda s: s.hommes, francais.nombre),
        Colonne("Femmes", lambda s: s.femmes, francais.nombre),
        Colonne("Avant", lambda s: s.score_avant, lambda v: francais.nombre(v, 1)),
        Colonne("Après", lambda s: s.score_apres, lambda v: francais.nombre(v, 1)),
        Colonne("Gain", lambda s: s.gain, _points),
        Colonne("Effectif et liste", _dire_l_accord),
        Colonne("Début", lambda s: s.debut, francais.date, au_tableau=False),
        Colonne("Fin", lambda s: s.fin, francais.date, au_tableau=False),
    ),
    onglets={
        "Par sexe": _montrer_par("sexe", "Sexe"),
        "Par fonction": _montrer_par("fonction", "Fonction"),
        "Par région": _montrer_par("region", "Région"),
        "Par module": _montrer_par("module", "Module"),
        "Tests": _montrer_les_tests,
    },
    sur_la_carte=lambda siennes: francais.compte(len(siennes), "session"),
    legende_de_la_carte="sessions tenues",
    suites=_montrer_la_session,
)
