"""Ce que chaque filtre propose, lu dans l'édition, et la barre qui les réunit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from domaine import francais, niveaux
from domaine.chiffre import Moment
from domaine.periodes import MOIS, MOIS_PAR_TYPE, lire_periode
from requetes.edition.referentiel import Referentiel
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


def afficher(
    referentiel: Referentiel,
    noms: tuple[str, ...],
    date_donnees: dt.date,
    suite: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None,
) -> Filtres:
    """Dessine la barre (`demander`), puis écrit en toutes lettres les filtres en vigueur."""
    filtres = demander(referentiel, noms, date_donnees, suite)
    if filtres.libelles:
        st.caption(dire(filtres.libelles))
    return filtres


def dire(libelles: Mapping[str, str]) -> str:
    """Les filtres en vigueur, en une ligne : nom → choix en clair."""
    ecrits = " · ".join(f"{nom}\u00a0: **{echapper(choix)}**" for nom, choix in libelles.items())
    return f"Filtres en vigueur — {ecrits}"


def demander(
    referentiel: Referentiel,
    noms: tuple[str, ...],
    date_donnees: dt.date,
    suite: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None,
) -> Filtres:
    """Dessine les boîtes de la barre, sans rien écrire dessous.

    Args:
        referentiel: ce que l'édition dit d'elle-même.
        noms: filtres de la page, parmi `NOMS` ; l'ordre des boîtes est celui de `NOMS`.
        date_donnees: arrêté des données, qui dit si une période est encore en cours.
        suite: dessine les boîtes propres à une page, à la suite ; reçoit les codes choisis, rend ce qu'elle a retenu,
            nom → choix en clair.
    """
    inconnus = set(noms) - set(NOMS)
    if inconnus:
        raise ValueError(f"Filtres inconnus : {sorted(inconnus)}")
    valeurs: dict[str, str] = {}
    clair: dict[str, str] = {}
    fin_passee: dt.date | None = None
    with st.container(horizontal=True, vertical_alignment="bottom", key="barre_de_filtres"):
        mots = recherche.demander(NOMS["cherche"]) if "cherche" in noms else ""
        for nom in (n for n in NOMS if n in noms and n != "cherche"):
            choix = _choix(referentiel, nom, valeurs, date_donnees)
            # La dernière période est la plus utile ; ailleurs, le premier choix.
            defaut = next(reversed(choix), None) if nom == "periode" else None
            # Le premier du cadre est souvent une enquête annuelle : un phare à plusieurs périodes en dit plus.
            defaut = referentiel.premier_phare if nom == "indicateur" else defaut
            if nom == "indicateur" and mots:
                # La réponse la plus parlante est la première.
                choix, defaut = recherche.reduire(choix, referentiel, mots), None
            # Avec le champ de recherche, la barre tient encore sur une rangée de 1440 pixels.
            largeur = {"indicateur": 350 if "cherche" in noms else 510, "type_periode": 190}.get(nom, 170)
            valeurs[nom] = choisir(nom, NOMS[nom], choix, defaut, largeur=largeur)
            clair[NOMS[nom]] = choix.get(valeurs[nom], francais.ND)
            if nom == "periode" and valeurs[nom] != defaut and (lue := lire_periode(valeurs[nom])):
                fin_passee = lue.fin
        clair |= suite(valeurs) if suite is not None else {}
    if mots:
        recherche.dire_les_reponses(referentiel, mots)
    return Filtres(**valeurs, fin_passee=fin_passee, libelles=clair)


def _choix(referentiel: Referentiel, nom: str, valeurs: dict[str, str], date_donnees: dt.date) -> dict[str, str]:
    if nom == "indicateur":
        return choix_indicateurs(referentiel)
    if nom == "type_periode":
        return choix_types(referentiel, valeurs.get("indicateur", ""))
    if nom == "periode":
        type_periode = valeurs.get("type_periode", "cumul")
        return choix_periodes(referentiel, valeurs.get("indicateur", ""), type_periode, date_donnees)
    if nom == "service":
        return {"": "Tous les services"} | {s: s for s in referentiel.services}
    return choix_zones(referentiel, nom, valeurs.get("region", ""))


def choix_indicateurs(referentiel: Referentiel) -> dict[str, str]:
    """Code → «code — libellé», dans l'ordre du cadre logique : la recherche trouve l'un et l'autre."""
    return {i.code: f"{i.code} — {i.libelle}" for i in referentiel.indicateurs.values()}


def choix_zones(referentiel: Referentiel, niveau: str, region: str = "") -> dict[str, str]:
    """Code → nom des régions, ou des cercles (de la région choisie)."""
    tous = "Toutes les régions" if niveau == "region" else "Tous les cercles"
    gardees = (z for z in referentiel.zones.values() if z.niveau == niveau and region in ("", z.region))
    return {"": tous} | {z.code: z.nom for z in gardees}


def choix_types(referentiel: Referentiel, indicateur: str) -> dict[str, str]:
    """Les types de période qui ont des lignes pour cet indicateur, ou pour les indicateurs phares."""
    return {code: libelle for code, libelle in TYPES.items() if _calculees(referentiel, indicateur, code)}


def choix_periodes(
    referentiel: Referentiel, indicateur: str, type_periode: str, date_donnees: dt.date
) -> dict[str, str]:
    """Libellé unique → libellé d'écran, de la plus ancienne à la plus récente.

    En cumul, sans indicateur choisi, les fins de trimestre suffisent, avec le dernier mois s'il est plus
    récent : chaque indicateur est alors lu à sa dernière période due.
    """
    lues = [lire_periode(p) for p in _calculees(referentiel, indicateur, type_periode)]
    periodes = sorted((p for p in lues if p is not None), key=lambda p: (p.fin, -MOIS_PAR_TYPE[p.type]))
    if type_periode == "cumul" and not indicateur and periodes:
        trimestres = [p for p in periodes if p.type == "trimestre"]
        derniere = periodes[-1]
        periodes = [*trimestres, *([derniere] if not trimestres or derniere.fin > trimestres[-1].fin else [])]
    if type_periode == "cumul":
        return {p.libelle: f"fin {MOIS[p.fin.month - 1]} {p.fin.year}" for p in periodes}
    return {p.libelle: p.libelle_long + (" (en cours)" if p.fin > date_donnees else "") for p in periodes}


def _calculees(referentiel: Referentiel, indicateur: str, type_periode: str) -> list[str]:
    """Les périodes qui ont des rangées pour cet indicateur, ou pour les phares (vide), sans doublon."""
    codes = [indicateur] if indicateur else [i.code for i in referentiel.indicateurs.values() if i.phare]
    lues = (referentiel.periodes.get(code, {}).get(type_periode, ()) for code in codes)
    return list(dict.fromkeys(periode for periodes in lues for periode in periodes))


def periodes_anterieures(periodes: dict[str, str], periode: str) -> dict[str, str]:
    """Les périodes qui précèdent celle-ci dans un choix."""
    codes = list(periodes)
    rang = codes.index(periode) if periode in periodes else 0
    return {code: periodes[code] for code in codes[:rang]}


def noms_des_zones(referentiel: Referentiel) -> dict[str, str]:
    """Code → nom avec son niveau («cercle de Gao») : région, cercle et commune portent souvent le même nom."""
    return {z.code: niveaux.nommer(z.niveau, z.nom) for z in referentiel.zones.values()}


def sans_doublon(serie: Sequence[Moment], referentiel: Referentiel) -> tuple[Moment, ...]:
    """La même série, où une zone dont une autre porte le nom est écrite avec son niveau."""
    portes = Counter(zone for _, zone in {(m.code_zone, m.zone) for m in serie})
    noms = noms_des_zones(referentiel)
    return tuple(replace(m, zone=noms.get(m.code_zone or "", m.zone)) if portes[m.zone] > 1 else m for m in serie)


def zone_et_periode(referentiel: Referentiel, filtres: Filtres) -> str:
    """«Gao, fin juin 2024» : ce dont parle un chiffre."""
    nom = noms_des_zones(referentiel)[filtres.zone]
    return f"{nom[:1].upper()}{nom[1:]}, {filtres.libelles.get(NOMS['periode'], francais.ND)}"
