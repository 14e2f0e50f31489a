"""Deux personnes changent la même ligne : la seconde voit ce qui est en vigueur, et sa demande n'est pas appliquée."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from domaine.journal import EXECUTEE, Commentaire, Ligne, Point, Reunion
from domaine.preuve.validation import Validation
from etl.demande import DemandeInvalide
from etl.reunions.saisie import jour_dit

_NOMS = {
    "statut": "statut",
    "echeance": "échéance",
    "date_execution": "exécution",
    "motif": "motif",
    "etat": "état",
    "date": "date",
    "lieu": "lieu",
    "edition": "édition",
    "edition_precedente": "édition d'avant",
    "ordre": "ordre du jour",
    "presents": "présents",
    "texte": "texte",
}
_JOURS = ("echeance", "date_execution", "date")


class ConflitDeVersion(DemandeInvalide):
    """La ligne a changé depuis la version lue ; le message dit les deux états (règle D4).

    Attributes:
        en_vigueur: la dernière version inscrite.
        demande: ce qui était demandé, champ par champ.
    """

    def __init__(self, en_vigueur: Ligne, version_lue: int, demande: Mapping[str, object]) -> None:
        self.en_vigueur, self.demande = en_vigueur, dict(demande)
        quand = dt.datetime.fromisoformat(en_vigueur.inscrit_le)
        super().__init__(
            f"{_objet(en_vigueur)} a changé depuis que vous l'avez lue (version {version_lue}). En vigueur, version "
            f"{en_vigueur.version}, inscrite à {quand:%H:%M} le {jour_dit(quand.date().isoformat())} : "
            f"{_en_mots(en_vigueur)}. Demandé : {_demande_en_mots(demande)}. "
            "Rien n'est changé : relisez, puis refaites."
        )


def _objet(ligne: Ligne) -> str:
    if isinstance(ligne, Validation):
        return f"La période {ligne.periode} de {ligne.code_zone}"
    if isinstance(ligne, Commentaire):
        return f"Le commentaire de {ligne.code_indicateur}, zone {ligne.code_zone},"
    return f"La réunion {ligne.id_reunion}" if isinstance(ligne, Reunion) else f"La décision {ligne.id_decision}"


def _en_mots(ligne: Ligne) -> str:
    if isinstance(ligne, Validation):
        return f"«{ligne.statut}», par la fonction «{ligne.par}»" + (f", motif «{ligne.motif}»" if ligne.motif else "")
    if isinstance(ligne, Commentaire):
        return f"«{ligne.texte}», par la fonction «{ligne.fonction}»" if ligne.texte else "retiré"
    if isinstance(ligne, Reunion):
        ordre = f"ordre du jour de {len(ligne.ordre)} point(s), {len(ligne.presents)} fonction(s) présente(s)"
        return f"{ligne.etat}, le {jour_dit(ligne.date)}, lieu «{ligne.lieu}», {ordre}"
    fait = f" le {jour_dit(ligne.date_execution)}" if ligne.statut == EXECUTEE and ligne.date_execution else ""
    due = f", échéance le {jour_dit(ligne.echeance)}" if ligne.echeance else ""
    return f"«{ligne.texte}», {ligne.statut}{fait}{due}" + (f", motif «{ligne.motif}»" if ligne.motif else "")


def _demande_en_mots(demande: Mapping[str, object]) -> str:
    return ", ".join(f"{_NOMS[nom]} {_valeur(nom, valeur)}" for nom, valeur in demande.items())


def _valeur(nom: str, valeur: object) -> str:
    if isinstance(valeur, list | tuple):
        dits = (x.genre if isinstance(x, Point) else x.get("genre") if isinstance(x, dict) else x for x in valeur)
        return f"«{', '.join(map(str, dits))}»"
    if nom in _JOURS:
        try:
            return f"le {jour_dit(str(valeur))}"
        except ValueError:
            return f"«{valeur}»"
    return f"«{valeur}»"
