"""Ce qui doit être vrai de toute table `valeurs`, quel que soit le projet : une fonction par propriété.

Chaque fonction prend les lignes reçues et la table, et lève une `AssertionError` qui nomme la ligne fautive.
"""

from __future__ import annotations

import math
from typing import Any

from tests.independant.calendrier import ANCETRES, NIVEAU, NIVEAUX, TYPE_DE_BASE, lire, zones_du_niveau
from tests.independant.projet import Projet, Tables, a_une_valeur, fusionner
from tests.independant.saisies import ventilation

Table = dict[tuple[str, ...], dict[str, Any]]


def _saisis(tables: Tables, *natures: str) -> dict[str, dict[str, Any]]:
    """Les indicateurs saisis de ces natures, par code."""
    return {
        i["code"]: i
        for i in tables["Indicateurs"]
        if i["nature"] in natures and (i.get("source_calcul") or "saisie") == "saisie"
    }


def _enfants(zone: str) -> list[str]:
    """Les zones du niveau suivant contenues dans celle-ci."""
    rang = NIVEAUX.index(NIVEAU[zone])
    return zones_du_niveau(NIVEAUX[rang + 1], zone) if rang + 1 < len(NIVEAUX) else []


def _lignes_d_enfants(table: Table, cle: tuple[str, ...]) -> list[dict[str, Any]]:
    code, _, zone, *reste = cle
    cles = [(code, NIVEAU[z], z, *reste) for z in _enfants(zone)]
    return [table[c] for c in cles if c in table and table[c]["valeur"] is not None]


def parents_sommes_des_enfants(projet: Projet, table: Table) -> None:
    """Un flux, un stock : la valeur d'une zone est la somme de celles de ses enfants."""
    indicateurs = _saisis(fusionner(projet), "flux", "stock")
    for cle, ligne in table.items():
        indicateur = indicateurs.get(cle[0])
        if indicateur is None or cle[1] == indicateur["niveau_collecte"]:
            continue
        enfants = _lignes_d_enfants(table, cle)
        if ligne["valeur"] is None:
            assert not enfants, f"{cle} : vide, mais ses zones ont une valeur"
        else:
            somme = sum(e["valeur"] for e in enfants)
            assert math.isclose(ligne["valeur"], somme, rel_tol=1e-9, abs_tol=1e-9), (
                f"{cle} : {ligne['valeur']} au lieu de la somme {somme}"
            )


def ratios_entre_les_extremes(projet: Projet, table: Table) -> None:
    """Un ratio, un score : la valeur d'une zone est entre la plus petite et la plus grande de ses enfants."""
    indicateurs = _saisis(fusionner(projet), "ratio", "score")
    for cle, ligne in table.items():
        indicateur = indicateurs.get(cle[0])
        if indicateur is None or cle[1] == indicateur["niveau_collecte"] or ligne["valeur"] is None:
            continue
        valeurs = [e["valeur"] for e in _lignes_d_enfants(table, cle)]
        assert valeurs, f"{cle} : une valeur, mais aucune de ses zones n'en a"
        # Un dénominateur nul n'a pas de taux : son numérateur nul ne déplace rien.
        assert min(valeurs) - 1e-9 <= ligne["valeur"] <= max(valeurs) + 1e-9, (
            f"{cle} : {ligne['valeur']} hors {valeurs}"
        )


def rien_de_recu_ne_se_lit_pas_zero(projet: Projet, table: Table) -> None:
    """Sans valeur reçue de la zone et de la période (ou avant, pour un report), la valeur est vide, jamais zéro."""
    tables = fusionner(projet)
    indicateurs = _saisis(tables, "flux", "stock", "ratio", "score")
    recues: dict[tuple[str, str, str, str], list[str]] = {}
    for li in tables["Valeurs"]:
        if li["code_indicateur"] in indicateurs and a_une_valeur(li, indicateurs[li["code_indicateur"]]["nature"]):
            for zone in ANCETRES[li["code_zone"]]:
                recues.setdefault((li["code_indicateur"], zone, *ventilation(li)), []).append(li["periode"])
    for cle, ligne in table.items():
        code, _, zone, genre, libelle, dimension, modalite = cle
        if code not in indicateurs or ligne["valeur"] is None:
            continue
        fin = lire(libelle).fin
        connues = [p for p in recues.get((code, zone, dimension, modalite), []) if lire(p).fin <= fin]
        assert connues, f"{cle} : {ligne['valeur']} alors que rien n'a été reçu"
        if indicateurs[code]["nature"] == "flux" and genre == TYPE_DE_BASE[indicateurs[code]["frequence"]]:
            assert libelle in connues, f"{cle} : {ligne['valeur']} alors que cette période n'a rien donné"


def cumul_sans_chute(projet: Projet, table: Table) -> None:
    """Le cumul d'un flux sans valeur négative ne baisse jamais, et ne redevient jamais vide."""
    codes = _saisis(fusionner(projet), "flux")
    series: dict[tuple[str, ...], list[tuple[Any, Any]]] = {}
    for cle, ligne in table.items():
        if cle[0] in codes and cle[3] == "cumul":
            series.setdefault((cle[0], cle[2], cle[5], cle[6]), []).append((lire(cle[4]).fin, ligne["valeur"]))
    for cle, points in series.items():
        precedente = None
        for fin, valeur in sorted(points, key=lambda p: p[0]):
            if precedente is not None:
                assert valeur is not None and valeur >= precedente, f"{cle} : {valeur} au {fin}, après {precedente}"
            precedente = valeur if valeur is not None else precedente


def comptes_coherents(projet: Projet, table: Table) -> None:
    """Une valeur a une composante ; le total ne reçoit pas plus qu'attendu hors ce qui est sans objet."""
    saisis = _saisis(fusionner(projet), "flux", "stock", "ratio", "score", "jalon", "distinct", "delai")
    for cle, ligne in table.items():
        if cle[0] not in saisis:
            continue
        if ligne["valeur"] is not None and cle[5] != "rang":
            assert ligne["date_plus_ancienne"] is not None, f"{cle} : une valeur sans composante"
        assert ligne["recues"] is not None and ligne["attendues"] is not None, f"{cle} : complétude absente"
        if cle[5] == "":
            assert ligne["recues"] <= ligne["attendues"], f"{cle} : {ligne['recues']} reçues / {ligne['attendues']}"


PROPRIETES = (
    parents_sommes_des_enfants,
    ratios_entre_les_extremes,
    rien_de_recu_ne_se_lit_pas_zero,
    cumul_sans_chute,
    comptes_coherents,
)
