"""Les mesures des indicateurs saisis (`Valeurs`) : règles C1 à C11 et A2, par des boucles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from statistics import median

from tests.independant.calendrier import ANCETRES, NIVEAU, P, lire, zones_du_niveau
from tests.independant.projet import Ligne, Tables, a_une_valeur


@dataclass
class Rangee:
    """Une ligne à produire : son type, son libellé, sa fin civile et les périodes de base dues qui la font."""

    type: str
    libelle: str
    fin: dt.date
    bases: list[P]


@dataclass
class Mesure:
    """Ce qui sort du calcul avant de juger : la valeur, ses termes, sa complétude, l'âge de ses composantes."""

    valeur: float | None = None
    numerateur: float | None = None
    denominateur: float | None = None
    recues: int | None = 0
    attendues: int | None = 0
    dates: list[dt.date] = field(default_factory=list)
    statut_provisoire: bool = False


Ventilation = tuple[str, str]
TOTAL: Ventilation = ("", "")


def regle_temps(indicateur: Ligne) -> str:
    """`somme` ou `derniere` ; vide, la règle suit la nature (règle C1). Un jalon garde son dernier rang."""
    if indicateur.get("regle_temps"):
        return indicateur["regle_temps"]
    return "derniere" if indicateur["nature"] in ("stock", "jalon") else "somme"


def ventilation(ligne: Ligne) -> Ventilation:
    return (ligne.get("dimension") or "", ligne.get("modalite") or "")


def moyenne_ponderee(valeurs: list[float], poids: list[float | None]) -> float | None:
    """Σ(valeur × poids) / Σ(poids) ; un poids manquant interdit d'agréger (règle C7), des poids nuls aussi."""
    connus = [p for p in poids if p is not None]
    somme = sum(connus)
    if len(connus) < len(poids) or not somme:
        return None
    return sum(v * p for v, p in zip(valeurs, connus, strict=True)) / somme


class Saisies:
    """Les lignes de `Valeurs` d'un indicateur, et de quoi les chercher."""

    def __init__(self, tables: Tables, indicateur: Ligne) -> None:
        self.indicateur = indicateur
        self.nature = indicateur["nature"]
        self.regle = regle_temps(indicateur)
        self.niveau = indicateur["niveau_collecte"]
        self.lignes = [li for li in tables["Valeurs"] if li["code_indicateur"] == indicateur["code"]]
        self.collecte = [li for li in tables["Collecte"] if li["code_indicateur"] == indicateur["code"]]
        self.avec_valeur = [li for li in self.lignes if a_une_valeur(li, self.nature)]
        self.recu = {(li["code_zone"], li["periode"], *ventilation(li)) for li in self.avec_valeur}
        self.sans_objet = {
            (li["code_zone"], li["periode"])
            for li in self.lignes
            if li.get("motif_absence") == "sans objet"
            and not a_une_valeur(li, self.nature)
            and ventilation(li) == TOTAL
        }

    def attendu_par_collecte(self, zone: str, base: P) -> bool:
        """La zone est-elle attendue à cette période ? Sans ligne de `Collecte`, toutes le sont."""
        if not self.collecte:
            return True
        for li in self.collecte:
            if li["code_zone"] not in ANCETRES[zone]:
                continue
            apres = not li.get("depuis") or base.debut >= lire(li["depuis"]).debut
            avant = not li.get("jusqu_a") or base.fin <= lire(li["jusqu_a"]).fin
            if apres and avant:
                return True
        return False

    def completude(self, zone: str, rangee: Rangee, vent: Ventilation) -> tuple[int, int]:
        """Couples zone × période de base reçus et attendus (règle A2)."""
        recues = attendues = 0
        bases = rangee.bases if self.regle == "somme" else rangee.bases[-1:]
        for z in zones_du_niveau(self.niveau, zone):
            for base in bases:
                if not self.attendu_par_collecte(z, base):
                    continue
                if (z, base.libelle) not in self.sans_objet:
                    attendues += 1
                if (z, base.libelle, *vent) in self.recu:
                    recues += 1
        return recues, attendues

    def composantes(self, zone: str, rangee: Rangee, vent: Ventilation) -> list[Ligne]:
        """Les lignes qui entrent : celles de la période (somme), ou la dernière connue de chaque zone (derniere)."""
        miennes = [li for li in self.avec_valeur if zone in ANCETRES[li["code_zone"]] and ventilation(li) == vent]
        if self.regle == "somme":
            libelles = {b.libelle for b in rangee.bases}
            return [li for li in miennes if li["periode"] in libelles]
        derniere: dict[str, Ligne] = {}
        for li in miennes:
            if lire(li["periode"]).fin > rangee.fin:
                continue
            deja = derniere.get(li["code_zone"])
            if deja is None or lire(li["periode"]).fin > lire(deja["periode"]).fin:
                derniere[li["code_zone"]] = li
        return list(derniere.values())

    def mesures(self, zone: str, rangee: Rangee) -> dict[Ventilation, Mesure]:
        """La mesure du total, et de chaque ventilation dont une valeur entre dans la rangée."""
        resultat: dict[Ventilation, Mesure] = {}
        for vent in sorted({TOTAL} | {ventilation(li) for li in self.avec_valeur}):
            entrees = self.composantes(zone, rangee, vent)
            if vent != TOTAL and not entrees:
                continue
            mesure = Mesure(dates=[lire(li["periode"]).fin for li in entrees])
            mesure.statut_provisoire = any(li.get("statut") == "provisoire" for li in entrees)
            mesure.recues, mesure.attendues = self.completude(zone, rangee, vent)
            self._chiffrer(mesure, entrees, zone, rangee)
            resultat[vent] = mesure
        if self.nature == "jalon" and NIVEAU[zone] != self.niveau:
            resultat.update(self._rangs(zone, rangee))
        return resultat

    def _chiffrer(self, mesure: Mesure, entrees: list[Ligne], zone: str, rangee: Rangee) -> None:
        if not entrees:
            return
        zone_de_base = NIVEAU[zone] == self.niveau
        if self.nature in ("flux", "stock"):
            mesure.valeur = sum(li["valeur"] for li in entrees)
        elif self.nature == "ratio":
            mesure.numerateur = sum(li["numerateur"] for li in entrees)
            mesure.denominateur = sum(li["denominateur"] for li in entrees)
            if mesure.denominateur != 0:
                mesure.valeur = 100 * mesure.numerateur / mesure.denominateur
        elif self.nature == "score":
            mesure.valeur = moyenne_ponderee([li["valeur"] for li in entrees], [li.get("effectif") for li in entrees])
            # Une ligne sans effectif ne s'agrège pas, mais se lit dans sa zone et sa période.
            if zone_de_base and rangee.type == rangee.bases[0].type and entrees[0].get("effectif") is None:
                mesure.valeur = entrees[0]["valeur"]
        elif self.nature == "jalon":
            if zone_de_base:
                mesure.valeur = entrees[0]["valeur"]
        elif zone_de_base and rangee.type == rangee.bases[0].type:
            # distinct et délai saisis : non additifs, la valeur ne vaut que pour sa zone et sa période.
            mesure.valeur = (
                entrees[0]["valeur"] if self.nature == "distinct" else median(li["valeur"] for li in entrees)
            )

    def _rangs(self, zone: str, rangee: Rangee) -> dict[Ventilation, Mesure]:
        """Le nombre de zones à chaque rang de 0 à 4 ; rien tant qu'aucune zone n'a de rang."""
        entrees = self.composantes(zone, rangee, TOTAL)
        if not entrees:
            return {}
        resultat = {}
        _, attendues = self.completude(zone, rangee, TOTAL)
        derniere_base = rangee.bases[-1]
        for rang in range(5):
            du_rang = [li for li in entrees if int(li["valeur"]) == rang]
            recues = [
                li
                for li in du_rang
                if li["periode"] == derniere_base.libelle and self.attendu_par_collecte(li["code_zone"], derniere_base)
            ]
            resultat[("rang", str(rang))] = Mesure(
                valeur=len(du_rang),
                recues=len(recues),
                attendues=attendues,
                dates=[lire(li["periode"]).fin for li in du_rang],
                statut_provisoire=any(li.get("statut") == "provisoire" for li in du_rang),
            )
        return resultat
