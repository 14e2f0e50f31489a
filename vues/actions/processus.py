"""Une commande `python -m etl …` lancée comme un processus à part : sa durée, ses sorties, son code.

Ne sait pas ce que les commandes font : c'est l'affaire de `vues.actions.porte`, seule à s'en servir.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from domaine.acces import registre
from domaine.acces.lecteur import DEPOSER, LIRE, PILOTER
from domaine.reglages import RACINE, dossier_donnees
from vues import lecteur
from vues.textes import taire_chemins

#: La commande ; les essais la remplacent par une fausse.
COMMANDE: tuple[str, ...] = (sys.executable, "-m", "etl")
_ATTENTE_S, _REPONSE_S = 0.05, 180.0
#: Le début de chaque commande que l'écran lance → le droit qu'elle demande ; le plus précis d'abord (règle E31).
_DROITS = {
    ("etl", "charger"): DEPOSER,
    ("etl", "verifier"): DEPOSER,
    ("etl", "depot"): DEPOSER,
    ("etl", "publier"): DEPOSER,
    ("geo",): DEPOSER,
    ("etl", "reunion", "commenter"): DEPOSER,
    ("etl", "reunion", "soumettre"): DEPOSER,
    ("etl", "reunion"): PILOTER,
    ("etl", "piece", "ajouter"): DEPOSER,
    ("etl", "piece"): PILOTER,
    ("etl", "edition", "figer"): PILOTER,
    ("etl", "edition", "envoyer"): PILOTER,
    ("etl", "edition", "envois"): PILOTER,
    ("etl", "relancer"): PILOTER,
    ("etl", "lien"): PILOTER,
    ("etl", "edition"): LIRE,
    ("etl", "modele"): LIRE,
    ("etl", "rejets"): LIRE,
    ("rapports.compte_rendu",): LIRE,
}
#: Ce qui se garde d'un geste au registre d'accès : de quoi le retrouver, jamais ce qui y fut écrit.
_MOT = re.compile(r"[a-z_.]+")
_NOMMES = re.compile(r"E\d{4}[\w-]*|\d+")
_DITS = ("--a=", "--nom=", "--public=", "--periode=", "--edition=", "--genre=")


class ActionImpossible(Exception):
    """L'action n'a pas abouti ; le message, en français, dit quoi faire. `detail` est pour le journal du serveur."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class Commande:
    """Une commande en cours, dont les sorties vont dans deux fichiers."""

    def __init__(self, processus: subprocess.Popen[bytes], dossier: Path, delai: float) -> None:
        self._processus = processus
        self._sortie, self._erreurs = dossier / "sortie.txt", dossier / "erreurs.txt"
        self._fin = time.monotonic() + delai
        self.erreurs = ""

    def attendre(self) -> int:
        """Le code de sortie."""
        while (code := self._processus.poll()) is None:
            self._verifier_delai()
            time.sleep(_ATTENTE_S)
        self.erreurs = self._erreurs.read_text(encoding="utf-8", errors="replace")[-4000:]
        return code

    @property
    def explication(self) -> str:
        """La phrase française que la commande a écrite en s'arrêtant, sans chemin du serveur ; vide sans phrase."""
        phrases = [x.removeprefix("Erreur : ") for x in self.erreurs.splitlines() if x.startswith("Erreur : ")]
        return taire_chemins(phrases[-1]) if phrases else ""

    def sortie(self) -> str:
        return self._sortie.read_text(encoding="utf-8", errors="replace")

    def lignes(self) -> Iterator[dict[str, Any]]:
        """Les objets JSON de la sortie, à mesure qu'ils arrivent ; une autre ligne est passée."""
        reste = b""
        with self._sortie.open("rb") as flux:
            while True:
                fini = self._processus.poll() is not None
                reste += flux.read()
                *entieres, reste = reste.split(b"\n")
                yield from (objet for ligne in entieres if (objet := _lire_objet(ligne)))
                if fini:
                    break
                self._verifier_delai()
                time.sleep(_ATTENTE_S)
        if objet := _lire_objet(reste):
            yield objet

    def _verifier_delai(self) -> None:
        if time.monotonic() > self._fin:
            self._processus.kill()
            self._processus.wait()
            raise ActionImpossible(
                "La commande a dépassé la durée permise et a été arrêtée. L’édition en vigueur reste la même."
            )


def _exiger_le_droit(arguments: Sequence[str], module: Sequence[str]) -> None:
    """Le droit que demande la commande ; une commande qui n'est pas de la table ne se lance pas, pour personne."""
    tete = (*(module[-1:] or ("etl",)), *arguments[:2])
    droit = next((d for commande, d in _DROITS.items() if tete[: len(commande)] == commande), None)
    qui = lecteur.lecteur()
    if lecteur.edition_fixee() or lecteur.public() != "interne":
        # L'écran n'offre alors aucune action ; celle-ci viendrait d'une page restée ouverte, ou d'une adresse forgée.
        raise ActionImpossible("Cet écran lit une édition figée : il ne dépose, ne fige et ne publie rien.")
    if droit is None or not qui.peut(droit):
        raise ActionImpossible("Votre accès ne permet pas ce geste : rien n’a été fait.")
    if qui.nom and droit != LIRE:
        geste = " ".join(a for a in (*module[-1:], *arguments[:2]) if _MOT.fullmatch(a))
        # Voir ce qui serait figé, ou envoyé, n'est ni figer ni envoyer.
        geste += " (aperçu)" if any(a.startswith(("--apercu", "--essai")) for a in arguments) else ""
        objet = " ".join(a for a in arguments[1:] if a.startswith(_DITS) or _NOMMES.fullmatch(a))
        try:
            registre.tracer(dossier_donnees(), qui, geste, objet)
        except (sqlite3.Error, OSError) as erreur:
            raise ActionImpossible("Le registre d’accès ne s’écrit pas : rien n’a été fait.", str(erreur)) from erreur


def _lire_objet(ligne: bytes) -> dict[str, Any]:
    try:
        lu = json.loads(ligne)
    except ValueError:
        return {}
    return lu if isinstance(lu, dict) else {}


@contextmanager
def lancer(arguments: Sequence[str], dossier: Path, delai: float, *, module: Sequence[str] = ()) -> Iterator[Commande]:
    """Lance la commande ; son code et ses sorties se lisent sur l'objet rendu.

    Args:
        arguments: les siens.
        dossier: où vont ses sorties.
        delai: en secondes ; au-delà, elle est arrêtée.
        module: «-m», et un autre module que `etl`.

    Raises:
        ActionImpossible: qui lit n'a pas le droit de la lancer (règle E31), ou son geste ne s'inscrit pas (E36).
    """
    _exiger_le_droit(arguments, module)
    environnement = os.environ | {"SOCLE_DONNEES": str(dossier_donnees()), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    try:
        with (dossier / "sortie.txt").open("wb") as sortie, (dossier / "erreurs.txt").open("wb") as erreurs:
            processus = subprocess.Popen(
                [*((sys.executable, *module) if module else COMMANDE), *arguments],
                cwd=RACINE,
                env=environnement,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=erreurs,
                # Hors du groupe du serveur : un arrêt du serveur ne coupe pas un dépôt en cours.
                start_new_session=True,
            )
    except OSError as erreur:
        raise ActionImpossible("La commande n’a pas pu être lancée sur le serveur.", str(erreur)) from erreur
    debut = time.monotonic()
    try:
        yield Commande(processus, dossier, delai)
    finally:
        # Le nom de la commande seul : ses arguments portent des noms de fichiers et de personnes.
        ms = round((time.monotonic() - debut) * 1000)
        dits = {"commande": "".join(arguments[:1]), "code": processus.poll(), "ms": ms}
        logging.getLogger("socle").info("commande", extra={"champs": dits})


def repondre(arguments: Sequence[str], codes: Sequence[int], echec: str, delai: float = _REPONSE_S) -> dict[str, Any]:
    """Lance une commande qui répond par un objet JSON, et le rend.

    Args:
        arguments: les siens.
        codes: ceux d'une commande qui a répondu.
        echec: ce qui se dit quand elle ne l'a pas fait.
        delai: comme `lancer`.

    Raises:
        ActionImpossible: elle n'a pas répondu ; `echec`, puis sa phrase.
    """
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        with lancer(arguments, Path(temporaire), delai) as commande:
            code = commande.attendre()
        sortie = commande.sortie()
    lu = _lire_objet(sortie.encode()) if code in codes else {}
    if not lu:
        raise ActionImpossible(f"{echec} {commande.explication or 'Réessayez.'}", commande.erreurs)
    return lu
