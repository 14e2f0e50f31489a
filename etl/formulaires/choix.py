"""Ce qu'un formulaire offre au choix : les zones, et ce que l'édition en vigueur connaît (règle K2).

Un choix porte dans `identifiant` ce qu'il désigne, tel que reçu : son nom de choix n'en est que l'adresse.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from domaine.formulaires.question import AUTRE, OUI_NON, modalites, nom_de_choix
from domaine.niveaux import DECOUPES
from etl.edition import dossier
from etl.modeles.connus import lire_lignes
from etl.modeles.lignes import zones_de
from geo.zones import descendants, nom_et_code, par_code

#: Une ligne de la feuille `choices` : `list_name`, `name`, `label`, et les colonnes que filtres et calculs relisent.
Choix = dict[str, str]
#: Les colonnes qu'un choix peut avoir de plus, dans l'ordre où elles s'écrivent.
COLONNES: Final = ("identifiant", "filtre", "zone", "fonction", "ouvrage", "titre")
_DES_ZONES: Final = "code_zone IN (SELECT code FROM zone_ascendance WHERE ancetre = $zone)"
_JOUR: Final = "coalesce(date_debut, date_prevue_debut)"
#: Une tournée se dit encore pendant un trimestre.
_RECENTE: Final = "(SELECT date_donnees FROM arrete) - INTERVAL 92 DAY"
#: Liste → ce que l'édition en sait : `cle` (ce qui distingue un choix), `identifiant`, `label`, et de `COLONNES`.
_REQUETES: Final[dict[str, str]] = {
    "point": f"""
        SELECT id_point AS cle, id_point AS identifiant, code_zone AS filtre,
               id_point || ' — ' || nom || coalesce(', ' || nullif(localite, ''), '') AS label
        FROM point_service WHERE {_DES_ZONES} ORDER BY code_zone, nom, id_point
    """,
    "poste": f"""
        SELECT DISTINCT code_zone || ' ' || poste AS cle, poste AS identifiant, code_zone AS zone, fonction,
               poste || ' (' || zone.nom || ')' AS label
        FROM presence_etat JOIN zone ON zone.code = code_zone WHERE {_DES_ZONES} ORDER BY zone, poste
    """,
    "chantier": f"""
        SELECT id_chantier AS cle, id_chantier AS identifiant, code_zone AS zone, ouvrage, nom AS titre,
               id_chantier || ' — ' || nom AS label
        FROM chantier WHERE {_DES_ZONES} AND date_reception IS NULL ORDER BY code_zone, id_chantier
    """,
    "tournee": f"""
        SELECT id_tournee AS cle, id_tournee AS identifiant, code_zone AS zone,
               id_tournee || coalesce(' du ' || strftime({_JOUR}, '%d/%m/%Y'), '') || ' (' || statut || ')' AS label
        FROM spi_tournee WHERE {_DES_ZONES}
          AND (statut = 'planifiée' OR coalesce(date_fin, date_debut, date_prevue_fin) >= {_RECENTE})
        ORDER BY {_JOUR} DESC, id_tournee
    """,
    "site": f"""
        SELECT DISTINCT code_zone || ' ' || site AS cle, site AS identifiant, code_zone AS filtre, site AS label
        FROM spi_etape WHERE {_DES_ZONES} ORDER BY filtre, label
    """,
    **{
        liste: f"SELECT DISTINCT {liste} AS cle, {liste} AS identifiant, {liste} AS label FROM {table} "
        f"WHERE {liste} <> '' ORDER BY 1"
        for liste, table in (
            ("service", "spi_prestation"),
            ("acte", "spi_prestation"),
            ("type_population", "spi_etape"),
        )
    },
}
#: Liste → ce qui se lit en dernier, quand la liste n'a pas ce qu'il faut.
_HORS_LISTE: Final = {
    "point": "Un nouveau point, pas encore dans la liste",
    "poste": "Un autre poste, pas encore dans la liste",
    "tournee": "Une nouvelle tournée, pas encore dans la liste",
}
_AUTRE_CHOIX: Final = "Autre, à écrire"
#: Listes dont tout choix est déjà connu : un chantier se déclare au classeur, avec son montant et ses dates.
_FERMEES: Final = ("chantier",)


def lire_choix(donnees: Path, zone: str, listes: Iterable[str]) -> dict[str, list[Choix]]:
    """Liste → ses choix, pour une zone ; sans édition, celles qui en viennent n'offrent que la saisie.

    Args:
        zone: son code ; ses cercles et ses communes s'offrent en cascade.
        listes: celles que le formulaire emploie, connues, fermées ou de zones.
    """
    connus = _lire_connus(donnees, zone, [x for x in listes if x in _REQUETES])
    return {x: connus[x] if x in connus else _fermee(x, zone) for x in listes}


def _lire_connus(donnees: Path, zone: str, listes: list[str]) -> dict[str, list[Choix]]:
    lus: dict[str, list[Choix]] = {x: [] for x in listes}
    try:
        chemin = dossier.chemin_base(donnees)
    except dossier.EditionAbsente:
        chemin = None
    if chemin is not None and listes:
        with dossier.ouvrir(chemin) as connexion:
            for x in listes:
                bornes: dict[str, object] = {"zone": zone} if "$zone" in _REQUETES[x] else {}
                lus[x] = [_connu(ligne) for ligne in lire_lignes(connexion, _REQUETES[x], bornes)]
    for x in listes:
        if x not in _FERMEES:
            lus[x].append({"name": AUTRE, "label": _HORS_LISTE.get(x, _AUTRE_CHOIX), "filtre": AUTRE})
    return lus


def _connu(ligne: dict[str, object]) -> Choix:
    dit = {nom: str(valeur) for nom, valeur in ligne.items() if valeur is not None and nom != "cle"}
    return {"name": nom_de_choix(str(ligne["cle"])), **dit}


def _fermee(liste: str, zone: str) -> list[Choix]:
    """Une liste du code : des zones, d'un niveau, ou des modalités."""
    if liste == OUI_NON:
        return [{"name": "oui", "label": "Oui"}, {"name": "non", "label": "Non"}]
    if liste in DECOUPES:
        zones = [par_code()[code] for code in descendants(zone, liste)]
        return [{"name": z.code, "label": z.nom, "filtre": z.parent or ""} for z in zones]
    if liste == "zone":
        return [{"name": code, "label": nom_et_code(code)} for code in zones_de(zone)]
    return [{"name": nom, "label": label} for nom, label in modalites(liste)]
