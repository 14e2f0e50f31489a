"""Prouver que les éditions figées sont entières : chaque ligne du journal, chaque fichier, la chaîne, la signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from domaine import chemins
from domaine.figees import est_numero
from domaine.preuve import (
    SCEAU,
    Inscription,
    calculer_sceau,
    empreinte_fichier,
    empreintes_scellees,
    fautes_de_la_chaine,
    lire_manifeste,
    recus,
    sceaux,
)
from etl.edition import dossier as edition
from etl.gel.sceau import empreintes_des_tables, journal
from etl.gel.signature import cle_publique, signe


@dataclass(frozen=True)
class Verdict:
    """Ce que la vérification d'une édition a trouvé.

    Attributes:
        fautes: les altérations, en français, la plus grave d'abord ; vide = intacte.
        signature: ce qui se dit de sa signature ; vide quand elle n'en a pas et que personne n'en demande.
    """

    numero: str
    fautes: tuple[str, ...]
    signature: str = ""


def verifier(donnees: Path, numero: str, cle: str = "") -> Verdict:
    """Confronte une édition figée à son manifeste et au journal.

    Args:
        donnees: dossier de données.
        numero: le sien.
        cle: la clé publique que l'on tient du projet ; vide = celle du dossier, à défaut celle de la ligne.

    Raises:
        edition.EditionAbsente: numéro inconnu, au journal comme sur le disque.
        edition.EditionFausse: le journal est abîmé.
    """
    inscriptions = journal(donnees)
    ligne, place = sceaux(inscriptions).get(numero), chemins.dossier_edition(donnees, numero)
    if ligne is None and not place.is_dir():
        raise edition.EditionAbsente(
            f"L'édition figée «{numero}» n'existe pas. «python -m etl edition lister» les dit."
        )
    fautes = _fautes_du_dossier(place, ligne, recus(inscriptions).get(numero, {}))
    phrase, fausse = dire_la_signature(donnees, inscriptions, numero, cle)
    return Verdict(numero, (*fautes, *([phrase] if fausse else [])), "" if fausse else phrase)


def verifier_tout(donnees: Path, cle: str = "") -> tuple[list[Verdict], list[str], list[str]]:
    """Chaque ligne du journal, puis ce qui n'y est pas.

    Returns:
        Les verdicts, dans l'ordre du journal ; les fautes de la chaîne ; les dossiers que le journal ne dit pas.

    Raises:
        edition.EditionFausse: le journal est abîmé.
    """
    inscriptions = journal(donnees)
    numeros = list(sceaux(inscriptions))
    figees = chemins.dossier_figees(donnees)
    presents = sorted(p.name for p in figees.iterdir()) if figees.is_dir() else []
    # Ce qui commence par un point est un gel en cours, ou un reste qu'enlèvera le suivant.
    etrangers = [n for n in presents if n not in numeros and n != chemins.JOURNAL and not n.startswith(".")]
    return [verifier(donnees, n, cle) for n in numeros], fautes_de_la_chaine(inscriptions), etrangers


def dire_la_signature(
    donnees: Path, inscriptions: tuple[Inscription, ...], numero: str, cle: str = ""
) -> tuple[str, bool]:
    """Ce qui se dit de la signature d'une édition, et si c'est une faute."""
    lignes = list(sceaux(inscriptions).values())
    ligne = next((x for x in lignes if x.numero == numero), None)
    if ligne is None:
        return "", False
    if not ligne.signature:
        apres_une_signee = any(x.signature for x in lignes[: lignes.index(ligne)])
        if cle and apres_une_signee:
            return "elle n'est pas signée, et d'autres l'étaient avant elle", True
        return ("figée sans signature : la clé n'en prouve rien" if cle else ""), False
    return juger_la_signature(ligne, cle, cle_publique(donnees))


def juger_la_signature(ligne: Inscription, donnee: str, du_dossier: str = "") -> tuple[str, bool]:
    """Par la clé donnée, sinon celle du dossier, sinon celle de la ligne : la phrase, et si c'est une faute."""
    cle, laquelle = next(
        (c, mot)
        for c, mot in (
            (donnee, "la clé publique donnée"),
            (du_dossier, "la clé de ce dossier"),
            (ligne.cle, "la clé que l'édition porte elle-même ; comparez-la à celle que le projet vous a remise"),
        )
        if c
    )
    if signe(ligne, cle):
        return f"signée par {laquelle} ({cle})", False
    return f"sa signature n'est pas de {laquelle.split(' ;')[0]}", True


def _fautes_du_dossier(place: Path, ligne: Inscription | None, recu: Mapping[str, str]) -> list[str]:
    if not place.is_dir():
        return ["son dossier manque : il a été effacé ou déplacé"]
    manifeste = lire_manifeste(place)
    if not manifeste:
        return ["son manifeste manque ou ne se lit pas : rien de ce dossier n'est plus prouvé"]
    fautes = []
    # Un manifeste refait avec soin a un sceau juste, mais pas celui que le journal a gardé.
    if ligne is None:
        fautes.append("elle n'est pas au journal : rien ne prouve qu'elle a été figée ici")
    elif manifeste.get(SCEAU) != calculer_sceau(manifeste) or ligne.sceau != manifeste.get(SCEAU):
        fautes.append("le manifeste a été modifié : ce qu'il dit des autres fichiers n'est plus une preuve")
    attendus = empreintes_scellees(manifeste) | dict(recu)
    presents = {p.name for p in place.iterdir()} - {chemins.MANIFESTE}
    fautes += [f"le fichier {nom} manque" for nom in sorted(set(attendus) - presents)]
    fautes += [f"le fichier {nom} a été ajouté" for nom in sorted(presents - set(attendus))]
    for nom in sorted(presents & set(attendus)):
        if not (place / nom).is_file() or empreinte_fichier(place / nom) != attendus[nom]:
            precision = _tables_alterees(place / nom, manifeste) if nom == chemins.BASE else ""
            fautes.append(
                f"le fichier {nom} n'est plus celui qui a été {'remis' if nom in recu else 'figé'}{precision}"
            )
    return fautes


def _tables_alterees(base: Path, manifeste: dict[str, Any]) -> str:
    try:
        actuelles = empreintes_des_tables(base)
    except duckdb.Error:
        return " (il ne s'ouvre plus)"
    attendues = manifeste["tables"] if isinstance(manifeste.get("tables"), dict) else {}
    changees = sorted(t for t in set(attendues) | set(actuelles) if attendues.get(t) != actuelles.get(t))
    return f" (tables changées : {', '.join(changees)})" if changees else " (les tables disent encore la même chose)"


def est_une_place(donnees: Path, chemin: Path) -> bool:
    """Vrai du dossier même d'une édition figée, là où elle a été figée."""
    return est_numero(chemin.name) and chemin.resolve() == chemins.dossier_edition(donnees, chemin.name).resolve()
