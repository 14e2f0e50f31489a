"""L'avancement par résultat, tel qu'un financier le lit : la référence, l'édition d'avant, les deux cibles, l'état."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import pandas as pd

from domaine import francais
from domaine.sources import SOURCES
from figures.mots import chiffre, ecriture
from rapports.blocs import Bloc, Cellule, Note, Paragraphe, Tableau, Titre, cellule_d_etat, colonne, ligne, tableau
from rapports.lecture import CUMUL, Lecture, dire_le_temps_ecoule, nommer_periode
from requetes.accueil import avancement, cadre_logique
from requetes.accueil.avancement import Avancement
from requetes.accueil.cadre_logique import Mot, Reperes
from requetes.edition.referentiel import Indicateur
from requetes.tendances import series
from tableurs.objets import en_tableau

FEUILLE = "Avancement"
#: Comptes qui s'additionnent : leur part de la période a un sens à côté de leur cumul.
_DE_LA_PERIODE = ("flux", "distinct")
_COLONNES = (
    colonne("Code", part=0.75),
    colonne("Indicateur", part=2.7),
    colonne("Référence", "droite", 1.15),
    colonne("Édition précédente", "droite", 1.35),
    colonne("Cette édition", "droite", 1.75),
    colonne("Cible due", "droite", 1.1),
    colonne("Cible finale", "droite", 1.35),
    colonne("Part de l’attendu", "droite", 1.0),
    colonne("État", part=1.3),
    colonne("Complétude", "droite", 1.3),
    colonne("Source", part=2.15),
)


@dataclass(frozen=True)
class _Cadre:
    """Ce qu'une rangée réunit : les chiffres de la période, les repères, la définition."""

    periode: Mapping[str, Avancement]
    reperes: Mapping[str, Reperes]
    indicateurs: Mapping[str, Indicateur]


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie, couchée : résultat par résultat, puis ce que disent les régions."""
    lue = avancement.avancement(lecture.base, "SOCLE", CUMUL, lecture.periode)
    courte = avancement.avancement(lecture.base, "SOCLE", lecture.identite.type_periode, lecture.periode)
    blocs: list[Bloc] = [Titre("Avancement par résultat", 1, paysage=True)]
    if not lue:
        return [*blocs, Paragraphe("Aucun indicateur : cette édition n’a pas de cadre logique.")]
    cadre = _Cadre(
        {x.code_indicateur: x for x in courte},
        cadre_logique.reperes(lecture.base, "SOCLE"),
        {i.code: i for i in lecture.indicateurs},
    )
    if temps := dire_le_temps_ecoule(lecture):
        blocs.append(Paragraphe(temps, tete=True))
    blocs.append(Paragraphe(_dire_la_lecture(lecture)))
    for resultat in avancement.resultats(lecture.base):
        nom = "" if resultat.libelle is None else f" — {resultat.libelle}"
        rangees = [x for x in lue if x.resultat == resultat.code]
        blocs += [Titre(f"{resultat.code}{nom}"), _tableau(lecture, rangees, cadre)]
        if commentaire := lecture.identite.commentaires.get(resultat.code, ""):
            blocs.append(Note(commentaire, f"Commentaire {resultat.code}"))
    return [*blocs, *_mots_des_zones(lecture)]


def _dire_la_lecture(lecture: Lecture) -> str:
    precedente = cadre_logique.edition_d_avant(lecture.base)
    avant = (
        f"Édition précédente : {precedente}, au même public ; ce qu’elle publiait, à la date qui est dessous."
        if precedente
        else "Première édition pour ce public : aucune édition précédente à rappeler."
    )
    return (
        "Cette édition : cumul depuis le démarrage pour un compte, état à l’arrêté pour une part ou un stock ; sous le "
        f"cumul d’un compte, ce qui s’est ajouté pendant {nommer_periode(lecture)}. Part de l’attendu : chemin fait de "
        "la référence à la cible due, à défaut valeur sur cible due. Cible finale : la dernière cible cumulée du "
        f"projet ; d’une cible annuelle, celle de la dernière année, qui est alors nommée. Complétude : "
        "remontées reçues sur attendues. Source : saisi, ou calculé sur les registres ; puis ce qui le vérifie. "
        + avant
    )


def _tableau(lecture: Lecture, rangees: Sequence[Avancement], cadre: _Cadre) -> Tableau:
    ecrites: list[tuple[Cellule, ...]] = []
    for x in rangees:
        ecrites.append(_rangee(lecture, x, cadre))
        if mot := cadre.reperes[x.code_indicateur].commentaire:
            ecrites.append(ligne(Cellule(f"{x.code_indicateur}, commentaire : {mot}", etendue=len(_COLONNES))))
    titre = f"Indicateurs du résultat {rangees[0].resultat}" if rangees else "Indicateurs"
    return tableau(titre, _COLONNES, ecrites, FEUILLE, _donnees(rangees, cadre), fiches=True)


def _rangee(lecture: Lecture, x: Avancement, cadre: _Cadre) -> tuple[Cellule, ...]:
    repere, courte = cadre.reperes[x.code_indicateur], cadre.periode.get(x.code_indicateur)
    par_rang = _rangs(lecture, x)
    valeur = par_rang or chiffre.complete(x)
    if x.nature in _DE_LA_PERIODE and courte is not None and courte.valeur is not None:
        valeur += f"\n{nommer_periode(lecture)} : {chiffre.complete(courte, nue=True)}"
    return ligne(
        x.code_indicateur,
        f"{'★ ' if x.phare else ''}{x.libelle}",
        _date(x.valeur_reference, x.unite, francais.date_courte(repere.date_reference)),
        _d_avant(repere, x),
        valeur,
        francais.SO if x.cible_due is None else ecriture.nombre(x.cible_due, x.unite),
        _date(repere.cible_finale, x.unite, _echeance(repere)),
        francais.SO if par_rang else chiffre.part(x),
        Cellule("réparti par rang") if par_rang else cellule_d_etat(x.etat),
        chiffre.recues(x),
        _source(cadre.indicateurs[x.code_indicateur]),
    )


def _date(valeur: float | None, unite: str, quand: str) -> str:
    """Un nombre, et dessous le jour ou la période dont il est ; «s. o.» sans nombre."""
    if valeur is None:
        return francais.SO
    return ecriture.nombre(valeur, unite) + (f"\n{quand}" if quand not in ("", francais.ND) else "")


def _echeance(repere: Reperes) -> str:
    dite = francais.periode(repere.echeance_finale)
    return f"de {dite} seule" if repere.nature_finale == "periode" else dite


def _d_avant(repere: Reperes, x: Avancement) -> str:
    if repere.edition_precedente is None or x.nature == "jalon":
        return francais.SO
    if repere.valeur_precedente is None:
        return chiffre.absence(repere.etat_precedent)
    return _date(repere.valeur_precedente, x.unite, francais.periode(repere.periode_precedente))


def _source(x: Indicateur) -> str:
    """D'où vient le chiffre : saisi ou calculé, puis ce qui le vérifie."""
    source = "Calculé." if x.source_calcul in SOURCES else "Saisi."
    return f"{source} {x.moyen_verification}" if x.moyen_verification else source


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


def _donnees(rangees: Sequence[Avancement], cadre: _Cadre) -> pd.DataFrame:
    lignes = en_tableau(Avancement, rangees)[_EMPORTEES].rename(columns={"taux": "part_de_l_attendu_pct"})
    courtes = (cadre.periode.get(x.code_indicateur) for x in rangees)
    reperes = en_tableau(Reperes, [cadre.reperes[x.code_indicateur] for x in rangees])
    return lignes.assign(
        valeur_de_la_periode=pd.Series([c.valeur if c else None for c in courtes], dtype="float64"),
        **{c.name: reperes[c.name] for c in fields(Reperes) if c.name not in ("code_indicateur", "commentaire")},
        source=pd.Series([_source(cadre.indicateurs[x.code_indicateur]) for x in rangees], dtype=object),
        commentaire=reperes["commentaire"],
    )


def _mots_des_zones(lecture: Lecture) -> list[Bloc]:
    """Les commentaires qui parlent d'une zone ; ceux du projet entier sont sous leur ligne."""
    lus = [m for m in cadre_logique.mots(lecture.base) if m.code_zone != "SOCLE"]
    if not lus:
        return []
    rangees = [ligne(f"{m.code_indicateur} {m.libelle_court}", m.zone, m.texte) for m in lus]
    colonnes = (colonne("Indicateur", part=1.2), colonne("Zone", part=0.7), colonne("Commentaire", part=4))
    titre = "Commentaires par zone"
    return [Titre(titre), tableau(titre, colonnes, rangees, "Commentaires", en_tableau(Mot, lus), fiches=True)]
