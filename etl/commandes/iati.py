"""`exporter iati` : le fichier IATI d'une édition remise, celui qui fut scellé avec elle s'il y en a un (règle X1)."""

from __future__ import annotations

import shutil
from pathlib import Path

from domaine.chemins import IATI
from domaine.figees import est_numero
from domaine.preuve import empreinte_fichier, empreintes_scellees
from etl.demande import DemandeInvalide
from etl.edition import dossier
from etl.gel import sceau
from etl.gel.rapporteur import ecrire_l_iati

#: Le nom de cet export, à côté de ceux des tables.
NOM = "iati"
_COMMENT = "«python -m etl edition figer --public bailleur --titre … --periode …» en fait une"


def exporter_iati(donnees: Path, sortie: Path, identifiant: str | None) -> tuple[str, list[str]]:
    """Écrit le fichier ; rend le numéro de l'édition, et ce qu'elle ne permettait pas d'y dire.

    Args:
        donnees: le dossier de données.
        sortie: le fichier à écrire.
        identifiant: le numéro d'une édition figée ; vide : la dernière figée pour le bailleur.

    Raises:
        DemandeInvalide: pas d'édition figée pour un public du dehors, ou l'édition ne permet pas de le faire.
        dossier.EditionAbsente, dossier.EditionFausse: comme ouvrir une édition.
    """
    numero = identifiant or _derniere(donnees)
    if not est_numero(numero):
        raise DemandeInvalide(
            f"«{numero}» est une édition publiée : l'équipe seule la lit. Un fichier IATI se fait d'une édition figée "
            f"pour le bailleur ou les partenaires ; {_COMMENT}."
        )
    chemin = dossier.chemin_base(donnees, numero)
    manifeste = dossier.manifeste(donnees, numero)
    if manifeste["public"] == "interne":
        raise DemandeInvalide(
            f"L'édition {numero} est interne : rien n'y est masqué. Un fichier IATI se fait d'une édition figée pour "
            f"le bailleur ou les partenaires ; {_COMMENT}."
        )
    scelle = chemin.with_name(IATI)
    if not scelle.is_file():
        return numero, ecrire_l_iati(chemin.parent, sortie, _qui_publie(donnees))
    if empreinte_fichier(scelle) != empreintes_scellees(manifeste).get(IATI):
        raise dossier.EditionFausse(f"Le fichier {IATI} de l'édition {numero} n'est plus celui qui a été figé.")
    shutil.copyfile(scelle, sortie)
    return numero, []


def _derniere(donnees: Path) -> str:
    numeros = [str(m["id"]) for m in sceau.lister(donnees) if m.get("public") == "bailleur"]
    if not numeros:
        raise DemandeInvalide(f"Aucune édition n'est figée pour le bailleur ; {_COMMENT}.")
    return numeros[-1]


def _qui_publie(donnees: Path) -> dict[str, str]:
    """Les clés IATI de la feuille Projet en vigueur : une édition figée avant elles ne les a pas."""
    try:
        with dossier.ouvrir(dossier.chemin_base(donnees)) as connexion:
            lues = connexion.execute(
                "SELECT cle, valeur FROM projet WHERE cle LIKE '%iati' AND valeur <> ''"
            ).fetchall()
    except dossier.EditionAbsente:
        return {}
    return {str(cle): str(valeur) for cle, valeur in lues}
