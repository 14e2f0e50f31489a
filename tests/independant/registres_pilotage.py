"""Les registres du pilotage, des projets et chantiers aux décisions et produits (règles G8, G9 et G15 à G23)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.independant.calendrier import region_de
from tests.independant.moment import Moment, dans_la_zone
from tests.independant.projet import Ligne, Tables, date_des_donnees, ecriture
from tests.independant.saisies import moyenne_ponderee
from tests.independant.termes import Mesures, ratio, total


def _stock_d_evenements(lignes: list[Ligne], colonne: str, zone: str, jour: dt.date) -> Mesures:
    """Combien sont datées ce jour-là au plus tard ; zéro si le registre connaît la zone, sinon rien."""
    de_la_zone = [li for li in lignes if dans_la_zone(li.get("code_zone"), zone)]
    dates = [li[colonne] for li in de_la_zone if li.get(colonne) and li[colonne] <= jour]
    return total(len(dates) if de_la_zone else None, dates)


def projets_valides(t: Tables, zone: str, m: Moment) -> Mesures:
    """Un projet rejeté ou abandonné n'est pas validé, quoi que dise sa date."""
    lignes = [p | {"date_validation": None} if p.get("statut") in ("rejeté", "abandonné") else p for p in t["Projets"]]
    return _stock_d_evenements(lignes, "date_validation", zone, m.jour)


def projets_note(t: Tables, zone: str, m: Moment) -> Mesures:
    """Notés au moins 12 parmi les notés, datés par la soumission, sinon la validation."""
    bons, dates = 0, []
    for p in t["Projets"]:
        jour = p.get("date_soumission") or p.get("date_validation")
        if p.get("note_formulation") is None or jour is None or not dans_la_zone(p.get("code_zone"), zone):
            continue
        if m.retient(jour):
            dates.append(jour)
            bons += p["note_formulation"] >= 12
    return ratio(bons, len(dates), dates)


def ouvrages_receptionnes(t: Tables, zone: str, m: Moment) -> Mesures:
    return _stock_d_evenements(t["Chantiers"], "date_reception", zone, m.jour)


def produits_valides(t: Tables, zone: str, m: Moment) -> Mesures:
    lignes = [p if p.get("statut") == "validé" else p | {"date": None} for p in t["Capitalisation"]]
    return _stock_d_evenements(lignes, "date", zone, m.jour)


def _dernieres(lignes: list[Ligne], cle: tuple[str, ...], jour: dt.date) -> list[Ligne]:
    """La dernière ligne connue ce jour-là, pour chaque entité."""
    derniere: dict[tuple[Any, ...], Ligne] = {}
    for ligne in lignes:
        entite = tuple(ligne[c] for c in cle)
        if ligne["date"] <= jour and (entite not in derniere or ligne["date"] > derniere[entite]["date"]):
            derniere[entite] = ligne
    return list(derniere.values())


def avancement_travaux(t: Tables, zone: str, m: Moment) -> Mesures:
    """Σ(physique × montant) / Σ(montant) ; le numérateur est le montant exécuté (pct / 100).

    Sans relevé encore, un chantier reçu est à 100 %, commencé à 0 %.
    """
    releves = {a["id_chantier"]: a for a in _dernieres(t["Avancement"], ("id_chantier",), m.jour)}
    fait = prevu = 0.0
    dates = []
    for c in t["Chantiers"]:
        if c.get("montant_fcfa") is None or not dans_la_zone(c.get("code_zone"), zone):
            continue
        if releve := releves.get(c["id_chantier"]):
            part, jour = releve["physique_pct"] / 100, releve["date"]
        elif c.get("date_reception") and c["date_reception"] <= m.jour:
            part, jour = 1.0, c["date_reception"]
        elif c.get("date_debut") and c["date_debut"] <= m.jour:
            part, jour = 0.0, c["date_debut"]
        else:
            continue
        fait += part * c["montant_fcfa"]
        prevu += c["montant_fcfa"]
        dates.append(jour)
    return ratio(fait, prevu, dates)


def _budget(t: Tables, situation: Ligne) -> float | None:
    """Le budget que dit cette situation de l'activité, à défaut la dernière d'avant qui en dise un."""
    siennes = [
        a
        for a in t["Activités"]
        if all(a.get(c) == situation.get(c) for c in ("code_activite", "code_zone"))
        and a["date"] <= situation["date"]
        and a.get("budget_fcfa") is not None
    ]
    return max(siennes, key=lambda a: a["date"])["budget_fcfa"] if siennes else None


def execution_ptba(t: Tables, zone: str, m: Moment) -> Mesures:
    fait = prevu = 0.0
    dates = []
    chiffrees = [a for a in t["Activités"] if a.get("avancement_pct") is not None and _budget(t, a) is not None]
    for a in _dernieres(chiffrees, ("code_activite", "code_zone"), m.jour):
        if not dans_la_zone(a.get("code_zone"), zone):
            continue
        budget = _budget(t, a) or 0
        fait += a["avancement_pct"] / 100 * budget
        prevu += budget
        dates.append(a["date"])
    return ratio(fait, prevu, dates)


def presence_representants(t: Tables, zone: str, m: Moment) -> Mesures:
    etats = [p for p in _dernieres(t["Présence"], ("code_zone", "poste"), m.jour) if dans_la_zone(p["code_zone"], zone)]
    return ratio(sum(p["etat"] == "au poste" for p in etats), len(etats), [p["date"] for p in etats])


def personnes_formees(t: Tables, zone: str, m: Moment) -> Mesures:
    personnes, dates = set(), []
    for f in t["Formations"]:
        jour = f.get("fin") or f.get("debut")
        if jour is None or not m.dans(jour) or not dans_la_zone(f["code_zone"], zone):
            continue
        presents = {
            ecriture("id_personne", p["id_personne"])
            for p in t["Participants"]
            if p["id_formation"] == f["id_formation"]
        }
        personnes |= presents
        dates += [jour] * bool(presents)
    return total(len(personnes) if personnes else None, dates)


def gain_tests(t: Tables, zone: str, m: Moment) -> Mesures:
    """(après − avant) pondéré par hommes + femmes, sinon par le nombre de lignes de `Participants`.

    Sans aucun des deux, le poids est inconnu : une session seule se lit, rien ne s'agrège (règle C7).
    """
    gains: list[float] = []
    poids: list[float | None] = []
    dates = []
    for f in t["Formations"]:
        jour = f.get("fin") or f.get("debut")
        if jour is None or not m.dans(jour) or not dans_la_zone(f["code_zone"], zone):
            continue
        if f.get("score_avant") is None or f.get("score_apres") is None:
            continue
        effectif: float | None = sum(p["id_formation"] == f["id_formation"] for p in t["Participants"]) or None
        if f.get("hommes") is not None or f.get("femmes") is not None:
            effectif = (f.get("hommes") or 0) + (f.get("femmes") or 0)
        gains.append(f["score_apres"] - f["score_avant"])
        poids.append(effectif)
        dates.append(jour)
    if m.propre and poids == [None]:
        return total(gains[0], dates)
    return total(moyenne_ponderee(gains, poids), dates)


def reunions_tenues(t: Tables, zone: str, m: Moment) -> Mesures:
    """Tenue après la date des données, une réunion ne l'est pas encore."""
    arret = date_des_donnees(t)
    prevues = [
        r
        for r in t["Réunions"]
        if r.get("date_prevue") and m.dans(r["date_prevue"]) and dans_la_zone(r.get("code_zone"), zone)
    ]
    tenues = sum(r.get("date") is not None and arret is not None and r["date"] <= arret for r in prevues)
    return ratio(tenues, len(prevues), [r["date_prevue"] for r in prevues])


def zone_de_la_decision(t: Tables, d: Ligne) -> str:
    """La sienne, à défaut celle de ses points, de son projet, de sa réunion (règle V12)."""
    if d.get("code_zone"):
        return str(d["code_zone"])
    nommes = (d.get("id_point") or "").split(";")
    communes = {p["code_zone"] for p in t["Points"] if p["id_point"] in nommes}
    if len(communes) == 1:
        return str(communes.pop())
    if communes:
        regions = {region_de(c) for c in communes}
        return str(regions.pop()) if len(regions) == 1 else "SOCLE"
    for feuille, cle in (("Projets", "id_projet"), ("Réunions", "id_reunion")):
        for ligne in t[feuille]:
            if d.get(cle) and ligne[cle] == d[cle] and ligne.get("code_zone"):
                return str(ligne["code_zone"])
    return "SOCLE"


def decisions_executees(t: Tables, zone: str, m: Moment) -> Mesures:
    """Abandonnée à son échéance ou avant, une décision n'était plus due."""
    dues = [
        d
        for d in t["Décisions"]
        if d.get("echeance")
        and m.dans(d["echeance"])
        and dans_la_zone(zone_de_la_decision(t, d), zone)
        and not (d.get("statut") == "abandonnée" and d.get("date_execution") and d["date_execution"] <= d["echeance"])
    ]
    a_temps = sum(d.get("date_execution") is not None and d["date_execution"] <= d["echeance"] for d in dues)
    return ratio(a_temps, len(dues), [d["echeance"] for d in dues])
