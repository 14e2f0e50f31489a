"""Les empreintes, le manifeste et son sceau (règle E5)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from domaine.chemins import MANIFESTE

SCEAU: Final = "sceau"


def empreinte_fichier(chemin: Path) -> str:
    """SHA-256 d'un fichier."""
    with chemin.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def calculer_sceau(manifeste: Mapping[str, Any]) -> str:
    """SHA-256 du manifeste sans son sceau, dans une écriture canonique."""
    contenu = {cle: valeur for cle, valeur in manifeste.items() if cle != SCEAU}
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Un manifeste venu du dehors peut porter ce qu'aucun texte ne porte : il se juge faux, il n'arrête rien.
    return hashlib.sha256(texte.encode(errors="surrogatepass")).hexdigest()


def lire_manifeste(dossier: Path) -> dict[str, Any]:
    """Le manifeste d'un dossier ; vide s'il manque ou ne se lit pas."""
    try:
        lu = json.loads((dossier / MANIFESTE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return lu if isinstance(lu, dict) else {}


def empreintes_scellees(manifeste: Mapping[str, Any]) -> dict[str, str]:
    """Nom → empreinte de chaque fichier que ce manifeste scelle, de qui qu'il vienne."""
    fichiers = manifeste.get("fichiers")
    dits = fichiers.items() if isinstance(fichiers, dict) else ()
    return {str(nom): str(dit.get("sha256")) if isinstance(dit, dict) else "" for nom, dit in dits}
