"""Les mesures des indicateurs calculés sur les registres (règles G1 à G23) : une fonction par nom de `source_calcul`.

Chaque fonction reçoit les tables, la zone et le moment, et rend ses termes avec la date de chaque composante.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from statistics import median

from tests.independant import registres_pilotage as pilotage
from tests.independant import registres_points as points
from tests.independant.calendrier import NIVEAU, P, lire, region_de
from tests.independant.moment import Moment, dans_la_zone
from tests.independant.projet import Ligne, Tables, date_des_donnees
from tests.independant.registres_ventilations import Ventileur
from tests.independant.saisies import TOTAL, Mesure, Rangee, regle_temps
from tests.independant.termes import Mesures, compte, ratio, total


def usagers_services(t: Tables, zone: str, m: Moment) -> Mesures:
    """Usagers des visites et bénéficiaires des actes."""
    entrees: list[tuple[dt.date, float | None, float | None]] = []
    communes = {p["id_point"]: p["code_zone"] for p in t["Points"]}
    for v in t["Visites"]:
        if m.dans(v["date"]) and dans_la_zone(communes[v["id_point"]], zone):
            entrees.append((v["date"], v.get("usagers_hommes"), v.get("usagers_femmes")))
    for a in t["SPI actes"]:
        if m.dans(a["date"]) and dans_la_zone(points.zone_de_l_acte(t, a), zone):
            entrees.append((a["date"], a.get("hommes"), a.get("femmes")))
    retenues = [e for e in entrees if e[1] is not None or e[2] is not None]
    return total(
        sum((hommes or 0) + (femmes or 0) for _, hommes, femmes in retenues) if retenues else None,
        [jour for jour, _, _ in retenues],
    )


def tournees_realisees(t: Tables, zone: str, m: Moment) -> Mesures:
    prevues = [
        s
        for s in t["SPI tournées"]
        if s.get("date_prevue_debut") and m.dans(s["date_prevue_debut"]) and dans_la_zone(s["code_zone"], zone)
    ]
    realisees = sum(s["statut"] == "réalisée" for s in prevues)
    return ratio(realisees, len(prevues), [s["date_prevue_debut"] for s in prevues])


def etapes_tenues(t: Tables, zone: str, m: Moment) -> Mesures:
    return compte(
        [
            e["date"]
            for e in t["SPI étapes"]
            if e["tenue"] and e.get("date") and m.dans(e["date"]) and dans_la_zone(e["code_zone"], zone)
        ]
    )


def _actes(t: Tables, zone: str, m: Moment) -> list[Ligne]:
    return [
        a
        for a in t["SPI actes"]
        if m.dans(a["date"])
        and dans_la_zone(points.zone_de_l_acte(t, a), zone)
        and (a.get("hommes") is not None or a.get("femmes") is not None)
    ]


def actes_spi(t: Tables, zone: str, m: Moment) -> Mesures:
    actes = _actes(t, zone, m)
    somme = sum((a.get("hommes") or 0) + (a.get("femmes") or 0) for a in actes)
    return total(somme if actes else None, [a["date"] for a in actes])


def femmes_spi(t: Tables, zone: str, m: Moment) -> Mesures:
    actes = _actes(t, zone, m)
    femmes = sum(a.get("femmes") or 0 for a in actes)
    return ratio(femmes, femmes + sum(a.get("hommes") or 0 for a in actes), [a["date"] for a in actes])


def delai_remise_en_service(t: Tables, zone: str, m: Moment) -> Mesures:
    durees = points.delais(t, zone, m)
    return total(median(d for d, _ in durees) if durees else None, [jour for _, jour in durees])


def diagnostics(t: Tables, zone: str, m: Moment) -> Mesures:
    return compte(points.etapes_datees(t, zone, m, "1"))


def points_restaures(t: Tables, zone: str, m: Moment) -> Mesures:
    """Chaque point visité vaut 0 ou 1 : sans aucun restauré, c'est zéro, et non une absence."""
    visites = points.visites_connues(t, zone, m.jour)
    return total(len(points.restaures(t, zone, m.jour)) if visites else None, visites)


def points_fonctionnels(t: Tables, zone: str, m: Moment) -> Mesures:
    suivis = points.restaures(t, zone, m.jour)
    return ratio(sum(s.fonctionnel for s in suivis), len(suivis), [s.derniere for s in suivis])


def points_retombes(t: Tables, zone: str, m: Moment) -> Mesures:
    suivis = points.restaures(t, zone, m.jour)
    return total(sum(s.retombe for s in suivis) if suivis else None, [s.derniere for s in suivis])


def communes_couvertes(t: Tables, zone: str, m: Moment) -> Mesures:
    couvertes, communes, dates = points.couverture(t, zone, m.jour)
    if couvertes is None:
        return {TOTAL: Mesure()}
    return {TOTAL: Mesure(valeur=100 * couvertes / communes, numerateur=couvertes, denominateur=communes, dates=dates)}


CALCULS: dict[str, Callable[[Tables, str, Moment], Mesures]] = {
    f.__name__: f
    for f in (
        points_restaures,
        points_fonctionnels,
        points_retombes,
        delai_remise_en_service,
        communes_couvertes,
        diagnostics,
        pilotage.projets_valides,
        pilotage.projets_note,
        usagers_services,
        tournees_realisees,
        etapes_tenues,
        actes_spi,
        femmes_spi,
        pilotage.ouvrages_receptionnes,
        pilotage.avancement_travaux,
        pilotage.personnes_formees,
        pilotage.gain_tests,
        pilotage.presence_representants,
        pilotage.reunions_tenues,
        pilotage.decisions_executees,
        pilotage.execution_ptba,
        pilotage.produits_valides,
    )
}


class Registre:
    """Un indicateur calculé : ses mesures, et les rapports de la coordination qui disent sa complétude."""

    def __init__(self, tables: Tables, indicateur: Ligne) -> None:
        self.tables = tables
        self.arret = date_des_donnees(tables)
        self.calcul = CALCULS[indicateur["source_calcul"]]
        self.ventileur = Ventileur(indicateur["source_calcul"], tables)
        self.regle = regle_temps(indicateur)
        self.niveau = indicateur["niveau_collecte"]

    def mesures(self, zone: str, rangee: Rangee) -> Mesures:
        propre = NIVEAU[zone] == self.niveau and rangee.type == rangee.bases[0].type
        moment = Moment(rangee.bases, self.regle, propre)
        resultat = self.calcul(self.tables, zone, moment)
        for ventilation, reduites in self.ventileur.au(moment.jour):
            mesure = self.calcul(reduites, zone, moment)[TOTAL]
            # Une rangée ventilée n'existe que là où une valeur de sa modalité entre.
            if mesure.dates or mesure.valeur is not None:
                resultat[ventilation] = mesure
        for mesure in resultat.values():
            mesure.recues, mesure.attendues = self.rapports(zone, rangee)
        return resultat

    def rapports(self, zone: str, rangee: Rangee) -> tuple[int | None, int | None]:
        """Rapports reçus et attendus de la ou des régions de la zone ; vides sans feuille `Rapports`."""
        if not self.tables["Rapports"]:
            return None, None
        bases = rangee.bases if self.regle == "somme" else rangee.bases[-1:]
        attendus = [
            r for r in self.tables["Rapports"] if self._concerne(r["code_zone"], zone) and self._retenu(r, bases)
        ]
        return sum(r.get("date_reception") is not None for r in attendus), len(attendus)

    @staticmethod
    def _concerne(zone_du_rapport: str, zone: str) -> bool:
        if zone == "SOCLE":
            return NIVEAU[zone_du_rapport] in ("SOCLE", "region")
        return zone_du_rapport == region_de(zone)

    def _retenu(self, rapport: Ligne, bases: list[P]) -> bool:
        """Le rapport finit-il dans l'une des bases ? Celui d'une période non finie n'est pas encore dû."""
        fin = lire(rapport["periode"]).fin
        return self.arret is not None and fin <= self.arret and any(b.debut <= fin <= b.fin for b in bases)
