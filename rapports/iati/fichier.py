"""L'entrée de la pièce : une édition remise → son fichier IATI, et ce que l'édition ne permettait pas d'y dire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from domaine.figees import PUBLICS
from domaine.preuve import estampiller
from rapports.iati import activite, codes, identite, resultats
from rapports.iati.balises import LANG, ajouter
from rapports.iati.identite import IatiImpossible
from requetes.edition import figees, referentiel
from requetes.edition.ouverture import Base
from requetes.iati import lecture
from tableurs.sortie import ouvrir_sortie


def ecrire(
    base: Base, dossier: Path, sortie: Path, adresse: str = "", qui_publie: Mapping[str, str] | None = None
) -> list[str]:
    """Écrit le fichier d'une édition ; la même édition, avec les mêmes documents, donne les mêmes octets.

    Args:
        base: l'édition ouverte, figée pour un public.
        dossier: le sien, dont les documents se citent.
        sortie: le fichier ; remplacé une fois le nouveau tout écrit.
        adresse: où les documents des éditions se lisent ; vide : ils ne se citent pas.
        qui_publie: les clés de la feuille Projet que cette édition n'avait pas encore (`identite.QUI_PUBLIE`).

    Returns:
        Ce qui manque au fichier, en phrases.

    Raises:
        IatiImpossible: édition d'un autre public, ou feuille Projet incomplète.
    """
    figee, lu = figees.identite(base), referentiel.lire_referentiel(base)
    if figee.get("public") not in PUBLICS[1:]:
        raise IatiImpossible("Un fichier IATI se fait d’une édition figée pour le bailleur ou les partenaires.")
    jour, lus = dt.date.fromisoformat(lu.info["date_donnees"]), lecture.correspondances(base)
    dits = lecture.resultats(base)
    entete = activite.Entete(
        identite.lire({**(qui_publie or {}), **lu.projet}), lu, figee, jour, dits, lus, dossier, adresse
    )
    instant = figee.get("figee_le", "")
    racine = etree.Element("iati-activities", {"version": codes.VERSION, "generated-datetime": instant})
    une = ajouter(racine, "iati-activity", {"default-currency": codes.DEVISE, "last-updated-datetime": instant})
    une.set(LANG, codes.LANGUE)
    remarques = activite.ecrire(une, entete)
    remarques += resultats.ecrire(une, dits, lu.indicateurs.values(), _chiffres(base, lu, lus))
    racine.addprevious(etree.Comment(f" {estampiller(figee.get('numero', ''), figee.get('empreinte', ''))} "))
    etree.indent(racine)
    with ouvrir_sortie(sortie) as flux:
        racine.getroottree().write(flux, encoding="UTF-8", xml_declaration=True)
    return remarques


def _chiffres(
    base: Base, lu: referentiel.Referentiel, correspondances: Iterable[lecture.Correspondance]
) -> resultats.Chiffres:
    demarrage = dt.date.fromisoformat(lu.info["debut"])
    return resultats.Chiffres(
        _par_indicateur(lecture.chiffres(base)),
        _par_indicateur(lecture.cibles(base)),
        _par_indicateur(lecture.references(base)),
        _par_indicateur(correspondances),
        demarrage,
    )


def _par_indicateur(lignes: Iterable[Any]) -> dict[str, list[Any]]:
    ranges: dict[str, list[Any]] = {}
    for ligne in lignes:
        ranges.setdefault(ligne.code_indicateur, []).append(ligne)
    return ranges
