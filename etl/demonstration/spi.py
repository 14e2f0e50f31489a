"""Les services publics itinérants : tournées prévues, réalisées, partielles ou annulées ; étapes ; actes."""

from __future__ import annotations

import datetime as dt
import random

from etl.demonstration.base import FIN, PREFIXE, REGIONS, Cellules, Ligne, alea, communes, en_crise, fin_de_mois, jours

#: Mois de départ des tournées prévues : deux par trimestre, à partir d'avril 2022 (mois comptés depuis janvier 2022).
MOIS_PREVUS = tuple(m for m in range(4, 31) if m % 3 != 0)
#: Communes desservies : celles que les tournées ne gagnent pas manquent à dessein.
CIRCUITS = {
    "GAO": (
        ("ML070101", "ML070103", "ML070107", "ML070106"),
        ("ML070202", "ML070203", "ML070201", "ML070204"),
        ("ML070304", "ML070306", "ML070305", "ML070302", "ML070307"),
        ("ML070104", "ML070102", "ML070105", "ML070301"),
    ),
    "MENAKA": (("ML100101", "ML100201", "ML100301"), ("ML100101", "ML100401", "ML100201")),
    "DOUENTZA": (
        ("ML050409", "ML050408", "ML050407", "ML050414"),
        ("ML050402", "ML050411", "ML050405", "ML050403"),
        ("ML050410", "ML050401", "ML050412", "ML050415"),
    ),
}
#: Chances d'annulation et de tournée partielle, hors crise.
ALEAS = {"GAO": (0.10, 0.12), "MENAKA": (0.30, 0.22), "DOUENTZA": (0.2, 0.4)}
ACTES = (
    ("état civil", "Acte de naissance", 42, 0.47),
    ("état civil", "Carte d’identité", 27, 0.38),
    ("santé", "Consultation", 31, 0.52),
    ("santé", "Vaccination", 22, 0.51),
    ("justice", "Conseil juridique", 9, 0.34),
    ("élevage", "Vaccination du bétail (éleveurs servis)", 14, 0.16),
)
MOTIFS_D_ANNULATION = ("Insécurité sur l’axe", "Pluies, piste coupée", "Véhicules indisponibles")


def lignes_spi() -> list[Ligne]:
    """Les feuilles SPI tournées, SPI étapes et SPI actes."""
    lignes: list[Ligne] = []
    for region in REGIONS:
        tirage = alea(f"spi-{region}")
        for rang, mois in enumerate(MOIS_PREVUS):
            lignes += _tournee(region, rang, mois, tirage)
        lignes += _tournees_a_venir(region)
    return lignes


def _tournees_a_venir(region: str) -> list[Ligne]:
    """Deux tournées du trimestre suivant : prévues, donc jamais montrées hors de l'équipe."""
    lignes = []
    for i, depart in enumerate((dt.date(2024, 7, 22), dt.date(2024, 8, 26))):
        cellules: Cellules = {
            "id_tournee": f"{PREFIXE[region]}-SPI-{len(MOIS_PREVUS) + 1 + i:02d}",
            "code_zone": region,
            "date_prevue_debut": depart,
            "date_prevue_fin": depart + jours(6),
            "statut": "planifiée",
        }
        lignes.append(Ligne("spi_tournee", region, dt.date(2024, 4, 20), cellules))
    return lignes


def _tournee(region: str, rang: int, mois: int, tirage: random.Random) -> list[Ligne]:
    identifiant = f"{PREFIXE[region]}-SPI-{rang + 1:02d}"
    prevue = fin_de_mois(2022, mois) - jours(tirage.randint(9, 24))
    circuit = CIRCUITS[region][rang % len(CIRCUITS[region])]
    annulation, partielle = ALEAS[region]
    tire = tirage.random()
    annulee = en_crise(region, prevue) or tire < annulation
    statut = "annulée" if annulee else ("partielle" if tire < annulation + partielle else "réalisée")
    fiche: Cellules = {
        "id_tournee": identifiant,
        "code_zone": region,
        "date_prevue_debut": prevue,
        "date_prevue_fin": prevue + jours(len(circuit) + 2),
        "statut": "planifiée",
    }
    lignes = [Ligne("spi_tournee", region, prevue - jours(30), dict(fiche))]
    if annulee:
        motif = "Zone inaccessible" if en_crise(region, prevue) else tirage.choice(MOTIFS_D_ANNULATION)
        fiche |= {"statut": statut, "motif": motif}
        return [*lignes, Ligne("spi_tournee", region, prevue + jours(5), fiche)]
    debut = prevue + jours(tirage.randint(0, 3))
    fin = debut + jours(len(circuit) - 1)
    if fin > FIN:
        debut, fin = debut - jours((fin - FIN).days), FIN
    fiche |= {"statut": statut, "date_debut": debut, "date_fin": fin, "cout_fcfa": tirage.randint(24, 52) * 100_000}
    if statut == "partielle":
        fiche["motif"] = "Retour anticipé"
    lignes.append(Ligne("spi_tournee", region, fin, fiche))
    tenues = len(circuit) if statut == "réalisée" else len(circuit) // 2
    for i, commune in enumerate(circuit):
        lignes += _etape(region, identifiant, commune, debut + jours(i), i < tenues, tirage)
    return lignes


def _etape(region: str, tournee: str, commune: str, jour: dt.date, tenue: bool, tirage: random.Random) -> list[Ligne]:
    site = f"Place {tirage.choice('ABC')} – {communes()[commune]['nom']}"
    cellules: Cellules = {
        "id_tournee": tournee,
        "code_zone": commune,
        "site": site,
        "type_population": tirage.choice(("sédentaire", "nomade", "déplacée", "mixte")),
        "date": jour,
        "distance_km": tirage.randint(12, 140),
        "tenue": tenue,
        "motif": None if tenue else "Retour anticipé",
    }
    lignes = [Ligne("spi_etape", region, jour, cellules)]
    if not tenue:
        return lignes
    for service, acte, moyenne, part in ACTES:
        total = int(moyenne * tirage.uniform(0.6, 1.4))
        femmes = int(total * part * tirage.uniform(0.85, 1.15))
        fiche: Cellules = {
            "id_tournee": tournee,
            "site": site,
            "date": jour,
            "service": service,
            "acte": acte,
            "hommes": total - femmes,
            "femmes": femmes,
        }
        lignes.append(Ligne("spi_prestation", region, jour, fiche))
    return lignes
