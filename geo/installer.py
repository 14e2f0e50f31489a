"""L'installation des limites officielles par le réseau : un essai borné, qui n'empêche jamais la mise en route."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from domaine.francais import compte
from domaine.reglages import dossier_donnees, reglages
from geo.controle import A_VERIFIER, BLOQUANTE
from geo.importer import bornes_en_vigueur, importer_limites
from geo.limites import fichier_des_limites, limites_en_vigueur
from geo.refus import soigner
from geo.telechargement import Demande, TelechargementManque, telecharger
from geo.zones import DOSSIER_REFERENCE

FICHIER_SOURCE = DOSSIER_REFERENCE / "limites_source.toml"
REPLI = "la carte garde les limites en place (schématiques s'il n'y en a pas)"


@dataclass(frozen=True)
class Source:
    """D'où l'on essaie de tirer les limites."""

    adresse: str
    source: str
    hotes_admis: tuple[str, ...]
    attente_s: float


def source_des_limites(adresse: str | None = None) -> Source:
    """La source en vigueur : l'adresse donnée, sinon celle des réglages, sinon celle livrée avec le code."""
    livree = tomllib.loads(FICHIER_SOURCE.read_text(encoding="utf-8"))["limites"]
    choisie = adresse or reglages().limites_adresse
    if choisie and choisie != livree["adresse"]:
        # Les hôtes admis vont avec l'adresse livrée : pour une autre, seul son propre hôte l'est.
        hote = urlsplit(choisie).hostname or "adresse donnée"
        return Source(choisie, f"téléchargées de {hote}", (), float(livree["attente_s"]))
    return Source(livree["adresse"], livree["source"], tuple(livree["hotes_admis"]), float(livree["attente_s"]))


def installer_limites(
    adresse: str | None = None, *, dossier: Path | None = None, attente_s: float | None = None, refaire: bool = False
) -> str:
    """Télécharge, contrôle et importe les limites ; ne lève jamais pour une cause venue du réseau ou du fichier.

    Args:
        adresse: adresse à essayer ; par défaut celle des réglages, sinon celle livrée avec le code.
        dossier: dossier des données ; celui des réglages par défaut.
        attente_s: durée totale permise, en secondes.
        refaire: télécharger même si des limites importées sont déjà en vigueur.

    Returns:
        Ce qui s'est passé, en une ligne de français.
    """
    cible = dossier or dossier_donnees()
    if not (refaire or adresse) and not limites_en_vigueur(cible).schematique:
        return soigner("Limites officielles déjà en place : rien à télécharger.")
    origine = source_des_limites(adresse)
    bornes = bornes_en_vigueur()
    with tempfile.TemporaryDirectory(prefix="socle-limites-", ignore_cleanup_errors=True) as atelier:
        recu = Path(atelier) / (Path(urlsplit(origine.adresse).path).name[-80:] or "limites")
        demande = Demande(origine.adresse, recu, bornes.taille, attente_s or origine.attente_s, origine.hotes_admis)
        try:
            telecharger(demande)
            bilan = importer_limites(recu, dossier=cible, source=origine.source, bornes=bornes)
        except TelechargementManque as manque:
            return soigner(f"Limites officielles non installées : {manque} ; {REPLI}.")
        except OSError as erreur:
            return soigner(
                f"Limites officielles non installées : {erreur.strerror or 'écriture impossible'} ; {REPLI}."
            )
    if bilan.fichier is None:
        motif = next(c.message for c in bilan.constats if c.gravite == BLOQUANTE).rstrip(".")
        return soigner(f"Limites officielles non installées, le fichier reçu ne convient pas : {motif} ; {REPLI}.")
    reserves = sum(c.gravite == A_VERIFIER for c in bilan.constats)
    suite = f" ({compte(reserves, 'point')} à vérifier, voir « python -m geo etat »)" if reserves else ""
    return soigner(f"Limites officielles installées dans {fichier_des_limites(cible).parent.name}/{suite}.")
