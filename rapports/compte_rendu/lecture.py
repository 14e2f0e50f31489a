"""Ce que le compte rendu lit : la réunion, ses gestes, l'édition qu'elle montrait, les décisions ce jour-là."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from domaine import chemins, journal
from domaine.journal import CLOSE, DecisionPrise, Journal, Reunion
from requetes.edition import figees
from requetes.edition.ouverture import Base, edition_a_lire, ouvrir
from requetes.edition.referentiel import Referentiel, lire_referentiel
from requetes.registres.commun import Etendue
from requetes.registres.decisions import Decision
from requetes.registres.vivantes import lire_decisions, nommer


class CompteRenduImpossible(Exception):
    """Le compte rendu ne peut se faire ; le message est en français, avec son remède."""


@dataclass(frozen=True, slots=True)
class Geste:
    """Ce que la réunion a changé d'une décision : comme elle était avant, comme elle en est sortie."""

    avant: DecisionPrise
    apres: DecisionPrise


@dataclass(frozen=True, slots=True, kw_only=True)
class Seance:
    """Une réunion, prête à rapporter.

    Attributes:
        prises: les décisions qu'elle a prises, comme elle les a laissées.
        gestes: ce qu'elle a changé, dans l'ordre.
        decisions: identifiant → chacune, jugée au jour de la réunion, où qu'elle porte.
        de_la_zone: celles de la zone de la réunion, la plus pressante d'abord.
        noms: des points et des projets que les siennes nomment.
        empreinte: celle des chiffres de l'édition.
    """

    reunion: Reunion
    base: Base
    referentiel: Referentiel
    empreinte: str
    prises: tuple[DecisionPrise, ...]
    gestes: tuple[Geste, ...]
    decisions: Mapping[str, Decision]
    de_la_zone: tuple[Decision, ...]
    noms: Mapping[str, str]

    @property
    def jour(self) -> dt.date:
        return dt.date.fromisoformat(self.reunion.date)

    @property
    def region(self) -> str:
        """La région dont c'est le comité ; vide pour tout le projet."""
        return "" if self.reunion.code_zone == "SOCLE" else self.reunion.code_zone

    @property
    def demonstration(self) -> bool:
        return self.referentiel.info.get("demonstration") == "1"


@contextmanager
def ouvrir_seance(donnees: Path, id_reunion: str) -> Iterator[Seance]:
    """La réunion de ce numéro, et son édition, ouverte le temps du bloc.

    Raises:
        CompteRenduImpossible: le journal ne se lit pas, ou n'a pas cette réunion.
        EditionIllisible: l'édition que la réunion montrait ne se lit pas.
    """
    try:
        lu = journal.lire(chemins.journal_des_reunions(donnees))
    except sqlite3.Error as erreur:
        raise CompteRenduImpossible(
            "Le journal des réunions ne se lit pas : rendez-le depuis sa sauvegarde."
        ) from erreur
    reunion = lu.dernieres_reunions().get(id_reunion)
    if reunion is None:
        connues = ", ".join(lu.dernieres_reunions()) or "aucune"
        raise CompteRenduImpossible(f"La réunion « {id_reunion} » n’est pas au journal ; s’y trouvent : {connues}.")
    edition = edition_a_lire(donnees, reunion.edition) if reunion.edition else None
    if edition is None:
        raise CompteRenduImpossible(
            f"La réunion « {id_reunion} » n’a montré aucune édition : il n’y a rien à rapporter."
        )
    base = ouvrir(edition)
    try:
        yield _preparer(base, reunion, a_la_cloture(lu, reunion))
    finally:
        base.fermer()


def a_la_cloture(lu: Journal, reunion: Reunion) -> Journal:
    """Le journal sans ce qui s'y est écrit après la clôture, sauf par cette réunion même ; entier si elle court."""
    if reunion.etat != CLOSE:
        return lu
    gardees = (
        d for d in lu.decisions if d.inscrit_le <= reunion.inscrit_le or d.reunion_du_geste == reunion.id_reunion
    )
    return replace(lu, decisions=tuple(gardees))


def _preparer(base: Base, reunion: Reunion, lu: Journal) -> Seance:
    jour = dt.date.fromisoformat(reunion.date)
    referentiel = lire_referentiel(base)
    toutes = lire_decisions(base, Etendue("SOCLE", jour), lu)
    prises = tuple(d for d in lu.dernieres_decisions().values() if d.id_reunion == reunion.id_reunion)
    gestes = tuple(_gestes(lu, reunion.id_reunion))
    siennes = (*prises, *(g.apres for g in gestes))
    return Seance(
        reunion=reunion,
        base=base,
        referentiel=referentiel,
        empreinte=figees.identite(base).get("empreinte") or referentiel.info.get("empreinte", ""),
        prises=prises,
        gestes=gestes,
        decisions={d.identifiant: d for d in toutes},
        de_la_zone=lire_decisions(base, Etendue(reunion.code_zone, jour), lu),
        noms=nommer(base, (i for d in siennes for i in (*d.points, d.id_projet) if i)),
    )


def _gestes(lu: Journal, id_reunion: str) -> Iterator[Geste]:
    """Une décision que la réunion a touchée plusieurs fois n'a qu'un geste : d'avant le premier à après le dernier."""
    for identifiant in lu.dernieres_decisions():
        vie = lu.vie(identifiant)
        siens = [n for n, d in enumerate(vie) if n and d.reunion_du_geste == id_reunion]
        if siens:
            yield Geste(vie[siens[0] - 1], vie[siens[-1]])
