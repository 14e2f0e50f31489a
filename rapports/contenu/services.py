"""Les services itinérants, la présence de l'État, les chantiers : ce qui n'a pas de point fixe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from domaine import francais
from domaine.chiffre import Moment
from figures.mots import chiffre, etats
from rapports.blocs import Bloc, Note, Paragraphe, Tableau, Titre, colonne, ligne, tableau
from rapports.contenu import tournees
from rapports.contenu.zones import grille, par_region
from rapports.lecture import CUMUL, Lecture
from requetes.comparaisons.zones import CaseDeGrille
from requetes.registres.chantiers import Chantier, lire_chantiers
from requetes.registres.commun import Etendue
from requetes.tendances import series
from tableurs.objets import en_tableau

_SPI = ("tournees_realisees", "etapes_tenues", "actes_spi", "femmes_spi")
_ETAT = ("presence_representants", "ouvrages_receptionnes", "avancement_travaux")


def batir(lecture: Lecture) -> list[Bloc]:
    """Une partie : SPI, représentants de l'État, chantiers."""
    lues = grille(lecture)
    blocs: list[Bloc] = [Titre("Services itinérants, État et chantiers", 1)]
    blocs += [
        Titre("Services publics itinérants (SPI)"),
        *_indicateurs(lecture, lues, _SPI, "Indicateurs des SPI", "SPI"),
        _legende(),
        *tournees.batir(lecture, lues),
    ]
    blocs += [Titre("Présence de l’État et chantiers")]
    blocs += [*_indicateurs(lecture, lues, _ETAT, "Indicateurs de présence et de chantiers", "Présence et chantiers")]
    return [*blocs, *_presence(lecture), *_chantiers(lecture)]


def _codes(lecture: Lecture, sources: tuple[str, ...]) -> list[str]:
    return [i.code for source in sources for i in lecture.indicateurs if i.source_calcul == source]


def _indicateurs(
    lecture: Lecture, lues: Sequence[CaseDeGrille], sources: tuple[str, ...], titre: str, feuille: str
) -> list[Bloc]:
    codes = [c for c in _codes(lecture, sources) if c in {x.code_indicateur for x in lues}]
    if not codes:
        return [Paragraphe("Aucun indicateur de cette partie n’est suivi à cette lecture.")]
    return [par_region(lecture, lues, codes, titre, feuille)]


def _legende() -> Note:
    dits = " · ".join(f"{signe} {nom}" for nom, (signe, _) in etats.ETATS.items())
    return Note(f"{dits}. Depuis le démarrage, ou état à l’arrêté ; une région se juge à sa propre cible.", "États")


def _presence(lecture: Lecture) -> list[Bloc]:
    """La présence par fonction : une ventilation que seule l'édition interne porte."""
    blocs: list[Bloc] = []
    for code in _codes(lecture, ("presence_representants",)):
        lues = series.ventilations(lecture.base, code, "SOCLE", CUMUL)
        dues = [m for m in lues if m.dimension == "fonction" and m.fin <= lecture.jour]
        dernieres = [m for m in dues if m.fin == max(m.fin for m in dues)]
        if dernieres:
            rangees = [ligne(str(m.modalite), chiffre.complete(m), chiffre.recues(m)) for m in dernieres]
            colonnes = (
                colonne("Fonction", part=2),
                colonne("À leur poste", "droite", 1.4),
                colonne("Reçues", "droite"),
            )
            gardees = ["code_indicateur", "periode", "modalite", "numerateur", "denominateur", "valeur"]
            donnees = en_tableau(Moment, dernieres)[gardees]
            blocs.append(tableau("Présence par fonction", colonnes, rangees, "Présence par fonction", donnees))
    return blocs


def _chantiers(lecture: Lecture) -> list[Bloc]:
    if "chantier" not in lecture.remplies:
        return []
    lus = lire_chantiers(lecture.base, Etendue("SOCLE", lecture.jour))
    if not lus:
        return []
    dits = [f"{etat} : {francais.nombre(n)}" for etat, n in Counter(c.etat for c in lus).most_common()]
    retards = sum(bool(c.retard_jours) and c.date_reception is None for c in lus)
    dits.append(f"non réceptionnés et en retard sur leur fin prévue : {francais.nombre(retards)}")
    dits.append(f"réceptionnés en retard : {francais.nombre(sum(bool(c.retard_jours) for c in lus) - retards)}")
    blocs: list[Bloc] = [
        Titre("Chantiers"),
        Paragraphe(" ; ".join(dits).capitalize() + "."),
        _tableau_des_chantiers(lus),
    ]
    if lecture.identite.public != "interne":
        blocs.append(
            Note("Cette édition ne publie pas les incidents : un chantier bloqué s’y lit «\u00a0en cours\u00a0».")
        )
    return blocs


def _tableau_des_chantiers(lus: Sequence[Chantier]) -> Tableau:
    # Jamais le nom du chantier : il peut porter celui d'un lieu ou d'une personne.
    rangees = [_chantier(c) for c in lus]
    colonnes = (
        colonne("Ouvrage", part=1.6),
        colonne("Zone", part=1.7),
        colonne("État", part=1.4),
        colonne("Physique", "droite", 0.9),
        colonne("Financier", "droite", 0.9),
        colonne("Fin prévue", "droite", 1.1),
        colonne("Réception", "droite", 1.1),
        colonne("Retard (jours)", "droite", 0.9),
    )
    gardees = ["ouvrage", "code_zone", "zone", "etat", "physique_pct", "financier_pct", "date_fin_prevue"]
    donnees = en_tableau(Chantier, lus)[[*gardees, "date_reception", "retard_jours"]]
    return tableau("Chantiers, à l’arrêté", colonnes, rangees, "Chantiers", donnees)


def _chantier(c: Chantier) -> tuple[Any, ...]:
    return ligne(
        c.ouvrage or francais.ND,
        c.zone,
        c.etat,
        francais.pourcentage(c.physique_pct, 0),
        francais.pourcentage(c.financier_pct, 0),
        francais.date_courte(c.date_fin_prevue),
        francais.date_courte(c.date_reception) if c.date_reception else francais.NE,
        francais.nombre(c.retard_jours),
    )
