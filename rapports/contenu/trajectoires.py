"""Où en est chaque indicateur, en deux dessins : sa part de l'attendu, et la trajectoire des phares."""

from __future__ import annotations

from domaine import francais
from figures.mots import ecriture, etats
from figures.svg.barres import Barre, dessiner_barres_contre_cible
from figures.svg.courbe import dessiner_courbe
from rapports.blocs import Bloc, Figure, Grille, Paragraphe, Titre
from rapports.lecture import CUMUL, Lecture
from requetes.accueil import avancement, situation


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie ; vide quand aucun des deux dessins n'a de quoi se faire."""
    dessins = [*_parts(lecture), *_trajectoires(lecture)]
    return [Titre("Où en est chaque indicateur", 1), *dessins] if dessins else []


def _parts(lecture: Lecture) -> list[Bloc]:
    """Tous les indicateurs qui ont un taux, contre leur cible due."""
    lue = avancement.avancement(lecture.base, "SOCLE", CUMUL, lecture.periode)
    barres = [Barre(x.libelle_court, x.taux, etats.connu(x.etat)) for x in lue if x.taux is not None]
    dessin = dessiner_barres_contre_cible(barres, "Part de l’attendu, indicateur par indicateur")
    if not dessin:
        return []
    dit = "; ".join(f"{b.nom} {francais.pourcentage(b.taux, 0)} ({b.etat})" for b in barres)
    legende = (
        "Part de l’attendu, contre la cible due ; au-delà de 120 % la barre est coupée, le nombre écrit est le vrai."
    )
    return [Figure(dessin, f"Part de l’attendu : {dit}.", legende, large=True)]


def _trajectoires(lecture: Lecture) -> list[Bloc]:
    suites = situation.suites_des_phares(lecture.base, "SOCLE", CUMUL, lecture.periode)
    figures = []
    for x in (i for i in lecture.indicateurs if i.phare):
        suite, nom, unite = suites.get(x.code, ()), x.libelle_court, x.unite
        if dessin := dessiner_courbe(suite, nom, unite):
            dernier = next(m for m in reversed(suite) if m.valeur is not None)
            dit = f"{nom}, de {francais.periode(suite[0].periode)} à {francais.periode(dernier.periode)} : "
            figures.append(Figure(dessin, dit + f"{ecriture.nombre(dernier.valeur, unite)} pour finir."))
    if not figures:
        return []
    lecture_dite = (
        "cumul depuis le démarrage ou état en fin de période, contre la cible due ; point creux : provisoire."
    )
    return [
        Titre("Trajectoire des indicateurs phares"),
        Paragraphe(f"Lecture : {lecture_dite}"),
        Grille(tuple(figures)),
    ]
