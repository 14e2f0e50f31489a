"""`rejets` : les lignes en quarantaine d'un dépôt, dans la mise en page du modèle, à corriger et à renvoyer."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.declaration import Feuille, normaliser_entete
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.lignes.entetes import TYPES_NOMBRE
from etl.lignes.faute import Faute
from etl.lignes.nombres import lire_nombre
from etl.lignes.reprises import depot_cite
from etl.modeles.connus import Connus, noter_choix
from etl.modeles.ecriture import ClasseurARemplir, Marques
from etl.modeles.lignes import choix_offerts
from geo.zones import RACINE


@dataclass(frozen=True)
class _Rejetee:
    """Une ligne en quarantaine : ses cellules, pourquoi, et les colonnes à colorer."""

    cellules: dict[str, str]
    motif: str
    fautives: set[str]


def ecrire_rejets(donnees: Path, depot: int, sortie: Path) -> int:
    """Écrit les lignes rejetées ; cellules fautives colorées, motifs en dernière colonne.

    Returns:
        Le nombre de lignes écrites.

    Raises:
        DemandeInvalide: dépôt inconnu, ou sans ligne en quarantaine.
        edition.EditionAbsente: rien n'est publié.
    """
    connus = Connus()
    with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
        noter_choix(connexion, connus, RACINE)
        recu = connexion.execute(
            "SELECT nom_fichier, recu_le, sha256 FROM chargement WHERE id_chargement = ?", [depot]
        ).fetchone()
        if recu is None:
            raise DemandeInvalide(f"Le dépôt n° {depot} n'existe pas dans l'édition courante.")
        lignes = connexion.execute(
            "SELECT feuille, ligne, cellules, motifs FROM quarantaine WHERE id_chargement = ? ORDER BY feuille, ligne",
            [depot],
        ).fetchall()
        fautes = connexion.execute(
            "SELECT feuille, ligne, colonne, code FROM anomalie WHERE id_chargement = ? AND gravite = 'bloquante'",
            [depot],
        ).fetchall()
    if not lignes:
        raise DemandeInvalide(f"Le dépôt n° {depot} n'a aucune ligne en quarantaine.")
    fautives: dict[tuple[str, int], set[str]] = defaultdict(set)
    for feuille, ligne, colonne, code in fautes:
        fautives[(feuille, ligne)].update(_colonnes_fautives(feuille, colonne, code))
    # Deux feuilles reçues peuvent être la même («Valeurs», «valeurs») : elles reviennent en une seule.
    par_feuille: dict[str, list[_Rejetee]] = defaultdict(list)
    for feuille, ligne, cellules, motifs in lignes:
        motif = f"(dépôt n° {depot}, feuille «{feuille}», ligne {ligne}) {motifs}"
        rejetee = _Rejetee(json.loads(cellules), motif, fautives[(feuille, ligne)])
        par_feuille[normaliser_entete(feuille)].append(rejetee)
    with ClasseurARemplir(sortie, recu[1] or dt.datetime(2000, 1, 1)) as classeur:
        classeur.ecrire_mode_d_emploi(f"Lignes mises de côté de «{recu[0]}»", _MODE_D_EMPLOI)
        classeur.noter_origine(depot_cite(depot, recu[2]))
        for nom, rejetees in par_feuille.items():
            classeur.ecrire_feuille(
                PAR_NOM[nom],
                [{c: _cellule(PAR_NOM[nom], c, t) for c, t in r.cellules.items()} for r in rejetees],
                choix=choix_offerts(PAR_NOM[nom], connus, RACINE),
                marques=_marquer(rejetees),
            )
    return len(lignes)


def _marquer(rejetees: list[_Rejetee]) -> Marques:
    return Marques({"faute": {i: r.fautives for i, r in enumerate(rejetees)}}, motifs=[r.motif for r in rejetees])


_MODE_D_EMPLOI = [
    "Chaque ligne ci-après a été mise de côté, entière : elle n'entre dans aucun chiffre.",
    "Corrigez les cellules colorées ; la dernière colonne dit pourquoi. Vous pouvez supprimer les lignes inutiles.",
    "Renvoyez ce fichier : les lignes corrigées entrent, les autres reviennent.",
]


def _colonnes_fautives(feuille: str, colonne: str, code: str) -> tuple[str, ...]:
    """Une faute de clé n'a pas une cellule mais plusieurs : toutes celles de la clé, à départager."""
    if code == "cle_contradictoire":
        return PAR_NOM[normaliser_entete(feuille)].cle_effective
    return (colonne,) if colonne else ()


def _cellule(feuille: Feuille, colonne: str, texte: str) -> object:
    """Un nombre redevient un nombre dans une colonne de nombres ; un code («1.10», «007») reste le texte reçu."""
    if colonne not in feuille.noms or feuille.colonne(colonne).type not in TYPES_NOMBRE:
        return texte
    nombre = lire_nombre(texte) if texte.replace(".", "", 1).removeprefix("-").isdigit() else texte
    return texte if isinstance(nombre, Faute) else nombre
