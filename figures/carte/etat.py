"""De ce que les requêtes rendent à l'état d'une carte : valeurs des zones, voisines, points retenus, légende."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from domaine import francais
from domaine.figees import MASQUE
from domaine.niveaux import DECOUPES
from figures.carte import classes
from figures.carte.composition import PROVISOIRE, EtatCarte, EtatZone, Legende, Marque
from figures.carte.donnees import etats_des_points
from figures.mots import ecriture

#: Choix de points qui ne sont pas un statut.
RESTAURES, RETOMBES, AUCUN = "restaures", "retombes", "aucun"


def niveaux_sous(niveau_zone: str, niveau_collecte: str = "") -> tuple[str, ...]:
    """Les niveaux où une zone se découpe, du plus large au plus fin.

    Args:
        niveau_zone: niveau de la zone cadrée.
        niveau_collecte: le plus fin où l'indicateur a des valeurs ; vide = sans indicateur.

    Returns:
        Les niveaux ; vide quand l'indicateur n'est pas suivi aussi finement.

    >>> niveaux_sous("SOCLE", "cercle"), niveaux_sous("cercle", "region"), niveaux_sous("commune")
    (('region', 'cercle'), (), ('commune',))
    """
    debut = min(DECOUPES.index(niveau_zone) + 1, 2) if niveau_zone in DECOUPES else 0
    fin = DECOUPES.index(niveau_collecte) if niveau_collecte in DECOUPES else -1 if niveau_collecte else 2
    return DECOUPES[debut : fin + 1]


def zones_choisies(ascendance: pd.DataFrame, zones: pd.DataFrame, zone: str, niveau: str) -> list[str]:
    """Les zones de ce niveau qui sont dans la zone cadrée (elle-même quand elle est de ce niveau)."""
    dedans = set(ascendance.loc[ascendance["ancetre"] == zone, "code"])
    return [str(c) for c in zones.loc[zones["niveau"] == niveau, "code"] if c in dedans]


def voisines(ascendance: pd.DataFrame, zones: pd.DataFrame, zone: str) -> list[str]:
    """Les sœurs de la zone cadrée et de chacun de ses ancêtres : dessinées sans chiffre, pour passer à côté."""
    chemin = [str(c) for c in ascendance.loc[ascendance["code"] == zone, "ancetre"]]
    parents = set(zones.loc[zones["code"].isin(chemin), "parent"].dropna())
    soeurs = zones[zones["parent"].isin(parents) & ~zones["code"].isin(chemin)]
    return [str(c) for c in soeurs["code"]]


def etats_des_zones(valeurs: pd.DataFrame, codes: list[str], indicateur: Mapping[str, Any]) -> dict[str, EtatZone]:
    """Ce que la carte dit de chaque zone.

    Args:
        valeurs: sortie de `requetes.carte.services.valeurs_de_carte`, ou de
            `requetes.carte.dates.valeurs_des_deux_dates` : la différence est alors écrite.
        codes: zones à dire ; une zone sans ligne est «sans donnée».
        indicateur: `libelle_court, unite`.
    """
    lignes: dict[str, Any] = {str(v["code_zone"]): v for v in valeurs.to_dict("records")}
    return {code: _etat_zone(lignes.get(code), indicateur) for code in codes}


def _etat_zone(ligne: Mapping[str, Any] | None, indicateur: Mapping[str, Any]) -> EtatZone:
    unite, nom = str(indicateur["unite"]), str(indicateur["libelle_court"])
    if ligne is None or francais.absente(ligne["valeur"]):
        inaccessible = ligne is not None and bool(ligne["inaccessible"])
        if ligne is not None and ligne["etat"] == MASQUE:
            return EtatZone(None, MASQUE, (f"{nom} : {MASQUE}", *_lignes_completude(ligne)))
        mot = "zone inaccessible" if inaccessible else "sans donnée"
        return EtatZone(None, "", (f"{nom} : {mot}", *_lignes_completude(ligne)), inaccessible)
    valeur = float(ligne["valeur"])
    pourcentage = unite == "%"
    dit = ecriture.valeur(valeur, unite, ligne["numerateur"], ligne["denominateur"])
    provisoire = PROVISOIRE if ligne["provisoire"] else ""
    court = francais.pourcentage(valeur, 0) if pourcentage else francais.nombre(valeur, 0)
    lignes = [f"{nom} : {dit}{provisoire}"]
    if not francais.absente(ligne["etat"]) and ligne["etat"] != "sans cible":
        lignes.append(f"État : {ligne['etat']}")
    if ligne["inaccessible"]:
        lignes.append("Zone inaccessible à cette période : dernière valeur connue")
    ecart = "" if francais.absente(ligne.get("ecart")) else ecriture.ecart(ligne["ecart"], "%" if pourcentage else "")
    if ecart:
        lignes.append(f"Depuis {francais.periode(ligne['periode_avant'])} : {ecriture.ecart(ligne['ecart'], unite)}")
    return EtatZone(valeur, court + provisoire, (*lignes, *_lignes_completude(ligne)), ecart=ecart)


def _lignes_completude(ligne: Mapping[str, Any] | None) -> list[str]:
    if ligne is None:
        return []
    dites = []
    if not francais.absente(ligne["attendues"]) and ligne["attendues"] > 0:
        recues = 0 if francais.absente(ligne["recues"]) else ligne["recues"]
        dites.append(f"Reçues sur attendues : {francais.fraction(recues, ligne['attendues'])}")
    if not francais.absente(ligne["date_plus_ancienne"]):
        dites.append(f"Donnée la plus ancienne : {francais.date_courte(ligne['date_plus_ancienne'])}")
    return dites


def points_retenus(etats: pd.DataFrame, choix: str) -> pd.DataFrame:
    """Les points de la sélection que le choix garde ; `AUCUN` les garde pour le tableau, la carte les tait."""
    choisis = etats[etats["choisi"]]
    if choix == RESTAURES:
        return choisis[choisis["restaure"]]
    if choix == RETOMBES:
        return choisis[choisis["restaure"] & choisis["retombe"]]
    return choisis[choisis["statut"] == choix] if choix in classes.RANG_SYMBOLE else choisis


@dataclass(frozen=True)
class Sujet:
    """Ce que la carte montre, quelle que soit la date.

    Attributes:
        fond: identifiant du fond (l'édition).
        zone: zone cadrée.
        codes: zones découpées ; `autour` : leurs voisines.
        indicateur: sa ligne du dictionnaire ; `None` = points seuls.
        points: choix de points.
        notes: phrases ajoutées à la légende.
        bande: la légende se couche au bas de la carte.
        comptes: les points se comptent par zone (des marques) et ne se placent pas.
    """

    fond: str
    zone: str
    codes: tuple[str, ...]
    autour: tuple[str, ...]
    indicateur: Mapping[str, Any] | None
    points: str
    notes: tuple[str, ...] = ()
    bande: bool = False
    comptes: bool = False


def composer_etat(
    sujet: Sujet,
    valeurs: pd.DataFrame,
    etats: pd.DataFrame,
    jour: dt.date,
    marques: tuple[Marque, ...] = (),
    comptes_marques: tuple[tuple[str, str], ...] = (),
) -> EtatCarte:
    """Réunit tout ce qui change en un état de carte.

    Args:
        sujet: ce que la carte montre.
        valeurs: voir `etats_des_zones` ; vide sans indicateur.
        etats: sortie de `requetes.carte.services.etats_des_points`, tous points, dans l'ordre du fond.
        jour: date des états.
        marques: chantiers et étapes SPI ; `comptes_marques` : leurs entrées de légende (genre, texte).
    """
    indicateur = sujet.indicateur
    retenus = points_retenus(etats, sujet.points)
    places = retenus[retenus["latitude"].notna() & retenus["longitude"].notna()]
    if sujet.points == AUCUN or sujet.comptes:
        places = places.iloc[:0]
    comptes = places["statut"].value_counts()
    statuts = tuple((s.libelle, int(comptes[s.libelle])) for s in classes.SYMBOLES if s.libelle in comptes.index)
    montres = etats.assign(visible=etats.index.isin(places.index))
    unite = str(indicateur["unite"]) if indicateur else ""
    zones = etats_des_zones(valeurs, list(sujet.codes), indicateur) if indicateur else {}
    return EtatCarte(
        fond=sujet.fond,
        zone=sujet.zone,
        traces=(*sujet.autour, *sujet.codes),
        zones=zones or dict.fromkeys(sujet.codes, EtatZone(None, "", ())),
        bornes=classes.lire_bornes(indicateur["classes_carte"], unite) if indicateur else (),
        cercles=bool(indicateur) and classes.en_cercles(indicateur["nature"]) if indicateur else False,
        date=jour.isoformat(),
        points=None if sujet.comptes else etats_des_points(montres),
        marques=marques,
        bande=sujet.bande,
        legende=Legende(
            titre=f"{indicateur['libelle_court']} ({unite})" if indicateur else "",
            precision=_periode_lue(valeurs) if indicateur else "",
            unite=unite,
            notes=sujet.notes,
            statuts=statuts,
            marques=comptes_marques,
        ),
    )


def _periode_lue(valeurs: pd.DataFrame) -> str:
    return "" if valeurs.empty else f"depuis le démarrage, à fin {francais.periode(valeurs['periode'].iloc[0])}"
