"""Ce que le rapport dit de la validation des coordinations, à la période rapportée (règle A12)."""

from __future__ import annotations

from domaine import francais
from rapports.blocs import Bloc, Paragraphe, Titre, colonne, ligne, tableau
from rapports.lecture import Lecture
from requetes.edition import validations
from tableurs.objets import en_tableau


def dire_la_validation(lecture: Lecture) -> list[Bloc]:
    """Les périodes de coordination que personne n'a validées ; rien quand le circuit n'est pas employé (règle A12)."""
    suivies = [x for x in validations.lire_suivies(lecture.base) if x.fin <= lecture.jour]
    if not suivies:
        return []
    titre, manquent = Titre("Validation par les coordinations"), [x for x in suivies if not x.validee]
    if not manquent:
        return [titre, Paragraphe("Toutes les périodes de coordination, d’ici à cette date, sont validées.")]
    dit = (
        f"{francais.fraction(len(suivies) - len(manquent), len(suivies))} périodes de coordination sont validées. Un "
        "chiffre où entre une période qui ne l’est pas porte (n.\u00a0v.)."
    )
    siennes = {zone: [x for x in manquent if x.zone == zone] for zone in dict.fromkeys(x.zone for x in manquent)}
    rangees = [
        ligne(zone, statut, ", ".join(francais.periode(x.periode) for x in lues if x.statut == statut))
        for zone, lues in siennes.items()
        for statut in dict.fromkeys(x.statut for x in lues)
    ]
    colonnes = (colonne("Coordination", part=1), colonne("Où elle en est", part=1), colonne("Périodes", part=3))
    donnees = en_tableau(validations.PeriodeSuivie, manquent)[["code_zone", "zone", "periode", "fin", "statut"]]
    return [titre, Paragraphe(dit), tableau("Périodes pas encore validées", colonnes, rangees, "Validation", donnees)]
