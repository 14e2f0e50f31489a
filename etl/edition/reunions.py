"""Le journal des réunions entre dans l'édition : à la publication, il devient un dépôt comme un autre (règle D6).

Ses dernières versions font les feuilles `Réunions` et `Décisions` du contrat, dans une archive de .csv aux octets
reproductibles, gardée avec les classeurs reçus : contrôles, provenance, révisions et reproductibilité sont les leurs.
Ses lignes l'emportent sur celles d'un classeur, quel que soit leur ordre (`FichierALire.prevaut`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import sqlite3
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from domaine.chemins import journal_des_reunions
from domaine.feuilles.cadre import PAR_TABLE
from domaine.feuilles.declaration import SEPARATEUR
from domaine.journal import PREPAREE, Journal, Reunion, lire
from domaine.preuve import pieces
from domaine.preuve.validation import Validation
from etl.fichiers.depots import ORIGINE_REUNIONS, Depot, Depots, JournalIllisible
from etl.fichiers.recu import FichierRecu

NOM: Final = "Journal des réunions"
#: Le lecteur d'un .csv prend le séparateur le plus présent dans ses 5 000 premiers caractères : celui-ci, quoi que
#: disent les textes.
_DELIMITEUR, _MARGE = ";", 5000
Lignes = list[dict[str, str]]


def feuilles(journal: Journal, jour: dt.date) -> dict[str, Lignes]:
    """Les feuilles du contrat que le journal remplit, nom → lignes, dans l'ordre où réunions et décisions sont nées.

    Une réunion préparée n'a que sa date prévue ; ouverte ou close, celle où elle s'est tenue. Une décision datée
    d'après `jour`, d'une réunion préparée d'avance, attend : un fait accompli n'est pas dans l'avenir.
    """
    decisions = [
        {
            "id_decision": d.id_decision,
            "date": d.date,
            "id_reunion": d.id_reunion,
            "texte": d.texte,
            "responsable": d.responsable,
            "echeance": d.echeance,
            "date_execution": d.date_execution or "",
            "statut": d.statut,
            "code_indicateur": d.code_indicateur or "",
            "code_zone": d.code_zone or "",
            "id_point": SEPARATEUR.join(d.points),
            "id_projet": d.id_projet or "",
        }
        for d in journal.dernieres_decisions().values()
        if d.date <= jour.isoformat()
    ]
    return {
        PAR_TABLE["reunion"].nom: [
            {
                "id_reunion": r.id_reunion,
                "instance": r.instance,
                "code_zone": r.code_zone,
                "date_prevue": _date_prevue(journal.reunions, r.id_reunion),
                "date": "" if r.etat == PREPAREE else r.date,
            }
            for r in journal.dernieres_reunions().values()
        ],
        PAR_TABLE["decision"].nom: decisions,
        PAR_TABLE["validation"].nom: [_validation(v) for v in journal.validations],
    }


def _validation(v: Validation) -> dict[str, str]:
    """Un geste, à l'heure de ce serveur, qui est celle à laquelle les dépôts sont reçus."""
    instant = dt.datetime.fromisoformat(v.inscrit_le).astimezone()
    return {
        "code_zone": v.code_zone,
        "periode": v.periode,
        "statut": v.statut,
        "date": instant.date().isoformat(),
        "par": v.par,
        "motif": v.motif,
        "heure": f"{instant:%H:%M:%S}",
    }


def depot_a_faire(donnees: Path, depots: Depots) -> FichierRecu | None:
    """Le journal tel qu'il se dépose aujourd'hui, ou rien s'il l'est déjà, ou si aucune réunion ne s'est préparée.

    Raises:
        JournalIllisible: le fichier du journal est abîmé.
    """
    try:
        journal = lire(journal_des_reunions(donnees))
        recues = pieces.dernieres(pieces.lire(journal_des_reunions(donnees)))
    except sqlite3.Error as erreur:
        constat = f"Le journal des réunions ({journal_des_reunions(donnees).name}) est abîmé : {erreur}."
        raise JournalIllisible(f"{constat} Reprenez-le dans une sauvegarde.") from erreur
    if not (journal.reunions or journal.decisions or journal.validations or recues):
        return None
    remplies = feuilles(journal, dt.date.today()) | _feuille_des_pieces(recues)
    deja = [d for d in depots.lister() if d.du_journal]
    if deja and FichierRecu(NOM, _octets(remplies, len(deja)), "csv").sha256 == deja[-1].sha256:
        return None
    return FichierRecu(NOM, _octets(remplies, len(deja) + 1), "csv")


def deposer(donnees: Path, depots: Depots) -> list[Depot]:
    """Dépose le journal s'il le faut ; rend tous les dépôts. L'appelant tient le verrou."""
    if recu := depot_a_faire(donnees, depots):
        depots.deposer(recu, par="réunions", origine=ORIGINE_REUNIONS)
    return depots.lister()


def _feuille_des_pieces(recues: Iterable[pieces.Piece]) -> dict[str, Lignes]:
    """La feuille des pièces, retirées comprises ; aucune quand personne n'en a remis : le dépôt est celui d'avant."""
    feuille = PAR_TABLE["piece"]
    lignes = [{nom: str(getattr(p, nom)) for nom in feuille.noms} for p in recues]
    return {feuille.nom: lignes} if lignes else {}


def _date_prevue(reunions: Iterable[Reunion], id_reunion: str) -> str:
    """La date que la réunion avait tant qu'elle n'était que préparée."""
    return [r.date for r in reunions if r.id_reunion == id_reunion and r.etat == PREPAREE][-1]


def _octets(remplies: dict[str, Lignes], numero: int) -> bytes:
    """L'archive ; `numero` y est écrit : un journal revenu à ce qu'il disait est un autre dépôt."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = str(numero).encode()
        for nom, lignes in remplies.items():
            if not lignes and nom == PAR_TABLE["validation"].nom:
                continue  # un journal sans validation fait les octets qu'il a toujours faits
            colonnes = next(f for f in PAR_TABLE.values() if f.nom == nom).noms
            texte = io.StringIO(newline="")
            sortie = csv.writer(texte, delimiter=_DELIMITEUR, lineterminator="\r\n")
            sortie.writerow([*colonnes, *[""] * _MARGE])
            sortie.writerows([ligne[c] for c in colonnes] for ligne in lignes)
            archive.writestr(zipfile.ZipInfo(f"{nom}.csv", (1980, 1, 1, 0, 0, 0)), texte.getvalue().encode())
    return tampon.getvalue()
