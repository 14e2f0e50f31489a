"""Ce que chaque filtre propose, lu dans l'édition, et la barre qui les réunit."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from domaine import francais, niveaux
from domaine.periodes import MOIS, MOIS_PAR_TYPE, lire_periode
from requetes.edition import referentiel
from requetes.edition.ouverture import Edition
from vues import donnees
from vues.filtres import recherche
from vues.filtres.adresse import Filtres, choisir
from vues.textes import echapper

TYPES = {
    "cumul": "Depuis le démarrage",
    "trimestre": "Par trimestre",
    "semestre": "Par semestre",
    "annee": "Par année",
    "mois": "Par mois",
}
NOMS = {
    "cherche": "Chercher",
    "indicateur": "Indicateur",
    "type_periode": "Lecture",
    "periode": "Période",
    "region": "Région",
    "cercle": "Cercle",
    "service": "Service",
}


def afficher(edition: Edition, noms: tuple[str, ...], date_donnees: dt.date) -> Filtres:
    """Dessine la barre, puis écrit en toutes lettres les filtres en vigueur.

    Args:
        edition: l'édition lue.
        noms: filtres de la page, parmi `NOMS` ; l'ordre des boîtes est celui de `NOMS`.
        date_donnees: arrêté des données, qui dit si une période est encore en cours.
    """
    inconnus = set(noms) - set(NOMS)
    if inconnus:
        raise ValueError(f"Filtres inconnus : {sorted(inconnus)}")
    valeurs: dict[str, str] = {}
    clair: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="barre_de_filtres"):
        mots = recherche.demander(NOMS["cherche"]) if "cherche" in noms else ""
        for nom in (n for n in NOMS if n in noms and n != "cherche"):
            choix = _choix(edition, nom, valeurs, date_donnees)
            # La dernière période est la plus utile ; ailleurs, le premier choix.
            defaut = next(reversed(choix), None) if nom == "periode" else None
            # Le premier du cadre est souvent une enquête annuelle : un phare à plusieurs périodes en dit plus.
            defaut = premier_phare(edition) if nom == "indicateur" else defaut
            if nom == "indicateur" and mots:
                # La réponse la plus parlante est la première.
                choix, defaut = recherche.reduire(choix, edition, mots), None
            # Avec le champ de recherche, la barre tient encore sur une rangée de 1440 pixels.
            largeur = {"indicateur": 350 if "cherche" in noms else 400, "type_periode": 190}.get(nom, 170)
            valeurs[nom] = choisir(nom, NOMS[nom], choix, defaut, largeur=largeur)
            clair[NOMS[nom]] = choix.get(valeurs[nom], francais.ND)
    if mots:
        recherche.dire_les_reponses(edition, mots)
    if clair:
        ecrits = " · ".join(f"{nom}\u00a0: **{echapper(choix)}**" for nom, choix in clair.items())
        st.caption(f"Filtres en vigueur — {ecrits}")
    return Filtres(**valeurs, libelles=clair)


def _choix(edition: Edition, nom: str, valeurs: dict[str, str], date_donnees: dt.date) -> dict[str, str]:
    if nom == "indicateur":
        return choix_indicateurs(edition)
    if nom == "type_periode":
        return choix_types(edition, valeurs.get("indicateur", ""))
    if nom == "periode":
        lecture = valeurs.get("type_periode", "cumul")
        return choix_periodes(edition, valeurs.get("indicateur", ""), lecture, date_donnees)
    if nom == "service":
        return {"": "Tous les services"} | {s: s for s in donnees.lire(edition, referentiel.services)}
    return choix_zones(edition, nom, valeurs.get("region", ""))


def choix_indicateurs(edition: Edition) -> dict[str, str]:
    """Code → «code — libellé», dans l'ordre du cadre logique : la recherche trouve l'un et l'autre."""
    cadre = donnees.lire(edition, referentiel.indicateurs)
    return {str(c): f"{c} — {libelle}" for c, libelle in zip(cadre["code"], cadre["libelle"], strict=True)}


def premier_phare(edition: Edition) -> str | None:
    """Le premier indicateur phare, dans l'ordre du cadre, lu à deux périodes ou plus ; `None` s'il n'y en a pas."""
    cumuls = donnees.lire(edition, referentiel.periodes_calculees)
    comptes = cumuls.loc[cumuls["phare"] & (cumuls["type_periode"] == "cumul"), "code_indicateur"].value_counts()
    suivis = set(comptes[comptes > 1].index)
    return next((code for code in choix_indicateurs(edition) if code in suivis), None)


def choix_zones(edition: Edition, niveau: str, region: str = "") -> dict[str, str]:
    """Code → nom des régions, ou des cercles (de la région choisie)."""
    zones = donnees.lire(edition, referentiel.zones)
    gardees = zones[zones["niveau"] == niveau]
    if region:
        gardees = gardees[gardees["region"] == region]
    tous = "Toutes les régions" if niveau == "region" else "Tous les cercles"
    return {"": tous} | dict(zip(gardees["code"].astype(str), gardees["nom"].astype(str), strict=True))


def _calculees(edition: Edition, indicateur: str) -> pd.DataFrame:
    lignes = donnees.lire(edition, referentiel.periodes_calculees)
    return lignes[lignes["code_indicateur"] == indicateur] if indicateur else lignes[lignes["phare"]]


def choix_types(edition: Edition, indicateur: str) -> dict[str, str]:
    """Les lectures qui ont des lignes pour cet indicateur, ou pour les indicateurs phares."""
    presents = set(_calculees(edition, indicateur)["type_periode"])
    return {code: libelle for code, libelle in TYPES.items() if code in presents}


def choix_periodes(edition: Edition, indicateur: str, type_periode: str, date_donnees: dt.date) -> dict[str, str]:
    """Libellé unique → libellé d'écran, de la plus ancienne à la plus récente.

    En lecture cumulée, sans indicateur choisi, les fins de trimestre suffisent, avec le dernier mois s'il est plus
    récent : chaque indicateur est alors lu à sa dernière période due.
    """
    lignes = _calculees(edition, indicateur)
    lues = [lire_periode(str(p)) for p in lignes.loc[lignes["type_periode"] == type_periode, "periode"].unique()]
    periodes = sorted((p for p in lues if p is not None), key=lambda p: (p.fin, -MOIS_PAR_TYPE[p.type]))
    if type_periode == "cumul" and not indicateur and periodes:
        trimestres = [p for p in periodes if p.type == "trimestre"]
        derniere = periodes[-1]
        periodes = [*trimestres, *([derniere] if not trimestres or derniere.fin > trimestres[-1].fin else [])]
    if type_periode == "cumul":
        return {p.libelle: f"fin {MOIS[p.fin.month - 1]} {p.fin.year}" for p in periodes}
    return {p.libelle: p.libelle_long + (" (en cours)" if p.fin > date_donnees else "") for p in periodes}


def periodes_anterieures(periodes: dict[str, str], periode: str) -> dict[str, str]:
    """Les périodes qui précèdent celle-ci dans un choix."""
    codes = list(periodes)
    rang = codes.index(periode) if periode in periodes else 0
    return {code: periodes[code] for code in codes[:rang]}


def noms_des_zones(edition: Edition) -> dict[str, str]:
    """Code → nom avec son niveau («cercle de Gao») : région, cercle et commune portent souvent le même nom."""
    zones = donnees.lire(edition, referentiel.zones)
    noms = {str(z["code"]): f"{niveaux.NOMS[str(z['niveau'])]} {_de(str(z['nom']))}" for z in zones.to_dict("records")}
    return noms | {"SOCLE": "ensemble du projet"}


def _de(nom: str) -> str:
    return f"d’{nom}" if nom[:1].lower() in "aeiouyéèêàâîôh" else f"de {nom}"


def sans_doublon(lignes: pd.DataFrame, edition: Edition) -> pd.DataFrame:
    """Les mêmes lignes, où une zone dont une autre porte le nom est écrite avec son niveau."""
    couples = lignes[["code_zone", "zone"]].drop_duplicates()
    doubles = set(couples.loc[couples["zone"].duplicated(keep=False), "code_zone"])
    noms = noms_des_zones(edition)
    zones = [noms.get(c, z) if c in doubles else z for c, z in zip(lignes["code_zone"], lignes["zone"], strict=True)]
    return lignes.assign(zone=zones)


def zone_et_periode(edition: Edition, filtres: Filtres) -> str:
    """«Gao, fin juin 2024» : ce dont parle un chiffre."""
    nom = noms_des_zones(edition)[filtres.zone]
    return f"{nom[:1].upper()}{nom[1:]}, {filtres.libelles.get(NOMS['periode'], francais.ND)}"
