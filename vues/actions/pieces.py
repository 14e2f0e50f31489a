"""La part de la porte (`vues.actions.porte`) qui remet une pièce de preuve."""

from __future__ import annotations

import json
from typing import Any

from domaine.preuve.pieces import DECISION, EXTENSIONS, RECEPTION, VISITE
from vues.actions import porte
from vues.actions.processus import ActionImpossible, lancer

_DELAI_S = 120.0
_OPTIONS = {VISITE: "--visite", RECEPTION: "--reception", DECISION: "--decision"}
_REFUS = "Ce format n’est pas reçu : envoyez une photo JPEG, PNG ou WebP, ou un document PDF."


def remettre(
    nom: str, contenu: bytes, *, objet: str, id_objet: str, date: str, genre: str, fonction: str
) -> dict[str, Any]:
    """Garde un fichier et inscrit ce qu'il prouve (`python -m etl piece ajouter`).

    Returns:
        La pièce inscrite, et `neuve`, faux quand elle l'était déjà.

    Raises:
        ActionImpossible: le fichier est refusé, et le message dit pourquoi ; rien n'est gardé.
    """
    recu = porte.recevoir(nom, contenu, EXTENSIONS, _REFUS)
    try:
        arguments = ["piece", "ajouter", str(recu.chemin), f"{_OPTIONS[objet]}={id_objet}", f"--nom={recu.nom}"]
        arguments += [f"--date={date}", f"--par={fonction}", f"--genre={genre}", "--format", "json"]
        with lancer(arguments, recu.dossier, _DELAI_S) as commande:
            code, sortie = commande.attendre(), commande.sortie()
    finally:
        porte.oublier(recu)
    if code != 0:
        raise ActionImpossible(f"Rien n’est gardé. {commande.explication or 'Réessayez.'}", commande.erreurs)
    lu: dict[str, Any] = json.loads(sortie)
    return lu
