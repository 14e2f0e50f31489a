"""Le reçu d'une édition figée : une page, en PDF, et le même en texte à coller dans un courriel.

Il s'écrit après le sceau : le dossier tient le manifeste, la ligne est celle que le journal recevra. Qui garde
ce reçu au-dehors tient la preuve : un journal effacé, récrit ou coupé ne s'accorde plus à sa tête.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from domaine import chemins, francais
from domaine.preuve import SCEAU, Inscription, empreintes_scellees, estampiller_recu, lire_manifeste
from rapports import blocs
from rapports.blocs import Document
from rapports.lecture import PUBLICS
from rapports.rendu import en_pdf
from tableurs.sortie import ouvrir_sortie

_POURQUOI: Final = (
    "Gardez ce reçu hors de l’outil. Il prouve que l’édition existait à cette date, avec ces fichiers : rien de ce qui "
    "la précède au journal ne se change, ne se retire ni ne se déplace sans que la tête de la chaîne change aussi."
)
_DEMONSTRATION: Final = "Données de démonstration : chiffres fictifs, à ne pas citer"


def ecrire(dossier: Path, ligne: Inscription) -> None:
    """Écrit `recu.pdf` et `recu.txt` dans le dossier de l'édition."""
    manifeste = lire_manifeste(dossier)
    jour = dt.date.fromisoformat(manifeste["date_donnees"])
    en_pdf.rendre(en_document(manifeste, ligne), dossier / chemins.RECU_PDF, jour)
    with ouvrir_sortie(dossier / chemins.RECU_TEXTE) as sortie:
        sortie.write(en_texte(manifeste, ligne).encode())


def en_texte(manifeste: Mapping[str, Any], ligne: Inscription) -> str:
    """Le reçu, en texte seul."""
    lignes = [f"Reçu de l’édition {ligne.numero}", *([_DEMONSTRATION] if manifeste.get("demonstration") else [])]
    lignes += ["", *(f"{nom} : {texte}" for nom, texte in _dits(manifeste, ligne))]
    lignes += ["", "Fichiers, et leur SHA-256", *(f"{nom} : {sha}" for nom, sha in _fichiers(manifeste))]
    lignes += ["", "Pour vérifier", *(f"- {geste}" for geste in gestes(ligne))]
    lignes += ["", _POURQUOI, "", "Ligne du journal, dont la tête est le SHA-256", ligne.octets.decode()]
    return "\n".join([*lignes, "", estampiller_recu(ligne.numero, ligne.tete), ""])


def en_document(manifeste: Mapping[str, Any], ligne: Inscription) -> Document:
    """Le reçu, en document neutre d'une page."""
    colonnes = (blocs.colonne("Fichier", part=1), blocs.colonne("SHA-256", part=3.6))
    lignes = [blocs.ligne(nom, sha) for nom, sha in _fichiers(manifeste)]
    demonstration = _DEMONSTRATION if manifeste.get("demonstration") else ""
    return Document(
        titre=f"Reçu de l’édition {ligne.numero}",
        rappel=f"{ligne.numero} · figée le {francais.date(ligne.figee_le)}",
        avertissement=demonstration,
        blocs=(
            blocs.Garde(f"Reçu de l’édition {ligne.numero}", "Preuve de remise", _dits(manifeste, ligne), seule=False),
            blocs.tableau("Les fichiers de l’édition", colonnes, lignes),
            blocs.Paragraphe("Pour vérifier", tete=True),
            blocs.Liste(gestes(ligne)),
            blocs.Paragraphe(_POURQUOI),
            blocs.Note(ligne.octets.decode(), "Ligne du journal, dont la tête est le SHA-256"),
        ),
        estampille=estampiller_recu(ligne.numero, ligne.tete),
    )


def _dits(manifeste: Mapping[str, Any], ligne: Inscription) -> tuple[tuple[str, str], ...]:
    dits = {
        "Titre": manifeste["titre"],
        "Destinataires": PUBLICS[manifeste["public"]],
        "Période": francais.periode(manifeste["periode"]) + (" (provisoire)" if manifeste["provisoire"] else ""),
        "Données arrêtées au": francais.date(manifeste["date_donnees"]),
        "Figée le": francais.horodatage(manifeste["figee_le"]),
    }
    return (*((nom, str(texte)) for nom, texte in dits.items() if texte), *preuves(manifeste, ligne))


def preuves(manifeste: Mapping[str, Any], ligne: Inscription) -> tuple[tuple[str, str], ...]:
    """Ce qui se compare : l'empreinte, le sceau, la tête, la clé et la signature quand il y en a."""
    dites = {
        "Empreinte des chiffres": manifeste["empreinte"],
        "Sceau": manifeste[SCEAU],
        "Tête de la chaîne": ligne.tete,
        "Clé publique": ligne.cle,
        "Signature": ligne.signature,
    }
    return tuple((nom, str(texte)) for nom, texte in dites.items() if texte)


def _fichiers(manifeste: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Ce qui a été remis d'abord ; la base, qui reste d'ordinaire chez qui a figé, à la fin."""
    return sorted(empreintes_scellees(manifeste).items(), key=lambda f: (f[0] == chemins.BASE, f[0]))


def gestes(ligne: Inscription) -> tuple[str, ...]:
    """Comment vérifier, de la façon la plus simple à la plus sûre."""
    simples = (
        "un fichier, sans l’outil : son SHA-256 (sha256sum, ou Get-FileHash sous Windows) est celui écrit ici ;",
        "un fichier, avec l’outil : python -m etl edition verifier FICHIER, qui dit «conforme» ou «altérée» ;",
        f"toute l’édition, chez qui l’a figée : python -m etl edition verifier {ligne.numero}, puis ce reçu, de même.",
    )
    if not ligne.signature:
        return simples
    return (*simples, "la signature Ed25519 : la clé publique doit être celle que le projet vous a remise à part.")
