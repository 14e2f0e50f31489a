"""La porte du fond de carte : vérifier, importer et retirer des limites ou des repères, par `python -m geo …`.

Comme `vues.actions.porte` : un processus à part, jamais de shell, une durée bornée. Le fichier reçu est tenu pour
hostile par `geo` ; l'écran ne le lit pas.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from vues.actions import porte
from vues.actions.porte import FichierRecu, Suivre
from vues.actions.processus import ActionImpossible, lancer

EXTENSIONS = ("geojson", "json", "gpkg", "zip", "topojson", "kml")
LIMITES = "limites"
_REFUS = (
    "Ce format n’est pas reçu. Envoyez un GeoJSON, un GeoPackage (.gpkg), ou un Shapefile dans un .zip avec ses "
    "fichiers .shp, .shx et .prj."
)
_MODULE = ("-m", "geo")
_DELAI_S = 300.0


@dataclass(frozen=True)
class Fond:
    """Ce que la personne veut importer ; les limites se reconnaissent d'elles-mêmes (communes, cercles ou régions).

    Attributes:
        genre: `LIMITES`, «fleuve» ou «voisines».
        credit: la ligne à écrire sous la carte ; un repère n'en a pas d'office.
        nom: nom des repères qui n'en ont pas dans le fichier.
    """

    genre: str
    credit: str = ""
    nom: str = ""


@dataclass(frozen=True)
class Rapport:
    """Ce que le contrôle dit : chaque remarque avec sa gravité ; `convient` est faux d'un fichier refusé."""

    convient: bool
    remarques: tuple[tuple[str, str], ...]


def recevoir(nom: str, contenu: bytes) -> FichierRecu:
    """Pose un fichier reçu dans la réception.

    Raises:
        ActionImpossible: format non reçu, ou disque sur lequel rien ne s'écrit.
    """
    return porte.recevoir(nom, contenu, EXTENSIONS, _REFUS)


def verifier(recu: FichierRecu, fond: Fond) -> Rapport:
    """Contrôle le fichier, sans rien changer.

    Raises:
        ActionImpossible: le contrôle n'a pas rendu de verdict lisible, ou pas à temps.
    """
    return _controler(recu, fond, ["--essai"])


def importer(recu: FichierRecu, fond: Fond, suivre: Suivre) -> Rapport:
    """Met le fichier en vigueur et publie une nouvelle édition, qui l'emporte.

    Raises:
        ActionImpossible: une commande ne s'est pas terminée ; ce qui n'est pas publié le sera la fois suivante.
    """
    suivre("Import du fond de carte…", 0.1)
    rapport = _controler(recu, fond, [])
    if rapport.convient:
        _publier(suivre)
    return rapport


def retirer(genre: str, suivre: Suivre) -> bool:
    """Retire des limites («commune», «cercle», «region») ou un repère, et publie ; faux quand il n'y avait rien.

    Raises:
        ActionImpossible: une commande ne s'est pas terminée.
    """
    repere = genre in ("fleuve", "voisines")
    arguments = ["reperes", "--genre", genre, "--retirer"] if repere else ["retirer", "--niveau", genre]
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        with lancer(arguments, Path(temporaire), _DELAI_S, module=_MODULE) as commande:
            code = commande.attendre()
        if code != 0:
            raise ActionImpossible("Le retrait n’a pas abouti : rien n’a changé. Réessayez.", commande.erreurs)
        retire = "Rien à retirer" not in commande.sortie()
    if retire:
        _publier(suivre)
    return retire


def _controler(recu: FichierRecu, fond: Fond, suite: Sequence[str]) -> Rapport:
    arguments = ["importer", str(recu.chemin)]
    if fond.genre != LIMITES:
        arguments = ["reperes", str(recu.chemin), "--genre", fond.genre, f"--nom={fond.nom}"]
    arguments += [f"--source=fichier «\u00a0{recu.nom}\u00a0»", f"--credit={fond.credit}", "--format", "json", *suite]
    with lancer(arguments, recu.dossier, _DELAI_S, module=_MODULE) as commande:
        code = commande.attendre()
    try:
        lu = json.loads(commande.sortie())
        remarques = tuple((str(c["gravite"]), str(c["message"])) for c in lu["constats"])
        convient = bool(lu["importe"])
    except (ValueError, KeyError, TypeError) as erreur:
        echec = "Le contrôle du fichier n’a pas abouti : rien n’a changé. Réessayez."
        raise ActionImpossible(echec, f"code {code} : {commande.erreurs}") from erreur
    return Rapport(convient, remarques)


def _publier(suivre: Suivre) -> None:
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        arguments = ["publier", "--progression", "json"]
        with lancer(arguments, Path(temporaire), porte.DELAI_CHARGER_S) as commande:
            porte.suivre_commande(commande, suivre)
            code = commande.attendre()
        if code not in (0, 1, 2):
            echec = "Le fond de carte est en place, mais la publication n’a pas abouti : la prochaine l’emportera."
            raise ActionImpossible(f"{echec} {commande.explication}".strip(), commande.erreurs)
