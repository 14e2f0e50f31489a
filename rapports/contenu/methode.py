"""La note de méthode : une fiche par indicateur, les seuils, les états, le glossaire."""

from __future__ import annotations

from domaine import francais, regles
from domaine.niveaux import NOMS
from domaine.sources import SOURCES
from figures.mots import ecriture, etats
from figures.mots.methode import FREQUENCES, GLOSSAIRE
from rapports.blocs import Bloc, Definitions, Fiche, Paragraphe, Titre
from rapports.lecture import Lecture
from requetes.edition import referentiel
from requetes.edition.referentiel import Indicateur, Seuils
from requetes.tendances import series

_SENS = {"hausse": "doit augmenter", "baisse": "doit baisser"}


def batir(lecture: Lecture) -> list[Bloc]:
    """Deux parties : les fiches, puis les mots."""
    fiches: list[Bloc] = [_fiche(lecture, x) for x in lecture.indicateurs]
    return [
        Titre("Fiches des indicateurs", 1),
        *(fiches or [Paragraphe("Aucun indicateur : cette édition n’a pas de cadre logique.")]),
        Titre("États, seuils et glossaire", 1),
        Titre("États"),
        Definitions(tuple((etats.mot(nom), f"{sens}.") for nom, (_, sens) in etats.ETATS.items())),
        Titre("Seuils"),
        Definitions(tuple(_seuil(x) for x in referentiel.lire_referentiel(lecture.base).seuils)),
        Titre("Glossaire"),
        Definitions(tuple(GLOSSAIRE.items())),
    ]


def _fiche(lecture: Lecture, x: Indicateur) -> Fiche:
    niveau, frequence = x.niveau_collecte, x.frequence
    rubriques = {
        "Définition": x.definition,
        "Unité et sens": f"{x.unite} ; {_SENS.get(x.sens, x.sens)}",
        "Calcul": _calcul(x),
        "Numérateur": x.numerateur,
        "Dénominateur": x.denominateur,
        "Collecte": f"{FREQUENCES.get(frequence, frequence)}, par {NOMS.get(niveau, niveau)}",
        "Vérification": x.moyen_verification,
        "Ventilations": x.desagregations,
        "Cibles du projet": _cibles(lecture, x),
        "Seuils": f"jeu «{x.jeu_seuils}», plus loin",
    }
    entrees = [(nom, t) for nom, t in rubriques.items() if t and t.strip()]
    return Fiche(f"{x.code} — {x.libelle}", tuple(entrees))


def _calcul(x: Indicateur) -> str:
    """La règle générale, puis ce que compte la source quand l'indicateur se tire d'un registre."""
    source = x.source_calcul or ""
    mots = [regles.regle_en_mots(x.nature, x.regle_temps or "")]
    if source in SOURCES:
        mots.append(f"Tiré des registres : {SOURCES[source].definition}.")
    if source in regles.NOTES_DE_SOURCE:
        mots.append(regles.NOTES_DE_SOURCE[source])
    return " ".join(m for m in mots if m)


def _cibles(lecture: Lecture, x: Indicateur) -> str:
    lues = series.cibles(lecture.base, x.code, "SOCLE")
    ecrites = [
        f"{ecriture.nombre(c.valeur, x.unite)} ({francais.periode(c.periode)}{'' if c.due else ', à venir'})"
        for c in lues
    ]
    return " ; ".join(ecrites)


def _seuils_en_mots(x: Seuils) -> str:
    vert, orange, plancher = (francais.pourcentage(s, 0) for s in (x.vert, x.orange, x.plancher_completude))
    peremption = f"périmée au-delà de {francais.nombre(x.peremption)} fois la fréquence"
    return f"vert dès {vert}, orange dès {orange} de l’attendu ; {peremption} ; provisoire sous {plancher} reçus"


def _seuil(x: Seuils) -> tuple[str, str]:
    return f"jeu «{x.jeu}»", f"{_seuils_en_mots(x)}."
