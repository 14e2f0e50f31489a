"""De ce que les requêtes rendent à l'état d'une carte : valeurs des zones, voisines, points retenus, légende."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from domaine import francais
from figures import carte_classes as classes
from figures.carte import EtatCarte, EtatZone, Legende
from figures.carte_donnees import etats_des_points

NIVEAUX = ("region", "cercle", "commune")
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
    debut = min(NIVEAUX.index(niveau_zone) + 1, 2) if niveau_zone in NIVEAUX else 0
    fin = NIVEAUX.index(niveau_collecte) if niveau_collecte in NIVEAUX else -1 if niveau_collecte else 2
    return NIVEAUX[debut : fin + 1]


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


def ecrire_valeur(valeur: object, unite: str, decimales_pct: int = 1) -> str:
    r"""Une valeur et son unité, comme on la lit.

    >>> ecrire_valeur(16.92, "%"), ecrire_valeur(12, "points"), ecrire_valeur(float("nan"), "%")
    ('16,9\xa0%', '12\xa0points', 'n.\xa0d.')
    """
    if unite == "%":
        return francais.pourcentage(valeur, decimales_pct)
    return francais.ND if francais.absente(valeur) else f"{francais.nombre(valeur)}{francais.INSECABLE}{unite}".strip()


def etats_des_zones(valeurs: pd.DataFrame, codes: list[str], indicateur: Mapping[str, Any]) -> dict[str, EtatZone]:
    """Ce que la carte dit de chaque zone.

    Args:
        valeurs: sortie de `requetes.services.valeurs_de_carte`.
        codes: zones à dire ; une zone sans ligne est «sans donnée».
        indicateur: `libelle_court, unite`.
    """
    lignes: dict[str, Any] = {str(v["code_zone"]): v for v in valeurs.to_dict("records")}
    return {code: _etat_zone(lignes.get(code), indicateur) for code in codes}


def _etat_zone(ligne: Mapping[str, Any] | None, indicateur: Mapping[str, Any]) -> EtatZone:
    unite, nom = str(indicateur["unite"]), str(indicateur["libelle_court"])
    if ligne is None or francais.absente(ligne["valeur"]):
        inaccessible = ligne is not None and bool(ligne["inaccessible"])
        mot = "zone inaccessible" if inaccessible else "sans donnée"
        return EtatZone(None, "", (f"{nom} : {mot}", *_lignes_completude(ligne)), inaccessible)
    valeur = float(ligne["valeur"])
    pourcentage = unite == "%"
    dit = ecrire_valeur(valeur, unite)
    if pourcentage and not francais.absente(ligne["denominateur"]):
        dit = francais.pourcentage_fraction(ligne["numerateur"], ligne["denominateur"])
    provisoire = " (p)" if ligne["provisoire"] else ""
    court = francais.pourcentage(valeur, 0) if pourcentage else francais.nombre(valeur, 0)
    lignes = [f"{nom} : {dit}{provisoire}"]
    if not francais.absente(ligne["etat"]) and ligne["etat"] != "sans cible":
        lignes.append(f"État : {ligne['etat']}")
    if ligne["inaccessible"]:
        lignes.append("Zone inaccessible à cette période : dernière valeur connue")
    return EtatZone(valeur, court + provisoire, (*lignes, *_lignes_completude(ligne)))


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


def composer_etat(
    zone: str,
    codes: list[str],
    autour: list[str],
    zones: dict[str, EtatZone],
    indicateur: Mapping[str, Any] | None,
    precision: str,
    etats: pd.DataFrame,
    choix: str,
    jour: str,
    notes: tuple[str, ...] = (),
) -> EtatCarte:
    """Réunit tout ce qui change en un état de carte.

    Args:
        zone: zone cadrée.
        codes: zones découpées ; `autour` : leurs voisines.
        zones: état des zones ; vide sans indicateur.
        indicateur: sa ligne du dictionnaire ; `None` = points seuls.
        precision: la période lue, en clair.
        etats: sortie de `requetes.services.etats_des_points`, tous points, dans l'ordre du fond.
        choix: choix de points.
        jour: date des états, AAAA-MM-JJ.
        notes: phrases ajoutées à la légende.
    """
    retenus = points_retenus(etats, choix)
    places = retenus[retenus["latitude"].notna() & retenus["longitude"].notna()]
    if choix == AUCUN:
        places = places.iloc[:0]
    comptes = places["statut"].value_counts()
    statuts = tuple((s.libelle, int(comptes[s.libelle])) for s in classes.SYMBOLES if s.libelle in comptes.index)
    montres = etats.assign(visible=etats.index.isin(places.index))
    unite = str(indicateur["unite"]) if indicateur else ""
    sans_etat = EtatZone(None, "", ())
    return EtatCarte(
        zone=zone,
        traces=(*autour, *codes),
        zones=zones or dict.fromkeys(codes, sans_etat),
        bornes=classes.lire_bornes(indicateur["classes_carte"], unite) if indicateur else (),
        cercles=bool(indicateur) and classes.en_cercles(indicateur["nature"]) if indicateur else False,
        date=jour,
        points=etats_des_points(montres),
        legende=Legende(
            titre=f"{indicateur['libelle_court']} ({unite})" if indicateur else "",
            precision=precision,
            unite=unite,
            notes=notes,
            statuts=statuts,
        ),
    )
