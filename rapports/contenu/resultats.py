"""L'avancement par résultat : référence, cible due, valeur, taux, état, complétude, et le mot du projet."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from domaine import francais
from figures.mots import etats
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
from rapports.contenu import chiffres
from rapports.fiche import CUMUL, Lecture, nommer_periode
from requetes.accueil import avancement, situation
from requetes.tendances import series

FEUILLE = "Avancement"
#: Comptes qui s'additionnent : leur part de la période a un sens à côté de leur cumul.
_DE_LA_PERIODE = ("flux", "distinct")


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie : résultat par résultat, puis la trajectoire des phares."""
    lue = avancement.avancement(lecture.base, "SOCLE", CUMUL, lecture.periode)
    courte = avancement.avancement(lecture.base, "SOCLE", lecture.fiche.type_periode, lecture.periode)
    periode = dict(zip(courte["code_indicateur"], courte.to_dict("records"), strict=True))
    blocs: list[Bloc] = [Titre("Avancement par résultat", 1)]
    if lue.empty:
        return [*blocs, Paragraphe("Aucun indicateur : cette édition n’a pas de cadre logique.")]
    blocs += [
        Paragraphe(
            "Valeur : cumul depuis le démarrage pour un compte, état à l’arrêté pour une part ou un stock. Sous le "
            f"cumul d’un compte, ce qui s’est ajouté pendant {nommer_periode(lecture)}. Part de l’attendu : chemin "
            "fait de la référence à la cible due, à défaut valeur sur cible due."
        )
    ]
    for resultat in avancement.resultats(lecture.base).to_dict("records"):
        rangees = lue[lue["resultat"] == resultat["code"]].to_dict("records")
        nom = "" if francais.absente(resultat["libelle"]) else f" — {resultat['libelle']}"
        blocs += [Titre(f"{resultat['code']}{nom}"), _tableau(lecture, rangees, periode)]
        commentaire = lecture.fiche.commentaires.get(str(resultat["code"]), "")
        if commentaire:
            blocs.append(Note(commentaire, f"Commentaire {resultat['code']}"))
    return [*blocs, *_parts(lue), *_trajectoires(lecture)]


def _tableau(lecture: Lecture, rangees: list[dict[Hashable, Any]], periode: dict[str, dict[Hashable, Any]]) -> Tableau:
    ecrites = [_rangee(lecture, x, periode.get(str(x["code_indicateur"]), {})) for x in rangees]
    return tableau(
        f"Indicateurs du résultat {rangees[0]['resultat']}" if rangees else "Indicateurs",
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


def _rangee(lecture: Lecture, x: dict[Hashable, Any], courte: dict[Hashable, Any]) -> tuple[Cellule, ...]:
    unite = str(x["unite"])
    par_rang = _rangs(lecture, x)
    valeur = par_rang or chiffres.valeur(x, unite)
    if str(x["nature"]) in _DE_LA_PERIODE and not francais.absente(courte.get("valeur")):
        valeur += f"\n{nommer_periode(lecture)} : {chiffres.valeur(courte, unite, nue=True)}"
    return ligne(
        str(x["code_indicateur"]),
        f"{'★ ' if x['phare'] else ''}{x['libelle']}",
        francais.SO if francais.absente(x["valeur_reference"]) else chiffres.nombre(x["valeur_reference"], unite),
        francais.SO if francais.absente(x["cible_due"]) else chiffres.nombre(x["cible_due"], unite),
        valeur,
        francais.SO if par_rang else chiffres.taux(x),
        Cellule("réparti par rang") if par_rang else cellule_d_etat(x["etat"]),
        chiffres.completude(x),
    )


def _rangs(lecture: Lecture, x: dict[Hashable, Any]) -> str:
    """La répartition d'un jalon, qui n'a pas de moyenne : «rang 3 : 2 zones» ; vide pour le reste."""
    if x["nature"] != "jalon" or francais.absente(x["periode"]):
        return ""
    lues = series.ventilations(lecture.base, str(x["code_indicateur"]), "SOCLE", CUMUL)
    comptes = [m for m in lues if m.dimension == "rang" and m.periode == x["periode"] and m.valeur]
    return "\n".join(f"rang {m.modalite} : {francais.compte(m.valeur, 'zone')}" for m in comptes)


def _donnees(rangees: list[dict[Hashable, Any]], periode: dict[str, dict[Hashable, Any]]) -> pd.DataFrame:
    colonnes = {
        "resultat": "resultat",
        "code_indicateur": "code_indicateur",
        "libelle": "libelle",
        "unite": "unite",
        "periode": "periode",
        "valeur_reference": "valeur_reference",
        "cible_due": "cible_due",
        "valeur": "valeur",
        "numerateur": "numerateur",
        "denominateur": "denominateur",
        "part_de_l_attendu_pct": "taux",
        "etat": "etat",
        "provisoire": "provisoire",
        "recues": "recues",
        "attendues": "attendues",
        "date_plus_ancienne": "date_plus_ancienne",
    }
    lignes = pd.DataFrame([{nom: x[source] for nom, source in colonnes.items()} for x in rangees], columns=[*colonnes])
    lignes["valeur_de_la_periode"] = [periode.get(str(c), {}).get("valeur") for c in lignes["code_indicateur"]]
    return lignes


def _parts(lue: pd.DataFrame) -> list[Bloc]:
    """Tous les indicateurs qui ont un taux, contre leur cible due."""
    jugees = lue[lue["taux"].notna()]
    barres = [Barre(str(x["libelle_court"]), x["taux"], etats.connu(x["etat"])) for x in jugees.to_dict("records")]
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
    for x in lecture.indicateurs[lecture.indicateurs["phare"]].to_dict("records"):
        suite = suites.get(str(x["code"]), ())
        nom, unite = str(x["libelle_court"]), str(x["unite"])
        if dessin := dessiner_courbe(suite, nom, unite):
            dernier = next(m for m in reversed(suite) if m.valeur is not None)
            dit = f"{nom}, de {francais.periode(suite[0].periode)} à {francais.periode(dernier.periode)} : "
            figures.append(Figure(dessin, dit + f"{chiffres.nombre(dernier.valeur, unite)} pour finir."))
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
