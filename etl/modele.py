"""`modele` : le classeur qu'une coordination remplit pour une période, ce qui est connu déjà écrit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from domaine.feuilles_cadre import FEUILLES_CADRE, PAR_TABLE
from domaine.feuilles_coordination import FEUILLES_COORDINATION
from domaine.periodes import TYPE_PAR_FREQUENCE, Periode, lire_periode, periode_contenant, periodes_entre
from etl import edition
from etl.gabarit import Gabarit
from geo.rapprochement import Rapprocheur
from geo.zones import descendants, par_code

#: Registres que le modèle rend avec ce qui en est connu, pour que la coordination complète au lieu de recopier.
_CONNUS = ("projet_service", "point_service", "chantier")
#: Colonne d'identifiant → registre d'où viennent les valeurs offertes.
_IDENTIFIANTS = {
    "id_point": "point_service",
    "id_projet": "projet_service",
    "id_chantier": "chantier",
    "id_tournee": "spi_tournee",
    "id_formation": "formation",
    "id_reunion": "reunion",
}


class DemandeInvalide(ValueError):
    """La demande ne peut pas être servie ; le message dit pourquoi, en français."""


def ecrire_modele(donnees: Path, zone: str, periode: str, sortie: Path) -> None:
    """Écrit le modèle d'une zone et d'une période. Sans édition, il est vide mais utilisable.

    Raises:
        DemandeInvalide: zone ou période qui ne se lit pas.
    """
    lue = Rapprocheur().lire(zone)
    code = lue.code
    if code is None:
        proche = f" Proche : {lue.suggestion}." if lue.suggestion else " Donnez GAO, MENAKA ou DOUENTZA."
        raise DemandeInvalide(f"La zone «{zone}» ne se lit pas.{proche}")
    voulue = lire_periode(periode)
    if voulue is None:
        raise DemandeInvalide(f"La période «{periode}» ne se lit pas. Donnez 2023-05, 2023-T2, 2023-S1 ou 2023.")
    connus = _lire_connus(donnees, code, voulue)
    nom = "tout le projet" if code == "SOCLE" else par_code()[code].nom
    with Gabarit(sortie, dt.datetime(voulue.annee, 1, 1)) as gabarit:
        gabarit.ecrire_mode_d_emploi(f"Remontée de {nom}, {voulue.libelle_long}", _mode_d_emploi(voulue))
        choix = _choix(connus)
        for feuille in FEUILLES_COORDINATION:
            offerts: dict[str, Sequence[str]] = {c.nom: choix[c.nom] for c in feuille.colonnes if choix.get(c.nom)}
            if feuille.table == "valeur":
                offerts["code_indicateur"] = [str(i["code"]) for i in connus["indicateur"]]
            if "code_zone" in feuille.noms:
                niveau = feuille.colonne("code_zone").niveau
                offerts["code_zone"] = descendants(code, niveau) if niveau else _zones_de(code)
            # Un identifiant neuf se crée dans sa propre feuille : la liste n'y est pas offerte.
            offerts = {c: v for c, v in offerts.items() if feuille.cle != (c,)}
            gabarit.ecrire_feuille(feuille, connus.get(feuille.table, []), choix=offerts)


def ecrire_cadre(donnees: Path, sortie: Path) -> None:
    """Écrit le classeur du cadre logique : celui de l'édition courante ; vide, avec ses listes, sans édition."""
    connus: dict[str, list[dict[str, Any]]] = {}
    try:
        with edition.ouvrir(edition.chemin_base(donnees)) as connexion:
            for feuille in FEUILLES_CADRE:
                # Les seuils du métier, que personne n'a déposés, n'ont pas de fichier d'origine.
                colonnes = ", ".join(feuille.noms)
                requete = f"SELECT {colonnes} FROM {feuille.table} WHERE fichier IS NOT NULL ORDER BY ligne"
                connus[feuille.table] = _lignes(connexion, requete, [])
    except edition.EditionAbsente:
        connus = {}
    with Gabarit(sortie, dt.datetime(2000, 1, 1)) as gabarit:
        gabarit.ecrire_mode_d_emploi("Cadre logique du projet", _MODE_D_EMPLOI_CADRE)
        for feuille in FEUILLES_CADRE:
            zones = {"code_zone": _zones_de("SOCLE")} if "code_zone" in feuille.noms else {}
            gabarit.ecrire_feuille(feuille, connus.get(feuille.table, []), choix=zones)


_MODE_D_EMPLOI_CADRE = [
    "1. Feuille Projet : une ligne par clé (intitule, financeur, date_debut, date_fin…).",
    "2. Feuille Résultats, puis Indicateurs : une ligne par indicateur ; nature, sens et fréquence se choisissent.",
    "3. Un ratio dit sa règle dans le temps (somme ou derniere). Un calcul sur registre nomme sa source_calcul.",
    "4. Feuilles Cibles et Références : chaque zone a les siennes ; rien n'est additionné ni hérité.",
    "5. Collecte, Seuils, Populations, Alias : facultatives.",
    "6. Déposez ce classeur comme les autres. Une ligne de même clé remplace la précédente ; rien ne s'efface.",
]


def _mode_d_emploi(periode: Periode) -> list[str]:
    return [
        f"1. Remplissez les feuilles de votre travail pour {periode.libelle_long} ; laissez les autres vides.",
        "2. Les en-têtes foncés sont obligatoires. Passez la souris sur un en-tête : un commentaire l'explique.",
        "3. Une valeur manque ? Laissez-la vide avec un motif d'absence. N'écrivez jamais 0 pour «non collecté».",
        "4. Un pourcentage se donne par ses deux termes : numérateur et dénominateur.",
        "5. Les points, projets et chantiers connus sont déjà écrits : complétez-les, ajoutez les nouveaux en dessous.",
        "6. Renvoyez le fichier tel quel. Ce qui ne se lit pas vous revient, ligne par ligne, avec la raison.",
        "7. N'écrivez aucun nom de personne : les participants portent un pseudonyme.",
    ]


def _zones_de(code: str) -> list[str]:
    return [z for niveau in ("SOCLE", "region", "cercle", "commune") for z in descendants(code, niveau)]


def _choix(connus: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {c: [str(x[c]) for x in connus.get(f"tous.{t}", [])] for c, t in _IDENTIFIANTS.items()}


def _lire_connus(donnees: Path, code: str, periode: Periode) -> dict[str, list[dict[str, Any]]]:
    """Ce que l'édition courante sait de la zone ; vide sans édition."""
    connus: dict[str, list[dict[str, Any]]] = {"indicateur": []}
    try:
        chemin = edition.chemin_base(donnees)
    except edition.EditionAbsente:
        return connus
    with edition.ouvrir(chemin) as connexion:
        for table in _CONNUS:
            connus[table] = _lignes(
                connexion,
                f"SELECT {', '.join(PAR_TABLE[table].noms)} FROM {table} WHERE code_zone IN "
                "(SELECT code FROM zone_ascendance WHERE ancetre = ?) ORDER BY 1",
                [code],
            )
        for colonne, table in _IDENTIFIANTS.items():
            connus[f"tous.{table}"] = _lignes(
                connexion,
                f"SELECT {colonne} FROM {table} WHERE code_zone IS NULL OR code_zone IN "
                "(SELECT code FROM zone_ascendance WHERE ancetre = ?) ORDER BY 1",
                [code],
            )
        connus["indicateur"] = _lignes(
            connexion,
            "SELECT code, frequence, niveau_collecte FROM indicateur WHERE source_calcul = 'saisie' ORDER BY ordre",
            [],
        )
        connus["valeur"] = [
            _valeur_connue(connexion, indicateur, zone, base)
            for indicateur in connus["indicateur"]
            for base in _bases_attendues(str(indicateur["frequence"]), periode)
            for zone in descendants(code, str(indicateur["niveau_collecte"]))
        ]
    return connus


def _bases_attendues(frequence: str, periode: Periode) -> list[Periode]:
    """Les périodes de l'indicateur qui finissent dans la période : mai n'attend rien d'un trimestriel, juin si."""
    type_base = TYPE_PAR_FREQUENCE[frequence]
    premiere = periode_contenant(type_base, periode.debut)
    return [p for p in periodes_entre(type_base, premiere.debut, periode.fin) if p.fin >= periode.debut]


def _valeur_connue(
    connexion: duckdb.DuckDBPyConnection, indicateur: dict[str, Any], zone: str, periode: Periode
) -> dict[str, Any]:
    trouvees = _lignes(
        connexion,
        f"SELECT {', '.join(PAR_TABLE['valeur'].noms)} FROM valeur "
        "WHERE code_indicateur = ? AND code_zone = ? AND periode = ? AND dimension IS NULL",
        [indicateur["code"], zone, periode.libelle],
    )
    vide = {"code_indicateur": indicateur["code"], "code_zone": zone, "periode": periode.libelle}
    return trouvees[0] if trouvees else vide


def _lignes(connexion: duckdb.DuckDBPyConnection, requete: str, parametres: list[object]) -> list[dict[str, Any]]:
    curseur = connexion.execute(requete, parametres)
    noms = [d[0] for d in curseur.description or []]
    return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
