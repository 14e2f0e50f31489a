"""Une édition à la main pour les fiches : trois communes, et ce qui leur est arrivé, compté sur les doigts.

Gao (ML070303) a cinq points, Gabéro (ML070302) aucun et se ferme au second trimestre,
Ménaka (ML100101) un seul, jamais visité, en zone fermée.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from tests.requetes.fabrique import Fabrique

JUIN, MARS = dt.date(2024, 6, 30), dt.date(2024, 3, 31)
GAO, GABERO, MENAKA = "ML070303", "ML070302", "ML100101"
_COMMUNES = ((GABERO, "Gabéro", "ML0703", "GAO"), (GAO, "Gao", "ML0703", "GAO"), (MENAKA, "Ménaka", "ML1001", "MENAKA"))
OUI, NON = (True, True, True, True), (False, False, False, False)


def le(jour: int, mois: int, annee: int = 2024) -> dt.date:
    return dt.date(annee, mois, jour)


class FabriqueFiches(Fabrique):
    """La fabrique commune, plus trois communes."""

    def __init__(self, donnees: Path, nom: str = "") -> None:
        """`nom` remplace tout texte libre reçu : c'est ainsi que se fait une édition hostile."""
        super().__init__(donnees)
        self.nom = nom
        for ordre, (code, zone, cercle, region) in enumerate(_COMMUNES, 100):
            self.ajouter("zone", code=code, niveau="commune", nom=zone, parent=cercle, region=region, ordre=ordre)
            for ancetre, niveau in ((code, "commune"), (cercle, "cercle"), (region, "region"), ("SOCLE", "SOCLE")):
                self.ajouter("zone_ascendance", code=code, ancetre=ancetre, niveau_ancetre=niveau)

    def recu(self, table: str, **cellules: Any) -> None:
        """Une ligne reçue, avec sa provenance."""
        self.ajouter(table, **cellules, id_chargement=1, fichier=self.nom or "gao.xlsx", feuille="F", ligne=2)

    def point(self, identifiant: str, nom: str, service: str, commune: str = GAO, **autres: Any) -> None:
        ligne = {"id_projet": None, "latitude": 16.0, "longitude": 0.0, "precision_m": 100}
        self.recu(
            "point_service",
            id_point=identifiant,
            nom=self.nom or nom,
            type_service=service,
            code_zone=commune,
            **(ligne | autres),
        )

    def etat(self, jour: dt.date, identifiant: str, statut: str, commune: str = GAO, **autres: Any) -> None:
        juges = {"restaure": False, "fonctionnel": False, "retombe": False}
        self.ajouter(
            "etat_point", date=jour, id_point=identifiant, code_zone=commune, statut=statut, **(juges | autres)
        )

    def visite(self, identifiant: str, jour: dt.date, tests: tuple[bool, ...], **autres: Any) -> None:
        noms = dict(zip(("local", "agent", "moyens", "prestation"), tests, strict=True))
        self.recu("visite", id_point=identifiant, date=jour, **noms, **autres)

    def decision(self, identifiant: str, echeance: dt.date | None, **autres: Any) -> None:
        texte = self.nom or f"Décision {identifiant}"
        self.recu("decision", id_decision=identifiant, date=le(1, 2), texte=texte, echeance=echeance, **autres)

    def chiffre_de_commune(self, code: str, zone: str, periode: str, type_periode: str, **autres: Any) -> None:
        """Comme `chiffre`, qui ne connaît pas les communes."""
        self.chiffre(code, "ML0703", periode, type_periode, **(autres | {"niveau": "commune", "code_zone": zone}))


def publier(donnees: Path, nom: str = "") -> Path:
    """L'édition entière ; rend le dossier de données."""
    f = FabriqueFiches(donnees, nom)
    f.seuils()
    f.ajouter("chargement", id_chargement=1, nom_fichier=nom or "gao.xlsx")
    _points(f)
    _parcours(f)
    _contexte(f)
    _decisions(f)
    _manques(f)
    return f.publier()


def _points(f: FabriqueFiches) -> None:
    f.recu("projet_service", id_projet="P1", intitule=f.nom or "Eau à Gao", code_zone=GAO, budget_fcfa=90_000_000)
    f.point("A", "Forage", "eau", id_projet="P1", population_desservie=550, gestionnaire=f.nom or "Mairie")
    f.point("B", "École", "éducation")
    f.point("C", "Puits", "eau")
    f.point("D", "Marché", "marché", latitude=None, longitude=None)
    f.point("E", "Mairie", "administration")
    f.point("M", "Puits", "eau", MENAKA, precision_m=None)
    for jour in (MARS, JUIN):
        f.etat(
            jour,
            "A",
            "pleinement fonctionnel",
            restaure=True,
            fonctionnel=True,
            tests=4,
            derniere_visite=le(20, 3) if jour == MARS else le(10, 6),
            age_jours=11 if jour == MARS else 20,
            etape="8",
            date_restauration=le(20, 3),
        )
        f.etat(jour, "D", "inconnu", etape="1")
        f.etat(jour, "E", "inconnu", etape="suspendu")
        f.etat(jour, "M", "inconnu", MENAKA, etape="0")
    # B : restauré et bon en mars, retombé en juin. C : restauré en février, plus revu.
    b = {"restaure": True, "date_restauration": le(5, 3), "etape": "8"}
    f.etat(MARS, "B", "pleinement fonctionnel", fonctionnel=True, tests=4, derniere_visite=le(5, 3), age_jours=26, **b)
    f.etat(JUIN, "B", "non fonctionnel", retombe=True, tests=1, derniere_visite=le(1, 6), age_jours=29, **b)
    c = {"restaure": True, "date_restauration": le(1, 2), "tests": 4, "derniere_visite": le(1, 2), "etape": "7"}
    f.etat(MARS, "C", "pleinement fonctionnel", fonctionnel=True, age_jours=59, **c)
    f.etat(JUIN, "C", "non visité depuis 90 jours", age_jours=150, **c)


def _parcours(f: FabriqueFiches) -> None:
    texte = f.nom or None
    f.visite("A", le(10, 1), (True, False, False, False), motif=texte or "diagnostic")
    f.visite("A", le(20, 3), OUI, usagers_hommes=10, niveau_preuve="3", mode="sur place")
    f.visite("A", le(10, 6), OUI, usagers_hommes=4, usagers_femmes=6)
    f.visite("B", le(5, 3), OUI)
    f.visite("B", le(2, 5), NON)  # la rechute : première visite en panne
    f.visite("B", le(1, 6), (True, False, False, False))  # encore en panne : pas une seconde rechute
    f.visite("C", le(1, 2), OUI)
    f.recu("etape_restauration", id_point="A", etape="3", date_prevue=le(1, 1), date_reelle=le(11, 1))
    f.recu("etape_restauration", id_point="A", etape="7", date_prevue=le(1, 3), date_reelle=le(15, 3))
    f.recu("etape_restauration", id_point="A", etape="9", date_prevue=le(1, 12))  # à venir : ne manque pas
    f.recu("etape_restauration", id_point="D", etape="2", date_prevue=le(1, 5), motif_blocage=texte or "Litige")
    f.recu("etape_restauration", id_point="E", etape="5", date_prevue=le(1, 5))  # point suspendu : ne manque pas
    f.recu("etape_restauration", id_point="E", etape="suspendu", date_reelle=le(1, 4), motif_blocage=texte)
    for registre, cle, colonne, ancien, nouveau in (
        ("point_service", "A", "gestionnaire", None, f.nom or "Mairie"),
        ("point_service", "B", "nom", None, "École"),
        ("visite", "A · 2024-06-10", "usagers_femmes", "60.0", "6.0"),
    ):
        f.base.execute(
            "INSERT INTO revision VALUES (?, ?, ?, ?, ?, 1, 1, 'Points', 3)", [registre, cle, colonne, ancien, nouveau]
        )


def _contexte(f: FabriqueFiches) -> None:
    texte = f.nom or "Crue"
    f.recu("evenement", date=le(2, 2), code_zone="GAO", nature=texte, texte=texte)
    f.recu("evenement", date=le(3, 2), nature="institutionnel", texte="Comité")
    f.recu("evenement", date=le(4, 2), code_zone="MENAKA", nature="sécurité", texte="Ailleurs")
    f.recu("evenement", date=le(1, 9), code_zone="GAO", nature="climat", texte="Après les données")
    f.recu("chantier", id_chantier="CH", ouvrage="préfecture", nom=texte, code_zone="ML0703", date_debut=le(1, 2))
    for mois, avance, incident in ((3, 10, "Arrêt"), (4, 10, "Arrêt"), (5, 30, None)):
        f.recu(
            "chantier_avancement",
            id_chantier="CH",
            date=le(28, mois),
            physique_pct=avance,
            financier_pct=5,
            incident=incident,
        )
    for tournee, statut, jour, tenue in (
        ("T1", "réalisée", le(6, 5), True),
        ("T2", "annulée", le(7, 5), False),
        ("T3", "planifiée", le(8, 5), False),  # passée mais jamais dite tenue ni annulée
        ("T4", "réalisée", le(1, 8), True),  # d'après les données, quoi qu'en dise son statut
    ):
        f.recu("spi_tournee", id_tournee=tournee, code_zone="GAO", statut=statut)
        f.recu("spi_etape", id_tournee=tournee, code_zone=GAO, site="Place", date=jour, tenue=tenue)
    f.recu("spi_prestation", id_tournee="T1", site="Place", date=le(6, 5), acte="naissance", hommes=3, femmes=4)


def _decisions(f: FabriqueFiches) -> None:
    f.decision("retard", le(1, 6), code_zone=GAO)
    f.decision("ouverte", le(1, 7), code_zone="GAO")
    f.decision("faite", le(1, 6), code_zone=GAO, date_execution=le(20, 6), statut="exécutée")
    f.decision("du_point", le(29, 6), code_zone="GAO", id_point="A")
    f.decision("le_jour_meme", JUIN, id_point="B")  # due ce jour : pas encore en retard
    f.decision("du_projet", None, id_projet="P1")
    f.decision("d_ailleurs", le(1, 6), code_zone="SOCLE", id_point="M")
    f.decision("de_menaka", le(1, 6), code_zone="MENAKA")
    f.recu("reunion", id_reunion="R", instance="Comité", code_zone="MENAKA")
    f.decision("de_sa_reunion", le(1, 6), id_reunion="R")


def _manques(f: FabriqueFiches) -> None:
    f.indicateur("S1", libelle="Saisi au cercle")
    f.indicateur("S2", libelle="Saisi à la commune", niveau_collecte="commune", libelle_court=f.nom or None)
    manque = {"valeur": None, "recues": 0, "etat": "sans donnée"}
    f.chiffre("S1", "ML0703", "2024-T1", "trimestre")
    f.chiffre("S1", "ML0703", "2024-T2", "trimestre", **manque)
    for periode in ("2024-T1", "2024-T2"):
        f.chiffre_de_commune("S2", GAO, periode, "trimestre", **manque)
        f.chiffre_de_commune("S2", GAO, periode, "cumul", valeur=3.0)
        f.recu("valeur", code_indicateur="S1", code_zone="ML1001", periode=periode, motif_absence="zone inaccessible")
    f.recu("valeur", code_indicateur="S2", code_zone=GAO, periode="2024-T2", motif_absence="non collecté")
    f.recu("valeur", code_indicateur="S2", code_zone=GABERO, periode="2024-T2", motif_absence="zone inaccessible")
    f.recu("valeur", code_indicateur="S1", code_zone="ML0703", periode="2024-T1", valeur=5)
    f.ajouter("projet", cle="frequence_rapports", valeur="T")
    f.recu("rapport_activite", code_zone="GAO", periode="2024-T1", date_echeance=le(10, 4))
    f.recu("rapport_activite", code_zone="MENAKA", periode="2024-T2", date_echeance=le(10, 7))
    f.recu("rapport_activite", code_zone="GAO", periode="2024-T2", date_echeance=le(10, 7))
    f.recu("rapport_activite", code_zone="MENAKA", periode="2024-T1", date_echeance=le(10, 4), date_reception=le(9, 4))
