"""`modele --cadre` : le classeur du cadre logique, celui en vigueur ou vide."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from domaine.feuilles.cadre import FEUILLES_CADRE
from etl.edition import dossier
from etl.modeles.connus import lire_lignes
from etl.modeles.ecriture import ClasseurARemplir
from etl.modeles.lignes import zones_de
from geo.zones import RACINE, nom_et_code


def ecrire_cadre(donnees: Path, sortie: Path) -> None:
    """Écrit le classeur du cadre logique : celui de l'édition courante ; vide, avec ses listes, sans édition."""
    connus: dict[str, list[dict[str, Any]]] = {}
    try:
        with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
            for feuille in FEUILLES_CADRE:
                # Les seuils d'origine (règle J11), que personne n'a déposés, n'ont pas de fichier d'origine.
                colonnes = ", ".join(feuille.noms)
                requete = f"SELECT {colonnes} FROM {feuille.table} WHERE fichier IS NOT NULL ORDER BY ligne"
                connus[feuille.table] = lire_lignes(connexion, requete)
    except dossier.EditionAbsente:
        connus = {}
    with ClasseurARemplir(sortie, dt.datetime(2000, 1, 1)) as classeur:
        classeur.ecrire_mode_d_emploi("Cadre logique du projet", _MODE_D_EMPLOI_CADRE)
        for feuille in FEUILLES_CADRE:
            zones = {"code_zone": [nom_et_code(z) for z in zones_de(RACINE)]} if "code_zone" in feuille.noms else {}
            classeur.ecrire_feuille(feuille, connus.get(feuille.table, []), choix=zones)


_MODE_D_EMPLOI_CADRE = [
    "1. Feuille Projet : une ligne par clé (intitule, financeur, date_debut, date_fin…).",
    "2. Feuille Résultats, puis Indicateurs : une ligne par indicateur ; nature, sens et fréquence se choisissent.",
    "3. Un ratio dit sa règle dans le temps (somme ou derniere). Un calcul sur registre nomme sa source_calcul.",
    "4. Feuilles Cibles et Références : chaque zone a les siennes ; rien n'est additionné ni hérité.",
    "5. Collecte, Seuils, Populations, Alias : facultatives.",
    "6. Déposez ce classeur comme les autres. Une ligne de même clé remplace la précédente ; rien ne s'efface.",
]
