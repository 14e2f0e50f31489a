"""Les décisions du compte rendu : prises, exécutées, reportées, abandonnées, et celles qui restent en retard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from domaine import francais
from domaine.journal import ABANDONNEE, EXECUTEE, DecisionPrise
from rapports.blocs import Bloc, Cellule, Colonne, Note, Paragraphe, Titre, colonne, ligne, tableau
from rapports.compte_rendu.lecture import Geste, Seance
from requetes.registres.decisions import Decision

#: Un compte rendu tient en trois pages : au-delà, les plus anciennes se lisent une à une, les autres se comptent.
_RETARDS_ECRITS: Final = 12
#: Au-delà, une décision dit combien de points elle vise.
_POINTS_NOMMES: Final = 5
_NUMERO, _TEXTE, _QUI = colonne("N°", part=2.1), colonne("Décision", part=4), colonne("Responsable", part=1.9)
_SUR = colonne("Porte sur", part=2.6)


def prises(seance: Seance) -> list[Bloc]:
    """Les décisions prises dans la réunion, comme elle les a laissées."""
    if not seance.prises:
        return [Titre("Décisions prises"), Paragraphe("Aucune décision n’a été prise.")]
    lignes = [
        ligne(d.id_decision, d.texte, d.responsable, _jour(d.echeance), _portee(seance, d)) for d in seance.prises
    ]
    colonnes = (_NUMERO, _TEXTE, _QUI, colonne("Échéance", part=1.7), _SUR)
    return [
        Titre("Décisions prises"),
        tableau(francais.compte(len(lignes), "décision prise", "décisions prises"), colonnes, lignes),
    ]


def suivies(seance: Seance) -> list[Bloc]:
    """Ce que la réunion a changé des décisions ; ce qu'elle a défait aussitôt n'y est pas."""
    triees: dict[str, list[Geste]] = {"exécutée": [], "reportée": [], "abandonnée": [], "modifiée": []}
    for geste in seance.gestes:
        if genre := _genre(geste):
            triees[genre].append(geste)
    blocs: list[Bloc] = [Titre("Décisions suivies")]
    for genre, gestes in triees.items():
        if gestes:
            colonnes, rangee = _TABLEAUX[genre]
            lignes = [rangee(seance, g) for g in gestes]
            blocs.append(
                tableau(francais.compte(len(gestes), f"décision {genre}", f"décisions {genre}s"), colonnes, lignes)
            )
    if len(blocs) == 1:
        blocs.append(Paragraphe("Aucune décision n’a été dite exécutée, reportée ni abandonnée."))
    return blocs


def en_retard(seance: Seance) -> list[Bloc]:
    """Les décisions de la zone encore en retard au jour de la réunion, la plus ancienne d'abord."""
    lues = [d for d in seance.de_la_zone if d.situation == "en retard"]
    titre = Titre("Décisions encore en retard")
    if not lues:
        return [titre, Paragraphe("Aucune décision n’est en retard au jour de la réunion.")]
    ecrites, reste = lues[:_RETARDS_ECRITS], lues[_RETARDS_ECRITS:]
    colonnes = (_NUMERO, _TEXTE, _QUI, colonne("Échéance", part=1.7), colonne("Retard", "droite", 1.2))
    compte = francais.compte(len(lues), "décision en retard", "décisions en retard")
    suite = f", les {len(ecrites)} plus anciennes" if reste else ""
    blocs: list[Bloc] = [titre, tableau(f"{compte}{suite}", colonnes, [_retard(d) for d in ecrites])]
    return [*blocs, Note(_compter(reste), "Les autres")] if reste else blocs


def _retard(d: Decision) -> tuple[Cellule, ...]:
    retard = francais.compte(d.retard_jours, "jour")
    return ligne(d.identifiant, d.texte, d.responsable or francais.ND, _jour(d.echeance), retard)


def _compter(decisions: Sequence[Decision]) -> str:
    """Celles que le tableau n'écrit pas, par responsable, le plus chargé d'abord."""
    comptes = Counter(d.responsable or "sans responsable" for d in decisions)
    dits = ", ".join(f"{qui} {francais.nombre(n)}" for qui, n in comptes.most_common())
    return f"{francais.compte(len(decisions), 'décision')} en retard, à la page Décisions : {dits}."


def _genre(geste: Geste) -> str:
    avant, apres = geste.avant, geste.apres
    if apres.statut != avant.statut and apres.statut in (EXECUTEE, ABANDONNEE):
        return apres.statut
    if apres.echeance != avant.echeance:
        return "reportée"
    return "modifiée" if _contenu(avant) != _contenu(apres) else ""


def _contenu(d: DecisionPrise) -> tuple[object, ...]:
    return d.texte, d.responsable, d.statut, d.date_execution, d.code_indicateur, d.code_zone, d.points, d.id_projet


def _executee(seance: Seance, geste: Geste) -> tuple[Cellule, ...]:
    d, lue = geste.apres, seance.decisions.get(geste.apres.id_decision)
    retard = francais.ND if lue is None or lue.retard_jours is None else francais.compte(lue.retard_jours, "jour")
    return ligne(d.id_decision, d.texte, _qui(d), _jour(d.echeance), _jour(d.date_execution), retard)


def _reportee(_: Seance, geste: Geste) -> tuple[Cellule, ...]:
    d = geste.apres
    return ligne(
        d.id_decision, d.texte, _qui(d), _jour(geste.avant.echeance), _jour(d.echeance), d.motif or francais.ND
    )


def _abandonnee(_: Seance, geste: Geste) -> tuple[Cellule, ...]:
    d = geste.apres
    return ligne(d.id_decision, d.texte, _qui(d), d.motif or francais.ND)


def _modifiee(seance: Seance, geste: Geste) -> tuple[Cellule, ...]:
    d = geste.apres
    return ligne(d.id_decision, d.texte, _qui(d), _jour(d.echeance), _portee(seance, d))


_TABLEAUX: Final[dict[str, tuple[tuple[Colonne, ...], Callable[[Seance, Geste], tuple[Cellule, ...]]]]] = {
    "exécutée": (
        (
            _NUMERO,
            _TEXTE,
            _QUI,
            colonne("Échéance", part=1.7),
            colonne("Exécutée le", part=1.7),
            colonne("Retard", "droite", 1.3),
        ),
        _executee,
    ),
    "reportée": (
        (
            _NUMERO,
            _TEXTE,
            _QUI,
            colonne("Échéance d’avant", part=1.7),
            colonne("Reportée au", part=1.7),
            colonne("Motif", part=2.2),
        ),
        _reportee,
    ),
    "abandonnée": ((_NUMERO, _TEXTE, _QUI, colonne("Motif", part=3)), _abandonnee),
    "modifiée": ((_NUMERO, _TEXTE, _QUI, colonne("Échéance", part=1.7), _SUR), _modifiee),
}


def _qui(d: DecisionPrise) -> str:
    return d.responsable or francais.ND


def _jour(jour: object) -> str:
    return francais.date_courte(jour or None)


def _portee(seance: Seance, d: DecisionPrise) -> str:
    """Ce qu'elle nomme, avec les noms que l'édition lui connaît ; rien de nommé, sa zone, d'après la règle V12."""
    lu = seance.referentiel
    indicateur = lu.indicateurs.get(d.code_indicateur or "")
    zone = lu.zones.get(d.code_zone or "")
    dits = [
        f"{d.code_indicateur} — {indicateur.libelle_court}" if indicateur else d.code_indicateur,
        zone.nom if zone else d.code_zone,
        *(seance.noms.get(p, p) for p in d.points[:_POINTS_NOMMES]),
        f"et {len(d.points) - _POINTS_NOMMES} autres points" if len(d.points) > _POINTS_NOMMES else None,
        seance.noms.get(d.id_projet, d.id_projet) if d.id_projet else None,
    ]
    lue = seance.decisions.get(d.id_decision)
    return " · ".join(x for x in dits if x) or (lue.zone if lue else "")
