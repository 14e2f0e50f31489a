"""La synthèse : une page, la trajectoire en une phrase, les phares, cinq faits, trois écarts."""

from __future__ import annotations

from collections.abc import Sequence

from domaine import francais
from domaine.chiffre import Chiffre
from figures.mots import chiffre, ecriture, etats, phrases
from rapports.blocs import Bloc, Liste, Note, Paragraphe, Tableau, Titre, cellule_d_etat, colonne, ligne, tableau
from rapports.lecture import CUMUL, Lecture
from requetes.accueil import ecarts, mouvements, situation
from requetes.accueil.conclusion import conclusion
from requetes.accueil.mouvements import Mouvement
from requetes.accueil.situation import Phare
from requetes.carte import services
from requetes.edition import referentiel

_FAITS = 5


def batir(lecture: Lecture) -> list[Bloc]:
    """La synthèse, lue depuis le démarrage jusqu'à la fin de la période."""
    lue = situation.situation(lecture.base, "SOCLE", CUMUL, lecture.periode)
    tire, blocs = conclusion(lue), list[Bloc]()
    recus, dus = (0, 0)
    if "rapport_activite" in lecture.remplies:
        recus, dus = referentiel.completude_des_rapports(lecture.base)
    blocs += [
        Titre("Synthèse", 1),
        Paragraphe(phrases.trajectoire(tire), tete=True),
        Paragraphe(phrases.verdict(tire, recus, dus)),
        _phares(lue),
        Titre("Cinq faits de la période", 3),
        Liste(tuple(_faits(lecture, lue))),
        Titre("Trois écarts à regarder", 3),
        *_ecarts(lecture),
        Note(
            "Chaque chiffre est le cumul depuis le démarrage, ou l’état à l’arrêté ; il est jugé contre la cible due à "
            "cette date, jamais contre la cible finale. (p) : provisoire.",
            "Lecture",
        ),
    ]
    return blocs


def _phares(lus: Sequence[Phare]) -> Tableau:
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
    return chiffre.valeur(x) + chiffre.provisoire(x)


def _faits(lecture: Lecture, lus: Sequence[Phare]) -> list[str]:
    """Les mouvements notables, et, s'il y en a moins de cinq, ce que disent les points et les chiffres retombés."""
    dits = [_dire_mouvement(m) for m in mouvements.mouvements_notables(lus)]
    if len(dits) < _FAITS and "point_service" in lecture.remplies:
        bilan = services.bilan_des_points(lecture.base, lecture.jour)
        points = francais.compte(bilan.restaures, "point restauré", "points restaurés")
        dits.append(f"{points} depuis le démarrage, dont {francais.nombre(bilan.fonctionnels)} fonctionnent.")
        retombes = francais.compte(bilan.retombes, "point restauré est retombé", "points restaurés sont retombés")
        dits.append(f"{retombes} en non-fonctionnalité.")
    return dits[:_FAITS] or ["Depuis la période d’avant : ni changement d’état, ni écart d’un point."]


def _dire_mouvement(mouvement: Mouvement) -> str:
    x = mouvement.phare
    avant = ecriture.nombre(x.valeur_avant, x.unite)
    passe = f"{x.libelle_court} : {avant} ({francais.periode(x.periode_avant)}), puis {_valeur(x)} à l’arrêté"
    if mouvement.marches:
        sens = "recule" if mouvement.marches > 0 else "progresse"
        return f"{passe} ; l’état {sens}, de {etats.mot(x.etat_avant)} à {etats.mot(x.etat)}."
    taux = [francais.pourcentage(t, 0) for t in (x.taux_avant, x.taux)]
    return f"{passe} ; de {taux[0]} à {taux[1]} de l’attendu."


def _ecarts(lecture: Lecture) -> list[Bloc]:
    lus = ecarts.ecarts_a_regarder(lecture.base, CUMUL, lecture.periode)
    if not lus:
        return [Paragraphe("Aucun indicateur phare n’est en rouge ni en orange dans les régions à cette lecture.")]
    return [Liste(tuple(_dire_ecart(x) for x in lus))]


def _dire_ecart(x: Chiffre) -> str:
    attendu = f"{_valeur(x)}, cible due {ecriture.nombre(x.cible_due, x.unite)}"
    suite = " · ".join(p for p in (chiffre.taux(x), phrases.remontees(x.recues, x.attendues)) if p)
    return f"{x.zone} — {x.libelle_court} ({etats.mot(x.etat)}) : {attendu} ; {suite}."
