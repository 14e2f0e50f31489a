"""Les diapositives du terrain : ce qui bloque, les tournées annulées et prochaines, ce qui est à envoyer."""

from __future__ import annotations

import datetime as dt

from domaine import francais
from domaine.journal import Point
from domaine.listes import montrer
from requetes.parcours import comptes
from requetes.parcours.points import points_en_parcours
from requetes.parcours.selection import Selection
from requetes.qualite.envois import Relance, lire_envois
from requetes.registres.commun import Etendue
from requetes.registres.tournees import SANS_SUITE, lire_prochaines, lire_tournees
from vues import donnees
from vues.page import navigation
from vues.reunion.diapositive import LIGNES_MAX, Diapositive, Grand, Lien, Sujet, Tableau
from vues.reunion.seance import Seance, titre

_CAUSES, _TOURNEES = 4, 3
#: Moins que cela avant l'arrêté, il n'y a rien à regarder : on remonte alors d'un trimestre.
_RECENT, _TRIMESTRE = dt.timedelta(days=14), dt.timedelta(days=91)


def bloques(seance: Seance, point: Point) -> Diapositive:
    """Les causes par nombre de points ; une décision peut porter sur plusieurs de ces points."""
    choix = Selection(seance.date_donnees, seance.reunion.code_zone)
    bilan = donnees.lire(seance.edition, comptes.bilans, choix)[0]
    foyers = donnees.lire(seance.edition, comptes.foyers, choix)
    arretes = [p for p in donnees.lire(seance.edition, points_en_parcours, choix) if p.blocage is not None]
    lignes = tuple(
        (
            francais.majuscule(f.motif or f.blocage),
            montrer("etape", f.etape_attendue) if f.etape_attendue else francais.ND,
            francais.nombre(f.points),
            francais.compte(round(f.retard_median_jours), "jour") if f.retard_median_jours is not None else "–",
            f.lieux or francais.ND,
        )
        for f in foyers[:_CAUSES]
    )
    return Diapositive(
        point=point,
        titre=titre(point),
        grands=(
            Grand(francais.fraction(bilan.bloques, bilan.points), "points bloqués"),
            Grand(francais.fraction(bilan.sans_decision, bilan.bloques), "sans décision"),
        )
        if bilan.connu
        else (),
        tableaux=(
            Tableau(
                "",
                ("Cause", "Étape attendue", "Points", "Retard médian", "Où"),
                lignes,
                len(foyers) - len(lignes),
                "Aucun point n’est bloqué." if bilan.connu else "La feuille «\u00a0Étapes\u00a0» n’est jamais venue.",
            ),
        ),
        question="Que décide-t-on, et pour quels points ?" if arretes else "",
        liens=(Lien(navigation.PARCOURS, "Parcours", {"region": seance.region} if seance.region else {}),),
        sujet=Sujet(
            code_zone=seance.region or None,
            points={p.id_point: f"{p.nom} ({p.commune}) : {p.motif or p.blocage}" for p in arretes},
        ),
    )


def tournees(seance: Seance, point: Point) -> Diapositive:
    """Celles qui n'ont pas eu lieu depuis la réunion d'avant, et celles qui viennent."""
    depuis = _depuis(seance)
    lues = donnees.lire(seance.edition, lire_tournees, Etendue(seance.reunion.code_zone, seance.date_donnees, depuis))
    annulees = [t for t in lues if t.etat in SANS_SUITE]
    prochaines = donnees.lire(seance.edition, lire_prochaines, seance.reunion.code_zone, seance.date_donnees)
    dites = tuple(
        (t.identifiant, t.region or t.zone, francais.date_courte(t.date_prevue_debut), t.etat, t.pourquoi or "")
        for t in annulees[:_TOURNEES]
    )
    viennent = tuple(
        (p.identifiant, p.region, francais.date_courte(p.debut), francais.date_courte(p.fin), p.statut)
        for p in prochaines[:_TOURNEES]
    )
    return Diapositive(
        point=point,
        titre=titre(point),
        phrase=f"Du {francais.date(depuis)} au {francais.date(seance.date_donnees)} : "
        f"{francais.compte(len(annulees), 'tournée annulée ou partielle', 'tournées annulées ou partielles')} "
        f"sur {francais.nombre(len(lues))}.",
        tableaux=(
            Tableau(
                "Annulées ou partielles",
                ("Tournée", "Région", "Prévue le", "État", "Motif"),
                dites,
                len(annulees) - len(dites),
                "Aucune." if lues else "Aucune tournée n’était prévue dans cette période.",
            ),
            Tableau(
                "Prochaines",
                ("Tournée", "Région", "Départ", "Retour", "Statut"),
                viennent,
                len(prochaines) - len(viennent),
                "Aucune tournée à venir n’est connue.",
            ),
        ),
        question="Que faut-il pour que les prochaines se tiennent ?" if prochaines else "",
        liens=(Lien(navigation.SERVICES_ITINERANTS, "Services itinérants"),),
        sujet=Sujet(code_zone=seance.region or None),
    )


def envois(seance: Seance, point: Point) -> Diapositive:
    """Ce que chaque coordination doit envoyer avant la prochaine réunion."""
    a_envoyer = donnees.lire(seance.edition, lire_envois, seance.region)
    a_corriger = {e.coordination: e.nombre for e in a_envoyer.envois if e.nature == "correction"}
    lignes = tuple(_dire_relance(r, a_corriger.get(r.coordination, 0)) for r in a_envoyer.relances[:LIGNES_MAX])
    reunion = a_envoyer.reunion
    return Diapositive(
        point=point,
        titre=titre(point),
        phrase=f"Avant la réunion du {francais.date(reunion)}." if reunion else "Aucune réunion à venir n’est connue.",
        tableaux=(
            Tableau(
                "",
                ("Coordination", "Rapports à envoyer", "Valeurs attendues", "Lignes à corriger"),
                lignes,
                len(a_envoyer.relances) - len(lignes),
                "Rien n’est à envoyer.",
            ),
        ),
        question="Qui envoie quoi, pour quand ?" if lignes else "",
        liens=(Lien(navigation.QUALITE, "À envoyer, ligne par ligne", {"onglet": "À envoyer"}),),
    )


def _dire_relance(relance: Relance, a_corriger: int) -> tuple[str, ...]:
    rapports = francais.nombre(relance.rapports) if relance.rapports else "–"
    retard = f", dont {relance.en_retard} en retard" if relance.en_retard else ""
    return (
        relance.coordination,
        "feuille jamais venue" if relance.muette else rapports + retard,
        francais.nombre(relance.valeurs) if relance.valeurs else "–",
        francais.nombre(a_corriger) if a_corriger else "–",
    )


def _depuis(seance: Seance) -> dt.date:
    """Le jour de la réunion d'avant, de la même instance ; à défaut, un trimestre avant l'arrêté."""
    reunion = seance.reunion
    tenues = [
        dt.date.fromisoformat(r.date)
        for r in seance.journal.dernieres_reunions().values()
        if (r.instance, r.code_zone) == (reunion.instance, reunion.code_zone) and r.date < reunion.date
    ]
    derniere = max(tenues, default=seance.date_donnees)
    return derniere if derniere < seance.date_donnees - _RECENT else seance.date_donnees - _TRIMESTRE
