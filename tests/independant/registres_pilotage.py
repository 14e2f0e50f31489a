"""Les registres du pilotage, des projets et chantiers aux décisions et produits (règles G8, G9 et G15 à G23)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.independant.moment import Moment, dans_la_zone
from tests.independant.projet import Ligne, Tables, ecriture
from tests.independant.saisies import moyenne_ponderee
from tests.independant.termes import Mesures, ratio, total


def _stock_d_evenements(lignes: list[Ligne], colonne: str, zone: str, jour: dt.date) -> Mesures:
    """Combien sont datées ce jour-là au plus tard ; zéro si le registre connaît la zone, sinon rien."""
    de_la_zone = [li for li in lignes if dans_la_zone(li.get("code_zone"), zone)]
    dates = [li[colonne] for li in de_la_zone if li.get(colonne) and li[colonne] <= jour]
    return total(len(dates) if de_la_zone else None, dates)


def projets_valides(t: Tables, zone: str, m: Moment) -> Mesures:
    return _stock_d_evenements(t["Projets"], "date_validation", zone, m.jour)


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
    """Σ(physique × montant) / Σ(montant) ; le numérateur est le montant exécuté (pct / 100)."""
    chantiers = {c["id_chantier"]: c for c in t["Chantiers"]}
    fait = prevu = 0.0
    dates = []
    for a in _dernieres(t["Avancement"], ("id_chantier",), m.jour):
        chantier = chantiers[a["id_chantier"]]
        if chantier.get("montant_fcfa") is None or not dans_la_zone(chantier.get("code_zone"), zone):
            continue
        fait += a["physique_pct"] / 100 * chantier["montant_fcfa"]
        prevu += chantier["montant_fcfa"]
        dates.append(a["date"])
    return ratio(fait, prevu, dates)


def execution_ptba(t: Tables, zone: str, m: Moment) -> Mesures:
    fait = prevu = 0.0
    dates = []
    for a in _dernieres(t["Activités"], ("code_activite", "code_zone"), m.jour):
        if (
            a.get("avancement_pct") is None
            or a.get("budget_fcfa") is None
            or not dans_la_zone(a.get("code_zone"), zone)
        ):
            continue
        fait += a["avancement_pct"] / 100 * a["budget_fcfa"]
        prevu += a["budget_fcfa"]
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
    prevues = [
        r
        for r in t["Réunions"]
        if r.get("date_prevue") and m.dans(r["date_prevue"]) and dans_la_zone(r.get("code_zone"), zone)
    ]
    return ratio(sum(r.get("date") is not None for r in prevues), len(prevues), [r["date_prevue"] for r in prevues])


def decisions_executees(t: Tables, zone: str, m: Moment) -> Mesures:
    dues = [
        d
        for d in t["Décisions"]
        if d.get("echeance") and m.dans(d["echeance"]) and dans_la_zone(d.get("code_zone"), zone)
    ]
    a_temps = sum(d.get("date_execution") is not None and d["date_execution"] <= d["echeance"] for d in dues)
    return ratio(a_temps, len(dues), [d["echeance"] for d in dues])
