"""De ce que les requêtes rendent à l'état d'une carte : valeurs des zones, voisines, points retenus, légende."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from domaine import francais
from domaine.figees import MASQUE
from domaine.niveaux import DECOUPES
from figures.carte import classes
from figures.carte.composition import PROVISOIRE, EtatCarte, EtatZone, Legende
from figures.carte.donnees import etats_des_points
from figures.carte.marques import Pose
from figures.mots import chiffre as mots
from figures.mots import ecriture
from requetes.carte.lecture import LectureTerrain
from requetes.carte.services import ValeurDeZone
from requetes.edition.referentiel import Indicateur

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


def etats_des_zones(
    valeurs: Iterable[ValeurDeZone], codes: Iterable[str], indicateur: Indicateur
) -> dict[str, EtatZone]:
    """Ce que la carte dit de chaque zone.

    Args:
        valeurs: une zone comparée à une autre date dit aussi sa différence.
        codes: zones à dire ; une zone sans valeur est «sans donnée».
        indicateur: celui des valeurs.
    """
    lues = {v.code_zone: v for v in valeurs}
    return {code: _etat_zone(lues.get(code), indicateur) for code in codes}


def _etat_zone(zone: ValeurDeZone | None, indicateur: Indicateur) -> EtatZone:
    nom = indicateur.libelle_court
    if zone is None:
        return EtatZone(None, "", (f"{nom} : sans donnée",))
    if zone.valeur is None:
        mot = MASQUE if zone.masque else "zone inaccessible" if zone.inaccessible else "sans donnée"
        dites = (f"{nom} : {mot}", *_dire_completude(zone))
        return EtatZone(None, MASQUE if zone.masque else "", dites, zone.inaccessible and not zone.masque)
    pourcentage = indicateur.unite == "%"
    provisoire = PROVISOIRE if zone.provisoire else ""
    court = francais.pourcentage(zone.valeur, 0) if pourcentage else francais.nombre(zone.valeur, 0)
    lignes = [f"{nom} : {mots.valeur(zone)}{provisoire}"]
    if zone.etat not in (None, "sans cible"):
        lignes.append(f"État : {zone.etat}")
    if zone.inaccessible:
        lignes.append("Zone inaccessible à cette période : dernière valeur connue")
    ecart = ""
    if zone.avant is not None and zone.ecart is not None:
        ecart = ecriture.ecart(zone.ecart, "%" if pourcentage else "")
        lignes.append(f"Depuis {francais.periode(zone.avant.periode)} : {ecriture.ecart(zone.ecart, zone.unite)}")
    return EtatZone(zone.valeur, court + provisoire, (*lignes, *_dire_completude(zone)), ecart=ecart)


def _dire_completude(zone: ValeurDeZone) -> list[str]:
    dites = []
    if zone.attendues:
        dites.append(f"Reçues sur attendues : {francais.fraction(zone.recues or 0, zone.attendues)}")
    if zone.date_plus_ancienne is not None:
        dites.append(f"Donnée la plus ancienne : {francais.date_courte(zone.date_plus_ancienne)}")
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
        indicateur: celui qui colore ; `None` = points seuls.
        points: choix de points.
        notes: phrases ajoutées à la légende.
        bande: la légende se couche au bas de la carte.
        comptes: les points se comptent par zone (des marques) et ne se placent pas.
        sombre: pour une page sombre.
    """

    fond: str
    zone: str
    codes: tuple[str, ...]
    autour: tuple[str, ...]
    indicateur: Indicateur | None
    points: str
    notes: tuple[str, ...] = ()
    bande: bool = False
    comptes: bool = False
    sombre: bool = False


def composer_etat(
    sujet: Sujet,
    terrain: LectureTerrain,
    valeurs: Sequence[ValeurDeZone],
    poses: Sequence[Pose] = (),
) -> EtatCarte:
    """Réunit tout ce qui change en un état de carte.

    Args:
        sujet: ce que la carte montre.
        terrain: ses points, dans l'ordre du fond.
        valeurs: à la même date ; vide sans indicateur.
        poses: ce qui se compte par zone, dans l'ordre de la légende.
    """
    indicateur, etats = sujet.indicateur, terrain.etats
    retenus = points_retenus(etats, sujet.points)
    places = retenus[retenus["latitude"].notna() & retenus["longitude"].notna()]
    if sujet.points == AUCUN or sujet.comptes:
        places = places.iloc[:0]
    comptes = places["statut"].value_counts()
    legende = Legende(
        points_le=f"situation au {francais.date(terrain.jour)}",
        notes=sujet.notes,
        statuts=tuple((s.libelle, int(comptes[s.libelle])) for s in classes.SYMBOLES if s.libelle in comptes.index),
        marques=tuple(entree for pose in poses for entree in pose.legende),
    )
    zones = dict.fromkeys(sujet.codes, EtatZone(None, "", ()))
    if indicateur is not None:
        zones = etats_des_zones(valeurs, sujet.codes, indicateur)
        titre = f"{indicateur.libelle_court} ({indicateur.unite})"
        legende = replace(legende, titre=titre, precision=_periode_lue(valeurs), unite=indicateur.unite)
    return EtatCarte(
        fond=sujet.fond,
        zone=sujet.zone,
        traces=(*sujet.autour, *sujet.codes),
        zones=zones,
        bornes=classes.lire_bornes(indicateur.classes_carte, indicateur.unite) if indicateur else (),
        cercles=indicateur is not None and classes.en_cercles(indicateur.nature),
        date=terrain.jour.isoformat(),
        points=None if sujet.comptes else etats_des_points(etats.assign(visible=etats.index.isin(places.index))),
        marques=tuple(marque for pose in poses for marque in pose.marques),
        bande=sujet.bande,
        sombre=sujet.sombre,
        legende=legende,
    )


def _periode_lue(valeurs: Sequence[ValeurDeZone]) -> str:
    return f"depuis le démarrage, à fin {francais.periode(valeurs[0].periode)}" if valeurs else ""
