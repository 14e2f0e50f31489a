"""Les services itinérants, la présence de l'État, les chantiers : ce qui n'a pas de point fixe."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict
from typing import Any

import pandas as pd

from domaine import francais
from domaine.chiffre import Moment
from figures.mots import etats
from rapports.blocs import Bloc, Note, Paragraphe, Tableau, Titre, colonne, ligne, tableau
from rapports.contenu import chiffres
from rapports.contenu.zones import grille, par_region
from rapports.fiche import CUMUL, Lecture
from requetes.carte import terrain
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
    ]
    blocs += [Titre("Présence de l’État et chantiers")]
    blocs += [*_indicateurs(lecture, lues, _ETAT, "Indicateurs de présence et de chantiers", "Présence et chantiers")]
    return [*blocs, *_presence(lecture), *_chantiers(lecture)]


def _codes(lecture: Lecture, sources: tuple[str, ...]) -> list[str]:
    lignes = lecture.indicateurs
    return [str(c) for source in sources for c in lignes[lignes["source_calcul"] == source]["code"]]


def _indicateurs(
    lecture: Lecture, lues: pd.DataFrame, sources: tuple[str, ...], titre: str, feuille: str
) -> list[Bloc]:
    codes = [c for c in _codes(lecture, sources) if c in set(lues["code_indicateur"])]
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
            rangees = [
                ligne(str(m.modalite), chiffres.valeur(asdict(m), "%"), chiffres.completude(asdict(m)))
                for m in dernieres
            ]
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
    lus = terrain.chantiers_a(lecture.base, lecture.jour)
    if lus.empty:
        return []
    comptes = lus["etat"].value_counts()
    dits = [f"{etat} : {francais.nombre(int(comptes[etat]))}" for etat in comptes.index]
    retards = int(lus["retard_jours"].notna().sum())
    dits.append(f"en retard sur leur date de fin : {francais.nombre(retards)}")
    return [Titre("Chantiers"), Paragraphe(" ; ".join(dits).capitalize() + "."), _tableau_des_chantiers(lus)]


def _tableau_des_chantiers(lus: pd.DataFrame) -> Tableau:
    # Jamais le nom du chantier : il peut porter celui d'un lieu ou d'une personne.
    rangees = [_chantier(x) for x in lus.to_dict("records")]
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
    gardees = ["ouvrage", "code_zone", "nom_zone", "etat", "physique_pct", "financier_pct", "date_fin_prevue"]
    donnees = lus[[*gardees, "date_reception", "retard_jours"]]
    return tableau("Chantiers, à l’arrêté", colonnes, rangees, "Chantiers", donnees)


def _chantier(x: dict[Hashable, Any]) -> tuple[Any, ...]:
    recu = not francais.absente(x["date_reception"])
    return ligne(
        francais.ND if francais.absente(x["ouvrage"]) else str(x["ouvrage"]),
        str(x["nom_zone"]),
        str(x["etat"]),
        francais.pourcentage(x["physique_pct"], 0),
        francais.pourcentage(x["financier_pct"], 0),
        francais.date_courte(x["date_fin_prevue"]),
        francais.date_courte(x["date_reception"]) if recu else francais.NE,
        francais.nombre(x["retard_jours"]) if not francais.absente(x["retard_jours"]) else "0" if recu else francais.SO,
    )
