"""Les mesures des indicateurs calculés sur les registres (règles G1 à G23) : une fonction par nom de `source_calcul`.

Chaque fonction reçoit les tables, la zone et le moment, et rend ses termes avec la date de chaque composante.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from statistics import median

from tests.independant import registres_pilotage as pilotage
from tests.independant import registres_points as points
from tests.independant.calendrier import ANCETRES, NIVEAU, P, periodes_dues, region_de, zones_du_niveau
from tests.independant.moment import Moment, dans_la_zone
from tests.independant.projet import Ligne, Tables, date_des_donnees, jour_de_depart
from tests.independant.registres_ventilations import Ventileur
from tests.independant.saisies import TOTAL, Mesure, Rangee, Saisies, regle_temps
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
    couvertes, communes, dates = points.couverture(t, zone, m)
    if couvertes is None or not communes:
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
        self.nom = indicateur["source_calcul"]
        self.saisies = Saisies(tables, indicateur)
        self.genre = "trimestre" if points.frequence_des_rapports(tables) == "T" else "mois"

    def mesures(self, zone: str, rangee: Rangee) -> Mesures:
        propre = NIVEAU[zone] == self.niveau and rangee.type == rangee.bases[0].type
        moment = Moment(rangee.bases, self.regle, propre, self._dans_le_perimetre)
        resultat = self.calcul(self.tables, zone, moment)
        zeros = self._zeros(zone, rangee.bases) if self.nom in REGISTRES_D_UN_FLUX else []
        if zeros:
            mesure = resultat[TOTAL]
            mesure.valeur = mesure.valeur or 0
            mesure.dates = mesure.dates + zeros
        for ventilation, reduites in self.ventileur.au(moment.jour):
            mesure = self.calcul(reduites, zone, moment)[TOTAL]
            # Une rangée ventilée n'existe que là où une valeur de sa modalité entre.
            if mesure.dates or mesure.valeur is not None:
                resultat[ventilation] = mesure
        for mesure in resultat.values():
            mesure.recues, mesure.attendues = self.rapports(zone, rangee)
        return resultat

    def _dans_le_perimetre(self, commune: str, base: P) -> bool:
        """La Collecte attend-elle cette commune, ou une zone qui la contient, à cette période ?"""
        return self.saisies.attendu_par_collecte(commune, base)

    def _zeros(self, zone: str, bases: list[P]) -> list[dt.date]:
        """Les fins des périodes de base où une zone de collecte, muette, dit zéro (règle G1)."""
        fins = []
        for z in zones_du_niveau(self.niveau, zone):
            region = region_de(z)
            if region is None or (premier := premier_envoi(self.tables, self.nom, region)) is None:
                continue
            for base in bases:
                if base.fin < premier or not self.saisies.attendu_par_collecte(z, base):
                    continue
                muette = not self.calcul(self.tables, z, Moment([base], "somme"))[TOTAL].dates
                recus, dus = self._compter(region, [base])
                if muette and dus and recus == dus:
                    fins.append(base.fin)
        return fins

    def rapports(self, zone: str, rangee: Rangee) -> tuple[int | None, int | None]:
        """Rapports reçus et attendus de la ou des régions de la zone ; vides sans feuille `Rapports`."""
        if not self.tables["Rapports"]:
            return None, None
        bases = rangee.bases if self.regle == "somme" else rangee.bases[-1:]
        regions = zones_du_niveau("region") if zone == "SOCLE" else [region_de(zone)]
        comptes = [self._compter(r, bases) for r in regions if r is not None and self._attend(r)]
        return sum(recus for recus, _ in comptes), sum(dus for _, dus in comptes)

    def _attend(self, region: str) -> bool:
        """La coordination a-t-elle une zone que la Collecte attend ? Sans ligne de Collecte, toutes en ont."""
        if not self.saisies.collecte:
            return True
        nommees = [li["code_zone"] for li in self.saisies.collecte]
        return any(
            any(n in ANCETRES[z] for n in nommees) and (region in ANCETRES[z] or z == "SOCLE")
            for z in zones_du_niveau(self.niveau)
        )

    def _compter(self, region: str, bases: list[P]) -> tuple[int, int]:
        """Les rapports reçus et dus d'une région : ceux dont la période, finie depuis le début, finit dans une base."""
        recus = dus = 0
        depart = jour_de_depart(self.tables)
        if self.arret is None or depart is None:
            return 0, 0
        for p in periodes_dues(self.genre, depart, self.arret):
            if not any(b.debut <= p.fin <= b.fin for b in bases):
                continue
            dus += 1
            recus += any(
                (r["code_zone"], r["periode"]) == (region, p.libelle)
                and r.get("date_reception") is not None
                and r["date_reception"] <= self.arret
                for r in self.tables["Rapports"]
            )
        return recus, dus


#: Les registres de chaque flux, et ce qui date leurs lignes.
REGISTRES_D_UN_FLUX = {
    "diagnostics": ("Étapes",),
    "usagers_services": ("Visites", "SPI actes"),
    "etapes_tenues": ("SPI étapes",),
    "actes_spi": ("SPI actes",),
}


def premier_envoi(t: Tables, nom: str, region: str) -> dt.date | None:
    """Le premier jour qu'une ligne de la région dit dans l'un des registres de ce flux."""
    communes = {p["id_point"]: p["code_zone"] for p in t["Points"]}
    jours = []
    for registre in REGISTRES_D_UN_FLUX[nom]:
        for ligne in t[registre]:
            if registre == "SPI actes":
                zone = points.zone_de_l_acte(t, ligne)
            else:
                zone = ligne["code_zone"] if registre == "SPI étapes" else communes[ligne["id_point"]]
            jour = ligne.get("date") or ligne.get("date_reelle") or ligne.get("date_prevue")
            if jour is not None and region_de(zone) == region:
                jours.append(jour)
    return min(jours, default=None)
