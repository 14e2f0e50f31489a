"""Le plan d'activités et ses finances : ce qui est fait, ce qui est payé, contre le temps écoulé du projet."""

from __future__ import annotations

from typing import Any

from domaine import francais
from domaine.sources import NON_PRECISE
from rapports.blocs import Bloc, Note, Paragraphe, Titre, colonne, ligne, tableau
from rapports.lecture import Lecture
from requetes.registres.activites import Activite, Bilan, bilans, dresser_bilan, lire_activites, lire_temps_ecoule
from requetes.registres.commun import Etendue
from tableurs.objets import en_tableau


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie ; vide quand aucune situation d'activité n'est dans l'édition. Aucune activité n'y est nommée."""
    if "activite_ptba" not in lecture.remplies:
        return []
    activites = lire_activites(lecture.base, Etendue("SOCLE", lecture.jour))
    if not activites:
        return []
    par_resultat = bilans(activites, lambda a: a.resultat or NON_PRECISE)
    par_region = bilans(activites, lambda a: a.region or "Ensemble du projet")
    return [
        Titre("Plan d’activités et finances", 1),
        Paragraphe(_dire(lecture, activites, dresser_bilan("", activites))),
        _tableau("résultat", par_resultat),
        _tableau("région", par_region),
        Note(_dire_ce_qui_pese(lecture.identite.public)),
    ]


def _dire_ce_qui_pese(public: str) -> str:
    """Ce que réunissent les sommes, et ce que l'édition d'un public tait (règle M17)."""
    pese = "Une somme ne réunit que les montants connus ; un taux, que les activités dont les deux termes le sont."
    pese += " Pesées : celles dont budget et avancement sont connus."
    if public == "interne":
        return pese
    bloquees = "Cette édition ne publie pas les blocages : une activité bloquée s’y lit comme si elle ne l’était pas."
    return f"{pese if public == 'bailleur' else 'Les montants ne sont pas publiés.'} {bloquees}"


def _dire(lecture: Lecture, activites: tuple[Activite, ...], bilan: Bilan) -> str:
    tardives = sum(a.situation == "en retard" for a in activites)
    terminees = sum(a.situation == "terminée" for a in activites)
    temps = lire_temps_ecoule(lecture.base, lecture.jour)
    dits = [
        f"{francais.compte(len(activites), 'activité suivie', 'activités suivies')}, "
        f"dont {francais.compte(terminees, 'terminée')} et {francais.nombre(tardives)} en retard",
    ]
    if bilan.physique_pct is not None and lecture.identite.public != "partenaires":
        avancement = francais.pourcentage(bilan.physique_pct)
        dits.append(f"avancement pesé par les budgets {avancement}, sur {_pesees(bilan)} activités")
    if bilan.decaisse_pct is not None:
        payees = francais.nombre(bilan.activites - bilan.non_payees)
        dits.append(f"décaissé {francais.pourcentage(bilan.decaisse_pct)} du budget de {payees} d’entre elles")
    if temps is not None:
        dits.append(f"temps écoulé du projet {francais.pourcentage(temps)}")
    return " ; ".join(dits) + "."


def _pesees(bilan: Bilan) -> str:
    """Combien d'activités ont budget et avancement : un taux sur trois d'entre elles n'est pas celui du plan."""
    return francais.fraction(bilan.activites - bilan.non_pesees, bilan.activites)


def _tableau(par: str, lus: tuple[Bilan, ...]) -> Bloc:
    avec_argent = any(b.budget_fcfa is not None for b in lus)
    titres = [colonne(francais.majuscule(par), part=1.6), colonne("Activités", "droite", 0.8)]
    if avec_argent:
        # L'avancement d'un groupe est pesé par les budgets.
        titres += [colonne("Avancement", "droite"), colonne("Pesées", "droite", 0.8)]
        titres += [colonne(nom, "droite", 1.3) for nom in ("Budget", "Engagé", "Décaissé")]
        titres += [colonne("Décaissé / budget", "droite")]
    rangees = [_rangee(b, avec_argent=avec_argent) for b in lus]
    nom = f"Plan d’activités, par {par}"
    return tableau(nom, tuple(titres), rangees, f"PTBA par {par}", en_tableau(Bilan, lus))


def _rangee(b: Bilan, *, avec_argent: bool) -> tuple[Any, ...]:
    cases = [b.groupe, francais.nombre(b.activites)]
    if avec_argent:
        cases += [francais.pourcentage(b.physique_pct), _pesees(b)]
        cases += [francais.fcfa(m, abrege=True) for m in (b.budget_fcfa, b.engage_fcfa, b.decaisse_fcfa)]
        cases += [francais.pourcentage(b.decaisse_pct)]
    return ligne(*cases)
