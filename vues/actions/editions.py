"""La part de la porte (`vues.actions.porte`) qui touche aux éditions : figer, vérifier, comparer."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domaine.chemins import FIGEES
from vues.actions.porte import Suivre, suivre_commande
from vues.actions.processus import ActionImpossible, lancer

DELAI_FIGER_S, DELAI_LIRE_S = 900.0, 180.0
#: Ce qu'une ligne de commande ne porte pas ; les retours à la ligne d'un commentaire, eux, restent.
_COMMANDES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class AFiger:
    """Ce que la personne a écrit, tel quel.

    Attributes:
        commentaires: code de résultat → texte.
        redaction: les rubriques et les commentaires gardés, tels que la commande les lit.
    """

    edition: str
    public: str
    titre: str
    periode: str
    note: str
    commentaires: dict[str, str]
    redaction: dict[str, Any] = field(default_factory=dict)


def figer(demande: AFiger, suivre: Suivre) -> str:
    """Fige l'édition (`python -m etl edition figer`) ; rend son numéro.

    Raises:
        ActionImpossible: la commande a refusé, et dit pourquoi, ou ne s'est pas terminée ; rien n'est figé.
    """
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        # Un fichier : des commentaires entiers ne tiendraient pas dans une ligne de commande de Windows.
        commentaires = Path(temporaire) / "commentaires.json"
        redaction = commentaires.with_name("redaction.json")
        for fichier, ecrit in ((commentaires, demande.commentaires), (redaction, demande.redaction)):
            fichier.write_text(json.dumps(ecrit, ensure_ascii=False), encoding="utf-8")
        arguments = [
            *("edition", "figer", "--progression", "json", f"--edition={demande.edition}"),
            *(f"--public={demande.public}", f"--periode={demande.periode}", f"--commentaires={commentaires}"),
            f"--redaction={redaction}",
            *(f"--titre={_une_ligne(demande.titre)}", f"--note={_COMMANDES.sub(' ', demande.note)}"),
        ]
        with lancer(arguments, Path(temporaire), DELAI_FIGER_S) as commande:
            resultat = suivre_commande(commande, suivre)
            code = commande.attendre()
    if code != 0 or not resultat:
        raise ActionImpossible(
            f"Rien n’a été figé. {commande.explication or 'Réessayez, ou prévenez le responsable.'}", commande.erreurs
        )
    return str(resultat["edition"])


def verifier_tout() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Ce qui a été altéré (`python -m etl edition verifier`, sans rien nommer).

    Returns:
        Numéro → ses fautes, vides = intacte ; et ce qui ne va pas du journal : sa chaîne, les dossiers qu'il tait.

    Raises:
        ActionImpossible: la commande n'a pas pu le dire.
    """
    lu = _lire(["edition", "verifier", "--format", "json"], (0, 1), "La vérification n’a pas abouti.")
    fautes = {str(e["edition"]): tuple(str(f) for f in e["fautes"]) for e in lu["editions"]}
    hors = (f"{FIGEES}/{nom} est hors du journal\u00a0: elle n’a pas été figée ici" for nom in lu["hors_journal"])
    return fautes, (*(str(f) for f in lu["chaine"]), *hors)


def comparer(avant: str, apres: str) -> dict[str, Any]:
    """Ce qui change de l'une à l'autre (`python -m etl edition comparer --format json`), tel que la commande le dit.

    Raises:
        ActionImpossible: une des deux manque ou ne se compare pas.
    """
    arguments = ["edition", "comparer", avant, apres, "--format", "json"]
    return _lire(arguments, (0,), "La comparaison n’a pas abouti.")


def _lire(arguments: list[str], codes: tuple[int, ...], echec: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        with lancer(arguments, Path(temporaire), DELAI_LIRE_S) as commande:
            code = commande.attendre()
        sortie = commande.sortie()
    try:
        lu = json.loads(sortie) if code in codes else None
    except ValueError:
        lu = None
    if not isinstance(lu, dict):
        raise ActionImpossible(f"{echec} {commande.explication or 'Réessayez.'}", commande.erreurs)
    return lu


def _une_ligne(texte: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", texte)
