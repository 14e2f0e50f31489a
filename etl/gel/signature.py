"""La signature d'une édition figée, facultative : une clé Ed25519 du projet, gardée hors de toute édition.

Sans clé, rien ne change : la chaîne du journal et les reçus prouvent. Avec elle, qui n'a que la clé publique vérifie
sans croire personne. La clé privée n'est jamais montrée, ni au journal, ni dans une édition.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from domaine import chemins
from domaine.preuve import Inscription, a_signer
from domaine.reglages import reglages
from etl.demande import DemandeInvalide

_LONGUEUR = 64


def fichier_de_cle(donnees: Path) -> Path:
    """Où est, ou serait, la clé privée : le réglage, sinon le dossier des données."""
    regle = reglages(dossier=donnees).cle_signature
    return Path(regle).expanduser().absolute() if regle else donnees / chemins.CLE_SIGNATURE


def creer_cle(donnees: Path) -> str:
    """Écrit une clé neuve, lisible de son seul propriétaire ; rend la clé publique.

    Raises:
        DemandeInvalide: une clé existe, ou sa place est dans une édition ou parmi les dépôts.
    """
    fichier = fichier_de_cle(donnees)
    for dossier in (chemins.dossier_figees, chemins.dossier_editions, chemins.dossier_depots):
        if fichier.resolve().is_relative_to(dossier(donnees).resolve()):
            raise DemandeInvalide("La clé ne se range ni dans une édition, ni parmi les dépôts : changez son réglage.")
    cle = Ed25519PrivateKey.generate()
    fichier.parent.mkdir(parents=True, exist_ok=True)
    try:
        poignee = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise DemandeInvalide(
            f"Une clé existe déjà ({fichier.name}) : elle ne se remplace pas, ce qu'elle a signé en dépend."
        ) from None
    with os.fdopen(poignee, "wb") as flux:
        flux.write(cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        flux.flush()
        os.fsync(flux.fileno())
    return _en_hexa(cle)


def cle_publique(donnees: Path) -> str:
    """La clé publique de ce dossier de données ; vide quand il n'a pas de clé.

    Raises:
        DemandeInvalide: le fichier de la clé ne se lit pas.
    """
    cle = _charger(donnees)
    return _en_hexa(cle) if cle else ""


def signer(donnees: Path, numero: str, sceau: str, precedente: str) -> dict[str, str]:
    """Ce que la ligne du journal en porte ; vide sans clé.

    Raises:
        DemandeInvalide: le fichier de la clé ne se lit pas.
    """
    cle = _charger(donnees)
    if cle is None:
        return {}
    return {"signature": cle.sign(a_signer(numero, sceau, precedente)).hex(), "cle": _en_hexa(cle)}


def lire_cle_publique(texte: str) -> str:
    """Une clé publique donnée telle quelle, ou par le fichier texte où elle est écrite.

    Raises:
        DemandeInvalide: ce n'est pas une clé.
    """
    lu = texte.strip().lower()
    if len(lu) != _LONGUEUR and (fichier := Path(texte)).is_file() and fichier.stat().st_size <= 1000:
        lu = fichier.read_text(encoding="utf-8", errors="replace").strip().lower()
    if len(lu) != _LONGUEUR or set(lu) - set("0123456789abcdef"):
        raise DemandeInvalide("La clé publique ne se lit pas : donnez ses 64 caractères (0-9, a-f), ou leur fichier.")
    return lu


def signe(inscription: Inscription, cle: str) -> bool:
    """Vrai quand cette clé publique a signé cette ligne."""
    try:
        publique = Ed25519PublicKey.from_public_bytes(bytes.fromhex(cle))
        message = a_signer(inscription.numero, inscription.sceau, inscription.precedente)
        publique.verify(bytes.fromhex(inscription.signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _charger(donnees: Path) -> Ed25519PrivateKey | None:
    fichier = fichier_de_cle(donnees)
    try:
        cle = load_pem_private_key(fichier.read_bytes(), password=None)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as erreur:
        raise DemandeInvalide(
            f"La clé de signature ({fichier.name}) ne se lit pas : rendez-la depuis votre copie, ou ôtez-la pour figer "
            "sans signer."
        ) from erreur
    if not isinstance(cle, Ed25519PrivateKey):
        raise DemandeInvalide(f"La clé de signature ({fichier.name}) n'est pas une clé Ed25519.")
    return cle


def _en_hexa(cle: Ed25519PrivateKey) -> str:
    return cle.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
