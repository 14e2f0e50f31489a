"""La note de méthode : une fiche par indicateur, les seuils, les états, le glossaire."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from domaine import francais, regles
from domaine.niveaux import NOMS
from domaine.sources import SOURCES
from figures.mots import ecriture, etats
from figures.mots.methode import FREQUENCES, GLOSSAIRE
from rapports.blocs import Bloc, Definitions, Fiche, Paragraphe, Titre
from rapports.fiche import Lecture
from requetes.edition import referentiel
from requetes.tendances import series

_SENS = {"hausse": "doit augmenter", "baisse": "doit baisser"}


def batir(lecture: Lecture) -> list[Bloc]:
    """Deux parties : les fiches, puis les mots."""
    fiches: list[Bloc] = [_fiche(lecture, x) for x in lecture.indicateurs.to_dict("records")]
    return [
        Titre("Fiches des indicateurs", 1),
        *(fiches or [Paragraphe("Aucun indicateur : cette édition n’a pas de cadre logique.")]),
        Titre("États, seuils et glossaire", 1),
        Titre("États"),
        Definitions(tuple((etats.mot(nom), f"{sens}.") for nom, (_, sens) in etats.ETATS.items())),
        Titre("Seuils"),
        Definitions(tuple(_seuil(x) for x in referentiel.seuils(lecture.base).to_dict("records"))),
        Titre("Glossaire"),
        Definitions(tuple(GLOSSAIRE.items())),
    ]


def _fiche(lecture: Lecture, x: dict[Hashable, Any]) -> Fiche:
    niveau, frequence = str(x["niveau_collecte"]), str(x["frequence"])
    rubriques = {
        "Définition": x["definition"],
        "Unité et sens": f"{x['unite']} ; {_SENS.get(str(x['sens']), str(x['sens']))}",
        "Calcul": _calcul(x),
        "Numérateur": x["numerateur"],
        "Dénominateur": x["denominateur"],
        "Collecte": f"{FREQUENCES.get(frequence, frequence)}, par {NOMS.get(niveau, niveau)}",
        "Vérification": x["moyen_verification"],
        "Ventilations": x["desagregations"],
        "Cibles du projet": _cibles(lecture, x),
        "Seuils": f"jeu «{x['jeu_seuils']}», plus loin",
    }
    entrees = [(nom, str(t)) for nom, t in rubriques.items() if not francais.absente(t) and str(t).strip()]
    return Fiche(f"{x['code']} — {x['libelle']}", tuple(entrees))


def _calcul(x: dict[Hashable, Any]) -> str:
    """La règle générale, puis ce que compte la source quand l'indicateur se tire d'un registre."""
    source = str(x["source_calcul"])
    mots = [regles.regle_en_mots(str(x["nature"]), str(x["regle_temps"]))]
    if source in SOURCES:
        mots.append(f"Tiré des registres : {SOURCES[source].definition}.")
    if source in regles.NOTES_DE_SOURCE:
        mots.append(regles.NOTES_DE_SOURCE[source])
    return " ".join(m for m in mots if m)


def _cibles(lecture: Lecture, x: dict[Hashable, Any]) -> str:
    lues = series.cibles(lecture.base, str(x["code"]), "SOCLE")
    ecrites = [
        f"{ecriture.nombre(c.valeur, str(x['unite']))} ({francais.periode(c.periode)}{'' if c.due else ', à venir'})"
        for c in lues
    ]
    return " ; ".join(ecrites)


def _seuils_en_mots(x: dict[Hashable, Any]) -> str:
    vert, orange, plancher = (francais.pourcentage(x[c], 0) for c in ("vert", "orange", "plancher_completude"))
    peremption = f"périmée au-delà de {francais.nombre(x['peremption'])} fois la fréquence"
    return f"vert dès {vert}, orange dès {orange} de l’attendu ; {peremption} ; provisoire sous {plancher} reçus"


def _seuil(x: dict[Hashable, Any]) -> tuple[str, str]:
    return f"jeu «{x['jeu']}»", f"{_seuils_en_mots(x)}."
