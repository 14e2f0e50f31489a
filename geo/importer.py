"""L'import de limites : lire, reconnaître, contrôler, simplifier s'il le faut, écrire d'un seul renommage.

Un refus ne change rien. Possède l'écriture de `<données>/limites/` ; personne d'autre n'y écrit.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from domaine.francais import compte, nombre
from domaine.niveaux import DECOUPES, NOMS, PLURIELS
from domaine.reglages import dossier_donnees, reglages
from geo.controle import (
    A_VERIFIER,
    BLOQUANTE,
    INFORMATION,
    TOLERANCE_OFFICIELLE,
    Appariement,
    Remarque,
    rapprocher_polygones,
)
from geo.limites import arrondir, fichier_des_limites, lire_limites, texte_des_limites
from geo.ouverture import Bornes, Couche, lire_couches
from geo.projection import en_degres, en_metres, superficies_km2
from geo.refus import CoucheRefusee, soigner
from geo.zones import CREDIT_OFFICIEL, DECOUPAGE, descendants, par_code

#: Au-delà, la carte devient lourde sur une liaison faible : on simplifie.
POIDS_MAX = 1_000_000
#: Tolérances essayées tour à tour, en mètres.
TOLERANCES_M = (50.0, 100.0, 200.0, 400.0, 800.0, 1600.0)

#: Largeur d'un vide entre deux bords voisins qu'on recolle, en mètres.
RACCORD_M = 100.0


@dataclass(frozen=True)
class Bilan:
    """Ce qu'un import a donné ; `fichier` est `None` quand il est refusé et que rien n'a changé."""

    remarques: tuple[Remarque, ...]
    fichier: Path | None

    @property
    def code_de_sortie(self) -> int:
        """0 sans réserve, 1 importé avec des points à vérifier, 2 refusé."""
        if self.fichier is None:
            return 2
        return int(any(c.gravite == A_VERIFIER for c in self.remarques))


def bornes_en_vigueur() -> Bornes:
    """Les tailles permises par les réglages."""
    regles = reglages()
    return Bornes(regles.taille_max_mo * 10**6, regles.taille_decompressee_max_mo * 10**6)


def importer_limites(
    fichier: Path,
    *,
    dossier: Path | None = None,
    source: str = "",
    credit: str = "",
    bornes: Bornes | None = None,
    essai: bool = False,
) -> Bilan:
    """Contrôle un fichier de limites et, s'il convient, le met en vigueur.

    Args:
        fichier: GeoJSON, GeoPackage ou Shapefile zippé, dans n'importe quel système de coordonnées.
        dossier: dossier des données ; celui des réglages par défaut.
        source: d'où vient le fichier, en une phrase ; son nom par défaut.
        credit: ligne à imprimer sous la carte ; par défaut le crédit officiel si les superficies sont celles des
            faits (même source), sinon le nom du fichier.
        bornes: tailles acceptées ; celles des réglages par défaut.
        essai: contrôler seulement : rien n'est écrit, et le bilan dit ce qui le serait.

    Returns:
        Le bilan ; un fichier hostile, abîmé ou incomplet donne une remarque bloquante, jamais une exception.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="socle-limites-") as atelier:
            couches = lire_couches(fichier, Path(atelier), bornes or bornes_en_vigueur())
            couche, rendu = _meilleure(couches)
            empreinte = sha256_du_fichier(fichier)
    except shapely.errors.ShapelyError:
        return Bilan((Remarque(BLOQUANTE, "Les géométries du fichier sont inutilisables."),), None)
    except CoucheRefusee as refus:
        return Bilan((Remarque(BLOQUANTE, soigner(str(refus))),), None)
    for remarque in couche.remarques:
        rendu.dire(A_VERIFIER, remarque)
    if len(couches) > 1:
        rendu.dire(INFORMATION, f"Couche retenue parmi {len(couches)} : « {couche.nom} ».")
    if rendu.refuse:
        return Bilan(tuple(rendu.remarques), None)
    credit = credit or (CREDIT_OFFICIEL if rendu.officielle else soigner(f"Limites : {fichier.name}"))
    fiche = _fiche(fichier, empreinte, source or soigner(f"fichier « {fichier.name} »"), credit)
    texte = _alleger(rendu, fiche)
    niveau = par_code()[next(iter(rendu.zones))].niveau
    rendu.dire(INFORMATION, f"{compte(len(rendu.zones), NOMS[niveau])}, {nombre(len(texte.encode()) / 1000, 0)} ko.")
    if niveau != "commune":
        rendu.dire(INFORMATION, f"Elles servent aux {PLURIELS[niveau]} ; les niveaux plus fins sont dessinés dedans.")
    destination = fichier_des_limites(dossier or dossier_donnees(), niveau)
    if not essai:
        ecrire_garde(texte, destination, partial(lire_limites, niveau=niveau))
    return Bilan(tuple(rendu.remarques), destination)


def retirer_limites(niveau: str, dossier: Path | None = None) -> bool:
    """Retire les limites importées d'un niveau ; faux quand il n'y en avait pas."""
    fichier = fichier_des_limites(dossier or dossier_donnees(), niveau)
    presentes = fichier.exists()
    fichier.unlink(missing_ok=True)
    return presentes


def _fiche(fichier: Path, empreinte: str, source: str, credit: str) -> dict[str, str]:
    """Ce que le fichier de limites dit de lui-même."""
    return {
        "source": source,
        "credit": credit,
        "importe_le": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "fichier": fichier.name,
        "sha256_fichier": empreinte,
        "decoupage": DECOUPAGE,
    }


def _meilleure(couches: list[Couche]) -> tuple[Couche, Appariement]:
    """La couche et le niveau à retenir : le plus fin qui soit sans faute, sinon ce qui s'en approche le plus.

    Un fichier de cercles se reconnaît à ses polygones, chacun autour de toutes les communes d'un cercle.
    """
    lues = [(couche, rapprocher_polygones(couche.geometries, n)) for n in reversed(DECOUPES) for couche in couches]

    def _merite(paire: tuple[Couche, Appariement]) -> tuple[bool, int, int]:
        rendu = paire[1]
        distinctes = len({id(g) for g in rendu.zones.values()})
        return not rendu.refuse, distinctes, -sum(c.gravite == BLOQUANTE for c in rendu.remarques)

    return max(lues, key=_merite)


def sha256_du_fichier(fichier: Path) -> str:
    """L'empreinte du fichier reçu, gardée dans la fiche."""
    with fichier.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def _alleger(rendu: Appariement, fiche: dict[str, str]) -> str:
    """Le texte à écrire, simplifié sans ouvrir de vide quand il pèse trop et que c'est sans danger."""
    codes = list(rendu.zones)
    precises = np.array([rendu.zones[c] for c in codes], dtype=object)
    retenu = _texte(codes, precises, fiche)
    if len(retenu.encode()) <= POIDS_MAX:
        return retenu
    aires = superficies_km2(precises)
    metres = en_metres(precises)
    if not shapely.coverage_is_valid(metres):
        # Des bords voisins qui ne se touchent qu'à peu près s'écarteraient en se simplifiant.
        metres = shapely.coverage_clean(metres, gap_width=RACCORD_M)
        if not (shapely.coverage_is_valid(metres) and _fideles(codes, en_degres(metres), aires)):
            rendu.dire(A_VERIFIER, "Tracés lourds et mal joints : gardés entiers, les simplifier ouvrirait des vides.")
            return retenu
        rendu.dire(INFORMATION, "Bords voisins recollés avant simplification.")
    appliquee = 0.0
    for tolerance in TOLERANCES_M:
        simples = en_degres(shapely.coverage_simplify(metres, tolerance))
        if not _fideles(codes, simples, aires):
            break
        retenu, appliquee = _texte(codes, simples, fiche), tolerance
        if len(retenu.encode()) <= POIDS_MAX:
            break
    if appliquee:
        rendu.dire(INFORMATION, f"Tracés simplifiés ensemble, à {nombre(appliquee, 0)} m près, sans ouvrir de vide.")
    return retenu


def _texte(codes: list[str], geometries: np.ndarray, fiche: dict[str, str]) -> str:
    zones: dict[str, Any] = dict(zip(codes, arrondir(geometries), strict=True))
    return texte_des_limites(zones, fiche)


def _fideles(codes: list[str], simples: np.ndarray, aires: np.ndarray) -> bool:
    """Chaque zone simplifiée reste valide, garde les points de ses communes, et sa superficie à un centième près."""
    for code, dessin in zip(codes, simples, strict=True):
        siennes = [par_code()[c] for c in descendants(code, "commune")]
        if not shapely.contains(dessin, shapely.points([(z.lon, z.lat) for z in siennes])).all():
            return False
    proches = np.abs(superficies_km2(simples) / aires - 1) <= TOLERANCE_OFFICIELLE
    return bool((shapely.is_valid(simples) & proches).all())


def ecrire_garde(texte: str, destination: Path, relire: Callable[[Path], object]) -> Path:
    """Écrit à côté, relit, puis renomme : on lit toujours l'ancien fichier entier ou le nouveau entier."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    numero, chemin = tempfile.mkstemp(dir=destination.parent, prefix=".limites-", suffix=".tmp")
    provisoire = Path(chemin)
    try:
        with os.fdopen(numero, "w", encoding="utf-8") as flux:
            flux.write(texte)
            flux.flush()
            os.fsync(flux.fileno())
        provisoire.chmod(0o644)
        relire(provisoire)
        provisoire.replace(destination)
    finally:
        provisoire.unlink(missing_ok=True)
    return destination
