"""Les décisions, telles qu'un jour les trouve : qui doit faire quoi, pour quand, sur quoi, avec quel retard."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from domaine.feuilles.declaration import SEPARATEUR
from domaine.niveaux import NOMS
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, SOURCE, Inscription

#: Ce qui est dû bientôt : dans le mois qui vient, et jusqu'où va l'échéancier (règle S27).
SOUS_UN_MOIS: Final = 30
ECHEANCIER: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Inscription):
    """Une décision, et ce sur quoi elle porte ; `code_zone` est la sienne, à défaut celle de la règle V12.

    Attributes:
        situation: en retard, ouverte, exécutée ou abandonnée (règle V7).
        retard_jours: 0 tant que l'échéance n'est pas passée ; exécutée, elle garde le sien (règle S1) ; `None` sans
            échéance, abandonnée, ou exécutée sans date.
        jours_restants: d'une décision ouverte, jusqu'à son échéance ; `None` sinon.
        echue, a_l_echeance: elle compte dans l'indicateur des décisions exécutées à l'échéance, et y réussit (S26).
        indicateur: son libellé court ; `point` et `projet` sont des noms.
        id_point: plusieurs se séparent par «;», et `point` dit leurs noms ensemble.
    """

    texte: str
    responsable: str | None
    date: dt.date
    echeance: dt.date | None
    date_execution: dt.date | None
    statut: str | None
    situation: str
    retard_jours: int | None
    jours_restants: int | None
    echue: bool
    a_l_echeance: bool
    id_reunion: str | None
    instance: str | None
    date_reunion: dt.date | None
    code_indicateur: str | None
    indicateur: str | None
    id_point: str | None
    point: str | None
    id_projet: str | None
    projet: str | None

    @property
    def a_faire(self) -> bool:
        """Ni exécutée, ni abandonnée."""
        return self.situation in ("en retard", "ouverte")

    @property
    def points(self) -> tuple[str, ...]:
        """Les identifiants des points qu'elle nomme."""
        return tuple(self.id_point.split(SEPARATEUR)) if self.id_point else ()

    @property
    def portee(self) -> str:
        """Ce qu'elle concerne : son point, ou combien, son projet, sinon sa zone, dont le niveau se dit."""
        zone = self.zone if self.niveau == "SOCLE" else f"{self.zone} ({NOMS[self.niveau]})"
        if len(self.points) > 1:
            return f"{len(self.points)} points, {zone}"
        return self.point or self.projet or self.id_projet or zone

    def due_sous(self, jours: int) -> bool:
        """Ouverte, et due d'ici tant de jours, le jour lu compris (règle S27)."""
        return self.jours_restants is not None and self.jours_restants <= jours


#: Une décision et ce qu'elle nomme. Alias : `d`. Ses points se lisent une fois, pour leurs noms et pour sa zone : les
#: demander à `zones_des_decisions` coûtait un quart de la question.
_DITES: Final = """
    SELECT d.* REPLACE (zone_de_la_decision(d.code_zone, point.zone, projet.code_zone, reunion.code_zone) AS code_zone),
           d.id_decision AS identifiant, reunion.instance, reunion.date AS date_reunion, point.nom AS point,
           projet.intitule AS projet, coalesce(indicateur.libelle_court, indicateur.libelle) AS indicateur,
           CASE WHEN d.situation = 'ouverte' THEN date_diff('day', d.jour, d.echeance) END AS jours_restants
    FROM decisions_au({jour}) d
    LEFT JOIN reunion ON reunion.id_reunion = d.id_reunion
    LEFT JOIN (
        SELECT id_decision, string_agg(point_service.nom, ', ' ORDER BY point_service.nom) AS nom,
               zone_commune(point_service.code_zone, zone.region) AS zone
        FROM points_des_decisions() JOIN point_service USING (id_point) JOIN zone ON zone.code = point_service.code_zone
        GROUP BY id_decision
    ) point ON point.id_decision = d.id_decision
    LEFT JOIN projet_service projet ON projet.id_projet = d.id_projet
    LEFT JOIN indicateur ON indicateur.code = d.code_indicateur
"""


def selectionner(jour: str) -> str:
    """Le SELECT des décisions, sous l'alias `x`, à un jour ; à compléter d'un WHERE et d'un ORDER BY.

    Args:
        jour: son expression SQL. Paramètres : `zone`, que les décisions ont ou que leur zone contient, et `debut`, le
            premier jour des échéances que compte l'indicateur, ou NULL.
    """
    return f"""
        SELECT x.identifiant, {LIEU}, {SOURCE}, x.texte, x.responsable, x.date, x.echeance, x.date_execution, x.statut,
               x.situation, x.retard_jours, x.jours_restants,
               coalesce(x.echeance BETWEEN coalesce($debut, date_trunc('quarter', arrete.debut)) AND x.jour, false)
                   AND due_a_l_echeance(x.statut, x.date_execution, x.echeance) AS echue,
               echue AND executee_a_l_echeance(x.date_execution, x.echeance, x.dernier_jour) AS a_l_echeance,
               x.id_reunion, x.instance, x.date_reunion, x.code_indicateur, x.indicateur, x.id_point, x.point,
               x.id_projet, x.projet
        FROM ({_DITES.format(jour=jour)}) x
        {JOINDRE_LE_LIEU} CROSS JOIN arrete
    """  # noqa: S608  # seules des constantes entrent dans le texte


#: Le plus pressant d'abord.
RANG: Final = "list_position(['en retard', 'ouverte', 'exécutée', 'abandonnée'], x.situation)"


#: Les décisions d'une étendue, le plus pressant d'abord ; d'une période, celles qu'elle concerne (règle S24).
DE_L_ETENDUE: Final = f"""
    {selectionner("$jour::DATE")}
    WHERE $debut IS NULL OR x.ouverte OR $debut <= x.date OR $debut <= x.date_execution
       OR x.echeance BETWEEN $debut AND $jour
    ORDER BY {RANG}, x.echeance NULLS LAST, x.date DESC, x.identifiant
"""
