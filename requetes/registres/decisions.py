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


#: Une décision et ce qu'elle nomme. Alias : `dite`. Ses points se lisent une fois, pour leurs noms et pour sa zone :
#: les demander à `zones_des_decisions` coûtait un quart de la question.
_DITES: Final = """
    SELECT dite.* REPLACE (
               zone_de_la_decision(dite.code_zone, point.zone, projet.code_zone, reunion.code_zone) AS code_zone),
           dite.id_decision AS identifiant, reunion.instance, reunion.date AS date_reunion, point.nom AS point,
           projet.intitule AS projet, coalesce(indicateur.libelle_court, indicateur.libelle) AS indicateur,
           CASE WHEN dite.situation = 'ouverte' THEN date_diff('day', dite.jour, dite.echeance) END AS jours_restants
    FROM decisions_au({jour}) dite
    LEFT JOIN reunion ON reunion.id_reunion = dite.id_reunion
    LEFT JOIN (
        SELECT id_decision, string_agg(point_service.nom, ', ' ORDER BY point_service.nom) AS nom,
               zone_commune(point_service.code_zone, zone.region) AS zone
        FROM points_des_decisions() JOIN point_service USING (id_point) JOIN zone ON zone.code = point_service.code_zone
        GROUP BY id_decision
    ) point ON point.id_decision = dite.id_decision
    LEFT JOIN projet_service projet ON projet.id_projet = dite.id_projet
    LEFT JOIN indicateur ON indicateur.code = dite.code_indicateur
"""


def selectionner(jour: str) -> str:
    """Le SELECT des décisions, sous l'alias `inscrit`, à un jour ; à compléter d'un WHERE et d'un ORDER BY.

    Args:
        jour: son expression SQL. Paramètres : `zone`, que les décisions ont ou que leur zone contient, et `debut`, le
            premier jour des échéances que compte l'indicateur, ou NULL.
    """
    return f"""
        SELECT inscrit.identifiant, {LIEU}, {SOURCE}, inscrit.texte, inscrit.responsable, inscrit.date,
               inscrit.echeance, inscrit.date_execution, inscrit.statut, inscrit.situation,
               inscrit.retard_jours, inscrit.jours_restants,
               coalesce(
                   inscrit.echeance BETWEEN coalesce($debut, date_trunc('quarter', arrete.debut)) AND inscrit.jour,
                   false)
                   AND due_a_l_echeance(inscrit.statut, inscrit.date_execution, inscrit.echeance) AS echue,
               echue AND executee_a_l_echeance(inscrit.date_execution, inscrit.echeance, inscrit.dernier_jour)
                   AS a_l_echeance,
               inscrit.id_reunion, inscrit.instance, inscrit.date_reunion, inscrit.code_indicateur,
               inscrit.indicateur, inscrit.id_point, inscrit.point, inscrit.id_projet, inscrit.projet
        FROM ({_DITES.format(jour=jour)}) inscrit
        {JOINDRE_LE_LIEU} CROSS JOIN arrete
    """  # noqa: S608  # seules des constantes entrent dans le texte


#: Le plus pressant d'abord.
RANG: Final = "list_position(['en retard', 'ouverte', 'exécutée', 'abandonnée'], inscrit.situation)"


#: Les décisions d'une étendue, le plus pressant d'abord ; d'une période, celles qu'elle concerne (règle S24).
DE_L_ETENDUE: Final = f"""
    {selectionner("$jour::DATE")}
    WHERE $debut IS NULL OR inscrit.ouverte OR $debut <= inscrit.date OR $debut <= inscrit.date_execution
       OR inscrit.echeance BETWEEN $debut AND $jour
    ORDER BY {RANG}, inscrit.echeance NULLS LAST, inscrit.date DESC, inscrit.identifiant
"""
