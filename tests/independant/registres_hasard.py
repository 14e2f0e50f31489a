"""Des registres tirés au hasard : points et visites, SPI, chantiers, postes, activités, formations, pilotage."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from tests.independant.calendrier import periode_du, region_de, zones_du_niveau
from tests.independant.projet import Ligne, Tables

#: nom, nature, règle, niveaux de collecte possibles
CALCULES = (
    ("points_restaures", "stock", "derniere", ("commune", "region")),
    ("points_fonctionnels", "ratio", "derniere", ("commune", "cercle")),
    ("points_retombes", "stock", "derniere", ("commune", "region")),
    ("delai_remise_en_service", "delai", None, ("region",)),
    ("communes_couvertes", "ratio", "derniere", ("commune", "region")),
    ("diagnostics", "flux", "somme", ("commune", "region")),
    ("projets_valides", "stock", None, ("region",)),
    ("projets_note", "ratio", "derniere", ("region",)),
    ("usagers_services", "flux", None, ("region", "commune")),
    ("tournees_realisees", "ratio", "somme", ("region",)),
    ("etapes_tenues", "flux", None, ("region", "commune")),
    ("actes_spi", "flux", None, ("region",)),
    ("femmes_spi", "ratio", "somme", ("region",)),
    ("ouvrages_receptionnes", "stock", None, ("region", "cercle")),
    ("avancement_travaux", "ratio", "derniere", ("region",)),
    ("personnes_formees", "distinct", None, ("region",)),
    ("gain_tests", "score", None, ("region",)),
    ("presence_representants", "ratio", "derniere", ("region", "cercle")),
    ("reunions_tenues", "ratio", "somme", ("region", "SOCLE")),
    ("decisions_executees", "ratio", "somme", ("region",)),
    ("execution_ptba", "ratio", "derniere", ("region",)),
    ("produits_valides", "stock", None, ("region",)),
)


def indicateurs_de_registre(alea: random.Random) -> list[Ligne]:
    """Un indicateur par nom de `source_calcul`."""
    return [
        {
            "code": f"C{n:02d}",
            "libelle": f"Calculé {nom}",
            "resultat": "R1",
            "unite": "nb",
            "nature": nature,
            "regle_temps": regle,
            "sens": "baisse" if nom in ("points_retombes", "delai_remise_en_service") else "hausse",
            "frequence": alea.choice("MTTS"),
            "niveau_collecte": alea.choice(niveaux),
            "source_calcul": nom,
        }
        for n, (nom, nature, regle, niveaux) in enumerate(CALCULES)
    ]


class _Tirage:
    """Des dates et des zones dans les bornes du projet."""

    def __init__(self, alea: random.Random, debut: dt.date, fin: dt.date) -> None:
        self.alea, self.debut, self.fin = alea, debut, fin

    def jour(self, depuis: dt.date | None = None, apres: int = 0) -> dt.date:
        premier = depuis or self.debut
        ecart = max(1, (self.fin - premier).days + apres)
        return premier + dt.timedelta(days=self.alea.randint(0, ecart))

    def jour_ou_rien(self, chance: float = 0.7, apres: int = 0) -> dt.date | None:
        return self.jour(apres=apres) if self.alea.random() < chance else None

    def zone(self, *niveaux: str) -> str:
        return self.alea.choice(zones_du_niveau(self.alea.choice(niveaux)))

    def oui(self, chance: float = 0.8) -> bool:
        return self.alea.random() < chance

    def compte(self) -> int:
        return self.alea.choice((0, 1, 5, 12, 40))

    def parmi(self, *modalites: str) -> str | None:
        """Une modalité, ou rien une fois sur quelques-unes."""
        return self.alea.choice((*modalites, None))


def tirer_registres(alea: random.Random, debut: dt.date, fin: dt.date) -> Tables:
    """Toutes les feuilles des registres ; `Rapports` deux fois sur trois."""
    t = _Tirage(alea, debut, fin)
    tables = _points(t) | _spi(t) | _ouvrages(t) | _pilotage(t) | _formations(t)
    if t.oui(0.66):
        tables["Rapports"] = _rapports(t)
    return tables


def _points(t: _Tirage) -> Tables:
    communes = [t.zone("commune") for _ in range(4)]
    tables: Tables = {"Points": [], "Visites": [], "Étapes": []}
    for n in range(8):
        id_point = f"P{n}"
        point: Ligne = {"id_point": id_point, "nom": f"Point {n}", "type_service": t.alea.choice(("eau", "santé"))}
        point |= {"code_zone": t.alea.choice(communes), "id_projet": t.parmi("J0", "J1", "J2")}
        tables["Points"].append(point)
        for jour in sorted({t.jour() for _ in range(t.alea.randint(0, 5))}):
            tables["Visites"].append(_visite(t, id_point, jour))
        validation = t.jour()
        # Une remise en service d'avant la validation : le délai, négatif, se laisse de côté.
        remise = t.jour(validation - dt.timedelta(days=20))
        for etape, chance, jour in ((1, 0.8, t.jour()), (3, 0.8, validation), (7, 0.5, remise)):
            reelle = jour if t.oui(chance) else None
            tables["Étapes"].append(
                {"id_point": id_point, "etape": str(etape), "date_prevue": t.jour(), "date_reelle": reelle}
            )
    return tables


def _visite(t: _Tirage, id_point: str, jour: dt.date) -> Ligne:
    visite: Ligne = {"id_point": id_point, "date": jour}
    reussite = t.alea.choice((0.4, 0.97))
    visite |= {test: t.oui(reussite) for test in ("local", "agent", "moyens", "prestation")}
    visite["statut_fonctionnel"] = t.alea.choice((None,) * 6 + ("fermé temporairement", "fermé définitivement"))
    visite |= {"mode": t.parmi("sur place"), "motif": t.parmi("Panne de la pompe", "Agent absent")}
    comptes = t.alea.choice(((None, None), (t.compte(), t.compte()), (t.compte(), t.compte())))
    return visite | dict(zip(("usagers_hommes", "usagers_femmes"), comptes, strict=True))


def _spi(t: _Tirage) -> Tables:
    tables: Tables = {"SPI tournées": [], "SPI étapes": [], "SPI actes": []}
    for n in range(9):
        region = t.zone("region")
        id_tournee = f"S{n}"
        tables["SPI tournées"].append(
            {
                "id_tournee": id_tournee,
                "code_zone": region,
                "date_prevue_debut": t.jour_ou_rien(0.9, apres=60),
                "statut": t.alea.choice(("planifiée", "réalisée", "réalisée", "partielle", "annulée")),
            }
        )
        for site, autrement in (
            ("Tin-Hama marché", ("tin hama marche", "TIN HAMA MARCHÉ")),
            ("école", ("École", "ECOLE")),
        ):
            commune = t.alea.choice(zones_du_niveau("commune", region))
            tenue = t.oui(0.7)
            jour = t.jour()
            tables["SPI étapes"].append(
                {
                    "id_tournee": id_tournee,
                    "code_zone": commune,
                    "site": site,
                    "type_population": t.parmi("nomade", "sédentaire"),
                    "date": jour,
                    "tenue": tenue,
                }
            )
            if tenue:
                acte: Ligne = {"id_tournee": id_tournee, "date": jour, "service": "état civil"}
                acte |= {"site": t.alea.choice((site, *autrement))}
                tables["SPI actes"].append(
                    acte
                    | {
                        "acte": t.alea.choice(("acte de naissance", "vaccination")),
                        "hommes": t.compte(),
                        "femmes": t.compte(),
                    }
                )
    return tables


def _ouvrages(t: _Tirage) -> Tables:
    tables: Tables = {"Projets": [], "Chantiers": [], "Avancement": []}
    for n in range(6):
        tables["Projets"].append(
            {
                "id_projet": f"J{n}",
                "intitule": f"Projet {n}",
                "code_zone": t.zone("region", "cercle", "commune"),
                "operateur": t.parmi("ONG A", "ONG B"),
                "date_soumission": t.jour(),
                "date_validation": t.jour_ou_rien(0.6),
                "note_formulation": t.alea.choice((None, 8, 11.5, 12, 16)),
                "statut": t.parmi("validé", "en cours", "rejeté", "abandonné"),
            }
        )
        tables["Chantiers"].append(
            {
                "id_chantier": f"B{n}",
                "ouvrage": t.alea.choice(("préfecture", "mairie")),
                "nom": f"Ouvrage {n}",
                "code_zone": t.zone("region", "cercle"),
                "montant_fcfa": t.alea.choice((None, 40_000_000, 120_000_000, 75_500_000)),
                "date_debut": t.jour_ou_rien(0.7),
                "date_reception": t.jour_ou_rien(0.5),
            }
        )
        for jour in sorted({t.jour() for _ in range(t.alea.randint(0, 4))}):
            tables["Avancement"].append(
                {"id_chantier": f"B{n}", "date": jour, "physique_pct": t.alea.choice((0, 10, 37.5, 80, 100))}
            )
    return tables


def _pilotage(t: _Tirage) -> Tables:
    tables: Tables = {"Présence": [], "Activités": [], "Réunions": [], "Décisions": [], "Capitalisation": []}
    for n in range(7):
        zone = t.zone("region", "cercle")
        for jour in sorted({t.jour() for _ in range(t.alea.randint(1, 4))}):
            etat = t.alea.choice(("au poste", "au poste", "replié", "nommé non installé", "vacant"))
            # La fonction d'un poste se corrige d'un relevé à l'autre.
            fonction = t.alea.choice(("préfet", "préfet", "sous-préfet"))
            tables["Présence"].append(
                {"code_zone": zone, "poste": f"Poste {n}", "fonction": fonction, "date": jour, "etat": etat}
            )
        region = t.zone("region")
        for jour in sorted({t.jour() for _ in range(t.alea.randint(1, 3))}):
            tables["Activités"].append(
                {
                    "code_activite": f"A{n}",
                    "date": jour,
                    "libelle": f"Activité {n}",
                    "resultat": t.parmi("R1", "R2"),
                    "code_zone": region,
                    "avancement_pct": t.alea.choice((0, 20, 55, 100)),
                    "budget_fcfa": t.alea.choice((1_000_000, 7_250_000, None)),
                }
            )
        ou: Any = t.alea.choice((None, "GAO", "MENAKA", "ML0703"))
        prevue = t.jour(apres=40)
        tables["Réunions"].append(
            {
                "id_reunion": f"R{n}",
                "instance": t.alea.choice(("Coordination", "Comité de pilotage")),
                "code_zone": ou,
                "date_prevue": prevue,
                "date": t.alea.choice((prevue, prevue + dt.timedelta(days=30), None)),
            }
        )
        echeance = t.jour_ou_rien(0.9, apres=40)
        tables["Décisions"].append(
            {
                "id_decision": f"X{n}",
                "date": t.debut,
                "texte": f"Décision {n}",
                "id_reunion": t.parmi("R0", "R1"),
                "echeance": echeance,
                "date_execution": t.jour_ou_rien(0.5),
                "statut": t.parmi("exécutée", "abandonnée"),
                "code_zone": t.alea.choice((ou, None)),
                "id_point": t.parmi("P0", "P1", "P1;P2"),
                "id_projet": t.parmi("J0", "J1"),
            }
        )
        statut = t.alea.choice(("validé", "validé", "projet"))
        produit: Ligne = {"id_produit": f"K{n}", "titre": f"Produit {n}", "theme": t.parmi("SPI", "Continuité")}
        tables["Capitalisation"].append(produit | {"date": t.jour(), "code_zone": ou, "statut": statut})
    return tables


def _formations(t: _Tirage) -> Tables:
    tables: Tables = {"Formations": [], "Participants": []}
    for n in range(6):
        debut = t.jour()
        effectifs = t.alea.choice(((None, None), (12, 8), (20, 0)))
        scores = t.alea.choice(((None, None), (40, 65), (55, 50.5)))
        formation: Ligne = {"id_formation": f"F{n}", "intitule": f"Formation {n}", "code_zone": t.zone("region")}
        formation |= {
            "module": t.parmi("Finances", "Médiation"),
            "debut": debut,
            "fin": t.alea.choice((None, debut + dt.timedelta(days=4))),
        }
        formation |= {"hommes": effectifs[0], "femmes": effectifs[1]}
        tables["Formations"].append(formation | {"score_avant": scores[0], "score_apres": scores[1]})
        for personne in t.alea.sample(range(15), t.alea.randint(0, 9)):
            participant: Ligne = {"id_formation": f"F{n}", "id_personne": f"{t.alea.choice('Qq')}{personne:02d}"}
            # Une personne peut changer de fonction, ou taire son sexe, d'une session à l'autre.
            participant |= {"sexe": t.parmi("F", "H"), "fonction": t.parmi("préfet", "maire")}
            tables["Participants"].append(participant)
    return tables


def _rapports(t: _Tirage) -> list[Ligne]:
    lignes: dict[tuple[str, str], Ligne] = {}
    for zone in ("GAO", "MENAKA", "DOUENTZA", "SOCLE"):
        assert zone == "SOCLE" or region_de(zone) == zone
        for _ in range(t.alea.randint(2, 12)):
            periode = periode_du(t.alea.choice(("mois", "mois", "trimestre")), t.jour())
            echeance = periode.fin + dt.timedelta(days=10)
            recu = echeance + dt.timedelta(days=t.alea.randint(-9, 30)) if t.oui(0.7) else None
            lignes[zone, periode.libelle] = {
                "code_zone": zone,
                "periode": periode.libelle,
                "date_echeance": echeance,
                "date_reception": recu,
            }
    return list(lignes.values())
