"""Des soumissions d'essai aux deux formulaires dont le projet sain a de quoi répondre : visites et tournées SPI."""

from __future__ import annotations

from typing import Any

from tests.depots_fautifs import fabrique
from tests.etl.atelier import Lu, assembler_octets
from tests.etl.soumissions.serveurs import Envoi, Formulaire

octets = fabrique.octets_classeur
COORDINATION = octets(fabrique.projet_sain()["coordination"])

VISITES = Formulaire("SOCLE : Visite d'un point de service, Gao (GAO)")
SPI = Formulaire("socle_spi_gao")
#: Ce que l'export à libellés écrit à la place des noms.
LIBELLES = {
    "point_choisi": "Quel point ?",
    "date": "Quel jour ?",
    "local": "Le local est-il utilisable ?",
    "agent": "L'agent est-il à son poste ?",
    "moyens": "Les moyens sont-ils là ?",
    "prestation": "Un service a-t-il été rendu dans les 90 derniers jours ?",
    "usagers_femmes": "Combien de femmes ?",
    "niveau_preuve": "Qu'est-ce qui prouve cette visite ?",
    "photo": "Une photo",
    "position": "La position",
    "nom": "Son nom",
    "type_service": "Quel service rend-il ?",
}
MODALITES = {(q, x): x.capitalize() for q in ("local", "agent", "moyens", "prestation") for x in ("oui", "non")}


def visite(numero: int, point: str = "P2", date: str = "2023-05-02", **change: Any) -> Envoi:
    """Une visite saine ; `change` en change des réponses (par leur nom nu) ou des attributs de l'envoi."""
    attributs = {x: change.pop(x) for x in ("uuid", "racine", "instant", "etat") if x in change}
    reponses = {
        "socle_formulaire": "visites GAO",
        "lieu/point_choisi": point.lower(),
        "lieu/id_point": point,
        "lieu/date": date,
        "nouveau/nom": "",
        "nouveau/type_service": "",
        "nouveau/code_zone": "",
        "tests/local": "oui",
        "tests/agent": "oui",
        "tests/moyens": "oui",
        "tests/prestation": "non",
        "etat/usagers_femmes": 12,
        "preuve/photo": "",
        "preuve/niveau_preuve": "",
        "preuve/position": "16.2717 -0.0447 250 5",
    }
    for nom, valeur in change.items():
        reponses[next((q for q in reponses if q.rpartition("/")[2] == nom), nom)] = valeur
    attributs.setdefault("instant", f"2024-06-{numero:02d}T10:00:00")
    return Envoi(reponses, numero, **attributs)


def tournee(numero: int, identifiant: str, arrets: list[Envoi], **change: Any) -> Envoi:
    """Une tournée déjà connue, dont la date prévue n'est pas redemandée."""
    reponses = {
        "socle_formulaire": "spi GAO",
        "tournee/id_tournee": identifiant,
        "tournee/code_zone": "GAO",
        "tournee/date_prevue_debut": "",
        "tournee/statut": "realisee",
        "tournee/date_debut": "2023-06-01",
    } | {f"tournee/{nom}": valeur for nom, valeur in change.items()}
    return Envoi(reponses, numero, repetes={"spi_etape": arrets}, instant=f"2024-06-{numero:02d}T10:00:00")


def arret(site: str, *actes: tuple[str, int, int], commune: str = "ML070303") -> Envoi:
    """Un arrêt tenu, et ses actes : (acte, hommes, femmes)."""
    tours = [Envoi({"service": "état civil", "acte": acte, "hommes": h, "femmes": f}) for acte, h, f in actes]
    reponses = {"cercle": "ML0703", "code_zone": commune, "site": site, "tenue": "oui", "date": "2023-06-01"}
    return Envoi(reponses, repetes={"spi_prestation": tours} if tours else {})


def lire(*contenus: bytes) -> Lu:
    """Assemble des exports après le projet sain."""
    return assembler_octets(COORDINATION, *contenus)
