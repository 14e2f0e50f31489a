"""De l'édition et du journal aux diapositives : une idée par point de l'ordre du jour, et ce qui la prouve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest

import streamlit as st

from domaine import francais, journal
from domaine.journal import DecisionPrise, Point
from figures.mots import chiffre, ecriture, phrases, pourquoi
from figures.svg.courbe import dessiner_courbe
from requetes.accueil.conclusion import conclusion
from requetes.accueil.situation import Phare, situation, suites_des_phares
from requetes.edition import referentiel
from requetes.pourquoi.lecture import Pourquoi, Raison, lire_pourquoi
from requetes.registres.commun import Etendue
from requetes.registres.decisions import Decision
from requetes.registres.vivantes import lire_decisions
from requetes.reunion.mouvements import (
    GENRES,
    Genre,
    MouvementDeZone,
    ce_qui_a_bouge,
    codes_changes,
    derniere_periode,
    phares_des_zones,
)
from vues import donnees
from vues.fiches.decisions import dire_echeance
from vues.page import navigation
from vues.reunion import terrain
from vues.reunion.diapositive import LIGNES_MAX, Diapositive, Grand, Lien, Sujet, Tableau, dessiner
from vues.reunion.seance import Seance, titre

#: Étalé sur près de la moitié d'un écran de 1280 points, un corps de 17 en fait plus de 22.
_CORPS = 17
_RAISONS, _DECISIONS = 4, 8
#: Sorte de mouvement → un, plusieurs.
_NOMS: dict[Genre, tuple[str, str]] = {
    "recul": ("recul", "reculs"),
    "progrès": ("progrès", "progrès"),
    "donnée perdue": ("donnée manquante", "données manquantes"),
    "donnée retrouvée": ("donnée retrouvée", "données retrouvées"),
    "écart": ("même état", "sans changer d’état"),
}


def _cle(seance: Seance) -> str:
    """Ce dont dépend une diapositive : édition, version de la réunion, dernières lignes du journal, filtre."""
    tenu = seance.journal
    lignes = [tenu.reunions[-1].rang, tenu.decisions[-1].rang if tenu else 0, seance.reunion.rang]
    return f"{seance.edition.base} {lignes} {seance.responsable}"


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs={Seance: _cle})
def diapositive(seance: Seance, rang: int) -> tuple[Diapositive, str]:
    """Celle d'un point de l'ordre du jour, compté de 0, et son HTML : les mêmes pour tous, à lire seulement."""
    point = seance.reunion.ordre[rang]
    montree = _CONTENUS[point.genre](seance, point)
    return montree, dessiner(montree)


def decisions(seance: Seance, *, tous: bool = False) -> tuple[Decision, ...]:
    """Celles de la zone, du journal et de l'édition, jugées au jour de la réunion, d'un responsable ou de tous."""
    etendue = Etendue(seance.reunion.code_zone, seance.jour)
    lues = donnees.lire(seance.edition, lire_decisions, etendue, seance.journal)
    return tuple(d for d in lues if tous or seance.responsable in ("", d.responsable))


def _ouvrir(seance: Seance, point: Point) -> Diapositive:
    reunion, zone = seance.reunion, seance.reunion.code_zone
    periode = donnees.lire(seance.edition, derniere_periode)
    phares = donnees.lire(seance.edition, situation, zone, "cumul", periode)
    recus, dus = donnees.lire(seance.edition, referentiel.completude_des_rapports, zone)
    tire = conclusion(phares)
    a_faire = [d for d in decisions(seance, tous=True) if d.a_faire]
    tardives = sum(d.situation == "en retard" for d in a_faire)
    lieu = f"{francais.majuscule(reunion.lieu)}. " if reunion.lieu else ""
    rapports = francais.pourcentage_fraction(recus, dus, 0, seuil=None)
    return Diapositive(
        point=point,
        titre=f"{reunion.instance}, {francais.date(seance.jour)}",
        phrase=f"{lieu}{phrases.trajectoire(tire)} {phrases.verdict(tire, recus, dus)}",
        grands=(
            Grand(rapports, "rapports reçus sur ceux attendus"),
            *((Grand(francais.fraction(tardives, len(a_faire)), "décisions à exécuter en retard"),) if a_faire else ()),
        ),
        ordre=tuple(titre(p) + (f" ({p.minutes}\u00a0min)" if p.minutes else "") for p in seance.reunion.ordre),
        liens=(Lien(navigation.VUE_ENSEMBLE, "Vue d’ensemble", {"region": seance.region} if seance.region else {}),),
    )


def _echues(seance: Seance, point: Point) -> Diapositive:
    tardives = [d for d in decisions(seance) if d.situation == "en retard"]
    return _lister(
        seance,
        point,
        tardives,
        f"{francais.compte(len(tardives), 'décision échue', 'décisions échues')}, à exécuter",
        "Aucune décision n’est en retard",
        "Exécutée, reportée ou abandonnée ?",
    )


def _autres(seance: Seance, point: Point) -> Diapositive:
    ouvertes = [d for d in decisions(seance) if d.situation == "ouverte" and d.id_reunion != seance.reunion.id_reunion]
    ouvertes.sort(key=lambda d: (d.echeance is None, d.echeance or seance.jour))
    return _lister(
        seance,
        point,
        ouvertes,
        f"{francais.compte(len(ouvertes), 'décision ouverte', 'décisions ouvertes')}, échéance à venir",
        "Aucune autre décision n’est ouverte",
        "Seront-elles tenues à leur échéance ?",
    )


def _lister(seance: Seance, point: Point, lues: Sequence[Decision], dit: str, rien: str, question: str) -> Diapositive:
    en_retard = any(d.retard_jours for d in lues)
    lignes = tuple(_dire_decision(d, en_retard=en_retard) for d in lues[:_DECISIONS])
    entetes = ("N°", "Décision", "Responsable", "Échéance", *(("Retard",) if en_retard else ()), "Concerne")
    qui = f" — {seance.responsable}" if seance.responsable else ""
    if not decisions(seance, tous=True):
        rien, qui = "Aucune décision n’est connue, ni reçue, ni prise en réunion", ""
    return Diapositive(
        point=point,
        titre=point.titre or (f"{dit}{qui}" if lues else titre(point)),
        tableaux=(Tableau("", entetes, lignes, len(lues) - len(lignes), f"{rien}{qui}.", (2, len(entetes) - 1)),),
        question=question if lues else "",
        decisions=tuple(lues),
        liens=(Lien(navigation.DECISIONS, "Toutes les décisions", {"region": seance.region} if seance.region else {}),),
    )


def _dire_decision(d: Decision, *, en_retard: bool) -> tuple[str, ...]:
    retard = (francais.compte(d.retard_jours, "jour") if d.retard_jours else "–",) if en_retard else ()
    return d.identifiant, d.texte, d.responsable or francais.ND, dire_echeance(d.echeance), *retard, d.portee


def _bouge(seance: Seance, point: Point) -> Diapositive:
    apres = donnees.lire(seance.edition, phares_des_zones, seance.reunion.code_zone)
    avant = donnees.lire(seance.precedente, phares_des_zones, seance.reunion.code_zone) if seance.precedente else None
    bouges = ce_qui_a_bouge(apres, avant, donnees.lire(seance.edition, codes_changes))
    comptes = {genre: [m for m in bouges if m.genre == genre] for genre in GENRES}
    depuis = f"l’édition de la réunion d’avant, {seance.precedente.id}" if seance.precedente else "la période d’avant"
    dits = [f"{francais.nombre(len(siens))} {_NOMS[g][len(siens) > 1]}" for g, siens in comptes.items() if siens]
    lignes = _choisir_les_mouvements(comptes)
    provisoire = " (p) : provisoire." if any(m.mouvement.phare.provisoire for m in lignes) else ""
    provisoire += " (n.\u00a0v.) : non validé." if any(m.mouvement.phare.non_valide for m in lignes) else ""
    return Diapositive(
        point=point,
        titre=titre(point),
        phrase=f"Depuis {depuis} : {', '.join(dits)}.{provisoire}" if bouges else f"Rien n’a bougé depuis {depuis}.",
        tableaux=(
            Tableau(
                "",
                ("", "Indicateur", "Zone", "Valeur", "État"),
                tuple(_dire_mouvement(m) for m in lignes),
                len(bouges) - len(lignes),
                "Ni changement d’état, ni écart d’un point.",
                secondaires=(0,),
            ),
        ),
        liens=(Lien(navigation.COMPARAISONS, "Comparaisons régionales"),),
    )


def _choisir_les_mouvements(comptes: Mapping[Genre, Sequence[MouvementDeZone]]) -> list[MouvementDeZone]:
    """Un de chaque sorte au moins, le reste de la place aux premières : un recul ne cache pas une donnée perdue."""
    tours = zip_longest(*(siens for siens in comptes.values() if siens))
    premiers, *suite = [[m for m in tour if m is not None] for tour in tours] or [[]]
    suivants = sorted((m for tour in suite for m in tour), key=lambda m: GENRES.index(m.genre))
    choisis = [*premiers, *suivants][: LIGNES_MAX + 1]
    return sorted(choisis, key=lambda m: GENRES.index(m.genre))


def _dire_mouvement(bouge: MouvementDeZone) -> tuple[str, ...]:
    phare = bouge.mouvement.phare
    avant, apres = (ecriture.nombre(v, phare.unite) for v in (phare.valeur_avant, phare.valeur))
    etat = f"{phare.etat_avant} → {phare.etat}"
    if not bouge.mouvement.marches:
        taux = " → ".join(francais.pourcentage(t, 0) for t in (phare.taux_avant, phare.taux))
        etat = f"{phare.etat} ({taux})"
    nom = francais.majuscule(_NOMS[bouge.genre][0])
    valeur = f"{avant} → {apres}{chiffre.marques(phare)}".replace(" ", francais.INSECABLE)
    return nom, phare.libelle_court, bouge.zone, valeur, str(etat)


def _ecart(seance: Seance, point: Point) -> Diapositive:
    code, _, zone = point.cible.partition("|")
    periode = donnees.lire(seance.edition, derniere_periode)
    phares: Iterable[Phare] = donnees.lire(seance.edition, situation, zone, "cumul", periode)
    phare = next((p for p in phares if p.code_indicateur == code and p.periode is not None), None)
    if phare is None:
        return Diapositive(point=point, titre=titre(point), phrase="L’édition de cette réunion n’a pas ce chiffre.")
    nom = seance.referentiel.zones[zone].nom
    suite = donnees.lire(seance.edition, suites_des_phares, zone, "cumul", periode).get(code, ())
    lu = donnees.lire(seance.edition, lire_pourquoi, code, zone, "cumul", str(phare.periode))
    puces, reste = _raisons(lu, phare)
    precisions = [chiffre.taux(phare), phrases.remontees(phare.recues, phare.attendues)]
    ici = {"indicateur": code} | ({} if zone == "SOCLE" else {"region": zone})
    return Diapositive(
        point=point,
        titre=point.titre or f"{nom} — {phare.libelle_court}",
        phrase=" · ".join(p for p in precisions if p),
        grands=(
            Grand(chiffre.valeur(phare), f"{nom}, {francais.periode(phare.periode)}", str(phare.etat)),
            Grand(ecriture.nombre(phare.cible_due, phare.unite), "cible due"),
        ),
        puces=puces,
        puces_reste=reste,
        dessin=dessiner_courbe(suite, phare.libelle_court, phare.unite, _CORPS),
        description=f"{phare.libelle_court}, {nom} : la valeur dans le temps et la cible due",
        question="Que décide-t-on ?",
        liens=(
            Lien(navigation.TENDANCES, "Tendances", ici),
            Lien(navigation.TENDANCES, navigation.POURQUOI, ici | {"onglet": navigation.POURQUOI}),
        ),
        sujet=Sujet(code_indicateur=code, code_zone=zone),
    )


def _raisons(lu: Pourquoi, phare: Phare) -> tuple[tuple[str, ...], int]:
    """La phrase de «Pourquoi ?», puis les premières choses qui le font, nommées, et combien ne le sont pas."""
    dit, raisons = pourquoi.dire(lu, phare.unite, phare.sens, bref=True), lu.nouvelles or lu.raisons
    nommees = tuple(_nommer(r) for r in raisons[:_RAISONS])
    return (*((dit,) if dit else ()), *nommees), len(raisons) - len(nommees)


def _nommer(r: Raison) -> str:
    nom = f"{r.identifiant}, {r.nom}" if r.objet == "tournée" and r.nom else r.nom or r.identifiant
    # Le poste dit déjà la fonction ; son motif est le lieu où l'on est vraiment.
    suite = (f"lieu effectif : {r.motif}" if r.motif else None,) if r.objet == "poste" else (r.motif, r.responsable)
    return " · ".join(m for m in (f"{francais.majuscule(nom)} ({r.zone}) : {r.nature}", *suite) if m)


def _relire(seance: Seance, point: Point) -> Diapositive:
    ici = seance.reunion.id_reunion
    gestes = [d for d in seance.journal.decisions if d.reunion_du_geste == ici]
    lignes = tuple(_dire_geste(d) for d in gestes[-LIGNES_MAX:])
    prises = sum(d.id_reunion == ici and d.version == 1 for d in gestes)
    phrase = francais.compte(prises, "décision prise aujourd’hui", "décisions prises aujourd’hui")
    du_jour = tuple(d for d in decisions(seance) if d.id_reunion == ici)
    return Diapositive(
        point=point,
        titre=titre(point),
        phrase=f"{phrase}." if prises else "",
        tableaux=(
            Tableau(
                "",
                ("N°", "Décision", "Responsable", "Échéance"),
                lignes,
                len(gestes) - len(lignes),
                "Rien n’a encore été décidé à cette réunion.",
            ),
        ),
        question="Est-ce bien ce que nous avons décidé ?" if gestes else "",
        decisions=du_jour,
    )


def _dire_geste(d: DecisionPrise) -> tuple[str, ...]:
    suites = {"exécutée": "exécutée", "abandonnée": "abandonnée"}
    suite = suites.get(d.statut, "reportée" if d.version > 1 else "")
    return d.id_decision, d.texte + (f" — {suite}" if suite else ""), d.responsable, francais.date_courte(d.echeance)


def _libre(_seance: Seance, point: Point) -> Diapositive:
    return Diapositive(point=point, titre=titre(point), question="Que décide-t-on ?")


_CONTENUS: dict[journal.Genre, Callable[[Seance, Point], Diapositive]] = {
    "ouverture": _ouvrir,
    "echues": _echues,
    "bouge": _bouge,
    "ecart": _ecart,
    "blocages": terrain.bloques,
    "tournees": terrain.tournees,
    "envois": terrain.envois,
    "autres": _autres,
    "relecture": _relire,
    "libre": _libre,
}
