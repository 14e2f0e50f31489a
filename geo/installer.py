"""L'installation des limites officielles par le réseau : un essai borné, qui n'empêche jamais la mise en route."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from domaine.francais import compte
from domaine.reglages import RACINE, dossier_donnees, reglages
from geo.controle import A_VERIFIER, BLOQUANTE
from geo.importer import bornes_en_vigueur
from geo.limites import limites_en_vigueur
from geo.refus import soigner
from geo.telechargement import Telechargement, TelechargementManque, hote_de, telecharger
from geo.zones import DOSSIER_REFERENCE

FICHIER_SOURCE = DOSSIER_REFERENCE / "limites_source.toml"
REPLI = "la carte garde les limites en place (généralisées s'il n'y en a pas)"

#: Durée permise au contrôle du fichier reçu, en secondes.
CONTROLE_S = 180.0


class ImportManque(RuntimeError):
    """Le fichier téléchargé n'a pas pu être importé ; le message dit pourquoi."""


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
        return Source(choisie, f"téléchargées de {hote_de(choisie)}", (), float(livree["attente_s"]))
    return Source(livree["adresse"], livree["source"], tuple(livree["hotes_admis"]), float(livree["attente_s"]))


def _nom_du_fichier(adresse: str) -> str:
    """Un nom de fichier sans danger, tiré de la fin de l'adresse."""
    nom = PurePosixPath(adresse.split("?")[0].split("#")[0]).name
    return re.sub(r"[^A-Za-z0-9._-]", "_", nom)[-80:].lstrip(".") or "limites"


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
    with tempfile.TemporaryDirectory(prefix="socle-limites-", ignore_cleanup_errors=True) as atelier:
        recu = Path(atelier) / _nom_du_fichier(origine.adresse)
        duree = attente_s or origine.attente_s
        try:
            telecharger(Telechargement(origine.adresse, recu, bornes_en_vigueur().taille, duree, origine.hotes_admis))
            remarques = _importer_a_part(recu, cible, origine.source)
        except (TelechargementManque, ImportManque) as manque:
            return soigner(f"Limites officielles non installées : {str(manque).rstrip('.')} ; {REPLI}.")
        except OSError as erreur:
            raison = erreur.strerror or "écriture impossible"
            return soigner(f"Limites officielles non installées : {raison} ; {REPLI}.")
    reserves = sum(gravite == A_VERIFIER for gravite, _ in remarques)
    suite = f" ({compte(reserves, 'point')} à vérifier : python -m geo etat)" if reserves else ""
    return soigner(f"Limites officielles installées{suite}.")


def publier() -> None:
    """Publie de nouveau, pour que la carte suive ; la publication dit elle-même ce qui l'en empêche."""
    environnement = {**os.environ, "PYTHONUTF8": "1"}
    subprocess.run([sys.executable, "-m", "etl", "publier"], cwd=RACINE, env=environnement, timeout=CONTROLE_S * 5)


def _importer_a_part(recu: Path, dossier: Path, source: str) -> list[tuple[str, str]]:
    """Importe dans un autre processus, en temps borné : un fichier qui plante ou n'en finit pas n'emporte rien.

    Returns:
        Les remarques (gravité, message) d'un import réussi.

    Raises:
        ImportManque: fichier refusé, trop long à contrôler, ou qui fait tomber le contrôle.
    """
    commande = [sys.executable, "-m", "geo", "importer", str(recu), "--source", source, "--format", "json"]
    environnement = {**os.environ, "SOCLE_DONNEES": str(dossier), "PYTHONUTF8": "1"}
    try:
        fait = subprocess.run(
            commande,
            cwd=RACINE,
            env=environnement,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=CONTROLE_S,
        )
        bilan = json.loads(fait.stdout)
    except subprocess.TimeoutExpired as erreur:
        raise ImportManque("le fichier reçu est trop long à contrôler") from erreur
    except ValueError as erreur:
        raise ImportManque("le fichier reçu a fait tomber le contrôle") from erreur
    remarques = [(str(c["gravite"]), str(c["message"])) for c in bilan["constats"]]
    if not bilan["importe"]:
        raison = next((message for gravite, message in remarques if gravite == BLOQUANTE), "raison inconnue")
        raise ImportManque(f"le fichier reçu ne convient pas : {raison}")
    return remarques
