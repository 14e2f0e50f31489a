"""Ce que l'édition connaît, et que le journal ne doit pas contredire : zones, codes, réunions et décisions reçues."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domaine.feuilles.declaration import SEPARATEUR
from domaine.figees import est_numero
from domaine.journal import (
    A_FAIRE,
    ABANDONNEE,
    DEPUIS_CLASSEUR,
    EN_COURS,
    EXECUTEE,
    TEXTE_MAX,
    DecisionPrise,
    Journal,
)
from domaine.niveaux import jusqu_a
from etl.demande import DemandeInvalide
from etl.edition import dossier

#: Instance → le sigle de ses numéros.
SIGLES: Final = {"Réunion de coordination": "COO", "Comité de pilotage": "PIL", "Comité régional de suivi": "SUI"}


@dataclass(frozen=True)
class Connus:
    """Les codes d'une édition : ce qu'une décision peut nommer."""

    zones: frozenset[str]
    zones_de_reunion: frozenset[str]
    indicateurs: frozenset[str]
    points: frozenset[str]
    projets: frozenset[str]


def edition_de_reunion(donnees: Path, identifiant: str) -> str:
    """L'identifiant de l'édition qu'une réunion montre ; vide, celui de l'édition en vigueur.

    Raises:
        DemandeInvalide: l'édition n'existe pas, ou elle est d'un autre public : ses points y ont d'autres numéros, et
            le journal n'est pas pour lui (règle D7).
    """
    try:
        voulue = dossier.chemin_base(donnees, identifiant or None).parent.name
    except dossier.EditionAbsente as erreur:
        raise DemandeInvalide(str(erreur)) from erreur
    if est_numero(voulue) and (public := dossier.manifeste(donnees, voulue).get("public")) != "interne":
        raise DemandeInvalide(f"L'édition {voulue} est pour «{public}» : une réunion se tient sur une édition interne.")
    return voulue


def connus(donnees: Path, edition: str) -> Connus:
    """Les codes de cette édition ; ces tables sont de tout schéma, et compléter le sien coûterait le double."""
    with dossier.ouvrir_telle_quelle(dossier.chemin_base(donnees, edition)) as base:

        def codes(requete: str, *parametres: object) -> frozenset[str]:
            return frozenset(str(code) for (code,) in base.execute(requete, parametres).fetchall())

        return Connus(
            codes("SELECT code FROM zone"),
            codes("SELECT code FROM zone WHERE list_contains(?, niveau)", list(jusqu_a("region"))),
            codes("SELECT code FROM indicateur"),
            codes("SELECT id_point FROM point_service"),
            codes("SELECT id_projet FROM projet_service"),
        )


def prochain_numero(donnees: Path, journal: Journal, instance: str, code_zone: str) -> str:
    """Le numéro d'une réunion nouvelle (règle D2) : `COO-30`, ou `SUI-GAO-12` d'une région.

    Un de plus que le plus grand, dans le journal et dans l'édition en vigueur, des réunions de la même zone dont un
    morceau de l'identifiant est le sigle de l'instance. Le numéro d'un identifiant est son dernier nombre : après
    `BKO-COO-29`, reçu d'un classeur, vient `COO-30`. Un identifiant déjà pris est sauté.
    """
    sigle = SIGLES[instance]
    with dossier.ouvrir_telle_quelle(dossier.chemin_base(donnees)) as base:
        lues = base.execute("SELECT id_reunion, coalesce(code_zone, 'SOCLE') FROM reunion").fetchall()
    prises = [(str(i), str(zone)) for i, zone in lues] + [(r.id_reunion, r.code_zone) for r in journal.reunions]
    rang = 1 + max(_numeros((i for i, zone in prises if zone == code_zone), sigle), default=0)
    racine = sigle if code_zone == "SOCLE" else f"{sigle}-{code_zone}"
    pris = {i for i, _ in prises}
    while f"{racine}-{rang}" in pris:
        rang += 1
    return f"{racine}-{rang}"


def _numeros(identifiants: Iterable[str], sigle: str) -> Iterable[int]:
    for identifiant in identifiants:
        nombres = re.findall(r"\d+", identifiant)
        if nombres and sigle in re.split(r"[^A-Za-z0-9]+", identifiant.upper()):
            yield int(nombres[-1][-9:])


def prochaine_decision(journal: Journal, id_reunion: str) -> str:
    """Le numéro de la décision suivante d'une réunion : `COO-30-D1`, puis un de plus que le plus grand."""
    racine = f"{id_reunion}-D"
    suites = (d.removeprefix(racine) for d in journal.dernieres_decisions() if d.startswith(racine))
    return f"{racine}{1 + max((int(x) for x in suites if x.isdecimal()), default=0)}"


def decision_recue(donnees: Path, id_decision: str, cle: str) -> DecisionPrise:
    """La version 1 d'une décision venue d'un classeur, telle que l'édition en vigueur la dit.

    Son texte est coupé à la longueur du journal, «…» compris, s'il le dépasse. Une date d'exécution la dit exécutée,
    quel que soit son statut (règle V7) ; abandonnée, elle n'en garde pas.

    Raises:
        DemandeInvalide: l'édition n'a pas cette décision.
    """
    with dossier.ouvrir(dossier.chemin_base(donnees)) as base:
        lue = base.execute(
            "SELECT id_reunion, date, texte, responsable, echeance, date_execution, statut, code_indicateur, "
            "code_zone, id_point, id_projet FROM decision WHERE id_decision = ?",
            [id_decision],
        ).fetchone()
    if lue is None:
        raise DemandeInvalide(f"La décision «{id_decision[:60]}» n'est ni au journal, ni dans l'édition en vigueur.")
    reunion, date, texte, responsable, echeance, execution, statut, indicateur, zone, points, projet = lue
    if statut == ABANDONNEE:
        execution = None
    elif execution is not None:
        statut = EXECUTEE
    return DecisionPrise(
        rang=0,
        cle=cle,
        inscrit_le="",
        id_decision=id_decision,
        version=1,
        id_reunion=reunion or "",
        date=_jour(date),
        texte=texte if len(texte) <= TEXTE_MAX else f"{texte[: TEXTE_MAX - 1]}…",
        responsable=responsable or "",
        echeance=_jour(echeance),
        date_execution=_jour(execution) or None,
        statut=statut if statut in (EN_COURS, EXECUTEE, ABANDONNEE) else A_FAIRE,
        code_indicateur=indicateur,
        code_zone=zone,
        points=tuple(points.split(SEPARATEUR)) if points else (),
        id_projet=projet,
        motif=DEPUIS_CLASSEUR,
        reunion_du_geste="",
    )


def _jour(lu: dt.date | None) -> str:
    return "" if lu is None else lu.isoformat()
