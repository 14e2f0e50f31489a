"""Le second calcul de la table `valeurs` : lent, évident, écrit d'après les règles seules (`docs/REGLES.md`).

Il ne lit ni n'importe `etl` : c'est lui qui dit si le moteur se trompe. Des boucles, des dictionnaires, rien d'autre.
"""

from __future__ import annotations

from typing import Any

from tests.independant.calendrier import (
    DUREES,
    NIVEAU,
    NIVEAUX,
    TYPE_DE_BASE,
    P,
    periode_du,
    periodes_dues,
)
from tests.independant.jugement import Bareme, juger, reference_de, seuils_de
from tests.independant.projet import Ligne, Projet, Tables, date_des_donnees, fusionner, jour_de_depart
from tests.independant.registres import Registre
from tests.independant.saisies import Rangee, Saisies

COLONNES = (
    "code_indicateur",
    "niveau",
    "code_zone",
    "type_periode",
    "periode",
    "dimension",
    "modalite",
    "numerateur",
    "denominateur",
    "valeur",
    "recues",
    "attendues",
    "date_plus_ancienne",
    "provisoire",
    "cible_due",
    "nature_cible",
    "valeur_reference",
    "taux_realisation",
    "taux_progression",
    "etat",
)
CLE = COLONNES[:7]
Cle = tuple[str, ...]


def rangees(frequence: str, dues: list[P]) -> list[Rangee]:
    """Les rangées d'un indicateur (règles P7 et P8) : chaque période à base due, puis le cumul de chaque base."""
    base = TYPE_DE_BASE[frequence]
    resultat = []
    for genre, duree in DUREES.items():
        if duree < DUREES[base]:
            continue
        par_periode: dict[str, Rangee] = {}
        for b in dues:
            p = periode_du(genre, b.debut)
            par_periode.setdefault(p.libelle, Rangee(genre, p.libelle, p.fin, [])).bases.append(b)
        resultat += list(par_periode.values())
    resultat += [Rangee("cumul", b.libelle, b.fin, dues[: i + 1]) for i, b in enumerate(dues)]
    return resultat


def _lignes_d_un_indicateur(tables: Tables, indicateur: Ligne, depart: Any, arret: Any) -> dict[Cle, dict[str, Any]]:
    dues = periodes_dues(TYPE_DE_BASE[indicateur["frequence"]], depart, arret)
    saisie = (indicateur.get("source_calcul") or "saisie") == "saisie"
    source: Any = Saisies(tables, indicateur) if saisie else Registre(tables, indicateur)
    seuils = seuils_de(tables, indicateur)
    sortie: dict[Cle, dict[str, Any]] = {}
    for zone, niveau in NIVEAU.items():
        if NIVEAUX.index(niveau) > NIVEAUX.index(indicateur["niveau_collecte"]):
            continue
        cibles = [c for c in tables["Cibles"] if c["code_indicateur"] == indicateur["code"] and c["code_zone"] == zone]
        bareme = Bareme(indicateur, cibles, reference_de(tables, indicateur, zone), seuils, arret)
        for rangee in rangees(indicateur["frequence"], dues):
            for vent, mesure in source.mesures(zone, rangee).items():
                ligne = {
                    "code_indicateur": indicateur["code"],
                    "niveau": niveau,
                    "code_zone": zone,
                    "type_periode": rangee.type,
                    "periode": rangee.libelle,
                    "dimension": vent[0],
                    "modalite": vent[1],
                    "numerateur": mesure.numerateur,
                    "denominateur": mesure.denominateur,
                    "valeur": mesure.valeur,
                    "recues": mesure.recues,
                    "attendues": mesure.attendues,
                    **juger(bareme, rangee, mesure, vent),
                }
                sortie[tuple(ligne[c] for c in CLE)] = ligne
    return sortie


def calculer(projet: Projet) -> dict[Cle, dict[str, Any]]:
    """Toutes les lignes de `valeurs`, par clé, d'après les dépôts reçus dans leur ordre.

    Returns:
        clé (les sept premières colonnes) → les vingt colonnes ; une valeur absente est `None`, une ventilation
        absente est la chaîne vide.
    """
    tables = fusionner(projet)
    arret, depart = date_des_donnees(tables), jour_de_depart(tables)
    if arret is None or depart is None:
        return {}
    sortie: dict[Cle, dict[str, Any]] = {}
    for indicateur in tables["Indicateurs"]:
        sortie.update(_lignes_d_un_indicateur(tables, indicateur, depart, arret))
    return sortie
