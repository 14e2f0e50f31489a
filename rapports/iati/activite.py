"""L'en-tête de l'activité : qui publie, quoi, quand, où, de quel secteur, pour combien, avec quels documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domaine import chemins, francais
from rapports.iati import codes, lieux
from rapports.iati.balises import Element, ajouter, nombre, raconter
from rapports.iati.identite import Identite
from requetes.edition.referentiel import Referentiel
from requetes.iati.lecture import Correspondance, Resultat

#: Fichier d'une édition → son titre, son type.
_DOCUMENTS: Final = {
    chemins.RAPPORT_PDF: ("Rapport de suivi (PDF)", "application/pdf"),
    chemins.RAPPORT_HTML: ("Rapport de suivi (page)", "text/html"),
}
#: Le système de la feuille Correspondances qui dit un secteur du CAD.
_SYSTEME_CAD: Final = "CAD"


@dataclass(frozen=True)
class Entete:
    """Ce que l'en-tête lit.

    Attributes:
        figee: l'identité de l'édition (`requetes.edition.figees.identite`).
        jour: la date des données.
        adresse: où les documents des éditions se lisent ; vide : nulle part.
    """

    identite: Identite
    lu: Referentiel
    figee: Mapping[str, str]
    jour: dt.date
    resultats: Sequence[Resultat]
    correspondances: Sequence[Correspondance]
    dossier: Path
    adresse: str


def ecrire(activite: Element, entete: Entete) -> list[str]:
    """Écrit tout ce qui précède les résultats, dans l'ordre de la norme ; rend ce que l'édition ne dit pas."""
    identite = entete.identite
    ajouter(activite, "iati-identifier").text = identite.id_iati
    editeur = {"ref": identite.organisation, "type": identite.genre}
    raconter(activite, "reporting-org", identite.editeur, editeur)
    raconter(activite, "title", identite.intitule)
    _decrire(activite, entete)
    for role, nom in identite.participants.items():
        raconter(activite, "participating-org", nom, {"role": role})
    etat = codes.statut(identite.debut, identite.fin, identite.suspension, entete.jour)
    ajouter(activite, "activity-status", {"code": etat})
    _dater(activite, entete)
    ajouter(activite, "recipient-country", {"code": codes.PAYS})
    lieux.ecrire(activite, entete.lu)
    remarques = [*_secteurs(activite, entete.correspondances), *_budget(activite, identite)]
    _documents(activite, entete)
    return remarques


def _decrire(activite: Element, entete: Entete) -> None:
    figee, identite = entete.figee, entete.identite
    dits = [
        "Démonstration : chiffres fictifs, à ne pas citer." if entete.lu.info.get("demonstration") == "1" else "",
        f"Chiffres de l’édition {figee.get('numero', '')} ({figee.get('titre', '')}), figée pour le public "
        f"«{figee.get('public', '')}», arrêtée au {francais.date(entete.jour)}.",
        f"Convention : {identite.convention}." if identite.convention else "",
    ]
    raconter(activite, "description", " ".join(d for d in dits if d), {"type": codes.GENERALE})
    vises = [r.libelle for r in entete.resultats if codes.RESULTATS.get(r.niveau or "") in ("2", "3")]
    if vises:
        raconter(activite, "description", " ; ".join(vises), {"type": codes.OBJECTIFS})


def _dater(activite: Element, entete: Entete) -> None:
    """Une date passée s'est faite, une date à venir est prévue."""
    debut, fin, jour = entete.identite.debut, entete.identite.fin, entete.jour
    types = [(codes.DEBUT_REEL if debut <= jour else codes.DEBUT_PREVU, debut)]
    if fin is not None:
        types.append((codes.FIN_REELLE if fin <= jour else codes.FIN_PREVUE, fin))
    for type_, date in types:
        ajouter(activite, "activity-date", {"type": type_, "iso-date": date.isoformat()})


def _secteurs(activite: Element, correspondances: Sequence[Correspondance]) -> list[str]:
    """Les codes du CAD que le cadre donne ; aucun n'est deviné, ni la part de chacun."""
    cites = dict.fromkeys(c.code_externe.strip() for c in correspondances if c.systeme.upper() == _SYSTEME_CAD)
    connus = {code: codes.CAD_PAR_LONGUEUR[len(code)] for code in cites if code.isdigit() and len(code) in (3, 5)}
    inconnus = [code for code in cites if code not in connus]
    dits = [f"le code CAD «{code}» n’a ni trois ni cinq chiffres : il n’est pas écrit" for code in inconnus]
    for code, vocabulaire in connus.items():
        ajouter(activite, "sector", {"vocabulary": vocabulaire, "code": code})
    if not connus:
        dits.append("aucun secteur : un registre IATI en demande un (feuille Correspondances, système CAD)")
    if len(connus) > 1:
        dits.append("plusieurs secteurs : un registre IATI demande la part de chacun, que le cadre ne dit pas")
    return dits


def _budget(activite: Element, identite: Identite) -> list[str]:
    """Le budget entier, s'il se lit et si les deux dates du projet sont dites."""
    if not identite.budget or identite.fin is None:
        return []
    budget = ajouter(activite, "budget")
    ajouter(budget, "period-start", {"iso-date": identite.debut.isoformat()})
    ajouter(budget, "period-end", {"iso-date": identite.fin.isoformat()})
    valeur = ajouter(budget, "value", {"currency": codes.DEVISE, "value-date": identite.debut.isoformat()})
    valeur.text = nombre(float(identite.budget))
    if (identite.fin - identite.debut).days > 366:
        return ["le budget est écrit d’un seul bloc : un registre IATI le préfère par année, que le cadre ne dit pas"]
    return []


def _documents(activite: Element, entete: Entete) -> None:
    """Les documents de l'édition, s'ils se lisent quelque part ; une adresse ne s'invente pas."""
    if not entete.adresse:
        return
    numero = entete.figee.get("numero", "")
    for nom, (titre, type_) in _DOCUMENTS.items():
        if (entete.dossier / nom).is_file():
            url = f"{entete.adresse.rstrip('/')}/{numero}/{nom}"
            lien = ajouter(activite, "document-link", {"url": url, "format": type_})
            raconter(lien, "title", f"{titre}, édition {numero}")
            ajouter(lien, "category", {"code": codes.DES_RESULTATS})
            ajouter(lien, "language", {"code": codes.LANGUE})
            ajouter(lien, "document-date", {"iso-date": entete.figee.get("figee_le", "")[:10]})
