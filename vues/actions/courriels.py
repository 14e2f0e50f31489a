"""La part de la porte (`vues.actions.porte`) qui écrit au-dehors : montrer une lettre, l'envoyer. Règles B1 à B6."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vues import lecteur
from vues.actions.processus import repondre

#: Un serveur qui reporte se retente une minute et demie ; plusieurs destinataires s'ajoutent.
_DELAI_S = 900.0
_ECHEC = "Rien n’est parti."


@dataclass(frozen=True)
class AEnvoyer:
    """Ce que la personne a choisi et écrit.

    Attributes:
        commande: ce qui précède les adresses : «edition envoyer E2024-T2-1», ou «relancer GAO».
        gardees: passages trouvés à la relecture, et gardés.
        encore: même à qui l'a reçue.
        lien: un lien plutôt que le document ; d'une édition seulement.
    """

    commande: tuple[str, ...]
    adresses: tuple[str, ...]
    message: str
    gardees: tuple[str, ...] = ()
    encore: bool = False
    lien: bool = False


@dataclass(frozen=True)
class Lettre:
    """La lettre telle qu'elle partirait ; `passages` : ce qui y est à relire → son genre ; `pieces` : leurs noms."""

    sujet: str
    texte: str
    pieces: tuple[str, ...]
    passages: dict[str, str]


@dataclass(frozen=True)
class Issue:
    """Ce qu'il est advenu d'un destinataire ; `dit` est vide quand tout va."""

    adresse: str
    fonction: str
    etat: str
    dit: str


def apercevoir(demande: AEnvoyer) -> Lettre:
    """La lettre, sans rien envoyer ni inscrire.

    Raises:
        ActionImpossible: la commande refuse, et dit pourquoi.
    """
    lue = _lancer(demande, (0,), "--essai")
    return Lettre(
        sujet=str(lue["sujet"]),
        texte=str(lue["texte"]),
        pieces=tuple(str(p["nom"]) for p in lue.get("pieces", ())),
        passages={str(t["texte"]): str(t["genre"]) for t in lue["trouvailles"]},
    )


def envoyer(demande: AEnvoyer) -> tuple[Issue, ...]:
    """L'issue de chaque destinataire.

    Raises:
        ActionImpossible: comme `apercevoir`.
    """
    lue = _lancer(demande, (0, 1))
    return tuple(Issue(*(str(r[n]) for n in ("adresse", "fonction", "etat", "dit"))) for r in lue["resultats"])


def _lancer(demande: AEnvoyer, codes: Sequence[int], *options: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        # Un fichier : la ligne de commande se lit de tous les comptes de la machine.
        message = Path(temporaire) / "message.txt"
        message.write_text(demande.message, encoding="utf-8")
        arguments = [*demande.commande, *(f"--a={a}" for a in demande.adresses), f"--message-de={message}"]
        arguments += [f"--garder={passage}" for passage in demande.gardees]
        arguments += ["--encore"] if demande.encore else []
        arguments += ["--lien"] if demande.lien else []
        arguments += [f"--par={lecteur.nom()}"] if lecteur.nom() else []
        return repondre([*arguments, "--format", "json", *options], codes, _ECHEC, _DELAI_S)
