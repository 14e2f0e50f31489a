"""Cibles, références, taux et états d'une ligne : règles J1 à J12, écrites phrase par phrase."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from tests.independant.calendrier import DUREES, TYPE_DE_BASE, age_en_mois, lire
from tests.independant.projet import Ligne, Tables
from tests.independant.saisies import TOTAL, Mesure, Rangee, Ventilation

SEUILS_DU_METIER = {"vert": 90.0, "orange": 60.0, "peremption": 1.5, "plancher_completude": 60.0}
#: Registres d'événements datés une fois pour toutes : un ouvrage reçu ne vieillit pas.
#: Natures dont la cible cumulée ne vaut que pour les lignes cumulées.
CUMULABLES = ("flux", "distinct")


@dataclass
class Bareme:
    """Ce contre quoi une zone est jugée : ses cibles, sa référence, les seuils, la date des données."""

    indicateur: Ligne
    cibles: list[Ligne]
    reference: float | None
    seuils: dict[str, float]
    arret: dt.date


def seuils_de(tables: Tables, indicateur: Ligne) -> dict[str, float]:
    """Les seuils du jeu de l'indicateur, sinon du jeu `defaut`, sinon ceux d'origine, un à un (règle J11)."""
    seuils = dict(SEUILS_DU_METIER)
    jeux = {s["jeu"]: s for s in tables["Seuils"]}
    choisi = jeux.get(indicateur.get("jeu_seuils") or "defaut") or jeux.get("defaut") or {}
    seuils.update({nom: choisi[nom] for nom in seuils if choisi.get(nom) is not None})
    return seuils


def reference_de(tables: Tables, indicateur: Ligne, zone: str) -> float | None:
    """La valeur de référence propre à la zone ; les termes donnés l'emportent sur le pourcentage."""
    for r in tables["Références"]:
        if r["code_indicateur"] == indicateur["code"] and r["code_zone"] == zone:
            if indicateur["nature"] == "ratio" and r.get("numerateur") is not None and r.get("denominateur"):
                return 100 * r["numerateur"] / r["denominateur"]
            return r.get("valeur")
    return None


def cible_due(bareme: Bareme, rangee: Rangee) -> Ligne | None:
    """La cible à opposer à la rangée (règles J2 à J4) ; une cible de période l'emporte sur une cible cumulée."""
    borne = min(rangee.fin, bareme.arret)
    if rangee.type != "cumul":
        for c in bareme.cibles:
            if (
                c["nature_cible"] == "periode"
                and c["periode"] == rangee.libelle
                and lire(c["periode"]).fin <= bareme.arret
            ):
                return c
    if not cumul_permis(bareme, rangee):
        return None
    choisie = None
    for c in bareme.cibles:
        if c["nature_cible"] != "cumul" or lire(c["periode"]).fin > borne:
            continue
        if choisie is None or _rang_de_cible(c) > _rang_de_cible(choisie):
            choisie = c
    return choisie


def _rang_de_cible(cible: Ligne) -> tuple[dt.date, int]:
    """La plus tardive ; à fin égale, celle de la période la plus courte."""
    periode = lire(cible["periode"])
    return (periode.fin, -DUREES[periode.type])


def cumul_permis(bareme: Bareme, rangee: Rangee) -> bool:
    """Une cible cumulée ne vaut, pour un flux, que sur les lignes cumulées."""
    return rangee.type == "cumul" or bareme.indicateur["nature"] not in CUMULABLES


def _peut_en_avoir(bareme: Bareme, rangee: Rangee) -> bool:
    """Une cible plus tardive peut-elle encore s'appliquer à la rangée (règle J8, «non échu») ?"""
    for c in bareme.cibles:
        if c["nature_cible"] == "cumul" and cumul_permis(bareme, rangee):
            return True
        if c["nature_cible"] == "periode" and rangee.type != "cumul":
            periode = lire(c["periode"])
            if periode.type == rangee.type and periode.fin >= rangee.fin:
                return True
    return False


def _est_limite(sens: str, cible: float, reference: float | None) -> bool:
    """La cible est-elle du mauvais côté de la référence : un plafond ou un plancher à tenir ?"""
    if reference is None:
        return False
    return cible < reference if sens == "hausse" else cible > reference


def juger(bareme: Bareme, rangee: Rangee, mesure: Mesure, vent: Ventilation) -> dict[str, Any]:
    """Les colonnes qui suivent `attendues` dans la table `valeurs`."""
    colonnes: dict[str, Any] = {
        "date_plus_ancienne": min(mesure.dates) if mesure.dates else None,
        "provisoire": _provisoire(bareme, mesure),
        "cible_due": None,
        "nature_cible": None,
        "valeur_reference": None,
        "taux_realisation": None,
        "taux_progression": None,
        "etat": "sans cible",
    }
    if vent != TOTAL:
        return colonnes
    cible = cible_due(bareme, rangee)
    if cible is not None:
        colonnes["cible_due"] = cible["valeur"]
        colonnes["nature_cible"] = cible["nature_cible"]
    colonnes["valeur_reference"] = bareme.reference
    v, vr, sens = mesure.valeur, bareme.reference, bareme.indicateur["sens"]
    c = colonnes["cible_due"]
    if v is not None and c is not None:
        if sens == "hausse" and c != 0:
            colonnes["taux_realisation"] = 100 * v / c
        if vr is not None and c != vr and not _est_limite(sens, c, vr):
            colonnes["taux_progression"] = 100 * (v - vr) / (c - vr)
    colonnes["etat"] = _etat(bareme, rangee, mesure, colonnes)
    return colonnes


def _provisoire(bareme: Bareme, mesure: Mesure) -> bool:
    incomplet = bool(mesure.attendues) and (
        100 * (mesure.recues or 0) / mesure.attendues < bareme.seuils["plancher_completude"]  # type: ignore[operator]
    )
    return incomplet or mesure.statut_provisoire


def _etat(bareme: Bareme, rangee: Rangee, mesure: Mesure, colonnes: dict[str, Any]) -> str:
    v, c, vr = mesure.valeur, colonnes["cible_due"], bareme.reference
    if v is None:
        return "sans donnée"
    if c is None:
        return "non échu" if _peut_en_avoir(bareme, rangee) else "sans cible"
    if _perimee(bareme, rangee, mesure):
        return "périmée"
    sens = bareme.indicateur["sens"]
    tenue = v >= c if sens == "hausse" else v <= c
    if vr is not None and tenue and (c == vr or _est_limite(sens, c, vr)):
        return "à maintenir"
    if colonnes["taux_progression"] is not None:
        taux = colonnes["taux_progression"]
    elif c == 0:
        return "atteint" if tenue else "rouge"
    elif sens == "hausse":
        taux = 100 * v / c
    elif v == 0:
        return "atteint"
    else:
        taux = 100 * c / v
    taux = round(taux, 9)  # 90 % exactement s'écrit parfois 89,99999999999999
    if taux >= 100:
        return "atteint"
    if taux >= bareme.seuils["vert"]:
        return "vert"
    return "orange" if taux >= bareme.seuils["orange"] else "rouge"


def _perimee(bareme: Bareme, rangee: Rangee, mesure: Mesure) -> bool:
    """La composante la plus récente est-elle plus vieille que péremption × fréquence ?"""
    if not mesure.dates:
        return False
    borne = bareme.seuils["peremption"] * DUREES[TYPE_DE_BASE[bareme.indicateur["frequence"]]]
    return age_en_mois(max(mesure.dates), min(rangee.fin, bareme.arret)) > borne
