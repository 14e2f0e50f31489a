"""Ce qui part de soi-même : l'édition du trimestre fini, à ceux que la liste dit, une fois (`envoyer --si-due`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domaine.courriel import destinataires, journal
from domaine.courriel.journal import EDITION, PARTI
from domaine.periodes import libelle_long
from etl.gel.echeance import dernier_trimestre_fini
from etl.gel.sceau import journal as journal_des_figees


@dataclass(frozen=True)
class Du:
    """D'un public : l'édition à envoyer et à qui ; sans adresse, `raison` dit pourquoi rien ne part."""

    public: str
    numero: str = ""
    adresses: tuple[str, ...] = ()
    raison: str = ""


def a_envoyer(donnees: Path, publics: Sequence[str], periode: str = "") -> Iterator[Du]:
    """Public par public, la dernière édition figée de la période, à ceux de ce public que la liste dit automatiques.

    Qui lit plus large ne reçoit que l'édition de son public : trois courriels pour un trimestre en feraient lire un.
    """
    voulue = periode or dernier_trimestre_fini(dt.datetime.now(dt.UTC).date()).libelle
    liste = destinataires.lire(donnees)
    for public in publics:
        figees = [x.numero for x in journal_des_figees(donnees) if x.sceau and x.public == public]
        siennes = [n for n in figees if n.rpartition("-")[0] == f"E{voulue}"]
        a_qui = [d.adresse for d in liste if d.automatique and d.public == public]
        if not a_qui:
            yield Du(public, raison="aucun destinataire automatique")
        elif not siennes:
            yield Du(public, raison=f"aucune édition figée pour {libelle_long(voulue)}")
        else:
            partis = {c.adresse for c in journal.courriels(donnees, EDITION, siennes[-1]) if c.etat == PARTI}
            restent = tuple(a for a in a_qui if a not in partis)
            yield Du(public, siennes[-1], restent, "" if restent else f"{siennes[-1]} est déjà partie")
