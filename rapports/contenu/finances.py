"""L'exécution financière : ce qui est budgété, engagé, payé, contre ce qui est fait et le temps qui est passé."""

from __future__ import annotations

from typing import Any

from domaine import francais
from rapports.blocs import Bloc, Note, Paragraphe, Tableau, Titre, colonne, ligne, tableau
from rapports.contenu.activites import activites, par_region, par_resultat
from rapports.lecture import Lecture, dire_le_temps_ecoule
from requetes.registres.activites import Bilan, bilans, dresser_bilan
from tableurs.objets import en_tableau

_TITRE = "Exécution financière"
#: Un écart plus petit ne se dit pas «en avance» ni «en retard».
_MEME = 0.5
_MILLION = 1e6


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie ; vide quand l'édition n'a aucune activité. Sans montant publié, elle le dit (règles M16 et M17)."""
    lues = activites(lecture)
    if not lues:
        return []
    ensemble, dit = dresser_bilan("Ensemble", lues), dire_le_temps_ecoule(lecture)
    temps = [Paragraphe(dit)] if dit else []
    if ensemble.budget_fcfa is None:
        tait = "Cette édition ne publie aucun montant : ni budget, ni engagement, ni décaissement."
        absent = "Aucun montant n’a été reçu pour ces activités."
        return [Titre(_TITRE, 1), Paragraphe(absent if lecture.identite.public == "interne" else tait), *temps]
    return [
        Titre(_TITRE, 1),
        Paragraphe(_dire(ensemble), tete=True),
        *temps,
        _tableau("résultat", (*bilans(lues, par_resultat), ensemble)),
        _tableau("région", (*bilans(lues, par_region), ensemble)),
        Note(
            f"Montants à la parité de {francais.nombre(francais.FCFA_PAR_EURO, 3)} FCFA pour 1 €. Une somme ne réunit "
            "que les montants connus ; un taux, que les activités dont les deux termes le sont. Physique : "
            "l’avancement pesé par les budgets, sur les activités dont l’avancement et le budget sont connus (colonne "
            "«Pesées»). Écart : décaissé sur budget moins physique, en points ; négatif, l’argent sort moins vite que "
            "le travail ne se fait.",
            "Lecture",
        ),
    ]


def _dire(b: Bilan) -> str:
    """L'écart entre ce qui est fait et ce qui est payé, en une ligne."""
    ecart = b.ecart_pts
    if ecart is None:
        return f"Budget suivi : {_deux_devises(b.budget_fcfa)} ; avancement ou décaissements ne sont pas connus."
    faits = (
        f"Exécution physique {francais.pourcentage(b.physique_pct)}, exécution financière "
        f"{francais.pourcentage(b.decaisse_pct)}"
    )
    if abs(ecart) < _MEME:
        return f"{faits} : elles vont du même pas."
    sens = "en avance" if ecart > 0 else "en retard"
    return f"{faits} : la seconde est {sens} de {francais.nombre(abs(ecart), 1)} points sur la première."


def _tableau(par: str, lus: tuple[Bilan, ...]) -> Tableau:
    colonnes = (
        colonne(francais.majuscule(par), part=1.3),
        colonne("Budget", "droite", 1.5),
        colonne("Engagé", "droite", 1.5),
        colonne("Engagé / budget", "droite"),
        colonne("Décaissé", "droite", 1.5),
        colonne("Décaissé / budget", "droite"),
        colonne("Physique", "droite"),
        colonne("Pesées", "droite", 0.8),
        colonne("Écart", "droite", 1.1),
    )
    donnees = en_tableau(Bilan, lus)
    for montant in ("budget", "engage", "decaisse"):
        donnees[f"{montant}_eur"] = donnees[f"{montant}_fcfa"] / francais.FCFA_PAR_EURO
    donnees["ecart_pts"] = [b.ecart_pts for b in lus]
    donnees.insert(0, "par", par)
    titre = f"{_TITRE}, par {par}"
    return tableau(titre, colonnes, [_rangee(b) for b in lus], _TITRE, donnees, fiches=True)


def _rangee(b: Bilan) -> tuple[Any, ...]:
    return ligne(
        b.groupe,
        _deux_devises(b.budget_fcfa, "\n"),
        _deux_devises(b.engage_fcfa, "\n"),
        francais.pourcentage(b.engage_pct),
        _deux_devises(b.decaisse_fcfa, "\n"),
        francais.pourcentage(b.decaisse_pct),
        francais.pourcentage(b.physique_pct),
        francais.fraction(b.activites - b.non_pesees, b.activites),
        francais.ND if b.ecart_pts is None else francais.points(b.ecart_pts),
    )


def _deux_devises(montant: float | None, lien: str = ", soit ") -> str:
    """En millions de FCFA, puis d'euros : une seule échelle se compare ; «n. d.» une fois quand rien n'est connu."""
    if montant is None:
        return francais.ND
    en_fcfa, en_euros = montant / _MILLION, montant / francais.FCFA_PAR_EURO / _MILLION
    return f"{francais.nombre(en_fcfa, 1)}\u00a0M\u00a0FCFA{lien}{francais.nombre(en_euros, 2)}\u00a0M\u00a0€"
