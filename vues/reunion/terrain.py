"""Les diapositives du terrain : ce qui bloque, les tournées annulées et prochaines, ce qui est à envoyer."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from domaine import francais
from domaine.journal import Point
from domaine.listes import montrer
from requetes.edition.referentiel import lire_referentiel
from requetes.parcours import comptes
from requetes.parcours.points import PointEnParcours, points_en_parcours
from requetes.parcours.selection import Selection
from requetes.qualite.envois import Envoi, lire_envois
from requetes.registres.commun import Etendue
from requetes.registres.tournees import (
    SANS_COMPTE_RENDU,
    SANS_SUITE,
    Prochaine,
    Tournee,
    lire_prochaines,
    lire_tournees,
)
from requetes.reunion.blocages import bloques_sans_decision
from vues import donnees
from vues.page import navigation
from vues.reunion.diapositive import LIGNES_MAX, Diapositive, Grand, Lien, Sujet, Tableau
from vues.reunion.seance import Seance, titre

_CAUSES, _TOURNEES, _TARDIFS = 4, 3, 3
_TRIMESTRE = dt.timedelta(days=91)


def bloques(seance: Seance, point: Point) -> Diapositive:
    """Les causes par nombre de points ; une décision peut porter sur plusieurs de ces points."""
    choix = Selection(seance.date_donnees, seance.reunion.code_zone)
    bilan = donnees.lire(seance.edition, comptes.bilans, choix)[0]
    sans = donnees.lire(seance.edition, bloques_sans_decision, choix, seance.journal)
    foyers = donnees.lire(seance.edition, comptes.foyers, choix)
    arretes = [p for p in donnees.lire(seance.edition, points_en_parcours, choix) if p.blocage is not None]
    lignes = tuple(_dire_cause(f) for f in foyers[:_CAUSES])
    grands = [Grand(francais.fraction(bilan.bloques, bilan.points), "points bloqués")]
    if bilan.bloques:
        grands.append(Grand(francais.fraction(sans, bilan.bloques), "sans décision"))
    return Diapositive(
        point=point,
        titre=titre(point),
        grands=tuple(grands) if bilan.connu else (),
        tableaux=(
            Tableau(
                "",
                ("Cause", "Étape attendue", "Points", "Retard médian", "Où"),
                lignes,
                len(foyers) - len(lignes),
                "Aucun point n’est bloqué."
                if bilan.connu
                else "Aucune étape n’est reçue pour ces points : rien ne dit s’ils avancent.",
                secondaires=(3,),
            ),
        ),
        question="Que décide-t-on, et pour quels points ?" if arretes else "",
        liens=(Lien(navigation.PARCOURS, "Parcours", {"region": seance.region} if seance.region else {}),),
        sujet=Sujet(
            code_zone=seance.region or None,
            points={p.id_point: f"{p.nom} ({p.commune}) : {p.motif or p.blocage}" for p in arretes},
            groupes=_par_cause(foyers, arretes),
        ),
    )


def _par_cause(foyers: Sequence[comptes.Foyer], arretes: Sequence[PointEnParcours]) -> dict[str, tuple[str, ...]]:
    """Les points de chaque cause : une décision les prend tous d'un geste."""
    siens: dict[tuple[str | None, ...], list[str]] = defaultdict(list)
    for p in arretes:
        siens[p.blocage, p.etape_attendue, p.motif].append(p.id_point)
    groupes = {}
    for f in foyers:
        ids = tuple(siens[f.blocage, f.etape_attendue, f.motif])
        cause, etape, *_ = _dire_cause(f)
        if len(ids) > 1:
            groupes[f"{francais.compte(len(ids), 'point')} : {cause}, étape {etape}"] = ids
    return groupes


def _dire_cause(foyer: comptes.Foyer) -> tuple[str, ...]:
    retard = foyer.retard_median_jours
    return (
        francais.majuscule(foyer.motif or foyer.blocage),
        montrer("etape", foyer.etape_attendue) if foyer.etape_attendue else francais.ND,
        francais.nombre(foyer.points),
        "–" if retard is None else francais.compte(round(retard), "jour"),
        foyer.lieux or francais.ND,
    )


def tournees(seance: Seance, point: Point) -> Diapositive:
    """Celles qui n'ont pas eu lieu depuis la réunion d'avant, et celles qui viennent."""
    depuis = _depuis(seance)
    lues = donnees.lire(seance.edition, lire_tournees, Etendue(seance.reunion.code_zone, seance.date_donnees, depuis))
    annulees = [t for t in lues if t.etat in (*SANS_SUITE, SANS_COMPTE_RENDU)]
    prevues = francais.compte(len(lues), "tournée prévue", "tournées prévues")
    des_ce_jour = max(seance.date_donnees, seance.jour)
    prochaines = donnees.lire(seance.edition, lire_prochaines, seance.reunion.code_zone, des_ce_jour)
    # L'une prend la place que l'autre laisse.
    dites = _dire_annulees(annulees[: max(_TOURNEES, 2 * _TOURNEES - len(prochaines))])
    viennent = _dire_prochaines(prochaines[: max(_TOURNEES, 2 * _TOURNEES - len(annulees))])
    return Diapositive(
        point=point,
        titre=titre(point),
        phrase=f"Du {francais.date(depuis)} au {francais.date(seance.date_donnees)} : "
        + (f"{francais.nombre(len(annulees))} sans suite entière, sur {prevues}." if lues else "rien de reçu."),
        tableaux=(
            Tableau(
                "Annulées, partielles, sans compte rendu",
                ("Tournée", "Région", "Prévue le", "État", "Motif"),
                dites,
                len(annulees) - len(dites),
                "Aucune." if lues else "Aucune tournée n’est connue dans cette période : ce n’est pas un zéro.",
                secondaires=(1,),
            ),
            Tableau(
                "Prochaines",
                ("Tournée", "Région", "Départ", "Retour", "Statut"),
                viennent,
                len(prochaines) - len(viennent),
                f"Aucune tournée n’est prévue après le {francais.date(des_ce_jour)}, d’après ce qui est reçu.",
                secondaires=(4,),
            ),
        ),
        question="Que faut-il pour que les prochaines se tiennent ?" if prochaines else "",
        liens=(Lien(navigation.SERVICES_ITINERANTS, "Services itinérants"),),
        sujet=Sujet(code_zone=seance.region or None),
    )


def _dire_annulees(tournees: Sequence[Tournee]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            t.identifiant,
            t.region or t.zone,
            francais.date_courte(t.date_prevue_debut),
            t.etat,
            t.pourquoi or francais.ND,
        )
        for t in tournees
    )


def _dire_prochaines(prochaines: Sequence[Prochaine]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (p.identifiant, p.region, francais.date_courte(p.debut), francais.date_courte(p.fin), p.statut)
        for p in prochaines
    )


def envois(seance: Seance, point: Point) -> Diapositive:
    """Par coordination, la plus en retard d'abord : ses rapports en retard, nommés, et ce qu'elle doit ensuite."""
    a_envoyer = donnees.lire(seance.edition, lire_envois, seance.region, seance.date_donnees)
    lignes = tuple(dire_envois(nom, siens) for nom, siens in a_envoyer.par_coordination.items())
    # Une réunion que les données annoncent pour aujourd'hui, ou pour avant, n'est plus une échéance.
    reunion = a_envoyer.reunion if a_envoyer.reunion and a_envoyer.reunion > seance.jour else None
    avant = f"Avant la réunion du {francais.date(reunion)}" if reunion else "Aucune réunion à venir n’est connue"
    return Diapositive(
        point=point,
        titre=titre(point),
        phrase=f"{avant}. Retards comptés au {francais.date(seance.date_donnees)}.",
        tableaux=(
            Tableau(
                "",
                ("Coordination", "Rapports en retard", "À rendre ensuite", "Valeurs attendues", "Lignes à corriger"),
                lignes[:LIGNES_MAX],
                len(lignes[LIGNES_MAX:]),
                "Rien n’est à envoyer.",
            ),
        ),
        question="Qui envoie quoi, pour quand ?" if lignes else "",
        liens=(Lien(navigation.QUALITE, "À envoyer, ligne par ligne", {"onglet": "À envoyer"}),),
    )


def dire_envois(coordination: str, siens: Iterable[Envoi]) -> tuple[str, ...]:
    """La ligne d'une coordination, de ses envois : le plus en retard d'abord, puis le premier à échoir."""
    rapports: dict[bool, list[Envoi]] = {True: [], False: []}
    comptes_dus: Counter[str] = Counter()
    for e in siens:
        if e.nature == "rapport":
            rapports[e.retard_jours is not None].append(e)
        comptes_dus[e.nature] += e.nombre
    tardifs = sorted(rapports[True], key=lambda e: -(e.retard_jours or 0))
    dits = [f"{francais.periode(e.periode or '')} ({francais.compte(e.retard_jours or 0, 'jour')})" for e in tardifs]
    reste = [f"et {francais.compte(len(dits[_TARDIFS:]), 'autre')}"] if dits[_TARDIFS:] else []
    suivants = sorted(rapports[False], key=lambda e: e.date_echeance or dt.date.max)
    ensuite = [f"{francais.periode(e.periode or '')}, le {francais.date_courte(e.date_echeance)}" for e in suivants[:1]]
    dus = (comptes_dus["valeur"], comptes_dus["correction"])
    return (
        coordination,
        ", ".join([*dits[:_TARDIFS], *reste]) or "–",
        *(ensuite or ["–"]),
        *(francais.nombre(n) if n else "–" for n in dus),
    )


def _depuis(seance: Seance) -> dt.date:
    """Le lendemain de l'arrêté de la réunion d'avant : rien d'après n'y fut montré ; sans elle, un trimestre."""
    if seance.precedente is not None:
        avant = donnees.lire(seance.precedente, lire_referentiel).info.get("date_donnees")
        if avant and dt.date.fromisoformat(avant) < seance.date_donnees:
            return dt.date.fromisoformat(avant) + dt.timedelta(days=1)
    return seance.date_donnees - _TRIMESTRE
