"""La réponse en une phrase : qui est en avance, qui est en retard, et sous quelle réserve on peut le dire.

De pures fonctions de lignes vers du Markdown. Une zone n'est jugée que contre sa propre cible due ; des zones dont
la complétude diffère ne sont jamais mises en ordre sans que la réserve précède la phrase.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from domaine import francais
from figures.mots import ecriture
from vues.elements import etats
from vues.textes import echapper

Ligne = Mapping[Hashable, Any]
_NOMS_MAX = 4
_APPUIS_MAX = 3
_EN_AVANCE, _EN_RETARD = ("atteint", "à maintenir"), ("rouge", "orange")
_GROUPES = (
    ("★", "En avance ou à l’heure", _EN_AVANCE),
    ("●", "En bonne voie", ("vert",)),
    ("■", "En retard", _EN_RETARD),
)


def ecart_de_completude(lignes: Sequence[Ligne]) -> tuple[Ligne, Ligne] | None:
    """La zone la moins complète et la plus complète, quand leur complétude ne se compare pas (règle H7)."""
    if not any(ligne["completude_differe"] is True for ligne in lignes):
        return None
    parts = [(ligne["recues"] / ligne["attendues"], n) for n, ligne in enumerate(lignes) if _attendue(ligne)]
    return lignes[min(parts)[1]], lignes[max(parts)[1]]


def _attendue(ligne: Ligne) -> bool:
    absentes = francais.absente(ligne["recues"]) or francais.absente(ligne["attendues"])
    return not absentes and bool(ligne["attendues"] > 0)


def reserve(lignes: Sequence[Ligne]) -> str:
    """La réserve sur la complétude, en Markdown ; vide quand toutes les zones se comparent à données égales."""
    ecart = ecart_de_completude(lignes)
    morceaux = []
    if ecart:
        bas, haut = ecart
        morceaux.append(
            f"la complétude va de {ecriture.completude(bas['recues'], bas['attendues'])} ({echapper(bas['zone'])}) à "
            f"{ecriture.completude(haut['recues'], haut['attendues'])} ({echapper(haut['zone'])})"
        )
    inconnues = [ligne for ligne in lignes if not francais.absente(ligne["valeur"]) and not _attendue(ligne)]
    if inconnues and len(inconnues) < len(lignes):
        morceaux.append(f"complétude inconnue : {_noms(inconnues)}")
    if not morceaux:
        return ""
    return f"**Sous réserve** : {' ; '.join(morceaux)}. Ces zones ne se comparent pas à données égales."


def verdict(lignes: Sequence[Ligne], unite: str, sens: str) -> str:
    """Qui est en avance, qui est en retard, chacun contre sa propre cible due.

    Args:
        lignes: `requetes.comparaisons.zones.valeurs_par_zone`, une par zone.
        unite: unité de ce qui se compare (la valeur rapportée, quand la ligne en a une).
        sens: hausse ou baisse.

    Returns:
        Un paragraphe de Markdown. Sans aucune cible due, il donne les extrêmes et dit que rien n'est jugé ; il refuse
        de comparer une zone seule, ou des zones lues à des périodes différentes.
    """
    if len(lignes) < 2:
        return "Une seule zone à ce niveau : rien à comparer. Choisissez un niveau plus fin ou toutes les régions."
    if len({str(ligne["periode"]) for ligne in lignes}) > 1:
        return "Ces zones ne sont pas lues à la même période : elles ne se comparent pas."
    connues = [li for li in lignes if not francais.absente(li["valeur"]) and li["etat"] != "périmée"]
    if len(connues) < 2:
        seule = f"Seule {_noms(connues)} a un chiffre à jour" if connues else "Aucune zone n’a de chiffre à jour"
        return f"{seule} : rien à comparer. {_ecartees(lignes)}".strip()
    jugees = [li for li in connues if any(li["etat"] in etats_ for *_, etats_ in _GROUPES)]
    if not jugees:
        return f"{_sans_cible(connues, unite, sens)} {_ecartees(lignes)}".strip()
    parties = [_groupe(signe, mot, [li for li in jugees if li["etat"] in vus]) for signe, mot, vus in _GROUPES]
    if not any(li["etat"] in _EN_RETARD for li in jugees):
        parties.append("Aucune zone jugée n’est en retard.")
    return "  \n".join(p for p in [*parties, _ecartees(lignes)] if p)


def _groupe(signe: str, mot: str, lignes: list[Ligne]) -> str:
    if not lignes:
        return ""
    # Le plus en retard d'abord, le plus en avance d'abord : ce qu'on cherche.
    tri = sorted(lignes, key=_taux, reverse=mot != "En retard")
    return f"{signe} **{mot}** : {_noms(tri, avec_taux=True)}."


def _taux(ligne: Ligne) -> float:
    """Le taux de l'état ; une limite tenue à zéro n'en a pas, et passe devant."""
    return float("inf") if francais.absente(ligne["taux"]) else float(ligne["taux"])


def _noms(lignes: Sequence[Ligne], *, avec_taux: bool = False) -> str:
    noms = []
    for ligne in lignes[:_NOMS_MAX]:
        connu = avec_taux and not francais.absente(ligne["taux"])
        taux = f" ({echapper(ecriture.nombre(ligne['taux'], '%'))})" if connu else ""
        noms.append(f"{echapper(ligne['zone'])}{taux}{' (p)' if ligne['provisoire'] is True else ''}")
    reste = len(lignes) - _NOMS_MAX
    return ", ".join(noms) + (f" et {francais.compte(reste, 'autre')}" if reste > 0 else "")


def _sans_cible(connues: list[Ligne], unite: str, sens: str) -> str:
    mesurees = [(li.get("valeur_rapportee", li["valeur"]), li["zone"]) for li in connues]
    tri = sorted([couple for couple in mesurees if not francais.absente(couple[0])], key=lambda couple: couple[0])
    if len(tri) < 2:
        return "Aucune cible n’est due, et la mesure choisie manque : rien à comparer."
    bas, haut = (f"{echapper(zone)} ({echapper(ecriture.valeur(x, unite))})" for x, zone in (tri[0], tri[-1]))
    souhait = " (cet indicateur doit baisser)" if sens == "baisse" else ""
    if tri[0][0] == tri[-1][0]:
        extremes = f"Toutes les zones sont à {echapper(ecriture.valeur(tri[0][0], unite))}"
    else:
        extremes = f"Valeur la plus haute : **{haut}** ; la plus basse : **{bas}**{souhait}"
    return f"Aucune cible n’est due : rien ne dit qui est en avance. {extremes}."


def _ecartees(lignes: Sequence[Ligne]) -> str:
    """Les zones qui n'entrent pas dans la phrase, et pourquoi."""
    raisons = {
        "sans donnée": [li for li in lignes if francais.absente(li["valeur"])],
        "donnée périmée": [li for li in lignes if li["etat"] == "périmée"],
        "sans cible due": [
            li for li in lignes if not francais.absente(li["valeur"]) and li["etat"] in ("sans cible", "non échu")
        ],
    }
    if len(raisons["sans cible due"]) + len(raisons["sans donnée"]) + len(raisons["donnée périmée"]) == len(lignes):
        raisons.pop("sans cible due")
    dites = [f"{raison}, {_noms(zones)}" for raison, zones in raisons.items() if zones]
    return f"Non comparé : {' ; '.join(dites)}." if dites else ""


def appuis(lignes: Sequence[Ligne]) -> list[str]:
    """Quelle zone peut en appuyer une autre : pour un indicateur, la plus avancée et la plus en retard.

    Les chiffres provisoires n'y entrent pas : on ne demande pas à une équipe d'en aider une autre sur un chiffre
    qui peut changer. Trois indicateurs au plus, du retard le plus grand au plus petit.

    Args:
        lignes: `requetes.comparaisons.zones.grille_des_etats`.
    """
    trouves = []
    for code in dict.fromkeys(ligne["code_indicateur"] for ligne in lignes):
        fermes = [
            li
            for li in lignes
            if li["code_indicateur"] == code and li["provisoire"] is not True and not francais.absente(li["taux"])
        ]
        devant = [li for li in fermes if li["etat"] in (*_EN_AVANCE, "vert")]
        derriere = [li for li in fermes if li["etat"] in _EN_RETARD]
        if devant and derriere:
            trouves.append((min(derriere, key=_taux), max(devant, key=_taux)))
    trouves.sort(key=lambda couple: _taux(couple[0]))
    return [_appui(*couple) for couple in trouves[:_APPUIS_MAX]]


def _appui(derriere: Ligne, devant: Ligne) -> str:
    cotes = [
        f"{echapper(li['zone'])} {etats.marque(li['etat'])} :small[{echapper(ecriture.nombre(li['taux'], '%'))}]"
        for li in (devant, derriere)
    ]
    marque = " (!)" if bool(devant["completude_differe"]) else ""
    titre = f"{echapper(devant['code_indicateur'])} {echapper(devant['libelle_court'])}{marque}"
    return f"**{titre}**  \n{cotes[0]} → {cotes[1]}"
