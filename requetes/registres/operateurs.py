"""Les opérateurs, comparés : leurs notes, la vitesse de leurs points, ce qui en fonctionne un an après."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from domaine.sources import NON_PRECISE
from requetes.edition.ouverture import Base
from requetes.parcours import comptes, delais, survie
from requetes.parcours.selection import Selection
from requetes.registres.commun import grouper

#: Sous ce nombre de projets notés, ou de points remis, un opérateur ne se dit pas premier (règle S33).
_ASSEZ: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Operateur:
    """Un opérateur ; ses projets sont ceux qui le nomment, ses points ceux de la règle V13.

    Ce que dirait une feuille jamais venue est `None`, à l'écran comme au fichier (règle S4) ; de même ce que dirait une
    étape, quand aucune de ses points n'est venue.

    Attributes:
        nom: «non précisé» pour les projets et les points qui n'en ont pas.
        notes: projets notés et datés ; `note_moyenne` sur 20, `suffisantes` : 12 ou plus, `suffisantes_pct` d'eux.
        points: suivis, dont `sans_etape` n'en ont reçu aucune ; `remis` : étape 7 à 9 atteinte.
        faits, mediane_jours: de la validation à la remise en service, sur les points qui ont fait les deux.
        attendent, attente_jours: ceux qui y sont encore, et depuis combien de jours, en médiane (règle S34).
        restaures_un_an, fonctionnent, retombes, non_vus, fonctionnent_pct: un an après (règle S35).
    """

    nom: str
    projets: int
    notes: int
    note_moyenne: float | None
    suffisantes: int
    suffisantes_pct: float | None
    points: int | None
    sans_etape: int | None
    remis: int | None
    faits: int | None
    mediane_jours: float | None
    attendent: int | None
    attente_jours: float | None
    restaures_un_an: int | None
    fonctionnent: int | None
    retombes: int | None
    non_vus: int | None
    fonctionnent_pct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Venues:
    """Les feuilles dont une ligne au moins est dans l'édition."""

    points: bool
    etapes: bool
    visites: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Premiers:
    """Qui formule le mieux, avance le plus vite, laisse ce qui dure ; `None` sans deux opérateurs à comparer."""

    formule: Operateur | None
    avance: Operateur | None
    dure: Operateur | None


def lire_operateurs(base: Base, choix: Selection) -> tuple[Operateur, ...]:
    """Un opérateur par ligne, par ordre alphabétique, «non précisé» en dernier."""
    notes = {f.groupe: f for f in delais.formulation(base, choix)}
    bilans = {b.groupe: b for b in comptes.bilans(base, choix, "operateur")}
    cadre = {p.groupe: p for p in delais.passages(base, choix, "operateur") if (p.de, p.vers) == delais.DU_CADRE}
    suivis = grouper(survie.points_suivis(base, choix), lambda p: p.operateur)
    noms = sorted({*notes, *bilans}, key=lambda nom: (nom is None, nom or ""))
    (venues,) = base.rangees(
        _Venues,
        "SELECT EXISTS (FROM point_service) AS points, EXISTS (FROM etape_restauration) AS etapes, "
        "EXISTS (FROM visite) AS visites",
    )
    return tuple(
        _operateur(
            nom, venues, notes.get(nom), bilans.get(nom), cadre.get(nom), survie.un_an_apres(suivis.get(nom, ()))
        )
        for nom in noms
    )


def lire_passages(base: Base, choix: Selection) -> tuple[delais.Passage, ...]:
    """Chaque passage du parcours, opérateur par opérateur : faits, et encore attendus."""
    return delais.passages(base, choix, "operateur")


def _operateur(
    nom: str | None,
    venues: _Venues,
    notes: delais.Formulation | None,
    bilan: comptes.Bilan | None,
    passage: delais.Passage | None,
    apres: survie.UnAnApres,
) -> Operateur:
    # Sans une étape reçue de ses points, zéro remis serait inventé ; sans point, c'en est un.
    etapes = venues.points and venues.etapes and (bilan is None or bilan.connu)
    visites = venues.points and venues.visites
    return Operateur(
        nom=nom or NON_PRECISE,
        projets=notes.projets if notes else 0,
        notes=notes.notes if notes else 0,
        note_moyenne=notes.moyenne if notes else None,
        suffisantes=notes.suffisantes if notes else 0,
        suffisantes_pct=notes.part_pct if notes else None,
        points=(bilan.points if bilan else 0) if venues.points else None,
        sans_etape=(bilan.sans_etape if bilan else 0) if venues.points else None,
        remis=(bilan.remis if bilan else 0) if etapes else None,
        faits=(passage.faits if passage else 0) if etapes else None,
        mediane_jours=passage.mediane if passage else None,
        attendent=(passage.attendent if passage else 0) if etapes else None,
        attente_jours=passage.attente_mediane if passage else None,
        restaures_un_an=apres.restaures if visites else None,
        fonctionnent=apres.fonctionnent if visites else None,
        retombes=apres.retombes if visites else None,
        non_vus=apres.non_vus if visites else None,
        fonctionnent_pct=apres.part_pct,
    )


def premiers(operateurs: Sequence[Operateur]) -> Premiers:
    """Les premiers, parmi ceux que leur nombre permet de comparer (règle S33)."""
    nommes = [o for o in operateurs if o.nom != NON_PRECISE]
    return Premiers(
        formule=_premier([o for o in nommes if o.notes >= _ASSEZ], lambda o: (o.suffisantes_pct or 0, o.notes)),
        avance=_premier(
            [o for o in nommes if (o.faits or 0) >= _ASSEZ and (o.faits or 0) > (o.attendent or 0)],
            lambda o: (-(o.mediane_jours or 0), o.faits or 0),
        ),
        dure=_premier(
            [o for o in nommes if o.fonctionnent_pct is not None],
            lambda o: (o.fonctionnent_pct or 0, o.restaures_un_an or 0),
        ),
    )


def _premier(comparables: Sequence[Operateur], merite: Callable[[Operateur], tuple[float, int]]) -> Operateur | None:
    return max(comparables, key=merite) if len(comparables) > 1 else None
