"""Le calendrier des dépôts : qui envoie quoi, quel jour, et sous quelle forme ; les rapports dus et reçus."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from etl.demonstration.base import BAMAKO, REGIONS, Cellules, Ligne, alea, fin_de_mois, jours


@dataclass(frozen=True)
class Forme:
    """Comment une coordination écrit ses classeurs.

    Attributes:
        bandeau: titre au-dessus des en-têtes ; vide = aucun.
        entetes_francais: «Id point» plutôt que «id_point».
        noms: écrit les communes, cercles et régions par leur nom, avec les graphies du terrain.
        textes: dates «03/05/2023», nombres «1 234» et périodes «T2 2023» tapés en texte.
        etapes_en_lettres: «remise en service» plutôt que 7.
        hxl: ligne d'étiquettes HXL sous les en-têtes.
        csv: un dossier de `.csv` en Windows-1252, séparés par des points-virgules.
    """

    bandeau: str = ""
    entetes_francais: bool = False
    noms: bool = False
    textes: bool = False
    etapes_en_lettres: bool = False
    hxl: bool = False
    csv: bool = False


@dataclass(frozen=True)
class Envoi:
    """Un dépôt à écrire : les lignes de `source` connues après `depuis` et jusqu'à `cloture` comprise.

    `tables` vide = toutes ; `correction` : rien du calendrier, seulement ce que `fautes` y renvoie.
    """

    nom: str
    source: str
    depuis: dt.date
    cloture: dt.date
    recu_le: dt.datetime
    par: str
    forme: Forme = field(default_factory=Forme)
    tables: frozenset[str] = frozenset()
    correction: bool = False


_NOMS = {"GAO": "gao", "MENAKA": "menaka", "DOUENTZA": "douentza", BAMAKO: "bamako"}
_AUTEURS = {"GAO": "P-0001", "MENAKA": "P-0002", "DOUENTZA": "P-0003", BAMAKO: "P-0004"}
#: Jours entre la fin du trimestre et l'arrivée du dépôt.
_DELAIS = {"GAO": (8, 14), "MENAKA": (12, 25), "DOUENTZA": (30, 58), BAMAKO: (18, 28)}
#: Jours entre la fin du mois et l'arrivée du rapport ; il est dû le 10 du mois suivant.
_DELAIS_RAPPORT = {"GAO": (3, 11), "MENAKA": (7, 19), "DOUENTZA": (24, 62)}
RAPPORTS_MANQUANTS = {
    "GAO": frozenset[str](),
    "MENAKA": frozenset({"2023-07", "2023-08", "2024-06"}),
    "DOUENTZA": frozenset({"2023-11", "2024-05", "2024-06"}),
}
_AVANT = dt.date(2000, 1, 1)
#: En mai 2024, Douentza n'envoie que ses visites : le reste du mois, et juin, manquent.
_VISITES_SEULES = frozenset({"visite", "etape_restauration", "point_service", "projet_service", "rapport_activite"})


def envois() -> list[Envoi]:
    """Les envois des coordinations et du bureau de Bamako, corrections comprises, dans l'ordre de réception."""
    liste = [*_corrections(), *_semestriels()]
    for region in REGIONS:
        tirage = alea(f"envois-{region}")
        depuis = _AVANT
        for mois in (*range(3, 28, 3), 28, 29, 30):
            if region == "DOUENTZA" and mois == 30:
                continue
            cloture = fin_de_mois(2022, mois)
            libelle = f"{cloture:%Y-%m}" if mois > 27 else f"{cloture.year}-T{(cloture.month + 2) // 3}"
            recu = _moment(cloture + jours(tirage.randint(*_DELAIS[region])), tirage.randint(8, 17))
            tables = _VISITES_SEULES if region == "DOUENTZA" and mois == 29 else frozenset[str]()
            liste.append(_envoi(region, libelle, depuis, cloture, recu, tables))
            depuis = cloture
    return sorted(liste, key=lambda e: (e.recu_le, e.nom))


def _moment(jour: dt.date, heure: int) -> dt.datetime:
    return dt.datetime(jour.year, jour.month, jour.day, heure, 15)


def _envoi(
    source: str, libelle: str, depuis: dt.date, cloture: dt.date, recu: dt.datetime, tables: frozenset[str]
) -> Envoi:
    forme = Forme()
    if source == "GAO":
        forme = Forme(hxl=libelle == "2023-T1")
    elif source == "MENAKA":
        bandeau = f"Coordination régionale de Ménaka – situation au {cloture:%d/%m/%Y} (démonstration)"
        forme = Forme(bandeau=bandeau, entetes_francais=True, noms=True, etapes_en_lettres=True)
    elif source == "DOUENTZA":
        forme = Forme(noms=True, textes=True, csv=libelle == "2022-T2")
    nom = f"{_NOMS[source]}_{libelle}" + ("" if forme.csv else ".xlsx")
    return Envoi(nom, source, depuis, cloture, recu, _AUTEURS[source], forme, tables)


def _semestriels() -> list[Envoi]:
    tirage = alea("envois-bamako")
    liste, depuis = [], _AVANT
    for mois in (6, 12, 18, 24, 30):
        cloture = fin_de_mois(2022, mois)
        libelle = f"{cloture.year}-S{1 if cloture.month == 6 else 2}"
        recu = _moment(cloture + jours(tirage.randint(*_DELAIS[BAMAKO])), 11)
        liste.append(_envoi(BAMAKO, libelle, depuis, cloture, recu, frozenset()))
        depuis = cloture
    return liste


def _corrections() -> list[Envoi]:
    """Quatre renvois : un chiffre révisé, une ligne mal orthographiée, des usagers dix fois trop nombreux."""
    prevus = (
        ("MENAKA", "correction_2022-T3", dt.date(2022, 11, 21)),
        (BAMAKO, "correction_2022-S2", dt.date(2023, 4, 12)),
        ("GAO", "correction_2023-T1", dt.date(2023, 5, 26)),
        ("DOUENTZA", "correction_2023-T2", dt.date(2023, 10, 16)),
    )
    return [
        Envoi(
            f"{_NOMS[source]}_{libelle}.xlsx", source, jour, jour, _moment(jour, 16), _AUTEURS[source], correction=True
        )
        for source, libelle, jour in prevus
    ]


def lignes_rapports(liste: list[Envoi]) -> dict[str, list[Ligne]]:
    """Les lignes de la feuille Rapports de chaque envoi, par nom d'envoi.

    Un rapport est déclaré dû dans l'envoi qui couvre son mois, puis déclaré reçu dans le premier envoi parti après
    sa réception ; un rapport jamais reçu garde sa case vide.
    """
    receptions = _receptions()
    sorties: dict[str, list[Ligne]] = {}
    for region in REGIONS:
        annonces: dict[str, dt.date | None] = {}
        for envoi in [e for e in liste if e.source == region and not e.correction]:
            for mois in range(1, 31):
                fin = fin_de_mois(2022, mois)
                libelle = f"{fin:%Y-%m}"
                recu = receptions[region].get(libelle)
                connu = recu if recu is not None and recu <= envoi.recu_le.date() else None
                # Le dernier envoi de Douentza dit aussi que juin est dû.
                dernier = envoi.nom == "douentza_2024-05.xlsx" and mois == 30
                if (fin > envoi.cloture and not dernier) or annonces.get(libelle, _AVANT) == connu:
                    continue
                annonces[libelle] = connu
                sorties.setdefault(envoi.nom, []).append(_rapport(region, libelle, fin, connu))
    return sorties


def _rapport(region: str, libelle: str, fin: dt.date, recu: dt.date | None) -> Ligne:
    cellules: Cellules = {
        "code_zone": region,
        "periode": libelle,
        "date_echeance": fin + jours(10),
        "date_reception": recu,
    }
    return Ligne("rapport_activite", region, fin, cellules)


def _receptions() -> dict[str, dict[str, dt.date]]:
    sorties: dict[str, dict[str, dt.date]] = {}
    for region in REGIONS:
        tirage = alea(f"rapports-{region}")
        sorties[region] = {}
        for mois in range(1, 31):
            fin = fin_de_mois(2022, mois)
            recu = fin + jours(tirage.randint(*_DELAIS_RAPPORT[region]))
            if f"{fin:%Y-%m}" not in RAPPORTS_MANQUANTS[region]:
                sorties[region][f"{fin:%Y-%m}"] = recu
    return sorties
