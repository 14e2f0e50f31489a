"""Les activités du plan de travail (PTBA), à leur dernière situation connue un jour : retard, blocage, dépense."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from domaine.sources import NON_PRECISE
from requetes.edition.ouverture import Base
from requetes.registres.commun import JOINDRE_LE_LIEU, LIEU, SOURCE, Etendue, Inscription, grouper, somme

#: Les situations (règle S30), dans l'ordre où elles se regardent.
SITUATIONS: Final = (
    *("en retard", "bloquée", "non commencée", "à faire ce mois", "suspendue", "reportée"),
    *("en cours", "à venir", NON_PRECISE, "terminée", "annulée"),
)
#: Plus rien n'y est attendu.
CLOSES: Final = ("terminée", "annulée")


@dataclass(frozen=True, slots=True, kw_only=True)
class Activite(Inscription):
    """Une activité, dans une zone.

    Attributes:
        libelle: `None` dans une édition remise, qui ne nomme aucune activité.
        resultat, responsable: `None` quand sa dernière situation ne les dit pas.
        situation: l'une de `SITUATIONS` (règle S30).
        retard_jours: 0 à l'heure ; `None` sans fin prévue, annulée, ou terminée on ne sait quand (règle S1).
        blocage: ce que dit la dernière situation ; `None` d'une activité close.
        avancement_pct: de 0 à 100, le dernier connu, daté de `date_avancement`.
        budget_fcfa: le dernier connu ; engagé et décaissé sont de la dernière situation, `None` quand elle les tait.
        taux_engage_pct, taux_decaisse_pct: du budget ; `None` si un terme manque ou si le budget est nul.
        ecart_pts: le taux de décaissement moins l'avancement de la même situation (règle S31).
        depense: «sous-dépensée», «surdépensée», «accordée» ; `None` sans écart.
        statut: celui que déclare la dernière situation.
        sans_nouvelle: pas close, et sa dernière situation est d'une année passée (règle S32).
    """

    code: str
    libelle: str | None
    resultat: str | None
    responsable: str | None
    situation: str
    retard_jours: int | None
    blocage: str | None
    debut_prevu: dt.date | None
    fin_prevue: dt.date | None
    debut: dt.date | None
    fin: dt.date | None
    date_situation: dt.date
    avancement_pct: float | None
    date_avancement: dt.date | None
    budget_fcfa: float | None
    engage_fcfa: float | None
    decaisse_fcfa: float | None
    taux_engage_pct: float | None
    taux_decaisse_pct: float | None
    ecart_pts: float | None
    depense: str | None
    statut: str | None
    sans_nouvelle: bool

    @property
    def close(self) -> bool:
        return self.situation in CLOSES

    @property
    def annee(self) -> str:
        """L'année de sa fin prévue, à défaut de son début prévu, à défaut de sa situation : le plan est annuel."""
        return str((self.fin_prevue or self.debut_prevu or self.date_situation).year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Une situation reçue d'une activité ; ce qu'elle tait est `None`, sans reprise d'une autre."""

    date: dt.date
    avancement_pct: float | None
    budget_fcfa: float | None
    engage_fcfa: float | None
    decaisse_fcfa: float | None
    taux_decaisse_pct: float | None
    statut: str | None
    blocage: str | None
    fichier: str | None
    feuille: str | None
    ligne: int | None

    @property
    def physique_pct(self) -> float | None:
        """Ce qui est fait, pour la figure que chantiers et activités partagent."""
        return self.avancement_pct

    @property
    def financier_pct(self) -> float | None:
        """Ce qui est payé du budget."""
        return self.taux_decaisse_pct


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilan:
    """L'argent et l'avancement de plusieurs activités ; une somme ne réunit que ce qui est connu, `None` sans rien.

    Attributes:
        sans_budget, sans_engage, sans_decaisse: combien d'activités n'entrent pas dans la somme.
        engage_pct, decaisse_pct: du budget, sur les activités dont les deux termes sont connus (règle S31).
        budget_paye_fcfa: le dénominateur de `decaisse_pct` ; `non_payees` : combien d'activités n'y entrent pas.
        physique_pct: l'avancement, pesé par les budgets (règle G22).
        non_pesees: combien n'y entrent pas, faute d'avancement ou de budget.
    """

    groupe: str
    activites: int
    budget_fcfa: float | None
    sans_budget: int
    engage_fcfa: float | None
    sans_engage: int
    decaisse_fcfa: float | None
    sans_decaisse: int
    engage_pct: float | None
    decaisse_pct: float | None
    budget_paye_fcfa: float | None
    non_payees: int
    physique_pct: float | None
    non_pesees: int

    @property
    def ecart_pts(self) -> float | None:
        """Ce qui est payé moins ce qui est fait, en points ; `None` sans l'un des deux (règle S31)."""
        if self.decaisse_pct is None or self.physique_pct is None:
            return None
        return self.decaisse_pct - self.physique_pct


def lire_activites(base: Base, etendue: Etendue) -> tuple[Activite, ...]:
    """Les activités de la zone, celles qui demandent un regard d'abord, les plus en retard devant."""
    return base.rangees(
        Activite,
        f"""
        WITH passee AS (
            SELECT * FROM activite_ptba WHERE date <= $jour
        ), connue AS (
            SELECT code_activite, code_zone, max(date) AS date, arg_max(budget_fcfa, date) AS dernier_budget,
                   arg_max(avancement_pct, date) AS dernier_avancement,
                   max(date) FILTER (avancement_pct IS NOT NULL) AS date_avancement
            FROM passee GROUP BY ALL
        ), lue AS (
            SELECT passee.*, connue.* EXCLUDE (code_activite, code_zone, date),
                   situation_de_l_activite(statut, debut_prevu, fin_prevue, debut, fin, dernier_avancement, blocage,
                                           $jour) AS situation,
                   CASE WHEN fin <= $jour THEN fin END AS finie_le,
                   pourcentage(decaisse_fcfa, dernier_budget) AS taux_decaisse_pct,
                   taux_decaisse_pct - avancement_pct AS ecart_pts
            FROM passee JOIN connue USING (code_activite, code_zone, date)
        )
        SELECT inscrit.code_activite || ' · ' || inscrit.code_zone AS identifiant, {LIEU}, {SOURCE},
               inscrit.code_activite AS code, inscrit.libelle, inscrit.resultat, inscrit.responsable, inscrit.situation,
               CASE WHEN inscrit.situation = 'annulée'
                         OR (inscrit.situation = 'terminée' AND inscrit.finie_le IS NULL) THEN NULL
                    ELSE jours_de_retard(inscrit.fin_prevue, inscrit.finie_le, $jour) END AS retard_jours,
               CASE WHEN NOT list_contains($closes, inscrit.situation) THEN inscrit.blocage END AS blocage,
               inscrit.debut_prevu, inscrit.fin_prevue,
               CASE WHEN inscrit.debut <= $jour THEN inscrit.debut END AS debut, inscrit.finie_le AS fin,
               inscrit.date AS date_situation, inscrit.dernier_avancement AS avancement_pct, inscrit.date_avancement,
               inscrit.dernier_budget AS budget_fcfa, inscrit.engage_fcfa, inscrit.decaisse_fcfa,
               pourcentage(inscrit.engage_fcfa, inscrit.dernier_budget) AS taux_engage_pct, inscrit.taux_decaisse_pct,
               inscrit.ecart_pts, depense_jugee(inscrit.ecart_pts) AS depense, inscrit.statut,
               NOT list_contains($closes, inscrit.situation) AND sans_nouvelle(inscrit.date, $jour) AS sans_nouvelle
        FROM lue inscrit {JOINDRE_LE_LIEU}
        ORDER BY list_position($ordre, inscrit.situation), retard_jours DESC NULLS LAST, lieu.ordre,
                 inscrit.code_activite
        """,  # noqa: S608  # seules des constantes du module entrent dans le texte
        {"zone": etendue.zone, "jour": etendue.jour, "closes": list(CLOSES), "ordre": list(SITUATIONS)},
    )


def lire_situations(base: Base, code: str, zone: str, jour: dt.date) -> tuple[Situation, ...]:
    """Les situations d'une activité jusqu'à un jour, de la plus ancienne à la plus récente."""
    return base.rangees(
        Situation,
        """
        SELECT date, avancement_pct, budget_fcfa, engage_fcfa, decaisse_fcfa,
               pourcentage(decaisse_fcfa, budget_fcfa) AS taux_decaisse_pct, statut, blocage, fichier, feuille, ligne
        FROM activite_ptba WHERE code_activite = $code AND code_zone = $zone AND date <= $jour ORDER BY date
        """,
        {"code": code, "zone": zone, "jour": jour},
    )


def lire_temps_ecoule(base: Base, jour: dt.date) -> float | None:
    """La part du temps du projet écoulée, de 0 à 100 ; `None` si le cadre logique tait l'une de ses deux dates."""
    lue = base.lire(
        """
        SELECT avancement_prevu(max(try_cast(valeur AS DATE)) FILTER (cle = 'date_debut'),
                                max(try_cast(valeur AS DATE)) FILTER (cle = 'date_fin'), $jour) AS pct
        FROM projet
        """,
        {"jour": jour},
    )
    return None if lue["pct"].isna().any() else float(lue["pct"].iloc[0])


def bilans(activites: Sequence[Activite], cle: Callable[[Activite], str]) -> tuple[Bilan, ...]:
    """Un bilan par groupe, dans l'ordre de leurs noms."""
    return tuple(dresser_bilan(nom, siennes) for nom, siennes in sorted(grouper(activites, cle).items()))


def dresser_bilan(groupe: str, activites: Sequence[Activite]) -> Bilan:
    """Le bilan d'un groupe : ses sommes, ses taux, et ce qui n'a pu y entrer."""
    payees = [a for a in activites if a.decaisse_fcfa is not None and a.budget_fcfa is not None]
    pesees = [a for a in activites if a.avancement_pct is not None and a.budget_fcfa is not None]
    return Bilan(
        groupe=groupe,
        activites=len(activites),
        budget_fcfa=somme(a.budget_fcfa for a in activites),
        sans_budget=sum(a.budget_fcfa is None for a in activites),
        engage_fcfa=somme(a.engage_fcfa for a in activites),
        sans_engage=sum(a.engage_fcfa is None for a in activites),
        decaisse_fcfa=somme(a.decaisse_fcfa for a in activites),
        sans_decaisse=sum(a.decaisse_fcfa is None for a in activites),
        engage_pct=_part((a.engage_fcfa, a.budget_fcfa) for a in activites),
        decaisse_pct=_part((a.decaisse_fcfa, a.budget_fcfa) for a in activites),
        budget_paye_fcfa=somme(a.budget_fcfa for a in payees),
        non_payees=len(activites) - len(payees),
        physique_pct=_part(((a.avancement_pct or 0) * (a.budget_fcfa or 0) / 100, a.budget_fcfa) for a in pesees),
        non_pesees=len(activites) - len(pesees),
    )


def _part(termes: Iterable[tuple[float | None, float | None]]) -> float | None:
    """La part, de 0 à 100, sur les couples dont les deux termes sont connus ; `None` sans dénominateur positif."""
    connus = [(haut, bas) for haut, bas in termes if haut is not None and bas is not None]
    total = sum(bas for _, bas in connus)
    return 100 * sum(haut for haut, _ in connus) / total if total > 0 else None
