"""Le plan d'activités : ce qui est fait, en cours, en retard, par résultat et région ; l'argent est à `finances`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd

from domaine import francais
from domaine.sources import NON_PRECISE
from rapports.blocs import Bloc, Note, Paragraphe, Tableau, Titre, colonne, ligne, tableau
from rapports.lecture import Lecture
from requetes.registres.activites import Activite, lire_activites
from requetes.registres.commun import Etendue, grouper

#: Situation (règle S30) → sa colonne ; les autres se réunissent dans la dernière.
_MONTREES = {
    "terminée": "Terminées",
    "en cours": "En cours",
    "en retard": "En retard",
    "non commencée": "Non commencées",
}


def activites(lecture: Lecture) -> tuple[Activite, ...]:
    """Celles de l'édition, à leur dernière situation ; vide quand elle n'en a pas."""
    if "activite_ptba" not in lecture.remplies:
        return ()
    return lire_activites(lecture.base, Etendue("SOCLE", lecture.jour))


def par_resultat(activite: Activite) -> str:
    """Le résultat d'une activité, tel qu'un tableau le nomme."""
    return activite.resultat or NON_PRECISE


def par_region(activite: Activite) -> str:
    """Sa région, ou le projet entier."""
    return activite.region or "Ensemble du projet"


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie ; vide quand aucune situation d'activité n'est dans l'édition. Aucune activité n'y est nommée."""
    lues = activites(lecture)
    if not lues:
        return []
    blocs: list[Bloc] = [
        Titre("Plan d’activités", 1),
        Paragraphe(_dire(lues)),
        _tableau("résultat", lues, par_resultat),
        _tableau("région", lues, par_region),
    ]
    if lecture.identite.public != "interne":
        blocs.append(
            Note(
                "Cette édition ne publie pas les blocages : une activité bloquée s’y lit comme si elle ne l’était pas."
            )
        )
    return blocs


def _dire(lues: Sequence[Activite]) -> str:
    comptes = Counter(a.situation for a in lues)
    return (
        f"{francais.compte(len(lues), 'activité suivie', 'activités suivies')}, "
        f"dont {francais.compte(comptes['terminée'], 'terminée')} et {francais.nombre(comptes['en retard'])} en retard."
    )


def _tableau(par: str, lues: Sequence[Activite], cle: Callable[[Activite], str]) -> Tableau:
    groupes = [*sorted(grouper(lues, cle).items()), ("Ensemble", lues)]
    comptes = [_compter(nom, siennes) for nom, siennes in groupes]
    titres = (francais.majuscule(par), "Activités", *_MONTREES.values(), "Autres")
    colonnes = (colonne(titres[0], part=1.6), *(colonne(t, "droite") for t in titres[1:]))
    rangees = [ligne(str(nom), *map(francais.nombre, nombres)) for nom, *nombres in comptes]
    noms = ["groupe", "activites", *(s.replace(" ", "_").replace("é", "e") for s in _MONTREES), "autres"]
    return tableau(
        f"Plan d’activités, par {par}", colonnes, rangees, f"PTBA par {par}", pd.DataFrame(comptes, columns=noms)
    )


def _compter(nom: str, siennes: Sequence[Activite]) -> tuple[str | int, ...]:
    comptes = Counter(a.situation for a in siennes)
    montrees = [comptes[s] for s in _MONTREES]
    return (nom, len(siennes), *montrees, len(siennes) - sum(montrees))
