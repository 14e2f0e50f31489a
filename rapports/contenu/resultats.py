"""L'avancement par résultat : référence, cible due, valeur, taux, état, complétude, et le mot du projet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from domaine import francais
from figures.mots import chiffre, ecriture, etats
from figures.svg.barres import Barre, dessiner_barres_contre_cible
from figures.svg.courbe import dessiner_courbe
from rapports.blocs import (
    Bloc,
    Cellule,
    Figure,
    Grille,
    Note,
    Paragraphe,
    Tableau,
    Titre,
    cellule_d_etat,
    colonne,
    ligne,
    tableau,
)
from rapports.lecture import CUMUL, Lecture, nommer_periode
from requetes.accueil import avancement, situation
from requetes.accueil.avancement import Avancement
from requetes.tendances import series
from tableurs.objets import en_tableau

FEUILLE = "Avancement"
#: Comptes qui s'additionnent : leur part de la période a un sens à côté de leur cumul.
_DE_LA_PERIODE = ("flux", "distinct")


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie : résultat par résultat, puis la trajectoire des phares."""
    lue = avancement.avancement(lecture.base, "SOCLE", CUMUL, lecture.periode)
    courte = avancement.avancement(lecture.base, "SOCLE", lecture.identite.type_periode, lecture.periode)
    periode = {x.code_indicateur: x for x in courte}
    blocs: list[Bloc] = [Titre("Avancement par résultat", 1)]
    if not lue:
        return [*blocs, Paragraphe("Aucun indicateur : cette édition n’a pas de cadre logique.")]
    blocs += [
        Paragraphe(
            "Valeur : cumul depuis le démarrage pour un compte, état à l’arrêté pour une part ou un stock. Sous le "
            f"cumul d’un compte, ce qui s’est ajouté pendant {nommer_periode(lecture)}. Part de l’attendu : chemin "
            "fait de la référence à la cible due, à défaut valeur sur cible due."
        )
    ]
    for resultat in avancement.resultats(lecture.base):
        nom = "" if resultat.libelle is None else f" — {resultat.libelle}"
        rangees = [x for x in lue if x.resultat == resultat.code]
        blocs += [Titre(f"{resultat.code}{nom}"), _tableau(lecture, rangees, periode)]
        if commentaire := lecture.identite.commentaires.get(resultat.code, ""):
            blocs.append(Note(commentaire, f"Commentaire {resultat.code}"))
    return [*blocs, *_parts(lue), *_trajectoires(lecture)]


def _tableau(lecture: Lecture, rangees: Sequence[Avancement], periode: Mapping[str, Avancement]) -> Tableau:
    ecrites = [_rangee(lecture, x, periode.get(x.code_indicateur)) for x in rangees]
    return tableau(
        f"Indicateurs du résultat {rangees[0].resultat}" if rangees else "Indicateurs",
        (
            colonne("Code", part=1.1),
            colonne("Indicateur", part=3.6),
            colonne("Référence", "droite", 1.3),
            colonne("Cible due", "droite", 1.15),
            colonne("Valeur", "droite", 2.1),
            colonne("Part de l’attendu", "droite", 1.2),
            colonne("État", part=1.6),
            colonne("Reçues", "droite", 1),
        ),
        ecrites,
        FEUILLE,
        _donnees(rangees, periode),
    )


def _rangee(lecture: Lecture, x: Avancement, courte: Avancement | None) -> tuple[Cellule, ...]:
    par_rang = _rangs(lecture, x)
    valeur = par_rang or chiffre.complete(x)
    if x.nature in _DE_LA_PERIODE and courte is not None and courte.valeur is not None:
        valeur += f"\n{nommer_periode(lecture)} : {chiffre.complete(courte, nue=True)}"
    return ligne(
        x.code_indicateur,
        f"{'★ ' if x.phare else ''}{x.libelle}",
        francais.SO if x.valeur_reference is None else ecriture.nombre(x.valeur_reference, x.unite),
        francais.SO if x.cible_due is None else ecriture.nombre(x.cible_due, x.unite),
        valeur,
        francais.SO if par_rang else chiffre.part(x),
        Cellule("réparti par rang") if par_rang else cellule_d_etat(x.etat),
        chiffre.recues(x),
    )


def _rangs(lecture: Lecture, x: Avancement) -> str:
    """La répartition d'un jalon, qui n'a pas de moyenne : «rang 3 : 2 zones» ; vide pour le reste."""
    if x.nature != "jalon" or x.periode is None:
        return ""
    lues = series.ventilations(lecture.base, x.code_indicateur, "SOCLE", CUMUL)
    comptes = [m for m in lues if m.dimension == "rang" and m.periode == x.periode and m.valeur]
    return "\n".join(f"rang {m.modalite} : {francais.compte(m.valeur, 'zone')}" for m in comptes)


#: Ce que le classeur emporte de chaque indicateur ; le taux y a le nom que le tableau lui donne.
_EMPORTEES = (
    "resultat code_indicateur libelle unite periode valeur_reference cible_due valeur numerateur denominateur taux "
    "etat provisoire recues attendues date_plus_ancienne"
).split()


def _donnees(rangees: Sequence[Avancement], periode: Mapping[str, Avancement]) -> pd.DataFrame:
    lignes = en_tableau(Avancement, rangees)[_EMPORTEES].rename(columns={"taux": "part_de_l_attendu_pct"})
    courtes = (periode.get(x.code_indicateur) for x in rangees)
    return lignes.assign(valeur_de_la_periode=pd.Series([c.valeur if c else None for c in courtes], dtype="float64"))


def _parts(lue: Sequence[Avancement]) -> list[Bloc]:
    """Tous les indicateurs qui ont un taux, contre leur cible due."""
    barres = [Barre(x.libelle_court, x.taux, etats.connu(x.etat)) for x in lue if x.taux is not None]
    dessin = dessiner_barres_contre_cible(barres, "Part de l’attendu, indicateur par indicateur")
    if not dessin:
        return []
    dit = "; ".join(f"{b.nom} {francais.pourcentage(b.taux, 0)} ({b.etat})" for b in barres)
    legende = (
        "Part de l’attendu, contre la cible due ; au-delà de 120 % la barre est coupée, le nombre écrit est le vrai."
    )
    return [Titre("Où en est chaque indicateur"), Figure(dessin, f"Part de l’attendu : {dit}.", legende, large=True)]


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
