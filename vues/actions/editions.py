"""La part de la porte (`vues.actions.porte`) qui touche aux éditions : figer, vérifier, comparer, remettre."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from domaine.chemins import FIGEES
from vues import lecteur
from vues.actions.porte import Suivre, suivre_commande
from vues.actions.processus import ActionImpossible, lancer, repondre

DELAI_FIGER_S = 900.0
#: Ce qui se lit à la place d'un passage retiré : le lecteur voit qu'il y avait quelque chose.
_RETIRE = "[…]"
#: Ce qu'une ligne de commande ne porte pas ; les retours à la ligne d'un commentaire, eux, restent.
_COMMANDES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class AFiger:
    """Ce que la personne a écrit, tel quel.

    Attributes:
        commentaires: code de résultat → texte.
        redaction: les rubriques et les commentaires gardés, tels que la commande les lit.
        gardees: passages trouvés à la relecture, et gardés.
    """

    edition: str
    public: str
    titre: str
    periode: str
    note: str
    commentaires: dict[str, str]
    redaction: dict[str, Any] = field(default_factory=dict)
    gardees: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """Un passage à garder ou à retirer, et où il est ; `debut` et `fin` : ses bornes dans le champ."""

    champ: str
    texte: str
    genre: str
    debut: int
    fin: int


@dataclass(frozen=True)
class Apercu:
    """Ce qui serait figé.

    Attributes:
        passages: à garder ou à retirer.
        pages: les premières du document, en PNG.
        absences: feuille → (lignes qui n'y seront pas, lignes de l'équipe).
        publies, de, masques: chiffres publiés, chiffres de l'équipe, chiffres masqués.
    """

    passages: tuple[Passage, ...]
    pages: tuple[bytes, ...]
    absences: dict[str, tuple[int, int]]
    publies: int
    de: int
    masques: int


def figer(demande: AFiger, suivre: Suivre) -> str:
    """Fige l'édition (`python -m etl edition figer`) ; rend son numéro.

    Raises:
        ActionImpossible: la commande a refusé, et dit pourquoi, ou ne s'est pas terminée ; rien n'est figé.
    """
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        return str(_lancer_le_gel(demande, suivre, Path(temporaire))["edition"])


def apercevoir(demande: AFiger, suivre: Suivre) -> Apercu:
    """Montre ce qui serait figé (`edition figer --apercu`), sans rien figer.

    Raises:
        ActionImpossible: comme `figer`.
    """
    with tempfile.TemporaryDirectory(prefix="socle_") as temporaire:
        vers = Path(temporaire) / "pages"
        lu = _lancer_le_gel(demande, suivre, Path(temporaire), f"--apercu={vers}")
        pages = tuple((vers / nom).read_bytes() for nom in lu["pages"])
    chiffres = lu["chiffres"]
    return Apercu(
        passages=tuple(Passage(**t) for t in lu["trouvailles"]),
        pages=pages,
        absences={a["feuille"]: (a["lignes"], a["de"]) for a in lu["absences"]},
        publies=chiffres["publies"],
        de=chiffres["de"],
        masques=chiffres["masques"],
    )


def retirer(demande: AFiger, passages: Iterable[str]) -> AFiger:
    """La même demande, ces passages remplacés par «[…]» partout où ils sont."""
    retires = sorted(passages, key=len, reverse=True)

    def ecrire(lu: Any) -> Any:
        if isinstance(lu, str):
            for passage in retires:
                lu = lu.replace(passage, _RETIRE)
            return lu
        if isinstance(lu, dict):
            return {cle: ecrire(valeur) for cle, valeur in lu.items()}
        return [ecrire(x) for x in lu]

    redaction = dict(demande.redaction)
    if redaction:
        chiffres = [c | {"texte": ecrire(c["texte"])} for c in redaction.get("chiffres", ())]
        redaction |= {"rubriques": ecrire(redaction.get("rubriques", {})), "chiffres": chiffres}
    textes = {nom: ecrire(getattr(demande, nom)) for nom in ("titre", "note", "commentaires")}
    return replace(demande, **textes, redaction=redaction)


def _lancer_le_gel(demande: AFiger, suivre: Suivre, temporaire: Path, *options: str) -> dict[str, Any]:
    """Lance `edition figer`, et rend sa réponse."""
    # Un fichier : des commentaires entiers ne tiendraient pas dans une ligne de commande de Windows.
    commentaires = temporaire / "commentaires.json"
    redaction = commentaires.with_name("redaction.json")
    for fichier, ecrit in ((commentaires, demande.commentaires), (redaction, demande.redaction)):
        fichier.write_text(json.dumps(ecrit, ensure_ascii=False), encoding="utf-8")
    arguments = [
        *("edition", "figer", "--progression", "json", f"--edition={demande.edition}"),
        *(f"--public={demande.public}", f"--periode={demande.periode}", f"--commentaires={commentaires}"),
        f"--redaction={redaction}",
        *(f"--titre={_une_ligne(demande.titre)}", f"--note={_COMMANDES.sub(' ', demande.note)}"),
        *(f"--garder={passage}" for passage in demande.gardees),
        *options,
    ]
    with lancer(arguments, temporaire, DELAI_FIGER_S) as commande:
        resultat = suivre_commande(commande, suivre)
        code = commande.attendre()
    if code != 0 or not resultat:
        raise ActionImpossible(
            f"Rien n’a été figé. {commande.explication or 'Réessayez, ou prévenez le responsable.'}", commande.erreurs
        )
    return resultat


def verifier_tout() -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Ce qui a été altéré (`python -m etl edition verifier`, sans rien nommer).

    Returns:
        Numéro → ses fautes, vides = intacte ; et ce qui ne va pas du journal : sa chaîne, les dossiers qu'il tait.

    Raises:
        ActionImpossible: la commande n'a pas pu le dire.
    """
    lu = repondre(["edition", "verifier", "--format", "json"], (0, 1), "La vérification n’a pas abouti.")
    fautes = {str(e["edition"]): tuple(str(f) for f in e["fautes"]) for e in lu["editions"]}
    hors = (f"{FIGEES}/{nom} est hors du journal\u00a0: elle n’a pas été figée ici" for nom in lu["hors_journal"])
    return fautes, (*(str(f) for f in lu["chaine"]), *hors)


def comparer(avant: str, apres: str) -> dict[str, Any]:
    """Ce qui change de l'une à l'autre (`python -m etl edition comparer --format json`), tel que la commande le dit.

    Raises:
        ActionImpossible: une des deux manque ou ne se compare pas.
    """
    arguments = ["edition", "comparer", avant, apres, "--format", "json"]
    return repondre(arguments, (0,), "La comparaison n’a pas abouti.")


def creer_un_lien(numero: str, pour: str, jusqu_au: dt.date) -> tuple[int, str]:
    """Un lien sans compte vers une édition figée (`python -m etl lien creer`).

    Returns:
        Son numéro, et son adresse, que rien ne garde : entière quand l'application a une adresse publique, sinon ce qui
        s'écrit à la suite de la sienne.

    Raises:
        ActionImpossible: l'édition ne se remet pas, ou la demande ne convient pas.
    """
    arguments = ["lien", "creer", numero, f"--jusqu-au={jusqu_au.isoformat()}", f"--pour={_une_ligne(pour)}"]
    par = [f"--par={lecteur.nom()}"] if lecteur.nom() else []
    lu = repondre([*arguments, *par, "--format", "json"], (0,), "Le lien n’a pas été créé.")
    return int(lu["lien"]), str(lu["adresse"])


def revoquer_un_lien(rang: int) -> None:
    """Ferme un lien pour toujours (`python -m etl lien revoquer`).

    Raises:
        ActionImpossible: la commande ne s'est pas terminée.
    """
    par = [f"--par={lecteur.nom()}"] if lecteur.nom() else []
    repondre(["lien", "revoquer", str(rang), *par, "--format", "json"], (0,), "Le lien n’a pas été révoqué.")


def _une_ligne(texte: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", texte)
