"""Les valeurs saisies : les cinq indicateurs qu'aucun registre ne porte (OG1, OG2, R1.5, R1.6, R3.1)."""

from __future__ import annotations

import datetime as dt
import random

from etl.demonstration.base import (
    BAMAKO,
    CERCLES,
    REGIONS,
    Cellules,
    Ligne,
    alea,
    en_crise,
    fin_de_mois,
    fins_de_trimestre,
    jours,
)

#: Enquêtes de perception : part de réponses favorables par année ; `None` = zone inaccessible.
ENQUETES: dict[str, dict[str, tuple[int | None, int | None]]] = {
    "OG1": {"GAO": (39, 44), "MENAKA": (31, None), "DOUENTZA": (37, 41)},
    "OG2": {"GAO": (27, 36), "MENAKA": (19, None), "DOUENTZA": (23, 34)},
}
REPONSES = {"GAO": 620, "MENAKA": 280, "DOUENTZA": 410}
#: Stade de la stratégie régionale, semestre par semestre.
STADES = {"GAO": (1, 1, 2, 2, 3), "MENAKA": (0, 1, 1, 1, 1), "DOUENTZA": (0, 1, 1, 2, 2)}
#: Tournées administratives par trimestre et cercle, en moyenne.
TOURNEES = {"GAO": 1.6, "MENAKA": 1.2, "DOUENTZA": 1.9}


def lignes_saisies() -> list[Ligne]:
    """La feuille Valeurs de toutes les sources."""
    return [*_enquetes(), *_strategies(), *_concertations(), *_tournees()]


def _ligne(source: str, connue: dt.date, code: str, zone: str, periode: str, **cellules: object) -> Ligne:
    statut = "provisoire" if connue >= dt.date(2024, 6, 1) else "validée"
    fiche: Cellules = {"code_indicateur": code, "code_zone": zone, "periode": periode}
    fiche |= {
        nom: valeur for nom, valeur in cellules.items() if valeur is None or isinstance(valeur, str | int | float)
    }
    if fiche.get("motif_absence") is None:
        fiche.setdefault("statut", statut)
    return Ligne("valeur", source, connue, fiche)


def _enquetes() -> list[Ligne]:
    tirage = alea("enquetes")
    lignes = []
    for code, regions in ENQUETES.items():
        for region, parts in regions.items():
            for annee, part in zip(("2022", "2023"), parts, strict=True):
                connue = dt.date(int(annee), 12, 31)
                if part is None:
                    lignes.append(_ligne(BAMAKO, connue, code, region, annee, motif_absence="zone inaccessible"))
                else:
                    lignes += _enquete(code, region, connue, part, tirage)
    return lignes


def _enquete(code: str, region: str, connue: dt.date, part: int, tirage: random.Random) -> list[Ligne]:
    total = REPONSES[region] + tirage.randint(-20, 20)
    femmes = int(total * 0.49)
    oui = round(total * part / 100)
    oui_femmes = min(oui, round(femmes * (part - 3) / 100))
    annee = str(connue.year)
    lignes = [_ligne(BAMAKO, connue, code, region, annee, numerateur=oui, denominateur=total, niveau_preuve="1")]
    for sexe, n, d in (("F", oui_femmes, femmes), ("H", oui - oui_femmes, total - femmes)):
        lignes.append(
            _ligne(BAMAKO, connue, code, region, annee, numerateur=n, denominateur=d, dimension="sexe", modalite=sexe)
        )
    return lignes


def _strategies() -> list[Ligne]:
    lignes = []
    for region, stades in STADES.items():
        for i, stade in enumerate(stades):
            fin = fin_de_mois(2022, 6 * (i + 1))
            libelle = f"{fin.year}-S{1 + i % 2}"
            lignes.append(_ligne(BAMAKO, fin, "R3.1", region, libelle, valeur=stade))
    return lignes


def _concertations() -> list[Ligne]:
    tirage = alea("concertations")
    lignes = []
    for region in REGIONS:
        for cercle in CERCLES[region]:
            for i, fin in enumerate(fins_de_trimestre()):
                if cercle in ("ML1003", "ML1004") and i < 4:
                    continue
                lignes += _concertation(region, cercle, i, fin, tirage)
    return lignes


def _concertation(region: str, cercle: str, i: int, fin: dt.date, tirage: random.Random) -> list[Ligne]:
    libelle = f"{fin.year}-T{(fin.month + 2) // 3}"
    chances = {"GAO": 0.52, "MENAKA": 0.36, "DOUENTZA": 0.5}[region] + i * 0.03
    tenues = sum(tirage.random() < chances for _ in range(6))
    if en_crise(region, fin - jours(45)) and cercle != "ML1001":
        motif = "zone inaccessible"
        return [_ligne(region, fin, "R1.5", cercle, libelle, motif_absence=motif)]
    if region == "DOUENTZA" and i == 9:
        return []  # la coordination n'a pas encore envoyé ce trimestre
    if cercle == "ML1004" and i > 7:
        return [_ligne(region, fin, "R1.5", cercle, libelle, motif_absence="non collecté")]
    return [_ligne(region, fin, "R1.5", cercle, libelle, numerateur=tenues, denominateur=6, niveau_preuve="1")]


def _tournees() -> list[Ligne]:
    tirage = alea("tournees")
    lignes = []
    for region in REGIONS:
        for cercle in CERCLES[region]:
            for i, fin in enumerate(fins_de_trimestre()):
                lignes += _tournee(region, cercle, i, fin, tirage)
    return lignes


def _tournee(region: str, cercle: str, i: int, fin: dt.date, tirage: random.Random) -> list[Ligne]:
    libelle = f"{fin.year}-T{(fin.month + 2) // 3}"
    nombre = int(TOURNEES[region] * (0.6 + 0.08 * i) + tirage.random() * 1.6)
    prefet = nombre // 2
    if region == "DOUENTZA" and i == 9:
        return []
    if en_crise(region, fin - jours(45)):
        if cercle == "ML1001":
            return [_ligne(region, fin, "R1.6", cercle, libelle, valeur=0, niveau_preuve="0")]
        return [_ligne(region, fin, "R1.6", cercle, libelle, motif_absence="zone inaccessible")]
    lignes = [_ligne(region, fin, "R1.6", cercle, libelle, valeur=nombre, niveau_preuve="1")]
    for fonction, n in (("préfet", prefet), ("sous-préfet", nombre - prefet)):
        lignes.append(_ligne(region, fin, "R1.6", cercle, libelle, valeur=n, dimension="fonction", modalite=fonction))
    return lignes
