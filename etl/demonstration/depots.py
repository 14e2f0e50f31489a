"""L'assemblage : chaque ligne part dans son dépôt, avec les fautes volontaires et les renvois qui les corrigent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from etl.demonstration.base import Cellules, Ligne
from etl.demonstration.cadre import ecrire_cadre
from etl.demonstration.calendrier import Envoi, envois, lignes_rapports
from etl.demonstration.classeurs import ecrire_classeur
from etl.demonstration.etat import lignes_chantiers, lignes_presence
from etl.demonstration.fautes import (
    COLONNES_EN_PLUS,
    FEUILLES_EN_PLUS,
    RETOUCHES,
    ZERO_DE_TROP,
    Retouche,
    ajouts,
)
from etl.demonstration.pilotage import lignes_activites, lignes_contexte, lignes_formations, lignes_reunions
from etl.demonstration.points import lignes_points, points
from etl.demonstration.saisies import lignes_saisies
from etl.demonstration.spi import lignes_spi
from etl.demonstration.visites import lignes_visites

#: Table → lignes, pour un dépôt.
Contenu = dict[str, list[Cellules]]


@dataclass(frozen=True)
class DepotDemo:
    """Un dépôt de la démonstration : un fichier `.xlsx` ou un dossier de `.csv`, reçu tel jour de telle personne."""

    chemin: Path
    recu_le: dt.datetime
    par: str


def ecrire_demonstration(dossier: Path) -> list[DepotDemo]:
    """Écrit tous les classeurs de la démonstration.

    Args:
        dossier: où écrire ; créé au besoin. Les mêmes octets à chaque appel.

    Returns:
        Les dépôts, dans l'ordre de réception ; le cadre logique d'abord.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    cadre = DepotDemo(dossier / "cadre_logique.xlsx", dt.datetime(2022, 1, 10, 9, 0), "P-0004")
    ecrire_cadre(cadre.chemin)
    depots = [cadre]
    for envoi, contenu in contenus():
        chemin = dossier / envoi.nom
        ecrire_classeur(chemin, contenu, envoi.forme, FEUILLES_EN_PLUS.get(envoi.nom))
        depots.append(DepotDemo(chemin, envoi.recu_le, envoi.par))
    return depots


def contenus() -> list[tuple[Envoi, Contenu]]:
    """Chaque envoi avec ses lignes, fautes comprises, dans l'ordre de réception."""
    lignes = _toutes_les_lignes()
    liste = envois()
    rapports = lignes_rapports(liste)
    sorties = {envoi.nom: _contenu(envoi, [*lignes, *rapports.get(envoi.nom, ())]) for envoi in liste}
    for retouche in RETOUCHES:
        _retoucher(sorties, retouche)
    _ajouter_un_zero(sorties)
    for nom, lignes_ajoutees in ajouts().items():
        for table, cellules in lignes_ajoutees:
            sorties[nom].setdefault(table, []).append(cellules)
    for nom, (table, entete, texte) in COLONNES_EN_PLUS.items():
        for i, ligne in enumerate(sorties[nom][table]):
            ligne[entete] = texte if i % 3 == 0 else None
    return [(envoi, _ranger(sorties[envoi.nom])) for envoi in liste]


def _toutes_les_lignes() -> list[Ligne]:
    liste = points()
    return [
        *lignes_points(liste),
        *lignes_visites(liste),
        *lignes_spi(),
        *lignes_chantiers(),
        *lignes_presence(),
        *lignes_activites(),
        *lignes_formations(),
        *lignes_reunions(),
        *lignes_contexte(),
        *lignes_saisies(),
    ]


def _contenu(envoi: Envoi, lignes: list[Ligne]) -> Contenu:
    """Les lignes d'un envoi ; de deux lignes de même clé, la dernière connue."""
    par_cle: dict[str, dict[tuple[object, ...], Cellules]] = {}
    for ligne in sorted(lignes, key=lambda x: x.connue):
        dans = envoi.depuis < ligne.connue <= envoi.cloture or ligne.table == "rapport_activite"
        if ligne.source != envoi.source or envoi.correction or not dans:
            continue
        if envoi.tables and ligne.table not in envoi.tables:
            continue
        cle = tuple(ligne.cellules.get(nom) for nom in PAR_TABLE[ligne.table].cle_effective)
        par_cle.setdefault(ligne.table, {})[cle] = dict(ligne.cellules)
    return {table: list(par_cle_de_table.values()) for table, par_cle_de_table in par_cle.items()}


def _ranger(contenu: Contenu) -> Contenu:
    """Les feuilles dans l'ordre où elles sont déclarées."""
    return {f.table: contenu[f.table] for f in FEUILLES_COORDINATION if contenu.get(f.table)}


def _retoucher(sorties: dict[str, Contenu], retouche: Retouche) -> None:
    lignes = sorties[retouche.fichier][retouche.table]
    visees = [x for x in lignes if all(x.get(nom) == valeur for nom, valeur in retouche.cle)]
    if len(visees) != 1:
        # Une retouche qui ne touche rien cacherait une faute disparue.
        raise ValueError(f"retouche sans effet : {retouche.fichier} {retouche.cle} ({len(visees)} lignes)")
    juste = dict(visees[0])
    visees[0].update(retouche.cellules)
    if retouche.renvoi:
        juste["statut"] = "révisée"
        sorties[retouche.renvoi].setdefault(retouche.table, []).append(juste)


def _ajouter_un_zero(sorties: dict[str, Contenu]) -> None:
    fautif, renvoi, nombre = ZERO_DE_TROP
    visites = [v for v in sorties[fautif]["visite"] if v.get("usagers_femmes")][:nombre]
    for visite in visites:
        sorties[renvoi].setdefault("visite", []).append(dict(visite))
        for nom in ("usagers_hommes", "usagers_femmes"):
            compte = visite[nom]
            assert isinstance(compte, int)  # les récits comptent en entiers
            visite[nom] = compte * 10
