"""La feuille `Formulaires` : comment se lit un formulaire que le produit n'a pas écrit (règle K7).

Lue avant tout le reste, de tous les dépôts ; la dernière ligne saine de chaque clé l'emporte, comme partout.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import duckdb

from domaine.feuilles.cadre import PAR_NOM
from domaine.feuilles.coordination import FEUILLES_COORDINATION
from domaine.feuilles.declaration import Feuille, normaliser_entete
from domaine.feuilles.passerelles import FEUILLE_FORMULAIRES
from domaine.francais import enumerer
from domaine.recherche import proches
from etl.lignes.entetes import noms_attendus
from etl.lignes.tampon import Signalement, Tampon
from etl.soumissions.recue import est_personnel

#: Le nom d'un formulaire qui est un export de DHIS2.
DHIS2: Final = "dhis2"
#: Ce qu'un serveur ajoute au nom du formulaire : «… - all versions - Français (fr) - 2024-07-01-10-00-00».
_SUITE = re.compile(r"[ _]?-[ _](?:all|latest|toutes)[ _]?versions.*", re.IGNORECASE | re.DOTALL)
#: Un nom de feuille de tableur s'arrête là.
_NOM_DE_FEUILLE = 31


@dataclass(frozen=True)
class Regle:
    """Une ligne saine : la colonne reçue, où elle va, et ce que veut dire une réponse (vide : toutes)."""

    colonne_recue: str
    feuille: Feuille
    colonne: str
    valeur_recue: str
    valeur: str


class Regles:
    """Les règles de chaque formulaire, sous la forme comparable de son nom."""

    def __init__(self, par_formulaire: dict[str, list[Regle]] | None = None) -> None:
        self._par_formulaire = par_formulaire or {}

    def de(self, nom: str) -> tuple[str, list[Regle]]:
        """Le formulaire et les règles d'une feuille ou d'un fichier reçus ; rien si aucune ne le nomme."""
        forme = normaliser_entete(_SUITE.sub("", nom))
        if forme not in self._par_formulaire and len(nom) >= _NOM_DE_FEUILLE:
            forme = next((f for f in self._par_formulaire if forme and f.startswith(forme)), forme)
        return forme, [] if forme == DHIS2 else self._par_formulaire.get(forme, [])

    def de_dhis2(self) -> list[Regle]:
        """Celles d'un export de DHIS2."""
        return self._par_formulaire.get(DHIS2, [])


def lire_regles(tampon: Tampon) -> Regles:
    """Les règles de `s_formulaire` ; celle qui ne peut pas servir est bloquée, avec ce qu'il y faut."""
    lues = tampon.connexion.execute(
        "SELECT id_ligne, formulaire, colonne_recue, feuille_visee, colonne, coalesce(valeur_recue, ''), "
        "coalesce(valeur, '') FROM s_formulaire ORDER BY id_ligne"
    ).fetchall()
    par_formulaire: dict[str, list[Regle]] = defaultdict(list)
    for id_ligne, formulaire, recue, visee, colonne, valeur_recue, valeur in lues:
        feuille = PAR_NOM.get(normaliser_entete(visee))
        nom = _colonne(feuille, colonne) if feuille in FEUILLES_COORDINATION else ""
        if feuille is None or not nom or est_personnel(recue):
            tampon.noter([_impossible(id_ligne, feuille, recue, visee, colonne)])
            continue
        par_formulaire[normaliser_entete(formulaire)].append(Regle(recue, feuille, nom, valeur_recue, valeur))
    _oublier_bloquees(tampon.connexion)
    return Regles(dict(par_formulaire))


def _colonne(feuille: Feuille | None, nom: str) -> str:
    return noms_attendus(feuille).get(normaliser_entete(nom), "") if feuille else ""


def _impossible(id_ligne: int, feuille: Feuille | None, recue: str, visee: str, colonne: str) -> Signalement:
    code = "formulaire_impossible"
    if est_personnel(recue):
        detail = "elle dit qui a rempli le formulaire, ou avec quel appareil : rien n'en entre"
        return Signalement(id_ligne, code, "colonne_recue", recue[:200], detail)
    if feuille not in FEUILLES_COORDINATION:
        noms = {normaliser_entete(f.nom): f.nom for f in FEUILLES_COORDINATION}
        proposees = ", ".join(proches(normaliser_entete(visee), noms))
        return Signalement(
            id_ligne, code, "feuille_visee", visee[:200], "ce n'est pas une feuille d'une coordination", proposees
        )
    assert feuille is not None
    detail = f"la feuille «{feuille.nom}» n'a que {enumerer(list(feuille.noms), 'et')}"
    return Signalement(id_ligne, code, "colonne", colonne[:200], detail)


def _oublier_bloquees(connexion: duckdb.DuckDBPyConnection) -> None:
    connexion.execute(f"DELETE FROM s_{FEUILLE_FORMULAIRES.table} WHERE id_ligne IN (FROM bloquee)")
