"""Qui publie, et quoi : ce que la feuille Projet doit dire pour qu'un fichier IATI se fasse (règle X2)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rapports.iati import codes

#: Ce qui ne change rien à une édition déjà remise : qui publie peut s'être fait connaître après elle.
QUI_PUBLIE: Final = ("id_iati", "organisation_iati", "type_organisation_iati", "nom_organisation_iati")
#: Ce qu'un identifiant IATI ne porte pas.
_INTERDITS: Final = re.compile(r"[\s/&|?]")
#: Clés de la feuille Projet sans lesquelles rien ne s'écrit, et ce qu'il faut y mettre.
_EXIGEES: Final = {
    "intitule": "le nom du projet",
    "date_debut": "son premier jour",
    "id_iati": "l’identifiant IATI du projet",
    "organisation_iati": "l’identifiant IATI de qui publie, celui par lequel commence id_iati",
    "type_organisation_iati": "le code IATI de son genre : 10 État, 15 autre public, 21 ONG internationale…",
}


class IatiImpossible(ValueError):
    """L'édition ne permet pas un fichier IATI ; le message est en français, avec son remède."""


@dataclass(frozen=True)
class Identite:
    """Ce que la feuille Projet dit du projet et de qui publie.

    Attributes:
        editeur: le nom de qui publie.
        participants: rôle (liste OrganisationRole) → nom.
        budget: en euros, tel qu'il s'écrit ; vide quand ce public ne le lit pas, ou quand il ne se lit pas.
    """

    intitule: str
    id_iati: str
    organisation: str
    genre: str
    editeur: str
    participants: Mapping[str, str]
    convention: str
    debut: dt.date
    fin: dt.date | None
    suspension: dt.date | None
    budget: str


def lire(projet: Mapping[str, str]) -> Identite:
    """L'identité, clé par clé.

    Raises:
        IatiImpossible: il manque une clé, ou elle ne convient pas.
    """
    dits = {cle: valeur.strip() for cle, valeur in projet.items() if valeur.strip()}
    manques = [f"{cle} ({aide})" for cle, aide in _EXIGEES.items() if cle not in dits]
    if not dits.keys() & {"financeur", "maitre_oeuvre"}:
        manques.append("financeur ou maitre_oeuvre (qui finance, qui conduit)")
    if manques:
        raise IatiImpossible(_refus(f"il y manque {' ; '.join(manques)}"))
    roles = {codes.FINANCE: dits.get("financeur", ""), codes.EXECUTE: dits.get("maitre_oeuvre", "")}
    editeur = dits.get("nom_organisation_iati") or dits.get("maitre_oeuvre") or dits["financeur"]
    debut = _jour(dits["date_debut"])
    if debut is None:
        raise IatiImpossible(_refus(f"date_debut («{dits['date_debut']}») n’est pas une date"))
    _juger(dits["id_iati"], dits["organisation_iati"], dits["type_organisation_iati"])
    return Identite(
        intitule=dits["intitule"],
        id_iati=dits["id_iati"],
        organisation=dits["organisation_iati"],
        genre=dits["type_organisation_iati"],
        editeur=editeur,
        participants={role: nom for role, nom in roles.items() if nom},
        convention=dits.get("convention", ""),
        debut=debut,
        fin=_jour(dits.get("date_fin", "")),
        suspension=_jour(dits.get("date_suspension", "")),
        budget=_montant(dits.get("budget_eur", "")),
    )


def _juger(id_iati: str, organisation: str, genre: str) -> None:
    for cle, valeur in (("id_iati", id_iati), ("organisation_iati", organisation)):
        if _INTERDITS.search(valeur):
            raise IatiImpossible(_refus(f"{cle} («{valeur}») ne convient pas : ni espace, ni /, &, | ou ?"))
    if not id_iati.startswith(f"{organisation}-") or id_iati == f"{organisation}-":
        raise IatiImpossible(_refus(f"id_iati («{id_iati}») ne commence pas par organisation_iati («{organisation}-»)"))
    if genre not in codes.ORGANISATIONS:
        connus = ", ".join(codes.ORGANISATIONS)
        raise IatiImpossible(_refus(f"type_organisation_iati («{genre}») n’est pas de la norme ({connus})"))


def _refus(quoi: str) -> str:
    return (
        f"Le fichier IATI se fait de la feuille Projet du cadre logique, et {quoi}. Complétez-la, déposez le cadre, "
        "puis lancez «python -m etl exporter iati», ou figez une nouvelle édition."
    )


def _jour(texte: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(texte[:10])
    except ValueError:
        return None


def _montant(texte: str) -> str:
    """Un montant en euros, sans ses séparateurs ; vide s'il ne se lit pas comme un nombre.

    >>> _montant("10 000 000 €"), _montant("1250,5"), _montant("dix millions"), _montant("")
    ('10000000', '1250.5', '', '')
    """
    nu = re.sub(r"[\s€]|EUR", "", texte).replace(",", ".")
    return nu if re.fullmatch(r"\d+(\.\d+)?", nu) else ""
