"""Les tableaux des pages de suivi : ce qui se lit à côté de ce qui s'emporte."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from domaine import francais
from figures.mots import ecriture
from vues.elements import etats
from vues.elements.tableaux import afficher_tableau
from vues.filtres.adresse import Filtres

#: Colonnes emportées, dans l'ordre de `valeurs`, précédées de ce qui les nomme.
EMPORTEES = (
    "code_indicateur",
    "libelle",
    "unite",
    "niveau",
    "code_zone",
    "zone",
    "type_periode",
    "periode",
    "dimension",
    "modalite",
    "numerateur",
    "denominateur",
    "valeur",
    "recues",
    "attendues",
    "date_plus_ancienne",
    "provisoire",
    "cible_due",
    "nature_cible",
    "valeur_reference",
    "taux_realisation",
    "taux_progression",
    "etat",
    "motif_absence",
    "revision",
    "valeur_avant",
)


def emportable(lignes: pd.DataFrame) -> pd.DataFrame:
    """Les colonnes de `valeurs` présentes, sans rien d'affiché : pleine précision, absences vides."""
    return lignes[[c for c in EMPORTEES if c in lignes.columns]]


def afficher_situation(situation: pd.DataFrame, filtres: Filtres) -> None:
    """Le tableau des indicateurs phares."""
    noms = {"Code": "code_indicateur", "Indicateur": "libelle_court"}
    _afficher(situation, noms, "Indicateurs phares", "phares", filtres)


def afficher_serie(serie: pd.DataFrame, unite: str, titre: str, filtres: Filtres, *, cle: str = "serie") -> None:
    """Le tableau d'une série : une ligne par zone et par période."""
    _afficher(serie.assign(unite=unite), {"Zone": "zone"}, titre, cle, filtres)


def afficher_zones(lignes: pd.DataFrame, unite: str, titre: str, filtres: Filtres) -> None:
    """Le tableau d'un indicateur, zone par zone."""
    _afficher(lignes.assign(unite=unite), {"Zone": "zone"}, titre, "zones", filtres)


def afficher_ventilations(lignes: pd.DataFrame, unite: str, filtres: Filtres) -> None:
    """Le tableau des modalités, période par période."""
    noms = {"Dimension": "dimension", "Modalité": "modalite"}
    _afficher(lignes.assign(unite=unite), noms, "Ventilations", "ventilations", filtres)


def _afficher(lignes: pd.DataFrame, noms: dict[str, str], titre: str, cle: str, filtres: Filtres) -> None:
    montre = pd.DataFrame(
        [
            {titre_: _nom(ligne[colonne]) for titre_, colonne in noms.items()} | _en_clair(ligne)
            for ligne in _lignes(lignes)
        ]
    )
    afficher_tableau(montre, emportable(lignes), titre, cle=cle, filtres=filtres.en_clair)


def _nom(recu: object) -> object:
    """Le code du projet entier n'est pas un nom : à l'écran, il s'écrit."""
    return "Ensemble du projet" if recu == "SOCLE" else recu


def _lignes(lignes: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return lignes.to_dict("records")


def _en_clair(ligne: dict[Hashable, Any]) -> dict[str, str]:
    unite = str(ligne["unite"])
    if francais.absente(ligne["etat"]):
        return {"Période": francais.SO, "Valeur": francais.SO}
    motif = ligne.get("motif_absence")
    sans_cible = {"non échu": francais.NE, "sans cible": francais.SO}.get(str(ligne["etat"]), francais.ND)
    absence = etats.absence(ligne["etat"]) if francais.absente(motif) else f"{francais.ND} ({motif})"
    chiffre = ecriture.valeur(ligne["valeur"], unite, ligne["numerateur"], ligne["denominateur"])
    chiffre += "" if francais.absente(ligne.get("revision")) else " (r)"
    return {
        "Période": francais.periode(ligne["periode"]) + (" (en cours)" if ligne.get("finie") is False else ""),
        "Valeur": absence if francais.absente(ligne["valeur"]) else chiffre,
        "Cible due": sans_cible if francais.absente(ligne["cible_due"]) else ecriture.valeur(ligne["cible_due"], unite),
        "État": etats.mot(ligne["etat"]),
        "Réalisation": _taux(ligne["taux_realisation"]),
        "Progression": _taux(ligne["taux_progression"]),
        "Complétude": ecriture.completude(ligne["recues"], ligne["attendues"])
        + (" (p)" if ligne["provisoire"] is True else ""),
        "Plus ancienne": francais.date_courte(ligne["date_plus_ancienne"]),
    }


def _taux(taux: francais.Nombre) -> str:
    """Un taux que la règle ne définit pas (sans cible, limite à tenir…) est sans objet, pas indisponible."""
    return francais.SO if francais.absente(taux) else ecriture.nombre(taux, "%")
