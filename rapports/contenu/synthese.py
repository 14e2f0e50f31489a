"""La synthèse : une page, la trajectoire en une phrase, les phares, ce qui a bougé, trois écarts."""

from __future__ import annotations

from collections.abc import Sequence

from domaine import francais
from domaine.chiffre import Chiffre
from figures.mots import chiffre, ecriture, etats, phrases
from rapports.blocs import Bloc, Liste, Note, Paragraphe, Tableau, Titre, cellule_d_etat, colonne, ligne, tableau
from rapports.contenu import faits
from rapports.lecture import CUMUL, Lecture
from requetes.accueil import ecarts, situation
from requetes.accueil.conclusion import conclusion
from requetes.accueil.situation import Phare
from requetes.edition import referentiel


def batir(lecture: Lecture) -> list[Bloc]:
    """La synthèse, lue depuis le démarrage jusqu'à la fin de la période."""
    lue = situation.situation(lecture.base, "SOCLE", CUMUL, lecture.periode)
    tire, lus, blocs = conclusion(lue), faits.dire_faits(lecture, lue), list[Bloc]()
    recus, dus = (0, 0)
    if "rapport_activite" in lecture.remplies:
        recus, dus = referentiel.completude_des_rapports(lecture.base, jour=lecture.jour)
    blocs += [
        Titre("Synthèse", 1),
        Paragraphe(phrases.trajectoire(tire), tete=True),
        Paragraphe(phrases.verdict(tire, recus, dus)),
        tableau_des_phares(lue),
        Titre(f"Ce qui a bougé depuis {francais.periode(lus.depuis)}" if lus.depuis else "Ce qui a bougé", 3),
        Liste(lus.phrases or ("Ni changement d’état, ni écart d’un point.",)),
        Titre("Trois écarts à regarder", 3),
        *_ecarts(lecture),
        Note(
            "Chaque chiffre est le cumul depuis le démarrage, ou l’état à l’arrêté ; il est jugé contre la cible due à "
            "cette date, jamais contre la cible finale. (p) : provisoire.",
            "Lecture",
        ),
    ]
    return blocs


def tableau_des_phares(lus: Sequence[Phare]) -> Tableau:
    """Chaque phare : sa valeur, la cible due, la part de l'attendu, l'état."""
    rangees = [
        ligne(
            x.libelle_court,
            _valeur(x),
            ecriture.nombre(x.cible_due, x.unite),
            chiffre.part(x),
            cellule_d_etat(x.etat),
        )
        for x in lus
    ]
    return tableau(
        "Indicateurs phares",
        (
            colonne("Indicateur", part=3),
            colonne("Valeur", "droite", 2),
            colonne("Cible due", "droite", 1.2),
            colonne("Part de l’attendu", "droite", 1.2),
            colonne("État", part=1.5),
        ),
        rangees,
        fiches=True,
    )


def _valeur(x: Chiffre) -> str:
    return chiffre.valeur(x) + chiffre.marques(x)


def _ecarts(lecture: Lecture) -> list[Bloc]:
    lus = ecarts.ecarts_a_regarder(lecture.base, CUMUL, lecture.periode)
    if not lus:
        return [Paragraphe("Aucun indicateur phare n’est en rouge ni en orange dans les régions à cette lecture.")]
    return [Liste(tuple(_dire_ecart(lecture, x) for x in lus))]


def _dire_ecart(lecture: Lecture, x: Chiffre) -> str:
    attendu = f"{_valeur(x)}, cible due {ecriture.nombre(x.cible_due, x.unite)}"
    suite = " · ".join(p for p in (chiffre.taux(x), phrases.remontees(x.recues, x.attendues)) if p)
    raison = faits.dire_raison(lecture, x, str(x.code_zone))
    return f"{x.zone} — {x.libelle_court} ({etats.mot(x.etat)}) : {attendu} ; {suite}{raison}."
