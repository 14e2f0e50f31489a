"""La part de la porte (`vues.actions.porte`) qui écrit au journal des réunions et en rend compte."""

from __future__ import annotations

import json
import tempfile
import uuid
from pathlib import Path
from typing import Any

from vues.actions.processus import ActionImpossible, lancer

_DELAI_S, _DELAI_RENDRE_S = 60.0, 180.0
_CONFLIT = 4
_COMPTE_RENDU = ("-m", "rapports.compte_rendu")


class ConflitDeVersion(ActionImpossible):
    """Quelqu'un a changé la même chose entre-temps : rien n'est appliqué, et le message dit les deux versions."""


def nouvelle_cle() -> str:
    """La clé d'un geste, faite avant lui : répété, le geste ne s'écrit qu'une fois (règle D3)."""
    return uuid.uuid4().hex


def inscrire(action: str, champs: dict[str, Any]) -> dict[str, Any]:
    """Écrit une ligne au journal (`python -m etl reunion ACTION`) ; ne rend la main qu'une fois écrite.

    Args:
        action: preparer, changer, clore, decider, executer, reporter, abandonner, commenter.
        champs: ceux de l'action, `cle` comprise.

    Returns:
        La ligne écrite, telle que le journal la garde.

    Raises:
        ConflitDeVersion: voir cette classe.
        ActionImpossible: la demande est refusée, et le message dit pourquoi ; rien n'est écrit.
    """
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        demande = Path(temporaire) / "champs.json"
        demande.write_text(json.dumps(champs, ensure_ascii=False), encoding="utf-8")
        arguments = ["reunion", action, "--champs", str(demande), "--format", "json"]
        with lancer(arguments, Path(temporaire), _DELAI_S) as commande:
            code, sortie = commande.attendre(), commande.sortie()
    if code == _CONFLIT:
        raise ConflitDeVersion(commande.explication or "Quelqu’un l’a changée entre-temps.", sortie)
    try:
        lu = json.loads(sortie) if code == 0 else None
    except ValueError:
        lu = None
    if not isinstance(lu, dict):
        raise ActionImpossible(f"Rien n’est enregistré. {commande.explication or 'Réessayez.'}", commande.erreurs)
    (ligne,) = lu.values()
    inscrite: dict[str, Any] = ligne
    return inscrite


def rendre_compte(id_reunion: str, sortie: str) -> bytes:
    """Le compte rendu d'une réunion (`python -m rapports.compte_rendu`), en «docx», «pdf» ou «html».

    Raises:
        ActionImpossible: il n'a pas pu se faire.
    """
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        dossier = Path(temporaire) / "rendu"
        arguments = [id_reunion, "-o", str(dossier), "--sorties", sortie]
        with lancer(arguments, Path(temporaire), _DELAI_RENDRE_S, module=_COMPTE_RENDU) as commande:
            code = commande.attendre()
        fichiers = sorted(dossier.glob(f"*.{sortie}")) if code == 0 else []
        if not fichiers:
            raise ActionImpossible(f"Le compte rendu n’a pas pu se faire. {commande.explication}", commande.erreurs)
        return fichiers[0].read_bytes()
