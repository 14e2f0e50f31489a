"""Les chantiers et les étapes SPI sur la carte : ils n'ont pas de position, seulement une zone.

Une marque se pose dans la zone dessinée qui les contient ; ce qui relève d'une zone plus large que celles dessinées
(un gouvernorat, quand la carte montre des communes) se pose au centre de cette zone plus large.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from domaine import francais
from domaine.periodes import periode_contenant
from figures.carte.classes import SYMBOLES
from figures.carte.composition import Marque

CHANTIERS, SPI, POINTS = "chantiers", "spi", "points"
#: Au-delà, la fiche dit combien il en reste : une liste sans fin ne se lit pas sur une carte.
LIGNES_MAX = 25


def marques_des_chantiers(chantiers: pd.DataFrame, ascendance: pd.DataFrame, codes: tuple[str, ...]) -> list[Marque]:
    """Une marque par zone dessinée : combien de chantiers réceptionnés sur combien.

    Args:
        chantiers: sortie de `requetes.carte.terrain.chantiers_a`.
        ascendance: `code, ancetre`.
        codes: zones dessinées.
    """
    marques = []
    for zone, lignes in _par_zone(chantiers, ascendance, codes):
        recus = sum(ligne["etat"] == "réceptionné" for ligne in lignes)
        compte = francais.compte(len(lignes), "chantier")
        titre = f"{compte}, {_accorder(recus, 'réceptionné')}"
        textes = [_dire_chantier(ligne) for ligne in lignes]
        marques.append(Marque(zone, CHANTIERS, francais.fraction(recus, len(lignes)), titre, _borner(textes)))
    return marques


def marques_des_etapes(etapes: pd.DataFrame, ascendance: pd.DataFrame, codes: tuple[str, ...]) -> list[Marque]:
    """Une marque par zone dessinée : combien d'étapes SPI tenues, et les dernières.

    Args:
        etapes: sortie de `requetes.carte.terrain.etapes_spi_passees`.
        ascendance, codes: voir `marques_des_chantiers`.
    """
    marques = []
    for zone, lignes in _par_zone(etapes, ascendance, codes):
        tenues = sum(_vrai(ligne["tenue"]) for ligne in lignes)
        titre = f"{francais.compte(len(lignes), 'étape')} SPI, {_accorder(tenues, 'tenue')}"
        textes = [_dire_etape(ligne) for ligne in lignes]
        marques.append(Marque(zone, SPI, francais.fraction(tenues, len(lignes)), titre, _borner(textes)))
    return marques


def marques_des_points(points: pd.DataFrame, ascendance: pd.DataFrame, codes: tuple[str, ...]) -> list[Marque]:
    """Une marque par zone dessinée : combien de points de service, et dans quel état. Aucun n'est nommé ni placé.

    Args:
        points: `code_zone, statut, restaure` ; un point par ligne.
        ascendance, codes: voir `marques_des_chantiers`.
    """
    marques = []
    for zone, lignes in _par_zone(points, ascendance, codes):
        restaures = sum(_vrai(ligne["restaure"]) for ligne in lignes)
        statuts = [str(ligne["statut"]) for ligne in lignes]
        textes = [f"{francais.nombre(restaures)} déjà restauré{'s' if restaures > 1 else ''}"]
        textes += [
            f"{s.libelle} : {francais.nombre(statuts.count(s.libelle))}" for s in SYMBOLES if s.libelle in statuts
        ]
        titre = francais.compte(len(lignes), "point de service", "points de service")
        marques.append(Marque(zone, POINTS, francais.nombre(len(lignes)), titre, tuple(textes)))
    return marques


def legende_des_points(nombre: int) -> tuple[tuple[str, str], ...]:
    """L'entrée de légende des points comptés par zone."""
    return ((POINTS, f"points de service, comptés par zone : {francais.nombre(nombre)}"),) if nombre else ()


def legende_des_marques(marques: list[Marque], chantiers: pd.DataFrame, etapes: pd.DataFrame) -> tuple[Any, ...]:
    """Les entrées de légende (genre, texte) des genres présents."""
    genres = {m.genre for m in marques}
    recus = int((chantiers["etat"] == "réceptionné").sum()) if CHANTIERS in genres else 0
    tenues = int(etapes["tenue"].map(_vrai).sum()) if SPI in genres else 0
    textes = {
        CHANTIERS: f"chantiers réceptionnés sur suivis : {francais.fraction(recus, len(chantiers))}",
        SPI: f"étapes SPI tenues sur passées : {francais.fraction(tenues, len(etapes))}",
    }
    return tuple((genre, textes[genre]) for genre in (CHANTIERS, SPI) if genre in genres)


def _par_zone(
    table: pd.DataFrame, ascendance: pd.DataFrame, codes: tuple[str, ...]
) -> list[tuple[str, list[dict[str, Any]]]]:
    dessinees = set(codes)
    au_dessus = ascendance[ascendance["ancetre"].isin(dessinees)]
    hote = dict(zip(au_dessus["code"].astype(str), au_dessus["ancetre"].astype(str), strict=True))
    groupes: dict[str, list[dict[str, Any]]] = {}
    for ligne in table.to_dict("records"):
        code = str(ligne["code_zone"])
        groupes.setdefault(hote.get(code, code), []).append({str(k): v for k, v in ligne.items()})
    return list(groupes.items())


def _dire_chantier(ligne: dict[str, Any]) -> str:
    # Une édition réduite tait le nom du chantier : son ouvrage suffit.
    nom = ligne["ouvrage"] if francais.absente(ligne["nom"]) else ligne["nom"]
    morceaux = [f"{nom} : {ligne['etat']}"]
    if not francais.absente(ligne["date_reception"]):
        morceaux.append(f"le {francais.date(ligne['date_reception'])}")
    elif not francais.absente(ligne["physique_pct"]):
        financier = francais.pourcentage(ligne["financier_pct"], 0)
        morceaux.append(
            f"physique {francais.pourcentage(ligne['physique_pct'], 0)}, financier {financier} "
            f"({francais.date_courte(ligne['date_releve'])})"
        )
    if not francais.absente(ligne["retard_jours"]):
        morceaux.append(f"en retard de {francais.compte(int(ligne['retard_jours']), 'jour')}")
    if not francais.absente(ligne["incident"]):
        morceaux.append(str(ligne["incident"]))
    return ", ".join(morceaux)


def _dire_etape(ligne: dict[str, Any]) -> str:
    tenue = francais.ND if francais.absente(ligne["tenue"]) else "tenue" if ligne["tenue"] else "non tenue"
    if francais.absente(ligne["site"]):
        # Une édition réduite n'a que le mois et la zone.
        return f"{periode_contenant('mois', ligne['date']).libelle_long}, {ligne['nom_zone']} : {tenue}"
    motif = "" if francais.absente(ligne["motif"]) else f" ({ligne['motif']})"
    return f"{francais.date_courte(ligne['date'])}, {ligne['site']} : {tenue}{motif}"


def _vrai(valeur: object) -> bool:
    return not francais.absente(valeur) and bool(valeur)


def _accorder(nombre: int, participe: str) -> str:
    return f"{francais.nombre(nombre)} {participe}{'s' if nombre > 1 else ''}"


def _borner(textes: list[str]) -> tuple[str, ...]:
    if len(textes) <= LIGNES_MAX:
        return tuple(textes)
    reste = francais.compte(len(textes) - LIGNES_MAX, "autre")
    return (*textes[:LIGNES_MAX], f"… et {reste}")
