"""Les décisions de l'édition et celles du journal des réunions, ensemble : ce qui est à faire aujourd'hui.

Une décision du journal remplace celle de l'édition qui a son identifiant : la publication l'y a mise, et le journal a
pu changer depuis. Les unes et les autres sont jugées par les mêmes macros (règles V7 et S1), qui lisent sous leur nom
les tables complétées ci-dessous.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from domaine.feuilles.declaration import SEPARATEUR
from domaine.journal import DecisionPrise, Journal, Reunion
from requetes.edition.ouverture import Base
from requetes.registres.commun import Etendue
from requetes.registres.decisions import DE_L_ETENDUE, Decision

_REUNION: Final = "STRUCT(id_reunion VARCHAR, instance VARCHAR, code_zone VARCHAR, date DATE)"
_DECISION: Final = """STRUCT(id_decision VARCHAR, date DATE, id_reunion VARCHAR, texte VARCHAR, responsable VARCHAR,
    echeance DATE, date_execution DATE, statut VARCHAR, code_indicateur VARCHAR, code_zone VARCHAR, id_point VARCHAR,
    id_projet VARCHAR)"""
#: Les noms de ces requêtes cachent les tables de l'édition, y compris aux macros. Une date des données fixée n'exclut
#: rien de ce qu'une réunion a décidé depuis, jusqu'au jour lu. Paramètres : `jour`, `reunions`, `decisions`.
_ARRETE: Final = """arrete AS (
        SELECT * REPLACE (CASE WHEN date_fixee IS NOT NULL THEN greatest(date_fixee, $jour::DATE) END AS date_fixee)
        FROM arrete
    )
"""
AVEC_LE_JOURNAL: Final = f"""
    WITH nouvelle_reunion AS (SELECT unnest($reunions::{_REUNION}[], recursive := true)),
    reunion AS (
        SELECT * FROM reunion ANTI JOIN nouvelle_reunion USING (id_reunion)
        UNION ALL BY NAME SELECT * FROM nouvelle_reunion
    ),
    nouvelle_decision AS (SELECT unnest($decisions::{_DECISION}[], recursive := true)),
    decision AS (
        SELECT * FROM decision ANTI JOIN nouvelle_decision USING (id_decision)
        UNION ALL BY NAME
        SELECT nouvelle_decision.* REPLACE (coalesce(nouvelle_decision.date, decision.date) AS date)
        FROM nouvelle_decision LEFT JOIN decision USING (id_decision)
    ),
    {_ARRETE}
"""  # noqa: S608  # seules des constantes entrent dans le texte


#: L'édition seule répond.
SANS_JOURNAL: Final = Journal()


def lire_decisions(base: Base, etendue: Etendue, journal: Journal = SANS_JOURNAL) -> tuple[Decision, ...]:
    """Les décisions de la zone prises au jour lu, journal compris ; d'une période, celles qu'elle concerne (règle S24).

    Args:
        base: l'édition.
        etendue: `jour` est celui où les décisions se jugent : aujourd'hui, ou le jour de la réunion.
        journal: la dernière version de chaque décision qu'il tient ; vide, l'édition seule répond.
    """
    demandes = {"zone": etendue.zone, "jour": etendue.jour, "debut": etendue.debut}
    du_journal = parametres_du_journal(journal)
    if not any(du_journal.values()):
        # Réunir l'édition à un journal vide coûte autant que de l'y chercher.
        return base.rangees(Decision, f"WITH {_ARRETE} {DE_L_ETENDUE}", demandes)
    return base.rangees(Decision, f"{AVEC_LE_JOURNAL} {DE_L_ETENDUE}", demandes | du_journal)


def parametres_du_journal(journal: Journal) -> dict[str, Any]:
    """Ce que lit `AVEC_LE_JOURNAL`, `jour` en plus : les dernières versions de ce que le journal tient."""
    return {
        "reunions": [_reunion(r) for r in journal.dernieres_reunions().values()],
        "decisions": [_decision(d) for d in journal.dernieres_decisions().values()],
    }


def nommer(base: Base, identifiants: Iterable[str]) -> dict[str, str]:
    """Identifiant → nom des points et des projets que l'édition connaît."""
    lus = base.lire(
        """
        SELECT id_point AS id, nom FROM point_service WHERE list_contains($ids, id_point)
        UNION ALL SELECT id_projet, intitule FROM projet_service WHERE list_contains($ids, id_projet)
        """,
        {"ids": sorted(set(identifiants))},
    )
    return {str(i): str(n) for i, n in zip(lus["id"], lus["nom"], strict=True) if n}


def _reunion(r: Reunion) -> dict[str, Any]:
    tenue_le = r.date if r.tenue else None
    return {"id_reunion": r.id_reunion, "instance": r.instance, "code_zone": r.code_zone, "date": tenue_le}


def _decision(d: DecisionPrise) -> dict[str, Any]:
    """Une décision du journal, aux colonnes de l’édition."""
    lue: dict[str, Any] = {
        "id_decision": d.id_decision,
        "date": d.date,
        "id_reunion": d.id_reunion,
        "texte": d.texte,
        "responsable": d.responsable,
        "echeance": d.echeance,
        "date_execution": d.date_execution,
        "statut": d.statut,
        "code_indicateur": d.code_indicateur,
        "code_zone": d.code_zone,
        "id_point": SEPARATEUR.join(d.points),
        "id_projet": d.id_projet,
    }
    # Venue d'un classeur, une décision peut n'avoir ni réunion, ni responsable, ni échéance.
    return {nom: valeur or None for nom, valeur in lue.items()}
