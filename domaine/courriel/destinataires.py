"""`destinataires.toml`, à côté d'`acces.toml` : à qui l'on écrit, et ce que chacun lit. Règles B1 et B5.

Qui n'y est pas ne reçoit rien. On y nomme des fonctions («AFD, chargé de projet»), non des personnes.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from domaine.acces.lecteur import plus_etroit
from domaine.chemins import DESTINATAIRES
from domaine.courriel.adresses import est_une_adresse, normaliser
from domaine.figees import PUBLICS
from domaine.reglages import ReglageInvalide

FONCTION_MAX: Final = 120
_CHAMPS: Final = ("adresse", "fonction", "public", "automatique", "coordination")


@dataclass(frozen=True, slots=True)
class Destinataire:
    """À qui l'on peut écrire.

    Attributes:
        public: ce qu'il lit ; vide d'une coordination qui ne reçoit que ses relances.
        automatique: à date fixe, l'édition figée pour son public lui part sans qu'on la demande.
        coordination: le code de la zone dont il reçoit les relances ; vide, aucune.
    """

    adresse: str
    fonction: str
    public: str = ""
    automatique: bool = False
    coordination: str = ""

    def peut_lire(self, public: str) -> bool:
        """Vrai si une édition de ce public ne lui dit rien de plus que le sien."""
        return bool(self.public) and plus_etroit(public, self.public) == public


def lire(donnees: Path) -> tuple[Destinataire, ...]:
    """La liste, dans son ordre ; vide quand le fichier n'existe pas.

    Raises:
        ReglageInvalide: le fichier est faux ; rien ne doit alors partir.
    """
    try:
        ecrit = tomllib.loads((donnees / DESTINATAIRES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as erreur:
        raise ReglageInvalide(DESTINATAIRES, erreur, "fichier illisible", "Corrigez-le (TOML, UTF-8).") from erreur
    if inconnus := set(ecrit) - {"destinataire"}:
        raise _faux(min(inconnus), "…", "Écrivez chaque destinataire sous [[destinataire]].")
    ecrits = ecrit.get("destinataire", [])
    if not isinstance(ecrits, list):
        raise _faux("destinataire", "…", "Écrivez chaque destinataire sous [[destinataire]].")
    lus = tuple(_lire_un(e) for e in ecrits)
    adresses = [d.adresse for d in lus]
    if doubles := sorted({a for a in adresses if adresses.count(a) > 1}):
        raise _faux("adresse", doubles[0], "Elle y est deux fois : gardez une seule ligne par adresse.")
    return lus


def de_la_coordination(liste: Sequence[Destinataire], code: str) -> tuple[Destinataire, ...]:
    """Ceux à qui vont les relances de cette coordination."""
    return tuple(d for d in liste if code and d.coordination == code)


def _lire_un(ecrit: Any) -> Destinataire:
    if not isinstance(ecrit, dict):
        raise _faux("destinataire", "…", "Écrivez chaque destinataire sous [[destinataire]].")
    for nom in ecrit:
        if nom not in _CHAMPS:
            proches = difflib.get_close_matches(nom, _CHAMPS, n=1) or [", ".join(_CHAMPS)]
            raise _faux(nom, "…", f"Nom inconnu ; écrivez : {proches[0]}.")
    lus = {nom: _texte(ecrit, nom) for nom in ("adresse", "fonction", "public", "coordination")}
    adresse = normaliser(lus["adresse"])
    if not est_une_adresse(adresse):
        raise _faux("adresse", lus["adresse"], "Donnez une adresse seule, sans nom ni accent : suivi@exemple.org.")
    if not lus["fonction"] or len(lus["fonction"]) > FONCTION_MAX:
        raise _faux("fonction", adresse, f"Dites qui c'est, par sa fonction ({FONCTION_MAX} lettres au plus).")
    if lus["public"] not in (*PUBLICS, "") or not (lus["public"] or lus["coordination"]):
        raise _faux("public", lus["public"] or adresse, f"Dites ce que ce destinataire lit : {', '.join(PUBLICS)}.")
    automatique = ecrit.get("automatique", False)
    if not isinstance(automatique, bool) or (automatique and not lus["public"]):
        raise _faux("automatique", automatique, "Écrivez true ou false, et le public de ce destinataire.")
    return Destinataire(adresse, lus["fonction"], lus["public"], automatique, lus["coordination"])


def _texte(ecrit: dict[str, Any], nom: str) -> str:
    valeur = ecrit.get(nom, "")
    if not isinstance(valeur, str) or not valeur.isprintable():
        raise _faux(nom, "…", "Écrivez un texte d'une ligne.")
    return valeur.strip()


def _faux(nom: str, valeur: object, remede: str) -> ReglageInvalide:
    return ReglageInvalide(f"destinataire.{nom}", valeur, f"fichier {DESTINATAIRES}", remede)
