"""Le pilotage : activités du PTBA, formations, réunions, décisions, contexte et capitalisation."""

from __future__ import annotations

import datetime as dt
import random

from etl.demonstration.base import (
    BAMAKO,
    FIN,
    PREFIXE,
    REGIONS,
    Cellules,
    Ligne,
    alea,
    date_de,
    en_crise,
    fin_de_mois,
    fins_de_mois,
    jours,
    lire_entrees,
)

#: Part du programme de l'année exécutée au 31 décembre, par région et par année (2024 : au rythme de juin).
EXECUTION = {"GAO": (93, 94, 96), "MENAKA": (84, 52, 74), "DOUENTZA": (88, 86, 84)}
#: Dernière situation envoyée par Douentza.
DERNIERE_SITUATION = {"GAO": FIN, "MENAKA": FIN, "DOUENTZA": dt.date(2024, 4, 30)}
FONCTIONS = ("sous-préfet", "préfet adjoint", "agent", "agent technique", "officier d'état civil", "secrétaire général")

#: Des fonctions de la liste `responsable`, jamais des noms (règle D5) ; «coordination» est celle de la région.
RESPONSABLES = (
    "chef de projet",
    "suivi-évaluation",
    "administration et finances",
    "passation des marchés",
    "ingénieur des travaux",
    "direction nationale",
    "formation et capitalisation",
    "coordination",
    "assistance technique",
    "gouvernorat",
)
COORDINATIONS = {
    "GAO": "coordination de Gao",
    "MENAKA": "coordination de Ménaka",
    "DOUENTZA": "coordination de Douentza",
}


def _responsable(source: str, rang: int) -> str:
    nom = RESPONSABLES[rang % len(RESPONSABLES)]
    return COORDINATIONS.get(source, "chef de projet") if nom == "coordination" else nom


def lignes_activites() -> list[Ligne]:
    """La feuille Activités : dix activités par région et par année, une situation par mois."""
    lignes: list[Ligne] = []
    for region in REGIONS:
        for annee in (2022, 2023, 2024):
            for rang, entree in enumerate(lire_entrees("activites.csv")):
                lignes += _activite(region, annee, rang, entree)
    return lignes


def _activite(region: str, annee: int, rang: int, entree: dict[str, str]) -> list[Ligne]:
    code = f"{PREFIXE[region]}-{annee - 2000}-{rang + 1:02d}"
    tirage = alea(f"activite-{code}")
    budget = int(int(entree["budget_millions"]) * {"GAO": 1.0, "MENAKA": 0.6, "DOUENTZA": 0.7}[region]) * 1_000_000
    terme = min(100.0, EXECUTION[region][annee - 2022] * tirage.uniform(0.9, 1.12))
    debut_prevu, fin_prevue = dt.date(annee, 1 + rang % 3, 10), dt.date(annee, 12 - rang % 2, 20)
    lignes: list[Ligne] = []
    precedent, fin = 0, None
    for mois in fins_de_mois():
        if mois.year != annee or mois > DERNIERE_SITUATION[region] or (mois.month < 3 and mois < debut_prevu):
            continue
        rythme = (mois.month / 12) ** (0.75 if region != "MENAKA" else 0.95)
        avancement = precedent if en_crise(region, mois) else max(precedent, round(terme * rythme))
        precedent = avancement
        fin = fin or (mois if avancement == 100 else None)
        cellules: Cellules = {
            "code_activite": code,
            "date": mois,
            "libelle": entree["libelle"],
            "resultat": entree["resultat"],
            "code_zone": region,
            "responsable": _responsable(region, rang),
            "debut_prevu": debut_prevu,
            "fin_prevue": fin_prevue,
            "debut": debut_prevu + jours(rang * 3) if avancement else None,
            "fin": fin,
            "avancement_pct": avancement,
            "budget_fcfa": budget,
            "engage_fcfa": int(budget * min(100, avancement + 6) / 100),
            "decaisse_fcfa": int(budget * max(0, avancement - 9) / 100),
            "statut": _statut(region, mois, avancement, rythme),
            "blocage": "Zone non accessible" if en_crise(region, mois) else None,
        }
        lignes.append(Ligne("activite_ptba", region, mois, cellules))
    return lignes


def _statut(region: str, mois: dt.date, avancement: int, rythme: float) -> str:
    if en_crise(region, mois):
        return "suspendue"
    if avancement == 100:
        return "réalisée"
    if not avancement:
        return "prévue"
    return "en retard" if avancement < 70 * rythme else "en cours"


def lignes_formations() -> list[Ligne]:
    """Les feuilles Formations et Participants ; certaines personnes suivent deux sessions."""
    lignes: list[Ligne] = []
    for region, nombre, effectif in (("GAO", 11, 160), ("MENAKA", 5, 62), ("DOUENTZA", 8, 96)):
        tirage = alea(f"formations-{region}")
        for rang in range(nombre):
            debut = dt.date(2022, 3, 7) + jours(rang * 810 / (nombre - 1) + tirage.randint(0, 20))
            if not en_crise(region, debut):
                lignes += _session(region, rang, debut, effectif, tirage)
    return lignes


def _session(region: str, rang: int, debut: dt.date, effectif: int, tirage: random.Random) -> list[Ligne]:
    entree = lire_entrees("formations.csv")[rang % len(lire_entrees("formations.csv"))]
    identifiant = f"{PREFIXE[region]}-FO-{rang + 1:02d}"
    personnes = sorted(tirage.sample(range(effectif), tirage.randint(15, 24)))
    femmes = {p for p in range(effectif) if p % 10 in (0, 3, 7)}
    avant = tirage.randint(38, 52)
    fin = min(debut + jours(3), FIN)
    fiche: Cellules = {
        "id_formation": identifiant,
        "intitule": entree["intitule"],
        "module": entree["module"],
        "code_zone": region,
        "debut": debut,
        "fin": fin,
        "hommes": sum(p not in femmes for p in personnes),
        "femmes": sum(p in femmes for p in personnes),
        "score_avant": avant,
        "score_apres": avant + tirage.randint(15, 30),
    }
    lignes = [Ligne("formation", region, fin, fiche)]
    base = {"GAO": 1000, "MENAKA": 2000, "DOUENTZA": 3000}[region]
    for p in personnes:
        participant: Cellules = {
            "id_formation": identifiant,
            "id_personne": f"P-{base + p:04d}",
            "sexe": "F" if p in femmes else "H",
            "fonction": FONCTIONS[p % len(FONCTIONS)],
        }
        lignes.append(Ligne("formation_participant", region, fin, participant))
    return lignes


def lignes_reunions() -> list[Ligne]:
    """Les feuilles Réunions et Décisions : comité de pilotage, coordination nationale, suivi régional."""
    tirage = alea("reunions")
    lignes: list[Ligne] = []
    rythmes = [(BAMAKO, "Comité de pilotage", "PIL", 6, 10), (BAMAKO, "Réunion de coordination", "COO", 1, 12)]
    rythmes += [(region, "Comité régional de suivi", "SUI", 2, 22) for region in REGIONS]
    for source, instance, sigle, pas, jour in rythmes:
        for rang, mois in enumerate(range(2, 31, pas)):
            prevue = fin_de_mois(2022, mois).replace(day=jour)
            identifiant = f"{PREFIXE[source]}-{sigle}-{rang + 1:02d}"
            lignes += _reunion(source, instance, identifiant, prevue, tirage)
    return lignes


def _reunion(source: str, instance: str, identifiant: str, prevue: dt.date, tirage: random.Random) -> list[Ligne]:
    manquee = en_crise(source, prevue) or tirage.random() < {"GAO": 0.1, "MENAKA": 0.28, "DOUENTZA": 0.2}.get(
        source, 0.1
    )
    tenue = None if manquee else min(prevue + jours(tirage.randint(0, 9)), FIN)
    fiche: Cellules = {
        "id_reunion": identifiant,
        "instance": instance,
        "code_zone": source,
        "date_prevue": prevue,
        "date": tenue,
    }
    lignes = [Ligne("reunion", source, tenue or prevue, fiche)]
    if tenue is not None:
        for n in range(1, tirage.randint(2, 3) + (instance == "Comité de pilotage")):
            lignes += _decision(source, f"{identifiant}-D{n}", identifiant, tenue, tirage)
    return lignes


def _decision(source: str, identifiant: str, reunion: str, jour: dt.date, tirage: random.Random) -> list[Ligne]:
    textes = lire_entrees("decisions.csv")
    rang = tirage.randrange(len(textes))
    echeance = jour + jours(tirage.choice((30, 45, 60)))
    tire = tirage.random()
    a_temps = {"GAO": 0.72, "MENAKA": 0.42, "DOUENTZA": 0.52}.get(source, 0.68)
    execution = echeance - jours(tirage.randint(2, 20)) if tire < a_temps else echeance + jours(tirage.randint(8, 50))
    if tire > 0.93 or execution > FIN:
        execution = FIN + jours(1)
    faite = execution <= FIN
    fiche: Cellules = {
        "id_decision": identifiant,
        "date": jour,
        "id_reunion": reunion,
        "texte": textes[rang]["texte"],
        "responsable": _responsable(source, tirage.randint(0, 9)),
        "echeance": echeance,
        "statut": "en cours",
        "code_indicateur": tirage.choice((None, "OS1", "R2.8", "R1.1", "OS3", "R4.1")),
        "code_zone": source,
    }
    if source != BAMAKO and textes[rang]["porte_sur"]:
        colonne, sigle = ("id_point", "PT") if textes[rang]["porte_sur"] == "point" else ("id_projet", "PR")
        fiche[colonne] = f"{PREFIXE[source]}-{sigle}-" + ("002" if sigle == "PT" else "02")
    lignes = [Ligne("decision", source, jour, dict(fiche))]
    if faite:
        fiche |= {"date_execution": execution, "statut": "exécutée"}
        lignes.append(Ligne("decision", source, execution, fiche))
    return lignes


def lignes_contexte() -> list[Ligne]:
    """Les feuilles Événements et Capitalisation."""
    lignes: list[Ligne] = []
    for entree in lire_entrees("evenements.csv"):
        jour, source = dt.date.fromisoformat(entree["date"]), entree["code_zone"] or BAMAKO
        cellules: Cellules = {
            "date": jour,
            "code_zone": source,
            "nature": entree["nature"],
            "texte": f"{entree['texte']} (fictif)",
        }
        lignes.append(Ligne("evenement", source, jour, cellules))
    for rang, entree in enumerate(lire_entrees("capitalisation.csv")):
        lignes += _produit(f"CAP-{rang + 1:02d}", entree)
    return lignes


def _produit(identifiant: str, entree: dict[str, str]) -> list[Ligne]:
    source = entree["code_zone"] or BAMAKO
    jour = dt.date.fromisoformat(entree["date"])
    fiche: Cellules = {
        "id_produit": identifiant,
        "titre": entree["titre"],
        "date": jour,
        "code_zone": source,
        "theme": entree["theme"],
        "statut": "projet",
    }
    lignes = [Ligne("capitalisation", source, jour, dict(fiche))]
    validee = date_de(entree["date_validation"])
    if validee is not None:
        fiche |= {"date": validee, "statut": "validé"}
        lignes.append(Ligne("capitalisation", source, validee, fiche))
    return lignes
