"""La lettre d'une édition, que `rapports.courriel` écrit : un autre programme, car l'ETL n'importe pas les rapports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from domaine.courriel.boite import MOT_DE_PASSE
from domaine.reglages import RACINE
from etl.courriel.message import Lettre
from etl.edition.dossier import EditionFausse


def rediger(dossier: Path, demande: dict[str, Any]) -> Lettre:
    """La lettre, sans ses pièces.

    Args:
        dossier: celui de l'édition figée.
        demande: ce qui n'est pas dans l'édition (`rapports.courriel.contenu.Demande`) ; par l'entrée du programme, et
            non dans ses arguments, que tout compte de la machine peut lire.

    Raises:
        EditionFausse: la lettre ne s'est pas écrite.
    """
    faite = subprocess.run(
        [sys.executable, "-m", "rapports.courriel", str(dossier)],
        cwd=RACINE,
        env={nom: valeur for nom, valeur in os.environ.items() if nom != MOT_DE_PASSE} | {"PYTHONUTF8": "1"},
        input=json.dumps(demande, ensure_ascii=False) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if faite.returncode:
        lignes = faite.stderr.strip().splitlines() or ["raison inconnue"]
        raise EditionFausse(f"La lettre ne s'est pas écrite ({lignes[-1].removeprefix('Erreur : ')[:300]}).")
    return Lettre(**json.loads(faite.stdout))
