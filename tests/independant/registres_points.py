"""Les points de service : qui a été restauré, qui fonctionne, qui est retombé (règles V1 à V3), à une date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.independant.calendrier import region_de, zones_du_niveau
from tests.independant.moment import Moment, dans_la_zone
from tests.independant.projet import Ligne, Tables, ecriture

TESTS = ("local", "agent", "moyens", "prestation")


@dataclass
class Suivi:
    """Un point restauré, vu à une date."""

    commune: str
    derniere: dt.date
    fonctionnel: bool
    retombe: bool


def _reussis(visite: Ligne) -> int:
    return sum(bool(visite.get(test)) for test in TESTS)


def _ferme(visite: Ligne) -> bool:
    return (visite.get("statut_fonctionnel") or "").startswith("fermé")


def en_panne(visite: Ligne) -> bool:
    """Moins de deux tests, ou fermé."""
    return _reussis(visite) < 2 or _ferme(visite)


def restaures(t: Tables, zone: str, jour: dt.date) -> list[Suivi]:
    """Les points qui ont passé les quatre tests au moins une fois ce jour-là au plus tard."""
    suivis = []
    for point in t["Points"]:
        if not dans_la_zone(point["code_zone"], zone):
            continue
        visites = [v for v in t["Visites"] if v["id_point"] == point["id_point"] and v["date"] <= jour]
        if not any(_reussis(v) == 4 for v in visites):
            continue
        derniere = max(visites, key=lambda v: v["date"])
        recente = (jour - derniere["date"]).days <= 90
        suivis.append(
            Suivi(
                commune=point["code_zone"],
                derniere=derniere["date"],
                fonctionnel=recente and not en_panne(derniere),
                retombe=en_panne(derniere),
            )
        )
    return suivis


def visites_connues(t: Tables, zone: str, jour: dt.date) -> list[dt.date]:
    """La dernière visite connue ce jour-là de chaque point visité de la zone."""
    derniere: dict[str, dt.date] = {}
    communes = {p["id_point"]: p["code_zone"] for p in t["Points"]}
    for v in t["Visites"]:
        if v["date"] <= jour and dans_la_zone(communes[v["id_point"]], zone):
            derniere[v["id_point"]] = max(v["date"], derniere.get(v["id_point"], v["date"]))
    return list(derniere.values())


def couverture(t: Tables, zone: str, m: Moment) -> tuple[int | None, int, list[dt.date]]:
    """Communes couvertes, communes attendues de la zone, dates ; rien tant que le projet n'a visité aucun point.

    Une région qui n'a jamais envoyé de point n'a pas de commune à couvrir. Une commune qui a un point restauré compte
    pour une composante, datée par sa visite la plus récente.
    """
    suivies = {region_de(p["code_zone"]) for p in t["Points"]}
    communes = {
        c for c in zones_du_niveau("commune", zone) if region_de(c) in suivies and m.dans_le_perimetre(c, m.bases[-1])
    }
    if not visites_connues(t, "SOCLE", m.jour):
        return None, len(communes), []
    suivis = [s for s in restaures(t, zone, m.jour) if s.commune in communes]
    dates: dict[str, dt.date] = {}
    for s in suivis:
        dates[s.commune] = max(s.derniere, dates.get(s.commune, s.derniere))
    return len({s.commune for s in suivis if s.fonctionnel}), len(communes), list(dates.values())


def frequence_des_rapports(t: Tables) -> str:
    """M, ou T si `Projet` le dit."""
    return next((li["valeur"] for li in t["Projet"] if li["cle"] == "frequence_rapports"), "M")


def etapes_datees(t: Tables, zone: str, m: Moment, etape: str) -> list[dt.date]:
    """Les dates réelles d'une étape, dans la zone et la rangée."""
    communes = {p["id_point"]: p["code_zone"] for p in t["Points"]}
    return [
        e["date_reelle"]
        for e in t["Étapes"]
        if str(e["etape"]) == etape
        and e.get("date_reelle")
        and m.dans(e["date_reelle"])
        and dans_la_zone(communes[e["id_point"]], zone)
    ]


def delais(t: Tables, zone: str, m: Moment) -> list[tuple[int, dt.date]]:
    """Jours de l'étape 3 à l'étape 7, datés par l'étape 7 ; négatifs, ils ne comptent pas."""
    communes = {p["id_point"]: p["code_zone"] for p in t["Points"]}
    reelles = {(e["id_point"], str(e["etape"])): e.get("date_reelle") for e in t["Étapes"]}
    resultat = []
    for (id_point, etape), fin in reelles.items():
        debut = reelles.get((id_point, "3"))
        if etape == "7" and fin and debut and fin >= debut and m.dans(fin) and dans_la_zone(communes[id_point], zone):
            resultat.append(((fin - debut).days, fin))
    return resultat


def zone_de_l_acte(t: Tables, acte: Ligne) -> str:
    """La commune de l'étape (même tournée, même site) quand elle est seule, sinon la région de la tournée."""
    site = ecriture("site", acte["site"])
    communes = {
        e["code_zone"]
        for e in t["SPI étapes"]
        if e["id_tournee"] == acte["id_tournee"] and ecriture("site", e["site"]) == site
    }
    if len(communes) == 1:
        return communes.pop()
    return next(s["code_zone"] for s in t["SPI tournées"] if s["id_tournee"] == acte["id_tournee"])
