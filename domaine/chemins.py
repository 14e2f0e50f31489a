"""Où est chaque chose dans le dossier des données : les seuls noms de fichiers et de dossiers du produit.

```
<données>/courant.json                    l'édition en vigueur
          editions/<id>/                  edition.duckdb, manifeste.json
          figees/<numéro>/                les mêmes, et ce qui s'emporte ; figees/journal.jsonl : les numéros donnés
          depots/<sha256>.<ext>           les fichiers reçus ; depots/journal.jsonl, depots/retraits.jsonl
          reunions.sqlite                 le journal des réunions et de leurs décisions
          pieces/<sha256>.<ext>           les pièces de preuve reçues ; pieces/copies/ : ce qui s'en montre
          acces.sqlite                    le registre d'accès : liens remis, ouvertures, gestes ; aucun secret
          courriels.sqlite                le journal des courriels : ce qui est parti, vers qui
          destinataires.toml              à qui l'on écrit, et ce que chacun lit
          cle_signature.pem               la clé du projet, si elle existe ; hors de toute sauvegarde partagée
          limites/                        les limites et les repères importés
          reception/, erreurs.log         les envois que l'écran transmet ; le détail des fautes imprévues
```
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from domaine.figees import est_numero

EDITIONS: Final = "editions"
FIGEES: Final = "figees"
DEPOTS: Final = "depots"
LIMITES: Final = "limites"
PIECES: Final = "pieces"
#: Dans `pieces/`.
COPIES: Final = "copies"
RECEPTION: Final = "reception"
POINTEUR: Final = "courant.json"
ERREURS: Final = "erreurs.log"
VERROU: Final = ".publication.verrou"
REUNIONS: Final = "reunions.sqlite"
ACCES: Final = "acces.sqlite"
COURRIELS: Final = "courriels.sqlite"
DESTINATAIRES: Final = "destinataires.toml"
CLE_SIGNATURE: Final = "cle_signature.pem"
#: Dans le dossier d'une édition.
BASE: Final = "edition.duckdb"
MANIFESTE: Final = "manifeste.json"
RAPPORT_HTML: Final = "rapport.html"
RAPPORT_PDF: Final = "rapport.pdf"
RAPPORT_DOCX: Final = "rapport.docx"
TABLEAUX: Final = "tableaux.xlsx"
IATI: Final = "iati.xml"
#: Ce qu'une édition figée a d'emportable ; sa base n'en est pas.
SORTIES: Final = (RAPPORT_HTML, RAPPORT_PDF, RAPPORT_DOCX, TABLEAUX, IATI)
RECU_PDF: Final = "recu.pdf"
RECU_TEXTE: Final = "recu.txt"
#: Le reçu d'une édition figée : il dit son sceau, donc le sceau ne le couvre pas ; le journal garde leurs empreintes.
RECUS: Final = (RECU_PDF, RECU_TEXTE)
#: Dans `depots/` et dans `figees/` : une ligne par inscription, jamais récrite.
JOURNAL: Final = "journal.jsonl"
#: Dans `depots/`.
RETRAITS: Final = "retraits.jsonl"
LIMITES_IMPORTEES: Final = "limites.geojson"
#: Dossier d'une édition en construction ; s'il reste, c'est qu'elle a été arrêtée.
PREFIXE_EN_COURS: Final = ".en_cours-"


def pointeur(donnees: Path) -> Path:
    """Le fichier qui désigne l'édition en vigueur."""
    return donnees / POINTEUR


def dossier_editions(donnees: Path) -> Path:
    """Où sont les éditions publiées."""
    return donnees / EDITIONS


def dossier_figees(donnees: Path) -> Path:
    """Où sont les éditions figées."""
    return donnees / FIGEES


def dossier_edition(donnees: Path, identifiant: str) -> Path:
    """Le dossier d'une édition, publiée ou figée.

    >>> dossier_edition(Path("d"), "E2024-T2-1").as_posix(), dossier_edition(Path("d"), "20240630T1010-ab").as_posix()
    ('d/figees/E2024-T2-1', 'd/editions/20240630T1010-ab')
    """
    return (dossier_figees(donnees) if est_numero(identifiant) else dossier_editions(donnees)) / identifiant


def dossier_depots(donnees: Path) -> Path:
    """Où sont les fichiers reçus, et leur journal."""
    return donnees / DEPOTS


def journal_des_reunions(donnees: Path) -> Path:
    """Le journal des réunions (`domaine.journal`) ; le fichier n'existe pas avant la première."""
    return donnees / REUNIONS


def registre_d_acces(donnees: Path) -> Path:
    """Le registre d'accès (`domaine.acces.registre`) ; le fichier n'existe pas avant le premier lien ou geste."""
    return donnees / ACCES


def journal_des_courriels(donnees: Path) -> Path:
    """Le journal des courriels (`domaine.courriel.journal`) ; le fichier n'existe pas avant le premier."""
    return donnees / COURRIELS
