"""La réponse en une phrase : qui est en avance, qui est en retard, et sous quelle réserve on peut le dire.

De pures fonctions d'un verdict (`requetes.comparaisons.verdict`) vers du Markdown : la réserve précède la phrase.
"""

from __future__ import annotations

from collections.abc import Sequence

from domaine import francais
from figures.mots import chiffre, ecriture
from requetes.comparaisons.verdict import Appui, Reserve, Verdict
from requetes.comparaisons.zones import ValeurDeZone
from vues.elements import etats
from vues.textes import echapper

_NOMS_MAX = 4


def dire_reserve(reserve: Reserve) -> str:
    """La réserve sur la complétude, en Markdown ; vide quand toutes les zones se comparent à données égales."""
    morceaux = []
    if reserve.extremes:
        bas, haut = reserve.extremes
        morceaux.append(
            f"la complétude va de {chiffre.completude(bas)} ({echapper(bas.zone)}) à "
            f"{chiffre.completude(haut)} ({echapper(haut.zone)})"
        )
    if reserve.inconnues:
        morceaux.append(f"complétude inconnue : {_noms(reserve.inconnues)}")
    if not morceaux:
        return ""
    return f"**Sous réserve** : {' ; '.join(morceaux)}. Ces zones ne se comparent pas à données égales."


def dire_verdict(verdict: Verdict, unite: str, sens: str) -> str:
    """Qui est en avance, qui est en retard, chacun contre sa propre cible due.

    Args:
        verdict: `requetes.comparaisons.verdict.juger`.
        unite: unité de ce qui se compare.
        sens: hausse ou baisse.

    Returns:
        Un paragraphe de Markdown. Sans aucune cible due, il donne les extrêmes et dit que rien n'est jugé.
    """
    if verdict.refus == "une seule zone":
        return "Une seule zone à ce niveau : rien à comparer. Choisissez un niveau plus fin ou toutes les régions."
    if verdict.refus == "périodes différentes":
        return "Ces zones ne sont pas lues à la même période : elles ne se comparent pas."
    if verdict.refus == "rien à jour":
        connues = verdict.connues
        seule = f"Seule {_noms(connues)} a un chiffre à jour" if connues else "Aucune zone n’a de chiffre à jour"
        return f"{seule} : rien à comparer. {_ecartees(verdict)}".strip()
    if not verdict.juge:
        return f"{_sans_cible(verdict, unite, sens)} {_ecartees(verdict)}".strip()
    parties = [
        _groupe("★", "En avance ou à l’heure", verdict.en_avance),
        _groupe("●", "En bonne voie", verdict.en_bonne_voie),
        _groupe("▲", "À surveiller", verdict.a_surveiller),
        _groupe("■", "En retard", verdict.en_retard),
        "" if verdict.en_retard else "Aucune zone jugée n’est en retard.",
        _ecartees(verdict),
    ]
    return "  \n".join(p for p in parties if p)


def _groupe(signe: str, mot: str, zones: Sequence[ValeurDeZone]) -> str:
    return f"{signe} **{mot}** : {_noms(zones, avec_taux=True)}." if zones else ""


def _noms(zones: Sequence[ValeurDeZone], *, avec_taux: bool = False) -> str:
    noms = []
    for zone in zones[:_NOMS_MAX]:
        connu = avec_taux and zone.taux is not None
        taux = f" ({echapper(ecriture.nombre(zone.taux, '%'))})" if connu else ""
        noms.append(f"{echapper(zone.zone)}{taux}{' (p)' if zone.provisoire else ''}")
    reste = len(zones) - _NOMS_MAX
    return ", ".join(noms) + (f" et {francais.compte(reste, 'autre')}" if reste > 0 else "")


def _sans_cible(verdict: Verdict, unite: str, sens: str) -> str:
    if verdict.extremes is None:
        return "Aucune cible n’est due, et la mesure choisie manque : rien à comparer."
    bas, haut = (f"{echapper(zone)} ({echapper(ecriture.valeur(x, unite))})" for x, zone in verdict.extremes)
    (minimum, _), (maximum, _) = verdict.extremes
    souhait = " (cet indicateur doit baisser)" if sens == "baisse" else ""
    if minimum == maximum:
        extremes = f"Toutes les zones sont à {echapper(ecriture.valeur(minimum, unite))}"
    else:
        extremes = f"Valeur la plus haute : **{haut}** ; la plus basse : **{bas}**{souhait}"
    return f"Aucune cible n’est due : rien ne dit qui est en avance. {extremes}."


def _ecartees(verdict: Verdict) -> str:
    """Les zones qui n'entrent pas dans la phrase, et pourquoi."""
    raisons = {
        "sans donnée": verdict.sans_donnee,
        "donnée périmée": verdict.perimees,
        "sans cible due": verdict.sans_cible,
    }
    dites = [f"{raison}, {_noms(zones)}" for raison, zones in raisons.items() if zones]
    return f"Non comparé : {' ; '.join(dites)}." if dites else ""


def dire_appui(appui: Appui) -> str:
    """L'indicateur, puis qui est devant et qui est derrière."""
    devant = appui.devant
    cotes = [
        f"{echapper(c.zone)} {etats.marque(c.etat)} :small[{echapper(ecriture.nombre(c.taux, '%'))}]"
        for c in (devant, appui.derriere)
    ]
    titre = f"{echapper(devant.code_indicateur)} {echapper(devant.libelle_court)}"
    titre += " (!)" if devant.completude_differe else ""
    return f"**{titre}**  \n{cotes[0]} → {cotes[1]}"
