"""La boîte d'où l'on écrit : le serveur SMTP, ce qui chiffre, qui signe. Règle B3.

Le mot de passe ne vient que d'une variable ou d'un fichier à part ; il n'est ni dans `reglages.toml`, ni dans une
phrase, ni dans une ligne de commande.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Final

from domaine.courriel.adresses import est_une_adresse
from domaine.reglages import ReglageInvalide, Reglages

MOT_DE_PASSE: Final = "SOCLE_SMTP_MOT_DE_PASSE"
_PORTS: Final = {"starttls": 587, "tls": 465, "aucune": 25}
_ICI: Final = ("localhost", "127.0.0.1", "::1")
_NOM_MAX: Final = 60
_SECRET_MAX: Final = 1024


@dataclass(frozen=True)
class Boite:
    """De quoi écrire.

    Attributes:
        securite: «starttls», «tls», ou «aucune», vers cette machine seulement.
        utilisateur: vide quand le serveur ne demande pas de s'identifier.
        adresse, nom: de l'expéditeur ; `nom` peut être vide.
    """

    hote: str
    port: int
    securite: str
    utilisateur: str
    mot_de_passe: str = field(repr=False)
    adresse: str
    nom: str

    @property
    def domaine(self) -> str:
        """Le nom sous lequel l'on se présente au serveur : celui de l'expéditeur, jamais celui de la machine."""
        return self.adresse.partition("@")[2]


def lire(regle: Reglages, environnement: Mapping[str, str] | None = None) -> Boite:
    """La boîte que disent les réglages.

    Raises:
        ReglageInvalide: rien n'est réglé, ou un réglage ne convient pas ; le mot de passe n'est jamais redit.
    """
    if not regle.smtp_hote:
        raise _faux(
            "smtp_hote", "non réglé", "Dites quel serveur envoie les courriels : SOCLE_SMTP_HOTE (EXPLOITATION.md)."
        )
    if regle.smtp_securite == "aucune" and regle.smtp_hote not in _ICI:
        remede = "Hors de cette machine, un courriel part chiffré : starttls, ou tls."
        raise _faux("smtp_securite", regle.smtp_securite, remede)
    nom, adresse = parseaddr(regle.smtp_expediteur or "")
    if not est_une_adresse(adresse) or len(nom) > _NOM_MAX:
        remede = (
            f"Donnez l'adresse de qui écrit : suivi@exemple.org, ou Suivi <suivi@exemple.org> ({_NOM_MAX} lettres)."
        )
        raise _faux("smtp_expediteur", regle.smtp_expediteur or "", remede)
    secret = _mot_de_passe(regle, os.environ if environnement is None else environnement)
    if bool(regle.smtp_utilisateur) != bool(secret):
        manque = MOT_DE_PASSE if regle.smtp_utilisateur else "SOCLE_SMTP_UTILISATEUR"
        raise _faux("smtp_utilisateur", regle.smtp_utilisateur or "", f"L'un ne va pas sans l'autre : réglez {manque}.")
    if not (f"{secret}{regle.smtp_utilisateur or ''}".isascii() and secret.isprintable()):
        remede = "L'utilisateur et le mot de passe d'une boîte sont sans accent : le protocole n'en porte pas d'autres."
        raise _faux("smtp_mot_de_passe", "…", remede)
    return Boite(
        hote=regle.smtp_hote,
        port=regle.smtp_port or _PORTS[regle.smtp_securite],
        securite=regle.smtp_securite,
        utilisateur=regle.smtp_utilisateur or "",
        mot_de_passe=secret,
        adresse=adresse,
        nom=nom,
    )


def _mot_de_passe(regle: Reglages, variables: Mapping[str, str]) -> str:
    if variables.get(MOT_DE_PASSE, ""):
        return variables[MOT_DE_PASSE]
    if not regle.smtp_mot_de_passe_fichier:
        return ""
    fichier = Path(regle.smtp_mot_de_passe_fichier)
    try:
        ouvert_a_tous = os.name == "posix" and fichier.stat().st_mode & 0o007
        lu = fichier.read_text(encoding="utf-8")[: _SECRET_MAX + 1].strip("\r\n")
    except (OSError, UnicodeDecodeError) as erreur:
        raise _faux("smtp_mot_de_passe_fichier", fichier.name, "Ce fichier ne se lit pas.") from erreur
    if ouvert_a_tous:
        remede = "Tous les comptes de la machine y ont droit : chmod 640, à root et au groupe du serveur."
        raise _faux("smtp_mot_de_passe_fichier", fichier.name, remede)
    if not lu or len(lu) > _SECRET_MAX or "\n" in lu:
        raise _faux("smtp_mot_de_passe_fichier", fichier.name, "Il doit tenir le mot de passe, seul sur sa ligne.")
    return lu


def _faux(nom: str, valeur: str, remede: str) -> ReglageInvalide:
    return ReglageInvalide(nom, valeur, "courriel", remede)
